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
from pipeline.read.dates import parse_iso
from pipeline.read.html_dates import completed_date, corrected_claim, date_claims, find_dateline
from pipeline.read.html_facts import find_facts
from pipeline.read.html_main import find_main
from pipeline.read.html_metadata import access_claims, read_metadata
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
# Pieces around the article in which the page may say who may read it
_NEAR = 12


def read_html(markup: str) -> Content:
    """Article of a page; raises :class:`NoArticleError` where the page holds none.

    >>> page = "<title>架空市で祭り</title><article><h1>架空市で祭り</h1><p>架空市で三日、<ruby>祭<rt>まつ</rt></ruby>りがあった。</p></article>"
    >>> read_html(page).source_text
    '架空市で祭り\\n\\n架空市で三日、祭りがあった。'
    """
    if len(markup) > _MAX_CHARACTERS:
        raise NoArticleError(f"the page has {len(markup)} characters; at most {_MAX_CHARACTERS} are parsed")
    page = parse_page(markup)
    facts = find_facts(page.root)
    metadata = read_metadata(facts, page.root.get("lang"))
    pieces, boxes = find_pieces(page.root)
    main = find_main(pieces, boxes, metadata.title)
    claims = date_claims(page.root, facts, metadata.title)
    headline = main.headline if main else None
    dateline = find_dateline(pieces, headline)
    if corrected := corrected_claim(claims, dateline):
        claims.insert(0, corrected)
    published = next((one.value for one in claims if one.kind == "published" and parse_iso(one.value)), None)
    if published is None and dateline is None and (completed := completed_date(page.root, facts, pieces, headline)):
        claims, published = [completed, *claims], completed.value
    texts = main.texts if main else _all_texts(page)
    if not texts:
        raise NoArticleError("no paragraph of text was found in the page")
    if main:
        near = range(
            max(0, min(main.first, headline if headline is not None else main.first) - _NEAR), main.last + _NEAR
        )
        claims += access_claims(facts, pieces, main.first, main.last, near)
    text, hints = _join(_with_head(texts, metadata.title, None if published else dateline))
    return Content(
        READER,
        text,
        tuple(hints),
        title=metadata.title,
        byline=metadata.byline,
        url=metadata.url,
        published=published,
        source_name=metadata.source_name,
        language=metadata.language,
        claims=tuple(claims),
        repairs=page.repairs,
    )


def _all_texts(page: Page) -> list[tuple[str, str]]:
    """All that is visible, where nothing is the main text: text that stands in the body by itself, or a page that was cut."""
    visible = list(_visible_pieces(page.root))
    return visible if page.repairs or any("。" in text for text, _kind in visible) else []


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
