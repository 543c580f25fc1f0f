"""Jobs and schedules.

Belongs here: what a person launches by name, and what the clock launches. Does not belong here: what happens in a run.

Every schedule is stopped until its owner starts it, in the UI or by name in ``KAWARABAN_SCHEDULES``: what a machine fetches, writes and
keeps every day is a decision of whoever answers for it, and opening a UI to look around is not that decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.partitions import TOKYO
from assets.publishing import GROUP
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition as Job,  # no public name
    )

SCHEDULES = ("daily", "candidate", "prune")
"""Names of schedules as ``KAWARABAN_SCHEDULES`` has them; in the UI each is followed by ``_schedule``."""
WHY_STOPPED = "Stopped until somebody starts it here or names it in KAWARABAN_SCHEDULES: what a machine does by itself is its owner's decision."
WHY_RUNNING = "Runs because KAWARABAN_SCHEDULES names it."


class ScheduleError(WarehouseError):
    """A schedule is asked for that there is not."""


def status(name: str, wanted: list[str]) -> tuple[dg.DefaultScheduleStatus, str]:
    """Whether a schedule runs unless somebody says otherwise, and why; raises :class:`ScheduleError` where a wanted one is none."""
    for other in wanted:
        if other not in SCHEDULES:
            raise ScheduleError(f"KAWARABAN_SCHEDULES: {other!r} is no schedule; there are {', '.join(SCHEDULES)}")
    if name in wanted:
        return dg.DefaultScheduleStatus.RUNNING, WHY_RUNNING
    return dg.DefaultScheduleStatus.STOPPED, WHY_STOPPED


def daily_job(daily: dg.PartitionsDefinition[str]) -> Job:
    """The job of a day; of many days, one run."""
    return dg.define_asset_job(
        "daily",
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups(GROUP),
        partitions_def=daily,
        description="Fetch and land what is new, make, check and measure the day's tables, merge the corpus, build and verify a release. "
        "Many days are one run.",
    )


def corpus_job() -> Job:
    """What is made of all days together."""
    return dg.define_asset_job(
        "corpus",
        selection=dg.AssetSelection.groups("corpus", "release"),
        description="Merge and check the tables of the corpus, write the catalog, build and verify a release, of what the days hold now. Reads nothing in.",
    )


def release_job() -> Job:
    """A release alone."""
    return dg.define_asset_job(
        "release",
        selection=dg.AssetSelection.assets("release"),
        description="Build and verify a release of what the tables hold now; nothing is written when nothing changed.",
    )


def evaluate_job() -> Job:
    """How right the columns are, and nothing else."""
    return dg.define_asset_job(
        "evaluate",
        selection=dg.AssetSelection.assets("evaluate"),
        description="The golden texts through the stages of this code, judged, and held against their floors. Touches no table and no release.",
    )


def candidate_job() -> Job:
    """A candidate for publishing, evaluated and verified; publishing is another run."""
    return dg.define_asset_job(
        "build_candidate",
        selection=dg.AssetSelection.assets("evaluate", "candidate", "verified"),
        description="Evaluate the code, build a release of the public edition of what the tables hold now, verify it as a stranger would. Publishes nothing.",
    )


def publish_job() -> Job:
    """The deliberate run: the newest candidate to a target that whoever launches it names."""
    return dg.define_asset_job(
        "publish",
        selection=dg.AssetSelection.assets("verified", "published"),
        description="Verify the newest candidate and publish it to a target, which the launch has to name. No schedule runs this.",
    )


def candidate_schedule(job: Job, wanted: list[str]) -> dg.ScheduleDefinition:
    """On the first of every month at six, Asia/Tokyo: a candidate."""
    default, why = status("candidate", wanted)
    return dg.ScheduleDefinition(
        name="candidate_schedule",
        job=job,
        cron_schedule="0 6 1 * *",
        execution_timezone="Asia/Tokyo",
        default_status=default,
        description=f"On the first of every month at 06:00 Asia/Tokyo, a candidate for publishing, evaluated and verified. It publishes nothing. {why}",
    )


def daily_schedule(job: Job, wanted: list[str]) -> dg.ScheduleDefinition:
    """Every morning at five, Asia/Tokyo: today's partition, whose landing fetches from the sources that are configured."""
    default, why = status("daily", wanted)

    @dg.schedule(
        name="daily_schedule",
        job=job,
        cron_schedule="0 5 * * *",
        execution_timezone="Asia/Tokyo",
        default_status=default,
        description=f"Every morning at 05:00 Asia/Tokyo, today's partition, so that all is fresh by 06:00. {why}",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = context.scheduled_execution_time.astimezone(TOKYO).date().isoformat()
        return dg.RunRequest(run_key=day, partition_key=day)

    return schedule


def prune_schedule(job: dg.JobDefinition, wanted: list[str]) -> dg.ScheduleDefinition:
    """Every Sunday at four, Asia/Tokyo: old runs that nothing needs are deleted."""
    default, why = status("prune", wanted)
    return dg.ScheduleDefinition(
        name="prune_schedule",
        job=job,
        cron_schedule="0 4 * * 0",
        execution_timezone="Asia/Tokyo",
        run_config={"ops": {"delete_old_runs": {"config": {"apply": True}}}},
        default_status=default,
        description="Every Sunday at 04:00 Asia/Tokyo, runs that ended more than KAWARABAN_KEEP_RUN_DAYS (90) days ago are deleted for good, unless they are the newest "
        f"of an asset, a partition or a check. {why}",
    )
