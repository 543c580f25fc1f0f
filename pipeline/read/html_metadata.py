"""What an HTML page says about itself: title, author, publication time, address, site, language.

Belongs here: JSON-LD, Open Graph, ``meta``, ``time``, ``title``, canonical links (schema.org, https://ogp.me/).
Does not belong here: the text of the article (``html``), dates that only the running text shows (``pipeline/normalize``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pipeline.read.dates import parse_iso
from pipeline.read.outlets import lookup_name, normalize_name

_ARTICLE_TYPES = re.compile(
    r"(News|Report|Opinion|Analysis|Blog|Tech|Scholarly)?\w*Article|BlogPosting|LiveBlogPosting"
)
_PUBLISHED_META = (
    "article:published_time",
    "article:published",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "article:modified_time",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "creationdate",
    "og:article:published_time",
    "etoc:datetime",
)
# Between a headline and the name of the site or its section: " - ", "｜", " | ", "：", " ― "
_SEPARATOR = re.compile(r"\s*[|｜]\s*|\s+[-–—―:：]\s+|\s*[:：]\s*|\s+[«»/]\s+|\s*―\s*|\s+-|-\s+|\s+–|【|（")
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f]")
_LIMIT = 400
_MIN_COMMON = 8
# Headings that may be the one of the article; a page of thousands is no article.
_MAX_HEADINGS = 50
# 2025年4月8日, 2025/4/8, 令和7年4月8日 in the text of a small element
_VISIBLE_DATE = re.compile(
    r"(?:(?:19|20)\d{2}\s?[年/.-]|(?:平成|令和)(?:\d{1,2}|元)年)\s?\d{1,2}\s?[月/.-]\s?\d{1,2}(?!\d)"
)
# Every date has one: 8, ８
_DIGIT = re.compile(r"\d")
_PUBLISHED_CLASS = re.compile(
    r"publish|pubdate|posted|article.{0,3}date|(?:^|\s)(?:date|time|day)(?:\s|$)", re.IGNORECASE
)
_PUBLISHED_WORD = re.compile(r"(?:公開|掲載|配信|投稿)(?![しすさの記])")
_MAX_DATELINE = 60
_MAX_DISTANCE = 60
_ASIDE = frozenset(("nav", "aside", "footer", "script", "style", "noscript", "figcaption", "title", "option"))


@dataclass
class PageMetadata:
    """What the page says; every value may be missing. ``title`` is without the name of the site."""

    title: str | None = None
    byline: str | None = None
    url: str | None = None
    published: str | None = None
    source_name: str | None = None
    language: str | None = None


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """Metadata of a parsed page. JSON-LD of an article comes first, then Open Graph, then the rest."""
    meta = _meta(tree)
    article = _json_ld_article(tree)
    site = _clean(meta.get("og:site_name")) or _name(article.get("publisher")) or _clean(meta.get("application-name"))
    return PageMetadata(
        title=_title(tree, meta, article, site),
        byline=_byline(meta, article),
        url=_address(tree, meta, article),
        published=_published(tree, meta, article),
        source_name=site,
        language=_clean(tree.get("lang") or meta.get("og:locale", "").replace("_", "-")),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            values.setdefault(name.strip().lower(), content.strip())
    return values


def _json_ld_article(tree: HtmlElement) -> dict[str, Any]:
    best: dict[str, Any] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _nodes(_loads(script.text or "")):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _ARTICLE_TYPES.fullmatch(kind) for kind in kinds):
                best = best or node
    return best


def _loads(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    for attempt in (text, _CONTROL.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), dict | list):
                yield from _nodes(value[key], depth + 1)


def _title(tree: HtmlElement, meta: dict[str, str], article: dict[str, Any], site: str | None) -> str | None:
    """Headline: the one of the metadata that a heading of the page confirms, without the site's name."""
    tops = islice(tree.iter("h1"), _MAX_HEADINGS)
    headings = [text for element in tops if (text := _clean(_heading(element)))]
    headline, shared = _clean(article.get("headline")), _clean(meta.get("og:title") or meta.get("twitter:title"))
    document = _clean(next((element.text_content() for element in tree.iter("title")), None))
    found = [strip_site(candidate, site) for candidate in (headline, shared, document) if candidate]
    for candidate in found:
        for heading in headings:
            if (confirmed := _confirm(candidate, strip_site(heading, site), site)) is not None:
                return confirmed
    if found and not headline and not shared:
        for heading in headings:
            if normalize_name(heading)[:_MIN_COMMON] == normalize_name(found[0])[:_MIN_COMMON]:
                return heading
    return found[0] if found else headings[0] if headings else None


def _confirm(candidate: str, heading: str, site: str | None) -> str | None:
    """The headline on which a title and a heading agree, or none. What a title has beyond the heading is the site's."""
    whole, part = normalize_name(candidate), normalize_name(heading)
    if len(part) < _MIN_COMMON:
        return candidate if whole == part else None
    if whole == part or whole.startswith(part):
        return heading
    if part.startswith(whole) and len(whole) >= _MIN_COMMON:
        return candidate
    before = whole.removesuffix(part)
    is_site = before.endswith("|") or (site is not None and before == normalize_name(site))
    return heading if before != whole and is_site else None


def strip_site(title: str, site: str | None) -> str:
    """Headline without the name of the site and its sections behind it.

    >>> strip_site("架空市で祭り - 架空新聞", "架空新聞")
    '架空市で祭り'
    """
    first, bar, rest = title.replace("｜", "|").partition("|")
    if site and bar and rest.strip() and normalize_name(first) == normalize_name(site):
        title = rest.strip()
    while True:
        cut = _site_cut(title, site)
        if cut is None:
            return title
        title = title[:cut].rstrip()


def _site_cut(title: str, site: str | None) -> int | None:
    key = normalize_name(site) if site else ""
    for found in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: found.start()].strip(), normalize_name(title[found.end() :].strip("】）) 　"))
        if len(head) < 6 or not tail:
            continue
        is_bar = found.group().strip() in {"|", "｜"}
        if is_bar or (key and (tail in key or key in tail)) or lookup_name(title[found.end() :].strip("】）) 　")):
            return found.start()
    return None


def _byline(meta: dict[str, str], article: dict[str, Any]) -> str | None:
    author = _name(article.get("author")) or _clean(meta.get("author")) or _clean(meta.get("article:author"))
    return author if author and not author.startswith(("http://", "https://", "//")) else None


def _name(value: object) -> str | None:
    """Name of a person or organization in JSON-LD: a string, a node, or a list of them."""
    if isinstance(value, list):
        names = [name for item in value[:10] if (name := _name(item))]
        return "、".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _clean(value.get("name"))
    return _clean(value)


def _address(tree: HtmlElement, meta: dict[str, str], article: dict[str, Any]) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for candidate in (*links, meta.get("og:url"), article.get("url"), article.get("mainEntityOfPage")):
        if isinstance(candidate, str) and candidate.strip().startswith(("http://", "https://")):
            return candidate.strip()[:2000]
    return None


def _published(tree: HtmlElement, meta: dict[str, str], article: dict[str, Any]) -> str | None:
    candidates: list[object] = [article.get("datePublished")]
    candidates += [meta.get(name) for name in _PUBLISHED_META if "modified" not in name]
    candidates += [element.get("datetime") for element in _first_times(tree)]
    candidates += [article.get("dateModified"), meta.get("article:modified_time")]
    for candidate in candidates:
        if isinstance(candidate, str) and parse_iso(candidate):
            return candidate.strip()
    return None


def _first_times(tree: HtmlElement) -> list[HtmlElement]:
    """``time`` elements that can be the page's own: those marked as published first, then the first of all."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [
        element
        for element in times
        if element.get("pubdate") is not None or "publish" in (element.get("itemprop") or "").lower()
    ]
    return [*marked, *times[:1]]


def visible_dateline(tree: HtmlElement, title: str | None) -> str | None:
    """Text of a small element that shows when the page was published, or none.

    The first of these: one whose class or words say so, one soon behind the headline. Lists of other articles carry
    dates too: what lies in ``nav``, ``aside`` and ``footer``, or far below the headline, does not count.
    """
    wanted = normalize_name(title) if title else ""
    distance = None
    near = marked = None
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _ASIDE:
            continue
        distance = None if distance is None else distance + 1
        if element.tag in ("h1", "h2") and wanted and distance is None:
            heading = normalize_name(_heading(element))
            distance = 0 if len(heading) >= _MIN_COMMON and (wanted in heading or heading in wanted) else None
        for text in (element.text, element.tail):
            if not text or not _DIGIT.search(text):
                continue
            line = _clean(text)
            if (
                line is None
                or not _is_dateline(line)
                or any(parent.tag in _ASIDE for parent in element.iterancestors())
            ):
                continue
            says_so = _PUBLISHED_WORD.search(line) or _PUBLISHED_CLASS.search(
                f"{element.get('class')} {element.get('id')}"
            )
            if marked is None and says_so:
                marked = line
            if near is None and distance is not None and distance <= _MAX_DISTANCE:
                near = line
    return marked or near


def _heading(element: HtmlElement) -> str:
    """Text of a heading, as far as a heading goes: one that is never closed holds the page."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part[: _LIMIT * 10])
        length += len(parts[-1].strip())
        if length > _LIMIT * 2:
            break
    return "".join(parts)


def _is_dateline(line: str) -> bool:
    return len(line) <= _MAX_DATELINE and not line.endswith("。") and bool(_VISIBLE_DATE.search(line))


def _clean(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", value.lstrip()[: _LIMIT * 10]).strip()[:_LIMIT] or None
