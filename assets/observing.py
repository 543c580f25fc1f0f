"""What lies in the data directory, told to a Dagster instance: so the UI shows the truth, whoever made it.

Belongs here: comparing what an instance has heard with what is on disk, and reporting what it has not. Does not belong here: what is
shown of an asset (``table_asset``, ``landing``, ``releases``, ``checks``), which runs report in the same words.

What an instance has heard of is known by content: equal bytes are never reported twice, whether a run or an earlier look reported
them. ``kawaraban ui`` looks when it starts, the sensor ``on_disk`` from then on.
"""

from __future__ import annotations

import contextlib
import itertools
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (  # no public name leads there
    AssetCheckEvaluationPlanned,
    AssetCheckEvaluationTargetMaterializationData,
)
from dagster._core.definitions.partitions.subset import DefaultPartitionsSubset

from assets.checking import batches_of
from assets.checks import CHECK, known_result
from assets.events import together
from assets.landing import landed, total_records
from assets.metrics import METRICS, content, shown
from assets.publishing import numbers
from assets.releases import catalog_metadata, release_metadata
from assets.table_asset import (
    CONTENT,
    SEVERAL_DAYS,
    content_version,
    daily_in_order,
    digest,
    merged_parts,
    metadata_of,
    parts_of,
    total_rows,
)
from pipeline.link.merges import MERGES
from schemas.dataset import DATASET
from schemas.model import Table
from warehouse import landing as storage
from warehouse import measuring
from warehouse.catalog import CatalogError
from warehouse.errors import LockedError
from warehouse.files import sha256_of
from warehouse.layout import EDITIONS, Layout, is_local
from warehouse.release import manifest
from warehouse.tables import PartInfo, hold

if TYPE_CHECKING:
    from warehouse.addresses import Address

DATA_VERSION = "dagster/data_version"
"""The tag by which Dagster keeps the version that ``MaterializeResult(data_version=…)`` names."""
LANDING = "landing"
RUN_NAME = "found_on_disk"
PAGE = 1000
TOGETHER = 100
"""Assets and days that are told in one transaction; others who write to the instance wait that long."""
_MATERIALIZED = dg.DagsterEventType.ASSET_MATERIALIZATION


@dataclass
class Told:
    """How many materializations and check results were reported, and whether time ran out before all were."""

    materializations: int = 0
    checks: int = 0
    is_complete: bool = True

    def __str__(self) -> str:
        more = "" if self.is_complete else "; more at the next look"
        return f"{self.materializations} materializations and {self.checks} check results{more}"


@dataclass(frozen=True)
class Found:
    """An asset or a partition of one as it lies on disk: its content, what to show of it, and its check result, where it has one."""

    asset: str
    day: str | None
    content: str
    metadata: Callable[[], Mapping[str, object]]
    check: Callable[[], dg.AssetCheckResult | None] | None = None


def tell(instance: dg.DagsterInstance, layout: Layout, *, seconds: float = 20.0) -> Told:
    """Report what the instance has not heard of, the newest day first, for about ``seconds``; the next call goes on from there."""
    heard, checks, told, until = _Heard(instance), _Checks(instance), Told(), time.monotonic() + seconds
    there = on_disk(layout)
    while told.is_complete and (some := list(itertools.islice(there, TOGETHER))):
        with together(instance):
            for found in some:
                if time.monotonic() >= until:
                    told.is_complete = False
                    break
                _tell_of(found, instance, heard, checks, told)
    return told


def _tell_of(found: Found, instance: dg.DagsterInstance, heard: _Heard, checks: _Checks, told: Told) -> None:
    is_new = not heard.is_heard(found)
    if is_new:
        _report(instance, found)
        told.materializations += 1
    result = found.check() if found.check else None
    if result and (is_new or not heard.is_checked(found, result)):
        checks.report(found, result, is_first=heard.is_first_check(found))
        told.checks += 1


def on_disk(layout: Layout) -> Iterator[Found]:
    """Everything that lies in a data directory and has an asset, the newest day first, in the order in which assets depend on each other."""
    totals = {**total_rows(layout), LANDING: total_records(layout)}
    for day in sorted({day for day, _ in batches_of(layout)}, reverse=True):
        yield from _of_day(layout, day, totals)
    for name in MERGES:
        table = DATASET.table(name)
        if parts := merged_parts(layout, table):
            yield _table(layout, table, None, parts, None)
    if layout.catalog.exists():
        content = sha256_of(layout.catalog)[:16]
        yield Found("catalog", None, content, lambda: catalog_metadata(layout))
    released = [
        layout.release(known[0], edition) for edition in EDITIONS if (known := manifest.versions(layout, edition))
    ]
    if released:
        # one asset shows one release: that of the first edition there is
        found = release_metadata(released[0])
        yield Found("release", None, str(found[CONTENT]), lambda: found)
    if versions := manifest.versions(layout, "public"):
        path = layout.release(versions[0], "public")
        newest = {**release_metadata(path), **numbers(path)}
        yield Found("candidate", None, str(newest[CONTENT]), lambda: newest)


def _of_day(layout: Layout, day: str, totals: Mapping[str, int]) -> Iterator[Found]:
    if storage.batches(layout, day):
        held = landed(layout, day, totals[LANDING])
        yield Found(LANDING, day, str(held[CONTENT]), lambda: held)
    made = parts_of(layout, day)
    for table in daily_in_order():
        if made.get(table.name):
            yield _table(layout, table, day, made[table.name], totals[table.name])
    figures: measuring.Figures = {}
    with contextlib.suppress(CatalogError):  # parts of an older schema are shown as they are, and not measured
        figures = measuring.measured(layout, day)
    if figures:
        yield Found(METRICS, day, content(figures), lambda: shown(figures))


def _table(layout: Layout, table: Table, day: str | None, parts: Mapping[str, PartInfo], total: int | None) -> Found:
    return Found(
        table.name,
        day,
        content_version(parts),
        lambda: metadata_of(table, parts, total),
        lambda: known_result(layout, table, day, {batch: info.sha256 for batch, info in parts.items()}),
    )


def fingerprint(instance: dg.DagsterInstance, layout: Layout) -> str:
    """Changes when there may be something to tell: a look costs seconds where a year lies there, this milliseconds.

    That is when something in the data directory changed, or a run ended: one that failed leaves checks that say so of tables it never touched.
    """
    runs = [(record.dagster_run.run_id, record.end_time) for record in instance.get_run_records(limit=1)]
    return digest(repr(runs) + _fingerprint(layout))


def _fingerprint(layout: Layout) -> str:
    if not is_local(layout.root):
        listed = sorted((name, str(info)) for name, info in cast("Address", layout.root).listing().items())
        return digest(repr(listed))
    kept = (layout.root / "made", layout.quality_root, layout.landing, layout.releases)
    paths = [path for place in kept for path in place.glob("**/*.[jp][sa]*") if path.parts[-3] != "data"]
    paths += [layout.catalog, *(layout.merged(name) for name in MERGES)]
    stats = [(str(path), path.stat()) for path in sorted(paths) if path.exists()]
    return digest(repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]))


def busy(instance: dg.DagsterInstance, layout: Layout) -> str | None:
    """Why this is no time to look: who is making tables reports them, or has not finished; ``None`` where nobody is."""
    if instance.get_runs_count(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])):
        return "a run is under way and reports what it makes"
    if is_local(layout.root) and layout.root.is_dir():
        try:
            with hold(layout):
                pass
        except LockedError as error:
            return str(error)
    return None


class _Heard:
    """What an instance has heard of: the content of every newest materialization, and which of them have their check results."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance
        self._contents: dict[str, Mapping[str | None, str]] = {}
        keys = [dg.AssetCheckKey(dg.AssetKey(table.name), CHECK) for table in DATASET.tables]
        self._checks = {
            (info.check_key.asset_key.to_user_string(), info.partition_key): info
            for info in instance.event_log_storage.get_asset_check_partition_info(keys)
        }

    def is_heard(self, found: Found) -> bool:
        """Whether the newest materialization that the instance knows is of this content."""
        if found.asset not in self._contents:
            contents = self._partitions(found.asset) if found.day else self._whole(found.asset)
            self._contents[found.asset] = contents
        return self._contents[found.asset].get(found.day) == found.content

    def is_checked(self, found: Found, result: dg.AssetCheckResult) -> bool:
        """Whether the newest check result is of the newest materialization and says the same as this one."""
        info = self._checks.get((found.asset, found.day))
        if info is None or info.latest_target_materialization_storage_id != info.latest_materialization_storage_id:
            return False
        return info.latest_execution_status.value == ("SUCCEEDED" if result.passed else "FAILED")

    def is_first_check(self, found: Found) -> bool:
        """Whether no result of it was ever heard."""
        return (found.asset, found.day) not in self._checks

    def _whole(self, asset: str) -> dict[str | None, str]:
        record = _newest(self._instance, asset, None)
        return {None: _content(record)} if record else {}

    def _partitions(self, asset: str) -> dict[str | None, str]:
        tags = self._instance.event_log_storage.get_latest_tags_by_partition(
            dg.AssetKey(asset), _MATERIALIZED, [DATA_VERSION]
        )
        known: dict[str | None, str] = {day: found[DATA_VERSION] for day, found in tags.items()}
        # a run of many days gives all of them one version; which content each has, its metadata says
        doubtful = [day for day, version in known.items() if day and version.startswith(SEVERAL_DAYS)]
        for at in range(0, len(doubtful), PAGE):
            known.update(self._of_metadata(asset, doubtful[at : at + PAGE]))
        return known

    def _of_metadata(self, asset: str, days: list[str]) -> dict[str | None, str]:
        storage_ids = self._instance.get_latest_storage_id_by_partition(dg.AssetKey(asset), _MATERIALIZED, set(days))
        wanted = dg.AssetRecordsFilter(dg.AssetKey(asset), storage_ids=list(storage_ids.values()))
        records = self._instance.fetch_materializations(wanted, limit=len(days)).records
        return {record.partition_key: _content(record) for record in records}


def _content(record: dg.EventLogRecord) -> str:
    materialization = record.asset_materialization
    value = materialization.metadata.get(CONTENT) if materialization else None
    return str(value.value) if value else ""


def _newest(instance: dg.DagsterInstance, asset: str, day: str | None) -> dg.EventLogRecord | None:
    wanted = dg.AssetRecordsFilter(dg.AssetKey(asset), asset_partitions=[day] if day else None)
    return next(iter(instance.fetch_materializations(wanted, limit=1).records), None)


def _report(instance: dg.DagsterInstance, found: Found) -> None:
    instance.report_runless_asset_event(
        dg.AssetMaterialization(
            found.asset,
            partition=found.day,
            description="found in the data directory",
            metadata=dict(found.metadata()),
            tags={DATA_VERSION: found.content},
        )
    )


class _Checks:
    """Reports check results, each as one of the newest materialization.

    Dagster keeps one result a partition that belongs to no run; a second breaks its unique index (1.13). So the results of
    partitions that have one already are reported as those of a run, one a look, which is kept as done: ``found_on_disk``.
    """

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance
        self._run: dg.DagsterRun | None = None

    def report(self, found: Found, result: dg.AssetCheckResult, *, is_first: bool) -> None:
        """Report one result."""
        record = _newest(self._instance, found.asset, found.day)
        target = record and AssetCheckEvaluationTargetMaterializationData(
            storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp
        )
        evaluation = dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(found.asset),
            check_name=CHECK,
            passed=bool(result.passed),
            metadata=result.metadata,
            target_materialization_data=target,
            severity=result.severity,
            blocking=True,
            partition=found.day,
        )
        if is_first or found.day is None:
            self._instance.report_runless_asset_event(evaluation)
        else:
            days = DefaultPartitionsSubset({found.day})
            planned = AssetCheckEvaluationPlanned(
                asset_key=evaluation.asset_key, check_name=CHECK, partitions_subset=days
            )
            self._as_of_run(dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED, planned)
            self._as_of_run(dg.DagsterEventType.ASSET_CHECK_EVALUATION, evaluation)

    def _as_of_run(self, kind: dg.DagsterEventType, data: Any) -> None:
        if self._run is None:
            self._run = dg.DagsterRun(
                job_name=RUN_NAME,
                run_id=str(uuid.uuid4()),
                status=dg.DagsterRunStatus.SUCCESS,
                tags={"kawaraban": "on_disk"},
            )
            self._instance.add_run(self._run)
        event = dg.DagsterEvent(event_type_value=kind.value, job_name=RUN_NAME, event_specific_data=data)
        self._instance.report_dagster_event(event, self._run.run_id)
