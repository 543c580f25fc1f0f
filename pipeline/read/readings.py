"""What a reader hands on: an internal table between reading and normalizing, never published."""

from __future__ import annotations

from schemas.columns import DOCUMENT_ID
from schemas.model import Column, ListOfStruct, Table, Type

CLAIMS = ListOfStruct((("kind", Type.STRING), ("value", Type.STRING), ("origin", Type.STRING)))
HINTS = ListOfStruct((("start", Type.INT32), ("end", Type.INT32), ("kind", Type.STRING)))

READINGS = Table(
    name="readings",
    title="Readings",
    title_ja="読み取り結果",
    grain="document that could be read",
    description="Source text of a document with the metadata that came with it. Offsets are code points of `source_text`.",
    description_ja="文書の原文と付属メタデータ。",
    columns=(
        DOCUMENT_ID,
        Column("location", Type.STRING, "Where the bytes came from, for rejections.", "取得場所(不採用の記録用)。"),
        Column(
            "reader",
            Type.STRING,
            "Reader and version that made the source text.",
            "読み取り器とその版。",
            example="plain",
        ),
        Column(
            "source_text",
            Type.STRING,
            "Decoded text, or the text taken out of the markup.",
            "復号した本文、またはマークアップから取り出した本文。",
        ),
        Column(
            "hints",
            HINTS,
            "What the markup says of spans of the source text: title, subtitle, byline, dateline, heading, paragraph, list_item, caption, "
            "cited_excerpt, navigation, related_link, comment. Empty for text without markup.",
            "マークアップが示す役割。",
        ),
        Column("title", Type.STRING, "Title from metadata.", "メタデータの題名。", nullable=True),
        Column("byline", Type.STRING, "Author from metadata.", "メタデータの著者。", nullable=True),
        Column("url", Type.STRING, "Address from metadata, canonical where given.", "メタデータのURL。", nullable=True),
        Column(
            "published",
            Type.STRING,
            "Publication time from metadata, ISO 8601 date or date and time.",
            "メタデータの公開時刻(ISO 8601)。",
            nullable=True,
        ),
        Column(
            "source_name",
            Type.STRING,
            "Outlet from metadata (JSON `source`, og:site_name, publisher).",
            "メタデータの媒体名。",
            nullable=True,
        ),
        Column("language", Type.STRING, "Language that the page declares.", "文書が宣言する言語。", nullable=True),
        Column(
            "claims",
            CLAIMS,
            "What metadata states, each with where it stands, surest first: published, modified, access, title (as the page gives it).",
            "メタデータの記載とその所在。titleはサイト名などを含む元の題名。",
        ),
        Column(
            "fetched_on_latest",
            Type.DATE,
            "Day of fetching, Asia/Tokyo: nothing can have been published later.",
            "取得日(日本時間)。公開日の上限。",
        ),
    ),
    primary_key=("document_id",),
)
