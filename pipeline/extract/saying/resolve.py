"""Who is behind a cue: its own subject, its source, the speaker before, whom the text goes on about, the writer, or nobody who is named.

Belongs here: the order in which these are asked. Does not belong here: finding cues and sources (``find``), weighing the subjects of one clause
(``candidates``), and what 同氏 stands for (``discourse``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.saying.attributions import ROOM, Link, Source
from pipeline.extract.saying.boundaries import after_comma, after_date, after_stop, quote_run
from pipeline.extract.saying.candidates import subject
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.cues import TOLD_NOUN
from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.find import Found
from pipeline.extract.saying.noun_phrases import document_nouns
from pipeline.extract.saying.relays import after_addressee
from pipeline.extract.saying.speakers import Agent, Agents, speaker_kind
from pipeline.extract.saying.statement import ATTRIBUTIVE, CARRIED, GUESSED, MARKED
from pipeline.extract.saying.suspects import is_plea, pleader
from pipeline.extract.saying.word_kinds import TOPIC
from pipeline.extract.saying.words import Words, word_set

_ROOM = 12  # words at the beginning of a clause that may name the outlet in which it was reported
_CLEFT = 40  # words in which a cleft sentence names who speaks
_WINDOW = 300  # words that a content and its speaker may take; keeps a text without stops linear
_SUITS = word_set("suit")
_SUIT = 18  # words from として to the suit that it is the ground of
_WRITER_VERBS = word_set("writer_verb")
_TOLD = ("reveal", "report", "promise", "assert")  # classes of cues by which somebody tells of himself
_OPENING = 8  # words at the beginning of a clause in which a document is named
_OPENS = 30  # words at the beginning of a clause in which its subject ends
_OUTLET_DOCUMENTS = word_set("outlet_document")
_FORUMS = word_set("forum")
_VOICES = word_set("voice")
_PASSED_ON = ("rule:forecast", "rule:inference_passive")  # what a source that the sentence names expects or infers
IMPERSONAL = ("hearsay", "writer_inference", "generic_view")
NOBODY = Agent("anonymous", "", 0, 0, None, 0, 0)
"""The speaker of a quotation of whom nothing is known."""


class Said(NamedTuple):
    """A speaker as a clause gives it; ``place`` is where what it says may begin."""

    agent: Agent | None
    kind: str
    place: int
    confidence: float


class Where(NamedTuple):
    """Where a cue is read: the last sentence of its unit, and its block."""

    sentence: int
    block: str


class Resolver:
    """Resolves the cues of one article, which it reads in order."""

    def __init__(self, agents: Agents, discourse: Discourse) -> None:
        self._agents = agents
        self._discourse = discourse

    def speaker(
        self,
        found: Found,
        cue: Cue,
        segment: int,
        source: Source | None,
        carried: Agent | None,
        where: Where,
        *,
        is_inner: bool = False,
    ) -> Said:
        """Who is behind a cue whose clause begins at ``segment``.

        ``source`` is what the unit names before it (警察によると), ``carried`` who spoke in the clause before. The subject of the cue's own
        clause comes first, whatever that is; then the noun that the clause modifies (…と話す|住民); then :meth:`_unnamed`.
        """
        words = found.words
        floor = max(segment, source.last if source is not None and source.last <= cue.content_end else 0)
        floor = max(floor, cue.content_end - _WINDOW)
        floor = after_stop(words, self._agents.text, floor, cue.content_end)
        if cue.kind in IMPERSONAL:
            return self._impersonal(words, cue, floor, source, carried)
        if cue.method == TOLD_NOUN:
            return self._voices(words, cue, floor)
        if is_plea(words, cue):
            passing = carried if source is None else source.agent
            before = subject(words, found.shape, self._agents, cue, floor)
            suspect = pleader(words, cue, self._agents, before, passing)
            if suspect is not None:
                return Said(suspect, suspect.kind, floor, CARRIED)
        after = self._between(words, cue)
        if after is not None:
            agent = self._discourse.resolve(after)
            place = self._after_passing(found, cue, floor)
            return Said(agent, speaker_kind(agent), place, MARKED)
        following = self._agents.modified(words, cue.last) or self._cleft(words, cue)
        before = subject(words, found.shape, self._agents, cue, floor, must=is_inner)
        if before is None and (suing := self._plaintiff(words, cue, floor, carried)) is not None:
            return suing
        if before is not None and self._speaks_elsewhere(words, cue, before, following, source):
            before = None
        passed_on = source is not None and source.agent.kind == "outlet" and cue.cue_class == "report"
        if before is not None and (before.kind == "outlet" or not passed_on):
            agent = self._discourse.resolve(before)
            place = before.last + 1 if before.last < cue.content_end else floor
            place = after_date(words, after_comma(words, place))
            place = after_addressee(words, self._agents, place)
            return Said(agent, speaker_kind(agent), min(place, cue.content_end), MARKED)
        if following is not None:
            agent = self._discourse.resolve(following)
            return Said(agent, speaker_kind(agent), floor, ATTRIBUTIVE)
        if _is_voice(words, cue.last):
            return Said(None, "generic", floor, CARRIED)  # 疑問を呈する|声も。
        if source is not None and source.marker == ROOM and not is_inner:
            return Said(source.agent, speaker_kind(source.agent), floor, MARKED)
        return self._unnamed(words, cue, floor, source, carried, where)

    def _plaintiff(self, words: Words, cue: Cue, floor: int, carried: Agent | None) -> Said | None:
        """Who sues, where a cue tells what a suit is about: 女性が嫌がらせを受けたとして、賠償を求めた|訴訟; never the outlet that reports it."""
        reach = range(cue.last, min(cue.last + _SUIT, len(words)) if cue.method == "rule:to_shiteiru" else cue.last + 1)
        stops = next((at for at in reach if words.surface(at) == "。" or words.kinds[at : at + 1] == "t"), len(words))
        if not any(words.surface(at) in _SUITS for at in reach if at < stops):
            return None
        named = (a for a in self._agents.topics(words, floor, cue.content_end) if words.surface(a.last) == "が")
        agent = next(named, None)
        if agent is None and carried is not None and carried is not NOBODY and carried.kind != "outlet":
            return Said(carried, speaker_kind(carried), floor, CARRIED)
        if agent is None:
            return Said(None, "anonymous", floor, CARRIED)
        place = after_comma(words, agent.last + 1)
        return Said(self._discourse.resolve(agent), speaker_kind(agent), place, CARRIED)

    def _speaks_elsewhere(
        self, words: Words, cue: Cue, before: Agent, following: Agent | None, source: Source | None
    ) -> bool:
        """Whether the best phrase before a cue is not its subject: a topic, where the cue modifies who speaks (知事は、「…」と語る|住民を訪ねた),
        or the subject of what an outlet says in its pages (記事では、|俳優が別居したため「…」と断定)."""
        mark = words.surface(before.last)
        if mark in ("は", "も") and words.lexemes[min(cue.last, len(words) - 1)].normalized_form in _VOICES:
            return True
        if following is not None and following.kind != "generic" and mark in ("は", "も"):
            return True
        forms = {words.lexemes[i].normalized_form for i in range(cue.first, cue.last)}
        if before.kind == "generic" and mark in ("も", "が") and forms & _WRITER_VERBS and "居る" not in forms:
            return True  # 知らない人も多いと思う is what the writer thinks
        in_room = source is not None and source.marker == ROOM
        return in_room and mark == "が" and before.last + 1 < cue.content_end and before.last + 1 not in words.quotes

    def _cleft(self, words: Words, cue: Cue) -> Agent | None:
        """Who ends a sentence that says so first: 「…」と話すのは、|漁師の水野さん(61)だ。"""
        if words.surface(cue.last) != "の" or words.surface(cue.last + 1) not in ("は", "が"):
            return None
        last = min(cue.last + _CLEFT, len(words))
        last = next((at for at in range(cue.last + 2, last) if words.surface(at) == "。"), last)
        while last > cue.last + 2 and words.surface(last - 1) in ("だ", "です", "。", "った", "だっ", "た"):
            last -= 1
        return self._agents.before(words, last, cue.last + 2)

    def _after_passing(self, found: Found, cue: Cue, floor: int) -> int:
        """Place after whoever passes on a saying that is a noun phrase: 地元紙は、|…という運転士の証言を報じた."""
        if cue.method != "rule:owned_saying":
            return floor
        passing = subject(found.words, found.shape, self._agents, cue, floor)
        if passing is None or passing.last >= cue.content_end:
            return floor
        return after_date(found.words, after_comma(found.words, passing.last + 1))

    def _between(self, words: Words, cue: Cue) -> Agent | None:
        """The subject between what is said and the verb: 「…」と|船長は述べた; of several the last, with a name put after its apposition."""
        if cue.content_end - 1 in words.quotes and words.surface(cue.content_end) == "、":
            return None  # 水野は「…」、|岸本は「…」と語った
        first, last = (cue.content_end + 1, cue.first) if cue.frame != "noun" else (cue.first + 1, cue.last)
        if cue.method == "rule:owned_saying":
            floor = cue.content_end + 1
            while words.surface(floor) in ("いう", "の", "する", "いった"):
                floor += 1
            return self._agents.before(words, cue.first - 1, floor)
        known = next(reversed(list(self._agents.topics(words, first, last))), None)
        if known is None and cue.frame == "と" and cue.content_end < first < last:
            known = self._whoever(words, first, last)
        return known

    def _whoever(self, words: Words, first: int, last: int) -> Agent | None:
        """Whoever stands between what is said and the verb with が or は, known or not: 隠れていると|腹心が語った."""
        for match in TOPIC.finditer(words.kinds, first + 1, last):
            at = match.start()
            if words.surface(at) == "も" or any(words.pos(i) in ("動詞", "補助記号") for i in range(first, at)):
                continue
            agent = self._agents.unknown(words, at, first, ordinary=True)
            if agent is not None:
                return agent if len(agent.text) > 2 else agent._replace(kind="anonymous")
        return None

    def _impersonal(self, words: Words, cue: Cue, floor: int, source: Source | None, carried: Agent | None) -> Said:
        if source is not None and (cue.kind == "hearsay" or cue.method in _PASSED_ON):
            agent = source.speaker or source.agent
            if agent.kind == "outlet" and self._runs_on(words, cue, floor, carried):
                return Said(carried, speaker_kind(carried or agent), floor, CARRIED)
            if cue.method == "rule:announced_passive" and cue.cue_class == "reveal" and agent.kind == "outlet":
                return Said(None, "anonymous", floor, CARRIED)  # the outlet passes on what somebody announced
            return Said(agent, speaker_kind(agent), floor, MARKED)
        if source is None and self._runs_on(words, cue, floor, carried):
            return Said(carried, speaker_kind(carried or NOBODY), floor, CARRIED)
        told = self._told_by(words, cue, floor) if cue.method == "rule:hearsay_passive" else None
        if told is not None:
            agent = self._discourse.resolve(told[0])
            return Said(agent, speaker_kind(agent), told[1], MARKED)
        kind = {"hearsay": "anonymous", "writer_inference": "writer", "generic_view": "generic"}[cue.kind]
        if cue.kind == "generic_view":
            return self._voices(words, cue, floor)
        return Said(None, kind, floor, CARRIED)

    def _runs_on(self, words: Words, cue: Cue, floor: int, carried: Agent | None) -> bool:
        """Whether という goes on with whoever spoke in the clause before, be it passed on or not: 知事は「…」と話し、|年内に決めるという."""
        if cue.method != "rule:to_iu" or carried is None or carried is NOBODY:
            return False
        said_before = "c" in words.kinds[max(floor - 4, 0) : floor]
        if carried.kind not in ("person", "organization") or words.surface(floor - 1) != "、" or not said_before:
            return False
        if carried.text in self._agents.text[words.starts[floor] : words.ends[cue.content_end - 1]]:
            return False  # nobody speaks of himself by name
        return not any(self._agents.topics(words, floor, cue.content_end))

    def _told_by(self, words: Words, cue: Cue, floor: int) -> tuple[Agent, int] | None:
        """Who says what a passive tells, and where it begins: 市民から|「…」と言われた, 「…」と監督に|言われた."""
        run = quote_run(words, cue.content_end)
        places = [] if run is None else [run - 1, run - 2]
        for at in (*places, cue.first - 1):
            if at <= floor or words.surface(at) not in ("から", "より", "に") or words.pos(at) != "助詞":
                continue
            agent = self._agents.before(words, at, floor)
            if agent is not None:
                return agent, at + 1 if at < cue.content_end else floor
        for at in range(floor + 1, min(floor + _ROOM, cue.content_end)):  # 医師から、|…と告げられた
            if words.surface(at) == "から" and words.pos(at) == "助詞" and words.surface(at + 1) in ("、", "は"):
                agent = self._agents.before(words, at, floor)
                if agent is not None and agent.kind in ("person", "anonymous", "organization"):
                    return agent, after_comma(words, at + 2 if words.surface(at + 1) == "は" else at + 1)
        if cue.cue_class == "report":
            for at in range(floor + 1, min(floor + _ROOM, cue.content_end)):
                if words.surface(at) == "で" and words.pos(at) == "助詞":  # 一部メディアで|…と報じられた
                    agent = self._agents.before(words, at, floor)
                    if agent is not None and agent.kind == "outlet":
                        return agent, after_comma(words, at + 1)
        return None

    def _voices(self, words: Words, cue: Cue, floor: int) -> Said:
        """Whose views are heard: 住民からは、|…という声が上がる, …と懸念する声が|市民から出ている; nobody in particular where none is named."""
        for first, last in ((floor, cue.content_end), (cue.content_end, cue.last)):
            for at in range(first + 1, last):
                if words.surface(at) == "から" and words.pos(at) == "助詞" and self._raises(words, cue, at):
                    agent = self._agents.before(words, at, first)
                    if agent is not None:
                        after = at + 2 if words.surface(at + 1) in ("は", "も") else at + 1
                        is_named = cue.kind != "generic_view" or agent.kind in ("organization", "person", "outlet")
                        kind = speaker_kind(agent) if is_named else "generic"  # 与党から|…との声が出ている
                        place = max(floor, min(after, cue.content_end)) if last == cue.content_end else floor
                        return Said(agent, kind, place, MARKED)
        if cue.kind == "generic_view" and (circle := self._circle(words, cue, floor)) is not None:
            return Said(circle, "generic", floor, CARRIED)
        return Said(None, "generic" if cue.kind == "generic_view" else "anonymous", floor, CARRIED)

    def _circle(self, words: Words, cue: Cue, floor: int) -> Agent | None:
        """The circle in which a view is held, at the beginning of its clause: 市場|では、 専門家の間|では."""
        for at in range(floor + 1, min(floor + _ROOM, cue.content_end)):
            if words.surface(at) != "は" or words.surface(at - 1) not in ("で", "に"):
                continue
            last = at - 3 if words.surface(at - 2) in ("間", "あいだ") and words.surface(at - 3) == "の" else at - 1
            agent = self._agents.before(words, last, floor)
            return agent if agent is not None and agent.kind in ("generic", "anonymous") else None
        return None

    def _raises(self, words: Words, cue: Cue, at: int) -> bool:
        """Whether から marks who is heard, and not where something comes from: 住民から|は、 住民から|「…」, 市民から|出ている."""
        if at >= cue.content_end:
            return not any(words.pos(place) == "動詞" for place in range(at + 1, cue.first))
        if cue.method == TOLD_NOUN:
            return True
        return words.surface(at + 1) in ("は", "も", "、") or at + 1 in words.quotes

    def _about(self, words: Words, last: int) -> Agent | None:
        """Whom the sentence is about before the word at ``last``, where only an outlet speaks: 球団は|式を行うほか、夕凪新聞によると「盛大に送りたい」としている,
        夕凪新聞によると水野選手は|階級を移ったとされ、試合後に「強かった」と話した.
        """
        topics = [agent for agent in self._agents.topics(words, 0, last) if words.surface(agent.last) == "は"]
        if not topics or topics[-1].kind not in ("person", "organization"):
            return None
        return self._discourse.resolve(topics[-1])

    def _author(self, words: Words, floor: int, where: Where) -> Agent | None:
        """Who speaks in a document that the sentence before tells of: 夕凪通信は論評を発表した。|論評では「…」と指摘した。"""
        opening = range(floor, min(floor + _OPENING, len(words)))
        at = next((i for i in opening if words.surface(i) == "は"), None)
        if at is None:
            return None
        last = at - 1 if words.surface(at - 1) in ("で", "に") else at
        if last <= floor or words.surface(last - 1) not in document_nouns():
            return None
        own = words.surface(last - 1) in _OUTLET_DOCUMENTS and self._discourse.outlet
        return own or self._discourse.wrote(where.sentence)

    def _opening(self, words: Words, cue: Cue, floor: int) -> Agent | None:
        """Whoever a clause begins with that tells what it does, where nobody else is there to tell it: 水野監督が|、年内で引退することを明らかにした."""
        first = after_date(words, after_comma(words, floor))
        own = next(iter(self._agents.topics(words, first, cue.content_end)), None)
        if own is None or own.kind not in ("person", "organization") or own.last > first + _OPENS:
            return None
        return self._discourse.resolve(own)

    def _unnamed(
        self, words: Words, cue: Cue, floor: int, source: Source | None, carried: Agent | None, where: Where
    ) -> Said:
        """Who speaks where the clause does not say: whom the sentence names, else whom the text goes on about."""
        return self._by_sentence(words, cue, floor, source, carried) or self._by_text(words, cue, floor, source, where)

    def _by_sentence(
        self, words: Words, cue: Cue, floor: int, source: Source | None, carried: Agent | None
    ) -> Said | None:
        """The source, the speaker before, whom the sentence is about, or the writer."""
        if source is not None and (source.speaker is not None or source.agent.kind != "outlet"):
            agent = source.speaker or source.agent
            return Said(agent, speaker_kind(agent), floor, CARRIED)
        if carried is NOBODY:
            return Said(None, "anonymous", floor, GUESSED)
        run = quote_run(words, cue.content_end)
        outlet_alone = carried.kind == "outlet" if carried is not None else source is not None
        if run is not None and outlet_alone:
            about = self._about(words, source.first if source is not None and carried is None else run)
            if about is not None:
                return Said(about, speaker_kind(about), floor, CARRIED)
        if carried is not None:
            return Said(carried, speaker_kind(carried), floor, CARRIED)
        if _is_writers(words, cue):
            return Said(None, "writer", floor, GUESSED)
        return None

    def _by_text(self, words: Words, cue: Cue, floor: int, source: Source | None, where: Where) -> Said:
        """Whoever wrote the document that the clause names, anybody in a forum, whom the text goes on about, or nobody."""
        if (author := self._author(words, floor, where)) is not None:
            return Said(author, speaker_kind(author), floor, CARRIED)
        if in_forum(words, floor, cue.content_end):
            return Said(None, "generic", floor, GUESSED)
        run = quote_run(words, cue.content_end)
        if source is not None and run is None and (cue.cue_class == "report" or cue.method == "rule:to_shiteiru"):
            return Said(
                source.agent, speaker_kind(source.agent), floor, GUESSED
            )  # 夕凪新聞によると、|列車が遅れたとしている
        topic = self._topic(words, cue, source is not None, where)
        nobody_tells = topic is None or (topic.kind == "outlet" and cue.cue_class != "report")
        if run is None and nobody_tells and cue.cue_class in _TOLD:
            own = self._opening(words, cue, floor)
            if own is not None:
                apart = (
                    words.surface(own.last) == "は"
                    or after_date(words, after_comma(words, own.last + 1)) > own.last + 1
                )
                return Said(own, speaker_kind(own), own.last + 1 if apart else floor, GUESSED)
        topic = topic or (None if source is None else source.agent)
        return Said(topic, "anonymous" if topic is None else speaker_kind(topic), floor, GUESSED)

    def _topic(self, words: Words, cue: Cue, has_source: bool, where: Where) -> Agent | None:
        """Whom the text goes on about."""
        run = quote_run(words, cue.content_end)
        spoken = "" if run is None else self._agents.text[words.starts[run] : words.ends[cue.content_end - 1]]
        topic = self._discourse.goes_on(where.sentence, where.block, spoken)
        if cue.cue_class == "report" and self._discourse.outlet is not None:
            topic = self._discourse.outlet
        if run is None or topic is None:
            topic = self._discourse.reports(where.sentence) or topic
        return topic or (None if has_source else self._discourse.acts(where.sentence))


def _is_writers(words: Words, cue: Cue) -> bool:
    """Whether a thought is the writer's own, whom no clause names: 必要だと|思う。 but not 必要だと|思っている。"""
    forms = [words.lexemes[i].normalized_form for i in range(cue.first, cue.last)]
    is_thought = cue.cue_class == "think" and cue.frame == "と" and cue.content_end - 1 not in words.quotes
    return is_thought and forms[0] in _WRITER_VERBS and "居る" not in forms


def _is_voice(words: Words, at: int) -> bool:
    """Whether a clause modifies a noun of voices, adjectives between left aside: 疑問を呈する|声も, 問う|批判的な|コメントも見られた."""
    while words.pos(at) in ("形容詞", "形状詞") or words.surface(at).endswith("的") or words.surface(at) == "な":
        at += 1
    return at < len(words) and words.lexemes[at].normalized_form in _VOICES and words.pos(at) == "名詞"


def in_forum(words: Words, first: int, last: int) -> bool:
    """Whether a clause is set where anybody writes: ネット掲示板では, ツイッター上でも, コメント欄には."""
    for match in TOPIC.finditer(words.kinds, first + 2, last):
        at = match.start() - 1
        if words.surface(at) not in ("で", "に"):
            continue
        noun = at - 2 if words.surface(at - 1) == "上" else at - 1
        if words.surface(noun) in _FORUMS:
            return True
    return False


def chain_of(source: Source | None, speaker: Agent | None) -> tuple[Link, ...]:
    """The sources before the speaker, outermost first."""
    if source is None:
        return ()
    links = [Link(source.agent, source.marker)]
    if source.speaker is not None and source.speaker is not source.agent:
        links.append(Link(source.speaker, source.marker))
    return tuple(link for link in links if speaker is None or link.agent.text != speaker.text)


def passed_on(words: str, chain: tuple[Link, ...], said: Said, speaker: Agent | None) -> tuple[Link, ...]:
    """The chain with whoever reports by the cue ``words``, unless that is the speaker or a guess about nobody in particular."""
    if said.agent is None or (said.confidence <= GUESSED and said.kind != "outlet"):
        return chain
    texts = [link.agent.text for link in chain] + ([speaker.text] if speaker is not None else [])
    return chain if said.agent.text in texts else (*chain, Link(said.agent, words))


def nearest(sources: Sequence[Source], content_end: int) -> Source | None:
    """The last source that ends before a content does."""
    return next((source for source in reversed(sources) if source.last <= content_end), None)
