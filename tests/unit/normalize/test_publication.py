"""When an article was published: the statements, which decides, what contradicts it, what the text bounds."""

import datetime as dt

import pytest

from pipeline.normalize.articles import articles
from pipeline.normalize.blocks import TypedBlock, find_blocks
from pipeline.normalize.evidence import dates_of_line, gather
from pipeline.normalize.publication import choose
from pipeline.normalize.text_bounds import find_bounds
from pipeline.read.content import Claim
from pipeline.read.dates import JST
from pipeline.read.readings import READINGS
from schemas.render import arrow

FETCHED = dt.date(2026, 1, 1)
BODY = "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。"


def day(text):
    return dt.date.fromisoformat(text)


def evidence(text, *claims, published=None, url=None):
    return gather([Claim(*claim) for claim in claims], published, url, find_blocks(text), FETCHED)


def publication(text, *claims, published=None, url=None):
    return choose(evidence(text, *claims, published=published, url=url), FETCHED)


def rows(text, *claims, **more):
    reading = {
        "document_id": "doc_" + "0" * 64,
        "location": "a.txt",
        "reader": "plain",
        "source_text": text,
        "claims": [dict(zip(("kind", "value", "origin"), claim, strict=True)) for claim in claims],
        "hints": [],
        "fetched_on_latest": FETCHED,
        **more,
    }
    out = articles(arrow.from_rows(READINGS, [reading]))
    return out["articles"].to_pylist()[0], out["publication_evidence"].to_pylist()


def test_every_statement_is_a_row_and_one_decides():
    article, found = rows(
        f"架空市、防波堤を改修へ\n\n公開:2025年4月8日 5時00分 更新:2025年4月9日\n\n{BODY}",
        ("published", "2025-04-08T05:00:00+09:00", "json_ld:datePublished"),
        ("modified", "2025-04-09T11:00:00+09:00", "json_ld:dateModified"),
        url="https://kaku.example/20250408/1",
    )
    assert article["published_on"] == day("2025-04-08")
    assert [(row["origin"], row["kind"], row["is_chosen"], row["is_conflicting"]) for row in found] == [
        ("json_ld:datePublished", "published", True, False),
        ("json_ld:dateModified", "modified", False, False),
        ("line", "published", False, False),
        ("line", "modified", False, False),
        ("url", "published", False, False),
    ]
    assert [row["text"] for row in found] == [None, None, "2025年4月8日 5時00分", "2025年4月9日", None]


def test_a_conflict_is_kept():
    article, found = rows(
        f"架空市、防波堤を改修へ\n\n2025年4月12日\n\n{BODY}",
        url="https://kaku.example/2025/04/08/1",
        published="2025-04-10",
    )
    assert (article["published_basis"], article["published_on"]) == ("metadata", day("2025-04-10"))
    assert [(row["origin"], row["is_conflicting"]) for row in found] == [
        ("metadata", False),
        ("line", True),
        ("url", True),
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_conflicting"),
    [
        ("2025-04-08", "2025-04-09", True),
        ("2025-04-08T23:59:00+09:00", "2025-04-09T00:01:00+09:00", False),
        ("2025-04-08T15:00:00Z", "2025-04-08", False),
        ("2025-04-08T15:00:00Z", "2025-04-09", False),
        ("2025-04-08T11:00:00Z", "2025-04-07", False),
        ("2025-04-08T15:00:00Z", "2025-04-06", True),
        ("2025-04-08T01:00:00+09:00", "2025-04-09T20:00:00+09:00", True),
    ],
)
def test_time_zones_explain_a_day(one, other, is_conflicting):
    for first, second in ((one, other), (other, one)):
        _, found = rows(BODY, ("published", first, "meta:date"), ("published", second, "time:datetime"))
        assert [row["is_conflicting"] for row in found] == [False, is_conflicting]


def test_a_change_before_publication_is_a_conflict():
    _, found = rows(BODY, ("published", "2025-04-08", "meta:date"), ("modified", "2025-04-01", "meta:modified"))
    assert [row["is_conflicting"] for row in found] == [False, True]


def test_a_change_alone_bounds_publication():
    found = publication(BODY, ("modified", "2025-04-09T11:00:00+09:00", "json_ld:dateModified"))
    assert (found.basis, found.on, found.earliest, found.latest) == ("inferred", None, None, day("2025-04-09"))


def test_the_only_date_that_a_page_shows_is_its_own():
    found = publication(f"架空市、防波堤を改修へ\n\n2025年4月9日 10時30分更新\n\n{BODY}")
    assert (found.basis, found.on, found.precision) == ("explicit_line", day("2025-04-09"), "minute")


@pytest.mark.parametrize("value", ["2026-02-01", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "昨日"])
def test_metadata_that_cannot_be_true_does_not_decide(value):
    found = publication(BODY, ("published", value, "meta:date"), url="https://kaku.example/2025/04/08/a")
    assert (found.basis, found.on) == ("url", day("2025-04-08"))


def test_a_reader_s_time_counts_where_the_claims_lack_it():
    claim = ("published", "2025-04-08", "json:published_at")
    assert [one.origin for one in evidence(BODY, claim, published="2025-04-08")] == ["json:published_at"]
    modified = ("modified", "2025-04-09", "meta:modified")
    assert [one.kind for one in evidence(BODY, modified, published="2025-04-09")] == ["modified"]


@pytest.mark.parametrize(
    ("line", "expected", "at"),
    [
        ("2025年11月11日(火) 19:32配信", "2025-11-11", dt.datetime(2025, 11, 11, 10, 32, tzinfo=dt.UTC)),
        ("2025/11/07 午後4時30分", "2025-11-07", dt.datetime(2025, 11, 7, 7, 30, tzinfo=dt.UTC)),
        ("令和7年9月27日(土)掲載", "2025-09-27", None),
        ("更新:2025年10月15日 公開:2025年10月14日", "2025-10-14", None),
        ("2025年10月15日更新 2025年10月14日公開", "2025-10-14", None),
        ("2025年2月30日 2025年3月1日", "2025-03-01", None),
    ],
)
def test_dates_of_lines(line, expected, at):
    one = min(dates_of_line(line), key=lambda date: date.is_update)
    assert (one.day, one.at, line[one.start : one.end][0]) == (day(expected), at, line[one.start])


@pytest.mark.parametrize(
    ("line", "expected", "at", "value"),
    [
        ("2025-04-08T05:00:00Z", "2025-04-08", "2025-04-08T05:00:00Z", None),
        ("2025-04-08T20:00:00.000Z", "2025-04-09", "2025-04-08T20:00:00Z", None),
        ("2025-04-08T05:00:00+09:00", "2025-04-08", "2025-04-07T20:00:00Z", None),
        ("2025-04-08T05:00-05:00", "2025-04-08", "2025-04-08T10:00:00Z", None),
        ("2025/04/08 5:00 UTC", "2025-04-08", "2025-04-08T05:00:00Z", None),
        ("2025/04/08 5:00 JST", "2025-04-08", "2025-04-07T20:00:00Z", None),
        ("2025/04/08 05:00 (GMT)", "2025-04-08", "2025-04-08T05:00:00Z", None),
        ("2025年4月8日 5時00分 日本時間", "2025-04-08", "2025-04-07T20:00:00Z", None),
        ("2025/04/08 5:00 PM GMT+9", "2025-04-08", "2025-04-08T08:00:00Z", None),
        ("2025/04/08 12:30 AM", "2025-04-08", "2025-04-07T15:30:00Z", None),
        ("2025/04/08 5:00 CST", "2025-04-08", None, None),
        ("2025/04/08 5:00 NHK", "2025-04-08", "2025-04-07T20:00:00Z", "2025/04/08 5:00"),
        ("2025/04/08 10:00-11:30", "2025-04-08", "2025-04-08T01:00:00Z", "2025/04/08 10:00"),
        ("2025-04-08T05:00:00+99:00", "2025-04-08", None, "2025-04-08"),
    ],
)
def test_the_zone_of_a_visible_clock_counts(line, expected, at, value):
    (one,) = dates_of_line(line)
    assert (one.day, line[one.start : one.end]) == (day(expected), value or line)
    assert one.at == (dt.datetime.fromisoformat(at) if at else None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2025年4月8日 5:00 更新 9:30", [("8日 05:00", False), ("8日 09:30", True)]),
        ("2025年4月8日 5時00分 更新:9時30分", [("8日 05:00", False), ("8日 09:30", True)]),
        ("2025年4月8日 5:00 (最終更新 午後9:30)", [("8日 05:00", False), ("8日 21:30", True)]),
        ("公開 2025年4月8日 5:00 / 更新 9:30", [("8日 05:00", False), ("8日 09:30", True)]),
        ("2025年4月8日 5:00 (9:30更新)", [("8日 05:00", False), ("8日 09:30", True)]),
        ("2025年4月8日 5:00公開 9:30更新", [("8日 05:00", False), ("8日 09:30", True)]),
        ("2025年4月8日 5:00 更新 2025年4月9日 9:30", [("8日 05:00", False), ("9日 09:30", True)]),
        ("2025年4月8日 5:00 公開 2025年4月9日 9:30 更新", [("8日 05:00", False), ("9日 09:30", True)]),
        ("2025年4月9日 9:30更新", [("9日 09:30", True)]),
        ("2025年4月9日 9:30 更新 架空新聞", [("9日 09:30", True)]),
        ("2025年4月8日 10:00 11:30", [("8日 10:00", False)]),
    ],
)
def test_a_label_of_a_change_belongs_to_the_time_behind_it(line, expected):
    found = [(f"{one.at.astimezone(JST):%-d日 %H:%M}", one.is_update) for one in dates_of_line(line)]
    assert found == expected


def test_a_change_on_the_same_day_has_its_row():
    article, found = rows(f"架空市、防波堤を改修へ\n\n2025年4月8日 5:00 更新 9:30\n\n{BODY}")
    assert article["published_at"] == dt.datetime(2025, 4, 7, 20, tzinfo=dt.UTC)
    assert [(row["kind"], row["text"], row["is_chosen"], row["is_conflicting"]) for row in found] == [
        ("published", "2025年4月8日 5:00", True, False),
        ("modified", "9:30", False, False),
    ]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("［2025年4月8日 午後5時］", "2025-04-08T08:00:00Z"),
        ("[2025年4月8日]", None),
        ("二〇二五年四月八日", None),
        ("令和七年四月八日 午後5時", "2025-04-08T08:00:00Z"),
        ("Apr 8, 2025", None),
        ("8 April 2025", None),
        ("Published: Tue, Apr 8, 2025, 5:00 PM JST", "2025-04-08T08:00:00Z"),
        ("Posted on April 8th, 2025 at 17:00", "2025-04-08T08:00:00Z"),
    ],
)
def test_date_lines_in_brackets_kanji_and_english(line, at):
    article, found = rows(f"架空市、防波堤を改修へ\n\n{line}\n\n{BODY}")
    assert (article["published_on"], article["published_basis"]) == (day("2025-04-08"), "explicit_line")
    assert article["published_at"] == (dt.datetime.fromisoformat(at) if at else None)
    assert [row["kind"] for row in found] == ["published"]


@pytest.mark.parametrize(
    "line", ["二〇二五年十三月八日", "二〇二五年二月三十日", "一二三四年四月八日", "April 31, 2025", "Mayor 8, 2025"]
)
def test_no_day_of_the_calendar_in_kanji_or_english(line):
    assert dates_of_line(line) == []


def test_a_bracketed_link_is_still_one():
    assert [block.role for block in find_blocks(f"架空市、防波堤を改修へ\n\n[会員登録]\n\n{BODY}")][1] == "navigation"


def test_a_visible_zone_reaches_the_table():
    article, (row,) = rows(f"架空市、防波堤を改修へ\n\n2025-04-08T05:00:00Z\n\n{BODY}")
    assert article["published_at"] == dt.datetime(2025, 4, 8, 5, tzinfo=dt.UTC)
    assert row["text"] == "2025-04-08T05:00:00Z"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "イベント開催日:2025年5月3日",
            "取材 2025.2.1",
            "【応募締切】2025年5月3日",
            "会期:2025年4月1日〜2025年5月10日",
        ),
        *(
            "2025年5月3日(土) 14:00 開催",
            "2025年2月1日取材",
            "2025年5月3日発売",
            "放送予定 2025年5月3日",
            "有効期限:2025/5/3",
        ),
        *(
            "撮影日 2025年2月1日",
            "発売日は2025年5月3日",
            "2025年5月3日、4日開催",
            "2025年5月3日〜5日 開催",
            "2025年5月3日 締め切り",
            "募集期間 2025年4月1日(火)から2025年4月30日(水)",
        ),
    ],
)
def test_a_date_of_something_else_is_no_publication(line):
    assert dates_of_line(line) == []
    assert publication(f"架空市、防波堤を改修へ\n\n{line}\n\n{BODY}").basis == "none"


@pytest.mark.parametrize(
    "line",
    [
        *("公開 2025.4.8/取材 2025.2.1", "取材 2025.2.1/公開 2025.4.8", "2025年4月8日(取材:2025年2月1日)"),
        *("2025年2月1日取材 2025年4月8日公開", "2025年4月8日 取材・文=架空太郎", "2025年4月8日 取材 架空太郎"),
        *("取材班 2025年4月8日", "2025年4月8日 撮影=架空花子", "公開 2025年4月8日 開催 2025年5月3日"),
    ],
)
def test_beside_a_date_of_something_else_the_page_s_own_counts(line):
    assert [(one.day, one.is_update) for one in dates_of_line(line)] == [(day("2025-04-08"), False)]


def test_a_line_without_a_year_gives_no_date():
    assert dates_of_line("4月8日") == []


PAST = [
    "市は2025年10月3日、橋を直すと発表した。",
    "2025年10月3日に会議が開かれ、12人が出席した。",
    "2025年10月3日夜に火事があった。",
    "2025年10月3日(金)午後3時ごろに倉庫が焼けた。",
    "委員会は2025年10月3日付で勧告を出した。",
    "令和7年10月3日に条例が成立した。",
    "2025年10月3日現在、12人が避難している。",
    "会員は2025年10月3日の時点で1万人を超えた。",
]
AHEAD = [
    "橋は2025年12月1日に開通する予定だ。",
    "新店は2025年12月1日(月)に開業する見通し。",
    "2025年12月1日から値上げする方針だ。",
    "工事を2025年12月1日までに終える計画です。",
    "新作は2025年12月1日発売予定。",
]
NEITHER = [
    "市は橋が2027年12月1日に開通すると発表した。",
    "2025年12月1日に開業する新店の看板が公開された。",
    "橋は2025年12月1日に開通する予定だった。",
    "2025年10月3日の会議を前に、市長が辞任した。",
    "「2025年10月3日に会った」と証言した。",
    "人口は2025年10月3日時点で100万人を超える見通しだった。",
    "2025年10月3日に間に合うように準備を始めた。",
    "市は2025年12月1日に向けて準備を始めた。",
    "来場者は10月3日に1万人を超えた。",
    "2025年10月に会議が開かれた。",
    "2025年10月3日:架空市で地震があった。",
    "2025年10月3日付の架空新聞によると、市長が辞任する。",
    "申請は2025年12月1日まで受け付けると説明した。",
    "仮に2025年12月1日に決まった場合の負担を試算した。",
]


@pytest.mark.parametrize("text", PAST)
def test_a_past_day_bounds_from_below(text):
    (bound,) = find_bounds(find_blocks(f"題名はこれ\n\n{BODY}\n\n{text}"), FETCHED)
    assert (bound.kind in ("past", "as_of"), bound.earliest) == (True, day("2025-10-03"))
    found = publication(f"題名はこれ\n\n{BODY}\n\n{text}")
    assert (found.basis, found.on, found.precision) == ("inferred", None, "interval")
    assert (found.earliest, found.latest) == (day("2025-10-03"), FETCHED)


@pytest.mark.parametrize("text", AHEAD)
def test_a_day_ahead_bounds_from_above(text):
    found = publication(f"題名はこれ\n\n{BODY}\n\n{text}")
    assert (found.basis, found.earliest, found.latest) == ("inferred", None, day("2025-12-01"))


@pytest.mark.parametrize("text", NEITHER)
def test_other_days_bound_nothing(text):
    assert publication(f"題名はこれ\n\n{BODY}\n\n{text}").basis == "none"


def test_both_bounds_make_an_interval():
    found = publication(f"題名はこれ\n\n{PAST[0]}{AHEAD[0]}\n\n2024年5月1日に調査を始めた。")
    assert (found.earliest, found.latest, len(found.chosen)) == (day("2025-10-03"), day("2025-12-01"), 2)


def test_bounds_that_contradict_each_other_bound_nothing():
    assert publication(f"題名はこれ\n\n{BODY}{PAST[0]}工事は2025年6月1日に始まる予定だ。").basis == "none"


def test_the_page_states_its_own_time():
    found = publication(f"題名はこれ\n\n{BODY}\n\n※本記事は2025年11月時点の情報に基づいています。")
    assert (found.basis, found.precision) == ("as_of_text", "month")
    assert (found.earliest, found.latest) == (day("2025-11-01"), day("2025-11-30"))


def test_days_outside_the_article_s_own_text_bound_nothing():
    for role in ("comment", "cited_excerpt", "reference", "cited_source", "related_link", "caption"):
        assert find_bounds([TypedBlock(0, len(PAST[0]), PAST[0], role, False, "rule:x")], FETCHED) == []


def test_what_the_text_tells_may_contradict_the_metadata():
    _, found = rows(f"題名はこれ\n\n{BODY}{PAST[0]}", published="2025-04-08")
    assert [(row["origin"], row["is_conflicting"]) for row in found] == [("metadata", False), ("text:past", True)]


def test_a_line_longer_than_any_sentence_bounds_nothing():
    def bounds(stretch):
        text = f"市は2025年10月3日、{stretch}発表した。"
        return find_bounds([TypedBlock(0, len(text), text, "paragraph", True, "rule:x")], FETCHED)

    assert len(bounds("橋を直し、")) == 1
    assert bounds("橋を直し、" * 300) == []
