"""Telling somebody that something is wrong: a line in a log, and a command or an address that hears it.

Belongs here: the log, the way out, and what becomes of an alert that nobody took. Does not belong here: noticing (``sensors``,
``watching``), and Dagster.

An alert is a line of ``alerts/alerts.jsonl`` first, whatever else happens. Where ``KAWARABAN_ALERT`` names a command, it is run with the alert as
JSON on its standard input and its text in ``KAWARABAN_ALERT_TEXT``; an http or https address is sent the same JSON by POST, whose ``text`` chat
services show. What is not taken waits in ``alerts/waiting/`` and is tried again for a day; then the log says that nobody heard it. An alert
may be heard twice, where an answer is lost, and is never lost itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shlex
import signal
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from warehouse.files import write_text
from warehouse.layout import Layout

SECONDS = 8.0
"""How long a command or an address may take; what started it is killed with all it started."""
KEPT = dt.timedelta(days=1)
AT_ONCE = 3
"""Waiting alerts that one look tries: each may take :data:`SECONDS`, and a look of a sensor has a minute."""
SHOWN_CHARACTERS = 200


@dataclass(frozen=True)
class Alert:
    """Something that somebody should hear of.

    ``kind`` is ``run``, ``freshness``, ``source``, ``check`` or ``undelivered``, ``subject`` the job, asset or check, ``text`` one line for people; ``is_over``
    where what an earlier alert told is well again. ``run_id`` and ``day`` where there is one.
    """

    at: str
    kind: str
    subject: str
    text: str
    is_over: bool = False
    run_id: str | None = None
    day: str | None = None


def moment(now: dt.datetime) -> str:
    """A time as alerts write it."""
    return now.astimezone(dt.UTC).isoformat(timespec="seconds")


def tell(layout: Layout, alert: Alert, target: str | None) -> str | None:
    """Write the alert down and tell the target; why it was not taken, where it was not: it waits then."""
    return tell_all(layout, [alert], target)


def tell_all(layout: Layout, alerts: Sequence[Alert], target: str | None, *, problem: str | None = None) -> str | None:
    """:func:`tell` of several; what comes after one that was not taken, or after a ``problem`` that is known, waits without being tried."""
    for alert in alerts:
        _log(layout, alert)
        problem = problem or (deliver(alert, target) if target else None)
        if problem and target:
            name = f"{alert.at.replace(':', '')}-{uuid.uuid4().hex[:8]}.json"
            waiting = layout.alerts.parent / "waiting" / name
            write_text(waiting, json.dumps(asdict(alert), ensure_ascii=False) + "\n", waiting.parent)
    return problem


def tell_again(layout: Layout, target: str | None, now: dt.datetime) -> tuple[list[str], str | None]:
    """Try what waits, the oldest first, until one is not taken; what came of it, a line each, and why that one was not."""
    said: list[str] = []
    for path in sorted((layout.alerts.parent / "waiting").glob("*.json"))[:AT_ONCE]:
        try:
            alert = Alert(**json.loads(path.read_text(encoding="utf-8")))
            age = now - dt.datetime.fromisoformat(alert.at)
        except (OSError, ValueError, TypeError):
            path.unlink(missing_ok=True)
            said.append(f"{path.name} is no alert and was removed")
            continue
        problem = deliver(alert, target) if target else "KAWARABAN_ALERT is not set any more"
        if problem is None:
            path.unlink(missing_ok=True)
            said.append(f"told at last: {alert.text}")
        elif age > KEPT or not target:
            path.unlink(missing_ok=True)
            _log(layout, Alert(moment(now), "undelivered", alert.subject, f"nobody took it ({problem}): {alert.text}"))
            said.append(f"given up ({problem}): {alert.text}")
        else:
            said.append(f"not taken ({problem}): {alert.text}")
            return said, problem
    return said, None


def deliver(alert: Alert, target: str) -> str | None:
    """Tell the target; ``None`` where it took it, otherwise why not, without what may be secret in the target."""
    body = json.dumps(asdict(alert), ensure_ascii=False) + "\n"
    if target.lower().startswith(("http://", "https://")):
        return _post(body, target)
    return _run(body, alert.text, target)


def _post(body: str, address: str) -> str | None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        answer = httpx.post(address, content=body.encode(), headers=headers, timeout=SECONDS, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return f"the address did not answer: {type(error).__name__}"
    return None if answer.is_success else f"the address answered HTTP {answer.status_code}"


def _run(body: str, text: str, command: str) -> str | None:
    if not command.strip():
        return "the command cannot be run: it is blank"
    if "://" in command.split()[0]:
        return "only http and https addresses are told"
    try:
        words = shlex.split(command)
        process = subprocess.Popen(  # noqa: S603 - the owner's own command, and no shell sees it
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "KAWARABAN_ALERT_TEXT": text},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"the command cannot be run: {getattr(error, 'strerror', None) or error}"
    try:
        _, errors = process.communicate(body.encode(), timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"the command did not end within {SECONDS:g} s"
    finally:
        # whatever it left behind in its group
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode == 0:
        return None
    last = errors.decode(errors="replace").strip().rpartition("\n")[2][:SHOWN_CHARACTERS]
    return f"the command ended with {process.returncode}{f': {last}' if last else ''}"


def read(layout: Layout) -> Iterator[Alert]:
    """What the log has, oldest first; lines that are no alerts are passed over."""
    if not layout.alerts.exists():
        return
    for line in layout.alerts.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError, TypeError):
            yield Alert(**json.loads(line))


def _log(layout: Layout, alert: Alert) -> None:
    """One line, in one write, so that two processes do not write into each other."""
    path: Path = layout.alerts
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(alert), ensure_ascii=False) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
