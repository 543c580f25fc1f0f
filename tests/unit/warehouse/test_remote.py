"""Other file systems: addresses, listings and archives over memory://, a loopback web server and a loopback S3."""

import gzip
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.read.documents import documents
from tests.factories import FETCHED_AT
from tests.s3 import s3_server
from tests.unit.warehouse.archive_files import PAGE, TEXT, contents, page_record, reasons, records, tar_of, zip_of
from warehouse import remote, sources
from warehouse.landing import InputError, batches, land, read_batch
from warehouse.layout import Layout

LINES = b'{"id":1}\n{"id":2}\n'


def parquet_bytes() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": [TEXT]}), sink)
    return bytes(sink.getvalue())


FILES = {
    "a.html": PAGE.encode(),
    "b.txt.gz": gzip.compress(TEXT.encode()),
    "c.jsonl": LINES,
    "d.zip": zip_of([("x/a.txt", TEXT.encode()), ("../b.txt", b"1")]),
    "e.tar.gz": gzip.compress(tar_of([("a.txt", TEXT.encode())])),
    "f.warc.gz": gzip.compress(page_record(1)) + gzip.compress(page_record(2)),
    "g.parquet": parquet_bytes(),
    "h.pdf": b"%PDF",
}


class Handler(BaseHTTPRequestHandler):
    """Answers as the :class:`Server` says."""

    protocol_version = "HTTP/1.1"
    owner: "Server"

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.owner.asked.append(f"{self.command} {self.path}")
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        content = self.owner.files.get(path)
        if content is None and path.endswith("/"):
            content = self.owner.listing(path)
        if content is None:
            return self.send(404, b"", {})
        if "/forbidden" in path:
            return self.send(403, b"", {})
        asked = self.headers.get("Range")
        if asked and self.owner.has_ranges:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
            headers = {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
            return self.send(206, content[start : end + 1], headers)
        return self.send(200, content, {})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        owner = self.owner
        has_length = owner.has_ranges or owner.broken_after is not None or owner.has_length
        given = {"ETag": '"1"', "Last-Modified": "Fri, 20 Nov 2026 03:00:00 GMT", **owner.headers, **headers}
        given |= {"Accept-Ranges": "bytes"} if owner.has_ranges else {}
        given |= {"Content-Length": str(len(body))} if has_length else {"Connection": "close"}
        self.send_response(status)
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: owner.broken_after])
        self.close_connection = not owner.has_ranges or owner.broken_after is not None


class Server:
    """A web server on loopback: files below /files/, and a listing."""

    def __init__(self) -> None:
        self.files = {f"/files/{name}": content for name, content in FILES.items()}
        self.files["/files/sub/i.txt"] = TEXT.encode() + b"3"
        self.has_ranges = True
        self.has_length = False
        self.broken_after: int | None = None
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        handler = type("Bound", (Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def listing(self, path: str) -> bytes | None:
        below = {name[len(path) :] for name in self.files if name.startswith(path)}
        links = sorted({name.partition("/")[0] + ("/" if "/" in name else "") for name in below})
        page = "".join(
            f'<a href="{link}">{link}</a>' for link in ["../", "?C=N;O=D", "http://other.example/z.txt", *links]
        )
        return f"<html>{page}</html>".encode() if below else None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def memory() -> Iterator[str]:
    system = fsspec.filesystem("memory")
    for name, content in {**FILES, "sub/i.txt": TEXT.encode() + b"3"}.items():
        system.pipe(f"/news/{name}", content)
    yield "memory://news"
    system.rm("/", recursive=True)
    system.store.clear()


def expected(base: str) -> dict[str, str | None]:
    """What the files hold, by location."""
    return {
        f"{base}/a.html": None,
        f"{base}/b.txt.gz": None,
        f"{base}/c.jsonl": None,
        f"{base}/d.zip/(..)/b.txt": "unsafe_path",
        f"{base}/d.zip/x/a.txt": None,
        f"{base}/e.tar.gz/a.txt": None,
        "https://news.example/1": None,
        "https://news.example/2": None,
        f"{base}/g.parquet": None,
        f"{base}/sub/i.txt": None,
    }


def test_a_directory_of_another_file_system(memory: str) -> None:
    assert reasons(memory) == expected("memory://news")
    assert reasons(f"{memory}/sub") == {"memory://news/sub/i.txt": None}


def test_a_glob_on_another_file_system(memory: str) -> None:
    assert set(reasons(f"{memory}/*.t*")) == {"memory://news/b.txt.gz", "memory://news/e.tar.gz/a.txt"}
    assert "memory://news/sub/i.txt" in reasons(f"{memory}/**/*.txt")


def test_the_same_bytes_from_two_addresses_are_one_document(memory: str, server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.encode())
    layout = Layout(tmp_path / "data")
    arguments = [f"{memory}/a.html", f"{server.url}/files/a.html", str(tmp_path / "a.html")]
    summary = land(layout, arguments, FETCHED_AT)
    assert (summary.new_documents, summary.new_locations) == (1, 2)
    rows = read_batch(layout, *batches(layout)[0]).to_pylist()
    assert [row["location"] for row in rows] == ["memory://news/a.html", f"{server.url}/files/a.html", "a.html"]
    assert land(layout, arguments, FETCHED_AT).is_unchanged


@pytest.mark.parametrize("has_ranges", [True, False])
def test_every_format_over_http(server: Server, tmp_path: Path, has_ranges: bool) -> None:
    server.has_ranges = has_ranges
    base = f"{server.url}/files"
    found: dict[str, str | None] = {}
    for name in FILES:
        if name != "h.pdf":
            for item in sources.expand([f"{base}/{name}"]):
                found |= {record.location: record.reason for record in sources.read_records(item, tmp_path / "tmp")}
    wanted = expected(base)
    del wanted[f"{base}/sub/i.txt"]
    assert found == wanted
    assert not (tmp_path / "tmp").exists() or list((tmp_path / "tmp").iterdir()) == []


def test_a_server_that_says_lengths_need_not_give_parts(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [f"{server.url}/files/{name}" for name in ("a.html", "d.zip")]
    with_parts = [reasons(address) for address in addresses]
    server.has_ranges, server.has_length = False, True
    monkeypatch.setattr(remote, "CHUNK_BYTES", 64)
    for address, expected_reasons in zip(addresses, with_parts, strict=True):
        (found,) = sources.expand([address])
        read = {record.location: record.reason for record in sources.read_records(found, tmp_path)}
        assert read == expected_reasons
        assert None in read.values()


def test_a_directory_on_a_web_server_is_followed_downwards_only(server: Server) -> None:
    assert reasons(f"{server.url}/files/") == expected(f"{server.url}/files")
    assert set(reasons(f"{server.url}/files/*.html")) == {f"{server.url}/files/a.html"}
    assert not [asked for asked in server.asked if "other" in asked or asked.endswith(" /")]


def test_a_listing_without_end_ends(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "listing", lambda _path: b'<a href="a.txt">a</a><a href="deeper/">d</a>')
    monkeypatch.setattr(server, "files", {f"/files/{'deeper/' * depth}a.txt": b"1" for depth in range(50)})
    found = reasons(f"{server.url}/files/")
    assert list(found.values()).count(None) == remote.MAX_DEPTH + 1
    assert list(found.values())[-1] == "unreadable"


def test_a_body_that_is_already_unpacked_is_read_as_it_is(server: Server) -> None:
    server.headers = {"Content-Encoding": "gzip"}
    assert contents(f"{server.url}/files/b.txt.gz") == {f"{server.url}/files/b.txt.gz": TEXT.encode()}


def test_only_a_page_has_its_location_as_url(server: Server, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    base = f"{server.url}/files"
    server.files["/files/z.zip"] = zip_of([("a.html", PAGE.replace("3日", "4日").encode())])
    server.files["/files/l.jsonl"] = b'{"id": 1, "text": "\xe7\x81\xaf\xe5\x8f\xb0\xe3\x80\x82"}\n'
    land(layout, [f"{base}/{name}" for name in ("a.html", "z.zip", "l.jsonl", "f.warc.gz")], FETCHED_AT)
    readings = documents(read_batch(layout, *batches(layout)[0]))["readings"].to_pylist()
    assert {row["location"]: row["url"] for row in readings} == {
        f"{base}/a.html": f"{base}/a.html",
        f"{base}/z.zip/a.html": None,
        f"{base}/l.jsonl": None,
        "https://news.example/1": "https://news.example/1",
        "https://news.example/2": "https://news.example/2",
    }


def test_s3_over_its_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server(monkeypatch) as store:
        store.objects = {**FILES, "sub/i.txt": TEXT.encode() + b"3"}
        assert reasons("s3://bucket/") == expected("s3://bucket")
        assert contents("s3://bucket/a.html") == {"s3://bucket/a.html": PAGE.encode()}
        assert set(reasons("s3://bucket/sub/*.txt")) == {"s3://bucket/sub/i.txt"}
        with pytest.raises(InputError) as caught:
            sources.check(["s3://bucket/nothing.txt"])
        assert "no such file" in str(caught.value)


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("memory://news/nothing.txt", "no such file or directory: memory://news/nothing.txt"),
        ("memory://news/nothing", "no such file or directory"),
        ("memory://news/h.pdf", "the name must end in .txt"),
        ("memory://news/*.pdf", "nothing to read in memory://news/*.pdf"),
        ("{url}/files/nothing.txt", "no such file or directory: {url}/files/nothing.txt"),
        ("{url}/files/forbidden.txt", "{url}/files/forbidden.txt: answered with status 403"),
        ("http://127.0.0.1:1/a.txt", "http://127.0.0.1:1/a.txt: Cannot connect"),
        ("{url}/files/h.pdf", "the name must end in .txt"),
        ("nosuch://bucket/a.txt", "nosuch://bucket/a.txt: "),
        ("zip://a.txt::{url}/files/d.zip", "chains file systems"),
        ("s3://", "s3://"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_clear_line(
    memory: str, server: Server, argument: str, message: str
) -> None:
    server.files["/files/forbidden.txt"] = b""
    with pytest.raises(InputError) as caught:
        sources.check([argument.format(url=server.url)])
    assert message.format(url=server.url) in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError):
        next(sources.expand([argument.format(url=server.url)]))


@pytest.mark.parametrize(("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("https", "aiohttp")])
def test_a_missing_package_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch, scheme: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, scheme, raising=False)
    with pytest.raises(InputError, match=r"kawaraban\[remote\]"):
        sources.check([f"{scheme}://bucket/a.txt"])


def test_a_server_that_breaks_off_is_a_row(server: Server) -> None:
    (found,) = sources.expand([f"{server.url}/files/a.html"])
    server.broken_after = 10
    (record,) = sources.read_records(found)
    assert (record.reason, record.content) == ("unreadable", None)
    assert "\n" not in str(record.detail)


def test_a_file_that_is_gone_by_the_time_it_is_read_is_a_row(memory: str) -> None:
    (found,) = sources.expand([f"{memory}/a.html"])
    fsspec.filesystem("memory").rm("/news/a.html")
    assert [record.reason for record in sources.read_records(found)] == ["unreadable"]


def test_credentials_never_become_a_location(server: Server) -> None:
    address = f"{server.url.replace('://', '://user:word@')}/files/a.html?X-Amz-Signature=f0&page=2"
    (record,) = records(address)
    assert record.location == f"{server.url}/files/a.html?page=2"
    assert record.file_name == "a.html"
    with pytest.raises(InputError) as caught:
        sources.check([address.replace("a.html", "nothing.html")])
    assert "word" not in str(caught.value)
    assert "f0" not in str(caught.value)


def test_what_must_be_seekable_is_copied_within_bounds(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.has_ranges = False
    monkeypatch.setattr(sources, "MAX_SPOOLED_BYTES", 10)
    (found,) = sources.expand([f"{server.url}/files/d.zip"])
    assert [record.reason for record in sources.read_records(found, tmp_path / "tmp")] == ["too_large"]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_address_of_this_machine_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1")
    assert reasons(f"file://{tmp_path}/a.txt") == {"a.txt": None}
    with pytest.raises(InputError, match="data directory"):
        sources.check([f"file://{tmp_path}/a.txt"], tmp_path)
