"""The tree of an HTML page, whatever the page: bounded in depth and attributes, without ruby readings and comments.

Belongs here: what keeps a parse linear in the size of the page, and what is left out of the tree. Does not belong here:
which part of the tree is the article (``html``).

The parser's own tree stops without a word at 256 (or 2048) open elements and at 10 MB of text in one element, and takes
quadratic time in the attributes of a tag. Its events know neither limit: the tree is built from them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from pipeline.read.content import NoArticleError

# Elements inside elements that are kept; of deeper ones only the text is. Pages of newspapers have 15 to 40.
MAX_DEPTH = 200
# Depth up to which headings, paragraphs and list items are kept nonetheless.
_MAX_LEAF_DEPTH = MAX_DEPTH + 20
MAX_ATTRIBUTES = 200
# Elements open at once beyond which a page is given up, and how often an end tag may be compared with an open one:
# the parser goes through all open elements at each end tag that has no start.
MAX_OPEN = 20_000
_MAX_COMPARISONS = 1_000_000_000
# Elements beyond which a page is given up.
MAX_ELEMENTS = 1_000_000
# What an attribute's name must be for the tree to take it: data-x, og:title
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w:.-]*")
# Characters that the tree refuses, and the whole page with them, raw or as a reference: "\x0b" between two columns, "&#x8;"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_READINGS = frozenset(("rt", "rp", "rtc"))
_RUBY = frozenset(("ruby", "rb"))
_LEAVES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "figcaption", "pre"))
_CONTAINERS = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "html",
    "legend",
    "main",
    "nav",
    "ol",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
]
BLOCKS = _LEAVES.union(_CONTAINERS)
# Elements that make text of the tags in them, which no page of today means: <plaintext>, </XMP
_PLAINTEXT = re.compile(r"<(/?)(?:plaintext|xmp|noembed|noframes)(?=[\s/>])", re.IGNORECASE)
# A tag in what should be the text of a script: </p>, <div
_TAG = re.compile(r"</?(?:p|div|article|body|html)[\s>]", re.IGNORECASE)
_RAW = ("script", "style", "textarea", "title", "iframe")
# Limits of the parser that end a page early, in the names of its error log.
_FATAL = frozenset(("ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY", "ERR_USER_STOP", "ERR_INTERNAL_ERROR", "ERR_NAME_TOO_LONG"))
_KEPT, _FLAT = True, False


class Page(NamedTuple):
    """A page's root element, and in ``repairs`` what of the page is not in the tree."""

    root: etree._Element
    repairs: tuple[str, ...]


class _Builder:
    """Target of the parser's events. ``flattened`` counts elements of which only the text is kept."""

    def __init__(self, max_open: int) -> None:
        builder = etree.TreeBuilder(element_factory=etree.HTMLParser().makeelement)
        self._start, self._end, self._data = builder.start, builder.end, builder.data
        self.close = builder.close
        self._max_open = max_open
        self.given_up: str | None = None
        self._open: list[bool] = []
        self._depth = 0
        self._reading_at: int | None = None
        self.flattened = 0
        self.element_count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= self._max_open:
            self._give_up(f"tags are nested too deeply: more than {self._max_open} elements are open at once")
        if self.element_count + self.flattened > MAX_ELEMENTS:
            self._give_up(f"the page has more than {MAX_ELEMENTS} elements")
        if self._reading_at is None and self._depth < MAX_DEPTH and tag not in _RUBY and tag not in _READINGS:
            self._open.append(self._add(tag, attributes))
            return
        if self._reading_at is not None and (tag in _RUBY or tag in BLOCKS):
            self._reading_at = None
        if self._reading_at is not None or tag in _RUBY:
            self._open.append(_FLAT)
        elif tag in _READINGS:
            self._reading_at = len(self._open)
            self._open.append(_FLAT)
        elif self._depth >= MAX_DEPTH and not (tag in _LEAVES and self._depth < _MAX_LEAF_DEPTH):
            self.flattened += 1
            self._open.append(_FLAT)
            if tag in BLOCKS or tag == "br":
                self._start("br", {})
                self._end("br")
                self.element_count += 1
        else:
            self._open.append(self._add(tag, attributes))

    def _add(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether the element is in the tree: one whose name is no name, as of ``<p<b>``, is not; its text is."""
        self.element_count += 1
        if len(attributes) > MAX_ATTRIBUTES:
            attributes = dict(list(attributes.items())[:MAX_ATTRIBUTES])
        try:
            self._start(tag, attributes)
        except ValueError:
            named = {name: _without_unfit(value) for name, value in attributes.items() if _ATTRIBUTE.fullmatch(name)}
            try:
                self._start(tag, named)
            except ValueError:
                return _FLAT
        self._depth += 1
        return _KEPT

    def _give_up(self, detail: str) -> None:
        self.given_up = detail
        raise ValueError(detail)

    def end(self, tag: str) -> None:
        if not self._open:
            return
        kept = self._open.pop()
        if kept:
            self._depth -= 1
            self._end(tag)
        elif self._reading_at is not None and self._reading_at >= len(self._open):
            self._reading_at = None

    def data(self, text: str) -> None:
        if self._reading_at is None:
            self._data(_without_unfit(text))


def _without_unfit(text: str) -> str:
    """Text that the tree takes: vertical tabs and page breaks are white space, other control characters nothing.

    >>> _without_unfit("渚市\\x0b図書\\x08館")
    '渚市 図書館'
    """
    return _UNFIT.sub(lambda found: " " if found[0] in "\x0b\x0c" else "", text)


def parse_page(markup: str) -> Page:
    """Tree of a page; raises :class:`NoArticleError` where it has no element or nests without end.

    >>> "".join(parse_page("<p>架空市で<ruby>祭<rt>まつ</rt></ruby>り</p>").root.itertext())
    '架空市で祭り'
    """
    markup = _PLAINTEXT.sub(r"<\1div", _without_unfit(markup))
    max_open = min(MAX_OPEN, _MAX_COMPARISONS // (markup.count("</") + 1))
    builder = _Builder(max_open)
    parser = etree.HTMLParser(encoding="utf-8", target=builder, huge_tree=True)
    try:
        parser.feed(markup.encode("utf-8", "replace"))
        root = parser.close()
    except (etree.LxmlError, AssertionError, ValueError) as error:
        raise NoArticleError(builder.given_up or f"the page has no element: {error}") from error
    if root is None:
        raise NoArticleError("the page has no element")
    return Page(root, tuple(_repairs(markup, root, parser, builder.flattened)))


def _repairs(markup: str, root: etree._Element, parser: etree.HTMLParser, flattened: int) -> list[str]:
    repairs = []
    if flattened:
        repairs.append(
            f"{flattened} elements nested more than {MAX_DEPTH} deep are left out of the page; their text is kept"
        )
    limits = sorted({entry.type_name for entry in parser.error_log if entry.type_name in _FATAL})
    if limits:
        repairs.append(f"the page was cut by the parser: {', '.join(limits)}")
    if unclosed := _unclosed(markup, root):
        repairs.append(f"the page was cut at {unclosed} that is never closed; what follows it is not read")
    return repairs


def _unclosed(markup: str, root: etree._Element) -> str | None:
    """What swallows the end of the page, such as a script without end tag, or none. A browser shows no more either."""
    comment = markup.rfind("<!--")
    if comment > markup.rfind("-->") and _TAG.search(markup, comment) and not markup.endswith("-->"):
        return "a comment"
    last = next(iter(deque(root.iter(*_RAW), maxlen=1)), None)
    if last is not None and last.text and not (last.tail or "").strip() and _TAG.search(last.text):
        closing = max(markup.rfind(f"</{last.tag}"), markup.rfind(f"</{last.tag.upper()}"))
        opening = max(markup.rfind(f"<{last.tag}"), markup.rfind(f"<{last.tag.upper()}"))
        if opening > closing:
            return f"<{last.tag}>"
    return None
