"""What the terminal shows of work: pace, bars and the summary of a run."""

import pytest

from assets.batches import BatchReport
from assets.metering import Meter, Usage
from assets.running import RunSummary
from assets.terminal import Bars, Pace, show_summary
from schemas.dataset import DATASET
from warehouse.landing import LandingSummary


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_pace_is_that_of_the_recent_past_and_the_time_left_runs_down() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.hear(0)
    assert (pace.rate, pace.left(1_000), pace.text(1_000, "articles")) == (None, None, "")
    for clock.now, done in ((100.0, 100), (110.0, 300), (120.0, 500)):  # the first batch waited for dictionaries
        pace.hear(done)
    assert pace.text(10_000, "articles") == "4.2 articles/s, 38:00 left"
    for clock.now, done in ((165.0, 1_400), (185.0, 1_800)):
        pace.hear(done)
    assert pace.rate == 20.0
    assert pace.text(81_800, "articles") == "20 articles/s, 1:06:40 left"
    clock.now += 40
    assert pace.text(81_800, "articles") == "20 articles/s, 1:06:00 left"
    assert pace.text(None, "articles") == "20 articles/s"
    clock.now += 100_000
    assert pace.left(81_800) == 0.0


def test_the_pace_starts_anew_with_other_work() -> None:
    clock = Clock()
    pace = Pace(clock)
    for clock.now, done in ((0.0, 0), (1.0, 50), (2.0, 10)):
        pace.hear(done)
    assert pace.rate is None


def test_plain_progress_gives_lines_for_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars(plain=True) as bars:
        bars("landing", 0, None)
        bars("reading and annotating", 0, 3_000)
        bars("reading and annotating", 1_000, 3_000)  # too soon after the line before
        bars("reading and annotating", 3_000, 3_000)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["landing", "reading and annotating  0 of 3,000"]
    assert lines[2].startswith("reading and annotating  3,000 of 3,000  ")
    assert lines[2].endswith(" articles/s, 0:00 left")
    assert len(lines) == 3


def test_progress_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars() as bars:
        bars("reading and annotating", 1_000, 3_000)
    assert capsys.readouterr().err == ""


def test_a_profile_has_every_phase_that_took_time_and_the_memory(capsys: pytest.CaptureFixture[str]) -> None:
    report = BatchReport(
        "2026-01-01", "b", {}, {"tokens": 2.0}, {"tokens": 1.5, "hedges": 0.001}, {}, Usage(0, 1.5, 700_000_000)
    )
    summary = RunSummary(LandingSummary(), [report], [], meter=Meter(seconds={"checking": 3.25}))
    summary.rows = {table.name: 0 for table in DATASET.tables}
    show_summary(summary, "data", 1.0, profile=True)
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("profile"))
    assert [line.split() for line in lines[at + 1 : at + 3]] == [
        ["3.25", "s", "checking"],
        ["1.50", "s", "2.00", "s", "tokens"],
    ]
    assert lines[at + 3].startswith("memory")
    assert lines[at + 3].endswith("a worker 700 MB")
