"""Paragraphs and what is said in them, end to end (statements.jsonl, written for this test before the rules it tests).

One paragraph a line with every statement that it holds: content, cue, speaker, chain, certainty, polarity, kind, quotation, the day on
which it was said, whom it is about and told to; and which bracketed words are speech (``speech``) or not (``unspoken``). A paragraph
without statements must have none. ``python -m tests.golden.test_statements`` shows what differs and how many values of each field are
right.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.render import arrow
from schemas.tables.landing import LANDING

PARAGRAPHS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "statements.jsonl").read_text(encoding="utf-8").splitlines()
]
FIELDS = (
    "content",
    "cue",
    "kind",
    "speaker",
    "speaker_kind",
    "chain",
    "certainty",
    "polarity",
    "quotation",
    "said_earliest",
    "said_latest",
    "said_basis",
    "about",
    "addressee",
)
#: paragraphs that no rule reads right yet; one that becomes right must leave this list
KNOWN_WRONG: frozenset[str] = frozenset()


def _landing() -> tuple[Any, dict[str, str]]:
    rows, ids = [], {}
    for number, paragraph in enumerate(PARAGRAPHS):
        record = {"id": paragraph["id"], "text": paragraph["text"], "published_at": paragraph["published"]}
        if paragraph["title"]:
            record["title"] = paragraph["title"]
        content = json.dumps(record, ensure_ascii=False).encode()
        ids[document_id(content)] = paragraph["id"]
        rows.append(
            {
                "document_id": document_id(content),
                "location": "statements.jsonl",
                "file_name": "statements.jsonl",
                "record_index": number,
                "media_type": "application/json",
                "fetched_at": dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
                "content": content,
            }
        )
    return arrow.from_rows(LANDING, rows), ids


def _by(rows: list[dict[str, Any]], key: str) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


@cache
def found() -> dict[str, dict[str, Any]]:
    """Statements and quotations of each paragraph as the stages that make a release find them, in the shape of the gold."""
    landing, ids = _landing()
    tables = {name: table.to_pylist() for name, table in run_stages(landing, strict=True).items()}
    articles = {row["article_id"]: ids[row["document_id"]] for row in tables["articles"]}
    links, mentions = _by(tables["attributions"], "statement_id"), _by(tables["statement_mentions"], "statement_id")
    texts = {row["mention_id"]: row["text"] for row in tables["mentions"]}
    quotations = {row["quotation_id"]: row for row in tables["quotations"]}
    result: dict[str, dict[str, Any]] = {
        paragraph["id"]: {"statements": [], "speech": [], "unspoken": []} for paragraph in PARAGRAPHS
    }
    for row in tables["quotations"]:
        where = "speech" if row["is_speech"] else "unspoken"
        result[articles[row["article_id"]]][where].append(row["text"][1:-1])
    for row in tables["statements"]:
        chain = [link["agent_text"] for link in sorted(links[row["statement_id"]], key=lambda link: link["level"])]
        roles: dict[str, list[str]] = {"about": [], "addressee": []}
        for mention in mentions[row["statement_id"]]:
            roles[mention["role"]].append(texts[mention["mention_id"]])
        said = {name: None if row[name] is None else str(row[name])[:10] for name in ("said_earliest", "said_latest")}
        quotation = quotations[row["quotation_id"]]["text"][1:-1] if row["quotation_id"] else None
        result[articles[row["article_id"]]]["statements"].append(
            {
                "content": row["text"],
                "cue": row["cue"],
                "kind": row["kind"],
                "speaker": row["speaker_text"],
                "speaker_kind": row["speaker_kind"],
                "chain": chain[:-1] if row["speaker_text"] else chain,
                "certainty": row["certainty"],
                "polarity": row["polarity"],
                "quotation": quotation,
                "said_basis": row["said_basis"],
                **said,
                **{role: sorted(set(names)) for role, names in roles.items()},
            }
        )
    return result


def _pairs(
    gold: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each statement of the gold with the row that agrees with it in most fields, no row twice."""
    left, pairs = list(rows), []
    for want in gold:
        near = [row for row in left if row["content"] in want["content"] or want["content"] in row["content"]]
        best = max(near, key=lambda row: sum(row[field] == want[field] for field in FIELDS), default=None)
        if best is not None:
            left.remove(best)
        pairs.append((want, best))
    return pairs


def differences(paragraph: dict[str, Any]) -> list[str]:
    """What of a paragraph is not as it should be, in words; empty where all is right."""
    got, wrong = found()[paragraph["id"]], []
    pairs = _pairs(paragraph["statements"], got["statements"])
    for want, row in pairs:
        if row is None:
            wrong.append(f"missed {want['content']!r} ({want['cue']})")
            continue
        wrong += [f"{field} {row[field]!r} for {want[field]!r}" for field in FIELDS if row[field] != want[field]]
    taken = [row for _, row in pairs if row is not None]
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
        for want, row in _pairs(paragraph["statements"], found()[paragraph["id"]]["statements"]):
            right["found"] += row is not None
            right.update(field for field in FIELDS if row is not None and row[field] == want[field])
    total = sum(len(paragraph["statements"]) for paragraph in PARAGRAPHS)
    yield f"{sum(not differences(p) for p in PARAGRAPHS)} of {len(PARAGRAPHS)} paragraphs are right"
    yield f"of {total} statements: " + ", ".join(f"{field} {right[field]}" for field in ("found", *FIELDS))


if __name__ == "__main__":
    sys.stdout.writelines(line + "\n" for line in report())
