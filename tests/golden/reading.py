"""Reads the sentences of a golden file as documents of their own, through the stages that make a release."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.render import arrow
from schemas.tables.landing import LANDING

Row = dict[str, Any]


def sentences(name: str) -> list[Row]:
    """The records of a golden file beside this module."""
    return [json.loads(line) for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]


def rows_of(records: Sequence[Row], table: str) -> list[list[Row]]:
    """Rows of ``table`` for each record, in the order of the text; a record has ``text`` and perhaps ``published``."""
    landed, keys = [], []
    for number, record in enumerate(records):
        told = {"id": f"s{number}", "text": record["text"]}
        if record.get("published"):
            told["published_at"] = record["published"]
        content = json.dumps(told, ensure_ascii=False).encode()
        keys.append(document_id(content))
        landed.append(
            {
                "document_id": keys[-1],
                "location": "golden.jsonl",
                "file_name": "golden.jsonl",
                "record_index": number,
                "media_type": "application/json",
                "fetched_at": dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
                "content": content,
            }
        )
    tables = run_stages(arrow.from_rows(LANDING, landed), strict=True)
    document = {row["article_id"]: row["document_id"] for row in tables["articles"].to_pylist()}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables[table].to_pylist(), key=lambda row: row["start"]):
        rows[document[row["article_id"]]].append(row)
    return [rows[key] for key in keys]


def as_written(times: Sequence[Row]) -> list[str]:
    """Times as ``surface=value/mod``."""
    shown = [f"{time['text']}={time['value']}" + (f"/{time['mod']}" if time["mod"] else "") for time in times]
    return [plain(time) for time in shown]


def plain(text: str) -> str:
    """Text with one kind of wave dash, as a golden file may be typed with either."""
    return text.replace("~", "〜")
