"""The outlet that a page names as its own, where no metadata does."""

import datetime as dt

import pytest

from pipeline.normalize.articles import articles
from pipeline.normalize.blocks import TypedBlock, find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.outlet_credit import credited_outlet, source_of
from pipeline.read.html import read_html
from pipeline.read.outlets import Outlet, lookup, lookup_name
from pipeline.read.readings import READINGS
from schemas import vocabularies
from schemas.render import arrow

BODY = "架空市の市長は三日、会見を開き、老朽化した橋の架け替えを来年度に始めると述べた。"
HEADLINE = "架空市、老朽化した橋を架け替えへ"
MORE = "工事は二年かかる見通しで、費用は国と県が半分ずつ負担することで合意している。"


def credit(text):
    found = credited_outlet(find_blocks(normalize(text)[0]))
    return None if found is None else (found.outlet.name_ja or found.outlet.domain, found.basis)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"橋を架け替えへ - 神戸新聞\n\n{BODY}\n\n{MORE}", ("神戸新聞", "title")),
        (f"橋を架け替えへ｜信濃毎日新聞デジタル\n\n{BODY}\n\n{MORE}", ("信濃毎日新聞", "title")),
        (f"橋を架け替えへ：山陽新聞デジタル｜さんデジ\n\n{BODY}\n\n{MORE}", ("山陽新聞", "title")),
        (f"橋を架け替えへ｜宇部日報 暮らし\n\n{BODY}\n\n{MORE}", ("宇部日報", "title")),
        (f"橋を架け替えへ（読売新聞オンライン） - Yahoo!ニュース\n\n{BODY}\n\n{MORE}", ("読売新聞", "title")),
        (f"橋を架け替えへ（テレビ朝日系（ANN）） - Yahoo!ニュース\n\n{BODY}\n\n{MORE}", ("テレビ朝日", "title")),
        (f"橋を架け替えへ（架空タイムズ） - Yahoo!ニュース\n\n{BODY}\n\n{MORE}", ("架空タイムズ", "title")),
        (f"橋を架け替えへ（3日18時更新） - Yahoo!ニュース\n\n{BODY}\n\n{MORE}", ("Yahoo!ニュース", "title")),
        (f"橋を架け替えへ\n\n2025年10月3日 5時00分 架空新聞 国際面\n\n{BODY}\n\n{MORE}", ("架空新聞", "dateline")),
        (f"橋を架け替えへ\n\n2025年10月3日｜高知新聞\n\n{BODY}\n\n{MORE}", ("高知新聞", "dateline")),
        (f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n© 2025 架空日報社 All rights reserved.", ("架空日報", "copyright")),
        (
            f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\nCopyright (C) The Kobe Shimbun. 無断転載を禁じます。",
            ("神戸新聞", "copyright"),
        ),
        (f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n提供：架空新聞", ("架空新聞", "credit")),
        (f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n（記事提供：時事通信）", ("時事通信", "credit")),
        (f"橋を架け替えへ\n\n【ワシントン共同】{BODY}\n\n{MORE}", ("共同通信", "agency")),
        (f"橋を架け替えへ\n\n【北京時事】{BODY}\n\n{MORE}", ("時事通信", "agency")),
        (f"橋を架け替えへ\n\n【ソウル聯合ニュース】{BODY}\n\n{MORE}", ("聯合ニュース", "agency")),
        (f"橋を架け替えへ\n\n[東京 3日 ロイター] - {BODY}\n\n{MORE}", ("ロイター", "agency")),
        (f"橋を架け替えへ\n\n【10月3日 AFP】{BODY}\n\n{MORE}", ("AFP通信", "agency")),
        (f"橋を架け替えへ\n\n【AFP=時事】{BODY}\n\n{MORE}", ("AFP通信", "agency")),
        (f"橋を架け替えへ\n\nロンドン(CNN) {BODY}\n\n{MORE}", ("CNN", "agency")),
        (f"橋を架け替えへ\n\n{BODY}\n\n{MORE}（共同）", ("共同通信", "agency")),
        (f"橋を架け替えへ\n\n{BODY}\n\n{MORE}（ロンドン時事）", ("時事通信", "agency")),
        (f"橋を架け替えへ\n\n{BODY}\n\n{MORE}（架空新聞社提供）", ("架空新聞", "agency")),
    ],
)
def test_a_page_names_its_outlet(text, expected):
    assert credit(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"橋を架け替えへ\n\n{BODY}\n\n{MORE}",
        f"日米が声明\n\n【日米共同】{BODY}\n\n{MORE}",
        f"世の動き\n\n【時事】{BODY}\n\n{MORE}",
        f"橋を架け替えへ\n\n{BODY}（共同）\n\n{MORE}（時事）",
        f"橋を架け替えへ\n\n{BODY}（共同）\n\n{MORE}",
        f"橋を架け替えへ\n\n{BODY}\n\n{MORE}（東京新聞）",
        f"橋を架け替えへ\n\n{BODY}\n\n共同通信によると、{MORE}",
        f"橋を架け替えへ\n\n北大西洋条約機構(NATO)は三日、{BODY}\n\n{MORE}",
        f"支持率30%：共同通信\n\n{BODY}\n\n{MORE}",
        f"橋を架け替えへ｜暮らし\n\n{BODY}\n\n{MORE}",
        f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n写真提供：架空新聞",
        f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n提供：地方新聞",
        f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n© 2025 架空株式会社",
        "",
    ],
)
def test_what_names_no_outlet_of_its_own(text):
    assert credit(text) is None


def test_who_publishes_comes_before_who_wrote():
    text = f"橋を架け替えへ\n\n【ワシントン共同】{BODY}\n\n{MORE}\n\n© 架空新聞社"
    assert credit(text) == ("架空新聞", "copyright")


def test_copyright_lines_that_disagree_name_nobody():
    assert credit(f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n© 架空新聞社\n\n© 仮想日報社") is None


def test_text_never_widens_what_a_release_may_give_away():
    generous = lookup_name("ウィキニュース")
    assert generous.redistribution == "full"
    assert credit(f"橋を架け替えへ - ウィキニュース\n\n{BODY}\n\n{MORE}") is None
    assert credit(f"橋を架け替えへ（ウィキニュース） - Yahoo!ニュース\n\n{BODY}\n\n{MORE}") == (
        "Yahoo!ニュース",
        "title",
    )
    assert credit(f"橋を架け替えへ（kremlin.ru） - Yahoo!ニュース\n\n{BODY}\n\n{MORE}") == ("Yahoo!ニュース", "title")
    assert credit(f"橋を架け替えへ\n\n{BODY}\n\n{MORE}\n\n提供：防衛省") is None


def test_metadata_wins_unless_it_is_an_aggregator():
    page = [TypedBlock(0, 60, f"【ワシントン共同】{BODY}", "paragraph", True, "")]
    assert source_of(lookup("kobe-np.co.jp"), page) == (lookup("kobe-np.co.jp"), "metadata")
    assert source_of(Outlet(domain="kaku.example"), page).basis == "metadata"
    assert source_of(lookup("news.yahoo.co.jp"), page) == (lookup_name("共同通信"), "agency")
    assert source_of(lookup("news.yahoo.co.jp"), []) == (lookup("news.yahoo.co.jp"), "metadata")
    assert source_of(None, []) == (None, "none")


def reading(text, **given):
    return {
        "document_id": "doc_" + "0" * 64,
        "location": "a.txt",
        "reader": "plain",
        "source_text": text,
        "hints": [],
        "claims": [],
        "fetched_on_latest": dt.date(2026, 1, 1),
        **given,
    }


@pytest.mark.parametrize(
    ("given", "name", "basis"),
    [
        ({}, "共同通信", "agency"),
        ({"source_name": "架空新聞"}, "架空新聞", "metadata"),
        (
            {"url": "https://news.yahoo.co.jp/articles/1", "title": "橋を架け替えへ（産経新聞） - Yahoo!ニュース"},
            "産経新聞",
            "title",
        ),
    ],
)
def test_the_article_has_the_source_and_what_it_rests_on(given, name, basis):
    out = articles(arrow.from_rows(READINGS, [reading(f"【ワシントン共同】{BODY}\n\n{MORE}", **given)]))
    article = out["articles"].to_pylist()[0]
    source = out["sources"].to_pylist()[0]
    assert (source["name_ja"], article["source_basis"]) == (name, basis)
    assert article["source_id"] == source["source_id"]
    assert basis in vocabularies.SOURCE_BASIS.values


def article_of_page(head, tail=""):
    """Article of a page with that head, its title, and the name and basis of its source."""
    page = f"<html><head>{head}</head><body><h1>{HEADLINE}</h1><p>{BODY}</p><p>{MORE}</p>{tail}</body></html>"
    content = read_html(page)
    row = reading(
        content.source_text,
        reader=content.reader,
        title=content.title,
        url=content.url,
        source_name=content.source_name,
        hints=[hint._asdict() for hint in content.hints],
        claims=[claim._asdict() for claim in content.claims],
    )
    out = {name: table.to_pylist() for name, table in articles(arrow.from_rows(READINGS, [row])).items()}
    names = {source["source_id"]: source["name_ja"] or source["domain"] for source in out["sources"]}
    article = out["articles"][0]
    return article["title"], names.get(article["source_id"]), article["source_basis"]


@pytest.mark.parametrize(
    ("suffix", "name"),
    [
        (" | NHKニュース", "NHK"),
        ("：朝日新聞デジタル", "朝日新聞"),
        ("｜読売新聞", "読売新聞"),
        (" - 産経ニュース", "産経新聞"),
        ("（産経新聞） - Yahoo!ニュース", "産経新聞"),
        ("（架空タイムズ） - Yahoo!ニュース", "架空タイムズ"),
    ],
)
def test_a_page_without_metadata_names_its_outlet_behind_its_title(suffix, name):
    assert article_of_page(f"<title>{HEADLINE}{suffix}</title>") == (HEADLINE, name, "title")
    assert article_of_page(f"<meta property='og:title' content='{HEADLINE}{suffix}'>") == (HEADLINE, name, "title")


def test_the_title_of_a_page_does_not_outdo_its_metadata():
    address = "<link rel='canonical' href='https://kaku.example/1'>"
    assert article_of_page(f"{address}<title>{HEADLINE} - 産経ニュース</title>")[1:] == ("kaku.example", "metadata")
    provided = "<link rel='canonical' href='https://news.yahoo.co.jp/articles/1'>"
    assert article_of_page(f"{provided}<title>{HEADLINE}（産経新聞） - Yahoo!ニュース</title>")[1] == "産経新聞"


def test_an_aggregator_in_a_title_gives_way_to_who_wrote():
    title = f"<title>{HEADLINE} - Yahoo!ニュース</title>"
    assert article_of_page(title, "<p>提供：架空新聞</p>")[1:] == ("架空新聞", "credit")
    assert article_of_page(title)[1:] == ("Yahoo!ニュース", "title")


@pytest.mark.parametrize(
    ("before", "after", "outlet"),
    [
        ("【ロンドン=共同】", "", "共同通信"),
        ("", "(共同)", "共同通信"),
        ("", "【時事】", "時事通信"),
        ("", "=ロイター", "ロイター"),
        ("", "(ワシントン共同)", "共同通信"),
        ("", "", None),
        ("", "【架空太郎】", None),
        ("", "=架空太郎", None),
        ("", "(官民共同)", None),
        ("【ソウル=架空太郎】", "", None),
    ],
)
def test_credits_at_the_edges_of_the_text(before, after, outlet):
    found = credit(f"橋を架け替えへ\n\n{before}{BODY}{MORE}{after}")
    assert found == (None if outlet is None else (outlet, "agency"))
