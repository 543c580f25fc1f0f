"""What a release may repeat of its sources: which articles keep their text, and rows without the text of the others.

Belongs here: the redistribution rules. Does not belong here: files.

An article is *publishable* where its source's redistribution is ``full``. Of every other article a release keeps spans,
values, ids and hashes; columns that carry source text are null, it has no tokens, and lexemes and learned names that no
publishable article has are left out. Handles and bodies of reader comments are never published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from schemas.model import Dataset, Table
from schemas.render import arrow

EVERY_SOURCE = "*"


def published(dataset: Dataset) -> Dataset:
    """The declarations of a release: columns that carry source text may be null, unless they are a key."""
    return replace(dataset, tables=tuple(_published_table(table) for table in dataset.tables))


def _published_table(table: Table) -> Table:
    columns = tuple(
        replace(column, nullable=True)
        if column.carries_source_text and column.name not in table.primary_key
        else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def text_columns(table: Table) -> tuple[str, ...]:
    """Columns that carry source text and can be left null."""
    return tuple(
        column.name for column in table.columns if column.carries_source_text and column.name not in table.primary_key
    )


def effective_redistribution(sources: pa.Table, override: Mapping[str, str]) -> dict[str, str]:
    """Redistribution of each source, by ``source_id``, after the override for it or for every source (``*``)."""
    pairs = zip(sources["source_id"].to_pylist(), sources["redistribution"].to_pylist(), strict=True)
    return {source: override.get(source, override.get(EVERY_SOURCE, declared)) for source, declared in pairs}


@dataclass(frozen=True)
class Publishable:
    """What may be repeated: articles, and the lexemes and surfaces that those articles have.

    ``surfaces`` are ``(entity_id, surface)`` of mentions; ``lexicon_entities`` are named by a lexicon, not by an article.
    """

    articles: frozenset[str]
    lexemes: frozenset[int] = frozenset()
    surfaces: frozenset[tuple[str, str]] = frozenset()
    lexicon_entities: frozenset[str] = field(default=frozenset())


def publishable_articles(
    articles: pa.Table, redistribution: Mapping[str, str], override: Mapping[str, str]
) -> set[str]:
    """Articles whose text a release may repeat; one without a known source is publishable only by override of all."""
    unknown = override.get(EVERY_SOURCE, "none")
    pairs = zip(articles["article_id"].to_pylist(), articles["source_id"].to_pylist(), strict=True)
    return {
        article
        for article, source in pairs
        if (unknown if source is None else redistribution.get(source, unknown)) == "full"
    }


def lexeme_closure(lexemes: pa.Table, used: set[int]) -> set[int]:
    """The lexemes used and, again and again, those of their units."""
    units: dict[int, set[int]] = {}
    ids = lexemes["lexeme_id"].to_pylist()
    for name in ("a_units", "b_units"):
        for owner, found in zip(ids, lexemes[name].to_pylist(), strict=True):
            if found:
                units.setdefault(owner, set()).update(unit["lexeme_id"] for unit in found)
    reached, frontier = set(used), list(used)
    while frontier:
        fresh = units.get(frontier.pop(), set()) - reached
        reached |= fresh
        frontier.extend(fresh)
    return reached


def stand_off(table: Table, rows: pa.Table, may: Publishable) -> pa.Table:
    """The rows of a table as a release publishes them. ``table`` is the published declaration."""
    special = _SPECIAL.get(table.name)
    if special is not None:
        rows = special(rows, may)
    if "article_id" in table.column_names:
        keeps = are_among(rows["article_id"], may.articles)
        rows = rows.filter(keeps) if table.name == "tokens" else _blank(rows, text_columns(table), pc.invert(keeps))
    return arrow.conform(rows.cast(arrow.schema(table)), table)


def are_among(values: pa.ChunkedArray, wanted: Collection[str]) -> pa.ChunkedArray:
    """For each value whether it is among the wanted ones; each distinct value is looked up once.

    A part has few articles and a corpus many: to hash all of those anew for every part would cost their product.

    >>> are_among(pa.chunked_array([["a", "b", "a"]]), {"a"}).to_pylist()
    [True, False, True]
    """
    encoded = values.combine_chunks().dictionary_encode()
    found = pa.array([value in wanted for value in encoded.dictionary.to_pylist()], pa.bool_())
    return pa.chunked_array([found.take(encoded.indices)])


def _blank(rows: pa.Table, names: Sequence[str], where: pa.ChunkedArray) -> pa.Table:
    for name in names:
        at = rows.column_names.index(name)
        values = pc.if_else(where, pa.scalar(None, rows[name].type), rows[name])
        rows = rows.set_column(at, rows.schema.field(at).with_nullable(True), values)
    return rows


def _comments(rows: pa.Table, _: Publishable) -> pa.Table:
    return _blank(rows, ("text", "body"), pa.chunked_array([pa.repeat(True, rows.num_rows)]))


def _lexemes(rows: pa.Table, may: Publishable) -> pa.Table:
    return rows.filter(pc.is_in(rows["lexeme_id"], value_set=pa.array(sorted(may.lexemes), pa.int64())))


def _entities(rows: pa.Table, may: Publishable) -> pa.Table:
    pairs = zip(rows["entity_id"].to_pylist(), rows["name_ja"].to_pylist(), strict=True)
    hidden = [not (entity in may.lexicon_entities or (entity, name) in may.surfaces) for entity, name in pairs]
    return _blank(rows, ("name_ja", "reading"), pa.chunked_array([pa.array(hidden, pa.bool_())]))


def _aliases(rows: pa.Table, may: Publishable) -> pa.Table:
    pairs = zip(rows["entity_id"].to_pylist(), rows["alias"].to_pylist(), strict=True)
    kept = [entity in may.lexicon_entities or (entity, alias) in may.surfaces for entity, alias in pairs]
    return rows.filter(pa.array(kept, pa.bool_()))


_SPECIAL = {"comments": _comments, "lexemes": _lexemes, "entities": _entities, "aliases": _aliases}
