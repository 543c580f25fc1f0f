"""Resources: the one place that reads the environment.

========================  ===========================================================  =================
variable                  meaning                                                      default
========================  ===========================================================  =================
``KAWARABAN_DATA``        data directory or its address: landing, tables, releases     ``data``
``KAWARABAN_INBOX``       files, directories, globs, addresses, separated by ``:``     ``examples``; nothing
                                                                                       where there are sources
``KAWARABAN_SOURCES``     file of sources to fetch                                     ``sources.toml``, if it
                                                                                       is there
``KAWARABAN_EDITION``     edition of the releases: ``local``, or ``public`` to give away     ``local``
``KAWARABAN_REDISTRIBUTION`` what a public release repeats, as ``example.jp=full``, separated by spaces     as sources' licences say
``KAWARABAN_FETCHED_AT``  fixes the landing time (ISO 8601), for rebuilds              now
``KAWARABAN_START``       first day of the partitions (``YYYY-MM-DD``)                   first day landed
``KAWARABAN_WORKERS``     processes to work with                                       number of cores
``KAWARABAN_ENGINE``      what works on batches: ``local`` or ``dask``                 ``local``
``KAWARABAN_SCHEDULER``   Dask scheduler to work with, as ``tcp://host:8786``          a cluster of this
                                                                                       machine
``KAWARABAN_ALERT``       command, or http(s) address, that hears of every failure     only the log
``KAWARABAN_SCHEDULES``   schedules that run unless stopped: ``daily``, ``candidate``,  none
                          ``prune``
``KAWARABAN_KEEP_RELEASES`` newest local releases to keep, and the last of each month  all of them
``KAWARABAN_KEEP_RUN_DAYS`` days of Dagster's runs that the job ``prune_runs`` keeps   90
========================  ===========================================================  =================
"""

import datetime as dt
import os
import re
import time
from collections.abc import Callable

import dagster as dg
from pydantic import Field

from assets.batches import parse_time
from assets.fetch import configuration
from warehouse.errors import WarehouseError
from warehouse.layout import Layout, place

# ":" but not those of "s3://bucket" and "https://example.jp:8080/a.zip"
_SEPARATOR = re.compile(rf"{os.pathsep}(?!//|\d+(?:/|$))")


_LOADED = time.monotonic()


class Warehouse(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where data lies and what is ingested. Production, tests and the command line configure the same resource."""

    root: str = "data"
    inbox: list[str] = Field(default=["examples"], description="Files, directories, globs or addresses to ingest.")
    sources: str | None = Field(default=None, description="File of sources to fetch; none: nothing is fetched.")
    redistribution: list[str] = Field(
        default=[],
        description="What a public release repeats of a source, as example.jp=full, whatever its licence says.",
    )
    fetched_at: str | None = None
    start: str | None = Field(default=None, description="First day of the partitions; none: the first that was landed.")
    edition: str = Field(
        default="local", description="Edition of the releases: local for whoever makes them, public to give away."
    )
    workers: int = 1
    engine: str = Field(default="local", description="What works on the batches of a day: local or dask.")
    scheduler: str | None = Field(
        default=None, description="Address of a Dask scheduler; none: a cluster of this machine."
    )

    alert: str | None = Field(
        default=None, description="Command, or http(s) address, that hears of every failure; none: only the log."
    )
    schedules: list[str] = Field(default=[], description="Schedules that run unless somebody stops them.")
    keep_releases: int | None = Field(
        default=None,
        ge=1,
        description="Newest releases of the local edition to keep, and the last of each month; none: all of them.",
    )
    keep_run_days: int = Field(default=90, ge=1, description="Days of runs that the job prune_runs keeps whole.")

    @property
    def layout(self) -> Layout:
        """Every path of the data directory."""
        return Layout(place(self.root))

    def landing_time(self) -> dt.datetime:
        """Time of landing: the fixed one, or now (UTC)."""
        return parse_time(self.fetched_at) if self.fetched_at else dt.datetime.now(dt.UTC)

    def clock(self) -> Callable[[], float]:
        """Seconds since 1970 as fetching counts its waits: of this machine, or going on from the fixed time of landing since this process began."""
        if not self.fetched_at:
            return time.time
        ahead = self.landing_time().timestamp() - _LOADED
        return lambda: time.monotonic() + ahead


def _paths(value: str) -> list[str]:
    """Paths in a list; the colons of an address separate nothing.

    >>> _paths("examples:s3://bucket/news:https://example.jp:8080/a.zip")
    ['examples', 's3://bucket/news', 'https://example.jp:8080/a.zip']
    """
    return [path for path in _SEPARATOR.split(value) if path]


def _names(value: str) -> list[str]:
    """Names in a list.

    >>> _names("daily, candidate")
    ['daily', 'candidate']
    """
    return value.replace(",", " ").split()


class SettingError(WarehouseError):
    """A variable of the environment has a value that means nothing."""


def _count(name: str, default: int | None) -> int | None:
    """A whole number from one on; raises :class:`SettingError` where it is none."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise SettingError(f"{name}: {text!r} is not a number of 1 or more")
    return int(text)


def from_environment() -> Warehouse:
    """The resource as the environment configures it."""
    sources = configuration.find()
    inbox = os.environ.get("KAWARABAN_INBOX", "" if sources else "examples")
    return Warehouse(
        root=os.environ.get("KAWARABAN_DATA", "data"),
        inbox=_paths(inbox),
        sources=str(sources) if sources else None,
        fetched_at=os.environ.get("KAWARABAN_FETCHED_AT"),
        start=os.environ.get("KAWARABAN_START") or None,
        redistribution=os.environ.get("KAWARABAN_REDISTRIBUTION", "").split(),
        edition=os.environ.get("KAWARABAN_EDITION") or "local",
        workers=int(os.environ.get("KAWARABAN_WORKERS", os.cpu_count() or 1)),
        engine=os.environ.get("KAWARABAN_ENGINE", "local"),
        scheduler=os.environ.get("KAWARABAN_SCHEDULER"),
        # as the name of a variable, because the UI shows what a resource is configured with, and an address may hold a secret
        alert=dg.EnvVar("KAWARABAN_ALERT") if os.environ.get("KAWARABAN_ALERT") else None,
        schedules=_names(os.environ.get("KAWARABAN_SCHEDULES", "")),
        keep_releases=_count("KAWARABAN_KEEP_RELEASES", None),
        keep_run_days=_count("KAWARABAN_KEEP_RUN_DAYS", 90) or 90,
    )
