"""Pointers to other works."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, OF_SOURCE, SOURCE_ID, SPAN, SPAN_CHECKS, key, optional
from schemas.model import Column, Table, Type

REFERENCES = Table(
    name="references",
    title="References",
    title_ja="参照",
    grain="pointer to another work",
    description="Pointers to other works: links, credits, reference lists, and headings of lists that are empty.",
    description_ja="他の著作への参照。リンク、出典表示、参考文献、空の参考文献欄。",
    columns=(
        key("reference_id", "ref", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *SPAN,
        Column(
            "kind",
            Type.STRING,
            "What kind of pointer.",
            "種類。",
            vocabulary=vocabularies.REFERENCE_KIND,
            example="credit",
        ),
        Column(
            "url",
            Type.STRING,
            "Address as written, without text glued to it.",
            "URL(接着した文字列を除く)。",
            nullable=True,
            carries="fact",
        ),
        Column(
            "canonical_url",
            Type.STRING,
            "Address with scheme, lower-case host and without tracking parameters.",
            "正規化URL。",
            nullable=True,
            carries="fact",
        ),
        Column(
            "host",
            Type.STRING,
            "Host of the address, lower case.",
            "ホスト名(小文字)。",
            nullable=True,
            pattern=r"[^\s/]+",
            carries="fact",
        ),
        Column(
            "title",
            Type.STRING,
            "Title or outlet given beside it.",
            "併記された題名・媒体名。",
            nullable=True,
            carries="wording",
        ),
        optional(SOURCE_ID, "Outlet, where known.", "媒体(判明時)。"),
        Column(
            "was_glued",
            Type.BOOL,
            "Whether text followed the address without a break.",
            "URLに文字列が接着していたか。",
            example=False,
        ),
        METHOD,
    ),
    primary_key=("reference_id",),
    foreign_keys=(OF_ARTICLE, OF_SOURCE),
    checks=SPAN_CHECKS,
)
