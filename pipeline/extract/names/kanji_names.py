"""How names in kanji are written: readings in brackets after a name, variant characters (髙 for 高).

Does not belong here: finding names (``tagger.py``), titles (``roles.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words
from pipeline.extract.names.gazetteer import key_of
from pipeline.lexicons.load import load

_WITH_READING = re.compile(r"F\([^()|]{1,4}\)G")  # 御手洗《みたらい》咲枝
# 真理, which is also a noun, before a title: 波止(はと)真理裁判官
_GIVEN_BEFORE_TITLE = re.compile(r"[nwNGFP](?=_?[hT])")
_KANJI = re.compile(r"[一-鿿々]+")
_LONGEST_GIVEN = 3
_OF_OFFICE = re.compile(r"[課部局室係班所署校館]長|担当|委員")  # 轍(わだち)補修|課長: what the office is for
# A reading in brackets after kanji: 纐纈正志（こうけつ まさし）
_READING = re.compile(r"[(（《](?<=[一-鿿々ヶ].)[ぁ-ゖー・ \u3000]{1,24}[)）》]")


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


def names_around_readings(words: Words, readings: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Names with a reading inside, which the tagger sees as two: 御手洗《みたらい》咲枝."""
    if not readings:
        return
    for match in _WITH_READING.finditer(words.classes):
        start, end = words.starts[match.start()], words.ends[match.end() - 1]
        if _READING.search(words.text, words.ends[match.start()] - 1, end):
            key = key_of(fold(without_readings(words.text[start:end])))
            yield Candidate(start, end, "PERSON", "rule:name_around_reading", 0.8, 5, key=key)
    for _, end in readings:
        last = words.index_until(end)
        if last is None or not _GIVEN_BEFORE_TITLE.match(words.classes, last):
            continue
        if _OF_OFFICE.match(words.text, words.ends[last]):
            continue
        given = words.surface(last)
        if len(given) <= _LONGEST_GIVEN and _KANJI.fullmatch(words.surface(last - 1)[:1]) and _KANJI.fullmatch(given):
            yield Candidate(words.starts[last - 1], words.ends[last], "PERSON", "rule:name_around_reading", 0.8, 5)


def reading_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the readings in brackets after kanji, brackets included, in order of the text.

    >>> reading_spans("纐纈正志（こうけつ まさし）")
    [(4, 14)]
    """
    return [match.span() for match in _READING.finditer(text)]


def without_readings_in(names: Iterable[Candidate], readings: Sequence[tuple[int, int]]) -> list[Candidate]:
    """The names that are no readings in brackets: not こうけつ of 纐纈（こうけつ）."""
    if not readings:
        return list(names)
    ends = [end for _, end in readings]
    kept = []
    for name in names:
        at = bisect_left(ends, name.end)
        if at == len(readings) or readings[at][0] > name.start:
            kept.append(name)
    return kept


@lru_cache(maxsize=65536)
def without_readings(name: str) -> str:
    """A name without the readings inside it.

    >>> without_readings("御手洗《みたらい》咲枝")
    '御手洗咲枝'
    """
    return _READING.sub("", name)
