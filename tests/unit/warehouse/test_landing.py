"""The landing takes everything in once, in bounded memory, and repairs itself after any kill."""

import datetime as dt
import hashlib
import os
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.factories import DAY, FETCHED_AT
from warehouse import landing, records, sources
from warehouse.errors import WarehouseError
from warehouse.landing import InputError, LandingSummary, batches, content_of, land, read_batch
from warehouse.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "data")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def rows(layout: Layout) -> list[dict[str, object]]:
    return [row for key in batches(layout) for row in read_batch(layout, *key).to_pylist()]


def identity(content: bytes) -> str:
    return "doc_" + hashlib.sha256(content).hexdigest()


def take(layout: Layout, *paths: Path | str, at: dt.datetime = FETCHED_AT) -> LandingSummary:
    return land(layout, [str(path) for path in paths], at)


def test_files_become_rows_with_the_bytes_as_received(layout: Layout, news: Path) -> None:
    (news / "sub").mkdir()
    (news / "b.txt").write_bytes("港の灯台".encode("shift_jis"))
    (news / "sub" / "a.HTML").write_bytes(b"<p>1</p>")
    summary = take(layout, news)
    assert (summary.files, summary.new_documents, summary.bytes) == (2, 2, 16)
    first, second = rows(layout)
    assert first["location"] == "news/b.txt"
    assert first["content"] == "港の灯台".encode("shift_jis")
    assert (second["location"], second["media_type"], second["record_index"]) == ("news/sub/a.HTML", "text/html", 0)
    assert second["document_id"] == identity(b"<p>1</p>")


@pytest.mark.parametrize(
    ("argument", "locations"),
    [
        ("news", ["news/a.txt", "news/deep/b.txt"]),
        ("news/a.txt", ["a.txt"]),
        ("news/*.txt", ["news/a.txt"]),
        ("news/**/*.txt", ["news/a.txt", "news/deep/b.txt"]),
        ("*/deep", ["{top}/news/deep/b.txt"]),
        ("news/deep/..", ["news/a.txt", "news/deep/b.txt"]),
    ],
)
def test_a_location_counts_from_the_last_directory_of_its_argument(
    layout: Layout, news: Path, argument: str, locations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "deep").mkdir()
    (news / "a.txt").write_bytes(b"a")
    (news / "deep" / "b.txt").write_bytes(b"b")
    monkeypatch.chdir(news.parent)
    take(layout, argument)
    assert [row["location"] for row in rows(layout)] == [name.format(top=news.parent.name) for name in locations]


def test_lines_of_json_are_records_of_their_own(layout: Layout, news: Path) -> None:
    (news / "feed.jsonl").write_bytes(b'\xef\xbb\xbf{"id":1}\r\n\n  \n{"id":2}\nnot json\n{"id":2}\n{"id":3}')
    summary = take(layout, news)
    found = rows(layout)
    assert [row["content"] for row in found] == [b'{"id":1}', b'{"id":2}', b"not json", b'{"id":3}']
    assert [row["record_index"] for row in found] == [1, 4, 5, 7]
    assert (summary.new_documents, summary.known) == (4, 1)


def test_the_same_bytes_are_kept_once(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"same")
    (news / "b.txt").write_bytes(b"same")
    summary = take(layout, news)
    assert (summary.new_documents, summary.new_locations) == (1, 1)
    assert [row["content"] for row in rows(layout)] == [b"same", None]
    (news / "c.txt").write_bytes(b"same")
    summary = take(layout, news, at=FETCHED_AT + dt.timedelta(days=2))
    assert (summary.new_documents, summary.new_locations, summary.known) == (0, 1, 2)
    last = rows(layout)[-1]
    assert (last["location"], last["content"]) == ("news/c.txt", None)
    assert content_of(layout, str(last["document_id"])) == b"same"
    assert content_of(layout, "doc_unknown") is None


def test_landing_again_changes_nothing(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    assert not take(layout, news).is_unchanged
    before = layout.landing_batch(*batches(layout)[0]).read_bytes()
    assert take(layout, news, at=FETCHED_AT + dt.timedelta(days=1)).is_unchanged
    assert [layout.landing_batch(*key).read_bytes() for key in batches(layout)] == [before]


def test_equal_input_gives_equal_bytes(tmp_path: Path, news: Path) -> None:
    for number in range(5):
        (news / f"{number}.txt").write_bytes(b"text %d" % number)
    layouts = [Layout(tmp_path / name) for name in ("one", "two")]
    for layout in layouts:
        take(layout, news)
    one, two = ([(key, layout.landing_batch(*key).read_bytes()) for key in batches(layout)] for layout in layouts)
    assert one == two


def test_batches_are_sealed_by_records_and_by_bytes(
    layout: Layout, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "BATCH_RECORDS", 3)
    monkeypatch.setattr(landing, "BATCH_BYTES", 1000)
    for number in range(4):
        (news / f"{number}.txt").write_bytes(b"%d" % number)
    (news / "5.txt").write_bytes(b"x" * 1000)
    (news / "6.txt").write_bytes(b"6")
    summary = take(layout, news)
    assert sorted(read_batch(layout, *key).num_rows for key in summary.batches) == [1, 1, 1, 3]


def test_a_batch_holds_less_text_than_pages(layout: Layout, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "BATCH_BYTES", 1600)
    for number in range(4):
        (news / f"{number}.html").write_bytes(b"%d" % number * 200)
        (news / f"{number}.txt").write_bytes(b"t%d" % number * 100)
    pages, texts = ([str(path) for path in sorted(news.glob(f"*.{kind}"))] for kind in ("html", "txt"))
    assert len(take(layout, *pages).batches) == 1
    assert len(take(layout, *texts).batches) == 4


def test_the_day_is_tokyos(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    take(layout, news, at=dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC))
    assert batches(layout)[0][0] == "2026-11-21"
    with pytest.raises(WarehouseError, match="time zone"):
        take(layout, news, at=dt.datetime(2026, 11, 20))  # noqa: DTZ001


def test_too_large_is_hashed_but_not_kept(layout: Layout, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_DOCUMENT_BYTES", 1000)
    monkeypatch.setattr(records, "CHUNK_BYTES", 7)
    large = b"y" * 3000
    (news / "a.txt").write_bytes(large)
    (news / "b.jsonl").write_bytes(
        b"z" * 2500 + b"\r\r\n" + b"s" * 1000 + b"\r\n" + b"t" * 1001 + b"\n" + b"u" * 2000 + b"\r"
    )
    summary = take(layout, news)
    found = rows(layout)
    kept = [row["content"] for row in found]
    assert kept == [None, None, b"s" * 1000, None, None]
    expected = [large, b"z" * 2500 + b"\r", b"s" * 1000, b"t" * 1001, b"u" * 2000 + b"\r"]
    assert [row["document_id"] for row in found] == [identity(content) for content in expected]
    assert [row["rejection_reason"] for row in found] == ["too_large", "too_large", None, "too_large", "too_large"]
    assert (summary.rejected, summary.new_documents) == (4, 1)
    assert "2501 bytes" in str(found[1]["rejection_detail"])
    assert take(layout, news).is_unchanged


def test_what_cannot_be_read_is_a_row_too(layout: Layout, news: Path) -> None:
    (news / "good.txt").write_bytes(b"a")
    (news / "broken.txt").symlink_to(news / "nowhere")
    (news / "inner").mkdir()
    (news / "inner" / "again").symlink_to(news)
    os.mkfifo(news / "pipe.txt")
    (news / "itself").symlink_to(news / "itself")
    summary = take(layout, news)
    reasons = {row["location"]: row["rejection_reason"] for row in rows(layout)}
    assert reasons == {
        "news/broken.txt": "unreadable",
        "news/good.txt": None,
        "news/inner/again": "directory_loop",
        "news/itself": "directory_loop",
        "news/pipe.txt": "unreadable",
    }
    assert summary.rejected == 4
    assert take(layout, news).is_unchanged


def test_files_of_other_kinds_are_counted(layout: Layout, news: Path) -> None:
    (news / "inner").mkdir()
    for name in ("a.txt", "b.pdf", "inner/c.PDF", "inner/d", ".cache"):
        (news / name).write_bytes(b"a")
    take(layout, news)
    found = {row["location"]: (row["rejection_reason"], row["rejection_detail"]) for row in rows(layout)}
    assert found == {
        "news/a.txt": (None, None),
        "news": ("passed_over", "3 passed over: 2 .pdf, 1 without ending"),
    }
    assert take(layout, news).is_unchanged


def test_names_that_are_not_unicode_are_readable(layout: Layout, news: Path) -> None:
    Path(os.fsdecode(os.fsencode(news) + b"/\x8a.txt")).write_bytes(b"a")
    take(layout, news)
    assert rows(layout)[0]["location"] == "news/�.txt"


def test_arguments_that_lead_nowhere_are_refused_before_anything_is_read(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    (news / "a.pdf").write_bytes(b"a")
    for argument in ("nothing", str(news / "*.html"), str(news / "a.pdf")):
        with pytest.raises(InputError) as caught:
            take(layout, news, argument)
        assert "\n" not in str(caught.value)
        with pytest.raises(InputError):
            sources.check([argument])
    assert batches(layout) == []
    sources.check([str(news)])


def test_an_empty_file_is_a_document(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"")
    take(layout, news)
    assert rows(layout)[0]["content"] == b""


@pytest.mark.parametrize("damage", ["missing", "garbage", "truncated", "empty", "old"])
def test_the_index_is_rebuilt(layout: Layout, news: Path, damage: str) -> None:
    for number in range(50):
        (news / f"{number}.txt").write_bytes(b"text %d" % number)
    take(layout, news)
    index = layout.landing_index
    if damage == "missing":
        index.unlink()
    elif damage == "garbage":
        index.write_bytes(b"\x00garbage" * 900)
    elif damage == "truncated":
        index.write_bytes(index.read_bytes()[: index.stat().st_size // 2])
    elif damage == "empty":
        index.write_bytes(b"")
    else:
        with sqlite3.connect(index) as connection:
            connection.execute("pragma user_version = 99")
    (news / "new.txt").write_bytes(b"new")
    summary = take(layout, news)
    assert (summary.known, summary.new_documents) == (50, 1)


def test_a_kill_between_batch_and_index_repairs_itself(
    layout: Layout, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "a.txt").write_bytes(b"a")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(landing._Index, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            take(layout, news)
    assert len(batches(layout)) == 1
    assert take(layout, news).known == 1


def test_a_kill_while_sealing_leaves_no_batch(layout: Layout, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (news / "a.txt").write_bytes(b"a")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            take(layout, news)
    assert batches(layout) == []
    assert take(layout, news).new_documents == 1


def test_a_batch_that_was_deleted_is_taken_in_again(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    key = take(layout, news).batches[0]
    layout.landing_batch(*key).unlink()
    assert take(layout, news).batches == (key,)


def test_a_damaged_batch_says_what_to_do(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    key = take(layout, news).batches[0]
    assert landing.record_count(layout, *key) == 1
    layout.landing_batch(*key).write_bytes(b"damaged")
    for reading in (read_batch, landing.record_count):
        with pytest.raises(WarehouseError, match="delete it"):
            reading(layout, *key)
    with pytest.raises(WarehouseError, match="there is no batch"):
        read_batch(layout, DAY, "0" * 16)


def test_progress_is_told_after_each_file(layout: Layout, news: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (news / name).write_bytes(name.encode())
    heard: list[int] = []
    land(layout, [str(news)], FETCHED_AT, on_progress=lambda summary: heard.append(summary.files))
    assert heard == [1, 2]


def test_what_a_run_writes_is_not_read_by_the_next(tmp_path: Path, news: Path) -> None:
    inside = Layout(news / "data")
    (news / "a.txt").write_text("町は2日、橋を直した。", encoding="utf-8")
    assert take(inside, news).new_documents == 1
    (inside.root / "report.html").write_text("<p>報告</p>", encoding="utf-8")
    assert take(inside, news).files == 1
    assert take(inside, f"{news}/**/*.html").files == 0
    with pytest.raises(InputError, match="data directory"):
        sources.check([str(inside.root / "report.html")], inside.root)


def test_a_json_lines_file_without_a_record_leaves_a_trace(layout: Layout, news: Path) -> None:
    (news / "empty.jsonl").write_bytes(b"")
    (news / "blank.jsonl").write_bytes(b"\n \n")
    assert take(layout, news).new_documents == 2
    assert [(row["location"], row["content"]) for row in rows(layout)] == [
        ("news/blank.jsonl", b"\n \n"),
        ("news/empty.jsonl", b""),
    ]


def test_an_empty_path_is_refused(layout: Layout) -> None:
    with pytest.raises(InputError, match="empty path"):
        take(layout, "")


def test_a_batch_that_changed_its_size_is_reported(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_text("町は2日、橋を直した。", encoding="utf-8")
    take(layout, news)
    ((day, batch),) = batches(layout)
    layout.landing_batch(day, batch).write_bytes(b"")
    with pytest.raises(landing.LandingError, match="damaged"):
        take(layout, news)


def test_a_batch_from_before_a_column_was_declared_is_read_with_null_there(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    take(layout, news)
    ((day, batch),) = batches(layout)
    path = layout.landing_batch(day, batch)
    old = pq.read_table(path, partitioning=None).drop_columns(["declared_charset"])
    pq.write_table(old, path)
    assert read_batch(layout, day, batch)["declared_charset"].to_pylist() == [None]
    pq.write_table(old.drop_columns(["media_type"]), path)
    with pytest.raises(WarehouseError, match="damaged"):
        read_batch(layout, day, batch)


def test_what_is_passed_over_is_no_file_that_was_read(layout: Layout, news: Path) -> None:
    (news / "a.txt").write_bytes(b"a")
    (news / "b.pdf").write_bytes(b"%PDF")
    summary = take(layout, news)
    assert (summary.files, summary.new_documents) == (1, 1)
    assert [row["rejection_reason"] for row in rows(layout)] == [None, "passed_over"]
