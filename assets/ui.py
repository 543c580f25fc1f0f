"""The Dagster UI as processes: code server, web server and daemon, started, watched and ended together.

Belongs here: their settings, their order, signals. Does not belong here: what they show (``definitions``), and the command (``cli/ui.py``).

They are started one by one, and not by ``dagster dev``: that announces its own replacement, warns of the ``dagster.yaml`` of the working directory,
goes on without a web server where the port is in use, and in the background it hears no signal. Each has a process group of its own, so that none of
their children is left behind, runs included.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError
from warehouse.layout import Layout

if TYPE_CHECKING:
    import dagster as dg

SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
# whatever writes is in the pool kawaraban_writer: one run at a time, the others wait in the queue
concurrency:
  pools:
    granularity: run
    default_limit: 1
# a run that hangs, or never starts, must not keep the others in the queue for good
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
  max_resume_run_attempts: 0
  max_runtime_seconds: 86400
# sensors look every half minute, and most looks find nothing: what they said is kept for days, failures for a quarter
retention:
  sensor:
    purge_after_days: {skipped: 3, success: 30, failure: 90, started: 7}
  schedule:
    purge_after_days: {skipped: 30, success: 365, failure: 365, started: 30}
"""
_EARLIER = (
    "telemetry:\n  enabled: false\nnux:\n  enabled: false\n",
    "# whatever writes is in the pool kawaraban_writer: one run at a time, the others wait in the queue\n"
    "concurrency:\n  pools:\n    granularity: run\n    default_limit: 1\n",
)
OLD_SETTINGS = (_EARLIER[0], "".join(_EARLIER))
"""What earlier versions wrote; where it was not edited, it is replaced."""
START_SECONDS = 120.0
END_SECONDS = 5.0
TELL_SECONDS = 10.0
POLL_SECONDS = 0.2


class UiError(WarehouseError):
    """The UI cannot run here."""


def serve(
    layout: Layout, *, host: str, port: int, inbox: Sequence[str] = (), say: Callable[[str], None] = print
) -> int:
    """Run the UI until it is told to end, and return the exit code: 0, or 1 where a process of it ended by itself.

    It ends on SIGTERM, on SIGINT (Ctrl-C) and, unless it was started with ``nohup``, on SIGHUP. What a shell starts in the background
    of a script ignores SIGINT, here as elsewhere: end that with SIGTERM.

    Raises :class:`UiError` where the port is taken or this data directory has a UI already.
    """
    port, layout = free_port(host, port), Layout(layout.root.resolve())
    home = prepare_home(layout)
    with only_one(home), _ending() as ended, tempfile.TemporaryDirectory(prefix="kawaraban-ui-") as scratch:
        environment = _environment(layout, home, inbox)
        _tell(layout, home, say)
        workspace, server = _workspace(Path(scratch))
        with Processes(environment) as processes:
            processes.start("code server", server)
            if not processes.wait(Path(scratch, "socket").exists, ended):
                return processes.verdict(say)
            common = ["--workspace", str(workspace)]
            listen = ["--host", host, "--port", str(port), "--dagster-log-level", "warning"]
            processes.start("web server", ["-m", "assets.webserver", *common, *listen])
            processes.start("daemon", ["-m", "dagster._daemon", "run", *common, "--log-level", "warning"])
            if not processes.wait(lambda: _answers(host, port), ended):
                return processes.verdict(say)
            say(f"Dagster UI: http://{host}:{port} (Ctrl-C or `kill {os.getpid()}` ends it)")
            processes.wait(lambda: False, ended, seconds=None)
            return processes.verdict(say)


def free_port(host: str, port: int) -> int:
    """The port, or for 0 one that is free; raises :class:`UiError` where it cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UiError(f"cannot listen on {host}:{port}: {reason.lower()}; choose another --port") from None
        return int(probe.getsockname()[1])


def prepare_home(layout: Layout) -> Path:
    """Dagster's directory of this data directory, with settings; an edited ``dagster.yaml`` is left alone."""
    home = layout.local.resolve() / ".dagster"
    settings = home / "dagster.yaml"
    home.mkdir(parents=True, exist_ok=True)
    if not settings.exists() or settings.read_text(encoding="utf-8") in OLD_SETTINGS:
        settings.write_text(SETTINGS, encoding="utf-8")
    return home


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Two daemons over one instance would start every scheduled run twice."""
    with (home / ".ui.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise UiError(
                f"the UI of this data directory runs already: {lock.read().strip() or 'end it first'}"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


@contextlib.contextmanager
def _ending() -> Iterator[threading.Event]:
    """An event that is set by the signals that end the UI."""
    ended = threading.Event()
    heard = [signal.SIGTERM] + [
        number for number in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(number) is not signal.SIG_IGN
    ]
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in heard}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _environment(layout: Layout, home: Path, inbox: Sequence[str]) -> dict[str, str]:
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "KAWARABAN_DATA": str(layout.root),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    if inbox:
        environment["KAWARABAN_INBOX"] = os.pathsep.join(inbox)
    return environment


def _tell(layout: Layout, home: Path, say: Callable[[str], None]) -> None:
    """Report what lies in the data directory before anybody looks; the sensor ``on_disk`` goes on from there."""
    import dagster as dg

    from assets import observing

    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    with dg.DagsterInstance.from_config(str(home)) as instance:
        if lost := end_lost_runs(instance):
            say(f"{lost} runs that an earlier UI left behind are marked as failed")
        if observing.busy(instance, layout) is None:
            try:
                told = observing.tell(instance, layout, seconds=TELL_SECONDS)
            except WarehouseError as error:
                say(f"not everything in the data directory can be shown: {error}")
                return
            if told.materializations or told.checks:
                say(f"found in the data directory: {told}")


def end_lost_runs(instance: dg.DagsterInstance) -> int:
    """Mark runs as failed that Dagster takes to be under way; how many there were.

    Call it only while no UI of this instance runs: every run of it is a child of a UI and ends with it, but where the machine went down
    nobody wrote that down, and such a run would keep the pool for ever.
    """
    import dagster as dg

    lost = instance.get_runs(
        dg.RunsFilter(
            statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
        )
    )
    for run in lost:
        instance.report_run_failed(run, "the UI that ran this ended without a word, as when the machine goes down")
    return len(lost)


def _workspace(scratch: Path) -> tuple[Path, list[str]]:
    """A workspace of one code server, and the arguments that start it."""
    workspace, place = scratch / "workspace.yaml", scratch / "socket"
    workspace.write_text(
        f"load_from:\n  - grpc_server:\n      socket: {place}\n      location_name: kawaraban\n", encoding="utf-8"
    )
    arguments = ["-m", "assets.definitions", "-a", "defs", "--socket", str(place), "--log-level", "warning"]
    return workspace, ["-m", "dagster", "code-server", "start", *arguments]


def _answers(host: str, port: int) -> bool:
    name = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with urllib.request.urlopen(f"http://{name}:{port}/server_info", timeout=5):
            return True
    except (OSError, urllib.error.URLError):
        return False


def _child() -> None:
    """In a child before its program starts: signals as in the foreground, and the end of the parent is the child's."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Processes:
    """Processes that live and end together."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        """End every process group: what does not end by itself within seconds is killed."""
        for process in self._running.values():
            self._signal(process, signal.SIGTERM)
        until = time.monotonic() + END_SECONDS
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
        for process in self._running.values():
            self._signal(process, signal.SIGKILL)
            process.wait()

    def start(self, name: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a module of this Python in a process group of its own."""
        self._running[name] = subprocess.Popen(  # noqa: S603 - the arguments are a list, no shell sees them
            [sys.executable, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_child,
        )
        return self._running[name]

    def wait(self, is_ready: Callable[[], bool], ended: threading.Event, seconds: float | None = START_SECONDS) -> bool:
        """Wait until it is ready; ``False`` where the UI is to end first, a process ended or time ran out."""
        until = None if seconds is None else time.monotonic() + seconds
        while not ended.is_set() and not self.dead():
            if is_ready():
                return True
            if until is not None and time.monotonic() > until:
                return False
            ended.wait(POLL_SECONDS)
        return False

    def dead(self) -> list[str]:
        """Names of the processes that ended by themselves."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def verdict(self, say: Callable[[str], None]) -> int:
        """The exit code, having said why the UI ends where nobody asked it to."""
        for name in self.dead():
            say(f"the {name} ended by itself (exit code {self._running[name].returncode})")
        return 1 if self.dead() else 0

    def _signal(self, process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
