"""Where a name of the tagger ends: what its words show to be no part of it, and what belongs to it after all.

Belongs here: cutting and parting names at the edges of words. Does not belong here: finding names (``tagger.py``), the choice
among candidates (``candidates.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.names.candidates import Words
from pipeline.extract.names.gazetteer import abbreviations_before_nouns, key_of, lexicon_entities, single_names
from pipeline.extract.names.tagger import Tagged

_YEAR = re.compile(r"(?:[0-9]{4}|(?:明治|大正|昭和|平成|令和)[0-9元]{1,2})年度?の?")  # 2024年 of 2024年ノーベル賞
_FIRSTS = frozenset("0123456789明大昭平令")  # what a year begins with
_READING_AT_END = re.compile(r"[(（《][ぁ-ゖー・ \u3000]{1,24}[)）》]$")  # 手取(てとり)
_PEOPLE_OF = re.compile(r"(?<=[^都道府県市])[都道府県]民")  # 沖縄|県民
_WITHIN = re.compile(r"(?<=.[都道府県市区町村州])[内外]$")  # 東京都|内
PART_OF_PLACE = re.compile(r"(?<=..)(?:[東西南北中]{1,2}|沿岸|内陸)部$")
"""What a place is followed by that is a part of it by its direction, and no name: インド|西部."""
_LAND = re.compile(r"(?:半島|諸島|列島|海峡|山脈|盆地|高原)(?![一-鿿])")  # 朝鮮|半島
_REGION = re.compile(r"(?:地域|地方|半島|諸島|列島|海峡|山脈|盆地|高原)(?![一-鿿])")
_KANJI = re.compile(r"[一-鿿々]{1,3}")
_MINISTER = re.compile(
    r"(?:前|元)?(?:[一-鿿]{2,6}(?:副大臣|大臣政務官|政務官)|(?:外|財務|法|防衛|総務|農|環境|経産|厚労|文科|国交|農水|官房)(?:相|長官)|首相)"
)
_FAMILY_AND_GIVEN = re.compile(r"[FGPw]{1,3}")


def parted(words: Words, name: Tagged) -> Iterator[Tagged]:
    """The name within its right edges; where a person and an organization stand without a word between them, both.

    山田民生党幹事長 is 山田 and 民生党: a family name, an organization that a lexicon knows, and a title.
    """
    if name.entity_type in ("ORG", "PERSON"):
        cut = _organization_inside(words, name)
        if cut is not None:
            yield name._replace(end=cut, entity_type="PERSON")
            yield name._replace(start=cut, entity_type="ORG")
            return
        size, goes_on = _country_of(words.text[name.start : name.end])
        if size:
            yield name._replace(end=name.start + size, entity_type="LOC")
            if goes_on:
                yield name._replace(start=name.start + size)
            return
    yield trimmed(words, name)


def may_move(words: Words, name: Tagged) -> bool:
    """Whether what stands beside a name, or ends it, may move its edges; most names stay as they are, and no rule is asked."""
    if name.entity_type == "LOC":
        return "一" <= words.text[name.end : name.end + 1] <= "鿿"
    if name.entity_type != "PERSON":
        return False
    last = words.index_until(name.end)
    return (last is not None and words.classes[last - 1] in "hT") or words.text.startswith(("政権", "元"), name.end)


def may_hold_more(surface: str, kind: str) -> bool:
    """Whether a name by itself holds what may be no part of it.

    >>> may_hold_more("山田太郎", "PERSON"), may_hold_more("山田若葉銀行", "PERSON"), may_hold_more("2024年若葉杯", "EVENT")
    (False, False, True)
    """
    last = surface[-1]
    if last in ")）》" or (surface[0] in _FIRSTS and kind != "ORG") or surface in single_names():
        return True
    if kind == "LOC":
        return last in "内外国部域方"
    if kind in ("ORG", "PRODUCT") and last in "紙誌":
        return True
    if kind not in ("ORG", "PERSON"):
        return False
    return (
        (kind == "PERSON" and (last in "都道府県元前" or last.isascii()))
        or _country_of(surface)[0] > 0
        or any(_is_organization(surface[at:]) for at in range(1, len(surface)))
    )


def _is_organization(surface: str) -> bool:
    key = key_of(surface)
    return key is not None and lexicon_entities()[key].entity.entity_type == "ORG"


_ADMINISTRATION = re.compile(r"(?P<country>.)(?P<rest>.{2,10}政権)")  # 米|トランプ政権
# A country and such words are no one organization: 欧州|メディア, 韓国|企業; but 日本経済新聞
_NO_BODY = re.compile(
    r"(?:メディア|部隊|企業|勢力|当局|各紙|各国|諸国|市場|経済|社会|高官|首脳|国民|市民|側|支援組織|関係者|代表団)+$"
)


@lru_cache(maxsize=65536)
def _country_of(surface: str) -> tuple[int, bool]:
    """How much of a name is a country, and whether what follows is a name too: トランプ政権, not メディア. 0 where it is a whole."""
    ruled = _ADMINISTRATION.fullmatch(surface) if surface[-1] == "権" else None
    if ruled and ruled["country"] in abbreviations_before_nouns():
        return 1, True
    body = _NO_BODY.search(surface)
    key = key_of(surface[: body.start()]) if body and body.start() > 1 else None
    if body and key and lexicon_entities()[key].entity.entity_type in ("GPE", "LOC"):
        return body.start(), False
    return 0, False


def _organization_inside(words: Words, name: Tagged) -> int | None:
    """Where an organization begins after a person's name, before a title."""
    last = words.index_until(name.end)
    if last is None or words.classes[last : last + 1] not in ("T", "X"):
        return None
    first = words.index_at(name.start)
    if first is None or last - first < 2:
        return None
    for index in range(first + 1, last):
        if _is_organization(words.text[words.starts[index] : name.end]):
            is_person = _FAMILY_AND_GIVEN.fullmatch(words.classes[first:index]) is not None
            return words.starts[index] if is_person and key_of(words.text[name.start : name.end]) is None else None
    return None


def trimmed(words: Words, name: Tagged) -> Tagged:
    """The name without the year before it, and the title, honorific, reading or 紙 at its end; 沖縄県 of 沖縄県民.

    Whose 政権 it is stands for the administration, which is one organization.
    """
    text = words.text
    before = None
    if name.entity_type != "ORG" and text[name.start] in _FIRSTS:
        before = _YEAR.match(text, name.start, name.end)
    if before and before.end() < name.end:
        name = name._replace(start=before.end())
    reading = _READING_AT_END.search(text[name.start : name.end]) if text[name.end - 1] in ")）》" else None
    if reading and reading.start() > 0:
        name = name._replace(end=name.start + reading.start())
    if name.entity_type in ("PERSON", "LOC") and text.startswith("政権", name.end):
        return name._replace(end=name.end + 2, entity_type="ORG")  # トランプ政権, 米政権
    if name.entity_type == "LOC":
        if not _is_minister(words, name):
            return _whole_place(words, name)
        name = name._replace(entity_type="PERSON")
    if name.entity_type == "PERSON":
        name = name._replace(end=_before_title(words, name))
    elif text[name.start : name.end] in single_names():
        name = name._replace(entity_type="PERSON")
    last = words.index_until(name.end)
    ends = "hT" if name.entity_type == "PERSON" else ""
    while last is not None and words.starts[last - 1] > name.start:
        is_kind = name.entity_type in ("ORG", "PRODUCT") and words.surface(last - 1) in ("紙", "誌")
        if not is_kind and (words.classes[last - 1] not in ends or not ends):
            break
        last -= 1
        name = name._replace(end=words.ends[last - 1], entity_type="ORG" if is_kind else name.entity_type)
    return name


# What stands between a person's name and a title and belongs to the title: 石原|都知事, 水野|元社長, ヴェルタ|IOC委員長
_OF_TITLE = re.compile(r"(?<=[^都道府県]{2})[都道府県](?=知事)|(?<=..)[元前](?=.)|(?<=[ァ-ヴー]{2})[A-Z]{2,5}(?=.)")


def _before_title(words: Words, name: Tagged) -> int:
    """Where a person's name ends before what its title begins with; its own end where it holds nothing of that.

    元 belongs to a name that the lexicon knows with it: 中谷元防衛相.
    """
    surface = words.text[name.start : name.end]
    if words.text.startswith("元", name.end) and (key := key_of(surface + "元")):
        return name.end + 1 if lexicon_entities()[key].entity.entity_type == "PERSON" else name.end
    found = _OF_TITLE.search(words.text[name.start : name.end + 2], max(0, len(surface) - 5))
    if found is None or found.end() != len(surface) or key_of(surface) is not None:
        return name.end
    begun, last = words.index_at(name.start + found.start()), words.index_until(name.end)
    is_title = words.classes[last : last + 1] in ("T", "X") if last is not None else begun is not None
    if not is_title or any(surface + mark in words.text for mark in ("氏", "さん", "容疑者", "被告")):
        return name.end
    return name.start + found.start()


def _is_minister(words: Words, name: Tagged) -> bool:
    """Whether a place of Japan stands before a title that no place of Japan gives: 山口外務副大臣."""
    if _MINISTER.match(words.text, name.end) is None:
        return False
    key = key_of(words.text[name.start : name.end])
    if key is not None:
        entity = lexicon_entities()[key].entity
        return entity.country == "JP" and entity.name_ja != "日本" and words.text[name.end - 1] not in "都道府県市"
    return name.end - name.start > 1 and _KANJI.fullmatch(words.text, name.start, name.end) is not None


def _whole_place(words: Words, name: Tagged) -> Tagged:
    """沖縄県 where the dictionary cuts 沖縄|県民, 米 where it cuts 米国|営, and 遠山地域 with the word that makes a region of it.

    A part by its direction (インド|西部) is no name, nor is what stands after a region that has one (インド太平洋|地域).
    """
    text = words.text
    part = PART_OF_PLACE.search(text[name.start : name.end]) if text[name.end - 1] == "部" else None
    if part:
        return name._replace(end=name.start + part.start())
    if text[name.end - 1] in "内外" and _WITHIN.search(text[name.start : name.end]):
        name = name._replace(end=name.end - 1)
    key = key_of(text[name.start : name.end])
    whole = key_of(text[name.start : name.end + 1])
    is_prefecture = whole is not None and lexicon_entities()[whole].entity.method == "lexicon:prefectures"
    if is_prefecture and _PEOPLE_OF.match(text, name.end):
        return name._replace(end=name.end + 1)
    if name.end - name.start == 2 and text.startswith("国営", name.end - 1):
        return name._replace(end=name.end - 1)
    if key is None and text.startswith(("地域", "地方"), name.end - 2) and key_of(text[name.start : name.end - 2]):
        return name._replace(end=name.end - 2)
    region = _REGION.match(text, name.end) if key is None else _LAND.match(text, name.end)
    if region and words.index_until(region.end()) is not None:
        return name._replace(end=region.end())
    return name
