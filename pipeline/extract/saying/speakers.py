"""Who speaks: the agents that a clause names, and what 同氏, 事務総長 or nothing at all stand for.

Belongs here: recognizing an agent from the words before a particle, and resolving it against those named before.
Does not belong here: names as such (``mentions``), cues, or the chain of sources (``attributions``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pipeline.extract.saying.outlets import genre_of, is_outlet, named_after_genre
from pipeline.extract.saying.word_kinds import TOPIC
from pipeline.extract.saying.words import Words, word_set
from pipeline.lexicons.load import load


class Mention(NamedTuple):
    """A name in the text; the fields are those of the table ``mentions``."""

    start: int
    end: int
    entity_type: str
    entity_id: str | None
    form: str
    text: str
    mention_id: str = ""


class Agent(NamedTuple):
    """Somebody who may speak. ``start`` and ``end`` cover ``text``; ``first`` and ``last`` are places among the words."""

    kind: str
    text: str
    start: int
    end: int
    entity_id: str | None
    first: int
    last: int
    is_open_set: bool = False
    head: str = ""


_NOMINAL = frozenset(("名詞", "接頭辞", "接尾辞", "代名詞"))
_NAME_MARKS = frozenset(("・", "=", "＝", "-", "－", "―", "—", ".", "･"))
_HONORIFICS = word_set("honorific")
_PERSON_ANAPHORS = word_set("person_anaphor")
_OUTLET_ANAPHORS = word_set("outlet_anaphor")
_ORGANIZATION_ANAPHORS = word_set("organization_anaphor")
#: what a word that refers back wants, the first that has it
_ANAPHORS = (
    dict.fromkeys(_ORGANIZATION_ANAPHORS, "organization")
    | dict.fromkeys(_OUTLET_ANAPHORS, "outlet")
    | dict.fromkeys(_PERSON_ANAPHORS, "person")
)
_AGENT_TYPES = {"PERSON": "person", "ORG": "organization", "GPE": "organization", "NORP": "generic"}
#: a name by its letters alone: katakana, or two to five kanji before 氏
_KATAKANA = re.compile(r"[ァ-ヴー・=＝\s]+")
#: a number that lists: ①, ㈠
_ENUMERATOR = re.compile(r"[①-⓿㈠-㊿❶-➓]")
_GENRES = frozenset(("wire", "newspaper", "broadcaster", "magazine", "site"))
#: endings of anaphors whose antecedent need not share them: 同社 for a maker, 同団体 for a federation
_COMPANY_ENDINGS = frozenset(("社", "団体", "機関", "組織", "協会"))
_PUBLIC_ENDINGS = (
    "省",
    "庁",
    "署",
    "党",
    "政府",
    "県",
    "市",
    "府",
    "都",
    "警察",
    "裁判所",
    "地裁",
    "高裁",
    "国",
    "軍",
    "議会",
)
_REMEMBERED = 40  # organizations and outlets that an anaphor may reach back to
_LONGEST_NOUN = 4
_OPENING = ("(", "（")  # before another writing of a name: 李容浩(リ・ヨンホ)外相


@cache
def _nouns() -> dict[str, str]:
    titles = {row["title"]: "anonymous" for row in load("titles") if len(row["title"]) > 1}
    return titles | {row["noun"]: row["kind"] for row in load("speaker_nouns")}


@dataclass
class Agents:
    """Finds agents among the words of one article, by the article's mentions (sorted by start)."""

    text: str
    mentions: Sequence[Mention]
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [mention.start for mention in self.mentions]

    def topics(self, words: Words, first: int, last: int) -> Iterable[Agent]:
        """Agents marked as topic or subject (は, が, も) whose particle stands at ``[first, last)``, in order."""
        for match in TOPIC.finditer(words.kinds, max(first, 1), last):
            agent = self.before(words, match.start(), first)
            if agent is not None:
                yield agent

    def before(self, words: Words, at: int, floor: int = 0) -> Agent | None:
        """The agent whose phrase ends right before the word at ``at``, or none."""
        last = at
        open_set = False
        while last > floor and (
            words.surface(last - 1) in ("など", "ら", "自身", "自ら") or words.surface(last - 1).isspace()
        ):
            open_set |= words.surface(last - 1) == "など"
            last -= 1
        last = _before_age(words, last, floor)
        outlet = self._after_genre(words, last, floor)
        if outlet is not None:
            return outlet._replace(last=at, is_open_set=open_set)
        first = _phrase_start(words, last, floor)
        if first == last:
            return None
        core = self.text[words.starts[first] : words.ends[last - 1]]
        agent = self._named(words, first, last) or self._by_noun(words, first, last, core, floor)
        return agent._replace(last=at, is_open_set=open_set) if agent is not None else None

    def modified(self, words: Words, at: int) -> Agent | None:
        """The agent that a clause modifies whose predicate ends at ``at``: 「…」と話す|住民, or none."""
        end = at
        while end < len(words) and end - at < 8 and words.pos(end) in ("名詞", "接尾辞", "接頭辞"):
            end += 1
        if end == at or words.pos(at - 1) not in ("動詞", "助動詞"):
            return None
        return self.before(words, end, at)

    def _after_genre(self, words: Words, last: int, floor: int) -> Agent | None:
        """An outlet named after its genre: 経済紙マーケット・デイリー, 地元紙「夕凪」."""
        name = named_after_genre(words, floor, last)
        if name is None or _nouns().get(_head(words, name.first, last)[0], "outlet") != "outlet":
            return None
        text = self.text[name.start : name.end].strip()
        mention = next((m for m in self.within(name.start, name.end) if m.end == name.end), None)
        start = name.start + self.text[name.start : name.end].index(text)
        entity = mention.entity_id if mention is not None else None
        return Agent("outlet", text, start, start + len(text), entity, name.first, last, head=name.genre)

    def within(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie in ``[start, end)``."""
        found = []
        for index in range(bisect_left(self._starts, start), len(self.mentions)):
            mention = self.mentions[index]
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found

    def _named(self, words: Words, first: int, last: int) -> Agent | None:
        """An agent by a mention in its phrase: a person anywhere in it, another only at its head."""
        start, end = words.starts[first], words.ends[last - 1]
        inside = [m for m in self.within(start, end) if m.form in ("name", "abbreviation", "compound")]
        persons = [m for m in inside if m.entity_type == "PERSON"]
        if persons:
            mention = next(
                (m for m in reversed(persons) if self.text[m.start - 1 : m.start] not in _OPENING), persons[-1]
            )
            rest = self.text[mention.end : end].strip()
            title = "" if rest in _HONORIFICS else rest
            return Agent("person", mention.text, mention.start, mention.end, mention.entity_id, first, last, head=title)
        for mention in reversed(inside):
            rest = self.text[mention.end : end].strip()
            if mention.entity_type in _AGENT_TYPES and (not rest or _nouns().get(rest) in ("organization", "outlet")):
                kind = _AGENT_TYPES[mention.entity_type]
                whole = self.text[mention.start : end].strip()
                if is_outlet(whole) or is_outlet(mention.text):
                    kind = "outlet"
                return Agent(
                    kind, whole, mention.start, mention.start + len(whole), mention.entity_id, first, last, head=rest
                )
        return None

    def _by_noun(self, words: Words, first: int, last: int, core: str, floor: int) -> Agent | None:
        """An agent by the noun at its head: 関係者, 外務省, 田中市長, 地元紙, or a name of an outlet."""
        start, end = words.starts[first], words.ends[last - 1]
        head, head_at = _head(words, first, last)
        if (anaphor := core.strip()) in _ANAPHORS:
            return Agent(_ANAPHORS[anaphor], core, start, end, None, first, last, head=anaphor)
        if words.surface(last - 1) in _HONORIFICS or _nouns().get(head) == "anonymous":
            honorific = last - 1 if words.surface(last - 1) in _HONORIFICS else head_at
            name = _personal_name(words, first, honorific)
            if name is not None:
                text = self.text[words.starts[name] : words.ends[honorific - 1]]
                title = "" if head in _HONORIFICS else head
                return Agent(
                    "person", text, words.starts[name], words.ends[honorific - 1], None, first, last, head=title
                )
        if is_outlet(core):
            return Agent("outlet", core, start, end, None, first, last, head=head)
        noun_kind = _nouns().get(head)
        if noun_kind is None:
            return None
        whole = first
        if (
            words.surface(first - 1) in ("の", "や", "と", "・")
            and first - 2 >= floor
            and words.pos(first - 2) in _NOMINAL
        ):
            whole = _phrase_start(words, first - 1, floor)
            whole = first if whole == first - 1 else whole
        return Agent(
            noun_kind, self.text[words.starts[whole] : end], words.starts[whole], end, None, whole, last, head=head
        )


def speaker_kind(agent: Agent) -> str:
    """Kind of an agent as a speaker; a document speaks for whoever wrote it."""
    return "anonymous" if agent.kind == "document" else agent.kind


def _is_outlet_anaphor(agent: Agent) -> bool:
    """Whether an agent is 同 and a noun of an outlet: 同紙, 同ネットワーク."""
    return agent.head in _OUTLET_ANAPHORS or (agent.kind == "outlet" and agent.text.strip() == "同" + agent.head)


def _phrase_start(words: Words, last: int, floor: int) -> int:
    """Place where the run of nouns, name marks and parenthesized remarks that ends at ``last`` begins."""
    at = last
    depth = 0
    while at > floor and last - at < 24:
        lexeme = words.lexemes[at - 1]
        if lexeme.surface in (")", "）"):
            depth += 1
        elif lexeme.surface in ("(", "（"):
            if not depth:
                break
            depth -= 1
        elif (
            not depth
            and not (lexeme.pos[0] in _NOMINAL or lexeme.surface in _NAME_MARKS or lexeme.pos[0] in ("空白", "記号"))
        ) or (not depth and lexeme.pos[1] == "数詞" and words.surface(at) == "、"):
            break
        at -= 1
    while at < last and ((words.lexemes[at].pos[2] == "副詞可能" and at < last - 1) or _is_ornament(words, at)):
        at += 1
    return at if not depth else last


def _before_age(words: Words, last: int, floor: int) -> int:
    """Place before an age in parentheses that ends at ``last``: 鳥居さん|(17); ``last`` where there is none."""
    if words.surface(last - 1) not in (")", "）"):
        return last
    for at in range(last - 2, max(floor, last - 6), -1):
        if words.surface(at) in ("(", "（"):
            return at
        if words.lexemes[at].pos[1] != "数詞" and words.surface(at) not in ("歳", "代"):
            return last
    return last


def _is_ornament(words: Words, at: int) -> bool:
    """Whether a word is a space, a list marker or a dangling mark, which opens no name: ✅, ・, -."""
    if _ENUMERATOR.fullmatch(words.surface(at)):
        return True
    return words.pos(at) in ("空白", "記号", "補助記号") or not any(map(str.isalnum, words.surface(at)))


def _head(words: Words, first: int, last: int) -> tuple[str, int]:
    """The longest noun of the lexicon that the phrase ends in, and its place; the last word where there is none."""
    for at in range(max(first, last - _LONGEST_NOUN), last):
        joined = "".join(words.lexemes[i].surface for i in range(at, last)).strip()
        if joined in _nouns():
            return joined, at
    surface = words.surface(last - 1)
    for length in range(min(4, len(surface) - 1), 0, -1):
        if surface[-length:] in _nouns() and words.lexemes[last - 1].pos[1] != "固有名詞":
            return surface[-length:], last - 1
    return surface, last - 1


def _personal_name(words: Words, first: int, last: int) -> int | None:
    """Place where a personal name that ends at ``last`` begins, or none."""
    at = last
    while at > first:
        lexeme = words.lexemes[at - 1]
        person = lexeme.pos[2] == "人名" or _KATAKANA.fullmatch(lexeme.surface) or lexeme.surface in _NAME_MARKS
        if not person:
            break
        at -= 1
    if at == last:
        return None
    named = any(words.lexemes[i].pos[1] == "固有名詞" or words.lexemes[i].is_oov for i in range(at, last))
    return at if named else None


@dataclass
class Discourse:
    """Whom the text has named so far: what an ellipsis, a title or 同氏 may stand for."""

    names: dict[str, Agent] = field(default_factory=dict)
    titles: dict[str, Agent] = field(default_factory=dict)
    person: Agent | None = None
    organization: Agent | None = None
    outlet: Agent | None = None
    known: list[Agent] = field(default_factory=list)
    holders: Mapping[str, Agent] = field(default_factory=dict)
    topic: Agent | None = None
    topic_sentence: int = -1

    def note(self, agent: Agent, sentence: int) -> None:
        """Remember an agent that a sentence has as its topic, subject or speaker."""
        if agent.kind == "person":
            self.person = agent
            if agent.entity_id:
                self.names.setdefault(agent.entity_id, agent)
            if agent.head:
                self.titles[agent.head] = agent
        elif agent.kind == "organization":
            self.organization = agent
        elif agent.kind == "outlet":
            self.outlet = agent
        if agent.kind != "generic":
            self.topic, self.topic_sentence = agent, sentence

    def name(self, agent: Agent) -> None:
        """Remember an organization or outlet that the text names anywhere: 同紙 and 同省 may stand for it."""
        if _is_outlet_anaphor(agent) or agent.head in _ORGANIZATION_ANAPHORS:
            return
        if agent.kind in ("organization", "outlet"):
            self.known.append(agent)
            del self.known[:-_REMEMBERED]

    def resolve(self, agent: Agent) -> Agent:
        """The agent it stands for, where the text has named one: 同氏 the last person, 事務総長 the one with that title."""
        antecedent: Agent | None = None
        if agent.head in _PERSON_ANAPHORS:
            antecedent = self.person
        elif _is_outlet_anaphor(agent):
            antecedent = self._last_outlet(agent.head)
        elif agent.head in _ORGANIZATION_ANAPHORS:
            antecedent = self._last_organization(agent.head)
        elif agent.kind == "anonymous" and agent.text.strip() == agent.head:
            antecedent = self.titles.get(agent.head) or self.holders.get(agent.head)
        if antecedent is None:
            return agent._replace(kind="anonymous") if agent.head in _PERSON_ANAPHORS else agent
        return antecedent._replace(first=agent.first, last=agent.last, is_open_set=agent.is_open_set)

    def _last_outlet(self, anaphor: str) -> Agent | None:
        """The outlet named last whose genre is that of 同紙 or 同通信; else one whose name does not tell its genre."""
        genre = genre_of(anaphor)
        outlets = [agent for agent in reversed(self.known) if agent.kind == "outlet"]
        genres = [agent.head if agent.head in _GENRES else genre_of(agent.text) for agent in outlets]
        for wanted in (genre, ""):
            if wanted in genres:
                return outlets[genres.index(wanted)]
        nameless = [a for a in reversed(self.known) if a.kind != "outlet" and not a.text.endswith(_PUBLIC_ENDINGS)]
        return nameless[0]._replace(kind="outlet") if nameless and genre == "broadcaster" else None

    def _last_organization(self, anaphor: str) -> Agent | None:
        """The organization named last that ends as the anaphor does (同省: 環境省); 同社 is what no such ending excludes."""
        ending = anaphor[1:]
        for agent in reversed(self.known):
            if agent.text.endswith(ending):
                return agent
        if ending not in _COMPANY_ENDINGS:
            return None
        return next((agent for agent in reversed(self.known) if not agent.text.endswith(_PUBLIC_ENDINGS)), None)
