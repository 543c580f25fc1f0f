"""The code location: every asset, check, job, schedule, sensor and resource."""

from __future__ import annotations

import dagster as dg

from assets.checks import CHECKS
from assets.corpus import corpus_tables
from assets.landing import landing
from assets.releases import catalog, release
from assets.resources import Warehouse, from_environment
from assets.schedules import daily_job, daily_schedule
from assets.sensors import new_pages_sensor
from assets.stages import daily_tables


def build_definitions(warehouse: Warehouse | None = None) -> dg.Definitions:
    """The definitions over a warehouse; without one, over what the environment configures."""
    warehouse = warehouse or from_environment()
    return dg.Definitions(
        assets=[landing, daily_tables, corpus_tables, catalog, release],
        asset_checks=CHECKS,
        jobs=[daily_job],
        schedules=[daily_schedule],
        sensors=[new_pages_sensor(warehouse.sources is not None)],
        resources={"warehouse": warehouse},
        executor=dg.in_process_executor,
    )


defs = build_definitions()
