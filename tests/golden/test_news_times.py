"""Sentences as outlets write them and the times in them, end to end (news_times.jsonl, written for this test).

Every construction of news is there: absolute times in every written form, bare days, weeks, business years, clocks and zones, ranges,
lengths, recurrences, deictic words, events, what an earlier time or an utterance anchors, and what only looks like a time.
"""

import datetime as dt
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.render import arrow
from schemas.tables.landing import LANDING

SENTENCES = [
    json.loads(line) for line in (Path(__file__).parent / "news_times.jsonl").read_text(encoding="utf-8").splitlines()
]


@cache
def found() -> dict[str, list[str]]:
    """Times of each sentence as ``surface=value/mod``, from the stages that make a release."""
    rows, texts = [], {}
    for number, sentence in enumerate(SENTENCES):
        record: dict[str, Any] = {"id": f"s{number}", "text": sentence["text"]}
        if sentence["published"]:
            record["published_at"] = sentence["published"]
        content = json.dumps(record, ensure_ascii=False).encode()
        texts[document_id(content)] = sentence["text"]
        rows.append(
            {
                "document_id": document_id(content),
                "location": "times.jsonl",
                "file_name": "times.jsonl",
                "record_index": number,
                "media_type": "application/json",
                "fetched_at": dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
                "content": content,
            }
        )
    tables = run_stages(arrow.from_rows(LANDING, rows), strict=True)
    text_of = {row["article_id"]: texts[row["document_id"]] for row in tables["articles"].to_pylist()}
    times: dict[str, list[str]] = defaultdict(list)
    for row in sorted(tables["time_expressions"].to_pylist(), key=lambda row: row["start"]):
        mod = f"/{row['mod']}" if row["mod"] else ""
        times[text_of[row["article_id"]]].append(f"{row['text']}={row['value']}{mod}".replace("~", "〜"))
    return times


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:20])
def test_times_of_a_sentence(sentence: dict[str, Any]) -> None:
    assert found().get(sentence["text"], []) == [time.replace("~", "〜") for time in sentence["times"]]


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
