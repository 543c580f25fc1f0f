"""Tokens, lexemes and their units, against SudachiPy's own analysis."""

import json
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from sudachipy import SplitMode

from pipeline.segment import lexicon
from pipeline.segment import tokens as module
from pipeline.segment.dictionary import dictionary, dictionary_version
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import MAX_BYTES, tokenize, tokens
from pipeline.segment.upos import upos
from schemas.render import arrow
from schemas.tables.lexemes import LEXEMES
from schemas.tables.tokens import TOKENS
from tests.unit.texts import text_tables

TEXTS = [
    "選挙管理委員会は12,345人分の名簿を国家公務員労働組合に渡した。",
    "中谷元防衛相は北大西洋条約機構(NATO)の事務総長を迎え、１２３万円を拠出すると述べた。",
    "nato と NATO と Nato、ﾊﾞｽとバス、すごーーいとすごーい。",
    "徳島(とくしま)県の㍿架空商事…㌔㍉",
    "𠮷野家の𠮟る声👨‍👩‍👧‍👦が聞こえた\u3000と\x00いう。",
    "Taiwanese semiconductor makers said Friday they'd expand.",
    "東京都知事選挙に関する特別委員会設置法案が参議院本会議で可決、成立した。",
]


def analyse(texts: list[str]) -> tuple[pa.Table, pa.Table]:
    articles, blocks = text_tables(*([text] for text in texts))
    made = tokens(articles, blocks, sentences(articles, blocks)["sentences"])
    return made["tokens"], made["lexemes"]


def own_spans(text: str, mode: SplitMode) -> list[tuple[int, int, str, str]]:
    morphemes = dictionary().tokenizer(mode=mode).tokenize(text)
    return [(m.begin(), m.end(), m.normalized_form(), m.reading_form()) for m in morphemes]


def derived_spans(texts: list[str], units: str | None) -> list[list[tuple[int, int, str, str]]]:
    rows, lexemes = analyse(texts)
    words = {row["lexeme_id"]: row for row in lexemes.to_pylist()}
    derived: list[list[tuple[int, int, str, str]]] = [[] for _ in texts]
    for row in rows.to_pylist():
        word, place = words[row["lexeme_id"]], derived[int(row["article_id"][4:], 16)]
        parts = word[units] if units else []
        for part in parts or [{"lexeme_id": row["lexeme_id"], "start": 0, "end": row["end"] - row["start"]}]:
            unit = words[part["lexeme_id"]]
            start, end = row["start"] + part["start"], row["start"] + part["end"]
            place.append((start, end, unit["normalized_form"], unit["reading"]))
    return derived


@pytest.mark.parametrize(
    ("mode", "units"), [(SplitMode.C, None), (SplitMode.B, "b_units"), (SplitMode.A, "a_units")], ids="CBA"
)
def test_tokens_and_units_equal_sudachis_own(mode, units):
    assert derived_spans(TEXTS, units) == [own_spans(text, mode) for text in TEXTS]


@pytest.mark.gold
def test_tokens_and_units_equal_sudachis_own_on_news():
    path = Path(__file__).resolve().parents[4] / "shared" / "gold" / "news_docs.jsonl"
    if not path.exists():
        pytest.skip("no annotated data beside the checkout")
    with path.open(encoding="utf-8") as lines:
        documents = [json.loads(next(lines))["text"] for _ in range(60)]
    texts = [line.strip() for text in documents for line in text.splitlines() if line.strip()]
    for mode, units in ((SplitMode.C, None), (SplitMode.B, "b_units"), (SplitMode.A, "a_units")):
        assert derived_spans(texts, units) == [own_spans(text, mode) for text in texts]


def test_surfaces_are_the_text_and_leave_no_gap():
    rows, lexemes = analyse(TEXTS)
    assert rows.schema.equals(arrow.schema(TOKENS))
    assert lexemes.schema.equals(arrow.schema(LEXEMES))
    words = {row["lexeme_id"]: row for row in lexemes.to_pylist()}
    assert len(words) == lexemes.num_rows
    ends = [0] * len(TEXTS)
    for row in rows.to_pylist():
        article = int(row["article_id"][4:], 16)
        assert row["start"] == ends[article]
        assert words[row["lexeme_id"]]["surface"] == TEXTS[article][row["start"] : row["end"]]
        ends[article] = row["end"]
    assert ends == [len(text) for text in TEXTS]


def test_a_variant_of_a_word_is_a_lexeme_of_its_own():
    spans = {token.surface: token.lexeme_id for token in tokenize("natoとNATOとバスとﾊﾞｽ")}
    assert len({spans[surface] for surface in ("nato", "NATO", "バス", "ﾊﾞｽ")}) == 4


def test_a_joined_numeral_keeps_its_own_forms():
    _, lexemes = analyse(["1万円と12,345円。"])
    forms = {row["surface"]: (row["normalized_form"], row["is_oov"]) for row in lexemes.to_pylist()}
    assert forms["12,345"] == ("12345", True)
    assert forms["1万"] == ("10000", True)


def test_lexeme_ids_do_not_depend_on_what_was_analysed_before(monkeypatch):
    first = analyse(TEXTS)
    monkeypatch.setattr(lexicon, "_SHARED", [lexicon.Lexicon()])
    backwards = analyse(TEXTS[::-1])
    assert first[1].equals(backwards[1])
    monkeypatch.setattr(lexicon, "REMEMBERED", 0)
    assert analyse(TEXTS)[0].equals(first[0])


def test_units_point_to_lexemes_of_the_table():
    _, lexemes = analyse(["選挙管理委員会"])
    words = {row["lexeme_id"]: row for row in lexemes.to_pylist()}
    whole = next(row for row in words.values() if row["surface"] == "選挙管理委員会")
    assert [words[unit["lexeme_id"]]["surface"] for unit in whole["a_units"]] == ["選挙", "管理", "委員", "会"]
    assert [words[unit["lexeme_id"]]["surface"] for unit in whole["b_units"]] == ["選挙", "管理", "委員会"]
    assert [(unit["start"], unit["end"]) for unit in whole["b_units"]] == [(0, 2), (2, 4), (4, 7)]


def test_a_block_longer_than_sudachi_takes_is_cut_at_sentences():
    text = "長い文章を繰り返す。" * 3000
    assert len(text.encode()) > MAX_BYTES
    (rows, _), short = analyse([text]), tokenize("長い文章を繰り返す。")
    assert rows.num_rows == 3000 * len(short)
    assert rows["sentence_index"].to_pylist()[-1] == 2999
    assert rows["end"].to_pylist()[-1] == len(text)


def test_a_sentence_longer_than_sudachi_takes_is_cut_anywhere():
    text = "あ" * 40_000
    found = tokenize(text)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert tokenize("ﷺ" * 9000)[-1].end == 9000


def test_code_points_outside_the_basic_plane_and_nuls_keep_the_offsets():
    text = "𠮷野家\x00の👨\u200d👩\u200d👧が𩸽を食べた。"
    (rows, lexemes), single = analyse([text]), tokenize(text)
    assert [(token.start, token.end) for token in single] == [(m[0], m[1]) for m in own_spans(text, SplitMode.C)]
    assert [(row["start"], row["end"]) for row in rows.to_pylist()] == [(token.start, token.end) for token in single]
    assert "".join(token.surface for token in single) == text
    assert {"𩸽", "\x00"} <= set(lexemes["surface"].to_pylist())


def test_a_long_block_outside_the_basic_plane_keeps_the_offsets():
    part = "𠮷の👍\x00。"
    text = part * 8000
    assert len(text.encode()) > 2 * MAX_BYTES
    rows, short = analyse([text])[0], tokenize(part)
    starts = [at * len(part) + token.start for at in range(8000) for token in short]
    assert rows["start"].to_pylist() == starts
    assert [token.start for token in tokenize(text)][-1] == starts[-1]


def test_every_lone_surrogate_is_one_character():
    text = "前\ud83dと\udc4dの後"
    found = tokenize(text)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert [token.start for token in found if token.surface == "\ufffd"] == [1, 3]


def test_tokens_know_their_sentence():
    articles, blocks = text_tables(["見出し", "一つ目。 二つ目。"])
    rows = tokens(articles, blocks, sentences(articles, blocks)["sentences"])["tokens"].to_pylist()
    text = articles["text"][0].as_py()
    by_sentence = ["".join(text[r["start"] : r["end"]] for r in rows if r["sentence_index"] == at) for at in range(3)]
    assert by_sentence == ["見出し", "一つ目。 ", "二つ目。"]
    assert [row["index"] for row in rows] == list(range(len(rows)))


def test_empty_and_damaged_texts():
    assert tokenize("") == []
    assert [token.surface for token in tokenize("\ud83dあ")][-1] == "あ"
    assert tokens(*text_tables(), sentences(*text_tables())["sentences"])["tokens"].num_rows == 0


def test_threads_share_the_dictionary():
    expected, found = tokenize(TEXTS[0]), []
    threads = [threading.Thread(target=lambda: found.append(tokenize(TEXTS[0]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.parametrize(
    ("text", "surface", "tag"),
    [
        ("東京で会う", "東京", "PROPN"),
        ("東京で会う", "で", "ADP"),
        ("静かな街", "静か", "ADJ"),
        ("この街", "この", "DET"),
        ("大きな街", "大きな", "ADJ"),
        ("行くそうだ", "そう", "AUX"),
        ("走った", "た", "AUX"),
        ("走った", "走っ", "VERB"),
        ("雨だから休む", "から", "SCONJ"),
        ("本当だね", "ね", "PART"),
        ("しかし違う", "しかし", "CCONJ"),
        ("これだ", "これ", "PRON"),
        ("甲→乙", "→", "SYM"),
        ("以上。", "。", "PUNCT"),
    ],
)
def test_universal_part_of_speech(text, surface, tag):
    token = next(token for token in tokenize(text) if token.surface == surface)
    assert upos(token.pos, surface) == tag


def test_unknown_part_of_speech():
    assert upos(("未知", "*")) == "X"


def test_a_noun_that_the_dictionary_lacks_is_a_name():
    _, lexemes = analyse(["ゾルヴェルニカの広さを測る。"])
    tags = {row["surface"]: (row["upos"], row["is_oov"]) for row in lexemes.to_pylist()}
    assert tags["ゾルヴェルニカ"] == ("PROPN", True)
    assert tags["さ"] == ("PART", False)


def test_the_version_names_dictionary_and_tokenizer():
    assert dictionary_version().startswith("sudachidict_core 20")
    assert "/ sudachipy 0.7" in dictionary_version()


@pytest.mark.parametrize(
    ("characters", "kind"),
    [
        ("あア亜1a、。ー・", lexicon.PLAIN),
        ("AＡａ１ｱ①", lexicon.VARIABLE),
        ("…㍿½Ⅳﾞ\u3099\ufe0f🏳", lexicon.EXOTIC),
    ],
    ids=["plain", "variable", "exotic"],
)
def test_kinds_of_characters(characters, kind):
    kinds = lexicon.character_kinds()[lexicon.code_points(characters)]
    assert dict(zip(characters, kinds.tolist(), strict=True)) == dict.fromkeys(characters, kind)


def test_text_is_settled_in_portions(monkeypatch):
    whole = analyse(TEXTS)
    monkeypatch.setattr(module, "_SETTLED_TOGETHER", 10)
    in_portions = analyse(TEXTS)
    assert whole[0].equals(in_portions[0])
    assert whole[1].equals(in_portions[1])


def test_a_long_run_of_numerals_is_cut_and_nothing_is_lost() -> None:
    text = "電話は" + "03-1234-" * 400 + "です。"
    found = tokenize(text)
    assert "".join(token.surface for token in found) == text
    assert [token.surface for token in found[:2]] == ["電話", "は"]
    assert [token.surface for token in found[-2:]] == ["です", "。"]
    whole = "".join(f"第{number}回は{number * 3}人。" for number in range(300))
    assert [token.surface for token in tokenize(whole)][:5] == ["第", "0", "回", "は", "0"]
