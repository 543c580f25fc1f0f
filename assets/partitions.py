"""Partitions: the day a document was fetched, in Asia/Tokyo.

A day that is over and on which nothing landed is no partition: nothing will ever be made of it, and in a run of many days Dagster
would show it as made, with no rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import dagster as dg

from assets.resources import Warehouse
from warehouse.layout import day_text, fetch_day

TOKYO = ZoneInfo("Asia/Tokyo")

SINGLE_RUN = dg.BackfillPolicy.single_run()
"""A backfill of many days is one run: the corpus is merged and a release built once, not once a day."""


def first_day(warehouse: Warehouse) -> str:
    """The configured first day, or else the first day of which something was landed; today, where nothing was.

    Raises :class:`warehouse.errors.LayoutError` where what is configured is no day.
    """
    if warehouse.start:
        return day_text(warehouse.start)
    return min([fetch_day(warehouse.landing_time()), *_landed(warehouse)])


def _landed(warehouse: Warehouse) -> set[str]:
    return {path.name.removeprefix("dt=") for path in warehouse.layout.landing.glob("dt=*")}


def empty_days(warehouse: Warehouse, start: str) -> list[dt.datetime]:
    """Days since ``start`` that are over and on which nothing landed, as the moments at which they begin.

    Yesterday is none of them: pages that were fetched before midnight are landed a little later.
    """
    yesterday = dt.date.fromisoformat(fetch_day(warehouse.landing_time())) - dt.timedelta(days=1)
    first, landed = dt.date.fromisoformat(start), _landed(warehouse)
    days = (first + dt.timedelta(days=number) for number in range((yesterday - first).days))
    return [dt.datetime(d.year, d.month, d.day, tzinfo=TOKYO) for d in days if d.isoformat() not in landed]


def daily(start: str, empty: Sequence[dt.datetime] = ()) -> dg.DailyPartitionsDefinition:
    """Days from ``start`` to today (``end_offset=1``: today can run, too) but for those that are empty. A day is immutable after midnight."""
    return dg.DailyPartitionsDefinition(
        start_date=start, timezone="Asia/Tokyo", end_offset=1, exclusions=list(empty) or None
    )


def days_of(warehouse: Warehouse) -> dg.DailyPartitionsDefinition:
    """The partitions of a warehouse as it is now."""
    start = first_day(warehouse)
    return daily(start, empty_days(warehouse, start))
