"""Persons: names in kanji and katakana, with or without title or honorific.

Belongs here: 岸田文雄, マルク・ルッテ, キャロル氏, 中谷元 before 防衛相, later occurrences of a part of a name. Does not belong
here: titles (``roles.py``), who is the same person (``coreference.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words, title_names
from pipeline.extract.names.gazetteer import abbreviations_before_nouns, key_of, lexicon_entities, single_names
from pipeline.extract.names.kanji_names import find_kanji_names, fold, is_given_like
from pipeline.extract.names.organizations import kind_of

# What shows that a name is a person's: 氏, 首相, 元首相, ・外相, 米大統領, NATO事務総長
_SHOWN = r"(?=_?(?:\([^()|]{1,8}\))?(?:h|d?(?:f?[eCLNA]{0,2}[nps]{0,2}T|X)))"
_SHOWN_AFTER = re.compile(_SHOWN)
_FAMILY_AND_GIVEN = re.compile(r"F_?(?:GG?|P)")  # 岸田 文雄
_FAMILY_AND_CHARACTERS = re.compile(r"[FP][FGPnw]{1,3}" + _SHOWN)  # 李 容 浩 外相
_PART = r"[KkPFGNLCAn]{1,2}"
_CHAIN = re.compile(rf"{_PART}(?:d{_PART}){{1,5}}")  # マルク ・ ルッテ
_SPACED = re.compile(r"[KkPFG]_[KPFG](?![dKkPFG])")  # サラ ペイリン
_ONE_WORD = re.compile(r"[PFG]|[KkNL]" + _SHOWN)  # 石井; テーラー 氏
_PLAIN_AND_HONORIFIC = re.compile(r"(?:[FP]?[nwG]{1,3}|[kNLwu])(?=h)")  # テーラー 氏, 頼 清 徳 氏
_LATIN = re.compile(r"A(?:_[Aa]|-A|a){1,4}(?=_?h)")  # John Smith 氏
_LATIN_HYPHEN = re.compile(r"(?:A_)?A-A(?=_?(?:h|[nps]{0,2}T))")  # Anna Berg-Holm 事務局長
_GIVEN_OR_FORMER = re.compile(r"F(?:X|f)")  # 中谷 元防衛相

_FOREIGN_NAME = re.compile(r"[ァ-ヴーヽヾA-Za-z.・=＝゠\-’']+")
_KANJI = re.compile(r"[一-鿿々]{1,6}")
_KATAKANA = re.compile(r"[ァ-ヴー]{2,}")
_NOT_NAMES = frozenset(
    [
        "同",
        "両",
        "各",
        "某",
        "皆",
        "患者",
        "お客",
        "客",
        "皆様",
        "奥",
        "娘",
        "息子",
        "父",
        "母",
        "兄",
        "弟",
        "姉",
        "妹",
        "仲人",
        "読者",
        "店員",
        "運転手",
        "業者",
        "編集部",
        "神",
        "王",
        "殿",
    ]
)
# Honorifics that also follow what is no name (店員さん, お客様, 患者さん); 氏 follows names alone
_STRICT_HONORIFIC = "氏"
# English words inside names of works, teams, shops: チャーチ・オブ・ナザレン, マイ・フェア・レディ
_PARTICLES = frozenset(["オブ", "ザ", "アンド", "イン", "トゥ", "オン", "フォー", "ウィズ", "マイ", "ユア", "オール"])
# Middle-dot pairs of places (トルコ・アンカラ) are not persons
_PLACE_CLASSES = frozenset("CL")
_PERSON_CLASSES = frozenset("KPFG")


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
    for match in _JOINED.finditer(words.classes):
        index = match.start()
        cut = _title_inside(words.surface(index), match.group(), words.classes[index - 1 : index] if index else "")
        if cut:
            cuts[index] = cut
    if cuts:
        _cut(words, cuts)


_JOINED = re.compile(r"[PNTF]")  # トランプ大統領


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
    """Replace words by their parts; the lists are new ones, for others share the old."""
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
    words.starts, words.ends = whole_starts + starts[last:], whole_ends + ends[last:]
    words.classes = "".join(whole_classes + classes[last:])


def find_people(words: Words) -> Iterator[Candidate]:
    """Candidates for persons, each from the words of the name and what stands around it."""
    classes = words.classes
    for match in _FAMILY_AND_GIVEN.finditer(classes):
        if _goes_on(words, match.end()):
            continue
        yield _person(words, *match.span(), "rule:family_and_given_name", 0.9)
    for match in _FAMILY_AND_CHARACTERS.finditer(classes):
        surface = words.surface(*match.span())
        if (
            _KANJI.fullmatch(words.surface(match.start() + 1, match.end()))
            and len(surface) <= 8
            and _are_single(words, match.start() + 1, match.end())
        ):
            yield _person(words, *match.span(), "rule:family_name_and_characters", 0.8)
    yield from _chains(words)
    for match in _SPACED.finditer(classes):
        first, last = match.span()
        is_katakana = _KATAKANA.fullmatch(words.surface(first)) and _KATAKANA.fullmatch(words.surface(last - 1))
        is_shown = _SHOWN_AFTER.match(classes, last) or classes[first - 1 : first] in ("T", "i")
        if is_katakana and is_shown:
            yield _person(words, first, last, "rule:katakana_name", 0.7)
    for match in _LATIN.finditer(classes):
        yield _person(words, *match.span(), "rule:latin_name", 0.7)
    for match in _LATIN_HYPHEN.finditer(classes):
        if not words.surface(*match.span()).isupper():
            yield _person(words, *match.span(), "rule:latin_name", 0.7, 3)
    yield from find_kanji_names(words)
    yield from _single_words(words)
    yield from _before_honorific(words)


def _goes_on(words: Words, last: int) -> bool:
    """Whether a longer compound goes on after what looks like a name: 業団 of 実業団."""
    return words.classes[last : last + 1] == "s" and words.surface(last) in _COMPOUND_ENDS


_COMPOUND_ENDS = frozenset("業団会社所店場館駅線港町市県村区郡川山島橋学校院局署寺城部課組隊軍党庁省府州園塾")


def _person(words: Words, first: int, last: int, method: str, confidence: float, rank: int = 2) -> Candidate:
    start, end = words.starts[first], words.ends[last - 1]
    return Candidate(start, end, "PERSON", method, confidence, rank, "name", person_key(words.text[start:end]))


@lru_cache(maxsize=65536)
def person_key(surface: str) -> str | None:
    """Lexicon key of a person by one of their names, in whatever forms of its characters, or none."""
    key = key_of(surface) or key_of(fold(surface))
    return key if key and lexicon_entities()[key].entity.entity_type == "PERSON" else None


def _are_single(words: Words, first: int, last: int) -> bool:
    """Whether the common nouns may be a given name: single characters that no title or place begins with (田中 都 知事,
    亀井 派), or two before what no noun qualifies, or whose characters are those of given names (根岸 大悟 氏, but 田中
    営業 部長)."""
    longest = 2 if words.surface(last) in _UNQUALIFIED else 1
    return all(
        (
            words.ends[index] - words.starts[index] <= longest
            or (last - first == 1 and is_given_like(words.surface(index)))
        )
        and words.surface(index) not in _NO_GIVEN_NAMES
        for index in range(first, last)
        if words.classes[index] == "n"
    )


_UNQUALIFIED = frozenset(["氏", "さん", "容疑者", "被告", "被告人", "受刑者", "死刑囚", "投手", "捕手", "騎手", "選手"])
_NO_GIVEN_NAMES = frozenset("都道府県市区町村派家元前現新旧副両同各党軍社国米英仏独露韓中日側流式会長氏邸宅")


def _chains(words: Words) -> Iterator[Candidate]:
    """Katakana names with middle dots, where they are not places or organizations."""
    classes = words.classes
    for match in _CHAIN.finditer(classes):
        first, last = match.span()
        surface = words.surface(first, last)
        if not _FOREIGN_NAME.fullmatch(surface) or len(surface) > 40:
            continue
        kinds = classes[first:last].replace("d", "")
        if set(kinds) <= _PLACE_CLASSES or kinds[0] == "C" or (kinds[-1] == "C" and "K" not in kinds):
            continue
        if any(words.surface(index) in _PARTICLES for index in range(first, last)):
            continue
        shown = _SHOWN_AFTER.match(classes, last) is not None
        if not shown and classes[first - 1 : first] == "[" and classes[last : last + 1] == "]":
            continue
        titled = classes[first - 1 : first] in ("T", "i") if first else False
        if shown or titled:
            yield _person(words, first, last, "rule:katakana_name", 0.9, 3)
        elif kind_of(words.surface(last - 1)) and set(kinds) & set("KPFGLCN"):
            kind = kind_of(words.surface(last - 1))
            if kind and kind[0] in ("ORG", "FAC", "GPE", "LOC"):
                yield Candidate(words.starts[first], words.ends[last - 1], kind[0], "rule:katakana_name", 0.6)
        elif _PERSON_CLASSES & set(kinds) and kinds[0] != "L" and not _names_a_thing(words, first, last):
            yield _person(words, first, last, "rule:katakana_name", 0.6)


def _names_a_thing(words: Words, first: int, last: int) -> bool:
    if any(kind_of(words.surface(index)) for index in (first, last - 1)):
        return True
    return words.classes[last : last + 1] in ("n", "s", "k") and kind_of(words.surface(last)) is not None


def _single_words(words: Words) -> Iterator[Candidate]:
    classes = words.classes
    for match in _ONE_WORD.finditer(classes):
        index = match.start()
        klass = match.group()
        if klass == "k" and words.surface(index) not in single_names():
            continue
        shown = klass not in "PFG" or _SHOWN_AFTER.match(classes, index + 1) is not None
        size = words.ends[index] - words.starts[index]
        if klass == "L":
            if _is_personal(words, index + 1) and size <= 4:
                yield _person(words, index, index + 1, "rule:name_with_title", 0.65, 3 if size > 1 else 2)
        elif klass in "KkN":
            if classes[index + 1 : index + 2] != "h" and (klass == "N" or size > 9):
                continue
            if (classes[index - 1 : index] in ("d", "K", "k") and index) or kind_of(words.surface(index)):
                continue
            yield _person(words, index, index + 1, "rule:name_with_title", 0.8)
        elif shown:
            yield _person(words, index, index + 1, "rule:name_with_title", 0.85)


def _is_personal(words: Words, index: int) -> bool:
    """Whether what follows a place name shows that it is a family name here (松尾会長, 川崎容疑者, but 東京知事)."""
    return words.surface(index) in _PERSONAL_TITLES


_PERSONAL_TITLES = frozenset(
    [
        "会長",
        "社長",
        "容疑者",
        "被告",
        "教授",
        "准教授",
        "弁護士",
        "選手",
        "投手",
        "捕手",
        "議員",
        "課長",
        "部長",
        "住職",
        "氏",
        "さん",
        "君",
        "ちゃん",
        "先生",
    ]
)


def _before_honorific(words: Words) -> Iterator[Candidate]:
    """What stands before 氏 is a name, whatever the dictionary says; before さん or 様 it must look like one."""
    classes = words.classes
    for match in _PLAIN_AND_HONORIFIC.finditer(classes):
        first, last = match.span()
        surface = words.surface(first, last)
        if surface in _NOT_NAMES or len(surface) < 2 or (classes[first - 1 : first] in ("p", "0", "d", "K") and first):
            continue
        is_katakana = last - first == 1 and _KATAKANA.fullmatch(surface)
        is_kanji = _KANJI.fullmatch(surface) and len(surface) <= 4 and words.surface(last) == _STRICT_HONORIFIC
        if (is_katakana and words.surface(last) in ("氏", "さん")) or is_kanji:
            yield _person(words, first, last, "rule:name_with_honorific", 0.7)


def repeat_names(words: Words, names: Iterable[Candidate]) -> Iterator[Candidate]:
    """Other occurrences of a part of a full name that the article gives: キャロル after ローリー・キャロル, 金氏 after 金正恩."""
    parts: set[str] = set()
    family_names: set[str] = set()
    titled: set[str] = set()
    for name in names:
        if name.end - name.start == 1 and name.method == "rule:name_with_title":
            titled.add(words.text[name.start])
        if name.entity_type != "PERSON" or name.confidence < 0.6:
            continue
        surface = words.text[name.start : name.end]
        pieces = [piece for piece in _SEPARATORS.split(surface) if piece]
        if len(pieces) > 1 and len(pieces[-1]) > 1:
            parts.add(pieces[-1])
        elif len(surface) > 1:
            parts.add(surface)
            if _KANJI.fullmatch(surface):
                family_names.update((surface[:1], surface[:2]) if len(surface) > 2 else surface[:1])
    if not parts and not titled:
        return
    for match in _REPEATABLE.finditer(words.classes):
        index = match.start()
        surface = words.surface(index)
        shown = surface in family_names and _SHOWN_AFTER.match(words.classes, index + 1) is not None
        acts = match.group() == "F" and surface in titled and words.classes[index + 1 : index + 2] == "j"
        if acts or (shown and surface not in _NO_GIVEN_NAMES) or (match.group() != "n" and surface in parts):
            yield _person(words, index, index + 1, "rule:repeated_name", 0.7)


_SEPARATORS = re.compile(r"[・=＝゠ \u3000]")  # マルク・ルッテ
_REPEATABLE = re.compile(r"(?<![dKkA])(?:[KkPFGN](?![dKA])|n(?=_?(?:h|d?f?[eCLNA]{0,2}T|X)))")
