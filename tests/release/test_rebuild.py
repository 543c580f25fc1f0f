"""One landing, one code, two machines: what differs between them differs in no byte of a release.

Other path, umask, locale, time zone, seed of hashes, number of workers, and no figures kept from an earlier build. What is compared in
content only (the DuckDB file and the pages of quality) is left to ``release verify``, which both builds ran.
"""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from warehouse.landing import land
from warehouse.layout import EDITIONS, Edition, Layout
from warehouse.release.manifest import is_reproducible, read_checksums

ROOT = Path(__file__).resolve().parents[2]
FIRST = (("wire-nested-sources.txt", "court-embezzlement-sjis.txt"), ("mixed-feed.jsonl", "city-council-eucjp.html"))
SECOND = (("fullwidth-halfwidth-ruby.txt", "disaster-quake-live.html"),)
BUILD = """
import os, shutil, sys
umask, workers, data, *landings = sys.argv[1:]
os.umask(int(umask, 8))
from assets.cli import main
for landing in landings:
    shutil.copytree(landing, data + "/landing", dirs_exist_ok=True)
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


def start(
    data: Path, umask: str, workers: int, landings: Sequence[Path], settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "KAWARABAN_"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "GX_ANALYTICS_ENABLED": "false", **settings}
    command = [sys.executable, "-c", BUILD, umask, str(workers), str(data), *map(str, landings)]
    return subprocess.Popen(command, env=environment, cwd=data.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(started: subprocess.Popen[bytes]) -> None:
    with started:
        told, _ = started.communicate()
    assert started.returncode == 0, told.decode(errors="replace")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, Layout]:
    root = tmp_path_factory.mktemp("rebuild")
    moment, landings = dt.datetime(2026, 11, 22, tzinfo=dt.UTC), []
    for step in (FIRST, SECOND):
        received = Layout(root / f"received-{len(landings)}")
        for names in step:  # a batch each
            land(received, [str(ROOT / "examples" / name) for name in names], moment)
            moment += dt.timedelta(hours=16)
        (received.landing / "index.sqlite").unlink()
        landings.append(received.landing)
    here, elsewhere = Layout(root / "data"), Layout(root / "another place [2]" / "deep" / "down" / "data")
    for layout in (here, elsewhere):
        layout.root.mkdir(parents=True)
    started = [
        start(here.root, "022", 1, landings, HERE),
        start(elsewhere.root, "077", 2, landings, {**ELSEWHERE, "KAWARABAN_CACHE": str(root / "cache")}),
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
@pytest.mark.parametrize("version", ["2026.11.0", "2026.11.1"])
def test_both_machines_make_the_same_bytes(built: tuple[Layout, Layout], edition: Edition, version: str) -> None:
    first, second = (layout.release(version, edition) for layout in built)
    sums = [
        {name: digest for name, digest in read_checksums(release).items() if is_reproducible(name)}
        for release in (first, second)
    ]
    assert sums[0].keys() == sums[1].keys()
    assert [name for name in sums[0] if sums[0][name] != sums[1][name]] == []
    assert {"manifest.json", "accuracy.parquet", "ACCURACY.md", "README.md", "datapackage.json"} <= sums[0].keys()
    batches = [name for name in sums[0] if name.startswith("data/statements/")]
    assert len(batches) == (2 if version.endswith("0") else 3)
    assert any(name.startswith("changes/") for name in sums[0]) == version.endswith("1")


def test_the_machines_differ(built: tuple[Layout, Layout]) -> None:
    first, second = (layout.release("2026.11.0", "public") for layout in built)
    assert (first / "README.md").stat().st_mode & 0o777 == 0o644
    assert (second / "README.md").stat().st_mode & 0o777 == 0o600
    assert (built[1].root.parents[3] / "cache" / "accuracy").is_dir()
