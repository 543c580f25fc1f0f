"""Fetching may end at any moment: no page is lost, none is landed twice, and none that was kept is asked for again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from assets.fetch.crawl import SPOOL_RECORDS
from assets.fetch.state import State, StateError
from tests.fetch.conftest import Reply, Request, Site, article, configure, feed, rows, simple, take
from warehouse import doctor, tables
from warehouse.layout import Layout
from warehouse.tables import LockedError

ROOT = Path(__file__).resolve().parents[2]
PAGES = 4


class Killed(BaseException):
    """Ends a run as a kill would: nothing catches it."""


def serve(site: Site, pages: int = PAGES, *, pause: float = 0.0) -> list[str]:
    """Two feeds that overlap in one page; one page is behind a redirect, and one is not there."""
    paths = [f"/{number}" for number in range(pages)]
    for number, path in enumerate(paths):
        site[path] = Reply(article(number), pause=pause)
    site["/moved"] = Reply(b"", 301, {"Location": "/0"})
    half = pages // 2
    site["/a.xml"] = feed(*(site.url(path) for path in ["/moved", "/gone", *paths[: half + 1]]))
    site["/b.xml"] = feed(*(site.url(path) for path in paths[half:]))
    return paths


def sources(site: Site) -> list[str]:
    return [f'name = "{name}"\nfeeds = ["{site.url(f"/{name}.xml")}"]' for name in "ab"]


def landed(layout: Layout) -> list[str]:
    """Last parts of the addresses in the landing, refused ones included; a page that is there twice is here twice."""
    return sorted(row["location"].rpartition("/")[2] for row in rows(layout))


def expected(paths: list[str]) -> list[str]:
    return sorted(["gone", *(path[1:] for path in paths)])


def test_a_run_killed_at_any_step_is_continued_by_the_next(site: Site, tmp_path: Path) -> None:
    paths = serve(site)
    configuration = configure(site, *sources(site))
    steps: list[str] = []
    take(Layout(tmp_path / "whole"), configuration, on_step=lambda step, _address: steps.append(step))
    assert {"listing", "queued", "page", "answered", "kept", "settled", "landing", "landed", "emptied"} <= set(steps)
    for killed_at in range(len(steps)):
        site.requests.clear()
        layout, heard, at = Layout(tmp_path / str(killed_at)), 0, ("", "")

        def kill(step: str, address: str, killed_at: int = killed_at) -> None:
            nonlocal heard, at
            heard += 1
            if heard == killed_at + 1:
                at = (step, address)
                raise Killed

        with pytest.raises(Killed):
            take(layout, configuration, on_step=kill)
        take(layout, configuration)
        assert landed(layout) == expected(paths), at
        assert take(layout, configuration).pages == {}
        # only pages in flight when it was killed are asked for twice: at most one a source
        again = {path for path in paths if site.count(path) > 1}
        assert all(site.count(path) <= 2 for path in paths), at
        assert len(again) <= (0 if at[0] in ("landing", "landed", "emptied", "listing", "queued") else 2), (at, again)
        with State.open(layout) as state:
            assert state.spool_size() == (0, 0)


def test_a_run_killed_at_every_step_in_turn_gets_there(site: Site, tmp_path: Path) -> None:
    """Each run gets one step further than the last, and every one is killed."""
    paths = serve(site)
    configuration, layout = configure(site, sources(site)[0], sources(site)[1]), Layout(tmp_path / "data")
    for budget in range(1, 200):
        heard = 0

        def kill(_step: str, _address: str, budget: int = budget) -> None:
            nonlocal heard
            heard += 1
            if heard > budget:
                raise Killed

        try:
            take(layout, configuration, on_step=kill)
        except Killed:
            continue
        break
    assert landed(layout) == expected(paths)
    assert len({row["document_id"] for row in rows(layout) if row["content"]}) == len(paths)


RUN = """
import sys
from pathlib import Path
from assets.fetch.configuration import load
from assets.fetch.crawl import fetch
from warehouse.layout import Layout
fetch(Layout(Path(sys.argv[1])), load(Path(sys.argv[2])))
"""


def test_a_process_killed_at_random_moments_neither_loses_nor_repeats_a_page(site: Site, tmp_path: Path) -> None:
    pages = 40
    paths = serve(site, pages)
    for number, path in enumerate(paths):

        def answer(_request: Request, number: int = number) -> Reply:
            time.sleep(0.02)
            return Reply(article(number))

        site[path] = answer
    file = tmp_path / "sources.toml"
    settings = "delay_seconds = 0\npoll_minutes = 0\nallow_private_addresses = true\n"
    file.write_text(
        f'[fetch]\ncontact = "mailto:a@example.jp"\nports = [{site.port}]\n'
        + "".join(f"[[sources]]\n{source}\n{settings}" for source in sources(site)),
        encoding="utf-8",
    )
    layout, kills, chance = Layout(tmp_path / "data"), 0, random.Random(20261125)
    command = [sys.executable, "-c", RUN, str(layout.root), str(file)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(60):
        before = len(site.requests)
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        # imports take their time: the kill falls at random after the first requests of this run
        target = before + chance.randint(1, 14)
        while process.poll() is None and len(site.requests) < target and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.03))
        if process.poll() is not None:
            error = process.communicate()[1].decode()
            assert process.returncode == 0, error
            break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
    assert kills >= 3
    take_again = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
    assert take_again.returncode == 0, take_again.stderr
    assert landed(layout) == expected(paths)
    # a page is asked for twice only where a kill fell between its answer and its being kept: one a kill and source
    repeats = sum(site.count(path) - 1 for path in paths)
    assert repeats <= 2 * kills
    with sqlite3.connect(layout.fetch_state) as connection:
        assert connection.execute("select count(*) from spool").fetchone() == (0,)
        queued = connection.execute("select url from pages where status = 'queued'").fetchall()
    assert queued == []


def test_a_page_that_was_kept_is_never_asked_for_again_whenever_the_kill_falls(site: Site, layout: Layout) -> None:
    paths = serve(site)
    configuration = configure(site, *sources(site))
    kept: list[str] = []

    def kill(step: str, address: str) -> None:
        if step == "kept":
            kept.append(address)
            if len(kept) % 2:
                raise Killed

    for _ in range(20):
        before = {path: site.count(path) for path in paths}
        known = list(kept)
        try:
            take(layout, configuration, on_step=kill)
        except Killed:
            pass
        else:
            break
        for address in known:
            path = "/" + address.rpartition("/")[2]
            assert path == "/moved" or site.count(path) == before[path]
    assert landed(layout) == expected(paths)


def test_pages_wait_in_the_spool_while_the_data_directory_is_taken(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(article(1))
    configuration = configure(site, simple(site, "/1"))
    with tables.hold(layout):
        summary = take(layout, configuration)
    assert (summary.pages, summary.spooled, rows(layout)) == ({"fetched": 1}, 1, [])
    assert any("not landed yet" in problem for problem in summary.problems)
    assert take(layout, configuration).spooled == 0
    assert landed(layout) == ["1"]
    assert site.count("/1") == 1


def test_the_spool_is_landed_while_fetching_goes_on(
    site: Site, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assets.fetch import crawl

    assert SPOOL_RECORDS > 3
    monkeypatch.setattr(crawl, "SPOOL_RECORDS", 2)
    paths = [f"/{number}" for number in range(5)]
    for number, path in enumerate(paths):
        site[path] = Reply(article(number))
    summary = take(layout, configure(site, simple(site, *paths)))
    assert len(summary.landed.batches) == 3
    assert summary.landed.new_documents == 5


def test_only_one_process_fetches_into_a_directory(site: Site, layout: Layout) -> None:
    with State.open(layout), pytest.raises(LockedError, match="another process is fetching"):
        take(layout, configure(site, simple(site, "/1")))


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b""])
def test_a_damaged_state_says_what_to_do(site: Site, layout: Layout, damage: bytes) -> None:
    site["/1"] = Reply(article(1))
    layout.fetch_state.parent.mkdir(parents=True)
    layout.fetch_state.write_bytes(damage)
    configuration: Any = configure(site, simple(site, "/1"))
    if damage:
        with pytest.raises(StateError, match="move it away"):
            take(layout, configuration)
    else:
        assert take(layout, configuration).pages == {"fetched": 1}


def test_a_state_that_was_altered_is_not_fetched_by(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(article(1))
    configuration: Any = configure(site, simple(site, "/1"))
    take(layout, configuration)
    assert doctor.examine(layout) == []
    whole = layout.fetch_state.read_bytes()
    for at in (70, len(whole) // 2, len(whole) - 1):
        layout.fetch_state.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert [finding.path for finding in doctor.examine(layout)] == [layout.fetch_state]
        with pytest.raises(StateError, match=r"state\.sqlite is damaged .* move it away"):
            take(layout, configuration)
    layout.fetch_state.write_bytes(whole)
    take(layout, configuration)
    layout.fetch_state.unlink()
    assert [finding.path for finding in doctor.examine(layout)] == [layout.fetch_state]
    assert take(layout, configuration).pages == {"fetched": 1}
    assert doctor.examine(layout) == []


def test_what_a_killed_sealing_left_goes_with_the_next(site: Site, layout: Layout) -> None:
    configuration: Any = configure(site, simple(site, "/1"))
    take(layout, configuration)
    leftover = layout.fetch_state.with_name("state.sqlite.sha256.tmp-1-0")
    leftover.touch()
    take(layout, configuration)
    assert not leftover.exists()
    assert not list(layout.temporary.glob("*"))
