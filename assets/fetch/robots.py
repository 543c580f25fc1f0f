"""robots.txt (RFC 9309): may this page be asked for, and how slowly.

Belongs here: fetching, keeping and reading robots.txt. Does not belong here: what happens to a page that may not be asked for.

A file that is not there (4xx) allows everything; a server that fails (5xx, 429, no answer) allows nothing for now, unless
an older copy says what it used to allow. The first :data:`MAX_BYTES` count, as the standard asks for.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from assets.fetch.client import Client, FailedError, RefusedError, Want
from assets.fetch.configuration import Source
from assets.fetch.state import State

MAX_BYTES = 500 << 10
_READ_BYTES = 4 << 20
_UNREACHABLE_SECONDS = 300.0


class Robots:
    """The rules of every origin that was asked, from the state or from the site."""

    def __init__(
        self, client: Client, state: State, agent: str, hours: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._client, self._state, self._agent, self._seconds = client, state, agent, hours * 3_600
        self._clock = clock
        self._rules: dict[str, tuple[Protego, float]] = {}
        self._down: dict[str, tuple[str, float]] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def permit(self, url: str, source: Source) -> float:
        """The delay in seconds to keep at the page's host.

        Raises :class:`RefusedError` where the page may not be fetched (or its host not connected to), and
        :class:`FailedError` where that cannot be known now.
        """
        rules = await self._of(url, source)
        if not rules.can_fetch(url, self._agent):
            raise RefusedError("robots_disallowed", f"robots.txt of {urlsplit(url).netloc} does not allow it")
        return max(source.delay_seconds, float(rules.crawl_delay(self._agent) or 0))

    async def _of(self, url: str, source: Source) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks[origin]:
            now = self._clock()
            if origin in self._rules and self._rules[origin][1] > now:
                return self._rules[origin][0]
            if origin in self._down and self._down[origin][1] > now:
                raise FailedError(self._down[origin][0])
            kept = self._state.robots(origin)
            if kept is None or kept[1] <= now:
                kept = await self._fetch(origin, source, kept)
            self._rules[origin] = _parse(kept[0]), kept[1]
            return self._rules[origin][0]

    async def _fetch(self, origin: str, source: Source, kept: tuple[bytes, float] | None) -> tuple[bytes, float]:
        try:
            body = await self._get(f"{origin}/robots.txt", source)
        except FailedError as error:
            if kept is not None:
                return kept[0], self._clock() + _UNREACHABLE_SECONDS
            detail = f"robots.txt of {urlsplit(origin).netloc} cannot be read: {error}"
            self._down[origin] = detail, self._clock() + _UNREACHABLE_SECONDS
            raise FailedError(detail, error.wait) from error
        expires = self._clock() + self._seconds
        self._state.keep_robots(origin, body, expires)
        return body, expires

    async def _get(self, url: str, source: Source) -> bytes:
        async def permit(_url: str) -> float:
            return source.delay_seconds

        try:
            answer = await self._client.get(url, Want(source, _READ_BYTES), permit)
        except RefusedError as error:
            if error.reason == "private_address":
                raise
            if error.reason == "too_large":
                # nobody means 4 MB of rules; a file that cannot be read is a server that fails
                raise FailedError(str(error)) from error
            return b""
        return (answer.content or b"")[:MAX_BYTES]


def _parse(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8-sig", "replace"))
