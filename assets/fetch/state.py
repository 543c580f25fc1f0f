"""What fetching remembers between runs: one SQLite file in the data directory.

Belongs here: the queue of pages, validators, the earliest next request of every host, robots.txt, and the spool. Does
not belong here: deciding anything.

The **spool** holds pages between their response and the landing. A page is marked as fetched in the same transaction that
puts its bytes into the spool, and the spool is emptied only after the landing has sealed them; landing a page again is a
no-op there. So a process may be killed at any moment: no page is lost, asked for again once it is kept, or landed twice.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.read.feeds import Entry
from warehouse import files
from warehouse.errors import LockedError, WarehouseError
from warehouse.layout import Layout, fetch_day

_VERSION = 1
_SPOOL = ("location", "file_name", "media_type", "declared_charset", "fetched_at", "content", "reason", "detail")
_SCHEMA = f"""
create table hosts (host text primary key, next_at real not null) without rowid;
create table robots (origin text primary key, body blob, expires_at real not null) without rowid;
create table listings (
    source text, url text, etag text, last_modified text, read_at real, due_at real not null default 0, problem text,
    primary key (source, url)
) without rowid;
create table pages (
    number integer primary key autoincrement,
    url text not null unique,
    source text not null,
    listing text,
    title text,
    published text,
    status text not null default 'queued',      -- queued, fetched, refused, duplicate
    due_at real not null default 0,
    failures integer not null default 0,
    etag text,
    last_modified text,
    first_fetched_at real,
    fetched_at real,
    alias_of integer,                           -- the page whose redirects led here
    problem text
);
create index pages_by_source on pages (source, status, due_at);
create table spool (
    number integer primary key autoincrement,
    day text not null, location text not null, file_name text not null, media_type text not null, declared_charset text,
    fetched_at text not null, content blob, reason text, detail text
);
pragma user_version = {_VERSION};
"""


class StateError(WarehouseError):
    """The state cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Page:
    """A page that is queued. ``was_fetched`` says that it is asked for again; then it may have validators."""

    number: int
    url: str
    source: str
    failures: int
    etag: str | None
    last_modified: str | None
    was_fetched: bool


@dataclass(frozen=True)
class Spooled:
    """A page, or the reason why there is none, on its way to the landing. ``fetched_at`` is in UTC."""

    location: str
    file_name: str
    media_type: str
    fetched_at: dt.datetime
    declared_charset: str | None = None
    content: bytes | None = None
    reason: str | None = None
    detail: str | None = None
    number: int = 0


class State:
    """The open state. Times are seconds since 1970; every method is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row

    @classmethod
    @contextlib.contextmanager
    def open(cls, layout: Layout) -> Iterator[State]:
        """The state of a data directory, for this process alone.

        Raises :class:`warehouse.errors.LockedError` where another process fetches, and :class:`StateError` where the
        file is damaged or of another version.
        """
        with _hold(layout.fetch_lock):
            if problem := files.seal_problem(layout.fetch_state):
                raise StateError(_damaged(layout.fetch_state, problem))
            files.break_seal(layout.fetch_state)
            connection = _connect(layout.fetch_state)
            try:
                yield cls(connection)
            finally:
                connection.close()
                files.seal(layout.fetch_state)

    @classmethod
    @contextlib.contextmanager
    def copy(cls, layout: Layout) -> Iterator[State]:
        """A copy in memory: for looking at, and for trying what a run would do. Needs no lock."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        if layout.fetch_state.exists():
            with contextlib.closing(_connect(layout.fetch_state)) as original:
                original.backup(connection)
        else:
            connection.executescript(_SCHEMA)
        try:
            yield cls(connection)
        finally:
            connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("begin immediate")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def _one(self, query: str, *values: Any) -> Any:
        return self._connection.execute(query, values).fetchone()

    # Hosts

    def next_at(self, host: str) -> float:
        """When the host may be asked next."""
        found = self._one("select next_at from hosts where host = ?", host)
        return found["next_at"] if found else 0.0

    def wait_until(self, host: str, at: float) -> None:
        """Ask the host no earlier than ``at``."""
        with self._transaction() as connection:
            connection.execute(
                "insert into hosts values (?, ?) on conflict do update set next_at = max(next_at, excluded.next_at)",
                (host, at),
            )

    # robots.txt

    def robots(self, origin: str) -> tuple[bytes, float] | None:
        """The robots.txt of an origin (empty where everything is allowed) and until when it holds."""
        found = self._one("select body, expires_at from robots where origin = ?", origin)
        return (bytes(found["body"]), found["expires_at"]) if found else None

    def keep_robots(self, origin: str, body: bytes, expires_at: float) -> None:
        """Remember a robots.txt."""
        with self._transaction() as connection:
            connection.execute("insert or replace into robots values (?, ?, ?)", (origin, body, expires_at))

    def forget_robots(self) -> None:
        """Ask every site for its robots.txt anew."""
        with self._transaction() as connection:
            connection.execute("delete from robots")

    # Listings

    def listing(self, source: str, url: str) -> sqlite3.Row | None:
        """What is known of a feed or sitemap."""
        row: sqlite3.Row | None = self._one("select * from listings where source = ? and url = ?", source, url)
        return row

    def keep_listing(
        self,
        source: str,
        url: str,
        *,
        now: float,
        due_at: float,
        entries: Iterable[Entry] = (),
        validators: tuple[str | None, str | None] | None = None,
    ) -> int:
        """Mark a listing as read and queue the pages it names that are new, in one step; says how many are new.

        Without ``validators`` the known ones stay (the listing had not changed).
        """
        with self._transaction() as connection:
            connection.execute(
                "insert into listings (source, url) values (?, ?) on conflict do nothing",
                (source, url),
            )
            connection.execute(
                "update listings set read_at = ?, due_at = ?, problem = null where source = ? and url = ?",
                (now, due_at, source, url),
            )
            if validators is not None:
                connection.execute(
                    "update listings set etag = ?, last_modified = ? where source = ? and url = ?",
                    (*validators, source, url),
                )
            return _queue(connection, source, url, entries)

    def fail_listing(self, source: str, url: str, problem: str, due_at: float) -> None:
        """Remember why a listing could not be read."""
        with self._transaction() as connection:
            connection.execute(
                "insert into listings (source, url, due_at, problem) values (?, ?, ?, ?) "
                "on conflict do update set due_at = excluded.due_at, problem = excluded.problem",
                (source, url, due_at, problem),
            )

    # Pages

    def queue(self, source: str, urls: Iterable[str]) -> int:
        """Queue pages that the configuration names; says how many are new."""
        with self._transaction() as connection:
            return _queue(connection, source, None, map(Entry, urls))

    def requeue(self, source: str, fetched_before: float, first_fetched_after: float) -> int:
        """Queue pages again that were fetched before one time, and first after another."""
        with self._transaction() as connection:
            return connection.execute(
                "update pages set status = 'queued', due_at = 0, failures = 0 where source = ? and status = 'fetched' "
                "and alias_of is null and fetched_at <= ? and first_fetched_at >= ?",
                (source, fetched_before, first_fetched_after),
            ).rowcount

    def retry(self, source: str) -> int:
        """Queue pages again that were refused or given up."""
        with self._transaction() as connection:
            return connection.execute(
                "update pages set status = 'queued', due_at = 0, failures = 0 where source = ? and status = 'refused'",
                (source,),
            ).rowcount

    def queued(self, source: str, now: float, limit: int) -> list[Page]:
        """Pages of a source that may be asked for now, in the order in which they were queued."""
        rows = self._connection.execute(
            "select * from pages where source = ? and status = 'queued' and due_at <= ? order by number limit ?",
            (source, now, limit),
        )
        return [
            Page(
                row["number"],
                row["url"],
                row["source"],
                row["failures"],
                row["etag"],
                row["last_modified"],
                row["fetched_at"] is not None,
            )
            for row in rows
        ]

    def waiting(self, source: str) -> int:
        """Pages of a source that are queued, now or for later."""
        count: int = self._one("select count(*) as pages from pages where source = ? and status = 'queued'", source)[
            "pages"
        ]
        return count

    def is_queued(self, page: Page) -> bool:
        """Whether a page is still to be fetched."""
        return self._one("select 1 from pages where number = ? and status = 'queued'", page.number) is not None

    def newest_queued(self, sources: Iterable[str], now: float) -> int:
        """Number of the page that was queued last and may be asked for now; 0 without any."""
        names = list(sources)
        found = self._one(
            f"select max(number) as newest from pages where status = 'queued' and due_at <= ? "
            f"and source in ({', '.join('?' * len(names))})",
            now,
            *names,
        )
        return found["newest"] or 0

    def forget(self, page: Page) -> None:
        """Drop a queued page that is no longer wanted."""
        with self._transaction() as connection:
            connection.execute("delete from pages where number = ?", (page.number,))

    def is_taken(self, url: str, page: Page) -> bool:
        """Whether another page has been fetched from this address."""
        found = self._one("select number, status, alias_of from pages where url = ?", url)
        return (
            found is not None
            and found["status"] == "fetched"
            and page.number not in (found["number"], found["alias_of"])
        )

    def keep(self, page: Page, spooled: Spooled, validators: tuple[str | None, str | None], now: float) -> None:
        """Mark a page as fetched and put its bytes into the spool, in one step."""
        with self._transaction() as connection:
            _spool(connection, spooled)
            connection.execute(
                "update pages set status = 'fetched', failures = 0, problem = null, etag = ?, last_modified = ?, "
                "fetched_at = ?, first_fetched_at = coalesce(first_fetched_at, ?) where number = ?",
                (*validators, now, now, page.number),
            )
            if spooled.location != page.url:
                connection.execute(
                    "insert into pages (url, source, status, alias_of, fetched_at) values (?, ?, 'fetched', ?, ?) "
                    "on conflict do update set status = 'fetched', alias_of = excluded.alias_of where status = 'queued'",
                    (spooled.location, page.source, page.number, now),
                )

    def refuse(self, page: Page, spooled: Spooled, now: float) -> None:
        """Give a page up and put the reason into the spool, in one step. One that was fetched before stays fetched."""
        with self._transaction() as connection:
            if page.was_fetched:
                status = "fetched"
            else:
                status = "refused"
                _spool(connection, spooled)
            connection.execute(
                "update pages set status = ?, problem = ?, fetched_at = iif(? = 'fetched', ?, fetched_at) where number = ?",
                (status, f"{spooled.reason}: {spooled.detail}", status, now, page.number),
            )

    def settle(self, page: Page, status: str, now: float, problem: str | None = None) -> None:
        """Mark a page as ``fetched`` (it had not changed) or as a ``duplicate`` of another; nothing is landed."""
        with self._transaction() as connection:
            connection.execute(
                "update pages set status = ?, failures = 0, problem = ?, "
                "fetched_at = iif(? = 'fetched', ?, fetched_at) where number = ?",
                (status, problem, status, now, page.number),
            )

    def postpone(self, page: Page, due_at: float, problem: str, *, failed: bool) -> None:
        """Leave a page in the queue until ``due_at``."""
        with self._transaction() as connection:
            connection.execute(
                "update pages set due_at = ?, problem = ?, failures = failures + ? where number = ?",
                (due_at, problem, failed, page.number),
            )

    # Spool

    def spooled_days(self) -> list[tuple[str, dt.datetime]]:
        """Days (Asia/Tokyo) whose pages wait to be landed, each with the time of its newest."""
        rows = self._connection.execute("select day, max(fetched_at) as newest from spool group by day order by day")
        return [(row["day"], dt.datetime.fromisoformat(row["newest"])) for row in rows.fetchall()]

    def spooled(self, day: str, *, with_content: bool = True) -> Iterator[Spooled]:
        """What waits to be landed of a day, oldest first; one at a time, because each may be megabytes."""
        names = [*_SPOOL, "number"]
        columns = ", ".join(name if with_content or name != "content" else "null as content" for name in names)
        for (number,) in self._connection.execute(
            "select number from spool where day = ? order by number", (day,)
        ).fetchall():
            row = dict(self._one(f"select {columns} from spool where number = ?", number))
            yield Spooled(**{**row, "fetched_at": dt.datetime.fromisoformat(row["fetched_at"])})

    def spool_size(self) -> tuple[int, int]:
        """Records and bytes in the spool."""
        found = self._one("select count(*) as records, coalesce(sum(length(content)), 0) as bytes from spool")
        return found["records"], found["bytes"]

    def empty_spool(self, day: str, up_to: int) -> None:
        """Drop what has been landed of a day."""
        with self._transaction() as connection:
            connection.execute("delete from spool where day = ? and number <= ?", (day, up_to))

    # Looking

    def overview(self, source: str) -> dict[str, Any]:
        """Counts of a source's pages by status, when its listings were last read, and its last problem."""
        counts = self._connection.execute(
            "select status, count(*) as pages from pages where source = ? and alias_of is null group by status",
            (source,),
        )
        listings = self._one(
            "select max(read_at) as read_at, max(problem) as problem from listings where source = ?", source
        )
        return {"read_at": listings["read_at"], "problem": listings["problem"]} | {
            row["status"]: row["pages"] for row in counts
        }


@dataclass(frozen=True)
class Delivery:
    """What a source brought: new pages between two times, and when the first and the last one ever came (seconds since 1970)."""

    pages: int
    first_at: float
    last_at: float


def deliveries(layout: Layout, begin: float, end: float) -> dict[str, Delivery]:
    """What each source brought, by its name; nothing of one that never did, or where nothing was ever fetched. Needs no lock."""
    if not layout.fetch_state.exists():
        return {}
    with contextlib.closing(_connect(layout.fetch_state)) as connection:
        rows = connection.execute(
            "select source, sum(first_fetched_at >= ? and first_fetched_at < ?), min(first_fetched_at), max(first_fetched_at) "
            "from pages where first_fetched_at is not null and alias_of is null group by source",
            (begin, end),
        )
        return {source: Delivery(int(pages), first, last) for source, pages, first, last in rows}


def _queue(connection: sqlite3.Connection, source: str, listing: str | None, entries: Iterable[Entry]) -> int:
    return sum(
        connection.execute(
            "insert into pages (url, source, listing, title, published) values (?, ?, ?, ?, ?) on conflict do nothing",
            (entry.url, source, listing, entry.title, entry.published or entry.updated),
        ).rowcount
        for entry in entries
    )


def _spool(connection: sqlite3.Connection, spooled: Spooled) -> None:
    # one form of the time, so that its text sorts like it
    moment = spooled.fetched_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    values = {**vars(spooled), "fetched_at": moment}
    connection.execute(
        f"insert into spool (day, {', '.join(_SPOOL)}) values (?{', ?' * len(_SPOOL)})",
        [fetch_day(spooled.fetched_at), *(values[name] for name in _SPOOL)],
    )


@contextlib.contextmanager
def _hold(lock: Path) -> Iterator[None]:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StateError(f"cannot write to {lock.parent}: {error.strerror}; choose another --data") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise LockedError(f"another process is fetching into {lock.parent.parent}; wait until it is done") from None
    finally:
        os.close(descriptor)


def _damaged(path: Path, reason: str) -> str:
    return f"{path} is damaged or not a state of fetching ({reason}); move it away to begin anew (pages are asked for again then)"


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        version = connection.execute("pragma user_version").fetchone()[0]
        if version == 0 and not connection.execute("select count(*) from sqlite_master").fetchone()[0]:
            connection.executescript(f"begin immediate; {_SCHEMA} commit;")
            version = _VERSION
    except sqlite3.DatabaseError as error:
        raise StateError(_damaged(path, str(error))) from error
    if version != _VERSION:
        connection.close()
        raise StateError(f"{path} is of version {version}; this is for version {_VERSION}")
    return connection
