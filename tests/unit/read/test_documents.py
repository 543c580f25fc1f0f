"""The stage `documents`: formats, bad input, duplicates, sources."""

import datetime as dt
import json

import pytest

from pipeline.identity import document_id
from pipeline.read.dates import date_in_url, parse_iso
from pipeline.read.documents import documents
from schemas.render import arrow
from schemas.tables.landing import LANDING

AT = dt.datetime(2026, 1, 2, 16, 0, tzinfo=dt.UTC)  # 3 January, 1 a.m. in Japan
TEXT = "架空市で三日、祭りがあった。"


def row(content, name="a.txt", media_type="text/plain", index=0, **more):
    known = None if content is None else document_id(content)
    return {
        "document_id": known,
        "location": name,
        "file_name": name.rpartition("/")[2],
        "record_index": index,
        "media_type": media_type,
        "fetched_at": AT,
        "content": content,
        **more,
    }


def line(value, index=1, **more):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return row(content, "feed.jsonl", "application/json", index, **more)


def run(*rows):
    return {name: table.to_pylist() for name, table in documents(arrow.from_rows(LANDING, rows)).items()}


def only_rejection(*rows):
    out = run(*rows)
    assert len(out["rejections"]) == 1
    return out["rejections"][0], out


def test_a_text_file():
    out = run(row(TEXT.encode() + b"\r\n"))
    assert out["documents"][0]["charset_basis"] == "utf8_valid"
    assert out["documents"][0]["newline"] == "crlf"
    assert out["documents"][0]["fetch_day"] == dt.date(2026, 1, 3)
    assert out["document_locations"][0]["external_id"] == "a.txt"
    assert out["readings"][0]["source_text"] == TEXT + "\r\n"
    assert out["rejections"] == []


def test_a_json_line_brings_its_metadata():
    out = run(
        line(
            {"id": 7, "text": TEXT, "title": "祭り", "url": "https://www.example.co.jp/a", "published_at": "2025-04-08"}
        )
    )
    assert out["document_locations"][0]["external_id"] == "7"
    assert out["documents"][0]["charset_basis"] == "container"
    reading = out["readings"][0]
    assert (reading["title"], reading["published"]) == ("祭り", "2025-04-08")
    assert [source["domain"] for source in out["sources"]] == ["example.co.jp"]
    assert out["document_locations"][0]["source_id"] == out["sources"][0]["source_id"]


def test_html_in_a_json_line_is_text_already():
    html = "<meta charset='shift_jis'><article><h1>祭り</h1>" + f"<p>{TEXT * 6}</p>" * 3 + "</article>"
    out = run(line({"id": "a", "html": html}))
    assert TEXT in out["readings"][0]["source_text"]
    assert out["documents"][0]["charset"] == "utf-8"


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"", "text/plain", "empty"),
        ("　\n\u200b \r\n".encode(), "text/plain", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text/plain", "binary"),
        (bytes(64), "text/plain", "binary"),
        (b"<html><body></body></html>", "text/html", "no_article"),
        (b"", "text/html", "empty"),
        (b"{not json", "application/json", "invalid_json"),
        (b"[1, 2]", "application/json", "not_an_object"),
        (b'"text"', "application/json", "not_an_object"),
        (b'{"id": "a", "title": "t"}', "application/json", "missing_text"),
        (b'{"id": "a", "text": 5}', "application/json", "missing_text"),
        (b'{"id": "a", "text": " "}', "application/json", "empty"),
        (b'{"id": "a", "text": ' + b"[" * 5000, "application/json", "invalid_json"),
    ],
)
def test_bad_input_is_rejected_with_its_reason(content, media_type, reason):
    index = 4 if media_type == "application/json" else 0
    rejection, out = only_rejection(row(content, "x/bad", media_type, index))
    assert (rejection["reason"], rejection["is_published"]) == (reason, False)
    assert out["readings"] == []
    if index:
        assert rejection["detail"].startswith("line 4 of bad: ")


def test_a_rejected_landing_row_is_a_rejection_and_nothing_else():
    rejection, out = only_rejection(
        row(None, "loop", document_id=None, rejection_reason="directory_loop", rejection_detail="loop → ..")
    )
    assert (rejection["reason"], rejection["detail"]) == ("directory_loop", "loop → ..")
    assert not out["documents"]
    assert not out["document_locations"]


@pytest.mark.parametrize(
    ("content", "media_type", "index"),
    [
        (TEXT.encode() * 9 + b"\xe3\x81" + TEXT.encode(), "text/plain", 0),
        (TEXT.encode() + b"\x00" + TEXT.encode(), "text/plain", 0),
        (b'{"id": "a", "text": "' + TEXT.encode() + b'\\ud83d"}', "application/json", 1),
        (b'{"id": "a", "text": "' + TEXT.encode() * 9 + b'\xff"}', "application/json", 1),
    ],
)
def test_damaged_text_is_repaired_and_says_so(content, media_type, index):
    rejection, out = only_rejection(row(content, "r", media_type, index))
    assert (rejection["reason"], rejection["is_published"]) == ("repaired", True)
    out["readings"][0]["source_text"].encode("utf-8")


@pytest.mark.parametrize("field", ["title", "url", "source", "published_at", "id"])
def test_unusable_fields_are_left_out(field):
    rejection, out = only_rejection(line({"id": "a", "text": TEXT, field: ["x"]}))
    assert (rejection["reason"], rejection["is_published"]) == ("invalid_field", True)
    assert field in rejection["detail"]
    assert len(out["readings"]) == 1


def test_an_impossible_date_is_left_out():
    rejection, out = only_rejection(line({"id": "a", "text": TEXT, "published_at": "2025-02-30"}))
    assert rejection["reason"] == "invalid_field"
    assert out["readings"][0]["published"] is None


def test_the_good_ones_survive_the_bad_ones():
    out = run(row(b"", "1.txt"), row(TEXT.encode(), "2.txt"), line(b"{", 3), line({"id": "b", "text": TEXT}, 4))
    assert len(out["readings"]) == 2
    assert sorted(found["reason"] for found in out["rejections"]) == ["empty", "invalid_json"]


def test_the_same_bytes_at_two_places_are_one_document():
    out = run(row(TEXT.encode(), "b/x.txt"), row(TEXT.encode(), "a/x.txt"), row(TEXT.encode(), "a/x.txt"))
    assert len(out["documents"]) == len(out["readings"]) == 1
    assert [found["location"] for found in out["document_locations"]] == ["a/x.txt", "b/x.txt"]


def test_bytes_that_another_batch_holds_give_a_location_only():
    known = document_id(TEXT.encode())
    out = run(row(None, "c/feed.jsonl", "application/json", 3, document_id=known))
    assert out["document_locations"][0]["external_id"] == "feed.jsonl#3"
    assert not out["documents"]
    assert not out["rejections"]


def test_order_of_rows_does_not_matter():
    rows = [row(TEXT.encode(), "b.txt"), row(TEXT.encode(), "a.txt"), line({"id": "z", "text": TEXT}), line(b"{", 2)]
    assert run(*rows) == run(*reversed(rows))


def test_a_50_mb_line_is_read():
    content = (TEXT.encode() * (50_000_000 // len(TEXT.encode())))[:50_000_000]
    out = run(row(content[: len(content) // 3 * 3]))
    assert len(out["readings"]) == 1


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [
        ("2025-04-08", dt.date(2025, 4, 8), "day"),
        ("2025/4/8 10:30", dt.date(2025, 4, 8), "minute"),
        ("2025-04-08T20:00:00.000Z", dt.date(2025, 4, 9), "second"),
        ("2025-04-08T10:30:00+0900", dt.date(2025, 4, 8), "second"),
        ("Tue, 08 Apr 2025 10:30:00 +0900", dt.date(2025, 4, 8), "second"),
    ],
)
def test_metadata_dates(value, day, precision):
    moment = parse_iso(value)
    assert (moment.day, moment.precision) == (day, precision)


@pytest.mark.parametrize("value", ["", "昨日", "2025-13-01", "2025", "0000-00-00", "2025-04-08T99:99"])
def test_no_metadata_dates(value):
    assert parse_iso(value) is None


def test_dates_in_addresses():
    assert date_in_url("https://kaku.example/2025/04/08/a.html") == dt.date(2025, 4, 8)
    assert date_in_url("https://kaku.example/articles/20250408-0412") == dt.date(2025, 4, 8)
    assert date_in_url("https://kaku.example/a?d=2025/04/08") is None
    assert date_in_url("https://kaku.example/20251399") is None


def test_bytes_that_are_not_text_have_a_row_so_that_a_second_place_finds_it():
    content = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    out = run(row(content, "a.txt"), row(None, "b.txt", document_id=document_id(content)))
    (document,) = out["documents"]
    assert (document["charset"], document["newline"], document["byte_count"]) == (None, None, len(content))
    assert {place["document_id"] for place in out["document_locations"]} == {document["document_id"]}
    assert {rejection["reason"] for rejection in out["rejections"]} == {"binary"}
