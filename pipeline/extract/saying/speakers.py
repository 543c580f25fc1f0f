"""Who speaks: the agents that a clause names, and what 同氏, 事務総長 or nothing at all stand for.

Belongs here: recognizing an agent from the words before a particle, and resolving it against those named before.
Does not belong here: names as such (``mentions``), cues, or the chain of sources (``attributions``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pipeline.extract.saying.outlets import is_known, is_outlet, named_after_genre
from pipeline.extract.saying.word_kinds import TOPIC
from pipeline.extract.saying.words import Words, word_set
from pipeline.lexicons.load import load
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


_NOMINAL = frozenset(("名詞", "接頭辞", "接尾辞", "代名詞"))
_NAME_MARKS = frozenset(("・", "=", "＝", "-", "－", "―", "—", ".", "･", "ノ"))
_HONORIFICS = word_set("honorific") | word_set("title_like_honorific")
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
_PERSON_SUFFIXES = word_set("person_suffix")
_ORG_SUFFIXES = word_set("organization_suffix")
_AND = ("と", "や", "・", "および", "及び", "ならびに", "並びに")
_FIRMS = ("株式会社", "グループ", "ホールディングス", "社")  # what stands behind a firm's name that is also a word
_INNER = word_set("inner_noun")
_PAGES = word_set("page_of_outlet")
_SHARES = ("割", "%", "パーセント", "人", "社")
_LONGEST_NOUN = 4
_LONGEST_REMARK = 20  # words
_LONGEST_WHOLE = 16  # words of a phrase with の and と
#: a name in letters that ordinary words are not written in, or that closes with them
_OWN_LETTERS = re.compile(r"[ァ-ヴー・=＝A-Za-zＡ-Ｚａ-ｚ&＆.\-\s]{2,}(?:社|党|団|会|側)?")
_OPENING = ("(", "（")  # before another writing of a name: 李容浩(リ・ヨンホ)外相


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["title"] for row in load("titles"))


@cache
def _endings() -> frozenset[str]:
    """Nouns that are part of an outlet's name on either side of it: ラジオ北浜, 北浜テレビ."""
    return frozenset(noun for noun, kind in _nouns().items() if kind == "outlet")


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
    _starting: dict[str, list[Mention]] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [mention.start for mention in self.mentions]
        self._starting = {}
        for mention in self.mentions:
            if mention.entity_type in ("ORG", "PERSON"):
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
        last = _before_remark(words, last, floor)
        outlet = self._after_genre(words, last, floor)
        if outlet is not None:
            return outlet._replace(last=at, is_open_set=open_set)
        first = _phrase_start(words, last, floor)
        if first == last:
            return self._called(words, last, floor)
        first = self._outlet_start(words, first, last, floor)
        core = self.text[words.starts[first] : words.ends[last - 1]]
        agent = self._share(words, first, last, floor) or self._named(words, first, last)
        agent = agent or self._by_noun(words, first, last, core, floor) or self._called(words, last, floor)
        if agent is None:
            return None
        return self._with_others(words, agent, floor)._replace(last=at, is_open_set=open_set)

    def _called(self, words: Words, last: int, floor: int) -> Agent | None:
        """Whoever has a name in brackets behind what it is: 団体「青い海」, シンクタンク「青波研究所」."""
        at = last - 1
        if at not in words.quotes or at <= floor or words.quotes[at].is_speech:
            return None
        start, end = words.quotes[at].inner
        if words.pos(at - 1) not in _NOMINAL:
            kind = _kind_by_ending(self.text[start:end])
            return None if kind is None else Agent(kind, self.text[start:end], start, end, None, at, last)
        first = _phrase_start(words, at, floor)
        kind = (
            _nouns().get(_head(words, first, at)[0])
            or _by_suffix(words, at - 1)
            or _kind_by_ending(self.text[start:end])
        )
        if kind is None or kind == "generic":
            return None
        return Agent(kind, self.text[start:end], start, end, None, first, last)

    def _with_others(self, words: Words, agent: Agent, floor: int) -> Agent:
        """An outlet or organization with those named before it: 中国と韓国, 北浜通信、夕凪新聞. A list has no identity of its own."""
        at = agent.first - 1
        marks = (*_AND, "、") if agent.kind == "outlet" else _AND  # of others a comma lists nobody
        if agent.kind not in ("outlet", "organization") or at <= floor or words.surface(at) not in marks:
            return agent
        other = self.before(words, at, floor)
        if other is None or other.kind not in ("outlet", "organization") or other.first >= at:
            return agent
        if other.kind != agent.kind and words.surface(at) == "、":
            return agent
        kind = agent.kind if other.kind == agent.kind else "organization"
        text = self.text[other.start : agent.end]
        return agent._replace(kind=kind, text=text, start=other.start, first=other.first, entity_id=None)

    def unknown(self, words: Words, at: int, floor: int = 0) -> Agent | None:
        """Whoever the phrase before the word at ``at`` names in letters of its own, where no lexicon knows it: ヴァルトリンク|は, ＡＢＣ|は.

        An ordinary noun is nobody: 経済|は, 工事|は.
        """
        last = _before_remark(words, at, floor)
        first = _phrase_start(words, last, floor)
        if first == last:
            return None
        text = self.text[words.starts[first] : words.ends[last - 1]].strip()
        start = words.starts[first]
        ordinary = last - first == 1 and words.lexemes[first].pos[1] == "普通名詞" and not words.lexemes[first].is_oov
        if ordinary or not _OWN_LETTERS.fullmatch(text):
            return None
        return Agent("organization", text, start, start + len(text), None, first, at)

    def shortened(self, words: Words, at: int, floor: int = 0) -> Agent | None:
        """Whoever the phrase before the word at ``at`` names by the beginning of a name of the article: 楽浪|は, where 楽浪株式会社 stands."""
        last = _before_remark(words, at, floor)
        first = _phrase_start(words, last, floor)
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
        if not counted or words.surface(first - 1) != "の" or first - 2 < floor or words.pos(first - 2) not in _NOMINAL:
            return None
        whole = _phrase_start(words, first - 1, floor)
        start, end = words.starts[whole], words.ends[last - 1]
        return Agent("anonymous", self.text[start:end], start, end, None, whole, last, head="share")

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
            if _nouns().get(rest) == "organization":  # 習近平|指導部, 水野|陣営
                whole = self.text[mention.start : end].strip()
                return Agent(
                    "organization", whole, mention.start, mention.start + len(whole), None, first, last, head=rest
                )
            title = "" if rest in _HONORIFICS else rest
            return Agent("person", mention.text, mention.start, mention.end, mention.entity_id, first, last, head=title)
        for mention in reversed(inside):
            rest = self.text[mention.end : end].strip()
            if mention.entity_type in _AGENT_TYPES and (not rest or _nouns().get(rest) in ("organization", "outlet")):
                kind = _AGENT_TYPES[mention.entity_type]
                begun = self._name_start(words, first, mention)
                while begun > start and mention.text[:1].isascii() and self.text[begun - 1].isdigit():
                    begun -= 1  # 47|NEWS
                whole = self.text[begun:end].strip()
                if is_outlet(whole) or is_outlet(mention.text):
                    kind = "outlet"
                    begun = self._list_start(start, begun)
                    whole = self.text[begun:end].strip()
                entity = mention.entity_id if begun == mention.start else None
                return Agent(kind, whole, begun, begun + len(whole), entity, first, last, head=rest)
        return None

    def _list_start(self, floor: int, begun: int) -> int:
        """Where a list of outlets begins whose last one begins at ``begun``: 北浜通信・|夕凪新聞 whole, not 英国・|夕凪新聞."""
        while begun > floor and self.text[begun - 1] in "・･":
            before = max(self.text.rfind(mark, floor, begun - 1) for mark in "・･") + 1
            before = max(before, floor)
            if not is_outlet(self.text[before : begun - 1]):
                break
            begun = before
        return begun

    def _name_start(self, words: Words, first: int, mention: Mention) -> int:
        """Where a name begins of which the mention is a part: ラジオ|北浜 whole; 電機大手|波野 and 経済紙|北浜 are appositions."""
        at = bisect_left(words.starts, mention.start)
        if at >= len(words) or words.starts[at] != mention.start:  # inside a word
            return words.starts[max(at - 1, first)]
        joins = (
            at > first
            and _KATAKANA.fullmatch(words.surface(at - 1))
            and not self.within(words.starts[at - 1], mention.start)
        )
        alien = not _KATAKANA.fullmatch(words.surface(at)) and words.surface(at - 1) not in _NAME_MARKS
        if joins and alien and words.surface(at - 1) not in _nouns().keys() - _endings():
            return words.starts[at - 1]
        return mention.start

    def _by_noun(self, words: Words, first: int, last: int, core: str, floor: int) -> Agent | None:
        """An agent by the noun at its head: 関係者, 外務省, 田中市長, 地元紙, or a name of an outlet."""
        start, end = words.starts[first], words.ends[last - 1]
        head, head_at = _head(words, first, last)
        if (anaphor := core.strip()) not in _ANAPHORS and anaphor[:1] == "同" and anaphor[1:] in _titles():
            return Agent("person", core, start, end, None, first, last, head=anaphor)
        if anaphor[:1] == "同" and anaphor not in _ANAPHORS and _nouns().get(anaphor[1:]) == "organization":
            return Agent("organization", core, start, end, None, first, last, head=anaphor)  # 同府警
        if anaphor in _ANAPHORS:
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
        if words.surface(last - 1) == "歳" and words.lexemes[last - 2].pos[1] == "数詞" and last - first == 2:
            return Agent("person", core, start, end, None, first, last, head="本人")  # 27歳は「…」と笑った
        if is_outlet(core) and head not in _PAGES:
            return Agent("outlet", core, start, end, None, first, last, head=head)
        noun_kind = _nouns().get(head) or _by_suffix(words, last - 1) or ("document" if head in _documents() else None)
        if noun_kind is None:
            return None
        whole = _whole(words, first, floor) if noun_kind != "outlet" or head in _PAGES else first
        if noun_kind == "organization" and "の" in [words.surface(i) for i in range(whole, first)]:
            whole = _listed_whole(words, first, floor)
        return Agent(
            noun_kind, self.text[words.starts[whole] : end], words.starts[whole], end, None, whole, last, head=head
        )


def speaker_kind(agent: Agent) -> str:
    """Kind of an agent as a speaker; a document speaks for whoever wrote it, an article (記事) for its outlet."""
    if agent.kind == "document" and agent.head in word_set("outlet_document"):
        return "outlet"
    return "anonymous" if agent.kind == "document" else agent.kind


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


def _kind_by_ending(name: str) -> str | None:
    """Kind of an agent by the noun that its name ends in, where it is no person's: 広域放送推進|協会, 夕凪|新聞."""
    known = (_nouns().get(name[-length:]) for length in range(min(5, len(name) - 1), 1, -1))
    return next((kind for kind in known if kind in ("organization", "outlet")), None)


def _before_remark(words: Words, last: int, floor: int) -> int:
    """Place before a remark in parentheses that ends at ``last``: 鳥居さん|(17), 気象庁|(東京), …機構|(NATO); ``last`` for none."""
    if words.surface(last - 1) not in (")", "）"):
        return last
    for at in range(last - 2, max(floor, last - _LONGEST_REMARK), -1):
        if words.surface(at) in ("(", "（"):
            return at
    return last


def _is_ornament(words: Words, at: int) -> bool:
    """Whether a word is a space, a list marker or a dangling mark, which opens no name: ✅, ・, -."""
    surface = words.surface(at)
    if words.pos(at) in ("空白", "記号", "補助記号") or not (surface.isalnum() or any(map(str.isalnum, surface))):
        return True
    return len(surface) == 1 and _ENUMERATOR.fullmatch(surface) is not None


def _whole(words: Words, first: int, floor: int) -> int:
    """Place where the phrase begins whose last part begins at ``first``: ドイツと中国の|専門家, 若葉の党の|報道担当者, 鑑定した|専門家."""
    whole = first
    while (
        (words.surface(whole - 1) == "の" or words.surface(whole - 1) in _AND)
        and whole - 2 >= floor
        and words.pos(whole - 2) in _NOMINAL
        and first - whole < _LONGEST_WHOLE
        and words.lexemes[whole - 2].pos[2] != "副詞可能"
    ):
        before = _phrase_start(words, whole - 1, floor)
        if before == whole - 1:
            break
        whole = before
    clause = whole
    while clause - 1 >= floor and words.pos(clause - 1) in ("動詞", "助動詞") and whole - clause < 3:
        clause -= 1
    if clause < whole and words.lexemes[whole - 1].pos[5].startswith(("連体形", "終止形")):
        noun = words.lexemes[clause - 1].pos[2] == "サ変可能" if clause - 1 >= floor else False
        opens = clause - 1 if noun else clause
        if opens == floor or words.surface(opens - 1) in ("、", "。", ""):
            return opens
    return whole


def _listed_whole(words: Words, first: int, floor: int) -> int:
    """Place where a list begins whose last part begins at ``first``: 六つの州と|首都特別区; ``first`` where there is no list."""
    if words.surface(first - 1) not in _AND:
        return first
    return _whole(words, first, floor)


def _by_suffix(words: Words, at: int) -> str | None:
    """Kind of an agent that only a suffix tells: 工場|長, 調査|員, 反対|派 are people, 医師|会, 特別|区 organizations."""
    lexeme = words.lexemes[at]
    if lexeme.pos[0] == "名詞" and lexeme.pos[2] == "一般" and len(lexeme.surface) > 2:  # 工場長, 反対派 in one word
        return "anonymous" if lexeme.surface[-1] in _PERSON_SUFFIXES else None
    counts = lexeme.pos[2] == "助数詞可能" and at and words.lexemes[at - 1].pos[1] == "普通名詞"  # 気候|課
    if lexeme.pos[0] != "接尾辞" and not counts:
        return None
    return (
        "anonymous"
        if words.surface(at) in _PERSON_SUFFIXES
        else "organization"
        if words.surface(at) in _ORG_SUFFIXES
        else None
    )


@cache
def _documents() -> frozenset[str]:
    return frozenset(row["noun"] for row in load("source_documents"))


def _head(words: Words, first: int, last: int) -> tuple[str, int]:
    """The longest noun of the lexicon that the phrase ends in, and its place; the last word where there is none."""
    for at in range(max(first, last - _LONGEST_NOUN), last):
        joined = "".join([lexeme.surface for lexeme in words.lexemes[at:last]]).strip()
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
        linked = lexeme.surface == "ノ" or "ノ" in (words.surface(at), words.surface(at - 2) if at - 2 >= first else "")
        person = (
            linked or lexeme.pos[2] == "人名" or _KATAKANA.fullmatch(lexeme.surface) or lexeme.surface in _NAME_MARKS
        )
        if not person:
            break
        at -= 1
    if at == last:
        return None
    named = any(
        words.lexemes[i].pos[1] == "固有名詞" or words.lexemes[i].is_oov or words.surface(i) == "ノ"
        for i in range(at, last)
    )
    return at if named else None
