"""How far lengths of time reach."""

import pytest

from pipeline.extract.times.bounds import bounds_of


@pytest.mark.parametrize(
    ("text", "mod", "least", "most", "unit"),
    [
        ("約3年半", "APPROX", 3.5, 3.5, "a"),
        ("数十年", None, 20, 90, "a"),
        ("約80年ぶり", "APPROX", 80, 80, "a"),
        ("24時間以内", "EQUAL_OR_LESS", None, 24, "h"),
        ("1年未満", "LESS_THAN", None, 1, "a"),
        ("10年以上", "EQUAL_OR_MORE", 10, None, "a"),
        ("2~3週間", None, 2, 3, "wk"),
        ("約2年1カ月", "APPROX", 25, 25, "mo"),
        ("約1時間半", "APPROX", 1.5, 1.5, "h"),
        ("36時間", None, 36, 36, "h"),
        ("7日間", None, 7, 7, "d"),
    ],
)
def test_lengths_have_bounds(text: str, mod: str | None, least: float | None, most: float | None, unit: str) -> None:
    assert bounds_of(text, 0, len(text), mod) == (least, most, unit)


@pytest.mark.parametrize("text", ["半年", "四半世紀", "長期的", "何年", "2カ月と3日"])
def test_what_no_number_measures_has_none(text: str) -> None:
    assert bounds_of(text, 0, len(text), None) is None
