"""Annotated news pages that lie beside the checkout: the reader stays as good on them as it was when it was measured."""

import json
import statistics
from pathlib import Path

import pytest

from benchmarks.pages import Answer, ours, overlap, plain

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(
        not (GOLD / "news_html.jsonl").exists(), reason="the annotated pages are not beside the checkout"
    ),
]


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict, Answer]]:
    pairs = []
    for line in (GOLD / "news_html.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        markup = (GOLD / row["html"]).read_bytes().decode("utf-8", "replace")
        pairs.append((row["expected"], ours({"html": markup, "url": row.get("url")})))
    return pairs


def test_titles(answers: list[tuple[dict, Answer]]) -> None:
    right = [plain(answer.title) == plain(gold["title"]) for gold, answer in answers if gold.get("title")]
    assert statistics.fmean(right) >= 0.94


def test_days_of_publication(answers: list[tuple[dict, Answer]]) -> None:
    right = [(answer.date or "")[:10] == gold["date"][:10] for gold, answer in answers if gold.get("date")]
    assert statistics.fmean(right) >= 0.95


def test_bodies(answers: list[tuple[dict, Answer]]) -> None:
    bodies = [(gold.get("body_paragraphs"), answer.body) for gold, answer in answers]
    assert statistics.fmean(overlap("".join(gold), body)[2] for gold, body in bodies if gold) >= 0.97
