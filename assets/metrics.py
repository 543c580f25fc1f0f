"""The asset ``metrics``: figures of a day, plotted over time, and the checks that compare them with what is expected and what is usual.

Belongs here: the asset, its checks, and the bounds that the file of sources gives. Does not belong here: the figures
(``warehouse/metrics/*.sql``), and what is unusual (``watching``).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import dagster as dg
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecordStatus,
)  # no public name leads there

from assets import watching
from assets.automation import FOLLOWS_ITS_DAY, FRESH, OWNERS
from assets.failures import one_line
from assets.fetch import configuration
from assets.fetch.configuration import Source
from assets.fetch.state import Delivery, deliveries
from assets.partitions import SINGLE_RUN
from assets.resources import Warehouse
from assets.table_asset import CONTENT, SECONDS, WRITER, data_version, digest
from schemas.dataset import DATASET
from warehouse import landing, measuring, tables
from warehouse.layout import Layout, fetch_day
from warehouse.measuring import HISTORY_DAYS, Figures

METRICS = "metrics"
GROUP = "operations"
_DAY = 86_400.0
_LISTED = (watching.ARTICLES,)
"""Figures of which there are too many to plot each."""

CHECKS: dict[str, tuple[bool, str]] = {
    "minimum": (True, "Every source brought at least `min_pages_a_day` new pages in 24 hours. Blocks the release."),
    "maximum": (False, "No source brought more than `max_pages_a_day` new pages in 24 hours."),
    "silence": (
        False,
        "No source fell silent: none new for `silent_days`, or none of one that was heard on half of the days before the last three.",
    ),
    "rejections": (False, f"The share of rejections is as on the last {HISTORY_DAYS} days."),
    "drift": (False, f"Rows per article of every table are as on the last {HISTORY_DAYS} days."),
}
"""Of each check whether it blocks, and what it says."""


@dataclass(frozen=True)
class Watched:
    """A day with what is needed to judge it: its figures, those of days before, and, of today, what each source brought."""

    now: Figures
    before: Sequence[Figures]
    sources: Sequence[Source] = ()
    brought: Mapping[str, Delivery] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0

    def failing(self) -> dict[str, list[str]]:
        """What each check has to complain of, a line each."""
        return {
            "minimum": list(self._below()),
            "maximum": list(self._above()),
            "silence": [*self.silent(), *self._unheard()],
            "rejections": watching.jump(self.now, self.before),
            "drift": watching.drift(self.now, self.before),
        }

    def _unheard(self) -> Iterator[str]:
        for source in watching.silent(self.now, self.before):
            yield f"{self.names.get(source, source)}: no article on the last {watching.SILENT_DAYS} days, and on most days before"

    def _counted(self) -> Iterator[tuple[Source, int]]:
        if self.brought is not None:
            for source in self.sources:
                found = self.brought.get(source.name)
                yield source, found.pages if found else 0

    def _below(self) -> Iterator[str]:
        for source, pages in self._counted():
            if source.min_pages_a_day is not None and pages < source.min_pages_a_day:
                yield f"{source.name}: {pages} new pages in 24 hours, at least {source.min_pages_a_day} are expected"

    def _above(self) -> Iterator[str]:
        for source, pages in self._counted():
            if source.max_pages_a_day is not None and pages > source.max_pages_a_day:
                yield f"{source.name}: {pages} new pages in 24 hours, at most {source.max_pages_a_day} are expected"

    def silent(self) -> Iterator[str]:
        """Sources that brought nothing new for longer than they may, a line each that begins with the name."""
        for source, _ in self._counted():
            if source.silent_days is None:
                continue
            found = (self.brought or {}).get(source.name)
            days = math.inf if found is None else (self.at - found.last_at) / _DAY
            if days > source.silent_days:
                since = "ever" if found is None else f"for {days:.1f} days"
                yield f"{source.name}: nothing new {since}, at most {source.silent_days:g} days are expected"


def metrics(daily: dg.PartitionsDefinition[str], pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The asset over these days."""

    @dg.asset(
        name=METRICS,
        partitions_def=daily,
        group_name=GROUP,
        owners=OWNERS,
        tags={"grain": "day", "holds": "facts"},
        kinds={"duckdb"},
        deps=[table.name for table in DATASET.tables if table.partitioning == "fetch_day"],
        output_required=False,
        backfill_policy=SINGLE_RUN,
        freshness_policy=FRESH,
        automation_condition=FOLLOWS_ITS_DAY,
        pool=pool,
        check_specs=[
            dg.AssetCheckSpec(name, asset=METRICS, blocking=blocks, description=text)
            for name, (blocks, text) in CHECKS.items()
        ],
        description="Metrics / 指標: figures of a day, to follow over time.\n\nArticles, rows per article of every table, shares that are linked, dated and hedged, "
        "rejections by reason, seconds per article. The checks compare the newest day of a run with the bounds of the file of sources and with "
        f"the last {HISTORY_DAYS} days.",
    )
    def asset(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        """Measure every day of the run, and judge the newest."""
        with one_line():
            found = {day: measuring.measured(warehouse.layout, day) for day in context.partition_keys}
            measured = [day for day, figures in found.items() if figures]
            if not measured:
                context.log.info(f"nothing was made of {', '.join(found)}: nothing to measure")
                return
            for day in found:
                seconds = _seconds(context.instance, day)
                context.add_asset_metadata({**shown(found[day]), **seconds}, partition_key=day)
            results = list(judged(watched(warehouse, max(measured))))
        version = data_version([content(figures) for figures in found.values()])
        yield dg.MaterializeResult(data_version=version, check_results=results)

    return asset


def shown(figures: Figures) -> dict[str, object]:
    """Figures as the UI plots them; articles by source as a table."""
    numbers = {name: value for name, value in figures.items() if not name.startswith(_LISTED)}
    sources = {name: value for name, value in figures.items() if name.startswith(_LISTED)}
    rows = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
    lines = [
        "| source | articles |",
        "|---|---:|",
        *(f"| `{name.partition('/')[2]}` | {value:.0f} |" for name, value in rows),
    ]
    return {
        CONTENT: content(figures),
        **{
            name: int(value) if value == int(value) and not _is_share(name) else value
            for name, value in numbers.items()
        },
        "articles by source": dg.MetadataValue.md("\n".join(lines)),
    }


def _is_share(name: str) -> bool:
    """Whether a figure is a fraction, which must not be plotted as a whole number on the day it happens to be one."""
    return name.endswith("_ratio") or name.startswith(watching.ROWS)


def content(figures: Figures) -> str:
    """Version of figures: equal ones are equal versions."""
    return digest(repr(sorted(figures.items())))


def watched(warehouse: Warehouse, day: str) -> Watched:
    """A day as it is judged now. What sources brought is asked of today alone: of a day that is over nothing can be brought any more."""
    layout = warehouse.layout
    found = bounds(warehouse) if warehouse.sources and day == fetch_day(warehouse.landing_time()) else Watched({}, [])
    figures, before = measuring.measured(layout, day), measuring.history(layout, day)
    return replace(found, now=figures, before=before, names=names_of(layout))


def bounds(warehouse: Warehouse) -> Watched:
    """What the sources brought in the last 24 hours, without the figures of any day."""
    now = warehouse.landing_time()
    sources = configuration.load(Path(warehouse.sources or "")).enabled
    at = now.timestamp() + _DAY / 24  # what is fetched while this runs counts as well
    brought = deliveries(warehouse.layout, now.timestamp() - _DAY, at)
    return Watched({}, [], sources, brought, at=now.timestamp())


def judged(found: Watched) -> Iterator[dg.AssetCheckResult]:
    """The result of every check."""
    for name, lines in found.failing().items():
        blocks = CHECKS[name][0]
        yield dg.AssetCheckResult(
            check_name=name,
            passed=not lines,
            severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
            metadata={
                "found": len(lines),
                "days before": len(found.before),
                "lines": dg.MetadataValue.md("\n".join(f"- {line}" for line in lines) or "Nothing."),
            },
        )


def tell_unjudged(instance: dg.DagsterInstance, warehouse: Warehouse) -> int:
    """Judge the newest day anew where a run that failed before it came so far left the checks as failed, or nobody ever judged; how many results were told."""
    keys = [dg.AssetCheckKey(dg.AssetKey(METRICS), name) for name in CHECKS]
    heard = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    decided = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}
    open_ = {key.name for key in keys if key not in heard or heard[key].status not in decided}
    day = max((found for found, _ in landing.batches(warehouse.layout)), default=None)
    if not open_ or day is None or not measuring.measured(warehouse.layout, day):
        return 0
    for result in judged(watched(warehouse, day)):
        if result.check_name in open_:
            evaluation = dg.AssetCheckEvaluation(
                asset_key=dg.AssetKey(METRICS),
                check_name=str(result.check_name),
                passed=result.passed,
                metadata=result.metadata,
                severity=result.severity,
                description=f"of {day}, outside of a run",
            )
            instance.report_runless_asset_event(evaluation)
    return len(open_)


def names_of(layout: Layout) -> dict[str, str]:
    """Names of sources by their id, as far as the merged table has them."""
    path = layout.merged("sources")
    if not path.exists():
        return {}
    rows = tables.read_columns(path, ["source_id", "name_ja", "domain"]).to_pylist()
    return {row["source_id"]: row["name_ja"] or row["domain"] or row["source_id"] for row in rows}


def _seconds(instance: dg.DagsterInstance, day: str) -> dict[str, float]:
    """Seconds per article of the newest run that made articles of a day; nothing where no run of this instance did."""
    wanted = dg.AssetRecordsFilter(dg.AssetKey("articles"), asset_partitions=[day])
    for record in instance.fetch_materializations(wanted, limit=5).records:
        made = record.asset_materialization
        value = made.metadata.get(SECONDS) if made else None
        if value is not None and isinstance(value.value, int | float):
            return {SECONDS: float(value.value)}
    return {}
