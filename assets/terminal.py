"""What a person sees in the terminal: progress, the summary of a run, and what a fetch came to.

Belongs here: everything that formats for the terminal, except rows of a query (``answers``). rich is imported only when something is drawn.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assets.fetch.crawl import FetchSummary
    from assets.running import RunSummary

QUIET_SECONDS = 2.0
"""Progress shows after this long, and never where nobody looks."""
PLAIN_SECONDS = 10.0
"""Plain progress, for logs, gives a line this often."""
RECENT_SECONDS = 60.0
"""What counts as recent for a rate: a batch may take some seconds, and the first ones take longer."""
_UNITS = {"reading and annotating": "articles", "checking": "batches"}
_SHOWN_SECONDS = 0.005
VISIBLE = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
"""Control characters as their pictures: text from a page must not steer the terminal."""


def size_text(count: int) -> str:
    """Bytes for people.

    >>> size_text(999), size_text(1_234_567)
    ('999 bytes', '1.2 MB')
    """
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


class Pace:
    """How fast something is done: units a second over the recent past, and the seconds that are left."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: deque[tuple[float, int]] = deque()

    def hear(self, done: int) -> None:
        """So much is done by now; less than before is another piece of work."""
        if self._heard and done < self._heard[-1][1]:
            self._heard.clear()
        now = self._clock()
        self._heard.append((now, done))
        while len(self._heard) > 2 and self._heard[1][0] <= now - RECENT_SECONDS:
            self._heard.popleft()

    @property
    def rate(self) -> float | None:
        """Units a second from the oldest recent news to the newest; ``None`` before the second."""
        if len(self._heard) < 2:
            return None
        (began, before), (ended, after) = self._heard[0], self._heard[-1]
        return (after - before) / (ended - began) if ended > began else None

    def left(self, total: int) -> float | None:
        """Seconds until ``total`` is done, counted down since the newest news; ``None`` where nobody can know."""
        rate = self.rate
        if not rate:
            return None
        ended, after = self._heard[-1]
        return max(0.0, (total - after) / rate - (self._clock() - ended))

    def text(self, total: int | None, unit: str) -> str:
        """Rate and time left, for people: ``183 articles/s, 1:02:05 left``."""
        rate = self.rate
        if rate is None:
            return ""
        words = [f"{rate:,.0f} {unit}/s" if rate >= 10 else f"{rate:.1f} {unit}/s"]
        left = self.left(total) if total else None
        if left is not None:
            minutes, seconds = divmod(round(left), 60)
            hours, minutes = divmod(minutes, 60)
            words.append(f"{hours}:{minutes:02}:{seconds:02} left" if hours else f"{minutes}:{seconds:02} left")
        return ", ".join(words)


class Bars:
    """Progress bars on standard error, one a phase; silent when it is not a terminal or the work is short.

    ``plain`` prints a line now and then instead, terminal or not.
    """

    def __init__(self, *, plain: bool = False) -> None:
        self._phases: dict[str, tuple[int, int | None]] = {}
        self._tasks: dict[str, Any] = {}
        self._paces: dict[str, Pace] = {}
        self._progress: Any = None
        self._lock = threading.Lock()
        self._plain = plain
        self._printed = float("-inf")
        self._timer = threading.Timer(QUIET_SECONDS, self._start)
        self._timer.daemon = True
        if sys.stderr.isatty() and not plain:
            self._timer.start()

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the terminal as it was."""
        self._timer.cancel()
        with self._lock:
            if self._progress is not None:
                self._progress.stop()

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Show ``done`` of ``total`` in ``phase``; a phase that is over gives way to the next."""
        with self._lock:
            is_new = phase not in self._phases
            self._phases = {phase: (done, total)}
            if phase in _UNITS:
                self._paces.setdefault(phase, Pace()).hear(done)
            if self._plain:
                self._print(is_new)
            elif self._progress is not None:
                self._draw()

    def _print(self, is_new: bool) -> None:
        ((phase, (done, total)),) = self._phases.items()
        if is_new or done == total or time.monotonic() - self._printed >= PLAIN_SECONDS:
            self._printed = time.monotonic()
            words = [phase, _count_text(done, total), self._pace_text(phase)]
            sys.stderr.write("  ".join(word for word in words if word) + "\n")
            sys.stderr.flush()

    def _pace_text(self, phase: str) -> str:
        pace = self._paces.get(phase)
        return pace.text(self._phases.get(phase, (0, None))[1], _UNITS[phase]) if pace else ""

    def _start(self) -> None:
        with self._lock:
            self._progress = _bars(self._pace_text)
            self._progress.start()
            self._draw()

    def _draw(self) -> None:
        for phase, task in self._tasks.items():
            self._progress.update(task, visible=phase in self._phases)
        for phase, (done, total) in self._phases.items():
            if phase not in self._tasks:
                self._tasks[phase] = self._progress.add_task(phase, total=total, count="")
            self._progress.update(
                self._tasks[phase], completed=done, total=total, count=_count_text(done, total), visible=True
            )


def _count_text(done: int, total: int | None) -> str:
    return f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""


class Steps:
    """Progress of a fetch: hears its steps and moves the bars."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._listings = self._pages = 0

    def __call__(self, step: str, _address: str) -> None:
        """Count what is done; how much there is, nobody knows."""
        self._listings += step == "listing"
        self._pages += step in ("kept", "settled")
        if step in ("landing", "landed"):
            self._bars("landing", 0, None)
        elif self._pages:
            self._bars("fetching pages", self._pages, None)
        else:
            self._bars("reading feeds", self._listings, None)


def _bars(pace: Callable[[str], str]) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
    from rich.text import Text

    class PaceColumn(ProgressColumn):
        """Asked anew at each drawing, so that the time left runs down between two batches."""

        def render(self, task: Task) -> Text:
            return Text(pace(task.description), no_wrap=True)

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=16),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        PaceColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


def moment_text(seconds: float | None) -> str | None:
    """A time since 1970 as people here read it: local to Asia/Tokyo, to the minute."""
    if seconds is None:
        return None
    import datetime as dt
    from zoneinfo import ZoneInfo

    return dt.datetime.fromtimestamp(seconds, ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M")


_LISTINGS = {"read": "read", "unchanged": "unchanged", "waiting": "not due yet", "failed": "failed"}
_PAGES = {
    "unchanged": "unchanged since last time",
    "duplicate": "lead to a page that is fetched by itself",
    "failed": "failed, to be tried again",
    "postponed": "of hosts that were not asked any more",
}


def show_fetch(summary: FetchSummary, data: str, seconds: float) -> None:
    """What a fetch did, in a few lines on standard output; problems follow on standard error."""
    pages = dict(summary.pages)
    listings = [f"{summary.listings[key]} {words}" for key, words in _LISTINGS.items() if summary.listings[key]]
    waiting = f", {summary.waiting} left for later runs" if summary.waiting else ""
    lines = [
        f"feeds     {', '.join(listings) or 'none'}",
        f"pages     {summary.queued} new, {pages.pop('fetched', 0)} fetched{waiting}",
    ]
    lines += [f"          {pages.pop(key)} {words}" for key, words in _PAGES.items() if key in pages]
    lines += [f"          {count} x {reason}" for reason, count in sorted(pages.items())]
    landed = summary.landed
    places = f", {landed.new_locations} known ones at new places" if landed.new_locations else ""
    lines.append(
        f"landed    {landed.new_documents} new documents{places}, {landed.rejected} refused    {seconds:.1f} s"
    )
    if summary.spooled:
        lines.append(f"waiting   {summary.spooled} fetched pages could not be landed yet; the next fetch does it")
    if summary.changed:
        lines.append(f"next      kawaraban run --data {data}")
    sys.stdout.write("\n".join(lines) + "\n")
    _show_problems(summary)


def show_plan(summary: FetchSummary, wanted: dict[str, list[str]]) -> None:
    """What a fetch would ask for: a page a line, below the name of its source."""
    for name, urls in wanted.items():
        lines = [f"{name}: {len(urls)} pages", *(f"  {url.translate(VISIBLE)}" for url in urls)]
        sys.stdout.write("\n".join(lines) + "\n")
    _show_problems(summary)


def _show_problems(summary: FetchSummary) -> None:
    for problem in summary.problems:
        sys.stderr.write(problem.translate(VISIBLE) + "\n")
    if summary.problem_count > len(summary.problems):
        sys.stderr.write(f"and {summary.problem_count - len(summary.problems)} more\n")


def show_summary(summary: RunSummary, data: str, seconds: float, *, profile: bool) -> None:
    """What the run did, in a few lines on standard output."""
    out = sys.stdout
    landed = summary.landed
    if not summary.changed and not summary.failures:
        print(f"nothing changed: {landed.known} records in {landed.files} files are already here", file=out)
        return
    known = f", {landed.known} already known" if landed.known else ""
    places = f", {landed.new_locations} known ones at new places" if landed.new_locations else ""
    lines = [f"landed    {landed.new_documents} new documents from {landed.files} files{places}{known}"]
    if summary.reports and not landed.batches:
        lines.append("anew      every part that other code, lexicons or dictionaries had made, or that was missing")
    if summary.rows:
        published = sum(
            count for reason, count in summary.rejections.items() if reason in ("repaired", "invalid_field")
        )
        rejected = sum(summary.rejections.values()) - published - summary.rejections["passed_over"]
        own = summary.rows["articles"]
        in_all = f" now, {summary.articles} in all" if summary.articles > own else ""
        lines.append(f"articles  {own}{in_all}  ({rejected} rejected, {published} repaired)")
        lines += [f"          {count} x {reason}" for reason, count in sorted(summary.rejections.items())]
        names = (
            "sentences",
            "tokens",
            "mentions",
            "statements",
            "quotations",
            "time_expressions",
            "quantities",
            "hedges",
        )
        lines.append("found     " + ", ".join(f"{summary.rows[name]} {name.replace('_', ' ')}" for name in names))
    lines += [f"warning   {warning}" for warning in summary.warnings]
    lines += [f"FAILED    {failure}" for failure in summary.failures]
    if not summary.failures:
        lines.append("checks    passed" + (f", {len(summary.warnings)} warnings" if summary.warnings else ""))
    if summary.quarantined:
        lines.append(
            f"          {summary.quarantined} documents set aside for a rule they break: rejections, check_failed"
        )
    if summary.unseen:
        lines.append(
            f"          {summary.unseen} documents wait for Great Expectations: it looks when a tenth is new, in Dagster's "
            "checks, or with --expectations"
        )
    if summary.release:
        lines.append(
            f"release   {summary.release} (verified)" if not summary.failures else f"release   {summary.release}"
        )
    lines.append(f"tables    {data}/tables    catalog {data}/kawaraban.duckdb    {seconds:.1f} s")
    if profile:
        lines += _profile(summary)
    print("\n".join(lines), file=out)


def _profile(summary: RunSummary) -> list[str]:
    """Where a run's time went, the longest phase first, and the most memory that its processes held."""
    taken = {name: value for name, value in summary.cpu_seconds().items() if value >= _SHOWN_SECONDS}
    clock = summary.seconds_by_stage()
    lines = [f"profile   {'processor':>11s} {'clock':>11s}   summed over processes; imports are not counted"]
    for name, value in sorted(taken.items(), key=lambda item: -item[1]):
        by_clock = f"{clock[name]:9.2f} s" if name in clock else " " * 11
        lines.append(f"          {value:9.2f} s {by_clock}   {name}")
    peaks = [used.peak_bytes / 1e6 for used in summary.usages().values()]
    workers = f", a worker {max(peaks[1:]):.0f} MB" if peaks[1:] else ""
    return [*lines, f"memory    {peaks[0]:.0f} MB at most{workers}"]
