"""What a run still has to do, whatever moment the last one was killed at."""

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest

from assets import batches, checking
from pipeline.versions import versions
from schemas.dataset import DATASET
from warehouse import landing, tables
from warehouse.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "a.txt").write_text("霧浜市は2日、橋を直すと発表した。\n", encoding="utf-8")
    made = Layout(tmp_path / "data")
    landing.land(made, [str(tmp_path / "a.txt")], dt.datetime(2026, 1, 15, tzinfo=dt.UTC))
    return made


def test_every_step_is_owed_until_it_is_done(layout: Layout) -> None:
    ((day, batch),) = batches.pending(layout)
    batches.process(layout.root, day, batch)
    assert batches.pending(layout) == []
    assert checking.unchecked(layout) == [(day, batch)]
    assert all(batches.merge_corpus_tables(layout).values())
    assert not any(batches.merge_corpus_tables(layout).values())
    assert checking.unchecked_merged(layout) == ["sources", "lexemes", "entities", "aliases"]
    validations = checking.validate(layout)
    assert {validation.table for validation in validations} == {table.name for table in batches.PARTITIONED}
    assert all(validation.success for validation in validations)
    assert all(validation.success for validation in checking.validate_merged(layout, checking.unchecked_merged(layout)))
    assert (checking.unchecked(layout), checking.unchecked_merged(layout), checking.blocked(layout)) == ([], [], [])
    assert checking.validate(layout) == []


def test_a_batch_is_recorded_and_made_again_where_a_part_is_not_what_it_was(layout: Layout) -> None:
    ((day, batch),) = batches.pending(layout)
    batches.process(layout.root, day, batch)
    record = layout.made(day, batch)
    before = tables.part_digests(layout, day, batch)
    record.unlink()  # derived: the parts speak for themselves
    assert batches.pending(layout) == []
    assert tables.part_digests(layout, day, batch) == before
    part = layout.part("hedges", day, batch)
    record.write_text("{", encoding="utf-8")
    assert batches.pending(layout) == []
    for damage in (part.unlink, lambda: part.write_bytes(b"damaged")):
        batches.process(layout.root, day, batch)
        assert (batches.pending(layout), tables.part_digests(layout, day, batch)) == ([], before)
        damage()
        assert batches.pending(layout) == [(day, batch)]


def test_a_part_written_by_itself_makes_its_batch_s_record_void(layout: Layout) -> None:
    ((day, batch),) = batches.pending(layout)
    batches.process(layout.root, day, batch)
    blocks = DATASET.table("blocks")
    rows = tables.read_part(layout, blocks, day, batch)
    tables.write_part(layout, blocks, rows, day, batch, versions={"code": "other"})
    assert batches.pending(layout) == [(day, batch)]
    assert tables.stale_partitions(layout, versions()) == [tables.Stale(day, batch, "blocks", "versions")]


def test_a_report_counts_rejections_and_names_its_process(layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"id": "1"}\n{broken\n{also\n', encoding="utf-8")
    landing.land(layout, [str(tmp_path / "b.jsonl")], dt.datetime(2026, 1, 15, tzinfo=dt.UTC))
    reports = [batches.process(layout.root, *batch) for batch in batches.pending(layout)]
    found = Counter[str]()
    for report in reports:
        found.update(report.rejections)
        assert report.usage.pid == os.getpid()
        assert report.cpu_seconds.keys() == report.seconds.keys() >= {"tokens", "write"}
    assert found == {"missing_text": 1, "invalid_json": 2}


def test_times_without_a_zone_are_of_tokyo() -> None:
    assert batches.parse_time("2026-01-15") == dt.datetime(2026, 1, 14, 15, tzinfo=dt.UTC)
    for text in ("yesterday", "0001-01-01T00:00", "9999-12-31T23:59:59-12:00"):
        with pytest.raises((ValueError, OverflowError)):
            batches.parse_time(text)
