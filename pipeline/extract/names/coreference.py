"""Which names of an article mean the same thing, and the thing's identifier.

Belongs here: ルッテ氏 = マルク・ルッテ = マーク・ルッテ, 中谷氏 = 中谷元, a short form and its expansion, 同氏 and 同国, a title that
stands for its holder. Does not belong here: finding the names, and identity across articles beyond equal identifiers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.extract.names.candidates import Candidate, Words
from pipeline.extract.names.gazetteer import Entity, entity_id, lexicon_entities, single_names
from pipeline.extract.names.kanji_names import fold, without_readings
from pipeline.extract.names.organizations import Shortened
from pipeline.extract.names.people import pieces_of
from pipeline.lexicons.load import load

_SEPARATOR = re.compile(r"[・=＝゠ \u3000]")
# ヴィ sounds like ビ: the pair first, then a ヴ that is left
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_SMALL = str.maketrans("ァィゥェォャュョヮヵヶ", "アイウエオヤユヨワカケ")
# ル between an a- or o-vowel and a consonant sounds like ー: マルク, マーク
_R_AFTER_VOWEL = re.compile(r"(?<=[アカサタナハマヤラワガザダバパオコソトノホモヨロゴゾドボポ])ル(?=[カ-ヂツ-モガ-ポ])")
_LENGTH = re.compile(r"ー")
_KATAKANA = re.compile(r"[ァ-ヴー・=＝゠ \u3000]+")


@lru_cache(maxsize=65536)
def transliteration_key(name: str) -> str:
    """Key under which transliterations of one foreign name are equal; other names are their own key.

    Drops ー, writes ヴィ as ビ and small letters large, drops ル where it stands for a long vowel, and the middle dots' kinds.

    >>> transliteration_key("マルク・ルッテ") == transliteration_key("マーク・ルッテ")
    True
    >>> transliteration_key("中谷元")
    '中谷元'
    """
    if not _KATAKANA.fullmatch(name):
        return _SEPARATOR.sub("", name)
    for written, sounded in _V_SOUNDS:
        name = name.replace(written, sounded)
    key = _LENGTH.sub("", _SEPARATOR.sub("・", name).translate(_SMALL))
    return _R_AFTER_VOWEL.sub("", key)


@lru_cache(maxsize=65536)
def normalize(name: str) -> str:
    """Name as it enters an identifier: NFKC, without spaces, lower case, transliterations made equal.

    >>> normalize("ＮＡＴＯ")
    'nato'
    """
    return transliteration_key(fold("".join(unicodedata.normalize("NFKC", name).split()))).casefold()


@dataclass(slots=True)
class _People:
    """Persons whom the article names in full: entities by full name, by family or last name, and by the other parts.

    Keys are normalized names; the first full name of the text that has a part keeps it.
    """

    by_name: dict[str, Entity] = field(default_factory=dict)
    by_family_name: dict[str, Entity] = field(default_factory=dict)
    by_other_part: dict[str, Entity] = field(default_factory=dict)


def link(words: Words, names: Sequence[Candidate], shortened: Sequence[Shortened]) -> list[Entity]:
    """The entity of each name, in order: the lexicon's, or one of its own under its full name in the article."""
    expansions = _expansions(words, names, shortened)
    people = _people(words, names)
    known, text = lexicon_entities(), words.text
    linked: list[Entity] = []
    for name in names:
        start, end, kind, _, _, _, _, key = name
        if key:
            linked.append(known[key].entity)
        elif kind == "PERSON":
            is_reading = linked and _is_reading(text, names[len(linked) - 1], name)
            linked.append(linked[-1] if is_reading else _person_of(text[start:end], people))
        else:
            surface = text[start:end]
            linked.append(_own(kind, expansions.get((kind, surface), surface) if expansions else surface))
    return _one_place(text, names, linked)


# What a place may be written with and without: オレゴン州, 根島市
_PLACE_SUFFIXES = frozenset("州県府都市町村区郡島省")


def _one_place(text: str, names: Sequence[Candidate], linked: list[Entity]) -> list[Entity]:
    """The entities, where a place that the article writes with and without 州, 県 or 市 is one: the lexicon's, else the longer."""
    whole: dict[str, Entity] = {}
    for name, entity in zip(names, linked, strict=True):
        if name.entity_type == "GPE" and text[name.end - 1] in _PLACE_SUFFIXES and name.end - name.start > 2:
            whole.setdefault(text[name.start : name.end - 1], entity)
    if not whole:
        return linked
    joined: dict[str, Entity] = {}
    for name, entity in zip(names, linked, strict=True):
        other = whole.get(text[name.start : name.end]) if name.entity_type == "GPE" else None
        if other is not None and other != entity:
            is_known = entity.method.startswith("lexicon:")
            if is_known and other.method.startswith("lexicon:"):
                continue
            kept, left = (entity, other) if is_known else (other, entity)
            joined[left.entity_id] = kept
    if not joined:
        return linked
    return [joined.get(entity.entity_id, entity) for entity in linked]


def _is_reading(text: str, before: Candidate, name: Candidate) -> bool:
    """Whether a person's name stands in brackets right after another: 朴民洙(パク・ミンス)."""
    return (
        name.start == before.end + 1
        and before.entity_type == name.entity_type == "PERSON"
        and text[before.end] in "(（"
        and text[name.end : name.end + 1] in (")", "）")
    )


@lru_cache(maxsize=65536)
def _own(entity_type: str, surface: str) -> Entity:
    name = without_readings(surface)
    return Entity(entity_id(entity_type, normalize(name)), entity_type, name)


def _expansions(words: Words, names: Sequence[Candidate], shortened: Sequence[Shortened]) -> dict[tuple[str, str], str]:
    """Full name by type and short form, from pairs in brackets."""
    by_start = {name.start: name for name in names} if shortened else {}
    by_end = {name.end: name for name in names} if shortened else {}
    found: dict[tuple[str, str], str] = {}
    for _, long_end, start, end in shortened:
        short, full = by_start.get(start), by_end.get(long_end)
        if short and full and short.end == end and short.entity_type == full.entity_type:
            found.setdefault((short.entity_type, words.text[start:end]), words.text[full.start : full.end])
    for full, short in pairwise(names):
        is_beside = 0 < short.start - full.end <= _OPENS_MOST and words.text[full.end] in "(（"
        if is_beside and full.entity_type == short.entity_type and full.entity_type in _ABBREVIATED:
            between = words.text[full.end : short.start]
            if _OPENS.fullmatch(between) and words.text[short.end : short.end + 1] in _CLOSES:
                surface, long = words.text[short.start : short.end], words.text[full.start : full.end]
                found.setdefault((short.entity_type, surface), long)
    return found


_ABBREVIATED = frozenset(("ORG", "FAC", "EVENT", "LAW"))
# Between a name and its other name: (以下「, (通称
_OPENS = re.compile(r"[(（](?:以下、?|略称[:：、]?|通称[:：、]?|旧)?[「『]?")
_OPENS_MOST = 5
_CLOSES = (")", "）", "」", "』")


def _people(words: Words, names: Sequence[Candidate]) -> _People:
    """Persons with a full name, in order of the text; equal transliteration keys are one person."""
    found, done = _People(), set[str]()
    for name in names:
        if name.entity_type != "PERSON":
            continue
        written = words.text[name.start : name.end]
        if written in done:
            continue
        surface = without_readings(written)
        parts = parts_of_name(words, name, surface)
        if len(parts) < 2 and not name.key:
            continue
        done.add(written)
        made = lexicon_entities()[name.key].entity if name.key else _own("PERSON", surface)
        entity = found.by_name.setdefault(normalize(surface), made)
        if len(pieces_of(surface)) > 1:
            parts = parts[::-1]
        found.by_family_name.setdefault(normalize(parts[0]), entity)
        for part in parts[1:]:
            found.by_other_part.setdefault(normalize(part), entity)
    return found


def parts_of_name(words: Words, name: Candidate, surface: str) -> list[str]:
    """Parts of a full name that may stand for it: those between middle dots, or family and given name."""
    pieces = pieces_of(surface)
    if len(pieces) > 1:
        return list(pieces)
    if listed := _listed_names().get(surface):
        return listed
    first, last = words.index_at(name.start), words.index_until(name.end)
    if first is None or last is None or first + 1 >= last:
        # Chinese and Korean names are one word: the first character is the family name
        return [surface[:1], surface[1:]] if _ONE_WORD_NAME.fullmatch(surface) else [surface]
    return [words.surface(first), words.text[words.ends[first] : name.end]]


@cache
def _listed_names() -> Mapping[str, list[str]]:
    """Family and given name of the names that are one word because the dictionary misread them: 中谷元."""
    return {row["family"] + row["given"]: [row["family"], row["given"]] for row in load("name_words")}


_ONE_WORD_NAME = re.compile(r"[一-鿿々]{3}")  # 習近平, 温家宝


def _person_of(surface: str, people: _People) -> Entity:
    """The person of the article whose full name, family or last name or, failing these, other part is ``surface``."""
    if people.by_name:
        key = normalize(without_readings(surface))
        for names in (people.by_name, people.by_family_name, people.by_other_part):
            if key in names:
                return names[key]
    return _lone_person(surface)


@lru_cache(maxsize=65536)
def _lone_person(surface: str) -> Entity:
    """The person whom the lexicon knows by a single name, or one of their own."""
    known = single_names().get(without_readings(surface))
    return lexicon_entities()[known].entity if known else _own("PERSON", surface)
