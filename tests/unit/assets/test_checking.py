"""Groups of batches are checked together: every row of every part, named where it fails, and again only as far as needed."""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from assets import checking
from schemas.dataset import DATASET
from schemas.render import arrow
from tests.factories import DAY, VERSIONS, changed, identifier, linked
from warehouse import quality, tables
from warehouse.layout import Layout
from warehouse.quality import QualityError, Validation

BLOCKS, HEDGES = DATASET.table("blocks"), DATASET.table("hedges")
NAMES = ("b1", "b2", "b3")


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Three batches of two articles each, of which two tables are checked."""
    monkeypatch.setattr(checking, "PARTITIONED", (BLOCKS, HEDGES))
    made = Layout(tmp_path)
    for number, batch in enumerate(NAMES):
        for table in (BLOCKS, HEDGES):
            write(made, table, linked(2, first=1 + 2 * number)[table.name], batch)
    return made


def write(layout: Layout, table: Any, rows: pa.Table, batch: str) -> None:
    tables.write_part(layout, table, rows, DAY, batch, versions=VERSIONS)


def break_rows(layout: Layout, batch: str, at: int = 0, **values: Any) -> dict[str, Any]:
    """Break a hedge of a batch; its key."""
    rows = tables.read_part(layout, HEDGES, DAY, batch)
    write(layout, HEDGES, changed(rows, HEDGES, at=at, **values), batch)
    return {"hedge_id": rows["hedge_id"][at].as_py()}


def results(layout: Layout, name: str) -> list[Validation]:
    return [quality.read_validation(path) for path in sorted(layout.quality(name, DAY).parent.glob("*.json"))]


def checked(made: list[Validation]) -> list[tuple[str, list[str], int]]:
    return [(found.table, sorted(found.covers), found.rows) for found in made]


def test_a_group_is_one_result_and_only_what_is_new_is_checked_later(layout: Layout) -> None:
    assert checked(checking.validate(layout)) == [("blocks", list(NAMES), 24), ("hedges", list(NAMES), 6)]
    assert (checking.unchecked(layout), checking.validate(layout), checking.blocked(layout)) == ([], [], [])
    write(layout, BLOCKS, linked(1, first=9)["blocks"], "b9")
    write(layout, HEDGES, linked(1, first=9)["hedges"], "b9")
    assert checking.unchecked(layout) == [(DAY, "b9")]
    assert checked(checking.validate(layout)) == [("blocks", ["b9"], 4), ("hedges", ["b9"], 1)]
    assert layout.quality("blocks", DAY, "b9").exists()
    assert len(results(layout, "blocks")) == 2


def test_groups_are_bounded(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "GROUP_BATCHES", 2)
    made = checking.validate_table(layout, HEDGES, DAY, checking.digests(layout, DAY)["hedges"])
    assert [sorted(found.covers) for found in made] == [["b1", "b2"], ["b3"]]


@pytest.mark.parametrize("sample", [quality.SAMPLE_ROWS, 3])
def test_failing_rows_of_several_parts_are_named_and_block(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, sample: int
) -> None:
    keys = [
        break_rows(layout, "b1", start=-1),
        break_rows(layout, "b2", start=-1),
        break_rows(layout, "b3", at=1, start=-1),
    ]
    real = quality.validate_files
    monkeypatch.setattr(
        quality, "validate_files", lambda *arguments, **options: real(*arguments, sample=sample, **options)
    )
    _, found = checking.validate(layout)
    assert found.statistics["checked_rows"] == min(sample, 6)
    assert [(result.name, result.failing_count) for result in found.failed] == [("range_start", 3)]
    assert sorted(key["hedge_id"] for key in found.failed[0].failing_keys) == sorted(key["hedge_id"] for key in keys)
    assert len(checking.blocked(layout)) == 1
    assert re.search(
        r"range_start: 3 of 6 rows of art_\w+, art_\w+, art_\w+: hedge_id hed_", checking.blocked(layout)[0]
    )


@pytest.mark.parametrize("sample", [quality.SAMPLE_ROWS, 3])
def test_a_key_that_two_parts_share_is_found(layout: Layout, sample: int) -> None:
    key = break_rows(layout, "b1", hedge_id=identifier("hed", "twice"))
    break_rows(layout, "b3", hedge_id=identifier("hed", "twice"))
    paths = [tables.part_path(layout, HEDGES, DAY, batch) for batch in NAMES]
    found = quality.validate_files(HEDGES, paths, layout.temporary, sample=sample)
    assert [(result.name, result.failing_count) for result in found.failed] == [("unique_hedge_id", 2)]
    assert [named["hedge_id"] for named in found.failed[0].failing_keys] == [identifier("hed", "twice")] * 2
    assert key["hedge_id"] != identifier("hed", "twice")


def test_a_part_made_again_is_checked_alone_where_all_was_well(layout: Layout) -> None:
    checking.validate(layout)
    break_rows(layout, "b2", category="no_such_category")
    assert checking.unchecked(layout) == [(DAY, "b2")]
    made = checking.validate(layout)
    assert checked(made) == [("hedges", ["b2"], 2)]
    assert len(results(layout, "hedges")) == 2
    assert len(checking.blocked(layout)) == 1


def test_a_part_mended_frees_its_group_only_after_all_of_it_was_checked_again(layout: Layout) -> None:
    good = tables.read_part(layout, HEDGES, DAY, "b2")
    break_rows(layout, "b2", category="no_such_category")
    break_rows(layout, "b3", start=-1)
    checking.validate(layout)
    write(layout, HEDGES, good, "b2")
    # nobody knows which of the group's parts the failures were of
    assert checking.unchecked(layout) == [(DAY, batch) for batch in NAMES]
    assert checked(checking.validate(layout)) == [("hedges", list(NAMES), 6)]
    (failure,) = checking.blocked(layout)
    assert "range_start" in failure
    assert "vocabulary" not in failure


def test_a_part_made_again_with_equal_bytes_stays_checked(layout: Layout) -> None:
    checking.validate(layout)
    write(layout, HEDGES, tables.read_part(layout, HEDGES, DAY, "b1"), "b1")
    assert checking.validate(layout) == []


def test_a_kill_between_two_tables_costs_only_the_second(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    real = quality.validate_files

    def dies(table: Any, *arguments: Any, **options: Any) -> Validation:
        if table == HEDGES:
            raise KeyboardInterrupt
        return real(table, *arguments, **options)

    monkeypatch.setattr(quality, "validate_files", dies)
    with pytest.raises(KeyboardInterrupt):
        checking.validate(layout)
    assert checking.unchecked(layout) == [(DAY, batch) for batch in NAMES]
    monkeypatch.setattr(quality, "validate_files", real)
    assert checked(checking.validate(layout)) == [("hedges", list(NAMES), 6)]


def test_results_of_parts_that_are_gone_are_removed(layout: Layout) -> None:
    break_rows(layout, "b1", start=-1)
    checking.validate(layout)
    for batch in NAMES:
        layout.part("hedges", DAY, batch).unlink()
    assert checking.blocked(layout) == []
    assert results(layout, "hedges") == []


def test_a_sample_is_the_same_for_the_same_parts_and_spread_over_them(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tables.part_path(layout, BLOCKS, DAY, batch) for batch in NAMES]
    rows = dict.fromkeys(paths, 8)
    first = quality._sample_of_files(BLOCKS, rows, 12)
    again = quality._sample_of_files(BLOCKS, dict(reversed(rows.items())), 12)
    assert first.equals(again)
    assert first.num_rows == 12
    monkeypatch.setattr(quality, "SAMPLED_FILES", 3)
    spread = quality._sample_of_files(BLOCKS, rows, 12)
    assert len(set(spread["article_id"].to_pylist())) >= 3


def test_documents_are_named_where_their_articles_are_there(layout: Layout) -> None:
    whose = []
    for number, batch in enumerate(NAMES):
        rows = linked(2, first=1 + 2 * number)
        for name in ("articles", "documents", "document_locations"):
            write(layout, DATASET.table(name), rows[name], batch)
        key = break_rows(layout, batch, start=-1)["hedge_id"]
        (article,) = (row["article_id"] for row in rows["hedges"].to_pylist() if row["hedge_id"] == key)
        whose += [row["document_id"] for row in rows["articles"].to_pylist() if row["article_id"] == article]
    (found,) = [validation for validation in checking.validate(layout) if validation.table == "hedges"]
    assert [name.partition(" ")[0] for name in found.failed[0].owners.few] == sorted(whose)
    assert all(document in checking.blocked(layout)[0] for document in whose)


def test_documents_behind_a_corpus_table_are_named(layout: Layout) -> None:
    rows = linked(2)
    for name in ("articles", "mentions"):
        write(layout, DATASET.table(name), rows[name], "b1")
    entities = changed(rows["entities"], DATASET.table("entities"), entity_type="FLAG")
    layout.merged("entities").parent.mkdir()
    tables.write_parquet(entities, layout.merged("entities"))
    (found,) = checking.validate_merged(layout, ["entities"])
    assert [result.name for result in found.failed] == ["vocabulary_entity_type"]
    (failure,) = checking.blocked(layout)
    assert re.search(r"^entities .*vocabulary_entity_type: 1 of \d+ rows of doc_\w{64}", failure)


def test_an_unreadable_part_is_an_error_that_names_it(layout: Layout) -> None:
    layout.part("hedges", DAY, "b2").write_bytes(b"damaged")
    with pytest.raises(QualityError, match=r"part-b2.*delete it"):
        checking.validate(layout)


def test_no_parts_are_no_rows(tmp_path: Path) -> None:
    found = quality.validate_files(HEDGES, [], tmp_path)
    assert (found.rows, found.success) == (0, True)
    assert arrow.empty(HEDGES).num_rows == 0
