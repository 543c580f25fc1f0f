"""What the ending of a name says of a file: the one list of what is read.

Belongs here: endings, and the media type and container they stand for. Does not belong here: reading.
"""

from __future__ import annotations

from typing import NamedTuple

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".jsonl": "application/json",
}


class Format(NamedTuple):
    """``container`` is how documents are packed (``gzip``, ``zip``, ``tar``, ``warc``, ``parquet``; none for a bare file),
    ``media_type`` what they are, where the name says it."""

    container: str | None
    media_type: str


FORMATS = {
    **{ending: Format(None, media_type) for ending, media_type in MEDIA_TYPES.items()},
    **{f"{ending}.gz": Format("gzip", media_type) for ending, media_type in MEDIA_TYPES.items()},
    ".parquet": Format("parquet", "application/json"),
    ".warc": Format("warc", "text/html"),
    ".warc.gz": Format("warc", "text/html"),
    ".zip": Format("zip", "text/plain"),
    ".tar": Format("tar", "text/plain"),
    ".tar.gz": Format("tar", "text/plain"),
    ".tgz": Format("tar", "text/plain"),
}
ENDINGS = ", ".join(FORMATS)
"""Every ending, for messages."""


def format_of(name: str) -> Format | None:
    """The format that a file's name claims; none where it is not read.

    >>> format_of("2026/速報.HTML.gz")
    Format(container='gzip', media_type='text/html')
    >>> format_of("図表.pdf") is None
    True
    """
    base = name.lower().rpartition("/")[2]
    # no ending is the end of another, so the first that fits is the only one; ".txt" alone is a hidden file's name
    return next((form for ending, form in FORMATS.items() if base.endswith(ending) and base != ending), None)
