"""Feeds and sitemaps: bytes of one listing to the addresses that it names.

Belongs here: RSS 0.9 to 2.0, Atom and RDF (feedparser), sitemaps, news sitemaps and sitemap indexes of sitemaps.org, gzipped or
not; and what is refused of them. Does not belong here: fetching, and what was seen before (``assets/fetch``).

Every listing goes through one bounded XML pass first: no entity is expanded, nothing outside the bytes is loaded, and
depth, elements, attributes and size have limits. feedparser then reads what that pass wrote anew, so that it meets only
well-formed XML without a document type.
"""

from __future__ import annotations

import html
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree

from pipeline.read import charset
from pipeline.read.dates import parse_iso

MAX_BYTES = 16 << 20
"""Size of a listing after decompression; sitemaps.org allows 50 MB, which no news sitemap comes near."""
MAX_DEPTH = 64
MAX_ELEMENTS = {"urlset": 1_000_000, "sitemapindex": 250_000}
"""Elements of a document by the name of its root; :data:`MAX_FEED_ELEMENTS` for every other."""
MAX_FEED_ELEMENTS = 100_000
MAX_TAG_CHARACTERS = 64 << 10
MAX_PREFIXES = 100
"""Distinct namespace prefixes: their look-up is linear, so thousands of them would take hours."""
MAX_AMPERSANDS = 1_000_000
MAX_ENTRIES = 50_000
"""Entries of one sitemap by sitemaps.org."""
_MAX_URL = 2_048
_CHUNK = 64 << 10
# <?xml version="1.0" encoding="Shift_JIS"?>
_DECLARATION = re.compile(r"^[\ufeff\s]*<\?xml[^>]{0,300}\?>")
# A tag that is too long: <a title="xxxxx…
_HUGE_TAG = re.compile(rf"<[^!?<>][^<>]{{{MAX_TAG_CHARACTERS}}}")
# &amp;  &nbsp;  &#12354;  &#x3042; and the & of ?a=1&b=2
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# Characters that no address holds, even carelessly written: control characters, quotation marks, angle brackets
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f<>\"\\]")
# What an address holds only percent-encoded: 灯台, spaces of any width
_NO_ASCII = re.compile(r"[^\x21-\x7e]+")
# Characters that XML 1.0 does not have
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class FeedError(ValueError):
    """The listing is not read; the message says why, ``reason`` is ``not_a_feed``, ``too_large`` or ``refused``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class Entry:
    """One page that a listing names.

    ``url`` is absolute, http or https, without fragment and without parameters that only count visits. ``published`` and ``updated`` are ISO 8601 (a day, or a moment
    in UTC; a time without zone is read as Asia/Tokyo), null where the listing has none or nonsense. ``source`` is the
    outlet as the listing names it for this entry (``source`` of RSS and Atom, ``news:name``).
    """

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Listing:
    """What a feed or sitemap says: its ``kind`` (``feed``, ``sitemap``, ``index``), entries, and the sitemaps an index names.

    ``skipped`` counts entries without an address that can be fetched, and those beyond :data:`MAX_ENTRIES`.
    """

    kind: str
    title: str | None = None
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()
    skipped: int = 0


def read_listing(content: bytes, url: str, transport: str | None = None) -> Listing:
    """Entries of a feed, a sitemap or a sitemap index, in its order, each address once.

    ``url`` is where the bytes are from: relative addresses count from there. ``transport`` is the encoding that the header
    of the transfer declared. Raises :class:`FeedError`.

    >>> read_listing('<rss version="2.0"><channel><title>凪浜新報</title><item><title>灯台を残す</title>'
    ...              '<link>/news/1?a=1&b=2</link></item></channel></rss>'.encode(), "https://example.jp/rss.xml").entries
    (Entry(url='https://example.jp/news/1?a=1&b=2', title='灯台を残す', published=None, updated=None, source=None),)
    """
    text = _text(_gunzip(content), transport)
    root = _parse(text)
    name = _name(root)
    if name == "urlset":
        return _collect("sitemap", None, _sitemap_entries(root, "url"), url)
    if name == "sitemapindex":
        found = _collect("index", None, _sitemap_entries(root, "sitemap"), url)
        return Listing("index", sitemaps=found.entries, skipped=found.skipped)
    if name in ("rss", "feed", "RDF"):
        return _feed(root, url)
    raise FeedError("not_a_feed", f"the root element is {name[:60]!r}, not one of a feed or sitemap")


def _gunzip(content: bytes) -> bytes:
    if content[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            content = unpacker.decompress(content, MAX_BYTES + 1)
        except zlib.error as error:
            raise FeedError("not_a_feed", f"damaged gzip: {error}") from error
    if len(content) > MAX_BYTES:
        raise FeedError("too_large", f"more than {MAX_BYTES} bytes")
    return content


def _text(content: bytes, transport: str | None) -> str:
    try:
        text = charset.decode(content, charset.declared_charset(content), transport).text
    except charset.BinaryContentError as error:
        raise FeedError("not_a_feed", str(error)) from error
    text = _NO_XML.sub("", _DECLARATION.sub("", text, count=1)).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        raise FeedError("not_a_feed", "it does not begin like XML")
    if _HUGE_TAG.search(text):
        raise FeedError("refused", f"a tag of more than {MAX_TAG_CHARACTERS} characters")
    return text


def _parse(text: str) -> etree._Element:
    """Root of the document; where it is not well-formed, of what can be mended."""
    try:
        return _bounded(text, recover=False)
    except etree.XMLSyntaxError:
        pass
    try:
        return _bounded(_mend(text), recover=True)
    except etree.XMLSyntaxError as error:
        raise FeedError("not_a_feed", f"not XML: {str(error)[:200]}") from error


def _bounded(text: str, *, recover: bool) -> etree._Element:
    parser = etree.XMLPullParser(
        events=("start", "end", "start-ns"),
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    data, bounds = text.encode(), _Bounds()
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
        for event, subject in parser.read_events():
            bounds.hear(event, subject)
    root = parser.close()
    if root is None:
        raise FeedError("not_a_feed", "no element")
    doctype = root.getroottree().docinfo.internalDTD
    if doctype is not None and next(iter(doctype.iterentities()), None) is not None:
        raise FeedError("refused", "its document type declares entities")
    return root


class _Bounds:
    """What was seen of a document so far; :meth:`hear` refuses what goes beyond the limits."""

    def __init__(self) -> None:
        self.depth = self.elements = 0
        self.limit = MAX_FEED_ELEMENTS
        self.prefixes: set[str] = set()

    def hear(self, event: str, subject: Any) -> None:
        if event == "start-ns":
            self.prefixes.add(subject[0])
            if len(self.prefixes) > MAX_PREFIXES:
                raise FeedError("refused", f"more than {MAX_PREFIXES} namespace prefixes")
            return
        self.depth += 1 if event == "start" else -1
        if event == "start":
            if self.elements == 0:
                self.limit = MAX_ELEMENTS.get(_name(subject), MAX_FEED_ELEMENTS)
            self.elements += 1
        if self.depth > MAX_DEPTH:
            raise FeedError("refused", f"elements nested more than {MAX_DEPTH} deep")
        if self.elements > self.limit:
            raise FeedError("refused", f"more than {self.limit} elements")


def _mend(text: str) -> str:
    """The text with the ampersands that XML forbids written as it demands; CDATA sections stay as they are.

    >>> _mend("a&b=1 &nbsp;&amp; <![CDATA[c&d]]>")
    'a&amp;b=1 \\xa0&amp; <![CDATA[c&d]]>'
    """
    if text.count("&") > MAX_AMPERSANDS:
        raise FeedError("refused", f"more than {MAX_AMPERSANDS} ampersands")
    parts, at = [], 0
    while (opening := text.find("<![CDATA[", at)) >= 0:
        closing = text.find("]]>", opening)
        if closing < 0:
            break
        parts += [_AMPERSAND.sub(_reference, text[at:opening]), text[opening : closing + 3]]
        at = closing + 3
    parts.append(_AMPERSAND.sub(_reference, text[at:]))
    return "".join(parts)


def _reference(found: re.Match[str]) -> str:
    name = found.group(1)
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return found.group()
    character = _NO_XML.sub("", html.unescape(found.group()))
    return html.escape(character)


def _name(element: etree._Element) -> str:
    """Name of an element without its namespace, or the prefix of one that was not declared; empty for entities."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _sitemap_entries(root: etree._Element, item: str) -> Iterator[dict[str, str]]:
    """Fields of every ``url`` or ``sitemap``: its children, and those of ``news:news``; what images and videos say is theirs."""
    for element in root.iterchildren():
        if _name(element) != item:
            continue
        fields: dict[str, str] = {}
        for child in element.iterchildren():
            within = child.iterdescendants() if _name(child) == "news" else (child,)
            for field in within:
                if field.text and field.text.strip():
                    fields.setdefault(_name(field), field.text.strip())
        yield {
            "url": fields.get("loc", ""),
            "title": fields.get("title", ""),
            "published": fields.get("publication_date", ""),
            "updated": fields.get("lastmod", ""),
            "source": fields.get("name", ""),
        }


def _feed(root: etree._Element, url: str) -> Listing:
    import feedparser

    # a stream, never a string: feedparser would open a string that looks like an address or a file
    try:
        parsed = feedparser.parse(io.BytesIO(etree.tostring(root, encoding="utf-8")), sanitize_html=False)
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        raise FeedError("not_a_feed", f"feedparser cannot read it: {type(error).__name__}: {error}") from error
    return _collect("feed", _clean(parsed.feed.get("title")), map(_feed_entry, parsed.entries), url)


def _feed_entry(entry: Any) -> dict[str, str]:
    identifier = str(entry.get("id") or "")
    is_address = identifier.startswith(("http://", "https://")) and entry.get("guidislink", True)
    return {
        "url": str(entry.get("link") or (identifier if is_address else "")),
        "title": str(entry.get("title") or ""),
        "published": str(entry.get("published") or ""),
        "updated": str(entry.get("updated") or ""),
        "source": str((entry.get("source") or {}).get("title") or ""),
    }


def _collect(kind: str, title: str | None, found: Iterator[dict[str, str]], base: str) -> Listing:
    entries: dict[str, Entry] = {}
    skipped = 0
    for fields in found:
        address = address_of(fields["url"], base)
        address = without_tracking(address) if address else None
        if address is None or len(entries) >= MAX_ENTRIES:
            skipped += 1
        else:
            moments = _moment(fields["published"]), _moment(fields["updated"])
            entries.setdefault(address, Entry(address, _clean(fields["title"]), *moments, _clean(fields["source"])))
    return Listing(kind, title, tuple(entries.values()), skipped=skipped)


def address_of(url: str, base: str) -> str | None:
    """An address as it is fetched: absolute, http or https, ASCII (RFC 3986), no fragment; none where it is unusable.

    >>> address_of("../news/1.html#top", "https://Example.jp/rss/all.xml")
    'https://example.jp/news/1.html'
    >>> address_of("/記事", "https://瓦版.example.jp/")
    'https://xn--i1xt9c.example.jp/%E8%A8%98%E4%BA%8B'
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port = parts.hostname, parts.port
        if host and not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if not url.strip() or parts.scheme not in ("http", "https") or not host:
        return None
    if parts.username is not None or parts.password is not None or _NO_ADDRESS.search(parts.path + parts.query + host):
        return None
    if port == {"http": 80, "https": 443}[parts.scheme]:
        port = None
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    path, query = (_escape(part) for part in (parts.path or "/", parts.query))
    address = parts._replace(netloc=netloc, fragment="", path=path, query=query).geturl()
    return address if len(address) <= _MAX_URL else None


def _escape(part: str) -> str:
    """Percent-encode what an address may not hold, and nothing that it may: 灯台 and the space."""
    return _NO_ASCII.sub(lambda found: quote(found.group(), safe=""), part)


def without_tracking(address: str) -> str:
    """The address without the parameters that only count where readers come from (``utm_…``).

    >>> without_tracking("https://example.jp/news/1?id=3&utm_source=rss&utm_medium=feed")
    'https://example.jp/news/1?id=3'
    """
    path, mark, query = address.partition("?")
    kept = [item for item in query.split("&") if not item.startswith("utm_")]
    return path + mark * bool(kept) + "&".join(kept)


def _moment(value: str) -> str | None:
    found = parse_iso(value) if value and len(value) < 100 else None
    return None if found is None else found.at.isoformat() if found.at else found.day.isoformat()


def _clean(value: object) -> str | None:
    text = " ".join(str(value or "").split())
    return text[:1_000] or None
