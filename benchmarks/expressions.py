"""Time and number expressions beside their peers on the same text: ``python -m benchmarks.expressions FILE.jsonl``.

``find_times`` and ``find_quantities`` run in this process, ja-timex and recognizers-text-suite (Microsoft) each in an
environment of its own, because they pin what this project does not want. Every system reads the same lines, ``repeats`` times in turn after a warm-up; the table gives medians of
processor seconds, so that a busy machine does not show. ``--characters`` cuts the text, because the peers are slow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from benchmarks.peers import Peer
from pipeline.extract.amounts.constructions import find_quantities
from pipeline.extract.times.resolution import Anchor
from pipeline.extract.times.time_expressions import find_times

_TIMED = """
import time
def answer(lines):
    began, found = time.process_time(), 0
    for line in lines:
        found += read(line)
    return [time.process_time() - began, found]
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
    "ja-timex": (["setuptools<81", "ja-timex"], _JA_TIMEX),
    "recognizers-text-suite": (["setuptools<81", "recognizers-text-suite", "emoji<2"], _RECOGNIZERS),
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


def peer_of(name: str, lines: list[str]) -> tuple[Peer, Callable[[], tuple[float, int]]]:
    """A peer's process, and one pass of it over the lines: seconds and number of expressions."""
    packages, setup = PEERS[name]
    peer = Peer(packages, setup + _TIMED)

    def run() -> tuple[float, int]:
        seconds, found = peer(lines)
        return seconds, found

    return peer, run


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
    options = parser.parse_args()
    lines = lines_of(options.text, options.characters)
    size = sum(map(len, lines))
    systems = ours(lines)
    peers = {name: peer_of(name, lines) for name in PEERS}
    systems |= {name: run for name, (_, run) in peers.items()}
    runs: dict[str, list[tuple[float, int]]] = {name: [] for name in systems}
    for system in systems.values():
        system()
    for _ in range(options.repeats):
        for name, system in systems.items():
            runs[name].append(system())
    for peer, _ in peers.values():
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
