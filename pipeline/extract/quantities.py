"""Quantities of every article: the stage.

Belongs here: rows in, rows out. What an amount is and what it is worth is in ``amounts``
and ``amount_lengths``.
"""

from __future__ import annotations

import pyarrow as pa

from pipeline.extract.amount_lengths import find_lengths
from pipeline.extract.amounts import Quantity, find_quantities
from pipeline.extract.word_edges import word_test
from pipeline.identity import row_id
from pipeline.view import views
from schemas.render.arrow import from_columns
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
    columns: dict[str, list[object]] = {name: [] for name in QUANTITIES.column_names}
    for view in views(articles, blocks, sentences, tokens, lexemes):
        found = find_quantities(view.text, sorted(times.get(view.article_id, ())), word_test(view))
        found += find_lengths(view.text, lengths.get(view.article_id, ()))
        for quantity in found:
            columns["quantity_id"].append(row_id("qty", view.article_id, quantity.start, quantity.end))
            columns["article_id"].append(view.article_id)
            columns["text"].append(view.text[quantity.start : quantity.end])
            for name, value in zip(Quantity._fields, quantity, strict=True):
                columns[name].append(value)
    return {"quantities": from_columns(QUANTITIES, columns)}
