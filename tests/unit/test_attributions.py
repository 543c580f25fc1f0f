"""Sources: according to whom, and chains of them."""

import pytest

from pipeline.extract.attributions import find_sources
from pipeline.extract.clauses import Statement
from pipeline.extract.hedges import hedges
from pipeline.extract.speakers import Agents
from pipeline.extract.statements import article_quotations, find_statements, statements
from pipeline.extract.words import fold
from schemas.dataset import DATASET
from schemas.render import arrow
from tests.unit.texts import text_stages, text_view


def sources(line: str) -> list[tuple[str, str, str]]:
    view = text_view(line)
    words = fold(view.tokens, 0, len(view.text), [q for q in article_quotations(view) if q.parent is None])
    return [(s.agent.kind, s.agent.text, s.marker) for s in find_sources(words, Agents(view.text, ()))]


def read(line: str) -> list[Statement]:
    view = text_view(line)
    return find_statements(view, article_quotations(view))


def chain(line: str) -> list[tuple[object, ...]]:
    inputs = text_stages([line])
    empty = (arrow.empty(DATASET.table("mentions")), arrow.empty(DATASET.table("roles")))
    rows = statements(*inputs, *empty, hedges(*inputs)["hedges"])["attributions"].to_pylist()
    return [(row["level"], row["agent_text"], row["agent_kind"], row["is_open_set"]) for row in rows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("警察によると、橋は落ちた。", ("organization", "警察", "によると")),
        ("関係者によれば、橋は落ちた。", ("anonymous", "関係者", "によれば")),
        ("地元紙の報道では、橋は落ちた。", ("outlet", "地元紙", "の報道では")),
        ("警察の報告書によると、橋は落ちた。", ("organization", "警察", "によると")),
        ("警察が公開した報告書によると、橋は落ちた。", ("organization", "警察", "によると")),
        ("目撃者の話では、橋は落ちた。", ("anonymous", "目撃者", "の話では")),
    ],
)
def test_sources(line: str, expected: tuple[str, str, str]) -> None:
    assert sources(line) == [expected]


@pytest.mark.parametrize("line", ["雨による被害が出た。", "雨によって橋が落ちた。", "「警察によると橋は落ちた」"])
def test_what_is_no_source(line: str) -> None:
    assert sources(line) == []


def test_an_outlet_that_is_the_only_source_is_the_speaker() -> None:
    (statement,) = read("地元紙によると、橋は3日に落ちた。")
    assert (statement.speaker_kind, statement.kind, statement.cue_class) == ("outlet", "indirect", "source")
    assert chain("地元紙によると、橋は3日に落ちた。") == [(0, "地元紙", "outlet", False)]


def test_an_outlet_passes_on_somebody_s_words() -> None:
    line = "地元紙によると、村上市長は「橋は直す」と語った。"
    assert chain(line) == [(0, "地元紙", "outlet", False), (1, "村上", "person", False)]


def test_a_report_of_a_report_is_one_statement() -> None:
    line = "地元紙は、村上市長が「橋は直す」と主張したと伝えた。"
    (statement,) = read(line)
    assert (statement.kind, statement.speaker.text if statement.speaker else None) == ("direct", "村上")
    assert chain(line) == [(0, "地元紙", "outlet", False), (1, "村上", "person", False)]


def test_what_somebody_told_an_outlet() -> None:
    line = "地元紙に対して村上市長が語ったところによると、橋は直る。"
    assert chain(line) == [(0, "地元紙", "outlet", False), (1, "村上", "person", False)]


def test_one_of_several_sources() -> None:
    assert chain("地元紙などによると、橋は落ちた。") == [(0, "地元紙", "outlet", True)]


def test_hearsay_with_a_source_is_the_source_s() -> None:
    (statement,) = read("関係者によると、橋は直らないという。")
    assert (statement.speaker_kind, statement.kind) == ("anonymous", "indirect")
    assert statement.speaker is not None
    assert statement.speaker.text == "関係者"
