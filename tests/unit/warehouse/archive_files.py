"""Archives for tests, built in memory: what writers write, and what attackers do."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from warehouse.records import Record
from warehouse.sources import expand, read_records

PAGE = "<html><body><p>凪浜市は3日、灯台を残すと発表した。</p></body></html>"
TEXT = "港の灯台は2日、再び灯った。"


def records(path: Path | str) -> list[Record]:
    """Every record behind an argument."""
    return [record for found in expand([str(path)]) for record in read_records(found)]


def reasons(path: Path | str) -> dict[str, str | None]:
    """Reason by location."""
    return {record.location: record.reason for record in records(path)}


def contents(path: Path | str) -> dict[str, bytes | None]:
    """Bytes by location, of what is kept."""
    return {record.location: record.content for record in records(path) if record.reason is None}


def zip_of(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content, compress_type=method)
    return buffer.getvalue()


def tar_of(members: Iterable[tuple[str | tarfile.TarInfo, bytes]], how: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=how) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP response as a crawler stores it."""
    head = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def warc_record(
    target: str | None,
    block: bytes,
    *,
    kind: str = "response",
    content_type: str | None = None,
    length: int | None = None,
) -> bytes:
    """A WARC record; ``length`` is what it claims instead of its block's length."""
    content_type = content_type or ("application/http; msgtype=response" if kind == "response" else "text/html")
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>",
        "WARC-Date: 2026-01-01T00:00:00Z",
        *([f"WARC-Target-URI: {target}"] if target else []),
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def page_record(number: int, body: str = PAGE) -> bytes:
    """The response record of a page of its own."""
    block = http(f"{body}<!-- {number} -->".encode(), "Content-Type: text/html; charset=utf-8")
    return warc_record(f"https://news.example/{number}", block)


def zeros(size: int) -> bytes:
    """A gzip stream of zeros."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9) as stream:
        chunk = bytes(1 << 20)
        for _ in range(size >> 20):
            stream.write(chunk)
    return buffer.getvalue()
