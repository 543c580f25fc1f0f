"""Stable identifiers: opaque, prefixed hashes of raw, stable fields, never row numbers.

A changed identifier is a breaking change of the dataset; the tests pin one of each kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

_SEPARATOR = "\x1f"


def document_id(content: bytes) -> str:
    """Identifier of a document: the SHA-256 of the bytes received.

    >>> document_id(b"")[:12]
    'doc_e3b0c442'
    """
    return "doc_" + hashlib.sha256(content).hexdigest()


def row_id(prefix: str, *fields: object) -> str:
    """Identifier of a row: 96 bits of the SHA-256 of its stable fields.

    >>> row_id("art", "doc_0")
    'art_5a0a697f1d39a792641faf5f'
    """
    key = _SEPARATOR.join(map(str, fields))
    return f"{prefix}_{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def row_ids(prefix: str, *columns: Sequence[object]) -> list[str]:
    """Identifiers of many rows: :func:`row_id` of each, from one sequence a field, in one pass.

    >>> row_ids("men", ["art_0", "art_0"], [0, 9]) == [row_id("men", "art_0", 0), row_id("men", "art_0", 9)]
    True
    """
    keys = map(_SEPARATOR.join, zip(*(map(str, column) for column in columns), strict=True))
    return [f"{prefix}_{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}" for key in keys]


def span_ids(prefix: str, parent_id: str, starts: Iterable[int], ends: Iterable[int]) -> list[str]:
    """Identifiers of rows that are spans of one article: :func:`row_id` of each, without what they share.

    >>> span_ids("blk", "art_0", [0], [4]) == [row_id("blk", "art_0", 0, 4)]
    True
    """
    shared = f"{parent_id}{_SEPARATOR}"
    keys = (f"{shared}{start}{_SEPARATOR}{end}" for start, end in zip(starts, ends, strict=True))
    return [f"{prefix}_{hashlib.sha256(key.encode()).hexdigest()[:24]}" for key in keys]


def integer_id(*fields: object) -> int:
    """Identifier as a signed 64-bit integer, for tables where a string would cost too much.

    >>> integer_id("語る", "動詞") == integer_id("語る", "動詞")
    True
    """
    key = _SEPARATOR.join(map(str, fields))
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
