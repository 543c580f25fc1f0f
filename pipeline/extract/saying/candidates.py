"""Who may be behind a cue: the noun phrases that its clause marks as subject or topic, weighed by the words and by the tree.

Belongs here: finding those phrases and what speaks for each. Does not belong here: what 同氏 or nothing at all stands for (``discourse``,
``resolve``), and where the content begins (``contents``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.saying.boundaries import after_date, closes_clause, quote_run
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.noun_phrases import document_nouns
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.speakers import Agent, Agents
from pipeline.extract.saying.word_kinds import TOPIC
from pipeline.extract.saying.words import Words

_ENOUGH = 2.0  # what a topic's evidence must come to
_SUBJECT_ENOUGH = 3.0  # what that of a が phrase before a clause must come to: most are subjects of what is said
_OBJECT_ENOUGH = 1.0  # what that of a name with が must come to before an object, which is short
_INNER_ENOUGH = -2.0  # what that of an inner verb's must come to, whose speaker nobody else can be
_TELLS = ("reveal", "report", "say", "assert", "promise", "ask", "criticize", "deny")
_AREAS = ("地区", "地域", "市内", "県内", "区内", "町内", "村内", "国内", "都内")
_NAMED = ("person", "organization", "outlet")


class Candidate(NamedTuple):
    """A phrase that may name the speaker: the agent, the place of its particle, and what speaks for it."""

    agent: Agent
    at: int
    weight: float


def subject(words: Words, shape: Shape, agents: Agents, cue: Cue, floor: int, *, must: bool = False) -> Agent | None:
    """The agent before the content that is the cue's subject, or none.

    A topic counts more than a が, a comma or a date behind it, the first place, and a tree in which it does not lie within what is said;
    a clause that closes between it and another topic counts against it: 知事は視察していたが、|県は|中止すると発表した is the prefecture's,
    知事は、県が負担すると説明した the governor's. 県が負担すると説明した names nobody.
    """
    run = quote_run(words, cue.content_end)
    end = cue.content_end if run is None else run
    if not cue.frame:
        end = cue.first
    if run is not None and cue.kind not in ("hearsay", "generic_view"):
        at = run - 2 if words.surface(run - 1) in ("は", "も") else run - 1
        if words.surface(at) == "から" and words.pos(at) == "助詞":  # 馬主の岸本氏からは|「…」と語られた
            teller = agents.before(words, at, floor)
            if teller is not None and teller.kind in ("person", "anonymous"):
                return teller._replace(last=run - 1)
    if run is not None and words.pos(run - 1) in ("名詞", "接尾辞"):
        bare = agents.before(words, run, floor)
        if bare is not None and bare.kind != "generic":
            return bare
    weighed = list(_weighed(words, shape, agents, cue, floor, end, run is not None))
    if not weighed:
        return None
    best = max(weighed, key=lambda candidate: candidate.weight)
    enough = _ENOUGH
    is_object = cue.frame in ("を", "に", "noun") and not words.is_predicate(cue.content_end - 1)
    if is_object and words.surface(best.at) == "が" and best.agent.kind in _NAMED:
        enough = _OBJECT_ENOUGH
    if words.surface(best.at) == "が" and run is None and cue.frame in ("と", "よう"):
        enough = _SUBJECT_ENOUGH
    if must:
        enough = _INNER_ENOUGH  # 夕凪新聞は、|知事が予算を削ると述べたと報じた: the inner verb has a speaker of its own
    return best.agent if best.weight >= enough else None


def _weighed(
    words: Words, shape: Shape, agents: Agents, cue: Cue, floor: int, end: int, is_quoted: bool
) -> Iterator[Candidate]:
    """The candidates before ``end`` with their weights, in order; of two of one weight ``max`` takes the first."""
    places = [match.start() for match in TOPIC.finditer(words.kinds, max(floor, 1), end)]
    last_of_content = cue.content_end - 1
    is_first = True
    for number, at in enumerate(places):
        agent = agents.before(words, at, floor) or _office(words, agents, at, floor)
        if agent is None and words.surface(at) == "は":
            agent = agents.shortened(words, at, floor)
        if agent is None:
            agent = _unlisted(words, shape, agents, cue, (at, floor))
        if agent is None:
            continue
        weight = _weight(words, agent, at, is_first)
        is_first = False
        within = shape.is_within(at - 1, last_of_content) if cue.frame else None
        if within is not None and not is_quoted:
            is_clause = words.surface(at) == "が" and cue.frame in ("と", "よう", "ことで")
            weight += (-3.0 if is_clause else -1.0) if within else 2.0
        elif within is None:
            weight += 1.0
        elif is_quoted:
            weight += 1.5 + 0.1 * number  # nothing of the content lies before its bracket
        if is_quoted and at == end - 1 and (agent.kind in ("person", "anonymous") or words.surface(at) == "が"):
            weight += 5.0 + 0.5 * (words.surface(at) == "が")  # 社長は、|アナウンサーが「…」と謝罪したと述べた
        if words.surface(at) == "が" and cue.cue_class in _TELLS and after_date(words, at + 1) > at + 1:
            weight += 2.0  # 主将が16日、引退すると表明した: the day is that of the saying
        if words.surface(at) == "が" and cue.cue_class == "report":
            weight += 3.0 if agent.kind == "outlet" else -2.0  # 夕凪新聞などが、知事が辞めたと伝えた
        if words.surface(at) == "が" and _modifies_noun(words, shape, at, cue):
            weight -= 3.0
        if _is_closed(words, agents, at, places[number + 1 :]):
            weight -= 6.0
        yield Candidate(agent, at, weight)


def _unlisted(words: Words, shape: Shape, agents: Agents, cue: Cue, places: tuple[int, int]) -> Agent | None:
    """Whoever a phrase names that no lexicon knows, by where it stands: before a comma or date and not within what is said.

    Right before the day of a saying any noun is who says it: 碧波館|は10日、…と発表した. A time or 工事は、… is nobody.
    """
    at, floor = places
    alone = words.surface(at) == "は" and "t" not in words.kinds[floor:at]
    if alone and cue.cue_class == "report" and words.surface(at + 1) == "、":
        named = agents.bracketed(words, at, floor, "outlet")  # 「夕凪トゥデイ」は、|船が沈んだと伝えた
        if named is not None:
            return named
    if alone and cue.cue_class in _TELLS and cue.frame and shape.is_within(at - 1, cue.content_end - 1) is False:
        named = agents.unknown(words, at, floor)  # ヴェルタは|新しい版を出すとしている
        named = named or agents.bracketed(words, at, floor, "outlet" if cue.cue_class == "report" else "organization")
        if named is not None:
            return named
    if not _stands_apart(words, shape, at, cue.content_end - 1):
        return None
    agent = agents.unknown(words, at, floor)
    if agent is None and cue.cue_class in _TELLS and after_date(words, at + 1) > at + 1:
        agent = agents.unknown(words, at, floor, ordinary=True)
    return agent


def _office(words: Words, agents: Agents, at: int, floor: int) -> Agent | None:
    """An organization with では, as broadcasters name a speaker: 建設事務所|では、…としています. A country or town with では is a place."""
    if words.surface(at) != "は" or words.surface(at - 1) != "で":
        return None
    agent = agents.before(words, at - 1, floor)
    if agent is None or agent.kind != "organization" or agent.text[:1].isdecimal() or agent.text.endswith(_AREAS):
        return None
    is_place = not agent.head and not any(m.entity_type == "ORG" for m in agents.within(agent.start, agent.end))
    return None if is_place else agent._replace(last=at)


def _weight(words: Words, agent: Agent, at: int, is_first: bool) -> float:
    weight = 2.0 if words.surface(at) != "が" else 0.0
    if words.surface(at + 1) == "、" or after_date(words, at + 1) > at + 1:
        weight += 2.0
    if agent.kind in _NAMED:
        weight += 1.0
    if agent.kind == "person":
        weight += 0.5
    elif agent.head == "share":
        weight += 5.0  # 企業の6割が…と答えた
    elif agent.kind == "document" or (agent.kind == "organization" and agent.head in document_nouns()):
        weight -= 1.0
    if is_first:
        weight += 1.0
    return weight


def _stands_apart(words: Words, shape: Shape, at: int, content: int) -> bool:
    """Whether a phrase that no lexicon knows is where a speaker stands: a topic before a comma or date, and not within what is said."""
    if words.surface(at) not in ("は", "が"):
        return False
    if after_date(words, at + 1) > at + 1:
        return True
    return words.surface(at + 1) == "、" and (words.surface(at) == "が" or shape.is_within(at - 1, content) is not True)


def _modifies_noun(words: Words, shape: Shape, at: int, cue: Cue) -> bool:
    """Whether the predicate of a が phrase, other than the cue, modifies a noun: 姉|が預けた荷物は."""
    owner = shape.owner(at - 1)
    if owner is None or owner + 1 >= len(words) or cue.first <= owner < cue.last:
        return False
    last = words.lexemes[owner].pos
    follows = words.lexemes[owner + 1].pos
    return last[0] in ("動詞", "助動詞", "形容詞") and follows[0] in ("名詞", "接頭辞", "代名詞")


def _is_closed(words: Words, agents: Agents, at: int, later: list[int]) -> bool:
    """Whether a clause closes between a topic and another agent's, so that the first has a predicate of its own: …は…したが、|県は."""
    apart = words.surface(at + 1) == "、"  # 条例は、|県は補助を出すべきだと訴えた may still be one clause
    for place in later:
        agent = agents.before(words, place, at + 1)
        if agent is None or (words.surface(place) == "が" and words.surface(at) != "が"):
            continue
        first = agent.first
        closes = first > at + 1 and words.surface(first - 1) == "、" and closes_clause(words, first - 2)
        if closes and (not apart or words.surface(place + 1) == "、"):
            return True
    return False
