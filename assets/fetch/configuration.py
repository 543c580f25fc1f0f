"""The file of sources: what is fetched, how gently, and under whose name. One reviewed TOML file, ``sources.toml``.

Belongs here: the settings, their limits and defaults, and clear errors about the file. Does not belong here: acting on
them. ``examples/sources.toml`` shows every key.
"""

from __future__ import annotations

import difflib
import fnmatch
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pipeline.read.feeds import MAX_BYTES, address_of
from warehouse.errors import WarehouseError
from warehouse.sources import MAX_DOCUMENT_BYTES

DEFAULT_FILE = "sources.toml"
VARIABLE = "KAWARABAN_SOURCES"


class ConfigurationError(WarehouseError, ValueError):
    """The file of sources is missing or wrong; the message names the file, the source and the key."""


@dataclass(frozen=True)
class Limits:
    """Limits of every request. Times are seconds, sizes are bytes after decompression.

    ``request_seconds`` bounds one request from connecting to its last byte. A server that asks for more patience than
    ``max_wait_seconds`` (Retry-After, Crawl-delay) gets it: its pages wait for a later run. A page that failed in a run
    is tried again ``retry_minutes`` later, then after twice that time, and so on; after ``max_failures`` runs it is given
    up, and its failure is landed.
    """

    request_seconds: float = 60.0
    connect_seconds: float = 10.0
    max_page_bytes: int = MAX_DOCUMENT_BYTES
    max_listing_bytes: int = MAX_BYTES
    max_redirects: int = 5
    retries: int = 2
    backoff_seconds: float = 1.0
    max_wait_seconds: float = 120.0
    max_failures: int = 8
    retry_minutes: float = 10.0
    robots_hours: float = 24.0
    ports: tuple[int, ...] = (80, 443)


@dataclass(frozen=True)
class Source:
    """One source: the listings that name its pages, and how they are fetched.

    ``include`` and ``exclude`` are patterns with ``*`` and ``?`` over whole addresses of pages; without ``include``
    every page that a listing names is fetched. ``refetch_hours`` asks again, with the validators of the last answer, for
    pages first fetched within ``refetch_days``; without it no page is fetched twice. ``min_pages_a_day`` and ``max_pages_a_day`` are what is
    expected of 24 hours, ``silent_days`` how long it may bring nothing new; they change nothing about fetching.
    """

    name: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    delay_seconds: float = 2.0
    concurrency: int = 1
    max_pages: int = 200
    poll_minutes: float = 15.0
    max_age_days: float | None = None
    refetch_hours: float | None = None
    refetch_days: float = 3.0
    min_pages_a_day: int | None = None
    max_pages_a_day: int | None = None
    silent_days: float | None = None
    allow_private_addresses: bool = False
    enabled: bool = True

    def wants(self, url: str) -> bool:
        """Whether the patterns let this page through.

        >>> Source("凪浜新報", include=("https://example.jp/news/*",), exclude=("*/photo/*",)).wants("https://example.jp/news/1")
        True
        """
        included = not self.include or any(fnmatch.fnmatchcase(url, pattern) for pattern in self.include)
        return included and not any(fnmatch.fnmatchcase(url, pattern) for pattern in self.exclude)

    @property
    def listings(self) -> tuple[str, ...]:
        """Feeds, then sitemaps."""
        return self.feeds + self.sitemaps


@dataclass(frozen=True)
class Configuration:
    """A valid file of sources. ``agent`` is the product token that robots.txt files name."""

    path: Path
    contact: str
    agent: str = "Kawaraban"
    limits: Limits = field(default_factory=Limits)
    sources: tuple[Source, ...] = ()

    @property
    def enabled(self) -> tuple[Source, ...]:
        """Sources that are fetched, in the order of the file."""
        return tuple(source for source in self.sources if source.enabled)

    @property
    def user_agent(self) -> str:
        """How requests introduce themselves: ``Kawaraban/0.1.0 (+https://example.jp/contact)``."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("kawaraban")
        except PackageNotFoundError:
            number = "0"
        return f"{self.agent}/{number} (+{self.contact})"

    def only(self, names: tuple[str, ...]) -> Configuration:
        """The same with these sources alone, whether they are enabled or not; raises :class:`ConfigurationError`."""
        if not names:
            return self
        known = {source.name: source for source in self.sources}
        for name in names:
            if name not in known:
                raise ConfigurationError(f"{self.path}: no source {name!r}; there are {', '.join(known) or 'none'}")
        chosen = tuple(Source(**{**vars(known[name]), "enabled": True}) for name in dict.fromkeys(names))
        return Configuration(self.path, self.contact, self.agent, self.limits, chosen)


# What each key may hold: its types, and the least and most a number may be.
_NUMBERS: dict[str, tuple[float, float]] = {
    "request_seconds": (0.05, 3_600),
    "connect_seconds": (0.05, 300),
    "max_page_bytes": (1, MAX_DOCUMENT_BYTES),
    "max_listing_bytes": (1, MAX_BYTES),
    "max_redirects": (0, 20),
    "retries": (0, 10),
    "backoff_seconds": (0, 60),
    "max_wait_seconds": (0, 3_600),
    "max_failures": (1, 100),
    "retry_minutes": (0, 1_440),
    "robots_hours": (0, 24),
    "delay_seconds": (0, 86_400),
    "concurrency": (1, 8),
    "max_pages": (1, 100_000),
    "poll_minutes": (0, 10_080),
    "max_age_days": (0, 36_500),
    "refetch_hours": (0, 8_760),
    "refetch_days": (0, 36_500),
    "min_pages_a_day": (1, 1_000_000),
    "max_pages_a_day": (1, 1_000_000),
    "silent_days": (0.01, 3_650),
}
_WHOLE = frozenset(
    {
        "max_page_bytes",
        "max_listing_bytes",
        "max_redirects",
        "retries",
        "max_failures",
        "concurrency",
        "max_pages",
        "min_pages_a_day",
        "max_pages_a_day",
    }
)
_FLAGS = frozenset({"allow_private_addresses", "enabled"})
_ADDRESSES = frozenset({"feeds", "sitemaps", "pages"})


def find(path: str | None = None) -> Path | None:
    """The file of sources: the one given, else that of ``KAWARABAN_SOURCES``, else ``sources.toml`` here; none without."""
    named = path or os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return Path(DEFAULT_FILE) if Path(DEFAULT_FILE).is_file() else None


def load(path: Path) -> Configuration:
    """What the file says; raises :class:`ConfigurationError` at the first thing that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError(f"there is no {path}; examples/sources.toml shows what one looks like") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read {path}: {error}") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Configuration:
    """What the text of a file says; ``path`` is for messages."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not TOML: {error}") from error
    _refuse_unknown(path, "at the top", data, {"fetch", "sources"})
    general, tables = data.get("fetch", {}), data.get("sources", [])
    if not isinstance(general, dict):
        raise ConfigurationError(f"{path}: [fetch] is a table")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigurationError(f"{path}: each source begins with [[sources]]")
    limit_names = {item.name for item in fields(Limits)}
    _refuse_unknown(path, "in [fetch]", general, limit_names | {"contact", "agent"})
    contact, agent = general.get("contact", ""), general.get("agent", "Kawaraban")
    _check_identity(path, contact, agent)
    limits = Limits(
        **{key: _value(path, "[fetch]", key, value) for key, value in general.items() if key in limit_names}
    )
    sources = [_source(path, number, table) for number, table in enumerate(tables, 1)]
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(f"{path}: two sources are named {name!r}")
    return Configuration(path, contact, agent, limits, tuple(sources))


def _check_identity(path: Path, contact: object, agent: object) -> None:
    if not isinstance(contact, str) or not contact.startswith(("https://", "http://", "mailto:")):
        raise ConfigurationError(
            f'{path}: [fetch] needs contact = "https://…" or "mailto:…": nothing is fetched anonymously; the owner of a '
            "site must be able to see who asks and to ask them to stop"
        )
    if not contact.isascii() or not contact.isprintable() or set(contact) & set("() "):
        raise ConfigurationError(f"{path}: contact in [fetch] stands in a header: printable ASCII without spaces or ()")
    if not isinstance(agent, str) or not agent.isascii() or not agent.replace("-", "").replace("_", "").isalpha():
        raise ConfigurationError(f"{path}: agent in [fetch] is a product token of letters, - and _ (RFC 9309)")


def _source(path: Path, number: int, table: Mapping[str, Any]) -> Source:
    name = table.get("name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise ConfigurationError(f"{path}: source {number} needs a name")
    where = f"source {name!r}"
    _refuse_unknown(path, f"in {where}", table, {item.name for item in fields(Source)})
    source = Source(
        name=name, **{key: _value(path, where, key, value) for key, value in table.items() if key != "name"}
    )
    if not source.listings + source.pages:
        raise ConfigurationError(f"{path}: {where} names no feeds, sitemaps or pages")
    if (source.min_pages_a_day or 0) > (source.max_pages_a_day or math.inf):
        raise ConfigurationError(f"{path}: {where}: min_pages_a_day is more than max_pages_a_day")
    return source


def _value(path: Path, where: str, key: str, value: Any) -> Any:
    """The value of a key as the dataclasses hold it."""

    def wrong(expected: str) -> ConfigurationError:
        return ConfigurationError(f"{path}: {where}: {key} = {value!r} is not {expected}")

    if key in _FLAGS:
        if not isinstance(value, bool):
            raise wrong("true or false")
        return value
    if key in _NUMBERS:
        low, high = _NUMBERS[key]
        kinds = (int,) if key in _WHOLE else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            raise wrong(f"a {'whole ' if key in _WHOLE else ''}number from {low:g} to {high:g}")
        return value
    if key == "ports":
        if not isinstance(value, list) or not all(type(port) is int and 0 < port < 65_536 for port in value):
            raise wrong("a list of ports")
        return tuple(value)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise wrong('a list of texts, such as ["https://example.jp/rss.xml"]')
    if key not in _ADDRESSES:
        return tuple(value)
    found = [address_of(item, item) for item in value]
    for item, address in zip(value, found, strict=True):
        if address is None:
            raise ConfigurationError(f"{path}: {where}: {item!r} in {key} is not an http or https address")
    return tuple(found)


def _refuse_unknown(path: Path, where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, sorted(known), n=1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"
            raise ConfigurationError(f"{path}: unknown key {key!r} {where}{hint}")
