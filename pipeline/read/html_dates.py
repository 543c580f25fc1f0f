"""Dates that a page states of itself: claims with their origin, and the line that shows when it was published.

Belongs here: where on a page such dates stand. Does not belong here: which of them is believed
(``pipeline/normalize/publication.py``), what a date means (``dates``), dates in running text (``pipeline/extract``).

Dates of other articles and of comments never count: what lies in navigation, lists of related articles and comments is left
out, and a script's dates count only where they are the page's one date or stand by its headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from pipeline.read.content import Claim
from pipeline.read.date_labels import is_label_of_something_else, own_dates
from pipeline.read.dates import SPELLED_DATE, parse_iso
from pipeline.read.eras import PAGE_ERA
from pipeline.read.html_facts import Facts, clean, heading_text, is_json_ld
from pipeline.read.html_pieces import ASIDE, Piece

_PUBLISHED_META = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "published_at",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "creationdate",
    "etoc:datetime",
)
_MODIFIED_META = (
    "article:modified_time",
    "article:modified",
    "datemodified",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "revised",
)
_DATA_ATTRIBUTES = (
    "data-published",
    "data-published-at",
    "data-published-time",
    "data-publish-date",
    "data-pubdate",
    "data-datetime",
    "data-date",
)
_DATA = etree.XPath("//*[" + " or ".join(f"@{name}" for name in _DATA_ATTRIBUTES) + "]")
_MODIFIED = re.compile(r"更新|修正|updat|modif|revis", re.IGNORECASE)
# What a claim must at least have: a year and a month. 2025-04, 2025/4, 20250408, 令和7年4月
_HAS_DATE = re.compile(rf"(?:19|20)\d{{2}}\D?\d|(?:{PAGE_ERA})\s?(?:\d|元)")
_MAX_VALUE = 100
_MAX_TIMES = 50
# "datePublished":"2025-04-08T10:30:00+09:00" in a script; the first group is the key
_SCRIPT_DATE = re.compile(
    r"[\"']?(datePublished|date_published|publishedAt|published_at|publishedTime|published_time|publishDate|publish_date|publishedDate|published_date|"
    r"publicationDate|pubDate|pub_date|firstPublished|first_publish_date|displayDate|display_date|releaseDate|release_date|"
    r"articleDate|article_date|newsDate|news_date|postDate|post_date|deliveryDate|openDate)[\"']?\s*[:=]\s*[\"']([^\"'\\]{6,40})[\"']"
)
_MAX_SCRIPTS = 2_000_000
_NEAR = 3_000
_MIN_TITLE = 6
# 2025年4月8日, 2025/4/8, 令和7年4月8日, 二〇二五年四月八日, Apr 8, 2025 in the text of a small element
_VISIBLE_DATE = re.compile(
    rf"(?:(?:19|20)\d{{2}}\s?[年/.-]|(?:{PAGE_ERA})\s?(?:\d{{1,2}}|元)年)\s?\d{{1,2}}\s?[月/.-]\s?\d{{1,2}}(?!\d)日?"
    rf"|{SPELLED_DATE}"
)
# 4月8日(火) 10時30分, 04月08日 without a year
_DAY_OF_YEAR = re.compile(r"(?<![\d年/.-])(\d{1,2})(?:月|/)\s?(\d{1,2})日?[^\d]{0,6}(?:(\d{1,2})(?:時|:)(\d{2})?)?")
# 20250408 in an id or a file's name
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_PUBLISHED_WORD = re.compile(r"(?:公開|掲載|配信|投稿|発信)(?![しすさの記])|Posted|Published")
# 2025.04.08 20:00, 2025年4月8日（火） 20時00分; not with a zone of its own, as 20:00 UTC
_SHOWN = re.compile(
    r"((?:19|20)\d{2})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})日?\s?(?:[（(].{1,4}[)）])?\s*(\d{1,2})\s?[:時]\s?(\d{2})"
    r"(?!(?::\d{2})?(?:\.\d{1,9})?\s?[(（]?(?:Z\b|UTC|GMT|[+−-]\d))"
)
_UTC = re.compile(r"(?:Z|[+-]00:?00)$")
# What makes the date one of a sentence: 2025年4月8日に
_PARTICLE = re.compile(r"(?:\([^)]{1,4}\)|（[^）]{1,4}）)?\s?(?:に|の|は|から|まで|、|を|で)")
_MAX_DATELINE = 60
_MAX_ABOVE, _MAX_BELOW = 12, 30


def date_claims(root: etree._Element, facts: Facts, title: str | None) -> list[Claim]:
    """Dates that metadata, attributes and scripts state, as written, surest first; published before modified.

    Attributes named ``data-…`` and scripts are searched only where nothing else gives a publication date.
    """
    claims = [*_stated(facts, "published"), *_times(root, facts)]
    if not any(claim.kind == "published" and parse_iso(claim.value) for claim in claims):
        claims += [*_data_attributes(root, facts), *_in_scripts(root, title)]
    claims += _stated(facts, "modified")
    known = dict.fromkeys(claim for claim in claims if _HAS_DATE.search(claim.value))
    return sorted(known, key=lambda claim: claim.kind != "published")


def _stated(facts: Facts, kind: str) -> Iterator[Claim]:
    name = "datePublished" if kind == "published" else "dateModified"
    values = [(f"json_ld:{name}", facts.article.get(name))]
    if kind == "published":
        values += [
            (f"json_ld:{key}", facts.article.get(key)) for key in ("dateCreated", "uploadDate") if not values[0][1]
        ]
    values += [(f"microdata:{name}", value) for key, value in facts.properties if key == name][:3]
    values += [
        (f"meta:{key}", facts.meta.get(key)) for key in (_PUBLISHED_META if kind == "published" else _MODIFIED_META)
    ]
    for origin, value in values:
        if (text := clean(value)) and len(text) <= _MAX_VALUE:
            yield Claim(kind, text, origin)


def _times(root: etree._Element, facts: Facts) -> Iterator[Claim]:
    """``time`` elements that can be the page's own: those marked as published, then the first behind the headline."""
    times: list[etree._Element] = []
    is_behind = False
    first = None
    for element in islice(root.iter("h1", "time"), 4 * _MAX_TIMES):
        if element.tag == "h1":
            is_behind = is_behind or bool(clean(heading_text(element)))
        elif element.get("datetime") and len(times) < _MAX_TIMES and not _is_other(element, facts):
            times.append(element)
            first = element if first is None and is_behind else first
    first = first if first is not None else times[0] if times else None
    for element in times:
        marks = f"{element.get('class')} {element.get('itemprop')} {element.getparent().get('class')}"[:600]
        value = (element.get("datetime") or "").strip()[:_MAX_VALUE]
        if element.get("pubdate") is not None or "publish" in marks.lower():
            yield Claim("published", value, "time:pubdate")
        elif element is first or _MODIFIED.search(marks):
            is_update = _MODIFIED.search(f"{marks} {element.text or ''} {element.getparent().text or ''}"[:800])
            yield Claim("modified" if is_update else "published", value, "time:datetime")


def _is_other(element: etree._Element, facts: Facts) -> bool:
    """Whether a ``time`` stands among other articles, or behind a label of something else: 開催日 <time>…"""
    previous = element.getprevious()
    before = element.getparent().text if previous is None else previous.tail
    return facts.is_aside(element) or is_label_of_something_else((before or "").rstrip()[-_MAX_DATELINE:])


def _data_attributes(root: etree._Element, facts: Facts) -> Iterator[Claim]:
    for element in _DATA(root)[:_MAX_TIMES]:
        if facts.is_aside(element):
            continue
        for name in _DATA_ATTRIBUTES:
            if (value := clean(element.get(name))) and parse_iso(value):
                yield Claim("published", value, f"attribute:{name}")
                return


def _in_scripts(root: etree._Element, title: str | None) -> Iterator[Claim]:
    """Publication date in the data of a script: the only one there is of its name, or the one by the headline."""
    left = _MAX_SCRIPTS
    for script in root.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        if not text or is_json_ld(script):
            continue
        found = [(one.start(), one[1], one[2]) for one in islice(_SCRIPT_DATE.finditer(text), 500) if parse_iso(one[2])]
        if not found:
            continue
        if len({value for _, _, value in found}) == 1:
            yield Claim("published", found[0][2], f"script:{found[0][1]}")
            return
        at = _title_in(text, title)
        near = min(found, key=lambda one: abs(one[0] - at)) if at >= 0 else None
        if near and abs(near[0] - at) <= _NEAR:
            yield Claim("published", near[2], f"script:{near[1]}")
            return


def _title_in(text: str, title: str | None) -> int:
    """Offset of the headline in a script, also where its characters are escaped; -1 where it is not there."""
    words = max((title or "").split(), key=len, default="")
    if len(words) < _MIN_TITLE:
        return -1
    at = text.find(words)
    return at if at >= 0 else text.find(json.dumps(words)[1:-1])


def is_dateline(text: str) -> bool:
    """Whether a short text gives a date with its year that is not labelled as that of something else, and is no sentence.

    >>> is_dateline("2025年4月8日 10時30分 社会面"), is_dateline("2025年4月8日に開かれた会議")
    (True, False)
    >>> is_dateline("イベント開催日：2025年4月8日")
    False
    """
    if len(text) > _MAX_DATELINE or text.endswith("。"):
        return False
    found = own_dates(text, _VISIBLE_DATE.finditer(text))
    return bool(found) and not _PARTICLE.match(text, found[0].end())


def find_dateline(pieces: Sequence[Piece], headline: int | None) -> str | None:
    """Text of the piece that shows when the page was published, or none.

    By the headline it counts as such where its words say so, then where its class does, then where it merely stands there;
    elsewhere its words must say so.
    """
    best: tuple[int, int, str] | None = None
    for at, piece in enumerate(pieces):
        part = piece.box.part
        if piece.length > _MAX_DATELINE or part in ASIDE or part == "caption" or not is_dateline(piece.text):
            continue
        is_near = headline is not None and headline - _MAX_ABOVE <= at <= headline + _MAX_BELOW
        says_so = bool(_PUBLISHED_WORD.search(piece.text))
        if not (is_near or says_so or (headline is None and part == "dateline")):
            continue
        rank = 0 if is_near and says_so else 1 if is_near and part == "dateline" else 2 if is_near else 3
        if best is None or (rank, at) < best[:2]:
            best = (rank, at, piece.text)
    return best[2] if best else None


def corrected_claim(claims: Sequence[Claim], dateline: str | None) -> Claim | None:
    """The publication time in Japan, where metadata call it UTC and the page shows the same clock; none elsewhere.

    ``2025-04-08T20:00:00.000Z`` beside a visible ``2025.04.08 20:00`` is 20:00 in Japan.
    """
    shown = _SHOWN.search(dateline) if dateline else None
    if shown is None:
        return None
    year, month, day, hour, minute = map(int, shown.groups())
    clock = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"
    for claim in claims:
        if claim.kind == "published" and claim.value.startswith(clock) and _UTC.search(claim.value):
            return Claim("published", f"{clock}+09:00", "visible:dateline")
    return None


def completed_date(root: etree._Element, facts: Facts, pieces: Sequence[Piece], headline: int | None) -> Claim | None:
    """A day without its year by the headline, with the year that an id or address of the page gives for that same day.

    ``<body id="news20250408_1">`` and ``4月8日 10時30分`` give ``2025-04-08T10:30``; either alone is not enough.
    """
    if headline is None:
        return None
    packed = set(_packed_days(root, facts))
    if not packed:
        return None
    for piece in pieces[max(0, headline - _MAX_ABOVE) : headline + _MAX_BELOW]:
        if piece.length > _MAX_DATELINE or piece.box.part in ASIDE or piece.text.endswith("。"):
            continue
        found = own_dates(piece.text, _DAY_OF_YEAR.finditer(piece.text))
        if not found:
            continue
        month, day, hour, minute = found[0].groups()
        years = {year for year, *rest in packed if rest == [int(month), int(day)]}
        if len(years) == 1:
            clock = (
                f"T{int(hour):02}:{int(minute or 0):02}" if hour and int(hour) < 24 and int(minute or 0) < 60 else ""
            )
            return Claim("published", f"{years.pop():04}-{int(month):02}-{int(day):02}{clock}", "visible:day+address")
    return None


def _packed_days(root: etree._Element, facts: Facts) -> Iterator[tuple[int, int, int]]:
    """Days that ids of the page's outer elements and its addresses carry."""
    texts = [
        one.get(name) for one in islice(root.iter("body", "main", "article"), 5) for name in ("id", "class", "data-id")
    ]
    texts += [*facts.canonical[:2], facts.meta.get("og:url"), facts.meta.get("og:image")]
    for text in texts:
        if text:
            for found in islice(_PACKED.finditer(text[:500]), 5):
                year, month, day = map(int, found.groups())
                yield year, month, day
