"""How often a host is asked: a delay after each request, and how many may run at once.

The earliest next request of a host is written down before a request begins, so that a process that is killed and started
again is no less polite, and once more when it is over, so that the delay is one between requests as the host sees them.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable

from assets.fetch.state import State


class HostWaitError(Exception):
    """The host may be asked only later; ``seconds`` says how much."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asks for a pause of {seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """The turns of every host."""

    def __init__(self, state: State, max_wait: float, clock: Callable[[], float] = time.time) -> None:
        self._state, self._max_wait, self._clock = state, max_wait, clock
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._places: dict[str, asyncio.Semaphore] = {}

    @contextlib.asynccontextmanager
    async def turn(self, host: str, delay: float, concurrency: int) -> AsyncIterator[None]:
        """Wait for a turn and hold it while the request runs.

        The concurrency of a host that several sources share is that of the one that asks first. Raises
        :class:`HostWaitError` where the wait would be longer than a run waits.
        """
        async with self._places.setdefault(host, asyncio.Semaphore(concurrency)):
            async with self._turns[host]:
                while (wait := self._state.next_at(host) - self._clock()) > 0:
                    if wait > self._max_wait:
                        raise HostWaitError(host, wait)
                    await asyncio.sleep(wait)
                self._delay(host, delay)
            try:
                yield
            finally:
                self._delay(host, delay)

    def _delay(self, host: str, seconds: float) -> None:
        if seconds > 0:
            self.pause(host, seconds)

    def pause(self, host: str, seconds: float) -> None:
        """Ask the host no earlier than after ``seconds``."""
        self._state.wait_until(host, self._clock() + seconds)
