"""Persons: words that hold a name and a title, and later occurrences of a part of a name.

Belongs here: 中谷元 before 防衛相, トランプ大統領 as two words, キャロル after ローリー・キャロル. Does not belong here: finding names
(``tagger.py``), titles (``roles.py``), who is the same person (``coreference.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words, places_of, title_names
from pipeline.extract.names.gazetteer import abbreviations_before_nouns, key_of, lexicon_entities
from pipeline.extract.names.kanji_names import fold, without_readings

# What shows that a name is a person's: 氏, 首相, 元首相, ・外相, 米大統領, NATO事務総長
_SHOWN = r"(?=_?(?:\([^()|]{1,8}\))?(?:h|d?(?:f?[eCLNA]{0,2}[nps]{0,2}T|X)))"
_SHOWN_AFTER = re.compile(_SHOWN)
_GIVEN_OR_FORMER = re.compile(r"F(?:X|f)")  # 中谷 元防衛相
_KANJI = re.compile(r"[一-鿿々]{1,6}")


def split_words(words: Words) -> None:
    """Cut words in which the dictionary joins a name and a title, or 元 as a given name and a title.

    トランプ大統領 is トランプ, 大統領; 衆議院議長 is 衆議院, 議長. 中谷元防衛相 is 中谷元, 防衛相, while 岸田元首相 is 岸田,
    formerly 首相: 元 is a given name where the lexicon of people has the full name, or the article itself gives it outside
    such a title (中谷元氏, 中谷元・防衛相).
    """
    cuts: dict[int, tuple[int, str]] = {}
    is_name: dict[str, bool] = {}
    for match in _GIVEN_OR_FORMER.finditer(words.classes):
        index = match.start() + 1
        full = words.surface(index - 1) + words.surface(index)[:1]
        if full not in is_name:
            is_name[full] = bool(key_of(full)) or any(
                full + mark in words.text for mark in ("氏", "さん", "・", "議員")
            )
        if is_name[full]:
            cuts[index] = (1, "GT") if words.classes[index] == "X" else (0, "G")
    for start, mark in words.marks:
        at = words.index_at(start) if mark in "hx" else None
        if at is not None and words.classes[at] in _JOINED:
            cut = _title_inside(words.surface(at), words.classes[at], words.classes[at - 1 : at] if at else "")
            if cut:
                cuts[at] = cut
    if cuts:
        _cut(words, cuts)


_JOINED = frozenset("PNTF")  # トランプ大統領


@lru_cache(maxsize=65536)
def _title_inside(surface: str, name_class: str, before: str) -> tuple[int, str] | None:
    """Where a title begins inside a word, and the classes of the two parts; none where the word is whole."""
    titles = title_names()
    if surface in titles and not (before and before in "CLF" and surface[0] in "都道府県州市区町村"):
        return None
    for cut in range(max(1, len(surface) - 8), len(surface) - 1):
        if surface[cut:] not in titles:
            continue
        head = surface[:cut]
        if name_class in "PF":
            return (cut, name_class + "T") if cut > 1 else None
        if head in abbreviations_before_nouns():
            return cut, "eT"
        key = key_of(head)
        if key and cut > 1:
            entity_type = lexicon_entities()[key].entity.entity_type
            return cut, {"ORG": "NT", "GPE": "CT", "PERSON": "PT"}.get(entity_type, "LT")
        if head in ("都", "道", "府", "県", "州", "市", "区", "町", "村") and before and before in "CLF":
            return cut, "sT"
    return None


def _cut(words: Words, cuts: dict[int, tuple[int, str]]) -> None:
    """Replace words by their parts."""
    starts, ends, classes = list(words.starts), list(words.ends), list(words.classes)
    for index in sorted(cuts):
        if len(cuts[index][1]) == 1:
            classes[index] = cuts[index][1]
    whole_starts, whole_ends, whole_classes, last = [], [], [], 0
    for index in sorted(index for index, (_, parts) in cuts.items() if len(parts) == 2):
        size, parts = cuts[index]
        cut = starts[index] + size
        whole_starts += [*starts[last : index + 1], cut]
        whole_ends += [*ends[last:index], cut, ends[index]]
        whole_classes += [*classes[last:index], *parts]
        last = index + 1
    words.replace(whole_starts + starts[last:], whole_ends + ends[last:], "".join(whole_classes + classes[last:]))


def _person(words: Words, first: int, last: int, method: str, confidence: float, rank: int = 2) -> Candidate:
    start, end = words.starts[first], words.ends[last - 1]
    return Candidate(start, end, "PERSON", method, confidence, rank, "name", person_key(words.text[start:end]))


@lru_cache(maxsize=65536)
def person_key(surface: str) -> str | None:
    """Lexicon key of a person by one of their names, in whatever forms of its characters, or none."""
    key = key_of(surface) or key_of(fold(surface))
    return key if key and lexicon_entities()[key].entity.entity_type == "PERSON" else None


@lru_cache(maxsize=65536)
def pieces_of(name: str) -> tuple[str, ...]:
    """The parts of a name that middle dots, equals signs or spaces make.

    >>> pieces_of("マルク・ルッテ")
    ('マルク', 'ルッテ')
    """
    return tuple(piece for piece in _SEPARATORS.split(name) if piece)


_NO_GIVEN_NAMES = frozenset("都道府県市区町村派家元前現新旧副両同各党軍社国米英仏独露韓日中側流式会長氏邸宅")


def repeat_names(words: Words, names: Sequence[Candidate], is_free: Callable[[int, int], bool]) -> Iterator[Candidate]:
    """Other occurrences of a part of a full name that the article gives: キャロル after ローリー・キャロル, 金氏 after 金正恩."""
    parts: set[str] = set()
    family_names: set[str] = set()
    single: set[str] = set()
    for name in names:
        if name.entity_type != "PERSON" or name.confidence < 0.6:
            continue
        surface = without_readings(words.text[name.start : name.end])
        pieces = pieces_of(surface)
        if len(pieces) > 1 and len(pieces[-1]) > 1:
            parts.add(pieces[-1])
        elif len(surface) > 1:
            parts.add(surface)
            if _KANJI.fullmatch(surface):
                family_names.update((surface[:1], surface[:2]) if len(surface) > 2 else surface[:1])
                if len(surface) == 3 and surface[0] in _CONTINENTAL:
                    single.add(surface[0])
    if not parts:
        return
    text, classes = words.text, words.classes
    for surface in parts | family_names | single:
        for start in places_of(surface, text):
            end = start + len(surface)
            index = words.index_at(start) if is_free(start, end) else None
            if index is not None and words.ends[index] == end and (match := _REPEATABLE.match(classes, index)):
                shown = surface in family_names and _SHOWN_AFTER.match(classes, index + 1) is not None
                acts = (
                    surface in single
                    and classes[max(0, index - 1) : index] in _NO_NOUN
                    and classes[index + 1 : index + 2] in ("j", "o")
                )
                if acts or (shown and surface not in _NO_GIVEN_NAMES) or (match.group() != "n" and surface in parts):
                    yield _person(words, index, index + 1, "rule:repeated_name", 0.7)


# Family names of one character that news from China and Korea uses alone: 金は, 習が
_CONTINENTAL = frozenset("金李朴崔鄭姜趙尹張林呉徐申権黄安宋柳全洪文孫梁曹白許王劉陳楊呂周郭胡高習蔡頼馬廖蘇盧")
_NO_NOUN = ("", ".", "j", "c", "o", "|", "(", ")", "[", "]")
_SEPARATORS = re.compile(r"[・=＝゠ \u3000]")  # マルク・ルッテ
_REPEATABLE = re.compile(r"(?<![dKkA])(?:[KkPFGN](?![dKA])|n(?=_?(?:h|j|d?f?[eCLNA]{0,2}T|X)))")
