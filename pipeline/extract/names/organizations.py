"""Organizations, facilities, events and laws: names that end in a word which says what they are.

Belongs here: ロシア外務省, 東京大学, トランプ政権, 成田空港, ウクライナ侵攻, ワシントン条約, names with their abbreviation in
brackets (北大西洋条約機構(NATO)). Does not belong here: what a lexicon lists (``gazetteer.py``), places (``places.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.names.candidates import NAME_CLASSES, Candidate, Words, is_stop_word
from pipeline.extract.names.gazetteer import abbreviations_before_nouns, key_of, lexicon_entities
from pipeline.lexicons.load import load

# Words that can stand together in a name: ロシア 外務省; フィナンシャル ・ タイムズ. Bounded, so that time stays linear.
_RUN = re.compile(r"[CLNFGPKAe](?:[CLNFGPKAkanspeTw]|d(?=[CLNFGPKAk])){1,29}")
_LATIN_WORD = re.compile(r"[ANa]")
_LATIN_NAME = re.compile(r"A")
_SHORT_FORM = re.compile(
    r"[(（](?:英語?略称?[:：]?|略称[:：]?|以下、?)?([A-Z][A-Za-z0-9&\-]{0,6}[A-Z][A-Za-z0-9&\-]{0,3})[)）]"
)  # (NATO), (略称NATO)
_ROAD = re.compile(r"(?:国道|県道|都道|府道|道道|市道)[0-9０-９]{1,4}号")  # 国道41号
# A short suffix also ends longer words (手法, 産地区): these may, the others must be words of their own.
_ENDINGS = ("省", "庁", "党", "軍", "局")
# After a name that is complete, these words say which part of it, or how it acts: ロシア軍 部隊
_PARTS = frozenset(
    [
        "部隊",
        "当局",
        "機関",
        "グループ",
        "チーム",
        "派",
        "総会",
        "地区",
        "基地",
        "法案",
        "合意",
        "部門",
        "工場",
        "銀行",
        "議会",
        "大会",
        "連合",
        "産業",
        "当局",
    ]
)
_NEVER_FIRST = frozenset(("部隊", "グループ", "チーム", "機関", "地区", "工場", "部門", "合意"))
_AFTER_TITLES = frozenset(("府", "官邸", "選", "選挙"))  # 大統領府, 大統領選
_CONNECTING_SUFFIXES = frozenset(
    ["州", "県", "市", "区", "町", "村", "都", "府", "国", "連", "道", "立", "郡", "部", "中央", "人民"]
)
# How a name was found, by the kind of thing its last word says it is
_SUFFIX_METHODS = {
    "ORG": "rule:org_suffix",
    "FAC": "rule:fac_suffix",
    "EVENT": "rule:event_suffix",
    "LAW": "rule:law_suffix",
    "PRODUCT": "rule:product_suffix",
    "NORP": "rule:norp_suffix",
}
# A word cut into single characters is one the dictionary lacks: 霧 before 浦信金
_SINGLE_BEFORE = re.compile(r"(?<![FGPLCNKkAnwsuetp0dhTX])[nw]$")
_PERSONAL = frozenset("FGP")
_AGENTS = re.compile(r"(?:紙|誌|社|放送|テレビ|によると|によれば)")  # KTUUによると


@lru_cache(maxsize=1)
def _suffixes() -> dict[str, str]:
    return {row["suffix"]: row["entity_type"] for row in load("name_suffixes")}


@lru_cache(maxsize=65536)
def kind_of(surface: str) -> tuple[str, bool] | None:
    """Kind of thing that a name ending in this word is, and whether the word is the bare suffix; none where it says nothing.

    >>> kind_of("外務省"), kind_of("大学"), kind_of("手法")
    (('ORG', False), ('ORG', True), None)
    """
    suffixes = _suffixes()
    if surface in suffixes:
        return suffixes[surface], True
    for size in range(min(7, len(surface) - 1), 0, -1):
        ending = surface[-size:]
        if ending in suffixes and (size > 1 or ending in _ENDINGS):
            return suffixes[ending], False
    if (
        len(surface) > 2
        and surface.endswith("法")
        and not surface.endswith(
            ("方法", "手法", "用法", "作法", "製法", "療法", "商法", "違法", "合法", "立法", "司法", "話法", "技法")
        )
    ):
        return "LAW", False
    return None


def find_organizations(words: Words) -> Iterator[Candidate]:
    """Candidates for organizations, facilities, events and laws."""
    for match in _RUN.finditer(words.classes):
        first, last = match.span()
        yield from _names_in_run(words, first, last)
    yield from _cited_latin_names(words)
    yield from _expanded_names(words)
    for match in _ROAD.finditer(words.text):
        yield Candidate(*match.span(), "FAC", "rule:road_number", 0.9)


def _names_in_run(words: Words, first: int, last: int) -> Iterator[Candidate]:
    """For each name in a run of nouns, the longest stretch to a word that says what it is."""
    classes = words.classes
    index = first
    while index < last:
        if classes[index] not in "CLNFGPKAe":
            index += 1
            continue
        found = _end_of_name(words, index, last)
        if found is None:
            index += 1
            continue
        end, kind = found
        start = words.starts[_whole_first(words, index)]
        yield Candidate(start, words.ends[end - 1], kind, _SUFFIX_METHODS[kind], 0.75)
        index = end


def _whole_first(words: Words, first: int) -> int:
    """The first word of a name whose beginning the dictionary cut off: 霧 of 霧 浦 信金."""
    if words.classes[first] not in "LFGPN" or words.ends[first] - words.starts[first] > 1:
        return first
    before = _SINGLE_BEFORE.search(words.classes, max(0, first - 2), first)
    if before is None:
        return first
    surface = words.surface(first - 1)
    return first - 1 if len(surface) == 1 and "一" <= surface <= "鿿" and surface not in _NO_BEGINNINGS else first


_NO_BEGINNINGS = frozenset("各両同全前元旧新現某当本他後次計約駐在対訪来反親非独米英仏露中韓日朝台欧亜")


def _end_of_name(words: Words, first: int, last: int) -> tuple[int, str] | None:
    """Index after the last word of the name that begins at ``first``, and its kind."""
    best: tuple[int, str] | None = None
    name_class = words.classes[first]
    only_name_so_far = True
    is_national = name_class == "e" and words.surface(first) in abbreviations_before_nouns()
    for index in range(first + 1, min(last, first + 8)):
        surface = words.surface(index)
        klass = words.classes[index]
        if klass == "d" and best and best[0] == index:
            break  # 産経新聞・朝日新聞 are two
        kind = kind_of(surface) if klass in "nskNK" else None
        if name_class in _PERSONAL and klass in "CLNA":
            break
        if klass == "T" and not (index + 1 < last and words.surface(index + 1) in _AFTER_TITLES):
            break
        if kind and surface in _PARTS and index == first + 1 and surface in _NEVER_FIRST:
            kind = None
        if kind and not _fits(name_class, is_national, kind, klass, only_name_so_far, index - first):
            kind = None
        if kind and not (best and surface in _PARTS):
            best = index + 1, kind[0]
        elif (klass == "s" and surface not in _CONNECTING_SUFFIXES) or (klass in "nk" and is_stop_word(surface)):
            break
        if klass not in NAME_CLASSES and klass != "d":
            only_name_so_far = False
    return best


def _fits(
    name_class: str, is_national: bool, kind: tuple[str, bool], klass: str, is_adjacent: bool, distance: int
) -> bool:
    entity_type, is_bare = kind
    if klass in "NK" and is_bare is False and entity_type in ("GPE", "LOC"):
        return False
    if entity_type in ("GPE", "LOC"):
        return False
    if name_class == "e":
        return entity_type == "ORG" and distance == 1 and klass != "N" and is_national
    if name_class in _PERSONAL and not is_bare and klass != "N":
        return False
    return is_adjacent or entity_type != "FAC" or name_class in "CLN"


def _cited_latin_names(words: Words) -> Iterator[Candidate]:
    """A Latin abbreviation that acts or is cited: KTUUによると."""
    for match in _LATIN_NAME.finditer(words.classes):
        index = match.start()
        surface = words.surface(index)
        if len(surface) < 3 or not surface.isupper() or not surface.isalpha():
            continue
        if (words.classes[index - 1 : index] in "Aa_0" and index) or words.classes[index + 1 : index + 2] in "Aa_0":
            continue
        if _AGENTS.match(words.text, words.ends[index]):
            yield Candidate(
                words.starts[index], words.ends[index], "ORG", "rule:latin_agent", 0.5, 1, form="abbreviation"
            )


def short_forms(words: Words) -> Iterator[tuple[int, int, int, int]]:
    """Long and short form of names given in brackets: start and end of each; the long one ends where the bracket opens."""
    text = words.text
    for match in _SHORT_FORM.finditer(text):
        end = match.start()
        last = words.index_until(end)
        if last is None:
            continue
        first = last
        while first > 0 and last - first < 12 and words.classes[first - 1] in "CLNFGPKAkanspedT0":
            first -= 1
        if first < last and words.ends[last - 1] - words.starts[first] > len(match.group(1)):
            yield words.starts[first], end, match.start(1), match.end(1)


def _expanded_names(words: Words) -> Iterator[Candidate]:
    """Long names that the text itself abbreviates, and their short forms there and later."""
    text = words.text
    given: dict[str, tuple[str, str | None]] = {}
    for long_start, long_end, start, end in short_forms(words):
        kind = kind_of(text[long_end - 12 : long_end] if long_end > 12 else text[:long_end])
        long_form = text[long_start:long_end]
        quoted = text[max(0, long_start - 1) : long_start] in ("「", "『", "“")
        if kind is None or kind[0] not in ("ORG", "EVENT", "LAW", "FAC"):
            entity_type = _by_last_words(long_form)
        else:
            entity_type = kind[0]
        if entity_type is None:
            continue
        key = key_of(long_form) or key_of(text[start:end])
        if key and lexicon_entities()[key].entity.entity_type != entity_type:
            key = None
        given.setdefault(text[start:end], (entity_type, key))
        if quoted or kind:
            yield Candidate(long_start, long_end, entity_type, "rule:abbreviation_given", 0.8, key=key)
    if not given:
        return
    for match in _LATIN_WORD.finditer(words.classes):
        start, end = words.starts[match.start()], words.ends[match.start()]
        known = given.get(text[start:end])
        if known:
            yield Candidate(start, end, known[0], "rule:abbreviation_given", 0.8, form="abbreviation", key=known[1])


_NAMED_BODIES = (
    "組織",
    "会議",
    "本部",
    "センター",
    "部",
    "会",
    "団",
    "隊",
    "院",
    "所",
    "局",
)


def _by_last_words(long_form: str) -> str | None:
    return "ORG" if long_form.endswith(_NAMED_BODIES) else None
