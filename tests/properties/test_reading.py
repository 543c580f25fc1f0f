"""Reading and normalizing survive any input; spans and alignments lead back."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.evidence import gather
from pipeline.normalize.publication import choose
from pipeline.read.content import Hint
from pipeline.read.documents import read
from pipeline.span import Span
from tests.pages import LAYOUTS

TRICKY = st.sampled_from(list("ｶﾞﾊﾟか゛゙\u200b\u200d👩👧️①㎞ﷺ…～ー\u0301한ㄱ\u1160\ud800\U000e0100\r\n\u2028　½ﬀ‼\0(「。"))
TEXT = st.text(st.one_of(st.characters(), TRICKY), max_size=40)
FRAGMENTS = st.sampled_from(
    [
        "題名",
        "架空市は8日、改修を発表した。",
        "公開日:2025/03/11",
        "✅ 要点",
        "出典: https://kaku.example/1次の文",
        "――質問は?",
        "「答え」",
        "コメント一覧",
        "2025-04-09 10:33(波)",
        "参考・出典",
        "関連記事",
        "・項目",
        "undefined",
        "本サイトの記事はAIが制作した",
        "",
        "■見出し",
        "※画像はイメージです",
    ]
)
PAGE = st.lists(st.one_of(FRAGMENTS, TEXT), max_size=14).map("\n".join)
MEDIA = st.sampled_from(["text/plain", "text/html", "application/json"])


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_normalizing_is_idempotent_and_aligned(source):
    text, alignment = normalize(source)
    assert normalize(text)[0] == text
    text.encode("utf-8")
    at = source_at = 0
    for run in alignment.runs:
        assert (run.start, run.source_start) == (at, source_at)
        assert run.length or run.source_length
        at, source_at = at + run.length, source_at + run.source_length
    assert (at, source_at) == (len(text), len(source))


@settings(max_examples=150, deadline=None)
@given(TEXT, st.data())
def test_spans_lead_to_the_source_and_back(source, data):
    text, alignment = normalize(source)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    back = alignment.to_source(span)
    assert 0 <= back.start <= back.end <= len(source)
    again = alignment.from_source(back)
    assert again.start <= span.start or span.start == span.end
    assert span.end <= again.end or span.start == span.end


@settings(max_examples=200, deadline=None)
@given(PAGE, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_blocks_partition_the_text(page, spans):
    text, _ = normalize(page)
    hints = [Hint(min(span), max(span), "heading") for span in spans]
    blocks = find_blocks(text, hints, "題名")
    end = 0
    for block in blocks:
        assert not text[end : block.start].strip()
        assert text[block.start : block.end] == block.text == block.text.strip() != ""
        end = block.end
    assert not text[end:].strip()
    evidence = gather((), None, None, blocks, dt.date(2026, 1, 1))
    assert all(text[slice(*one.span)] == one.value for one in evidence)
    found = choose(evidence, dt.date(2026, 1, 1))
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest <= dt.date(2026, 1, 1)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=80), PAGE.map(lambda page: page.encode("utf-8", "surrogatepass"))), MEDIA)
def test_reading_survives_any_bytes(content, media_type):
    found = read(content, media_type)
    assert (found.content is None) == (found.rejection is not None)
    if found.content:
        found.content.source_text.encode("utf-8")
        assert all(0 <= hint.start <= hint.end <= len(found.content.source_text) for hint in found.content.hints)


TAGS = [
    "div",
    "p",
    "a",
    "li",
    "ul",
    "h1",
    "h2",
    "article",
    "main",
    "nav",
    "table",
    "tr",
    "td",
    "span",
    "time",
    "script",
    "form",
    "figure",
]
TAGS += [
    "ruby",
    "rt",
    "blockquote",
    "svg",
    "title",
    "meta",
    "textarea",
    "plaintext",
    "template",
    "br",
    "body",
    "head",
    "html",
    "o:p",
    "p<",
]
ATTRIBUTES = [
    "",
    " class='related-list'",
    " class='article-body'",
    " class='comment'",
    " class='date'",
    " id='nav'",
    " itemprop='articleBody'",
    " itemprop='datePublished' content='2025-04-08'",
    " itemscope itemtype='https://schema.org/Comment'",
    " datetime='2025-04-08'",
    " data-date='2025-13-99'",
    " href='/a'",
    " role='navigation'",
    " hidden",
    " style='display: none'",
    " property='og:title' content='架空市で祭り'",
    " name='date' content='0000-00-00T99:99'",
    " rel='canonical' href='https://[::'",
    " type='application/ld+json'",
    " 架空='1' =\"'\"",
]
JSON = [
    '{"@type":"NewsArticle","headline":[{}],"author":[[1]],"articleBody":7}',
    '{"@graph":[{"@type":["Article"],"url":"x:"}]}',
    "[[[[",
    "publishedAt:'2025-04-08'",
]
WORDS = [
    "架空市で祭りがあった。",
    "架空市で祭り",
    "2025年4月8日",
    "4月8日 10:30",
    "この記事は会員限定です。",
    "関連記事",
    "…",
    "&#0;",
    "&lt;p&gt;",
    "\0",
    "<!--",
    "-->",
    "<![CDATA[",
]
SOUP = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda pair: f"<{pair[0]}{pair[1]}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.sampled_from(WORDS),
        st.sampled_from(JSON),
        TEXT,
    ),
    max_size=60,
).map("".join)
REAL = st.builds(lambda name, seed: LAYOUTS[name](seed).markup, st.sampled_from(sorted(LAYOUTS)), st.integers(1, 3))


def _holds(content: bytes) -> None:
    """What must be true of any page: a text or a reason; hints apart from each other, each over a text; claims with an origin."""
    found = read(content, "text/html")
    assert (found.content is None) == (found.rejection is not None)
    if found.content is None:
        assert found.rejection is not None
        assert found.rejection[1]
        return
    text = found.content.source_text
    text.encode("utf-8")
    end = 0
    for hint in found.content.hints:
        assert end <= hint.start < hint.end <= len(text)
        assert text[hint.start : hint.end].strip()
        assert not text[end : hint.start].strip()
        end = hint.end
    assert not text[end:].strip()
    assert all(
        claim.kind in ("published", "modified", "access", "title") and claim.value and claim.origin
        for claim in found.content.claims
    )
    assert found.content == read(content, "text/html").content


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_any_tags_in_any_order_are_read_or_refused(markup: str) -> None:
    _holds(markup.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(REAL, st.data())
def test_pages_cut_spliced_or_spoilt_anywhere_are_read_or_refused(markup: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(markup)))
    spoilt = markup[:cut] + data.draw(SOUP) + markup[data.draw(st.integers(cut, len(markup))) :]
    encoding = data.draw(st.sampled_from(["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16"]))
    _holds(spoilt.encode(encoding, "replace"))


BODY = "<h1>架空市で祭り</h1><p>架空市で三日、祭りがあった。</p><p>市によると、三万人が訪れた。</p>"
HUGE = {
    "attribute": f"{BODY}<div class='{'a ' * 500_000}' id='{'b' * 1_000_000}'>その後</div>",
    "attributes": f"{BODY}<div {' '.join(f'a{at}' for at in range(100_000))}>その後</div>",
    "title": f"<title>{'あ - ' * 200_000}</title>{BODY}",
    "meta": f"<meta property='og:title' content='{'あ｜' * 300_000}'>{BODY}",
    "spaces": f"{BODY}<p>あ{' ' * 1_000_000}い</p>",
    "lines": f"{BODY}<p>{'あ' + chr(10)}{('あ' + chr(10)) * 200_000}</p>",
    "comment": f"{BODY}<!-- {'x' * 1_000_000}",
    "script": f"{BODY}<script>{'publishedAt:' * 90_000}",
    "json": f"<script type='application/ld+json'>{'[' * 300_000}</script>{BODY}",
    "unclosed": BODY + "<b><i>" * 5_000,
    "dates": BODY + "<time datetime='2025-04-08'>8日</time>" * 10_000,
    "properties": BODY + "<b itemprop='datePublished'>2025-04-08</b>" * 10_000,
    "links": BODY + "<ul>" + "<li><a href='/'>見出し</a></li>" * 10_000 + "</ul>",
    "nested": BODY + "<div class='related'><ul><li><h2><a href='/'>見出し</a></h2>" * 3_000,
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_pages_large_in_one_way_are_read(name: str) -> None:
    found = read(HUGE[name].encode(), "text/html")
    assert found.content
    assert "三万人が訪れた" in found.content.source_text


@pytest.mark.parametrize("opening", ["<div>", "<div class='related'>", "<table><tr><td>", "<ul><li>", "<b>"])
def test_a_hundred_thousand_open_elements_are_refused_with_a_reason(opening: str) -> None:
    found = read((BODY + opening * 100_000).encode(), "text/html")
    assert found.rejection is not None
    assert found.rejection[0] == "no_article"
    assert "nested too deeply" in found.rejection[1]
