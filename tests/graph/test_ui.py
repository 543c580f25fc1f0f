"""``kawaraban ui`` as processes: what it refuses, and that it leaves none behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assets import ui
from assets.cli import main
from tests.graph.conftest import ROOT, Kawaraban
from warehouse.layout import Layout


def test_a_port_in_use_is_refused_at_once(kawaraban: Kawaraban, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = kawaraban("ui", "--data", "out", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "in use" in done.stderr
    assert "--port" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_schedule_that_there_is_not_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWARABAN_SCHEDULES", "dayly")
    done = CliRunner().invoke(main, ["ui", "--data", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert done.output == "kawaraban: KAWARABAN_SCHEDULES: 'dayly' is no schedule; there are daily, candidate, prune\n"
    assert not (tmp_path / "out").exists()


def test_a_second_ui_over_one_data_directory_is_refused(tmp_path: Path) -> None:
    home = ui.prepare_home(Layout(tmp_path / "data"))
    with ui.only_one(home), pytest.raises(ui.UiError, match=f"process {os.getpid()}"):
        ui.serve(Layout(tmp_path / "data"), host="127.0.0.1", port=0)


def test_settings_are_those_of_the_project_and_an_edited_file_is_left_alone(tmp_path: Path) -> None:
    assert yaml.safe_load((ROOT / "dagster.yaml").read_text(encoding="utf-8")) == yaml.safe_load(ui.SETTINGS)
    home = ui.prepare_home(Layout(tmp_path / "data"))
    settings = home / "dagster.yaml"
    settings.write_text(ui.OLD_SETTINGS[0], encoding="utf-8")
    ui.prepare_home(Layout(tmp_path / "data"))
    assert settings.read_text(encoding="utf-8") == ui.SETTINGS
    settings.write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    ui.prepare_home(Layout(tmp_path / "data"))
    assert "true" in settings.read_text(encoding="utf-8")


def group_exists(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_processes_end_with_their_children_and_a_deaf_one_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui, "END_SECONDS", 0.5)
    deaf = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    child = (
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)']); print(flush=True); time.sleep(300)"
    )
    with ui.Processes(dict(os.environ)) as processes:
        process = processes.start("deaf", ["-c", deaf + child])
        assert not processes.dead()
        time.sleep(0.5)
        assert group_exists(process.pid)
    assert process.returncode == -signal.SIGKILL
    for _ in range(100):
        if not group_exists(process.pid):
            break
        time.sleep(0.05)
    assert not group_exists(process.pid)


def test_a_process_that_ends_by_itself_is_named() -> None:
    said: list[str] = []
    with ui.Processes(dict(os.environ)) as processes:
        processes.start("web server", ["-c", "raise SystemExit(3)"])
        assert not processes.wait(lambda: False, threading.Event())
        assert processes.verdict(said.append) == 1
    assert said == ["the web server ended by itself (exit code 3)"]


def processes_of(home: Path) -> set[int]:
    """Processes whose environment names this home of Dagster."""
    found = set()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"DAGSTER_HOME={home}".encode() in environment.read_bytes():
                found.add(int(environment.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_started_in_the_background_of_a_script_it_ends_by_term_and_leaves_nothing(tmp_path: Path) -> None:
    home = tmp_path / "data" / ".dagster"
    command = f'"{sys.executable}" -m assets.cli ui --data data --port 0 >log 2>&1 & echo $!'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    shell = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    pid, log = int(shell.stdout), tmp_path / "log"
    try:
        for _ in range(1200):
            if "http://" in log.read_text(encoding="utf-8"):
                break
            time.sleep(0.1)
        shown = log.read_text(encoding="utf-8")
        assert "Dagster UI: http://127.0.0.1:" in shown
        assert "arning" not in shown
        assert len(processes_of(home)) >= 3
    finally:
        os.kill(pid, signal.SIGTERM)
    for _ in range(300):
        if not Path(f"/proc/{pid}").exists() and not processes_of(home):
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()
    assert processes_of(home) == set()
