"""The asset ``metrics``: what the UI plots, and that a minimum holds a release back."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationPlanned

from assets import batches
from assets.definitions import build_definitions
from assets.metrics import CHECKS, tell_unjudged
from assets.resources import Warehouse
from schemas.dataset import DATASET
from tests.graph.conftest import DAY, FETCHED_AT
from warehouse import landing as storage
from warehouse import measuring
from warehouse.layout import Layout

TEXT = "霧浜市は15日、断水が解消したと発表した。大野健一市長は「復旧を急いだ」と語った。\n"


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Two days of one article each, and on the second a line that is broken."""
    folder = tmp_path_factory.mktemp("metrics")
    layout = Layout(folder / "data")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT.replace("断水", "停電"), encoding="utf-8")
    (folder / "c.jsonl").write_text("{broken\n", encoding="utf-8")
    today = dt.datetime.fromisoformat(FETCHED_AT)
    storage.land(layout, [str(folder / "a.txt")], today - dt.timedelta(days=1))
    storage.land(layout, [str(folder / "b.txt"), str(folder / "c.jsonl")], today)
    batches.process_all(layout, batches.pending(layout))
    return layout


@pytest.fixture(scope="module")
def measured(layout: Layout) -> Iterator[dg.ExecuteInProcessResult]:
    definitions = build_definitions(Warehouse(root=str(layout.root), fetched_at=FETCHED_AT))
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_implicit_global_asset_job_def()
        yield job.execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey("metrics")], partition_key=DAY, raise_on_error=False
        )


def test_figures_of_a_day_are_numbers_to_plot(measured: dg.ExecuteInProcessResult) -> None:
    (event,) = measured.asset_materializations_for_node("metrics")
    assert event.partition == DAY
    values = {name: value.value for name, value in event.metadata.items()}
    assert (values["articles"], values["rejections/invalid_json"], values["rejected_ratio"]) == (1, 1, 0.5)
    assert 0 <= values["mentions_linked_ratio"] <= 1
    assert 0 <= values["statements_hedged_ratio"] <= 1
    for name in ("rows_per_article/mentions", "rows_per_article/statements", "rejected_ratio"):
        assert isinstance(event.metadata[name], dg.FloatMetadataValue), name


def test_without_a_history_every_check_passes(measured: dg.ExecuteInProcessResult) -> None:
    checks = {check.check_name: check for check in measured.get_asset_check_evaluations()}
    assert checks.keys() == CHECKS.keys()
    assert all(check.passed for check in checks.values())
    assert checks["drift"].metadata["days before"].value == 1


def test_every_table_of_articles_has_its_rows_per_article(layout: Layout) -> None:
    figures = measuring.measured(layout, DAY)
    of_articles = {
        table.name
        for table in DATASET.tables
        if table.partitioning == "fetch_day"
        and table.name != "articles"
        and "article_id" in {c.name for c in table.columns}
    }
    assert {name.partition("/")[2] for name in figures if name.startswith("rows_per_article/")} == of_articles


def test_figures_are_kept_and_asked_again_where_the_parts_are_others(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = measuring.measured(layout, DAY)
    assert layout.metrics(DAY).exists()
    assert measuring.measured(layout, "2026-01-01") == {}
    with monkeypatch.context() as patch:
        patch.setattr(measuring, "_ask", lambda *_: pytest.fail("asked again"))
        assert measuring.measured(layout, DAY) == first
    for damaged in ("", "[]", '{"of": 3}'):
        layout.metrics(DAY).write_text(damaged, encoding="utf-8")
        assert measuring.measured(layout, DAY) == first
    monkeypatch.setattr(measuring, "queries", lambda: {"other": "select 'articles' as metric, 7 as value"})
    assert measuring.measured(layout, DAY) == {"articles": 7.0}


def test_checks_that_no_run_came_to_are_judged_by_the_next_look(layout: Layout) -> None:
    warehouse = Warehouse(root=str(layout.root), fetched_at=FETCHED_AT)
    keys = [dg.AssetCheckKey(dg.AssetKey("metrics"), name) for name in CHECKS]
    with dg.DagsterInstance.ephemeral() as instance:
        assert tell_unjudged(instance, Warehouse(root=str(layout.root / "none"))) == 0
        assert tell_unjudged(instance, warehouse) == len(CHECKS)
        heard = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
        assert {record.status.value for record in heard.values()} == {"SUCCEEDED"}
        assert tell_unjudged(instance, warehouse) == 0
        run = instance.add_run(dg.DagsterRun("daily"))
        for key in keys:
            planned = AssetCheckEvaluationPlanned(asset_key=key.asset_key, check_name=key.name)
            event = dg.DagsterEvent("ASSET_CHECK_EVALUATION_PLANNED", "daily", event_specific_data=planned)
            instance.report_dagster_event(event, run.run_id)
        assert tell_unjudged(instance, warehouse) == len(CHECKS)


def test_a_minimum_that_is_not_reached_holds_the_release_back(layout: Layout, tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[fetch]\ncontact = "mailto:a@example.jp"\n[[sources]]\nname = "凪浜新報"\nfeeds = ["http://127.0.0.1:9/"]\n'
        "min_pages_a_day = 1\nsilent_days = 2\n",
        encoding="utf-8",
    )
    definitions = build_definitions(Warehouse(root=str(layout.root), sources=str(sources), fetched_at=FETCHED_AT))
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey("metrics"), dg.AssetKey("release")],
            partition_key=DAY,
            raise_on_error=False,
        )
    failed = {check.check_name: check.severity for check in result.get_asset_check_evaluations() if not check.passed}
    assert failed == {"minimum": dg.AssetCheckSeverity.ERROR, "silence": dg.AssetCheckSeverity.WARN}
    assert not result.success
    assert not list(layout.releases.glob("*/*"))
