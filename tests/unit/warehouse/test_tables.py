"""Parts and merged tables: equal bytes for equal rows, whole or not there, stale when versions differ."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.render.arrow import ConformError
from tests.factories import DAY, VERSIONS, keep_first, land_documents, lay, linked
from warehouse import tables
from warehouse.errors import LayoutError
from warehouse.files import sha256_of
from warehouse.layout import Layout
from warehouse.tables import LockedError, Stale, StorageError, TableError

BLOCKS = DATASET.table("blocks")
ALIASES = DATASET.table("aliases")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "data")


@pytest.fixture(scope="module")
def dataset() -> dict[str, pa.Table]:
    return linked(3)


def shuffled(rows: pa.Table) -> pa.Table:
    return rows.take(pa.array(list(reversed(range(rows.num_rows)))))


def test_a_part_lies_where_readers_look_and_says_what_it_is(layout: Layout, dataset: dict[str, pa.Table]) -> None:
    info = tables.write_part(layout, BLOCKS, dataset["blocks"], DAY, "b1", versions=VERSIONS)
    assert info.path == layout.root / "tables" / "blocks" / f"dt={DAY}" / "part-b1.parquet"
    assert (info.rows, info.bytes, info.sha256) == (12, info.path.stat().st_size, sha256_of(info.path))
    metadata = pq.read_metadata(info.path)
    assert json.loads(metadata.metadata[b"kawaraban.versions"]) == VERSIONS
    assert metadata.metadata[b"kawaraban.batch"].decode() == f"{DAY}/b1"
    assert b"pandas" not in metadata.metadata
    assert metadata.row_group(0).column(0).has_offset_index
    keys = tables.read_part(layout, BLOCKS, DAY, "b1")["block_id"].to_pylist()
    assert keys == sorted(keys)
    assert json.loads(pq.read_metadata(info.path).metadata[b"kawaraban.versions"]) == VERSIONS


def test_bytes_depend_on_rows_and_versions_alone(layout: Layout, dataset: dict[str, pa.Table]) -> None:
    rows = dataset["blocks"]
    first = tables.write_part(layout, BLOCKS, rows, DAY, "b1", versions=VERSIONS)
    chunked = pa.concat_tables([shuffled(rows).slice(0, 5), shuffled(rows).slice(5)])
    again = tables.write_part(layout, BLOCKS, chunked, DAY, "b1", versions=dict(reversed(VERSIONS.items())))
    other = tables.write_part(layout, BLOCKS, rows, DAY, "b1", versions={"code": "other"})
    assert first.sha256 == again.sha256 != other.sha256


def test_rows_that_do_not_fit_write_nothing(layout: Layout, dataset: dict[str, pa.Table]) -> None:
    with pytest.raises(ConformError):
        tables.write_part(layout, BLOCKS, dataset["blocks"].drop_columns(["role"]), DAY, "b1", versions=VERSIONS)
    assert tables.parts(layout, BLOCKS) == []
    with pytest.raises(LayoutError):
        tables.write_part(layout, BLOCKS, dataset["blocks"], "20 November", "b1", versions=VERSIONS)
    with pytest.raises(LayoutError):
        tables.write_part(layout, BLOCKS, dataset["blocks"], DAY, "../b1", versions=VERSIONS)


def test_a_part_is_current_only_when_whole_and_of_these_versions(layout: Layout, dataset: dict[str, pa.Table]) -> None:
    def is_current(versions: dict[str, str] = VERSIONS) -> bool:
        return tables.part_is_current(layout, BLOCKS, DAY, "b1", versions)

    assert not is_current()
    info = tables.write_part(layout, BLOCKS, dataset["blocks"], DAY, "b1", versions=VERSIONS)
    assert is_current()
    assert not is_current({"code": "other"})
    whole = info.path.read_bytes()
    info.path.write_bytes(whole[:-100])
    assert not is_current()
    pq.write_table(pa.table({"a": [1]}), info.path)
    assert not is_current()


def test_tables_are_read_by_day_and_whole(layout: Layout, dataset: dict[str, pa.Table]) -> None:
    assert tables.read_table(layout, BLOCKS).num_rows == 0
    tables.write_part(layout, BLOCKS, dataset["blocks"], DAY, "b1", versions=VERSIONS)
    tables.write_part(layout, BLOCKS, linked(1, first=9)["blocks"], "2026-11-21", "b2", versions=VERSIONS)
    assert tables.read_table(layout, BLOCKS).num_rows == 16
    assert tables.read_table(layout, BLOCKS, "2026-11-21").num_rows == 4
    assert [key.batch for key in tables.parts(layout, BLOCKS)] == ["b1", "b2"]
    layout.part("blocks", DAY, "b1").write_bytes(b"damaged")
    with pytest.raises(TableError, match="delete it"):
        tables.read_table(layout, BLOCKS)
    with pytest.raises(TableError, match="missing"):
        tables.read_part(layout, BLOCKS, DAY, "b3")


def contribute(layout: Layout, batch: str, count: int) -> None:
    rows = arrow.from_rows(ALIASES, [{**arrow.example_row(ALIASES), "mention_count": count}])
    tables.write_part(layout, ALIASES, rows, DAY, batch, versions=VERSIONS)


def merged_count(layout: Layout) -> int:
    rows = tables.read_table(layout, ALIASES)
    assert rows.num_rows == 1
    return int(rows["mention_count"][0].as_py())


def test_a_corpus_table_is_merged_as_batches_come(layout: Layout) -> None:
    merge = keep_first(ALIASES)
    contribute(layout, "b1", 1)
    info = tables.write_merged(layout, ALIASES, merge, versions=VERSIONS)
    assert info is not None
    assert info.path == layout.root / "tables" / "aliases" / "part-00000.parquet"
    assert tables.write_merged(layout, ALIASES, merge, versions=VERSIONS) is None
    contribute(layout, "b2", 10)
    assert tables.write_merged(layout, ALIASES, merge, versions=VERSIONS) is not None
    assert merged_count(layout) == 11


def test_only_what_is_new_is_read_when_batches_are_only_added(layout: Layout) -> None:
    merge = keep_first(ALIASES)
    sizes: list[int] = []

    def counting(rows: pa.Table) -> pa.Table:
        sizes.append(rows.num_rows)
        return merge(rows)

    for number in range(4):
        contribute(layout, f"b{number}", 1)
    tables.write_merged(layout, ALIASES, counting, versions=VERSIONS)
    contribute(layout, "b9", 1)
    tables.write_merged(layout, ALIASES, counting, versions=VERSIONS)
    assert sizes == [4, 2]
    assert merged_count(layout) == 5


def test_many_contributions_are_merged_in_rounds(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    merge = keep_first(ALIASES)
    sizes: list[int] = []

    def counting(rows: pa.Table) -> pa.Table:
        sizes.append(rows.num_rows)
        return merge(rows)

    monkeypatch.setattr(tables, "MERGED_AT_ONCE", 3)
    for number in range(8):
        contribute(layout, f"b{number}", 1)
    tables.write_merged(layout, ALIASES, counting, versions=VERSIONS)
    assert (max(sizes), len(sizes)) == (3, 4)
    assert merged_count(layout) == 8


@pytest.mark.parametrize("event", ["changed", "gone", "damaged", "versions"])
def test_a_corpus_table_is_merged_anew_when_its_past_changed(layout: Layout, event: str) -> None:
    merge, versions, expected = keep_first(ALIASES), VERSIONS, 11
    contribute(layout, "b1", 1)
    contribute(layout, "b2", 10)
    info = tables.write_merged(layout, ALIASES, merge, versions=versions)
    assert info is not None
    if event == "changed":
        contribute(layout, "b1", 5)
        expected = 15
    elif event == "gone":
        layout.contribution("aliases", DAY, "b2").unlink()
        expected = 1
    elif event == "damaged":
        info.path.write_bytes(b"damaged")
    else:
        versions = {"code": "new"}
    assert tables.write_merged(layout, ALIASES, merge, versions=versions) is not None
    assert merged_count(layout) == expected
    assert tables.write_merged(layout, ALIASES, merge, versions=versions) is None


def test_the_order_of_arrival_does_not_show_in_a_merged_table(tmp_path: Path) -> None:
    one, two = Layout(tmp_path / "one"), Layout(tmp_path / "two")
    for layout, order in ((one, ("b1", "b2")), (two, ("b2", "b1"))):
        for batch in order:
            contribute(layout, batch, 1)
            tables.write_merged(layout, ALIASES, keep_first(ALIASES), versions=VERSIONS)
    assert one.merged("aliases").read_bytes() == two.merged("aliases").read_bytes()


def test_stale_parts_are_found_and_named(layout: Layout, tmp_path: Path) -> None:
    batch = land_documents(layout, tmp_path / "news", 2)
    lay(layout, linked(2), batch)
    assert tables.stale_partitions(layout, VERSIONS) == []
    layout.part("blocks", DAY, batch).unlink()
    layout.part("hedges", DAY, batch).write_bytes(b"damaged")
    tables.write_part(layout, DATASET.table("roles"), linked(2)["roles"], DAY, batch, versions={"code": "old"})
    assert tables.stale_partitions(layout, VERSIONS) == [
        Stale(DAY, batch, "blocks", "missing"),
        Stale(DAY, batch, "hedges", "unreadable"),
        Stale(DAY, batch, "roles", "versions"),
    ]
    lay(layout, linked(2), batch)
    assert len(tables.stale_partitions(layout, {"code": "new"})) == len(DATASET.tables)


def test_a_kill_while_writing_leaves_the_old_part_and_a_leftover_that_is_cleaned(
    layout: Layout, dataset: dict[str, pa.Table]
) -> None:
    tables.write_part(layout, BLOCKS, dataset["blocks"], DAY, "b1", versions=VERSIONS)
    before = layout.part("blocks", DAY, "b1").read_bytes()
    dies_in(
        f"""
        Path.replace = die
        rows = tables.read_part(layout, DATASET.table("blocks"), {DAY!r}, "b1").slice(1)
        tables.write_part(layout, DATASET.table("blocks"), rows, {DAY!r}, "b1", versions={VERSIONS!r})
        """,
        layout,
    )
    assert layout.part("blocks", DAY, "b1").read_bytes() == before
    assert [path.name for path in layout.part("blocks", DAY, "b1").parent.iterdir()] == ["part-b1.parquet"]
    assert tables.clean_temporary(layout) == 1
    assert tables.clean_temporary(layout) == 0


def dies_in(code: str, layout: Layout) -> None:
    """Run code in a process of its own, in which ``die()`` is the end."""
    prelude = f"""
        import os, signal
        from pathlib import Path
        from schemas.dataset import DATASET
        from warehouse import tables
        from warehouse.layout import Layout

        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)

        layout = Layout(Path({str(layout.root)!r}))
        """
    script = textwrap.dedent(prelude) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


def test_one_run_at_a_time_holds_a_directory(layout: Layout) -> None:
    with tables.hold(layout):
        with pytest.raises(LockedError, match=str(os.getpid())) as caught, tables.hold(layout, wait=0.15):
            pass
        assert "since 20" in str(caught.value)
        assert "\n" not in str(caught.value)
    with tables.hold(layout):
        pass


def test_a_killed_run_lets_go(layout: Layout) -> None:
    dies_in("with tables.hold(layout): die()", layout)
    assert layout.lock.exists()
    with tables.hold(layout):
        pass


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="choose another"), tables.hold(Layout(tmp_path / "file")):
        pass
