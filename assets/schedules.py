"""Jobs and schedules."""

import dagster as dg

from assets.partitions import DAILY, TOKYO

daily_job = dg.define_asset_job(
    "daily",
    selection=dg.AssetSelection.all(),
    partitions_def=DAILY,
    description="Fetch and land what is new, make and check the day's tables, merge the corpus, build and verify a release.",
)


@dg.schedule(job=daily_job, cron_schedule="0 5 * * *", execution_timezone="Asia/Tokyo")
def daily_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every morning at five, Asia/Tokyo: today's partition, whose landing fetches from the sources that are configured."""
    day = context.scheduled_execution_time.astimezone(TOKYO).date().isoformat()
    return dg.RunRequest(run_key=day, partition_key=day)
