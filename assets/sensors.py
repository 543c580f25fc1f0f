"""Sensors: what starts a run between two mornings.

Belongs here: noticing that there is something to do, cheaply. Does not belong here: doing it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets import batches
from assets.fetch import configuration, crawl
from assets.partitions import TOKYO
from assets.resources import Warehouse
from assets.schedules import daily_job
from warehouse.errors import LockedError, WarehouseError
from warehouse.layout import fetch_day

POLL_SECONDS = 40.0
"""Dagster ends a tick after 60 s."""


def new_pages_sensor(has_sources: bool) -> dg.SensorDefinition:
    """Reads the feeds that are due and requests a run of today's partition when they name new pages.

    The cursor is the number of the newest page that a run was requested for. Feeds are read as politely as by a fetch, and what they name is
    queued in the same state, so the run fetches these pages without reading the feeds again. It runs by itself where there is a file of
    sources, and is stopped otherwise.
    """
    status = dg.DefaultSensorStatus.RUNNING if has_sources else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(
        name="new_pages",
        job=daily_job,
        minimum_interval_seconds=300,
        default_status=status,
        description="New pages of the sources, and pages of yesterday that were landed after its run.",
    )
    def sensor(
        context: dg.SensorEvaluationContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> dg.SensorResult | dg.SkipReason:
        if not warehouse.sources:
            return dg.SkipReason("no file of sources is configured")
        try:
            found = configuration.load(Path(warehouse.sources))
            summary, newest = crawl.poll(warehouse.layout, found, seconds=POLL_SECONDS)
        except LockedError as error:
            return dg.SkipReason(str(error))
        except WarehouseError as error:
            raise dg.Failure(str(error)) from error
        for problem in summary.problems:
            context.log.warning(problem)
        seen = int(context.cursor or 0)
        requests = list(_late(warehouse))
        if newest > seen:
            today = fetch_day(warehouse.landing_time())
            requests.append(dg.RunRequest(run_key=f"{today}:{newest}", partition_key=today))
        if not requests:
            return dg.SkipReason(f"nothing new: feeds {dict(summary.listings)}")
        return dg.SensorResult(run_requests=requests, cursor=str(max(newest, seen)))

    return sensor


def _late(warehouse: Warehouse) -> Iterator[dg.RunRequest]:
    """A run of yesterday, where pages fetched before midnight were landed after its last run."""
    yesterday = (warehouse.landing_time().astimezone(TOKYO) - dt.timedelta(days=1)).date().isoformat()
    pending = batches.pending(warehouse.layout, yesterday)
    if pending:
        yield dg.RunRequest(run_key=f"{yesterday}:late:{pending[-1][1]}", partition_key=yesterday)
