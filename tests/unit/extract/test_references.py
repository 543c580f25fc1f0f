"""Pointers to other works: addresses, credits, lists, links for sharing, empty lists."""

import pytest

from pipeline.extract.article.addresses import canonical_url, find_addresses, find_domains
from pipeline.extract.references import references
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from tests.unit.texts import Line, text_stages


def found(*lines: Line) -> list[dict]:
    return references(*text_stages(list(lines)))["references"].to_pylist()


def addresses(text: str) -> list[tuple[str, bool]]:
    return [(text[a.start : a.end], a.was_glued) for a in find_addresses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.jp/articles/1?view=all港は静かだ。", ("https://example.jp/articles/1?view=all", True)),
        ("詳細は「https://example.jp/a」を参照", ("https://example.jp/a", False)),
        ("(https://example.jp/a)と伝えた", ("https://example.jp/a", False)),
        ("https://example.jp/a_(b)と伝えた", ("https://example.jp/a_(b)", True)),
        ("https://example.jp/a(写真)", ("https://example.jp/a", False)),
        ("https://example.jp/a.pdf(2025年11月3日閲覧)", ("https://example.jp/a.pdf", False)),
        ("https://example.jp/a_(b)(PDF形式)", ("https://example.jp/a_(b)", False)),
        ("https://example.jp/a[2]と[3年", ("https://example.jp/a[2]", True)),
        ("https://example.jp/a。次の文", ("https://example.jp/a", False)),
        ("https://example.jp/a,次の文", ("https://example.jp/a", False)),
        ("see https://example.jp/a. Next", ("https://example.jp/a", False)),
        ("www.example.co.jp/newsにある", ("www.example.co.jp/news", True)),
        ("https://example.jp/一覧", ("https://example.jp/", True)),
        ("HTTP://EXAMPLE.JP", ("HTTP://EXAMPLE.JP", False)),
    ],
)
def test_an_address_ends_where_the_text_around_it_begins(text, expected):
    assert addresses(text) == [expected]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("詳細は https://架空.jp/a を参照", "https://xn--6tvr13b.jp/a"),
        ("出典:https://架空.example.jp/aによる", "https://xn--6tvr13b.example.jp/a"),
        ("論文はdoi:10.1000/xyz123による", "https://doi.org/10.1000/xyz123"),
        ("ttps://kaku.example/1は本当か", "https://kaku.example/1"),
        ("(https://kaku.example/記事/東京)と", "https://kaku.example/%E8%A8%98%E4%BA%8B/%E6%9D%B1%E4%BA%AC"),
        ("https://kaku.example/記事/東京", "https://kaku.example/"),
        ("(https://kaku.example/記事はこちら)", "https://kaku.example/"),
        ("https://kaku.example/a&nbsp;次", "https://kaku.example/a"),
        ("https://web.example/2020/https://kaku.example/a", "https://web.example/2020/https://kaku.example/a"),
        ("https://kaku.example/go?url=https://kaku.example/a", "https://kaku.example/go?url=https://kaku.example/a"),
    ],
)
def test_addresses_that_are_not_plain(text, canonical):
    assert [address.canonical for address in find_addresses(text)] == [canonical]


@pytest.mark.parametrize(
    "word",
    ["Node.js", "3.5.jp", "ASP.NET", "README.md", "setup.py", "E.ON", "info@kaku.jp", "index.html", "No.1", "v1.2.3"],
)
def test_words_that_look_like_domains(word):
    assert list(find_domains(f"{word}で書いた")) == []


@pytest.mark.parametrize("text", ["http://", "https://と書く", "www.", "https://[::1", "http://999999"])
def test_no_address(text):
    assert addresses(text) == []


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://Example.JP", "https://example.jp/"),
        ("https://example.jp:443/a#part", "https://example.jp/a"),
        ("http://example.jp:8080/a", "http://example.jp:8080/a"),
        ("https://example.jp/a?utm_source=x&fbclid=1&id=2&page=3", "https://example.jp/a?id=2&page=3"),
        ("https://example.jp/a?utm_medium=x", "https://example.jp/a"),
        ("https://user:secret@example.jp/a", "https://example.jp/a"),
        ("www.example.jp/%e3%81%82", "https://www.example.jp/%E3%81%82"),
        ("https://example.jp:99999/a", None),
        ("nowhere", None),
    ],
)
def test_canonical_form(url, canonical):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("example.com", ["example.com"]),
        ("出典 news.example.co.jp/1、ほか", ["news.example.co.jp"]),
        ("第3.5版のVer.2とa@example.com", []),
        ("U.S.とi.e.", []),
    ],
)
def test_bare_domains(text, hosts):
    assert [address.host for address in find_domains(text)] == hosts


def test_one_pointer_for_a_line_that_names_and_links_a_work():
    (row,) = found("さらに読む ⇒架空新聞出典/画像元: https://example.jp/articles/1灯りが戻りました。")
    assert (row["kind"], row["title"], row["url"]) == ("credit", "架空新聞", "https://example.jp/articles/1")
    assert (row["host"], row["was_glued"], row["text"]) == ("example.jp", True, row["url"])
    assert row["source_id"].startswith("src_")


@pytest.mark.parametrize(
    ("line", "kind", "title"),
    [
        ("続きを読む → 瓦版タイムズ", "read_more", "瓦版タイムズ"),
        ("灯台の夜景(写真=共同通信)", "credit", "共同通信"),
        ("人口の推移(出典:架空省統計局)", "credit", "架空省統計局"),
        ("画像提供:凪浜市", "credit", "凪浜市"),
        ("Source: Kaku Times", "credit", "Kaku Times"),
    ],
)
def test_a_name_without_an_address(line, kind, title):
    assert [(row["kind"], row["title"], row["url"]) for row in found(line)] == [(kind, title, None)]


@pytest.mark.parametrize(
    "line",
    [
        "続きを読む",
        "続きを読むには会員登録が必要です。",
        "記者に写真を見せ、情報提供を呼びかけた。",
        "写真:夕暮れの灯台",
        "出典が分からない話を広めてはならない。",
        "参考になる意見だった。",
        "LINEで送った文面が残っていた。",
    ],
)
def test_ordinary_lines_point_nowhere(line):
    assert found(line) == []


def test_a_list_of_references_pairs_titles_and_addresses():
    rows = found("本文だ。", "Reference(s):", "Harbour towns, island schools share a ferry", "example.com", "まとめ。")
    (row,) = rows
    assert (row["kind"], row["host"], row["canonical_url"]) == ("list", "example.com", "https://example.com/")
    assert row["title"] == "Harbour towns, island schools share a ferry"
    assert row["text"] == "Harbour towns, island schools share a ferry\nexample.com"


def test_entries_of_a_list():
    lines = ["【参考文献】", ("・灯台の歴史", "reference"), ("・港の白書 - https://example.jp/2", "reference")]
    assert [(row["title"], row["host"]) for row in found(*lines)] == [("灯台の歴史", None), ("港の白書", "example.jp")]
    related = found("■関連リンク", "・灯台の歴史", "https://example.jp/1", "題だけの行")
    assert [(row["kind"], row["title"]) for row in related] == [("list", "灯台の歴史")]


@pytest.mark.parametrize(
    "after", [(), ("港の話題を毎朝届ける瓦版です。",), (("この記事はAIが書いた", "ai_disclosure"),)]
)
def test_an_empty_list_of_references(after):
    rows = found("本文だ。", "参考・出典", *after)
    assert [(row["kind"], row["text"], row["url"]) for row in rows] == [("empty_section", "参考・出典", None)]


@pytest.mark.parametrize("line", ["X (Twitter)", "Facebook", "LINEで送る", "はてなブックマークに追加", "シェアする"])
def test_links_for_sharing(line):
    assert [(row["kind"], row["text"]) for row in found("本文だ。", line)] == [("share_link", line)]


def test_inline_addresses_and_domains():
    rows = found("詳細は https://example.jp/a と www.example.org/b を見よ。", "example.net")
    assert [(row["kind"], row["host"]) for row in rows] == [
        ("inline", "example.jp"),
        ("inline", "www.example.org"),
        ("inline", "example.net"),
    ]


def test_sources_hold_what_references_point_to():
    tables = references(*text_stages(["https://www3.nhk.or.jp/news/1 と https://example.jp/a"]))
    pointed = set(tables["references"]["source_id"].to_pylist())
    assert pointed == set(tables["sources"]["source_id"].to_pylist())
    assert "NHK" in tables["sources"]["name_ja"].to_pylist()


def test_items_with_marks_of_their_own_are_several_entries():
    rows = found("参考文献", ("・架空太郎『港の歴史』架空社", "reference"), ("・https://kaku.example/2", "reference"))
    assert [(row["kind"], row["title"], row["host"]) for row in rows] == [
        ("list", "架空太郎『港の歴史』架空社", None),
        ("list", None, "kaku.example"),
    ]


def test_the_article_that_a_page_rests_on_is_credited():
    (row,) = found("元記事: https://kaku.example/1")
    assert (row["kind"], row["host"]) == ("credit", "kaku.example")


ARTICLE = "渚町で新しい桟橋が開通\n\n渚町の中心部で三日、新しい桟橋が開通し、町長や住民ら約二百人が式典に出席して完成を祝った。\n\n"


def of_page(below: str) -> tuple[list[str], list[tuple[str, str | None, str | None]]]:
    """Roles of the blocks below an article; kind, title and host of the references on its page."""
    blocks = find_blocks(normalize(ARTICLE + below)[0])
    rows = found(*((block.text, block.role) for block in blocks))
    return [block.role for block in blocks[2:]], [(row["kind"], row["title"], row["host"]) for row in rows]


def test_titles_and_addresses_below_a_heading_to_read_more():
    below = "さらに読む\n港の再生に十年\n桟橋の歴史をたどる\nhttps://example.jp/news/12\n\n"
    roles, rows = of_page(below + "町は来月も開通を祝う式典を開き、住民に参加を呼びかける予定だ。")
    assert roles == ["navigation", "related_link", "related_link", "reference", "paragraph"]
    assert rows == [("read_more", "港の再生に十年", None), ("read_more", "桟橋の歴史をたどる", "example.jp")]
    assert of_page("さらに読む\n町は来月も式典を開く予定だという。")[1] == []


def test_names_below_a_heading_of_credits():
    below = "出典/画像元:\n渚日報\nhttps://example.jp/2\n渚町観光課\n町は来月も式典を開く予定だ。"
    roles, rows = of_page(below)
    assert roles == [*["reference"] * 4, "paragraph"]
    assert rows == [("credit", "渚日報", "example.jp"), ("credit", "渚町観光課", None)]
    assert of_page("出典/画像元\n渚日報")[1] == [("credit", "渚日報", None)]


def test_works_behind_labels_and_the_article_behind_an_arrow():
    roles, rows = of_page(
        "元記事はこちら→https://example.jp/1\n参考：港湾白書（二〇二四年版、渚出版）\n引用元：渚町統計年報、渚町"
    )
    assert roles == ["reference"] * 3
    assert rows == [
        ("credit", None, "example.jp"),
        ("list", "港湾白書(二〇二四年版、渚出版)", None),
        ("list", "渚町統計年報、渚町", None),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_sentence_with_a_domain_is_an_entry(gap):
    roles, rows = of_page(f"参考・出典{gap}URLを参照。詳しくはexample.jpへ。")
    assert roles == ["reference", "reference"]
    assert rows == [("list", None, "example.jp")]
