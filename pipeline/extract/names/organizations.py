"""Organizations, facilities, events and laws: what the end of a name says it is, and names with their abbreviation.

Belongs here: the kind that 外務省, 大学, 空港, 条約 end, names with their abbreviation in brackets (北大西洋条約機構(NATO)),
bodies of countries (米国防総省), companies by their legal form. Does not belong here: what a lexicon lists (``gazetteer.py``), places (``places.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.names.candidates import Candidate, Words, places_of
from pipeline.extract.names.gazetteer import abbreviations_before_nouns, find_known, key_of, lexicon_entities
from pipeline.lexicons.load import load

# (NATO), (略称NATO), (以下、気候連合), (通称「緑の輪」)
_SHORT_FORM = re.compile(
    r"[(（](?:(?:英語?略称?[:：]?|略称[:：]?|以下、?)?([A-Z][A-Za-z0-9&\-]{0,6}[A-Z][A-Za-z0-9&\-]{0,3})"
    r"|(?:以下、?|略称[:：]?|通称[:：]?|略して)[「『]?([一-鿿ァ-ヴー]{2,12})[」』]?)[)）]"
)
# A short suffix also ends longer words (手法, 産地区): these may, the others must be words of their own.
_ENDINGS = ("省", "庁", "党", "軍", "局")


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


def find_organizations(words: Words, shortened: Sequence[Shortened]) -> Iterator[Candidate]:
    """Names that the text itself abbreviates, with their short forms, and bodies of countries."""
    if shortened:
        yield from _expanded_names(words, shortened)
    yield from _bodies_of_countries(words)


# What a country's name and this make is one organization: イラク政府, 米国防総省, 韓国大統領府
_BODY = re.compile(
    r"(?:政府軍?|(?:[陸海空]|合同|連邦)?軍|海兵隊|(?:外務|国防|国防総|財務|内務|司法|商務|国務|農務|保健|法務|教育|文化|労働|運輸|エネルギー)省|"
    r"大統領府|大統領官邸|首相府|首相官邸|王室|(?:連邦議会|議会|国会|上院|下院)(?!議[員長]|選)|中央銀行|最高裁判所|最高裁|検察庁|"
    r"(?:中央)?選挙管理委員会)"
)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Lexicon keys of the countries."""
    return frozenset(key for key, known in lexicon_entities().items() if known.entity.method == "lexicon:countries")


def _bodies_of_countries(words: Words) -> Iterator[Candidate]:
    text, countries = words.text, _countries()
    hits = [(end, start) for start, end, key in find_known(text) if key in countries]
    before = abbreviations_before_nouns()
    hits += [(words.ends[at], words.starts[at]) for at in places_of("e", words.classes) if words.surface(at) in before]
    for end, start in hits:
        body = _BODY.match(text, end)
        if body and words.index_at(start) is not None and words.index_until(body.end()) is not None:
            yield Candidate(
                start, body.end(), "ORG", "rule:body_of_country", 0.9, 4, key=key_of(text[start : body.end()])
            )


class Shortened(NamedTuple):
    """A name with a short form of it: offsets of both."""

    long_start: int
    long_end: int
    start: int
    end: int


_FORMS = ("株式会社", "有限会社", "合同会社")
_OF_COMPANY = frozenset("CLNFGPKAkanws")  # classes of the words that a company's own name is made of
_NO_COMPANY = (
    "企業",
    "会社",
    "メーカー",
    "大手",
    "中堅",
    "チェーン",
)  # what a word ends in that says what a company is
_MOST_WORDS = 4


def companies(words: Words) -> list[Shortened]:
    """Companies by their legal form (波浪株式会社, 株式会社夕凪商店), each with its own name where that stands elsewhere, else within."""
    found = []
    for form in _FORMS:
        for start in places_of(form, words.text):
            end = start + len(form)
            last, first = words.index_until(start), words.index_at(end)
            if last is not None and (begun := _own_words(words, last, -1)) < last:
                found.append(_named(words, words.starts[begun], end, words.starts[begun], start))
            elif (
                first is not None
                and words.classes[first : first + 1] != "s"
                and (stop := _own_words(words, first, 1)) > first
            ):
                found.append(_named(words, start, words.ends[stop - 1], end, words.ends[stop - 1]))
    return found


def _named(words: Words, whole_start: int, whole_end: int, start: int, end: int) -> Shortened:
    own = words.text[start:end]
    others = (at for at in _whole_words(words, own) if not whole_start <= at < whole_end)
    start = next(others, start)
    return Shortened(whole_start, whole_end, start, start + len(own))


def _whole_words(words: Words, surface: str) -> Iterator[int]:
    """Where a surface stands from edge to edge of words."""
    for at in places_of(surface, words.text):
        if words.index_at(at) is not None and words.index_until(at + len(surface)) is not None:
            yield at


def _own_words(words: Words, at: int, step: int) -> int:
    """How far the words of a company's own name reach from an edge of its legal form, backwards (-1) or forwards (1)."""
    begun = at
    while abs(at - begun) < _MOST_WORDS and 0 <= (near := at - 1 if step < 0 else at) < len(words.classes):
        if words.classes[near] not in _OF_COMPANY or words.surface(near).endswith(_NO_COMPANY):
            break
        at += step
    return at


def find_companies(words: Words, named: Sequence[Shortened]) -> Iterator[Candidate]:
    """Companies with their legal form, and by their own name elsewhere in the article, where no lexicon has another thing of that name."""
    text = words.text
    for whole_start, whole_end, start, end in named:
        yield Candidate(whole_start, whole_end, "ORG", "rule:company", 0.9, key=key_of(text[whole_start:whole_end]))
        own = text[start:end]
        if len(own) < 2 or key_of(own) is not None:
            continue
        for at in _whole_words(words, own):
            yield Candidate(at, at + len(own), "ORG", "rule:company", 0.7, 1, form="abbreviation")


def short_forms(words: Words) -> list[Shortened]:
    """The names that the text itself gives a short form in brackets, where the long one ends: 北大西洋条約機構(NATO)."""
    found = []
    for match in _SHORT_FORM.finditer(words.text):
        end = match.start()
        last = words.index_until(end)
        if last is None:
            continue
        first = last
        while first > 0 and last - first < 12 and words.classes[first - 1] in "CLNFGPKAkanspedTuw0":
            first -= 1
        start, stop = match.span(match.lastindex or 0)
        if first < last and words.ends[last - 1] - words.starts[first] > stop - start:
            found.append(Shortened(words.starts[first], end, start, stop))
    return found


def _expanded_names(words: Words, shortened: Sequence[Shortened]) -> Iterator[Candidate]:
    """Long names that the text itself abbreviates, and their short forms there and later."""
    text = words.text
    given: dict[str, tuple[str, str | None]] = {}
    for long_start, long_end, start, end in shortened:
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
            yield Candidate(long_start, long_end, entity_type, "rule:abbreviation_given", 0.8, 4, key=key)
    for short, (kind_given, key) in given.items():
        for at in _whole_words(words, short):
            yield Candidate(at, at + len(short), kind_given, "rule:abbreviation_given", 0.8, 4, "abbreviation", key)


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
