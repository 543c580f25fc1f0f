"""Address, author and access of a page."""

import pytest

from pipeline.read.content import Content
from pipeline.read.html import read_html

TITLE = "架空市、港の防波堤を改修へ"
TEXT = "<p>架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まる。</p>"


def read(head: str = "", body: str = TEXT, wrapper: str = "<div>") -> Content:
    return read_html(
        f"<html><head><title>{TITLE}</title>{head}</head><body>{wrapper}<h1>{TITLE}</h1>{body}</div></body></html>"
    )


def access(content: Content) -> list[tuple[str, str]]:
    return [(claim.value, claim.origin) for claim in content.claims if claim.kind == "access"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "<link rel='canonical' href='https://kaku.example/a/1'><meta property='og:url' content='https://kaku.example/a/1?amp'>",
            "https://kaku.example/a/1",
        ),
        (
            "<link rel='canonical' href='/a/1'><meta property='og:url' content='https://kaku.example/amp/1'>",
            "https://kaku.example/a/1",
        ),
        (
            "<base href='https://kaku.example/news/'><link rel='canonical' href='1.html'>",
            "https://kaku.example/news/1.html",
        ),
        ("<link rel='canonical' href='//kaku.example/a/1'>", "https://kaku.example/a/1"),
        (
            "<link rel='canonical' href='https://kaku.example/'><meta property='og:url' content='https://kaku.example/a/1'>",
            "https://kaku.example/a/1",
        ),
        ("<link rel='CANONICAL nofollow' href='https://kaku.example/a/1'>", "https://kaku.example/a/1"),
        ("<link rel='canonical' href='/a/1'>", None),
        ("<link rel='canonical' href='javascript:void(0)'>", None),
        ("<link rel='canonical' href='https://[kaku'>", "https://[kaku"),
    ],
)
def test_canonical_address(head: str, expected: str | None) -> None:
    assert read(head).url == expected


def test_address_of_json_ld() -> None:
    node = (
        '{"@type":"NewsArticle","headline":"x","mainEntityOfPage":{"@type":"WebPage","@id":"https://kaku.example/a/1"}}'
    )
    assert read(f'<script type="application/ld+json">{node}</script>').url == "https://kaku.example/a/1"


def test_of_several_articles_in_json_ld_the_one_with_the_headline_counts() -> None:
    nodes = f'[{{"@type":"NewsArticle","headline":"別の記事の題名","author":"別人"}},{{"@type":"NewsArticle","headline":"{TITLE}","author":[{{"name":"架空太郎"}}]}}]'
    assert read(f'<script type="application/ld+json">{nodes}</script>').byline == "架空太郎"


def test_an_author_that_is_an_address_is_none() -> None:
    assert read("<meta name='author' content='https://kaku.example/u/1'>").byline is None


@pytest.mark.parametrize("value", ["false", '"False"', '"https://schema.org/False"'])
def test_access_of_json_ld(value: str) -> None:
    content = read(
        f'<script type="application/ld+json">{{"@type":"NewsArticle","isAccessibleForFree":{value}}}</script>'
    )
    assert access(content) == [("members", "json_ld:isAccessibleForFree")]


def test_free_access() -> None:
    assert access(read("<meta property='article:content_tier' content='free'>")) == [
        ("free", "meta:article:content_tier")
    ]
    assert access(read()) == []


def test_access_by_the_class_of_the_article() -> None:
    assert access(read(wrapper="<div class='article is-mustpay'>")) == [("members", "class:mustpay")]


@pytest.mark.parametrize(
    "prompt",
    [
        "この記事は有料会員限定です。",
        "この記事は会員限定です。登録すると続きをお読みいただけます。",
        "残り1,203文字",
        "［有料会員限定］",
        "ログインして記事の続きをお読みください",
    ],
)
def test_a_prompt_to_members_stays_as_its_own_block_and_is_a_claim(prompt: str) -> None:
    content = read(body=f"{TEXT}<p>市の説明によると、費用は…</p><div class='gate'><p>{prompt}</p></div>")
    kinds = {content.source_text[hint.start : hint.end]: hint.kind for hint in content.hints}
    assert kinds[prompt] == "navigation"
    assert kinds["市の説明によると、費用は…"] == "paragraph"
    assert [value for value, _origin in access(content)] == ["members"]
    assert access(content)[0][1].startswith("visible:")


@pytest.mark.parametrize(
    "sentence",
    [
        "市は会員限定の催しを開いた。",
        "住民は契約書の閲覧を求めた。",
        "商標登録の記事を書いた記者が受賞した。",
        "町は会員を募り、続きは秋に行う。",
    ],
)
def test_sentences_of_the_text_are_no_prompts(sentence: str) -> None:
    content = read(body=f"{TEXT}<p>{sentence}</p>{TEXT}")
    kinds = {content.source_text[hint.start : hint.end]: hint.kind for hint in content.hints}
    assert kinds[sentence] == "paragraph"
    assert access(content) == []


@pytest.mark.parametrize(
    ("publisher", "expected"),
    [
        ("<span itemprop='publisher'>架空新聞社</span>", "架空新聞社"),
        (
            "<div itemprop='publisher' itemscope><a itemprop='url' href='/'>発行元</a><meta itemprop='name' content='架空新聞社'></div>",
            "架空新聞社",
        ),
        ("<a itemprop='publisher' href='https://kaku.example/'>発行元</a>", None),
        (
            "<div class='comment' itemprop='comment' itemscope itemtype='https://schema.org/Comment'><b itemprop='publisher'>猫</b></div>",
            None,
        ),
    ],
)
def test_the_publisher_of_microdata_is_the_source(publisher, expected):
    assert read(body=publisher + TEXT).source_name == expected


def test_the_name_of_an_author_with_further_properties():
    author = "<p itemprop='author' itemscope><i itemprop='jobTitle'>記者</i><b itemprop='name'>架空花子</b></p>"
    assert read(body=author + TEXT).byline == "架空花子"
