"""Times and amounts on arbitrary text: spans cover their text, rows fit the declaration, nothing crashes."""

import datetime as dt
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.amounts.constructions import find_quantities
from pipeline.extract.numbers.numerals import read_number
from pipeline.extract.times.bounds import with_bounds
from pipeline.extract.times.resolution import Anchor, same_day_shifted
from pipeline.extract.times.time_expressions import find_times
from schemas import vocabularies
from schemas.tables.time_expressions import TIME_EXPRESSIONS

PIECES = [
    "2025",
    "12",
    "8",
    "年",
    "月",
    "日",
    "時",
    "分",
    "半",
    "間",
    "数",
    "十",
    "百",
    "千",
    "万",
    "億",
    "約",
    "過去",
    "今後",
    "昨年",
    "今月",
    "同日",
    "翌年",
    "から",
    "まで",
    "~",
    "・",
    "、",
    "/",
    "-",
    ":",
    "(",
    ")",
    "午後",
    "前",
    "後",
    "以上",
    "弱",
    "毎週",
    "回",
    "に",
    "の",
    "人",
    "円",
    "%",
    "ドル",
    "分の",
    "割",
    "令和",
    "元",
    "第",
    "四半期",
    "年度",
    "世紀",
    "木曜日",
    "週末",
    "\n",
    "。",
    "A",
    ".",
    ",",
    "マイナス",
    "会談",
    "𠮷",
    "🗾",
    "\x00",
    "第2",
    "次の",
    "と",
    "「",
    "」",
    "『道』。霧浜新聞、2025年4月8日。",
    "October 21, 2005",
    "令和7.4",
    "紀元前",
    "後半",
    "毎月",
    "一昨日",
    "2日前",
    "より",
    "以内",
    "同日",
    "キロ",
    "ポイント",
    "位",
    "対",
    "の割合",
    "率.3",
    "ペソ",
    "未満",
    "夏",
    "正午",
    "朝",
    "e5",
    "^99",
    "½",
    "の99乗",
    "k",
    ",00",
    "プラス",
    "±",
    "氷点下",
    "一は",
    "いち、に、",
    "さんびゃく",
    "じゅう",
    "比率は",
    "ポンド爆弾",
    "に上る",
]
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=40))
days = st.one_of(st.none(), st.dates())
VALUE = re.compile(TIME_EXPRESSIONS.column("value").pattern or "")


@settings(max_examples=400, deadline=None)
@given(texts, days, st.integers(0, 800))
def test_times(text: str, day: dt.date | None, length: int) -> None:
    last = None if day is None else min(day.toordinal() + length, dt.date.max.toordinal())
    anchor = Anchor(day, None if last is None else dt.date.fromordinal(last))
    end = 0
    for time in find_times(text, anchor):
        assert end <= time.start < time.end <= len(text)
        end = time.end
        assert VALUE.fullmatch(time.value)
        assert time.type in vocabularies.TIME_TYPE.values
        assert time.mod is None or time.mod in vocabularies.TIME_MOD.values
        assert time.resolution in vocabularies.TIME_RESOLUTION.values
        assert time.earliest is None or time.latest is None or time.earliest <= time.latest
        length = with_bounds(text, time)
        assert length.length_min is None or length.length_max is None or length.length_min <= length.length_max
        assert length.length_unit is None or length.type == "DURATION"


@settings(max_examples=200, deadline=None)
@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)), st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_every_written_form_of_a_day_reads_back(day: dt.date, published: dt.date) -> None:
    forms = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02d}.{day.day:02d}",
        day.isoformat(),
        f"{kanji(day.year, positional=True)}年{kanji(day.month)}月{kanji(day.day)}日",
        f"{day:%B} {day.day}, {day.year}",
    ]
    if day >= dt.date(2019, 5, 1):
        forms += [f"令和{day.year - 2018}年{day.month}月{day.day}日", f"令和{day.year - 2018}.{day.month}.{day.day}"]
    for form in forms:
        (time,) = find_times(f"{form}の会議", Anchor(published, published))
        assert (time.start, time.end, time.value) == (0, len(form), day.isoformat())
        assert (time.earliest, time.latest) == (day, day)


@settings(max_examples=200, deadline=None)
@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 300), st.sampled_from("年月週日"))
def test_an_offset_moves_by_its_length(published: dt.date, count: int, unit: str) -> None:
    surface = f"{count}{'カ月' if unit == '月' else '週間' if unit == '週' else unit}後に開く。"
    (time,) = find_times(surface, Anchor(published, published))
    far = same_day_shifted(published, count, {"年": "Y", "月": "M", "週": "W", "日": "D"}[unit])
    assert time.earliest is not None
    assert time.latest is not None
    assert time.earliest <= far <= time.latest


@settings(max_examples=200, deadline=None)
@given(st.dates(), st.integers(0, 400), texts)
def test_a_wider_publication_never_gives_a_narrower_reading(day: dt.date, length: int, text: str) -> None:
    last = dt.date.fromordinal(min(day.toordinal() + length, dt.date.max.toordinal()))
    narrow, wide = find_times(text, Anchor(day, day)), find_times(text, Anchor(day, last))
    fixed = {(time.start, time.end): time for time in narrow if time.resolution == "from_publication"}
    for time in wide:
        same = fixed.get((time.start, time.end))
        if same is not None and time.resolution == "from_publication" and "X" not in time.value:
            assert time.value == same.value


@settings(max_examples=400, deadline=None)
@given(texts)
def test_quantities(text: str) -> None:
    times = [(time.start, time.end) for time in find_times(text)]
    end = 0
    for quantity in find_quantities(text, times):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end
        assert all(quantity.end <= start or stop <= quantity.start for start, stop in times)
        assert quantity.approximation in vocabularies.APPROXIMATION.values
        assert quantity.unit_system in vocabularies.UNIT_SYSTEM.values
        if quantity.value_min is not None and quantity.value_max is not None:
            assert quantity.value_min <= quantity.value_max


DIGITS = "〇一二三四五六七八九"


def kanji(number: int, *, positional: bool = False) -> str:
    """A number in kanji: 二千二十五, or 二〇二五 where digits stand side by side."""
    if positional:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if number == 0:
        return "〇"
    text = ""
    for size, name in ((10**16, "京"), (10**12, "兆"), (10**8, "億"), (10**4, "万")):
        if number >= size:
            text, number = text + kanji(number // size) + name, number % size
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            count, number = divmod(number, size)
            text += (DIGITS[count] if count > 1 else "") + name
    return text + (DIGITS[number] if number else "")


@given(st.integers(0, 10**16 - 1))
def test_kanji_read_back(number: int) -> None:
    assert read_number(kanji(number)) == number


@given(st.integers(1, 9999), st.sampled_from("万億兆"), st.integers(0, 9999))
def test_mixed_numbers_read_back(large: int, name: str, small: int) -> None:
    scale = {"万": 10**4, "億": 10**8, "兆": 10**12}[name]
    assert read_number(f"{large}{name}{small or ''}") == large * scale + small
    assert read_number(f"{large}{name}{kanji(small) if small else ''}") == large * scale + small


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10**9),
    st.sampled_from(["人", "円", "メートル", "%", "隻", "カ国"]),
    st.sampled_from(["", "約", "最大"]),
)
def test_amounts_read_back(number: int, unit: str, limit: str) -> None:
    for written in (f"{number}", f"{number:,}", kanji(number)):
        (found,) = find_quantities(f"{limit}{written}{unit}だ")
        assert (found.start, found.end) == (0, len(limit + written + unit))
        assert number in (found.value_min, found.value_max)


@given(st.integers(0, 10**16 - 1))
def test_digits_read_back(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number
