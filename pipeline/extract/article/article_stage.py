"""A stage that goes article by article: what is found in one, and the tables made of what was found in all.

Belongs here: grouping inputs by article, and keeping an article that fails from taking the others along. Does not belong
here: what is found (the rooms), and what becomes of an article that failed (``pipeline/run.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import TEXT_TABLES, ArticleView, Context, records_of
from schemas.model import Table

Found = list[tuple[ArticleView, Any]]
"""Articles in order, each with what a stage found in it."""


class Reads(NamedTuple):
    """A further input of a stage: its rows reach ``find`` as named tuples of one article, in the order ``by``."""

    table: str
    record: type[Any]
    by: tuple[str, ...] = ("start", "end")


@dataclass(frozen=True)
class ArticleStage:
    """A named pure function over tables, written as a function over one article.

    ``find`` takes an :class:`ArticleView`, then one list of records for each of ``reads``, then, with ``prepare``, what that
    worked out for the article. It returns (not yields) what it found. ``gather`` makes the declared ``outputs`` of that.
    ``prepare`` takes the views of all articles at once, then for each of ``reads`` their lists of records, and returns one value
    for each article: the place for columnar work, whose values must depend on the article alone.
    """

    name: str
    outputs: tuple[str, ...]
    find: Callable[..., Any]
    gather: Callable[[Found], Mapping[str, pa.Table]]
    reads: tuple[Reads, ...] = ()
    prepare: Callable[..., Sequence[Any]] | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the tables that the stage reads, in the order in which a call takes them."""
        return (*TEXT_TABLES, *(other.table for other in self.reads))

    def __call__(self, *tables: pa.Table) -> dict[str, pa.Table]:
        """The outputs for these inputs; an article that fails raises."""
        return self.run(dict(zip(self.inputs, tables, strict=True)))

    def run(
        self,
        tables: Mapping[str, pa.Table],
        context: Context | None = None,
        failed: dict[str, Exception] | None = None,
    ) -> dict[str, pa.Table]:
        """The stage's outputs for these inputs.

        ``context`` is shared by the stages of a slice. Where ``failed`` is given, an article whose ``find`` raises is
        entered there, with its error, and has no rows; else the error is raised. Raises ``ValueError`` where ``gather``
        returns other tables than declared.
        """
        views = (context or Context()).views(tables)
        ids = tables["articles"]["article_id"].combine_chunks()
        columns: list[Sequence[Any]] = [records_of(tables[table], ids, make, by) for table, make, by in self.reads]
        if self.prepare is not None:
            columns.append(self._prepared((views, *columns), failed))
        found: Found = []
        for view, *own in zip(views, *columns, strict=True):
            if failed and view.article_id in failed:
                continue
            try:
                found.append((view, self.find(view, *own)))
            except Exception as error:
                if failed is None:
                    raise
                failed[view.article_id] = error
        produced = dict(self.gather(found))
        if set(produced) != set(self.outputs):
            raise ValueError(f"stage {self.name} returned {sorted(produced)}, declared {sorted(self.outputs)}")
        return produced

    def _prepared(self, columns: Sequence[Sequence[Any]], failed: dict[str, Exception] | None) -> Sequence[Any]:
        """What ``prepare`` says of every article; where it fails on all of them together, of each alone."""
        views = columns[0]
        if self.prepare is None:
            return [None] * len(views)
        try:
            return self.prepare(*columns)
        except Exception:
            if failed is None:
                raise
        values: list[Any] = []
        for view, *own in zip(*columns, strict=True):
            try:
                values += self.prepare([view], *([records] for records in own))
            except Exception as error:
                failed[view.article_id] = error
                values.append(None)
        return values


def spans_of(
    table: Table, prefix: str, fields: Sequence[str], key: Sequence[str] = ("start", "end")
) -> Callable[[Found], dict[str, pa.Table]]:
    """A ``gather`` for one table of spans: what was found are tuples of ``fields`` (:class:`SpanRows`)."""

    def gather(found: Found) -> dict[str, pa.Table]:
        rows = SpanRows(table, prefix, fields, key)
        for view, records in found:
            rows.add(view, records)
        return {table.name: rows.made()}

    return gather
