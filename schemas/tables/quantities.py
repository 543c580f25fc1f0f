"""Amounts."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, SPAN, SPAN_CHECKS, key
from schemas.model import Check, CheckKind, Column, Table, Type

QUANTITIES = Table(
    name="quantities",
    title="Quantities",
    title_ja="数量",
    grain="amount",
    description="Amounts with unit and approximation; not dates, durations or ordinals.",
    description_ja="数量(単位・概数表現つき)。日付・期間・順序は含まない。",
    columns=(
        key("quantity_id", "qty", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *SPAN,
        Column("value_min", Type.FLOAT64, "Least value it can mean, in `unit`.", "最小値(unit 単位)。", nullable=True),
        Column("value_max", Type.FLOAT64, "Greatest value it can mean, in `unit`.", "最大値。", nullable=True),
        Column(
            "unit",
            Type.STRING,
            "Unit: UCUM code, currency code, or the counter.",
            "単位(UCUM・通貨コード・助数詞)。",
            nullable=True,
            example="JPY",
        ),
        Column(
            "unit_system",
            Type.STRING,
            "What the unit is taken from.",
            "単位の体系。",
            vocabulary=vocabularies.UNIT_SYSTEM,
            example="iso4217",
        ),
        Column(
            "approximation",
            Type.STRING,
            "How exact it is.",
            "概数の種類。",
            vocabulary=vocabularies.APPROXIMATION,
            example="exact",
        ),
        Column(
            "noun",
            Type.STRING,
            "What is measured, as written, where the text says it beside the amount.",
            "数えられるもの(原文のまま、隣接時)。",
            nullable=True,
            carries_source_text=True,
        ),
        METHOD,
    ),
    primary_key=("quantity_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=(*SPAN_CHECKS, Check(CheckKind.ORDER, ("value_min", "value_max"))),
)
