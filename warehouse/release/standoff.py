"""What the public edition of a release repeats of its sources: which articles are whole, and which values of the others stay.

Belongs here: the rules of redistribution, applied to rows. Does not belong here: files, and which column carries what (each
column's declaration says so).

An article is *publishable* where its source's redistribution is ``full`` and no reader's comment stands in it. Of every other
article facts are published and wording is withheld: columns that carry wording are null, unless a condition of their
declaration makes a value a fact. A row whose key would be wording, and the rows of a table that are the text themselves
(``rows_carry``), are left out. Readers who commented are no part of what is published: of what stands inside a comment nothing but
offsets, numbers and categories is, and names that nothing but comments mention have none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from schemas.model import Column, Dataset, Shape, Table, Where
from schemas.render import arrow
from schemas.vocabularies import REDISTRIBUTION
from warehouse.release.manifest import ReleaseError

EVERY_SOURCE = "*"
OF_ENTITIES = ("entities", "aliases")
Spans = Mapping[str, tuple[tuple[int, int], ...]]
"""Half-open spans by article."""


def published(dataset: Dataset) -> Dataset:
    """The declarations of the public edition: what may be withheld may be null, unless it is a key."""
    return replace(dataset, tables=tuple(_published_table(table) for table in dataset.tables))


def _published_table(table: Table) -> Table:
    kept = set(withheld_columns(table)) - set(table.primary_key)
    return replace(table, columns=tuple(replace(c, nullable=True) if c.name in kept else c for c in table.columns))


def withheld_columns(table: Table) -> tuple[str, ...]:
    """Columns some of whose values the public edition may withhold: those that hold words, of tables made from articles.

    Outlets are among them: one that no registry knows has the name that a page gives itself.
    """
    if table.rows_carry == "wording" or not (owner(table) or table.name in (*OF_ENTITIES, "sources")):
        return ()
    return tuple(column.name for column in table.columns if column.holds_words)


def owner(table: Table) -> str | None:
    """Column that says whose text a row is about: its article, or else its document."""
    return next((name for name in ("article_id", "document_id") if name in table.column_names), None)


def effective_redistribution(sources: pa.Table, override: Mapping[str, str]) -> dict[str, str]:
    """Redistribution of each source, by ``source_id``, after the override for its id, its domain, or every source (``*``).

    Raises :class:`warehouse.release.manifest.ReleaseError` where an override is for no source that is here.
    """
    columns = [sources[name].to_pylist() for name in ("source_id", "domain", "redistribution")]
    for name in override.keys() - {EVERY_SOURCE, *columns[0], *columns[1]}:
        raise ReleaseError(
            f"{name} is no source here; give a domain or a source_id as the table `sources` has it, or *"
        )
    return {
        source: override.get(source, override.get(domain or source, override.get(EVERY_SOURCE, declared)))
        for source, domain, declared in zip(*columns, strict=True)
    }


def parse_terms(terms: Iterable[str]) -> dict[str, str]:
    """Redistribution by source, from texts such as ``example.jp=full``.

    Raises :class:`warehouse.release.manifest.ReleaseError` where one is written otherwise.

    >>> parse_terms(["example.jp=full", "*=none"])
    {'example.jp': 'full', '*': 'none'}
    """
    found = {}
    for term in terms:
        source, separator, value = term.partition("=")
        if not (source and separator) or value not in REDISTRIBUTION.values:
            known = ", ".join(REDISTRIBUTION.values)
            raise ReleaseError(f"{term!r} is not SOURCE=VALUE, as in example.jp=full; values are {known}")
        found[source] = value
    return found


@dataclass(frozen=True)
class Publishable:
    """What may be repeated whole: articles, their documents, and the lexemes they have.

    ``comments`` are the spans of readers' comments, ``hidden`` the entities and ``hidden_aliases`` the pairs of entity and surface that
    only comments name. ``lexicon_entities`` are named by a lexicon, not by an article.
    """

    articles: frozenset[str]
    documents: frozenset[str] = frozenset()
    lexemes: frozenset[int] = frozenset()
    comments: Spans = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    hidden_aliases: frozenset[tuple[str, str]] = frozenset()
    lexicon_entities: frozenset[str] = frozenset()


def publishable_articles(
    articles: pa.Table, redistribution: Mapping[str, str], override: Mapping[str, str], commented: Collection[str] = ()
) -> dict[str, str]:
    """Articles whose text a release may repeat, each with its document.

    One without a known source is publishable only by override of every source; one that readers commented on (``commented``)
    never is, because its source cannot give away what they wrote.
    """
    unknown = override.get(EVERY_SOURCE, "none")
    columns = (articles[name].to_pylist() for name in ("article_id", "document_id", "source_id"))
    return {
        article: document
        for article, document, source in zip(*columns, strict=True)
        if (unknown if source is None else redistribution.get(source, unknown)) == "full" and article not in commented
    }


def lexeme_closure(lexemes: pa.Table, used: set[int]) -> set[int]:
    """The lexemes used and, again and again, those of their units."""
    units: dict[int, set[int]] = {}
    ids = lexemes["lexeme_id"].to_pylist()
    for name in ("a_units", "b_units"):
        for owner_id, found in zip(ids, lexemes[name].to_pylist(), strict=True):
            if found:
                units.setdefault(owner_id, set()).update(unit["lexeme_id"] for unit in found)
    reached, frontier = set(used), list(used)
    while frontier:
        fresh = units.get(frontier.pop(), set()) - reached
        reached |= fresh
        frontier.extend(fresh)
    return reached


def comment_spans(comments: pa.Table, spans: dict[str, tuple[tuple[int, int], ...]]) -> None:
    """Add the spans of these comments to ``spans``."""
    columns = (comments[name].to_pylist() for name in ("article_id", "start", "end"))
    for article, start, end in zip(*columns, strict=True):
        spans[article] = (*spans.get(article, ()), (start, end))


def in_comments(rows: pa.Table, comments: Spans) -> pa.ChunkedArray:
    """For each row with a span whether it touches a reader's comment."""
    flags = [False] * rows.num_rows
    candidates = pc.indices_nonzero(are_among(rows["article_id"], comments.keys())).to_pylist() if comments else []
    for at in candidates:
        start, end = rows["start"][at].as_py(), rows["end"][at].as_py()
        if start is not None and end is not None:
            flags[at] = any(s < end and start < e for s, e in comments[rows["article_id"][at].as_py()])
    return pa.chunked_array([pa.array(flags, pa.bool_())])


def stand_off(table: Table, rows: pa.Table, may: Publishable) -> pa.Table:
    """The rows of a table as the public edition has them. ``table`` is its declaration there."""
    if table.rows_carry == "wording":
        rows = rows.filter(_publishable_rows(table, rows, may))
    elif names := withheld_columns(table):
        rows = _withhold(table, rows, names, may)
    return arrow.conform(rows.cast(arrow.schema(table)), table)


def _publishable_rows(table: Table, rows: pa.Table, may: Publishable) -> pa.ChunkedArray:
    column = owner(table)
    if column is not None:
        return are_among(rows[column], may.articles if column == "article_id" else may.documents)
    if table.name == "lexemes":
        return pc.is_in(rows["lexeme_id"], value_set=pa.array(sorted(may.lexemes), pa.int64()))
    if table.name in OF_ENTITIES:
        return are_among(rows["entity_id"], may.lexicon_entities)
    return pa.chunked_array([pa.repeat(False, rows.num_rows)])


def _withhold(table: Table, rows: pa.Table, names: Collection[str], may: Publishable) -> pa.Table:
    """Rows with nulls for what is withheld, and without those whose key is."""
    withheld = pc.invert(_publishable_rows(table, rows, may))
    private = _private(table, rows, may)
    hide = {name: pc.and_(withheld, pc.or_(private, pc.invert(_are_facts(table.column(name), rows)))) for name in names}
    keep = pa.chunked_array([pa.repeat(True, rows.num_rows)])
    blanked = rows
    for name, hidden in hide.items():
        if name in table.primary_key:
            keep = pc.and_(keep, pc.invert(hidden))
            continue
        at = blanked.column_names.index(name)
        values = pc.if_else(hidden, pa.scalar(None, rows[name].type), rows[name])
        blanked = blanked.set_column(at, blanked.schema.field(at).with_nullable(True), values)
    return blanked.filter(keep)


def _private(table: Table, rows: pa.Table, may: Publishable) -> pa.ChunkedArray:
    """For each row whether what it says is known from readers' comments alone."""
    if table.name == "aliases":
        pairs = zip(rows["entity_id"].to_pylist(), rows["alias"].to_pylist(), strict=True)
        return pa.chunked_array([pa.array([pair in may.hidden_aliases for pair in pairs], pa.bool_())])
    if table.name == "entities":
        return are_among(rows["entity_id"], may.hidden)
    if table.has_spans:
        return in_comments(rows, may.comments)
    return pa.chunked_array([pa.repeat(False, rows.num_rows)])


def _are_facts(column: Column, rows: pa.Table) -> pa.ChunkedArray:
    """For each row whether the column's value is a fact."""
    found = pa.chunked_array([pa.repeat(column.carries == "fact", rows.num_rows)])
    for where in column.fact_where:
        found = pc.or_(found, _holds(where, rows))
    if column.longest is not None:
        found = pc.and_(found, pc.fill_null(pc.less_equal(pc.utf8_length(rows[column.name]), column.longest), True))
    return found if column.shape is None else pc.and_(found, _fits(column.shape, rows[column.name]))


def _fits(shape: Shape, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """For each value whether it looks like such a fact; what is missing does."""
    found = pc.match_substring_regex(values, rf"^(?:{shape.pattern})$")
    if shape.unless is not None:
        found = pc.and_(found, pc.invert(pc.match_substring_regex(values, shape.unless)))
    found = pc.or_(found, pc.less_equal(pc.utf8_length(values), shape.short))
    return pc.fill_null(found, True)


def _holds(where: Where, rows: pa.Table) -> pa.ChunkedArray:
    values = rows[where.column]
    if where.values:
        return pc.fill_null(pc.is_in(values, value_set=pa.array(where.values)), False)
    if where.pattern is not None:
        return pc.fill_null(pc.match_substring_regex(values, rf"^(?:{where.pattern})$"), False)
    return pc.is_valid(values)


def are_among(values: pa.ChunkedArray, wanted: Collection[str]) -> pa.ChunkedArray:
    """For each value whether it is among the wanted ones; each distinct value is looked up once. Null is not.

    A part has few articles and a corpus many: to hash all of those anew for every part would cost their product.

    >>> are_among(pa.chunked_array([["a", "b", "a"]]), {"a"}).to_pylist()
    [True, False, True]
    """
    encoded = values.combine_chunks().dictionary_encode()
    found = pa.array([value in wanted for value in encoded.dictionary.to_pylist()], pa.bool_())
    return pa.chunked_array([pc.fill_null(found.take(encoded.indices), False)])
