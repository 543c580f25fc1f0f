"""Gzip, zip and tar: members become documents; what is hostile or damaged is refused with a reason, and the rest is read."""

import gzip
import io
import os
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import FETCHED_AT
from tests.unit.warehouse.archive_files import PAGE, TEXT, contents, reasons, records, tar_of, zeros, zip_of
from warehouse import records as record_limits
from warehouse.archives import bounds, tars, zips
from warehouse.landing import batches, land, read_batch
from warehouse.layout import Layout
from warehouse.sources import expand, read_records


def packed(path: Path, members: list[tuple[str, bytes]]) -> Path:
    """An archive of the kind that the name says."""
    if path.suffix == ".zip":
        path.write_bytes(zip_of(members))
    else:
        content = tar_of(members)
        path.write_bytes(content if path.suffix == ".tar" else gzip.compress(content))
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "A.ZIP"])
def test_members_with_known_endings_are_documents(tmp_path: Path, name: str) -> None:
    members = [
        ("一面/a.html", PAGE.encode("euc_jp")),
        ("一面/写真.jpg", b"\xff\xd8"),
        ("b.TXT", TEXT.encode()),
        ("c.jsonl", b'{"id":1}\n\n{"id":2}\n'),
        ("d.txt.gz", gzip.compress(TEXT.encode() + b"2")),
        ("README", b"-"),
    ]
    path = tmp_path / name
    if name == "A.ZIP":
        path.write_bytes(zip_of(members))
    else:
        packed(path, members)
    found = [(record.location, record.record_index, record.media_type, record.content) for record in records(path)]
    assert found == [
        (f"{name}/一面/a.html", 0, "text/html", PAGE.encode("euc_jp")),
        (f"{name}/b.TXT", 0, "text/plain", TEXT.encode()),
        (f"{name}/c.jsonl", 1, "application/json", b'{"id":1}'),
        (f"{name}/c.jsonl", 3, "application/json", b'{"id":2}'),
        (f"{name}/d.txt.gz", 0, "text/plain", TEXT.encode() + b"2"),
        (name, 0, "text/plain", None),
    ]
    last = records(path)[-1]
    assert (last.reason, last.detail) == ("passed_over", "2 passed over: 1 .jpg, 1 without ending")


def test_compressed_files_are_the_documents_inside(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(
        gzip.compress(PAGE.encode()[:20]) + gzip.compress(PAGE.encode()[20:]) + bytes(512)
    )
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"id":1}\r\n{"id":2}'))
    found = records(tmp_path)
    assert [record.content for record in found] == [PAGE.encode(), b'{"id":1}', b'{"id":2}']
    assert [record.media_type for record in found] == ["text/html", "application/json", "application/json"]


def test_the_same_bytes_in_a_file_and_in_archives_are_one_document(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_bytes(TEXT.encode())
    (news / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    packed(news / "b.zip", [("a.txt", TEXT.encode())])
    packed(news / "c.tar.gz", [("x/a.txt", TEXT.encode())])
    layout = Layout(tmp_path / "data")
    summary = land(layout, [str(news)], FETCHED_AT)
    assert (summary.new_documents, summary.new_locations, summary.rejected) == (1, 3, 0)
    rows = [row for key in batches(layout) for row in read_batch(layout, *key).to_pylist()]
    assert {row["location"] for row in rows} == {
        "news/a.txt",
        "news/a.txt.gz",
        "news/b.zip/a.txt",
        "news/c.tar.gz/x/a.txt",
    }
    assert len({row["document_id"] for row in rows}) == 1
    assert land(layout, [str(news)], FETCHED_AT).is_unchanged


def test_a_killed_run_goes_on_inside_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse import landing

    monkeypatch.setattr(landing, "BATCH_RECORDS", 3)
    path = packed(tmp_path / "a.tar.gz", [(f"{number}.txt", b"%d" % number) for number in range(10)])
    layout = Layout(tmp_path / "data")
    real, sealed = landing._Ingest._seal, []

    def killed(self: object) -> None:
        if len(sealed) == 2:
            raise KeyboardInterrupt
        sealed.append(1)
        real(self)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(landing._Ingest, "_seal", killed)
        with pytest.raises(KeyboardInterrupt):
            land(layout, [str(path)], FETCHED_AT)
    assert len(batches(layout)) == 2
    summary = land(layout, [str(path)], FETCHED_AT)
    assert (summary.known, summary.new_documents) == (6, 4)


# --- names -----------------------------------------------------------------------------------------------------------


def cp932_zip(name: str) -> bytes:
    """What Japanese Windows writes: the name in CP932, and no flag that says so."""
    raw = name.encode("cp932")
    return zip_of([("x" * len(raw), TEXT.encode())]).replace(b"x" * len(raw), raw)


@pytest.mark.parametrize("name", ["速報/表紙.txt", "十能ソ.txt", "ﾆｭｰｽ.txt"])
def test_names_of_japanese_windows_are_decoded(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(cp932_zip(name))
    assert contents(path) == {f"a.zip/{name}": TEXT.encode()}


def test_backslashes_separate_and_shadows_of_macos_are_no_members(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zip_of([("a!b.txt", b"1"), ("__MACOSX/._b.txt", b"2"), ("d/", b"")]).replace(b"a!b.txt", b"a\\b.txt")
    )
    assert reasons(path) == {"a.zip/a/b.txt": None, "a.zip": "passed_over"}


def test_names_in_a_tar_may_be_of_any_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    raw = "速報.txt".encode("euc_jp")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding="latin-1") as archive:
        info = tarfile.TarInfo(raw.decode("latin-1"))
        info.size = 1
        archive.addfile(info, io.BytesIO(b"1"))
        long = tarfile.TarInfo("長" * 90 + ".txt")
        long.size = 1
        archive.encoding = "utf-8"
        archive.addfile(long, io.BytesIO(b"2"))
    path.write_bytes(buffer.getvalue())
    assert contents(path) == {"a.tar/速報.txt": b"1", "a.tar/" + "長" * 90 + ".txt": b"2"}


@pytest.mark.parametrize(
    "name", ["../../etc/a.txt", "a/../../b.txt", "/etc/a.txt", "C:\\a.txt", "..\\a.txt", "../secret", "a\x01b.txt"]
)
@pytest.mark.parametrize("archive", ["a.zip", "a.tar"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, archive: str, name: str) -> None:
    path = packed(tmp_path / archive, [(name, b"1"), ("good.txt", b"2")])
    refused, good = records(path)
    assert (refused.reason, refused.content) == ("unsafe_path", None)
    assert refused.location.startswith(f"{archive}/")
    assert ".." not in refused.location.split("/")
    assert (good.location, good.content) == (f"{archive}/good.txt", b"2")
    assert [left.name for left in tmp_path.iterdir()] == [archive]


# --- members that are no documents -----------------------------------------------------------------------------------


def special(name: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = "/etc/passwd"
    return info


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    path.write_bytes(tar_of([*((special(f"{n}.txt", kind), b"") for n, kind in enumerate(kinds)), ("z.txt", b"1")]))
    assert reasons(path) == {**{f"a.tar/{n}.txt": "special_member" for n in range(5)}, "a.tar/z.txt": None}
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    zipped = tmp_path / "a.zip"
    zipped.write_bytes(zip_of([(link, b"/etc/passwd"), ("z.txt", b"1")]))
    assert reasons(zipped) == {"a.zip/link.txt": "special_member", "a.zip/z.txt": None}


def test_archives_in_archives_are_not_opened(tmp_path: Path) -> None:
    inner = zip_of([("a.txt", b"1")])
    for name in ("a.zip", "a.tar"):
        path = packed(tmp_path / name, [("a.zip", inner), ("b.warc.gz", b""), ("c.parquet", b""), ("z.txt", b"1")])
        assert list(reasons(path).values()) == ["nested_archive"] * 3 + [None]


def test_encrypted_and_strangely_packed_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    content = bytearray(zip_of([("a.txt", b"1"), ("b.txt", b"2")], zipfile.ZIP_STORED))
    for header, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.find(header) + flags] |= 1
    path.write_bytes(content)
    assert reasons(path) == {"a.zip/a.txt": "encrypted", "a.zip/b.txt": None}
    path.write_bytes(zip_of([("a.txt", b"1")], zipfile.ZIP_LZMA))
    assert reasons(path) == {"a.zip/a.txt": "unsupported"}


# --- bombs -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits a thousandth of the real ones."""
    monkeypatch.setattr(record_limits, "MAX_DOCUMENT_BYTES", 8 << 10)
    for module in (bounds, zips, tars):
        for name in ("FREE_DOCUMENT_BYTES", "FREE_ARCHIVE_BYTES"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 16 << 10 if "DOCUMENT" in name else 256 << 10)


def test_a_gzip_bomb_is_refused_without_being_expanded(tmp_path: Path) -> None:
    bomb = zeros(512 << 20)
    assert len(bomb) < 1 << 20
    for name in ("a.html.gz", "b.jsonl.gz", "c.tar.gz", "d.warc.gz"):
        path = tmp_path / name
        path.write_bytes(bomb)
        tracemalloc.start()
        found = records(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [record.reason for record in found][-1:] in (["archive_bomb"], ["damaged"])
        assert all(record.content is None for record in found)
        assert peak < 64 << 20
    assert reasons(tmp_path / "a.html.gz") == {"a.html.gz": "archive_bomb"}


def test_a_bomb_among_members_does_not_keep_the_others_out(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.zip",
        [("a.txt", b"1"), ("b.txt", bytes(64 << 20)), ("c.txt.gz", zeros(64 << 20)), ("d.txt", b"2")],
    )
    assert reasons(path) == {
        "a.zip/a.txt": None,
        "a.zip/b.txt": "archive_bomb",
        "a.zip/c.txt.gz": "archive_bomb",
        "a.zip/d.txt": None,
    }
    path = packed(tmp_path / "a.tar", [("a.txt", b"1"), ("b.txt.gz", zeros(64 << 20)), ("d.txt", b"2")])
    assert reasons(path) == {"a.tar/a.txt": None, "a.tar/b.txt.gz": "archive_bomb", "a.tar/d.txt": None}


def test_a_large_member_is_too_large_and_no_bomb(tmp_path: Path) -> None:
    large = os.urandom(9 << 20)
    for name in ("a.zip", "a.tar.gz"):
        path = packed(tmp_path / name, [("a.txt", large), ("b.txt", b"2")])
        first, second = records(path)
        assert (first.reason, first.content) == ("too_large", None)
        assert first.document_id == record_limits.identify(large)
        assert second.content == b"2"


@pytest.mark.usefixtures("small")
def test_an_archive_as_a_whole_expands_to_so_much(tmp_path: Path) -> None:
    text = os.urandom(3_000).hex().encode()
    members = [(f"{number}.txt", text) for number in range(200)]
    for name in ("a.zip", "a.tar.gz"):
        assert len(contents(packed(tmp_path / name, members))) == 200
    path = packed(tmp_path / "b.zip", [(name, bytes(15 << 10)) for name, _ in members])
    found = reasons(path)
    assert found["b.zip"] == "archive_bomb"
    assert 10 < len(found) < 30
    path = packed(tmp_path / "c.tar.gz", [(name, bytes(900 << 10)) for name, _ in members])
    assert reasons(path)["c.tar.gz"] == "archive_bomb"


def test_what_one_archive_may_expand_to_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_EXPANDED_BYTES", 1_000_000)
    members = [(f"{number:02}.txt", os.urandom(99_900)) for number in range(20)]
    for name in ("a.zip", "a.tar.gz"):
        found = reasons(packed(tmp_path / name, members))
        assert found[name] == "archive_bomb"
        assert 5 < list(found.values()).count(None) < 12


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    """Twenty directory entries for one member, as in the zip bombs that need no nesting."""
    content = zip_of([("a.txt", TEXT.encode() * 50)])
    start = content.find(b"PK\1\2")
    end = content.find(b"PK\5\6")
    directory = content[start:end] * 20
    tail = bytearray(content[end:])
    struct.pack_into("<HHI", tail, 8, 20, 20, len(directory))
    path = tmp_path / "a.zip"
    path.write_bytes(content[:start] + directory + tail)
    found = [record.reason for record in records(path)]
    assert found == [None] + ["archive_bomb"] * 19


def test_an_archive_that_contains_itself_ends(tmp_path: Path) -> None:
    path = packed(tmp_path / "r.zip", [("r.zip", b"PK"), ("r/r.zip", b"PK")])
    assert set(reasons(path).values()) == {"nested_archive"}


def test_headers_that_hide_gigabytes_are_refused(tmp_path: Path) -> None:
    """tarfile reads an extended header in one piece, of the length it claims."""
    header = tarfile.TarInfo("././@LongLink")
    header.type = tarfile.GNUTYPE_LONGNAME
    header.size = 1 << 30
    path = tmp_path / "a.tar.gz"
    path.write_bytes(
        gzip.compress(tar_of([("a.txt", b"1")])[:1024] + header.tobuf(tarfile.GNU_FORMAT) + bytes(8 << 20))
    )
    tracemalloc.start()
    found = reasons(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == {"a.tar.gz/a.txt": None, "a.tar.gz": "archive_bomb"}
    assert peak < 32 << 20


def test_a_directory_larger_than_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_DIRECTORY_BYTES", 70_000)
    path = packed(tmp_path / "a.zip", [(f"{number}.txt", b"") for number in range(2_000)])
    assert reasons(path) == {"a.zip": "too_large"}


# --- damage ----------------------------------------------------------------------------------------------------------


def test_what_came_before_a_cut_is_kept(tmp_path: Path) -> None:
    members = [(f"{number}.txt", os.urandom(5_000)) for number in range(10)]
    plain = tar_of(members)
    for name, content in (("a.tar", plain), ("a.tar.gz", gzip.compress(plain))):
        path = tmp_path / name
        path.write_bytes(content[: len(content) // 2])
        found = records(path)
        kept = [record for record in found if record.reason is None]
        assert [record.content for record in kept] == [content for _, content in members[: len(kept)]]
        assert 3 <= len(kept) <= 6
        assert found[-1].reason == "damaged"
    lines = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(
        b"".join(b'{"id": %d, "text": "%s"}\n' % (n, os.urandom(30).hex().encode()) for n in range(3000))
    )
    lines.write_bytes(whole[: len(whole) // 2])
    found = records(lines)
    assert len(found) > 1000
    assert (found[-1].reason, found[-1].detail) == ("damaged", "the gzip stream is cut off")
    assert all(record.content and record.content.endswith(b'"}') for record in found[:-1])


def test_half_a_document_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "a.html.gz"
    whole = gzip.compress(PAGE.encode())
    path.write_bytes(whole[:-9])
    assert reasons(path) == {"a.html.gz": "damaged"}
    path.write_bytes(whole[:-8] + bytes(8))
    assert reasons(path) == {"a.html.gz": "damaged"}
    for content in (b"", b"no gzip at all", whole + b"rest"):
        path.write_bytes(content)
        assert reasons(path) == {"a.html.gz": "damaged"}


def test_one_damaged_member_of_a_zip_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    content = bytearray(zip_of([("a.txt", b"1" * 100), ("b.txt", b"2")], zipfile.ZIP_STORED))
    content[content.find(b"1" * 100)] ^= 1
    path.write_bytes(content)
    assert reasons(path) == {"a.zip/a.txt": "damaged", "a.zip/b.txt": None}
    path.write_bytes(content[:-30])
    assert reasons(path) == {"a.zip": "damaged"}


def test_a_tar_without_its_end_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    whole = tar_of([("a.txt", b"1"), ("b.txt", b"2")])
    path.write_bytes(whole[:2048])
    assert reasons(path) == {"a.tar/a.txt": None, "a.tar/b.txt": None, "a.tar": "damaged"}
    broken = bytearray(whole)
    broken[1024 + 150] ^= 0x55  # the sum of the second header
    path.write_bytes(broken)
    assert reasons(path) == {"a.tar/a.txt": None, "a.tar": "damaged"}
    path.write_bytes(whole + whole)
    assert reasons(path)["a.tar"] == "damaged"


# --- memory ----------------------------------------------------------------------------------------------------------


def write_large(path: Path, members: int, size: int) -> None:
    """An archive of texts that hardly compress, without holding it."""

    def texts() -> Iterator[bytes]:
        for _ in range(members):
            yield os.urandom(size // 2).hex().encode()

    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for number, text in enumerate(texts()):
                archive.writestr(f"{number}.txt", text)
    elif path.name.endswith(".tar.gz"):
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            for number, text in enumerate(texts()):
                info = tarfile.TarInfo(f"{number}.txt")
                info.size = size
                archive.addfile(info, io.BytesIO(text))
    else:
        with gzip.open(path, "wb", compresslevel=1) as stream:
            for text in texts():
                stream.write(b'{"text": "' + text + b'"}\n')


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.jsonl.gz"])
def test_memory_does_not_grow_with_the_archive(tmp_path: Path, name: str) -> None:
    write_large(tmp_path / name, 600, 100_000)  # 60 MB of text
    tracemalloc.start()
    count = total = 0
    for found in expand([str(tmp_path / name)]):
        for record in read_records(found):
            count += 1
            total += len(record.content or b"")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, total >= 60_000_000) == (600, True)
    assert peak < 24 << 20
