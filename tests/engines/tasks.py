"""Tasks that workers can import: each notes what it does in a log, one line a step."""

import os
import signal
import time
from pathlib import Path

from warehouse.errors import WarehouseError

Note = tuple[str, str, int]
"""What was done (``begin`` or ``end``), of which shard, by which process."""


def note(log: Path, step: str, shard: str) -> None:
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"{step} {shard} {os.getpid()}\n")


def notes(log: Path) -> list[Note]:
    lines = log.read_text(encoding="utf-8").split("\n")[:-1] if log.exists() else []
    return [(step, shard, int(pid)) for step, shard, pid in map(str.split, lines)]


def begun(log: Path, shard: str) -> int:
    return sum(step == "begin" and name == shard for step, name, _ in notes(log))


def work(log: Path, shard: str) -> str:
    """What the shard's name says: it ``dies``, ``fails``, ``is_refused``, ``waits`` for the file ``go``, ``sleeps``, or is done."""
    note(log, "begin", shard)
    if shard.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if shard.startswith("fails"):
        raise ValueError("霧で見えない")
    if shard.startswith("is_refused"):
        raise WarehouseError("the disk is full; make room")
    while shard.startswith("waits") and not log.with_name("go").exists():
        time.sleep(0.01)
    time.sleep(600 if shard.startswith("sleeps") else 0.05)
    note(log, "end", shard)
    return shard


def fit() -> None:
    """No worker is unfit for these tasks."""
