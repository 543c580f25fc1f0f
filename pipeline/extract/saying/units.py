"""What is read at once: a sentence, or the sentences that a quotation joins; and which of them can hold a statement.

Belongs here: cutting an article into units, and their trees. Does not belong here: reading them (``reader``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.extract.article.quotations import Quotation, find_quotations, outermost
from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.attributions import source_hints
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.find import cues_of
from pipeline.extract.saying.speakers import Agent, Agents, Mention
from pipeline.extract.saying.word_kinds import CUE, IDIOM, TRIGGER, word_kind
from pipeline.extract.saying.words import Words, fills, fold
from pipeline.extract.structure.parse import parse
from pipeline.extract.structure.trees import Tree

_SILENT_ROLES = frozenset(("byline", "dateline", "caption", "reference", "cited_source", "question"))
_RUNNING = frozenset(
    ("paragraph", "lead", "answer", "list_item", "dialogue")
)  # roles of blocks that one quotation may run through
_RUN_THROUGH = _RUNNING | {"heading"}  # those that may stand between its brackets
_REACH = 8  # blocks that a quotation may run through
_LONGEST = 2000  # code points of such a quotation
#: a cue that no quotation with と stands right before: …c but not Qqc
_CHOICE = re.compile(r"(?<!Qq)c|(?<=q)(?<!Qq)s")
ABOUT = ("person", "outlet", "anonymous")
"""Kinds of agents that a unit is about where they are its topic."""
HEADLINES = frozenset(("title", "subtitle", "heading"))


class Unit(NamedTuple):
    """A stretch of text that is read at once; ``index`` is that of its last sentence.

    ``fills`` says whether it is quotations and nothing else. ``cues`` are those of its words, where they may state something; ``tree`` is none
    where nothing asks for one. ``about`` are its topics and subjects, where they were looked for already.
    """

    start: int
    end: int
    block_id: str
    index: int  # type: ignore[assignment]  # the table's name for it; tuple.index is never used here
    is_headline: bool
    may_state: bool
    fills: bool
    words: Words
    cues: Sequence[Cue]
    tree: Tree | None = None
    about: Sequence[Agent] | None = None


class Text(NamedTuple):
    """An article's quotations and units, in order; the kinds of its words; where a source may be named; and who may speak."""

    quotations: list[Quotation]
    units: list[Unit]
    kinds: str
    hints: list[int]
    agents: Agents


_LONG_QUOTE = 12  # code points of a quotation that is read for statements of its own
_DATELINE = 30  # code points of a dateline in brackets


def texts(views: Sequence[ArticleView], mentions: Iterable[Sequence[Mention]]) -> list[Text]:
    """The units of each article, whose mentions are sorted by start; those that are asked for trees have them, made for all articles at once."""
    made = [_text(view, Agents(view.text, own)) for view, own in zip(views, mentions, strict=True)]
    places = [_parsed(view, text) for view, text in zip(views, made, strict=True)]
    spans = [[text.units[at][:2] for at in own] for text, own in zip(made, places, strict=True)]
    trees = parse([(view.tokens, own) for view, own in zip(views, spans, strict=True)])
    for text, own, grown in zip(made, places, trees, strict=True):
        for at, tree in zip(own, grown, strict=True):
            text.units[at] = text.units[at]._replace(tree=tree)
    return made


def _parsed(view: ArticleView, text: Text) -> list[int]:
    """Indexes of the units whose trees may be asked: those with a word of saying whose content is not all in brackets, and phrases to choose from.

    Where that word is no cue, only whom the unit is about is asked (``carried``), and what is said inside its quotations.
    """
    found = []
    for at, unit in enumerate(text.units):
        if not unit.may_state or _CHOICE.search(unit.words.kinds) is None:
            continue
        if not unit.cues and not any(may_hold(view, text, quote) for quote in unit.words.quotes.values()):
            about = tuple(text.agents.topics_or_owners(unit.words))
            text.units[at] = unit._replace(about=about)
            if not asks_tree(unit.words, about):
                continue
        found.append(at)
    return found


def asks_tree(words: Words, about: Iterable[Agent]) -> bool:
    """Whether it takes the tree to tell whom a unit is about: a が phrase is no subject of the whole for sure, and no topic stands before it."""
    for agent in about:
        if words.surface(agent.last) == "が":
            return True
        if agent.kind in ABOUT:
            return False
    return False


def may_hold(view: ArticleView, text: Text, quotation: Quotation) -> bool:
    """Whether a quotation is long enough for statements of its own and has a word that may be part of a cue."""
    start, end = quotation.inner
    if end - start < _LONG_QUOTE:
        return False
    return TRIGGER.search(text.kinds, *view.tokens.run(start, end)) is not None


def article_quotations(view: ArticleView) -> list[Quotation]:
    """Quotations of an article, in order: of every block, and those that open in one paragraph and close a few further on."""
    found: list[Quotation] = []
    at = 0
    while at < len(view.blocks):
        block = view.blocks[at]
        last = _closing(view, at) if block.role in _RUNNING and block.is_content else at
        found.extend(find_quotations(view.text, block.start, view.blocks[last].end, block.role))
        at = last + 1
    return found


def _closing(view: ArticleView, first: int) -> int:
    """The block in which a quotation closes that opens in block ``first``; ``first`` itself where none does within reach.

    A bracket that only lists or that nobody closes joins nothing: 「あ⏎い is two paragraphs.
    """
    block, text = view.blocks[first], view.text
    if _unclosed(text, block.start, block.end) <= 0:
        return first
    for at in range(first + 1, min(first + _REACH, len(view.blocks))):
        other = view.blocks[at]
        if other.role not in _RUN_THROUGH or not other.is_content or other.end - block.start > _LONGEST:
            return first
        opened, closed = text.find("「", other.start, other.end), text.find("」", other.start, other.end)
        if closed >= 0 and (opened < 0 or closed < opened):
            return at
        if opened >= 0 and _unclosed(text, other.start, other.end) != 0:
            return first
    return first


def _unclosed(text: str, start: int, end: int) -> int:
    return text.count("「", start, end) - text.count("」", start, end)


def _text(view: ArticleView, agents: Agents) -> Text:
    quotations = article_quotations(view)
    starts = [quotation.start for quotation in quotations]
    kinds, hints = view.tokens.classes(word_kind), source_hints(view.text)
    roles = {block.block_id: block.role for block in view.blocks if block.is_content}
    units: list[Unit] = []
    for start, end, block_id, index in _stretches(view, quotations):
        role = roles.get(block_id)
        if role is None or role in _SILENT_ROLES:
            continue
        start = _after_dateline(view.text, start, end)
        words = fold(view.tokens, kinds, start, end, outermost(quotations, starts, start, end))
        states = may_state(view, words, hints)
        cues = cues_of(words) if states else ()
        units.append(Unit(start, end, block_id, index, role in HEADLINES, states, fills(words), words, cues))
    return Text(quotations, units, kinds, hints, agents)


def _after_dateline(text: str, start: int, end: int) -> int:
    """Offset after the place and writer in heavy brackets that a sentence opens with: 【北浜=水野太郎】|対策を急ぐと述べた."""
    if not text.startswith("【", start):
        return start
    close = text.find("】", start, min(start + _DATELINE, end))
    after = close + 1
    while close >= 0 and after < end and text[after].isspace():
        after += 1
    return start if close < 0 or after >= end else after


def _stretches(view: ArticleView, quotations: Sequence[Quotation]) -> list[tuple[int, int, str, int]]:
    """Start, end, block and last sentence of each unit: a sentence in which a quotation begins lasts until that ends."""
    tops = [q for q in quotations if q.parent is None]
    made: list[tuple[int, int, str, int]] = []
    at = reach = 0
    for sentence in view.sentences:
        if made and sentence.start < reach:
            start, _, block_id, _ = made[-1]
            made[-1] = (start, max(sentence.end, reach), block_id, sentence.index)
        else:
            made.append((sentence.start, sentence.end, sentence.block_id, sentence.index))
        while at < len(tops) and tops[at].start < sentence.end:
            reach = max(reach, tops[at].end)
            at += 1
    return made


def may_state(view: ArticleView, words: Words, hints: Sequence[int]) -> bool:
    """Whether a unit can hold a statement; most cannot, and cost no more than this."""
    if words.quotes or CUE.search(words.kinds) or IDIOM.search(words.kinds):
        return True
    text = view.text[words.start : words.end]
    if "で分か" in text or "で判明" in text or "で明らか" in text:
        return "取材で" in text or "調べで" in text or "捜査で" in text or "報道で" in text
    return ("s" in words.kinds or "によ" in text) and names_source(words, hints)


def names_source(words: Words, hints: Sequence[int]) -> bool:
    """Whether a source marker stands among the words; ``hints`` are the offsets of all."""
    at = bisect_left(hints, words.start)
    return at < len(hints) and hints[at] < words.end
