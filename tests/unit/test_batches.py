"""What a run still has to do, whatever moment the last one was killed at."""

import datetime as dt
from pathlib import Path

import pytest

from assets import batches
from warehouse import landing, quality
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
    assert batches.unchecked(layout) == [(day, batch)]
    assert all(batches.merge_corpus_tables(layout).values())
    assert not any(batches.merge_corpus_tables(layout).values())
    assert batches.unchecked_merged(layout) == ["sources", "lexemes", "entities", "aliases"]
    assert all(validation.success for validation in batches.validate(layout, day, batch))
    assert all(validation.success for validation in batches.validate_merged(layout, batches.unchecked_merged(layout)))
    assert (batches.unchecked(layout), batches.unchecked_merged(layout), batches.blocked(layout)) == ([], [], [])


def test_parts_made_again_are_checked_again(layout: Layout) -> None:
    ((day, batch),) = batches.pending(layout)
    batches.process(layout.root, day, batch)
    failed = quality.Validation("blocks", 1, False, True, (), {})
    for place in ((day, batch), (day, None)):  # by the command, by the graph
        quality.write_validation(layout, failed, *place)
    assert len(batches.blocked(layout)) == 2
    batches.process(layout.root, day, batch)
    assert batches.blocked(layout) == []
    assert batches.unchecked(layout) == [(day, batch)]


def test_times_without_a_zone_are_of_tokyo() -> None:
    assert batches.parse_time("2026-01-15") == dt.datetime(2026, 1, 14, 15, tzinfo=dt.UTC)
    for text in ("yesterday", "0001-01-01T00:00", "9999-12-31T23:59:59-12:00"):
        with pytest.raises((ValueError, OverflowError)):
            batches.parse_time(text)
