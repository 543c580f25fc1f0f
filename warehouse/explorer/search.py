"""Ranked search with facets: the best articles for a query, and what their statements have in common.

Belongs here: what is found, and counting it. Does not belong here: ranking (the macro ``search``), HTML (``search_page``).

Facets count the :data:`POOL` best articles: a number that a person may look through, and that is counted in milliseconds whatever the corpus.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas import vocabularies
from schemas.render.duckdb import literal
from warehouse.explorer.reader import Asking
from warehouse.explorer.shelf import of_articles, shelf
from warehouse.explorer.visit import AskedError, Visit
from warehouse.queries import CatalogError

POOL = 200
"""Articles that are found at most."""
_KEPT = 32
_SNIPPET = 70
_UNKNOWN = {"title": None, "outlet": None, "published_on": None, "url": None, "is_ai_disclosed": False}
OF_ARTICLE = ("outlet", "month", "ai")
OF_STATEMENT = ("speaker", "certainty", "kind")
FACETS = (*OF_ARTICLE, *OF_STATEMENT)
AI = ("disclosed", "none")


@dataclass(frozen=True)
class Snippet:
    """A place in an article: the words, and what stands on either side."""

    before: str
    words: str
    after: str


@dataclass
class Found:
    """What a query found. ``hits`` are those of one page; ``facets`` have, by name, each value with how many articles have it."""

    total: int
    hits: list[dict[str, Any]] = field(default_factory=list)
    facets: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    is_full: bool = False
    message: str | None = None


@dataclass(frozen=True)
class _Pool:
    hits: list[dict[str, Any]]
    statements: dict[str, list[tuple[str | None, str, str]]]
    names: dict[str, str]
    unknown: list[str]


def chosen(visit: Visit) -> dict[str, str]:
    """The values of facets that a visit has chosen."""
    among = {"ai": AI, "certainty": vocabularies.CERTAINTY.values, "kind": vocabularies.STATEMENT_KIND.values}
    found = {name: visit.choice(name, among[name]) if name in among else visit.text(name) for name in FACETS}
    if found["month"] and found["month"] != "none" and not re.fullmatch(r"[0-9]{4}-[0-9]{2}", found["month"]):
        raise AskedError("month is YYYY-MM")
    return {name: value for name, value in found.items() if value}


def search(asking: Asking, words: str, wanted: Mapping[str, str], limit: int, offset: int) -> Found:
    """The articles that fit a query best and have what was chosen: one page of them, and the facets of all."""
    try:
        pool = _pool(asking, " ".join(words.split()))
    except CatalogError as error:
        # a public edition has no words to search in, and says so by an error of the macro
        return Found(0, message=str(error).removeprefix("Invalid Input Error: "))
    kept = [hit for hit in pool.hits if _fits(hit, pool, wanted)]
    shown = [dict(hit) for hit in kept[offset : offset + limit]]
    snippets = _snippets(asking, shown)
    for hit in shown:
        hit["snippet"] = snippets.get(hit["article_id"])
    return Found(len(kept), shown, _facets(kept, pool, wanted), pool.unknown, len(pool.hits) >= POOL)


def _pool(asking: Asking, words: str) -> _Pool:
    held: dict[str, _Pool] = asking.once("searches", dict)
    if words in held:
        return held[words]
    ranked = asking.rows(
        f'SELECT article_id, score, start, "end" FROM search({literal(words)}, k := {POOL}) ORDER BY rank'
    )
    known = shelf(asking)
    facts = {row["article_id"]: row for row in known.rows([row["article_id"] for row in ranked])}
    hits = [{**facts.get(row["article_id"], _UNKNOWN), **row, "rank": place} for place, row in enumerate(ranked, 1)]
    statements = known.spoken(facts)
    speakers = sorted({speaker for found in statements.values() for speaker, _, _ in found if speaker})
    names = {
        row["entity_id"]: row["name"]
        for row in asking.rows(
            "SELECT entity_id, name_ja AS name FROM entities WHERE entity_id IN (SELECT unnest(CAST(? AS VARCHAR [])))",
            [speakers],
        )
    }
    pool = _Pool(hits, statements, names, _unknown(asking, words) if len(hits) < POOL else [])
    while len(held) >= _KEPT:
        held.pop(next(iter(held)), None)
    held[words] = pool
    return pool


def _unknown(asking: Asking, words: str) -> list[str]:
    """Pieces of a query that no word of the corpus begins with."""
    pieces: list[tuple[str, int]] = []
    for row in asking.rows(f'SELECT "at", size, word, term FROM query_words({literal(words)}) ORDER BY slot'):
        if row["term"] is None:
            if pieces and pieces[-1][1] == row["at"]:
                pieces[-1] = (pieces[-1][0] + row["word"], row["at"] + row["size"])
            else:
                pieces.append((row["word"], row["at"] + row["size"]))
    return [piece for piece, _ in pieces]


def _of(hit: Mapping[str, Any], name: str) -> str:
    if name == "outlet":
        return hit["outlet"] or "none"
    if name == "month":
        return "none" if hit["published_on"] is None else f"{hit['published_on']:%Y-%m}"
    return AI[0] if hit["is_ai_disclosed"] else AI[1]


def _fits(hit: Mapping[str, Any], pool: _Pool, wanted: Mapping[str, str]) -> bool:
    if any(_of(hit, name) != wanted[name] for name in OF_ARTICLE if name in wanted):
        return False
    asked = [(place, wanted[name]) for place, name in enumerate(OF_STATEMENT) if name in wanted]
    # one statement has all that was chosen of statements
    return not asked or any(
        all(statement[place] == value for place, value in asked)
        for statement in pool.statements.get(hit["article_id"], [])
    )


def _facets(
    kept: Iterable[Mapping[str, Any]], pool: _Pool, wanted: Mapping[str, str]
) -> dict[str, list[tuple[str, str, int]]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    asked = [(place, wanted[name]) for place, name in enumerate(OF_STATEMENT) if name in wanted]
    for hit in kept:
        for name in OF_ARTICLE:
            counts[name][_of(hit, name)] += 1
        fitting = [
            statement
            for statement in pool.statements.get(hit["article_id"], [])
            if all(statement[place] == value for place, value in asked)
        ]
        for place, name in enumerate(OF_STATEMENT):
            counts[name].update({value for statement in fitting if (value := statement[place]) is not None})
    return {
        name: [(value, pool.names.get(value, value), n) for value, n in _ordered(name, counter)]
        for name, counter in counts.items()
    }


def _ordered(name: str, counter: Counter[str]) -> list[tuple[str, int]]:
    if name == "month":
        return sorted(counter.items(), reverse=True)[:24]
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:12]


def _snippets(asking: Asking, hits: Iterable[Mapping[str, Any]]) -> dict[str, Snippet]:
    places = {hit["article_id"]: (hit["start"], hit["end"]) for hit in hits if hit["start"] is not None}
    if not places:
        return {}
    values = ", ".join(f"({literal(name)}, {int(start)}, {int(end)})" for name, (start, end) in places.items())
    wanted = ", ".join(map(literal, places))
    rows = asking.rows(
        f"WITH p(article_id, s, e) AS (VALUES {values}), "
        f"a AS (SELECT article_id, text FROM {of_articles(asking, 'articles', list(places))} WHERE article_id IN ({wanted}) AND text IS NOT NULL) "
        f'SELECT a.article_id, substr(text, greatest(s - {_SNIPPET}, 0) + 1, s - greatest(s - {_SNIPPET}, 0)) AS "before", '
        f'substr(text, s + 1, e - s) AS words, substr(text, e + 1, {_SNIPPET}) AS "after" FROM a JOIN p USING (article_id)'
    )
    return {row["article_id"]: Snippet(row["before"], row["words"], row["after"]) for row in rows}


def marked(text: str, words: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a word of the query.

    >>> marked("停戦と合意", "合意 停戦")
    [('停戦', True), ('と', False), ('合意', True)]
    """
    sought = sorted({word for word in words.split() if word}, key=len, reverse=True)
    if not sought:
        return [(text, False)]
    pieces = re.split(f"({'|'.join(map(re.escape, sought))})", text, flags=re.IGNORECASE)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
