"""What is unusual about a day: pure functions over its figures and those of the days before.

Belongs here: bounds, silence, jumps and drift, each with its limit. Does not belong here: figures (``warehouse.measuring``), and who hears
of it (``alerting``, ``metrics``).

Usual is the median of the last 28 days on which something landed, and how far from it is usual, their median absolute deviation: one odd
day in the past moves neither. Less than a week of history says nothing, and few articles say little.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence

FEWEST_DAYS = 7
FEWEST_ARTICLES = 20
FEWEST_ROWS = 20
"""A table of which fewer rows are usual in so many articles is not judged."""
DEVIATIONS = 3.0
DRIFT_RATIO = 1.5
"""Rows per article are not called drifting within this ratio of what is usual, however even the days before were."""
JUMP_RATIO = 0.05
"""Nor is the share of rejections called a jump within so much of what is usual (0-1)."""
FEWEST_REJECTIONS = 5
SILENT_DAYS = 3
HEARD_SHARE = 0.5
"""Share of the days before on which a source must have been heard, so that its silence means something (0-1)."""
ARTICLES = "articles_by_source/"
ROWS = "rows_per_article/"
REASONS = "rejections/"

Figures = Mapping[str, float]


def usual(values: Sequence[float]) -> tuple[float, float]:
    """Median, and the median absolute deviation as a standard deviation of normal data.

    >>> usual([1.0, 2.0, 3.0, 4.0, 100.0])
    (3.0, 1.4826)
    """
    middle = statistics.median(values)
    return middle, 1.4826 * statistics.median(abs(value - middle) for value in values)


def drift(now: Figures, before: Iterable[Figures]) -> list[str]:
    """Tables whose rows per article are other than usual, a line each.

    >>> drift({"articles": 50, "rows_per_article/mentions": 4.0}, [{"articles": 50, "rows_per_article/mentions": 9.5}] * 7)
    ['mentions: 4.00 rows per article, 9.50 is usual']
    """
    past = [figures for figures in before if figures.get("articles", 0) >= FEWEST_ARTICLES]
    articles = now.get("articles", 0)
    if len(past) < FEWEST_DAYS or articles < FEWEST_ARTICLES:
        return []
    found = []
    for name in sorted({name for figures in (now, *past) for name in figures if name.startswith(ROWS)}):
        values = [figures.get(name, 0.0) for figures in past]
        middle, here = statistics.median(values), now.get(name, 0.0)
        if max(middle, here) * articles < FEWEST_ROWS:
            continue
        least = FEWEST_ROWS / articles / 10  # so that there is a logarithm of nothing
        centre, spread = usual([math.log(max(value, least)) for value in values])
        if abs(math.log(max(here, least)) - centre) > max(DEVIATIONS * spread, math.log(DRIFT_RATIO)):
            found.append(f"{name.removeprefix(ROWS)}: {here:.2f} rows per article, {middle:.2f} is usual")
    return found


def jump(now: Figures, before: Iterable[Figures]) -> list[str]:
    """Whether more is rejected than usual, and for which reasons.

    >>> jump({"records_received": 100, "rejected_ratio": 0.3, "rejections/empty": 30}, [{"records_received": 100, "rejected_ratio": 0.02}] * 7)
    ['30 % of 100 records were rejected, 2 % is usual', 'empty: 30, 0 is usual']
    """
    past = [figures for figures in before if figures.get("records_received", 0) >= FEWEST_ARTICLES]
    records, here = now.get("records_received", 0.0), now.get("rejected_ratio", 0.0)
    if len(past) < FEWEST_DAYS or here * records < FEWEST_REJECTIONS:
        return []
    middle, spread = usual([figures.get("rejected_ratio", 0.0) for figures in past])
    if here <= middle + max(DEVIATIONS * spread, JUMP_RATIO):
        return []
    found = [f"{here:.0%} of {records:.0f} records were rejected, {middle:.0%} is usual".replace("%", " %")]
    for name in sorted(name for name in now if name.startswith(REASONS)):
        shares = [figures.get(name, 0.0) / figures["records_received"] for figures in past]
        expected = statistics.median(shares) * records
        if now[name] > max(2 * expected, expected + FEWEST_REJECTIONS - 1):
            found.append(f"{name.removeprefix(REASONS)}: {now[name]:.0f}, {expected:.0f} is usual")
    return found


def silent(now: Figures, before: Sequence[Figures]) -> list[str]:
    """Sources that were heard on half of the days before the last three, and on none of these.

    >>> silent({}, [{"articles_by_source/a": 3, "articles_by_source/b": 1}] * 8 + [{"articles_by_source/b": 2}] * 2)
    ['a']
    """
    days = [*before, now]
    recent, past = days[-SILENT_DAYS:], days[:-SILENT_DAYS]
    if len(past) < FEWEST_DAYS:
        return []
    heard = {name for figures in recent for name in figures if name.startswith(ARTICLES)}
    known = {name for figures in past for name in figures if name.startswith(ARTICLES)} - heard
    often = (name for name in known if sum(name in figures for figures in past) >= HEARD_SHARE * len(past))
    return sorted(name.removeprefix(ARTICLES) for name in often)
