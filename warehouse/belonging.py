"""Whose rows they are: the documents behind rows that break a rule, for messages that block.

Belongs here: queries from rows of a table to documents, and how few of many are told. Does not belong here: which rows break a rule
(``sql_checks``, ``proving``).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.dataset import DATASET
from schemas.model import Dataset, ForeignKey, Table
from schemas.render.duckdb import identifier, literal

if TYPE_CHECKING:
    import duckdb

FEW = 3
"""Documents that a message names; of further ones it says how many they are."""
_LENGTH = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Keys = tuple[Mapping[str, Any], ...]
"""What tells some rows from others."""


def key_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What tells which row it is: identifiers and numbers, and no words of the source."""
    return {
        name: value if isinstance(value, int) else shown(str(value))
        for name, value in row.items()
        if isinstance(value, int) or (name.endswith("_id") and value is not None)
    }


def shown_keys(keys: Iterable[Mapping[str, Any]]) -> str:
    """Keys in a line.

    >>> shown_keys([{"article_id": "art_1", "start": 3}, {"article_id": "art_2", "start": 0}])
    'article_id art_1, start 3; article_id art_2, start 0'
    """
    return "; ".join(", ".join(f"{name} {value}" for name, value in key.items()) for key in keys)


def shown(value: str) -> str:
    """A place or an identifier as it stands in a line."""
    plain = _CONTROL.sub(" ", value)
    return plain if len(plain) <= _LENGTH else plain[: _LENGTH - 1] + "…"


@dataclass(frozen=True)
class Owners:
    """Documents that something is wrong with: how many they are, and the first few, each with where it came from if that is known."""

    count: int = 0
    few: tuple[str, ...] = ()

    @classmethod
    def of(cls, documents: Iterable[str]) -> Owners:
        """Of these, whatever their order.

        >>> Owners.of({"doc_2", "doc_1", "doc_4", "doc_3"}).phrase
        ' of doc_1, doc_2, doc_3 and 1 more document'
        """
        names = sorted(set(documents))
        return cls(len(names), tuple(names[:FEW]))

    @property
    def phrase(self) -> str:
        """What follows a number of rows in a message; empty where no document is known.

        >>> Owners(2, ("doc_1", "doc_2")).phrase
        ' of doc_1, doc_2'
        """
        if not self.count:
            return ""
        more = self.count - len(self.few)
        return f" of {', '.join(self.few)}" + (f" and {more} more document{'s' * (more > 1)}" if more else "")


NOBODY = Owners()
"""No document is known."""


class Query(NamedTuple):
    """A query for rows with their document as ``whose``, null where none is known; then the column ``instead`` tells as much as is."""

    sql: str
    instead: str = "article_id"


def queries(table: Table | None, rows: str) -> Iterator[Query]:
    """Queries for the same rows with their documents.

    ``rows`` is a query for keys of rows of ``table``; without a table, for rows with their ``article_id`` or, of documents ``d``,
    ``document_id``. Rows of a corpus table belong to the documents whose rows name them.
    """
    articles = "left join articles a using (article_id)"
    if table is None:
        if "d.document_id" in rows:
            yield Query(f"select document_id as whose, b.* from ({rows}) b", "document_id")
        else:
            yield Query(f"select a.document_id as whose, b.* from ({rows}) b {articles}")
    elif "article_id" in table.column_names:
        own = _joined(table, table.primary_key, rows, table.primary_key)
        yield Query(f"select a.document_id as whose, b.* from ({own}) b {articles}")
    elif "document_id" in table.column_names:
        own = _joined(table, table.primary_key, rows, table.primary_key)
        yield Query(f"select document_id as whose, b.* from ({own}) b", "document_id")
    else:
        for other, key in _referring(table):
            theirs = _joined(other, key.columns, rows, key.references)
            yield Query(f"select a.document_id as whose, b.* from ({theirs}) b {articles}")


def owners(connection: duckdb.DuckDBPyConnection, table: Table | None, rows: str) -> Owners:
    """The documents behind rows, as :func:`queries` looks for them, over a connection with a view of every table.

    What cannot be asked is not known, and no error: the rows are wrong all the same.
    """
    import duckdb

    parts = [f"select coalesce(whose, {query.instead}) as whose from ({query.sql})" for query in queries(table, rows)]
    if not parts:
        return NOBODY
    found = f"from (select distinct whose from ({' union all '.join(parts)}) where whose is not null)"
    try:
        few = connection.execute(f"select whose, count(*) over () {found} order by whose limit {FEW}").fetchall()
    except duckdb.Error:
        return NOBODY
    return Owners(few[0][1], _with_places(connection, [name for name, _ in few])) if few else NOBODY


def _with_places(connection: duckdb.DuckDBPyConnection, documents: Sequence[str]) -> tuple[str, ...]:
    """Documents, each with where it came from, as far as that is told."""
    import duckdb

    listed = ", ".join(map(literal, documents))
    query = f"select document_id, min(location) from document_locations where document_id in ({listed}) group by all"
    places: dict[str, str] = {}
    with contextlib.suppress(duckdb.Error):
        places = dict(connection.execute(query).fetchall())
    return tuple(f"{name} ({shown(places[name])})" if places.get(name) else name for name in documents)


def _joined(table: Table, own: Sequence[str], broken: str, theirs: Sequence[str]) -> str:
    """Keys of the rows of ``table`` whose columns ``own`` are ``theirs`` of broken rows, with article and document."""
    matching = " and ".join(f"t.{identifier(a)} = b.{identifier(b)}" for a, b in zip(own, theirs, strict=True))
    whose = [name for name in ("article_id", "document_id") if name in table.column_names]
    names = ", ".join(f"t.{identifier(name)}" for name in dict.fromkeys((*whose[:1], *table.primary_key)))
    return f"select distinct {names} from {identifier(table.name)} t join ({broken}) b on {matching}"


def _referring(table: Table, dataset: Dataset = DATASET) -> Iterator[tuple[Table, ForeignKey]]:
    """Tables of articles that name rows of a corpus table, or what those rows name themselves."""
    named = {(table.name, table.primary_key), *((key.table, key.columns) for key in table.foreign_keys)}
    for other in dataset.tables:
        for key in other.foreign_keys if "article_id" in other.column_names else ():
            if (key.table, key.references) in named:
                yield other, key
