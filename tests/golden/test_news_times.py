"""Sentences as outlets write them and the times in them, end to end (news_times.jsonl, time_shapes.jsonl, written for this test).

Every construction of news is there: absolute times in every written form, bare days, weeks, business years, clocks and zones, ranges,
lengths, recurrences, deictic words, events, what an earlier time or an utterance anchors, and what only looks like a time. The
shapes are kinds of faults that real news showed, each in several variants and with what must not change.
"""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.golden.reading import as_written, plain, rows_of, sentences

SENTENCES = [*sentences("news_times.jsonl"), *sentences("time_shapes.jsonl")]


@cache
def found() -> list[list[str]]:
    """Times of each sentence, from the stages that make a release."""
    return [as_written(times) for times in rows_of(SENTENCES, "time_expressions")]


@pytest.mark.parametrize("number", range(len(SENTENCES)), ids=[sentence["text"][:20] for sentence in SENTENCES])
def test_times_of_a_sentence(number: int) -> None:
    assert found()[number] == [plain(time) for time in SENTENCES[number]["times"]]


def test_every_shape_has_variants() -> None:
    shapes: Counter[Any] = Counter(sentence["kind"] for sentence in SENTENCES if "kind" in sentence)
    assert len(shapes) > 15
    assert min(shapes.values()) >= 5


def test_every_kind_of_value_is_there() -> None:
    values = " ".join(time for sentence in SENTENCES for time in sentence["times"])
    for part in (
        "FY",
        "-Q",
        "-W",
        "-WE",
        "TMO",
        "PXM",
        "=P3D",
        "PRESENT_REF",
        "XXXX-XX",
        "ON_OR_BEFORE",
        "APPROX",
        "+09:00",
    ):
        assert part in values
    assert sum(not sentence["times"] for sentence in SENTENCES) >= 8
