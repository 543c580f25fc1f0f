"""Names in constructions that annotated news seldom has: titles of offices, 米内務長官, 両選手, parties, customs houses, pairs of countries.

The sentences (rare_names.jsonl) are written for this test and share no name with the frames that the tagger is trained on (``benchmarks/training/name_frames.py``).
Those still wrong are listed, so that one that becomes right must leave.
"""

import pytest

from pipeline.extract.names.mentions import find_names
from tests.golden.reading import sentences
from tests.unit.texts import text_view

NAMES = [(row["text"], " ".join(row["names"])) for row in sentences("rare_names.jsonl")]
STILL_WRONG: frozenset[str] = frozenset([])


def found(sentence: str) -> list[str]:
    names = find_names(text_view(sentence)).names
    return [
        f"{sentence[name.start : name.end]}/{name.entity_type}"
        for name in names
        if name.form not in ("title_only", "anaphor")
    ]


@pytest.mark.parametrize(("sentence", "expected"), NAMES)
def test_names_in_rare_constructions(sentence: str, expected: str) -> None:
    assert (found(sentence) == expected.split()) != (sentence in STILL_WRONG), found(sentence)


@pytest.mark.parametrize(
    ("sentence", "title", "holders"),
    [
        ("北原一郎、南野花子両選手が出場した。", "選手", 2),
        ("村上健、田口洋子両議員が質問した。", "議員", 2),
        ("木下進、森田愛両被告が出廷した。", "被告", 2),
        ("前田一、西村学両教授が講演した。", "教授", 2),
        ("大野緑、石田誠両監督が並んだ。", "監督", 2),
        ("ヨハン・シュミット米内務長官は語った。", "内務長官", 1),
    ],
)
def test_a_title_that_two_share_is_each_ones(sentence: str, title: str, holders: int) -> None:
    roles = [role for role in find_names(text_view(sentence)).roles if role.title.role == title]
    assert len({role.person for role in roles}) == holders
