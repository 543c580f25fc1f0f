"""The examples as a data directory with two releases, made once for all tests that read what the documents promise."""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FETCHED_AT = "2026-11-22T09:00:00+09:00"


@dataclass(frozen=True)
class Made:
    """A data directory of the examples: the release its maker uses, and the one that withholds the wording."""

    data: Path
    full: Path
    standoff: Path


def kawaraban(*arguments: str, cwd: Path = ROOT) -> str:
    """Run the command; its standard output. Raises where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GX_ANALYTICS_ENABLED": "false"}
    command = [sys.executable, "-m", "assets.cli", *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    data = shared / "documents" / "data"
    data.parent.mkdir(exist_ok=True)
    with (data.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker makes it, the others wait
        if not (data.parent / "done").exists():
            kawaraban("run", "examples", "--data", str(data), "--fetched-at", FETCHED_AT, "--workers", "1")
            kawaraban("release", "build", "--data", str(data), "--edition", "public")
            (data.parent / "done").touch()
    return Made(data, data / "releases" / "local" / "2026.11.0", data / "releases" / "public" / "2026.11.0")
