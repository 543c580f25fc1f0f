"""Time expressions: less common written forms, ranges and lists, what events, sources and utterances say of the day."""

import datetime as dt

import pytest

from pipeline.extract.times.resolution import Anchor
from pipeline.extract.times.time_expressions import find_times

DAY = dt.date(2025, 4, 8)  # a Tuesday
PUBLISHED = Anchor(DAY, DAY)
UNKNOWN = Anchor()


def found(text: str, anchor: Anchor = PUBLISHED) -> list[tuple[str, str]]:
    return [(text[time.start : time.end], time.value) for time in find_times(text, anchor)]


def resolved(text: str, anchor: Anchor = PUBLISHED) -> list[tuple[str, str, str]]:
    return [(text[time.start : time.end], time.value, time.resolution) for time in find_times(text, anchor)]


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
        ("2026年9月中間期と9月中間期の決算", ["FY2026-H1", "FY2025-H1"]),
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
