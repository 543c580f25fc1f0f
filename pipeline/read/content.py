"""What a reader takes out of one document, whatever the format.

Belongs here: the record that every reader returns. Does not belong here: any format (``plain``, ``html``, ``json_lines``).
"""

from __future__ import annotations

from typing import NamedTuple


class Hint(NamedTuple):
    """What the markup says of the half-open span ``[start, end)`` of the source text, in code points."""

    start: int
    end: int
    kind: str


class Claim(NamedTuple):
    """Something that metadata states of the document, as written.

    ``kind`` says of what: ``published`` and ``modified`` (a date or time), ``access`` (``free``, ``members``), ``title`` (with
    the names of site and section that :attr:`Content.title` is without, which may tell the outlet). ``origin`` says where it
    stands: ``json_ld:datePublished``, ``meta:article:published_time``, ``time:datetime``, ``json:published_at``, ``html:title``.
    """

    kind: str
    value: str
    origin: str


class Content(NamedTuple):
    """Source text of a document with the metadata that came with it; the fields are those of the table ``readings``.

    ``published`` is the surest of the claims of that kind; the others stand in ``claims``, surest first, with it.
    ``repairs`` says what of the document is not in the text, one sentence each; it goes to the table ``rejections``.
    """

    reader: str
    source_text: str
    hints: tuple[Hint, ...] = ()
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    published: str | None = None
    source_name: str | None = None
    language: str | None = None
    claims: tuple[Claim, ...] = ()
    repairs: tuple[str, ...] = ()


class NoArticleError(ValueError):
    """The document holds no text to read; the message says what was looked for."""
