"""What data teams expect of an asset besides its rows: who owns it, how old it may be, and what makes it by itself.

Belongs here: owners, freshness policies and automation conditions, once for all assets. Does not belong here: what an asset is.
"""

from __future__ import annotations

import datetime as dt

import dagster as dg

OWNERS = ["team:kawaraban"]
DEADLINE = "0 6 * * *"
FRESH = dg.FreshnessPolicy.cron(deadline_cron=DEADLINE, lower_bound_delta=dt.timedelta(hours=6), timezone="Asia/Tokyo")
"""Made since midnight by 06:00 Asia/Tokyo: what the run of 05:00 makes is of the day that has begun."""

FOLLOWS = dg.AutomationCondition.eager().without(~dg.AutomationCondition.any_deps_missing())
"""Made again when something it is made of was. Today's partition is missing every night, which must not hold back what is made of all days."""
FOLLOWS_ITS_DAY = dg.AutomationCondition.eager()
"""The same of one day."""
OF_NEW_CODE = (
    dg.AutomationCondition.code_version_changed() | dg.AutomationCondition.newly_missing()
).since_last_handled() & ~dg.AutomationCondition.in_progress()
"""Made again when the code is another."""


def automation_sensor() -> dg.AutomationConditionSensorDefinition:
    """What lets the conditions act. Stopped: the job ``daily`` makes everything already."""
    return dg.AutomationConditionSensorDefinition(
        "automation",
        target=dg.AssetSelection.all(),
        default_status=dg.DefaultSensorStatus.STOPPED,
        minimum_interval_seconds=60,
        description="Makes what follows from an asset that was made alone: a day's tables after its landing, the corpus, the catalog and a release after a day, "
        "the evaluation after new code. Nothing is ever published by it. Stopped until somebody starts it: the job daily makes all of that in "
        "one run, and whoever makes assets one by one may not want a release of each step.",
    )
