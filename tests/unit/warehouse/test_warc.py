"""WARC: pages with their addresses and charsets; records that lie about their length are refused, and the rest is read."""

import gzip
import tracemalloc
import zlib
from pathlib import Path

import pytest

from pipeline.read.documents import documents
from tests.factories import FETCHED_AT
from tests.unit.warehouse.archive_files import PAGE, TEXT, contents, http, page_record, reasons, records, warc_record
from warehouse.archives import warcs
from warehouse.landing import batches, land, read_batch
from warehouse.layout import Layout
from warehouse.records import Record

HTML = "Content-Type: text/html"


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def one(path: Path, record: bytes) -> Record:
    path.write_bytes(record)
    (found,) = records(path)
    return found


@pytest.mark.parametrize("how", ["plain", "by record", "as a whole"])
def test_pages_have_their_address_charset_and_number(tmp_path: Path, how: str) -> None:
    sjis = PAGE.encode("cp932")
    frames = [
        warc_record(None, b"software: test\r\n", kind="warcinfo", content_type="application/warc-fields"),
        warc_record(
            "https://news.example/1", b"GET / HTTP/1.1\r\n\r\n", kind="request", content_type="application/http"
        ),
        warc_record("https://news.example/1", http(sjis, 'Content-Type: text/html; charset="Shift_JIS"')),
        warc_record(
            "<https://news.example/2>", TEXT.encode(), kind="resource", content_type="text/plain; charset=UTF-8"
        ),
        warc_record("https://news.example/3.png", http(b"\x89PNG", "Content-Type: image/png")),
        warc_record("https://news.example/4", http(PAGE.encode(), HTML, status="404 Not Found")),
        warc_record("https://news.example/1", http(b"", HTML), kind="revisit"),
        warc_record("https://news.example/5", http(PAGE.encode(), "content-type:application/xhtml+xml")),
    ]
    content = b"".join(map(gzip.compress, frames)) if how == "by record" else b"".join(frames)
    path = tmp_path / ("a.warc" if how == "plain" else "a.warc.gz")
    path.write_bytes(gzip.compress(content) if how == "as a whole" else content)
    found = records(path)
    assert [(r.location, r.record_index, r.media_type, r.declared_charset, r.content) for r in found[:-1]] == [
        ("https://news.example/1", 3, "text/html", "Shift_JIS", sjis),
        ("https://news.example/2", 4, "text/plain", "UTF-8", TEXT.encode()),
        ("https://news.example/5", 8, "text/html", None, PAGE.encode()),
    ]
    assert found[-1].reason == "passed_over"
    assert found[-1].detail == (
        "5 passed over: 1 answers with status 404, 1 image/png, 1 request records, 1 revisit records, 1 warcinfo records"
    )


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE.encode(), mtime=0), ["Content-Encoding: gzip"]),
        (zlib.compress(PAGE.encode()), ["Content-Encoding: deflate"]),
        (chunked(PAGE.encode()), ["Transfer-Encoding: chunked"]),
        (chunked(gzip.compress(PAGE.encode(), mtime=0)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE.encode(), ["Content-Encoding: gzip"]),
        (PAGE.encode(), ["Transfer-Encoding: chunked", "Content-Encoding: br"]),
        (chunked(PAGE.encode()), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
    ],
    ids=["gzip", "deflate", "chunked", "chunked gzip", "plain, said gzip", "plain, said br", "chunked, said gzip"],
)
def test_bodies_are_decoded_as_their_headers_say_or_as_they_were_stored(
    tmp_path: Path, body: bytes, headers: list[str]
) -> None:
    found = one(tmp_path / "a.warc", warc_record("https://news.example/1", http(body, HTML, *headers)))
    assert (found.reason, found.content) == (None, PAGE.encode())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"\x1f\x8bno gzip", ["Content-Encoding: gzip"]),
        (gzip.compress(b"x" * 5000, mtime=0)[:20] + b"\0" * 20, ["Content-Encoding: gzip"]),
        (b"fffff\r\nshort", ["Transfer-Encoding: chunked"]),
    ],
    ids=["no gzip", "broken gzip", "short chunk"],
)
def test_bodies_that_cannot_be_decoded_are_damaged(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    found = one(tmp_path / "a.warc", warc_record("https://news.example/1", http(body, HTML, *headers)))
    assert (found.location, found.reason, found.content) == ("https://news.example/1", "damaged", None)


def test_a_bomb_inside_a_body_is_refused(tmp_path: Path) -> None:
    frame = warc_record("https://news.example/b", http(gzip.compress(bytes(64 << 20)), HTML, "Content-Encoding: gzip"))
    path = tmp_path / "a.warc"
    path.write_bytes(frame + page_record(1))
    assert reasons(path) == {"https://news.example/b": "archive_bomb", "https://news.example/1": None}


@pytest.mark.parametrize("length", ["-5", "x", "", 0, 3, 20, 10**9, 10**17, 10**30, 180, 500])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_length_that_lies_costs_one_record(tmp_path: Path, length: int | str, compressed: bool) -> None:
    block = http(PAGE.encode(), HTML)
    lie = warc_record("https://news.example/lie", block, length=length)  # type: ignore[arg-type]
    frames = [page_record(1), lie, *map(page_record, range(2, 6))]
    path = tmp_path / ("a.warc.gz" if compressed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, frames)) if compressed else b"".join(frames))
    found = reasons(path)
    assert {f"https://news.example/{number}" for number in range(1, 6)} <= {
        location for location, reason in found.items() if reason is None
    }
    assert "damaged" in found.values()
    assert all(content and content.endswith(b" -->") for content in contents(path).values())


@pytest.mark.parametrize("target", [None, "https://news.example/lie"])
@pytest.mark.parametrize("compressed", [False, True])
def test_every_damaged_record_is_a_row(tmp_path: Path, target: str | None, compressed: bool) -> None:
    lie = warc_record(target, http(PAGE.encode(), HTML), length=7)
    frames = [page_record(1), lie, page_record(2), lie, page_record(3)]
    path = tmp_path / ("a.warc.gz" if compressed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, frames)) if compressed else b"".join(frames))
    layout = Layout(tmp_path / "data")
    assert land(layout, [str(path)], FETCHED_AT).rejected == 2
    rows = [row for day, batch in batches(layout) for row in read_batch(layout, day, batch).to_pylist()]
    assert [row["record_index"] for row in rows if row["rejection_reason"] == "damaged"] == [2, 4]
    layout.landing_index.unlink()
    assert land(layout, [str(path)], FETCHED_AT).is_unchanged


def test_looking_for_the_next_record_has_an_end(tmp_path: Path) -> None:
    lie = warc_record("https://news.example/lie", b"x", length=60)
    path = tmp_path / "a.warc"
    path.write_bytes(lie * 2000 + page_record(1))
    found = records(path)
    assert len(found) == warcs.MAX_DAMAGED + 1
    assert {record.reason for record in found} == {"damaged"}


def test_what_came_before_a_cut_is_kept(tmp_path: Path) -> None:
    frames = [page_record(number) for number in range(5)]
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(frames)[:-100])
    assert list(reasons(path).values()) == [None] * 4 + ["damaged"]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, frames))[:-30])
    assert list(reasons(path).values()) == [None] * 4 + ["damaged"]


@pytest.mark.parametrize(
    "content", [b"", b"no archive", b"WARC/1.0\r\n", b"\r\n\r\n", b"WARC/1.0\r\nX: " + b"y" * 200_000]
)
def test_what_is_no_archive_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    assert set(reasons(path).values()) == {"damaged"}


def test_a_page_larger_than_a_document_is_too_large(tmp_path: Path) -> None:
    large = warc_record("https://news.example/large", http(b"x" * (9 << 20), HTML))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(large) + gzip.compress(page_record(1)))
    assert reasons(path) == {"https://news.example/large": "too_large", "https://news.example/1": None}


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        for number in range(800):
            stream.write(gzip.compress(page_record(number, PAGE * 1000), 1))
    tracemalloc.start()
    found = records(path)[:0]
    peak_of_all = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    from warehouse.sources import expand, read_records

    count = sum(len(record.content or b"") for item in expand([str(path)]) for record in read_records(item))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == []
    assert count > 60_000_000
    assert peak_of_all > 60_000_000  # holding the records costs what they are; reading them does not
    assert peak < 24 << 20


def test_the_header_decides_the_charset_and_the_target_is_the_url(tmp_path: Path) -> None:
    body = "<html><head><title>灯台を残す</title></head><body><p>凪浜市は3日、灯台を残すと発表した。担当者が語った。</p></body></html>"
    frame = warc_record(
        "https://news.example/1", http(body.encode("euc_jp"), "Content-Type: text/html; charset=EUC-JP")
    )
    (tmp_path / "a.warc").write_bytes(frame)
    (tmp_path / "a.html").write_bytes(body.encode("euc_jp"))
    layout = Layout(tmp_path / "data")
    summary = land(layout, [str(tmp_path / "a.warc"), str(tmp_path / "a.html")], FETCHED_AT)
    assert (summary.new_documents, summary.new_locations) == (1, 1)
    tables = documents(read_batch(layout, *batches(layout)[0]))
    assert tables["documents"]["charset_basis"].to_pylist() == ["http"]
    assert tables["document_locations"].num_rows == 2
