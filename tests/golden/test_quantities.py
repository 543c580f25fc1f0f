"""Amounts of news sentences end to end (quantities.jsonl, amount_shapes.jsonl, written for this test): span, value, unit and what is measured.

Where a sentence leaves open what it measures, ``noun`` is not given and not asked about. The shapes are kinds of faults that real news
showed, each in several variants and with what must not change.
"""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.golden.reading import Row, rows_of, sentences

SENTENCES = [*sentences("quantities.jsonl"), *sentences("amount_shapes.jsonl")]


@cache
def found() -> list[list[Row]]:
    """Rows of ``quantities`` by sentence, each read as a document of its own."""
    return rows_of(SENTENCES, "quantities")


@pytest.mark.parametrize("number", range(len(SENTENCES)), ids=[row["text"][:12] for row in SENTENCES])
def test_amounts(number: int) -> None:
    rows, row = found()[number], SENTENCES[number]
    assert [quantity["text"] for quantity in rows] == [amount["text"] for amount in row["amounts"]]
    for quantity, amount in zip(rows, row["amounts"], strict=True):
        assert quantity["value_min"] == pytest.approx(amount["min"])
        assert quantity["value_max"] == pytest.approx(amount["max"])
        assert quantity["unit"] == amount["unit"]
        if "noun" in amount:
            assert quantity["noun"] == amount["noun"]


def test_every_shape_has_variants() -> None:
    shapes: Counter[Any] = Counter(row["kind"] for row in SENTENCES if "kind" in row)
    assert len(shapes) > 15
    assert min(shapes.values()) >= 5


def test_a_numeral_written_by_mistake_says_so() -> None:
    methods = [
        {row["method"] for row in rows}
        for rows, asked in zip(found(), SENTENCES, strict=True)
        if "憶円" in asked["text"]
    ]
    assert methods
    assert all(method == {"rule:miswritten_numeral"} for method in methods)
