"""HTML pages: the article's text out of the markup, with what the markup says of its parts.

Belongs here: the choice of the main text (trafilatura), and hints as spans of the text taken out. Does not belong here:
parsing and ruby (``html_tree``), metadata (``html_metadata``) and roles of blocks (``pipeline/normalize``).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from pipeline.read.content import Content, Hint, NoArticleError
from pipeline.read.html_metadata import read_metadata, visible_dateline
from pipeline.read.html_tree import BLOCKS, Page, parse_page
from pipeline.read.outlets import normalize_name

READER = f"html/1+trafilatura/{trafilatura.__version__}"

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
# What an element of the extracted tree says of its text.
_KINDS = {"head": "heading", "item": "list_item", "quote": "cited_excerpt", "p": "paragraph", "cell": "paragraph"}
_SHORT_KINDS = {"p": "paragraph", "h2": "heading", "h3": "heading", "li": "list_item", "figcaption": "caption"}
_ASIDE = frozenset(("nav", "aside", "footer"))
_FURNITURE = frozenset(("nav", "aside", "footer", "header", "form", "li", "p", "script", "noscript"))
# Pages it finds nothing in are rejections with a reason here; its own warnings would say it twice.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
_MAX_CHARACTERS = 20_000_000
# Elements of a page up to which trafilatura is asked: its time grows with their square. Pages of newspapers have 300 to 5,000.
MAX_ELEMENTS = 20_000
# Weight of a page (see ``Page``) up to which it is asked: it goes through the text of an element for each one around it.
MAX_WEIGHT = 100_000_000
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
    pieces, repairs = _choose(page, markup)
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


def _choose(page: Page, markup: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Pieces of the main text with the repairs to note; of a page too large to choose from, all that is visible."""
    if page.element_count > MAX_ELEMENTS:
        detail = f"the page has {page.element_count} elements, more than {MAX_ELEMENTS}: all its text is read"
        return list(_visible_pieces(page.root)), (*page.repairs, detail)
    if page.weight > MAX_WEIGHT:
        detail = "the page has much text nested deeply: all its text is read"
        return list(_visible_pieces(page.root)), (*page.repairs, detail)
    if pieces := _main_pieces(page.root):
        return pieces, page.repairs
    # trafilatura has changed the tree; a copy of each page's tree would cost more than a second parse of the few.
    tree = parse_page(markup).root
    pieces = _short_pieces(tree)
    if not pieces:
        visible = list(_visible_pieces(tree))
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


def _main_pieces(tree: HtmlElement) -> list[tuple[str, str]]:
    """Pieces of the main text; none where trafilatura finds none. The tree is not the page's afterwards."""
    try:
        document = trafilatura.bare_extraction(
            tree,
            fast=False,
            favor_precision=True,
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            include_links=False,
            deduplicate=False,
            with_metadata=False,
        )
    except (RecursionError, ValueError, AssertionError, etree.LxmlError):
        document = None
    body = getattr(document, "body", None)
    if body is None:
        return []
    return [(text, kind) for text, kind in _pieces(body) if text]


def _short_pieces(tree: HtmlElement) -> list[tuple[str, str]]:
    """Paragraphs of a page too short for trafilatura, such as a news flash; none where there is no sentence."""
    pieces = []
    for element in tree.iter(*_SHORT_KINDS):
        if any(parent.tag in _FURNITURE or parent.tag in _SHORT_KINDS for parent in element.iterancestors()):
            continue
        if text := _SPACE.sub(" ", element.text_content()).strip():
            pieces.append((text, _SHORT_KINDS[element.tag]))
    return pieces if any("。" in text and kind == "paragraph" for text, kind in pieces) else []


def _pieces(body: etree._Element) -> Iterator[tuple[str, str]]:
    """Texts of an extracted tree with what each is, in order."""
    for element in body:
        if element.tag in ("list", "table", "quote") and len(element):
            for part in element.iter("item", "cell", "p", "head"):
                if not any(child.tag in ("item", "cell", "p") for child in part.iterdescendants()):
                    kind = "cited_excerpt" if element.tag == "quote" else _KINDS.get(part.tag, "paragraph")
                    yield from ((line, kind) for line in _lines(part))
        else:
            yield from ((line, _KINDS.get(element.tag, "paragraph")) for line in _lines(element))
        if element.tail and element.tail.strip():
            yield _SPACE.sub(" ", element.tail).strip(), "paragraph"


def _lines(element: etree._Element) -> list[str]:
    parts = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "lb":
            parts.append("\n")
        else:
            parts.append(child.text or "")
        parts.append(child.tail or "")
    return [line for part in "".join(parts).split("\n") if (line := _SPACE.sub(" ", part).strip())]


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
