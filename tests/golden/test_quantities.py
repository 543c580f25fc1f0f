"""Amounts of news sentences end to end (quantities.jsonl, written for this test): span, value, unit and what is measured.

Where a sentence leaves open what it measures, ``noun`` is not given and not asked about.
"""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.render import arrow
from schemas.tables.landing import LANDING

SENTENCES = [
    json.loads(line) for line in (Path(__file__).parent / "quantities.jsonl").read_text(encoding="utf-8").splitlines()
]


@cache
def found() -> dict[str, list[dict[str, Any]]]:
    """Rows of ``quantities`` by sentence, each read as a document of its own."""
    landed = [
        {
            "document_id": document_id(content := row["text"].encode()),
            "location": f"{index}.txt",
            "file_name": f"{index}.txt",
            "record_index": 0,
            "media_type": "text/plain",
            "fetched_at": dt.datetime(2026, 1, 15, tzinfo=dt.UTC),
            "content": content,
        }
        for index, row in enumerate(SENTENCES)
    ]
    made = run_stages(arrow.from_rows(LANDING, landed), strict=True)
    names = {row["article_id"]: row["document_id"] for row in made["articles"].to_pylist()}
    rows: dict[str, list[dict[str, Any]]] = {}
    for quantity in sorted(made["quantities"].to_pylist(), key=lambda row: row["start"]):
        rows.setdefault(names[quantity["article_id"]], []).append(quantity)
    return rows


@pytest.mark.parametrize("row", SENTENCES, ids=[row["text"][:12] for row in SENTENCES])
def test_amounts(row: dict[str, Any]) -> None:
    rows = found().get(document_id(row["text"].encode()), [])
    assert [quantity["text"] for quantity in rows] == [amount["text"] for amount in row["amounts"]]
    for quantity, amount in zip(rows, row["amounts"], strict=True):
        assert quantity["value_min"] == pytest.approx(amount["min"])
        assert quantity["value_max"] == pytest.approx(amount["max"])
        assert quantity["unit"] == amount["unit"]
        if "noun" in amount:
            assert quantity["noun"] == amount["noun"]
