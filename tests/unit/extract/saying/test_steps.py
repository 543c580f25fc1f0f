"""The three steps of reading a sentence, each alone: what is found, whose it is, and what its row says."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.extract.saying.candidates import subject
from pipeline.extract.saying.contents import begin
from pipeline.extract.saying.find import Found, cues_of, find
from pipeline.extract.saying.said_on import Said, Time, said_on
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.speakers import Agents
from pipeline.extract.saying.statements import find_statements
from pipeline.extract.saying.units import texts
from tests.unit.texts import text_view


def found(line: str) -> tuple[Found, Agents]:
    view = text_view(line)
    text = texts([view], [()])[0]
    (unit,), agents = text.units, text.agents
    return find(unit.words, cues_of(unit.words), Shape(unit.words, unit.tree), agents, names_source=True), agents


@pytest.mark.parametrize(
    ("line", "cues", "sources"),
    [
        ("知事は、橋が古いと述べた。", [("say", "と")], 0),
        ("知事は橋の閉鎖を求めた。", [("ask", "を")], 0),
        ("警察によると、知事は橋が古いと述べた。", [("say", "と")], 1),
        ("知事は橋が古いと述べたと報じた。", [("say", "と"), ("report", "と")], 0),
        ("橋は古いとされる。", [("hearsay", "と")], 0),
        ("橋は古かった。", [], 0),
    ],
)
def test_find(line: str, cues: list[tuple[str, str]], sources: int) -> None:
    made, _ = found(line)
    assert [(cue.cue_class, cue.frame) for cue in made.cues] == cues
    assert len(made.sources) == sources


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("知事は視察を続けていたが、市長は補助を打ち切ると述べた。", "市長"),
        ("知事は、市長が補助を打ち切ると述べた。", "知事"),
        ("堤防が切れたと説明した。", None),
        ("工事は長引くと述べた。", None),
        ("反対派が「よそ者」と呼んだ。", "反対派"),
    ],
)
def test_the_subject_of_a_cue(line: str, speaker: str | None) -> None:
    made, agents = found(line)
    agent = subject(made.words, made.shape, agents, made.cues[-1], 0)
    assert (agent.text if agent else None) == speaker


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("5日の会見で、水道料金を据え置くと発表した。", "水道料金を据え置く"),
        ("一方、水道料金を据え置くと発表した。", "水道料金を据え置く"),
        ("2017年12月には、水道料金を据え置くと発表した。", "水道料金を据え置く"),
        ("雨が降り、川があふれたと話した。", "雨が降り、川があふれた"),
    ],
)
def test_where_a_content_begins(line: str, content: str) -> None:
    made, _ = found(line)
    cue = made.cues[-1]
    start = begin(made.words, made.shape, cue, 0)
    assert line[made.words.starts[start] : made.words.ends[cue.content_end - 1]] == content


@pytest.mark.parametrize(
    ("line", "time", "basis"),
    [
        ("市長は18日、橋を直すと述べた。", "18日", "time_expression"),
        ("市長は橋を直すと18日に述べた。", "18日", "time_expression"),
        ("市長は、橋は18日に開くと述べた。", "18日", None),
        ("18日に就任した市長は、橋を直すと述べた。", "18日", None),
    ],
)
def test_the_day_on_which_it_was_said(line: str, time: str, basis: str | None) -> None:
    view, day = text_view(line), dt.date(2025, 6, 18)
    start = line.index(time)
    (statement,) = find_statements(view)
    said = said_on(view, statement, [Time(start, start + len(time), "DATE", day, day)])
    assert said == (Said(day, day, basis) if basis else Said(None, None, None))
