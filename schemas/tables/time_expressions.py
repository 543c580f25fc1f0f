"""Time expressions after TIMEX3."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, MEASURE_SPAN, METHOD, OF_ARTICLE, SPAN_CHECKS, key
from schemas.model import Check, CheckKind, Column, Table, Type
from schemas.shapes import SHORT

TIME_EXPRESSIONS = Table(
    name="time_expressions",
    title="Time expressions",
    title_ja="時間表現",
    grain="time expression",
    description="Time expressions with TIMEX3 / ISO 24617-1 values and the interval they cover.",
    description_ja="時間表現とそのTIMEX3値・範囲。",
    columns=(
        key("time_id", "tim", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *MEASURE_SPAN,
        Column("type", Type.STRING, "TIMEX3 type.", "TIMEX3の型。", vocabulary=vocabularies.TIME_TYPE, example="DATE"),
        Column(
            "value",
            Type.STRING,
            "TIMEX3 value; X stands for unknown digits.",
            "TIMEX3値。不明桁はX。",
            pattern=r"[0-9A-Z_:.,+/-]+",
            example="2025-12",
        ),
        Column("mod", Type.STRING, "TIMEX3 modifier.", "TIMEX3修飾。", nullable=True, vocabulary=vocabularies.TIME_MOD),
        Column("earliest", Type.DATE, "First day it can mean.", "指しうる最初の日。", nullable=True),
        Column("latest", Type.DATE, "Last day it can mean.", "指しうる最後の日。", nullable=True),
        Column(
            "resolution",
            Type.STRING,
            "How it was resolved.",
            "解決方法。",
            vocabulary=vocabularies.TIME_RESOLUTION,
            example="absolute",
        ),
        METHOD,
        Column(
            "length_min",
            Type.FLOAT64,
            "Least measure of a DURATION, in `length_unit`.",
            "期間の最小値(length_unit 単位)。",
            nullable=True,
        ),
        Column("length_max", Type.FLOAT64, "Greatest measure of a DURATION.", "期間の最大値。", nullable=True),
        Column(
            "length_unit",
            Type.STRING,
            "UCUM unit of a DURATION.",
            "期間の単位(UCUM)。",
            nullable=True,
            example="a",
            carries="fact",
            longest=SHORT,
        ),
    ),
    primary_key=("time_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=(
        *SPAN_CHECKS,
        Check(CheckKind.ORDER, ("earliest", "latest")),
        Check(CheckKind.ORDER, ("length_min", "length_max")),
    ),
    caveats=(
        "A span leaves particles out: まで, までに and から say what `mod` is (ON_OR_BEFORE, ON_OR_AFTER) and stand behind it.",
        "A range that is said as one (まで or の間 closes it, a dash joins its ends, its unit stands once, it lies within a day) is one "
        "row with `value` start/end, method `rule:range`: it is one period to whoever counts. A range whose ends から alone joins "
        "(1932年から45年) is a row for each end, method `rule:end_of_range`, the first with `mod` ON_OR_AFTER. No range is both, so "
        "that none is counted twice.",
        "翌日 and その週 at the very beginning of a text that is not about the past, and minutes from now (今から3分後), count from publication: nothing stands before "
        "them; elsewhere they count from an earlier time of the text or are unresolved.",
        "What counts from a day that is known in part is known in part: the day before XXXX-XX-08 is XXXX-XX-07.",
        "Where publication is unknown and the article cites two sources or more of one week by title, publisher and date, "
        "times are read from the newest of them and the day after; `resolution` is then `from_previous`.",
        "A day in a quotation counts from the day of the utterance where the same sentence states one before the quotation.",
        "In the page around the article (navigation, related links, boilerplate) nothing counts from publication, and "
        "deictic words (最近, 現在) are left out.",
        "A week by its number in a month (第3週) covers every way to count weeks; `value` adds `-W03` to the month.",
        "What lies a length before or after something undated (起訴の4日後) is that length, with `mod` BEFORE or AFTER.",
        "`value` has no place for how far an open length reaches: 数十年 is PX0Y with `length_min` 20 and `length_max` 90, 24時間以内 has no "
        "`length_min`. Both are null where a length is vague (長期的) or mixes units that no number ties together.",
        "Years before Christ are `BC` and the year, without an interval.",
    ),
)
