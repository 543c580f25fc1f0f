"""Properties of quotations, statements, attributions and hedges on any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.article.quotations import bracket_pairs
from pipeline.extract.hedges import hedges
from pipeline.extract.saying.statements import statements
from schemas.dataset import DATASET
from schemas.render import arrow
from tests.unit.texts import text_stages

PIECES = st.sampled_from(
    [
        "「",
        "」",
        "『",
        "』",
        "“",
        "”",
        '"',
        "、",
        "。",
        "は",
        "が",
        "も",
        "を",
        "と",
        "との",
        "という",
        "として",
        "よう",
        "に",
        "によると",
        "によれば",
        "ところ",
        "などの",
        "市長",
        "村上氏",
        "関係者",
        "外務省",
        "地元紙",
        "同氏",
        "語った",
        "述べ",
        "述べた",
        "指摘",
        "明らかにした",
        "求めた",
        "とみられる",
        "とされる",
        "考えを",
        "示した",
        "見方がある",
        "可能性がある",
        "雨が降る",
        "だろう",
        "か",
        "・",
        "(",
        ")",
        "\u3000",
        "NATO",
        "1",
        "氏",
        "😀",
        "\x00",
    ]
)
LINES = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60).map(lambda t: t.replace("\n", " "))


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=3))
def test_any_text_gives_rows_that_fit_and_spans_that_cover_their_text(lines: list[str]) -> None:
    inputs = text_stages([line.encode("utf-8", "replace").decode() for line in lines if line.strip()])
    found = hedges(*inputs)
    empty = {name: arrow.empty(DATASET.table(name)) for name in ("mentions", "roles", "time_expressions")}
    reads = (empty["mentions"], empty["roles"], found["hedges"], empty["time_expressions"])
    made = {**found, **statements(*inputs, *reads)}
    (text,) = inputs[0]["text"].to_pylist()
    for name, table in made.items():
        rows = table.to_pylist()
        keys = [tuple(row[key] for key in DATASET.table(name).primary_key) for row in rows]
        assert len(keys) == len(set(keys))
        for row in () if name == "statement_mentions" else rows:
            assert row["start"] < row["end"]
            assert text[row["start"] : row["end"]] == row["text"]
    quotations = {row["quotation_id"]: row for row in made["quotations"].to_pylist()}
    for row in made["statements"].to_pylist():
        assert row["cue_start"] is None or text[row["cue_start"] : row["cue_end"]] == row["cue"] != ""
        assert row["quotation_id"] is None or row["quotation_id"] in quotations
    for row in made["attributions"].to_pylist():
        assert row["agent_text"] == row["text"]
    for row in quotations.values():
        parent = quotations.get(row["parent_id"])
        assert row["parent_id"] is None or (parent["start"] < row["start"] and row["end"] < parent["end"])


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='「」『』“”"あ。', max_size=40))
def test_pairs_nest_and_never_cross(text: str) -> None:
    pairs = [(start, end) for start, end, _ in bracket_pairs(text)]
    for a, b in pairs:
        for c, d in pairs:
            assert not a < c < b < d
