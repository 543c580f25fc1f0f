"""The Arrow rendering: strict about what is missing, extra or of another type."""

import datetime as dt

import pyarrow as pa
import pytest

from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render import arrow
from schemas.render.arrow import ConformError

BLOCKS = DATASET.table("blocks")


@pytest.mark.parametrize("table", DATASET.tables, ids=lambda table: table.name)
def test_example_and_empty_rows_fit(table: Table) -> None:
    assert arrow.from_rows(table, [arrow.example_row(table)]).schema == arrow.schema(table)
    assert arrow.conform(arrow.empty(table), table).num_rows == 0


def test_descriptions_travel_with_the_schema() -> None:
    field = arrow.schema(BLOCKS).field("start")
    assert "half" in BLOCKS.column("end").description
    assert field.metadata[b"unit"] == b"code points"
    assert field.metadata[b"description_ja"].decode() == BLOCKS.column("start").description_ja
    assert not field.nullable


def test_conform_puts_columns_in_order_and_casts_without_loss() -> None:
    rows = arrow.from_rows(BLOCKS, [arrow.example_row(BLOCKS)])
    shuffled = rows.select(sorted(rows.column_names)).set_column(
        sorted(rows.column_names).index("start"), "start", pa.array([0], pa.int64())
    )
    assert arrow.conform(shuffled, BLOCKS).equals(rows)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": None}, "start"),
        ({"start": 2**40}, "start"),
        ({"start": "one"}, "start"),
        ({"colour": "red"}, "undeclared"),
    ],
)
def test_rows_that_do_not_fit_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConformError, match=message):
        arrow.from_rows(BLOCKS, [{**arrow.example_row(BLOCKS), **changes}])


def test_missing_and_extra_columns_are_named() -> None:
    rows = arrow.empty(BLOCKS)
    with pytest.raises(ConformError, match=r"missing columns \['role'\]"):
        arrow.conform(rows.drop_columns(["role"]), BLOCKS)
    with pytest.raises(ConformError, match=r"undeclared columns \['extra'\]"):
        arrow.conform(rows.append_column("extra", pa.array([], pa.int32())), BLOCKS)
    with pytest.raises(ConformError, match="missing"):
        arrow.from_columns(BLOCKS, {})


def test_times_are_utc_microseconds() -> None:
    table = DATASET.table("document_locations")
    tokyo = dt.timezone(dt.timedelta(hours=9))
    moment = dt.datetime(2026, 11, 20, 12, 0, tzinfo=tokyo)
    rows = arrow.from_rows(table, [{**arrow.example_row(table), "fetched_at": moment}])
    assert rows["fetched_at"][0].as_py() == dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
