"""Flipped bytes: what notices them, and whether the file is named: ``python -m benchmarks.faults FILE… [--flips 300]``.

Makes a data directory of the files by the command's own functions, with a release. Then, kind of file by kind of file, one bit of one
byte is flipped at a random place (the seed is fixed), ``kawaraban doctor`` looks, and the byte is put back. *Noticed* counts flips after
which anything was found, *named* those where the very file was. *At work* is the cheap look that a run takes before it reads anything:
only files that the file system says were written to are read. Cuts and missing files are tried once each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from assets.fetch.state import State
from assets.running import run
from warehouse import doctor, made
from warehouse.files import seal_problem
from warehouse.layout import Layout

MOMENT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
KINDS = {
    "landing": "landing/dt=*/*.parquet",
    "parts": "tables/*/dt=*/*.parquet",
    "contributions": "contributions/*/dt=*/*.parquet",
    "corpus tables": "tables/*/part-00000.parquet",
    "records": "made/**/*.json",
    "catalog": "kawaraban.duckdb",
    "release": "releases/**/*",
    "index of the landing": "landing/index.sqlite",
    "state of fetching": "fetch/state.sqlite",
}


def files_of(root: Path, kind: str) -> list[Path]:
    """Files of a kind that hold a byte."""
    return sorted(path for path in root.glob(KINDS[kind]) if path.is_file() and path.stat().st_size)


def flips(files: list[Path], count: int, choose: random.Random) -> Iterator[Path]:
    """One flip after the other, each put back when the next is asked for."""
    sizes = [path.stat().st_size for path in files]
    for _ in range(count):
        (path,) = choose.choices(files, sizes)
        whole = path.read_bytes()
        at = choose.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << choose.randrange(8))]) + whole[at + 1 :])
        try:
            yield path
        finally:
            path.write_bytes(whole)


def harms(files: list[Path]) -> Iterator[Path]:
    """Each file once without its last byte, and once not there."""
    for path in files:
        whole = path.read_bytes()
        try:
            path.write_bytes(whole[:-1])
            yield path
            # a file of a release may be the very part: both are whole again before one of the names goes
            path.write_bytes(whole)
            path.unlink()
            yield path
        finally:
            path.write_bytes(whole)


def count(harmed: Iterator[Path], look: Callable[[], set[Path]]) -> tuple[int, int, int, list[Path]]:
    """How many were tried, noticed and named, and those that were not noticed."""
    tried = noticed = named = 0
    missed = []
    for path in harmed:
        found = look()
        tried += 1
        noticed += bool(found)
        named += path in found
        if not found:
            missed.append(path)
    return tried, noticed, named, missed


def main() -> None:
    """Make, harm, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--flips", type=int, default=300, help="of each kind")
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        layout = Layout(Path(folder) / "data")
        run(layout.root, options.files, fetched_at=MOMENT, expectations=False)
        with State.open(layout) as state:
            state.queue("凪浜新報", [f"https://example.jp/{number}" for number in range(200)])
        made.damaged(layout)

        def examined() -> set[Path]:
            return {finding.path for finding in doctor.examine(layout)}

        def glanced() -> set[Path]:
            found = {damage.path for damage in (*made.damaged(layout), *made.unrecorded(layout))}
            # what fetching looks at before it begins
            return found | ({layout.fetch_state} if seal_problem(layout.fetch_state) else set())

        if examined():
            raise SystemExit(f"not whole to begin with: {sorted(examined())[:3]}")
        print(f"{'kind':22s}{'harm':8s}{'tried':>7s}{'noticed':>9s}{'named':>7s}{'at work':>9s}")
        for kind in options.kinds:
            files = files_of(layout.root, kind)
            choose = random.Random(kind)  # noqa: S311 - places to flip, not secrets
            tried, noticed, named, missed = count(flips(files, options.flips, choose), examined)
            cheap = count(flips(files, max(options.flips // 5, 1), random.Random(kind)), glanced)  # noqa: S311
            print(f"{kind:22s}{'flip':8s}{tried:7d}{noticed:9d}{named:7d}{cheap[1]:5d}/{cheap[0]:<4d}", flush=True)
            for path in sorted(set(missed)):
                print(f"    not noticed in {path.relative_to(layout.root)}: {missed.count(path)}")
            tried, noticed, named, missed = count(harms(files), examined)
            print(f"{kind:22s}{'cut':8s}{tried:7d}{noticed:9d}{named:7d}", flush=True)


if __name__ == "__main__":
    main()
