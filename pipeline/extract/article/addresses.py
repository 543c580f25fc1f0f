"""Web addresses in running text: where one begins and ends, and its canonical form.

Belongs here: the syntax of addresses (RFC 3986) and of bare domains. Does not belong here: what an address refers to
(``references.py``) and which outlet a host is (``pipeline/read/outlets.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pipeline.lexicons.load import load

# An address with a scheme, or that begins with www.; it stops before the first character outside the set of RFC 3986:
# https://example.jp/a?b=1と語った
_URI = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_ADDRESS = re.compile(
    rf"(?:https?://|(?<![A-Za-z])ttps?://|(?<![A-Za-z0-9_.@/-])www\.){_URI}+"
    # doi:10.1000/182, which https://doi.org resolves
    rf"|(?<![A-Za-z])doi:\s?10\.\d{{4,9}}/{_URI}+"
    # A host in Japanese, where a last label in Latin letters closes it: https://架空.jp/a
    rf"|https?://(?:[A-Za-z0-9一-鿿ぁ-ゖァ-ヺー々-]{{1,40}}\.){{1,4}}[A-Za-z]{{2,12}}(?![A-Za-z0-9]){_URI}*",
    re.ASCII | re.IGNORECASE,
)
# A second address behind the first without a break: https://example.jp/ahttps://example.jp/b, but not ?url=https://…
_SECOND = re.compile(r"(?<=[A-Za-z0-9])https?://", re.ASCII | re.IGNORECASE)
# Between brackets that hold nothing else an address may have Japanese in its path: <https://example.jp/記事/東京>
_ENCLOSED = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&*+,;=%一-鿿ァ-ヺー々]+(?=[>)」\]])")
_BRACKETS = {"<": ">", "(": ")", "「": "」", "[": "]"}
# A domain with an optional path, without a scheme: example.co.jp, example.com/news/1
_DOMAIN = re.compile(
    r"(?<![A-Za-z0-9_.@/-])(?<![A-Za-z0-9]:)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}(?P<tld>[a-z]{2,12})"
    r"(?::\d{2,5})?(?:/[A-Za-z0-9\-._~:/?#@!$&*+,;=%]*)?(?![A-Za-z0-9_@])",
    re.ASCII | re.IGNORECASE,
)
_GENERIC = frozenset(
    ("com", "net", "org", "edu", "gov", "int", "mil", "info", "biz", "news", "app", "dev", "online", "site", "blog")
)
# Last labels that end file names as well: setup.py, README.md. A bare one needs a path or another label to be a domain.
_FILES = frozenset(("py", "md", "rs", "so", "sh", "ps"))
# Products that are written like domains
_PRODUCTS = frozenset(("ASP.NET", "ADO.NET", "VB.NET"))
_TRAILING = ".,;:!?'*"
# What is left of markup behind an address: &nbsp;
_ENTITY = re.compile(r"&(?:nbsp|quot|lt|gt|ensp|emsp);?$")
_PARTNER = {")": "(", "]": "["}
# Parameters that say where a reader came from and not what is read: utm_source, fbclid
_TRACKING = re.compile(
    r"(?:utm_\w+|mc_[ce]id|_hs\w+|(?:fb|g|y|d|ms|tw|wb)r?a?clid|igsh(?:id)?|_ga|ref_src|ref_url|cmpid|ncid|s_cid|yptr)",
    re.ASCII | re.IGNORECASE,
)
# Characters that a path keeps as they are: all of RFC 3986
_SAFE = "%/:@!$&'()*+,;=~-._[]"
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")
_DEFAULT_PORT = {"http": 80, "https": 443}


class Address(NamedTuple):
    """An address in a text: code-point offsets, canonical form, host, and whether text follows without a break."""

    start: int
    end: int
    canonical: str
    host: str
    was_glued: bool


def find_addresses(text: str, start: int = 0, end: int | None = None) -> Iterator[Address]:
    """Addresses with a scheme or ``www.``, in order; what is glued to one is not part of it.

    >>> [text[a.start : a.end] for text in ["全文(https://example.jp/a?b=1)。"] for a in find_addresses(text)]
    ['https://example.jp/a?b=1']
    >>> [(a.canonical, a.was_glued) for a in find_addresses("https://Example.jp/388両国は")]
    [('https://example.jp/388', True)]
    """
    for found in _ADDRESS.finditer(text, start, len(text) if end is None else end):
        first = found.start()
        for second in (*_SECOND.finditer(text, *found.span()), None):
            last = second.start() if second else _enclosed_end(text, first, found.end())
            if address := _address(text, first, last):
                yield address
            first = last


def _enclosed_end(text: str, start: int, end: int) -> int:
    """Where an address ends that fills a pair of brackets, Japanese letters of its path included; else ``end``."""
    closing = _BRACKETS.get(text[start - 1 : start])
    if closing is None or text[end - 1 : end] not in ("/", "=") or text[end : end + 1] == closing:
        return end
    enclosed = _ENCLOSED.match(text, end)
    return enclosed.end() if enclosed and text[enclosed.end()] == closing else end


def find_domains(text: str, start: int = 0, end: int | None = None) -> Iterator[Address]:
    """Bare domains, in order, whose last label is a common generic or a country's.

    >>> [a.host for a in find_domains("出典: example.co.jp、第3.5版")]
    ['example.co.jp']
    """
    for found in _DOMAIN.finditer(text, start, len(text) if end is None else end):
        if _is_domain(found) and (address := _address(text, found.start(), found.end())):
            yield address


def _is_domain(found: re.Match[str]) -> bool:
    """Whether a word with dots is a domain: Node.js, 3.5.jp and README.md are not."""
    label, word = found["tld"].lower(), found.group()
    names = word.partition("/")[0].split(".")[:-1]
    if word in _PRODUCTS or all(name.isdigit() for name in names):
        return False
    if label in _FILES and len(names) == 1 and "/" not in word:
        return False
    return label in _GENERIC or label in _country_labels()


@lru_cache(maxsize=1)
def _country_labels() -> frozenset[str]:
    """Last labels of countries (ISO 3166-1, with the few that differ)."""
    return frozenset(row["iso2"].lower() for row in load("countries")) | {
        "uk",
        "eu",
        "su",
        "ac",
        "tv",
        "io",
        "ai",
        "me",
    }


def _address(text: str, start: int, end: int) -> Address | None:
    end = _trimmed(text, start, end)
    canonical = canonical_url(text[start:end])
    if canonical is None:
        return None
    host = urlsplit(canonical).hostname or ""
    return Address(start, end, canonical, host, text[end : end + 1].isalnum())


def _trimmed(text: str, start: int, end: int) -> int:
    """End without the punctuation of the sentence around it: a full stop, a bracket that was opened outside, or one that
    opens a remark: ``https://example.jp/a(2025年閲覧)``."""
    if entity := _ENTITY.search(text, start, end):
        end = entity.start()
    end = _before_remark(text, start, end)
    opened = {mark: text.count(mark, start, end) for mark in "()[]"}
    while end > start:
        last = text[end - 1]
        if last in _PARTNER and opened[last] <= opened[_PARTNER[last]]:
            break
        if last not in _TRAILING and last not in opened:
            break
        if last in opened:
            opened[last] -= 1
        end -= 1
    return end


def _before_remark(text: str, start: int, end: int) -> int:
    """Where the first bracket opens that does not close before ``end``; else ``end``.

    >>> [_before_remark(text, 0, len(text)) for text in ("https://a.jp/b(c)", "https://a.jp/b(2025", "https://a.jp/b(c)(d")]
    [17, 14, 17]
    """
    pending: list[int] = []
    for at in range(start, end):
        if text[at] in "([":
            pending.append(at)
        elif text[at] in ")]" and pending and text[pending[-1]] == _PARTNER[text[at]]:
            pending.pop()
    return pending[0] if pending else end


def canonical_url(url: str) -> str | None:
    """The same address in one form: scheme and host in lower case, no user, default port, fragment or tracking parameters.

    Percent escapes are written with capitals, an empty path is ``/``, an address without a scheme gets ``https``.
    A host in Japanese becomes Punycode (RFC 3492), ``doi:`` its resolver. None where there is no host. After RFC 3986, section 6.2.

    >>> canonical_url("HTTP://Example.JP:80/a?utm_source=x&id=1#top")
    'http://example.jp/a?id=1'
    """
    if url[:4].lower() == "doi:":
        url = f"https://doi.org/{url[4:].strip()}"
    elif url[:3].lower() == "ttp":
        url = f"h{url}"
    try:
        parts = urlsplit(url if "://" in url[:8] else f"https://{url}")
        host, port, scheme = (parts.hostname or "").rstrip("."), parts.port, parts.scheme.lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if ":" in host:
        host = f"[{host}]"
    if not _HOST.fullmatch(host) or ("." not in host and ":" not in host):
        return None
    place = host if port is None or port == _DEFAULT_PORT.get(scheme) else f"{host}:{port}"
    path = _ESCAPE.sub(lambda escape: escape.group().upper(), quote(parts.path, safe=_SAFE)) or "/"
    kept = [part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    query = "?" + _ESCAPE.sub(lambda escape: escape.group().upper(), "&".join(kept)) if kept else ""
    return f"{scheme}://{place}{path}{query}"
