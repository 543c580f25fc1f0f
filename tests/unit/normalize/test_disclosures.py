"""Disclosures of a page, and what follows for its article."""

import datetime as dt

import pytest

from pipeline.normalize.articles import articles
from pipeline.normalize.blocks import TypedBlock, find_blocks
from pipeline.normalize.disclosures import find_disclosures
from pipeline.read.readings import READINGS
from schemas.render import arrow
from schemas.vocabularies import DISCLOSURE_KIND, DISCLOSURE_SCOPE

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
BODY = "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。"


def run(text, *claims):
    reading = {
        "document_id": "doc_" + "0" * 64,
        "location": "a.txt",
        "reader": "plain",
        "source_text": text,
        "claims": [{"kind": kind, "value": value, "origin": "json_ld:isAccessibleForFree"} for kind, value in claims],
        "hints": [],
        "fetched_on_latest": dt.date(2026, 1, 1),
    }
    out = articles(arrow.from_rows(READINGS, [reading]))
    return out["articles"].to_pylist()[0], out["disclosures"].to_pylist()


@pytest.mark.parametrize(
    ("note", "kind", "source_type", "of_article"),
    [
        (
            "※本記事はAIが下書きし、編集部が確認しました。",
            "ai_text_with_people",
            "compositeWithTrainedAlgorithmicMedia",
            True,
        ),
        ("この記事は生成AIが作成しました。", "ai_text", "trainedAlgorithmicMedia", True),
        ("※この記事は機械翻訳です。", "ai_translation", "compositeWithTrainedAlgorithmicMedia", True),
        ("この記事は公開データをもとに自動生成しています。", "automated_text", "algorithmicMedia", True),
        ("※画像は生成AIで作成しています。", "ai_picture", "trainedAlgorithmicMedia", False),
        ("※音声は合成音声で読み上げています。", "ai_voice", "trainedAlgorithmicMedia", False),
        ("※この記事は利用者が投稿したものです。", "user_generated", None, False),
        ("この記事は広告です。", "advertising", None, False),
        ("この続きは会員登録をするとお読みいただけます。", "partial_text", None, False),
    ],
)
def test_a_note_below_the_article(note, kind, source_type, of_article):
    article, found = run(f"架空市、防波堤を改修へ\n\n{BODY}\n\n{note}")
    assert [(row["kind"], row["text"], row["scope"]) for row in found] == [(kind, note, "article")]
    uri = source_type and IPTC + source_type
    assert found[0]["digital_source_type"] == uri
    assert article["digital_source_type"] == (uri if of_article else None)
    assert article["is_partial"] == (kind == "partial_text")
    assert kind in DISCLOSURE_KIND.values


def test_hard_wrapped_lines_are_one_note():
    note = "本サイトに掲載している文章の一部は\nAIを用いて下書きし、\n人の目で確認したうえで公開しています。"
    _, found = run(f"架空市、防波堤を改修へ\n\n{BODY}\n\n{note}")
    assert [(row["kind"], row["scope"], row["text"]) for row in found] == [("ai_text_with_people", "site", note)]


def test_one_note_can_disclose_two_things():
    article, found = run(f"架空市、防波堤を改修へ\n\n{BODY}\n\n当サイトの記事や画像はAIを利用して制作しています。")
    assert sorted(row["kind"] for row in found) == ["ai_picture", "ai_text"]
    assert article["digital_source_type"] == IPTC + "trainedAlgorithmicMedia"


def test_readers_headings_and_other_pages_disclose_nothing_of_this_one():
    note = "この記事は生成AIが作成しました。"
    for role in ("comment", "title", "heading", "cited_excerpt", "related_link", "reference", "advertisement"):
        assert find_disclosures(note, [TypedBlock(0, len(note), note, role, False, "rule:x")]) == []


def test_an_article_about_machines_is_not_made_by_them():
    body = "AIが作成した偽の記事が拡散し、架空新聞社は「本紙の記事は人が書いています」と説明した。画像もAIで作られていたという。"
    article, found = run(f"AIが記事を自動生成、偽サイトに注意\n\n{body}")
    assert (article["digital_source_type"], found) == (None, [])
    assert [block.role for block in find_blocks(body)] == ["paragraph"]


def test_a_text_that_breaks_off_is_partial_where_metadata_keep_it_for_members():
    cut = f"架空市、防波堤を改修へ\n\n{BODY}\n\n市長は会見で、財源について…"
    assert run(cut, ("access", "members"))[0]["is_partial"]
    assert not run(cut)[0]["is_partial"]
    assert not run(f"架空市、防波堤を改修へ\n\n{BODY}", ("access", "members"))[0]["is_partial"]
    assert run(f"架空市、防波堤を改修へ\n\n{BODY}\n\n残り:1,204文字")[0]["is_partial"]


@pytest.mark.parametrize(
    "note",
    [
        "見出しは生成AIが作成",
        "※記事の見出しと要約は生成AIで作成しています。",
        "この要約はAIが生成したものです。",
        "本記事にはAIが要約した内容を含みます。",
        "AIが要約した内容を含みます。",
        "この記事の一部は生成AIで作成しています。",
    ],
)
def test_a_part_that_machines_made_says_nothing_of_the_text(note):
    article, found = run(f"渚町で桟橋が開通\n\n{BODY}\n\n{note}")
    assert [(row["kind"], row["text"], row["scope"]) for row in found] == [("ai_text", note, "part")]
    assert found[0]["digital_source_type"] == IPTC + "trainedAlgorithmicMedia"
    assert article["digital_source_type"] is None
    assert "part" in DISCLOSURE_SCOPE.values


def test_a_note_of_the_whole_counts_beside_one_of_a_part():
    text = f"渚町で桟橋が開通\n\n{BODY}\n\n※この記事は機械翻訳です。\n\n※見出しは生成AIが作成しました。"
    assert run(text)[0]["digital_source_type"] == IPTC + "compositeWithTrainedAlgorithmicMedia"
    whole = run(f"渚町で桟橋が開通\n\n{BODY}\n\n※この記事はAIが要約しています。")
    assert [row["scope"] for row in whole[1]] == ["article"]
    assert whole[0]["digital_source_type"] == IPTC + "trainedAlgorithmicMedia"


@pytest.mark.parametrize(
    "note",
    [
        "投稿内容は投稿者個人の見解であり、当サイトの公式見解ではありません。",
        "※投稿内容は投稿者個人の見解であり、編集部の考えを示すものではありません。",
        "投稿記事は会員の意見であり、正確さを保証しません。",
    ],
)
def test_views_of_those_who_posted(note):
    text = f"渚町で桟橋が開通\n\n{BODY}\n\n{note}"
    assert [(row["kind"], row["text"]) for row in run(text)[1]] == [("user_generated", note)]
    assert find_blocks(text)[-1].role == "disclaimer"


@pytest.mark.parametrize("line", ["投稿は投稿者の責任で行ってください。", "投稿者は個人の見解だと述べた。"])
def test_requests_and_reports_about_posts_disclose_nothing(line):
    assert run(f"渚町で桟橋が開通\n\n{BODY}\n\n{line}")[1] == []
