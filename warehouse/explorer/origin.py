"""From characters of an article back to the source: the place there, and the bytes as they were received where they are kept.

Belongs here: offsets and bytes. Does not belong here: how the text was made of them (``pipeline``).
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warehouse.errors import WarehouseError
from warehouse.explorer.article import facts_of
from warehouse.explorer.reader import Asking
from warehouse.layout import batch_of_path, day_of_path

_AROUND = 24
_LINE = 16
_MOST = 4_096
_AS_THE_WEB_HAS_IT = {"shift_jis": "cp932", "sjis": "cp932", "windows-31j": "cp932"}


@dataclass(frozen=True)
class Line:
    """Sixteen bytes: where they are, as hexadecimal digits with whether each belongs to the span, and as text."""

    offset: int
    cells: list[tuple[str, bool]]
    text: str


@dataclass(frozen=True)
class Origin:
    """Where a span comes from. ``source_start``, ``source_end``: code points of the text before normalization.

    ``lines`` are bytes of the document around the span; ``why`` says why there are none.
    """

    facts: dict[str, Any]
    span: tuple[int, int]
    text: str | None
    source_start: int | None = None
    source_end: int | None = None
    byte_start: int | None = None
    byte_end: int | None = None
    source_text: str | None = None
    lines: tuple[Line, ...] = ()
    why: str | None = None
    locations: tuple[dict[str, Any], ...] = ()


def origin(asking: Asking, article_id: str, span: tuple[int, int] | None) -> Origin | None:
    """Where an article, or a span of it, comes from; None where there is no such article."""
    facts = facts_of(asking, article_id)
    if facts is None:
        return None
    text = facts.pop("text")
    locations = tuple(
        asking.rows(
            "SELECT location, external_id, fetched_at FROM document_locations WHERE document_id = ? ORDER BY fetched_at, location LIMIT 50",
            [facts["document_id"]],
        )
    )
    start, end = span if span is not None else (0, min(facts["char_count"], 400))
    start, end = min(start, facts["char_count"]), min(end, facts["char_count"])
    covered = None if text is None else text[start:end]
    source_start, source_end = source_span(facts["alignment"], start, end)
    found = Origin(facts, (start, end), covered, source_start, source_end, locations=locations)
    content, why = content_of(asking, facts["document_id"])
    if content is None:
        return replace(found, why=why)
    place = byte_span(content, facts, source_start, source_end, covered)
    if place is None:
        return replace(found, why="markup, or bytes that are not of its charset, stand between the bytes and this text")
    codec = codec_of(facts["charset"])
    return replace(
        found,
        byte_start=place[0],
        byte_end=place[1],
        source_text=content[place[0] : place[1]].decode(codec, "replace"),
        lines=tuple(dump(content, *place, codec)),
    )


def source_span(alignment: Sequence[Mapping[str, int]], start: int, end: int) -> tuple[int, int]:
    """The span before normalization: inside a run of equal lengths one to one, else the run's outer boundary.

    >>> runs = [{"start": 0, "length": 2, "source_start": 1, "source_length": 2}, {"start": 2, "length": 1, "source_start": 3, "source_length": 3}]
    >>> source_span(runs, 1, 2), source_span(runs, 2, 3)
    ((2, 3), (3, 6))
    """
    first = last = None
    for run in alignment:
        if run["start"] <= start:
            first = run
        if run["start"] < max(end, 1):
            last = run
    if first is None or last is None:
        return 0, 0
    equal = first["length"] == first["source_length"]
    begins = first["source_start"] + (min(start - first["start"], first["length"]) if equal else 0)
    equal = last["length"] == last["source_length"]
    ends = last["source_start"] + (
        min(end - last["start"], last["length"]) if equal else last["source_length"] if end > last["start"] else 0
    )
    return begins, max(begins, ends)


def content_of(asking: Asking, document_id: str) -> tuple[bytes | None, str | None]:
    """The bytes of a document as the landing has them, or why there are none."""
    layout = asking.reader.layout
    if layout is None:
        return None, "a release does not hold the bytes that were received"
    path = asking.value(
        "SELECT filename FROM read_parquet(?, filename = true, hive_partitioning = false) WHERE document_id = ?",
        [f"{layout.tables}/documents/dt=*/part-*.parquet", document_id],
    )
    if path is None:
        return None, "the document is not in the landing"
    try:
        batch = layout.landing_batch(day_of_path(Path(path)), batch_of_path(Path(path)))
        rows = pq.read_table(batch, columns=["content"], filters=[("document_id", "=", document_id)])
    except (OSError, WarehouseError, ValueError):
        return None, "the landing cannot be read"
    contents = [row for row in rows["content"].to_pylist() if row is not None]
    return (contents[0], None) if contents else (None, "the document is not in the landing")


def byte_span(
    content: bytes, facts: Mapping[str, Any], start: int, end: int, covered: str | None
) -> tuple[int, int] | None:
    """Bytes of a span. Of plain text they follow from the offsets; of a page they are where its words stand as they are, where they do once."""
    codec = codec_of(facts["charset"])
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    if facts["media_type"] == "text/plain":
        # a mark in front is no character of the source text
        mark = 1 if text.startswith("\ufeff") else 0
        return _byte_at(content, text, codec, start + mark), _byte_at(content, text, codec, end + mark)
    words = (covered or "").strip()
    if not words or words not in text:
        return None
    place = text.index(words)
    return _byte_at(content, text, codec, place), _byte_at(content, text, codec, place + len(words))


def codec_of(charset: str) -> str:
    """Python's name of a charset, as the web means it: Shift_JIS is Windows' own.

    >>> codec_of("shift_jis"), codec_of("utf-8"), codec_of("x-unknown")
    ('cp932', 'utf-8', 'utf-8')
    """
    name = _AS_THE_WEB_HAS_IT.get(charset.lower(), charset)
    try:
        codecs.lookup(name)
    except LookupError:
        return "utf-8"
    return name


def _byte_at(content: bytes, text: str, codec: str, offset: int) -> int:
    """The byte at which a character begins."""
    if not codec.lower().startswith("iso-2022"):
        return len(text[:offset].encode(codec))
    # what a character's bytes are depends on those before: they are read one by one
    decoder, count = codecs.getincrementaldecoder(codec)(), 0
    for place in range(len(content)):
        if count >= offset:
            return place
        count += len(decoder.decode(content[place : place + 1]))
    return len(content)


def dump(content: bytes, start: int, end: int, charset: str) -> list[Line]:
    """Lines of bytes around a span, of at most four kilobytes of it."""
    begin = max(0, (start - _AROUND) // _LINE * _LINE)
    finish = min(len(content), min(end, start + _MOST) + _AROUND)
    lines = []
    for offset in range(begin, finish, _LINE):
        piece = content[offset : offset + _LINE]
        cells = [(f"{byte:02x}", start <= offset + place < end) for place, byte in enumerate(piece)]
        lines.append(Line(offset, cells, piece.decode(charset, "replace").replace("\n", "⏎")))
    return lines
