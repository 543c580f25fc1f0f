"""Old runs are deleted, and what the UI says of any asset, partition or check is the same afterwards."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets import pruning
from assets.definitions import build_definitions
from assets.pruning import PruneConfig
from assets.resources import SettingError, Warehouse, from_environment

DAYS = ("2026-01-14", "2026-01-15")
BY_DAY = dg.StaticPartitionsDefinition(list(DAYS))
CHECK = dg.AssetCheckKey(dg.AssetKey("articles"), "rules")


@dg.asset(partitions_def=BY_DAY, check_specs=[dg.AssetCheckSpec("rules", asset="articles", partitions_def=BY_DAY)])
def articles(context: dg.AssetExecutionContext) -> Iterator[object]:
    sys.stdout.write("printed")
    if context.run.tags.get("fails"):
        raise ValueError("no")
    yield dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])


@dg.asset
def release() -> None:
    """Of no day."""


DEFINITIONS = dg.Definitions([articles, release], jobs=[dg.define_asset_job("daily", [articles, release])])


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """An instance that keeps its events in files, as that of ``kawaraban ui``."""
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    with dg.DagsterInstance.from_config(str(tmp_path)) as made:
        yield made


def run(instance: dg.DagsterInstance, day: str, **tags: str) -> str:
    job = DEFINITIONS.resolve_job_def("daily")
    done = job.execute_in_process(partition_key=day, instance=instance, raise_on_error=False, tags=tags)
    return done.run_id


def shown(instance: dg.DagsterInstance) -> object:
    """What the UI says of assets, partitions and checks."""
    storage = instance.event_log_storage
    newest = [
        (record.asset_entry.asset_key, record.asset_entry.last_materialization)
        for record in instance.get_asset_records([articles.key, release.key])
    ]
    by_day = {
        day: instance.fetch_materializations(dg.AssetRecordsFilter(articles.key, asset_partitions=[day]), limit=1)
        for day in DAYS
    }
    status = {day: instance.get_status_by_partition(articles.key, [day], BY_DAY) for day in DAYS}
    return newest, by_day, status, sorted(map(repr, storage.get_asset_check_partition_info([CHECK])))


def later() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)


def files_of(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    return [path.name for path in Path(instance.root_directory).rglob("*") if run_id in str(path)]


def test_runs_go_that_are_the_newest_of_nothing(instance: dg.DagsterInstance) -> None:
    first, second = run(instance, DAYS[0]), run(instance, DAYS[0])
    failed, third = run(instance, DAYS[1], fails="yes"), run(instance, DAYS[1])
    last = run(instance, DAYS[1], fails="yes")
    before = shown(instance)

    assert pruning.plan(instance, pruning.ago(1)) == pruning.Plan((), ())
    found = pruning.plan(instance, later())
    assert [record.dagster_run.run_id for record in found.going] == [first, failed]
    # the third made its day, though a later run failed at it
    assert [record.dagster_run.run_id for record in found.staying] == [second, third, last]
    pruning.delete(instance, found)

    assert shown(instance) == before
    assert not instance.has_run(first)
    assert files_of(instance, first) == []
    with instance.event_log_storage.index_connection() as connection:
        rows = connection.exec_driver_sql("select run_id from asset_check_executions").fetchall()
    assert first not in {row[0] for row in rows}
    # what was printed is gone, the rest of a run that stays is not
    assert files_of(instance, third) == [f"{third}.db"]
    assert instance.all_logs(third)
    assert pruning.plan(instance, later()).going == ()


def test_deleting_the_newest_would_make_it_unmade(instance: dg.DagsterInstance) -> None:
    """Why a run stays: what Dagster forgets with it."""
    instance.delete_run(run(instance, DAYS[0]))
    assert list(instance.fetch_materializations(articles.key, limit=1).records) == []
    assert instance.get_materialized_partitions(articles.key) == set()


def test_what_a_needed_run_repeats_stays(instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    def old(**of: str) -> str:
        return instance.add_run(dg.DagsterRun("daily", status=dg.DagsterRunStatus.FAILURE, **of)).run_id  # type: ignore[arg-type]

    first, other = old(), old()
    second = old(root_run_id=first, parent_run_id=first)
    third = old(root_run_id=first, parent_run_id=second)
    monkeypatch.setattr(pruning, "_newest_of_assets", lambda _: iter([third]))
    assert [record.dagster_run.run_id for record in pruning.plan(instance, later()).going] == [other]


def test_a_run_under_way_stays(instance: dg.DagsterInstance) -> None:
    instance.add_run(dg.DagsterRun("daily", status=dg.DagsterRunStatus.STARTED))
    idle = instance.add_run(dg.DagsterRun("rebuild", status=dg.DagsterRunStatus.CANCELED))
    found = pruning.plan(instance, later())
    assert [record.dagster_run.run_id for record in found.going] == [idle.run_id]


def test_the_job_says_first_and_deletes_when_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = build_definitions(Warehouse(root=str(tmp_path), inbox=[]))
    job = definitions.resolve_job_def("prune_runs")
    monkeypatch.setattr(pruning, "ago", lambda _: later())  # as if the days had passed
    with dg.DagsterInstance.ephemeral() as instance:
        old = instance.add_run(dg.DagsterRun("rebuild", status=dg.DagsterRunStatus.SUCCESS))

        def launch(**config: object) -> str:
            done = job.execute_in_process(
                instance=instance, run_config=dg.RunConfig({"delete_old_runs": PruneConfig(**config)})
            )
            (event,) = [event for event in done.all_events if event.is_successful_output]
            return str(event.step_output_data.metadata["plan"].value)

        assert old.run_id[:8] in launch()
        assert instance.has_run(old.run_id)
        assert old.run_id[:8] in launch(apply=True, days=3)
        assert not instance.has_run(old.run_id)


def test_the_schedule_deletes(tmp_path: Path) -> None:
    schedule = build_definitions(Warehouse(root=str(tmp_path))).resolve_schedule_def("prune_schedule")
    (request,) = schedule.evaluate_tick(dg.build_schedule_context()).run_requests or ()
    assert request.run_config == {"ops": {"delete_old_runs": {"config": {"apply": True}}}}


def test_how_much_is_kept_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (from_environment().keep_releases, from_environment().keep_run_days) == (None, 90)
    monkeypatch.setenv("KAWARABAN_KEEP_RELEASES", "14")
    monkeypatch.setenv("KAWARABAN_KEEP_RUN_DAYS", "30")
    assert (from_environment().keep_releases, from_environment().keep_run_days) == (14, 30)
    monkeypatch.setenv("KAWARABAN_KEEP_RELEASES", "0")
    with pytest.raises(SettingError, match="KAWARABAN_KEEP_RELEASES: '0' is not"):
        from_environment()
