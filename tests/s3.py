"""An S3 server on loopback, as far as a data directory needs one: objects, listings in pages, parts, conditions, faults.

It stores an object only once all of it has arrived, as S3 does. A test sees every request, and may refuse or lose any.
"""

import hashlib
import itertools
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

import fsspec
import pytest

BUCKET = "bucket"
WRITES = ("PUT", "POST", "DELETE")
# "<Delete><Object><Key>ds/a.txt</Key></Object></Delete>"
_KEY = re.compile("<Key>(.*?)</Key>")
_LONG_AGO = "Thu, 20 Nov 2025 03:00:00 GMT"
_XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class RefusedError(Exception):
    """What a test answers with instead: a status and S3's code for it; status 0 breaks the connection off."""

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(status, code)
        self.status, self.code = status, code


def empty_memory() -> None:
    """Forget what earlier tests left at ``memory://``."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]


class S3Server:
    """One bucket in memory. ``before`` and ``after`` hear of each request, before and after it is done."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.times: dict[str, str] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.asked: list[str] = []
        self.sent = 0
        self.page = 1000
        self.before: Callable[[str, str], None] = lambda _method, _key: None
        self.after: Callable[[str, str], None] = lambda _method, _key: None
        self.lock = threading.RLock()
        self.numbers = itertools.count(1)
        handler = type("Bound", (Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def below(self, prefix: str) -> dict[str, bytes]:
        """Objects below a prefix, by the rest of their keys."""
        with self.lock:
            return {
                key.removeprefix(f"{prefix}/"): content
                for key, content in self.objects.items()
                if key.startswith(f"{prefix}/")
            }

    def environment(self) -> dict[str, str]:
        """What a process needs to reach it."""
        return {
            "AWS_ACCESS_KEY_ID": "key-of-the-test",
            "AWS_SECRET_ACCESS_KEY": "word-of-the-test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def s3_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """A server that s3fs in this process speaks to, without patience."""
    s3fs = pytest.importorskip("s3fs")
    server = S3Server()
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    yield server
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.close()


class Handler(BaseHTTPRequestHandler):
    """One request of S3's REST protocol."""

    protocol_version = "HTTP/1.1"
    # an answer goes out in two pieces, of which the second would wait 40 ms for the first to be acknowledged
    disable_nagle_algorithm = True
    owner: S3Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.answer(self.get)

    def do_HEAD(self) -> None:
        self.answer(self.get)

    def do_PUT(self) -> None:
        self.answer(self.put)

    def do_POST(self) -> None:
        self.answer(self.post)

    def do_DELETE(self) -> None:
        self.answer(self.delete)

    def answer(self, do: Callable[[], None]) -> None:
        parts = urlsplit(self.path)
        bucket, _, self.key = unquote(parts.path).lstrip("/").partition("/")
        self.query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.body = self.received()
        with self.owner.lock:
            self.owner.asked.append(f"{self.command} {self.key or '?' + self.query.get('prefix', '')}")
        try:
            if bucket != BUCKET:
                raise RefusedError(404, "NoSuchBucket")
            self.owner.before(self.command, self.key)
            do()
        except RefusedError as refusal:
            if not refusal.status:
                self.close_connection = True
                self.connection.close()
                return
            self.send(refusal.status, f"<Error><Code>{refusal.code}</Code><Message>no</Message></Error>".encode())

    def received(self) -> bytes:
        """The body, also where it comes in signed chunks."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        content = b""
        while True:
            head, _, body = body.partition(b"\r\n")
            size = int(head.partition(b";")[0], 16)
            if not size:
                return content
            content, body = content + body[:size], body[size + 2 :]

    def get(self) -> None:
        if not self.key:
            return self.list()
        with self.owner.lock:
            content = self.owner.objects.get(self.key)
        if content is None:
            raise RefusedError(404, "NoSuchKey")
        headers = {
            "ETag": etag(content),
            "Last-Modified": self.owner.times.get(self.key, _LONG_AGO),
            "Accept-Ranges": "bytes",
        }
        if self.headers.get("If-Match", headers["ETag"]) != headers["ETag"]:
            raise RefusedError(412, "PreconditionFailed")
        asked = self.headers.get("Range")
        if asked is None:
            return self.send(200, content, headers)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
        if start > end:
            raise RefusedError(416, "InvalidRange")
        headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        return self.send(206, content[start : end + 1], headers)

    def list(self) -> None:
        prefix, delimiter = self.query.get("prefix", ""), self.query.get("delimiter", "")
        after = self.query.get("continuation-token", "")
        with self.owner.lock:
            names = sorted(
                {self.folded(key, prefix, delimiter) for key in self.owner.objects if key.startswith(prefix)}
            )
            names = [name for name in names if name > after]
            shown, more = names[: self.owner.page], names[self.owner.page :]
            entries = "".join(map(self.entry, shown))
        token = f"<NextContinuationToken>{escape(shown[-1])}</NextContinuationToken>" if more else ""
        body = (
            f'<?xml version="1.0"?><ListBucketResult {_XMLNS}><Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix>'
            f"<KeyCount>{len(shown)}</KeyCount><MaxKeys>{self.owner.page}</MaxKeys>"
            f"<IsTruncated>{str(bool(more)).lower()}</IsTruncated>{token}{entries}</ListBucketResult>"
        )
        self.send(200, body.encode(), {"Content-Type": "application/xml"})

    @staticmethod
    def folded(key: str, prefix: str, delimiter: str) -> str:
        rest = key[len(prefix) :]
        return prefix + rest.partition(delimiter)[0] + delimiter if delimiter and delimiter in rest else key

    def entry(self, name: str) -> str:
        content = self.owner.objects.get(name)
        if content is None:
            return f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
        return (
            f"<Contents><Key>{escape(name)}</Key><Size>{len(content)}</Size><ETag>{etag(content)}</ETag>"
            "<LastModified>2026-11-20T03:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass></Contents>"
        )

    def put(self) -> None:
        if "uploadId" in self.query:
            with self.owner.lock:
                self.owner.uploads[self.query["uploadId"]][int(self.query["partNumber"])] = self.body
            return self.done({"ETag": etag(self.body)})
        if source := self.headers.get("x-amz-copy-source"):
            self.keep(self.owner.objects[unquote(source).lstrip("/").partition("/")[2]])
            return self.done({}, f"<CopyObjectResult {_XMLNS}><ETag>1</ETag></CopyObjectResult>")
        self.keep(self.body)
        return self.done({"ETag": etag(self.body)})

    def keep(self, content: bytes) -> None:
        with self.owner.lock:
            if self.headers.get("If-None-Match") == "*" and self.key in self.owner.objects:
                raise RefusedError(412, "PreconditionFailed")
            self.owner.objects[self.key] = content
            self.owner.times[self.key] = formatdate(usegmt=True)

    def post(self) -> None:
        if "uploads" in self.query:
            number = str(next(self.owner.numbers))
            self.owner.uploads[number] = {}
            body = f"<Bucket>{BUCKET}</Bucket><Key>{escape(self.key)}</Key><UploadId>{number}</UploadId>"
            return self.done({}, f"<InitiateMultipartUploadResult {_XMLNS}>{body}</InitiateMultipartUploadResult>")
        if "uploadId" in self.query:
            pieces = self.owner.uploads.pop(self.query["uploadId"])
            self.keep(b"".join(pieces[number] for number in sorted(pieces)))
            return self.done(
                {}, f"<CompleteMultipartUploadResult {_XMLNS}><ETag>1</ETag></CompleteMultipartUploadResult>"
            )
        for key in _KEY.findall(self.body.decode()):
            self.forget(unescape(key))
        return self.done({}, f"<DeleteResult {_XMLNS}></DeleteResult>")

    def delete(self) -> None:
        if "uploadId" in self.query:
            self.owner.uploads.pop(self.query["uploadId"], None)
        else:
            self.forget(self.key)
        self.owner.after(self.command, self.key)
        self.send(204, b"")

    def forget(self, key: str) -> None:
        with self.owner.lock:
            self.owner.objects.pop(key, None)
            self.owner.times.pop(key, None)

    def done(self, headers: dict[str, str], body: str = "") -> None:
        """Answer a write that was made; the answer may still be lost."""
        self.owner.after(self.command, self.key)
        self.send(200, body.encode(), headers)

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.owner.sent += len(body)
            self.wfile.write(body)


def etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
