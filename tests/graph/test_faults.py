"""A disk that fills up, a kill at any moment: what is left is whole, and the next run makes of it what a clean one makes."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import kills
from warehouse import catalog, files, landing
from warehouse.errors import StorageError
from warehouse.layout import Layout


@pytest.fixture(scope="module", autouse=True)
def _batches_of_any_size_afterwards() -> Iterator[None]:
    """Kills are of small batches, and set so for the process that they are made in."""
    kept = landing.BATCH_RECORDS
    yield
    landing.BATCH_RECORDS = kept


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    data = tmp_path_factory.mktemp("clean") / "data"
    kills.run(data, 3)
    return kills.content(data)


@pytest.mark.parametrize("full_at", [1, 2, 30, 61, 110])
def test_a_full_disk_is_told_in_a_line_and_the_run_goes_on_when_there_is_room(
    tmp_path: Path, clean: dict[str, str], monkeypatch: pytest.MonkeyPatch, full_at: int
) -> None:
    written, sync = 0, files.sync

    def full(path: Path) -> None:
        nonlocal written
        written += 1
        if written >= full_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(path)

    data = tmp_path / "data"
    monkeypatch.setattr(files, "sync", full)
    with pytest.raises(StorageError, match="No space left on device") as told:
        kills.run(data, 3)
    assert "\n" not in str(told.value)
    found = kills.content(data)
    assert found.items() <= {**clean, **{name: found[name] for name in found if name.endswith("index.sqlite")}}.items()
    assert not list(Layout(data).temporary.glob("*"))
    monkeypatch.setattr(files, "sync", sync)
    kills.run(data, 3)
    assert kills.content(data) == clean


def test_a_catalog_that_was_not_written_whole_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "kawaraban.duckdb"
    path.with_name("kawaraban.duckdb.wal").touch()
    with pytest.raises(StorageError, match="No space left"), catalog._written(path):
        raise catalog.CatalogError("Failed to commit: Could not write file")
    assert not list(tmp_path.iterdir())
    with pytest.raises(catalog.CatalogError), catalog._written(path):
        raise catalog.CatalogError("no such column")


@pytest.mark.parametrize(("kind", "count"), [("merge", 10), ("fetch", 14), ("publish", 7), ("obtain", 7), ("local", 2)])
def test_what_is_killed_at_any_moment_is_repaired_by_the_next(kind: str, count: int) -> None:
    came = kills.tried([kind], count, seed=20261130)
    assert (came[kind]["kills"], came[kind]["differed"]) == (count, 0)


def test_a_release_whose_index_was_not_written_is_listed_by_the_next_run(tmp_path: Path) -> None:
    data = tmp_path / "data"
    kills.run(data, 2, release=True)
    index = Layout(data).release_index("local")
    listed = index.read_bytes()
    index.unlink()
    kills.build_local(data)
    assert index.read_bytes() == listed
