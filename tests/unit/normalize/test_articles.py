"""The stage `articles`: metadata, language, publication, digital source type, rows that fit."""

import datetime as dt

import pytest

from pipeline.normalize.articles import articles
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.evidence import gather
from pipeline.normalize.language import language_of
from pipeline.normalize.publication import choose
from pipeline.read.readings import READINGS
from schemas.render import arrow

FETCHED = dt.date(2026, 1, 1)
BODY = "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。"


def reading(text, document="0", **more):
    return {
        "document_id": "doc_" + document * 64,
        "location": f"{document}.txt",
        "reader": "plain",
        "source_text": text,
        "claims": [],
        "hints": [],
        "fetched_on_latest": FETCHED,
        **more,
    }


def run(*rows):
    return {name: table.to_pylist() for name, table in articles(arrow.from_rows(READINGS, rows)).items()}


def one(text, **more):
    return run(reading(text, **more))["articles"][0]


def publication(text, *, published=None, url=None):
    return choose(gather((), published, url, find_blocks(text), FETCHED), FETCHED)


def test_an_article_without_metadata():
    article = one(f"架空市、防波堤を改修へ\r\n\r\n2025年4月8日 聞き手・架空太郎\r\n\r\n{BODY}")
    assert article["title"] == "架空市、防波堤を改修へ"
    assert article["byline"] == "聞き手・架空太郎"
    assert article["published_on"] == dt.date(2025, 4, 8)
    assert (article["published_basis"], article["published_precision"]) == ("explicit_line", "day")
    assert (article["language"], article["source_id"], article["digital_source_type"]) == ("ja", None, None)
    assert article["char_count"] == len(article["text"])
    assert "\r" not in article["text"]


def test_metadata_comes_first_and_is_normalized():
    article = one(
        BODY,
        title="ＮＡＴＯ、 防波堤を視察",
        byline="架空太郎",
        url="https://kaku.example/1",
        published="2025-04-08T10:30+09:00",
    )
    assert article["title"] == "NATO、 防波堤を視察"
    assert article["published_at"] == dt.datetime(2025, 4, 8, 1, 30, tzinfo=dt.UTC)
    assert article["published_precision"] == "minute"
    assert article["source_id"] is not None


def test_blocks_cover_every_character_but_white_space():
    out = run(reading(f"題名\n\n{BODY}\n\n参考・出典\n"))
    text = out["articles"][0]["text"]
    covered = [False] * len(text)
    for block in out["blocks"]:
        assert text[block["start"] : block["end"]] == block["text"]
        for at in range(block["start"], block["end"]):
            assert not covered[at]
            covered[at] = True
    assert all(covered[at] or text[at].isspace() for at in range(len(text)))


def test_the_date_of_a_cited_article_is_not_the_article_s():
    text = f"題名はこれ?\n\n{BODY}\n公開日:2025/03/11\n\n✅ 架空海運が発表した。\nさらに読む ⇒架空新聞出典/画像元: https://kaku.example/1続きです。"
    assert publication(text).basis == "none"


def test_the_time_of_a_comment_is_not_the_article_s():
    assert (
        publication(f"題名はこれ\n\n{BODY}\n\nコメント一覧\n\n2025-04-09 10:33:16(波の人)\n賛成です。").basis == "none"
    )


def test_a_date_in_the_address():
    found = publication(BODY, url="https://kaku.example/2025/04/08/a")
    assert (found.basis, found.on, found.precision) == ("url", dt.date(2025, 4, 8), "day")


def test_nothing_after_the_day_of_fetching_is_believed():
    assert publication(BODY, published="2026-02-01").basis == "none"
    assert publication(f"題名はこれ\n\n2027年4月8日\n\n{BODY}").latest == FETCHED


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "ja"),
        ("NATO・EU首脳会議", "ja"),
        ("The harbour of the town is going to be rebuilt, the mayor said on Monday.", "en"),
        ("시장은 8일 항구의 방파제를 고치겠다고 발표했다.", "ko"),
        ("市政府八日宣布将改建港口防波堤，工程将于明年四月开始，预计费用达十二亿元。", "zh"),
        ("Мэр города сообщил о ремонте порта.", "ru"),
        ("Мер міста повідомив про ремонт порту.", "uk"),
        ("12:30 --- 45%", "und"),
        ("", "und"),
    ],
)
def test_languages(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("当サイトの記事は生成AIが公開資料をまとめて作成しています。", "trainedAlgorithmicMedia"),
        ("この記事は生成AIが下書きし、編集部が確認したものです。", "compositeWithTrainedAlgorithmicMedia"),
        ("本サイトの画像はAIで生成しています。", None),
    ],
)
def test_digital_source_type(line, kind):
    found = one(f"題名はこれ\n\n{line}\n\n{BODY}")["digital_source_type"]
    assert found == (kind and f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}")


def test_neither_language_nor_length_rejects():
    out = run(reading("Hi.", "1"), reading("猫", "2"), reading("12", "3"))
    assert len(out["articles"]) == 3
    assert out["rejections"] == []


def test_text_that_vanishes_is_rejected():
    out = run(reading("\u200b\n\u2060"))
    assert [row["reason"] for row in out["rejections"]] == ["empty"]
    assert out["articles"] == []


def test_rows_depend_on_their_reading_alone():
    first, second = reading(f"題名\n\n{BODY}", "1"), reading(BODY, "2", url="https://kaku.example/1")
    both, alone = run(second, first), [run(first), run(second)]
    for name in ("articles", "blocks"):
        assert both[name] == alone[0][name] + alone[1][name]


def test_no_readings_give_no_rows():
    assert all(not rows for rows in run().values())


@pytest.mark.parametrize(
    ("suffix", "name"),
    [
        (" - 産経ニュース", "産経新聞"),
        (" | NHKニュース", "NHK"),
        ("：朝日新聞デジタル", "朝日新聞"),
        (" | 港の経済学 | 東洋経済オンライン", "東洋経済オンライン"),
        ("（産経新聞） - Yahoo!ニュース", "産経新聞"),
        ("（架空タイムズ） - Yahoo!ニュース", "架空タイムズ"),
    ],
)
def test_the_title_of_a_text_is_free_of_the_outlet_that_it_names(suffix, name):
    out = run(reading(f"架空市、防波堤を改修へ{suffix}\n\n{BODY}"))
    assert (out["articles"][0]["title"], out["sources"][0]["name_ja"]) == ("架空市、防波堤を改修へ", name)
    assert out["blocks"][0]["role"] == "title"


@pytest.mark.parametrize(
    ("title", "below", "expected"),
    [
        # an outlet that only another line makes known
        ("架空市、防波堤を改修へ | 霧浜新聞", "© 霧浜新聞社", "架空市、防波堤を改修へ"),
        ("架空市、防波堤を改修へ | 霧浜新聞", "", "架空市、防波堤を改修へ | 霧浜新聞"),
        # what belongs to the headline
        ("防波堤の改修「賛成」60%：共同通信", "", "防波堤の改修「賛成」60%:共同通信"),
        ("防波堤の改修「賛成」60%：共同通信", "(記事提供：共同通信)", "防波堤の改修「賛成」60%:共同通信"),
        ("防波堤の改修に市民の声（NHK）", "", "防波堤の改修に市民の声(NHK)"),
    ],
)
def test_a_title_keeps_what_names_no_outlet_of_the_page(title, below, expected):
    assert one(f"{title}\n\n{BODY}\n\n{BODY}\n\n{below}")["title"] == expected


def test_a_row_of_links_above_the_headline_is_no_title():
    links = "プライバシーポリシー | 利用規約 | NHK"
    article = one(f"{links}\n\n架空市、防波堤を改修へ\n\n{BODY}")
    assert article["title"] == "架空市、防波堤を改修へ"
    doubled = run(
        reading(f"架空市、防波堤を改修へ | 港の経済学 | 東洋経済オンライン\n\n架空市、防波堤を改修へ\n\n{BODY}")
    )
    assert doubled["articles"][0]["title"] == "架空市、防波堤を改修へ"
    assert [block["role"] for block in doubled["blocks"]] == ["navigation", "title", "lead"]
    assert doubled["sources"][0]["name_ja"] == "東洋経済オンライン"


@pytest.mark.parametrize(
    "titles",
    [
        ("架空市、防波堤を改修へ - 産経ニュース", "架空市、防波堤を改修へ"),
        ("架空市、防波堤を改修へ", "架空市、防波堤を改修へ｜産経ニュース"),
    ],
)
def test_a_title_with_its_outlet_and_one_without_are_one_title(titles):
    out = run(reading("\n\n".join([*titles, "2025年4月8日", BODY])))
    assert (out["articles"][0]["title"], out["articles"][0]["subtitle"]) == ("架空市、防波堤を改修へ", None)
    assert [block["role"] for block in out["blocks"]] == ["title", "title", "dateline", "lead"]
    assert [block["is_content"] for block in out["blocks"]] == [True, False, False, True]
    assert out["sources"][0]["name_ja"] == "産経新聞"
