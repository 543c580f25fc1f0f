"""Columns that tables share: one meaning, one place."""

from __future__ import annotations

from dataclasses import replace

from schemas.model import Check, CheckKind, Column, ForeignKey, Type
from schemas.shapes import FACT_LENGTH, MEASURE, NAME, SHORT


def id_pattern(prefix: str) -> str:
    """Pattern of an identifier: ``prefix``, an underscore, and 24 hexadecimal digits."""
    return rf"{prefix}_[0-9a-f]{{24}}"


def key(name: str, prefix: str, description: str, description_ja: str) -> Column:
    """A table's own identifier: opaque, prefixed, a hash of stable fields."""
    return Column(
        name, Type.STRING, description, description_ja, pattern=id_pattern(prefix), example=f"{prefix}_" + "0" * 24
    )


def optional(column: Column, description: str | None = None, description_ja: str | None = None) -> Column:
    """The same column, nullable; the descriptions may say what its absence means."""
    return replace(
        column,
        nullable=True,
        description=description or column.description,
        description_ja=description_ja or column.description_ja,
    )


DOCUMENT_ID = Column(
    "document_id",
    Type.STRING,
    "Identifier of the bytes received: their SHA-256 (of the line, for JSON Lines).",
    "受信したバイト列の識別子(SHA-256。JSON Linesでは行単位)。",
    pattern=r"doc_[0-9a-f]{64}",
    example="doc_" + "0" * 64,
)
ARTICLE_ID = Column(
    "article_id",
    Type.STRING,
    "Identifier of the article.",
    "記事の識別子。",
    pattern=id_pattern("art"),
    example="art_" + "0" * 24,
)
SOURCE_ID = Column(
    "source_id",
    Type.STRING,
    "Identifier of the outlet or site.",
    "媒体・サイトの識別子。",
    pattern=id_pattern("src"),
    example="src_" + "0" * 24,
)
ENTITY_ID = Column(
    "entity_id",
    Type.STRING,
    "Identifier of the thing in the world.",
    "実体の識別子。",
    pattern=id_pattern("ent"),
    example="ent_" + "0" * 24,
)
START = Column(
    "start",
    Type.INT32,
    "First code point of the span in articles.text, counted from 0.",
    "articles.text における範囲の開始位置(コードポイント、0起点)。",
    minimum=0,
    unit="code points",
    example=0,
)
END = Column(
    "end",
    Type.INT32,
    "Code point after the last one of the span (half-open).",
    "範囲の終了位置(半開区間、コードポイント)。",
    minimum=0,
    unit="code points",
    example=4,
)
TEXT = Column(
    "text",
    Type.STRING,
    "The covered text: substr(articles.text, start + 1, end - start).",
    "範囲の文字列。substr(articles.text, start + 1, end - start) に等しい。",
    carries="wording",
    span=("start", "end"),
    example="NATO",
)
INDEX = Column(
    "index",
    Type.INT32,
    "Position within the article, counted from 0 in reading order.",
    "記事内の順序(0起点)。",
    minimum=0,
    example=0,
)
METHOD = Column(
    "method",
    Type.STRING,
    "The rule, lexicon or model that made the row, with its version where it has one.",
    "行を生成した規則・辞書・モデル。",
    pattern=r"[a-z][a-z0-9_.:/-]*",
    example="rule:example",
)
CONFIDENCE = Column(
    "confidence",
    Type.FLOAT64,
    "How sure the method is, from 0 to 1; a rank, not a probability.",
    "方法の確信度(0〜1)。確率ではなく順位付けの目安。",
    nullable=True,
    minimum=0,
    maximum=1,
    example=0.9,
)

NAME_TEXT = replace(TEXT, carries="fact", longest=FACT_LENGTH, shape=NAME)
"""The covered text where the span is a name, or a title that somebody holds."""
MEASURE_TEXT = replace(TEXT, carries="fact", longest=FACT_LENGTH, shape=MEASURE)
"""The covered text where the span is a day, a time or an amount."""
WORD_TEXT = replace(TEXT, carries="fact", longest=SHORT)
"""The covered text where the span is a word of a closed class."""

SPAN = (START, END, TEXT)
NAME_SPAN = (START, END, NAME_TEXT)
MEASURE_SPAN = (START, END, MEASURE_TEXT)
WORD_SPAN = (START, END, WORD_TEXT)
SPAN_CHECKS = (Check(CheckKind.STRICT_ORDER, ("start", "end")),)
OF_ARTICLE = ForeignKey(("article_id",), "articles", ("article_id",))
OF_DOCUMENT = ForeignKey(("document_id",), "documents", ("document_id",))
OF_SOURCE = ForeignKey(("source_id",), "sources", ("source_id",))
