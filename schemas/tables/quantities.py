"""Amounts."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, MEASURE_SPAN, METHOD, OF_ARTICLE, SPAN_CHECKS, key
from schemas.model import Check, CheckKind, Column, Table, Type
from schemas.shapes import SHORT

QUANTITIES = Table(
    name="quantities",
    title="Quantities",
    title_ja="数量",
    grain="amount",
    description="Amounts with unit and approximation; not dates, lengths of time or ordinals.",
    description_ja="数量(単位・概数表現つき)。日付・期間・順序は含まない。",
    columns=(
        key("quantity_id", "qty", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *MEASURE_SPAN,
        Column("value_min", Type.FLOAT64, "Least value it can mean, in `unit`.", "最小値(unit 単位)。", nullable=True),
        Column("value_max", Type.FLOAT64, "Greatest value it can mean, in `unit`.", "最大値。", nullable=True),
        Column(
            "unit",
            Type.STRING,
            "Unit: UCUM code, currency code, or the counter.",
            "単位(UCUM・通貨コード・助数詞)。",
            nullable=True,
            carries="fact",
            longest=SHORT,
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
            carries="fact",
            longest=SHORT,
        ),
        METHOD,
    ),
    primary_key=("quantity_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=(*SPAN_CHECKS, Check(CheckKind.ORDER, ("value_min", "value_max"))),
    caveats=(
        "A length of time is a time expression, and how far an open one reaches (数十年, 24時間以内) stands there. No amount overlaps a time "
        "expression.",
        "約, ほぼ and 前後 leave the number as both bounds: `approximation` says that it is not exact. 数 is 2 to 9.",
        "Ranks and ordinals (3位, 第3, 3回目, 2番), scores (2対2), what lies between so many (二国間), parts without a number (一部, 大半) and "
        "numbers in names and codes (731便, 背番号205) are not amounts.",
        "`noun` is the argument of は, が or を of the amount's predicate (売上高は前期比10%増の900億円: 売上高 for both) or the noun beside it; null "
        "where neither is there, and never a time, a sum (計) or what is compared with (前期比).",
        "An amount whose number is written with 憶 for 億 has the method `rule:miswritten_numeral`. A step of the seismic scale (震度5強) is the "
        "range of measured intensity that the Japan Meteorological Agency gives it (5.0 to 5.4), unit 震度.",
        "A bare kanji digit (一, 三) is an amount only where it is all of the text or what a sentence is about (三は素数だ), a number in "
        "kana only where it can be nothing else. Fractions with a slash are none (1/2 may be a day), nor is what an amount is per "
        "(10万人当たり).",
    ),
)
