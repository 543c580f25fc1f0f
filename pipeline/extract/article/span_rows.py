"""Rows that are spans of articles: what extraction finds, gathered article by article and made into columns at once.

Belongs here: what every such table has (identifier, article, covered text). Does not belong here: what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from pipeline.extract.article.view import ArticleView
from pipeline.identity import row_ids
from schemas.model import Table
from schemas.render import arrow


class SpanRows:
    """The rows of a table whose columns are an identifier, ``article_id``, ``text`` and ``fields``.

    ``fields`` begin with ``start`` and ``end``. An identifier is a hash of the article and of the fields ``key``.
    """

    def __init__(self, table: Table, prefix: str, fields: Sequence[str], key: Sequence[str] = ("start", "end")) -> None:
        self._table = table
        self._prefix = prefix
        self._fields = tuple(fields)
        self._key = tuple(key)
        self._article_ids: list[str] = []
        self._texts: list[str] = []
        self._records: list[tuple[Any, ...]] = []

    def add(self, view: ArticleView, records: Iterable[tuple[Any, ...]]) -> None:
        """Add what was found in an article, each a tuple of the fields in order."""
        text, known = view.text, len(self._records)
        self._records += records
        self._texts += [text[record[0] : record[1]] for record in self._records[known:]]
        self._article_ids += [view.article_id] * (len(self._records) - known)

    def made(self) -> pa.Table:
        """The table."""
        values = zip(*self._records, strict=True) if self._records else ((),) * len(self._fields)
        columns: dict[str, Sequence[object]] = dict(zip(self._fields, values, strict=True))
        (identifier,) = self._table.primary_key
        columns[identifier] = row_ids(self._prefix, self._article_ids, *(columns[name] for name in self._key))
        return arrow.from_columns(self._table, columns | {"article_id": self._article_ids, "text": self._texts})
