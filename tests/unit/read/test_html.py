"""HTML pages: title, date, address, text and hints out of the markup."""

import pytest

from pipeline.read.content import NoArticleError
from pipeline.read.documents import read
from pipeline.read.html import read_html
from pipeline.read.html_tree import MAX_ATTRIBUTES, MAX_DEPTH, parse_page

BODY = (
    "<p>架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。</p>"
    "<h2>住民には不安も</h2>"
    "<p>市長は記者会見で「安全を最優先にする」と述べた。漁協は工事中の漁への影響を心配しており、説明会を求めている。</p>"
    "<ul><li>工期は2年を見込む</li><li>費用は12億円に上る</li></ul>"
    "<p>市によると、港には毎年およそ3万人が訪れる。改修が終われば大型の客船も着けるようになると期待されている。</p>"
)


def text_of(root) -> str:
    return "".join(root.itertext())


def page(head: str = "", body: str = BODY, before: str = "", after: str = "") -> str:
    return f"<html lang='ja'><head>{head}</head><body>{before}<article><h1>架空市、防波堤を改修へ</h1>{body}</article>{after}</body></html>"


def test_metadata_of_json_ld_and_open_graph():
    head = """<title>架空市、防波堤を改修へ｜架空新聞デジタル</title>
      <meta property="og:site_name" content="架空新聞デジタル"><link rel="canonical" href="https://kaku.example/a/1">
      <script type="application/ld+json">{"@graph":[{"@type":"BreadcrumbList"},{"@type":"NewsArticle",
      "headline":"架空市、防波堤を改修へ","datePublished":"2025-04-08T10:30:00+09:00","author":[{"name":"架空太郎"},{"name":"架空花子"}]}]}</script>"""
    content = read_html(page(head))
    assert content.title == "架空市、防波堤を改修へ"
    assert content.published == "2025-04-08T10:30:00+09:00"
    assert content.byline == "架空太郎、架空花子"
    assert (content.url, content.source_name, content.language) == (
        "https://kaku.example/a/1",
        "架空新聞デジタル",
        "ja",
    )


def test_broken_json_ld_is_ignored():
    head = '<title>架空市、防波堤を改修へ</title><script type="application/ld+json">{"@type": "NewsArticle", </script>'
    assert read_html(page(head)).title == "架空市、防波堤を改修へ"


def test_hints_cover_what_they_name():
    content = read_html(page("<title>架空市、防波堤を改修へ</title>"))
    kinds = {content.source_text[hint.start : hint.end]: hint.kind for hint in content.hints}
    assert kinds["架空市、防波堤を改修へ"] == "title"
    assert kinds["住民には不安も"] == "heading"
    assert kinds["工期は2年を見込む"] == "list_item"
    assert all(text == text.strip() for text in kinds)


def test_ruby_readings_are_left_out():
    body = BODY.replace("防波堤", "<ruby>防波堤<rp>(</rp><rt>ぼうはてい</rt><rp>)</rp></ruby>")
    text = read_html(page("<title>架空市、防波堤を改修へ</title>", body)).source_text
    assert "港の防波堤を改修" in text
    assert "ぼうはてい" not in text


def test_furniture_is_left_out():
    text = read_html(
        page(
            "<title>架空市、防波堤を改修へ</title>",
            before="<nav><a href='/'>トップ</a> <a href='/x'>経済</a></nav>",
            after="<aside><h2>関連記事</h2><ul><li><a href='/2'>別の記事の題名</a></li></ul></aside><footer>架空新聞社</footer>",
        )
    ).source_text
    assert "別の記事の題名" not in text
    assert "トップ" not in text


def test_a_visible_date_becomes_a_date_line():
    body = "<div class='day'>令和7年4月8日（火）掲載</div>" + BODY
    content = read_html(page("<title>架空市、防波堤を改修へ ― 架空の便り</title>", body))
    assert content.published is None
    assert [content.source_text[h.start : h.end] for h in content.hints if h.kind == "dateline"] == [
        "令和7年4月8日（火）掲載"
    ]


@pytest.mark.parametrize("markup", ["", "<html></html>", "<nav><a href='/'>トップ</a></nav>", "<<<<", "<div>" * 5000])
def test_pages_without_text(markup):
    with pytest.raises(NoArticleError):
        read_html(markup)


def test_the_same_page_twice_gives_the_same():
    markup = page("<title>架空市、防波堤を改修へ</title>")
    assert read_html(markup) == read_html(markup)


LAST = "港には毎年およそ3万人が訪れる"
DEEP = "架空市の広場では夜まで催しが続いた。"


@pytest.mark.parametrize(
    "wrapped",
    [
        "<div>" * 300 + f"<p>{DEEP}</p>" + "</div>" * 300,
        "<div>" * 300 + DEEP,
        "<font><b>" * 150 + DEEP,
        "<div>" * 3000 + f"<p>{DEEP}</p>",
        "<div><b>" * 300 + "</i></p>" * 300 + DEEP,
    ],
    ids=["closed", "bare", "inline", "very_deep", "stray_ends"],
)
def test_text_nested_deeply_is_read_and_noted(wrapped):
    found = read(page("<title>架空市、防波堤を改修へ</title>", wrapped + BODY).encode(), "text/html")
    assert DEEP in found.content.source_text
    assert LAST in found.content.source_text
    assert [(reason, "deep" in detail) for reason, detail in found.repairs] == [("repaired", True)]


def test_a_page_nested_without_end_is_rejected_with_its_reason():
    found = read(("<b>" * 60_000 + DEEP).encode(), "text/html")
    assert found.rejection[0] == "no_article"
    assert "nested too deeply" in found.rejection[1]


def test_paragraphs_flattened_out_of_the_tree_stay_apart():
    body = "<div>" * (MAX_DEPTH + 50) + "<div>架空市の一段落目。</div><div>架空市の二段落目。</div>"
    assert "架空市の一段落目。\n\n架空市の二段落目。" in read_html(page(body=body)).source_text


def test_a_paragraph_of_more_than_ten_megabytes_is_whole():
    content = read_html(page(body=f"<p>{'祭' * 3_500_000}。</p>{BODY}"))
    assert content.source_text.count("祭") == 3_500_000
    assert LAST in content.source_text
    assert content.repairs == ()


@pytest.mark.parametrize("tag", ["plaintext", "XMP"])
def test_tags_behind_a_plaintext_element_are_no_text(tag):
    text = read_html(page(body=f"<p>{DEEP}</p><{tag}>{BODY}")).source_text
    assert LAST in text
    assert "<p>" not in text


def test_attributes_beyond_the_limit_are_left_out():
    many = " ".join(f"a{at}='1'" for at in range(20_000))
    root = parse_page(f"<p {many}>{DEEP}</p>").root
    assert len(root.find(".//p").attrib) == MAX_ATTRIBUTES
    assert text_of(root) == DEEP


@pytest.mark.parametrize(
    "markup", ["<p<b>架空</p>", "<p a\"b=1 c='2'>架空</p>", "<o:p>架空</o:p>", "<p 架空=1>架空</p>", "<a<a<a>架空"]
)
def test_names_that_are_no_names_lose_no_text(markup):
    assert text_of(parse_page(markup).root) == "架空"


@pytest.mark.parametrize("unfit", ["\x0b", "\x0c", "\x1a", "\ufffe", "&#8;", "&#x0B;", "&#xFFFF;", "&#xD83D;", "&#0;"])
def test_a_character_that_no_tree_holds_costs_no_page(unfit):
    text = read_html(
        page(f"<meta name='x{unfit}' content='a{unfit}b'>", f"<p class='a{unfit}'>{unfit}凪{unfit}</p>" + BODY)
    )
    assert "凪" in text.source_text
    assert "住民には不安も" in text.source_text
    assert "改修が終われば" in text.source_text


def test_an_attribute_with_a_control_character_keeps_its_element():
    root = parse_page("<p id='a&#8;b&#x1f;c' class='d\x0ce'>凪</p>").root
    assert [(one.get("id"), one.get("class")) for one in root.iter("p")] == [("abc", "d e")]


def test_a_reading_never_closed_ends_at_the_next_ruby_or_block():
    root = parse_page("<p><ruby>祭<rt>まつ<ruby>山<rt>やま</p><p>本文</p>").root
    assert text_of(root) == "祭山本文"


@pytest.mark.parametrize("opening", ["<script>", "<style>", "<textarea>", "<!-- "])
def test_what_swallows_the_end_of_a_page_is_noted(opening):
    found = read(page(body=BODY + opening + f"<p>{DEEP}</p>").encode(), "text/html")
    assert LAST in found.content.source_text
    assert [reason for reason, _ in found.repairs] == ["repaired"]
    assert "never closed" in found.repairs[0][1]


@pytest.mark.parametrize(
    "unit", ["<", "< ", "<a", "</", "<!", "<?", "&", "&#", "<![CDATA[", '<p a="', "</b>", "<b></b>", "<br>"]
)
def test_pages_of_one_repeated_piece_neither_crash_nor_lose_what_came_before(unit):
    assert "架空市は8日" in read_html(page(body=BODY + unit * 5_000)).source_text


def test_an_ordinary_page_has_nothing_to_note():
    assert read_html(page("<title>架空市、防波堤を改修へ</title><script>'<script>'</script><!-- <p> -->")).repairs == ()


@pytest.mark.parametrize(
    "markup",
    [
        "霧浜市は2日、橋を直すと発表した。",
        "<html><body>霧浜市は2日、橋を直すと発表した。</body></html>",
        "<html><body><nav><a href='/'>ホーム</a></nav>霧浜市は2日、橋を直すと発表した。</body></html>",
    ],
)
def test_text_that_no_element_holds_is_read(markup: str) -> None:
    assert read_html(markup).source_text.strip() == "霧浜市は2日、橋を直すと発表した。"


def test_a_page_of_links_alone_is_no_article() -> None:
    with pytest.raises(NoArticleError):
        read_html("<html><body><nav><a href='/'>ホーム</a><a href='/s'>検索</a></nav></body></html>")


def kinds_of(body: str, before: str = "", after: str = "") -> dict[str, str]:
    content = read_html(page("<title>架空市、防波堤を改修へ</title>", body, before, after))
    return {content.source_text[hint.start : hint.end]: hint.kind for hint in content.hints}


def test_a_table_behind_the_last_sentence_is_text() -> None:
    kinds = kinds_of(BODY + "<div><table><tr><th>工期</th><td>2年</td></tr></table></div>")
    assert (kinds["工期"], kinds["2年"]) == ("paragraph", "paragraph")


def test_a_scrap_behind_the_text_is_no_text() -> None:
    kinds = kinds_of(BODY + "<div class='x'><div>社会面</div></div>")
    assert kinds["社会面"] == "navigation"


def test_a_line_that_is_a_link_is_text_only_where_it_is_short_and_within() -> None:
    kinds = kinds_of(
        f"<p><a href='/p'>架空市:本町</a></p><p><a href='/a'>霧浜市で灯台の改修が始まる 来春に完成へ</a></p>{BODY}<p><a href='/q'>記事一覧</a></p>"
    )
    assert kinds["架空市:本町"] == "paragraph"
    assert kinds["霧浜市で灯台の改修が始まる 来春に完成へ"] == "related_link"
    assert kinds["記事一覧"] == "related_link"


def test_the_line_at_which_a_teaser_is_cut_is_text() -> None:
    assert kinds_of(BODY + "<div><p>市長はさらに、港の東側に…</p></div>")["市長はさらに、港の東側に…"] == "paragraph"


@pytest.mark.parametrize(
    "links",
    [
        "<ul><li><a href='/1'>霧浜市の灯台</a></li></ul>",
        "<p><a href='/1'>霧浜市で灯台の改修が始まる 来春に完成</a></p>",
    ],
)
def test_a_heading_over_links_is_no_heading_of_the_text(links: str) -> None:
    kinds = kinds_of(f"<p>{DEEP}</p><h2>こちらも話題</h2>{links}<h2>住民の声</h2>{BODY}")
    assert (kinds["こちらも話題"], kinds["住民の声"]) == ("navigation", "heading")


@pytest.mark.parametrize("name", ["share-wrap", "related-wide", "ad-free", "comments-off", "footer-fixed"])
def test_the_name_of_a_class_around_all_text_has_misled(name: str) -> None:
    markup = f"<title>架空市、防波堤を改修へ</title><div><h1>架空市、防波堤を改修へ</h1></div><div class='{name}'>{BODY}</div>"
    assert LAST in read_html(markup).source_text


def test_a_class_of_pictures_around_long_text_makes_no_captions_of_it() -> None:
    kinds = kinds_of(f"<div class='photo-article'>{BODY}<div class='photo'><p>改修される防波堤</p></div></div>")
    assert kinds["改修される防波堤"] == "caption"
    assert LAST in "".join(text for text, kind in kinds.items() if kind == "paragraph")


@pytest.mark.parametrize("hidden", ["hidden", "style='display: none'", "class='modal'", "role='dialog'"])
def test_what_a_browser_does_not_show_is_not_read(hidden: str) -> None:
    assert DEEP not in kinds_of(f"{BODY}<div {hidden}><p>{DEEP}</p></div>")


def test_a_line_break_of_the_source_between_japanese_characters_is_no_space() -> None:
    kinds = kinds_of(f"<p>架空市の広場では\n   夜まで催しが\n続いた。The\nlast bus has gone.</p>{BODY}")
    assert "架空市の広場では夜まで催しが続いた。The last bus has gone." in kinds


def test_a_dateline_of_a_correspondent_stays_in_its_paragraph() -> None:
    assert "【ソウル＝架空太郎】架空国の大統領は3日、声明を出した。" in kinds_of(
        f"<p>【ソウル＝架空太郎】架空国の大統領は3日、声明を出した。</p>{BODY}"
    )


def test_a_byline_by_its_class_and_a_quoted_text() -> None:
    kinds = kinds_of(
        f"<p class='author'>架空太郎</p>{BODY}<blockquote>市の計画書は「百年に一度の工事だ」とする。</blockquote><p>{DEEP}</p>"
    )
    assert kinds["架空太郎"] == "byline"
    assert kinds["市の計画書は「百年に一度の工事だ」とする。"] == "cited_excerpt"
