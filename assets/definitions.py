"""The code location: every asset, check, job, schedule, sensor and resource."""

from __future__ import annotations

import warnings

import dagster as dg

from assets.actions import outdated_sensor, rebuild_job, recheck_job
from assets.alarms import alerts_sensor, run_failed_sensor
from assets.automation import automation_sensor
from assets.checks import checks
from assets.corpus import corpus_tables
from assets.landing import landing
from assets.metrics import metrics
from assets.partitions import days_of
from assets.pruning import prune_job
from assets.publishing import publishing
from assets.releases import catalog, release
from assets.resources import Warehouse, from_environment
from assets.schedules import (
    candidate_job,
    candidate_schedule,
    corpus_job,
    daily_job,
    daily_schedule,
    evaluate_job,
    prune_schedule,
    publish_job,
    release_job,
)
from assets.sensors import new_pages_sensor, on_disk_sensor
from assets.stages import daily_tables
from assets.table_asset import WRITER


def build_definitions(warehouse: Warehouse | None = None, *, pool: str | None = WRITER) -> dg.Definitions:
    """The definitions over a warehouse; without one, over what the environment configures.

    ``pool`` is what one run at a time may hold. The days begin with the first that was landed when this is called: a code location sees an older one when it is reloaded.
    """
    warehouse = warehouse or from_environment()
    with warnings.catch_warnings():
        # backfill policies, partitioned checks and pools are young; the lock pins what we tried
        warnings.simplefilter("ignore", dg.BetaWarning)
        warnings.simplefilter("ignore", dg.PreviewWarning)
        days = days_of(warehouse)
        job, candidates, pruning = daily_job(days), candidate_job(), prune_job()
        return dg.Definitions(
            assets=[
                landing(days, pool),
                daily_tables(days, pool),
                metrics(days, pool),
                corpus_tables(pool),
                catalog(pool),
                release(pool),
                *publishing(pool),
            ],
            asset_checks=checks(days),
            jobs=[
                job,
                corpus_job(),
                release_job(),
                evaluate_job(),
                candidates,
                publish_job(),
                rebuild_job(pool),
                recheck_job(pool),
                pruning,
            ],
            schedules=[
                daily_schedule(job, warehouse.schedules),
                candidate_schedule(candidates, warehouse.schedules),
                prune_schedule(pruning, warehouse.schedules),
            ],
            sensors=[
                new_pages_sensor(job, warehouse.sources is not None),
                on_disk_sensor(),
                automation_sensor(),
                run_failed_sensor(),
                alerts_sensor(),
                outdated_sensor(),
            ],
            resources={"warehouse": warehouse},
            executor=dg.in_process_executor,
        )


defs = build_definitions()
