"""Publication times in metadata and addresses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.dates import JST, date_in_url, parse_iso

DAY = dt.date(2025, 4, 8)
AT = dt.datetime(2025, 4, 8, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "value",
    [
        *("2025-04-08", "2025/4/8", "2025.04.08", "20250408", "2025-W15-2", "2025W152", "2025-098", "2025098"),
        *("2025年4月8日", "2025年 4月 8日(火)", "令和7年4月8日", "令和7年4月8日火曜日", "R7.4.8", "２０２５年４月８日"),
        *("8 April 2025", "Tue, 08 Apr 2025", "April 8, 2025", "Apr. 8th, 2025", "08-Apr-25"),
        "2025-04-08 23:30 IST",
        *("二〇二五年四月八日", "令和七年四月八日(火)", "Tuesday, 8 April 2025"),
    ],
)
def test_days(value):
    assert parse_iso(value) == (DAY, None, "day")


@pytest.mark.parametrize(
    "value",
    [
        *("2025-04-08T10:30", "20250408T1030+0900", "2025-04-08 10:30 JST", "2025-04-08T01:30Z", "202504081030"),
        *(
            "2025年4月8日 10時30分",
            "2025年4月8日(火)午前10時30分",
            "令和7年4月8日 10:30",
            "２０２５年４月８日　１０：３０",
        ),
        *("2025/4/8 10:30 AM", "Tue, 8 Apr 2025 10:30 +0900", "April 7, 2025 9:30 PM EDT", "2025-04-08 10:30 UTC+9"),
        *("2025-04-08T10:30 Asia/Tokyo", "2025-098T10:30", "2025-W15-2T01:30Z", "2025-04-08 10:30 日本時間"),
    ],
)
def test_minutes(value):
    assert parse_iso(value) == (DAY, AT, "minute")


@pytest.mark.parametrize(
    "value",
    [
        *("2025-04-08T10:30:00+09:00", "2025-04-08T01:30:00.123456789Z", "20250408T103000", "20250408103000"),
        *("1744075800", "1744075800123", "1744075800123456", "1744075800.25", "2025-04-08T10:30:00+09:00[Asia/Tokyo]"),
        *("Tue, 08 Apr 2025 10:30:00 +0900", "Tuesday, 08-Apr-25 01:30:00 GMT", "Mon, 07 Apr 2025 21:30:00 EDT"),
        *("Tue Apr  8 10:30:00 2025", "Tue Apr 08 2025 10:30:00 GMT+0900 (日本標準時)", "2025年4月8日 10時30分00秒"),
    ],
)
def test_seconds(value):
    assert parse_iso(value) == (DAY, AT, "second")


@pytest.mark.parametrize(
    "value",
    [
        *("", "昨日", "2025", "2025-04", "2025-13-01", "2025-02-30", "0000-00-00", "2025-04-08T99:99", "2025-W54-1"),
        *("2025-366", "2025-000", "2025-04-08 25:10", "2025-04-08 午前13時", "2025-04-08T10:30:00+99:00", "04/08/2025"),
        *("25/4/8", "2025-04-08 に会議", "2025-04-08garbage", "Mon, 08 Foo 2025", "9999999999", "12345678901234"),
        *("9999-12-31T23:59:59-12:00", "2025年4月31日", "令和0年", "8" * 500),
    ],
)
def test_no_date(value):
    assert parse_iso(value) is None


def test_midnight_at_the_end_of_a_day_is_the_next_day():
    assert parse_iso("2025-04-07T24:00").day == DAY
    assert parse_iso("2025-04-08T10:30:60Z").at.second == 59


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(value):
    moment = parse_iso(value)
    assert moment is None or moment.at is None or moment.at.astimezone(JST).date() == moment.day


@given(st.integers(-62_000_000_000, 253_000_000_000))
def test_every_form_of_a_moment_gives_that_moment(seconds):
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
    local = moment.astimezone(JST)
    for form in (moment.isoformat(), local.isoformat(), f"{local:%Y}".zfill(4) + f"-{local:%m-%dT%H:%M:%S}"):
        assert parse_iso(form).at == moment


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/2025/04/08/x",
            "/2025/4/8.html",
            "/2025-04-08-title",
            "/2025/0408/1.html",
            "/202504/08/",
            "/a-20250408.html",
        ),
        *("/20250408103000.html", "/articles/20250408-0412", "/world/20250408-ABC/"),
    ],
)
def test_days_in_addresses(path):
    assert date_in_url(f"https://kaku.example{path}") == DAY


@pytest.mark.parametrize(
    "path",
    [
        *("/a?d=2025/04/08", "/a#20250408", "/20251399", "/2025/4/", "/2021123/", "/201211/", "/articles/2025111"),
        *("/1234/56/78", "/19450815/", "/article/2025040812345678", "/id120250408", ""),
    ],
)
def test_no_day_in_an_address(path):
    assert date_in_url(f"https://kaku.example{path}") is None
