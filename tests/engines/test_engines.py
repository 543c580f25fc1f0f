"""What every engine does: the same parts, another attempt after a death, a clear end where nothing helps."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from assets import batches
from assets.engines import ATTEMPTS, Engine, Local, ShardError, choose
from assets.engines.dask import Dask
from assets.engines.engine import GIVEN_UP_MOST
from tests.engines.conftest import Landed, identities, parts
from tests.engines.tasks import begun, fit, notes, work
from warehouse import landing
from warehouse.errors import WarehouseError


def finished(engine: Engine, log: Path, shards: list[str]) -> list[str]:
    """Shards whose reports came, in their order, until the engine raised or was through."""
    came = []
    with engine.open(fit) as crew:
        try:
            for report in crew.run(partial(work, log), shards):
                came.append(report)
        except (ShardError, WarehouseError) as error:
            came.append(f"{type(error).__name__}: {error}")
    return came


def interrupted(engine: Engine, log: Path, shards: list[str]) -> None:
    """Ctrl-C after the first report."""
    with engine.open(fit) as crew:
        next(crew.run(partial(work, log), shards))
        raise KeyboardInterrupt


def workers(engine: Engine) -> list[int]:
    """Processes of the workers, from outside the engine."""
    if isinstance(engine, Local):
        return [process.pid for process in active_children() if process.pid and "ForkServer" in type(process).__name__]
    assert isinstance(engine, Dask)
    with Client(engine.scheduler, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_every_engine_makes_the_same_bytes(engine: Engine, landed: Landed) -> None:
    here, there = landed("here"), landed("there")
    expected = batches.process_all(here, landing.batches(here))
    reports = batches.process_all(there, landing.batches(there), engine=engine)
    assert [(report.batch, report.rows) for report in reports] == [(report.batch, report.rows) for report in expected]
    assert parts(there) == parts(here)
    assert len(parts(here)) == len(reports) * len(expected[0].rows)


def test_a_killed_worker_costs_only_the_batch_it_had(engine: Engine, landed: Landed) -> None:
    reference, layout = landed("reference"), landed("killed")
    batches.process_all(reference, landing.batches(reference))
    before: dict[str, int] = {}

    def kill(report: batches.BatchReport) -> None:
        if not before:
            before.update(identities(layout, report.batch))
            os.kill(workers(engine)[0], signal.SIGKILL)

    reports = batches.process_all(layout, landing.batches(layout), engine=engine, on_done=kill)
    assert [(report.day, report.batch) for report in reports] == landing.batches(layout)
    assert before
    assert before == identities(layout, next(iter(before)).rpartition("part-")[2].partition(".")[0])
    assert parts(layout) == parts(reference)
    assert batches.pending(layout) == []
    assert not layout.temporary.exists() or list(layout.temporary.iterdir()) == []


def test_the_shard_of_a_worker_that_is_killed_is_tried_again_and_no_other(engine: Engine, tmp_path: Path) -> None:
    log, shards = tmp_path / "log", ["waits", *"abcdefg"]
    came = []
    with engine.open(fit) as crew:
        for report in crew.run(partial(work, log), shards):
            came.append(report)
            if not log.with_name("go").exists():
                (pid,) = (pid for step, shard, pid in notes(log) if (step, shard) == ("begin", "waits"))
                os.kill(pid, signal.SIGKILL)
                log.with_name("go").touch()
    assert sorted(came) == sorted(shards)
    assert {shard: begun(log, shard) for shard in shards} == {"waits": 2, **dict.fromkeys("abcdefg", 1)}


def test_a_shard_that_always_fails_is_given_up_and_named(engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "log"
    *came, error = finished(engine, log, ["a", "fails", "b", "c"])
    assert error == "ShardError: failed each time: fails (ValueError: 霧で見えない); what is finished is kept"
    assert sorted(came) == ["a", "b", "c"]
    assert {shard: begun(log, shard) for shard in (*came, "fails")} == {"a": 1, "b": 1, "c": 1, "fails": ATTEMPTS}


@pytest.mark.parametrize("engine", [Local(2), Dask(2)])
def test_a_shard_that_kills_its_workers_is_given_up_and_the_others_are_not(engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "log"
    *came, error = finished(engine, log, ["a", "dies", "b", "c"])
    assert error.startswith("ShardError: failed each time: dies (")
    assert "died" in error
    assert sorted(came) == ["a", "b", "c"]
    assert begun(log, "dies") == ATTEMPTS


def test_a_run_in_which_everything_fails_ends(tmp_path: Path) -> None:
    (error,) = finished(Local(1), log := tmp_path / "log", [f"fails{index}" for index in range(1000)])
    assert error.count("ValueError: 霧で見えない") == GIVEN_UP_MOST
    assert len({shard for _, shard, _ in notes(log)}) < 1001
    assert begun(log, "fails999") < ATTEMPTS


def test_an_error_that_the_user_can_mend_is_raised_at_once(engine: Engine, tmp_path: Path) -> None:
    *came, error = finished(engine, log := tmp_path / "log", ["a", "is_refused", *"bcdefgh"])
    assert error == "WarehouseError: the disk is full; make room"
    assert begun(log, "is_refused") == 1
    assert "h" not in came


@pytest.mark.parametrize("engine", [Local(2), Dask(2)])
def test_work_stops_in_the_midst_when_the_block_is_left(engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(KeyboardInterrupt):
        interrupted(engine, log, ["a", "sleeps", "sleeps too"])
    pids = {pid for *_, pid in notes(log)}
    assert pids
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


ORPHANS = """
import sys
from pathlib import Path
from tests.engines.test_engines import interrupted
from assets.engines import Local
interrupted(Local(2), Path(sys.argv[1]), ["sleeps", "sleeps2"])
"""


def test_workers_of_a_run_that_was_killed_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with subprocess.Popen([sys.executable, "-c", ORPHANS, str(log)], cwd=Path(__file__).parents[2]) as run:
        try:
            eventually(lambda: len({pid for *_, pid in notes(log)}) == 2)
        finally:
            run.kill()
    pids = {pid for *_, pid in notes(log)}
    eventually(lambda: not [pid for pid in pids if is_alive(pid)])


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds; one minute at most."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet reaped does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_one_worker_needs_no_process(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert finished(Local(1), log, ["a", "b"]) == ["a", "b"]
    assert {pid for *_, pid in notes(log)} == {os.getpid()}
    *came, error = finished(Local(1), log, ["fails", "c"])
    assert (came, begun(log, "fails")) == (["c"], ATTEMPTS)
    assert "ValueError: 霧で見えない" in error


def test_a_result_that_is_lost_with_its_worker_is_not_worked_for_again(cluster: LocalCluster, landed: Landed) -> None:
    layout, done = landed("data"), dict[str, dict[str, int]]()
    keys = landing.batches(layout)

    def kill_who_finished(report: batches.BatchReport) -> None:
        """Wait until another worker has finished a batch whose report nobody has heard yet, and kill it."""
        if done:
            return
        while not (unheard := set(keys) - {(report.day, report.batch)} - set(batches.pending(layout))):
            time.sleep(0.05)
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            holders = {address for held in client.who_has().values() for address in held}
            done.update({batch: identities(layout, batch) for _, batch in unheard})
            for address, pid in client.run(os.getpid).items():
                if address in holders:
                    os.kill(pid, signal.SIGKILL)

    reports = batches.process_all(
        layout, keys, engine=Dask(scheduler=cluster.scheduler_address), on_done=kill_who_finished
    )
    assert done
    assert done == {batch: identities(layout, batch) for batch in done}
    again = [report for report in reports if not report.seconds]
    assert {report.batch for report in again} <= set(done)
    assert all(report.rows["articles"] == 1 for report in reports)


def test_few_shards_are_handed_out_at_a_time(cluster: LocalCluster, tmp_path: Path) -> None:
    held = []
    with Dask(scheduler=cluster.scheduler_address).open(fit) as crew:
        for _report in crew.run(partial(work, tmp_path / "log"), [str(index) for index in range(12)]):
            held.append(len(cluster.scheduler.tasks))
    assert len(held) == 12
    assert max(held) <= 3  # one a thread, and the one whose report was just heard


def test_a_cluster_of_others_stays_and_forgets_our_shards(cluster: LocalCluster, tmp_path: Path) -> None:
    before = set(cluster.scheduler.workers)
    with pytest.raises(KeyboardInterrupt):
        interrupted(Dask(scheduler=cluster.scheduler_address), tmp_path / "log", [str(index) for index in range(12)])
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        assert client.submit(os.getpid).result()
    assert set(cluster.scheduler.workers) == before


def test_engines_are_chosen_by_name() -> None:
    assert choose("local", workers=3) == Local(3)
    assert choose("dask", workers=3) == Dask(3, None)
    for arguments, words in ((("spark",), "there is no engine 'spark'"), (("local", "tcp://a:1"), "--engine dask")):
        with pytest.raises(WarehouseError, match=words):
            choose(arguments[0], scheduler=arguments[-1] if len(arguments) > 1 else None)
