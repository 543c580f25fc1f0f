"""Quantities of every article: the stage.

Belongs here: rows in, rows out. Does not belong here: what an amount is and what it is worth (``constructions``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.amounts.constructions import find_quantities
from pipeline.extract.amounts.quantity import Quantity
from pipeline.extract.article.article_stage import ArticleStage, Reads, spans_of
from pipeline.extract.article.view import ArticleView, Lexeme
from pipeline.extract.article.word_edges import word_test
from schemas.tables.quantities import QUANTITIES


class _Time(NamedTuple):
    """What amounts ask of a time expression."""

    start: int
    end: int


_NUMERALS = frozenset("0123456789〇零一二三四五六七八九十百千")


def _is_numbered_name(lexeme: Lexeme) -> bool:
    """Whether a word is a name that begins with a numeral: 千歳, 八王子; money is none, whoever may be called 八元."""
    surface = lexeme.surface
    return (
        lexeme.pos[1] == "固有名詞" and len(surface) > 1 and surface[0] in _NUMERALS and surface[-1] not in "円元角銭"
    )


def _find(view: ArticleView, times: Sequence[_Time]) -> list[Quantity]:
    """Amounts of an article outside its time expressions and names."""
    tokens = view.tokens
    names = [(tokens.starts[index], tokens.ends[index]) for index in tokens.passing(_is_numbered_name)]
    closed = [(time.start, time.end) for time in times]
    return find_quantities(view.text, sorted([*closed, *names]) if names else closed, word_test(view))


quantities = ArticleStage(
    "quantities",
    ("quantities",),
    _find,
    spans_of(QUANTITIES, "qty", Quantity._fields),
    reads=(Reads("time_expressions", _Time),),
)
