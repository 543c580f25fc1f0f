"""Markers of modality and evidentiality: how the text weakens, qualifies or passes on what it says.

Belongs here: the markers, what each expresses, and the clause each governs. Does not belong here: whose claim it is
(``statements``). The forms themselves are rows of ``lexicons/hedges.csv``; only what grammar decides is a rule here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import ahocorasick_rs
import pyarrow as pa

from pipeline.identity import row_id
from pipeline.lexicons.load import load
from pipeline.view import ArticleView, Lexeme, Tokens, views
from schemas.render import arrow
from schemas.tables.hedges import HEDGES

#: what may follow an inflecting form: られ|る, られ|ています, な|かった, あ|ります, だ|った
_INFLECTION = re.compile(
    r"(?:[るたいくりん]|った|って|かった|ければ|あった)?"
    r"(?:[てで](?:い|お|き|く|み)?)?"
    r"(?:[るたりん]|ます|ました|ません|まして|です|でした|だった|だ|である|であった|ではなかった|ではない|はない)?"
)
#: ends of clauses before a comma that bound what a marker governs: …ものの、 …したが、 …して、
_CLAUSE_END = re.compile(r"(?:[がてでしばり]|ため|ので|から|ものの|一方|つつ|ながら|おり|ほか|たら|なら|れば)、")
_SCOPE_WINDOW = 400
_SENTENCE_ENDS = frozenset("。!?!?」』)）\n")


class Hedge(NamedTuple):
    """A marker, what it expresses, how certain it leaves the claim, and the span it governs. Offsets are code points."""

    start: int
    end: int
    category: str
    certainty: str
    scope_start: int
    scope_end: int
    method: str


class _Marker(NamedTuple):
    start: int
    end: int
    category: str
    certainty: str
    method: str


@cache
def _lexicon() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, str, bool], ...]]:
    rows = load("hedges")
    automaton = ahocorasick_rs.AhoCorasick(
        [row["form"] for row in rows], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    return automaton, tuple((row["category"], row["certainty"], row["inflects"] == "yes") for row in rows)


def find_markers(text: str) -> list[tuple[int, int, str]]:
    """Markers of the lexicon in a text as ``(start, end, category)``, inflected endings included.

    >>> text = "雨が強まる可能性があり、試合は延期されるとみられています。"
    >>> [(text[a:b], category) for a, b, category in find_markers(text)]
    [('可能性があり', 'possibility'), ('とみられています', 'inference')]
    """
    return [(marker.start, marker.end, marker.category) for marker in _lexical(text)]


def _lexical(text: str) -> Iterator[_Marker]:
    automaton, entries = _lexicon()
    for index, start, end in automaton.find_matches_as_indexes(text):
        category, certainty, inflects = entries[index]
        if inflects:
            tail = _INFLECTION.match(text, end)
            end = tail.end() if tail else end
        elif text[end - 1] == "。":
            end -= 1
        yield _Marker(start, end, category, certainty, "lexicon:hedges")


def _grammatical(tokens: Tokens) -> Iterator[_Marker]:
    """Markers that a word's analysis tells: 加われば, 行きたい, 降りそうだ, 降るらしい, 降るだろう."""
    lexemes = tokens.lexemes
    rules = {id(lexeme): _grammar(lexeme) for lexeme in set(lexemes)}
    for index, lexeme in enumerate(lexemes):
        rule = rules[id(lexeme)]
        if rule is None:
            continue
        category, certainty, method = rule
        first = index
        if category in ("conditional", "desire", "appearance", "expectation") and index:
            previous = lexemes[index - 1]
            if previous.pos[0] not in ("動詞", "形容詞", "助動詞", "形状詞", "名詞"):
                continue
            if category == "conditional" and lexeme.surface != "ば" and not _condition(tokens, index):
                continue
            first = index - 1
        if method == "rule:question" and not _asks(tokens, index):
            continue
        yield _Marker(tokens.starts[first], _predicate_end(tokens, index), category, certainty, method)


def _grammar(lexeme: Lexeme) -> tuple[str, str, str] | None:
    """Category, certainty and rule of a word that is a marker by its analysis, or none."""
    pos, surface = lexeme.pos, lexeme.surface
    if pos[0] == "助動詞":
        if pos[5].startswith("意志推量形") and lexeme.dictionary_form in ("だ", "です"):
            return "inference", "probable", "rule:conjecture"
        if lexeme.dictionary_form == "らしい":
            return "inference", "probable", "rule:rashii"
        if lexeme.dictionary_form == "たい":
            return "desire", "uncommitted", "rule:tai"
        if surface in ("なら", "たら", "だら"):
            return "conditional", "uncommitted", "rule:condition"
    if pos[1] == "助動詞語幹" and surface == "そう":
        if pos[0] == "名詞":
            return "hearsay", "uncommitted", "rule:souda"
        return "appearance", "possible", "rule:souda"
    if surface == "ば" and pos[1] == "接続助詞":
        return "conditional", "uncommitted", "rule:condition"
    if surface == "か" and pos[1] == "終助詞":
        return "question", "uncommitted", "rule:question"
    return None


def _condition(tokens: Tokens, index: int) -> bool:
    """Whether なら or たら ends a clause, and is no topic marker or part of a word."""
    following = tokens.lexemes[index + 1].surface if index + 1 < len(tokens) else ""
    return following in ("、", "ば") or tokens.lexemes[index].surface != "なら"


def _asks(tokens: Tokens, index: int) -> bool:
    """Whether か ends a sentence or a quotation."""
    return index + 1 >= len(tokens) or tokens.lexemes[index + 1].surface in _SENTENCE_ENDS


def _predicate_end(tokens: Tokens, index: int) -> int:
    """End of the word at ``index`` with the auxiliaries that follow it."""
    last = index
    while last + 1 < len(tokens) and last - index < 4 and tokens.lexemes[last + 1].pos[0] == "助動詞":
        last += 1
    return tokens.ends[last]


def _scope(view: ArticleView, marker: _Marker) -> tuple[int, int] | None:
    """Span that a marker governs: its clause, or what follows a marker that opens one; none outside any sentence."""
    sentence = view.sentence_at(marker.start)
    if sentence is None:
        return None
    if marker.category == "conditional" and marker.method == "lexicon:hedges" or view.text.startswith("によ", marker.start):
        return marker.end, max(marker.end, min(sentence.end, marker.end + _SCOPE_WINDOW))
    floor = max(sentence.start, marker.start - _SCOPE_WINDOW)
    opened = max(view.text.rfind(mark, floor, marker.start) for mark in "「『")
    closed = max(view.text.rfind(mark, floor, marker.start) for mark in "」』")
    start = opened + 1 if opened > closed else floor
    for match in _CLAUSE_END.finditer(view.text, start, marker.start):
        start = match.end()
    return start, max(start, marker.start)


def find_hedges(view: ArticleView) -> list[Hedge]:
    """Markers of an article in order, none overlapping; the longer of two that overlap is kept."""
    boundaries = set(view.tokens.starts)
    found = [m for m in _lexical(view.text) if m.start in boundaries]
    found.extend(_grammatical(view.tokens))
    found.sort(key=lambda m: (m.start, -m.end, m.method))
    kept: list[Hedge] = []
    for marker in found:
        if kept and marker.start < kept[-1].end:
            continue
        scope = _scope(view, marker)
        if scope is not None:
            kept.append(Hedge(*marker[:4], *scope, marker.method))
    return kept


def hedges(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> dict[str, pa.Table]:
    """Table ``hedges``: the markers in the content blocks of every article."""
    rows = []
    for view in views(articles, blocks, sentences, tokens, lexemes):
        for hedge in find_hedges(view):
            block = view.block_at(hedge.start)
            if block is None or not block.is_content:
                continue
            rows.append(
                {
                    "hedge_id": row_id("hed", view.article_id, hedge.start, hedge.end, hedge.category),
                    "article_id": view.article_id,
                    "text": view.text[hedge.start : hedge.end],
                    **hedge._asdict(),
                }
            )
    return {"hedges": arrow.from_rows(HEDGES, rows)}
