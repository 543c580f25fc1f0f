"""Sensors: what starts a run between two mornings.

Belongs here: noticing that there is something to do, cheaply. Does not belong here: doing it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from assets import batches, observing
from assets.failures import OneLineError
from assets.fetch import configuration, crawl
from assets.metrics import tell_unjudged
from assets.partitions import TOKYO
from assets.resources import Warehouse
from warehouse.errors import LockedError, WarehouseError
from warehouse.layout import fetch_day

if TYPE_CHECKING:
    from assets.schedules import Job

POLL_SECONDS = 40.0
"""Dagster ends a tick after 60 s."""


def new_pages_sensor(job: Job, has_sources: bool) -> dg.SensorDefinition:
    """Reads the feeds that are due and requests a run of today's partition when they name new pages.

    The cursor is the number of the newest page that a run was requested for. Feeds are read as politely as by a fetch, and what they name is
    queued in the same state, so the run fetches these pages without reading the feeds again. It runs by itself where there is a file of
    sources, and is stopped otherwise.
    """
    status = dg.DefaultSensorStatus.RUNNING if has_sources else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(
        name="new_pages",
        job=job,
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
            summary, newest = crawl.poll(warehouse.layout, found, seconds=POLL_SECONDS, clock=warehouse.clock())
        except LockedError as error:
            return dg.SkipReason(str(error))
        except WarehouseError as error:
            raise OneLineError(str(error)) from None
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


def on_disk_sensor() -> dg.SensorDefinition:
    """Reports to the instance what lies in the data directory and no run of this instance made, as ``kawaraban run`` does.

    The cursor is the fingerprint of the directory when everything in it had been told.
    """

    @dg.sensor(
        name="on_disk",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tables, check results and releases that were made outside of this instance, as by `kawaraban run`, are shown "
        "as materialized. Runs nothing; runs by itself, because otherwise assets would say that they were never made.",
    )
    def sensor(context: dg.SensorEvaluationContext, warehouse: dg.ResourceParam[Warehouse]) -> dg.SensorResult:
        layout = warehouse.layout
        reason = observing.busy(context.instance, layout)
        if reason:
            return dg.SensorResult(skip_reason=reason)
        try:
            seen = observing.fingerprint(context.instance, layout)
            if seen == context.cursor:
                return dg.SensorResult(skip_reason="nothing changed in the data directory")
            told = observing.tell(context.instance, layout)
            if told.is_complete:
                told.checks += tell_unjudged(context.instance, warehouse)
        except WarehouseError as error:
            raise OneLineError(str(error)) from None
        cursor = seen if told.is_complete else context.cursor
        return dg.SensorResult(skip_reason=f"told of {told}", cursor=cursor)

    return sensor


def _late(warehouse: Warehouse) -> Iterator[dg.RunRequest]:
    """A run of yesterday, where pages fetched before midnight were landed after its last run."""
    yesterday = (warehouse.landing_time().astimezone(TOKYO) - dt.timedelta(days=1)).date().isoformat()
    pending = batches.pending(warehouse.layout, yesterday)
    if pending:
        yield dg.RunRequest(run_key=f"{yesterday}:late:{pending[-1][1]}", partition_key=yesterday)
