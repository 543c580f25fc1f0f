"""The headline of a page among the titles that it gives."""

import pytest

from pipeline.read.html import read_html
from pipeline.read.html_title import strip_site

TEXT = "<p>架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まる。</p>"
TITLE = "架空市、港の防波堤を改修へ"


def title_of(
    document: str = "", h1: str = "", shared: str = "", json_ld: str = "", site: str = "", body: str = ""
) -> str | None:
    head = f"<title>{document}</title>" if document else ""
    head += f"<meta property='og:title' content='{shared}'>" if shared else ""
    head += f"<meta property='og:site_name' content='{site}'>" if site else ""
    head += (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{json_ld}"}}</script>'
        if json_ld
        else ""
    )
    return read_html(f"<html><head>{head}</head><body>{f'<h1>{h1}</h1>' if h1 else ''}{body}{TEXT}</body></html>").title


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("架空市で三日間の祭り - 架空新聞", "架空新聞", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り｜社会｜架空新聞", "架空新聞", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り - 経済 - 架空新聞デジタル", "架空新聞", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り：架空新聞", "架空新聞デジタル", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り – 架空新聞", "架空新聞", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り《架空新聞》", "架空新聞", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り【架空新聞】", "架空新聞", "架空市で三日間の祭り"),
        ("架空市で三日間の祭り（NHK）", None, "架空市で三日間の祭り"),
        ("架空市で三日間の祭り - NHK", None, "架空市で三日間の祭り"),
        ("【架空新聞】架空市で三日間の祭り", "架空新聞", "架空市で三日間の祭り"),
        ("架空新聞|架空市で三日間の祭り", "架空新聞", "架空市で三日間の祭り"),
        # what is the title's own stays
        ("市長「続ける」 - 架空市で会見", None, "市長「続ける」 - 架空市で会見"),
        ("水紋：架空市で三日間の祭り", "架空新聞", "水紋：架空市で三日間の祭り"),
        ("【社説】架空市で三日間の祭り", "架空新聞", "【社説】架空市で三日間の祭り"),
        ("架空市で三日間の祭り（下）", "架空新聞", "架空市で三日間の祭り（下）"),
        ("霧浜の春に期待：社会", "架空新聞", "霧浜の春に期待：社会"),
        ("橋の名は？公募の結果：架空", "架空経済新聞", "橋の名は？公募の結果：架空"),
    ],
)
def test_site_names_are_cut_and_nothing_else(title: str, site: str | None, expected: str) -> None:
    assert strip_site(title, site) == expected


def test_a_section_that_the_page_names_is_cut() -> None:
    assert strip_site("架空市で三日間の祭り｜港のひろば", None, frozenset(("港のひろば",))) == "架空市で三日間の祭り"


def test_a_heading_says_how_far_the_headline_goes() -> None:
    assert title_of(document=f"{TITLE} | 港の暮らし | 架空の便り", h1=TITLE) == TITLE


def test_a_bar_within_the_headline_stays_where_the_heading_has_it() -> None:
    assert (
        title_of(document="港を歩く｜架空市の防波堤 - 架空新聞", h1="港を歩く｜架空市の防波堤", site="架空新聞")
        == "港を歩く｜架空市の防波堤"
    )


def test_the_name_of_the_site_as_first_heading_is_no_headline() -> None:
    assert title_of(document=f"{TITLE}：架空新聞デジタル", h1="架空新聞デジタル", site="架空新聞デジタル") == TITLE


def test_a_page_without_headings_shows_its_headline_somewhere() -> None:
    assert title_of(document=f"架空の便り：{TITLE}", body=f"<b>{TITLE}</b>") == TITLE


def test_another_wording_gives_way_to_the_heading() -> None:
    assert title_of(shared="架空市、港の防波堤を改修する方針を発表", h1=TITLE + " 来年着工") == TITLE + " 来年着工"


@pytest.mark.parametrize(("h1", "expected"), [(f"{TITLE}（1/2ページ）", TITLE), (f"{TITLE}（上）", f"{TITLE}（上）")])
def test_a_page_number_is_no_part_of_a_headline_that_metadata_give_without_it(h1: str, expected: str) -> None:
    bare = h1.replace("（1/2ページ）", "")
    assert title_of(document=h1, h1=h1, json_ld=bare) == expected


def test_a_line_break_in_the_heading_is_a_space() -> None:
    assert title_of(h1="架空市、港の防波堤を改修へ<br>来年四月に着工") == "架空市、港の防波堤を改修へ 来年四月に着工"


def test_entities_within_json_ld_are_resolved() -> None:
    assert title_of(json_ld="架空市長&amp;副市長、港の防波堤を視察") == "架空市長&副市長、港の防波堤を視察"


def test_a_byline_within_the_heading_is_no_part_of_the_headline() -> None:
    assert title_of(h1=f"{TITLE} 編集委員 架空太郎") == TITLE
    assert title_of(h1=f"{TITLE} 解説委員会が提言") == f"{TITLE} 解説委員会が提言"


def test_another_outlets_name_that_heading_and_metadata_agree_on_is_the_headlines_own() -> None:
    whole = f"{TITLE}〈週刊文春〉"
    assert title_of(document=f"{whole} | 架空新聞", shared=whole, h1=whole, site="架空新聞") == whole
    assert title_of(document=f"{whole}（架空通信） - 架空新聞", shared=f"{whole}（架空通信）", h1=whole) == whole
    assert title_of(document=f"{whole} | 架空新聞", shared=whole, h1=TITLE, site="架空新聞") == TITLE
    own = f"{TITLE}（架空新聞）"
    assert title_of(document=own, shared=own, h1=own, site="架空新聞") == TITLE


def test_what_is_cut_off_a_title_is_handed_on() -> None:
    page = f"<title>{TITLE} | 架空の便り</title><meta property='og:title' content='{TITLE}'><h1>{TITLE}</h1>{TEXT}"
    content = read_html(page)
    assert content.title == TITLE
    assert [claim for claim in content.claims if claim.kind == "title"] == [
        ("title", f"{TITLE} | 架空の便り", "html:title")
    ]


@pytest.mark.parametrize(
    ("document", "h1"),
    [
        ("港町で祭り | 凪浜新報", "港町で祭り"),
        ("港町で祭り｜地域｜凪浜新報", "港町で祭り"),
        ("港町で祭り - 凪浜新報デジタル", "港町で祭り"),
        ("橋が完成 | 凪浜新報", "橋が完成"),
    ],
)
def test_a_short_heading_is_the_headline_where_the_title_begins_with_all_of_it(document: str, h1: str) -> None:
    assert title_of(document=document, h1=h1) == h1


@pytest.mark.parametrize(
    ("document", "h1", "body", "expected"),
    [
        # the heading is a section, a known outlet, a part of what stands before the bar, or stands beside the headline
        ("スポーツ | 凪浜新報", "スポーツ", "", "スポーツ | 凪浜新報"),
        ("朝日新聞 | 港町で祭り", "朝日新聞", "", "朝日新聞 | 港町で祭り"),
        ("港町で祭り始まる | 凪浜新報", "港町で祭り", "", "港町で祭り始まる"),
        ("凪浜新報 | 港町で祭り", "凪浜新報", "<h2>港町で祭り</h2>", "凪浜新報 | 港町で祭り"),
        ("凪浜新報 | 港町で三日間の祭り", "凪浜新報", "<h2>港町で三日間の祭り</h2>", "港町で三日間の祭り"),
        ("港町で祭り（上）", "港町で祭り", "", "港町で祭り（上）"),
    ],
)
def test_a_short_heading_that_may_be_something_else_changes_nothing(
    document: str, h1: str, body: str, expected: str
) -> None:
    assert title_of(document=document, h1=h1, body=body) == expected
