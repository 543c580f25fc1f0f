"""Intervals of publication that the text alone bounds, on real articles whose day is known."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.evidence import gather
from pipeline.normalize.publication import choose

NEWS = Path(__file__).resolve().parents[3] / "shared" / "gold" / "news_docs.jsonl"
FETCHED = dt.date(2026, 11, 1)
# The day of a cited report, behind its outlet: an article that cites it appeared on the day of the last one, or soon after
CITED = re.compile(r"[、,]((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")


def known_day(record: dict[str, str]) -> dt.date | None:
    if "published_at" in record:
        return dt.date.fromisoformat(record["published_at"][:10])
    days = []
    for found in CITED.finditer(record["text"]):
        try:
            days.append(dt.date(*map(int, found.groups())))
        except ValueError:
            continue
    return max(days, default=None) if record["id"].startswith("jawikinews") else None


@pytest.mark.gold
@pytest.mark.skipif(not NEWS.exists(), reason="no gold data here")
def test_the_day_of_publication_lies_in_the_interval() -> None:
    inside, outside = 0, []
    for line in NEWS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        day = known_day(record)
        if day is None:
            continue
        text, _ = normalize(record["text"])
        blocks = [block for block in find_blocks(text) if block.role not in ("dateline", "byline")]
        found = choose(gather((), None, None, blocks, FETCHED), FETCHED)
        if found.basis == "none":
            continue
        if (found.earliest or dt.date.min) <= day <= (found.latest or dt.date.max):
            inside += 1
        else:
            outside.append(record["id"])
    assert inside >= 20
    assert inside / (inside + len(outside)) >= 0.98, outside
