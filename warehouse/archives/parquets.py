"""Parquet dumps of texts: each row becomes one line of JSON, as ``pipeline.read.json_lines`` reads it.

Belongs here: which columns hold what, and reading them in bounded memory. Does not belong here: the meaning of a text.

Public dumps agree on names more than on anything else, so columns are found by name, upper and lower case alike. A row
whose text is not UTF-8 becomes a document of its own bytes instead, at the address the row gives, and the charset stage decides.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.archives.bounds import FREE_ARCHIVE_BYTES, Budget
from warehouse.records import MAX_DOCUMENT_BYTES, Record, RefusedError, identify, refusal, too_large, why

TEXT_COLUMNS = (
    "text", "content", "body", "raw_content", "article", "article_text", "article_body", "full_text", "fulltext",
    "maintext", "main_text", "plain_text", "document", "story",
)  # fmt: skip
HTML_COLUMNS = ("html", "raw_html", "content_html", "html_content", "body_html", "page_html", "page_content", "page")
OTHER_COLUMNS = {
    "id": ("id", "doc_id", "document_id", "docid", "article_id", "uuid", "guid", "warc_record_id"),
    "url": ("url", "uri", "link", "source_url", "article_url", "warc_target_uri", "target_uri", "permalink"),
    "title": ("title", "headline", "article_title"),
    "published_at": (
        "published_at", "published", "published_on", "published_date", "publish_date", "publication_date", "pub_date",
        "pubdate", "date_published", "datepublished", "date_publish", "article_date", "date",
    ),
    "source": ("source", "publisher", "outlet", "source_name", "site_name", "newspaper", "media", "domain", "source_domain"),
    "language": ("language", "lang"),
}  # fmt: skip
# Dumps with a column of this name put the day of the crawl into "date"
_CRAWL_COLUMNS = ("dump", "crawl", "crawl_id")
# "<!DOCTYPE html>", "<html lang="ja">", "<?xml version="1.0"?><html": markup in a column of texts
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_BATCH_BYTES = 4 << 20
_BATCH_ROWS = 256
_DAMAGE = (pa.ArrowException, OverflowError, ValueError, RuntimeError, KeyError, IndexError)


@dataclass(frozen=True)
class _Columns:
    """Column read for each field of a record; ``text`` and ``html`` may both be there."""

    fields: dict[str, str]

    @property
    def names(self) -> list[str]:
        return list(self.fields.values())


def read_parquet(stream: BinaryIO, location: str, name: str, size: int) -> Iterator[Record]:
    """Rows of a Parquet file of ``size`` bytes; ``stream`` must be seekable, ``record_index`` is the row's number, from 1.

    Refused: ``no_text_column`` where no column of text or HTML is found by its name, ``damaged`` where the file cannot be
    read (rows before the damage are kept), ``archive_bomb`` where its rows expand too far. On damaged files pyarrow may take
    gigabytes or end the process: :func:`warehouse.archives.isolation.isolated` calls this for files that others made.
    """
    budget = Budget(FREE_ARCHIVE_BYTES)
    budget.take(size)
    try:
        columns = find_columns(pq.read_schema(stream))
        stream.seek(0)
        # a value that a page names once and repeats for every row stays one value
        texts = [columns.fields[target] for target in ("text", "html") if target in columns.fields]
        with pq.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 16, read_dictionary=texts) as file:
            number = 0
            for batch in _batches(file, columns):
                for row in _rows(batch, columns):
                    number += 1
                    # what is too large to keep was expanded, too
                    budget.give(sum(len(value) for value in row.values() if isinstance(value, bytes)))
                    yield _record(row, location, name, number)
    except RefusedError as error:
        yield refusal(location, name, "application/json", error.reason, str(error))
    except MemoryError:
        detail = "reading it takes more memory than a file may; its page headers are damaged, or its pages very large"
        yield refusal(location, name, "application/json", "archive_bomb", detail)
    except _DAMAGE as error:
        yield refusal(location, name, "application/json", "damaged", _line(error))
    except OSError as error:
        # pyarrow reports damage as OSError, too, and then without a number
        reason = "damaged" if error.errno is None else "unreadable"
        yield refusal(location, name, "application/json", reason, why(error))


def find_columns(schema: pa.Schema) -> _Columns:
    """Columns to read; raises :class:`RefusedError` (``no_text_column``) where none holds text or HTML.

    >>> find_columns(pa.schema({"Content": pa.string(), "URL": pa.string(), "text": pa.int64()})).fields
    {'text': 'Content', 'url': 'URL'}
    """
    by_name: dict[str, pa.Field] = {}
    for field in schema:
        by_name.setdefault(field.name.lower(), field)
    wanted = {"text": TEXT_COLUMNS, "html": HTML_COLUMNS, **OTHER_COLUMNS}
    found = {}
    for target, names in wanted.items():
        if target == "published_at" and any(name in by_name for name in _CRAWL_COLUMNS):
            names = tuple(name for name in names if name != "date")
        for name in names:
            if name in by_name and _is_usable(target, by_name[name].type):
                found[target] = by_name[name].name
                break
    if "text" not in found and "html" not in found:
        shown = ", ".join(f"{field.name} ({str(field.type)[:40]})" for field in list(schema)[:12])
        raise RefusedError(
            "no_text_column", f"no column of text named {', '.join(TEXT_COLUMNS[:4])}, html …; it has {shown}"[:400]
        )
    return _Columns(found)


def _is_usable(target: str, kind: pa.DataType) -> bool:
    is_a = pa.types
    if is_a.is_dictionary(kind):
        kind = kind.value_type
    usable = is_a.is_string(kind) or is_a.is_large_string(kind) or is_a.is_string_view(kind)
    if target in ("text", "html"):
        usable = usable or is_a.is_binary(kind) or is_a.is_large_binary(kind) or is_a.is_binary_view(kind)
    elif target == "published_at":
        usable = usable or is_a.is_timestamp(kind) or is_a.is_date(kind)
    elif target == "id":
        usable = usable or is_a.is_integer(kind)
    return bool(usable)


def _batches(file: pq.ParquetFile, columns: _Columns) -> Iterator[pa.RecordBatch]:
    """Rows of the file in batches of about :data:`_BATCH_BYTES`."""
    metadata = file.metadata
    for name in columns.names:
        if file.schema_arrow.names.count(name) > 1:
            raise RefusedError("damaged", f"two columns are called {name}")
    for group in range(metadata.num_row_groups):
        # of the group as a whole: pyarrow ends the process where the statistics of a column are damaged
        size, rows = metadata.row_group(group).total_byte_size, max(1, metadata.row_group(group).num_rows)
        batch_rows = min(_BATCH_ROWS, max(1, _BATCH_BYTES * rows // max(1, size)))
        yield from file.iter_batches(batch_rows, row_groups=[group], columns=columns.names, use_threads=False)


def _rows(batch: pa.RecordBatch, columns: _Columns) -> Iterator[dict[str, Any]]:
    """Rows as field values; texts as bytes, because nothing has checked yet that they are UTF-8."""
    values = {target: _as_bytes(batch.column(name)) for target, name in columns.fields.items()}
    for index in range(batch.num_rows):
        yield {target: column[index].as_py() for target, column in values.items()}


def _as_bytes(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, _as_bytes(column.dictionary))
    if pa.types.is_string(column.type) or pa.types.is_string_view(column.type):
        return column.cast(pa.binary())
    return column.cast(pa.large_binary()) if pa.types.is_large_string(column.type) else column


def _record(row: dict[str, Any], location: str, name: str, number: int) -> Record:
    fields: dict[str, object] = {}
    for target, value in row.items():
        if value is None:
            continue
        if target in ("text", "html") and isinstance(value, bytes):
            if not _is_utf8(value):
                return _bare(value, target, row, location, name, number)
            target = "html" if _PAGE.match(value) else target
        if target not in fields:
            fields[target] = _json_value(value)
    content = json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return _kept(content, location, name, number, "application/json")


def _bare(value: bytes, target: str, row: dict[str, Any], location: str, name: str, number: int) -> Record:
    """A text that is not UTF-8, as a document of its own."""
    url = row.get("url")
    address = url.decode("utf-8", "replace").strip() if isinstance(url, bytes) else ""
    is_page = target == "html" or bool(_PAGE.match(value))
    return _kept(value, address or location, name, number, "text/html" if is_page else "text/plain")


def _kept(content: bytes, location: str, name: str, number: int, media_type: str) -> Record:
    if len(content) > MAX_DOCUMENT_BYTES:
        detail = too_large(len(content))
        return Record(identify(content), location, name, number, media_type, None, "too_large", detail)
    return Record(identify(content), location, name, number, media_type, content)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _json_value(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return value


def _line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0][:300]


def column_names() -> Sequence[str]:
    """Names of the columns that are read as text or HTML, for messages and documentation."""
    return (*TEXT_COLUMNS, *HTML_COLUMNS)
