"""The order of work: read what the listings name, fetch what is new, land it.

Belongs here: which listing and page is asked for when, and what becomes of each outcome. Does not belong here: how a request
is made (``client``), what is allowed (``robots``, ``addresses``), how it is remembered (``state``).

Sources are worked on at the same time and fail by themselves. ``on_step`` hears every step, for progress; whatever it
raises ends the run as a kill would, and the next run goes on from there.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from assets.fetch.addresses import Resolve, system_resolve
from assets.fetch.client import Answer, Client, FailedError, RefusedError, Want
from assets.fetch.configuration import Configuration, Source
from assets.fetch.pacing import Pace
from assets.fetch.robots import Robots
from assets.fetch.state import Page, Spooled, State
from pipeline.read.dates import parse_iso
from pipeline.read.feeds import Entry, FeedError, Listing, read_listing, without_tracking
from warehouse import landing, tables
from warehouse.errors import LockedError
from warehouse.landing import LandingSummary
from warehouse.layout import Layout
from warehouse.sources import Record

PAGE_TYPES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
"""Content types that are read, and the media type they are landed as."""
SPOOL_RECORDS, SPOOL_BYTES = 500, 48 << 20
"""When the spool is landed while pages are still being fetched."""
MAX_DEPTH, MAX_SITEMAPS = 2, 50
"""Levels of sitemap indexes below the first, and sitemaps read of each, the newest first."""
MAX_HOST_FAILURES = 3
MAX_PROBLEMS = 50
_DAY = 86_400.0

Clock = Callable[[], float]
"""Seconds since 1970, by which waits and what is due are counted."""
OnStep = Callable[[str, str], None]
"""Hears ``(step, address)``: ``listing``, ``queued``, ``page``, ``answered``, ``kept``, ``settled``, ``landing``, ``landed``, ``emptied``."""


@dataclass
class FetchSummary:
    """What a fetch did.

    ``listings`` counts ``read``, ``unchanged`` (304), ``waiting`` (not due yet) and ``failed``; ``pages`` counts
    ``fetched``, ``unchanged``, ``duplicate``, ``failed`` (tried again later), ``postponed`` (its host was not asked) and
    the reasons of what was refused. ``queued`` pages are new, ``waiting`` pages are left for later runs. ``problems`` are
    the first of ``problem_count``, one line each.
    """

    listings: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    queued: int = 0
    waiting: int = 0
    landed: LandingSummary = field(default_factory=LandingSummary)
    spooled: int = 0
    problems: list[str] = field(default_factory=list)
    problem_count: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was landed."""
        return bool(self.landed.batches)

    @property
    def reached_anything(self) -> bool:
        """Whether anything answered, or nothing was due."""
        failed = self.listings["failed"] + self.pages["failed"] + self.pages["postponed"]
        return not failed or self.listings.total() + self.pages.total() > failed

    def note(self, problem: str) -> None:
        """Remember a problem; beyond a bound, only that there was one."""
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


def fetch(
    layout: Layout,
    configuration: Configuration,
    *,
    fetched_at: dt.datetime | None = None,
    retry: bool = False,
    wait: float = 0.0,
    resolve: Resolve = system_resolve,
    clock: Clock = time.time,
    on_step: OnStep = lambda _step, _address: None,
) -> FetchSummary:
    """Fetch what the enabled sources have that is new, and land it.

    ``fetched_at`` fixes the time that the landing records (for rebuilds), ``retry`` asks again for pages that were
    refused or given up, and for every robots.txt, ``wait`` is how long to wait for the data directory when landing; where it stays taken, pages
    stay in the spool and the next fetch lands them. Raises :class:`warehouse.tables.LockedError` where another process
    fetches into the same directory.
    """
    summary = FetchSummary()
    with State.open(layout) as state:
        crawl = _Crawl(state, configuration, summary, fetched_at, on_step, clock)
        spool = _Drain(layout, state, summary, on_step)
        spool.drain(wait)
        if retry:
            state.forget_robots()
            for source in configuration.enabled:
                state.retry(source.name)
        _finish(crawl.run(resolve, spool.drain_if_full))
        spool.drain(wait)
        summary.spooled = state.spool_size()[0]
    return summary


def poll(
    layout: Layout,
    configuration: Configuration,
    *,
    seconds: float = 40.0,
    resolve: Resolve = system_resolve,
    clock: Clock = time.time,
) -> tuple[FetchSummary, int]:
    """Read the listings that are due, and nothing else; gives the summary and the number of the newest queued page.

    Numbers only grow, so a larger one than last time means that there is something new. What is not read within
    ``seconds`` stays due.
    """
    summary = FetchSummary()
    with State.open(layout) as state:
        crawl = _Crawl(state, configuration, summary, None, lambda _step, _address: None, clock)
        _finish(crawl.listings_only(resolve, seconds))
        return summary, state.newest_queued([source.name for source in configuration.enabled], clock())


def plan(
    layout: Layout, configuration: Configuration, *, resolve: Resolve = system_resolve
) -> tuple[FetchSummary, dict[str, list[str]]]:
    """What :func:`fetch` would ask for, by source: listings are read, no page is, and nothing is remembered."""
    summary = FetchSummary()
    with State.copy(layout) as state:
        crawl = _Crawl(state, configuration, summary, None, lambda _step, _address: None, time.time)
        _finish(crawl.listings_only(resolve, None))
        wanted = {}
        for source in configuration.enabled:
            pages = state.queued(source.name, time.time(), source.max_pages)
            wanted[source.name] = [page.url for page in pages if source.wants(page.url)]
        return summary, wanted


def _finish(work: Coroutine[None, None, None]) -> None:
    """Run to the end; an error comes out by itself and not in a group."""
    try:
        asyncio.run(work)
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from None


class _Crawl:
    """One run over the sources."""

    def __init__(
        self,
        state: State,
        configuration: Configuration,
        summary: FetchSummary,
        fetched_at: dt.datetime | None,
        on_step: OnStep,
        clock: Clock,
    ) -> None:
        self.clock = clock
        self.state, self.configuration, self.summary = state, configuration, summary
        self.limits, self.fetched_at, self.on_step = configuration.limits, fetched_at, on_step
        self.client: Client
        self.robots: Robots
        self.claimed: set[str] = set()
        self.host_failures: Counter[str] = Counter()

    async def run(self, resolve: Resolve, after_page: Callable[[], None]) -> None:
        """Listings and pages of every source, all sources at once."""
        async with self._open(resolve), asyncio.TaskGroup() as group:
            for source in self.configuration.enabled:
                group.create_task(self._source(source, after_page))

    async def listings_only(self, resolve: Resolve, seconds: float | None) -> None:
        """Listings of every source, for at most ``seconds``."""
        try:
            async with asyncio.timeout(seconds), self._open(resolve), asyncio.TaskGroup() as group:
                for source in self.configuration.enabled:
                    group.create_task(self._listings(source))
        except TimeoutError:
            self.summary.note(f"not every listing could be read within {seconds:g} s")

    def _open(self, resolve: Resolve) -> Client:
        pace = Pace(self.state, self.limits.max_wait_seconds, self.clock)
        self.client = Client(self.configuration.user_agent, self.limits, pace, resolve=resolve)
        self.robots = Robots(self.client, self.state, self.configuration.agent, self.limits.robots_hours, self.clock)
        return self.client

    async def _source(self, source: Source, after_page: Callable[[], None]) -> None:
        await self._listings(source)
        todo = iter(self.state.queued(source.name, self.clock(), source.max_pages))

        async def work() -> None:
            for page in todo:
                await self._page(source, page)
                after_page()

        async with asyncio.TaskGroup() as group:
            for _ in range(source.concurrency):
                group.create_task(work())
        self.summary.waiting += self.state.waiting(source.name)

    # Listings

    async def _listings(self, source: Source) -> None:
        now = self.clock()
        pages = [without_tracking(url) for url in source.pages]
        self.summary.queued += self.state.queue(source.name, pages)
        if source.refetch_hours is not None:
            self.state.requeue(source.name, now - source.refetch_hours * 3_600, now - source.refetch_days * _DAY)
        for url in source.listings:
            await self._listing(source, url, 0)

    async def _listing(self, source: Source, url: str, depth: int) -> None:
        known = self.state.listing(source.name, url)
        if known and known["due_at"] > self.clock():
            self.summary.listings["waiting"] += 1
            return
        self.on_step("listing", url)
        due_at = self.clock() + source.poll_minutes * 60
        etag, last_modified = (known["etag"], known["last_modified"]) if known else (None, None)
        want = Want(source, self.limits.max_listing_bytes, None, etag, last_modified)
        try:
            answer = await self.client.get(url, want, lambda target: self.robots.permit(target, source))
            listing = None
            if answer.content is not None:
                # large listings take seconds, in which other hosts must not run into their time limits
                listing = await asyncio.to_thread(read_listing, answer.content, answer.url, answer.charset)
        except (RefusedError, FailedError, FeedError) as error:
            self.summary.listings["failed"] += 1
            self.summary.note(f"{source.name}: {url}: {error}")
            self.state.fail_listing(source.name, url, str(error), due_at)
            return
        if listing is None:
            self.summary.listings["unchanged"] += 1
            self.state.keep_listing(source.name, url, now=self.clock(), due_at=due_at)
            return
        self.summary.listings["read"] += 1
        if listing.skipped:
            self.summary.note(
                f"{source.name}: {url}: {listing.skipped} entries without a usable address, or beyond the limit"
            )
        if listing.kind == "index":
            await self._sitemaps(source, listing, depth)
        entries = [
            entry for entry in listing.entries if source.wants(entry.url) and not _is_old(entry, source, self.clock())
        ]
        # an index is read whole each time: its validators would hide a sitemap that could not be read
        validators = (None, None) if listing.kind == "index" else answer.validators
        self.summary.queued += self.state.keep_listing(
            source.name, url, now=self.clock(), due_at=due_at, entries=entries, validators=validators
        )
        self.on_step("queued", url)

    async def _sitemaps(self, source: Source, index: Listing, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self.summary.note(f"{source.name}: sitemap indexes nested more than {MAX_DEPTH} deep are not followed")
            return
        if len(index.sitemaps) > MAX_SITEMAPS:
            self.summary.note(
                f"{source.name}: only the {MAX_SITEMAPS} newest of {len(index.sitemaps)} sitemaps are read"
            )
        newest_first = sorted(index.sitemaps, key=lambda entry: entry.updated or "", reverse=True)
        for entry in newest_first[:MAX_SITEMAPS]:
            known = self.state.listing(source.name, entry.url)
            changed = _moment(entry.updated)
            is_read = known is not None and known["problem"] is None and known["read_at"] is not None
            if is_read and changed is not None and known is not None and changed.timestamp() < known["read_at"]:
                continue
            if not _is_old(entry, source, self.clock()):
                await self._listing(source, entry.url, depth + 1)

    # Pages

    async def _page(self, source: Source, page: Page) -> None:
        if not source.wants(page.url) and page.url not in map(without_tracking, source.pages):
            self.state.forget(page)
            return
        host = urlsplit(page.url).netloc
        if self.host_failures[host] >= MAX_HOST_FAILURES:
            self.summary.pages["postponed"] += 1
            return
        if page.url in self.claimed or not self.state.is_queued(page):
            return  # a redirect has led there in the meantime
        claimed = {page.url}
        self.claimed.add(page.url)
        try:
            await self._fetch(source, page, claimed, host)
        finally:
            self.claimed -= claimed

    async def _fetch(self, source: Source, page: Page, claimed: set[str], host: str) -> None:
        async def permit(url: str) -> float:
            if url != page.url:
                if url in self.claimed or self.state.is_taken(url, page):
                    raise _DuplicateError(url)
                claimed.add(url)
                self.claimed.add(url)
            return await self.robots.permit(url, source)

        self.on_step("page", page.url)
        want = Want(source, self.limits.max_page_bytes, frozenset(PAGE_TYPES), page.etag, page.last_modified)
        try:
            answer = await self.client.get(page.url, want, permit)
        except _DuplicateError as error:
            self._settle(page, "duplicate", "duplicate", f"leads to {error}, which is fetched by itself")
        except RefusedError as error:
            self._refuse(page, error.reason, str(error))
        except FailedError as error:
            self._fail(page, host, error)
        else:
            self.on_step("answered", page.url)
            self.host_failures[host] = 0
            if answer.content is None:
                self._settle(page, "fetched", "unchanged", None)
            else:
                self._keep(page, answer)

    def _keep(self, page: Page, answer: Answer) -> None:
        content = answer.content or b""
        spooled = Spooled(
            location=answer.url,
            file_name=_file_name(answer.url),
            media_type=_media_type(answer.media_type, content),
            fetched_at=self._now(),
            declared_charset=answer.charset,
            content=content,
        )
        self.state.keep(page, spooled, answer.validators, self.clock())
        self.summary.pages["fetched"] += 1
        self.on_step("kept", page.url)

    def _settle(self, page: Page, status: str, outcome: str, problem: str | None) -> None:
        self.state.settle(page, status, self.clock(), problem)
        self.summary.pages[outcome] += 1
        self.on_step("settled", page.url)

    def _refuse(self, page: Page, reason: str, detail: str) -> None:
        spooled = Spooled(page.url, _file_name(page.url), "text/html", self._now(), reason=reason, detail=detail[:500])
        self.state.refuse(page, spooled, self.clock())
        self.summary.pages[reason] += 1
        self.summary.note(f"{page.source}: {page.url}: {detail}")
        self.on_step("settled", page.url)

    def _fail(self, page: Page, host: str, error: FailedError) -> None:
        self.host_failures[host] += 1
        if error.wait is not None and error.wait > self.limits.max_wait_seconds:
            # the host asked for patience, which is no failure of the page
            self.state.postpone(page, self.clock() + error.wait, str(error), failed=False)
            self.summary.pages["postponed"] += 1
        elif page.failures + 1 >= self.limits.max_failures:
            self._refuse(page, "fetch_failed", f"given up after {page.failures + 1} runs: {error}")
            return
        else:
            later = min(self.limits.retry_minutes * 60 * 2**page.failures, _DAY)
            self.state.postpone(page, self.clock() + later, str(error), failed=True)
            self.summary.pages["failed"] += 1
            self.summary.note(f"{page.source}: {page.url}: {error}")
        self.on_step("settled", page.url)

    def _now(self) -> dt.datetime:
        return self.fetched_at or dt.datetime.fromtimestamp(self.clock(), dt.UTC)


class _DuplicateError(Exception):
    """A redirect leads to an address that is fetched by itself."""


class _Drain:
    """The way from the spool into the landing."""

    def __init__(self, layout: Layout, state: State, summary: FetchSummary, on_step: OnStep) -> None:
        self.layout, self.state, self.summary, self.on_step = layout, state, summary, on_step

    def drain_if_full(self) -> None:
        """Land when the spool has grown; where the data directory is taken, some other time."""
        records, size = self.state.spool_size()
        if records >= SPOOL_RECORDS or size >= SPOOL_BYTES:
            self.drain(0.0)

    def drain(self, wait: float) -> None:
        """Land what is in the spool and drop it from there; where the data directory is taken, leave it."""
        if not self.state.spool_size()[0]:
            return
        try:
            with tables.hold(self.layout, wait=wait):
                tables.clean_temporary(self.layout)
                # a batch belongs to the day in which its pages were fetched
                for day, newest in self.state.spooled_days():
                    self._land(day, newest)
        except LockedError as error:
            self.summary.note(f"not landed yet: {error}")

    def _land(self, day: str, newest: dt.datetime) -> None:
        up_to = max(item.number for item in self.state.spooled(day, with_content=False))
        self.on_step("landing", day)
        taken = landing.land_records(
            self.layout, lambda: ([_record(item)] for item in self.state.spooled(day) if item.number <= up_to), newest
        )
        self.on_step("landed", day)
        self.state.empty_spool(day, up_to)
        self.on_step("emptied", day)
        self.summary.landed = _sum(self.summary.landed, taken)


def _record(spooled: Spooled) -> Record:
    content = spooled.content
    document_id = None if content is None else "doc_" + hashlib.sha256(content).hexdigest()
    return Record(
        document_id,
        spooled.location,
        spooled.file_name,
        record_index=0,
        media_type=spooled.media_type,
        content=content,
        reason=spooled.reason,
        detail=spooled.detail,
        declared_charset=spooled.declared_charset,
        fetched_at=spooled.fetched_at,
    )


def _sum(one: LandingSummary, other: LandingSummary) -> LandingSummary:
    return LandingSummary(**{name: getattr(one, name) + getattr(other, name) for name in vars(one)})


def _file_name(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.rpartition("/")[2] or parts.netloc


def _media_type(declared: str | None, content: bytes) -> str:
    """Media type a page is read as: what the header says, unless the bytes begin like an HTML page or nothing is said.

    >>> _media_type("text/plain", b"<!DOCTYPE html><title>"), _media_type(None, "灯台".encode())
    ('text/html', 'text/plain')
    """
    start = content[:1_024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) or (declared is None and start.startswith(b"<")):
        return "text/html"
    return PAGE_TYPES.get(declared or "", "text/plain")


def _moment(text: str | None) -> dt.datetime | None:
    """The moment of an entry; of a day, its end in UTC."""
    found = parse_iso(text) if text else None
    if found is None:
        return None
    return found.at or dt.datetime.combine(found.day, dt.time(23, 59, 59), dt.UTC)


def _is_old(entry: Entry, source: Source, now: float) -> bool:
    moments = [moment for moment in (_moment(entry.published), _moment(entry.updated)) if moment is not None]
    if source.max_age_days is None or not moments:
        return False
    return now - max(moments).timestamp() > source.max_age_days * _DAY
