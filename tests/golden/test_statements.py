"""Paragraphs and what is said in them, end to end (statements.jsonl, written for this test before the rules it tests).

One paragraph a line with every statement that it holds: content, cue, speaker, chain, certainty, polarity, kind, quotation, the day on
which it was said, whom it is about and told to; and which bracketed words are speech (``speech``) or not (``unspoken``). A paragraph
without statements must have none. ``python -m tests.golden.test_statements`` shows what differs and how many values of each field are
right.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from assets.evaluation import golden
from assets.evaluation.reading import of_text, read
from assets.evaluation.scoring.saying import FIELDS, pairs
from assets.evaluation.scoring.saying import found as found_in

PARAGRAPHS: list[dict[str, Any]] = golden.records(golden.folder(), "statements.jsonl")
#: paragraphs that no rule reads right yet; one that becomes right must leave this list
#: (夕凪球団 and 灯台岳 are made of common words, and no name to the tagger, so that the two statements are about nobody)
KNOWN_WRONG: frozenset[str] = frozenset(("this-points-back", "outlets-and-a-city"))


@cache
def found() -> dict[str, dict[str, Any]]:
    """Statements and quotations of each paragraph as the stages that make a release find them, in the shape of the gold."""
    documents = [
        of_text(paragraph["id"], paragraph["text"], published=paragraph["published"], title=paragraph["title"])
        for paragraph in PARAGRAPHS
    ]
    return {paragraph["id"]: found_in(made) for paragraph, made in zip(PARAGRAPHS, read(documents), strict=True)}


def differences(paragraph: dict[str, Any]) -> list[str]:
    """What of a paragraph is not as it should be, in words; empty where all is right."""
    got, wrong = found()[paragraph["id"]], []
    paired = pairs(paragraph["statements"], got["statements"])
    for want, row in paired:
        if row is None:
            wrong.append(f"missed {want['content']!r} ({want['cue']})")
            continue
        wrong += [f"{field} {row[field]!r} for {want[field]!r}" for field in FIELDS if row[field] != want[field]]
    taken = [row for _, row in paired if row is not None]
    wrong += [f"extra {row['content']!r} ({row['cue']})" for row in got["statements"] if row not in taken]
    for where in ("speech", "unspoken"):
        wrong += [f"{inner!r} is not {where}" for inner in paragraph[where] if inner not in got[where]]
    return wrong


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda paragraph: paragraph["id"])
def test_statements_of_a_paragraph(paragraph: dict[str, Any]) -> None:
    wrong = differences(paragraph)
    if paragraph["id"] in KNOWN_WRONG:
        assert wrong, f"{paragraph['id']} is right now: take it off KNOWN_WRONG"
    else:
        assert wrong == [], paragraph["text"]


def test_every_field_has_more_than_one_value() -> None:
    for field in FIELDS:
        assert len({str(row[field]) for paragraph in PARAGRAPHS for row in paragraph["statements"]}) > 1, field
    assert sum(not paragraph["statements"] for paragraph in PARAGRAPHS) >= 8


def report() -> Iterator[str]:
    """What differs, and for each field how many values are right."""
    right: Counter[str] = Counter()
    for paragraph in PARAGRAPHS:
        if wrong := differences(paragraph):
            yield f"{paragraph['id']}: {paragraph['text']}\n    " + "\n    ".join(wrong)
        for want, row in pairs(paragraph["statements"], found()[paragraph["id"]]["statements"]):
            right["found"] += row is not None
            right.update(field for field in FIELDS if row is not None and row[field] == want[field])
    total = sum(len(paragraph["statements"]) for paragraph in PARAGRAPHS)
    yield f"{sum(not differences(p) for p in PARAGRAPHS)} of {len(PARAGRAPHS)} paragraphs are right"
    yield f"of {total} statements: " + ", ".join(f"{field} {right[field]}" for field in ("found", *FIELDS))


if __name__ == "__main__":
    sys.stdout.writelines(line + "\n" for line in report())
