"""Jobs that a person launches: make again what is of older versions, and check again what older checks looked at; each says first what it would do.

Belongs here: their config, and what the UI shows of a plan. Does not belong here: the plans and the work (``renewing``).
"""

from collections.abc import Sequence

import dagster as dg
from pydantic import Field

from assets import renewing
from assets.engines import choose
from assets.failures import OneLineError, one_line
from assets.landing import WAIT_SECONDS
from assets.renewing import Plan
from assets.resources import Warehouse
from assets.table_asset import WRITER
from warehouse.errors import WarehouseError

SHOWN = 200


class RebuildConfig(dg.Config):
    """What a launch says; without a word it changes nothing."""

    apply: bool = Field(
        default=False, description="Make them. Without, the run says what it would make, and changes nothing."
    )
    days: list[str] = Field(default=[], description="Only these fetch days (YYYY-MM-DD); none: all of them.")


class RecheckConfig(RebuildConfig):
    """The same of checking."""

    everything: bool = Field(default=False, description="Also what was checked by these checks already.")


def rebuild_job(pool: str | None = WRITER) -> dg.JobDefinition:
    """Partitions of older code, dictionary, lexicons or models."""

    @dg.op(name="rebuild_old_partitions", pool=pool)
    def rebuild(context: dg.OpExecutionContext, config: RebuildConfig, warehouse: dg.ResourceParam[Warehouse]) -> None:
        """Say what is of older versions, and make it again where that is asked for."""
        with one_line():
            plan = renewing.to_rebuild(warehouse.layout, config.days)
            _show(context, plan, "made again", config.apply)
            if config.apply:
                engine = choose(warehouse.engine, workers=warehouse.workers, scheduler=warehouse.scheduler)
                renewing.rebuild(
                    warehouse.layout,
                    plan,
                    engine=engine,
                    wait=WAIT_SECONDS,
                    on_done=lambda report: context.log.info(
                        f"{report.day}/{report.batch}: {report.rows['articles']} articles"
                    ),
                )

    @dg.job(
        name="rebuild",
        description="Make partitions again whose code, dictionary, lexicons or models are older, with the corpus and the catalog. Says what it would do and "
        "changes nothing, unless the launch has `apply: true`. No release is built; the job `release` does that.",
    )
    def job() -> None:
        rebuild()

    return job


def recheck_job(pool: str | None = WRITER) -> dg.JobDefinition:
    """Partitions that older checks looked at."""

    @dg.op(name="recheck_partitions", pool=pool)
    def recheck(context: dg.OpExecutionContext, config: RecheckConfig, warehouse: dg.ResourceParam[Warehouse]) -> None:
        """Say what was checked by other checks or not at all, and check it where that is asked for."""
        with one_line():
            plan = renewing.to_recheck(warehouse.layout, config.days, everything=config.everything)
            _show(context, plan, "checked again", config.apply)
            failing = renewing.recheck(warehouse.layout, plan, wait=WAIT_SECONDS) if config.apply and plan.items else []
        if failing:
            raise OneLineError(f"{len(failing)} checks fail: {'; '.join(failing[:3])}")

    @dg.job(
        name="recheck",
        description="Check partitions again that older checks, or none, looked at: every rule over every row, then Great Expectations. Says what it would "
        "do and changes nothing, unless the launch has `apply: true`.",
    )
    def job() -> None:
        recheck()

    return job


def _show(context: dg.OpExecutionContext, plan: Plan, what: str, is_applied: bool) -> None:
    """The plan in the log and as metadata."""
    verb = "are" if is_applied else "would be"
    head = f"{plan.summary} {verb} {what}" if plan.items else f"nothing is to be {what}"
    hint = "" if is_applied or not plan.items else "; nothing was changed: launch it with apply: true"
    context.log.info(head + hint)
    for line in plan.lines[:SHOWN]:
        context.log.info(line)
    context.add_output_metadata(
        {"batches": len(plan.items), "applied": is_applied, "plan": dg.MetadataValue.md(_listed(plan.lines))}
    )


def _listed(lines: Sequence[str]) -> str:
    more = [f"- and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join([*(f"- {line}" for line in lines[:SHOWN]), *more]) or "Nothing."


def outdated_sensor() -> dg.SensorDefinition:
    """Reports what the job ``rebuild`` would make; starts nothing. The cursor is what was reported last."""

    @dg.sensor(
        name="outdated",
        minimum_interval_seconds=600,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Says which partitions are of older code, dictionary, lexicons or models, here and as an observation of `articles`. Only reports: a year "
        "made again takes hours, so a person launches the job `rebuild`.",
    )
    def sensor(context: dg.SensorEvaluationContext, warehouse: dg.ResourceParam[Warehouse]) -> dg.SensorResult:
        try:
            plan = renewing.to_rebuild(warehouse.layout)
        except WarehouseError as error:
            raise OneLineError(str(error)) from None
        if not plan.items:
            return dg.SensorResult(skip_reason="every partition is of today's versions", cursor="")
        said = f"{plan.summary} are of older versions or incomplete; the job `rebuild` makes them again"
        if said == context.cursor:
            return dg.SensorResult(skip_reason=said, cursor=said)
        seen = dg.AssetObservation(
            "articles",
            description=said,
            metadata={"outdated batches": len(plan.items), "plan": dg.MetadataValue.md(_listed(plan.lines))},
        )
        return dg.SensorResult(skip_reason=said, cursor=said, asset_events=[seen])

    return sensor
