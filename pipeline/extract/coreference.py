"""Which names of an article mean the same thing, and the thing's identifier.

Belongs here: ルッテ氏 = マルク・ルッテ = マーク・ルッテ, 中谷氏 = 中谷元, a short form and its expansion, 同氏 and 同国, a title that
stands for its holder. Does not belong here: finding the names, and identity across articles beyond equal identifiers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.extract.gazetteer import Entity, entity_id, lexicon_entities, single_names
from pipeline.extract.names import Candidate, Words
from pipeline.extract.organizations import short_forms

_SEPARATOR = re.compile(r"[・=＝゠ \u3000]")
_SMALL = str.maketrans("ァィゥェォャュョヮヵヶヴ", "アイウエオヤユヨワカケブ")
# ル between an a- or o-vowel and a consonant sounds like ー: マルク, マーク
_R_AFTER_VOWEL = re.compile(r"(?<=[アカサタナハマヤラワガザダバパオコソトノホモヨロゴゾドボポ])ル(?=[カ-ヂツ-モガ-ポ])")
_LENGTH = re.compile(r"ー")
_KATAKANA = re.compile(r"[ァ-ヴー・=＝゠ \u3000]+")


def transliteration_key(name: str) -> str:
    """Key under which transliterations of one foreign name are equal; other names are their own key.

    Drops ー, writes small letters large and ヴ as ブ, drops ル where it stands for a long vowel, and the middle dots' kinds.

    >>> transliteration_key("マルク・ルッテ") == transliteration_key("マーク・ルッテ")
    True
    >>> transliteration_key("中谷元")
    '中谷元'
    """
    if not _KATAKANA.fullmatch(name):
        return _SEPARATOR.sub("", name)
    key = _LENGTH.sub("", _SEPARATOR.sub("・", name).translate(_SMALL))
    return _R_AFTER_VOWEL.sub("", key)


def normalize(name: str) -> str:
    """Name as it enters an identifier: NFKC, without spaces, lower case, transliterations made equal.

    >>> normalize("ＮＡＴＯ")
    'nato'
    """
    return transliteration_key("".join(unicodedata.normalize("NFKC", name).split())).casefold()


@dataclass(slots=True)
class _Person:
    """A person of the article by the fullest name so far; ``parts`` are the names that may stand alone."""

    name: str
    entity: Entity
    parts: set[str] = field(default_factory=set)


def link(words: Words, names: Sequence[Candidate]) -> list[Entity]:
    """The entity of each name, in order: the lexicon's, or one of its own under its full name in the article."""
    expansions = _expansions(words, names)
    people = _people(words, names)
    linked = []
    for name in names:
        surface = words.text[name.start : name.end]
        if name.key:
            linked.append(lexicon_entities()[name.key].entity)
        elif name.entity_type == "PERSON":
            linked.append(_person_of(surface, people))
        else:
            full = expansions.get((name.entity_type, surface), surface)
            linked.append(_own(name.entity_type, full))
    return linked


def _own(entity_type: str, name: str) -> Entity:
    return Entity(entity_id(entity_type, normalize(name)), entity_type, name)


def _expansions(words: Words, names: Sequence[Candidate]) -> dict[tuple[str, str], str]:
    """Full name by type and short form, from pairs in brackets."""
    by_start = {name.start: name for name in names}
    by_end = {name.end: name for name in names}
    found: dict[tuple[str, str], str] = {}
    for _, long_end, start, end in short_forms(words):
        short, full = by_start.get(start), by_end.get(long_end)
        if short and full and short.end == end and short.entity_type == full.entity_type:
            found.setdefault((short.entity_type, words.text[start:end]), words.text[full.start : full.end])
    return found


def _people(words: Words, names: Sequence[Candidate]) -> list[_Person]:
    """Persons with a full name, in order of the text; equal transliteration keys are one person."""
    found: dict[str, _Person] = {}
    for name in names:
        if name.entity_type != "PERSON":
            continue
        surface = words.text[name.start : name.end]
        parts = _parts(words, name, surface)
        if len(parts) < 2 and not name.key:
            continue
        entity = lexicon_entities()[name.key].entity if name.key else _own("PERSON", surface)
        key = normalize(surface)
        person = found.setdefault(key, _Person(surface, entity))
        person.parts.update(parts)
    return list(found.values())


def _parts(words: Words, name: Candidate, surface: str) -> list[str]:
    """Parts of a full name that may stand for it: those between middle dots, or family and given name."""
    pieces = [piece for piece in _SEPARATOR.split(surface) if piece]
    if len(pieces) > 1:
        return pieces
    first, last = words.index_at(name.start), words.index_until(name.end)
    if first is None or last is None or first + 1 >= last:
        # Chinese and Korean names are one word: the first character is the family name
        return [surface[:1], surface[1:]] if 2 <= len(surface) <= 4 and not _KATAKANA.fullmatch(surface) else [surface]
    return [words.surface(first), words.text[words.ends[first] : name.end]]


def _person_of(surface: str, people: Iterable[_Person]) -> Entity:
    """The person of the article whose last part, family name or, failing these, given name is ``surface``."""
    key = transliteration_key(surface)
    whole = normalize(surface)
    fallback = None
    for person in people:
        if normalize(person.name) == whole:
            return person.entity
        keys = {transliteration_key(part) for part in person.parts}
        if key in keys and fallback is None:
            fallback = person.entity
    if fallback is not None:
        return fallback
    known = single_names().get(surface)
    return lexicon_entities()[known].entity if known else _own("PERSON", surface)
