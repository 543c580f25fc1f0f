"""Stages over articles: what is worked out for all at once reaches each, and one that fails does not take the others along."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from pipeline.extract.article.article_stage import ArticleStage, Found, spans_of
from pipeline.extract.article.view import ArticleView
from schemas.tables.glossary import GLOSSARY
from tests.unit.texts import text_stages

FIELDS = ("start", "end", "kind", "term", "expansion", "method")


def whole(view: ArticleView, *prepared: object) -> list[tuple[object, ...]]:
    """One row: the whole text; an article that holds 壊 cannot be read."""
    if "壊" in view.text:
        raise KeyError(view.text)
    return [(0, len(view.text), "definition", view.text, str(prepared[0]) if prepared else "", "rule:whole")]


gather = spans_of(GLOSSARY, "glo", FIELDS)


def tables() -> tuple[pa.Table, ...]:
    return text_stages(["港が開いた。"], ["船が壊れた。"], ["雪が降った。"])


def test_an_article_that_fails_is_named_and_the_others_have_their_rows() -> None:
    stage = ArticleStage("glossary", ("glossary",), whole, gather)
    failed: dict[str, Exception] = {}
    made = stage.run(dict(zip(stage.inputs, tables(), strict=True)), failed=failed)["glossary"]
    assert made["text"].to_pylist() == ["港が開いた。", "雪が降った。"]
    assert list(failed) == ["art_000000000000000000000001"]
    with pytest.raises(KeyError):
        stage(*tables())


def test_what_is_prepared_for_all_reaches_each_also_where_it_fails_on_one() -> None:
    def lengths(views: Sequence[ArticleView]) -> list[int]:
        if any("雪" in view.text for view in views):
            raise ValueError("雪")
        return [len(view.text) for view in views]

    stage = ArticleStage("glossary", ("glossary",), whole, gather, prepare=lengths)
    failed: dict[str, Exception] = {}
    made = stage.run(dict(zip(stage.inputs, tables(), strict=True)), failed=failed)["glossary"]
    assert made["expansion"].to_pylist() == ["6"]
    assert {article: type(error) for article, error in failed.items()} == {
        "art_000000000000000000000001": KeyError,
        "art_000000000000000000000002": ValueError,
    }


def test_a_stage_returns_the_tables_that_it_declares() -> None:
    def other(found: Found) -> dict[str, pa.Table]:
        return {"hedges": gather(found)["glossary"]}

    with pytest.raises(ValueError, match="returned"):
        ArticleStage("glossary", ("glossary",), whole, other)(*text_stages(["港が開いた。"]))
