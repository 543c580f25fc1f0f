"""The code location with one job more: ``daily_on_dask``, whose steps Dagster's dask executor hands to Dask (extra ``dask``).

Belongs here: that job. Not loaded by ``workspace.yaml``: ``dagster dev -m assets.dask_definitions`` does. To spread the batches of
a day, which is where the time goes, set ``KAWARABAN_ENGINE=dask`` and keep the ordinary definitions (see the folder's README).

Nothing here is in a pool: dagster-dask 0.29 cannot hand a run that is to Dask 2026.8. Steps wait for the lock of the data directory.
"""

import dagster as dg
from dagster_dask import dask_executor

from assets.definitions import build_definitions
from assets.partitions import days_of
from assets.resources import from_environment

daily_on_dask = dg.define_asset_job(
    "daily_on_dask",
    selection=dg.AssetSelection.all(),
    partitions_def=days_of(from_environment()),
    executor_def=dask_executor,
    description="The job daily, each step on a worker of Dask. The steps of a day mostly wait for each other.",
)
defs = dg.Definitions.merge(build_definitions(pool=None), dg.Definitions(jobs=[daily_on_dask]))


def job() -> dg.JobDefinition:
    """The job as every worker builds it anew (``dagster.reconstructable``)."""
    return defs.resolve_job_def("daily_on_dask")
