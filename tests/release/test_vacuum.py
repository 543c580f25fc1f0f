"""What nothing refers to is found and removed, and what anything refers to stays."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.cli import main
from schemas.dataset import DATASET
from tests.factories import VERSIONS, land_documents, lay, linked
from tests.release.quick import validate_by_sql
from tests.release.test_publish import VERIFIED, bytes_below
from tests.s3 import S3Server, s3_server
from warehouse import landing, made, quality, tables, vacuum, withdrawals
from warehouse.layout import Layout, place
from warehouse.release.build import build
from warehouse.release.publish import publish
from warehouse.release.verify import verify


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A data directory with a release, a record, a list of withdrawals and the result of a check."""
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    build(layout, versions=VERSIONS)
    ((day, batch),) = landing.batches(layout)
    infos = tables.part_infos(layout, day, batch)
    made.write(layout, day, batch, infos, versions=VERSIONS)
    withdrawals.write(layout, ())
    for path in (layout.quality("blocks", day, batch), layout.quality("sources"), layout.fetch_state):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return layout


def test_a_whole_directory_has_nothing_to_remove(layout: Layout) -> None:
    assert vacuum.waste(layout) == []
    done = CliRunner().invoke(main, ["vacuum", "--data", str(layout.root), "--apply"])
    assert (done.exit_code, done.output) == (0, "nothing to remove: every file is referred to\n")


def leftovers(layout: Layout) -> dict[str, str]:
    """A file of each kind that nothing refers to, with what is said of it."""
    return {
        "tmp/part-1.parquet.tmp-1-2": "left by a run",
        "tmp/release-1/data/x.parquet": "left by a run",
        "tables/gone/dt=2026-11-20/part-1.parquet": "no table of this name",
        "contributions/gone/dt=2026-11-20/part-1.parquet": "no table of this name",
        "tables/blocks/dt=2026-11-20/part-other.parquet": "its batch is not in the landing",
        "contributions/lexemes/dt=2026-11-17/part-other.parquet": "its batch is not in the landing",
        "tables/blocks/dt=2026-11-20/.part-1.parquet.tmp-0a1b2c3d": "left by an upload",
        "made/dt=2026-11-19/other.json": "what it speaks of is gone",
        "made/gone.json": "no table of this name",
        "quality/gone/all.json": "no table of this name",
        "quality/blocks/dt=2026-11-18/other.json": "no part of this day",
        "releases/local/2026.11.7/data/articles/part-1.parquet": "no release that is whole",
        "releases/public/2026.11.7/README.md": "no release that is whole",
    }


def test_what_nothing_refers_to_goes_and_all_else_stays(layout: Layout) -> None:
    before = bytes_below(layout.root)
    said = leftovers(layout)
    for name in said:
        path = layout.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left")
    (layout.releases / "local" / "notes.txt").write_text("somebody's own")
    found = {item.path.relative_to(layout.root).as_posix(): item.why for item in vacuum.waste(layout)}
    assert found.keys() == said.keys()
    for name, words in said.items():
        assert words in found[name], name
    shown = CliRunner().invoke(main, ["vacuum", "--data", str(layout.root)]).output
    assert f"{len(said)} files, {4 * len(said)} bytes; nothing was removed" in shown
    assert all((layout.root / name).exists() for name in said)
    done = CliRunner().invoke(main, ["vacuum", "--data", str(layout.root), "--apply"])
    assert done.exit_code == 0
    after = bytes_below(layout.root)
    after.pop(".lock", None)
    before.pop(".lock", None)
    assert after == {**before, "releases/local/notes.txt": b"somebody's own"}
    assert not (layout.tables / "gone").exists()
    assert verify(layout.release("2026.11.0", "local")).ok
    assert vacuum.waste(layout) == []


def test_parts_without_a_landed_batch_stay_where_a_record_speaks_of_them(layout: Layout) -> None:
    ((day, batch),) = landing.batches(layout)
    layout.landing_batch(day, batch).unlink()
    assert vacuum.waste(layout) == []
    layout.made(day, batch).unlink()
    assert len(vacuum.waste(layout)) == len(DATASET.tables)


@pytest.fixture
def unfinished(releases: tuple[Path, Path], tmp_path: Path) -> Path:
    """Where a publication of the newer release was killed."""
    target = tmp_path / "out"
    publish(releases[0], target, verification=VERIFIED)
    shutil.copytree(releases[1] / "data", target / "2026.11.1" / "data")
    (target / ".kawaraban-tmp").mkdir()
    (target / ".kawaraban-tmp" / "x.tmp-1").write_bytes(b"killed")
    return target


def test_what_an_index_elsewhere_does_not_list_goes(unfinished: Path, releases: tuple[Path, Path]) -> None:
    done = CliRunner().invoke(main, ["vacuum", str(unfinished), "--apply"])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in unfinished.iterdir()) == ["2026.11.0", "index.json"]
    assert verify(unfinished / "2026.11.0").ok
    (unfinished / "index.json").unlink()
    refused = CliRunner().invoke(main, ["vacuum", str(unfinished), "--apply"])
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert (unfinished / "2026.11.0").exists()


def test_a_store_is_emptied_of_it_too(
    releases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    with s3_server(monkeypatch) as store:
        _emptied(releases, store)


def _emptied(releases: tuple[Path, Path], store: S3Server) -> None:
    publish(releases[0], "s3://bucket/out", verification=VERIFIED)
    whole = store.below("out")
    store.objects["out/2026.11.1/data/articles/part-1.parquet"] = b"left"
    found = vacuum.published_waste(place("s3://bucket/out"))
    assert [item.bytes for item in found] == [4]
    vacuum.remove(found, place("s3://bucket/out"))
    assert store.below("out") == whole
