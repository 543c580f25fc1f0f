"""One page by HTTP: guarded, bounded in time and size, with retries, redirects followed by hand, and validators.

Belongs here: what a request is and what its answer means. Does not belong here: which page is asked for, robots.txt
(``permit`` asks), and what is remembered.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.message
import email.utils
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx

from assets.fetch.addresses import AddressRefusedError, GuardedTransport, Resolve, system_resolve
from assets.fetch.configuration import Limits, Source
from assets.fetch.decoding import ACCEPTED, Body, CodingError, TooLargeError
from assets.fetch.pacing import HostWaitError, Pace
from pipeline.read.feeds import address_of

Permit = Callable[[str], Awaitable[float]]
"""Asked before each address of a chain of redirects: raises where it may not be requested; gives the delay of its host."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({408, 425, 429})
_MAX_PAUSE = 86_400.0


class RefusedError(Exception):
    """The page is not fetched, for good; ``reason`` is a value of the vocabulary ``rejection_reason``."""

    def __init__(self, reason: str, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.reason, self.status = reason, status


class FailedError(Exception):
    """The page was not fetched this time; ``wait`` is how many seconds its host asks to wait."""

    def __init__(self, detail: str, wait: float | None = None) -> None:
        super().__init__(detail)
        self.wait = wait


@dataclass(frozen=True)
class Want:
    """What is asked for: the source for its manners, the most bytes, the media types that are read (all where none)."""

    source: Source
    max_bytes: int
    media_types: frozenset[str] | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Answer:
    """What came: the address it came from, the bytes after the content coding is undone, and what headers said.

    ``content`` is null where the page has not changed since the validators (304). ``media_type`` is lower case, without
    parameters, and null where no header gave one.
    """

    url: str
    content: bytes | None
    media_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None

    @property
    def validators(self) -> tuple[str | None, str | None]:
        """ETag and Last-Modified, for the next time."""
        return self.etag, self.last_modified


@dataclass(frozen=True)
class _Redirect:
    location: str


class Client:
    """An HTTP client that introduces itself, keeps no cookies, follows no proxy, and obeys ``limits``."""

    def __init__(
        self,
        user_agent: str,
        limits: Limits,
        pace: Pace,
        *,
        resolve: Resolve = system_resolve,
        randomness: random.Random | None = None,
    ) -> None:
        self._limits, self._pace = limits, pace
        self._random = randomness or random.Random()  # noqa: S311 - jitter, not a secret
        self._user_agent, self._resolve = user_agent, resolve
        self._clients: dict[bool, httpx.AsyncClient] = {}

    def _client(self, allow_private: bool) -> httpx.AsyncClient:
        """The client for sources of one kind; what may be connected to differs."""
        if allow_private not in self._clients:
            limits = self._limits
            self._clients[allow_private] = httpx.AsyncClient(
                transport=GuardedTransport(self._resolve, limits.ports, allow_private=allow_private),
                trust_env=False,
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                timeout=httpx.Timeout(limits.request_seconds, connect=limits.connect_seconds),
                headers={
                    "User-Agent": self._user_agent,
                    "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1",
                    "Accept-Encoding": ACCEPTED,
                    "Accept-Language": "ja, en;q=0.5",
                },
            )
        return self._clients[allow_private]

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()

    async def get(self, url: str, want: Want, permit: Permit) -> Answer:
        """The page behind an address, redirects followed; raises :class:`RefusedError` or :class:`FailedError`."""
        seen: set[str] = set()
        while True:
            if len(seen) > self._limits.max_redirects:
                raise RefusedError("too_many_redirects", f"more than {self._limits.max_redirects} redirects")
            seen.add(url)
            found = await self._ask(url, want, await permit(url))
            if isinstance(found, Answer):
                return found
            target = address_of(found.location, url)
            if target is None:
                raise RefusedError("fetch_failed", f"redirected to {found.location[:200]!r}")
            if target in seen:
                raise RefusedError("too_many_redirects", f"redirected in a circle, to {target}")
            url = target

    async def _ask(self, url: str, want: Want, delay: float) -> Answer | _Redirect:
        """One address, with retries: exponential backoff with full jitter, and whatever Retry-After asks for."""
        host = urlsplit(url).netloc
        attempt = 0
        while True:
            try:
                async with self._pace.turn(host, delay, want.source.concurrency):
                    return await self._send(url, want)
            except HostWaitError as error:
                raise FailedError(str(error), error.seconds) from error
            except FailedError as error:
                if error.wait is not None:
                    self._pace.pause(host, error.wait)
                if attempt >= self._limits.retries:
                    raise
            await asyncio.sleep(self._random.uniform(0, self._limits.backoff_seconds * 2**attempt))
            attempt += 1

    async def _send(self, url: str, want: Want) -> Answer | _Redirect:
        client = self._client(want.source.allow_private_addresses)
        headers = {
            name: value
            for name, value in (("If-None-Match", want.etag), ("If-Modified-Since", want.last_modified))
            if value
        }
        try:
            async with (
                asyncio.timeout(self._limits.request_seconds),
                client.stream("GET", url, headers=headers) as response,
            ):
                return await self._receive(url, response, want)
        except AddressRefusedError as error:
            raise RefusedError(error.reason, str(error)) from error
        except TooLargeError as error:
            raise RefusedError("too_large", str(error)) from error
        except CodingError as error:
            raise FailedError(str(error)) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise FailedError(f"no whole answer within {self._limits.request_seconds:g} s") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            raise RefusedError("fetch_failed", f"not a usable address: {error}") from error
        except (httpx.TransportError, httpx.StreamError, OSError) as error:
            raise FailedError(f"{type(error).__name__}: {error}".rstrip(": ")) from error

    async def _receive(self, url: str, response: httpx.Response, want: Want) -> Answer | _Redirect:
        status, headers = response.status_code, response.headers
        if status in _REDIRECTS:
            if not headers.get("location"):
                raise RefusedError("fetch_failed", f"HTTP {status} without Location", status)
            return _Redirect(headers["location"])
        media_type, charset = _content_type(headers.get("content-type", ""))
        etag, last_modified = _usable(headers.get("etag")), _usable(headers.get("last-modified"))
        if status == 304 and (want.etag or want.last_modified):
            return Answer(url, None, media_type, charset, etag or want.etag, last_modified or want.last_modified)
        if status in _AGAIN or status >= 500:
            raise FailedError(f"HTTP {status}", _retry_after(headers.get("retry-after")))
        if status not in (200, 203):
            raise RefusedError("fetch_failed", f"HTTP {status}", status)
        if want.media_types is not None and media_type is not None and media_type not in want.media_types:
            raise RefusedError("unsupported_media_type", f"the server says {media_type[:80]}")
        if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > want.max_bytes:
            raise TooLargeError(f"{headers['content-length']} bytes announced; at most {want.max_bytes} are read")
        body = Body(headers.get("content-encoding"), want.max_bytes)
        async for piece in response.aiter_raw():
            body.feed(piece)
        return Answer(url, body.finish(), media_type, charset, etag, last_modified)


def _content_type(value: str) -> tuple[str | None, str | None]:
    """Media type and charset of a Content-Type header.

    >>> _content_type('Text/HTML; charset="Shift_JIS"')
    ('text/html', 'Shift_JIS')
    """
    message = email.message.Message()
    message["content-type"] = value.encode("ascii", "replace").decode().replace("\r", "").replace("\n", "")
    charset: Any = message.get_param("charset")
    named = charset.strip(" '\"")[:40] if isinstance(charset, str) else ""
    return (message.get_content_type() if "/" in value else None), named or None


def _usable(validator: str | None) -> str | None:
    """The validator, where it can be sent back in a header."""
    fits = validator and len(validator) <= 500 and validator.isascii() and validator.isprintable()
    return validator if fits else None


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, at most a day; none where it says nothing usable."""
    if not value:
        return None
    if value.strip().isdigit():
        return min(float(value.strip()[:9]), _MAX_PAUSE)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max((moment - dt.datetime.now(dt.UTC)).total_seconds(), 0.0), _MAX_PAUSE)
