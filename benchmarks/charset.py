"""Decoding beside other detectors: ``python -m benchmarks.charset FILE.jsonl [--pieces 2000] [--repeats 5]``.

Pieces of 200 and 20 characters are cut at random places (seeded) of the texts and encoded in five encodings, UTF-16 in both
byte orders and without a mark. A piece that an encoding cannot spell is left out and counted; so is one in pure ASCII, for
which any label is right. ``text`` is the share of pieces whose decoded text equals the piece, ``label`` the share with the
right encoding. Peers name an encoding and Python's codec decodes; characters for which Windows' tables and Python's differ
(〜 and ～) count as equal. The peers live in an environment of their own, made with pip at the first run; every contestant
is a process that waits for its turn, and the figures are medians of interleaved runs. Last, all
texts as one large document beside Python's codec that is told the encoding.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers import environment

PEERS = ("charset-normalizer", "resiliparse", "faust-cchardet")
ENCODINGS = {
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_WINDOWS, _PYTHON = "～∥－￠￡￢", "〜‖\u2212¢£¬"
_TO_PYTHON, _TO_WINDOWS = str.maketrans(_WINDOWS, _PYTHON), str.maketrans(_PYTHON, _WINDOWS)
# A detector may name an encoding or a superset of it.
_SAME = {"cp932": "shift_jis", "ms932": "shift_jis", "euc_jis_2004": "euc_jp", "iso2022_jp_2": "iso2022_jp"}

Detector = Callable[[bytes], "tuple[str, str]"]


def ours() -> Detector:
    """Label and text by this project."""
    from pipeline.read.charset import BinaryContentError, decode

    def detect(content: bytes) -> tuple[str, str]:
        try:
            decoded = decode(content)
        except BinaryContentError:
            return "", ""
        return decoded.charset, decoded.text

    return detect


def charset_normalizer() -> Detector:
    """Label and text by charset-normalizer."""
    import charset_normalizer as peer

    def detect(content: bytes) -> tuple[str, str]:
        best = peer.from_bytes(content).best()
        return (best.encoding, str(best)) if best else ("", "")

    return detect


def cchardet() -> Detector:
    """Label by faust-cchardet (uchardet in C), text by Python's codec of that name."""
    import cchardet as peer

    def detect(content: bytes) -> tuple[str, str]:
        label = (peer.detect(content)["encoding"] or "").lower()
        # Windows-31J is what every page labelled Shift_JIS is in
        codec = {"shift_jis": "cp932"}.get(label, label)
        try:
            return label, content.decode(codec, "replace") if codec else ""
        except LookupError:
            return label, ""

    return detect


def resiliparse() -> Detector:
    """Label and text by Resiliparse's detector, which crawlers use."""
    from resiliparse.parse.encoding import detect_encoding

    def detect(content: bytes) -> tuple[str, str]:
        label = detect_encoding(content).lower()
        return label, content.decode({"shift_jis": "cp932"}.get(label, label), "replace")

    return detect


CONTESTANTS: dict[str, Callable[[], Detector]] = {
    "kawaraban": ours,
    "charset-normalizer": charset_normalizer,
    "resiliparse": resiliparse,
    "faust-cchardet": cchardet,
}


def pieces(texts: list[str], length: int, count: int) -> list[str]:
    """``count`` pieces at seeded places, longer texts more often; never in pure ASCII."""
    draw = random.Random(length)  # noqa: S311 - the same places in every run
    long_enough = [text for text in texts if len(text) >= length]
    weights = [len(text) for text in long_enough]
    cut: list[str] = []
    while len(cut) < count:
        text = draw.choices(long_enough, weights)[0]
        start = draw.randrange(len(text) - length + 1)
        if not text[start : start + length].isascii():
            cut.append(text[start : start + length])
    return cut


def encoded(piece: str, codec: str) -> bytes | None:
    """The piece in an encoding, the characters of which Python and Windows disagree as Python spells them; none where it cannot."""
    if not codec.startswith("utf"):
        piece = piece.translate(_TO_WINDOWS if codec == "cp932" else _TO_PYTHON)
    try:
        content = piece.encode(codec)
    except UnicodeEncodeError:
        return None
    return content if content.decode(codec) == piece else None  # euc_jp spells ‾ like ~


def is_label(answer: str, label: str) -> bool:
    """Whether an answer names the encoding, under whatever alias Python knows."""

    def known(name: str) -> str:
        try:
            plain = codecs.lookup(name).name.replace("-", "_")
        except LookupError:
            return name
        return _SAME.get(plain, plain)

    return known(answer) == known(label)


def work(name: str, path: str) -> None:
    """A contestant: for each line on standard input, one run over the samples; its answers and seconds on standard output."""
    detect = CONTESTANTS[name]()
    samples = [base64.b64decode(line) for line in Path(path).read_text().splitlines()]
    for line in sys.stdin:
        first, last = map(int, line.split())
        began = time.perf_counter()
        answers = [detect(content) for content in samples[first:last]]
        seconds = time.perf_counter() - began
        print(json.dumps({"seconds": seconds, "answers": answers}), flush=True)


class Contestant:
    """A process that waits for its turn."""

    def __init__(self, python: str, name: str, samples: Path) -> None:
        command = [python, "-m", "benchmarks.charset", "--work", name, str(samples)]
        self.process: Any = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, first: int, last: int) -> dict[str, Any]:
        """Answers and seconds for samples ``first`` to ``last``."""
        self.process.stdin.write(f"{first} {last}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("a contestant died; its message stands above")
        return dict(json.loads(answer))

    def close(self) -> None:
        """Let the process end."""
        self.process.stdin.close()
        self.process.wait()


def texts_of(paths: list[str], lines: str) -> Iterator[str]:
    """Texts of JSON Lines files; of the even or odd lines (counted from 0) where asked."""
    for path in paths:
        with Path(path).open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                if lines == "all" or lines == ("odd" if number % 2 else "even"):
                    yield json.loads(line)["text"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--lines", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--pieces", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return
    if not options.paths:
        parser.error("give at least one JSON Lines file with a text in every line")
    texts = list(texts_of(options.paths, options.lines))
    compare(texts, options.pieces, options.repeats, str(environment(PEERS)))
    large(texts, options.repeats)


def compare(texts: list[str], count: int, repeats: int, peers_python: str) -> None:
    """Run everybody over pieces and whole texts, and print the tables."""
    groups: list[tuple[str, str, list[tuple[str, bytes]], int]] = []
    for length in (200, 20, 0):
        cut = pieces(texts, length, count) if length else [text for text in texts if not text.isascii()]
        for label, codec in ENCODINGS.items():
            spelled = [(piece, content) for piece in cut if (content := encoded(piece, codec)) is not None]
            groups.append((str(length or "whole"), label, spelled, len(cut) - len(spelled)))
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"
        contents = [content for *_, spelled, _ in groups for _, content in spelled]
        samples.write_text("".join(base64.b64encode(content).decode() + "\n" for content in contents))
        contestants = {
            name: Contestant(sys.executable if name == "kawaraban" else peers_python, name, samples)
            for name in CONTESTANTS
        }
        print(f"{len(texts)} texts, {count} pieces a length, {repeats} interleaved runs, medians")
        print(
            f"{'characters':11s}{'encoding':13s}{'pieces':>7s}{'cannot':>7s}  "
            + "".join(f"{n:>30s}" for n in CONTESTANTS)
        )
        print(f"{'':40s}" + f"{'text %':>12s}{'label %':>9s}{'MB/s':>9s}" * len(CONTESTANTS))
        first = 0
        for length, label, spelled, skipped in groups:
            # The slow peer sees a share of the whole texts: enough for a median, not an hour.
            last = first + (min(len(spelled), 200) if length == "whole" else len(spelled))
            runs = [{n: c.run(first, last) for n, c in contestants.items()} for _ in range(repeats)]
            print(f"{length:11s}{label:13s}{last - first:7d}{skipped:7d}  ", end="")
            print("".join(row(spelled, label, [run[name] for run in runs]) for name in contestants), flush=True)
            first += len(spelled)
        for contestant in contestants.values():
            contestant.close()


def large(texts: list[str], repeats: int) -> None:
    """Throughput on one large document, beside Python's codec that is told the encoding."""
    from pipeline.read.charset import decode

    text = "".join(texts)
    text *= max(1, 20_000_000 // len(text.encode()))
    print(
        f"\none document, {repeats} interleaved runs, medians\n{'encoding':13s}{'MB':>8s}{'MB/s':>9s}{'codec MB/s':>12s}{'ratio':>8s}"
    )
    for label, codec in ENCODINGS.items():
        content = text.encode(codec, "ignore")
        ours, bare = [], []
        for _ in range(repeats):
            ours.append(seconds(lambda content=content: decode(content)))
            bare.append(seconds(lambda content=content, codec=codec: content.decode(codec)))
        size, own, told = len(content) / 1e6, statistics.median(ours), statistics.median(bare)
        print(f"{label:13s}{size:8.1f}{size / own:9.1f}{size / told:12.1f}{told / own:8.2f}")


def seconds(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def row(spelled: list[tuple[str, bytes]], label: str, runs: list[dict[str, Any]]) -> str:
    """Accuracy and throughput of one contestant in one encoding."""
    answers = runs[0]["answers"]
    pairs = list(zip(spelled, answers, strict=False))
    same = sum(text.translate(_TO_WINDOWS) == piece.translate(_TO_WINDOWS) for (piece, _), (_, text) in pairs)
    named = sum(is_label(answer, label) for _, (answer, _) in pairs)
    size = sum(len(content) for (_, content), _ in pairs)
    speed = size / 1e6 / statistics.median(run["seconds"] for run in runs)
    return f"{100 * same / len(pairs):12.2f}{100 * named / len(pairs):9.2f}{speed:9.2f}"


if __name__ == "__main__":
    main()
