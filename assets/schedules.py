"""Jobs and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.partitions import TOKYO

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition as Job,  # no public name
    )


def daily_job(daily: dg.PartitionsDefinition[str]) -> Job:
    """The job of a day; of many days, one run."""
    return dg.define_asset_job(
        "daily",
        selection=dg.AssetSelection.all(),
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
