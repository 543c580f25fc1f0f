"""Environments of their own for the tools that the benchmarks compare with: they would clash with the lock.

Belongs here: making such an environment with pip, once, and running a script of its own in it. Does not belong here: what is
measured.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1] / ".venv" / "peers"


class PeerError(RuntimeError):
    """A peer could not be installed or run; the message ends with what pip or the peer said."""


def environment(packages: Sequence[str]) -> Path:
    """Python of an environment that holds these packages; made on first use, below ``.venv/peers``."""
    name = hashlib.sha256("\n".join(sorted(packages)).encode()).hexdigest()[:12]
    folder = ROOT / name
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        print(f"installing {', '.join(packages)} into {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # the pip that comes with an older Python fails on extras such as lxml[html_clean]
        subprocess.run([*install, "--upgrade", "pip"], capture_output=True, check=False)
        done = subprocess.run([*install, *packages], capture_output=True, text=True, check=False)
        if done.returncode:
            raise PeerError(f"pip cannot install {', '.join(packages)}: {done.stderr.strip()[-300:]}")
        (folder / "done").touch()
    return python


class Peer:
    """A script that runs in an environment of its own and answers one JSON line to each JSON line it is sent.

    The process stays between calls, so that interleaved runs measure the work and not the start.
    """

    def __init__(self, packages: Sequence[str], script: str) -> None:
        self._process = subprocess.Popen(
            [str(environment(packages)), "-c", _LOOP.format(script=script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, request: object) -> Any:
        """What the script's function ``answer`` returns for the request."""
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(f"the peer ended with exit code {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


_LOOP = """
import json, os, sys
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what a library prints is no answer
{script}
for line in open(0, encoding="utf-8"):
    answers.write(json.dumps(answer(json.loads(line)), ensure_ascii=False) + "\\n")
    answers.flush()
"""
