"""A simulated stretch of days: a site whose articles appear, change, vanish and come twice, and a Dagster instance that follows it.

Belongs here: the site, the days, and what must be true of them afterwards. ``benchmarks.month`` runs it long, ``tests/graph/test_month.py``
short. The clock is the warehouse's (``fetched_at``); the schedule, the sensor and the job are those of the definitions; nobody waits.
"""

from __future__ import annotations

import datetime as dt
import gc
import math
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from assets import pruning
from assets.definitions import build_definitions
from assets.events import together
from assets.resources import Warehouse
from schemas.dataset import DATASET
from tests.fetch.conftest import Reply, Request, Site, article, feed
from warehouse import landing, tables
from warehouse.layout import Layout
from warehouse.release import manifest

TOKYO = dt.timezone(dt.timedelta(hours=9))
FAULTS = ("error", "busy", "cut", "hang", "empty_type", "charset")
"""How an answer may go wrong: HTTP 500, 503, a connection that is reset, one that hangs, a wrong content type, a wrong encoding."""


@dataclass
class World:
    """What the site has. ``expected`` are addresses that must be found again, in the data or in the rejections."""

    site: Site
    share: float
    random: random.Random
    listed: list[str] = field(default_factory=list)
    expected: dict[str, set[bytes]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    vanished: set[str] = field(default_factory=set)
    number: int = 0

    def appear(self, count: int, *, twice: bool = False) -> list[str]:
        """New articles, at the top of the feed; the first also at a second address with the same bytes, and under one with a tag."""
        made = []
        for _ in range(count):
            self.number += 1
            made.append(self._page(f"/news/{self.number}.html", article(self.number)))
        if twice and made:
            made.append(self._page(f"/again/{self.number}.html", article(self.number - count + 1)))
        urls = [self.site.url(path) for path in made]
        self.listed = [*urls, *self.listed][:60]
        self._feed([*self.listed, *(f"{url}?utm_source=feed" for url in urls[:1])])
        return made

    def change(self, path: str) -> None:
        """An article is another from now on; whoever asks again gets the new one."""
        self._page(path, article(self.number, words=f"改めた方針{len(self.expected[path])}"))

    def vanish(self, path: str) -> None:
        """An article is gone, which loses nothing that was fetched before."""
        self.vanished.add(path)
        self.site[path] = Reply(b"gone", 410)

    def _page(self, path: str, body: bytes) -> str:
        self.expected.setdefault(path, set()).add(body)
        self.site[path] = self._sometimes_wrong(Reply(body))
        return path

    def _feed(self, urls: list[str]) -> None:
        self.site["/rss.xml"] = self._sometimes_wrong(feed(*urls))

    def _sometimes_wrong(self, good: Reply) -> Callable[[Request], Reply]:
        def answer(_request: Request) -> Reply:
            if self.random.random() >= self.share:
                return good
            fault = self.random.choice(FAULTS)
            self.faults[fault] += 1
            return {
                "error": Reply(b"broken", 500),
                "busy": Reply(b"busy", 503),
                "cut": Reply(good.body, media_type=good.media_type, cut=len(good.body) // 2),
                "hang": Reply(good.body, media_type=good.media_type, pause=30),
                "empty_type": Reply(good.body, media_type="image/png"),
                "charset": Reply(good.body, media_type=f"{str(good.media_type).partition(';')[0]}; charset=shift_jis"),
            }[fault]

        return answer


@dataclass(frozen=True)
class Day:
    """What a day left: bytes on disk by part of the data directory (a file that releases share counts once), and memory."""

    day: str
    runs: int
    failed: int
    documents: int
    released: str | None
    released_articles: int
    bytes: dict[str, int]
    resident: int


class Month:
    """Days that follow each other in one data directory and one Dagster instance."""

    def __init__(
        self,
        root: Path,
        site: Site,
        *,
        share: float = 0.01,
        seed: int = 1,
        a_day: int = 12,
        looks: tuple[int, ...] = (17, 23),
        keep_releases: int | None = None,
        keep_run_days: int | None = None,
        is_on_disk: bool = True,
    ) -> None:
        """``keep_releases`` and ``keep_run_days`` are what a data team would set; without ``is_on_disk`` the instance keeps its events in memory."""
        self.root, self.layout = root, Layout(root / "data")
        self.world = World(site, share, random.Random(seed))
        self.a_day, self.looks = a_day, looks
        self.keep_releases, self.keep_run_days, self.is_on_disk = keep_releases, keep_run_days, is_on_disk
        self.began: list[dt.datetime] = []
        self.cursor: str | None = None
        self.days: list[Day] = []
        self.problems: list[str] = []
        self.sources = root / "sources.toml"
        self.sources.write_text(
            f'[fetch]\ncontact = "mailto:a@example.jp"\nports = [{site.port}]\nretries = 1\nbackoff_seconds = 0\nrequest_seconds = 0.5\n'
            'retry_minutes = 30\nrobots_hours = 1\n[[sources]]\nname = "凪浜新報"\n'
            f'feeds = ["{site.url("/rss.xml")}"]\ndelay_seconds = 0\npoll_minutes = 60\nrefetch_hours = 20\nrefetch_days = 2\n'
            "min_pages_a_day = 1\nmax_pages_a_day = 1000\nsilent_days = 2\nallow_private_addresses = true\n",
            encoding="utf-8",
        )

    def live(
        self, first: dt.date, count: int, *, seconds: float = math.inf, say: Callable[[Day], None] = lambda _: None
    ) -> None:
        """So many days, or as many as fit into these seconds; ``say`` hears of each. Articles come overnight and before each look of the sensor:
        on two of three days there is one, and the second is just before midnight."""
        until = time.monotonic() + seconds
        site, world = self.world.site, self.world
        site["/robots.txt"] = Reply(b"User-agent: *\nAllow: /", media_type="text/plain")
        known: list[str] = []
        with self._instance() as instance:
            for number in range(count):
                if time.monotonic() > until:
                    break
                day = first + dt.timedelta(days=number)
                self.began.append(dt.datetime.now(dt.UTC))
                if len(known) > 2 * self.a_day:
                    world.change(known[-self.a_day])
                    world.vanish(known[-2 * self.a_day])
                known += world.appear(self.a_day, twice=number % 2 == 0)
                runs = [self._morning(instance, day)]
                for hour in self.looks[number % 3 : number % 3 + 1]:
                    known += world.appear(1)
                    runs += self._look(instance, day, hour)
                self._prune(instance)
                self._note(day, runs)
                say(self.days[-1])
            # what failed at the end is fetched by a quiet look
            world.share = 0.0
            self._look(instance, first + dt.timedelta(days=len(self.days)), 9)
            made = instance.get_materialized_partitions(dg.AssetKey("articles"))
            self.problems += [f"not made, says Dagster: {day.day}" for day in self.days if day.day not in made]

    def _prune(self, instance: dg.DagsterInstance) -> None:
        """What ``prune_schedule`` does, by days that are minutes."""
        if self.keep_run_days is not None and len(self.began) > self.keep_run_days:
            before = self.began[-self.keep_run_days] if self.keep_run_days else dt.datetime.now(dt.UTC)
            pruning.delete(instance, pruning.plan(instance, before))

    @contextmanager
    def _instance(self) -> Iterator[dg.DagsterInstance]:
        home = self.root / "home"
        home.mkdir(exist_ok=True)
        if not self.is_on_disk:
            with dg.DagsterInstance.ephemeral() as instance:
                yield instance
            return
        (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
        with dg.DagsterInstance.from_config(str(home)) as instance:
            yield instance

    def _warehouse(self, day: dt.date, hour: int) -> Warehouse:
        moment = dt.datetime.combine(day, dt.time(hour, 0 if hour < 23 else 50), TOKYO)
        return Warehouse(
            root=str(self.layout.root),
            inbox=[],
            sources=str(self.sources),
            fetched_at=moment.isoformat(),
            workers=1,
            keep_releases=self.keep_releases,
        )

    def _morning(self, instance: dg.DagsterInstance, day: dt.date) -> bool:
        """The schedule's tick at five, and the run it asks for."""
        definitions = build_definitions(self._warehouse(day, 5))
        schedule = definitions.resolve_schedule_def("daily_schedule")
        at = dt.datetime.combine(day, dt.time(5), TOKYO)
        context = dg.build_schedule_context(
            instance, scheduled_execution_time=at, repository_def=definitions.get_repository_def()
        )
        asked = schedule.evaluate_tick(context).run_requests
        (request,) = asked or ()
        return self._run(definitions, instance, str(request.partition_key))

    def _look(self, instance: dg.DagsterInstance, day: dt.date, hour: int) -> list[bool]:
        """The sensor's look, and the runs it asks for."""
        warehouse = self._warehouse(day, hour)
        definitions = build_definitions(warehouse)
        sensor = definitions.resolve_sensor_def("new_pages")
        context = dg.build_sensor_context(instance=instance, cursor=self.cursor, resources={"warehouse": warehouse})
        found = sensor(context)
        if not isinstance(found, dg.SensorResult):
            return []
        self.cursor = found.cursor
        return [self._run(definitions, instance, str(request.partition_key)) for request in found.run_requests or ()]

    def _run(self, definitions: dg.Definitions, instance: dg.DagsterInstance, day: str) -> bool:
        job = definitions.resolve_job_def("daily")
        with together(instance):  # a run's two hundred events would wait for the disk one by one
            done = job.execute_in_process(partition_key=day, instance=instance, raise_on_error=False)
        if not done.success:
            errors = [str(event.step_failure_data.error.message) for event in done.all_events if event.is_step_failure]
            self.problems.append(f"{day}: {'; '.join(errors) or 'a check failed'}"[:300])
        return done.success

    def _note(self, day: dt.date, runs: list[bool]) -> None:
        versions = manifest.versions(self.layout, "local")
        held = manifest.read_manifest(self.layout.release(versions[0], "local")) if versions else None
        gc.collect()
        self.days.append(
            Day(
                day.isoformat(),
                len(runs),
                runs.count(False),
                sum(landing.record_count(self.layout, *batch) for batch in landing.batches(self.layout)),
                versions[0] if versions else None,
                held["articles"]["total"] if held else 0,
                sizes(self.layout.root) | {"instance": sum(sizes(self.root / "home").values())},
                resident(),
            )
        )

    def wrong(self) -> list[str]:
        """What is lost, what is there twice, and which days have no release of their own; nothing, where all is well."""
        rows = tables.read_table(self.layout, DATASET.table("document_locations")).to_pylist()
        rejected = tables.read_table(self.layout, DATASET.table("rejections")).to_pylist()
        places = Counter((row["document_id"], row["location"]) for row in rows)
        found = [f"twice: {place}" for place, times in places.items() if times > 1]
        articles = Counter(tables.read_table(self.layout, DATASET.table("articles"))["article_id"].to_pylist())
        found += [f"twice: {article_id}" for article_id, times in articles.items() if times > 1]
        there = {row["location"] for row in rows} | {row["location"] for row in rejected}
        for path in self.world.expected:
            if self.world.site.url(path) not in there and path not in self.world.vanished:
                found.append(f"lost: {path}")
        stored = [
            row["document_id"]
            for batch in landing.batches(self.layout)
            for row in landing.read_batch(self.layout, *batch).to_pylist()
            if row["content"] is not None
        ]
        found += [f"kept twice: {name}" for name, times in Counter(stored).items() if times > 1]
        versions = [day.released for day in self.days]
        found += [
            f"no release of {day.day}"
            for day, before in zip(self.days, [None, *versions], strict=False)
            if day.released in (None, before)
        ]
        return [*found, *self.problems]


def sizes(root: Path) -> dict[str, int]:
    """Bytes on disk by the first directory; a file that is linked several times counts once, where it is first met."""
    seen: set[int] = set()
    found: Counter[str] = Counter()
    for directory, names, files in os.walk(root):
        names.sort()
        for name in files:
            about = Path(directory, name).lstat()
            if about.st_ino not in seen:
                seen.add(about.st_ino)
                found[Path(directory, name).relative_to(root).parts[0]] += about.st_size
    return dict(found)


def resident() -> int:
    """Bytes of memory that this process holds now, where the system tells; otherwise the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def figures(days: list[Day]) -> dict[str, Any]:
    """How the last third of the days compares with the third before it: growth of bytes by part, and of memory."""
    third = len(days) // 3
    early, late = days[-2 * third - 1 : -third], days[-third - 1 :]

    def growth(some: list[Day], name: str) -> int:
        return some[-1].bytes.get(name, 0) - some[0].bytes.get(name, 0)

    names = sorted({name for day in days for name in day.bytes})
    return {
        "growth": {name: (growth(early, name), growth(late, name)) for name in names},
        "memory": (early[-1].resident, late[-1].resident),
    }
