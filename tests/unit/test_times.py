"""Time expressions: spans, TIMEX3 values, intervals and what is not a time."""

import datetime as dt

import pytest

from pipeline.extract import times
from pipeline.extract.time_resolution import Anchor
from pipeline.extract.times import find_times

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
        ("80年前に", "XXXX"),
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
        ("起訴の4日後に認めた。", "4日後", "XXXX-XX-XX", "unresolved"),
        ("開幕の2年前に決めた。", "2年前", "XXXX", "unresolved"),
        ("4日後に認めた。", "4日後", "XXXX-XX-XX", "unresolved"),
        ("4日後に開く。", "4日後", "2025-04-12", "from_publication"),
        ("今から4日後に開く。", "今から4日後", "2025-04-12", "from_publication"),
        ("私の10年前の写真", "10年前", "2015", "from_publication"),
        ("3月5日の4日後に認めた。", "4日後", "2025-03-09", "from_previous"),
        ("3月5日に倒れた。その4日後に亡くなった。", "4日後", "2025-03-09", "from_previous"),
        ("3月に倒れた。その4日後に亡くなった。", "4日後", "XXXX-XX-XX", "unresolved"),
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


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("令和7.4.8付の文書", "令和7.4.8", "2025-04-08"),
        ("平成30/4に", "平成30/4", "2018-04"),
        ("2021・7・18の記録", "2021・7・18", "2021-07-18"),
        ("29/2/2020 の欧州紙", "29/2/2020", "2020-02-29"),
        ("October 21, 2005.", "October 21, 2005", "2005-10-21"),
        ("3・11後の政策", "3・11後", "XXXX-03-11"),
        ("「12・8」を語り継ぐ", "12・8", "XXXX-12-08"),
        ("紀元前221年の統一", "紀元前221年", "BC0221"),
        ("2016年の最後の週", "2016年の最後の週", "2016-W52"),
        ("2025年5月の第2火曜日に", "2025年5月の第2火曜日", "2025-05-13"),
        ("2025年1月第3週に", "2025年1月第3週", "2025-01-W03"),
        ("17:55:23-18:33:02 の間", "17:55:23-18:33:02", "T17:55:23/T18:33:02"),
        ("10:33:16+09:00 に受信", "10:33:16+09:00", "T10:33:16+09:00"),
        ("日本時間午後3時に", "午後3時", "T15+09:00"),
        ("朝6時に集まる", "朝6時", "T06"),
        ("夜の8時20分に", "夜の8時20分", "T20:20"),
        ("正午ごろに", "正午ごろ", "T12"),
        ("夏以降に再開", "夏以降", "XXXX-SU"),
        ("深夜24時まで", "深夜24時", "T24"),
        ("2025年4月8日24時に", "2025年4月8日24時", "2025-04-09T00"),
    ],
)
def test_written_forms(text: str, span: str, value: str) -> None:
    assert found(text, UNKNOWN) == [(span, value)]


@pytest.mark.parametrize(
    "text",
    [
        "M6・8を記録",
        "打率2割4~5分",
        "1/2の確率",
        "朝から雨",
        "夏らしい雲",
        "2・3の例",
        "今回の記事では",
        "毎日新聞は",
        "時速40キロ",
    ],
)
def test_what_only_looks_like_a_time(text: str) -> None:
    assert find_times(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5月1~3日に開く。", ["2025-05-01/2025-05-03"]),
        ("今年1~3月の輸出", ["2025-01/2025-03"]),
        ("10、11両日に開く。", ["2025-04-10/2025-04-11"]),
        ("2024年5月1日と8日に", ["2024-05-01", "2024-05-08"]),
        ("昨年12月と1月に", ["2024-12", "2025-01"]),
        ("30日から2日まで休んだ。", ["2025-03-30/2025-04-02"]),
        ("11月から3月まで続いた。", ["2024-11/2025-03"]),
        ("夏から秋にかけて", ["XXXX-SU/XXXX-FA"]),
        ("午後1時から3時まで", ["T13/T15"]),
    ],
)
def test_ranges_and_lists_share_what_they_leave_out(text: str, values: list[str]) -> None:
    assert [value for _, value in found(text)] == values


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("3年前の4月に", "3年前の4月", "2022-04"),
        ("2日前の夜に", "2日前の夜", "2025-04-06TNI"),
        ("1年半前に", "1年半前", "2023-10"),
        ("2年1カ月前に", "2年1カ月前", "2023-03"),
        ("今日から2日後に開く。", "今日から2日後", "2025-04-10"),
        ("週明けの14日に開く。", "週明けの14日", "2025-04-14"),
        ("1980年代半ばに", "1980年代半ば", "198"),
        ("次の金曜日に", "次の金曜日", "XXXX-WXX-5"),
    ],
)
def test_offsets_and_narrower_units(text: str, span: str, value: str) -> None:
    assert found(text) == [(span, value)]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("今週後半に", dt.date(2025, 4, 10), dt.date(2025, 4, 13)),
        ("来月前半に", dt.date(2025, 5, 1), dt.date(2025, 5, 15)),
        ("90年代後半に", dt.date(1995, 1, 1), dt.date(1999, 12, 31)),
        ("20世紀前半に", dt.date(1900, 1, 1), dt.date(1949, 12, 31)),
        ("2週間以内に実施する。", dt.date(2025, 4, 8), dt.date(2025, 4, 22)),
        ("次の金曜日に", dt.date(2025, 4, 9), dt.date(2025, 4, 21)),
        ("来月の第2週に", dt.date(2025, 5, 2), dt.date(2025, 5, 14)),
    ],
)
def test_intervals(text: str, earliest: dt.date, latest: dt.date) -> None:
    (time,) = find_times(text, PUBLISHED)
    assert (time.earliest, time.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("戦後80年の談話", "P80Y"),
        ("操業20年の工場", "P20Y"),
        ("1日3回飲む。", "P1D"),
        ("1日8時間働く。", "P1D"),
        ("半月かかった。", "P0.5M"),
        ("四半世紀にわたり", "P25Y"),
    ],
)
def test_lengths_that_look_like_dates(text: str, value: str) -> None:
    assert value in [time.value for time in find_times(text, PUBLISHED)]


def test_a_length_with_an_anchor_of_its_own_has_no_window() -> None:
    for text in ("入国後2週間以内に届け出る。", "2週間以内に終えた。"):
        (time,) = find_times(text, PUBLISHED)
        assert (time.value, time.earliest, time.latest) == ("P2W", None, None)


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("毎月10日に開く。", "毎月10日", "XXXX-XX-10"),
        ("毎年12月に開く。", "毎年12月", "XXXX-12"),
        ("毎月第2火曜日に開く。", "毎月第2火曜日", "P1M"),
        ("毎年5人を選ぶ。", "毎年", "P1Y"),
        ("週40時間働く。", "週40時間", "P1W"),
    ],
)
def test_recurrences(text: str, span: str, value: str) -> None:
    assert (span, value) in found(text)


CITED = "『橋が開通』。霧浜新聞、2025年4月17日。『長い橋を渡る』。海嶺通信、2025年4月18日。"


def test_cited_sources_anchor_where_publication_is_unknown() -> None:
    times = find_times("17日に開通した。12月に閉じる予定だ。今月の天気。" + CITED, UNKNOWN)
    assert [(time.value, time.resolution) for time in times[:3]] == [
        ("2025-04-17", "from_previous"),
        ("2025-12", "from_previous"),
        ("2025-04", "from_previous"),
    ]


@pytest.mark.parametrize(
    "sources",
    [
        "『橋の歴史』。霧浜書房、2025年4月17日。",
        "『橋の歴史』。霧浜書房、2001年4月17日。『町の歴史』。霧浜書房、2025年4月18日。",
        "公開日:2025/04/17 公開日:2025/04/18",
    ],
)
def test_a_date_of_one_source_is_not_the_article_s(sources: str) -> None:
    assert found("17日に開通した。" + sources, UNKNOWN)[0] == ("17日", "XXXX-XX-17")


def test_known_publication_stands_beside_cited_sources() -> None:
    anchor = Anchor(dt.date(2026, 5, 20), dt.date(2026, 5, 20))
    assert found("17日に開通した。" + CITED, anchor)[0] == ("17日", "2026-05-17")


def test_an_utterance_counts_from_its_own_day() -> None:
    assert resolved("氏は3日、「昨日決めた」と述べた。昨日も同じだった。")[1:] == [
        ("昨日", "2025-04-02", "from_previous"),
        ("昨日", "2025-04-07", "from_publication"),
    ]


def test_the_page_around_the_article_counts_from_nothing() -> None:
    text = "8日に開いた。\n最近の記事 昨日の順位 2025年4月1日"
    times = find_times(text, PUBLISHED, None, [(8, len(text))])
    assert [(text[time.start : time.end], time.value) for time in times] == [
        ("8日", "2025-04-08"),
        ("昨日", "XXXX-XX-XX"),
        ("2025年4月1日", "2025-04-01"),
    ]


@pytest.mark.parametrize(
    ("text", "span", "value", "type_"),
    [
        ("両氏は3日、会談した。会談後、笑顔を見せた。", "会談後", "2025-04-03TXX", "TIME"),
        ("10日に事故が起きた。事故後、道は閉じた。", "事故後", "2025-03-10", "DATE"),
        ("選挙は3日にあった。選挙と同日に橋が開いた。", "同日", "2025-04-03", "DATE"),
        ("7日に雨が降った。選挙と同日に橋が開いた。", "同日", "XXXX-XX-XX", "DATE"),
        ("3日と5日に会談した。会談後、笑顔を見せた。", "会談後", "XXXX-XX-XX", "DATE"),
    ],
)
def test_an_event_lies_on_the_day_that_is_stated_with_it(text: str, span: str, value: str, type_: str) -> None:
    time = find_times(text, PUBLISHED)[-1]
    assert (text[time.start : time.end], time.value, time.type) == (span, value, type_)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12月8日に行われると語った。", "2025-12-08"),
        ("12月8日、工事を始めると語った。", "2024-12-08"),
        ("12月8日に行われたと語った。", "2024-12-08"),
    ],
)
def test_a_reported_clause_has_a_tense_of_its_own(text: str, value: str) -> None:
    assert found(text)[0][1] == value


def test_two_names_of_one_day() -> None:
    anchor = Anchor(dt.date(2025, 4, 8), dt.date(2025, 4, 9))
    assert [value for _, value in found("昨日8日に開いた。", anchor)] == ["2025-04-08", "2025-04-08"]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("元日に開く。", "元日", "2026-01-01"),
        ("来年の元日に", "来年の元日", "2026-01-01"),
        ("2024年の大みそかに", "2024年の大みそか", "2024-12-31"),
        ("今月中に決める。", "今月中", "2025-04"),
        ("昨年中国が認めた。", "昨年", "2024"),
        ("次の3日間に", "次の3日間", "P3D"),
        ("最近3年間の輸出", "最近3年間", "P3Y"),
        ("この週末に", "この週末", "2025-W15-WE"),
    ],
)
def test_named_days_and_what_lies_within(text: str, span: str, value: str) -> None:
    assert found(text, PUBLISHED) == [(span, value)]


def test_a_named_day_in_a_compound_is_no_time() -> None:
    assert find_times("クリスマス商戦が始まった。", PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("2019/2/28-2019/3/1の記録", "2019/2/28-2019/3/1", "2019-02-28/2019-03-01"),
        ("2025年5月の最終月曜日に", "2025年5月の最終月曜日", "2025-05-26"),
        ("ひと月かかる。", "ひと月", "P1M"),
        ("ふた月前に", "ふた月前", "2025-02"),
        ("5月12日、月曜日に開く。", "5月12日、月曜日", "2025-05-12"),
    ],
)
def test_less_common_forms(text: str, span: str, value: str) -> None:
    assert found(text) == [(span, value)]


def test_minutes_do_not_count_from_a_day() -> None:
    assert [span for span, _ in found("今日から3分後に始める。")] == ["今日", "3分後"]
