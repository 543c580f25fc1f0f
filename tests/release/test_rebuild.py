"""One landing, one code, two machines: what differs between them differs in no byte of a release.

Other path, umask, locale, time zone, seed of hashes, number of workers, and no figures kept from an earlier build. What is compared in
content only (the DuckDB file and the pages of quality) is left to ``release verify``, which both builds ran.
"""

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.landing import land
from warehouse.layout import EDITIONS, Layout
from warehouse.release.manifest import is_reproducible, read_checksums

ROOT = Path(__file__).resolve().parents[2]
FIRST = ("wire-nested-sources.txt", "court-embezzlement-sjis.txt", "election-verna-president.html")
SECOND = ("mixed-feed.jsonl", "city-council-eucjp.html", "disaster-quake-live.html", "fullwidth-halfwidth-ruby.txt")
BUILD = """
import os, sys
umask, workers, data = sys.argv[1:]
os.umask(int(umask, 8))
from assets.cli import main
main(["run", "--data", data, "--workers", workers, "--no-expectations", "--progress", "plain"], standalone_mode=False)
main(["release", "build", "--data", data, "--edition", "public", "--redistribution", "*=excerpt"], standalone_mode=False)
"""
HERE = {"LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"}
# a locale whose encoding is ASCII, and no UTF-8 mode that would hide it
ELSEWHERE = {
    "LC_ALL": "POSIX",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "TZ": "America/St_Johns",
    "PYTHONHASHSEED": "4242",
}


def start(data: Path, umask: str, workers: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "KAWARABAN_"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "GX_ANALYTICS_ENABLED": "false", **settings}
    command = [sys.executable, "-c", BUILD, umask, str(workers), str(data)]
    return subprocess.Popen(command, env=environment, cwd=data.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(started: subprocess.Popen[bytes]) -> None:
    with started:
        told, _ = started.communicate()
    assert started.returncode == 0, told.decode(errors="replace")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, Layout]:
    root = tmp_path_factory.mktemp("rebuild")
    here = Layout(root / "data")
    moment = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    for hours, names in enumerate((FIRST, SECOND)):
        land(here, [str(ROOT / "examples" / name) for name in names], moment + dt.timedelta(hours=hours * 16))
    elsewhere = Layout(root / "another place [2]" / "deep" / "down" / "data")
    shutil.copytree(here.landing, elsewhere.landing, ignore=shutil.ignore_patterns("index.sqlite*"))
    started = [
        start(here.root, "022", 1, HERE),
        start(elsewhere.root, "077", 2, {**ELSEWHERE, "KAWARABAN_CACHE": str(root / "cache")}),
    ]
    try:
        for process in started:
            finish(process)
    finally:
        for process in started:
            process.kill()
            process.wait()
    return here, elsewhere


@pytest.mark.parametrize("edition", EDITIONS)
def test_both_machines_make_the_same_bytes(built: tuple[Layout, Layout], edition: str) -> None:
    first, second = (layout.release("2026.11.0", edition) for layout in built)
    sums = [
        {name: digest for name, digest in read_checksums(release).items() if is_reproducible(name)}
        for release in (first, second)
    ]
    assert sums[0].keys() == sums[1].keys()
    assert [name for name in sums[0] if sums[0][name] != sums[1][name]] == []
    assert {"manifest.json", "accuracy.parquet", "ACCURACY.md", "README.md", "datapackage.json"} <= sums[0].keys()
    assert len([name for name in sums[0] if name.startswith("data/statements/")]) == 2, "two batches, so that two work"


def test_the_machines_differ(built: tuple[Layout, Layout]) -> None:
    first, second = (layout.release("2026.11.0", "public") for layout in built)
    assert (first / "README.md").stat().st_mode & 0o777 == 0o644
    assert (second / "README.md").stat().st_mode & 0o777 == 0o600
    assert (built[1].root.parents[3] / "cache" / "accuracy").is_dir()
