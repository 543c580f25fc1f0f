"""Partitions: the day a document was fetched, in Asia/Tokyo."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import dagster as dg

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST_DAY = "2024-01-01"
"""Nothing was fetched before; an older landing needs an earlier day here."""

DAILY = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, timezone="Asia/Tokyo", end_offset=1)
"""``end_offset=1``: today can run, too. A day is immutable after midnight."""
