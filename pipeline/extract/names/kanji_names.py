"""Persons in kanji whose names the dictionary lacks or cuts wrongly: judged by their characters and by what follows.

Belongs here: 岩清水涼議員, 髙津原克巳被告, readings in brackets after a name, variant characters (髙 for 高). Does not belong
here: names the dictionary has (``people.py``), titles (``roles.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words, title_names
from pipeline.extract.names.gazetteer import key_of, lexicon_entities
from pipeline.lexicons.load import load

# Two to four words before a title or honorific, from an edge on: 岩清水 涼 議員
_BEFORE_TITLE = re.compile(r"(?<![FGPLCNKkAnwsuetp0dhTX])[FPLnw][FGPLnw]{1,3}(?=_?(?:\([^()|]{1,8}\))?(?:h|f?T|X))")
# A word the dictionary lacks or takes for a place, and a given name: 髙橋 一郎, 高津原 克巳
_BEFORE_GIVEN = re.compile(r"(?<![FGPLCNKkAnwsuetp0dhTX])(?:[wL]G|wFG)(?![FGLsnw])")
_WITH_READING = re.compile(r"F\([^()|]{1,4}\)G")  # 御手洗《みたらい》咲枝
# A reading in brackets after kanji: 纐纈正志（こうけつ まさし）
_READING = re.compile(r"[(（《](?<=[一-鿿々ヶ].)[ぁ-ゖー・ \u3000]{1,24}[)）》]")
_KANJI_NAME = re.compile(r"[一-鿿々ヶ]{3,6}")
_SIDES = re.compile(r"[都道府県市区町村郡国州港駅]$")  # 東京都: what ends so is the place itself


_IN_DICTIONARY = re.compile(r"F(?:GG?|P)")  # 岸田 文雄: for people.py


@lru_cache(maxsize=1)
def _variants() -> dict[int, str]:
    return {ord(row["variant"]): row["standard"] for row in load("variant_characters")}


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name in the standard forms of its characters, one for one, for look-up and identity.

    >>> fold("髙﨑")
    '高崎'
    """
    return name.translate(_variants())


@lru_cache(maxsize=1)
def _characters() -> dict[str, frozenset[str]]:
    found: dict[str, str] = {}
    for row in load("name_characters"):
        found[row["part"]] = found.get(row["part"], "") + row["characters"]
    return {part: frozenset(characters) for part, characters in found.items()}


@lru_cache(maxsize=1)
def _qualifiers() -> frozenset[str]:
    return frozenset(row["word"] for row in load("title_qualifiers"))


@lru_cache(maxsize=65536)
def is_given_like(word: str) -> bool:
    """Whether a common noun may be a given name before a title: its last character is one of theirs, and it names no field.

    >>> is_given_like("大悟"), is_given_like("経理"), is_given_like("営業")
    (True, False, False)
    """
    return (
        len(word) <= 3
        and fold(word)[-1:] in _characters()["given"]
        and word not in _qualifiers()
        and word not in title_names()
    )


@lru_cache(maxsize=65536)
def _is_family_like(word: str) -> bool:
    return len(word) <= 3 and fold(word)[-1:] in _characters()["family"] and word not in _qualifiers()


def find_kanji_names(words: Words) -> Iterator[Candidate]:
    """Candidates for persons from words that are no names to the dictionary."""
    for match in _BEFORE_TITLE.finditer(words.classes):
        first, last = match.span()
        if _KANJI_NAME.fullmatch(words.surface(first, last)) and _is_name(words, first, last):
            yield _person(words, first, last, "rule:kanji_name_with_title", 0.75)
    for match in _BEFORE_GIVEN.finditer(words.classes):
        first, last = match.span()
        surface = words.surface(first, last)
        shape = match.group()[0]
        family = words.surface(first, last - 1)
        if _KANJI_NAME.fullmatch(surface) and (
            (shape == "w" and fold(family) != family) or (_is_family_like(family) and not _SIDES.search(family))
        ):
            yield _person(words, first, last, "rule:family_name_with_variant", 0.7)
    for match in _WITH_READING.finditer(words.classes):
        if _READING.search(words.text, words.ends[match.start()] - 1, words.ends[match.end() - 1]):
            yield _person(words, *match.span(), "rule:name_around_reading", 0.8)


def _person(words: Words, first: int, last: int, method: str, confidence: float) -> Candidate:
    start, end = words.starts[first], words.ends[last - 1]
    key = key_of(fold(words.text[start:end]))
    if key and lexicon_entities()[key].entity.entity_type != "PERSON":
        key = None
    return Candidate(start, end, "PERSON", method, confidence, key=key)


def _is_name(words: Words, first: int, last: int) -> bool:
    """Whether the words can be cut into a family and a given name; the title after them must be a word of its own (not 長)."""
    title, classes = words.surface(last), words.classes[first:last]
    family_at = classes.find("F")
    if _IN_DICTIONARY.fullmatch(classes) or any(
        classes[place] == "n" and words.ends[first + place] - words.starts[first + place] > 1
        for place in range(family_at)
    ):
        return False
    if title == "長" or any(words.surface(index) in _qualifiers() for index in range(first, last)):
        return False
    for cut in range(first + 1, last):
        family, given = words.surface(first, cut), words.surface(cut, last)
        if "G" in words.classes[first:cut] or set(words.classes[cut:last]) & set("FPL"):
            continue
        is_family = words.classes[first:cut] in ("F", "P") or _is_family_like(family)
        if words.classes[first:cut] in ("F", "P") and words.classes[cut:last] == "n" and len(given) == 1:
            continue  # 田中 都 知事: judged with the names of the dictionary
        if is_family and not _SIDES.search(family) and (words.classes[cut:last] == "G" or is_given_like(given)):
            return True
    return False


def reading_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the readings in brackets after kanji, brackets included, in order of the text.

    >>> reading_spans("纐纈正志（こうけつ まさし）")
    [(4, 14)]
    """
    return [match.span() for match in _READING.finditer(text)]


@lru_cache(maxsize=65536)
def without_readings(name: str) -> str:
    """A name without the readings inside it.

    >>> without_readings("御手洗《みたらい》咲枝")
    '御手洗咲枝'
    """
    return _READING.sub("", name)
