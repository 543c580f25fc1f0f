"""Names of encodings: the labels of the Encoding Standard, and what headers and pages declare.

Belongs here: which encoding a name means, and where a page states one. Does not belong here: whether the bytes agree
(``charset``), how they are decoded (``charset_codecs``).

``lexicons/encodings.csv`` holds every label of https://encoding.spec.whatwg.org/#names-and-labels (``labels``) and names
that Japanese pages declare although the standard does not know them (``other_labels``). UTF-7, CESU-8, UTF-32 and the
encodings of JIS X 0213 (``shift_jis_2004``, ``euc-jis-2004``) are no labels: no browser reads them, and the last give
codes of NEC's and IBM's rows another meaning. A name that is no label declares nothing.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicons.load import load

# Decoding these would let a page hide markup in shift sequences, so the standard decodes none of them.
REPLACEMENT = "replacement"
_PAGE_HEAD = 8192
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)  # <!-- <meta charset="utf-8"> -->
# <meta charset="euc-jp">, <meta http-equiv=… content="text/html; charset=Shift_JIS">
_META = re.compile(rb"<meta[\s/][^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
# <meta name="description" content="charset=… in prose">
_OTHER_META = re.compile(rb"\s(?:name|property|itemprop)\s*=", re.IGNORECASE)
# <?xml version="1.0" encoding="EUC-JP"?>
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)


def encoding_of(label: str | None) -> str | None:
    """Name of the encoding that a label means, in lower case; none where it is no label.

    >>> encoding_of(" Windows-31J "), encoding_of("latin1"), encoding_of("utf-7")
    ('shift_jis', 'windows-1252', None)
    """
    return _encodings().get((label or "").strip("\t\n\f\r \"'").lower())


def claims(transport: str | None, declared: str | None) -> dict[str, str]:
    """Encodings that the header of the transfer and then the page name, each with its ``charset_basis``.

    A page that could be read far enough to find its declaration is not in UTF-16, so that name means UTF-8 there, as the
    standard has it; ``x-user-defined`` means windows-1252 in a page and, having no text, nothing in a header.

    >>> claims("Shift_JIS", "utf-16")
    {'shift_jis': 'http', 'utf-8': 'declared'}
    """
    named = {}
    if (header := encoding_of(transport)) and header != "x-user-defined":
        named[header] = "http"
    if page := encoding_of(declared):
        page = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}.get(page, page)
        named.setdefault(page, "declared")
    return named


def declared_charset(content: bytes) -> str | None:
    """Encoding that a page names in its first bytes, as written: the first name that is a label, else the first.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">')
    'EUC-JP'
    """
    head = _COMMENT.sub(b"", content[:_PAGE_HEAD])
    names = [found.group(1) for found in [_XML.search(head[:1024])] if found]
    names += [found.group(1) for found in _META.finditer(head) if not _OTHER_META.search(found.group())]
    written = [name.decode("ascii") for name in names]
    return next((name for name in written if encoding_of(name)), written[0] if written else None)


@cache
def codec_of(encoding: str) -> str:
    """Python's codec of an encoding; empty for those that have no text."""
    return next(row["codec"] for row in load("encodings") if row["encoding"] == encoding)


@cache
def _encodings() -> dict[str, str]:
    return {
        label: row["encoding"]
        for row in load("encodings")
        for label in f"{row['labels']};{row['other_labels']}".split(";")
        if label
    }
