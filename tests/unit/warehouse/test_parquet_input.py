"""Parquet dumps: rows become lines of JSON; columns are found by their names."""

import datetime as dt
import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.read.documents import documents
from tests.factories import FETCHED_AT
from tests.unit.warehouse.archive_files import PAGE, TEXT, reasons, records
from warehouse.archives import bounds, parquets
from warehouse.landing import batches, land, read_batch
from warehouse.layout import Layout
from warehouse.records import Record


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def rows(path: Path) -> Iterator[Record]:
    """Records, read in this process, where memory can be measured and limits can be changed."""
    with path.open("rb") as stream:
        yield from parquets.read_parquet(stream, path.name, path.name, path.stat().st_size)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(record.content or b"") for record in records(path)]


def test_rows_are_json_records_numbered_from_one(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        {
            "id": [7, 8, 9],
            "text": [TEXT, None, "町は2日、橋を直した。"],
            "url": ["https://news.example/1", None, "https://news.example/3"],
            "meta": [{"a": [1]}, None, None],
        },
    )
    found = records(path)
    assert [(record.location, record.record_index, record.media_type) for record in found] == [
        ("a.parquet", number, "application/json") for number in (1, 2, 3)
    ]
    assert lines(path) == [
        {"text": TEXT, "id": 7, "url": "https://news.example/1"},
        {"id": 8},
        {"text": "町は2日、橋を直した。", "id": 9, "url": "https://news.example/3"},
    ]


@pytest.mark.parametrize("name", ["text", "content", "Body", "raw_content", "maintext"])
def test_texts_are_found_by_name_and_pages_by_their_beginning(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.parquet", {name: [TEXT, f"\n<!DOCTYPE html>{PAGE}", "<p>断片"]})
    assert lines(path) == [{"text": TEXT}, {"html": f"\n<!DOCTYPE html>{PAGE}"}, {"text": "<p>断片"}]


def test_other_columns_as_dumps_name_them(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        {
            "html": pa.array([PAGE.encode()], pa.large_binary()),
            "Headline": pa.array(["灯台を残す"]).dictionary_encode(),
            "link": pa.array(["https://news.example/1"], pa.large_string()),
            "date_publish": pa.array([dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)], pa.timestamp("us", tz="Asia/Tokyo")),
            "publisher": ["凪浜日報"],
            "lang": ["ja"],
        },
    )
    assert lines(path) == [
        {
            "html": PAGE,
            "title": "灯台を残す",
            "url": "https://news.example/1",
            "published_at": "2026-01-02T12:00:00+09:00",
            "source": "凪浜日報",
            "language": "ja",
        }
    ]


def test_the_day_of_a_crawl_is_no_publication_date(tmp_path: Path) -> None:
    day = [dt.date(2026, 1, 2)]
    assert lines(write(tmp_path / "a.parquet", {"text": [TEXT], "date": day}))[0]["published_at"] == "2026-01-02"
    assert lines(write(tmp_path / "b.parquet", {"text": [TEXT], "date": day, "dump": ["crawl-1"]})) == [{"text": TEXT}]


def test_text_that_is_not_utf8_is_a_document_of_its_own_bytes(tmp_path: Path) -> None:
    sjis = PAGE.encode("cp932")
    path = write(
        tmp_path / "a.parquet",
        {"html": pa.array([sjis, sjis], pa.binary()), "url": ["https://news.example/1", None]},
    )
    assert [(r.location, r.record_index, r.media_type, r.content) for r in records(path)] == [
        ("https://news.example/1", 1, "text/html", sjis),
        ("a.parquet", 2, "text/html", sjis),
    ]


@pytest.mark.parametrize(
    "columns",
    [{"label": ["x"]}, {"text": [1]}, {"text": [[TEXT]]}, {"id": ["1"], "url": ["https://news.example/1"]}, {}],
)
def test_a_file_without_texts_is_refused_and_says_what_it_has(tmp_path: Path, columns: dict[str, Any]) -> None:
    (found,) = records(write(tmp_path / "a.parquet", columns))
    assert (found.reason, found.document_id) == ("no_text_column", None)
    assert "text, content" in str(found.detail)
    assert all(name in str(found.detail) for name in columns)


def test_a_column_of_the_right_name_says_why_it_is_none(tmp_path: Path) -> None:
    (found,) = records(write(tmp_path / "a.parquet", {"text": [[TEXT]]}))
    assert "it has text (list<" in str(found.detail)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([TEXT]), pa.array([TEXT])], ["text", "text"])
    pq.write_table(table, tmp_path / "a.parquet")
    assert reasons(tmp_path / "a.parquet") == {"a.parquet": "damaged"}


def test_rows_before_the_damage_are_kept(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        {"text": [os.urandom(500).hex() for _ in range(100)]},
        row_group_size=10,
        write_page_checksum=True,
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 600] = bytes(600)
    path.write_bytes(content)
    found = records(path)
    assert 10 <= len(found) < 100
    assert found[-1].reason == "damaged"
    path.write_bytes(content[: len(content) // 2])
    assert reasons(path) == {"a.parquet": "damaged"}


def test_a_value_repeated_without_end_is_a_bomb_and_takes_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One text of 4 MB, which a dictionary names once, in 100,000 rows: 400 GB."""
    monkeypatch.setattr(parquets, "FREE_ARCHIVE_BYTES", 32 << 20)
    value = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["あ" * (4 << 20) + "。"]))
    path = write(tmp_path / "a.parquet", {"text": value}, compression="zstd")
    assert path.stat().st_size < 1 << 20
    before = pa.total_allocated_bytes()
    peak, reason = 0, None
    for record in rows(path):
        reason = record.reason
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert reason == "archive_bomb"
    assert peak < 128 << 20


def test_a_row_larger_than_a_document_is_too_large(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": ["x" * (9 << 20), TEXT]})
    assert [record.reason for record in records(path)] == ["too_large", None]


def test_rows_that_expand_too_far_end_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_EXPANDED_BYTES", 10_000)
    path = write(tmp_path / "a.parquet", {"text": [f"{number}{TEXT}" for number in range(1000)]})
    found = list(rows(path))
    assert found[-1].reason == "archive_bomb"
    assert 10 < len(found) < 500


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    schema = pa.schema({"text": pa.string()})
    path = tmp_path / "a.parquet"
    with pq.ParquetWriter(path, schema) as writer:
        for _ in range(30):
            table = pa.table({"text": [os.urandom(5_000).hex() for _ in range(200)]}, schema)
            writer.write_table(table)
    before, peak, count = pa.total_allocated_bytes(), 0, 0
    tracemalloc.start()
    for _ in rows(path):
        count += 1
        peak = max(peak, pa.total_allocated_bytes() - before)
    python_peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 6_000
    assert peak < 24 << 20  # of 60 MB
    assert python_peak < 24 << 20


def test_rows_become_articles_like_lines_of_json(tmp_path: Path) -> None:
    records_of_both = [
        {"id": "a", "text": "凪浜市の岬野葵市長は3日、「灯台は市の宝だ」と語った。", "title": "灯台"},
        {"id": "b", "title": "本文なし"},
    ]
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records_of_both), encoding="utf-8"
    )
    pq.write_table(pa.Table.from_pylist(records_of_both), tmp_path / "a.parquet")
    made = []
    for name in ("a.jsonl", "a.parquet"):
        layout = Layout(tmp_path / f"data-{name}")
        land(layout, [str(tmp_path / name)], FETCHED_AT)
        made.append(documents(read_batch(layout, *batches(layout)[0])))
    kept = ("source_text", "title", "url", "published", "source_name", "reader")
    from_lines, from_rows = (tables["readings"].select(kept).to_pylist() for tables in made)
    assert from_lines == from_rows != []
    assert made[1]["rejections"]["detail"].to_pylist()[0].startswith("row 2 of a.parquet: neither text nor html")
    assert (
        made[1]["document_locations"]["external_id"].to_pylist()
        == made[0]["document_locations"]["external_id"].to_pylist()
    )


@pytest.mark.parametrize("at", [0.0, 0.1, 0.4, 0.7, 0.9, 0.99])
def test_any_damage_is_rows_and_a_refusal(tmp_path: Path, at: float) -> None:
    path = write(tmp_path / "a.parquet", {"text": [f"{number}{TEXT}" for number in range(300)]}, row_group_size=50)
    content = bytearray(path.read_bytes())
    start = int(len(content) * at)
    content[start : start + 40] = bytes(range(215, 255))
    path.write_bytes(content)
    found = records(path)
    assert [record.reason for record in found[:-1]] == [None] * (len(found) - 1)
    path.write_bytes(content[:start])
    assert reasons(path) == {"a.parquet": "damaged"}
