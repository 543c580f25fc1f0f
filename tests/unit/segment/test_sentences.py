"""Where sentences end, and the table of them."""

import pytest

from pipeline.segment.sentences import sentences, split
from pipeline.segment.style import sentence_style
from schemas.render import arrow
from schemas.tables.sentences import SENTENCES
from tests.unit.texts import text_tables


def cut(text: str) -> list[str]:
    return [span.cover(text) for span in split(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["「行く。必ず戻る」と語った。", "会場は静まった。"],
        ["首相は『「待て。急ぐな」と言われた。だから待つ』と述べた。", "次に移る。"],
        ["本当に来るのか?", "誰も知らない。"],
        ["来た!!", "ついに来た!"],
        ["議案は可決された(賛成多数。反対は2人)。", "散会した。"],
        ["式典が開かれた。", "(写真は昨年撮影した。)", "今年は3年ぶりだ。"],
        ["「なぜ?」と問う声に「分からない。本当だ」と答えた。", "沈黙が続いた。"],
        ["なぜ急ぐのか?という声もある。", "答えはない。"],
        ["もう限界だ!と叫んだ。", "拍手が起きた。"],
        ["Yahoo!ニュースが伝えた。", "詳細は不明だ。"],
        ["詳細はhttps://example.jp/a?b=1.5&c=!xを参照。", "以上。"],
        ["値は3.5%だった。", "前年は2.8%。"],
        ["U.S., Canadian pilots met Mr. Smith in Ottawa.", "They agreed on Jan. 5."],
        ["版はVer.2です．", "次に進みます．"],
        ["信じられない!…", "そう語った。"],
        ["終わった。♪", "また始まる。"],
        ["1. 港の整備を急ぐ。", "2. 道路を直す。"],
        ["(1)港を直す。", "(2)道を直す。"],
        ["・港を直す。", "・道を直す。"],
        ["① 港を直す。", "② 道を直す。"],
        ["会長は「撤回する。」と話した。", "拍手が起きた。"],
        ["会長は「撤回する」。", "記者は黙った。"],
        ["何だ!?と驚いた。", "本当か!?", "誰も知らない。"],
        ["本当か！？", "誰も知らない。"],
        ["勝った!", "と同時に歓声が上がった。"],
        ["出発だ!", "とにかく急ごう。"],
        ["やった!と彼は喜んだ。", "次だ。"],
        ["米国(U.S.)の代表は3.14と答えた。", "No.5が来た。"],
        ["例はexample.co.jp。", "www.example.jp.も参照。"],
        ["詳しくはこちら(https://example.jp/a?b)。", "次の文。"],
        ["彼は\n「撤回する。\n必ずだ」\nと話した。", "次へ。"],
        ["【架空市=瓦通信】会談した。", "次の日程は未定だ。"],
        ["See http://example.jp/a.b.", "Then leave."],
    ],
)
def test_sentence_boundaries(parts):
    assert cut("".join(parts) if not parts[0].isascii() else " ".join(parts)) == parts


def test_a_heading_with_a_number_is_one_sentence():
    assert cut("1. 港の整備を急ぐ\n\n2. 道路を直す") == ["1. 港の整備を急ぐ", "2. 道路を直す"]
    assert cut("II. Results") == ["II. Results"]
    assert cut("The count rose to 5. It was late.") == ["The count rose to 5.", "It was late."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("「閉じない括弧がある。次の文だ。", ["「閉じない括弧がある。", "次の文だ。"]),
        ("余分な括弧」がある。次の文だ。", ["余分な括弧」がある。", "次の文だ。"]),
        ("「入れ(子の誤り」がある。次だ。", ["「入れ(子の誤り」がある。", "次だ。"]),
        ("前の「段。「内側。外だ」と述べた。終わり。", ["前の「段。", "「内側。外だ」と述べた。", "終わり。"]),
    ],
)
def test_an_unbalanced_bracket_spoils_nothing(text, expected):
    assert cut(text) == expected


def test_white_space_is_trimmed_and_an_empty_line_separates():
    assert cut(" \n 見出し\n\n本文だ。\u3000次だ。 \n") == ["見出し", "本文だ。", "次だ。"]
    assert cut("折り返した\n行は一つ。") == ["折り返した\n行は一つ。"]
    assert cut("") == cut(" \n\u3000") == []


def test_a_space_before_the_full_stop_belongs_to_the_sentence():
    assert cut("「行く 」 。次だ。") == ["「行く 」 。", "次だ。"]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("会談した。", "da_dearu"),
        ("平和が必要である。", "da_dearu"),
        ("参加しないという。", "da_dearu"),
        ("会談しました。", "desu_masu"),
        ("見通しでしょうか?", "desu_masu"),
        ("ご確認ください。", "desu_masu"),
        ("「そう思います」", "desu_masu"),
        ("新内閣が発足", "noun_final"),
        ("注目すべきポイント", "noun_final"),
        ("港を守ること", "noun_final"),
        ("※", "other"),
        ("They agreed.", "other"),
    ],
)
def test_style(text, style):
    assert sentence_style(text) == style


def test_the_table_numbers_sentences_through_the_blocks():
    articles, blocks = text_tables(["見出し", "一つ目。二つ目です。"], ["別の記事。"])
    rows = sentences(articles, blocks)["sentences"]
    assert rows.schema.equals(arrow.schema(SENTENCES))
    found = [(row["article_id"][-1], row["index"], row["text"], row["method"]) for row in rows.to_pylist()]
    assert found == [
        ("0", 0, "見出し", "rule:block_end"),
        ("0", 1, "一つ目。", "rule:terminator"),
        ("0", 2, "二つ目です。", "rule:terminator"),
        ("1", 0, "別の記事。", "rule:terminator"),
    ]
    texts = dict(zip(articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True))
    assert all(texts[row["article_id"]][row["start"] : row["end"]] == row["text"] for row in rows.to_pylist())


def test_no_rows_for_no_articles():
    assert sentences(*text_tables())["sentences"].num_rows == 0
