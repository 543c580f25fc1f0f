"""The command with each engine: the same files, and Ctrl-C that leaves nothing running and nothing half-written."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assets import batches
from tests.engines.conftest import parts
from tests.graph.conftest import FETCHED_AT, ROOT, Kawaraban, inbox, kawaraban
from warehouse import landing
from warehouse.layout import Layout

__all__ = ["inbox", "kawaraban"]  # fixtures


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """2,400 short articles, three batches."""
    lines = [
        {"id": str(index), "text": f"第{index}報。霧浜市は{index % 28 + 1}日、道路の復旧を急ぐと発表した。" * 8}
        for index in range(2400)
    ]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_a_cluster_of_our_own_makes_the_parts_of_this_process(
    kawaraban: Kawaraban, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--data", "dask", "--fetched-at", FETCHED_AT, "--engine", "dask", "--workers", "2", "--no-release")
    done = kawaraban("run", "inbox", *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    monkeypatch.chdir(tmp_path)
    here = Layout(tmp_path / "here")
    landing.land(here, ["inbox"], batches.parse_time(FETCHED_AT))
    batches.process_all(here, landing.batches(here))
    assert parts(here)
    assert parts(here).items() <= parts(Layout(tmp_path / "dask")).items()


def alive(group: int) -> list[str]:
    """Processes of a group that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(path.with_name("cmdline").read_text())
    return found


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_an_interrupt_ends_every_process_and_leaves_whole_files(engine: str, many: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assets.cli", "run", str(many), "--data", "out", "--no-release", "--workers", "2"]
    process = subprocess.Popen(
        [*command, "--engine", engine],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list((tmp_path / "out").glob("tables/*/dt=*/*.parquet")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    group = os.getpgid(process.pid)
    os.killpg(group, signal.SIGINT)  # as a terminal does: to every process of the command
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "interrupted: what is finished is kept; run the same command again to go on"
    for _ in range(200):  # the last to go are those that only wait for the others
        if not (left := alive(group)):
            break
        time.sleep(0.05)
    assert left == []
    for path in (tmp_path / "out").rglob("*.parquet"):
        pq.read_table(path)
