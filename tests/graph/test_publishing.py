"""Candidate, verified, published: what blocks what, what the UI plots, and that only a run which names a target publishes."""

from pathlib import Path

import dagster as dg
import pytest

from assets import observing, publishing
from assets.definitions import build_definitions
from assets.resources import Warehouse
from assets.running import build_release
from pipeline.versions import versions
from tests.factories import land_documents, lay, linked
from tests.release.quick import validate_by_sql
from warehouse import quality
from warehouse.layout import Layout
from warehouse.release import index, manifest


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """A data directory of three articles, made by today's versions."""
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    monkeypatch.setattr("assets.checking.blocked", lambda *_, **__: [])
    layout = Layout(tmp_path / "data")
    lay(layout, linked(3), land_documents(layout, tmp_path / "news", 3), versions=versions())
    return Warehouse(root=str(layout.root))


def launch(warehouse: Warehouse, job: str, config: dict | None = None) -> dg.ExecuteInProcessResult:
    definitions = build_definitions(warehouse)
    with dg.DagsterInstance.ephemeral() as instance:
        resolved = definitions.resolve_job_def(job)
        return resolved.execute_in_process(run_config=config, instance=instance, raise_on_error=False)


def to(target: Path, **values: object) -> dict:
    return {"ops": {"published": {"config": {"target": str(target), **values}}}}


def metadata(result: dg.ExecuteInProcessResult, name: str) -> dict:
    (event,) = [e for e in result.get_asset_materialization_events() if e.asset_key == dg.AssetKey(name)]
    return event.materialization.metadata


def test_a_candidate_is_verified_and_published_by_a_run_that_names_a_target(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    result = launch(warehouse, "build_candidate")
    assert result.success
    assert {e.check_name for e in result.get_asset_check_evaluations() if e.passed} == {"floors", "volume", "whole"}
    made = metadata(result, "candidate")
    assert made["edition"].value == "public"
    for name in ("rows", "rows/statements", "changes/added"):
        assert isinstance(made[name], dg.IntMetadataValue), name
    assert isinstance(metadata(result, "evaluate")["accuracy/mentions f1 (articles)"], dg.FloatMetadataValue)
    assert made["accuracy/statements all right (articles)"].value > 0.5
    assert metadata(result, "verified")["problems"].value == 0

    target = tmp_path / "others"
    assert launch(warehouse, "publish", to(target, dry_run=True)).success
    assert not target.exists()
    done = launch(warehouse, "publish", to(target))
    assert done.success
    assert metadata(done, "published")["was new"].value is True
    listed = index.parse((target / "index.json").read_bytes(), "index")
    assert [entry["version"] for entry in listed["releases"]] == [made["version"].value]


def test_without_a_target_nothing_is_published(warehouse: Warehouse) -> None:
    assert launch(warehouse, "build_candidate").success
    result = launch(warehouse, "publish")
    assert not result.success
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    assert failed.step_key == "published"
    assert "names no target" in str(failed.step_failure_data.error)


def test_what_does_not_verify_is_not_published(warehouse: Warehouse, tmp_path: Path) -> None:
    assert launch(warehouse, "build_candidate").success
    layout = Layout(Path(warehouse.root))
    (version,) = manifest.versions(layout, "public")
    page = layout.release(version, "public") / "DICTIONARY.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    result = launch(warehouse, "publish", to(tmp_path / "others"))
    assert not result.success
    (check,) = result.get_asset_check_evaluations()
    assert not check.passed
    assert "DICTIONARY.md has changed" in check.metadata["found"].value
    assert not (tmp_path / "others").exists()


def test_a_candidate_that_the_command_built_is_shown(warehouse: Warehouse) -> None:
    layout = Layout(Path(warehouse.root))
    build_release(layout.root, edition="public")
    with dg.DagsterInstance.ephemeral() as instance:
        observing.tell(instance, layout)
        (record,) = instance.fetch_materializations(dg.AssetKey("candidate"), limit=2).records
        assert record.asset_materialization
        assert record.asset_materialization.metadata["rows/statements"].value == 3
        assert observing.tell(instance, layout).materializations == 0


def test_a_candidate_that_lost_rows_blocks() -> None:
    assert publishing.volume({"mentions": 50, "roles": 3}, {"mentions": 100}).passed
    lost = publishing.volume({"mentions": 49}, {"mentions": 100, "roles": 1})
    assert not lost.passed
    assert lost.metadata["tables"].value == 2


def test_no_schedule_and_no_sensor_publishes(warehouse: Warehouse) -> None:
    definitions = build_definitions(warehouse)
    asked = {
        item.name: {
            key.to_user_string() for key in definitions.resolve_job_def(item.job_name).asset_layer.executable_asset_keys
        }
        for item in definitions.schedules or ()
    }
    assert set(asked) == {"daily_schedule", "candidate_schedule", "prune_schedule"}
    assert all("published" not in keys for keys in asked.values())
    assert asked["candidate_schedule"] == {"evaluate", "candidate", "verified"}
    for item in definitions.schedules or ():
        assert item.default_status is dg.DefaultScheduleStatus.STOPPED
    for sensor in definitions.sensors or ():
        assert not sensor.has_jobs or {job.name for job in sensor.jobs} == {"daily"}


def test_the_ui_can_load_every_definition(warehouse: Warehouse) -> None:
    # as a code server does; names of jobs and of assets must differ
    build_definitions(warehouse).get_repository_def().load_all_definitions()
