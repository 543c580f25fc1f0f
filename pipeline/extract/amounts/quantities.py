"""Quantities of every article: the stage.

Belongs here: rows in, rows out. What an amount is and what it is worth is in ``amounts``
and ``amount_lengths``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.amounts.constructions import Quantity, find_quantities
from pipeline.extract.amounts.lengths import find_lengths
from pipeline.extract.article.article_stage import ArticleStage, Reads, spans_of
from pipeline.extract.article.view import ArticleView
from pipeline.extract.article.word_edges import word_test
from schemas.tables.quantities import QUANTITIES


class _Time(NamedTuple):
    """What amounts ask of a time expression."""

    start: int
    end: int
    type: str
    mod: str | None


def _find(view: ArticleView, times: Sequence[_Time]) -> list[Quantity]:
    """Amounts of an article outside its time expressions, and its lengths of time whose number is open."""
    lengths = [(time.start, time.end, time.mod) for time in times if time.type == "DURATION"]
    amounts = find_quantities(view.text, [(time.start, time.end) for time in times], word_test(view))
    return [*amounts, *find_lengths(view.text, lengths)]


quantities = ArticleStage(
    "quantities",
    ("quantities",),
    _find,
    spans_of(QUANTITIES, "qty", Quantity._fields),
    reads=(Reads("time_expressions", _Time),),
)
