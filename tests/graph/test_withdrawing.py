"""What somebody asks to have taken out is out: of parts, tables, releases and the index, whenever and from wherever it comes again."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from assets.cli import main
from assets.running import build_release
from schemas.dataset import DATASET
from tests.factories import FETCHED_AT
from warehouse import doctor, landing, tables, withdrawals, withdrawing
from warehouse.layout import Layout
from warehouse.release import changes, manifest
from warehouse.release.publish import publish
from warehouse.release.verify import Verification, verify

TEXT = """{title}

2026年11月{day}日 凪浜日報

凪浜市の岬野葵市長は{day}日、「灯台は市の宝だ」と語った。{end}
"""
SECRET = "波止場の桟橋に秘密の合図がある。"


def text(day: int, end: str = "") -> str:
    return TEXT.format(title=f"凪浜市、灯台を残す方針 その{day}", day=day, end=end)


def invoke(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory of three articles, one a page with an address, and a release of each edition."""
    root = tmp_path_factory.mktemp("withdrawn")
    news = root / "news"
    news.mkdir()
    for day in (1, 2):
        (news / f"{day}.txt").write_text(text(day, SECRET if day == 1 else ""), encoding="utf-8")
    line = {"id": "3", "text": text(3), "url": "https://shinbun.example.jp/3", "source": "凪浜日報"}
    (news / "3.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    data = ["--data", str(root / "data")]
    invoke("run", str(news), *data, "--fetched-at", FETCHED_AT.isoformat(), "--workers", "1", "--no-expectations")
    build_release(root / "data", edition="public")
    return root


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def articles(layout: Layout) -> dict[str, str]:
    """Documents of the articles, by title."""
    rows = tables.read_table(layout, DATASET.table("articles")).to_pylist()
    return {row["title"]: row["document_id"] for row in rows}


def holds(directory: Path, words: str) -> list[str]:
    """Parquet files below a directory that hold these words in any column."""
    return [
        path.relative_to(directory).as_posix()
        for path in sorted(directory.rglob("*.parquet"))
        if words in str(pq.read_table(path, partitioning=None).to_pylist())
        or words.encode()
        in b"".join(
            value
            for name in ("content",)
            if name in pq.read_schema(path).names
            for value in pq.read_table(path, columns=[name], partitioning=None)[name].to_pylist()
            if value
        )
    ]


def whole(layout: Layout) -> bool:
    return doctor.examine(layout) == [] and withdrawing.out_of_step(layout) == []


def test_a_document_is_taken_out_stays_out_and_comes_back(copied: Path) -> None:
    layout, data = Layout(copied / "data"), ["--data", str(copied / "data")]
    named = next(document for title, document in articles(layout).items() if title.endswith("1"))
    shown = invoke("withdraw", named, *data)
    assert "releases that hold it: local/2026.11.0, public/2026.11.0\nnothing was changed" in shown
    assert len(articles(layout)) == 3
    assert "say who asks and why" in invoke("withdraw", named, *data, "--apply", code=2)
    asked = ["--by", "凪浜日報 編集部", "--reason", "request of the publisher", "--apply"]
    assert "release " in invoke("withdraw", named, *data, *asked)
    assert named not in articles(layout).values()
    assert holds(layout.tables, SECRET) == []
    (rejected,) = [
        row
        for row in tables.read_table(layout, DATASET.table("rejections")).to_pylist()
        if row["reason"] == "withdrawn"
    ]
    assert rejected["document_id"] == named
    assert whole(layout)

    new = layout.release("2026.11.1", "local")
    assert holds(new, SECRET) == []
    assert verify(new).ok
    found = {table.name: table.counts for table in changes.between(layout.release("2026.11.0", "local"), new).tables}
    assert found["articles"] == {"added": 0, "removed": 1, "changed": 0}
    index = json.loads(layout.release_index("local").read_text())
    assert [(entry["version"], entry.get("withdrawn")) for entry in index["releases"]] == [
        ("2026.11.1", None),
        ("2026.11.0", 1),
    ]
    public = json.loads(layout.release_index("public").read_text())
    assert public["releases"][0]["withdrawn"] == 1
    tombstone = layout.withdrawals.read_text()
    assert "凪浜日報 編集部" in tombstone
    assert "灯台" not in tombstone

    # the same bytes from somewhere else are no article again, and nothing else moves
    shutil.copytree(copied / "news", copied / "again")
    invoke("run", str(copied / "again"), *data, "--workers", "1", "--no-expectations")
    assert named not in articles(layout).values()
    assert whole(layout)
    assert "1 document would come back" in invoke("withdraw", named, "--undo", *data)
    invoke("withdraw", named, "--undo", "--apply", *data)
    assert named in articles(layout).values()
    assert holds(layout.tables, SECRET)
    assert whole(layout)
    assert "undone" in invoke("withdraw", *data)


def test_purged_bytes_are_gone_and_never_land_again(copied: Path) -> None:
    layout, data = Layout(copied / "data"), ["--data", str(copied / "data")]
    row = next(
        row for row in tables.read_table(layout, DATASET.table("articles")).to_pylist() if row["title"].endswith("1")
    )
    publish(layout.release("2026.11.0", "public"), copied / "out", verification=Verification((), (), 0))
    asked = ["--by", "somebody", "--reason", "asked by letter", "--purge"]
    assert "removed for good" in invoke("withdraw", row["article_id"], *data, *asked)
    assert holds(layout.root, SECRET)
    done = invoke("withdraw", row["article_id"], *data, *asked, "--apply")
    assert "releases removed: local/2026.11.0, public/2026.11.0" in done
    assert holds(layout.root, SECRET) == []
    assert landing.content_of(layout, row["document_id"]) is None
    assert whole(layout)
    assert manifest.versions(layout, "local") == ["2026.11.1"]
    assert json.loads(layout.release_index("public").read_text()) == {
        "name": "kawaraban",
        "edition": "public",
        "latest": None,
        "retracted": ["2026.11.0"],
        "releases": [],
    }
    shutil.copytree(copied / "news", copied / "again")
    invoke("run", str(copied / "again"), *data, "--workers", "1", "--no-expectations")
    assert holds(layout.root, SECRET) == []
    assert row["document_id"] not in articles(layout).values()
    assert whole(layout)
    assert "nothing to bring back" in invoke("withdraw", row["article_id"], "--undo", "--apply", *data, code=2)
    # the number of what was removed is not given again, and whoever has a copy is told
    made = build_release(layout.root, edition="public").path
    assert made.name not in ("2026.11.0",)
    publish(made, copied / "out", verification=Verification((), (), 0))
    told = json.loads((copied / "out" / "index.json").read_text())
    assert (told["retracted"], [entry["version"] for entry in told["releases"]]) == (["2026.11.0"], [made.name])
    assert sorted(path.name for path in (copied / "out").iterdir()) == sorted([made.name, "index.json"])


@pytest.mark.parametrize("named", ["https://shinbun.example.jp/3", "source"])
def test_what_comes_later_of_an_address_or_a_source_is_left_out_too(copied: Path, named: str) -> None:
    layout, data = Layout(copied / "data"), ["--data", str(copied / "data")]
    article = next(
        row for row in tables.read_table(layout, DATASET.table("articles")).to_pylist() if row["title"].endswith("3")
    )
    if named == "source":
        named = article["source_id"]
        assert named
    invoke("withdraw", named, *data, "--by", "a", "--reason", "b", "--apply")
    assert article["document_id"] not in articles(layout).values()
    left = len(articles(layout))
    line = {"id": "4", "text": text(4), "url": "https://shinbun.example.jp/3", "source": "凪浜日報"}
    (copied / "later.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    invoke("run", str(copied / "later.jsonl"), *data, "--workers", "1", "--no-expectations")
    assert len(articles(layout)) == left
    assert len(withdrawals.documents(layout)) >= 2
    assert whole(layout)


def test_parts_that_hold_it_are_not_released(copied: Path) -> None:
    layout = Layout(copied / "data")
    document = next(iter(articles(layout).values()))
    entry = withdrawals.Withdrawal("x", "document", document, "a", "b", "2026-11-20", (document,))
    withdrawals.put(layout, entry)  # what a command that was killed leaves
    with pytest.raises(manifest.ReleaseError, match="hold what is withdrawn"):
        build_release(layout.root, edition="public")
    assert any("hold what is withdrawn" in finding.what for finding in doctor.examine(layout))
    invoke("doctor", "--repair", "--data", str(layout.root))
    assert document not in articles(layout).values()
    layout.withdrawals.write_text("{", encoding="utf-8")
    assert any(finding.path == layout.withdrawals for finding in doctor.examine(layout))
    assert "withdrawals.json cannot be read" in invoke("run", "--data", str(layout.root), code=2)


def test_what_is_not_here_is_told(copied: Path) -> None:
    data = ["--data", str(copied / "data")]
    for named, words in (
        ("doc_" + "0" * 64, "there is no document"),
        ("art_" + "0" * 24, "there is no article"),
        ("nothing.example", "is no document"),
    ):
        assert words in invoke("withdraw", named, *data, code=2)
        assert words in invoke("withdraw", named, "--by", "a", "--reason", "b", "--apply", *data, code=2)
    assert "nothing is withdrawn" in invoke("withdraw", *data)
    assert "is not withdrawn" in invoke("withdraw", "doc_" + "0" * 64, "--undo", "--apply", *data, code=2)
