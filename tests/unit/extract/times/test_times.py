"""Time expressions: spans, TIMEX3 values, intervals and what is not a time."""

import datetime as dt

import pytest

from pipeline.extract.times import time_expressions as times
from pipeline.extract.times.resolution import Anchor
from pipeline.extract.times.time_expressions import find_times

DAY = dt.date(2025, 4, 8)  # a Tuesday
PUBLISHED = Anchor(DAY, DAY)
UNKNOWN = Anchor()


def found(text: str, anchor: Anchor = PUBLISHED) -> list[tuple[str, str]]:
    return [(text[time.start : time.end], time.value) for time in find_times(text, anchor)]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("2025年12月8日に開く。", "2025年12月8日", "2025-12-08"),
        ("2017 年 12 月には", "2017 年 12 月", "2017-12"),
        ("2025/4/8に更新", "2025/4/8", "2025-04-08"),
        ("2025-04-08", "2025-04-08", "2025-04-08"),
        ("2025-04-09 10:33:16", "2025-04-09 10:33:16", "2025-04-09T10:33:16"),
        ("令和7年4月8日の会議", "令和7年4月8日", "2025-04-08"),
        ("平成元年の調査", "平成元年", "1989"),
        ("昭和20年8月の", "昭和20年8月", "1945-08"),
        ("二〇二五年十二月の", "二〇二五年十二月", "2025-12"),
        ("2021年度の予算", "2021年度", "FY2021"),
        ("90年代の紛争", "90年代", "199"),
        ("21世紀の外交", "21世紀", "20"),
        ("2024年第3四半期の", "2024年第3四半期", "2024-Q3"),
        ("2024年4~6月期の", "2024年4~6月期", "2024-Q2"),
        ("2025年12月現在の", "2025年12月現在", "2025-12"),
        ("2025年以降も", "2025年以降", "2025"),
        ("2023年夏に", "2023年夏", "2023-SU"),
    ],
)
def test_absolute(text: str, span: str, value: str) -> None:
    assert found(text, UNKNOWN) == [(span, value)]
    assert find_times(text, UNKNOWN)[0].resolution == "absolute"


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("8日に会談した。", "8日", "2025-04-08"),
        ("30日に会談した。", "30日", "2025-03-30"),
        ("30日に会談する。", "30日", "2025-04-30"),
        ("12月に訪問した。", "12月", "2024-12"),
        ("12月に訪問する予定だ。", "12月", "2025-12"),
        ("昨年末に", "昨年末", "2024"),
        ("来春の選挙", "来春", "2026-SP"),
        ("昨夏の大会", "昨夏", "2024-SU"),
        ("今月10日に", "今月10日", "2025-04-10"),
        ("来週月曜日に", "来週月曜日", "2025-04-14"),
        ("今週末に", "今週末", "2025-W15-WE"),
        ("先月の調査", "先月", "2025-03"),
        ("昨年度の決算", "昨年度", "FY2024"),
        ("昨日午後3時すぎに", "昨日午後3時すぎ", "2025-04-07T15"),
        ("8日未明に", "8日未明", "2025-04-08TMO"),
        ("木曜日に発表した。", "木曜日", "2025-04-03"),
        ("80年前の戦争", "80年前", "1945"),
        ("3日後に", "3日後", "2025-04-11"),
        ("25年12月に", "25年12月", "2025-12"),
    ],
)
def test_from_publication(text: str, span: str, value: str) -> None:
    assert found(text) == [(span, value)]
    assert find_times(text, PUBLISHED)[0].resolution == "from_publication"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2日に", "XXXX-XX-02"),
        ("6月12日に", "XXXX-06-12"),
        ("木曜日に発表した。", "XXXX-WXX-4"),
        ("週末に", "XXXX-WXX-WE"),
        ("昨年は", "XXXX"),
        ("来月に", "XXXX-XX"),
        ("昨夏に", "XXXX-SU"),
        ("今週初めに", "XXXX-WXX"),
        ("12日朝に", "XXXX-XX-12TMO"),
        ("80年前に", "P80Y"),
    ],
)
def test_unknown_publication_is_no_guess(text: str, value: str) -> None:
    (time,) = find_times(text, UNKNOWN)
    assert (time.value, time.earliest, time.latest, time.resolution) == (value, None, None, "unresolved")


def test_publication_interval_gives_an_interval() -> None:
    anchor = Anchor(dt.date(2025, 7, 1), dt.date(2025, 9, 30))
    (time,) = find_times("2日に会談した。", anchor)
    assert time.value == "2025-XX-02"
    assert time.resolution == "interval"
    assert time.earliest is not None
    assert time.latest is not None
    assert time.earliest < time.latest
    assert [time.value for time in find_times("昨年は", anchor)] == ["2024"]


def test_fiscal_year_starts_in_april() -> None:
    (time,) = find_times("2021年度の予算", UNKNOWN)
    assert (time.earliest, time.latest) == (dt.date(2021, 4, 1), dt.date(2022, 3, 31))


def test_earlier_time_anchors() -> None:
    assert found("2024年3月5日に発生した。同日、首相が会見した。翌日も続いた。翌年に終わった。", UNKNOWN) == [
        ("2024年3月5日", "2024-03-05"),
        ("同日", "2024-03-05"),
        ("翌日", "2024-03-06"),
        ("翌年", "2025"),
    ]
    assert found("10日に事故があった。同日", UNKNOWN)[-1] == ("同日", "XXXX-XX-10")


@pytest.mark.parametrize(
    ("text", "span", "value", "mod"),
    [
        ("約3年半にわたる", "約3年半", "P3Y6M", "APPROX"),
        ("数カ月の間", "数カ月", "PXM", None),
        ("24時間以内に", "24時間以内", "PT24H", "EQUAL_OR_LESS"),
        ("過去80年で", "過去80年", "P80Y", "BEFORE"),
        ("約80年ぶりに", "約80年ぶり", "P80Y", "APPROX"),
        ("今後数十年は", "今後数十年", "PX0Y", None),
        ("2年1か月の", "2年1か月", "P2Y1M", None),
        ("3年連続で", "3年連続", "P3Y", None),
        ("7日間の", "7日間", "P7D", None),
        ("30分の休憩", "30分", "PT30M", None),
    ],
)
def test_lengths(text: str, span: str, value: str, mod: str | None) -> None:
    (time,) = find_times(text, UNKNOWN)
    assert (text[time.start : time.end], time.value, time.mod) == (span, value, mod)
    assert time.type == "DURATION"


def test_window_from_publication() -> None:
    (time,) = find_times("過去5年間に", PUBLISHED)
    assert (time.earliest, time.latest) == (dt.date(2020, 4, 8), DAY)


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("毎週の会合", "毎週", "P1W"),
        ("毎週月曜日に", "毎週月曜日", "XXXX-WXX-1"),
        ("年2回の", "年2回", "P1Y"),
        ("4年に1度の", "4年に1度", "P4Y"),
        ("2日おきに", "2日おき", "P2D"),
    ],
)
def test_sets(text: str, span: str, value: str) -> None:
    assert found(text, UNKNOWN) == [(span, value)]
    assert find_times(text, UNKNOWN)[0].type == "SET"


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("3日から5日まで開いた。", "3日から5日まで", "2025-04-03/2025-04-05"),
        ("2022〜24年の", "2022〜24年", "2022/2024"),
        ("1950~53年の戦争", "1950~53年", "1950/1953"),
        ("2024年3月から5月まで", "2024年3月から5月まで", "2024-03/2024-05"),
        ("10~12日に開く。", "10~12日", "2025-04-10/2025-04-12"),
    ],
)
def test_ranges(text: str, span: str, value: str) -> None:
    assert found(text) == [(span, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("現在は", "PRESENT_REF"),
        ("当面の", "FUTURE_REF"),
        ("最近、", "PAST_REF"),
        ("今後は", "FUTURE_REF"),
        ("長期的な", "PXX"),
    ],
)
def test_deictic(text: str, value: str) -> None:
    assert [time.value for time in find_times(text, UNKNOWN)] == [value]


def test_event_anchored() -> None:
    (time,) = find_times("会談後に", PUBLISHED)
    assert (time.mod, time.resolution) == ("AFTER", "unresolved")
    assert find_times("会談後半に", PUBLISHED) == []


def test_boundary_is_a_modifier_without_its_particle() -> None:
    (time,) = find_times("2026年7月までに", UNKNOWN)
    assert (time.start, time.end, time.mod) == (0, 7, "ON_OR_BEFORE")


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("2024年12月1日に署名する予定", "stale"),
        ("2025年2月15日の会議で明らかになる見通しだ。", "stale"),
        ("2025年2月15日の会議で明らかになった。", "absolute"),
        ("2025年5月15日の会議で明らかになる見通しだ。", "absolute"),
    ],
)
def test_stale_future(text: str, resolution: str) -> None:
    (time,) = find_times(text, PUBLISHED)
    assert time.resolution == resolution


@pytest.mark.parametrize(
    "text",
    [
        "71歳の男性",
        "3対2で勝った",
        "十分に検討し、自分で決めた",
        "四分の三が賛成した",
        "一時は中断した",
        "F16戦闘機",
        "https://example.jp/2025/04/08/1.html",
        "部分的な合意",
        "3人と5台",
        "数万人規模の部隊",
        "第9条の改正",
    ],
)
def test_not_a_time(text: str) -> None:
    assert find_times(text, PUBLISHED) == []


def test_words_decide_where_names_hide_numbers() -> None:
    text = "四日市で会談した。"
    assert found(text, UNKNOWN) == [("四日", "XXXX-XX-04")]
    assert find_times(text, UNKNOWN, lambda start, end: (start, end) != (0, 2)) == []


def test_impossible_days_do_not_stop_the_reading() -> None:
    assert found("2月30日。8日", PUBLISHED)[-1] == ("8日", "2025-04-08")
    for day in (dt.date.min, dt.date.max):
        find_times("昨年の前年、来週、翌々日、過去9999年、5000年前、明日", Anchor(day, day))


def resolved(text: str, anchor: Anchor = PUBLISHED) -> list[tuple[str, str, str]]:
    return [(text[time.start : time.end], time.value, time.resolution) for time in find_times(text, anchor)]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("1日あたり50人が通う。", "1日", "P1D"),
        ("1日当たりの水の量", "1日", "P1D"),
        ("水道が3日切れると困る。", "3日", "P3D"),
        ("かぜで2日休んだ。", "2日", "P2D"),
        ("雨が5日続いた。", "5日", "P5D"),
        ("6日以上かかる。", "6日以上", "P6D"),
        ("9日ぶりに晴れた。", "9日ぶり", "P9D"),
        ("湯を2、3分沸かす。", "2、3分", "PT2M/PT3M"),
        ("2~3週間で届く。", "2~3週間", "P2W/P3W"),
        ("橋は来年で40年になる。", "40年", "P40Y"),
    ],
)
def test_days_that_last(text: str, span: str, value: str) -> None:
    time = find_times(text, UNKNOWN)[-1]
    assert (text[time.start : time.end], time.type, time.value) == (span, "DURATION", value)


def test_days_that_only_happen_stay_dates() -> None:
    assert found("8日休会した。") == [("8日", "2025-04-08")]
    assert found("打率2割4分の捕手", UNKNOWN) == []


def test_anaphora_never_chains() -> None:
    text = "2023年の売上は増えた。前年の売上は少ない。前年より5店多い。前年に閉じた店もある。"
    assert [value for span, value in found(text) if span == "前年"] == ["2022", "2022", "2022"]
    assert found("3日に開いた。翌日も開いた。翌日は雨だった。")[1:] == [("翌日", "2025-04-04")] * 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("翌日、町は謝罪した。", "XXXX-XX-XX"),
        ("前日の雨で濡れた。", "XXXX-XX-XX"),
        ("前年に比べて増えた。", "XXXX"),
        ("翌月に閉じた。", "XXXX-XX"),
        ("翌朝には晴れた。", "XXXX-XX-XXTMO"),
    ],
)
def test_anaphora_without_antecedent_is_not_counted_from_publication(text: str, value: str) -> None:
    (time,) = find_times(text, PUBLISHED)
    assert (time.value, time.earliest, time.latest, time.resolution) == (value, None, None, "unresolved")


def test_deictic_words_count_from_publication_whatever_came_before() -> None:
    assert found("2019年5月3日に開いた。昨日、昨年の客が来た。")[1:] == [("昨日", "2025-04-07"), ("昨年", "2024")]


def test_a_day_needs_an_antecedent_known_to_the_day() -> None:
    text = "7日に協議した。来年10月をめどに合併する。同日、株が上がった。"
    assert found(text)[-1] == ("同日", "2025-04-07")
    assert resolved("来年10月をめどに合併する。同日、株が上がった。")[-1] == ("同日", "XXXX-XX-XX", "unresolved")


def test_a_past_sentence_counts_from_no_future_day() -> None:
    text = "7日に投票があった。式は6月1日に行われる。氏は同日夜、広場で「橋を直す。必ずだ」と演説した。"
    assert found(text)[-1] == ("同日夜", "2025-04-07TNI")


def test_a_date_line_is_no_antecedent() -> None:
    assert resolved("2025年4月8日 21時14分\n\n翌日、町は謝罪した。")[-1] == ("翌日", "XXXX-XX-XX", "unresolved")


@pytest.mark.parametrize(
    ("text", "span", "value", "resolution"),
    [
        ("起訴の4日後に認めた。", "4日後", "P4D", "unresolved"),
        ("開幕の2年前に決めた。", "2年前", "P2Y", "unresolved"),
        ("4日後に認めた。", "4日後", "P4D", "unresolved"),
        ("4日後に開く。", "4日後", "2025-04-12", "from_publication"),
        ("今から4日後に開く。", "今から4日後", "2025-04-12", "from_publication"),
        ("私の10年前の写真", "10年前", "2015", "from_publication"),
        ("3月5日の4日後に認めた。", "4日後", "2025-03-09", "from_previous"),
        ("3月5日に倒れた。その4日後に亡くなった。", "4日後", "2025-03-09", "from_previous"),
        ("3月に倒れた。その4日後に亡くなった。", "4日後", "P4D", "unresolved"),
        ("1945年の3年後に建った。", "3年後", "1948", "from_previous"),
    ],
)
def test_offsets_count_from_what_they_name(text: str, span: str, value: str, resolution: str) -> None:
    assert resolved(text)[-1] == (span, value, resolution)


@pytest.mark.parametrize(
    ("text", "value", "earliest", "latest"),
    [
        ("来年度以降に開く。", "FY2026", dt.date(2026, 4, 1), None),
        ("2019年から続く。", "2019", dt.date(2019, 1, 1), None),
        ("来年6月までに決める。", "2026-06", None, dt.date(2026, 6, 30)),
        ("2020年以前の記録", "2020", None, dt.date(2020, 12, 31)),
        ("8日午後3時すぎに起きた。", "2025-04-08T15", DAY, DAY),
    ],
)
def test_open_ends(text: str, value: str, earliest: dt.date | None, latest: dt.date | None) -> None:
    (time,) = find_times(text, PUBLISHED)
    assert (time.value, time.earliest, time.latest) == (value, earliest, latest)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12月以降、県内で20件確認された。", "2024-12"),
        ("12月以降、事故が相次いでいる。", "2024-12"),
        ("2月以降に確認され、増えるとみられる。", "2025-02"),
        ("12月以降に開く予定だ。", "2025-12"),
    ],
)
def test_what_has_begun_lies_in_the_past(text: str, value: str) -> None:
    assert find_times(text, PUBLISHED)[0].value == value


def test_date_in_figures_with_points() -> None:
    assert found("2025.4.8 11:20 更新", UNKNOWN) == [("2025.4.8 11:20", "2025-04-08T11:20")]


@pytest.mark.parametrize(
    "text", ["法第9条に基づく", "法9条", "301号室", "国道41号を通る", "電話03-1234-5678", "3-2で勝った", "45歳の男性"]
)
def test_numbers_of_other_things_are_no_times(text: str) -> None:
    assert find_times(text, PUBLISHED) == []


def test_a_word_cut_off_by_the_end_of_the_text_is_not_longer_than_the_text() -> None:
    for text in ("午後3時ごろ", "今", "10日ごろ"):
        assert all(time.end <= len(text) for time in find_times(text, PUBLISHED))


def test_a_row_of_numbers_is_one_candidate_and_not_one_for_each_digit() -> None:
    assert len(times._candidates("1,000," * 2000 + "3年")) <= 2
    assert len(times._candidates("一" * 5000 + "日")) <= 1
    assert {0, 3, 7} <= set(times._candidates("1日と23日、2025年"))


def test_a_clock_has_sixty_minutes() -> None:
    assert [found.value for found in find_times("会は25時61分に始まる。")] == ["PT61M"]
    assert [found.value for found in find_times("会は午前11時59分60秒に始まる。")] == ["T11:59:60"]
