"""Places: countries, cities, regions, and the single characters that stand for countries.

Belongs here: 米国, 愛知県小牧市, 黒海, 日 and 米 of 日米, 米 of 米大統領, 中・東欧. Does not belong here: organizations that
begin with a place (ロシア軍: ``organizations.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pipeline.extract.names.candidates import Candidate, Words, free_beside
from pipeline.extract.names.gazetteer import (
    Entity,
    abbreviations,
    abbreviations_before_any_noun,
    abbreviations_before_nouns,
    find_known,
    in_compounds,
    key_of,
    lexicon_entities,
)
from pipeline.extract.names.organizations import kind_of
from pipeline.lexicons.load import load

_BEFORE_NOUN = re.compile(r"e(?=[TXCLNKAPnk])")
# What holds another place, before it: 愛知県|小牧市, 大阪市|北区, アラスカ州|ワシラ
_OUTER = re.compile(
    r"(?:東京都|北海道|京都府|大阪府|[一-鿿]{2,3}県|[ァ-ヴー]{2,10}[州県市]|[一-鿿]{1,4}(?:市|郡)(?![一-鿿]?市)(?=[一-鿿ァ-ヴーぁ-ん]{1,7}[市区町村字]))"
)
# 日中 is a word of its own (by day); such a pair needs a noun of diplomacy after it
_AMBIGUOUS_PAIRS = frozenset(
    ("日中", "中日", "日露", "英中", "西欧", "中欧", "北欧", "日台", "欧中", "中韓米", "中台", "加中", "台中", "朝日")
)
# Words of their own: 印加 (to apply), 加印 (a further print)
_NO_PAIRS = frozenset(("印加", "加印", "台印", "独比", "比加"))
_RELATIONS = re.compile(
    r"(?:両|首脳|外相|防衛相|関係|国交|友好|戦争|貿易|経済|共同|間|韓|露|米|対立|協議|会談|外務|政府|同盟|国防|平和|文化|の関係|の貿易|の対立)"
)


_BETWEEN = re.compile(r"間(?:[でにをはが、]|の(?!選挙))")  # 米中間の貿易, but 米中間選挙


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {row["suffix"]: row["entity_type"] for row in load("name_suffixes") if row["entity_type"] in ("GPE", "LOC")}


@lru_cache(maxsize=1)
def _compound() -> re.Pattern[str]:
    letters = "".join(sorted(in_compounds()))
    return re.compile(f"[{letters}](?<![0-9０-９一二三四五六七八九十同翌当数毎].)[{letters}]{{1,7}}")


def find_known_names(words: Words, chosen: Sequence[Candidate]) -> Iterator[Candidate]:
    """Names of the lexicons, whatever their kind, beside those chosen; and single characters that stand for countries."""
    is_free = free_beside(chosen)
    entities = lexicon_entities()
    for start, end, key in find_known(words.text):
        if not is_free(start, end):
            continue
        first, last = words.index_at(start), words.index_until(end)
        if first is None or last is None or first >= last:
            continue
        entity = entities[key].entity
        if not _is_plausible(words, first, last, entity):
            continue
        if entity.method == "lexicon:outlets" and (more := _OF_MEDIA.match(words.text, end)):
            end = more.end() if words.index_until(more.end()) is not None else end
        surface = words.text[start:end]
        form = "name" if len(surface) >= len(entity.name_ja) or entity.entity_type == "PERSON" else _form(surface)
        yield Candidate(start, end, entity.entity_type, entity.method, 0.95, form=form, key=key)
    yield from _single_characters(words, is_free)


_OF_MEDIA = re.compile(r"(?:放送|通信|テレビ)(?!局|社|員|機|会)")  # 放送 of VRX放送


def _form(surface: str) -> str:
    return "abbreviation" if surface.isascii() and surface.isupper() else "name"


def _is_plausible(words: Words, first: int, last: int, entity: Entity) -> bool:
    """A name that is also an ordinary word (タイ, 時事, 共同, 民主党's 民主) must be analysed as a name, or be used as one."""
    classes, entity_type = words.classes[first:last], entity.entity_type
    if set(classes) <= set(".|"):
        return False
    if entity.method == "lexicon:outlets" and not may_be_outlet(words.text, words.starts[first], words.ends[last - 1]):
        return False
    follows = words.classes[last : last + 1]
    if entity_type in ("GPE", "LOC"):
        if last - first == 1 and words.ends[last - 1] - words.starts[first] <= 3:
            return classes in ("C", "L", "N") or (classes in "FGPK" and follows in "joc]|")
        return follows != "h"
    if entity_type == "ORG" and classes == "n" and follows in ("T", "X") and entity.method == "lexicon:organizations":
        return True
    if entity_type == "ORG" and last - first == 1 and classes in ("n", "k", "t", "u", "T"):
        surface = words.surface(first)
        return (
            (classes != "T" and len(surface) > (2 if classes == "n" else 3))
            or surface.endswith(("省", "庁", "府", "党", "会", "邸"))
            or _is_cited(words, last)
        )
    return True


_CITED = re.compile(
    r"(?:紙|誌|電(?=[はがをで、]|によ)|通信|が(?:報じ|伝え)|は(?:報じ|伝え)|によ(?:ると|れば|る))"
)  # タイムズ紙, 共同によると


# Two letters mean many things (AP, FT, RT): an outlet only where it is used as a source
_TWO_LETTERS = re.compile(r"[A-Z]{2}")
_AS_SOURCE = re.compile(
    r"(?:紙|誌|電|通信|テレビ|[はがも][^。\n]{0,40}?(?:報じ|伝え)|によ[るれり]|の(?:取材|報道|記事|記者|特派員|インタビュー|電子版)|に(?:語っ|対し|明かし)|[=)・])"
)


def may_be_outlet(text: str, start: int, end: int) -> bool:
    """Whether an outlet's name is none of two letters, or is used as a source: AP通信, but not AP実装."""
    return not _TWO_LETTERS.fullmatch(text, start, end) or bool(_AS_SOURCE.match(text, end))


def _is_cited(words: Words, last: int) -> bool:
    end = words.ends[last - 1]
    return bool(_CITED.match(words.text, end))


def places_in(surface: str) -> tuple[tuple[int, str, str | None], ...]:
    """Length, type and lexicon key of each place in a chain of them, one a unit of administration; 「・」 has no type.

    >>> [length for length, _, _ in places_in("愛知県小牧市")], [length for length, _, _ in places_in("四日市市")]
    ([3, 3], [4])
    >>> [length for length, _, _ in places_in("アラスカ州ワシラ")]
    [5, 3]
    """
    parts: list[str] = []
    rest = surface
    outer, dot, inner = surface.partition("・")
    if dot and inner and (key := place_key(outer)) and lexicon_entities()[key].entity.method == "lexicon:countries":
        return ((len(outer), "GPE", key), (1, "", None), *places_in(inner))
    while (match := _OUTER.match(rest)) and len(rest) - match.end() > 1:
        parts.append(match.group())
        rest = rest[match.end() :]
    parts.append(rest)
    return tuple((len(part), kind_of_place(part), place_key(part)) for part in parts)


def kind_of_place(name: str) -> str:
    """Type of a place by its last characters: 富士山 is a mountain, 松山 a city: one character says it only after two others."""
    for size in (3, 2, 1):
        if len(name) > max(size, 2) and name[-size:] in _kinds():
            return _kinds()[name[-size:]]
    if len(name) > 2 and name[-1] in "寺駅橋":
        return "FAC"
    kind = kind_of(name)
    return kind[0] if kind and kind[0] in ("FAC", "ORG", "LAW", "EVENT") else "GPE"


def place_key(surface: str) -> str | None:
    """Lexicon key of a place by one of its names, or none."""
    key = key_of(surface)
    return key if key and lexicon_entities()[key].entity.entity_type in ("GPE", "LOC") else None


def countries_in_pairs(words: Words) -> Iterator[Candidate]:
    """日 and 米 of 日米; a run of such characters counts where it begins and ends with words."""
    keys = abbreviations()
    entities = lexicon_entities()
    end = 0
    for start in words.pairs:
        match = _compound().match(words.text, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        first, last = words.index_at(start), words.index_until(end)
        if last is None and _BETWEEN.match(words.text, end):
            last = words.index_until(end + 1)  # 中間 of 米中間の is one word to the dictionary
        if first is None or last is None or set(words.classes[first:last]) & set("LCPGFN"):
            continue
        run = match.group()
        if run in _NO_PAIRS or (run in _AMBIGUOUS_PAIRS and not _is_relation(words.text, end)):
            continue
        if last - first == len(run) and len(run) == 2 and words.text[end : end + 1] in ("国", "産", "軍"):
            continue
        whole = _event_after(words, last)
        if whole is not None:
            yield Candidate(start, whole[0], whole[1], "rule:countries_and_event", 0.85, 4)
            continue
        for offset, character in enumerate(run, start):
            key = keys[character]
            entity_type = entities[key].entity.entity_type
            yield Candidate(
                offset, offset + 1, entity_type, "lexicon:country_abbreviations", 0.9, 3, form="compound", key=key
            )


def _is_relation(text: str, end: int) -> bool:
    """Whether a pair that ends there is one of countries: a noun of diplomacy follows, or another pair that has one (日中、日韓関係)."""
    if _RELATIONS.match(text, end):
        return True
    other = _compound().match(text, end + 1) if text[end : end + 1] in ("、", "・", "と", "や") else None
    return other is not None and _RELATIONS.match(text, other.end()) is not None


def _event_after(words: Words, index: int) -> tuple[int, str] | None:
    """End and kind of a name that goes on after 日中: 日中戦争, 日米地位協定."""
    for last in range(index, min(index + 3, len(words.starts))):
        if words.classes[last] not in "nsN":
            return None
        kind = kind_of(words.surface(last))
        if kind and (kind[0] == "LAW" or words.surface(last) in ("戦争", "事変")):
            return words.ends[last], kind[0]
    return None


def _single_characters(words: Words, is_free: Callable[[int, int], bool]) -> Iterator[Candidate]:
    """米 of 米大統領, 英 of 英企業 and 英フィナンシャル・タイムズ."""
    before, any_noun = abbreviations_before_nouns(), abbreviations_before_any_noun()
    for match in _BEFORE_NOUN.finditer(words.classes):
        start, end = words.starts[match.start()], words.ends[match.start()]
        character = words.text[start:end]
        is_meant = character in (any_noun if words.classes[match.end()] in "nk" else before)
        if is_meant and is_free(start, end):
            key = abbreviations()[character]
            entity_type = lexicon_entities()[key].entity.entity_type
            yield Candidate(
                start, end, entity_type, "lexicon:country_abbreviations", 0.85, form="abbreviation", key=key
            )
