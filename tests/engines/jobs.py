"""A job of few steps on Dagster's dask executor, as its workers build it anew from the environment."""

import dagster as dg
from dagster_dask import dask_executor

from assets.corpus import corpus_tables
from assets.definitions import build_definitions
from assets.partitions import days_of
from assets.resources import from_environment
from assets.stages import daily_tables


@dg.asset(deps=["lexemes"])
def the_end() -> None:
    """Stands for ``release``, which takes long.

    dagster-dask 0.29 cannot hand a run to Dask 2026.8 whose last step by name is partitioned; in the job daily it is release.
    """


def tables_on_dask() -> dg.JobDefinition:
    days = days_of(from_environment())
    names = ("landing", *daily_tables(days).keys, *corpus_tables().keys, "the_end")
    selection = dg.AssetSelection.assets(*names).without_checks()
    job = dg.define_asset_job("tables_on_dask", selection, partitions_def=days, executor_def=dask_executor)
    here = dg.Definitions(assets=[the_end], jobs=[job])
    return dg.Definitions.merge(build_definitions(pool=None), here).resolve_job_def("tables_on_dask")
