"""What a run costs: processor seconds by phase, and the most memory each process held.

Belongs here: measuring processes. Does not belong here: what the phases are, and how figures are shown.

Processor time is user and system time of all threads of a process (``time.process_time``), so DuckDB's and Arrow's threads count.
Worker processes measure themselves, because their parent is never told: a fork server reaps them.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
"""``ru_maxrss`` counts bytes on macOS and KiB elsewhere."""


@dataclass(frozen=True)
class Usage:
    """What one process has used since it started: processor seconds, and the most resident memory in bytes."""

    pid: int
    cpu_seconds: float
    peak_bytes: int


def usage() -> Usage:
    """What this process has used so far.

    >>> usage().peak_bytes > 1_000_000
    True
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_BYTES
    return Usage(os.getpid(), time.process_time(), peak)


@dataclass
class Meter:
    """Seconds by phase, in the order in which phases first began; each second is counted once.

    A phase inside another is taken out of it. ``clock`` is processor time of this process unless another is given.
    """

    clock: Callable[[], float] = time.process_time
    seconds: dict[str, float] = field(default_factory=dict)
    _running: list[str] = field(default_factory=list)
    _since: float = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the block under ``name``; blocks of one name add up."""
        self._charge()
        self._running.append(name)
        try:
            yield
        finally:
            self._charge()
            self._running.pop()

    def step(self, name: str) -> None:
        """Count the rest of the innermost block under another name."""
        self._charge()
        self._running[-1] = name

    def _charge(self) -> None:
        now = self.clock()
        if self._running:
            name = self._running[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now
