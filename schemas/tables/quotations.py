"""Bracketed spans."""

from dataclasses import replace

from schemas import vocabularies
from schemas.columns import (
    ARTICLE_ID,
    ENTITY_ID,
    METHOD,
    OF_ARTICLE,
    SPAN,
    SPAN_CHECKS,
    id_pattern,
    key,
    optional,
)
from schemas.model import Column, ForeignKey, Table, Type
from schemas.shapes import SHORT

QUOTATIONS = Table(
    name="quotations",
    title="Quotations",
    title_ja="引用",
    grain="bracketed span",
    description="Spans in quotation marks, marks included, and whether they are somebody's words.",
    description_ja="かぎ括弧等で囲まれた範囲(括弧を含む)と、発話か否か。",
    columns=(
        key("quotation_id", "quo", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *SPAN,
        Column(
            "mark",
            Type.STRING,
            "Opening and closing mark.",
            "開き・閉じ記号。",
            carries="fact",
            longest=SHORT,
            example="「」",
        ),
        Column(
            "kind",
            Type.STRING,
            "What is quoted.",
            "引用の種類。",
            vocabulary=vocabularies.QUOTATION_KIND,
            example="direct",
        ),
        Column(
            "is_speech",
            Type.BOOL,
            "Whether the words are somebody's, spoken or written.",
            "誰かの言葉か。",
            example=True,
        ),
        replace(optional(ENTITY_ID, "Whose words, where known.", "発話者(判明時)。"), name="speaker_id"),
        Column(
            "parent_id",
            Type.STRING,
            "Quotation that encloses this one.",
            "外側の引用。",
            nullable=True,
            pattern=id_pattern("quo"),
        ),
        METHOD,
    ),
    primary_key=("quotation_id",),
    foreign_keys=(
        OF_ARTICLE,
        ForeignKey(("speaker_id",), "entities", ("entity_id",)),
        ForeignKey(("parent_id",), "quotations", ("quotation_id",)),
    ),
    checks=SPAN_CHECKS,
)
