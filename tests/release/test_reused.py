"""A public release takes from the one before what would be the same, and makes anew whatever depends on something that changed."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from assets.running import build_release, run
from schemas.model import Table
from tests.factories import FETCHED_AT
from warehouse.release import manifest, reused, standoff
from warehouse.release.verify import verify

TEXT = "霧浜市は{}日、橋の工事を始めると発表した。岬野葵市長は「灯台を残す」と語った。"


def take_in(root: Path, number: int, site: str) -> None:
    """One more article, which is one more batch."""
    path = root / f"{number}.jsonl"
    line = {"id": str(number), "url": f"https://{site}.example/{number}", "text": TEXT.format(number)}
    path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    run(root / "data", [str(path)], fetched_at=FETCHED_AT, release=False, expectations=False)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory of two batches and a public release of them."""
    root = tmp_path_factory.mktemp("reused")
    for number, site in enumerate(("kirihama", "misaki"), start=1):
        take_in(root, number, site)
    build_release(root / "data", edition="public")
    return root


@pytest.fixture
def root(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "copy"))


@pytest.fixture
def made_anew(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Tables whose files were stood off, with how many."""
    counted, stand_off = Counter[str](), standoff.stand_off

    def count(table: Table, rows: pa.Table, may: standoff.Publishable) -> pa.Table:
        counted[table.name] += 1
        return stand_off(table, rows, may)

    monkeypatch.setattr(standoff, "stand_off", count)
    return counted


def public(root: Path, **terms: str) -> Path:
    return build_release(root / "data", edition="public", redistribution=terms).path


def is_like_made_afresh(root: Path, release: Path, **terms: str) -> bool:
    """Whether a build that finds no earlier release gives the same tables, byte for byte."""
    alone = root / f"alone-{release.name}"
    shutil.copytree(root / "data", alone, ignore=shutil.ignore_patterns("releases"))
    again = build_release(alone, release.name, edition="public", redistribution=terms).path
    names = [name for name in manifest.names(release) if name.startswith("data/")]
    assert names == [name for name in manifest.names(again) if name.startswith("data/")]
    return len(names) > 15 and all((release / name).read_bytes() == (again / name).read_bytes() for name in names)


def same_file(first: Path, second: Path) -> bool:
    return first.stat().st_ino == second.stat().st_ino


def test_one_batch_more_leaves_the_files_of_the_others(root: Path, made_anew: Counter[str]) -> None:
    (first,) = (root / "data" / "releases" / "public").glob("*/")
    take_in(root, 3, "misaki")
    second = public(root)
    old = {path.relative_to(first).as_posix(): path for path in first.glob("data/*/part-2*.parquet")}
    assert len(old) > 10
    assert all(same_file(path, second / name) for name, path in old.items())
    corpus = {"sources", "entities", "aliases", "lexemes"}
    again = {name for name, count in made_anew.items() if count > 1}
    # outlets are listed in LICENSES.csv, too; of locations, which are paths here, nothing is left that could be taken
    assert again == {"sources", "document_locations"}
    assert made_anew.keys() >= corpus
    assert "statements" in made_anew
    assert verify(second).ok
    assert is_like_made_afresh(root, second)


def test_other_terms_of_a_source_are_other_files_of_its_articles(root: Path, made_anew: Counter[str]) -> None:
    (first,) = (root / "data" / "releases" / "public").glob("*/")
    second = public(root, **{"kirihama.example": "full"})
    assert second != first
    content = manifest.read_manifest(second)
    assert content["articles"] == {"total": 2, "with_text": 1}
    shared = {
        path.name: same_file(path, first / "data" / "articles" / path.name)
        for path in (second / "data" / "articles").glob("*")
    }
    assert sorted(shared.values()) == [False, True], "the other source's part stays"
    assert made_anew["articles"] == made_anew["statements"] == made_anew["tokens"] == 1
    assert verify(second).ok
    assert is_like_made_afresh(root, second, **{"kirihama.example": "full"})
    # and back again: nothing of what was allowed stays
    third = public(root)
    assert manifest.read_manifest(third)["articles"]["with_text"] == 0
    assert not (third / "data" / "tokens").exists()
    assert is_like_made_afresh(root, third)


def test_a_file_that_was_altered_is_not_taken(root: Path, made_anew: Counter[str]) -> None:
    (first,) = (root / "data" / "releases" / "public").glob("*/")
    path = sorted(first.glob("data/statements/*"))[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    take_in(root, 3, "misaki")
    second = public(root)
    assert made_anew["statements"] == 2
    assert (second / path.relative_to(first)).read_bytes() == whole
    assert verify(second).ok


def test_other_rules_make_everything_anew(root: Path, made_anew: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reused, "FORMAT_VERSION", reused.FORMAT_VERSION + 1)
    take_in(root, 3, "misaki")
    public(root)
    assert made_anew["articles"] == made_anew["mentions"] == 3
