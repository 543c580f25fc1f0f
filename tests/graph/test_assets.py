"""The Dagster graph: one day end to end, its checks, and its agreement with the plain function and the command."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import httpx
import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from assets import webserver
from assets.batches import process_all
from assets.checks import CHECK
from assets.data_docs import PLACE
from assets.definitions import build_definitions
from assets.engines import Local
from assets.releases import ReleaseConfig
from assets.resources import Warehouse
from pipeline.run import run_stages
from pipeline.versions import versions
from schemas.dataset import DATASET
from tests.factories import land_documents, lay, linked
from tests.graph.conftest import DAY, FETCHED_AT
from tests.offline import loads
from tests.release.quick import validate_by_sql
from warehouse import landing, quality, tables
from warehouse.layout import Layout

TODAY = dt.datetime.fromisoformat(FETCHED_AT)


def materialize(warehouse: Warehouse, *, raise_on_error: bool = True) -> dg.ExecuteInProcessResult:
    definitions = build_definitions(warehouse)
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_job_def("daily")
        return job.execute_in_process(partition_key=DAY, instance=instance, raise_on_error=raise_on_error)


def warehouse_at(root: Path, inbox: Path, **values: str) -> Warehouse:
    return Warehouse(root=str(root), inbox=[str(inbox)], fetched_at=FETCHED_AT, workers=1, **values)


def test_one_day_end_to_end(tmp_path: Path, inbox: Path) -> None:
    result = materialize(warehouse_at(tmp_path / "data", inbox))
    assert result.success
    assert all(check.passed for check in result.get_asset_check_evaluations())
    checks = {
        event.asset_key.to_user_string(): event
        for event in result.get_asset_check_evaluations()
        if event.check_name == CHECK
    }
    assert set(checks) == {table.name for table in DATASET.tables}
    materialized = {
        event.asset_key.to_user_string(): event
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    assert set(materialized) == {table.name for table in DATASET.tables} | {"landing", "metrics", "catalog", "release"}
    assert materialized["articles"].materialization.metadata["seconds_per_article"].value > 0
    assert materialized["metrics"].materialization.metadata["seconds_per_article"].value > 0
    metadata = materialized["articles"].materialization.metadata
    assert metadata["dagster/row_count"].value == 3
    assert "preview" in metadata
    assert metadata["dagster/partition_row_count"].value == 3
    assert list((tmp_path / "data" / "releases" / "local").glob("*/manifest.json"))
    assert_data_docs_are_served(tmp_path / "data", checks)


def get(path: str) -> httpx.Response:
    """What the web server of the UI answers."""

    async def ask() -> httpx.Response:
        application = Starlette(routes=[Route(f"{PLACE}/{{name:path}}", webserver.data_docs)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://ui") as client:
            return await client.get(path)

    return asyncio.run(ask())


def assert_data_docs_are_served(root: Path, checks: Mapping[str, dg.AssetCheckEvaluation]) -> None:
    """Every check links to Great Expectations' page of its table, which the UI's web server has; a release has none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAWARABAN_DATA", str(root))
        for name, check in checks.items():
            link = str(check.metadata["data_docs"].value)
            page = get(link)
            assert page.status_code == 200, link
            assert loads(page.text) == []
            assert page.headers["content-security-policy"].startswith("default-src 'none'")
            assert name in page.text
        assert get(f"{PLACE}/").text == get(f"{PLACE}/index.html").text
        for odd in (
            "nowhere.html",
            "../kawaraban.duckdb",
            "%2e%2e/witness.json",
            "mentions/%2e%2e/%2e%2e/witness.json",
        ):
            assert get(f"{PLACE}/{odd}").status_code == 404, odd
    pages = {path.relative_to(root).parts[0] for path in root.rglob("*.html")}
    assert pages == {"docs", "releases"}
    (released,) = root.glob("releases/*/*/")
    assert [path.relative_to(released).as_posix() for path in released.rglob("*.html")] == ["quality/index.html"]


def test_the_graph_the_function_and_the_process_pool_agree(tmp_path: Path, inbox: Path) -> None:
    materialize(warehouse_at(tmp_path / "dagster", inbox))
    layout = Layout(tmp_path / "pool")
    for path in sorted(inbox.iterdir()):  # a batch a file
        landing.land(layout, [str(path)], TODAY)
    assert len(landing.batches(layout)) == 3
    process_all(layout, landing.batches(layout), engine=Local(2))
    whole = Layout(tmp_path / "whole")
    landing.land(whole, [str(inbox)], TODAY)
    made = run_stages(
        pa.concat_tables([landing.read_batch(whole, *batch) for batch in landing.batches(whole)]), strict=True
    )
    for table in DATASET.tables:
        if table.partitioning == "corpus":
            continue
        key = [(name, "ascending") for name in table.primary_key]
        ignore = [
            name for name in ("location",) if name in table.column_names
        ]  # a single file is named without its folder
        expected = made[table.name].sort_by(key).drop_columns(ignore)
        from_graph = tables.read_table(Layout(tmp_path / "dagster"), table).sort_by(key).drop_columns(ignore)
        from_pool = tables.read_table(layout, table).sort_by(key).drop_columns(ignore)
        if table.name != "rejections":  # their ids are hashes of the location
            assert from_pool.equals(expected), table.name
        assert from_graph.equals(expected), table.name


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("documents", "byte_count", -1), ("blocks", "role", "no_such_role"), ("mentions", "confidence", 7.0)],
)
def test_a_check_that_should_fail_does_and_blocks_the_release(
    tmp_path: Path, inbox: Path, name: str, column: str, value: object
) -> None:
    root = tmp_path / "data"
    layout, table = Layout(root), DATASET.table(name)
    landing.land(layout, [str(inbox)], TODAY)
    process_all(layout, landing.batches(layout))
    ((day, batch),) = landing.batches(layout)
    rows = tables.read_part(layout, table, day, batch)
    index = rows.column_names.index(column)
    broken = pa.array([value, *rows[column].to_pylist()[1:]], rows.schema.field(column).type)
    tables.write_part(
        layout, table, rows.set_column(index, rows.schema.field(column), broken), day, batch, versions=versions()
    )
    result = materialize(warehouse_at(root, inbox), raise_on_error=False)
    assert not result.success
    failed = {event.asset_key.to_user_string() for event in result.get_asset_check_evaluations() if not event.passed}
    assert failed == {name}
    assert not list(root.glob("releases/*/*/manifest.json"))


def test_definitions_are_valid_offline() -> None:
    definitions = build_definitions(Warehouse(root="unused"))
    dg.Definitions.validate_loadable(definitions)
    assert definitions.resolve_job_def("daily").partitions_def is not None


def test_the_edition_that_the_warehouse_is_configured_for_is_built(tmp_path: Path, inbox: Path) -> None:
    result = materialize(warehouse_at(tmp_path / "data", inbox, edition="public"))
    (event,) = result.asset_materializations_for_node("build_release")
    assert event.metadata["edition"].value == "public"
    assert [path.parent.name for path in tmp_path.glob("data/releases/*/*/manifest.json")] == ["2026.1.0"]
    assert (tmp_path / "data" / "releases" / "public" / "2026.1.0").is_dir()


def test_one_launch_may_ask_for_another_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed into the launchpad of a single run counts more than what the warehouse is configured for, and is refused where it is none."""
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2), versions=versions())
    definitions = build_definitions(Warehouse(root=str(layout.root), edition="local"))

    def launch(**config: str) -> dg.ExecuteInProcessResult:
        run_config = dg.RunConfig({"build_release": ReleaseConfig(**config)}) if config else None
        with dg.DagsterInstance.ephemeral() as instance:
            job = definitions.resolve_job_def("release")
            return job.execute_in_process(instance=instance, run_config=run_config, raise_on_error=False)

    def editions() -> list[str]:
        return sorted(path.parts[-3] for path in layout.releases.glob("*/*/manifest.json"))

    (event,) = launch(edition="public").asset_materializations_for_node("build_release")
    assert (event.metadata["edition"].value, editions()) == ("public", ["public"])
    (event,) = launch().asset_materializations_for_node("build_release")
    assert (event.metadata["edition"].value, editions()) == ("local", ["local", "public"])
    refused = launch(edition="private")
    assert not refused.success
    (failure,) = [e for e in refused.all_events if e.is_step_failure]
    assert "'private' is not an edition of a release" in str(failure.step_failure_data.error)
    assert editions() == ["local", "public"]
