"""Old runs of a Dagster instance: which of them nothing needs, and deleting those.

Belongs here: the choice, the deleting, and the job. Does not belong here: when it happens (``schedules``), ticks of schedules and sensors (``retention`` of ``dagster.yaml``
has them purged by Dagster), and whatever lies in the data directory.

Deleting a run deletes its events, materializations among them (tried with Dagster 1.13; nothing else in Dagster ends a run's life): an asset whose newest materialization
was of that run was never made, says the UI. So a run stays as long as it is the newest of any asset or partition that was planned, made, observed or checked in it, and so do
the runs that it repeats. Of a day that was run three times that leaves the last run, and a point a day in every plot. What runs printed is deleted of all old ones.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster._core.storage.dagster_run import FINISHED_STATUSES  # no public name leads there
from dagster._core.storage.event_log import SqlEventLogStorage, SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from pydantic import Field

from assets.failures import OneLineError
from assets.resources import Warehouse

SHOWN = 100
PAGE = 500
_OF_ASSETS = (
    dg.DagsterEventType.ASSET_MATERIALIZATION,
    dg.DagsterEventType.ASSET_OBSERVATION,
    dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
)


@dataclass(frozen=True)
class Plan:
    """Finished runs of before a moment: those that nothing needs, and those that stay because they are the newest of something."""

    going: tuple[dg.RunRecord, ...]
    staying: tuple[dg.RunRecord, ...]

    @property
    def summary(self) -> str:
        """How many there are, in a line."""
        return f"{len(self.going)} of {len(self.going) + len(self.staying)} old runs"


def plan(instance: dg.DagsterInstance, before: dt.datetime) -> Plan:
    """What becomes of the runs that ended before a moment."""
    wanted = dg.RunsFilter(statuses=list(FINISHED_STATUSES), updated_before=before)
    old = instance.get_run_records(wanted, order_by="update_timestamp", ascending=True)
    needed = _with_what_they_repeat(instance, {*_newest_of_assets(instance), *_newest_of_checks(instance)})
    return Plan(
        tuple(record for record in old if record.dagster_run.run_id not in needed),
        tuple(record for record in old if record.dagster_run.run_id in needed),
    )


def _newest_of_assets(instance: dg.DagsterInstance) -> Iterator[str]:
    """Runs that planned, made or observed an asset or a partition last."""
    storage = instance.event_log_storage
    for key in instance.get_asset_keys():
        for kind in _OF_ASSETS:
            whole = storage.get_event_records(dg.EventRecordsFilter(kind, asset_key=key), limit=1)
            yield from (record.run_id for record in whole)
            ids = list(storage.get_latest_storage_id_by_partition(key, kind).values())
            for at in range(0, len(ids), PAGE):
                some = dg.EventRecordsFilter(kind, asset_key=key, storage_ids=ids[at : at + PAGE])
                yield from (record.run_id for record in storage.get_event_records(some))


def _newest_of_checks(instance: dg.DagsterInstance) -> Iterator[str]:
    """Runs that checked an asset or a partition last, by checks of today's code or of another."""
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        raise OneLineError(f"which runs are needed cannot be asked of {type(storage).__name__}; nothing was deleted")
    with storage.index_connection() as connection:
        rows = connection.exec_driver_sql(
            "select distinct asset_key, check_name from asset_check_executions"
        ).fetchall()
    keys = [dg.AssetCheckKey(key, name) for text, name in rows if (key := dg.AssetKey.from_db_string(text))]
    if keys:
        yield from (info.latest_planned_run_id for info in storage.get_asset_check_partition_info(keys))
        yield from (record.run_id for record in storage.get_latest_asset_check_execution_by_key(keys).values())


def _with_what_they_repeat(instance: dg.DagsterInstance, runs: set[str]) -> set[str]:
    """These runs and, of those that were launched again from others, the others: the UI looks for the first of such a group."""
    found, asked = set(runs), set(runs)
    while asked:
        earlier = {
            name
            for run in instance.get_runs(dg.RunsFilter(run_ids=list(asked)))
            for name in (run.root_run_id, run.parent_run_id)
            if name
        }
        asked = earlier - found
        found |= asked
    return found


def delete(instance: dg.DagsterInstance, planned: Plan) -> None:
    """Delete the runs that nothing needs with all that is kept of them, and what the others printed. For good."""
    for record in planned.going:
        _delete(instance, record.dagster_run.run_id)
    for record in planned.staying:
        instance.compute_log_manager.delete_logs(prefix=[record.dagster_run.run_id])


def _delete(instance: dg.DagsterInstance, run_id: str) -> None:
    instance.delete_run(run_id)
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    storage = instance.event_log_storage
    if isinstance(storage, SqlEventLogStorage):
        # Dagster leaves these results behind, each with what it says, of runs that are no more
        with storage.index_connection() as connection:
            connection.execute(AssetCheckExecutionsTable.delete().where(AssetCheckExecutionsTable.c.run_id == run_id))
    if isinstance(storage, SqliteEventLogStorage):
        # the file of the run, which is empty now and as large as before
        for ending in ("", "-wal", "-shm"):
            Path(f"{storage.path_for_shard(run_id)}{ending}").unlink(missing_ok=True)


def ago(days: int) -> dt.datetime:
    """So many days before now."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


class PruneConfig(dg.Config):
    """What a launch says; without a word it deletes nothing."""

    apply: bool = Field(default=False, description="Delete them. Without, the run says which it would delete.")
    days: int | None = Field(
        default=None, ge=1, description="Runs that ended in these last days stay; none: as the warehouse is configured."
    )


def prune_job() -> dg.JobDefinition:
    """Old runs."""

    @dg.op(name="delete_old_runs")
    def prune(context: dg.OpExecutionContext, config: PruneConfig, warehouse: dg.ResourceParam[Warehouse]) -> None:
        """Say which old runs nothing needs, and delete them where that is asked for."""
        days = config.days or warehouse.keep_run_days
        found = plan(context.instance, ago(days))
        if config.apply:
            delete(context.instance, found)
        done = "deleted" if config.apply else "to be deleted; nothing was: launch it with apply: true"
        context.log.info(f"{found.summary} ended more than {days} days ago and are needed by nothing: {done}")
        lines = [_line(record) for record in found.going[:SHOWN]]
        context.add_output_metadata(
            {
                "runs": len(found.going),
                "kept": len(found.staying),
                "applied": config.apply,
                "plan": dg.MetadataValue.md("\n".join(lines) or "Nothing."),
            }
        )

    @dg.job(
        name="prune_runs",
        description="Delete runs that ended long ago, with their logs, unless they are the newest of an asset, a partition or a check: what the UI shows of those stays, and "
        "what old runs printed goes. Says what it would delete and deletes nothing, unless the launch has `apply: true`; then it cannot be undone.",
    )
    def job() -> None:
        prune()

    return job


def _line(record: dg.RunRecord) -> str:
    run = record.dagster_run
    day = run.tags.get("dagster/partition", "")
    return f"- `{run.run_id[:8]}` {run.job_name} {day} of {record.create_timestamp:%Y-%m-%d %H:%M}, {run.status.value.lower()}"
