"""What a data team leaves running: policies, schedules, the queue, and runs that a dead machine left behind."""

import datetime as dt
from pathlib import Path

import dagster as dg
import pytest

from assets import releases, ui
from assets.automation import FRESH, OF_NEW_CODE
from assets.definitions import build_definitions
from assets.publishing import GROUP
from assets.resources import Warehouse
from assets.running import Released
from assets.schedules import ScheduleError
from assets.table_asset import CONTENT, WRITER
from warehouse.layout import Layout


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions(Warehouse(root="unused"))


def specs(definitions: dg.Definitions) -> list[dg.AssetSpec]:
    return [spec for found in definitions.assets or () for spec in found.specs]  # type: ignore[union-attr]


def test_what_is_made_every_day_is_to_be_fresh_by_six_and_follows_what_it_is_made_of(
    definitions: dg.Definitions,
) -> None:
    for spec in specs(definitions):
        is_daily = spec.group_name != GROUP
        assert (spec.freshness_policy == FRESH) is is_daily, spec.key
        follows = is_daily and spec.key != dg.AssetKey("landing")
        assert bool(spec.automation_condition) is (follows or spec.key == dg.AssetKey("evaluate")), spec.key
        assert spec.owners
    assert (FRESH.deadline_cron, FRESH.timezone) == ("0 6 * * *", "Asia/Tokyo")


def test_whatever_writes_is_in_the_pool_of_one(definitions: dg.Definitions) -> None:
    pools = {found.op.name: found.op.pool for found in definitions.assets or ()}  # type: ignore[union-attr]
    # it reads no table and writes none
    assert {name for name, pool in pools.items() if pool != WRITER} == {"judge_golden_texts"}


def test_the_landing_is_tried_again_with_growing_waits(definitions: dg.Definitions) -> None:
    (landing,) = (found for found in definitions.assets or () if found.op.name == "landing")  # type: ignore[union-attr]
    policy = landing.op.retry_policy
    assert policy.max_retries == 3
    assert policy.backoff is dg.Backoff.EXPONENTIAL


def test_a_new_day_has_the_corpus_made_again_and_nothing_published(tmp_path: Path) -> None:
    definitions = build_definitions(Warehouse(root=str(tmp_path)))

    def asked(instance: dg.DagsterInstance, cursor: object) -> dg.EvaluateAutomationConditionsResult:
        return dg.evaluate_automation_conditions(definitions, instance, cursor=cursor)  # type: ignore[arg-type]

    with dg.DagsterInstance.ephemeral() as instance:
        first = asked(instance, None)
        for spec in specs(definitions):
            if spec.partitions_def is None:
                instance.report_runless_asset_event(dg.AssetMaterialization(spec.key))
        quiet = asked(instance, first.cursor)
        assert quiet.total_requested == 0
        today = Warehouse().landing_time().astimezone(dt.timezone(dt.timedelta(hours=9))).date().isoformat()
        for name in ("landing", "articles", "mentions", "statements", "tokens"):
            instance.report_runless_asset_event(dg.AssetMaterialization(name, partition=today))
        later = asked(instance, quiet.cursor)
        assert later.get_requested_partitions(dg.AssetKey("entities"))
        assert not later.get_requested_partitions(dg.AssetKey("candidate"))
        assert not later.get_requested_partitions(dg.AssetKey("published"))


def test_new_code_has_the_evaluation_made_again_once() -> None:
    def definitions(version: str) -> dg.Definitions:
        return dg.Definitions([dg.AssetSpec("evaluate", code_version=version, automation_condition=OF_NEW_CODE)])

    with dg.DagsterInstance.ephemeral() as instance:
        made = dg.AssetMaterialization("evaluate", tags={"dagster/code_version": "1"})
        instance.report_runless_asset_event(made)
        looked = dg.evaluate_automation_conditions(definitions("1"), instance)
        asked = []
        for version in ("1", "2", "2"):
            looked = dg.evaluate_automation_conditions(definitions(version), instance, cursor=looked.cursor)
            asked.append(looked.total_requested)
    assert asked == [0, 1, 0]


def test_a_schedule_is_stopped_until_its_owner_names_it() -> None:
    def status(*wanted: str) -> dict[str, dg.DefaultScheduleStatus]:
        made = build_definitions(Warehouse(root="unused", schedules=list(wanted)))
        assert all(schedule.description for schedule in made.schedules or ())
        return {str(schedule.name): schedule.default_status for schedule in made.schedules or ()}  # type: ignore[union-attr]

    assert set(status().values()) == {dg.DefaultScheduleStatus.STOPPED}
    assert status("daily") == {
        "daily_schedule": dg.DefaultScheduleStatus.RUNNING,
        "candidate_schedule": dg.DefaultScheduleStatus.STOPPED,
        "prune_schedule": dg.DefaultScheduleStatus.STOPPED,
    }
    with pytest.raises(ScheduleError, match="'dayly' is no schedule"):
        status("dayly")


def test_runs_of_a_machine_that_went_down_do_not_keep_the_queue(tmp_path: Path) -> None:
    home = ui.prepare_home(Layout(tmp_path / "data"))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        pools = instance.get_concurrency_config().pool_config
        assert pools.default_pool_limit == 1
        assert instance.run_monitoring_enabled
        left = instance.add_run(dg.DagsterRun("daily", status=dg.DagsterRunStatus.STARTED))
        done = instance.add_run(dg.DagsterRun("daily", status=dg.DagsterRunStatus.SUCCESS))
        assert ui.end_lost_runs(instance) == 1
        assert instance.get_run_by_id(left.run_id).status is dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr]
        assert instance.get_run_by_id(done.run_id).status is dg.DagsterRunStatus.SUCCESS  # type: ignore[union-attr]
        assert ui.end_lost_runs(instance) == 0


def test_the_daily_release_sets_older_ones_aside_where_that_is_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, object]] = []

    def build(_root: Path, **options: object) -> Released:
        asked.append((options["keep"], options["today"]))
        return Released(tmp_path / "2026.11.1", is_new=True, set_aside=("2026.11.0",) if options["keep"] else ())

    monkeypatch.setattr(releases, "build_release", build)
    monkeypatch.setattr(releases, "release_metadata", lambda _: {CONTENT: "1"})
    shown = []
    for keep in (None, 1):
        # a quarter to twelve in London is the next day in Tokyo
        warehouse = Warehouse(root=str(tmp_path), keep_releases=keep, fetched_at="2026-11-29T23:45:00+00:00")
        done = dg.materialize([releases.release()], resources={"warehouse": warehouse})
        (event,) = done.asset_materializations_for_node("build_release")
        shown.append(event.metadata.get("set_aside"))
    assert asked == [(None, dt.date(2026, 11, 30)), (1, dt.date(2026, 11, 30))]
    assert shown == [None, dg.JsonMetadataValue(["2026.11.0"])]


def test_what_a_run_keeps_of_a_releases_files_does_not_grow_with_their_number() -> None:
    parts = [{"path": f"data/articles/part-{n}.parquet", "rows": 2, "bytes": 10} for n in range(1000)]
    files = [*parts, {"path": "README.md", "bytes": 7}, {"path": "changes/articles.parquet", "rows": 3, "bytes": 5}]
    assert releases.by_folder(files) == [
        ("`data/articles/`", 1000, 2000, 10_000),
        ("`README.md`", 1, "", 7),
        ("`changes/articles.parquet`", 1, 3, 5),
    ]
