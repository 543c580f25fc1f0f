"""Time and number expressions beside their peers on the same text: ``python -m benchmarks.expressions FILE.jsonl``.

``find_times`` and ``find_quantities`` run in this process, ja-timex and recognizers-text-suite (Microsoft) each in an
environment of their own, made with pip in a temporary folder (``--environments DIR`` keeps it), because they pin what this
project does not want. Every system reads the same lines, ``repeats`` times in turn after a warm-up; the table gives medians of
processor seconds, so that a busy machine does not show. ``--characters`` cuts the text, because the peers are slow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
import time
import unicodedata
import venv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.extract.amounts import find_quantities
from pipeline.extract.time_resolution import Anchor
from pipeline.extract.times import find_times

_LOOP = """
import json, sys, time
lines = json.load(open(sys.argv[1], encoding="utf-8"))
{setup}
for line in lines[:3]:
    read(line)
for _ in sys.stdin:
    began, found = time.process_time(), 0
    for line in lines:
        found += read(line)
    print(json.dumps([time.process_time() - began, found]), flush=True)
"""
_JA_TIMEX = """
import re
from ja_timex import TimexParser
parser = TimexParser()
def read(line):
    return len(parser.parse(line))
"""
_RECOGNIZERS = """
from recognizers_date_time import DateTimeRecognizer
from recognizers_number import NumberRecognizer
from recognizers_number_with_unit import NumberWithUnitRecognizer
from recognizers_text import Culture
ja = Culture.Japanese
models = []
for recognizer, names in (
    (DateTimeRecognizer, ["get_datetime_model"]),
    (NumberRecognizer, ["get_number_model", "get_percentage_model"]),
    (NumberWithUnitRecognizer, ["get_currency_model", "get_dimension_model", "get_temperature_model", "get_age_model"]),
):
    for name in names:
        try:
            models.append(getattr(recognizer(ja), name)(ja, False))
        except Exception:
            print("no Japanese", name, file=sys.stderr)
def read(line):
    return sum(len(model.parse(line)) for model in models)
"""
PEERS = {
    "ja-timex": (["ja-timex"], _JA_TIMEX),
    "recognizers-text-suite": (["recognizers-text-suite", "emoji<2"], _RECOGNIZERS),
}
"""Name -> what pip installs, and what makes ``read`` in its environment."""


def lines_of(path: Path, characters: int) -> list[str]:
    """Lines of the texts, normalized as the pipeline does, no more than ``characters`` in all."""
    lines, size = [], 0
    for record in path.read_text(encoding="utf-8").splitlines():
        for line in unicodedata.normalize("NFKC", json.loads(record).get("text") or "").splitlines():
            if size >= characters:
                return lines
            if line.strip():
                lines.append(line)
                size += len(line)
    return lines


class Peer:
    """A peer's process: one line in, seconds and number of expressions of one pass out."""

    def __init__(self, name: str, text: Path, environments: Path) -> None:
        packages, setup = PEERS[name]
        folder = environments / name
        python = folder / "bin" / "python"
        if not python.exists():
            venv.create(folder, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "setuptools<81", *packages], check=True)
        loop = environments / f"{name}.py"
        loop.write_text(_LOOP.format(setup=setup), encoding="utf-8")
        self._process = subprocess.Popen(
            [python, loop, text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=environments
        )

    def __call__(self) -> tuple[float, int]:
        """One pass."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the peer has no pipes")
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the peer ended; its error is above")
        seconds, found = json.loads(answer)
        return seconds, found

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def ours(lines: list[str]) -> dict[str, Callable[[], tuple[float, int]]]:
    """This project's two readers, apart and together."""
    anchor = Anchor(dt.date(2025, 4, 8), dt.date(2025, 4, 8))

    def times() -> tuple[float, int]:
        began = time.process_time()
        found = sum(len(find_times(line, anchor)) for line in lines)
        return time.process_time() - began, found

    def both() -> tuple[float, int]:
        began, found = time.process_time(), 0
        for line in lines:
            spans = find_times(line, anchor)
            found += len(spans) + len(find_quantities(line, [(one.start, one.end) for one in spans]))
        return time.process_time() - began, found

    return {"kawaraban times": times, "kawaraban times and quantities": both}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path, help="JSON Lines with a field text")
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--environments", type=Path)
    options = parser.parse_args()
    lines = lines_of(options.text, options.characters)
    size = sum(map(len, lines))
    with TemporaryDirectory() as name:
        folder = options.environments or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        cut = Path(name) / "lines.json"
        cut.write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
        systems: dict[str, Callable[[], tuple[float, int]]] = ours(lines)
        peers = {peer: Peer(peer, cut, folder) for peer in PEERS}
        systems |= peers
        runs: dict[str, list[tuple[float, int]]] = {system: [] for system in systems}
        for system in systems.values():
            system()
        for _ in range(options.repeats):
            for system_name, system in systems.items():
                runs[system_name].append(system())
        for peer in peers.values():
            peer.close()
    base = statistics.median(seconds for seconds, _ in runs["kawaraban times and quantities"])
    print(f"{len(lines)} lines, {size} characters, {options.repeats} interleaved runs, medians of processor seconds")
    print(f"{'':32s}{'seconds':>10s}{'characters/s':>14s}{'found':>8s}{'x ours':>9s}")
    for system_name, measured in runs.items():
        seconds = statistics.median(second for second, _ in measured)
        print(f"{system_name:32s}{seconds:10.3f}{size / seconds:14,.0f}{measured[-1][1]:8d}{seconds / base:9.1f}")
    print(f"Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
