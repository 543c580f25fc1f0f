"""What becomes of each kind of character, and the runs that lead back to the source."""

import pytest

from pipeline.normalize.characters import normalize
from pipeline.span import Alignment, Run, Span


def changes(source: str) -> list[tuple[str, str]]:
    """Text and source of each run whose lengths differ."""
    text, alignment = normalize(source)
    return [
        (text[run.start : run.start + run.length], source[run.source_start : run.source_start + run.source_length])
        for run in alignment.runs
        if run.length != run.source_length
    ]


@pytest.mark.parametrize(
    ("source", "text", "changed"),
    [
        ("港ﾊﾟｰﾄﾞﾞ", "港パード゙", [("パ", "ﾊﾟ"), ("ド゙", "ﾄﾞﾞ")]),
        ("か\u3099き", "がき", [("が", "か\u3099")]),
        ("か\u3099\nき\u3099", "が\nぎ", [("が", "か\u3099"), ("ぎ", "き\u3099")]),
        ("\u3099か", "\u3099か", []),
        ("か\n\u3099", "か\n\u3099", []),
        ("12㎞と㍿", "12kmと株式会社", [("km", "㎞"), ("株式会社", "㍿")]),
        ("一\r\n二\r三", "一\n二\n三", [("\n", "\r\n")]),
        ("一\r\n\u3099二", "一\n\u3099二", [("\n", "\r\n")]),
        ("一\u200b二\0三", "一二三", [("", "\u200b"), ("", "\0")]),
        ("か\u200b\u3099と\u200bﾊﾞ", "がとバ", [("が", "か\u200b\u3099"), ("と", "と\u200b"), ("バ", "ﾊﾞ")]),
        ("\u200d港\u200d", "港", [("", "\u200d"), ("", "\u200d")]),
        ("👩\u200d👧と👩\u200d港", "👩\u200d👧と👩港", [("", "\u200d")]),
        ("👩\u200d👧か\u3099👩\u200d", "👩\u200d👧が👩", [("が", "か\u3099"), ("👩", "👩\u200d")]),
        ("\u1112\u1161\u11ab国", "한国", [("한", "\u1112\u1161\u11ab")]),
        ("ＮＡＴＯ\u3000侮", "NATO 侮", []),
        ("葛\U000e0100と❤\ufe0f", "葛\U000e0100と❤\ufe0f", []),
    ],
)
def test_characters_that_change_and_their_runs(source: str, text: str, changed: list[tuple[str, str]]) -> None:
    assert normalize(source)[0] == text
    assert changes(source) == changed


def test_very_many_marks_on_one_character_are_one_run() -> None:
    source = "か" + "\u3099" + "\u0301" * 40 + "港"
    assert normalize(source)[0] == "が" + "\u0301" * 40 + "港"
    assert changes(source) == [("が" + "\u0301" * 40, source[:-1])]


def test_runs_cover_text_and_source_and_neighbours_of_equal_lengths_are_one() -> None:
    assert normalize("\r\nＡﾊﾞａ㎞")[1].runs == (
        Run(0, 1, 0, 2),
        Run(1, 1, 2, 1),
        Run(2, 1, 3, 2),
        Run(3, 1, 5, 1),
        Run(4, 2, 6, 1),
    )
    assert normalize("")[1].runs == ()
    assert normalize("\u200b")[1].runs == (Run(0, 0, 0, 1),)


def test_alignments_of_the_same_runs_are_equal() -> None:
    one = normalize("港ﾊﾞ")[1]
    assert one == Alignment.of(one.runs)
    assert one != Alignment.identity(2)
    assert one.rows() == [(0, 1, 0, 1), (1, 1, 1, 2)]
    assert one.to_source(Span(1, 2)) == Span(1, 3)
