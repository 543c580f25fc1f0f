"""The command on a data directory at an address: as on this machine, also where it is killed or its store falls silent."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from assets.batches import parse_time
from assets.engines import Local
from assets.running import run
from tests.graph.conftest import FETCHED_AT, ROOT, Kawaraban
from tests.s3 import RefusedError, S3Server, s3_server
from warehouse import landing
from warehouse.layout import place

DATA = ("--data", "s3://bucket/ds")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[S3Server]:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    with s3_server(monkeypatch) as server:
        yield server


def published(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is equal byte for byte on every machine: landing, tables, contributions, results, and a release's data."""
    return {
        name: content
        for name, content in files.items()
        if name.endswith(".parquet") or (name.startswith("quality") and name.endswith(".json"))
    }


def kill_at(part: str, store: S3Server, arguments: list[str], folder: Path) -> None:
    """Start a run and kill it, with its workers, when it uploads a file whose key has ``part``."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "assets.cli", *arguments]
    victim = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)

    def kill(method: str, key: str) -> None:
        if method == "PUT" and part in key:
            os.killpg(victim.pid, signal.SIGKILL)
            raise RefusedError(0)

    store.before = kill
    assert victim.wait(600) == -signal.SIGKILL
    store.before = lambda *_: None


def test_a_killed_run_is_finished_by_the_next_with_the_bytes_and_answers_of_a_local_one(
    kawaraban: Kawaraban, inbox: Path, tmp_path: Path, store: S3Server
) -> None:
    assert kawaraban("run", "inbox", "--data", "out", "--fetched-at", FETCHED_AT, timeout=600).returncode == 0
    local = {path.relative_to(tmp_path / "out").as_posix(): path for path in (tmp_path / "out").rglob("*")}
    expected = published({name: path.read_bytes() for name, path in local.items() if path.is_file()})

    arguments = ["run", "inbox", *DATA, "--fetched-at", FETCHED_AT, "--workers", "2"]
    kill_at("/tables/mentions/", store, arguments, tmp_path)
    left = published(store.below("ds"))
    assert ".lease.json" in store.below("ds")
    assert any(name.startswith("tables/") for name in left)
    assert left.items() < expected.items()

    done = kawaraban(*arguments, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    assert "release   s3://bucket/ds/releases/local/2026.1.0 (verified)" in done.stdout
    before = store.below("ds")
    assert published(before) == expected
    assert ".lease.json" not in before
    assert kawaraban("run", "inbox", *DATA).stdout.startswith("nothing changed")
    assert store.below("ds") == before

    query = "select speaker, said, cue from said order by all"
    for question in (("tables",), ("sql", query), ("sql", "select count(*) from blocks", "--format", "csv")):
        answers = [kawaraban(*question, "--data", data) for data in ("out", DATA[1])]
        assert answers[0].stdout == answers[1].stdout != ""
        assert answers[0].stderr == answers[1].stderr == ""
    release = f"{DATA[1]}/releases/local/2026.1.0"
    assert kawaraban("release", "verify", release).stdout == f"{release}: verified\n"
    assert "True" in kawaraban("sql", "--release", release, "select count(*) > 0 as found from statements").stdout


def test_workers_write_there_themselves(
    inbox: Path, tmp_path: Path, store: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "BATCH_RECORDS", 2)
    here, moment = tmp_path / "out", parse_time(FETCHED_AT)
    run(here, [str(inbox)], fetched_at=moment, release=False)
    forkserver._forkserver._stop()  # one that another test started does not know the store's credentials
    done = run(place(DATA[1]), [str(inbox)], fetched_at=moment, engine=Local(2), release=False)
    assert len(done.reports) == 3
    expected = {path.relative_to(here).as_posix(): path.read_bytes() for path in here.rglob("*") if path.is_file()}
    assert published(store.below("ds")) == published(expected)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("sql", "select 1", *DATA), 403, "access denied"),
        (("tables", *DATA), 0, "when it can be reached"),
        (("run", "inbox", *DATA), 403, "access denied"),
        (("release", "verify", "s3://bucket/ds/releases/local/2026.1.0"), 403, "access denied"),
        (("run", "inbox", "--data", "s3://elsewhere/ds"), 200, "s3://elsewhere does not exist"),
        (("sql", "select 1", "--data", "s3://elsewhere/ds"), 200, "holds no tables yet"),
        (("run", "inbox", "--data", "s3://key:word@bucket/ds"), 200, "write no credentials into an address"),
    ],
)
def test_what_fails_is_one_line_without_credentials(
    kawaraban: Kawaraban, inbox: Path, store: S3Server, arguments: tuple[str, ...], status: int, message: str
) -> None:
    def refuse(_method: str, _key: str) -> None:
        if status != 200:
            raise RefusedError(status, "AccessDenied")

    store.before = refuse
    done = kawaraban(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("kawaraban: s3://")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert "of-the-test" not in done.stdout + done.stderr
    assert "word@" not in done.stdout + done.stderr
