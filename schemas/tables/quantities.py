"""Amounts."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, SPAN, SPAN_CHECKS, key
from schemas.model import Check, CheckKind, Column, Table, Type

QUANTITIES = Table(
    name="quantities",
    title="Quantities",
    title_ja="数量",
    grain="amount",
    description="Amounts with unit and approximation, and lengths of time whose number is open; not dates or ordinals.",
    description_ja="数量(単位・概数表現つき)と、概数・範囲・上限下限つきの期間。日付・順序は含まない。",
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
    caveats=(
        "A length of time is a time expression. One whose number is vague, a range or limited (数十年, 約3年半, 24時間以内) is an "
        "amount as well (method `rule:open_length`, UCUM units), because a TIMEX3 value has no place for its bounds; one "
        "whose number is exact (36時間) is not. No other amount overlaps a time expression.",
        "約, ほぼ and 前後 leave the number as both bounds: `approximation` says that it is not exact. 数 is 2 to 9.",
        "A rank (3位) is an amount with the unit 位; ordinals (第3, 3回目, 2番) are not amounts.",
        "A bare kanji digit (一, 三) is an amount only where it is all of the text or what a sentence is about (三は素数だ), a number in "
        "kana only where it can be nothing else. Fractions with a slash are none (1/2 may be a day), nor is what an amount is per "
        "(10万人当たり).",
    ),
)
