"""A run on a disk that fills up at every stage of its work: ``python -m benchmarks.full_disk [--steps 12]`` (as root: it mounts a small tmpfs).

The data directory lies on a disk of its own with room for a clean run and its release. Before each run a ballast leaves only a part of that
room, from none to almost enough. The run must end with an error that tells what to do in one line, leave every file whole or not there
and no half release, and finish with the bytes of a clean run once the ballast is gone. Exit status 1 where it does not.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from benchmarks.kills import content, inbox, run_and_release
from warehouse.errors import WarehouseError

MEGABYTES = 48


def attempt(data: Path, free: int, expected: dict[str, str]) -> tuple[str, list[str]]:
    """Run with so many bytes free, then with all; the error, and what was wrong."""
    shutil.rmtree(data, ignore_errors=True)
    inbox(data.parent, 3)
    ballast = data.parent / "ballast"
    room = shutil.disk_usage(data.parent).free
    ballast.write_bytes(b"\0" * max(0, room - free))
    error, wrong = "none", []
    try:
        run_and_release(data)
    except WarehouseError as told:
        error = str(told)
        if "\n" in error:
            wrong.append(f"more than a line: {error!r}")
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
        wrong.append(f"an error that tells nobody what to do: {error}")
    for path in data.rglob("*.parquet"):
        if "tmp" not in path.relative_to(data).parts:
            pq.read_table(path, partitioning=None)
    left = [path.name for path in (data / "tmp").glob("*")]
    wrong += [f"tmp/{name} is left" for name in left]
    found = content(data)
    for release in data.glob("releases/*/2*"):
        name = release.relative_to(data).as_posix() + "/"
        if any(found.get(path) != digest for path, digest in expected.items() if path.startswith(name)):
            wrong.append(f"{name} is half a release")
    ballast.unlink()
    run_and_release(data)
    found = content(data)
    wrong += [f"{name} differs" for name in sorted(found.keys() | expected) if found.get(name) != expected.get(name)]
    return error, wrong


def main() -> None:
    """Try and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=12)
    options = parser.parse_args()
    failed = 0
    with TemporaryDirectory() as folder:
        clean = Path(folder) / "clean" / "data"
        clean.parent.mkdir()
        run_and_release(clean)
        expected = content(clean)
        used = sum(path.stat().st_blocks * 512 for path in clean.rglob("*"))
        disk = Path(folder) / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(disk)]
        subprocess.run(mount, check=True)
        try:
            for step in range(options.steps):
                free = used * step // options.steps
                error, wrong = attempt(disk / "data", free, expected)
                failed += bool(wrong)
                print(f"{free // 1024:6d} KiB free: {error[:150]}", flush=True)
                for line in wrong:
                    print(f"        WRONG: {line}", flush=True)
        finally:
            subprocess.run(["umount", str(disk)], check=True)  # noqa: S607
    print(f"{options.steps} runs on a full disk, {failed} of them with something wrong")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
