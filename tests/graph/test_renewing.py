"""Making again what older code made, checking again what older checks looked at: said first, done when asked for."""

import datetime as dt
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner

from assets import batches, renewing
from assets.actions import RebuildConfig, RecheckConfig
from assets.cli import main
from assets.definitions import build_definitions
from assets.resources import Warehouse
from tests.graph.conftest import DAY, FETCHED_AT
from tests.release.quick import validate_by_sql
from warehouse import landing as storage
from warehouse import made, proving, quality
from warehouse.layout import Layout

TODAY = dt.datetime.fromisoformat(FETCHED_AT)
BEFORE = "2026-01-14"


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Two days; the first was made by an older dictionary."""
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    layout = Layout(tmp_path / "data")
    for number, moment in enumerate((TODAY - dt.timedelta(days=1), TODAY)):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"霧浜市は{number + 1}日、断水が解消したと発表した。\n", encoding="utf-8")
        storage.land(layout, [str(path)], moment)
    now = batches.versions()
    with monkeypatch.context() as patch:
        patch.setattr(batches, "versions", lambda: {**now, "dictionary": "20200101"})
        batches.process(layout.root, *storage.batches(layout, BEFORE)[0])
    batches.process(layout.root, *storage.batches(layout, DAY)[0])
    return layout


def launch(layout: Layout, job: str, config: dg.Config) -> dg.ExecuteInProcessResult:
    definitions = build_definitions(Warehouse(root=str(layout.root), inbox=[], fetched_at=FETCHED_AT))
    op = {"rebuild": "rebuild_old_partitions", "recheck": "recheck_partitions"}[job]
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def(job).execute_in_process(
            instance=instance, run_config=dg.RunConfig({op: config}), raise_on_error=False
        )


def plan_of(result: dg.ExecuteInProcessResult) -> str:
    (event,) = [event for event in result.all_events if event.is_successful_output]
    return str(event.step_output_data.metadata["plan"].value)


def test_the_job_says_what_it_would_make_and_makes_it_when_told_to(layout: Layout) -> None:
    preview = launch(layout, "rebuild", RebuildConfig())
    assert preview.success
    assert BEFORE in plan_of(preview)
    assert "dictionary 20200101 → " in plan_of(preview)
    assert DAY not in plan_of(preview)
    assert len(renewing.to_rebuild(layout).items) == 1, "nothing was changed"
    assert renewing.to_rebuild(layout, [DAY]).items == ()
    done = launch(layout, "rebuild", RebuildConfig(apply=True))
    assert done.success
    assert renewing.to_rebuild(layout).items == ()
    assert layout.catalog.exists()
    assert layout.merged("entities").exists()
    assert plan_of(launch(layout, "rebuild", RebuildConfig(apply=True))) == "Nothing."
    failed = launch(layout, "rebuild", RebuildConfig(days=["2020-01-01"]))
    assert not failed.success


def test_the_sensor_reports_once_and_starts_nothing(layout: Layout) -> None:
    warehouse = Warehouse(root=str(layout.root))
    sensor = build_definitions(warehouse).resolve_sensor_def("outdated")

    def look(cursor: str | None) -> dg.SensorResult:
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"warehouse": warehouse})
            data = sensor.evaluate_tick(context)
            assert not data.run_requests
            found = sensor(context)
        assert isinstance(found, dg.SensorResult)
        return found

    first = look(None)
    assert "1 batch of 1 day" in str(first.skip_reason)
    (seen,) = first.asset_events or ()
    assert seen.metadata["outdated batches"].value == 1
    assert not look(first.cursor).asset_events
    renewing.rebuild(layout, renewing.to_rebuild(layout))
    assert "today's versions" in str(look(first.cursor).skip_reason)


def test_older_checks_look_again_when_told_to(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    renewing.rebuild(layout, renewing.to_rebuild(layout))
    assert "Great Expectations has not seen it" in plan_of(launch(layout, "recheck", RecheckConfig()))
    assert not layout.quality_root.exists()
    assert launch(layout, "recheck", RecheckConfig(apply=True)).success
    assert renewing.to_recheck(layout).items == ()
    assert len(renewing.to_recheck(layout, everything=True).items) == 2
    monkeypatch.setattr(proving, "version", lambda: "0123456789abcdef")
    plan = renewing.to_recheck(layout, [DAY])
    assert [(item.day, "0123456789ab" in item.why) for item in plan.items] == [(DAY, True)]
    assert renewing.recheck(layout, plan) == []
    record = made.read(layout, *plan.batches[0])
    assert record is not None
    assert record.proof is not None
    assert record.proof.checks == "0123456789abcdef"


def test_the_commands_list_first_and_do_it_with_apply(layout: Layout) -> None:
    def call(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, [*arguments, "--data", str(layout.root)])
        return done.exit_code, done.output

    code, listed = call("rebuild")
    assert code == 0
    assert "1 batch of 1 day, 1 record would be made again; nothing was changed" in listed
    assert call("rebuild", "--apply", "--workers", "1")[0] == 0
    assert call("rebuild") == (0, "nothing is to be made again\n")
    assert "would be checked again" in call("recheck", "--day", DAY)[1]
    code, said = call("recheck", "--apply")
    assert (code, said.splitlines()[-1]) == (0, "2 batches checked: every blocking rule holds")
    code, said = call("rebuild", "--day", "2020-01-01")
    assert code == 2
    assert "nothing landed on 2020-01-01" in said
    assert call("rebuild", "--day", "yesterday")[0] == 2
    assert CliRunner().invoke(main, ["rebuild", "--data", str(layout.root / "none")]).exit_code == 2
