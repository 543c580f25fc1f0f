"""HTML pages: the article's text out of the markup, with what the markup says of its parts.

Belongs here: the choice of the main text (trafilatura), and hints as spans of the text taken out. Does not belong here:
parsing and ruby (``html_tree``), metadata (``html_metadata``) and roles of blocks (``pipeline/normalize``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from pipeline.read.content import Content, Hint, NoArticleError
from pipeline.read.html_main import main_pieces
from pipeline.read.html_metadata import read_metadata, visible_dateline
from pipeline.read.html_pieces import find_pieces
from pipeline.read.html_tree import BLOCKS, Page, parse_page
from pipeline.read.outlets import normalize_name

READER = "html/2"

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SHORT_KINDS = {"p": "paragraph", "h2": "heading", "h3": "heading", "li": "list_item", "figcaption": "caption"}
_ASIDE = frozenset(("nav", "aside", "footer"))
_FURNITURE = frozenset(("nav", "aside", "footer", "header", "form", "li", "p", "script", "noscript"))
_MAX_CHARACTERS = 20_000_000
_HIDDEN = frozenset(
    ("script", "style", "noscript", "template", "head", "title", "textarea", "select", "button", "iframe")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HEAD = 4


def read_html(markup: str) -> Content:
    """Article of a page; raises :class:`NoArticleError` where the page holds none.

    >>> page = "<title>架空市で祭り</title><article><h1>架空市で祭り</h1><p>架空市で三日、<ruby>祭<rt>まつ</rt></ruby>りがあった。</p></article>"
    >>> read_html(page).source_text
    '架空市で祭り\\n\\n架空市で三日、祭りがあった。'
    """
    if len(markup) > _MAX_CHARACTERS:
        raise NoArticleError(f"the page has {len(markup)} characters; at most {_MAX_CHARACTERS} are parsed")
    page = parse_page(markup)
    tree = page.root
    metadata = read_metadata(tree)
    dateline = None if metadata.published else visible_dateline(tree, metadata.title)
    pieces, repairs = _choose(page, metadata.title)
    if not pieces:
        raise NoArticleError("no paragraph of text was found in the page")
    text, hints = _join(_with_head(pieces, metadata.title, dateline))
    return Content(
        READER,
        text,
        tuple(hints),
        title=metadata.title,
        byline=metadata.byline,
        url=metadata.url,
        published=metadata.published,
        source_name=metadata.source_name,
        language=metadata.language,
        repairs=repairs,
    )


def _choose(page: Page, title: str | None) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Pieces of the main text with the repairs to note; all that is visible where nothing is the main text."""
    pieces = main_pieces(*find_pieces(page.root), title)
    if not pieces:
        visible = list(_visible_pieces(page.root))
        # text that stands in the body by itself, as in a file that only calls itself a page
        if page.repairs or any("。" in text for text, _kind in visible):
            pieces = visible
    return pieces, page.repairs


def _visible_pieces(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """All visible text of a page, a piece for each stretch without a block or line break, in one walk."""
    parts: list[str] = []
    kinds = ["paragraph"]
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        breaks = tag in BLOCKS or tag == "br"
        if breaks and (text := _flat(parts)):
            yield text, kinds[-1]
        if breaks:
            parts.clear()
        unseen = tag in _HIDDEN or tag in _ASIDE
        if event == "start":
            kinds.append("heading" if tag in _HEADINGS else "list_item" if tag == "li" else kinds[-1])
            hidden += unseen
        else:
            kinds.pop()
            hidden -= unseen
        text = element.text if event == "start" else element.tail
        if text and not hidden:
            parts.append(text)
    if text := _flat(parts):
        yield text, "paragraph"


def _flat(parts: list[str]) -> str:
    return _SPACE.sub(" ", "".join(parts)).strip()


def _with_head(pieces: list[tuple[str, str]], title: str | None, dateline: str | None) -> list[tuple[str, str]]:
    """The pieces with title and date line at their head, where the extraction has lost them."""
    marked = [
        (text, "title" if at < _HEAD and title and kind in ("heading", "paragraph") and _names(text, title) else kind)
        for at, (text, kind) in enumerate(pieces)
    ]
    if title and not any(kind == "title" for _, kind in marked):
        marked.insert(0, (title, "title"))
    marked = [(text, "dateline" if dateline and text == dateline else kind) for text, kind in marked]
    if dateline and not any(dateline in text for text, _ in marked[:_HEAD]):
        at = next((at for at, (_, kind) in enumerate(marked) if kind == "title"), -1)
        marked.insert(at + 1, (dateline, "dateline"))
    return marked


def _join(pieces: list[tuple[str, str]]) -> tuple[str, list[Hint]]:
    hints: list[Hint] = []
    at = 0
    for text, kind in pieces:
        hints.append(Hint(at, at + len(text), kind))
        at += len(text) + 2
    return "\n\n".join(text for text, _ in pieces), hints


def _names(text: str, title: str) -> bool:
    """Whether a line is the title, or most of it: 【社説】 before it does not count."""
    line, whole = normalize_name(text), normalize_name(title)
    return line == whole or (len(line) >= 8 and whole.endswith(line))
