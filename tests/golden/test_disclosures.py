"""Sentences in which a page speaks of itself against sentences about such things (disclosures.jsonl, written for this test)."""

import json
from pathlib import Path

from pipeline.normalize.self_reference import notes

SENTENCES = [
    json.loads(line) for line in (Path(__file__).parent / "disclosures.jsonl").read_text(encoding="utf-8").splitlines()
]


def found(text: str) -> set[str]:
    return {note.kind for note in notes(text)}


def test_nothing_is_disclosed_that_is_not() -> None:
    wrong = [(row["text"], kinds) for row in SENTENCES if (kinds := found(row["text"]) - set(row["kinds"]))]
    assert wrong == []


def test_hardly_a_disclosure_is_missed() -> None:
    wanted = sum(len(row["kinds"]) for row in SENTENCES)
    hits = sum(len(found(row["text"]) & set(row["kinds"])) for row in SENTENCES)
    assert wanted >= 100
    assert hits / wanted >= 0.95


def test_a_note_keeps_its_span() -> None:
    for row in SENTENCES:
        for note in notes(row["text"]):
            assert row["text"][note.start : note.end].strip() == row["text"][note.start : note.end] != ""
