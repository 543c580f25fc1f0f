"""Quantities of every article: the stage.

Belongs here: rows in, rows out. What an amount is and what it is worth is in ``amounts``
and ``amount_lengths``.
"""

from __future__ import annotations

import pyarrow as pa

from pipeline.extract.amounts.constructions import Quantity, find_quantities
from pipeline.extract.amounts.lengths import find_lengths
from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import views
from pipeline.extract.article.word_edges import word_test
from schemas.tables.quantities import QUANTITIES


def quantities(
    articles: pa.Table,
    blocks: pa.Table,
    sentences: pa.Table,
    tokens: pa.Table,
    lexemes: pa.Table,
    time_expressions: pa.Table,
) -> dict[str, pa.Table]:
    """The stage: amounts of every article outside its time expressions, and its lengths of time whose number is open."""
    times: dict[str, list[tuple[int, int]]] = {}
    lengths: dict[str, list[tuple[int, int, str | None]]] = {}
    rows = (time_expressions[name].to_pylist() for name in ("article_id", "start", "end", "type", "mod"))
    for article_id, start, end, type_, mod in zip(*rows, strict=True):
        times.setdefault(article_id, []).append((start, end))
        if type_ == "DURATION":
            lengths.setdefault(article_id, []).append((start, end, mod))
    made = SpanRows(QUANTITIES, "qty", Quantity._fields)
    for view in views(articles, blocks, sentences, tokens, lexemes):
        made.add(view, find_quantities(view.text, sorted(times.get(view.article_id, ())), word_test(view)))
        made.add(view, find_lengths(view.text, lengths.get(view.article_id, ())))
    return {"quantities": made.made()}
