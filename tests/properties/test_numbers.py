"""Times and amounts on arbitrary text: spans cover their text, rows fit the declaration, nothing crashes."""

import datetime as dt
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.amounts import find_quantities
from pipeline.extract.numerals import read_number
from pipeline.extract.time_resolution import Anchor
from pipeline.extract.times import find_times
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


@given(st.integers(0, 10**16 - 1))
def test_digits_read_back(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number
