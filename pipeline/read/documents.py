"""The stage ``documents``: landing rows in; documents, their locations, readings, sources and rejections out.

Belongs here: which reader reads what, one row a document, and the reasons of what is not published.
Does not belong here: how a format is read.

The same bytes received from several places are read once, in the way of the place that sorts first. A row without
content, whose bytes another batch holds, gives a location only; its JSON ``id`` is not known here, so its external id is
``<file name>#<line>``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipeline.identity import row_id
from pipeline.read import charset
from pipeline.read.content import Claim, Content, NoArticleError
from pipeline.read.dates import JST
from pipeline.read.html import read_html
from pipeline.read.json_lines import JsonLineError, JsonRecord, parse_line
from pipeline.read.outlets import Outlet, outlet_of, sources_table
from pipeline.read.plain import read_plain
from pipeline.read.readings import READINGS
from schemas.render import arrow
from schemas.tables.document_locations import DOCUMENT_LOCATIONS
from schemas.tables.documents import DOCUMENTS
from schemas.tables.rejections import REJECTIONS

Row = dict[str, Any]
STAGE = "documents"
# Anything but white space, control characters and characters without width
_VISIBLE = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# "https://example.jp/dump.tar.gz/2025/a.html": the address of an archive, and a path inside it
_MEMBER_OF_ARCHIVE = re.compile(r"\.(?:zip|tar|tar\.gz|tgz|warc|warc\.gz|parquet)(?:/|$)", re.IGNORECASE)


class UnpublishedError(ValueError):
    """The document is not published; ``reason`` is a value of the vocabulary ``rejection_reason``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass
class Found:
    """What reading one document gave. ``repairs`` pairs a reason with a detail; ``content`` is none where it is rejected."""

    decoded: charset.Decoded | None = None
    content: Content | None = None
    external_id: str | None = None
    rejection: tuple[str, str] | None = None
    repairs: list[tuple[str, str]] = field(default_factory=list)
    replacement_count: int = 0


@dataclass
class _Output:
    documents: list[Row] = field(default_factory=list)
    locations: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    readings: list[Row] = field(default_factory=list)
    rejections: dict[str, Row] = field(default_factory=dict)
    outlets: list[Outlet] = field(default_factory=list)


def documents(landing: pa.Table) -> dict[str, pa.Table]:
    """Tables ``documents``, ``document_locations``, ``readings``, ``sources`` and ``rejections`` of landing rows."""
    groups: dict[str, list[Row]] = defaultdict(list)
    output = _Output()
    for row in landing.to_pylist():
        if row["rejection_reason"] is not None or row["document_id"] is None:
            _reject(output, row, row["rejection_reason"] or "unreadable", row["rejection_detail"])
        else:
            groups[row["document_id"]].append(row)
    ordered = {key: _in_order(groups[key]) for key in sorted(groups)}
    # All are read before any row is made: reading stays in the processor's cache.
    read_of = {key: _read_row(rows[0]) for key, rows in ordered.items() if rows[0]["content"] is not None}
    for document_id, rows in ordered.items():
        if document_id in read_of:
            _add_document(output, document_id, rows, read_of[document_id])
        else:
            for row in rows:
                _locate(output, row, f"{row['file_name']}#{row['record_index']}", None)
    return {
        "documents": arrow.from_rows(DOCUMENTS, output.documents),
        "document_locations": arrow.from_rows(
            DOCUMENT_LOCATIONS, (output.locations[key] for key in sorted(output.locations))
        ),
        "readings": arrow.from_rows(READINGS, output.readings),
        "sources": sources_table(output.outlets),
        "rejections": arrow.from_rows(REJECTIONS, (output.rejections[key] for key in sorted(output.rejections))),
    }


def read(content: bytes, media_type: str, transport: str | None = None) -> Found:
    """What one document holds; what is wrong with it is in the result, nothing is raised.

    ``transport`` is the encoding that the header of the transfer declared.

    >>> read(b'{"id": "a", "text": "   "}', "application/json").rejection
    ('empty', 'no characters other than white space')
    """
    found = Found()
    try:
        found.decoded = _decode(content, media_type, transport)
        found.replacement_count = found.decoded.replacement_count
        found.content = _read_text(found.decoded.text, media_type, found)
        if not _VISIBLE.search(found.content.source_text):
            raise UnpublishedError("empty", "no characters other than white space")
    except charset.BinaryContentError as error:
        found.rejection = ("binary", str(error))
    except JsonLineError as error:
        found.rejection, found.external_id = (error.reason, str(error)), error.external_id
    except NoArticleError as error:
        found.rejection = ("no_article", str(error))
    except UnpublishedError as error:
        found.rejection = (error.reason, str(error))
    if found.rejection:
        found.content = None
        found.repairs.clear()
    elif found.content:
        _note_repairs(found, found.content.source_text)
    return found


def _decode(content: bytes, media_type: str, transport: str | None) -> charset.Decoded:
    if media_type != "application/json":
        declared = charset.declared_charset(content) if media_type == "text/html" else None
        return charset.decode(content, declared, transport)
    decoded = charset.decode(content)
    if decoded.basis == "utf8_valid":
        return decoded._replace(basis="container", newline="none")
    return decoded._replace(newline="none")


def _read_text(text: str, media_type: str, found: Found) -> Content:
    if media_type == "text/plain":
        return read_plain(text)
    if not _VISIBLE.search(text):
        raise UnpublishedError("empty", "no characters other than white space")
    if media_type == "text/html":
        return read_html(text)
    record = parse_line(text)
    found.external_id = record.external_id
    found.replacement_count += record.replacement_count
    found.repairs += [("invalid_field", problem) for problem in record.invalid]
    return _read_record(record)


def _read_record(record: JsonRecord) -> Content:
    """Content of a JSON line; its own fields come before what its page says."""
    if record.text is not None and (_VISIBLE.search(record.text) or record.html is None):
        content = read_plain(record.text)
    elif record.html is not None and _VISIBLE.search(record.html):
        content = read_html(record.html)
    else:
        raise UnpublishedError("empty", "no characters other than white space")
    given = record.optional
    stated = (Claim("published", given["published_at"], "json:published_at"),) if "published_at" in given else ()
    return content._replace(
        claims=stated + content.claims,
        title=given.get("title", content.title),
        url=given.get("url", content.url),
        published=given.get("published_at", content.published),
        source_name=given.get("source", content.source_name),
        language=given.get("language", content.language),
    )


def _note_repairs(found: Found, text: str) -> None:
    if found.replacement_count:
        found.repairs.append(
            ("repaired", f"{found.replacement_count} characters could not be decoded and became U+FFFD")
        )
    if nuls := text.count("\0"):
        found.repairs.append(("repaired", f"{nuls} NUL characters are left out of the text"))
    if found.content:
        found.repairs += [("repaired", detail) for detail in found.content.repairs]


def _in_order(rows: list[Row]) -> list[Row]:
    """The places of one document, the one to read it by first."""
    return rows if len(rows) == 1 else sorted(rows, key=_order)


def _order(row: Row) -> tuple[Any, ...]:
    return (row["content"] is None, row["fetched_at"], row["location"], row["record_index"], row["media_type"])


def _read_row(row: Row) -> Found:
    found = read(row["content"], row["media_type"], row["declared_charset"])
    if found.content and found.content.url is None and _is_page_address(row):
        found.content = found.content._replace(url=row["location"])
    return found


def _add_document(output: _Output, document_id: str, rows: list[Row], found: Found) -> None:
    for row in rows:
        if found.rejection:
            _reject(output, row, *found.rejection)
        for reason, detail in found.repairs:
            _reject(output, row, reason, detail, is_published=True)
    first_fetched = min(row["fetched_at"] for row in rows)
    fetch_day = first_fetched.astimezone(JST).date()
    output.documents.append(_document(document_id, rows[0], found, first_fetched, fetch_day))
    outlet = outlet_of(found.content.url, found.content.source_name) if found.content else None
    if outlet:
        output.outlets.append(outlet)
    for row in rows:
        _locate(output, row, found.external_id, outlet)
    if found.content:
        output.readings.append(_reading(document_id, rows[0]["location"], found.content, fetch_day))


def _unit(row: Row) -> str:
    """What ``record_index`` counts."""
    if row["file_name"].lower().endswith(".parquet"):
        return "row"
    return "line" if row["media_type"] == "application/json" else "record"


def _is_page_address(row: Row) -> bool:
    """Whether a location is where the page itself was served; a line, a row or a member of an archive has none."""
    location: str = row["location"]
    is_web = location.startswith(("http://", "https://"))
    return is_web and row["media_type"] != "application/json" and not _MEMBER_OF_ARCHIVE.search(location)


def _document(document_id: str, row: Row, found: Found, first_fetched: dt.datetime, fetch_day: dt.date) -> Row:
    decoded = found.decoded
    return {
        "document_id": document_id,
        "media_type": row["media_type"],
        "charset": decoded.charset if decoded else None,
        "charset_basis": decoded.basis if decoded else None,
        "byte_count": len(row["content"]),
        "newline": decoded.newline if decoded else None,
        "replacement_count": found.replacement_count,
        "first_fetched_at": first_fetched,
        "fetch_day": fetch_day,
    }


def _reading(document_id: str, location: str, content: Content, fetch_day: dt.date) -> Row:
    return {
        "document_id": document_id,
        "location": location,
        "reader": content.reader,
        "source_text": content.source_text,
        "hints": [hint._asdict() for hint in content.hints],
        "title": content.title,
        "byline": content.byline,
        "url": content.url,
        "published": content.published,
        "source_name": content.source_name,
        "language": content.language,
        "claims": [claim._asdict() for claim in content.claims],
        "fetched_on_latest": fetch_day,
    }


def _locate(output: _Output, row: Row, external_id: str | None, outlet: Outlet | None) -> None:
    name = external_id or (f"{row['file_name']}#{row['record_index']}" if row["record_index"] else row["file_name"])
    key = (row["document_id"], row["location"], name)
    known = output.locations.get(key)
    if known is None or row["fetched_at"] < known["fetched_at"]:
        output.locations[key] = {
            "document_id": row["document_id"],
            "location": row["location"],
            "external_id": name,
            "source_id": outlet.source_id if outlet else None,
            "fetched_at": row["fetched_at"],
        }


def _reject(output: _Output, row: Row, reason: str, detail: str | None, is_published: bool = False) -> None:
    if row["record_index"]:
        detail = f"{_unit(row)} {row['record_index']} of {row['file_name']}: {detail or reason}"
    key = row_id("rej", row["document_id"], row["location"], row["record_index"], STAGE, reason, detail)
    output.rejections[key] = {
        "rejection_id": key,
        "document_id": row["document_id"],
        "location": row["location"],
        "stage": STAGE,
        "reason": reason,
        "detail": detail,
        "is_published": is_published,
    }
