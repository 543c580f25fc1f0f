"""The article among the pieces of a page.

Belongs here: where the headline is, and what is text, caption, comment, link or prompt. Does not belong here: how a page is cut
into pieces (``html_pieces``), which box holds the article (``html_container``), what its metadata say (``html_metadata``).

The rule in one breath: leave out what the markup calls navigation, related links, advertisements or comments, unless the
headline is in it; of what is left take the box that the page marks as the article's body, or else the smallest that holds
nearly all running text; read it from the headline on; in it, lists of links and lines that are links are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicons.load import load
from pipeline.read.html_container import choose_box
from pipeline.read.html_dates import is_dateline
from pipeline.read.html_pieces import ASIDE, Box, Piece
from pipeline.read.outlets import normalize_name

_MIN_COMMON = 8
_MAX_DATELINE = 60
_MAX_BYLINE = 60
_MAX_CAPTION = 150
_MIN_SUBTITLE = 12
_MIN_LINKED_TITLE = 15
# Pieces behind the article's box among which a prompt to its readers may stand
_MAX_BEHIND = 20
# 10:30, 10時30分, before an entry of a live report
_CLOCK = re.compile(r"(?:午前|午後)?\s?\d{1,2}\s?[:時]")
_MAX_CLOCK = 12
# What holds the times of a programme, which are text
_CELLS = frozenset(("td", "th", "dt", "dd"))
# 4月8日, 2025.04.08
_DAY = re.compile(r"\d{1,2}\s?[月/.-]\s?\d{1,2}")
# この記事は有料会員限定です。 残り3104文字 続きを読む ログインして続きを読む
PROMPT = re.compile(
    r"(?:会員|購読者|登録者|契約者)(?:の方)?(?:だけ|のみ|に)?(?:限定|専用)(?:の)?(?:記事|コンテンツ|ページ|公開|です|[\])）］】]|$)|(?:有料|会員|プレミアム)(?:会員)?記事(?:です|$)|"
    r"(?:会員|ログイン|登録|購読)[^。]{0,24}(?:続き|全文|記事)[^。]{0,16}(?:お?読み?|ご覧|閲覧|楽しみ)[^。]{0,8}(?:いただけ|になれ|でき|ます|ください)|"
    r"(?:残り|のこり)[::]?\s?(?:約)?[\d,]+\s?文字|^[^。]{0,20}続き(?:を|は)[^。]{0,20}(?:読む|お読み|ご覧|見る|読める|こちら)|^(?:記事)?全文を(?:読む|見る|表示)"
)
_MAX_PROMPT = 120
# 1 | 2 次のページへ, 1/3ページ
_PAGES = re.compile(r"[\d\s|｜/／→>＞«»]*(?:(?:次|前|最初|最後)の(?:ページ|記事)|ページ)(?:へ|目)?[\s→>＞\d|]*$")
# コメントを書く, 返信する, 違反を報告, 0/400文字
_COMMENT_UI = re.compile(
    r"コメント(?:を|の|する|機能|欄|投稿|一覧|数|しますか|\s?[\(（]?\d)|^コメント$|^(?:返信|投稿|送信|削除|報告|通報|違反|いいね|ログイン)[^。]{0,8}$|"
    r"^\d+$|\d+\s?文字|会員登録|(?:送信|削除|投稿)しました|利用規約"
)
# ■関連記事, 【関連記事】, ▼あわせて読みたい：
_DECORATION = re.compile(r"^[\s■◆●▼▶【\[<＜「]+|[\s】\]>＞」::：]+$")
# 4/8(火) 10:30配信, 4月8日 10時30分
_DAY_AND_TIME = re.compile(
    r"\[?\d{1,2}\s?[月/]\s?\d{1,2}日?\s?(?:[(（].{1,3}[)）])?\s*\d{1,2}\s?[:時]\s?\d{0,2}分?[^。、]{0,6}$"
)
_MAX_MOMENT = 30
# 2025/04/08 10:30, 2025年4月8日 10時30分, of a comment
_MOMENT = re.compile(r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?[^\d]{0,8}\d{1,2}\s?[:時]")
_MAX_HANDLE = 40
# …, [...] at the end of a teaser
_CUT = re.compile(r"(?:…|\.\.\.|・・・)[\])」]?$")


class Main(NamedTuple):
    """The article: ``texts`` in order, each with its kind, a kind of hint; ``headline`` is the index of the piece that shows the

    title, or none; ``[first, last)`` are the pieces of the box that holds the article.
    """

    texts: list[tuple[str, str]]
    headline: int | None
    first: int
    last: int


def find_main(pieces: Sequence[Piece], boxes: Sequence[Box], title: str | None) -> Main | None:
    """The article of a page; none where the page has no running text. ``title`` is the headline without the site's name."""
    headline = _find_headline(pieces, title)
    container = choose_box(pieces, boxes, headline)
    if container is None:
        return None
    texts = [
        *_before(pieces, container, headline),
        *_without_idle_headings(list(_within(pieces, container, headline))),
        *_prompts(pieces, container),
        *_comments(pieces),
    ]
    return Main(texts, headline, container.first, container.last)


def _find_headline(pieces: Sequence[Piece], title: str | None) -> int | None:
    """Index of the piece that shows the title: a heading if one does; none where nothing does."""
    if not title:
        return None
    wanted = normalize_name(title)
    fallback = None
    for at, piece in enumerate(pieces):
        is_heading = piece.box.kind == "heading"
        if not is_heading and (fallback is not None or piece.length > 2 * len(title) or piece.length < _MIN_COMMON):
            continue
        if not names_title(piece.text, wanted):
            continue
        if is_heading:
            return at
        if not piece.is_link and piece.box.tag not in ("li", "figcaption"):
            fallback = at
    return fallback


def names_title(text: str, wanted: str) -> bool:
    """Whether a line is the title, or most of it: 【社説】 before it does not count. ``wanted`` is normalized."""
    line = normalize_name(text[:1000])
    if line == wanted:
        return True
    return (len(line) >= _MIN_COMMON and line in wanted and 2 * len(line) >= len(wanted)) or (
        len(wanted) >= _MIN_COMMON and wanted in line and 2 * len(wanted) >= len(line)
    )


def _before(pieces: Sequence[Piece], container: Box, headline: int | None) -> Iterator[tuple[str, str]]:
    """What stands between the headline and the box of the text: date, byline, subtitle, lead, caption."""
    if headline is None or headline >= container.first:
        return
    yield pieces[headline].text, "title"
    for piece in pieces[headline + 1 : container.first]:
        if piece.box.part in ASIDE or piece.is_link:
            continue
        kind = _kind(piece, is_head=True)
        if kind in ("dateline", "byline", "subtitle", "caption") or piece.prose:
            yield piece.text, kind


def _within(pieces: Sequence[Piece], container: Box, headline: int | None) -> Iterator[tuple[str, str]]:
    """The pieces of the box from the headline on, with the dates and names above it; an empty text where a list of links was."""
    inside = pieces[container.first : container.last]
    skipped = _link_lists(inside)
    last = max((at for at, piece in enumerate(inside) if _is_text(piece) and at not in skipped), default=-1)
    seen_text = is_related = False
    for at, piece in enumerate(inside):
        index = container.first + at
        if at in skipped:
            yield "", "related_link"
            continue
        if piece.box.part in ASIDE:
            continue
        kind = "title" if index == headline else _kind(piece, is_head=not seen_text, is_inner=at < last)
        if headline is not None and index < headline and kind not in ("dateline", "byline"):
            continue
        if piece.kind == "heading":
            is_related = _heads_links(piece.text)
        elif piece.prose and not piece.is_link:
            is_related = False
        if is_related:
            kind = "navigation" if piece.kind == "heading" else "related_link"
        elif (
            at > last
            and last >= 0
            and kind in ("paragraph", "heading", "cited_excerpt")
            and _is_scrap(piece, inside[last])
        ):
            kind = "navigation"
        seen_text |= piece.prose > 0
        yield piece.text, kind


def _is_text(piece: Piece) -> bool:
    """Whether a piece is running text of the article, or the line at which a teaser is cut off."""
    if piece.box.part in ASIDE or piece.is_link or PROMPT.search(piece.text[:_MAX_PROMPT]):
        return False
    return piece.prose > 0 or bool(_CUT.search(piece.text[-4:]))


def _without_idle_headings(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headings with nothing but links below them head links, not text; texts that are empty are left out."""
    has_text = False
    for at in range(len(texts) - 1, -1, -1):
        text, kind = texts[at]
        if kind == "heading" and not has_text:
            texts[at] = (text, "navigation")
        elif kind != "heading":
            has_text = kind not in ("navigation", "related_link")
    return [(text, kind) for text, kind in texts if text]


def _kind(piece: Piece, is_head: bool, is_inner: bool = False) -> str:
    """Kind of hint of one piece; ``is_head`` above the running text, ``is_inner`` where running text follows."""
    part, text = piece.box.part, piece.text
    if piece.length <= _MAX_PROMPT and (PROMPT.search(text) or _PAGES.match(text)):
        return "navigation"
    if is_head and (is_dateline(text) or _is_day(piece)):
        return "dateline"
    if part == "dateline" and piece.length <= _MAX_CLOCK and _CLOCK.match(text) and piece.box.tag not in _CELLS:
        return "dateline"
    if part == "byline" and piece.length <= _MAX_BYLINE and not text.endswith("。"):
        return "byline"
    if (
        is_head
        and (part == "subtitle" or (piece.kind == "heading" and text.endswith("。")))
        and piece.length >= _MIN_SUBTITLE
    ):
        return "subtitle"
    if part in ("caption", "figure") and piece.length <= _MAX_CAPTION and piece.kind != "heading":
        return "caption"
    if piece.is_link and piece.kind != "heading" and not text.startswith(("http://", "https://")):
        # a place or a name may be a line of its own; titles of other articles are longer
        return piece.kind if is_inner and piece.length < _MIN_LINKED_TITLE else "related_link"
    return piece.kind


def _is_day(piece: Piece) -> bool:
    """Whether a piece gives a day without its year: where its element says that it is a date, or with the time of day."""
    if piece.box.part == "dateline":
        return piece.length <= _MAX_DATELINE and bool(_DAY.search(piece.text))
    return piece.length <= _MAX_MOMENT and bool(_DAY_AND_TIME.match(piece.text))


def _link_lists(inside: Sequence[Piece]) -> set[int]:
    """Indexes of pieces in lists and tables that consist of links."""
    verdicts: dict[int, bool] = {}
    skipped = set()
    for at, piece in enumerate(inside):
        box: Box | None = piece.box
        while box and box.tag not in ("ul", "ol", "dl", "table"):
            box = box.parent
        if box is None:
            continue
        if id(box) not in verdicts:
            verdicts[id(box)] = box.links >= 0.6 * box.length and not box.has_headline
        if verdicts[id(box)]:
            skipped.add(at)
    return skipped


def _heads_links(text: str) -> bool:
    """Whether a heading announces links to other articles: 関連記事, あわせて読みたい."""
    return _DECORATION.sub("", text) in _link_headings()


@lru_cache(maxsize=1)
def _link_headings() -> frozenset[str]:
    sections = ("related_link", "navigation")
    return frozenset(
        row["text"] for row in load("page_furniture") if row["match"] == "exact" and row["section"] in sections
    )


def _is_scrap(piece: Piece, last: Piece) -> bool:
    """Whether a piece behind the last running text is no part of it: in another box, and no row of a table."""
    above: Box | None = piece.box
    while above and above.tag not in ("table", "dl"):
        above = above.parent
    return above is None and piece.box.parent is not last.box.parent and piece.box is not last.box


def _prompts(pieces: Sequence[Piece], container: Box) -> Iterator[tuple[str, str]]:
    """Prompts to members that follow the box of the text."""
    for piece in pieces[container.last : container.last + _MAX_BEHIND]:
        if (
            piece.box.part not in ASIDE
            and piece.length <= _MAX_PROMPT
            and not piece.is_link
            and PROMPT.search(piece.text)
        ):
            yield piece.text, "navigation"


def _comments(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Readers' comments, wherever they stand; none where nobody wrote one."""
    found = [
        piece for piece in pieces if piece.box.part == "comment" and not piece.is_link and not _is_in_form(piece.box)
    ]
    kinds = ["navigation" if _COMMENT_UI.search(piece.text[:60]) else "comment" for piece in found]
    if any(piece.prose and kind == "comment" for piece, kind in zip(found, kinds, strict=True)):
        yield from _with_headers([(piece.text, kind) for piece, kind in zip(found, kinds, strict=True)])


def _with_headers(texts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Comments with the name and the time of each on one line, as the header of a comment is read."""
    names: list[str] = []
    for text, kind in texts:
        if kind == "comment" and len(text) <= _MAX_HANDLE and not text.endswith("。"):
            if _MOMENT.search(text):
                text, names = " ".join((*names[-1:], text)), names[:-1]
            else:
                names.append(text)
                continue
        yield from ((name, "comment") for name in names)
        names = []
        yield text, kind
    yield from ((name, "comment") for name in names)


def _is_in_form(box: Box | None) -> bool:
    while box:
        if box.tag == "form":
            return True
        box = box.parent
    return False
