"""Addresses as paths: what they name, list, read and write, and what is told where that fails."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.s3 import RefusedError, S3Server, empty_memory, s3_server
from warehouse import addresses, files
from warehouse.errors import StorageError
from warehouse.layout import Layout, is_local, place


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    with s3_server(monkeypatch) as server:
        yield server


@pytest.fixture(params=["memory", "s3"])
def root(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A data directory elsewhere, empty."""
    if request.param == "s3":
        request.getfixturevalue("store")
    else:
        empty_memory()
    yield place(f"{request.param}://bucket/ds")
    empty_memory()


def write(path: Path, text: str, tmp_path: Path) -> None:
    files.write_text(path, text, tmp_path / "tmp")


def test_a_place_is_a_path_or_an_address(root: Path) -> None:
    assert str(place("data")) == "data"
    assert is_local(place("data"))
    assert not is_local(root)
    assert place(root) is root
    assert str(Layout(root).part("blocks", "2026-11-20", "b1")) == f"{root}/tables/blocks/dt=2026-11-20/part-b1.parquet"
    assert Layout(place(f"{root}/")).root == root == pickle.loads(pickle.dumps(root))  # noqa: S301 - our own


def test_what_is_of_this_machine_lies_on_this_machine(root: Path, tmp_path: Path) -> None:
    layout, other = Layout(root), Layout(root / "other")
    for path in (layout.landing_index, layout.lock, layout.temporary, layout.fetch_state, layout.fetch_lock):
        assert path.is_relative_to(tmp_path / "cache")
    assert layout.local != other.local
    here = Layout(tmp_path / "data")
    assert here.local == here.root
    assert here.landing_index == tmp_path / "data" / "landing" / "index.sqlite"


def test_files_are_listed_as_those_of_a_directory(root: Path, store: S3Server, tmp_path: Path) -> None:
    store.page = 2
    here = tmp_path / "ds"
    names = ["a/dt=1/x-1.json", "a/dt=1/x-2.json", "a/dt=2/x-1.json", "a/x-0.json", "a/dt=1/deep/x-3.json", "b.json"]
    for name in names:
        write(root / name, "{}", tmp_path)
        write(here / name, "{}", tmp_path)
    write(root.parent / "ds2" / "a" / "dt=1" / "x-9.json", "{}", tmp_path)
    for pattern in ("dt=*/x-*.json", "dt=1/x-*.json", "x-*.json", "*.json", "nothing/*.json"):
        expected = sorted(path.relative_to(here).as_posix() for path in (here / "a").glob(pattern))
        assert sorted(path.relative_to(root).as_posix() for path in (root / "a").glob(pattern)) == expected
        assert files.sizes(root / "a", pattern) == dict.fromkeys((root / name for name in expected), 2)
    assert {path.relative_to(root).as_posix() for path in root.rglob("*.json")} == set(names)
    assert [path.name for path in root.iterdir()] == ["a", "b.json"]
    assert [(root / name).is_dir() for name in ("a", "b.json", "c")] == [True, False, False]
    assert [(root / name).is_file() for name in ("a", "b.json", "c")] == [False, True, False]
    assert [(root / name).exists() for name in ("a", "b.json", "c")] == [True, True, False]


def test_a_file_is_replaced_and_removed(root: Path, tmp_path: Path) -> None:
    path = root / "a" / "b.txt"
    for text in ("灯台", "港の灯台"):
        write(path, text, tmp_path)
        assert path.read_text(encoding="utf-8") == text
        assert path.stat().st_size == len(text.encode())
    with path.open("rb") as stream:
        stream.seek(3)
        assert stream.read().decode() == "の灯台"
    path.unlink()
    path.unlink(missing_ok=True)
    assert not path.exists()
    with pytest.raises(FileNotFoundError):
        path.read_bytes()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_block_that_fails_uploads_nothing(root: Path, tmp_path: Path) -> None:
    write(root / "a.txt", "before", tmp_path)

    def fail() -> None:
        with files.replacing(root / "a.txt", tmp_path / "tmp") as written:
            written.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (root / "a.txt").read_text() == "before"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_where_a_file_grows_in_sight_it_grows_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, seen = fsspec.filesystem("memory"), []
    root = place("memory://bucket/moved")
    write(root / "part-1.txt", "before", tmp_path)
    put = type(system).put_file

    def watched(self: object, local: str, path: str, *arguments: object, **options: object) -> None:
        put(self, local, path, *arguments, **options)
        seen.append([(root / "part-1.txt").read_text(), [found.name for found in root.glob("part-*")]])
        if len(seen) > 1:
            raise ConnectionResetError

    monkeypatch.setattr(type(system), "put_file", watched)
    write(root / "part-1.txt", "after", tmp_path)
    assert (root / "part-1.txt").read_text() == "after"
    with pytest.raises(StorageError):
        write(root / "part-1.txt", "later", tmp_path)
    assert seen == [["before", ["part-1.txt"]], ["after", ["part-1.txt"]]]
    assert [path.name for path in root.iterdir()] == ["part-1.txt"]
    empty_memory()


def test_large_files_come_in_parts(store: S3Server, tmp_path: Path) -> None:
    content = bytes(range(256)) * (110 << 12)
    with files.replacing(place("s3://bucket/ds/large.bin"), tmp_path) as written:
        written.write_bytes(content)
    assert store.objects["ds/large.bin"] == content
    assert [asked for asked in store.asked if asked.startswith("POST")]


def test_only_the_footer_of_a_part_is_read(store: S3Server, tmp_path: Path) -> None:
    path = place("s3://bucket/ds/part.parquet")
    noise = pa.table({"a": [bytes(str(number) * 200, "ascii") for number in range(40_000)]})
    with files.replacing(path, tmp_path) as written:
        pq.write_table(noise, written, compression="none", use_dictionary=False)
    assert len(store.objects["ds/part.parquet"]) > 20 << 20
    store.sent, store.asked = 0, []
    with files.parquet_pieces(path) as source:
        assert pq.read_metadata(source).num_rows == 40_000
    assert store.sent < 100_000
    assert len(store.asked) <= 3


def test_a_file_is_created_once(root: Path) -> None:
    files.create(root / "a.json", b"1")
    with pytest.raises(FileExistsError):
        files.create(root / "a.json", b"2")
    assert (root / "a.json").read_bytes() == b"1"


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("https://example.jp/ds", "can only be read"),
        ("s3://", "names no bucket"),
        ("nosuch://bucket/ds", "nosuch"),
        ("zip://a::s3://bucket/ds.zip", "chains"),
        ("ftp://user:word@host.example/ds", "write no credentials into an address"),
        ("s3://bucket/ds?secret=word", "write no credentials into an address"),
    ],
)
def test_an_address_that_keeps_nothing_is_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(StorageError) as caught:
        place(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "word" not in str(caught.value)


def test_an_address_that_was_made_a_path_is_not_a_directory_here() -> None:
    with pytest.raises(StorageError, match="give the address as a text"):
        Layout(Path("s3://bucket/ds"))


@pytest.mark.parametrize("package", ["s3fs", "upath.extensions"])
def test_a_missing_package_is_named_with_the_extra(package: str) -> None:
    program = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from warehouse.errors import StorageError; from warehouse.layout import place\n"
        "try: place('s3://bucket/ds')\nexcept StorageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("s3:// needs")
    assert "kawaraban[remote]" in done.stdout


def test_a_local_root_needs_no_other_file_system() -> None:
    program = (
        "import sys; from warehouse import catalog, tables; from warehouse.layout import Layout; Layout('data').local\n"
        "print([name for name in ('upath', 's3fs', 'warehouse.addresses') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def uses(path: Path, tmp_path: Path) -> list[str]:
    """What is told of every way to use a place that does not answer."""
    ways = (
        path.exists,
        path.is_dir,
        path.read_bytes,
        path.stat,
        path.unlink,
        lambda: list(path.glob("*")),
        lambda: list(path.iterdir()),
        lambda: path.open("rb").read(),
        lambda: write(path, "text", tmp_path),
        lambda: files.create(path, b"text"),
    )
    told = []
    for way in ways:
        with pytest.raises(StorageError) as caught:
            way()
        told.append(str(caught.value))
    return told


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (403, "AccessDenied", "access denied (PermissionError); give its file system credentials"),
        (0, "", "what is finished is kept: run the same command again"),
        (500, "InternalError", "what is finished is kept: run the same command again"),
    ],
)
def test_no_answer_is_an_error_and_not_an_empty_place(
    store: S3Server, tmp_path: Path, status: int, code: str, message: str
) -> None:
    def refuse(_method: str, _key: str) -> None:
        raise RefusedError(status, code)

    store.before = refuse
    for told in uses(place("s3://bucket/ds/a.txt"), tmp_path):
        assert told.startswith("s3://bucket/ds/a.txt: ")
        assert message in told
        assert "\n" not in told
        assert "of-the-test" not in told


def test_a_bucket_that_is_not_there_is_named(store: S3Server, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="s3://elsewhere does not exist; create it"):
        write(place("s3://elsewhere/ds/a.txt"), "text", tmp_path)
    with pytest.raises(StorageError, match="s3://elsewhere does not exist; create it"):
        files.create(place("s3://elsewhere/ds/a.txt"), b"text")
    assert not place("s3://elsewhere/ds").exists()


def test_half_a_listing_is_an_error(store: S3Server, tmp_path: Path) -> None:
    root = place("s3://bucket/ds")
    for number in range(5):
        write(root / f"{number}.txt", "text", tmp_path)
    store.page = 2
    store.asked = []

    def lose_the_rest(_method: str, _key: str) -> None:
        if len(store.asked) > 1:
            raise RefusedError(0)

    store.before = lose_the_rest
    with pytest.raises(StorageError):
        list(root.glob("*.txt"))


def test_what_duckdb_reads_is_the_file_that_was_listed(store: S3Server, tmp_path: Path) -> None:
    root = place("s3://bucket/ds")
    write(root / "a.txt", "before", tmp_path)
    system = addresses.TableFiles(root)
    assert system.open("s3://bucket/ds/a.txt").read() == b"before"
    write(root / "a.txt", "behind", tmp_path)
    with pytest.raises(StorageError):
        system.open("s3://bucket/ds/a.txt").read()
