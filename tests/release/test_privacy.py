"""Readers who commented are no part of what is published."""

import datetime as dt

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.tables.landing import LANDING
from warehouse.release import standoff

PAGE = f"""凪浜市、灯台を残す方針

{"凪浜市の岬野葵市長は3日、灯台を残すと語った。" * 3}

コメント一覧

2025-04-09 10:33:16(浜風の旅人)
すてきな話です。
灯台守
3時間前
見に行きたい。
"""


def test_no_handle_is_in_any_column_of_a_stand_off_release() -> None:
    content = PAGE.encode()
    record = {
        "document_id": document_id(content),
        "location": "a.txt",
        "file_name": "a.txt",
        "record_index": 0,
        "media_type": "text/plain",
        "fetched_at": dt.datetime(2026, 1, 15, tzinfo=dt.UTC),
        "content": content,
    }
    made = run_stages(arrow.from_rows(LANDING, [record]), strict=True)
    assert made["comments"]["author_index"].to_pylist() == [0, 1]
    assert "浜風の旅人" in str(made["comments"]["text"].to_pylist())
    for table in standoff.published(DATASET).tables:
        rows = standoff.stand_off(table, made[table.name], standoff.Publishable(frozenset()))
        found = str(rows.to_pylist())
        assert "浜風の旅人" not in found, table.name
        assert "灯台守" not in found, table.name
