"""Sensors that tell somebody: a run failed, something is not fresh, a check warns.

Belongs here: what in an instance is worth an alert, and telling it once. Does not belong here: how it is told (``alerting``).
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping

import dagster as dg
from dagster._core.definitions.freshness import FreshnessState  # no public name leads there
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import InstigatorStatus
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from assets import alerting
from assets.alerting import Alert, moment
from assets.failures import OneLineError
from assets.metrics import CHECKS, METRICS, bounds
from assets.resources import Warehouse
from warehouse.errors import WarehouseError

SHOWN = 6
PARTITION = "dagster/partition"
FRESHNESS = "freshness"
CONFIGURATION = "source/"
"""Of the file of sources as a whole; no source has an empty name."""
_LOST = "the run ended without a word"


def run_failed_sensor() -> dg.SensorDefinition:
    """One alert a run that failed."""

    @dg.run_failure_sensor(
        name="run_failed",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="A run that failed is a line of alerts/alerts.jsonl in the data directory, and is told to KAWARABAN_ALERT where that is set. Runs by "
        "itself: who is not told of a failure has no use for a schedule.",
    )
    def sensor(context: dg.RunFailureSensorContext, warehouse: dg.ResourceParam[Warehouse]) -> None:
        alert = of_run(context, dt.datetime.now(dt.UTC))
        problem = _told(warehouse, [alert])
        if problem:
            context.log.warning(f"nobody was told yet, {problem}: {alert.text}")

    return sensor


def of_run(context: dg.RunFailureSensorContext, now: dt.datetime) -> Alert:
    """The alert of a run: which step failed with which first line, or why the run as a whole did."""
    run = context.dagster_run
    steps = [
        f"{event.step_key}: {_first_line(data.error.message)}"
        for event in context.get_step_failure_events()
        if (data := event.step_failure_data).error is not None
    ]
    day = run.tags.get(PARTITION)
    why = "; ".join(steps[:SHOWN]) or _first_line(context.failure_event.message or _LOST)
    return Alert(
        moment(now),
        "run",
        run.job_name,
        f"{run.job_name} failed{f' ({day})' if day else ''}: {why}",
        False,
        run.run_id,
        day,
    )


def alerts_sensor() -> dg.SensorDefinition:
    """One alert when assets stop being fresh or a check begins to warn, and one when they are well again. The cursor is what is wrong now."""

    @dg.sensor(
        name="alerts",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Assets that are not fresh (while daily_schedule runs), sources that are silent, checks of `metrics` that warn, and alerts that nobody took yet are told, once each, and "
        "once more when they are well again. Starts no run. Runs by itself: it costs nothing, and is silent where all is well.",
    )
    def sensor(context: dg.SensorEvaluationContext, warehouse: dg.ResourceParam[Warehouse]) -> dg.SensorResult:
        now = dt.datetime.now(dt.UTC)
        try:
            said, problem = alerting.tell_again(warehouse.layout, warehouse.alert, now)
        except (WarehouseError, OSError) as error:
            raise OneLineError(f"alerts cannot be read: {error}") from None
        before = _known(context.cursor)
        wrong = dict(_wrong(context.instance, warehouse, before))
        if not is_promised(context.instance):  # nobody says "well again" of a promise that was taken back
            before.pop(FRESHNESS, None)
        alerts = list(_changes(before, wrong, now))
        problem = _told(warehouse, alerts, problem)
        said += [alert.text for alert in alerts]
        if problem and alerts:
            said.append(f"nobody was told yet: {problem}")
        cursor = json.dumps(wrong, ensure_ascii=False, sort_keys=True)
        return dg.SensorResult(skip_reason="; ".join(said) or _summary(wrong), cursor=cursor)

    return sensor


def _told(warehouse: Warehouse, alerts: list[Alert], problem: str | None = None) -> str | None:
    try:
        return alerting.tell_all(warehouse.layout, alerts, warehouse.alert, problem=problem)
    except OSError as error:
        raise OneLineError(f"cannot write {warehouse.layout.alerts}: {error.strerror or error}") from None


def _known(cursor: str | None) -> dict[str, str]:
    try:
        found = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}


def _wrong(instance: dg.DagsterInstance, warehouse: Warehouse, before: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong now: by ``freshness``, ``source/<name>`` or ``check/<name>``, a line for people."""
    silent = dict(_silent(warehouse))
    if CONFIGURATION in silent:  # of sources that cannot be read nobody knows that they are well again
        silent |= {name: text for name, text in before.items() if name.startswith("source/") and name != CONFIGURATION}
    yield from silent.items()
    stale = sorted(_stale(instance)) if is_promised(instance) else []
    if stale:
        more = f" and {len(stale) - SHOWN} more" if len(stale) > SHOWN else ""
        yield FRESHNESS, f"not made since midnight by 06:00 Asia/Tokyo: {', '.join(stale[:SHOWN])}{more}"
    names = [name for name, (blocks, _) in CHECKS.items() if not blocks]  # one that blocks fails its run, which is told
    keys = [dg.AssetCheckKey(dg.AssetKey(METRICS), name) for name in names]
    for key, record in instance.event_log_storage.get_latest_asset_check_execution_by_key(keys).items():
        evaluation = record.evaluation
        if record.status is AssetCheckExecutionRecordStatus.FAILED and evaluation is not None:
            lines = str(evaluation.metadata["lines"].value) if "lines" in evaluation.metadata else ""
            if others := [line for line in _items(lines) if f"source/{line.partition(':')[0]}" not in silent]:
                yield f"check/{key.name}", f"{key.name}: {_listed(others)}"


def _silent(warehouse: Warehouse) -> Iterator[tuple[str, str]]:
    """Sources that bring nothing new, asked of the state of fetching itself: where nothing at all lands, no check is run."""
    if not warehouse.sources:
        return
    try:
        for line in bounds(warehouse).silent():
            yield f"source/{line.partition(':')[0]}", line
    except WarehouseError as error:
        yield CONFIGURATION, str(error)


def _stale(instance: dg.DagsterInstance) -> Iterator[str]:
    keys = instance.get_asset_keys()
    for key, record in instance.get_freshness_state_records(keys).items():
        if record.freshness_state is FreshnessState.FAIL:
            yield key.to_user_string()


def is_promised(instance: dg.DagsterInstance) -> bool:
    """Whether anybody promised that assets are fresh: while ``daily_schedule`` is stopped, nobody did."""
    running = {InstigatorStatus.RUNNING, InstigatorStatus.DECLARED_IN_CODE}
    states = instance.all_instigator_state(instigator_type=InstigatorType.SCHEDULE)
    return any(state.instigator_name == "daily_schedule" and state.status in running for state in states)


def _changes(before: Mapping[str, str], now: Mapping[str, str], at: dt.datetime) -> Iterator[Alert]:
    """What began and what is over. What goes on is not told again, even where its words changed."""
    for name in sorted(now.keys() - before.keys()):
        yield Alert(moment(at), name.partition("/")[0], name.partition("/")[2] or name, now[name])
    for name in sorted(before.keys() - now.keys()):
        kind, _, subject = name.partition("/")
        yield Alert(moment(at), kind, subject or name, f"well again: {before[name]}", is_over=True)


def _summary(wrong: Mapping[str, str]) -> str:
    return f"nothing new; still so: {', '.join(sorted(wrong))}" if wrong else "all is well"


def _items(lines: str) -> list[str]:
    return [line.removeprefix("- ") for line in lines.splitlines() if line]


def _listed(items: list[str]) -> str:
    more = f"; and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return "; ".join(items[:SHOWN]) + more


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), _LOST)
