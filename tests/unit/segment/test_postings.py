"""Postings: where words stand, by their normalized form, as wholes and by A units, in content alone."""

import pyarrow as pa

from pipeline.segment.postings import postings
from schemas.render import arrow
from schemas.tables.blocks import BLOCKS
from schemas.tables.postings import POSTINGS
from tests.unit.texts import Line, text_stages, text_tables


def made(*documents: list[Line]) -> list[dict[str, object]]:
    return postings(*text_stages(*documents))["postings"].to_pylist()


def places(rows: list[dict[str, object]], term: str) -> list[tuple[object, object]]:
    return sorted((row["start"], row["end"]) for row in rows if row["term"] == term)


def test_a_word_is_found_by_its_normalized_form_wherever_it_stands() -> None:
    rows = made(["話合いで停戦が決まった。", "停戦の話し合いだ。"])
    assert places(rows, "停戦") == [(4, 6), (13, 15)]
    assert places(rows, "話し合い") == [(0, 3), (16, 20)]
    assert places(rows, "決まる") == [(7, 10)]


def test_a_compound_is_found_as_a_whole_and_by_its_units() -> None:
    rows = made(["東京都庁の会議。"])
    assert places(rows, "東京都庁") == [(0, 4)]
    assert places(rows, "東京") == [(0, 2)]
    assert places(rows, "都庁") == [(2, 4)]


def test_particles_auxiliaries_and_punctuation_are_not_there() -> None:
    terms = {row["term"] for row in made(["港は静かだった。「雪」…"])}
    assert {"港", "雪"} <= terms
    assert not {"は", "だ", "た", "。", "「", "…"} & terms


def test_latin_letters_are_lower_case() -> None:
    assert places(made(["NATOは声明を出した。"]), "nato") == [(0, 4)]


def test_what_is_no_content_is_not_found() -> None:
    articles, blocks = text_tables(["停戦。", "停戦。"])
    rows = blocks.to_pylist()
    rows[1]["is_content"] = False
    _, _, sentences, tokens, lexemes = text_stages(["停戦。", "停戦。"])
    found = postings(articles, arrow.from_rows(BLOCKS, rows), sentences, tokens, lexemes)["postings"].to_pylist()
    assert places(found, "停戦") == [(0, 2)]


def test_each_article_has_its_own_rows_whatever_stands_beside_it() -> None:
    first: list[Line] = ["北大西洋条約機構は雪。"]
    second: list[Line] = ["雪が降った。", "停戦。"]
    together = pa.concat_tables(
        [postings(*text_stages(first))["postings"], postings(*text_stages([], second))["postings"]]
    )
    order = [("article_id", "ascending"), ("start", "ascending"), ("term", "ascending")]
    both = postings(*text_stages(first, second))["postings"]
    assert both.sort_by(order).equals(together.sort_by(order))
    assert both.schema.equals(arrow.schema(POSTINGS))


def test_no_articles_have_none() -> None:
    assert made() == []
    assert made([]) == []


def test_no_place_of_a_word_is_there_twice() -> None:
    rows = made(["北大西洋条約機構、お客様、東京都庁、2025年10月、ＮＡＴＯ軍、日本銀行総裁。"])
    keys = [(row["term"], row["article_id"], row["start"]) for row in rows]
    assert len(set(keys)) == len(keys)
