"""What a page states about itself in machine-readable form, gathered once: ``meta``, JSON-LD, microdata, links.

Belongs here: finding the statements (Open Graph, schema.org as JSON-LD and as microdata, HTML ``meta`` and ``link``). Does not
belong here: choosing between them (``html_title``, ``html_dates``, ``html_metadata``).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from pipeline.read.html_pieces import ASIDE, part_of
from pipeline.read.outlets import normalize_name

LIMIT = 400
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f]")
_ARTICLE_TYPES = re.compile(
    r"(News|Report|Opinion|Analysis|Blog|Tech|Scholarly|Satirical|Review|Advertiser)?\w*Article|BlogPosting|LiveBlogPosting|Report"
)
_MICRODATA = etree.XPath("//*[@itemprop]")
# Things on a page with properties of their own that are not the article's
_OTHER_TYPES = re.compile(
    r"/(?:Comment|UserComments|Review|Rating|AggregateRating|Product|ListItem|ImageObject|VideoObject)\b"
)
_MAX_PROPERTIES = 500
_MAX_PARTS = 50
_MAX_NODES = 200
_MAX_DEPTH = 6
# Headings that may be the one of the article; a page of thousands is no article.
_MAX_HEADINGS = 50


@dataclass
class Facts:
    """The statements of a page.

    ``meta`` maps lower-case names to the first value of each; ``article`` is the JSON-LD node of the article, ``nodes`` all of
    them; ``properties`` are microdata as (name, value); ``headings`` are the texts of ``h1``, ``document_title`` that of ``title``;
    ``around`` are the elements around the headline, whose names are not believed where they speak of other articles.
    """

    meta: dict[str, str] = field(default_factory=dict)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    article: dict[str, Any] = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    base: str | None = None
    headings: list[str] = field(default_factory=list)
    document_title: str | None = None
    around: frozenset[etree._Element] = frozenset()

    def is_aside(self, element: etree._Element) -> bool:
        """Whether an element lies in navigation, a list of related articles, an advertisement or comments."""
        return any(one not in self.around and _names_aside(one) for one in (element, *element.iterancestors()))

    def property_of(self, name: str) -> str | None:
        """First microdata value of that name, or none."""
        return next((value for key, value in self.properties if key == name), None)


def find_facts(root: etree._Element) -> Facts:
    """Statements of a parsed page; broken ones are left out."""
    facts = Facts(meta=_meta(root))
    facts.nodes = [
        node for script in root.iter("script") if is_json_ld(script) for node in _nodes(_loads(script.text or ""))
    ]
    facts.canonical = [
        link.get("href", "").strip()
        for link in root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    facts.base = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    facts.document_title = clean(next((heading_text(one) for one in root.iter("title")), None))
    tops = [(text, one) for one in islice(root.iter("h1"), _MAX_HEADINGS) if (text := clean(heading_text(one)))]
    facts.headings = [text for text, _ in tops]
    facts.article = _article(facts)
    facts.around = _around(facts, tops)
    facts.properties = list(_properties(root, facts))
    return facts


def clean(value: object) -> str | None:
    """A string on one line, of at most 400 characters, or none where there is no text."""
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", value.lstrip()[: LIMIT * 10]).strip()[:LIMIT] or None


def clean_json(value: object) -> str | None:
    """A string of JSON-LD as :func:`clean` gives it; markup's entities, which do not belong there, are resolved.

    >>> clean_json("市長&quot;続ける&quot;")
    '市長"続ける"'
    """
    return clean(html.unescape(value[: LIMIT * 10])) if isinstance(value, str) else None


def is_json_ld(script: etree._Element) -> bool:
    """Whether a ``script`` element holds JSON-LD."""
    return "ld+json" in (script.get("type") or "").lower()


def heading_text(element: etree._Element) -> str:
    """Text of a heading, as far as a heading goes: one that is never closed holds the page. Its line breaks are spaces."""
    parts: list[str] = []
    length = 0
    for one in element.iter():
        if one is not element and one.tag == "br":
            parts.append(" ")
        for text in (one.text, one.tail if one is not element else None):
            if text:
                parts.append(text[: LIMIT * 10])
                length += len(parts[-1].strip())
        if length > LIMIT * 2:
            break
    return "".join(parts)


def _meta(root: etree._Element) -> dict[str, str]:
    values: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content") or element.get("value")
        if name and content and content.strip():
            values.setdefault(name.strip().lower(), content.strip())
    return values


def _around(facts: Facts, tops: list[tuple[str, etree._Element]]) -> frozenset[etree._Element]:
    """Elements around the ``h1`` that shows a title of the page; around the first where none does."""
    stated = (clean_json(facts.article.get("headline")), facts.meta.get("og:title"), facts.document_title)
    keys = [normalize_name(text[:LIMIT]) for text in stated if text]
    confirmed = [one for text, one in tops if any(normalize_name(text) in key for key in keys)]
    chosen = (confirmed or [one for _, one in tops])[:1]
    return frozenset(above for one in chosen for above in one.iterancestors())


def _properties(root: etree._Element, facts: Facts) -> Iterator[tuple[str, str]]:
    """Microdata of the page and its article, not of comments, products and lists on it."""
    for element in _MICRODATA(root)[:_MAX_PROPERTIES]:
        value = element.get("content") or element.get("datetime") or _name_within(element) or element.get("href")
        if value is None and element.tag != "meta":
            value = clean(heading_text(element)) if len(element) <= 20 else None
        if value and not _is_of_another(element) and not facts.is_aside(element):
            for name in element.get("itemprop", "").split()[:5]:
                yield name, value.strip()


def _name_within(element: etree._Element) -> str | None:
    """What a thing with properties of its own, such as a publisher, is called: its ``name``, which need not be visible."""
    if element.get("itemscope") is None:
        return None
    names = (one for one in islice(element.iterdescendants(), _MAX_PARTS) if "name" in one.get("itemprop", "").split())
    return next((found for one in names if (found := clean(one.get("content") or heading_text(one)))), None)


def _is_of_another(element: etree._Element) -> bool:
    return any(
        above.get("itemscope") is not None and _OTHER_TYPES.search(above.get("itemtype") or "")
        for above in element.iterancestors()
    )


def _names_aside(element: etree._Element) -> bool:
    """Whether an element's own name or class says that it is for something else than the article."""
    if element.tag in ("nav", "aside", "footer"):
        return True
    if element.tag in ("body", "html", "main"):
        return False
    name = element.get("class")
    return bool(name) and part_of(name[:300]) in ASIDE


def _article(facts: Facts) -> dict[str, Any]:
    """The JSON-LD node of the article: of several, the one whose headline the page shows as its own."""
    found = []
    for node in facts.nodes:
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLE_TYPES.fullmatch(kind) for kind in kinds):
            found.append(node)
    if len(found) < 2:
        return found[0] if found else {}
    shown = [facts.meta.get("og:title"), facts.document_title, *facts.headings]
    keys = [normalize_name(text[:LIMIT]) for text in shown if text]
    for node in found[:20]:
        headline = normalize_name(clean_json(node.get("headline")) or "")
        if headline and any(headline in key or key in headline for key in keys):
            return node
    return found[0]


def _loads(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for attempt in (text, _CONTROL.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_MAX_NODES]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), dict | list):
                yield from _nodes(value[key], depth + 1)
