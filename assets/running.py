"""``kawaraban run`` as a function: land, make, check, merge, catalogue, release. No Dagster, no terminal.

Belongs here: the order of a run and what it reports. Does not belong here: how any of it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from assets import batches, checking
from assets.engines import Engine, Local
from assets.interrupts import heed
from assets.metering import Meter, Usage, usage
from pipeline.versions import versions
from warehouse import catalog, landing, made, tables, withdrawing
from warehouse.layout import TIME_ZONE, Edition, Layout
from warehouse.release import build as building
from warehouse.release import index, manifest, retention
from warehouse.sources import InputError, check, expand

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, what is done of it, and of how much (``None`` where that is not known)."""


@dataclass
class RunSummary:
    """What a run did. ``failures`` is empty when every blocking check passed.

    ``rows`` are those of what this run made, ``articles`` all that are there now. ``unseen`` are documents that Great Expectations has not looked at yet, ``quarantined`` those set aside for a rule that they break.
    """

    landed: landing.LandingSummary
    reports: list[batches.BatchReport]
    merged: list[str]
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rejections: Counter[str] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    release: Path | None = None
    unseen: int = 0
    quarantined: int = 0
    meter: Meter = field(default_factory=Meter)

    @property
    def changed(self) -> bool:
        """Whether anything was landed, made, merged or released."""
        return bool(self.landed.batches or self.reports or self.merged or self.release)

    def seconds_by_stage(self) -> dict[str, float]:
        """Wall-clock seconds by stage, summed over batches."""
        total: Counter[str] = Counter()
        for report in self.reports:
            total.update(report.seconds)
        return dict(total)

    def cpu_seconds(self) -> dict[str, float]:
        """Processor seconds by phase, of every process; those of the stages summed over batches."""
        total: Counter[str] = Counter()
        for report in self.reports:
            total.update(report.cpu_seconds)
        return {**total, **self.meter.seconds}

    def usages(self) -> dict[int, Usage]:
        """What each process used since it started, the one that asks first; by process id."""
        used = {usage().pid: usage()}
        for report in self.reports:
            known = used.get(report.usage.pid, report.usage)
            used[report.usage.pid] = max(known, report.usage, key=lambda found: found.cpu_seconds)
        return used


def run(
    root: Path,
    paths: Sequence[str],
    *,
    fetched_at: dt.datetime,
    engine: Engine | None = None,
    release: bool = True,
    expectations: bool | None = None,
    max_quarantined: float = checking.QUARANTINED_SHARE,
    progress: Progress = lambda _phase, _done, _total: None,
) -> RunSummary:
    """Bring the data directory up to date with the input, and leave a verified local release when anything changed.

    ``engine`` does the work on batches; without one, this process does. ``expectations`` says whether Great Expectations looks at what it
    has not seen; without it, whether that is much (:mod:`assets.checking`). Raises :class:`warehouse.sources.InputError` where a
    path does not exist, :class:`warehouse.tables.LockedError` where another run holds the directory,
    :class:`assets.engines.EngineError` where the engine cannot work, and :class:`assets.engines.ShardError` where a batch failed
    again and again.
    """
    layout, meter, engine = Layout(root), Meter(), engine or Local()
    engine.check()
    _refuse_nothing(layout, paths)
    with tables.hold(layout):
        with meter.phase("landing"):
            tables.clean_temporary(layout)
            mended = batches.put_aside_damaged(layout)
            landed = landing.land(
                layout, paths, fetched_at, on_progress=lambda landed: progress("landing", landed.files, None)
            )
        with meter.phase("handing out batches"):
            withdrawing.forget(layout, withdrawing.out_of_step(layout))
            reports = _process(layout, engine, progress)
            if withdrawing.catch_up(layout):
                withdrawing.forget(layout, withdrawing.out_of_step(layout))
                reports += _process(layout, engine, progress)
        _take_out_own(meter, reports)
        summary = RunSummary(landed, reports, [], meter=meter, warnings=mended)
        heed()
        with meter.phase("proving again"):
            batches.prove_again(layout)
        with meter.phase("merging"):
            summary.merged = [name for name, info in batches.merge_corpus_tables(layout).items() if info is not None]
        heed()
        with meter.phase("checking"):
            _validate(layout, summary, expectations, progress)
            summary.failures += checking.blocked(layout, share=max_quarantined)
        _count(layout, reports, summary)
        with meter.phase("catalog"):
            if summary.merged or reports or not layout.catalog.exists():
                catalog.build(layout)
        heed()
        with meter.phase("release"):
            index.mend(layout, "local")
            if release and not summary.failures and not _is_current(layout, "local", {}):
                summary.release = _release(layout, "local", {}, progress, None, meter)
    return summary


def _refuse_nothing(layout: Layout, paths: Sequence[str]) -> None:
    check(paths, layout.root)
    if not landing.batches(layout) and not any(True for _ in expand(paths, layout.root)):
        raise InputError(
            f"nothing to read was found in {', '.join(map(str, paths))}; `kawaraban run --help` says what is read"
        )


def _take_out_own(meter: Meter, reports: Sequence[batches.BatchReport]) -> None:
    """Leave to the coordinator only its own time where it made batches itself: the stages count those."""
    own = (report for report in reports if report.usage.pid == usage().pid)
    meter.seconds["handing out batches"] -= sum(sum(report.cpu_seconds.values()) for report in own)


def _process(layout: Layout, engine: Engine, progress: Progress) -> list[batches.BatchReport]:
    todo = batches.pending(layout)
    sizes = {batch: landing.record_count(layout, *batch) for batch in todo}
    done = 0

    def advance(report: batches.BatchReport) -> None:
        nonlocal done
        done += sizes[report.day, report.batch]
        progress("reading and annotating", done, sum(sizes.values()))

    progress("reading and annotating", 0, sum(sizes.values()))
    return batches.process_all(layout, todo, engine=engine, on_done=advance)


def _validate(layout: Layout, summary: RunSummary, expectations: bool | None, progress: Progress) -> None:
    """Ask Great Expectations where that is due; warnings are told once, failures until they are mended."""
    unseen, total = checking.waiting(layout)
    is_due = unseen >= checking.NEW_SHARE * total if expectations is None else expectations
    if is_due:
        validations = checking.validate(layout, lambda done, total: progress("checking", done, total))
        validations += checking.validate_merged(layout, checking.unchecked_merged(layout))
        for validation in validations:
            names = [result.name for result in validation.failed if result.severity == "warn"]
            summary.warnings += [f"{validation.table}: {name}" for name in names]
    summary.unseen = 0 if is_due else unseen
    summary.quarantined = len(checking.quarantined(layout))


def _count(layout: Layout, reports: Sequence[batches.BatchReport], summary: RunSummary) -> None:
    """Rows of what this run made, its rejections by reason, and the articles of all runs."""
    summary.articles = sum(record.parts["articles"].rows for record in made.records(layout).values())
    for report in reports:
        for name, rows in report.rows.items():
            summary.rows[name] = summary.rows.get(name, 0) + rows
        summary.rejections.update(report.rejections)


def _release(
    layout: Layout,
    edition: Edition,
    redistribution: Mapping[str, str],
    progress: Progress,
    version: str | None,
    meter: Meter,
) -> Path:
    def hear(step: str) -> None:
        heed()
        meter.step(f"release: {step}")
        progress(f"releasing: {step}", 0, None)

    return building.build(
        layout,
        version,
        edition=edition,
        versions=versions(),
        redistribution=redistribution,
        figures=_figures(hear),
        on_progress=hear,
    )


def _is_current(layout: Layout, edition: Edition, terms: Mapping[str, str]) -> bool:
    """Whether a release of today's tables, code and figures is there; figures are asked for where all else is the same."""
    return building.is_current(layout, edition, versions=versions(), redistribution=terms) and building.is_current(
        layout, edition, versions=versions(), redistribution=terms, figures=_figures(lambda _: None)
    )


def _figures(hear: Callable[[str], None]) -> pa.Table:
    """How right the columns are; computed where no build of this code did so before."""
    from assets.evaluation.kept import accuracy

    hear("accuracy")
    return accuracy()


@dataclass(frozen=True)
class Released:
    """A release, whether it was made just now or was there already, and which others were set aside."""

    path: Path
    is_new: bool
    set_aside: tuple[str, ...] = ()


def build_release(
    root: Path,
    version: str | None = None,
    *,
    edition: Edition = "local",
    redistribution: Mapping[str, str] | None = None,
    max_quarantined: float = checking.QUARANTINED_SHARE,
    keep: int | None = None,
    today: dt.date | None = None,
    wait: float = 0,
    progress: Progress = lambda _phase, _done, _total: None,
) -> Released:
    """Build and verify a release of what the tables hold now; without a version, the newest one where it is current.

    Then, where ``keep`` says how many, all but the newest releases of the local edition are set aside (``release.retention``).

    Raises :class:`warehouse.release.manifest.ReleaseError` where a validation blocks it or verification fails.
    """
    layout, terms = Layout(root), redistribution or {}
    with tables.hold(layout, wait=wait):
        tables.clean_temporary(layout)
        withdrawing.catch_up(layout)
        failures = checking.blocked(layout, share=max_quarantined)
        if failures:
            raise building.ReleaseError(f"{len(failures)} checks block a release: {'; '.join(failures[:3])}")
        index.mend(layout, edition)
        is_new = version is not None or not _is_current(layout, edition, terms)
        if is_new:
            meter = Meter()
            with meter.phase("release"):
                path = _release(layout, edition, terms, progress, version, meter)
        else:
            path = layout.release(manifest.versions(layout, edition)[0], edition)
        gone = retention.keep(layout, keep, today or dt.datetime.now(TIME_ZONE).date()) if keep else []
        return Released(path, is_new, tuple(gone))
