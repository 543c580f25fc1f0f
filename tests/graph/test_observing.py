"""What the command made, as the Dagster UI shows it; days, many of them in one run, and failures."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets import batches, checking, observing
from assets.checks import CHECK
from assets.corpus import corpus_tables
from assets.definitions import build_definitions
from assets.events import together
from assets.failures import OneLineError, one_line
from assets.landing import landing
from assets.metrics import metrics
from assets.partitions import daily, days_of, first_day
from assets.resources import Warehouse
from assets.stages import daily_tables
from schemas.dataset import DATASET
from tests.graph.conftest import DAY, FETCHED_AT, Kawaraban
from warehouse import landing as storage
from warehouse import quality
from warehouse.errors import LayoutError, WarehouseError
from warehouse.layout import Layout
from warehouse.quality import ExpectationResult, Validation
from warehouse.tables import hold

DAILY_NAMES = {table.name for table in batches.PARTITIONED}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """An instance that keeps its events in files, as that of ``kawaraban ui``."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    with dg.DagsterInstance.local_temp(str(tmp_path / "home")) as made:
        yield made


def land(layout: Layout, folder: Path, day: str, text: str) -> None:
    """Land one text on a day."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{day}.txt"
    path.write_text(text, encoding="utf-8")
    storage.land(layout, [str(path)], dt.datetime.fromisoformat(f"{day}T09:00:00+09:00"))


def check_all(layout: Layout, day: str, *, success: bool = True) -> None:
    """Keep a result of every table of a day, without the seconds that checking it takes."""
    rule = ExpectationResult("rule", success, "error", "0 of 1 rows")
    for name, parts in checking.digests(layout, day).items():
        quality.write_validation(
            layout, Validation(name, 1, success, not success, (rule,), {}, dict(parts)), day, "all"
        )


PUBLISHING = ("evaluate", "candidate", "verified", "published")


def materializations(instance: dg.DagsterInstance, name: str) -> list[dg.EventLogRecord]:
    return list(instance.fetch_materializations(dg.AssetKey(name), limit=100).records)


def results(instance: dg.DagsterInstance, name: str) -> dict[str | None, tuple[str, bool]]:
    """Status of the newest check result by partition, and whether it is of the newest materialization."""
    infos = instance.event_log_storage.get_asset_check_partition_info([dg.AssetCheckKey(dg.AssetKey(name), CHECK)])
    return {info.partition_key: (info.latest_execution_status.value, info.is_current) for info in infos}


def test_what_the_command_made_is_shown_with_its_checks_and_told_once(
    kawaraban: Kawaraban, inbox: Path, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    done = kawaraban("run", str(inbox), "--data", "out", "--fetched-at", FETCHED_AT)
    assert done.returncode == 0, done.stderr
    layout = Layout(tmp_path / "out")
    definitions = build_definitions(Warehouse(root=str(layout.root)))
    dg.Definitions.validate_loadable(definitions)
    # of what is on its way to others nothing was made
    keys = {key.to_user_string() for key in definitions.resolve_asset_graph().get_all_asset_keys()} - set(PUBLISHING)
    assert definitions.resolve_job_def("daily").partitions_def.get_first_partition_key() == DAY

    told = observing.tell(instance, layout)
    assert told.is_complete
    assert {name for name in keys if materializations(instance, name)} == keys
    assert (told.materializations, told.checks) == (len(keys), len(DATASET.tables))
    for table in DATASET.tables:
        day = DAY if table.partitioning == "fetch_day" else None
        assert results(instance, table.name)[day] == ("SUCCEEDED", True), table.name
    shown = materializations(instance, "articles")[0].asset_materialization
    assert shown
    assert shown.partition == DAY
    assert shown.metadata["dagster/row_count"].value == 3
    assert "霧浜市" in str(shown.metadata["preview"].value)
    report = materializations(instance, "release")[0].asset_materialization
    assert report
    assert isinstance(report.metadata["quality_report"], dg.MarkdownMetadataValue)
    assert "Every blocking rule holds" in str(report.metadata["quality_report"].value)

    again = observing.tell(instance, layout)
    assert (again.materializations, again.checks, again.is_complete) == (0, 0, True)


def test_a_day_that_grew_is_told_again_with_the_checks_that_were_made_since(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    layout = Layout(tmp_path / "data")
    land(layout, tmp_path / "one", DAY, "霧浜市は15日、断水が解消したと発表した。\n")
    batches.process_all(layout, batches.pending(layout))
    first = observing.tell(instance, layout)
    assert first.checks == 0, "nothing was checked yet"
    assert {DAY} == {record.partition_key for record in materializations(instance, "articles")}
    check_all(layout, DAY)
    assert observing.tell(instance, layout).checks == len(DAILY_NAMES)

    land(layout, tmp_path / "two", DAY, "南浜町の役場は15日、橋の工事を始めると発表した。\n")
    batches.process_all(layout, batches.pending(layout))
    check_all(layout, DAY, success=False)
    grown = observing.tell(instance, layout)
    assert grown.checks == len(DAILY_NAMES)
    assert results(instance, "articles") == {DAY: ("FAILED", True)}
    newest, oldest = (record.asset_materialization for record in materializations(instance, "articles"))
    assert newest
    assert oldest
    assert (oldest.metadata["dagster/row_count"].value, newest.metadata["dagster/row_count"].value) == (1, 2)
    assert observing.tell(instance, layout).checks == 0


def test_a_look_that_runs_out_of_time_goes_on_from_there(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    layout = Layout(tmp_path / "data")
    land(layout, tmp_path / "one", DAY, "霧浜市は15日、断水が解消したと発表した。\n")
    batches.process_all(layout, batches.pending(layout))
    cut_short = observing.tell(instance, layout, seconds=0)
    assert (cut_short.materializations, cut_short.is_complete) == (0, False)
    assert observing.tell(instance, layout).materializations == len(DAILY_NAMES) + 2


def test_nobody_looks_while_somebody_writes(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    layout = Layout(tmp_path / "data")
    layout.root.mkdir()
    assert observing.busy(instance, layout) is None
    with hold(layout):
        assert "in use" in str(observing.busy(instance, layout))
    instance.add_run(dg.DagsterRun("daily", status=dg.DagsterRunStatus.STARTED))
    assert "run is under way" in str(observing.busy(instance, layout))


def test_the_sensor_looks_again_only_when_something_changed(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    layout = Layout(tmp_path / "data")
    land(layout, tmp_path / "one", DAY, "霧浜市は15日、断水が解消したと発表した。\n")
    warehouse = Warehouse(root=str(layout.root))
    sensor = build_definitions(warehouse).resolve_sensor_def("on_disk")

    def tick(cursor: str | None) -> dg.SensorResult:
        context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"warehouse": warehouse})
        found = sensor(context)
        assert isinstance(found, dg.SensorResult)
        return found

    first = tick(None)
    assert "1 materializations" in str(first.skip_reason)
    assert "nothing changed" in str(tick(first.cursor).skip_reason)
    batches.process_all(layout, batches.pending(layout))
    assert f"{len(DAILY_NAMES) + 1} materializations" in str(tick(first.cursor).skip_reason)


def test_many_days_are_one_run_that_merges_once(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    layout = Layout(tmp_path / "data")
    for day in ("2026-01-10", "2026-01-12"):
        land(layout, tmp_path / "inbox", day, f"霧浜市は{int(day[-2:])}日、断水が解消したと発表した。\n")
    warehouse = Warehouse(root=str(layout.root), inbox=[], fetched_at=FETCHED_AT)
    job = build_definitions(warehouse).resolve_job_def("daily")
    assert job.backfill_policy == dg.BackfillPolicy.single_run()
    days = days_of(warehouse)
    done = dg.materialize(
        [landing(days), daily_tables(days), metrics(days), corpus_tables()],
        instance=instance,
        resources={"warehouse": warehouse},
        tags={"dagster/asset_partition_range_start": "2026-01-10", "dagster/asset_partition_range_end": "2026-01-12"},
    )
    made = Counter(
        event.asset_key.to_user_string() for event in done.get_asset_materialization_events() if event.asset_key
    )
    assert made["lexemes"] == made["entities"] == 1
    assert made["articles"] == made["landing"] == made["metrics"] == 2, "a day that is over and empty is no partition"
    shown = {
        record.partition_key: record.asset_materialization.metadata
        for record in materializations(instance, "articles")
        if record.asset_materialization
    }
    assert {day: found["dagster/partition_row_count"].value for day, found in shown.items()} == {
        "2026-01-10": 1,
        "2026-01-12": 1,
    }
    assert {found["dagster/row_count"].value for found in shown.values()} == {2}
    assert observing.tell(instance, layout).materializations == 0, "what a run reported is known"


def test_a_table_can_be_asked_for_alone_as_a_backfill_of_many_days_needs(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    layout = Layout(tmp_path / "data")
    land(layout, tmp_path / "one", DAY, "霧浜市は15日、断水が解消したと発表した。\n")
    warehouse = Warehouse(root=str(layout.root), inbox=[], fetched_at=FETCHED_AT)
    graph = build_definitions(warehouse).resolve_asset_graph()
    for table in batches.PARTITIONED:
        assert graph.get(dg.AssetKey(table.name)).execution_set_asset_keys == {dg.AssetKey(table.name)}
    done = dg.materialize(
        [daily_tables(daily(DAY))],
        selection=["hedges"],
        partition_key=DAY,
        instance=instance,
        resources={"warehouse": warehouse},
    )
    made = [event.asset_key.to_user_string() for event in done.get_asset_materialization_events() if event.asset_key]
    assert made == ["hedges"]
    assert observing.tell(instance, layout).materializations == len(DAILY_NAMES) + 1, (
        "the others, their figures and the landing"
    )


def test_a_day_on_which_nothing_landed_stays_missing(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    warehouse = Warehouse(root=str(tmp_path / "data"), inbox=[], fetched_at=FETCHED_AT)
    job = build_definitions(warehouse).resolve_job_def("daily")
    done = job.execute_in_process(partition_key=DAY, instance=instance)
    assert done.success
    assert done.get_asset_materialization_events() == []
    assert done.get_asset_check_evaluations() == []


def test_a_day_that_is_over_and_empty_is_no_partition(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    for day in ("2026-01-09", "2026-01-12"):
        land(layout, tmp_path / "inbox", day, "霧浜市は断水が解消したと発表した。\n")

    def keys(**values: str) -> list[str]:
        found = days_of(Warehouse(root=str(layout.root), fetched_at=FETCHED_AT, **values)).get_partition_keys(
            dt.datetime.fromisoformat(FETCHED_AT)
        )
        return list(found)

    # yesterday may still get what was fetched before midnight, and today is to come
    assert keys() == ["2026-01-09", "2026-01-12", "2026-01-14", "2026-01-15"]
    assert keys(start="2026-01-11") == ["2026-01-12", "2026-01-14", "2026-01-15"]
    assert keys(start="2026-01-15") == ["2026-01-15"]


def test_events_that_are_stored_together_are_all_there_or_none(instance: dg.DagsterInstance) -> None:
    def report(name: str) -> None:
        instance.report_runless_asset_event(dg.AssetMaterialization(name, partition=DAY))

    def count(name: str) -> int:
        return len(materializations(instance, name))

    with together(instance):
        report("a")
        report("a")
        assert count("a") == 2, "what was stored is seen by who stored it"
        other = threading.Thread(target=report, args=("b",))
        other.start()
        other.join(0.2)
        assert other.is_alive(), "another thread waits"
    other.join()
    assert (count("a"), count("b")) == (2, 1)

    def interrupted() -> None:
        with together(instance):
            report("c")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert count("c") == 0
    report("c")
    assert count("c") == 1


def test_days_begin_with_the_first_that_was_landed_or_the_one_that_is_configured(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")

    def first(start: str | None = None) -> str:
        return first_day(Warehouse(root=str(layout.root), fetched_at=FETCHED_AT, start=start))

    assert first() == DAY
    land(layout, tmp_path / "inbox", "2025-03-01", "霧浜市は1日、断水が解消したと発表した。\n")
    assert first() == "2025-03-01"
    assert first("2025-06-01") == "2025-06-01"
    with pytest.raises(LayoutError, match="yesterday"):
        first("yesterday")


def test_bad_input_fails_in_one_line_and_is_not_tried_again(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    warehouse = Warehouse(root=str(tmp_path / "data"), inbox=[str(tmp_path / "no-such")], fetched_at=FETCHED_AT)
    done = dg.materialize(
        [landing(daily(DAY))],
        partition_key=DAY,
        instance=instance,
        resources={"warehouse": warehouse},
        raise_on_error=False,
    )
    (failure,) = [event.step_failure_data for event in done.all_events if event.is_step_failure]
    assert failure.error
    assert failure.error.stack == []
    assert failure.error.to_string().strip().count("\n") == 0
    assert "no-such" in failure.error.message
    assert not [event for event in done.all_events if event.is_step_up_for_retry]


def test_an_error_nobody_expected_keeps_its_traceback() -> None:
    with pytest.raises(OneLineError, match=r"^two lines$") as told, one_line():
        raise WarehouseError("two\n lines")
    assert not told.value.allow_retries
    with pytest.raises(ZeroDivisionError), one_line():
        _ = 1 / 0


def test_lists_show_descriptions_without_marks() -> None:
    definitions = build_definitions(Warehouse(root="unused"))
    specs = [spec for found in definitions.assets or () for spec in found.specs]  # type: ignore[union-attr]
    assert len(specs) == len(DATASET.tables) + 8
    for spec in specs:
        first = str(spec.description).partition("\n")[0]
        assert first
        assert not {"*", "#", "["} & set(first), spec.key
        assert "**" not in str(spec.description), spec.key
        assert spec.owners
        assert spec.kinds
    for job in ("daily", "corpus", "release", "evaluate", "build_candidate", "publish"):
        assert definitions.resolve_job_def(job).description
