"""Names of sentences in constructions that annotated news seldom has, and sentences that hold none."""

from __future__ import annotations

from collections.abc import Iterable

from assets.evaluation.figures import Count
from assets.evaluation.scoring.sheet import Judged, Sheet, match

NO_NAMES = ("title_only", "anaphor")
"""Forms of a mention that are no name."""


def sentences(judged: Iterable[Judged]) -> list[Count]:
    """``mentions`` of sentences whose every name is given as ``name/TYPE``: spans, and types of those found."""
    sheet = Sheet()
    for at in judged:
        gold = [{"text": name.partition("/")[0], "type": name.partition("/")[2]} for name in at.gold["names"]]
        rows = [row for row in at.read.rows("mentions") if row["form"] not in NO_NAMES]
        for want, row in match(sheet, "mentions", at, gold, rows):
            sheet.value("mentions", "entity_type", at, row["entity_type"] == want["type"])
    return sheet.counts


def without(judged: Iterable[Judged]) -> list[Count]:
    """Sentences that hold no name: the share in which none is found."""
    sheet = Sheet()
    for at in judged:
        rows = [row for row in at.read.rows("mentions") if row["form"] not in NO_NAMES]
        sheet.share("mentions", None, at, int(not rows), 1)
    return sheet.counts
