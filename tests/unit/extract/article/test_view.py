"""What extraction reads of a batch: rows grouped by article, rules asked once a lexeme."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import Lexeme, views
from pipeline.extract.names.candidates import word_class
from pipeline.identity import row_id
from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.tables.hedges import HEDGES
from tests.unit.texts import text_stages, text_view


def test_an_articles_rows_are_its_own_in_whatever_order_they_come() -> None:
    tables = text_stages(["凪浜の港は静かだ。", "船が出た。"], ["雪が降った。"])
    shuffled = [table.take(pa.array(range(table.num_rows - 1, -1, -1))) for table in tables[1:]]
    for first, second in zip(views(*tables), views(tables[0], *shuffled), strict=True):
        assert first.blocks == second.blocks
        assert first.sentences == second.sentences
        assert (first.tokens.starts, first.tokens.lexemes) == (second.tokens.starts, second.tokens.lexemes)
        assert all(first.text[s.start : s.end].strip() for s in first.sentences)


def test_a_rule_is_asked_once_a_lexeme_and_answers_for_all_its_tokens() -> None:
    tokens = text_view("港と港と港。").tokens
    asked: list[Lexeme] = []

    def is_port(lexeme: Lexeme) -> bool:
        asked.append(lexeme)
        return lexeme.surface == "港"

    assert tokens.passing(is_port) == tokens.passing(is_port) == [0, 2, 4]
    assert sum(lexeme is tokens.lexemes[0] for lexeme in asked) == 1
    assert tokens.classes(word_class) == "".join(map(word_class, tokens.lexemes))


def test_tokens_without_their_lexemes_are_an_error() -> None:
    articles, blocks, sentences, tokens, lexemes = text_stages(["雪が降った。"])
    without = lexemes.filter(pc.not_equal(lexemes["surface"], "雪"))
    with pytest.raises(ValueError, match="1 tokens have a lexeme_id"):
        views(articles, blocks, sentences, tokens, without)


def test_rows_of_spans_have_the_identifier_and_the_text_of_their_article() -> None:
    view = text_view("雪が降るらしい。")
    rows = SpanRows(HEDGES, "hed", ("start", "end", "category", "certainty", "scope_start", "scope_end", "method"))
    assert rows.made().equals(arrow.empty(DATASET.table("hedges")))
    rows.add(view, [(4, 7, "inference", "probable", 0, 4, "rule:rashii")])
    (row,) = rows.made().to_pylist()
    assert (row["hedge_id"], row["text"]) == (row_id("hed", view.article_id, 4, 7), "らしい")
