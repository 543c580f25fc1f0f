"""The outlet of an article that came without metadata, or from an aggregator: where the page itself names it.

Belongs here: the name behind a title, in a date line, in a copyright line, in 提供:…, and the credits of news agencies
(【ワシントン共同】, (時事) at the end). Does not belong here: who goes by a name (``pipeline/read/outlets``), whom a sentence
cites (``pipeline/extract``), credits of pictures.

What publishes comes before what wrote: a paper that prints an agency's report is the article's outlet, as it would be by
its metadata. Government sites and sites of users are not found here, and nothing whose text a release may repeat: a line
of text must never widen what a release gives away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicons.load import load
from pipeline.normalize import cues
from pipeline.normalize.blocks import TypedBlock
from pipeline.read.html_title import strip_bars, strip_site
from pipeline.read.outlets import Outlet, lookup_name, normalize_name, outlet_of

_WRITERS = frozenset(("wire", "newspaper", "broadcaster", "magazine", "web_media"))
_LONGEST_NAME = 24  # code points
_LONGEST_CREDIT_LINE = 48
_MOST_SITE_PARTS = 2  # parts behind a headline: |架空新聞|暮らし
# Parts of a page that name other outlets than its own
_OF_OTHERS = frozenset(
    ("caption", "cited_excerpt", "cited_source", "reference", "comment", "comment_ui", "related_link")
)
# Between a headline and the site: " - ", "|"
_SITE_SEPARATOR = re.compile(r"\s*[|｜]\s*|\s+[-–—]\s+|\s*:\s*")
# What a bracket at the end of a headline holds that is no outlet: 25日更新, 後編, 全文, 1/2
_NO_PROVIDER = re.compile(r"\d[年月日時分/]|更新$|[編版]$|^(?:全文|動画|写真|画像|上|中|下|\d+)$")
# Between the parts of a date line: 2025年10月3日 5時00分 架空新聞 国際面
_PART_SEPARATOR = re.compile(r"[\s|/・()【】\[\]]+")
# 提供:架空新聞, (記事提供=架空新聞), 配信元: 架空通信; a whole line, so that 写真提供:… is none
_PROVIDED = re.compile(
    r"[(【\[]?(?:(?:記事|ニュース)?(?:提供|配信)(?:元|社)?)\s?[::=]\s?(?P<name>[^()【】\[\]::]{2,24})[)】\]]?"
)
# © 2025 架空新聞社, Copyright (C) 架空新聞社 All rights reserved.
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?P<rest>.{2,120})", re.IGNORECASE)
_YEARS = re.compile(r"^[\s,.]*(?:(?:19|20)\d{2}(?:\s?[-–~]\s?(?:(?:19|20)\d{2})?)?[\s,.]*)?(?:by\s+)?", re.IGNORECASE)
_RIGHTS = re.compile(
    r"[\s,.。/|]*(?:all\s+rights?\s+reserved|no reproduction|無断転載|無断複製|禁無断|ALL RIGHTS).*$|[\s,.。]+$",
    re.IGNORECASE | re.DOTALL,
)
# 【ワシントン共同】, [東京 3日 ロイター] -, 【6月3日 AFP】, 【ソウル=聯合ニュース】 before the first sentence
_OPENING = re.compile(r"[【\[](?P<inside>[^【】\[\]]{2,40})[】\]]\s?[-–—]?\s?(?=\S)")
# ワシントン(CNN) 米国の…: the broadcaster's or agency's own way to open
_OPENING_IN_BRACKETS = re.compile(
    r"(?P<place>[^\s()。、「」]{2,20})\s?\((?P<name>[A-Za-z]{2,10}|[^\s()]{2,10}通信)\)(?:\s+|\s?[-–—]\s?)(?=\S)"
)
# …と述べた。(共同), …と述べた。【時事】, …と述べた。(ロンドン共同), …と述べた。=ロイター
_CLOSING = re.compile(
    r"[。」』!?]\s?(?:[(【\[](?P<name>[^()【】\[\]。、]{2,16}?)(?P<given>提供|配信)?[)】\]]|=\s?(?P<sign>[^\s。、=]{2,12}))$"
)
_DAY_OR_TIME = re.compile(r"(?:\d{1,2}月)?\d{1,2}日|\d{1,2}時|\d{1,2}:\d{2}")
_KATAKANA = re.compile(r"[ァ-ヺー・]{2,}")
# An outlet that no lexicon has, by what its name ends in: 架空新聞社, 架空日報
_NAMED_AS_OUTLET = re.compile(
    r"(?P<stem>[一-鿿々ァ-ヺーA-Za-z・]{2,14}?)(?:(?:新聞|日報|新報|民報|タイムス)社?|通信社)"
)
_MIN_PROSE = 30


class Source(NamedTuple):
    """The outlet of an article, or none, and the value of ``source_basis`` that says what it rests on."""

    outlet: Outlet | None
    basis: str


def source_of(given: Outlet | None, blocks: Sequence[TypedBlock], titles: Sequence[str] = ()) -> Source:
    """Outlet of an article: the one ``given`` by metadata, unless that is none or an aggregator and the page names another.

    ``titles`` are those that metadata gives, with the name of the site, normalized.

    >>> source_of(None, []), source_of(lookup_name("神戸新聞"), []).basis
    (Source(outlet=None, basis='none'), 'metadata')
    """
    named = credited_outlet(blocks, titles) if given is None or given.kind == "aggregator" else None
    if named is None or named.outlet == given:
        return Source(given, "none" if given is None else "metadata")
    return named


def credited_outlet(blocks: Sequence[TypedBlock], titles: Sequence[str] = ()) -> Source | None:
    """Outlet that the page itself names, or none; an aggregator only where nothing names who wrote the article.

    ``titles`` are those that metadata gives, normalized.

    >>> page = [TypedBlock(0, 40, "【ワシントン共同】架空国の首相は三日、会見で停戦を歓迎すると述べた。記者団に語った。", "paragraph", True, "")]
    >>> credited_outlet(page).outlet.name_ja
    '共同通信'
    """
    titled = _behind_titles([*titles, *_shown_titles(blocks)])
    if titled is not None and titled.kind != "aggregator":
        return Source(titled, "title")
    for find, basis in (
        (_in_date_lines, "dateline"),
        (_in_copyright_lines, "copyright"),
        (_in_credit_lines, "credit"),
        (_before_first_sentence, "agency"),
        (_after_last_sentence, "agency"),
    ):
        if (outlet := find(blocks)) is not None:
            return Source(outlet, basis)
    return None if titled is None else Source(titled, "title")


def _shown_titles(blocks: Sequence[TypedBlock]) -> Iterator[str]:
    """The titles among the blocks, and a first line that has column and outlet behind the title: 見出し | 連載の名 | 架空新聞."""
    shown = [block.text for block in blocks if block.role == "title"]
    yield from shown
    if blocks and blocks[0].role == "navigation" and any(blocks[0].text.startswith(f"{text} |") for text in shown):
        yield blocks[0].text


def without_outlet(title: str, outlet: Outlet | None) -> str:
    """Title of a page that came without markup, without the outlet behind it that tells whose page it is.

    ``title`` is normalized, ``outlet`` the article's. What a headline itself says behind a colon or in brackets stays.

    >>> without_outlet("架空市で三日間の祭り | 港の歳時記 | 神戸新聞", lookup_name("神戸新聞"))
    '架空市で三日間の祭り'
    >>> without_outlet("内閣の支持率30%:共同通信", lookup_name("共同通信"))
    '内閣の支持率30%:共同通信'
    """
    own = outlet.name_ja if outlet else None
    ends = list(_SITE_SEPARATOR.finditer(title))
    is_own = own is not None and ends and normalize_name(title[ends[-1].end() :]) == normalize_name(own)
    if _behind_titles([title]) is None and (not is_own or ends[-1].group().strip() == ":"):
        return title
    bare = strip_site(title, own)
    is_behind_bar = title[len(bare) :].lstrip().startswith("|")
    return strip_bars(bare) if is_behind_bar else bare


def _behind_titles(titles: Sequence[str]) -> Outlet | None:
    """見出し(架空新聞) - Yahoo!ニュース: the outlet an aggregator names; 見出し | 神戸新聞: the site itself."""
    for text in titles:
        line = " ".join(text.split())
        end = len(line)
        for separator in reversed(list(_SITE_SEPARATOR.finditer(line))[-_MOST_SITE_PARTS:]):
            site = _site(line[separator.end() : end], separator.group().strip())
            end = separator.start()
            if site is not None:
                named = _provider(_last_bracket(line[:end])) if site.kind == "aggregator" else None
                return named or site
    return None


def _site(name: str, separator: str) -> Outlet | None:
    """The outlet that a part behind a headline names: the whole part, or its first word behind a bar (架空日報 暮らし)."""
    site = lookup_name(name)
    if site is None and separator in ("|", "｜"):
        site = lookup_name(name.split(" ")[0])
    if site is None or not (site.kind == "aggregator" or _is_writer(site)):
        return None
    # a headline may name its agency: 支持率30%:架空通信
    return None if separator == ":" and site.kind == "wire" else site


def _provider(name: str) -> Outlet | None:
    """Outlet whose name an aggregator puts in the last bracket of a title, known or not."""
    if len(name) < 2 or len(name) > _LONGEST_NAME or _NO_PROVIDER.search(name):
        return None
    outlet = outlet_of(None, name)
    return outlet if outlet is not None and (_is_writer(outlet) or not outlet.is_known) else None


def _last_bracket(text: str) -> str:
    """What stands in the bracket that ends a text, which may hold another: テレビ架空系(KNN) of 見出し(テレビ架空系(KNN))."""
    text = text.rstrip()
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] in ")）") - (text[at] in "(（")
        if depth == 0:
            return text[at + 1 : -1].strip() if text[-1:] in (")", "）") else ""
    return ""


def _in_date_lines(blocks: Sequence[TypedBlock]) -> Outlet | None:
    """2025年10月3日 5時00分 架空新聞 国際面"""
    for block in blocks:
        if block.role in ("dateline", "byline") and len(block.text) <= _LONGEST_NAME * 4:
            for part in _PART_SEPARATOR.split(block.text):
                if (outlet := _outlet(part)) is not None:
                    return outlet
    return None


def _in_copyright_lines(blocks: Sequence[TypedBlock]) -> Outlet | None:
    """The one outlet that copyright lines name; none where they name several."""
    found: dict[str, Outlet] = {}
    for block in blocks:
        if block.is_content or not _is_own(block):
            continue
        match = _COPYRIGHT.search(block.text)
        if match is not None:
            name = _RIGHTS.sub("", _YEARS.sub("", match["rest"])).strip()
            if (outlet := _outlet(name) or _outlet(name.partition(" ")[0])) is not None:
                found[outlet.source_id] = outlet
    return next(iter(found.values())) if len(found) == 1 else None


def _in_credit_lines(blocks: Sequence[TypedBlock]) -> Outlet | None:
    """提供:架空新聞 on a line of its own."""
    for block in blocks:
        if len(block.text) > _LONGEST_CREDIT_LINE or not _is_own(block):
            continue
        match = _PROVIDED.fullmatch(block.text.strip())
        if match is not None and (outlet := _outlet(match["name"].strip())) is not None:
            return outlet
    return None


def _before_first_sentence(blocks: Sequence[TypedBlock]) -> Outlet | None:
    """【ワシントン共同】, 【AFP=時事】, ワシントン(CNN) before the first sentence; 【時事】 alone may be a heading."""
    first = next((block for block in blocks if block.role in ("lead", "paragraph") and cues.is_prose(block.text)), None)
    if first is None or len(first.text) < _MIN_PROSE:
        return None
    if (opening := _OPENING.match(first.text)) is not None:
        alone = _outlet(opening["inside"]) if len(opening["inside"]) > len("共同") else None
        return alone if alone is not None and alone.kind == "wire" else _agency_of_place(opening["inside"])
    bracket = _OPENING_IN_BRACKETS.match(first.text)
    if bracket is None or not _is_place(bracket["place"]):
        return None
    outlet = _outlet(bracket["name"])
    return outlet if outlet is not None and outlet.kind in ("wire", "broadcaster") else None


def _after_last_sentence(blocks: Sequence[TypedBlock]) -> Outlet | None:
    """(共同), (架空新聞社提供) after the last sentence; where several paragraphs end so, each cites and none is the page's own."""
    texts = [block.text.rstrip() for block in blocks if block.role in ("lead", "paragraph")]
    ends = [match for text in texts if (match := _CLOSING.search(text))]
    if len(ends) != 1 or ends[0].string != texts[-1]:
        return None
    name = ends[0]["name"] or ends[0]["sign"]
    if ends[0]["given"]:
        return _outlet(name)
    outlet = agency_of(name)
    return outlet if outlet is not None and outlet.kind == "wire" else None


def agency_of(credit: str) -> Outlet | None:
    """Outlet or agency that a bracket at the edge of a text names: 共同, ワシントン共同, ソウル=時事; or none.

    >>> agency_of("ワシントン共同").name_ja, agency_of("ソウル=架空太郎")
    ('共同通信', None)
    """
    return _outlet(credit) or _agency_of_place(credit)


def _agency_of_place(inside: str) -> Outlet | None:
    """Agency of ワシントン共同, 東京 3日 ロイター, 6月3日 AFP, ソウル=聯合ニュース; what stands before it must be a place or a day."""
    parts = [part for part in re.split(r"[\s=・]+", inside) if part]
    for at, part in enumerate(parts):
        outlet = _outlet(part)
        if outlet is not None and outlet.kind == "wire" and at and all(map(_is_place_or_day, parts[:at])):
            return outlet
        for cut in range(2, len(part) - 1):
            outlet = _outlet(part[cut:])
            if outlet is not None and outlet.kind == "wire" and _is_place(part[:cut]):
                return outlet
    return None


def _is_place_or_day(text: str) -> bool:
    return bool(_DAY_OR_TIME.fullmatch(text)) or _is_place(text)


def _is_place(text: str) -> bool:
    return text in _places() or bool(_KATAKANA.fullmatch(text))


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(_place_names())


def _place_names() -> Iterator[str]:
    for lexicon in ("countries", "cities", "prefectures", "regions"):
        for row in load(lexicon):
            yield from (name for name in (row["name_ja"], *re.split(r"[|;]", row.get("variants") or "")) if name)
    for row in load("prefectures"):
        yield row["name_ja"][:-1]


def _outlet(name: str) -> Outlet | None:
    """Outlet that writes and goes by exactly that name, in the lexicon or by what the name ends in."""
    if not name or len(name) > _LONGEST_NAME:
        return None
    known = lookup_name(name)
    if known is not None:
        return known if _is_writer(known) else None
    named = _NAMED_AS_OUTLET.fullmatch(name)
    return None if named is None or named["stem"] in _no_names() else Outlet(name_ja=name.removesuffix("社"))


def _is_writer(outlet: Outlet) -> bool:
    return outlet.kind in _WRITERS and outlet.redistribution == "none"


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    """Words before 新聞 or 通信 that make it no name: 地方, 光, 国営."""
    return frozenset(row["word"] for row in load("outlet_words") if row["kind"] in ("no_name", "before"))


def _is_own(block: TypedBlock) -> bool:
    return block.role not in _OF_OTHERS
