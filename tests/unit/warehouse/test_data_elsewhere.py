"""A data directory on another file system: the same bytes and answers, whatever breaks off, and one writer at a time."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from tests.factories import DAY, FETCHED_AT, VERSIONS, document, keep_first, land_documents, lay, linked
from tests.s3 import RefusedError, S3Server, empty_memory, s3_server
from warehouse import catalog, files, landing, lease, quality, sources, tables
from warehouse.addresses import TableFiles
from warehouse.errors import LockedError, StorageError
from warehouse.landing import InputError
from warehouse.layout import Layout, place

ROOT = Path(__file__).parents[3]
ALIASES = DATASET.table("aliases")
QUERY = "select article_id, block_id, text from blocks order by all"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lease, "SETTLE_SECONDS", 0.0)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    with s3_server(monkeypatch) as server:
        yield server


@pytest.fixture
def s3(store: S3Server) -> Layout:
    return Layout(place("s3://bucket/ds"))


@pytest.fixture
def memory() -> Iterator[Layout]:
    empty_memory()
    yield Layout(place("memory://bucket/ds"))
    empty_memory()


@pytest.fixture(scope="module")
def dataset() -> dict[str, pa.Table]:
    return linked(2)


def contents(layout: Layout) -> dict[str, bytes]:
    """Every published file by its path; the index, the locks and the catalog are something else."""
    return {path.relative_to(layout.root).as_posix(): path.read_bytes() for path in layout.root.rglob("*.parquet")}


def fill(layout: Layout, news: Path, dataset: dict[str, pa.Table]) -> None:
    """What a run writes, by the same functions."""
    with tables.hold(layout):
        tables.clean_temporary(layout)
        landing.land(layout, [str(news)], FETCHED_AT)
        ((_, batch),) = landing.batches(layout)
        if tables.stale_batches(layout, VERSIONS):
            for table in DATASET.tables:
                tables.write_part(layout, table, dataset[table.name], DAY, batch, versions=VERSIONS)
        for table in DATASET.tables:
            if table.partitioning == "corpus":
                tables.write_merged(layout, table, keep_first(table), versions=VERSIONS)
        catalog.build(layout)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_bytes(document(number))
    return folder


def test_bytes_and_answers_are_those_of_a_local_directory(
    s3: Layout, memory: Layout, tmp_path: Path, news: Path, dataset: dict[str, pa.Table]
) -> None:
    here = Layout(tmp_path / "data")
    for layout in (here, s3, memory):
        fill(layout, news, dataset)
    assert contents(here).keys() == contents(s3).keys() == contents(memory).keys()
    assert contents(here) == contents(s3) == contents(memory)
    answers = []
    for layout in (here, s3, memory):
        with catalog.connect(layout.root) as connection:
            assert all(result.ok for result in catalog.run_checks(connection, DATASET, rules=False))
            answers.append((catalog.row_counts(connection), catalog.query(connection, QUERY)))
        assert tables.read_table(layout, ALIASES).equals(tables.read_table(here, ALIASES))
        assert landing.record_count(layout, *landing.batches(layout)[0]) == 2
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1].num_rows


def test_the_catalog_there_opens_where_duckdb_can_read_there(
    s3: Layout, tmp_path: Path, news: Path, dataset: dict[str, pa.Table]
) -> None:
    fill(s3, news, dataset)
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(s3.catalog.read_bytes())
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.register_filesystem(TableFiles(s3.tables))
        found = connection.execute("select count(*) from blocks").fetchall()
    assert found == [(dataset["blocks"].num_rows,)]


def test_filling_again_changes_nothing(s3: Layout, store: S3Server, news: Path, dataset: dict[str, pa.Table]) -> None:
    fill(s3, news, dataset)
    before = contents(s3)
    store.asked = []
    with tables.hold(s3):
        assert landing.land(s3, [str(news)], FETCHED_AT).is_unchanged
        assert tables.stale_batches(s3, VERSIONS) == set()
        assert tables.stale_partitions(s3, VERSIONS) == []
        assert tables.write_merged(s3, ALIASES, keep_first(ALIASES), versions=VERSIONS) is None
    assert contents(s3) == before
    assert [asked for asked in store.asked if asked.startswith("PUT")] == ["PUT ds/.lease.json"]


@pytest.mark.parametrize("stored", [False, True], ids=["request lost", "answer lost"])
def test_a_connection_lost_between_any_two_writes_leaves_no_half_file(
    s3: Layout, store: S3Server, tmp_path: Path, news: Path, dataset: dict[str, pa.Table], stored: bool
) -> None:
    here = Layout(tmp_path / "data")
    fill(here, news, dataset)
    expected = contents(here)
    writes: list[str] = []

    def count(method: str, key: str) -> None:
        if method != "GET" and method != "HEAD":
            writes.append(key)
            if len(writes) > allowed:
                raise RefusedError(0)

    finished, allowed, told = False, 0, set[str]()
    while not finished:
        store.objects.clear()
        writes.clear()
        store.before, store.after = (lambda *_: None, count) if stored else (count, lambda *_: None)
        try:
            fill(s3, news, dataset)
            finished = True
        except StorageError as error:
            told.add(str(error).partition("; ")[2])
        store.before = store.after = lambda *_: None
        for name, content in contents(s3).items():
            assert content == expected[name]
        fill(s3, news, dataset)
        assert contents(s3) == expected
        # every write at the start of the run, then every ninth: they are all made by one function
        allowed += 1 if allowed < 4 else 9
    assert allowed > 30
    assert told == {"what is finished is kept: run the same command again when it can be reached"}


def test_another_machine_finds_what_is_there_without_reading_the_texts(
    s3: Layout, store: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(3):
        (news / f"{number}.html").write_bytes(os.urandom(1 << 20))
    landing.land(s3, [str(news)], FETCHED_AT)
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "another"))
    store.sent = 0
    assert landing.land(s3, [str(news)], FETCHED_AT).is_unchanged
    assert store.sent < 1 << 20
    (news / "again.html").write_bytes((news / "0.html").read_bytes())
    assert landing.land(s3, [str(news)], FETCHED_AT).new_locations == 1
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "third"))
    assert landing.land(s3, [str(news)], FETCHED_AT).is_unchanged
    (row,) = [row for row in rows_of(s3) if row["location"] == "news/0.html"]
    assert landing.content_of(s3, row["document_id"]) == (news / "0.html").read_bytes()


def rows_of(layout: Layout) -> list[dict[str, Any]]:
    return [row for key in landing.batches(layout) for row in landing.read_batch(layout, *key).to_pylist()]


def test_another_process_is_given_the_address_alone(
    s3: Layout, store: S3Server, news: Path, dataset: dict[str, pa.Table]
) -> None:
    fill(s3, news, dataset)
    program = (
        "import sys; from schemas.dataset import DATASET; from warehouse import tables\n"
        "from warehouse.layout import Layout, place\nlayout = Layout(sys.argv[1])\n"
        "print(tables.read_table(layout, DATASET.table('blocks')).num_rows)\n"
        "rows = tables.read_table(layout, DATASET.table('blocks'))\n"
        "tables.write_part(layout, DATASET.table('blocks'), rows, '2026-11-20', 'copy', versions={})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(s3.root)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == [str(dataset["blocks"].num_rows)]
    assert f"tables/blocks/dt={DAY}/part-copy.parquet" in store.below("ds")


def test_damage_is_told_apart_from_silence(
    s3: Layout, store: S3Server, news: Path, dataset: dict[str, pa.Table]
) -> None:
    fill(s3, news, dataset)
    ((day, batch),) = landing.batches(s3)
    name = f"ds/tables/blocks/dt={day}/part-{batch}.parquet"
    store.objects[name] = store.objects[name][:-10]
    assert [part.reason for part in tables.stale_partitions(s3, VERSIONS)] == ["unreadable"]
    with pytest.raises(tables.TableError, match="delete it and run"):
        tables.read_part(s3, DATASET.table("blocks"), day, batch)

    def silence(_method: str, _key: str) -> None:
        raise RefusedError(0)

    store.before = silence
    for call in (
        lambda: tables.stale_partitions(s3, VERSIONS),
        lambda: tables.read_part(s3, DATASET.table("blocks"), day, batch),
        lambda: landing.read_batch(s3, day, batch),
        lambda: landing.record_count(s3, day, batch),
        lambda: landing.batches(s3),
        lambda: catalog.connect(s3.root),
    ):
        with pytest.raises(StorageError, match="when it can be reached"):
            call()


def test_a_query_that_loses_its_connection_says_so(
    s3: Layout, store: S3Server, news: Path, dataset: dict[str, pa.Table]
) -> None:
    fill(s3, news, dataset)
    # of a view's files DuckDB reads the first when it is made
    tables.write_part(s3, DATASET.table("blocks"), dataset["blocks"], DAY, "zz", versions=VERSIONS)
    with catalog.connect(s3.root) as connection:

        def silence(_method: str, _key: str) -> None:
            raise RefusedError(0)

        store.before = silence
        with pytest.raises(catalog.CatalogError) as caught:
            catalog.query(connection, QUERY)
    assert str(caught.value).startswith("s3://bucket/ds/tables/blocks")
    assert "\n" not in str(caught.value)
    assert "of-the-test" not in str(caught.value)


def test_threads_of_duckdb_read_one_file_side_by_side(s3: Layout, tmp_path: Path) -> None:
    """Row groups of one file are read by several threads at once; each must see its own bytes."""
    numbers = pa.array(range(600_000))
    path = s3.part("tokens", DAY, "b1")
    with files.replacing(path, s3.temporary) as written:
        pq.write_table(pa.table({"lexeme_id": numbers, "start": numbers}), written, row_group_size=20_000)
    with duckdb.connect(config={"threads": 8}) as connection:
        connection.register_filesystem(TableFiles(s3.tables))
        for _ in range(5):
            query = f"select sum(lexeme_id), sum(start), count(*) from read_parquet('{path}')"
            assert connection.execute(query).fetchall() == [(179_999_700_000, 179_999_700_000, 600_000)]


def test_what_lies_in_the_data_directory_is_not_read_by_the_next_run(
    s3: Layout, store: S3Server, news: Path, dataset: dict[str, pa.Table]
) -> None:
    fill(s3, news, dataset)
    store.objects["news/3.txt"] = document(3)
    assert landing.land(s3, ["s3://bucket/"], FETCHED_AT).new_documents == 1
    for inside in ("s3://bucket/ds/tables/", "s3://bucket/ds"):
        with pytest.raises(InputError, match="lies in the data directory"):
            sources.check([inside], s3.root)


# --- one writer at a time --------------------------------------------------------------------------------------------


def another_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "another"))


@pytest.mark.parametrize("name", ["s3", "memory"])
def test_two_machines_do_not_write_at_once(
    request: pytest.FixtureRequest, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout: Layout = request.getfixturevalue(name)
    with tables.hold(layout):
        another_machine(monkeypatch, tmp_path)
        message = rf"{layout.root} is in use by process {os.getpid()} on \S+ since"
        with pytest.raises(LockedError, match=message), tables.hold(layout):
            pass
        with pytest.raises(LockedError), tables.hold(layout, wait=0.2):
            pass
    assert not layout.lease.exists()
    with tables.hold(layout):
        assert json.loads(layout.lease.read_text())["pid"] == os.getpid()


def leave(layout: Layout, **changes: Any) -> None:
    """A lease as a run leaves it that was killed."""
    with tables.hold(layout):
        note = {**json.loads(layout.lease.read_text()), **changes}
    files.create(layout.lease, json.dumps(note).encode())


def test_what_a_killed_run_of_this_machine_left_is_taken_over_at_once(s3: Layout) -> None:
    leave(s3)
    with tables.hold(s3):
        assert s3.lease.exists()
    assert not s3.lease.exists()


def test_what_another_machine_left_is_taken_over_when_it_is_old(
    s3: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(s3)
    another_machine(monkeypatch, tmp_path)
    with pytest.raises(LockedError), tables.hold(s3):
        pass
    s3.lease.unlink()
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=lease.STALE_SECONDS + 60)
    leave(s3, machine="another", renewed=long_ago.isoformat())
    with tables.hold(s3):
        pass


def test_a_lease_is_renewed(s3: Layout, store: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.01)
    renewed: list[str] = []

    def seen(method: str, key: str) -> None:
        if (method, key) == ("PUT", "ds/.lease.json"):
            renewed.append(json.loads(store.objects[key])["holder"])

    with tables.hold(s3):
        store.after = seen
        while len(renewed) < 3:
            pass
    assert len(set(renewed)) == 1
    assert not s3.lease.exists()


def test_who_lost_its_lease_is_told(s3: Layout, store: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.01)
    theirs = json.dumps({"holder": "another", "renewed": dt.datetime.now(dt.UTC).isoformat()}).encode()
    looked = threading.Event()

    def replace_and_wait() -> None:
        with tables.hold(s3):
            store.objects["ds/.lease.json"] = theirs
            store.before = lambda method, key: looked.set() if (method, key) == ("GET", "ds/.lease.json") else None
            looked.wait(10)
            # the thread that saw it still has to say so
            time.sleep(0.5)

    with pytest.raises(LockedError, match="took s3://bucket/ds over"):
        replace_and_wait()
    assert store.objects["ds/.lease.json"] == theirs


def test_of_two_takeovers_one_remains(s3: Layout, store: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both find the same old lease; the other's deletion and creation come after ours."""
    leave(s3, machine="another", renewed="2020-01-01T00:00:00+00:00")
    theirs = json.dumps({"holder": "other", "host": "elsewhere", "pid": 1, "renewed": "2999-01-01T00:00:00+00:00"})

    def come_second(_seconds: float) -> None:
        store.objects["ds/.lease.json"] = theirs.encode()

    monkeypatch.setattr(lease.time, "sleep", come_second)
    with pytest.raises(LockedError, match="process 1 on elsewhere"), tables.hold(s3):
        pass


def test_two_processes_of_one_machine_are_kept_apart_by_its_lock(s3: Layout, store: S3Server) -> None:
    program = (
        "import sys; from warehouse import tables; from warehouse.errors import LockedError; from warehouse.layout import Layout\n"
        "try:\n    with tables.hold(Layout(sys.argv[1])): print('held')\nexcept LockedError as error: print(error)"
    )
    with tables.hold(s3):
        command = [sys.executable, "-c", program, "s3://bucket/ds"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.startswith(f"s3://bucket/ds is in use by process {os.getpid()} since")


def test_documents_land_from_elsewhere_to_elsewhere(
    memory: Layout, s3: Layout, store: S3Server, tmp_path: Path
) -> None:
    store.objects["crawl/1.txt"] = document(1)
    assert landing.land(memory, ["s3://bucket/crawl/*.txt"], FETCHED_AT).new_documents == 1
    assert landing.land(s3, ["s3://bucket/crawl/*.txt"], FETCHED_AT).new_documents == 1
    assert [row["location"] for row in rows_of(s3)] == ["s3://bucket/crawl/1.txt"]
    assert contents(memory) == contents(s3)
    lay(s3, linked(1), land_documents(s3, tmp_path / "more", 1, first=2))
    assert tables.read_table(s3, DATASET.table("articles")).num_rows == 1


def test_more_rows_than_a_sample_are_checked_where_they_lie(
    s3: Layout, memory: Layout, dataset: dict[str, pa.Table], tmp_path: Path
) -> None:
    blocks = DATASET.table("blocks")
    for layout in (s3, memory, Layout(tmp_path / "here")):
        info = tables.write_part(layout, blocks, dataset["blocks"], DAY, "b", versions=VERSIONS)
        found = quality.validate_files(blocks, [info.path], tmp_path, sample=1)
        assert (found.rows, found.success) == (dataset["blocks"].num_rows, True)
        assert found.statistics["checked_rows"] == 1
