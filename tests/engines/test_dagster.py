"""Dagster and Dask: a step that hands its batches to a cluster, and steps that Dagster's dask executor hands to one."""

from functools import partial
from pathlib import Path

import dagster as dg
import pytest
from distributed import Client, LocalCluster

from assets import batches
from assets.engines import Local
from assets.partitions import daily
from assets.resources import Warehouse, from_environment
from assets.stages import daily_tables
from tests.engines.conftest import Landed, parts
from tests.engines.jobs import tables_on_dask
from tests.engines.tasks import fit, notes, work
from tests.graph.conftest import DAY, FETCHED_AT, inbox
from warehouse import landing

__all__ = ["inbox"]  # a fixture


def test_a_step_hands_its_batches_to_the_scheduler_it_is_told(cluster: LocalCluster, landed: Landed) -> None:
    here, there = landed("here"), landed("there")
    batches.process_all(here, landing.batches(here))
    warehouse = Warehouse(root=str(there.root), workers=1, engine="dask", scheduler=cluster.scheduler_address)
    ((day, _), *_) = landing.batches(there)
    before = cluster.scheduler.transition_counter
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize(
            [daily_tables(daily(day))], partition_key=day, instance=instance, resources={"warehouse": warehouse}
        )
    assert done.success
    assert parts(there) == parts(here)
    assert cluster.scheduler.transition_counter > before


def test_the_environment_names_engine_and_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAWARABAN_ENGINE", "KAWARABAN_SCHEDULER"):
        monkeypatch.delenv(name, raising=False)
    assert (from_environment().engine, from_environment().scheduler) == ("local", None)
    monkeypatch.setenv("KAWARABAN_ENGINE", "dask")
    monkeypatch.setenv("KAWARABAN_SCHEDULER", "tcp://scheduler.example:8786")
    assert (from_environment().engine, from_environment().scheduler) == ("dask", "tcp://scheduler.example:8786")


def nested(log: Path) -> list[str]:
    """What a step does that runs on a worker of Dask: the process may have no children."""
    with Local(2).open(fit) as crew:
        return list(crew.run(partial(work, log), ["a", "b", "c"]))


def test_a_step_on_a_worker_does_its_batches_itself(cluster: LocalCluster, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        assert client.submit(nested, log, pure=False).result() == ["a", "b", "c"]
    assert len({pid for *_, pid in notes(log)}) == 1


def test_the_dask_executor_of_dagster_runs_the_job(
    tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"DATA": tmp_path / "data", "INBOX": inbox, "FETCHED_AT": FETCHED_AT, "WORKERS": 2, "ENGINE": "local"}
    for name, value in settings.items():
        monkeypatch.setenv(f"KAWARABAN_{name}", str(value))
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    home = tmp_path / "home"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    options = {"n_workers": 1, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        done = dg.execute_job(
            dg.reconstructable(tables_on_dask),
            instance,
            tags={"dagster/partition": DAY},
            run_config={"execution": {"config": {"cluster": {"local": options}}}},
        )
    assert done.success
    steps = {event.step_key for event in done.all_events if event.is_step_success}
    assert steps == {"landing", "daily_tables", "corpus_tables", "the_end"}
    assert list((tmp_path / "data" / "tables" / "articles" / f"dt={DAY}").glob("part-*.parquet"))


def test_the_code_location_with_the_job_on_dask_is_valid() -> None:
    from assets.dask_definitions import defs, job

    dg.Definitions.validate_loadable(defs)
    assert job().partitions_def is not None
    assert job().executor_def.name == "dask"
