"""Words beside a clause that tells who said them: 氏名さん:「…」, 「…。」Xはこう述べた。, Xは述べた。「…」

Belongs here: quotations that their own clause does not govern with と. Does not belong here: a paragraph that is nothing but a quotation
(``interviews``), and words with と (``cues``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.saying.boundaries import after_remark
from pipeline.extract.saying.cue_words import verbs
from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.quoted_clauses import idiom_class
from pipeline.extract.saying.speakers import Agent, Agents, speaker_kind
from pipeline.extract.saying.statement import MARKED, Statement, uncued
from pipeline.extract.saying.words import Words

_PREDICATE = 8  # words of a predicate that ends a clause
_CLAUSE = (
    120  # words of a clause that tells who spoke; each quotation asks for its neighbours, so that they must be near
)
_ENDING = re.compile(r"[ぁ-ん。!?!?…]")  # what an utterance ends in, other than most titles
_SENTENCE = 10  # code points of an utterance that somebody in parentheses said
_LONG = 16  # code points of words that are an utterance though they end in a noun
_CLAUSAL = re.compile("[をにがは、]")  # particles of a clause, which few titles have so many words with
_REMARK = 12  # words of a remark that names who speaks
_COLONS = (":", ":")
_CLASSES = ("say", "assert", "explain", "reveal", "criticize", "report")


def turn(words: Words, agents: Agents, discourse: Discourse, governed: set[int]) -> Iterator[Statement]:
    """Statements of the quotations of a unit that nothing governs yet and that such a clause stands beside.

    北原一郎さん:「はい」 is a turn, 定義:「橋」 is none.
    """
    for run, first in words.quotes.items():
        if run - 1 in words.quotes:
            continue
        at = run + 1
        while at in words.quotes:
            at += 1
        if first.start in governed:
            continue
        statement = _by_colon(words, run, at, agents, discourse) or _by_noun(words, run, at, agents, discourse)
        statement = statement or _by_remark(words, run, at, agents, discourse)
        statement = statement or _beside(words, run, at, agents, discourse)
        if statement is not None:
            yield statement


def _span(words: Words, run: int, end: int) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    quotes = [words.quotes[at] for at in range(run, end)]
    return quotes[0].inner[0], quotes[-1].inner[1], tuple((q.start, "direct") for q in quotes)


def _by_colon(words: Words, run: int, end: int, agents: Agents, discourse: Discourse) -> Statement | None:
    """氏名さん:「…」"""
    at = run - 1
    if words.surface(at) not in _COLONS:
        return None
    while at > 0 and words.surface(at - 1) in (" ", "\u3000"):
        at -= 1
    agent = agents.before(words, at, 0)
    if agent is None or agent.kind not in ("person", "anonymous"):
        return None
    return uncued(*_span(words, run, end)[:2], discourse.resolve(agent), _span(words, run, end)[2], MARKED)


def _by_remark(words: Words, run: int, end: int, agents: Agents, discourse: Discourse) -> Statement | None:
    """「…」(英国・夕凪新聞) and 「…」(岸本教授): who said it stands in parentheses behind."""
    if words.surface(end) not in ("(", "（"):
        return None
    close = next(
        (at for at in range(end + 1, min(end + _REMARK, len(words))) if words.surface(at) in (")", "）")), None
    )
    said = words.quotes[run]
    inner = agents.text[said.inner[0] : said.inner[1]].strip()
    if close is None or said.mark != "「」" or len(inner) < _SENTENCE:
        return None
    sentence = said.is_speech and _ENDING.fullmatch(inner[-1:])
    if not sentence and not (len(inner) >= _LONG and _CLAUSAL.search(inner)):
        return None  # 番組「朝のひととき」(夕凪テレビ)
    agent = agents.before(words, close, end + 1)
    if agent is None or agent.kind not in ("person", "anonymous", "outlet" if sentence else "person"):
        return None
    if agent.kind == "outlet" and words.surface(close + 1) not in ("、", "と", "など"):
        return None
    start, last, quoted = _span(words, run, end)
    return uncued(start, last, discourse.resolve(agent), quoted, MARKED)


def _by_noun(words: Words, run: int, end: int, agents: Agents, discourse: Discourse) -> Statement | None:
    """「…」と山田教授。: the verb is left out, and the sentence ends in who said it."""
    first = end
    while words.surface(first).isspace():
        first += 1
    if words.surface(first) != "と":
        return None
    first += 2 if words.surface(first + 1) == "、" else 1
    stop = next((at for at in range(first, min(first + 16, len(words))) if words.surface(at) == "。"), None)
    agent = None if stop is None else agents.before(words, stop, first)
    if agent is None or agent.first > first + 8 or agent.kind not in ("person", "anonymous"):
        return None
    if any(words.kinds[at] == "t" or words.pos(at) == "動詞" for at in range(first, stop or first)):
        return None
    span = _span(words, run, end)
    return uncued(*span[:2], discourse.resolve(agent), span[2], MARKED)


def _beside(words: Words, run: int, end: int, agents: Agents, discourse: Discourse) -> Statement | None:
    """「…。」Xはこう述べた。 and Xは述べた。「…」: a clause with a speaker and a verb of saying, and nothing said in it."""
    for first, stop in (_clause_behind(words, end), _clause_before(words, run)):
        spoken = any(words.quotes[at].is_speech for at in range(run, end)) or words.surface(run - 1) in _COLONS
        if not spoken:
            continue  # 「海の王子」として知られる選手は出場を発表した
        follows = _after_remark(words, end)
        if stop <= first or (first == end and words.pos(follows) == "助詞" and words.surface(follows) != "と"):
            continue  # 割烹「花園」を|閉店すると伝えた goes on behind the bracket, 政党「緑」(本部・波野)が too
        made = _told(words, first, stop, agents, discourse)
        if made is None:
            continue
        agent, verb, cue_end, cue_class = made
        start, close, quoted = _span(words, run, end)
        return Statement(
            start, close, words.starts[verb], words.ends[cue_end - 1], "direct", cue_class, "certain", "positive",
            speaker_kind(agent), agent, None, (), quoted, "rule:turn", MARKED, (words.starts[first], words.ends[cue_end - 1]),
        )  # fmt: skip
    return None


def _after_remark(words: Words, at: int) -> int:
    """Place after the remark in parentheses that opens at ``at``; ``at`` for none."""
    return after_remark(words, at) if words.surface(at) in ("(", "（") else at


def _clause_behind(words: Words, end: int) -> tuple[int, int]:
    """Places of the clause from ``end`` to its full stop; an empty one where it is longer than such clauses are."""
    reach = min(end + _CLAUSE, len(words))
    stop = words.kinds.find("|", end, reach)
    stop = reach if stop < 0 else stop
    return (end, stop) if stop < reach or reach == len(words) else (end, end)


def _clause_before(words: Words, run: int) -> tuple[int, int]:
    """Places of the clause that a full stop or colon before ``run`` ends; an empty one where none does or it is too long."""
    stop = run - 1
    if words.surface(stop) not in ("。", ":"):
        return run, run
    reach = max(0, stop - _CLAUSE)
    first = max(words.kinds.rfind("|", reach, stop) + 1, reach)
    return (first, stop) if first > reach or reach == 0 else (run, run)


class Told(NamedTuple):
    """A clause that tells who speaks and not what: the speaker, the offsets of the cue, its class, and the clause."""

    agent: Agent
    start: int
    end: int
    cue_class: str
    clause: tuple[int, int]


def teller(words: Words, agents: Agents, discourse: Discourse) -> Told | None:
    """Who speaks in a sentence that says only that: 報道担当者は述べた。 水野知事はこう述べた。"""
    last = len(words)
    while last and words.surface(last - 1) in ("。", ":", " ", "\u3000"):
        last -= 1
    made = _told(words, 0, last, agents, discourse)
    if made is None or last - 1 in words.quotes:
        return None
    agent, verb, end, cue_class = made
    return Told(agent, words.starts[verb], words.ends[end - 1], cue_class, (words.start, words.end))


def joined(words: Words, told: Told) -> Statement:
    """The statement of a sentence that is all quotation and of the sentence beside it that tells who speaks."""
    quotes = list(words.quotes.values())
    quoted = tuple((quotation.start, "direct") for quotation in quotes)
    return Statement(
        quotes[0].inner[0], quotes[-1].inner[1], told.start, told.end, "direct", told.cue_class, "certain", "positive",
        speaker_kind(told.agent), told.agent, None, (), quoted, "rule:turn", MARKED, told.clause,
    )  # fmt: skip


def _told(
    words: Words, first: int, stop: int, agents: Agents, discourse: Discourse
) -> tuple[Agent, int, int, str] | None:
    """Speaker, place, end and class of a verb of saying that closes ``[first, stop)`` without a content of its own."""
    shown = _shown(words, first, stop, agents, discourse)
    if shown is not None:
        return shown
    for at in range(stop - 1, max(first, stop - _PREDICATE), -1):
        if words.kinds[at] != "c":
            continue
        verb = verbs().get(words.lexemes[at].normalized_form)
        thus = words.surface(at - 1) in ("こう", "そう") or words.surface(at - 2) + words.surface(at - 1) == "ように"
        if verb is None or (verb.cue_class not in _CLASSES and not thus):
            continue
        suru = words.pos(at) == "名詞" and words.lexemes[min(at + 1, len(words) - 1)].normalized_form == "為る"
        last = words.predicate_end(at + 1 if suru else at)
        if last < stop or (words.pos(at) == "名詞" and not suru and at + 1 < stop):
            return None
        if any(words.surface(place) in ("と", "を", "って") for place in range(max(first, at - 3), at)):
            return None
        agent = next(iter(agents.topics(words, first, at)), None)
        if agent is None:  # 次のように付け加えた。 goes on with whoever spoke
            ahead = "".join([words.surface(place) for place in range(max(first, at - 4), at)])
            agent = discourse.topic if ahead.endswith(("のように", "こう", "そう")) else None
        return None if agent is None else (discourse.resolve(agent), at, last, verb.cue_class)
    return None


def _shown(
    words: Words, first: int, stop: int, agents: Agents, discourse: Discourse
) -> tuple[Agent, int, int, str] | None:
    """Speaker, place, end and class of an idiom that ends the clause: 殊勲の水野は、|声を弾ませた。"""
    for at in range(stop - 1, max(first + 1, stop - _PREDICATE), -1):
        if words.pos(at) != "動詞" or words.surface(at - 1) not in ("を", "が", "に"):
            continue
        cue_class = idiom_class(words, at - 2, at)
        if cue_class is None or words.predicate_end(at) < stop or words.surface(at - 3) in ("と", "って"):
            return None
        agent = next(iter(agents.topics(words, first, at - 2)), None)
        person = agent is not None and agent.kind in ("person", "anonymous")
        return (discourse.resolve(agent), at - 2, words.predicate_end(at), cue_class) if agent and person else None
    return None
