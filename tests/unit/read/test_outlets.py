"""Outlets: the lexicon's rows, look-up by host and by name, and the table ``sources``."""

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from pipeline.lexicons.load import load
from pipeline.read.outlet_spellings import name_key, spellings
from pipeline.read.outlets import (
    Outlet,
    host_of,
    known_outlets,
    lookup,
    lookup_name,
    outlet_of,
    registered_domain,
    sources_table,
)
from schemas import vocabularies

OUTLETS = known_outlets()
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")
ADDRESS = re.compile(r"https?://[a-z0-9.-]+\.[a-z]{2,}(?:/[!-~]*)?")
SPDX = re.compile(r"CC0-1\.0|CC-(?:BY|BY-SA|BY-ND|BY-NC-ND)-\d\.\d|OGL-UK-3\.0|PDL1\.0")
#: codes of ISO 3166-1 that the lexicon of countries lacks, because it lists states only
MORE_COUNTRIES = frozenset(("HK", "TW", "PS", "VA"))


def test_every_row_has_every_field_and_no_name_or_domain_twice():
    with (files("pipeline.lexicons") / "outlets.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        width = len(next(reader))
        assert {len(row) for row in reader} == {width}
    assert len({outlet.source_id for outlet in OUTLETS}) == len(OUTLETS)
    assert sources_table(OUTLETS).num_rows == len(OUTLETS)
    domains = Counter(domain for outlet in OUTLETS for domain in (outlet.domain, *outlet.alias_domains) if domain)
    assert [domain for domain, count in domains.items() if count > 1] == []
    names = Counter(key for outlet in OUTLETS for key in {name_key(name) for name in outlet.names})
    assert [name for name, count in names.items() if count > 1] == []


def test_fields_are_what_they_say():
    countries = {row["iso2"] for row in load("countries")} | MORE_COUNTRIES
    for outlet in OUTLETS:
        shown = outlet.domain or outlet.name_ja
        assert outlet.name_ja, shown
        assert all(DOMAIN.fullmatch(name) for name in (outlet.domain, *outlet.alias_domains) if name), shown
        assert outlet.kind in vocabularies.SOURCE_KIND.values, shown
        assert outlet.redistribution in vocabularies.REDISTRIBUTION.values, shown
        assert outlet.country is None or outlet.country in countries, shown
        assert outlet.region is None or (outlet.country == "JP" and re.fullmatch(r"JP-\d{2}", outlet.region)), shown


def test_every_row_says_where_it_is_from():
    for outlet in OUTLETS:
        shown = outlet.domain or outlet.name_ja
        assert ADDRESS.fullmatch(outlet.reference or ""), shown
        assert outlet.reference_basis in vocabularies.REFERENCE_BASIS.values, shown
        assert (outlet.checked_on is None) == (outlet.reference_basis == "general_knowledge"), shown


def test_text_is_given_away_only_under_a_licence_that_a_page_states():
    for outlet in OUTLETS:
        shown = outlet.domain or outlet.name_ja
        assert (outlet.licence is None) == (outlet.licence_url is None), shown
        assert outlet.licence is None or SPDX.fullmatch(outlet.licence), shown
        assert outlet.licence_url is None or ADDRESS.fullmatch(outlet.licence_url), shown
        assert outlet.redistribution == "none" or outlet.licence, shown
        assert "NC" not in (outlet.licence or "") or outlet.redistribution == "none", shown


def test_japan_is_covered():
    assert len(OUTLETS) >= 260
    papers = {outlet.region for outlet in OUTLETS if outlet.kind == "newspaper" and outlet.region}
    assert papers == {f"JP-{number:02}" for number in range(1, 48)}
    kinds = Counter(outlet.kind for outlet in OUTLETS)
    assert all(kinds[kind] >= 5 for kind in vocabularies.SOURCE_KIND.values if kind not in ("unknown", "ai_generated"))
    assert sum(outlet.is_state_media is True for outlet in OUTLETS) >= 20


@pytest.mark.parametrize("row", load("shared_outlet_names"), ids=lambda row: row["name"])
def test_a_name_that_several_go_by_means_the_one_that_was_decided(row):
    found = lookup_name(row["name"])
    assert (found.domain if found else "") == row["domain"]
    assert row["reason"]


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www3.nhk.or.jp/news/1.html", "nhk.or.jp"),
        ("https://news.web.nhk/newsweb/na/1", "nhk.or.jp"),
        ("https://news.yahoo.co.jp/articles/1", "news.yahoo.co.jp"),
        ("https://mainichi.jp/articles/1", "mainichi.jp"),
        ("https://digital.asahi.com/articles/1", "asahi.com"),
        ("https://www.bbc.com/japanese/articles/1", "bbc.com"),
        ("https://www.bbc.co.uk/news/1", "bbc.com"),
        ("jp.reuters.com", "reuters.com"),
        ("www.nikkei.com", "nikkei.com"),
        ("asia.nikkei.com", "nikkei.com"),
        ("business.nikkei.com", "business.nikkei.com"),
        ("https://tass.ru/politika/1", "tass.com"),
        ("japanese.joins.com", "joongang.co.kr"),
        ("press.cabinet.kaku.go.jp", "kaku.go.jp"),
        ("https://news.kaku.example/1", "kaku.example"),
    ],
)
def test_lookup_by_host(address, domain):
    assert lookup(address).domain == domain


def test_kinds_of_known_and_unknown_hosts():
    assert lookup("news.yahoo.co.jp").kind == "aggregator"
    assert lookup("https://news.kaku.example/1").kind == "unknown"
    assert lookup("https://news.kaku.example/1").redistribution == "none"
    assert lookup("ja.wikinews.org").redistribution == "full"
    assert lookup("www.bbc.co.uk") is lookup("bbc.com/japanese")
    with pytest.raises(ValueError, match="no host"):
        lookup("架空新聞")


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("日本放送協会", "nhk.or.jp"),
        ("読売新聞オンライン", "yomiuri.co.jp"),
        ("ワシントン・ポスト", "washingtonpost.com"),
        ("ワシントンポスト", "washingtonpost.com"),
        ("米紙ワシントン・ポスト", "washingtonpost.com"),
        ("ワシントン・ポスト紙", "washingtonpost.com"),
        ("WP", "washingtonpost.com"),
        ("ＮＹＴ", "nytimes.com"),
        ("デイリー・メール", "dailymail.co.uk"),
        ("英紙オブザーバー", "observer.co.uk"),
        ("米CNNテレビ", "cnn.co.jp"),
        ("ロシア国営タス通信", "tass.com"),
        ("ウクライナの独立系メディア「フロマドスケ」", "hromadske.ua"),
        ("カタールの衛星テレビ局アルジャジーラ", "aljazeera.com"),
        ("中央日報日本語版", "joongang.co.kr"),
        ("読売テレビ", "ytv.co.jp"),
        ("テレビ朝日系（ANN ）", "tv-asahi.co.jp"),
    ],
)
def test_lookup_by_name(name, domain):
    assert lookup_name(name).domain == domain


@pytest.mark.parametrize(
    "name", ["架空新聞", "読売放送", "日中共同", "オブザーバー", "毎日テレビ", "紙", "米", "", "共同声明"]
)
def test_no_outlet_goes_by_it(name):
    assert lookup_name(name) is None


def test_regular_spellings_share_a_key():
    for name in ("ニューヨーク・タイムズ", "デーリー・テレグラフ", "ディー・ヴェルト"):
        assert {name_key(form) for form in spellings(name)} == {name_key(name)}


def test_outlet_of_a_document():
    assert outlet_of("https://news.yahoo.co.jp/articles/1", "産経新聞").domain == "sankei.com"
    assert outlet_of("https://kaku.example/1", "架空新聞").domain == "kaku.example"
    assert outlet_of(None, "架空新聞").name_ja == "架空新聞"
    assert outlet_of(None, "架空 新聞").source_id == outlet_of(None, "架空新聞").source_id
    assert outlet_of(None, " ") is None


def test_hosts():
    assert host_of("HTTPS://WWW.Example.JP:8080/a?b") == "example.jp"
    assert host_of("http://[broken") is None
    assert host_of("192.168.0.1") is None
    assert registered_domain("a.b.example.co.jp") == "example.co.jp"


def test_the_table_has_what_the_lexicon_says():
    rows = sources_table([lookup_name("神戸新聞"), Outlet(domain="kaku.example")]).to_pylist()
    known, unknown = sorted(rows, key=lambda row: row["kind"] == "unknown")
    assert known["region"] == "JP-28"
    assert known["reference_basis"] in vocabularies.REFERENCE_BASIS.values
    assert unknown["reference"] is unknown["reference_basis"] is unknown["checked_on"] is None


def test_a_host_longer_than_hosts_can_be_is_none() -> None:
    assert host_of("https://" + "a." * 125 + "jp/") is not None
    assert host_of("https://" + "a." * 20_000 + "jp/") is None
