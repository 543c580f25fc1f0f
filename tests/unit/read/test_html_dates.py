"""Dates that a page states of itself, with their origin; never those of other articles."""

import datetime as dt

import pytest

from pipeline.normalize.articles import articles
from pipeline.read.content import Content
from pipeline.read.html import read_html
from pipeline.read.html_dates import is_dateline
from pipeline.read.readings import READINGS
from schemas.render import arrow

TITLE = "架空市、港の防波堤を改修へ"
TEXT = "<p>架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まる。</p><p>費用は12億円に上る見通しだという。</p>"


def read(head: str = "", above: str = "", below: str = "", after: str = "", body: str = "<body>") -> Content:
    return read_html(
        f"<html><head><title>{TITLE}</title>{head}</head>{body}{above}<main><h1>{TITLE}</h1>{below}{TEXT}</main>{after}</body></html>"
    )


def stated(content: Content, kind: str = "published") -> list[tuple[str, str]]:
    return [(claim.value, claim.origin) for claim in content.claims if claim.kind == kind]


def shown(content: Content) -> list[str]:
    return [content.source_text[hint.start : hint.end] for hint in content.hints if hint.kind == "dateline"]


def test_every_date_is_a_claim_the_surest_first_and_published_before_modified() -> None:
    content = read(
        """<meta property="article:modified_time" content="2025-04-09T01:00:00Z"><meta name="pubdate" content="2025-04-08">
        <script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-04-08T10:30:00+09:00","dateModified":"2025-04-09T10:00:00+09:00"}</script>""",
        below="<time itemprop='datePublished' datetime='2025-04-08T10:30'>8日</time>",
    )
    assert stated(content) == [
        ("2025-04-08T10:30:00+09:00", "json_ld:datePublished"),
        ("2025-04-08T10:30", "microdata:datePublished"),
        ("2025-04-08", "meta:pubdate"),
        ("2025-04-08T10:30", "time:pubdate"),
    ]
    assert stated(content, "modified") == [
        ("2025-04-09T10:00:00+09:00", "json_ld:dateModified"),
        ("2025-04-09T01:00:00Z", "meta:article:modified_time"),
    ]
    assert content.published == "2025-04-08T10:30:00+09:00"
    kinds = [claim.kind for claim in content.claims]
    assert kinds == sorted(kinds, key=lambda kind: kind != "published")


def test_a_modification_alone_is_no_publication() -> None:
    content = read("<meta property='article:modified_time' content='2025-04-09T01:00:00Z'>")
    assert content.published is None
    assert stated(content, "modified") == [("2025-04-09T01:00:00Z", "meta:article:modified_time")]


def published_of(content: Content) -> dict[str, object]:
    reading = {
        "document_id": "doc_" + "0" * 64,
        "location": "a.html",
        "reader": "html",
        "source_text": content.source_text,
        "title": content.title,
        "published": content.published,
        "claims": [{"kind": one.kind, "value": one.value, "origin": one.origin} for one in content.claims],
        "hints": [{"kind": one.kind, "start": one.start, "end": one.end} for one in content.hints],
        "fetched_on_latest": dt.date(2026, 1, 1),
    }
    found: dict[str, object] = articles(arrow.from_rows(READINGS, [reading]))["articles"].to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("", "<time datetime='2025-04-08T10:30+09:00'>8日</time>", [("2025-04-08T10:30+09:00", "time:datetime")]),
        (
            "<time datetime='2025-01-01'>今日</time>",
            "<time datetime='2025-04-08'>8日</time>",
            [("2025-04-08", "time:datetime")],
        ),
        ("<nav><time datetime='2025-01-01'>今日</time></nav>", "", []),
        ("", "<aside><time datetime='2025-01-01'>1日</time></aside>", []),
        ("", "<ul class='related-list'><li><time datetime='2025-01-01'>1日</time></li></ul>", []),
        ("", "<div class='comment'><time datetime='2025-05-01'>1日</time></div>", []),
        ("", "<p>更新 <time class='updated' datetime='2025-05-01'>1日</time></p>", []),
    ],
)
def test_times_of_the_page_and_not_of_other_things_on_it(
    above: str, below: str, expected: list[tuple[str, str]]
) -> None:
    assert stated(read(above=above, below=below)) == expected


def test_the_class_of_an_element_around_the_headline_is_not_believed() -> None:
    content = read_html(
        f"<article class='post tag-related'><h1>{TITLE}</h1><time datetime='2025-04-08'>8日</time>{TEXT}</article>"
    )
    assert content.published == "2025-04-08"


def test_microdata_of_a_comment_is_not_the_articles() -> None:
    comment = "<div itemscope itemtype='https://schema.org/Comment'><span itemprop='datePublished' content='2025-05-01'></span></div>"
    assert stated(read(after=comment)) == []


def test_data_attributes_and_scripts_where_nothing_surer_is() -> None:
    assert stated(read(below="<div data-published='2025-04-08T10:30:00+09:00'></div>")) == [
        ("2025-04-08T10:30:00+09:00", "attribute:data-published")
    ]
    assert stated(read(after="<script>var article = {pubDate: '2025-04-08 10:30', id: 3};</script>")) == [
        ("2025-04-08 10:30", "script:pubDate")
    ]


def test_of_several_dates_in_a_script_the_one_by_the_headline() -> None:
    other = '{"title":"別の題名の記事","publishedAt":"2025-01-01T00:00:00Z","x":"' + "あ" * 200 + '"}'
    own = '{"title":"' + TITLE.encode("ascii", "backslashreplace").decode() + '","publishedAt":"2025-04-08T01:30:00Z"}'
    script = f"<script id='__NEXT_DATA__' type='application/json'>[{other},{own},{other}]</script>"
    assert stated(read(after=script)) == [("2025-04-08T01:30:00Z", "script:publishedAt")]
    assert stated(read(after=script.replace(own, other.replace("2025-01", "2025-02")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "2025年4月8日（火） 10時30分",
        "2025/04/08 10:30",
        "令和7年4月8日 掲載",
        "公開：2025.4.8",
        "社会 2025年4月8日 10:30",
        "二〇二五年四月八日",
        "Apr 8, 2025",
        "8 April 2025 10:30",
    ],
)
def test_a_line_by_the_headline_that_gives_a_date_is_a_date_line(line: str) -> None:
    for content in (read(below=f"<p>{line}</p>"), read(above=f"<p>{line}</p>")):
        assert shown(content) == [line]
        assert content.published is None


def test_a_line_that_says_published_comes_before_one_that_does_not() -> None:
    content = read(above="<p>2025年5月1日（木）</p>", below="<p>公開：2025年4月8日</p>")
    assert shown(content)[:1] == ["公開：2025年4月8日"]


def test_dates_of_other_articles_are_no_date_lines() -> None:
    related = "<aside><span class='date'>2025年1月1日</span></aside><ul class='ranking'><li>2025年1月2日</li></ul>"
    assert shown(read(after=related, below=related)) == []


@pytest.mark.parametrize("line", ["4/8(火) 10:30配信", "[04月08日 10時30分]"])
def test_a_day_with_its_time_by_the_headline_is_a_date_line(line: str) -> None:
    assert shown(read(below=f"<div>{line}</div>")) == [line]


def test_a_sentence_with_a_date_is_no_date_line() -> None:
    assert not is_dateline("2025年4月8日に開かれた会議")
    assert not is_dateline("2025年4月8日（火）の会議から")


@pytest.mark.parametrize("line", ["イベント開催日：2025年5月3日", "取材 2025.2.1", "2025年5月3日（土） 発売"])
def test_a_date_labelled_as_something_else_is_no_date_of_the_page(line: str) -> None:
    assert not is_dateline(line)
    article = published_of(read(below=f"<p class='date'>{line}</p>"))
    assert (article["published_basis"], article["published_on"]) == ("none", None)
    own = f"<p class='date'>{line}</p><p class='date'>公開：2025年4月8日</p>"
    assert str(published_of(read(below=own))["published_on"]) == "2025-04-08"


def test_a_time_element_behind_a_label_of_something_else_is_no_claim() -> None:
    event = "<p>開催日：<time datetime='2025-05-03'>5月3日</time></p>"
    assert stated(read(below=event)) == []
    own = "<p>公開日：<time datetime='2025-04-08'>4月8日</time></p>"
    assert stated(read(below=event + own)) == [("2025-04-08", "time:datetime")]


def test_a_day_of_something_else_without_its_year_gets_none() -> None:
    body = "<body id='news20250408_12'>"
    assert read(below="<p class='date'>開催日：04月08日 10時30分</p>", body=body).published is None


def test_a_clock_called_utc_that_the_page_shows_as_its_own_is_japans() -> None:
    head = "<meta property='article:published_time' content='2025-04-08T20:00:00.000Z'>"
    assert read(head, below="<p class='date'>2025.04.08 20:00</p>").published == "2025-04-08T20:00+09:00"
    assert read(head, below="<p class='date'>2025.04.09 05:00</p>").published == "2025-04-08T20:00:00.000Z"


def test_a_shown_clock_that_says_utc_is_not_japans() -> None:
    head = "<meta property='article:published_time' content='2025-04-08T20:00:00.000Z'>"
    for line in ("2025-04-08 20:00 UTC", "2025.04.08 20:00:00Z"):
        assert read(head, below=f"<p class='date'>{line}</p>").published == "2025-04-08T20:00:00.000Z"


def test_a_day_without_its_year_gets_it_from_an_id_with_the_same_day() -> None:
    body = "<body id='news20250408_12'>"
    content = read(below="<p class='date'>[04月08日 10時30分]</p>", body=body)
    assert stated(content) == [("2025-04-08T10:30", "visible:day+address")]
    assert read(below="<p class='date'>[04月09日 10時30分]</p>", body=body).published is None
    assert read(below="<p class='date'>[04月08日 10時30分]</p>").published is None
