"""Feeds and sitemaps from a real server: what they queue, when they are asked, and what the configuration says of them."""

import datetime as dt
import gzip
from pathlib import Path

import pytest

from assets.fetch.configuration import ConfigurationError, load, parse
from assets.fetch.crawl import plan, poll
from tests.fetch.conftest import Reply, Request, Site, article, configure, feed, resolving, rows, take
from warehouse import landing
from warehouse.layout import Layout

ROOT = Path(__file__).resolve().parents[2]


def source(site: Site, name: str = "凪浜新報", extra: str = "", **listings: str) -> str:
    """A source with one feed or sitemap each."""
    lines = [f'{kind} = ["{site.url(path)}"]' for kind, path in listings.items()]
    return f'name = "{name}"\n' + "\n".join(lines) + f"\n{extra}"


def test_pages_of_a_feed_are_fetched_once_and_new_ones_next_time(site: Site, layout: Layout) -> None:
    for number in range(3):
        site[f"/{number}"] = Reply(article(number))
    site["/rss.xml"] = feed(site.url("/0"), site.url("/1"))
    configuration = configure(site, source(site, feeds="/rss.xml"))
    summary = take(layout, configuration)
    assert (summary.listings, summary.queued, summary.pages) == ({"read": 1}, 2, {"fetched": 2})
    site["/rss.xml"] = feed(site.url("/2"), site.url("/1"), site.url("/0"))
    assert take(layout, configuration).pages == {"fetched": 1}
    assert [site.count(f"/{number}") for number in range(3)] == [1, 1, 1]
    assert len(rows(layout)) == 3


def test_two_feeds_that_name_the_same_page_fetch_and_land_it_once(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(article(1))
    site["/a.xml"] = feed(site.url("/1?utm_source=a"), site.url("/1#comments"))
    site["/b.xml"] = feed(site.url("/1"))
    sources = source(site, "a", feeds="/a.xml"), source(site, "b", feeds="/b.xml", extra="")
    summary = take(layout, configure(site, *sources))
    assert (summary.queued, summary.pages) == (1, {"fetched": 1})
    assert site.count("/1") == 1
    assert [row["location"] for row in rows(layout)] == [site.url("/1")]


def test_the_same_bytes_at_two_addresses_are_one_document_in_two_places(site: Site, layout: Layout) -> None:
    site["/a"] = site["/b"] = Reply(article(1))
    site["/rss.xml"] = feed(site.url("/a"), site.url("/b"))
    take(layout, configure(site, source(site, feeds="/rss.xml")))
    assert len({row["document_id"] for row in rows(layout)}) == 1
    assert sum(row["content"] is not None for row in rows(layout)) == 1
    assert {row["location"] for row in rows(layout)} == {site.url("/a"), site.url("/b")}


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_an_unchanged_feed_is_a_304(site: Site, layout: Layout, header: str) -> None:
    value = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Nov 2026 00:00:00 GMT"}[header]
    condition = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[header]

    def answer(request: Request) -> Reply:
        if request.headers.get(condition) == value:
            return Reply(b"", 304)
        reply = feed(site.url("/1"))
        reply.headers = {header: value}
        return reply

    site["/rss.xml"], site["/1"] = answer, Reply(article(1))
    configuration = configure(site, source(site, feeds="/rss.xml"))
    assert take(layout, configuration).listings == {"read": 1}
    for _ in range(2):
        assert take(layout, configuration).listings == {"unchanged": 1}
    assert site.count("/1") == 1


def test_a_feed_is_asked_no_more_often_than_configured(site: Site, layout: Layout) -> None:
    site["/rss.xml"], site["/1"] = feed(site.url("/1")), Reply(article(1))
    configuration = configure(site, source(site, feeds="/rss.xml", extra="poll_minutes = 30"))
    assert take(layout, configuration).listings == {"read": 1}
    assert take(layout, configuration).listings == {"waiting": 1}
    assert site.count("/rss.xml") == 1


def test_a_broken_feed_is_reported_and_does_not_stop_the_others(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(article(1))
    site["/good.xml"] = feed(site.url("/1"))
    bomb = '<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
    site["/bomb.xml"] = Reply(bomb.encode(), media_type="application/rss+xml")
    site["/gone.xml"] = Reply(b"", 410)
    sources = [source(site, name, feeds=f"/{name}.xml") for name in ("bomb", "gone", "good")]
    summary = take(layout, configure(site, *sources))
    assert (summary.listings, summary.pages) == ({"read": 1, "failed": 2}, {"fetched": 1})
    assert any("declares entities" in problem for problem in summary.problems)
    assert any("HTTP 410" in problem for problem in summary.problems)


def test_sitemap_indexes_lead_to_sitemaps_and_what_has_not_changed_is_not_read_again(
    site: Site, layout: Layout
) -> None:
    def sitemap(*paths: str) -> bytes:
        items = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
        return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{items}</urlset>".encode()

    def index(changed: str) -> Reply:
        items = "".join(
            f"<sitemap><loc>{site.url(path)}</loc><lastmod>{moment}</lastmod></sitemap>"
            for path, moment in (("/old.xml.gz", "2026-01-01T00:00:00Z"), ("/new.xml", changed))
        )
        return Reply(f"<sitemapindex>{items}</sitemapindex>".encode(), media_type="application/xml")

    site["/index.xml"] = index("2026-01-02T00:00:00Z")
    site["/old.xml.gz"] = Reply(gzip.compress(sitemap("/1")), media_type="application/gzip")
    site["/new.xml"] = Reply(sitemap("/2"), media_type="application/xml")
    for number in range(4):
        site[f"/{number}"] = Reply(article(number))
    configuration = configure(site, source(site, sitemaps="/index.xml"))
    assert take(layout, configuration).pages == {"fetched": 2}
    site["/index.xml"] = index((dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat())
    site["/new.xml"] = Reply(sitemap("/2", "/3"), media_type="application/xml")
    assert take(layout, configuration).pages == {"fetched": 1}
    assert (site.count("/old.xml.gz"), site.count("/new.xml")) == (1, 2)


def test_an_index_that_names_itself_ends(site: Site, layout: Layout) -> None:
    loop = f"<sitemapindex><sitemap><loc>{site.url('/index.xml')}</loc></sitemap></sitemapindex>"
    site["/index.xml"] = Reply(loop.encode(), media_type="application/xml")
    take(layout, configure(site, source(site, sitemaps="/index.xml")))
    assert site.count("/index.xml") <= 3


def test_patterns_ages_and_bounds_choose_the_pages(site: Site, layout: Layout) -> None:
    for path in ("/news/1", "/news/2", "/news/3"):
        site[path] = Reply(article(int(path[-1])))
    site["/rss.xml"] = feed(
        *(site.url(path) for path in ("/news/1", "/news/photo/9", "/sports/1", "/news/2", "/news/3"))
    )
    extra = 'include = ["*/news/*"]\nexclude = ["*/photo/*"]\nmax_pages = 2'
    configuration = configure(site, source(site, feeds="/rss.xml", extra=extra))
    summary = take(layout, configuration)
    assert (summary.queued, summary.pages, summary.waiting) == (3, {"fetched": 2}, 1)
    assert take(layout, configuration).pages == {"fetched": 1}

    old = f"<urlset><url><loc>{site.url('/old')}</loc><lastmod>2020-01-01</lastmod></url></urlset>"
    site["/sitemap.xml"] = Reply(old.encode(), media_type="application/xml")
    aged = configure(site, source(site, "archive", sitemaps="/sitemap.xml", extra="max_age_days = 7"))
    assert take(layout, aged).queued == 0


def test_a_dry_run_reads_listings_and_remembers_nothing(site: Site, layout: Layout) -> None:
    site["/rss.xml"], site["/1"] = feed(site.url("/1"), site.url("/2")), Reply(article(1))
    configuration = configure(site, source(site, feeds="/rss.xml"))
    for _ in range(2):
        summary, wanted = plan(layout, configuration, resolve=resolving())
        assert wanted == {"凪浜新報": [site.url("/1"), site.url("/2")]}
        assert summary.listings == {"read": 1}
    assert not layout.fetch_state.exists()
    assert site.count("/1") == 0


def test_a_poll_reads_listings_only_and_numbers_what_is_new(site: Site, layout: Layout) -> None:
    site["/rss.xml"], site["/1"] = feed(site.url("/1")), Reply(article(1))
    configuration = configure(site, source(site, feeds="/rss.xml"))
    _, first = poll(layout, configuration, resolve=resolving())
    assert first > 0
    assert poll(layout, configuration, resolve=resolving())[1] == first
    assert site.count("/1") == 0
    assert take(layout, configuration).pages == {"fetched": 1}
    site["/rss.xml"] = feed(site.url("/2"), site.url("/1"))
    assert poll(layout, configuration, resolve=resolving())[1] > first


def test_pages_of_two_days_are_landed_in_their_days(site: Site, layout: Layout) -> None:
    site["/1"], site["/2"] = Reply(article(1)), Reply(article(2))
    before, after = "2026-11-20T23:59:59+09:00", "2026-11-21T00:00:01+09:00"
    for path, moment in (("/1", before), ("/2", after)):
        pages = f'name = "凪浜新報"\npages = ["{site.url(path)}"]'
        take(layout, configure(site, pages), fetched_at=dt.datetime.fromisoformat(moment))
    assert [day for day, _ in landing.batches(layout)] == ["2026-11-20", "2026-11-21"]


VALID = (
    '[fetch]\ncontact = "mailto:a@example.jp"\n[[sources]]\nname = "凪浜新報"\nfeeds = ["https://example.jp/rss.xml"]\n'
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[sources]]\nname = 'a'\nfeeds = ['https://example.jp/']", ("contact", "anonymously")),
        (VALID.replace("mailto:a@example.jp", "somebody"), ("contact",)),
        (VALID.replace("mailto:a@example.jp", "https://example.jp/\\r\\nX: y"), ("contact", "header")),
        (VALID + "feedz = []", ("feedz", "凪浜新報", "did you mean 'feeds'")),
        (VALID + "delay_seconds = -1", ("delay_seconds", "凪浜新報", "0 to 86400")),
        (VALID + "concurrency = 1.5", ("concurrency", "whole number")),
        (VALID + "enabled = 'yes'", ("enabled", "true or false")),
        (VALID + "include = 'https://example.jp/*'", ("include", "list of texts")),
        (VALID.replace("https://example.jp/rss.xml", "ftp://example.jp/"), ("ftp://example.jp/", "feeds")),
        (VALID + "[[sources]]\nname = '凪浜新報'\npages = ['https://example.jp/']", ("two sources", "凪浜新報")),
        (VALID + "[[sources]]\nfeeds = ['https://example.jp/']", ("source 2", "name")),
        (VALID + "[[sources]]\nname = 'b'", ("'b'", "no feeds")),
        (VALID.replace("[fetch]", "[fetch]\nretrys = 3"), ("retrys", "retries")),
        (VALID.replace("[fetch]", "[fetch]\nmax_page_bytes = 99999999999"), ("max_page_bytes",)),
        (VALID.replace("[fetch]", "[fetch]\nagent = 'a b/1'"), ("agent", "token")),
        ("not toml", ("TOML",)),
        ("sources = 3", ("[[sources]]",)),
    ],
)  # fmt: skip
def test_errors_of_the_file_name_the_source_and_the_key(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(text, Path("sources.toml"))
    message = str(caught.value)
    assert message.startswith("sources.toml")
    assert len(message.splitlines()) == 1
    for word in words:
        assert word in message


def test_the_example_is_valid_and_fetches_nothing() -> None:
    configuration = load(ROOT / "examples" / "sources.toml")
    assert configuration.sources
    assert configuration.enabled == ()
    hosts = {address.split("/")[2] for item in configuration.sources for address in item.listings + item.pages}
    assert all(host == "example.jp" or host.endswith(".example.jp") for host in hosts)
