"""Sources that a sentence names for what it says: 警察によると, 関係者の話では, 首相が語ったところによると.

Belongs here: source markers, the agent before them, and the order of a chain of sources. Does not belong here: cues and
their contents (``cues``, ``statements``).

A chain is written outermost first and ends with the speaker: ロイターによると、首相は…と述べた has ロイター at level 0 and 首相
at level 1. A statement whose speaker the text does not name has the sources alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from pipeline.extract.saying.citations import citation, citation_hints
from pipeline.extract.saying.noun_phrases import is_common
from pipeline.extract.saying.outlets import genre_of, is_credited, is_cut_short, is_outlet
from pipeline.extract.saying.speakers import Agent, Agents
from pipeline.extract.saying.word_kinds import TOPIC
from pipeline.extract.saying.words import Words, word_set
from pipeline.lexicons.load import load
from pipeline.read.outlets import lookup_name

MAX_LEVELS = 10
_REACH = 30  # words a source's phrase may hold
_SAID = word_set("said_verb")
_PASSED_ON = word_set("passed_on_verb")
_OWN_PAGES = word_set("own_page")
_OUTLET_DOCUMENTS = word_set("outlet_document")
#: that somebody is asked who then answers: 住民に話を聞いたところ、 調教師へ事件について話を伺った所、 店に尋ねると、
_ASKED = re.compile(
    r"[にへ](?:[^、。「」にへ]{0,14}(?:について|に関して))?(?:[^、。「」にへ]{0,6}を)?(?:聞いた|尋ねた|伺った|うかがった|取材した|インタビューした|問い合わせた|質問した)(?:ところ|所)"
    r"|[にへ](?:[^、。「」にへ]{0,6}を)?(?:聞く|尋ねる)と"
)
_ASKED_HINTS = (
    "聞いたところ",
    "聞いた所",
    "尋ねたところ",
    "尋ねた所",
    "伺ったところ",
    "伺った所",
    "うかがったところ",
    "取材したところ",
    "インタビューしたところ",
    "問い合わせたところ",
    "質問したところ",
    "聞くと",
    "尋ねると",
)
#: documents of an inquiry or a court that a clause opens with: 調べでは、 判決では、
_FINDINGS = re.compile(r"(?=[調判起訴])(?:(?<=[。、\n「])|(?<![^\s]))(?:調べ|判決|起訴状|訴状)では(?=、)")
#: how an outlet came by what follows: 夕凪通信が当局の話として紹介した|ところ、
_PASSED_WAY = re.compile(
    r"ところ(?=、)(?:(?<=として伝えたところ)|(?<=として報じたところ)|(?<=として報道したところ)|(?<=として紹介したところ))"
)
_DAY_ENDS = ("日", "朝", "夜", "夕", "深夜", "未明", "午前", "午後")  # 夕凪新聞が3日、|報じたところによると
#: what goes on behind によると where it marks no source: …によるとして, 花火によると思われる火
_NO_SOURCE = ("して", "し、", "する", "した", "思われ", "みられる", "見られる", "考えられる")
_WAYS = ("ところ", "所")  # 語ったところによると, 伝えたところでは
_OWN_LETTERS = re.compile(r"[ァ-ヴー・A-Za-z0-9.&\- ]{2,}")  # of a name that ends in no Japanese word
_AND = re.compile("と|や|・|および|及び")
THIS = ("これ", "それ")
"""What stands for a source that the sentence before names: これによると"""
ROOM = "では"
"""The marker of an outlet in whose pages something is said."""


class Source(NamedTuple):
    """A source. ``first`` and ``last`` are the places of its phrase, marker included; ``agent`` is outermost, ``speaker`` said it.

    ``start`` and ``end`` are the offsets of the marker, or of 語ったところによると as a whole. A source ``is_cited`` where what it
    says may stand before it: …と、関係者の話として伝えた.
    """

    first: int
    last: int
    start: int
    end: int
    agent: Agent
    speaker: Agent | None
    marker: str
    is_cited: bool = False


class Link(NamedTuple):
    """A link of a chain: the agent and the marker that makes it a source."""

    agent: Agent
    marker: str | None


@cache
def _markers() -> re.Pattern[str]:
    """Forms of the lexicon ``source_markers``, the longest first: によると, の話では."""
    forms = sorted((row["form"] for row in load("source_markers")), key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms)))


@cache
def _hints() -> AhoCorasick:
    """What every source marker and citation begins with or is."""
    forms = [row["form"] for row in load("source_markers")]
    return AhoCorasick([*forms, *citation_hints(), *_ASKED_HINTS, "調べでは", "判決では", "起訴状では", "訴状では"])


def source_hints(text: str) -> list[int]:
    """Offsets at which a source marker or a citation may begin, in order: few sentences of a text have one.

    >>> source_hints("警察によると、けが人はいない。"), source_hints("雨だった。")
    ([2], [])
    """
    return sorted(start for _, start, _ in _hints().find_matches_as_indexes(text, overlapping=True))


@cache
def _documents() -> tuple[str, ...]:
    return tuple(row["noun"] for row in load("source_documents"))


def find_sources(words: Words, agents: Agents) -> list[Source]:
    """Sources among the words, in order."""
    found: list[Source] = []
    leading = [
        *_markers().finditer(agents.text, words.start, words.end),
        *_ASKED.finditer(agents.text, words.start, words.end),
        *_PASSED_WAY.finditer(agents.text, words.start, words.end),
    ]
    cited = citation().finditer(agents.text, words.start, words.end)
    for match, is_cited in sorted(
        [*((match, False) for match in leading), *((match, True) for match in cited)], key=lambda pair: pair[0].start()
    ):
        at = bisect_left(words.starts, match.start())
        if at >= len(words) or words.starts[at] != match.start() or at == 0:
            continue
        if agents.text.startswith(_NO_SOURCE, match.end()):
            continue  # …によるとして: the と is that of として
        if found and found[-1].end >= match.start() and _ASKED.fullmatch(found[-1].marker):
            found[-1] = _up_to(words, found[-1], match.end())
            continue  # 関係者に取材した|ところによると
        first = _phrase_start(words, at)
        source = _said(words, agents, first, at)
        if source is None and words.surface(at) in _WAYS:
            continue  # 調べたところでは is no source
        source = source or (_asked_by(words, agents, first, at) if _ASKED.fullmatch(match[0]) else None)
        source = source or _reported_source(words, agents, first, at)
        source = source or _agent(words, agents, first, at)
        if source is None:
            continue
        agent, speaker, start = source
        told = bisect_left(words.starts, match.end())
        if is_cited and any(words.surface(place) in _WAYS for place in (told + 2, told + 3)):
            continue  # 警察の話として|伝えたところによると: cited by the source that follows
        if agent.kind in ("organization", "document") and speaker is None and _is_outlet_source(agent, agents.text):
            agent = agent._replace(kind="outlet")
        agent = _after_comma(words, agents, agent)
        last = bisect_left(words.starts, match.end())
        if words.surface(last) == "、":
            last += 1
        found.append(
            Source(
                first,
                last,
                start if start >= 0 else match.start(),
                match.end(),
                agent,
                speaker,
                match[0].rstrip("、"),
                is_cited,
            )
        )
    found.extend(_findings(words, agents))
    return _handed_on(sorted(found, key=lambda source: source.first))


def _up_to(words: Words, source: Source, end: int) -> Source:
    """A source whose marker runs on to an offset."""
    last = bisect_left(words.starts, end)
    return source._replace(end=end, last=last + 1 if words.surface(last) == "、" else last)


def _findings(words: Words, agents: Agents) -> Iterator[Source]:
    """What an inquiry or a court found, where a clause opens with it: 調べでは、男は…, 判決では、会社は…; not 市の調べでは, which has an owner."""
    for match in _FINDINGS.finditer(agents.text, words.start, words.end):
        at, last = bisect_left(words.starts, match.start()), bisect_left(words.starts, match.end())
        if at >= len(words) or words.starts[at] != match.start() or last >= len(words):
            continue
        noun = words.surface(at)
        agent = Agent("document", noun, words.starts[at], words.ends[at], None, at, at + 1, head=noun)
        yield Source(at, last + 1, match.start(), match.end(), agent, None, match[0])


def _handed_on(sources: Sequence[Source]) -> list[Source]:
    """Sources of which one that follows another's comma is what the other, an outlet, hands on: 夕凪新聞によると、|警察の発表として、男は…"""
    made: list[Source] = []
    for source in sources:
        outer = made[-1] if made else None
        follows = outer is not None and outer.last == source.first and outer.speaker is None and source.speaker is None
        if outer is not None and follows and outer.agent.kind == "outlet" and source.agent.kind != "outlet":
            source = source._replace(agent=outer.agent, speaker=source.agent, is_cited=False)
        made.append(source)
    return made


def _is_outlet_source(agent: Agent, text: str) -> bool:
    """Whether a source is an outlet by what the text calls it elsewhere, or lists one: 西日本, 夕凪新聞と波野電機.

    A name in letters of its own that is credited with articles is one: Portside, not 気象庁.
    """
    if _OWN_LETTERS.fullmatch(agent.text) and is_credited(agent.text, text):
        return True
    return is_cut_short(agent.text, text) or any(map(is_outlet, _AND.split(agent.text)))


def _phrase_start(words: Words, at: int) -> int:
    """Place after the comma or conjunction before the phrase that ends at ``at``."""
    first = at
    while first > 0 and at - first < _REACH and words.surface(first - 1) not in ("、", "。", "」", "「"):
        first -= 1
    return first


def _said(words: Words, agents: Agents, first: int, at: int) -> tuple[Agent, Agent | None, int] | None:
    """紙に対して氏が語ったところ: the one who spoke, and the outlet spoken to; 通信が警察の話として伝えたところ: whom it cites, and the outlet.

    A comma behind the subject does not end the phrase: 通信が、警察の話として伝えたところ. 調べたところ names no saying.
    """
    way = at if words.surface(at) in _WAYS else at - 1
    if words.surface(way) not in _WAYS:
        return None
    verb = next(
        (i for i in range(way - 1, max(first, way - 7) - 1, -1) if words.lexemes[i].normalized_form in _SAID), None
    )
    if verb is None:
        return None
    if words.surface(first - 1) == "、" and words.surface(first - 2).endswith(("が", "は", *_DAY_ENDS)):
        first = _phrase_start(words, first - 1)
    topics = list(agents.topics(words, first, verb))
    if not topics:
        return None
    speaker = next((agent for agent in reversed(topics) if agent.kind == "outlet"), topics[0])
    for match in citation().finditer(agents.text, words.ends[speaker.last], words.starts[verb]):
        place = bisect_left(words.starts, match.start())
        cited = agents.before(words, place, speaker.last + 1)
        if cited is not None:
            return speaker, cited, words.starts[verb]
    for place in range(first + 1, verb):
        if words.surface(place) == "に":
            asked = agents.before(words, place, first)
            if asked is not None and asked.kind == "outlet":
                return asked, speaker, words.starts[verb]
    return speaker, speaker, words.starts[verb]


def _asked_by(words: Words, agents: Agents, first: int, at: int) -> tuple[Agent, Agent | None, int] | None:
    """Who is asked, and the outlet that asks: 夕凪新聞が政府関係者|に取材したところ."""
    asked = _agent(words, agents, first, at)
    opened = max((place + 1 for place in range(at) if words.surface(place) in ("。", "「")), default=0)
    outlets = (agent for agent in agents.topics(words, opened, at) if agent.kind == "outlet" and agent.last < at)
    asker = next(reversed(list(outlets)), None)
    if asked is None or asker is None or asked[0].first <= asker.last:
        return asked
    return asker, asked[0], -1


def by_room(words: Words, agents: Agents) -> list[Source]:
    """Outlets that a sentence sets as the room of what it says: 夕凪新聞では、球団は…と明らかにしている; 記事では、…と断定した."""
    found: list[Source] = []
    for match in TOPIC.finditer(words.kinds, 2):
        at = match.start() - 1
        if words.surface(at + 1) != "は" or words.surface(at) != "で":
            continue
        agent = agents.before(words, at, _phrase_start(words, at))
        if words.surface(at - 1) in _OWN_PAGES and words.surface(at - 2) == "の":
            owner = agents.before(words, at - 2, _phrase_start(words, at))
            if owner is not None and owner.kind in ("person", "organization"):
                last = at + 3 if words.surface(at + 2) == "、" else at + 2
                found.append(Source(owner.first, last, words.starts[at], words.ends[at + 1], owner, None, ROOM))
                continue
        if agent is None or not (
            agent.head in _OUTLET_DOCUMENTS or (agent.kind == "outlet" and _is_named(agents, agent))
        ):
            continue
        last = at + 3 if words.surface(at + 2) == "、" else at + 2
        start, end = words.starts[at], words.ends[at + 1]
        found.append(Source(agent.first, last, start, end, agent._replace(kind="outlet"), None, ROOM))
    return found


def _is_named(agents: Agents, agent: Agent) -> bool:
    """Whether an outlet is one, other than what is only broadcast: 告知放送, テレビ."""
    if agent.text[:1] == "同" or genre_of(agent.text) != "broadcaster" or lookup_name(agent.text) is not None:
        return True
    return bool(agents.within(agent.start, agent.end))


def _reported_source(words: Words, agents: Agents, first: int, at: int) -> tuple[Agent, Agent | None, int] | None:
    """A source that an outlet passed on: 夕凪通信が伝えた|警察当局の発表によると."""
    if words.surface(at - 1) in ("ところ", "所"):
        return None
    outlet = next(
        (a for a in agents.topics(words, first, at) if a.kind == "outlet" and words.surface(a.last) == "が"), None
    )
    if outlet is None:
        return None
    for verb in range(outlet.last + 1, min(outlet.last + 4, at)):
        if words.lexemes[verb].normalized_form in _PASSED_ON:
            suru = words.surface(verb + 1) == "し"
            inner = _agent(words, agents, words.predicate_end(verb + 1 if suru else verb), at)
            told = None if inner is None or inner[0].kind == "document" else inner[0]
            return outlet, told, -1
    return None


def _agent(words: Words, agents: Agents, first: int, at: int) -> tuple[Agent, Agent | None, int] | None:
    agent = agents.before(words, at, first)
    if agent is not None:
        agent = _listed(words, agents, agent)
    if agent is None or agent.head in _documents():
        owner = _owner(words, agents, first, at)
        agent = owner or agent
    if agent is None:
        inside = agents.within(words.starts[first], words.starts[at])
        named = [m for m in inside if m.entity_type in ("PERSON", "ORG")]
        if not named:
            return _document(words, agents, first, at)
        m = named[-1]
        kind = "person" if m.entity_type == "PERSON" else "outlet" if is_outlet(m.text) else "organization"
        agent = Agent(kind, m.text, m.start, m.end, m.entity_id, first, at)
    return agent, None, -1


def _listed(words: Words, agents: Agents, agent: Agent) -> Agent:
    """An agent with those listed before it: 消防や警察、住民など. A list has no identity of its own."""
    first = agent.first
    lists = agent.is_open_set or any(words.surface(at) in ("や", "と") for at in range(max(first - 1, 0), agent.last))
    while (
        lists
        and first >= 2
        and agent.first - first < _REACH
        and words.surface(first - 1) in ("、", "や", "と", "・", "の")
    ):
        before = agents.before(words, first - 1)
        if before is None or before.first >= first - 1:
            break
        first = before.first
        if before.kind == "outlet":
            agent = agent._replace(kind="outlet")
    if first == agent.first:
        return agent
    start = words.starts[first]
    return agent._replace(text=agents.text[start : agent.end], start=start, first=first, entity_id=None)


def _after_comma(words: Words, agents: Agents, agent: Agent) -> Agent:
    """An outlet or organization with the outlet before its comma: 北浜日報、夕凪新聞|によると. Of other kinds a comma lists nobody."""
    at = agent.first - 1
    if agent.kind not in ("outlet", "organization") or at < 1 or words.surface(at) != "、":
        return agent
    other = agents.before(words, at, max(0, at - _REACH))
    if other is None or other.kind != "outlet" or other.first >= at:
        return agent
    text = agents.text[other.start : agent.end]
    return agent._replace(kind="outlet", text=text, start=other.start, first=other.first, entity_id=None)


def _owner(words: Words, agents: Agents, first: int, at: int) -> Agent | None:
    """Whose document it is: 警察の報告書, 警察が公開した報告書."""
    subject = next((a for a in agents.topics(words, first, at) if words.surface(a.last) in ("が", "は")), None)
    if subject is not None:
        return subject
    for place in range(at - 1, first, -1):
        if words.surface(place) == "の":
            owner = agents.before(words, place, first)
            if owner is not None:
                return owner
    return None


def _document(words: Words, agents: Agents, first: int, at: int) -> tuple[Agent, Agent | None, int] | None:
    """A document that nobody is named for: 報告書によると; or a name that no lexicon knows."""
    if words.surface(at - 1) in THIS and (at == 1 or words.surface(at - 2) in ("、", "")):
        return (
            Agent("document", words.surface(at - 1), words.starts[at - 1], words.ends[at - 1], None, at - 1, at),
            None,
            -1,
        )
    named = words.quotes.get(at - 1)
    if named is not None and named.mark == "『』" and not named.is_speech:  # 『夕凪ポスト』|によると
        start, end = named.inner
        return Agent("outlet", agents.text[start:end], start, end, None, at - 1, at), None, -1
    from_at = at - 1
    while from_at > first and words.pos(from_at - 1) in ("名詞", "接頭辞", "接尾辞", "空白"):
        from_at -= 1
    if words.pos(from_at) not in ("名詞", "接頭辞"):
        return None
    start, end = words.starts[from_at], words.ends[at - 1]
    text = agents.text[start:end]
    kept = text.strip()
    start += len(text) - len(text.lstrip())
    if not kept or words.pos(at - 1) == "代名詞":
        return None
    kind = "document" if kept.endswith(_documents()) or is_common(words.lexemes[at - 1]) else "organization"
    return Agent(kind, kept, start, start + len(kept), None, from_at, at), None, -1
