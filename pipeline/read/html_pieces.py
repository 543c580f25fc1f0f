"""The visible text of a page in pieces, each with what the markup around it says.

Belongs here: one walk over the tree that parts the text at blocks and line breaks and adds up, for each box, what is in it.
Does not belong here: which box holds the article (``html_main``), and what keeps the tree small (``html_tree``).

A *box* is a block element. A *part* is what the vocabulary ``lexicons/markup_words.csv`` or the element's name says that a box
is for: ``navigation``, ``related``, ``advertisement``, ``comment``; ``byline``, ``dateline``, ``caption``, ``figure``,
``subtitle``; empty for text. All of it takes time in proportion to the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from lxml import etree

from pipeline.lexicons.load import load
from pipeline.read.html_tree import BLOCKS

ASIDE = frozenset(("navigation", "related", "advertisement", "comment", "hidden"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "title",
        "textarea",
        "select",
        "button",
        "iframe",
        "object",
        "svg",
        "math",
        "video",
        "audio",
        "canvas",
        "option",
        "rt",
        "rp",
        "rtc",
    )
)
_PARTS_OF_TAGS = {"nav": "navigation", "footer": "navigation", "aside": "navigation", "figcaption": "caption"}
_PARTS_OF_TAGS |= {"figure": "figure", "time": "dateline", "address": "byline"}
_PARTS_OF_ROLES = dict.fromkeys(
    ("navigation", "search", "banner", "contentinfo", "complementary", "dialog", "alert", "menu", "tablist"),
    "navigation",
)
_PARTS_OF_PROPERTIES = {"author": "byline", "datePublished": "dateline", "dateModified": "dateline"}
_PARTS_OF_PROPERTIES |= {"caption": "caption", "comment": "comment", "alternativeHeadline": "subtitle"}
# Elements within a line that can be a box of their own where no running text is around: <span class="date">
_INLINE = frozenset(("span", "time", "a", "small", "em", "strong", "b", "font", "label"))
# .relatedArticles → related, Articles; l-side_nav → l, side, nav
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# article-body, articleDetailBody, entry-content, news_text, honbun: the class of the text itself
_BODY_CLASS = re.compile(
    r"(?:^|[\s_-])(?:[a-z]{1,3}[-_]{1,2})?"
    r"(?:article|entry|post|news|story|topics|cms|kiji)(?:[-_]{0,2}(?:detail|main|page))?[-_]{0,2}"
    r"(?:body|bodycopy|text|txt|contents?|honbun)(?=$|[\s_-])|(?:^|[\s_-])(?:honbun|main-?text|body-?text|text-?body)(?=$|[\s_-])",
    re.IGNORECASE,
)
_MAX_CLASS = 300
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
# A line break of the source between two Japanese characters is no space (CSS Text 3, segment break transformation rules).
_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uff60])[ \t\r]*\n\s*(?=[\u3001-\u9fff\uff00-\uff60])")
_MIN_PROSE = 40
# このサイトではクッキーを使っています。 記事の無断転載を禁じます。 what a site says of itself on every page
_SITE_TALK = re.compile(
    r"(?:この|当|本)(?:ウェブ|ホームページ|サイト)|クッキー|[Cc]ookie|無断(?:転載|複製|使用)|著作権|プライバシー|利用規約|お問い?合わせ(?:は|先)|J(?:ava|AVA)\s?[Ss]cript|ブラウザ"
)
_MAX_SITE_TALK = 120


class Box:
    """A block element: ``[first, last)`` are its pieces; lengths are sums over them, in characters.

    ``all_prose`` counts running text outside links, ``prose`` what of it lies in no aside. ``mark`` is 3 where the markup says that it is the article's body, 2 where
    the name of its class does, 1 for ``article`` and ``main``, else 0.
    """

    __slots__ = (
        "all_prose",
        "first",
        "has_headline",
        "kind",
        "last",
        "length",
        "links",
        "mark",
        "own",
        "parent",
        "part",
        "prose",
        "signature",
        "tag",
    )

    def __init__(self, tag: str, parent: Box | None, first: int) -> None:
        self.tag = tag
        self.parent = parent
        self.first = self.last = first
        self.kind = _kind(tag, parent)
        self.own = self.part = ""
        self.mark = self.length = self.links = self.prose = self.all_prose = 0
        self.has_headline = False
        self.signature = tag

    def contains(self, index: int) -> bool:
        """Whether the piece with that index lies in the box."""
        return self.first <= index < self.last


class Piece:
    """A stretch of text without a block or line break; ``links`` of its characters stand in links."""

    __slots__ = ("box", "length", "links", "prose", "text")

    def __init__(self, text: str, box: Box, links: int) -> None:
        self.text = text
        self.box = box
        self.length = len(text)
        self.links = min(links, self.length)
        self.prose = self.length - self.links if is_prose(text) else 0

    @property
    def kind(self) -> str:
        """What the element is for: ``heading``, ``list_item``, ``cited_excerpt``, ``caption`` or ``paragraph``."""
        return self.box.kind

    @property
    def is_link(self) -> bool:
        """Whether nearly all of it is a link, and no sentence."""
        return self.links >= 0.8 * self.length and not self.text.endswith("。")


def is_prose(text: str) -> bool:
    """Whether a stretch of text is running text.

    >>> is_prose("架空市で三日、祭りがあった。"), is_prose("社会・暮らし")
    (True, False)
    """
    if "。" in text:
        return not (len(text) <= _MAX_SITE_TALK and _SITE_TALK.search(text))
    return len(text) >= _MIN_PROSE and ("、" in text or ". " in text or ", " in text)


def find_pieces(root: etree._Element) -> tuple[list[Piece], list[Box]]:
    """All pieces of a page, and its boxes, parents before children."""
    walk = _Walk()
    context = etree.iterwalk(root, events=("start", "end"))
    for event, element in context:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in _UNSEEN:
            if event == "start":
                context.skip_subtree()
            else:
                walk.text(element.tail)
        elif event == "start":
            walk.start(tag, element)
        else:
            walk.end(tag, element)
    walk.flush()
    for box in reversed(walk.boxes):
        box.last = max(box.last, box.first)
        if box.parent:
            box.parent.last = max(box.parent.last, box.last)
    return walk.pieces, walk.boxes


class _Walk:
    """State of the walk: the open boxes, and the text since the last break."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.boxes: list[Box] = [Box("html", None, 0)]
        self.open: list[tuple[etree._Element, Box]] = []
        self.box = self.boxes[0]
        self.parts: list[str] = []
        self.links = 0
        self.link_depth = 0

    def start(self, tag: str, element: etree._Element) -> None:
        attributes = element.attrib
        if tag in BLOCKS or (attributes and tag in _INLINE and self._is_apart(tag, attributes)):
            self.flush()
            self.box = Box(tag, self.box, len(self.pieces))
            self.boxes.append(self.box)
            self.open.append((element, self.box))
            if attributes:
                _describe(self.box, attributes)
            self.box.own = self.box.own or _PARTS_OF_TAGS.get(tag, "")
        elif tag == "br":
            self._line_break()
        self.link_depth += tag == "a"
        self.text(element.text)

    def end(self, tag: str, element: etree._Element) -> None:
        self.link_depth -= tag == "a"
        if self.open and self.open[-1][0] is element:
            self.flush()
            _, box = self.open.pop()
            box.last = len(self.pieces)
            self.box = box.parent or self.boxes[0]
        self.text(element.tail)

    def text(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            if self.link_depth:
                self.links += len(text.strip())

    def flush(self) -> None:
        if self.parts:
            text = "".join(self.parts)
            if "\n" in text:
                text = _BREAK.sub("", text)
            text = _SPACE.sub(" ", text).strip()
            if text:
                self.pieces.append(Piece(text, self.box, self.links))
            self.parts.clear()
        self.links = 0

    def _line_break(self) -> None:
        """A break within a heading is a space; elsewhere it parts."""
        if self.box.kind == "heading":
            self.parts.append(" ")
        else:
            self.flush()

    def _is_apart(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element within a line is a box of its own: it has a part, and no running text comes before it."""
        if self.box.tag == "p" or self.box.kind == "heading" or any(part.strip() for part in self.parts):
            return False
        name = attributes.get("class")
        return tag == "time" or "itemprop" in attributes or bool(name and part_of(name[:_MAX_CLASS]))


def _describe(box: Box, attributes: Mapping[str, str]) -> None:
    """Part, mark and signature of a box from its attributes."""
    name = attributes.get("class") or ""
    identifier = attributes.get("id") or ""
    names = f"{name[:_MAX_CLASS]} {identifier[:_MAX_CLASS]}"
    if name:
        box.signature = f"{box.tag}.{name[:_MAX_CLASS]}"
    if box.tag in ("body", "html"):
        return
    role, properties = attributes.get("role") or "", (attributes.get("itemprop") or "")[:_MAX_CLASS]
    style = attributes.get("style")
    if properties:
        box.own = next((_PARTS_OF_PROPERTIES[one] for one in properties.split() if one in _PARTS_OF_PROPERTIES), "")
    box.own = box.own or _PARTS_OF_ROLES.get(role, "") or part_of(names)
    if "hidden" in attributes or (style and "display:none" in style[:_MAX_CLASS].replace(" ", "")):
        box.own = "hidden"
    if "articleBody" in properties:
        box.mark = 3
    elif _has_body_class(names):
        box.mark = 2
    elif box.tag in ("article", "main") or role in ("main", "article"):
        box.mark = 1


@lru_cache(maxsize=8192)
def part_of(names: str) -> str:
    """What the words of class names or an id say that an element is for, or an empty string.

    >>> part_of("l-relatedArticles"), part_of("entry-date"), part_of("article-body")
    ('related', 'dateline', '')
    """
    words = [word.lower() for word in _WORD.findall(names)]
    found = [part for word in words if (part := _vocabulary().get(word))]
    if not found:
        found = [part for one, two in pairwise(words) if (part := _vocabulary().get(one + two))]
    return next((part for part in found if part in ASIDE), found[-1] if found else "")


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, str]:
    return {row["word"]: row["part"] for row in load("markup_words")}


@lru_cache(maxsize=8192)
def _has_body_class(names: str) -> bool:
    return bool(_BODY_CLASS.search(names))


def _kind(tag: str, parent: Box | None) -> str:
    if tag in _HEADINGS:
        return "heading"
    if tag == "li":
        return "list_item"
    if tag == "blockquote":
        return "cited_excerpt"
    if tag == "figcaption":
        return "caption"
    if tag in ("ul", "ol", "table", "article", "section") and parent and parent.kind == "list_item":
        return "paragraph"
    return parent.kind if parent else "paragraph"
