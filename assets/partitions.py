"""Partitions: the day a document was fetched, in Asia/Tokyo."""

from __future__ import annotations

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
    landed = (path.name.removeprefix("dt=") for path in warehouse.layout.landing.glob("dt=*"))
    return min([fetch_day(warehouse.landing_time()), *landed])


def daily(start: str) -> dg.DailyPartitionsDefinition:
    """Days from ``start`` to today (``end_offset=1``: today can run, too). A day is immutable after midnight."""
    return dg.DailyPartitionsDefinition(start_date=start, timezone="Asia/Tokyo", end_offset=1)
