"""Whom the text has named so far: what an ellipsis, a title or 同氏 may stand for.

Belongs here: remembering agents by sentence, and resolving what refers back to them. Does not belong here: recognizing an agent (``speakers``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import methodcaller

from pipeline.extract.saying.outlets import genre_of, is_outlet
from pipeline.extract.saying.speakers import COURT_DOCUMENTS, Agent, Mention
from pipeline.extract.saying.words import word_set
from pipeline.lexicons.load import anaphors

_PERSON_ANAPHORS = word_set("person_anaphor")
_OUTLET_ANAPHORS = anaphors("outlet")
_ORGANIZATION_ANAPHORS = anaphors("organization")
_DOCUMENTS = word_set("outlet_document")
_GENRES = frozenset(("wire", "newspaper", "broadcaster", "magazine", "site"))
#: endings of anaphors whose antecedent need not share them: 同社 for a maker, 同団体 for a federation
_COMPANY_ENDINGS = frozenset(("社", "団体", "機関", "組織", "協会"))
#: the same for a team, whose name seldom says that it is one
_TEAM_ENDINGS = frozenset(("チーム", "クラブ", "球団", "部"))
_NO_TEAM = (
    "県警",
    "府警",
    "道警",
    "警視庁",
    "検察",
    "地検",
    "教委",
    "大学",
    "学校",
    "病院",
    "銀行",
    "新聞",
    "リーグ",
    "協会",
    "連盟",
    "連合",
    "機構",
    "委員会",
    "裁判所",
    "スタジアム",
)
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
COURTS = ("裁判所", "地裁", "高裁", "最高裁", "簡裁", "家裁", "小法廷")
"""What the name of a court ends in."""
_COACH_ANAPHORS = frozenset(("指揮官", "将"))
_COACHES = ("監督", "コーチ", "HC")  # titles of whom 指揮官 stands for
_REMEMBERED = 40  # organizations and outlets that an anaphor may reach back to
_NAMES_BACK = 40  # names of the text, among which those of organizations are looked for
_NEAR = 6  # sentences of one paragraph over which a topic lasts
_ACTING = 2  # sentences over which an organization may go on
_NEXT = 3  # sentences over which it lasts into another paragraph


def _is_outlet_anaphor(agent: Agent) -> bool:
    """Whether an agent is 同 and a noun of an outlet: 同紙, 同ネットワーク."""
    return agent.head in _OUTLET_ANAPHORS or (agent.kind == "outlet" and agent.text.strip() == "同" + agent.head)


def _is_article(agent: Agent) -> bool:
    """Whether an agent is the piece in an outlet that the text named before: 夕凪新聞が報じた。|記事では…としている。 Not 報道, which may be anybody's."""
    return agent.kind == "outlet" and agent.text.strip() in _DOCUMENTS and agent.text.strip() != "報道"


def _is_organization_anaphor(agent: Agent) -> bool:
    """Whether an agent is 同 and a noun of an organization: 同社, 同府警."""
    return agent.head in _ORGANIZATION_ANAPHORS or (agent.kind == "organization" and agent.head[:1] == "同")


def _is_same_title(agent: Agent) -> bool:
    """Whether an agent is 同 and a title: 同党首, 同首相."""
    return agent.kind == "person" and agent.head[:1] == "同" and agent.text.strip() == agent.head


def _is_ruling(agent: Agent) -> bool:
    """Whether an agent is a ruling of a court that it does not name: 判決は."""
    return agent.kind == "document" and agent.head in COURT_DOCUMENTS


def _refers_back(agent: Agent) -> bool:
    """Whether somebody named before may be meant: 同氏, 同紙, 同省, or a title alone."""
    return (
        agent.head in _COACH_ANAPHORS
        or agent.head in _PERSON_ANAPHORS
        or _is_organization_anaphor(agent)
        or _is_same_title(agent)
        or _is_outlet_anaphor(agent)
        or _is_article(agent)
        or _is_ruling(agent)
        or (agent.kind == "anonymous" and agent.text.strip() == agent.head)
    )


@dataclass
class Discourse:
    """Whom the text has named so far: what an ellipsis, a title or 同氏 may stand for.

    What a sentence is about is worked out when somebody asks for it (:meth:`later`): of most sentences nobody ever does.
    """

    names: dict[str, Agent] = field(default_factory=dict)
    titles: dict[str, Agent] = field(default_factory=dict)
    person: Agent | None = None
    organization: Agent | None = None
    _outlet: Agent | None = None
    known: list[Agent] = field(default_factory=list)
    holders: Mapping[str, Agent] = field(default_factory=dict)
    mentions: Sequence[Mention] = ()
    _topic: Agent | None = None
    topic_sentence: int = -1
    topic_block: str = ""
    before: tuple[Agent, int] | None = None
    source: tuple[Agent, int] | None = None
    acting: tuple[Agent, int] | None = None
    spoke: tuple[Agent, int] | None = None
    _waiting: list[Callable[[Discourse], None]] = field(default_factory=list)

    def later(self, remember: Callable[[Discourse], None]) -> None:
        """Have ``remember`` called with this, so that it notes or names somebody, before anybody asks what that could change.

        It should not hold this itself: whoever waits in vain would keep it alive.
        """
        self._waiting.append(remember)

    def _settle(self) -> None:
        """Remember all that waits, in order of the text."""
        waiting, self._waiting = self._waiting, []
        for remember in waiting:
            remember(self)

    @property
    def topic(self) -> Agent | None:
        """Whom the text was about last; never an outlet."""
        self._settle()
        return self._topic

    @property
    def outlet(self) -> Agent | None:
        """The outlet that spoke, or was the topic, last."""
        self._settle()
        return self._outlet

    def note(self, agent: Agent, sentence: int, block: str = "") -> None:
        """Remember an agent that a sentence has as its topic, subject or speaker."""
        if self._waiting:
            self.later(methodcaller("note", agent, sentence, block))
            return
        if agent.kind not in ("generic", "document"):
            self.spoke = agent, sentence
        if agent.kind == "person":
            self.person = agent
            if agent.entity_id:
                self.names.setdefault(agent.entity_id, agent)
            if agent.head:
                self.titles[agent.head] = agent
        elif agent.kind == "organization":
            self.organization = agent
        elif agent.kind == "outlet":
            self._outlet = agent
        if agent.kind not in ("generic", "outlet", "document"):
            if self._topic is not None and self._topic.text != agent.text:
                self.before = self._topic, self.topic_sentence
            self._topic, self.topic_sentence, self.topic_block = agent, sentence, block

    def note_source(self, agent: Agent, sentence: int) -> None:
        """Remember whom a sentence has as its source: what is forecast or announced next may be his too, what is cried is not."""
        if agent.kind != "document":
            self.source = agent, sentence

    def note_acting(self, agent: Agent, sentence: int) -> None:
        """Remember the organization that a sentence without a statement tells of: what is announced next may be its, where nobody else is at hand."""
        self.acting = agent, sentence

    def acts(self, sentence: int) -> Agent | None:
        """The organization that the sentence before, or the one before that, tells of: 総務省が検討を始めた。|…を改正する方針を示した。"""
        self._settle()
        return self.acting[0] if self.acting is not None and sentence - self.acting[1] <= _ACTING else None

    def wrote(self, sentence: int) -> Agent | None:
        """Whoever one of the two sentences before is about, outlets too: a document that the text goes on with is his."""
        self._settle()
        return self.spoke[0] if self.spoke is not None and 0 < sentence - self.spoke[1] <= _ACTING else None

    def reports(self, sentence: int) -> Agent | None:
        """The source that a sentence nearby named, where nobody has been the topic since."""
        self._settle()
        if self.source is None or sentence - self.source[1] > _NEXT or self.source[1] < self.topic_sentence:
            return None
        return self.source[0]

    def goes_on(self, sentence: int, block: str, spoken: str = "") -> Agent | None:
        """Whoever the text goes on about where a sentence names nobody: the last topic or speaker, from near by; never an outlet.

        Nobody speaks of himself by name: whoever ``spoken`` names is passed over for the topic before him.
        """
        self._settle()
        near = _NEAR if block == self.topic_block else _NEXT
        if (
            self._topic is not None
            and self._topic.kind == "person"
            and self._topic.text in spoken
            and self.before is not None
        ):
            agent, at = self.before
            return agent if sentence - at <= _NEAR else None
        return self._topic if sentence - self.topic_sentence <= near else None

    def name(self, agent: Agent) -> None:
        """Remember an organization or outlet that the text names anywhere: 同紙 and 同省 may stand for it."""
        if _is_outlet_anaphor(agent) or _is_organization_anaphor(agent) or _is_article(agent):
            return
        if agent.kind in ("organization", "outlet"):
            if self._waiting:
                self.later(methodcaller("name", agent))
                return
            self.known.append(agent)
            del self.known[:-_REMEMBERED]

    def resolve(self, agent: Agent) -> Agent:
        """The agent it stands for, where the text has named one: 同氏 the last person, 事務総長 the one with that title."""
        if not _refers_back(agent):
            return agent
        self._settle()
        antecedent: Agent | None = None
        if agent.head in _COACH_ANAPHORS:
            titled = {**self.holders, **self.titles}
            antecedent = next((titled[title] for title in reversed(titled) if title.endswith(_COACHES)), None)
        elif agent.head in _PERSON_ANAPHORS or _is_same_title(agent):
            antecedent = self.titles.get(agent.head.removeprefix("同")) or self.person
        elif _is_outlet_anaphor(agent):
            antecedent = self._last_outlet(agent.head)
        elif _is_article(agent):
            antecedent = self._outlet or next((known for known in reversed(self.known) if known.kind == "outlet"), None)
        elif _is_ruling(agent):
            courts = [a for a in self._named_before(agent.start) if a.text.endswith(COURTS)]
            antecedent = courts[-1] if courts else None  # the first: later ones decided other cases
        elif _is_organization_anaphor(agent):
            antecedent = self._last_organization(agent)
        else:
            antecedent = self.titles.get(agent.head) or self.holders.get(agent.head)
        if antecedent is None:
            unknown = agent.head in _PERSON_ANAPHORS or _is_same_title(agent)
            return agent._replace(kind="anonymous") if unknown else agent
        return antecedent._replace(first=agent.first, last=agent.last, is_open_set=agent.is_open_set)

    def _last_outlet(self, anaphor: str) -> Agent | None:
        """The outlet named last whose genre is that of 同紙 or 同通信; else one whose name does not tell its genre."""
        genre = genre_of(anaphor)
        outlets = [agent for agent in reversed(self.known) if agent.kind == "outlet"]
        if anaphor in _DOCUMENTS and outlets:
            return outlets[0]  # 同記事
        genres = [agent.head if agent.head in _GENRES else genre_of(agent.text) for agent in outlets]
        for wanted in (genre, ""):
            if wanted in genres:
                return outlets[genres.index(wanted)]
        nameless = [a for a in reversed(self.known) if a.kind != "outlet" and not a.text.endswith(_PUBLIC_ENDINGS)]
        return nameless[0]._replace(kind="outlet") if nameless and genre == "broadcaster" else None

    def _last_organization(self, anaphor: Agent) -> Agent | None:
        """The organization named last that ends as the anaphor does (同省: 環境省); 同社 and 同クラブ are what no such ending excludes.

        One that no clause had for its subject or source comes after those: 灯台レイソルに所属する選手…。|同クラブは.
        """
        ending = anaphor.head[1:]
        for agent in reversed(self.known):
            if agent.text.endswith(ending):
                return agent
        named = list(self._named_before(anaphor.start))
        for agent in named:
            if agent.text.endswith(ending):
                return agent
        if ending in _COMPANY_ENDINGS:
            firms = (
                a for a in reversed(self.known) if a.kind != "outlet" or a.entity_id is not None
            )  # not 一部マスコミ
            return next((agent for agent in firms if not agent.text.endswith(_PUBLIC_ENDINGS)), None)
        if ending in _TEAM_ENDINGS:
            spoke = [a for a in reversed(self.known) if a.kind == "organization" and a.start < anaphor.start]
            return next((a for a in (*named, *spoke) if not a.text.endswith((*_PUBLIC_ENDINGS, *_NO_TEAM))), None)
        return None

    def _named_before(self, start: int) -> Iterator[Agent]:
        """Organizations by name that the text has before an offset, the last first."""
        last = bisect_left(self.mentions, start, key=lambda mention: mention.start)
        for at in range(last - 1, max(-1, last - 1 - _NAMES_BACK), -1):
            name = self.mentions[at]
            if name.entity_type == "ORG" and name.form != "anaphor" and not is_outlet(name.text):
                yield Agent("organization", name.text, name.start, name.end, name.entity_id, 0, 0)
