"""Things in the world that the lexicons know, and where a text names them.

Belongs here: the entities of ``lexicons/{countries,prefectures,cities,regions,organizations,outlets,people}.csv``, their
identifiers, and the search for all their surfaces in one pass. Does not belong here: the judgement whether a hit is a
name in its sentence (the modules of each kind).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.identity import row_id
from pipeline.lexicons.load import load
from pipeline.read.outlet_spellings import spellings
from pipeline.read.outlets import normalize_name

_QUALIFIER = re.compile(r"^(?:国営|公営|[米英仏独露韓豪伊印])|(?:系列?|紙|誌)$")  # 国営アナトリア通信
# How an entity was found, by the lexicon that has it
_METHODS = {
    "countries": "lexicon:countries",
    "prefectures": "lexicon:prefectures",
    "cities": "lexicon:cities",
    "regions": "lexicon:regions",
    "people": "lexicon:people",
    "organizations": "lexicon:organizations",
    "outlets": "lexicon:outlets",
}
# An outlet with words of the text around its name, or of its site: 英紙オブザーバー, 韓国MBC, ナタリー(ニュースサイト)
_MORE_THAN_A_NAME = re.compile(
    r"^(?:[米英仏独露韓豪伊印加]|[ァ-ヺー]{2,7}|韓国|台湾|香港)(?:[一-鿿]{0,5}[紙誌]|[一-鿿ァ-ヺー]{0,6}サイト|公共放送|[A-Z]{3,4}$)|[()「」]"
)
_MANY = re.compile(r"[|;]")  # separates variants: 米国|合衆国


class Entity(NamedTuple):
    """A thing in the world; the fields are those of the table ``entities``."""

    entity_id: str
    entity_type: str
    name_ja: str
    name_en: str | None = None
    reading: str | None = None
    wikidata_id: str | None = None
    country: str | None = None
    method: str = "rule:longest_name"
    evidence: str = "spelling_in_article"


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of a lexicon with its surfaces.

    ``single_name`` is the family name that means this person alone; ``capital_of`` is the country whose government a capital,
    or the seat of a government (クレムリン), stands for.
    """

    entity: Entity
    surfaces: tuple[str, ...]
    single_name: str | None = None
    capital_of: str | None = None


def entity_id(entity_type: str, key: str) -> str:
    """Identifier of an entity: a hash of its type and of its lexicon key or normalized full name.

    >>> entity_id("GPE", "JP") == entity_id("GPE", "JP") != entity_id("ORG", "JP")
    True
    """
    return row_id("ent", entity_type, key)


def _is_qualified(name: str, names: set[str]) -> bool:
    """Whether a surface is another one with a word that is no part of the name: 米AP通信, 国営アナトリア通信, テレビ朝日系."""
    without = _QUALIFIER.sub("", name)
    return without != name and without in names


def _known(row: dict[str, str], lexicon: str, entity_type: str, key: str, variants: str = "variants") -> Known:
    entity = Entity(
        entity_id=entity_id(entity_type, key),
        entity_type=entity_type,
        name_ja=row["name_ja"],
        name_en=row["name_en"] or None,
        wikidata_id=row.get("wikidata_id") or None,
        country=row.get("iso2") or row.get("country") or None,
        method=_METHODS[lexicon],
        evidence="lexicon",
    )
    others = [name.strip() for name in _MANY.split(row[variants]) if name.strip()]
    names = [name for name in others if not _is_qualified(name, {row["name_ja"], *others})]
    surfaces = [row["name_ja"], *names]
    if lexicon == "outlets":
        surfaces = [form for name in surfaces if _is_surface(name) for form in spellings(name)]
    return Known(
        entity,
        tuple(dict.fromkeys(surfaces)),
        single_name=row.get("single_name") or None,
        capital_of=row.get("capital_of") or None,
    )


def _is_surface(name: str) -> bool:
    """Whether an outlet's name can be found in a text as it stands: not 英紙…, and not a lower-case word (note)."""
    return not _MORE_THAN_A_NAME.search(name) and not (name.isascii() and name.islower())


@lru_cache(maxsize=1)
def lexicon_entities() -> dict[str, Known]:
    """Every entity of the lexicons by its key; keys are unique over all of them."""
    found: dict[str, Known] = {}
    for row in load("countries"):
        found[row["iso2"]] = _known(row, "countries", "GPE", row["iso2"])
    for name in ("prefectures", "cities"):
        for row in load(name):
            found[row["key"]] = _known(row, name, "GPE", row["key"])
    for row in load("regions"):
        found[row["key"]] = _known(row, "regions", row["entity_type"], row["key"])
    for row in load("people"):
        found[row["key"]] = _known(row, "people", "PERSON", row["key"])
    seats = {row["organization"]: row["stands_for"] for row in load("seats_of_power")}
    for row in load("organizations"):
        known = _known(row, "organizations", "ORG", row["key"])
        found[row["key"]] = replace(known, capital_of=seats.get(row["key"]))
    names = {surface for known in found.values() for surface in known.surfaces}
    for row in load("outlets"):
        if row["name_ja"] and row["name_ja"] not in names and row["kind"] != "government":
            key = row["domain"] or normalize_name(row["name_ja"])
            found[key] = _known(row, "outlets", "ORG", key, variants="aliases")
    return found


@lru_cache(maxsize=1)
def _surfaces() -> dict[str, str]:
    """Key by surface; a prefecture is also known without its suffix, and the first lexicon that has a surface keeps it."""
    keys: dict[str, str] = {}
    for key, known in lexicon_entities().items():
        for surface in known.surfaces:
            keys.setdefault(surface, key)
    for row in load("prefectures"):
        if row["name_ja"] != "北海道":
            keys.setdefault(row["name_ja"][:-1], row["key"])
    return keys


@lru_cache(maxsize=1)
def _automaton() -> tuple[AhoCorasick, list[str], list[str]]:
    keys = _surfaces()
    surfaces = [surface for surface in keys if len(surface) > 1]
    return (
        AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA),
        [keys[surface] for surface in surfaces],
        surfaces,
    )


@lru_cache(maxsize=2048)
def find_known(text: str) -> tuple[tuple[int, int, str], ...]:
    """Start, end and lexicon key of every surface that a lexicon knows, leftmost and longest first, without overlap.

    >>> list(find_known("北大西洋条約機構と日本"))
    [(0, 8, 'nato'), (9, 11, 'JP')]
    """
    automaton, keys, _ = _automaton()
    return tuple((start, end, keys[pattern]) for pattern, start, end in automaton.find_matches_as_indexes(text))


def key_of(surface: str) -> str | None:
    """Lexicon key of a surface, or none.

    >>> key_of("米国"), key_of("愛知"), key_of("どこか")
    ('US', 'pref_aichi', None)
    """
    return _surfaces().get(surface)


@lru_cache(maxsize=1)
def single_names() -> dict[str, str]:
    """Key of the person by a family name that means nobody else in the news (プーチン)."""
    return {known.single_name: key for key, known in lexicon_entities().items() if known.single_name}


@lru_cache(maxsize=1)
def abbreviations_before_nouns() -> frozenset[str]:
    """Characters that stand for a country also before another noun: 米 in 米大統領, but not 日 or 中."""
    return frozenset(row["character"] for row in load("country_abbreviations") if row["before_nouns"] != "false")


@lru_cache(maxsize=1)
def abbreviations_before_any_noun() -> frozenset[str]:
    """Those that are no words of their own, so that any noun may follow: 英 in 英企業, but not 米, which is rice in 米農家."""
    return frozenset(row["character"] for row in load("country_abbreviations") if row["before_nouns"] == "true")


@lru_cache(maxsize=1)
def in_compounds() -> frozenset[str]:
    """Characters that stand for a country beside another: 日 and 米 of 日米."""
    return frozenset(row["character"] for row in load("country_abbreviations") if row["in_compounds"] == "true")


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, str]:
    """Lexicon key by the single character that stands for a country or region (米, 英, 欧)."""
    return {row["character"]: row["entity_key"] for row in load("country_abbreviations")}
