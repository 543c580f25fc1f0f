"""Web addresses in running text: where one begins and ends, and its canonical form.

Belongs here: the syntax of addresses (RFC 3986) and of bare domains. Does not belong here: what an address refers to
(``references.py``) and which outlet a host is (``pipeline/read/outlets.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

# An address with a scheme, or that begins with www.; it stops before the first character outside the set of RFC 3986:
# https://example.jp/a?b=1と語った
_ADDRESS = re.compile(
    r"(?:https?://|(?<![A-Za-z0-9_.@/-])www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII | re.IGNORECASE
)
# A domain with an optional path, without a scheme: example.co.jp, example.com/news/1
_DOMAIN = re.compile(
    r"(?<![A-Za-z0-9_.@/:-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}(?P<tld>[a-z]{2,12})"
    r"(?:/[A-Za-z0-9\-._~:/?#@!$&*+,;=%]*)?(?![A-Za-z0-9_@])",
    re.ASCII | re.IGNORECASE,
)
_GENERIC = frozenset(
    ("com", "net", "org", "edu", "gov", "int", "mil", "info", "biz", "news", "app", "dev", "online", "site", "blog")
)
_TRAILING = ".,;:!?'*"
_PARTNER = {")": "(", "]": "["}
# Parameters that say where a reader came from and not what is read: utm_source, fbclid
_TRACKING = re.compile(
    r"(?:utm_\w+|mc_[ce]id|_hs\w+|(?:fb|g|y|d|ms|tw|wb)r?a?clid|igsh(?:id)?|_ga|ref_src|ref_url|cmpid|ncid|s_cid|yptr)",
    re.ASCII | re.IGNORECASE,
)
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
        if address := _address(text, found.start(), found.end()):
            yield address


def find_domains(text: str, start: int = 0, end: int | None = None) -> Iterator[Address]:
    """Bare domains, in order, whose last label is a common generic or a country's.

    >>> [a.host for a in find_domains("出典: example.co.jp、第3.5版")]
    ['example.co.jp']
    """
    for found in _DOMAIN.finditer(text, start, len(text) if end is None else end):
        label = found["tld"].lower()
        if (label in _GENERIC or len(label) == 2) and (address := _address(text, found.start(), found.end())):
            yield address


def _address(text: str, start: int, end: int) -> Address | None:
    end = _trimmed(text, start, end)
    canonical = canonical_url(text[start:end])
    if canonical is None:
        return None
    host = urlsplit(canonical).hostname or ""
    return Address(start, end, canonical, host, text[end : end + 1].isalnum())


def _trimmed(text: str, start: int, end: int) -> int:
    """End without the punctuation of the sentence around it: a full stop, or a bracket that was opened outside."""
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


def canonical_url(url: str) -> str | None:
    """The same address in one form: scheme and host in lower case, no user, default port, fragment or tracking parameters.

    Percent escapes are written with capitals, an empty path is ``/``, an address without a scheme gets ``https``.
    None where there is no host. After RFC 3986, section 6.2.

    >>> canonical_url("HTTP://Example.JP:80/a?utm_source=x&id=1#top")
    'http://example.jp/a?id=1'
    """
    try:
        parts = urlsplit(url if "://" in url[:8] else f"https://{url}")
        host, port, scheme = (parts.hostname or "").rstrip("."), parts.port, parts.scheme.lower()
    except ValueError:
        return None
    if ":" in host:
        host = f"[{host}]"
    if not _HOST.fullmatch(host) or ("." not in host and ":" not in host):
        return None
    place = host if port is None or port == _DEFAULT_PORT.get(scheme) else f"{host}:{port}"
    path = _ESCAPE.sub(lambda escape: escape.group().upper(), parts.path) or "/"
    kept = [part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    query = "?" + _ESCAPE.sub(lambda escape: escape.group().upper(), "&".join(kept)) if kept else ""
    return f"{scheme}://{place}{path}{query}"
