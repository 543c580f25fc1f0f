"""Golden texts as documents, read by the stages that make a release: all of them in one pass.

Belongs here: from records to rows by text. Does not belong here: judging them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.render import arrow
from schemas.tables.landing import LANDING

Row = dict[str, Any]
FETCHED_AT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Document:
    """Bytes as they would be landed."""

    content: bytes
    media_type: str = "application/json"
    spelled: str | None = None
    """Encoding of the bytes, where that is what is asked about; nothing tells the stages."""
    newline: str | None = None

    @property
    def key(self) -> str:
        """Identifier of the bytes."""
        return document_id(self.content)


def of_text(key: str, text: str, *, published: str | None = None, title: str | None = None) -> Document:
    """A text as a line of JSON Lines; ``key`` keeps equal texts of two sets apart."""
    told = {"id": key, "text": text, "published_at": published, "title": title}
    return Document(json.dumps({k: v for k, v in told.items() if v}, ensure_ascii=False).encode())


@dataclass
class Tables:
    """Everything that the stages made of all documents."""

    tables: dict[str, pa.Table]
    _grouped: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    @cached_property
    def articles(self) -> dict[str, Row]:
        """Articles by document."""
        columns = [name for name in self.tables["articles"].column_names if name != "alignment"]
        return {row["document_id"]: row for row in self.tables["articles"].select(columns).to_pylist()}

    @cached_property
    def entities(self) -> dict[str, Row]:
        """Entities by identifier."""
        return {row["entity_id"]: row for row in self.tables["entities"].to_pylist()}

    @cached_property
    def aliases(self) -> list[Row]:
        """Surfaces of entities."""
        return list(self.tables["aliases"].to_pylist())

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Outlets by identifier."""
        return {row["source_id"]: row for row in self.tables["sources"].to_pylist()}

    @cached_property
    def documents(self) -> dict[str, Row]:
        """Documents by identifier."""
        return {row["document_id"]: row for row in self.tables["documents"].to_pylist()}

    @cached_property
    def lexemes(self) -> dict[int, Row]:
        """Lexemes by identifier."""
        return {row["lexeme_id"]: row for row in self.tables["lexemes"].drop(["a_units", "b_units"]).to_pylist()}

    def rows(self, table: str, article: str) -> list[Row]:
        """Rows of an article in the order of the text."""
        if table not in self._grouped:
            grouped: dict[str, list[Row]] = defaultdict(list)
            for row in self.tables[table].to_pylist():
                grouped[row["article_id"]].append(row)
            for rows in grouped.values():
                rows.sort(key=lambda row: (row.get("start") or 0, row.get("index") or 0, row.get("end") or 0))
            self._grouped[table] = grouped
        return self._grouped[table].get(article, [])


@dataclass(frozen=True)
class Read:
    """What became of one golden text. Without an article every table is empty."""

    document: Document
    made: Tables

    @property
    def article(self) -> Row | None:
        """Its article."""
        return self.made.articles.get(self.document.key)

    @property
    def text(self) -> str:
        """The article's text, which offsets point into."""
        return str(self.article["text"]) if self.article else ""

    def rows(self, table: str) -> list[Row]:
        """Its rows of a table, in the order of the text."""
        return self.made.rows(table, self.article["article_id"]) if self.article else []


def read(documents: Iterable[Document]) -> list[Read]:
    """Each document with what the stages make of it; all pass through them together."""
    found: Sequence[Document] = list(documents)
    distinct = list({document.key: document for document in found}.values())
    landed = [
        {
            "document_id": document.key,
            "location": "golden.jsonl",
            "file_name": "golden.jsonl",
            "record_index": number,
            "media_type": document.media_type,
            "fetched_at": FETCHED_AT,
            "content": document.content,
        }
        for number, document in enumerate(distinct)
    ]
    made = Tables(run_stages(arrow.from_rows(LANDING, landed), strict=True))
    return [Read(document, made) for document in found]
