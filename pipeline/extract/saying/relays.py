"""Whose words a report passes on: …と、関係者の話として伝えた, 地元紙に対し…と語った, との研究者の見方を伝えた.

Belongs here: citations and addressees around a cue, which make a chain longer. Does not belong here: sources that open a
clause (``attributions``), cues themselves, or which agent ends as the speaker (``clauses``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.extract.saying.attributions import Link, Source
from pipeline.extract.saying.boundaries import after_conjunction, after_stop, quote_run
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.speakers import Agent, Agents
from pipeline.extract.saying.statement import MARKED, Statement
from pipeline.extract.saying.words import Words, word_set

#: what ends such a clause: 分か|った, 判明|した
_KNOWN = re.compile(r"った|りました|した|しました|になった|になりました|になっている|")
#: how something was learned from somebody: 波野署|への取材で分かった
_LEARNED = re.compile(
    r"(への取材で|の調べで|の捜査で|の報道で|の報道によって|の報道により)[^。「」]{0,12}?(?:分か|わか|判明|明らか)"
)
_LEARNED_REACH = 80  # code points from a cue to where it was learned; keeps a sentence of many statements linear
_OWN_CLAUSE = 6  # words of a clause that says something of its own
_NEAREST = 3  # citations that may belong to one cue
_ADDRESS = 14  # words that an addressee's phrase may hold
_SUITS = word_set("suit")
_PASSING = word_set("passes_on")
_PASSES = ("report", "say", "hearsay")
_INTERVIEWS = ("取材", "インタビュー", "電話取材", "単独インタビュー")
_TOLD = frozenset(("say", "reveal", "assert", "explain", "deny", "criticize", "promise", "agree"))


def cited_by(words: Words, agents: Agents, cue: Cue, sources: Sequence[Source], segment: int) -> Source | None:
    """Whom a cue cites: right before the verb (関係者の話として伝えた), before the content, or as a view's owner."""
    if _passes_view_on(words, cue):
        owner = agents.before(words, cue.first - 1, cue.content_end + 1)
        if owner is not None:
            start, end = words.starts[cue.first - 1], words.ends[cue.first - 1]
            return Source(cue.content_end + 1, cue.first, start, end, owner, None, "の", True)
    known = bisect_right(sources, cue.first, key=lambda s: s.last)
    for source in reversed(sources[max(known - _NEAREST, 0) : known]):
        trailing = source.first > cue.content_end
        if source.first >= segment and (trailing or (source.last <= cue.content_end and cue.cue_class in _PASSES)):
            return source
    return None


def _passes_view_on(words: Words, cue: Cue) -> bool:
    """Whether a cue hands on the view of the owner before it: 研究者の|見方を伝えた, but not one's own 不満を繰り返した."""
    if cue.frame != "noun" or words.surface(cue.first - 1) != "の" or cue.first - cue.content_end <= 2:
        return False
    return any(words.lexemes[at].normalized_form in _PASSING for at in range(cue.first, cue.last))


def after_addressee(words: Words, agents: Agents, at: int) -> int:
    """Place after an addressee that a comma closes at ``at``: 記者団に、 同紙に対し、; ``at`` where there is none."""
    for place in range(at + 1, min(at + _ADDRESS, len(words) - 1)):
        surface = words.surface(place)
        if surface in ("、", "。") or place in words.quotes:
            break
        if surface != "に" or words.pos(place) != "助詞":
            continue
        end = place + 1
        while end < len(words) and end - place < 4 and words.surface(end) in ("対し", "対して", "て"):
            end += 1
        if words.surface(end) != "、":
            continue
        agent = agents.before(words, place, at)
        return end + 1 if agent is not None and agent.first <= at + 1 else at
    return at


def told_to(words: Words, agents: Agents, cue: Cue, segment: int, place: int) -> Agent | None:
    """The outlet that a speaker talks to, before the content or between it and the verb: 地元紙に語った."""
    if cue.cue_class not in _TOLD:
        return None
    run = quote_run(words, cue.content_end)
    spans = ((max(segment, place - 2 * _ADDRESS), place if run is None else run), (cue.content_end + 1, cue.first))
    for first, last in spans:
        for at in range(first + 1, last):
            if words.surface(at) == "に" and words.pos(at) == "助詞" and _tells(words, at + 1):
                asked = words.surface(at - 1) in _INTERVIEWS and words.surface(at - 2) == "の"  # 夕凪新聞の取材に
                agent = agents.before(words, at - 2 if asked else at, first)
                if agent is not None and agent.kind == "outlet":
                    return agent
    return None


def _tells(words: Words, at: int) -> bool:
    """Whether the に before a word marks an addressee: に対し, に語った, but not によると, について."""
    return at >= len(words) or not words.is_function_verb(at) or words.lexemes[at].dictionary_form == "対する"


def verb_of(words: Words, cue: Cue) -> int:
    """Place where a cue begins as the table shows it: behind a place or hearer between its noun and its verb (思いを記者団に|話した)."""
    if cue.frame != "noun":
        return cue.first
    for at in range(cue.last - 2, cue.first + 2, -1):
        if (
            words.surface(at) in ("に", "で")
            and words.pos(at) in ("助詞", "助動詞")
            and words.pos(at - 1) in ("名詞", "接尾辞")
        ):
            return at + 1 if words.surface(at + 1) not in ("対し", "対して", "よる", "より") else cue.first
    return cue.first


def reports_sentence_before(words: Words, agent: Agent, cue: Cue) -> bool:
    """Whether a sentence says only who told the one before it: 複数の関係者が3日、明らかにした。"""
    if (
        agent.first > _ADDRESS
        or words.surface(agent.last) not in ("が", "も")
        or words.surface(cue.last) not in ("。", "")
    ):
        return False
    around = [*range(agent.first), *range(agent.last + 1, cue.first)]
    return all(
        words.pos(at) in ("名詞", "接尾辞", "接頭辞", "補助記号", "接続詞", "副詞")
        or words.surface(at) in ("に", "の", "で", "へ", "まで")
        for at in around
    )


def addressees(words: Words, cue: Cue, content_start: int, floor: int) -> tuple[tuple[int, int], ...]:
    """Spans of the phrases that tell whom something is said to, in the clause of a cue and outside its content: ペルー|に対し, 住民|に.

    に counts before 対し, a comma, the content or the verb: 港に着いた知事は names no addressee.
    """
    found = []
    for at, lexeme in enumerate(words.lexemes[floor + 1 : cue.first], floor + 1):
        if lexeme.surface != "に" or lexeme.pos[0] != "助詞":
            continue
        start, end = words.starts[at - 1], words.ends[at - 1]
        if content_start <= start < words.ends[max(cue.content_end - 1, 0)]:
            continue
        follows = words.surface(at + 1)
        told = follows in ("対し", "対して", "向け", "、") or at + 1 in words.quotes or at + 1 == cue.first
        told = told or words.starts[min(at + 1, len(words) - 1)] == content_start
        if told and words.pos(at - 1) in ("名詞", "接尾辞"):
            first = at - 1
            while first > floor and words.pos(first - 1) in ("名詞", "接尾辞", "接頭辞"):
                first -= 1
            found.append((words.starts[first], end))
    return tuple(found)


def learned(agents: Agents, words: Words, statement: Statement) -> Statement:
    """A statement with whoever it was learned from: …と話していることが、|波野署への取材で分かった, …夕凪新聞の報道で明らかになった."""
    if statement.cue_end is None or statement.speaker is None:
        return statement
    reach = min(words.end, statement.cue_end + _LEARNED_REACH)
    for match in _LEARNED.finditer(agents.text, statement.cue_end, reach):
        at = bisect_left(words.starts, match.start())
        agent = agents.before(words, at) if at < len(words) and words.starts[at] == match.start() else None
        known = [link.agent.text for link in statement.chain] + [statement.speaker.text]
        if agent is None or agent.text in known:
            continue
        if agent.kind == "outlet":
            return statement._replace(chain=(Link(agent, match[1]), *statement.chain))
        if agent.kind in ("organization", "anonymous"):
            return statement._replace(chain=(*statement.chain, Link(agent, match[1])))
    return statement


def learned_facts(words: Words, agents: Agents, made: Sequence[Statement]) -> list[Statement]:
    """What somebody told those who asked: 両行が統合を検討している|ことが11日、|関係者への取材で分かった.

    The clause before ことが is what was told, unless a statement of its own stands there; 自殺だったことが分かった names nobody.
    """
    text = agents.text
    found = []
    for match in _LEARNED.finditer(text, words.start, words.end):
        fact = text.rfind("ことが", words.start, match.start())
        at = bisect_left(words.starts, match.start())
        if fact < 0 or at >= len(words) or words.starts[at] != match.start():
            continue
        agent = agents.before(words, at)
        last = bisect_left(words.starts, fact)
        told = ("outlet",) if match[1].startswith("の報道") else ("organization", "anonymous")
        if agent is None or agent.kind not in told or agent.start < fact:
            continue
        first = after_conjunction(words, after_stop(words, text, 0, last))
        start, end = words.starts[first], words.ends[last - 1]
        if first >= last or any(s.start < end and start < s.end for s in made):
            continue
        cue = match.start() + len("への" if match[1].startswith("への") else "の")
        clause = (words.start, words.end)
        known = _KNOWN.match(text, match.end(), words.end)
        last_known = match.end() if known is None else known.end()
        found.append(
            Statement(
                start, end, cue, last_known, "indirect", "source", "certain", "positive",
                agent.kind, agent, match[1], (), (), "rule:source", MARKED, clause,
            )
        )  # fmt: skip
    return found


def goes_on_reporting(words: Words, made: Sequence[Statement]) -> bool:
    """Whether a sentence with a source goes on with a clause of its own behind all that is said in it: 体調不良を訴え、|手術の後に復帰した."""
    ends = [max(statement.clause[1], statement.cue_end or statement.end) for statement in made]
    behind = bisect_left(words.starts, max(ends))
    while words.surface(behind) in ("て", "で", "と", "し", "など"):
        behind += 1  # 身代金を要求した|として、男を逮捕した
    tail = [at for at in range(behind, len(words)) if words.pos(at) not in ("補助記号", "空白")]
    goes_on = words.surface(behind) == "、" or words.surface(behind) in _SUITS  # 賠償を求めた|訴訟の判決が9日にあった
    goes_on |= (
        words.lexemes[behind - 1].pos[5].startswith("連用形") and words.pos(behind) == "名詞"
    )  # メールを送信し|金を得た
    return goes_on and len(tail) >= _OWN_CLAUSE and any(words.pos(at) == "動詞" for at in tail)
