"""SIGKILL at random moments, and whether the next run repairs what is left: ``python -m benchmarks.kills [--count 60] [--only KIND …]``.

Many kills are done in pieces: ``--record FILE`` adds a line for each kill to a file, goes on behind those that it holds (other moments each
time), and the table printed is that of the whole file.

A child process does one kind of work on a data directory of three small documents and is killed: every other time just before
a change to the disk, chosen at random among those that the work makes (a file opened to write or to be flushed, moved, removed; a
directory made), else after a random time. Kinds: ``run`` (into an empty directory, with its release), ``more`` (one document is new),
``merge`` (of the corpus tables), ``local`` and ``public`` (release build), ``workers`` (``run`` with two worker processes, of
which only the first is killed), ``fetch`` (from a server of its own on loopback), ``publish`` (of a verified public release to a directory) and
``obtain`` (``release fetch`` of what was published).

After each kill: no process is left; nobody holds the lock; every Parquet file is whole, and a release is there with all its bytes or not at
all (of a release on its way to a directory: the list there names it, or what is there is not all of it yet). Then this process does the same work once more, as the next run would, and the directory must equal that of a clean run:
byte for byte in every file but ``.lock`` (process and time) and ``witness.json`` (what this file system says of files), and with nothing in
``tmp``. What was fetched bears its time, and is compared by address and content. Great Expectations is left out: it takes most of the
time, and its results are written by the same function as every other text. Exit status 1 where anything differed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import itertools
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from assets import batches, running
from assets.engines import Local
from assets.fetch import configuration, crawl
from warehouse import landing, tables
from warehouse.files import sha256_of
from warehouse.layout import Layout
from warehouse.release import fetch as fetching
from warehouse.release import index, manifest
from warehouse.release import publish as publishing
from warehouse.release.verify import Verification

FETCHED_AT = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
NOT_COMPARED = (".lock", "witness.json")
PAGES = 6
PUBLISHED, OBTAINED = "published", "obtained"
PATIENCE = 600.0
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link")


def text(number: int) -> str:
    """One document."""
    return (
        f"凪浜市、灯台を残す方針 {number}\n\n2026年1月{number}日\n\n凪浜市の岬野葵市長は{number}日の記者会見で、「灯台は市の宝だ」と語った。\n"
        f"市によると、修繕には約{number}億円かかる。市議会の一部には見直しを求める声がある。\n"
    )


def inbox(root: Path, count: int) -> list[str]:
    """Documents to read."""
    folder = root / f"inbox{count}"
    folder.mkdir(exist_ok=True)
    for file, number in ((folder / f"{number}.txt", number) for number in range(1, count + 1)):
        if not file.exists():
            file.write_text(text(number), encoding="utf-8")
    return [str(folder)]


def run(data: Path, count: int, *, release: bool = False, workers: int = 1) -> None:
    """``kawaraban run`` over some documents, of which two are a batch."""
    landing.BATCH_RECORDS = 2
    paths, engine = inbox(data.parent, count), Local(workers)
    running.run(data, paths, fetched_at=FETCHED_AT, engine=engine, release=release, expectations=False)


def run_and_release(data: Path) -> None:
    run(data, 3, release=True)


def run_by_workers(data: Path) -> None:
    run(data, 3, workers=2)


def one_more(data: Path) -> None:
    run(data, 4)


def merge(data: Path) -> None:
    layout = Layout(data)
    with tables.hold(layout):
        tables.clean_temporary(layout)
        batches.merge_corpus_tables(layout)


def build_local(data: Path) -> None:
    running.build_release(data)


def build_public(data: Path) -> None:
    running.build_release(data, edition="public", redistribution={"*": "full"})


def fetch(data: Path) -> None:
    """Pages of the server whose port stands beside the data directory."""
    port = int((data.parent / "port").read_text())
    addresses = ", ".join(f'"http://127.0.0.1:{port}/{number}"' for number in range(PAGES))
    settings = "delay_seconds = 0\npoll_minutes = 0\nallow_private_addresses = true\n"
    general = f'[fetch]\ncontact = "mailto:kills@example.jp"\nports = [{port}]\nretries = 0\nretry_minutes = 0\n'
    written = f'{general}[[sources]]\nname = "凪浜新報"\npages = [{addresses}]\n{settings}'
    crawl.fetch(Layout(data), configuration.parse(written, Path("sources.toml")))


def nothing(data: Path) -> None:
    """An empty directory to begin with."""


def made(data: Path) -> None:
    """Batches whose share is not merged yet."""
    landing.BATCH_RECORDS = 2
    layout = Layout(data)
    landing.land(layout, inbox(data.parent, 3), FETCHED_AT)
    batches.process_all(layout, batches.pending(layout))


def done(data: Path) -> None:
    """A run without its release."""
    run(data, 3)


def released(data: Path) -> None:
    """A public release."""
    done(data)
    build_public(data)


def publish(data: Path) -> None:
    """To a directory inside, so that it is compared; the release is as it was verified."""
    (release,) = Layout(data).editions("public").glob("2*")
    publishing.publish(release, data / PUBLISHED, verification=Verification((), (), 0))


def published(data: Path) -> None:
    """A public release, and its copy."""
    released(data)
    publish(data)


def obtain(data: Path) -> None:
    """Get what was published; whoever has it all has nothing to do."""
    fetching.fetch(str(data / PUBLISHED), target=data / OBTAINED)


class Kind(NamedTuple):
    """What is killed, and what is there before it begins."""

    before: Callable[[Path], None]
    work: Callable[[Path], None]


KINDS = {
    "more": Kind(done, one_more),
    "merge": Kind(made, merge),
    "fetch": Kind(nothing, fetch),
    "local": Kind(done, build_local),
    "workers": Kind(nothing, run_by_workers),
    "public": Kind(done, build_public),
    "run": Kind(nothing, run_and_release),
    "publish": Kind(released, publish),
    "obtain": Kind(published, obtain),
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = self.path.strip("/")
        known = number.isdigit()
        paragraphs = text(int(number)).split("\n") if known else ["not here"]
        body = f"<html><head><title>灯台{number} | 凪浜新報</title></head><body><article><h1>灯台{number}</h1>"
        content = (
            body + "".join(f"<p>{line}</p>" for line in paragraphs if line) + "</article></body></html>"
        ).encode()
        time.sleep(0.01)
        with contextlib.suppress(OSError):
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Silent."""


@contextlib.contextmanager
def served() -> Iterator[int]:
    """A server of pages; its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


def content(data: Path) -> dict[str, str]:
    """What a clean run leaves, by path: hashes; of fetched pages, which bear their time, address and hash of the bytes."""
    layout = Layout(data)
    if layout.fetch_state.exists():
        rows = [row for batch in landing.batches(layout) for row in landing.read_batch(layout, *batch).to_pylist()]
        return {
            f"{number}: {row['location']}": str(row["document_id"])
            for number, row in enumerate(sorted(rows, key=_place))
        }
    return {
        path.relative_to(data).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED and path.relative_to(data).parts[0] != "tmp"
    }


def _half_given(data: Path) -> Iterator[str]:
    """What a reader of published releases would find wrong: a list that cannot be read, or names what is not whole; half a download."""
    known = data / PUBLISHED / "index.json"
    listed = index.parse(known.read_bytes(), str(known))["releases"] if known.exists() else []
    given = [data / PUBLISHED / str(entry["version"]) for entry in listed]
    for release in [*given, *(path for path in [data / OBTAINED] if path.exists())]:
        sums = manifest.read_checksums(release)
        present = set(manifest.names(release)) - {manifest.CHECKSUMS}
        if present != sums.keys() or any(sha256_of(release / name) != digest for name, digest in sums.items()):
            yield f"{release.relative_to(data)} is half a release"


def _place(row: dict[str, Any]) -> str:
    return str(row["location"])


def _child(work: Callable[[Path], None], data: Path, at: int, changes: Any) -> None:
    """Work as the leader of a session of its own, killed before change number ``at``; without one, changes are counted."""
    os.setsid()

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        is_write = event == "open" and str(arguments[0]).startswith(str(data))
        if is_write or (event in _CHANGES and str(arguments[0]).startswith(str(data))):
            changes.value += 1
            if changes.value == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(heard)
    work(data)


def session(leader: int) -> list[int]:
    """Processes of a session that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, its_session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return found


class Trials:
    """Kinds that were prepared: the directory before, what a clean run leaves, how long it takes and what it changes."""

    def __init__(self, root: Path, port: int, seed: int) -> None:
        self.root, self.chance = root, random.Random(seed)  # noqa: S311
        self.expected: dict[str, dict[str, str]] = {}
        self.seconds: dict[str, float] = {}
        self.changes: dict[str, int] = {}
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["assets.running", "assets.fetch.crawl", "duckdb"])
        (root / "port").write_text(str(port))

    def _fresh(self, kind: str) -> Path:
        data = self.root / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.root / KINDS[kind].before.__name__, data)
        return data

    def _start(self, kind: str, data: Path, at: int) -> tuple[BaseProcess, Any]:
        changes = self.context.Value("i", 0)
        child = self.context.Process(target=_child, args=(KINDS[kind].work, data, at, changes))
        child.start()
        return child, changes

    def prepare(self, kind: str) -> None:
        """A clean run of this kind by a child, and one by this process, which must be equal."""
        before = self.root / KINDS[kind].before.__name__
        if not before.exists():
            before.mkdir()
            KINDS[kind].before(before)
        data = self._fresh(kind)
        began = time.monotonic()
        child, changes = self._start(kind, data, 0)
        child.join(PATIENCE)
        self.seconds[kind], self.changes[kind] = time.monotonic() - began, changes.value
        self.expected[kind] = content(data)
        KINDS[kind].work(self._fresh(kind))
        if child.exitcode != 0 or content(data) != self.expected[kind]:
            raise SystemExit(f"{kind}: two clean runs differ, or one failed ({child.exitcode})")

    def kill(self, kind: str, *, by_change: bool) -> list[str] | None:
        """Kill once; what was wrong. ``None`` where the work had ended before."""
        data = self._fresh(kind)
        at = self.chance.randint(1, self.changes[kind]) if by_change else 0
        child, _ = self._start(kind, data, at)
        assert child.pid is not None  # noqa: S101 - it was started
        child.join(PATIENCE if by_change else self.chance.uniform(0, self.seconds[kind]))
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            child.join()
        if child.exitcode != -signal.SIGKILL:
            return None if child.exitcode == 0 else [f"the work failed: {child.exitcode}"]
        return [*self._left(kind, data, child.pid), *self._repaired(kind, data)]

    def _left(self, kind: str, data: Path, leader: int) -> list[str]:
        """What is wrong right after the kill."""
        wrong, until = [], time.monotonic() + 30
        while session(leader) and time.monotonic() < until:
            time.sleep(0.05)
        wrong += [f"process {pid} is left" for pid in session(leader)]
        for path in data.rglob("*.parquet"):
            if "tmp" not in path.relative_to(data).parts:
                try:
                    pq.read_table(path, partitioning=None)
                except Exception as error:
                    wrong.append(f"{path.relative_to(data)} is not whole: {error}")
        found = content(data)
        for release in data.glob("releases/*/2*"):
            name = release.relative_to(data).as_posix()
            here = {path: digest for path, digest in found.items() if path.startswith(name + "/")}
            if here != {path: digest for path, digest in self.expected[kind].items() if path.startswith(name + "/")}:
                wrong.append(f"{name} is half a release")
        wrong += _half_given(data)
        try:
            with tables.hold(Layout(data)):
                pass
        except tables.LockedError as error:
            wrong.append(str(error))
        return wrong

    def _repaired(self, kind: str, data: Path) -> list[str]:
        """What differs from a clean run once the work was done again."""
        try:
            KINDS[kind].work(data)
        except Exception as error:
            return [f"the next run failed: {type(error).__name__}: {error}"]
        found, expected = content(data), self.expected[kind]
        wrong = [f"{name} differs" for name in sorted(found.keys() | expected) if found.get(name) != expected.get(name)]
        left = [path.name for path in Layout(data).temporary.glob("*")]
        return wrong + [f"tmp/{name} is left" for name in left]


class Trial(NamedTuple):
    """One kill: of what, and what was wrong afterwards; ``None`` where the work had ended before."""

    kind: str
    wrong: list[str] | None


def trials(kinds: list[str], seed: int) -> Iterator[Trial]:
    """Kill for ever, kind by kind in turn."""
    with TemporaryDirectory() as folder, served() as port:
        prepared = Trials(Path(folder), port, seed)
        for kind in kinds:
            prepared.prepare(kind)
        for number in itertools.count():
            kind = kinds[number % len(kinds)]
            yield Trial(kind, prepared.kill(kind, by_change=number // len(kinds) % 2 == 0))


def tried(kinds: list[str], count: int, seed: int) -> dict[str, Counter[str]]:
    """Kill ``count`` times; what came of it, by kind."""
    done: list[Trial] = []
    for trial in trials(kinds, seed):
        done.append(trial)
        if sum(one.wrong is not None for one in done) >= count:
            break
    return summed(done)


def summed(done: Iterable[Trial]) -> dict[str, Counter[str]]:
    """Kills, those that differed and those that came too late, by kind."""
    came: dict[str, Counter[str]] = {}
    for kind, wrong in done:
        counts = came.setdefault(kind, Counter())
        counts["ended before" if wrong is None else "kills"] += 1
        counts["differed"] += bool(wrong)
    return came


def recorded(path: Path | None) -> list[Trial]:
    """What earlier pieces did."""
    lines = path.read_text(encoding="utf-8").splitlines() if path is not None and path.exists() else []
    return [Trial(**json.loads(line)) for line in lines]


def main() -> None:
    """Kill and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--minutes", type=float, help="stop after so many minutes")
    parser.add_argument("--only", action="append", choices=KINDS, help="this kind alone (may be repeated)")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--record", type=Path, help="file to add to, and to count with")
    options = parser.parse_args()
    until = time.monotonic() + 60 * options.minutes if options.minutes else None
    done, kills = recorded(options.record), 0
    for trial in trials(options.only or list(KINDS), options.seed + len(done)):
        done.append(trial)
        kills += trial.wrong is not None
        if options.record is not None:
            with options.record.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(trial._asdict(), ensure_ascii=False) + "\n")
        for line in trial.wrong or ():
            print(f"{trial.kind}: {line}", file=sys.stderr, flush=True)
        if kills >= options.count or (until is not None and time.monotonic() >= until):
            break
    came = summed(done)
    print(f"{'kind':10s}{'kills':>8s}{'differed':>10s}{'ended before':>14s}")
    for kind, counts in came.items():
        print(f"{kind:10s}{counts['kills']:8d}{counts['differed']:10d}{counts['ended before']:14d}")
    total = sum(counts["kills"] for counts in came.values())
    differed = sum(counts["differed"] for counts in came.values())
    print(f"{'all':10s}{total:8d}{differed:10d}")
    sys.exit(1 if differed else 0)


if __name__ == "__main__":
    main()
