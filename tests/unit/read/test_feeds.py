"""Feeds and sitemaps: what they name, and what is refused of them in bounded time and memory."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.feeds import MAX_BYTES, Entry, FeedError, address_of, read_listing

URL = "https://example.jp/feeds/all.xml"
RSS = """<?xml version="1.0" encoding="{charset}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>凪浜新報</title><link>https://example.jp/</link>
<item><title>灯台を残す方針</title><link>https://example.jp/news/1?utm_source=rss&amp;id=3#top</link>
<pubDate>Tue, 08 Apr 2025 10:30:00 +0900</pubDate><source url="https://wire.example.jp/">海嶺通信</source></item>
<item><title>断水が解消</title><link>/news/2</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>凪浜新報</title><link href="https://example.jp/" rel="alternate"/>
<entry><title type="html">灯台を&lt;b&gt;残す&lt;/b&gt;</title><id>tag:example.jp,2025:1</id><link rel="enclosure" href="/a.mp3"/>
<link rel="alternate" href="../news/1"/><published>2025-04-08T10:30:00+09:00</published><updated>2025-04-09T00:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.jp/"><title>凪浜新報</title><link>https://example.jp/</link></channel>
<item rdf:about="https://example.jp/news/1"><title>灯台を残す方針</title><link>https://example.jp/news/1</link><dc:date>2025-04-08T10:30+09:00</dc:date></item></rdf:RDF>"""
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://example.jp/news/1 </loc><lastmod>2025-04-09</lastmod>
<image:image><image:loc>https://example.jp/1.jpg</image:loc><image:title>灯台の写真</image:title></image:image>
<news:news><news:publication><news:name>凪浜新報</news:name><news:language>ja</news:language></news:publication>
<news:publication_date>2025-04-08T10:30:00+09:00</news:publication_date><news:title>灯台を残す方針</news:title></news:news></url>
<url><loc>https://example.jp/news/2</loc></url><url><lastmod>2025-04-09</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://example.jp/s/1.xml.gz</loc>
<lastmod>2025-04-09T00:00:00+09:00</lastmod></sitemap><sitemap><loc>https://example.jp/s/2.xml</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("charset", ["utf-8", "shift_jis", "euc-jp", "utf-16"])
def test_rss_in_the_encodings_of_japanese_sites(charset: str) -> None:
    found = read_listing(RSS.format(charset=charset).encode(charset), URL)
    assert (found.kind, found.title) == ("feed", "凪浜新報")
    first, second = found.entries
    assert first.url == "https://example.jp/news/1?id=3"
    assert (first.title, first.source) == ("灯台を残す方針", "海嶺通信")
    assert first.published == "2025-04-08T01:30:00+00:00"
    assert second == Entry("https://example.jp/news/2", "断水が解消")


def test_a_feed_that_lies_about_its_encoding() -> None:
    assert read_listing(RSS.format(charset="utf-8").encode("cp932"), URL).title == "凪浜新報"
    assert read_listing(RSS.format(charset="euc-jp").encode(), URL, "shift_jis").title == "凪浜新報"


def test_atom_takes_the_page_and_not_its_enclosure() -> None:
    (entry,) = read_listing(ATOM.encode(), URL).entries
    assert entry.url == "https://example.jp/news/1"
    assert (entry.published, entry.updated) == ("2025-04-08T01:30:00+00:00", "2025-04-09T00:00:00+00:00")


def test_rdf() -> None:
    (entry,) = read_listing(RDF.encode(), URL).entries
    assert (entry.url, entry.title) == ("https://example.jp/news/1", "灯台を残す方針")
    assert entry.updated == "2025-04-08T01:30:00+00:00"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_news_sitemaps_gzipped_or_not(pack: type[bytes]) -> None:
    found = read_listing(pack(NEWS.encode()), URL)
    assert (found.kind, found.skipped) == ("sitemap", 1)
    first, second = found.entries
    assert first == Entry(
        "https://example.jp/news/1", "灯台を残す方針", "2025-04-08T01:30:00+00:00", "2025-04-09", "凪浜新報"
    )
    assert second == Entry("https://example.jp/news/2")


def test_sitemap_indexes() -> None:
    found = read_listing(INDEX.encode(), URL)
    assert (found.kind, found.entries) == ("index", ())
    assert [(entry.url, entry.updated) for entry in found.sitemaps] == [
        ("https://example.jp/s/1.xml.gz", "2025-04-08T15:00:00+00:00"),
        ("https://example.jp/s/2.xml", None),
    ]


def test_what_xml_forbids_is_mended() -> None:
    text = (
        "<rss><channel><item><title>灯台&nbsp;A & B<title/></title><link>https://example.jp/?a=1&b=2</link>"
        "<description><![CDATA[<p>x & y</p>]]></description><media:thumbnail url='x'/></item><item><link>https://example.jp/3</link>"
    )
    assert [entry.url for entry in read_listing(text.encode(), URL).entries] == [
        "https://example.jp/?a=1&b=2",
        "https://example.jp/3",
    ]


def test_an_address_is_named_once_and_must_be_one() -> None:
    links = ("https://example.jp/1", "https://EXAMPLE.jp:443/1#x", "javascript:alert(1)", "file:///etc/passwd", "")
    text = "<rss><channel>" + "".join(f"<item><link>{link}</link></item>" for link in links) + "</channel></rss>"
    found = read_listing(text.encode(), URL)
    assert [entry.url for entry in found.entries] == ["https://example.jp/1"]
    assert found.skipped == 3


@pytest.mark.parametrize(
    "url",
    [
        "https://user:word@example.jp/",
        "mailto:a@example.jp",
        "https://example.jp:99999/",
        "http://[::1/",
        "https://example.jp/" + "a" * 3000,
        " ",
    ],
)
def test_unusable_addresses(url: str) -> None:
    assert address_of(url, URL) is None


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
REFUSED = {
    "entity bomb": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "w">{LAUGHS}]><rss><channel><title>&l11;</title></channel></rss>',
    "external entity": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>',
    "parameter entity": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]><rss><channel/></rss>',
    "deep": "<rss><channel>" + "<a>" * 1_000_000,
    "deep and closed": "<rss>" + "<a>" * 200 + "</a>" * 200 + "</rss>",
    "huge attribute": '<rss version="' + "a" * 9_000_000 + '"><channel/></rss>',
    "many attributes": "<rss " + " ".join(f"a{n}='1'" for n in range(300_000)) + "/>",
    "many elements": "<rss><channel>" + "<a/>" * 1_000_000 + "</channel></rss>",
    "many prefixes": "<rss>" + "".join(f"<x{n}:a xmlns:x{n}='u{n}'/>" for n in range(100_000)) + "</rss>",
    "many ampersands": "<rss><channel><title>" + "&" * 5_000_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_bombs_are_refused_with_a_reason(name: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_listing(REFUSED[name].encode(), URL)
    assert caught.value.reason == "refused"
    assert str(caught.value)


def test_an_entity_bomb_in_another_encoding_is_refused_too() -> None:
    with pytest.raises(FeedError, match="declares entities"):
        read_listing(REFUSED["entity bomb"].encode("utf-16"), URL)


@pytest.mark.parametrize("name", ["comments", "sections", "brackets", "instructions"])
def test_constructs_without_end_are_read_in_bounded_time(name: str) -> None:
    opening = {"comments": "<!--", "sections": "<![CDATA[", "brackets": "<", "instructions": "<?x "}[name]
    text = "<rss><channel><item><link>https://example.jp/1</link></item>" + opening * 1_000_000
    try:
        found = read_listing(text.encode(), URL)
    except FeedError:
        return
    assert [entry.url for entry in found.entries] == ["https://example.jp/1"]


def test_what_is_too_large_is_refused() -> None:
    for content in (b"<rss>" + b" " * MAX_BYTES, gzip.compress(b"<rss>" + b" " * (MAX_BYTES * 10))):
        with pytest.raises(FeedError) as caught:
            read_listing(content, URL)
        assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        "記事の本文です。".encode() * 10,
        b"%PDF-1.7 ...",
        b"<!DOCTYPE html><html><body><p>1<br></body></html>",
        b"\x1f\x8b\x08damaged",
        b"<",
        b"{}",
    ],
)
def test_what_is_no_feed_says_so(content: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        read_listing(content, URL)
    assert caught.value.reason == "not_a_feed"


def test_addresses_in_one_form() -> None:
    for written in (
        "/記事 1?q=灯台",
        "/%E8%A8%98%E4%BA%8B%201?q=%E7%81%AF%E5%8F%B0",
        "https://example.jp:443/記事%201?q=灯台#x",
    ):
        assert address_of(written, URL) == "https://example.jp/%E8%A8%98%E4%BA%8B%201?q=%E7%81%AF%E5%8F%B0"


def test_a_document_type_without_entities_is_harmless() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    text = f"{doctype}<rss version='0.91'><channel><item><title>灯台</title><link>https://example.jp/1</link></item></channel></rss>"
    assert len(read_listing(text.encode(), URL).entries) == 1


PIECES = st.sampled_from(
    [RSS[:300], ATOM[:200], RDF[:300], NEWS[:400], INDEX[:150], "<item>", "</item>", "<link>", "</link>", "<![CDATA[", "]]>", "<!--", "&", "&#0;", "&#x10FFFF;", "<?xml?>", "<!DOCTYPE x [", "灯台", "\x00", "\ud7ff", "<a b='", "xmlns:a=''", "<dc:date>", "2025-13-99"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=12), st.sampled_from(["utf-8", "cp932", "utf-16"]))
def test_whatever_comes_is_read_or_refused(pieces: list[str], charset: str) -> None:
    content = "".join(pieces).encode(charset, "replace")
    try:
        found = read_listing(content, URL)
    except FeedError:
        return
    for entry in found.entries + found.sitemaps:
        assert entry.url.startswith(("http://", "https://"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 600), st.sampled_from([RSS, ATOM, RDF, NEWS, INDEX]))
def test_damaged_feeds_are_read_or_refused(noise: bytes, at: int, text: str) -> None:
    content = text.format(charset="utf-8").encode() if text is RSS else text.encode()
    try:
        read_listing(content[:at] + noise + content[at + len(noise) // 2 :], URL)
    except FeedError:
        return
