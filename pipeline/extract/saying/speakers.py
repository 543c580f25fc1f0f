"""Who speaks: the agents that a clause names, and what 同氏, 事務総長 or nothing at all stand for.

Belongs here: recognizing an agent from the words before a particle, and resolving it against those named before.
Does not belong here: names as such (``mentions``), cues, or the chain of sources (``attributions``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.extract.saying.noun_phrases import (
    KATAKANA,
    LISTING,
    NAME_MARKS,
    NOMINAL,
    before_remark,
    by_suffix,
    document_nouns,
    head_noun,
    kind_by_ending,
    listed_whole,
    name_before_office,
    names_body,
    outlet_nouns,
    personal_name,
    phrase_start,
    speaker_nouns,
    title_words,
    whole_phrase,
)
from pipeline.extract.saying.outlets import is_known, is_outlet, named_after_genre
from pipeline.extract.saying.word_kinds import TOPIC
from pipeline.extract.saying.words import Words, word_set
from pipeline.lexicons.load import anaphors
from pipeline.read.outlets import lookup_name


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


_HONORIFICS = word_set("honorific") | word_set("title_like_honorific")
_TITLES = _HONORIFICS | {"長"}
_LISTS = (*LISTING, "、")
_PERSON_ANAPHORS = word_set("person_anaphor")
_OUTLET_ANAPHORS = anaphors("outlet")
_ORGANIZATION_ANAPHORS = anaphors("organization")
#: what a word that refers back wants, the first that has it
_ANAPHORS = (
    dict.fromkeys(_ORGANIZATION_ANAPHORS, "organization")
    | dict.fromkeys(_OUTLET_ANAPHORS, "outlet")
    | dict.fromkeys(_PERSON_ANAPHORS, "person")
)
_NAMED = ("person", "organization", "outlet")
_AGENT_TYPES = {"PERSON": "person", "ORG": "organization", "GPE": "organization", "NORP": "generic"}
COURT_DOCUMENTS = ("判決",)
"""What speaks for a court, named or not."""
_FIRMS = ("株式会社", "グループ", "ホールディングス", "社")  # what stands behind a firm's name that is also a word
_INNER = word_set("inner_noun")
_PAGES = word_set("page_of_outlet")
_OUTLET_DOCUMENTS = word_set("outlet_document")
#: what is part of the name of somebody's page: 公式|サイト
_PAGE_WORDS = word_set("page_word")
_DATED = ("年", "月", "日", "付", "付け")
_SHARES = ("割", "%", "パーセント", "人", "社")
#: a name in letters that ordinary words are not written in, or that closes with them
_OWN_LETTERS = re.compile(
    r"(?=.*[ァ-ヴA-Za-zＡ-Ｚａ-ｚ])[ァ-ヴー・=＝A-Za-zＡ-Ｚａ-ｚ&＆.\-\s0-9]{2,}(?:社|党|団|会|側)?"
)
_LONGEST_NAME = 20  # code points of a name in brackets
_OPENING = ("(", "（")  # before another writing of a name: 朴民洙(パク・ミンス)外相


@dataclass
class Agents:
    """Finds agents among the words of one article, by the article's mentions (sorted by start)."""

    text: str
    mentions: Sequence[Mention]
    _starts: list[int] = field(init=False)
    _starting: dict[str, list[Mention]] = field(init=False)
    _identities: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [mention.start for mention in self.mentions]
        self._starting, self._identities = {}, {}
        for mention in self.mentions:
            kind, known = mention.entity_type, mention.entity_id
            if kind in ("ORG", "PERSON", "GPE") and known is not None and mention.form != "anaphor":
                self._identities[mention.text] = known
            if kind in ("ORG", "PERSON"):
                self._starting.setdefault(mention.text[:2], []).append(mention)

    def topics(self, words: Words, first: int, last: int) -> Iterable[Agent]:
        """Agents marked as topic or subject (は, が, も) whose particle stands at ``[first, last)``, in order."""
        for match in TOPIC.finditer(words.kinds, max(first, 1), last):
            agent = self.before(words, match.start(), first)
            if agent is not None:
                yield agent

    def topics_or_owners(self, words: Words) -> Iterable[Agent]:
        """Agents marked as topic or subject, and persons whose mind or face is: 外山の|内心は燃えていた."""
        for match in TOPIC.finditer(words.kinds, 1):
            at = match.start()
            agent = self.before(words, at)
            if agent is None and words.surface(at - 1) in _INNER and words.surface(at - 2) == "の":
                owner = self.before(words, at - 2)
                agent = owner._replace(last=at) if owner is not None and owner.kind == "person" else None
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
        last = before_remark(words, last, floor)
        outlet = self._after_genre(words, last, floor)
        if outlet is not None:
            return outlet._replace(last=at, is_open_set=open_set)
        first = phrase_start(words, last, floor)
        if first == last:
            return self._called(words, last, floor)
        first = self._outlet_start(words, first, last, floor)
        core = self.text[words.starts[first] : words.ends[last - 1]]
        agent = self._share(words, first, last, floor) or self._side(words, first, last, floor)
        agent = agent or self._named(words, first, last)
        agent = agent or self._by_noun(words, first, last, core, floor) or self._called(words, last, floor)
        if agent is None:
            return None
        agent = self._with_others(words, agent, floor)
        known = agent.entity_id or (self._identities.get(agent.text) if agent.kind in _NAMED else None)
        return agent._replace(last=at, is_open_set=open_set, entity_id=known)

    def _called(self, words: Words, last: int, floor: int) -> Agent | None:
        """Whoever has a name in brackets behind what it is: 団体「青い海」, シンクタンク「青波研究所」."""
        at = last - 1
        if at not in words.quotes or at < floor or words.quotes[at].is_speech:
            return None
        start, end = words.quotes[at].inner
        if at == floor or words.pos(at - 1) not in NOMINAL:
            kind = kind_by_ending(self.text[start:end])
            return None if kind is None else Agent(kind, self.text[start:end], start, end, None, at, last)
        first = phrase_start(words, at, floor)
        kind = (
            speaker_nouns().get(head_noun(words, first, at)[0])
            or by_suffix(words, at - 1)
            or kind_by_ending(self.text[start:end])
        )
        if kind is None or kind == "generic":
            return None
        return Agent(kind, self.text[start:end], start, end, None, first, last)

    def _with_others(self, words: Words, agent: Agent, floor: int) -> Agent:
        """An outlet or organization with those named before it: 中国と韓国, 北浜通信、夕凪新聞. A list has no identity of its own."""
        at = agent.first - 1
        if agent.kind not in ("outlet", "organization") or at <= floor or words.surface(at) not in _LISTS:
            return agent
        other = self.before(words, at, floor)
        if other is None or other.first >= at or not self._lists(words, other, agent, at):
            return agent
        kind = agent.kind if other.kind == agent.kind else "organization"
        if other.kind == "anonymous":
            kind = other.kind  # 目撃者や航空会社
        text = self.text[other.start : agent.end]
        return agent._replace(kind=kind, text=text, start=other.start, first=other.first, entity_id=None)

    def _lists(self, words: Words, other: Agent, agent: Agent, at: int) -> bool:
        """Whether the mark at ``at`` lists ``agent`` with the ``other`` before it. A comma lists outlets, and goes on with a list: 中国や韓国|、米国."""
        if other.kind not in ("outlet", "organization"):
            return other.kind == "anonymous" and agent.kind == "organization" and words.surface(at) == "や"
        if words.surface(at) != "、":
            return True
        goes_on = any(words.surface(place) == "や" for place in range(other.first, other.last))
        return other.kind == agent.kind and (agent.kind == "outlet" or goes_on)

    def unknown(self, words: Words, at: int, floor: int = 0, *, ordinary: bool = False) -> Agent | None:
        """Whoever the phrase before the word at ``at`` names in letters of its own, where no lexicon knows it: ヴァルトリンク|は, ＡＢＣ|は.

        An ``ordinary`` noun is nobody where that is not asked for: 経済|は, 工事|は; a time or pronoun never is.
        """
        last = before_remark(words, at, floor)
        first = phrase_start(words, last, floor)
        if first == last:
            return None
        text = self.text[words.starts[first] : words.ends[last - 1]].strip()
        start = words.starts[first]
        common = last - first == 1 and words.lexemes[first].pos[1] == "普通名詞" and not words.lexemes[first].is_oov
        if ordinary:
            head = words.lexemes[last - 1].pos
            if (
                head[0] not in ("名詞", "接尾辞")
                or head[1] == "数詞"
                or head[2] in ("副詞可能", "助数詞可能", "サ変可能")
            ):
                return None
        elif common or not _OWN_LETTERS.fullmatch(text):
            return None
        return Agent("organization", text, start, start + len(text), None, first, at)

    def bracketed(self, words: Words, at: int, floor: int, kind: str) -> Agent | None:
        """Whoever the phrase before the word at ``at`` has in brackets alone: 「青い海」|は, 「夕凪」(電子版)|は; ``kind`` is what such a one must be."""
        last = before_remark(words, at, floor)
        name = last - 1
        if name < floor or name not in words.quotes or words.quotes[name].is_speech:
            return None
        start, end = words.quotes[name].inner
        if end - start > _LONGEST_NAME:
            return None
        return Agent(kind, self.text[start:end], start, end, None, name, at)

    def shortened(self, words: Words, at: int, floor: int = 0) -> Agent | None:
        """Whoever the phrase before the word at ``at`` names by the beginning of a name of the article: 楽浪|は, where 楽浪株式会社 stands."""
        last = before_remark(words, at, floor)
        first = phrase_start(words, last, floor)
        start, end = words.starts[first], words.ends[last - 1]
        text = self.text[start:end].strip()
        if len(text) < 2:
            return None
        proper = last - first > 1 or words.lexemes[first].pos[1] == "固有名詞"
        near = self._starting.get(text[:2], ())
        whole = (m for m in near if m.text.startswith(text) and (proper or m.text.startswith(_FIRMS, len(text))))
        known = next(whole, None)
        if known is None:
            return None
        return Agent(_AGENT_TYPES[known.entity_type], text, start, end, known.entity_id, first, at)

    def _outlet_start(self, words: Words, first: int, last: int, floor: int) -> int:
        """Where an outlet's name begins whose first word is also a time: 毎日|新聞; ``first`` where it is none."""
        at = first
        while at > floor and words.lexemes[at - 1].pos[2] == "副詞可能" and first - at < 2:
            at -= 1
        whole = self.text[words.starts[at] : words.ends[last - 1]]
        return at if at < first and lookup_name(whole) is not None else first

    def _share(self, words: Words, first: int, last: int, floor: int) -> Agent | None:
        """Part of a group: 企業の6割, 住民の多く; the group is its text."""
        counted = words.lexemes[first].pos[1] == "数詞" and words.surface(last - 1) in _SHARES
        counted = counted or words.surface(first) in ("多く", "大半", "半数", "一部")
        among = first - 2 if words.surface(first - 1) == "うち" and words.surface(first - 2) == "の" else first - 1
        if not counted or words.surface(among) != "の" or among - 1 < floor or words.pos(among - 1) not in NOMINAL:
            return None
        whole = phrase_start(words, among, floor)
        start, end = words.starts[whole], words.ends[last - 1]
        return Agent("anonymous", self.text[start:end], start, end, None, whole, last, head="share")

    def _side(self, words: Words, first: int, last: int, floor: int) -> Agent | None:
        """Whoever is on somebody's side, unnamed like a lawyer: 店主|側, 水野さん|側. That of an institution or country is its own: 県側, 韓国側."""
        if words.surface(last - 1) != "側" or last - 1 <= first:
            return None
        whose = self.before(words, last - 1, floor)
        if whose is None or whose.kind not in ("person", "anonymous", "generic"):
            return None
        end = words.ends[last - 1]
        return Agent("anonymous", self.text[whose.start : end], whose.start, end, None, whose.first, last, head="側")

    def _author(self, words: Words, first: int, last: int, head: str, floor: int) -> Agent | None:
        """The institution whose document speaks for it: 気象庁|発表, 灯台クラブの|公式サイト, 夕凪新聞の|報道."""
        at = last
        while at > first and (words.surface(at - 1) in _PAGE_WORDS or head.endswith(words.surface(at - 1))):
            at -= 1
        while at > first and (words.lexemes[at - 1].pos[1] == "数詞" or words.surface(at - 1) in _DATED):
            at -= 1  # 同社28日付け|発表
        if at == first:
            if words.surface(at - 1) != "の" or at - 1 <= floor:
                return None
            at -= 1
        author = self.before(words, at, floor)
        if author is None:
            place = next(
                (m for m in self.within(words.starts[floor], words.ends[at - 1]) if m.end == words.ends[at - 1]), None
            )
            if place is None or place.entity_type != "FAC":
                return None
            start = bisect_left(words.starts, place.start)  # 灯台競馬場の|発表
            author = Agent("organization", place.text, place.start, place.end, place.entity_id, start, last)
        if author.kind not in ("organization", "outlet") and not (author.kind == "person" and head in _PAGE_WORDS):
            return None
        return author._replace(last=last, head=author.head if author.head[:1] == "同" else head)

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
        if name is None or speaker_nouns().get(head_noun(words, name.first, last)[0], "outlet") != "outlet":
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
        lands = any(
            m.entity_type == "GPE" and self.text[m.end] == "・" for m in inside if m.end < end
        )  # 英国・夕凪放送
        if inside and not lands and is_known(whole := self.text[start:end].strip()):  # スポーツニッポン
            entity = next((m.entity_id for m in inside if m.start == start and m.end == end), None)
            return Agent("outlet", whole, start, end, entity, first, last)
        if not inside:
            return None
        persons = [m for m in inside if m.entity_type == "PERSON"]
        if persons:
            mention = next(
                (m for m in reversed(persons) if self.text[m.start - 1 : m.start] not in _OPENING), persons[-1]
            )
            rest = self.text[mention.end : end].strip()
            if speaker_nouns().get(rest) == "organization":  # 習近平|指導部, 水野|陣営
                whole = self.text[mention.start : end].strip()
                return Agent(
                    "organization", whole, mention.start, mention.start + len(whole), None, first, last, head=rest
                )
            title = "" if rest in _HONORIFICS or rest in _PERSON_ANAPHORS else rest  # 水野|本人
            return Agent("person", mention.text, mention.start, mention.end, mention.entity_id, first, last, head=title)
        if words.surface(last - 1) in _HONORIFICS and last - 1 > first:  # ちずこ|さん, whatever the tagger took it for
            whole = self.text[inside[-1].start : words.ends[last - 2]].strip()
            if whole:
                return Agent("person", whole, inside[-1].start, inside[-1].start + len(whole), None, first, last)
        for mention in reversed(inside):
            rest = self.text[mention.end : end].strip()
            if mention.entity_type in _AGENT_TYPES and (
                not rest or speaker_nouns().get(rest) in ("organization", "outlet")
            ):
                kind = _AGENT_TYPES[mention.entity_type]
                begun = self._name_start(words, first, mention)
                while begun > start and mention.text[:1].isascii() and self.text[begun - 1].isdigit():
                    begun -= 1  # 47|NEWS
                whole = self.text[begun:end].strip()
                listed = self._list_start(start, begun)  # 夕凪新聞・|北浜市 as well
                if is_outlet(whole) or is_outlet(mention.text) or listed < begun:
                    kind, begun = "outlet", listed
                    whole = self.text[begun:end].strip()
                entity = mention.entity_id if begun == mention.start else None
                return Agent(kind, whole, begun, begun + len(whole), entity, first, last, head=rest)
        return None

    def _list_start(self, floor: int, begun: int) -> int:
        """Where a list of outlets begins whose last one begins at ``begun``: 北浜通信・|夕凪新聞 whole, not 英国・|夕凪新聞."""
        while begun > floor and self.text[begun - 1] in "・･":
            before = max(self.text.rfind(mark, floor, begun - 1) for mark in "・･") + 1
            before = max(before, floor)
            part = self.text[before : begun - 1]
            if part in speaker_nouns() or not is_outlet(part):  # 新聞・|夕凪新聞 is what stood before the list
                break
            begun = before
        return begun

    def _is_named(self, start: int, end: int) -> bool:
        """Whether the article has the name of an organization in a place: ヴェルタ|社員."""
        return any(m.end == end and m.entity_type == "ORG" for m in self.within(start, end))

    def _name_start(self, words: Words, first: int, mention: Mention) -> int:
        """Where a name begins of which the mention is a part: ラジオ|北浜 whole; 電機大手|波野 and 経済紙|北浜 are appositions."""
        at = bisect_left(words.starts, mention.start)
        if at >= len(words) or words.starts[at] != mention.start:  # inside a word
            return words.starts[max(at - 1, first)]
        joins = (
            at > first
            and KATAKANA.fullmatch(words.surface(at - 1))
            and not self.within(words.starts[at - 1], mention.start)
        )
        alien = not KATAKANA.fullmatch(words.surface(at)) and words.surface(at - 1) not in NAME_MARKS
        if joins and alien and words.surface(at - 1) not in speaker_nouns().keys() - outlet_nouns():
            return words.starts[at - 1]
        return mention.start

    def _titled(self, words: Words, first: int, last: int, floor: int) -> Agent | None:
        """The person whose name no mention has, by what stands behind it: ヴェルタ氏, 清武英利球団代表; not ヴェルタ|社員 of the firm."""
        head, head_at = head_noun(words, first, last)
        honorific = last - 1 if words.surface(last - 1) in _HONORIFICS else head_at
        is_title = head in _HONORIFICS or head in title_words()
        name = personal_name(words, first, honorific)
        span = None if name is None else (name, honorific)
        if span is None and is_title:
            span = name_before_office(words, first, honorific, floor)
        if span is None:
            return self._bearer(words, first, last)
        start, end = words.starts[span[0]], words.ends[span[1] - 1]
        if self._is_named(start, end) and not (is_title and span[1] == honorific):
            return None
        title = "" if head in _HONORIFICS or head in _PERSON_ANAPHORS else head
        return Agent("person", self.text[start:end], start, end, None, first, last, head=title)

    def _bearer(self, words: Words, first: int, last: int) -> Agent | None:
        """The person named in full elsewhere whose family name a phrase gives with a title, where the dictionary cuts it otherwise: 寺本町|長."""
        start, end = words.starts[first], words.ends[last - 1]
        core = self.text[start:end]
        title = next((core[at:] for at in range(1, min(len(core), 4)) if core[at:] in title_words()), "")
        family = core.removesuffix(title)
        if len(title) < 2 or not family:
            return None
        whole = next((m for m in self.mentions if m.entity_type == "PERSON" and m.text.startswith(family)), None)
        if whole is None or len(whole.text) <= len(family) or not whole.text.isalpha():
            return None
        return Agent("person", family, start, start + len(family), whole.entity_id, first, last, head=title)

    def _by_noun(self, words: Words, first: int, last: int, core: str, floor: int) -> Agent | None:
        """An agent by the noun at its head: 関係者, 外務省, 田中市長, 地元紙, or a name of an outlet."""
        start, end = words.starts[first], words.ends[last - 1]
        head = head_noun(words, first, last)[0]
        if (anaphor := core.strip()) not in _ANAPHORS and anaphor[:1] == "同" and anaphor[1:] in title_words():
            return Agent("person", core, start, end, None, first, last, head=anaphor)
        if anaphor[:1] == "同" and anaphor not in _ANAPHORS and names_body(anaphor[1:]):
            return Agent("organization", core, start, end, None, first, last, head=anaphor)  # 同府警
        if anaphor in _ANAPHORS:
            return Agent(_ANAPHORS[anaphor], core, start, end, None, first, last, head=anaphor)
        if words.surface(last - 1) in _TITLES or speaker_nouns().get(head) == "anonymous":
            person = self._titled(words, first, last, floor)
            if person is not None:
                return person
        if words.surface(last - 1) == "歳" and words.lexemes[last - 2].pos[1] == "数詞" and last - first == 2:
            return Agent("person", core, start, end, None, first, last, head="本人")  # 27歳は「…」と笑った
        if is_outlet(core) and head not in _PAGES and head not in _OUTLET_DOCUMENTS:
            return Agent("outlet", core, start, end, None, first, last, head=head)
        noun_kind = (
            speaker_nouns().get(head)
            or by_suffix(words, last - 1)
            or ("document" if head in document_nouns() else None)
        )
        if noun_kind is None:
            return None
        if noun_kind == "document" or head in _OUTLET_DOCUMENTS:
            author = self._author(words, first, last, head, floor)
            is_any = author is not None and author.kind == "outlet" and not self.within(author.start, author.end)
            if author is not None and not (noun_kind == "document" and is_any):  # 女性雑誌の記事 is some paper's
                return author
        whole = whole_phrase(words, first, floor) if noun_kind != "outlet" or head in _PAGES else first
        if noun_kind == "organization" and "の" in [words.surface(i) for i in range(whole, first)]:
            whole = listed_whole(words, first, floor)
        if noun_kind == "organization" and whole < first and words.surface(first - 1) == "や":
            other = self.before(words, first - 1, floor)
            noun_kind = (
                "anonymous" if other is not None and other.kind == "anonymous" else noun_kind
            )  # 目撃者や|航空会社
        return Agent(
            noun_kind, self.text[words.starts[whole] : end], words.starts[whole], end, None, whole, last, head=head
        )


def speaker_kind(agent: Agent) -> str:
    """Kind of an agent as a speaker; a document speaks for whoever wrote it, an article (記事) for its outlet."""
    if agent.kind == "document" and agent.head in word_set("outlet_document"):
        return "outlet"
    if agent.kind == "document" and agent.head in COURT_DOCUMENTS:
        return "organization"
    return "anonymous" if agent.kind == "document" else agent.kind
