"""News outlets as those who speak: by a known name, by a name's ending, or by the genre put before it (経済紙…).

Belongs here: whether words name an outlet, and of which genre it is. Does not belong here: who said what (``speakers``),
nor outlets as entities of the article (``mentions``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.extract.saying.words import Words
from pipeline.lexicons.load import load
from pipeline.read.outlets import lookup_name

_KINDS = frozenset(("wire", "newspaper", "broadcaster", "magazine", "web_media"))
#: what its users write and a text cites as it cites a newspaper; whoever writes on a platform (X, YouTube) speaks for himself
_ENCYCLOPEDIAS = frozenset(("ja.wikipedia.org", "ja.wikinews.org"))
#: what a name ends in, or what is put before it, by genre: ノルド通信, 北浜日報, 地元テレビ局, 専門誌; the first that fits
_GENRES = {
    "wire": re.compile(r"(?:通信|通信社)$"),
    "newspaper": re.compile(
        r"(?:紙|新聞|新聞社|新報|日報|時報|タイムズ|ポスト|ジャーナル|ヘラルド|トリビューン|デイリー|クロニクル|ガゼット)$"
    ),
    "broadcaster": re.compile(r"(?:局|テレビ|放送|放送局|ラジオ|ネットワーク)$"),
    "magazine": re.compile(r"(?:誌|雑誌|マガジン|ウィークリー)$"),
    "site": re.compile(r"サイト$"),
}
#: a genre that stands right before a name: 経済紙, 英紙, 専門誌, 民放局, ニュースサイト
_BEFORE_NAME = re.compile(r"(?:[^雑]誌|^誌|紙|通信社|テレビ局|放送局|ラジオ局|民放局|ニュースサイト|メディア)$")
#: a name in letters of its own: マーケット, Herald, ・
_NAME = re.compile(r"[ァ-ヺー・=＝\-A-Za-zＡ-Ｚａ-ｚ&.\s]+")
#: an outlet that stands for one named before, by what it shares with it: 同紙, 同通信, 同テレビ
_ANAPHOR = re.compile(r"同(?:じ|一)?(.+)")
#: a broadcaster whose genre opens its name: ラジオ北浜, テレビ波野
_BROADCASTER = re.compile(r"(?:ラジオ|テレビ)(?!局)[一-鿿]{1,3}[^者員家\W]")
#: endings that only news outlets have: 47NEWS, 夕凪NEWS24, Nepalnews, KSWB-TV, FM夕凪, 九州版 of a paper, 西日本スポーツ, CBSスポーツ, 報道各社
_ENDING = re.compile(
    r"[^\s・、の]{0,8}(?:NEWS|News|news)(?:\d{1,2})?|[A-Za-z]{2,}-?TV|.*(?:新聞|読売|朝日|毎日|産経|日経).{0,4}版"
    r"|(?:[一-鿿]{2,6}|[A-Za-z]{2,6})(?:スポーツ|週報|ニュース)|[ァ-ヴー]{3,8}週報|[A-Z][A-Za-z ]{2,}(?:Times|Post|Herald|Journal|Tribune|Watch)|[一-鿿ァ-ヴー]{2,6}(?:FM|TV|[A-Z]TV)|FM[一-鿿ァ-ヴー]{2,6}|[一-鿿ァ-ヴーA-Za-z]{3,12}(?:WEB|ドットコム)"
    r"|(?:報道|報道機関|メディア|マスコミ|新聞|テレビ|放送|通信|民放)各社"
)
#: how a text goes on behind whoever it tells something of, other than that it reports
_OWN_DEED = re.compile(
    r"[会社]長|理事|公認|主催|の(?![^。]{0,8}(?:報道|記事|取材|調|によ))|[をも]|に(?!よ|対)|[はが](?![^。]{0,60}(?:報じ|伝え|報道))"
)
_LONGEST_NAME = 10  # words
_SHORTEST_LOWER = 6  # letters of a name that is no word in lower case either: zakzak
_REACH = 20_000  # code points of a text in which an outlet's whole name is looked for
#: what the name of a newspaper or station goes on with where it is cut short: 西日本 for 西日本新聞
_REST = ("新聞", "日報", "新報", "スポーツ", "放送", "テレビ", "タイムス", "タイムズ", "通信")


class OutletName(NamedTuple):
    """Where a name put after its genre stands; ``first`` is the place of its first word."""

    first: int
    start: int
    end: int
    genre: str


def _known_genre(name: str) -> str | None:
    """Genre of an outlet that the lexicon knows by that name; a lower-case word (time) is no name but of a site that writes itself so."""
    if len(name) < 2:
        return None
    outlet = lookup_name(name)
    if outlet is None or (outlet.kind not in _KINDS and outlet.domain not in _ENCYCLOPEDIAS):
        return None
    if name.isascii() and name.islower() and name != outlet.name_ja and len(name) < _SHORTEST_LOWER:
        return None
    return "site" if outlet.kind in ("web_media", "ugc") else outlet.kind


@cache
def _endings() -> dict[str, bool]:
    """Nouns of outlets, and those of others that end in one: 製紙 is a trade, not a 紙."""
    kinds = {row["noun"]: row["kind"] == "outlet" for row in load("speaker_nouns")}
    outlets = tuple(noun for noun, is_outlets in kinds.items() if is_outlets)
    return {noun: is_outlets for noun, is_outlets in kinds.items() if is_outlets or noun.endswith(outlets)}


@lru_cache(maxsize=65536)
def is_known(name: str) -> bool:
    """Whether the lexicon knows a news outlet of that name.

    >>> is_known("スポーツニッポン"), is_known("ニッポン")
    (True, False)
    """
    return _known_genre(name) is not None


@lru_cache(maxsize=65536)
def is_outlet(name: str) -> bool:
    """Whether a name is that of a news outlet, by the lexicon or by its ending.

    >>> is_outlet("ロイター通信"), is_outlet("地元紙"), is_outlet("外務省"), is_outlet("北浜製紙")
    (True, True, False, False)
    """
    name = name.strip()
    return (
        _known_genre(name) is not None
        or _BROADCASTER.fullmatch(name) is not None
        or _ENDING.fullmatch(name) is not None
        or next((_endings()[name[-k:]] for k in range(min(6, len(name)), 0, -1) if name[-k:] in _endings()), False)
        or ("・" in name and all(map(is_outlet, name.split("・"))))
    )


def is_cut_short(name: str, text: str) -> bool:
    """Whether a source is an outlet that the text also names whole: 西日本 where 西日本新聞 stands, 日刊 where 日刊スポーツ does.

    >>> is_cut_short("西日本", "西日本によると、雨が続く。『大雨』。西日本新聞"), is_cut_short("県", "県によると、雨が続く。")
    (True, False)
    """
    return len(name) > 1 and any(text.find(name + rest, 0, _REACH) >= 0 for rest in _REST)


@cache
def _institutions() -> frozenset[str]:
    """Names of organizations that the lexicon knows: FIFA, JAXA."""
    rows = load("organizations")
    return frozenset(name for row in rows for name in (row["name_ja"], row["name_en"], *row["variants"].split("|")))


def is_credited(name: str, text: str) -> bool:
    """Whether the list of what a text was made from credits articles to a name: 『…』。Portside、2005年7月18日。

    Whoever the text tells other things of is no outlet: a federation is credited with what it publishes, too.

    >>> is_credited("Portside", "『港の火事』。Portside、2005年7月18日。"), is_credited("港湾局", "『港の火事』について港湾局は")
    (True, False)
    >>> is_credited("PORT", "PORTによると、火事だ。PORTの会長が辞めた。『港の火事』。PORT、2005年7月18日。")
    False
    """
    if name in _institutions():
        return False
    at = text.find("』。" + name + "、")
    after = at + len(name) + 3
    if at < 0 or text[after : after + 2] not in ("19", "20"):
        return False
    return not any(_OWN_DEED.match(text, found.end()) for found in re.finditer(re.escape(name), text[:at]))


def genre_of(name: str) -> str:
    """Genre of an outlet by its name: wire, newspaper, broadcaster, magazine or site; empty where the name does not tell.

    >>> genre_of("同通信"), genre_of("北浜日報"), genre_of("ヘクトール")
    ('wire', 'newspaper', '')
    """
    anaphor = _ANAPHOR.fullmatch(name)
    known = None if anaphor else _known_genre(name)
    if known is not None:
        return known
    return next((genre for genre, ending in _GENRES.items() if ending.search(name)), "")


def named_after_genre(words: Words, first: int, last: int) -> OutletName | None:
    """The name that ends at the place ``last`` and has its genre right before it, from ``first`` on, or none.

    経済紙マーケット・デイリー, 専門誌の月刊…, 地元紙「夕凪」 are such.
    """
    if last - 1 in words.quotes:
        at = last - 1
        start, end = words.quotes[at].inner
    else:
        at = last
        while at > first and last - at < _LONGEST_NAME and _NAME.fullmatch(words.surface(at - 1)):
            at -= 1
        if at == last:
            return None
        start, end = words.starts[at], words.ends[last - 1]
    genre = at - 1
    if words.surface(genre) == "の" and genre - 1 >= 0:
        genre -= 1
    if genre < 0 or not _BEFORE_NAME.search(words.surface(genre)) or genre + 1 < at - 1:
        return None
    return OutletName(at, start, end, genre_of(words.surface(genre)))
