"""Markers of modality and evidentiality."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, SPAN_CHECKS, WORD_SPAN, key
from schemas.model import Check, CheckKind, Column, Table, Type

HEDGES = Table(
    name="hedges",
    title="Hedges",
    title_ja="モダリティ・証拠性",
    grain="modality or evidentiality marker",
    description="Markers that weaken or qualify a claim, with the span they govern.",
    description_ja="主張を弱め限定する標識と、その作用範囲。",
    columns=(
        key("hedge_id", "hed", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *WORD_SPAN,
        Column(
            "category",
            Type.STRING,
            "What it expresses.",
            "分類。",
            vocabulary=vocabularies.HEDGE_CATEGORY,
            example="inference",
        ),
        Column(
            "certainty",
            Type.STRING,
            "How certain it leaves the claim.",
            "残る確実性。",
            vocabulary=vocabularies.CERTAINTY,
            example="probable",
        ),
        Column(
            "scope_start",
            Type.INT32,
            "First code point of what it governs.",
            "作用範囲の開始位置。",
            minimum=0,
            unit="code points",
            example=0,
        ),
        Column(
            "scope_end",
            Type.INT32,
            "Code point after what it governs.",
            "作用範囲の終了位置。",
            minimum=0,
            unit="code points",
            example=4,
        ),
        METHOD,
    ),
    primary_key=("hedge_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=(*SPAN_CHECKS, Check(CheckKind.ORDER, ("scope_start", "scope_end"))),
)
