"""Numerals: digits, kanji, both, vague ones."""

from decimal import Decimal

import pytest

from pipeline.extract.numbers.kana_numerals import kana_numerals, read_kana
from pipeline.extract.numbers.numerals import read, read_number, read_power, read_vague


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("2,781", 2781),
        ("1億2300万", 123_000_000),
        ("3万4,500", 34_500),
        ("25 万", 250_000),
        ("2 千", 2_000),
        ("5万4千6百", 54_600),
        ("五千", 5_000),
        ("千九百四十九", 1949),
        ("二〇二五", 2025),
        ("二十一", 21),
        ("一万億", 10**12),
        ("万", None),
        ("1.5兆", 1_500_000_000_000),
        ("三井", None),
        ("", None),
    ],
)
def test_number(text: str, value: int | None) -> None:
    assert read_number(text) == (None if value is None else Decimal(value))


def test_decimal_stays_exact() -> None:
    assert str(read_number("36.57億")) == "3657000000.00"


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("数十", 20, 90),
        ("十数", 12, 19),
        ("数万", 20_000, 90_000),
        ("百数十", 120, 190),
        ("何百", 200, 900),
        ("数", 2, 9),
        ("20数", 22, 29),
        ("1万数千", 12_000, 19_000),
        ("2億数千万", 220_000_000, 290_000_000),
    ],
)
def test_vague(text: str, least: int, most: int) -> None:
    amount = read_vague(text)
    assert amount is not None
    assert (int(amount.least), int(amount.most)) == (least, most)
    assert amount.is_vague


def test_exact_is_not_vague() -> None:
    amount = read("3万")
    assert amount is not None
    assert not amount.is_vague
    assert read_vague("30") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e1", 10), ("1.1^+2", 1.21), ("2^-1", 0.5), ("10の3乗", 1000), ("9999^99", None), ("0^-1", None), ("e5", None)],
)
def test_power(text: str, value: float | None) -> None:
    read_value = read_power(text)
    assert (read_value is None) == (value is None)
    assert value is None or float(read_value or 0) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ごせんろっぴゃく", 5600),
        ("はっぴゃくにじゅういち", 821),
        ("いちおくさんぜんまん", 130_000_000),
        ("じゅうまんにせん", 102_000),
        ("ひゃくせん", None),
        ("れいじゅう", None),
    ],
)
def test_kana(text: str, value: int | None) -> None:
    assert read_kana(text) == value


@pytest.mark.parametrize(
    "text", ["さん", "山田さん、ごめんなさい", "にせん円", "いち、に", "しじゅうからが鳴く", "せんにじゅうする"]
)
def test_kana_that_may_be_other_words(text: str) -> None:
    assert list(kana_numerals(text)) == []
