"""Spellings of an outlet's name that are regular, so that the lexicon lists a name once.

Belongs here: ニューヨーク・タイムズ without its dot, デイリー for デーリー, and the words that say what it is (米紙…, 国営…通信,
…日本語版). Does not belong here: names that must be listed (NYT), and who goes by a name (``outlets``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache

from pipeline.lexicons.load import load

# White space, the dot between foreign words, and the wave dash that NFKC leaves: ワシントン・ポスト
_LEFT_OUT = re.compile(r"[\s・]+")
# デイリー and デーリー, ヴェルト and ベルト, ウイークリー and ウィークリー are the same word
_FOLDED = (
    ("〜", "~"),
    ("デイ", "デー"),
    ("ウイ", "ウィ"),
    ("ヴァ", "バ"),
    ("ヴィ", "ビ"),
    ("ヴェ", "ベ"),
    ("ヴォ", "ボ"),
    ("ヴ", "ブ"),
)
_LONGEST_PREFIX = 16  # code points before a name: ロシアの独立系ニュースサイト「
_SHORTEST_NAME = 2
#: kinds of outlet that a word can go with: 紙 only with a newspaper, so that 読売テレビ is not 読売
_KINDS_OF_GENRE = {
    "紙": frozenset(("newspaper",)),
    "誌": frozenset(("magazine",)),
    "通信": frozenset(("wire",)),
    "通信社": frozenset(("wire",)),
    "テレビ": frozenset(("broadcaster",)),
    "テレビ局": frozenset(("broadcaster",)),
    "放送": frozenset(("broadcaster",)),
    "放送局": frozenset(("broadcaster",)),
    "ラジオ": frozenset(("broadcaster",)),
    "サイト": frozenset(("web_media", "newspaper", "magazine")),
}
#: what an edition adds to the name of any outlet: 日本語版, 電子版
_EDITIONS = ("日本語版", "英語版", "電子版", "オンライン", "デジタル")
_ANY = frozenset[str]()


def name_key(name: str) -> str:
    """Name as a key: NFKC, lower case, without white space and dots, spelling variants folded.

    >>> name_key("デイリー・テレグラフ") == name_key("デーリーテレグラフ")
    True
    """
    key = _LEFT_OUT.sub("", unicodedata.normalize("NFKC", name)).casefold()
    for variant, folded in _FOLDED:
        key = key.replace(variant, folded)
    return key


def spellings(name: str) -> tuple[str, ...]:
    """The name and its regular variants, as a text may have them.

    >>> spellings("デーリー・テレグラフ")
    ('デーリー・テレグラフ', 'デーリーテレグラフ', 'デイリー・テレグラフ', 'デイリーテレグラフ')
    """
    forms = dict.fromkeys((name, name.replace("・", "")))
    for long, short in (("デー", "デイ"), ("デイ", "デー")):
        forms |= dict.fromkeys(form.replace(long, short) for form in tuple(forms))
    return tuple(forms)


def without_genre(key: str, known: Container[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Known names in a key that has words around them that say what they are, and the kinds these allow (empty: any).

    >>> list(without_genre("米紙ワシントンポスト", {"ワシントンポスト"}))
    [('ワシントンポスト', frozenset({'newspaper'}))]
    """
    yield from _after_prefix(key, _ANY, known)
    for ending, kinds in _endings():
        name = key.removesuffix(ending)
        if name != key:
            if name in known:
                yield name, kinds
            yield from _after_prefix(name, kinds, known)


def _after_prefix(key: str, kinds: frozenset[str], known: Container[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Known rests of a key after a prefix such as 米紙, 国営, 韓国, ニュースサイト「; the longest rest first."""
    for cut in range(1, min(_LONGEST_PREFIX, len(key) - _SHORTEST_NAME) + 1):
        name = key[cut:].rstrip("」』")
        prefix = _prefix().fullmatch(key, 0, cut) if name in known else None
        if prefix is None:
            continue
        allowed = _KINDS_OF_GENRE.get(prefix["genre"] or "", _ANY)
        if not kinds or not allowed or kinds & allowed:
            yield name, (kinds & allowed) or kinds or allowed


@lru_cache(maxsize=1)
def _endings() -> tuple[tuple[str, frozenset[str]], ...]:
    genres = {ending: kinds for ending, kinds in _KINDS_OF_GENRE.items() if ending != "サイト"}
    companies = {"社": frozenset(("newspaper", "wire", "magazine"))}
    return (*genres.items(), *companies.items(), *((edition, _ANY) for edition in _EDITIONS))


@lru_cache(maxsize=1)
def _prefix() -> re.Pattern[str]:
    """米紙, 米政治専門サイト「, 国営, 韓国, カタールの衛星テレビ局: a country, who runs it, what it is"""
    countries = {row["character"] for row in load("country_abbreviations")}
    for row in load("countries"):
        countries.update(name_key(name) for name in (row["name_ja"], *re.split(r"[|;]", row["variants"])) if name)
    where = "|".join(sorted(map(re.escape, countries), key=lambda name: (-len(name), name)))
    genres = "|".join(sorted(_KINDS_OF_GENRE, key=len, reverse=True))
    return re.compile(
        rf"(?=.)(?:(?:{where}|香港)の?)?"
        rf"(?:(?:国営|公営|公共|公共放送|[一-鿿]{{0,6}}(?:ニュース)?(?P<genre>{genres})|[一-鿿]{{0,6}}(?:ニュース|オンライン)?メディア)の?)?[「『]?"
    )
