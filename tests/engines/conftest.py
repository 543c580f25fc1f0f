"""A small corpus in many batches, and a scheduler with two worker processes on loopback."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from assets.engines import Engine, Local
from assets.engines.dask import Dask
from tests.factories import FETCHED_AT
from warehouse import landing
from warehouse.layout import Layout

BATCHES = 6

Landed = Callable[[str], Layout]


@pytest.fixture
def landed(tmp_path: Path) -> Landed:
    """Makes a data directory of six small batches that have landed, the same each time."""

    def make(name: str) -> Layout:
        layout = Layout(tmp_path / name)
        for index in range(BATCHES):
            path = tmp_path / f"{index}.txt"
            path.write_text(
                f"霧浜市の大野健一市長は{index + 1}日、「橋を{index + 2}カ月で直す」と述べた。\n" * 40, encoding="utf-8"
            )
            landing.land(layout, [str(path)], FETCHED_AT + dt.timedelta(seconds=index))
        assert len(landing.batches(layout)) == BATCHES
        return layout

    return make


@pytest.fixture(scope="session")
def _cluster() -> Iterator[LocalCluster]:
    """A scheduler that runs already, with two workers of one thread; one that is killed comes back."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    ) as made:
        yield made


@pytest.fixture
def cluster(_cluster: LocalCluster) -> LocalCluster:
    """The cluster with both workers up, whatever the test before did to them."""
    with Client(_cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
    return _cluster


@pytest.fixture(params=["local", "dask"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine with two workers."""
    if request.param == "local":
        return Local(2)
    return Dask(scheduler=request.getfixturevalue("cluster").scheduler_address)


def parts(layout: Layout) -> dict[str, str]:
    """SHA-256 of every part by its path."""
    found = [*layout.tables.rglob("part-*.parquet"), *layout.contributions.rglob("part-*.parquet")]
    return {str(path.relative_to(layout.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def identities(layout: Layout, batch: str) -> dict[str, int]:
    """Inode of every part of a batch: a part that is written again gets another."""
    return {
        str(path.relative_to(layout.root)): path.stat().st_ino for path in layout.root.rglob(f"part-{batch}.parquet")
    }
