"""What is counted, as charts: the words of the axes, the order, where a bar leads.

Belongs here: from rows to charts. Does not belong here: counting (``overview``, ``entities``), geometry (``charts``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from schemas import vocabularies
from warehouse.explorer.charts import Chart, Series, bars, columns
from warehouse.explorer.visit import Visit
from warehouse.explorer.words import Words

CERTAINTIES = tuple(vocabularies.CERTAINTY.values)


def certainties(words: Words) -> tuple[Series, ...]:
    """A series for each degree of certainty."""
    return tuple(Series(value, words.term("statements", "certainty", value), value) for value in CERTAINTIES)


def overview(found: Mapping[str, Any], visit: Visit) -> list[Chart]:
    """The charts of the overview."""
    words, links = visit.words, visit.links
    made = (Series("plain", words("no AI disclosed"), "plain"), Series("ai", words("AI disclosed"), "ai"))
    return [
        columns(
            "days",
            words("Articles by day of publication"),
            (words("Day"), *(one.label for one in made)),
            [(row["day"], {"plain": row["plain"], "ai": row["ai"]}) for row in found["days"]],
            made,
        ),
        bars(
            "outlets",
            words("Outlets"),
            (words("Outlet"), *(one.label for one in made)),
            [
                (row["outlet"] or words("not known"), {"plain": row["plain"], "ai": row["ai"]})
                for row in found["outlets"]
            ],
            made,
            [links.page("articles", outlet=row["source_id"] or "none") for row in found["outlets"]],
        ),
        _speakers(found["speakers"], visit),
        _rested(found["statements"], visit),
        bars(
            "hedges",
            words("Hedges by what they express"),
            (words("Category"), words("Hedges")),
            [
                (words.term("hedges", "category", category), {"n": count})
                for category, count in _summed(found["hedges"], "category")[:12]
            ],
            (Series("n", words("Hedges"), "plain"),),
        ),
        bars(
            "rejections",
            words("Not published, by reason"),
            (words("Reason"), words("Records")),
            [
                (words.term("rejections", "reason", reason), {"n": count})
                for reason, count in _summed(found["rejections"], "reason")[:12]
            ],
            (Series("n", words("Records"), "plain"),),
        ),
    ]


def figures(found: Mapping[str, Any]) -> dict[str, float]:
    """The figures that stand above the charts; shares are of all statements."""
    total = sum(row["n"] for row in found["statements"])
    uncertain = sum(row["n"] for row in found["statements"] if row["certainty"] != "certain")
    chains = found["chains"][0]
    return {
        "statements": total,
        "anonymous": chains["anonymous"] / (total or 1),
        "second_hand": chains["second_hand"] / (total or 1),
        "hedged": uncertain / (total or 1),
    }


def _speakers(rows: Iterable[Mapping[str, Any]], visit: Visit) -> Chart:
    words, series = visit.words, certainties(visit.words)
    held: dict[str, tuple[str, dict[str, float]]] = {}
    for row in rows:
        held.setdefault(row["entity_id"], (row["name"], {}))[1][row["certainty"]] = row["n"]
    return bars(
        "speakers",
        words("Most quoted, by certainty"),
        (words("Speaker"), *(one.label for one in series)),
        list(held.values()),
        series,
        [visit.links.page("entities", entity_id) for entity_id in held],
    )


def _rested(rows: Iterable[Mapping[str, Any]], visit: Visit) -> Chart:
    words, series = visit.words, certainties(visit.words)
    held: dict[str, dict[str, float]] = {}
    for row in rows:
        counts = held.setdefault(row["speaker_kind"], {})
        counts[row["certainty"]] = counts.get(row["certainty"], 0) + row["n"]
    ordered = sorted(held.items(), key=lambda item: -sum(item[1].values()))
    return bars(
        "kinds",
        words("Statements by kind of speaker"),
        (words("Kind of speaker"), *(one.label for one in series)),
        [(words.term("statements", "speaker_kind", kind), counts) for kind, counts in ordered],
        series,
    )


def _summed(rows: Iterable[Mapping[str, Any]], name: str) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[name]] = counts.get(row[name], 0) + row["n"]
    return sorted(counts.items(), key=lambda item: -item[1])


def of_statements(
    direction: str,
    days: Mapping[dt.date, Mapping[str, float]],
    outlets: Mapping[str | None, Mapping[str, float]],
    visit: Visit,
) -> list[Chart]:
    """Statements of an entity over time and by outlet, each by certainty."""
    words, series = visit.words, certainties(visit.words)
    over_time = {"said": words("What they said, over time"), "about": words("What was said of them, over time")}
    by_outlet = {"said": words("What they said, by outlet"), "about": words("What was said of them, by outlet")}
    told = {outlet or words("not known"): counts for outlet, counts in outlets.items()}
    return [
        columns(
            f"{direction}-days",
            over_time[direction],
            (words("Day"), *(one.label for one in series)),
            list(days.items()),
            series,
        ),
        bars(
            f"{direction}-outlets",
            by_outlet[direction],
            (words("Outlet"), *(one.label for one in series)),
            list(told.items()),
            series,
        ),
    ]
