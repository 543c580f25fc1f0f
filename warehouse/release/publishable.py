"""What the public edition of a release may repeat, gathered from the tables.

Belongs here: reading parts for what :class:`warehouse.release.standoff.Publishable` holds. Does not belong here: the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.release import standoff

Parts = Callable[[str, Sequence[str]], Iterator[pa.Table]]
"""Columns of a table, part by part, by its name and theirs."""
_NAMED = ("article_id", "start", "end", "entity_id", "text")


def gather(parts: Parts, redistribution: Mapping[str, str], override: Mapping[str, str]) -> standoff.Publishable:
    """What may be repeated of these tables where the sources allow ``redistribution``."""
    comments: dict[str, tuple[tuple[int, int], ...]] = {}
    for rows in parts("comments", ["article_id", "start", "end"]):
        standoff.comment_spans(rows, comments)
    documents: dict[str, str] = {}
    for rows in parts("articles", ["article_id", "document_id", "source_id"]):
        documents |= standoff.publishable_articles(rows, redistribution, override, comments.keys())
    hidden, hidden_aliases = _named_in_comments_alone(parts, comments)
    return standoff.Publishable(
        articles=frozenset(documents),
        documents=frozenset(documents.values()),
        lexemes=_lexemes(parts, frozenset(documents)),
        comments=comments,
        hidden=hidden,
        hidden_aliases=hidden_aliases,
        lexicon_entities=frozenset(
            entity
            for rows in parts("entities", ["entity_id", "method"])
            for entity in rows.filter(pc.starts_with(rows["method"], "lexicon:"))["entity_id"].to_pylist()
        ),
    )


def _lexemes(parts: Parts, articles: frozenset[str]) -> frozenset[int]:
    """Lexemes of the tokens of these articles, and of their units."""
    if not articles:
        return frozenset()
    used: set[int] = set()
    for rows in parts("tokens", ["article_id", "lexeme_id"]):
        used.update(pc.unique(rows.filter(standoff.are_among(rows["article_id"], articles))["lexeme_id"]).to_pylist())
    return frozenset(
        found
        for rows in parts("lexemes", ["lexeme_id", "a_units", "b_units"])
        for found in standoff.lexeme_closure(rows, used)
    )


def _named_in_comments_alone(
    parts: Parts, comments: standoff.Spans
) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Entities, and pairs of entity and surface, that mentions name inside readers' comments and nowhere else."""
    inside: set[tuple[str, str]] = set()
    for rows in parts("mentions", _NAMED) if comments else ():
        inside |= _named(rows.filter(standoff.in_comments(rows, comments)))
    entities, outside = {entity for entity, _ in inside}, set[tuple[str, str]]()
    for rows in parts("mentions", _NAMED) if inside else ():
        among = rows.filter(standoff.are_among(rows["entity_id"], entities))
        outside |= _named(among.filter(pc.invert(standoff.in_comments(among, comments))))
    return frozenset(entities - {entity for entity, _ in outside}), frozenset(inside - outside)


def _named(mentions: pa.Table) -> set[tuple[str, str]]:
    linked = mentions.filter(pc.is_valid(mentions["entity_id"]))
    return set(zip(linked["entity_id"].to_pylist(), linked["text"].to_pylist(), strict=True))
