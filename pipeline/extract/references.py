"""References: pointers of an article to other works, and the sources they point to.

Belongs here: which lines and addresses are pointers, and of what kind. Does not belong here: the syntax of addresses
(``addresses.py``) and the lexicon of outlets (``pipeline/read/outlets.py``).

One row a pointer. Its span is the address where there is one, with the title before it where the two stand on lines of
their own in a list; else the outlet's name, the title, or the heading of an empty list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

import pyarrow as pa
from ahocorasick_rs import AhoCorasick

from pipeline.extract.article.addresses import Address, find_addresses, find_domains
from pipeline.extract.article.article_stage import ArticleStage, Found
from pipeline.extract.article.view import ArticleView, Block
from pipeline.identity import row_id
from pipeline.lexicons.load import load
from pipeline.read.outlets import Outlet, lookup, lookup_name, sources_table
from schemas.render import arrow
from schemas.tables.references import REFERENCES

_LONGEST_HEADING = 40
_LONGEST_TITLE = 200
_LONGEST_ENTRY = 500
_LONGEST_CREDIT = 60
_DECORATION = r"[\s\[\]【】<>〈〉《》「」()■◆●▼◎○□◇▽※*#=・|-]*"
# Heading of a list of references: 参考・出典, 【参考文献】, 出典:, ■引用元, Reference(s):, Sources
_REFERENCE_HEADING = re.compile(
    rf"{_DECORATION}(?:(?:主な|本文の)?(?:参考|出典|参照|引用|情報源|ソース|脚注)"
    r"(?:(?:[・/、,&と]|および|及び)?(?:参考|出典|参照|引用|文献|資料|記事|情報|元|サイト|リンク|URL|一覧|ニュース|先|ソース))*"
    rf"|References?|Reference\(s\)|Sources?|Source\(s\)|Bibliography|Further reading|Works cited){_DECORATION}[:：]?{_DECORATION}",
    re.IGNORECASE,
)
# Heading of a list of further links: 【関連情報】, ■関連リンク, 関連記事
_RELATED_HEADING = re.compile(
    rf"{_DECORATION}(?:関連|おすすめ|あわせて読みたい)(?:する)?(?:情報|記事|リンク|ニュース|サイト|資料|URL|トピックス?|ページ)?"
    rf"{_DECORATION}[:：]?{_DECORATION}"
)
# Heading of a list of what to read next: さらに読む, ■もっと読む
_MORE_HEADING = re.compile(
    rf"{_DECORATION}(?:さらに読む|もっと読む|Read more){_DECORATION}[:：]?{_DECORATION}", re.IGNORECASE
)
# Heading of a list of those who made pictures and texts: 出典/画像元, 【画像提供】, 写真・図版の出典:
_CREDIT_HEADING = re.compile(
    rf"{_DECORATION}(?:(?:出典|引用元?)\s?[・/、と&]\s?(?:画像|写真)(?:元|提供|出典)?|(?:画像|写真|図版)(?:・(?:画像|写真|図版))?"
    rf"(?:元|の?出典|の?提供元?|クレジット)(?:\s?[・/、と&]\s?(?:出典|引用元?))?){_DECORATION}[:：]?{_DECORATION}"
)
# Kind of the entries below a heading of each kind
_KINDS = {"reference": "list", "related": "list", "more": "read_more", "credit": "credit"}
# 参考:港湾白書(架空社): a work behind its label on a line that the blocks call a reference
_LABELLED = re.compile(
    r"[(\[【※]?\s?(?:参考(?:文献|資料|記事|サイト)?|出典|引用元?|参照元?|情報元|ソース|元記事|画像元|Source|Via)\s?[:：]\s?(?P<title>[^\n]+)"
)
# What announces a pointer, with the sign after it: さらに読む ⇒, 出典/画像元:, (写真=, Source:
_CUE = re.compile(
    r"(?P<more>さらに読む|続きを読む|続きはこちら|もっと読む|全文を読む|全文はこちら|元?記事を読む|Read more|Continue reading)"
    r"(?P<more_sign>\s*[⇒→➡▶»>:：=]+)?\s*"
    r"|(?P<work>(?:データ|画像|写真|動画|映像|図版?|グラフ|地図|資料|記事|情報|引用|参照|参考)?"
    r"(?:出典|出所|引用元|画像元|参照元|情報元|元記事(?:は(?:こちら|コチラ|下記))?(?=\s*[:：=⇒→])|情報源|提供元|(?:画像|写真|動画|映像|資料|情報)提供)"
    r"(?:[/・](?:画像元|写真提供|画像提供|出典|引用元|写真|画像))*|(?<![A-Za-z])(?:Source|Image credit|Photo credit|Via)(?![A-Za-z]))"
    r"(?P<work_sign>\s*[:：=⇒→])?\s*"
    r"|(?<![一-鿿ァ-ヺー])(?P<picture>写真|画像|提供|(?:Photo|Image)(?: by)?(?![A-Za-z]))(?P<picture_sign>\s*[:：=])\s*",
    re.IGNORECASE,
)
# Each match of the two expressions holds one of these, that of a cue near its beginning: one pass finds them all
_CUE_HINTS = (
    *(
        "読む",
        "こちら",
        "出典",
        "出所",
        "引用元",
        "画像元",
        "参照元",
        "情報元",
        "元記事",
        "情報源",
        "提供",
        "写真",
        "画像",
    ),
    *(
        "ource",
        "OURCE",
        "hoto",
        "HOTO",
        "mage",
        "MAGE",
        "via",
        "Via",
        "VIA",
        "ead more",
        "EAD MORE",
        "ontinue",
        "ONTINUE",
    ),
)
_ADDRESS_HINTS = ("://", "www.", "WWW.", "Www.", "doi:", "DOI:")
_HINT_REACH = 6  # characters from where a cue begins to its hint: データ情報|提供
# Where the name after a cue ends at the latest: 架空通信), 架空新聞。
_NAME_END = re.compile(r"[\n。、,;(){}「」『』|⇒→]")
_NO_NAME = frozenset(("こちら", "ここ", "公式サイト", "本人", "イメージ"))
_LIST_MARK = re.compile(r"(?:[・●■◆▼○◎※*\-–—•▽□◇→⇒]|\(?\d{1,3}[.)\]:]|\[\d{1,3}\]|\^)\s*")
_SENTENCE_END = re.compile(r"[。!?！？]\W{0,3}$")
_SEPARATORS = " \t\u3000:：|-–—―、,・⇒→\n"
# Roles whose lines cannot be entries of a list of references
_NO_ENTRY = frozenset(("title", "subtitle", "ai_disclosure", "disclaimer", "comment", "comment_ui", "advertisement"))
# Roles of lines that are entries without an address, by the kind of the heading above
_ENTRIES = {
    "reference": frozenset(("reference", "cited_source", "list_item")),
    "credit": frozenset(("reference",)),
    "more": frozenset(("related_link",)),
    "related": frozenset[str](),
}


class Reference(NamedTuple):
    """A pointer; the fields are those of the table ``references``, ``outlet`` for its source."""

    start: int
    end: int
    kind: str
    address: Address | None = None
    title: str | None = None
    outlet: Outlet | None = None
    method: str = ""


def _find(view: ArticleView) -> list[Reference]:
    return find_references(view.text, view.blocks)


def _gather(found: Found) -> dict[str, pa.Table]:
    """The table ``references``, and the rows of ``sources`` that it points to."""
    rows = [_row(view, reference) for view, own in found for reference in own]
    outlets = [reference.outlet for _, own in found for reference in own if reference.outlet is not None]
    return {"references": arrow.from_rows(REFERENCES, rows), "sources": sources_table(outlets)}


def _row(view: ArticleView, reference: Reference) -> dict[str, object]:
    start, end, address = reference.start, reference.end, reference.address
    return {
        "reference_id": row_id("ref", view.article_id, start, end, reference.kind),
        "article_id": view.article_id,
        "start": start,
        "end": end,
        "text": view.text[start:end],
        "kind": reference.kind,
        "url": view.text[address.start : address.end] if address else None,
        "canonical_url": address.canonical if address else None,
        "host": address.host if address else None,
        "title": reference.title,
        "source_id": reference.outlet.source_id if reference.outlet else None,
        "was_glued": address is not None and address.was_glued,
        "method": reference.method,
    }


def find_references(text: str, blocks: Sequence[Block]) -> list[Reference]:
    """Pointers of one article, in order of the text; ``blocks`` are its blocks in order.

    >>> line = "さらに読む ⇒架空新聞出典/画像元: https://example.jp/1灯りが戻った。"
    >>> [(r.kind, r.title) for r in find_references(line, [Block("", 0, 0, len(line), "paragraph", True, None)])]
    [('credit', '架空新聞')]
    """
    found: list[Reference] = []
    hints = _hints(text)
    at = 0
    while at < len(blocks):
        heading = _heading_kind(text, blocks[at])
        if heading is None:
            found.extend(_in_block(text, blocks[at], hints))
            at += 1
        else:
            entries, following = _entries(text, blocks, at + 1, heading)
            if not entries and heading == "reference":
                block = blocks[at]
                found.append(Reference(block.start, block.end, "empty_section", method="rule:empty_reference_section"))
            found.extend(entries)
            at = following
    return found


class _Hints(NamedTuple):
    """Offsets in order at which what every cue, and every address, holds begins."""

    cues: list[int]
    addresses: list[int]


@lru_cache(maxsize=1)
def _hint_finder() -> AhoCorasick:
    return AhoCorasick([*_CUE_HINTS, *_ADDRESS_HINTS])


def _hints(text: str) -> _Hints:
    found = _Hints([], [])
    for hint, start, _ in _hint_finder().find_matches_as_indexes(text, overlapping=True):
        (found.cues if hint < len(_CUE_HINTS) else found.addresses).append(start)
    return _Hints(sorted(found.cues), sorted(found.addresses))


def _inside(block: Block, offsets: Sequence[int]) -> Sequence[int]:
    return offsets[bisect_left(offsets, block.start) : bisect_left(offsets, block.end)]


def _heading_kind(text: str, block: Block) -> str | None:
    if block.end - block.start > _LONGEST_HEADING or block.role in ("title", "subtitle"):
        return None
    if _CREDIT_HEADING.fullmatch(text, block.start, block.end):
        return "credit"
    if _MORE_HEADING.fullmatch(text, block.start, block.end):
        return "more"
    if _REFERENCE_HEADING.fullmatch(text, block.start, block.end):
        return "reference"
    return "related" if _RELATED_HEADING.fullmatch(text, block.start, block.end) else None


def _entries(text: str, blocks: Sequence[Block], at: int, heading: str) -> tuple[list[Reference], int]:
    """Entries of the list that begins at block ``at``, and the first block after the list.

    An entry is a line with an address or domain, with the line before it as its title; under a heading of references a
    line that the blocks call a reference is one by itself.
    """
    entries: list[Reference] = []
    kind = _KINDS[heading]
    title: Block | None = None
    while at < len(blocks) and blocks[at].role not in _NO_ENTRY and _heading_kind(text, blocks[at]) is None:
        block = blocks[at]
        if block.end - block.start > _LONGEST_ENTRY:
            break
        addresses = list(_addresses(text, block))
        if addresses:
            entries.extend(_line_entries(text, block, addresses[0], title, kind))
            entries.extend(_list_reference(address, address.start, None, kind) for address in addresses[1:])
            title = None
        else:
            if _SENTENCE_END.search(text[max(block.start, block.end - 4) : block.end]) and heading != "related":
                break
            follows = (
                at + 1 < len(blocks)
                and not (_LIST_MARK.match(text, block.start) and _LIST_MARK.match(text, blocks[at + 1].start))
                and any(True for _ in _addresses(text, blocks[at + 1]))
            )
            if not follows and block.role not in _ENTRIES[heading]:
                break
            if follows:
                title = block
            else:
                entries.append(_title_reference(text, block, kind))
        at += 1
    return entries, at


def _addresses(text: str, block: Block) -> Iterator[Address]:
    """Addresses of a line; where it has none, bare domains."""
    found = False
    for address in find_addresses(text, block.start, block.end):
        found = True
        yield address
    if not found and block.end - block.start <= _LONGEST_TITLE:
        yield from find_domains(text, block.start, block.end)


def _line_entries(text: str, block: Block, address: Address, title: Block | None, kind: str) -> Iterator[Reference]:
    """An entry whose title is the line before it, or stands beside the address; then the line before is another's."""
    beside = _clean_title(text[block.start : address.start])
    if beside and "。" in beside:  # URLを参照。詳しくはexample.jpへ。: words about the address
        yield _list_reference(
            address,
            title.start if title else address.start,
            title and _clean_title(text[title.start : title.end]),
            kind,
        )
        return
    if title is None:
        yield _list_reference(address, address.start, beside or _clean_title(text[address.end : block.end]), kind)
    elif beside is None:
        yield _list_reference(address, title.start, _clean_title(text[title.start : title.end]), kind)
    else:
        yield _title_reference(text, title, kind)
        yield _list_reference(address, address.start, beside, kind)


def _list_reference(address: Address, start: int, title: str | None, kind: str) -> Reference:
    return Reference(start, address.end, kind, address, title, lookup_address(address), "rule:reference_list")


def _title_reference(text: str, block: Block, kind: str) -> Reference:
    title = _clean_title(text[block.start : block.end])
    return Reference(block.start, block.end, kind, None, title, None, "rule:reference_list")


def _clean_title(text: str) -> str | None:
    mark = _LIST_MARK.match(text.strip())
    title = text.strip()[mark.end() if mark else 0 :].strip(_SEPARATORS)
    title = title.rstrip("([「『<").lstrip(")]」』>").strip(_SEPARATORS)
    return title if 1 < len(title) <= _LONGEST_TITLE else None


def lookup_address(address: Address) -> Outlet | None:
    """Outlet of an address's host; none where the host is not a domain, such as a number."""
    try:
        return lookup(address.host)
    except ValueError:
        return None


def _in_block(text: str, block: Block, hints: _Hints) -> Iterator[Reference]:
    """Pointers of a block outside any list; the hints are those of the text."""
    shared = list(_share_links(text, block))
    if shared:
        yield from shared
        return
    lone = _lone_domain(text, block)
    if lone is not None:
        yield Reference(lone.start, lone.end, "inline", lone, None, lookup_address(lone), "rule:bare_domain")
        return
    addresses = list(find_addresses(text, block.start, block.end)) if _inside(block, hints.addresses) else []
    announced = list(_announced(text, block, addresses, _inside(block, hints.cues)))
    taken = {reference.address for reference in announced}
    inline = (
        Reference(address.start, address.end, "inline", address, None, lookup_address(address), "rule:inline_address")
        for address in addresses
        if address not in taken
    )
    found = sorted((*announced, *inline), key=lambda reference: reference.start)
    yield from found or _labelled(text, block)


def _labelled(text: str, block: Block) -> Iterator[Reference]:
    """A work named behind its label, on a line of references: 参考:港湾白書(架空社)."""
    named = _LABELLED.fullmatch(text, block.start, block.end) if block.role == "reference" else None
    title = _clean_title(named["title"]) if named else None
    if named and title:
        yield Reference(named.start("title"), block.end, "list", None, title, lookup_name(title), "rule:labelled_line")


def _lone_domain(text: str, block: Block) -> Address | None:
    """A bare domain that is a whole line: example.co.jp."""
    if block.end - block.start > _LONGEST_HEADING or "." not in text[block.start : block.end]:
        return None
    line = text[block.start : block.end].strip()
    for address in find_domains(text, block.start, block.end):
        return address if text[address.start : address.end] == line else None
    return None


def _cues(text: str, block: Block, hints: Sequence[int]) -> Iterator[re.Match[str]]:
    """Cues of a block from left to right, which has these hints of them: nothing is looked at but what stands before a hint."""
    at = block.start
    for hint in hints:
        for start in range(max(at, hint - _HINT_REACH), hint + 1):
            cue = _CUE.match(text, start, block.end)
            if cue is not None:
                yield cue
                at = cue.end()
                break
        else:
            at = max(at, hint + 1)


def _announced(text: str, block: Block, addresses: Sequence[Address], hints: Sequence[int]) -> Iterator[Reference]:
    """Pointers that a cue announces; cues that follow one another announce one: さらに読む ⇒架空新聞出典: https://…"""
    cues = list(_cues(text, block, hints))
    starts = [address.start for address in addresses]
    title: str | None = None
    kind = ""
    for cue, following in zip_longest(cues, cues[1:]):
        kind = "credit" if kind == "credit" or cue["more"] is None else "read_more"
        limit = min(block.end, cue.end() + _LONGEST_TITLE, following.start() if following else block.end)
        at = bisect_left(starts, cue.end())
        address = addresses[at] if at < len(addresses) and starts[at] < limit else None
        stop = _NAME_END.search(text, cue.end(), address.start if address else limit)
        end = stop.start() if stop else (address.start if address else limit)
        name = text[cue.end() : end].strip(_SEPARATORS)
        if following is not None and stop is None and address is None and end == following.start() and len(name) < 40:
            title = title or name or None
            continue
        if address is not None and (stop is None or not text[stop.start() : address.start].strip(_SEPARATORS + "()")):
            yield _credited(address, kind, title or name or None)
        elif (reference := _named(text, cue, end, kind)) is not None:
            yield reference
        title, kind = None, ""


_LINE_METHOD = {"credit": "rule:credit_line", "read_more": "rule:read_more_line"}


def _credited(address: Address, kind: str, title: str | None) -> Reference:
    outlet = lookup_address(address)
    return Reference(address.start, address.end, kind, address, title, outlet, _LINE_METHOD[kind])


def _named(text: str, cue: re.Match[str], end: int, kind: str) -> Reference | None:
    """A pointer to a work or outlet that is named without an address: (出典:架空省), 写真=共同."""
    start = cue.end()
    if (domain := next(find_domains(text, start, end), None)) and domain.start == start:
        return Reference(domain.start, domain.end, kind, domain, None, lookup_address(domain), "rule:bare_domain")
    sign = cue["more_sign"] or cue["work_sign"] or cue["picture_sign"]
    name = text[start:end].strip()
    outlet = lookup_name(name) if name else None
    if not name or not sign or len(name) > _LONGEST_CREDIT or name in _NO_NAME:
        return None
    if outlet is None and (cue["picture"] or text[end : end + 1] in ("、", ",")):
        return None
    return Reference(start, start + len(name), kind, None, name, outlet, _LINE_METHOD[kind])


def _share_links(text: str, block: Block) -> Iterator[Reference]:
    """Links for sharing on a line of their own: X (Twitter), Facebookでシェア."""
    if block.end - block.start > _LONGEST_HEADING or block.role in ("title", "subtitle", "heading"):
        return
    line = _share_line().fullmatch(text, block.start, block.end)
    if line is not None:
        yield Reference(*line.span("link"), "share_link", title=line["link"], method="lexicon:share_services")


@lru_cache(maxsize=1)
def _share_line() -> re.Pattern[str]:
    """A whole line that shares the article: X (Twitter), LINEで送る, シェアする"""
    names: dict[str, list[str]] = {"service": [], "action": []}
    for row in load("share_services"):
        names[row["kind"]].append(re.escape(row["name"]))
    service, action = ("|".join(sorted(names[kind], key=len, reverse=True)) for kind in ("service", "action"))
    done = rf"(?:で|に|を)?\s?(?:{action}|共有|送る|投稿|追加|保存)(?:する)?"
    return re.compile(
        rf"\s*(?P<link>(?:{service})(?:\s?[(/]\s?(?:旧)?(?:{service})\)?)?(?:{done})?|(?:{action})する?)\s*",
        re.IGNORECASE,
    )


references = ArticleStage("references", ("references", "sources"), _find, _gather)
