"""Jobs and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.partitions import TOKYO
from assets.publishing import GROUP

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition as Job,  # no public name
    )


def daily_job(daily: dg.PartitionsDefinition[str]) -> Job:
    """The job of a day; of many days, one run."""
    return dg.define_asset_job(
        "daily",
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups(GROUP),
        partitions_def=daily,
        description="Fetch and land what is new, make and check the day's tables, merge the corpus, build and verify a release. "
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
        "build_release",
        selection=dg.AssetSelection.assets("release"),
        description="Build and verify a release of what the tables hold now; nothing is written when nothing changed.",
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
        "publish_release",
        selection=dg.AssetSelection.assets("verified", "published"),
        description="Verify the newest candidate and publish it to a target, which the launch has to name. No schedule runs this.",
    )


def candidate_schedule(job: Job) -> dg.ScheduleDefinition:
    """On the first of every month at six, Asia/Tokyo: a candidate."""
    return dg.ScheduleDefinition(
        name="candidate_schedule",
        job=job,
        cron_schedule="0 6 1 * *",
        execution_timezone="Asia/Tokyo",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="On the first of every month at 06:00 Asia/Tokyo, a candidate for publishing, evaluated and verified. It publishes nothing. "
        "Stopped until somebody starts it.",
    )


def daily_schedule(job: Job) -> dg.ScheduleDefinition:
    """Every morning at five, Asia/Tokyo: today's partition, whose landing fetches from the sources that are configured."""

    @dg.schedule(
        name="daily_schedule",
        job=job,
        cron_schedule="0 5 * * *",
        execution_timezone="Asia/Tokyo",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Every morning at 05:00 Asia/Tokyo, today's partition. Stopped until somebody starts it: "
        "what a machine fetches and writes every day is its owner's decision.",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = context.scheduled_execution_time.astimezone(TOKYO).date().isoformat()
        return dg.RunRequest(run_key=day, partition_key=day)

    return schedule
