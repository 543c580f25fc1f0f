"""What an engine refuses before any work, in one line: nothing installed, nobody there, other versions, another disk."""

from functools import partial
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from assets import batches
from assets.engines import EngineError
from assets.engines.dask import Dask
from pipeline import versions
from tests.engines.conftest import Landed, parts
from tests.engines.tasks import fit, work
from tests.graph.conftest import Kawaraban, inbox, kawaraban
from warehouse import landing

__all__ = ["inbox", "kawaraban"]  # fixtures


def pretend(name: str, value: str) -> None:
    """Make this process one of another version."""
    other = {**versions.versions(), name: value}
    batches.versions = lambda: other


def be_honest() -> None:
    batches.versions = versions.versions


def test_workers_of_another_version_are_refused_before_any_work(cluster: LocalCluster, landed: Landed) -> None:
    layout = landed("data")
    address = sorted(cluster.scheduler.workers)[0]
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        client.run(pretend, "dictionary", "core-19990101", workers=[address])
        try:
            with pytest.raises(EngineError) as refused:
                batches.process_all(layout, landing.batches(layout), engine=Dask(scheduler=cluster.scheduler_address))
        finally:
            client.run(be_honest)
    message = str(refused.value)
    assert f"1 of 2 workers cannot do this work ({address}: dictionary core-19990101 instead of" in message
    assert "\n" not in message
    assert parts(layout) == {}


def test_a_worker_that_changes_later_is_refused_by_the_task(landed: Landed, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = landed("data")
    expected = versions.versions()
    monkeypatch.setattr(batches, "versions", lambda: {**expected, "code": "other"})
    with pytest.raises(EngineError, match="code other instead of"):
        batches.process_once(str(layout.root), expected, landing.batches(layout)[0])
    assert parts(layout) == {}


def test_workers_that_do_not_see_the_data_directory_are_refused(cluster: LocalCluster, landed: Landed) -> None:
    layout = landed("data")
    nowhere = [("2026-01-15", "0000")]
    with pytest.raises(EngineError, match=r"2 of 2 workers .*there is no batch 2026-01-15/0000 in /"):
        batches.process_all(layout, nowhere, engine=Dask(scheduler=cluster.scheduler_address))


def test_a_scheduler_without_workers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.engines.dask.WORKER_SECONDS", 0.2)
    with LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False}
    ) as empty:
        engine = Dask(scheduler=empty.scheduler_address)
        engine.check()
        with pytest.raises(EngineError, match="has no workers"), engine.open(lambda: None):
            pass


def test_a_scheduler_that_goes_in_the_midst_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.engines.dask.CONNECT_SECONDS", 1)
    quiet = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}, "silence_logs": 50}
    cluster = LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", **quiet)
    came = []

    def run() -> None:
        with Dask(scheduler=cluster.scheduler_address).open(fit) as crew:
            for report in crew.run(partial(work, tmp_path / "log"), [str(index) for index in range(100)]):
                came.append(report)
                cluster.close()

    with pytest.raises(EngineError, match="the scheduler is gone"):
        run()
    assert 1 <= len(came) < 100


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "ftp://127.0.0.1:9"])
def test_a_scheduler_that_does_not_answer_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.engines.dask.CONNECT_SECONDS", 0.2)
    with pytest.raises(EngineError, match=f"the scheduler {address} does not answer") as refused:
        Dask(scheduler=address).check()
    assert "\n" not in str(refused.value)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.engines.dask.find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"pip install 'kawaraban\[dask\]'"):
        Dask().check()


def test_the_command_says_it_in_one_line_and_reads_nothing(kawaraban: Kawaraban, inbox: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("--engine", "dask", "--scheduler", "nonsense"), "does not answer"),
        (("--scheduler", "tcp://127.0.0.1:9"), "add --engine dask"),
    ):
        refused = kawaraban("run", "inbox", "--data", "out", *arguments)
        assert refused.returncode == 2
        assert words in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1
        assert not (tmp_path / "out").exists()
