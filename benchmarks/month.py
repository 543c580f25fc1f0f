"""A month of days in minutes: ``python -m benchmarks.month [--days 30] [--articles 12] [--share 0.01] [--seed 1] [--minutes 20] [--keep-releases 7] [--keep-run-days 7]``.

A site on loopback has new articles every night and during the day; some change, vanish or come twice, and a share of all answers fails, hangs or
lies (``tests/month.py``). The schedule's tick at 05:00, looks of the sensor ``new_pages`` and the job ``daily`` follow it in one data directory
and one Dagster instance, by a clock that is given. Printed are, a day: runs, runs that failed, records landed, the release, MB on disk and
MB of memory; then what is lost, what is there twice and which day has no release; the growth of the disk by part in the last third of
the days beside the third before; and memory. Exit status 1 where anything is wrong.

The rules are proved by SQL and not by Great Expectations, whose seconds a day would be most of the time (``--expectations`` has them).
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fetch.conftest import Site
from tests.month import Day, Month, figures
from tests.release.quick import validate_by_sql
from warehouse import quality

FIRST = dt.date(2026, 9, 1)


def show(day: Day) -> None:
    """A line a day."""
    print(
        f"{day.day}  {day.runs} runs, {day.failed} failed  {day.documents:5} records  {day.released or '-':10} {day.released_articles:5} articles"
        f"  {sum(day.bytes.values()) / 1e6:7.1f} MB on disk  {day.resident / 1e6:6.0f} MB of memory",
        flush=True,
    )


def main() -> None:
    """Live the days and say what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--articles", type=int, default=12, help="new ones a night")
    parser.add_argument("--share", type=float, default=0.01, help="of the answers that go wrong (0-1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=20, help="after which no day begins any more")
    parser.add_argument("--keep-releases", type=int, help="as KAWARABAN_KEEP_RELEASES; default: all")
    parser.add_argument("--keep-run-days", type=int, help="days of Dagster's runs to keep whole; default: all")
    parser.add_argument("--expectations", action="store_true", help="let Great Expectations look at every day")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if not options.expectations:
        quality.validate_files = validate_by_sql  # type: ignore[assignment]
    site, began = Site(), time.monotonic()
    with TemporaryDirectory() as root:
        month = Month(
            Path(root),
            site,
            share=options.share,
            seed=options.seed,
            a_day=options.articles,
            keep_releases=options.keep_releases,
            keep_run_days=options.keep_run_days,
        )
        month.live(FIRST, options.days, seconds=options.minutes * 60, say=show)
        wrong = month.wrong()
    site.stop()
    if len(month.days) < options.days:
        wrong.append(f"only {len(month.days)} of {options.days} days in {options.minutes:g} minutes")
    print(
        f"\n{len(month.days)} days in {time.monotonic() - began:.0f} s, {time.process_time():.0f} s of the processor; {len(month.world.expected)} addresses, answers that went wrong: {dict(month.world.faults)}"
    )
    found = figures(month.days)
    for name, (early, late) in found["growth"].items():
        print(f"growth of {name:14} {early / 1e6:8.2f} MB, then {late / 1e6:8.2f} MB")
    early, late = found["memory"]
    print(f"memory {early / 1e6:.0f} MB, then {late / 1e6:.0f} MB")
    print("\n".join(wrong) or "nothing lost, nothing twice, every day released")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
