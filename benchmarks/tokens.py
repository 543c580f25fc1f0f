"""Tokens and lexemes as Arrow tables beside a bare SudachiPy loop and other analysers, over the same text.

``python -m benchmarks.tokens FILE.jsonl [--quick] [--repeats 5] [--seconds 36]``. With ``--quick`` only the bare loop is
compared, and the last line is ``ratio_to_bare=…``: throughput of the stage ``tokens`` divided by that of a loop that only
tokenizes, with the dictionary as it comes. The stage and the loop take turns over pieces of the corpus half as long as the
slices of a run, now one first and now the other, until so many seconds have passed since the start; the ratio is the median of those
of the pairs, because what a busy machine does falls on both. Seconds are CPU time of the process, all threads together; two processes
are compared with one by the clock. The peers are installed into environments of their own.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context

import pyarrow as pa
import sudachipy

from benchmarks.peers import Peer, PeerError
from benchmarks.stages import landed
from pipeline.normalize.articles import articles
from pipeline.read.documents import documents
from pipeline.run import SLICE_BYTES, slices
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import tokens

_TIMED = """
import time
def answer(texts):
    began, count = time.process_time(), 0
    for text in texts:
        count += analyse(text)
    return [time.process_time() - began, count]
"""
PEERS = {
    "fugashi, unidic-lite": (
        ("fugashi", "unidic-lite"),
        "import fugashi\ntagger = fugashi.Tagger()\ndef analyse(text): return len([word.surface for word in tagger(text)])",
    ),
    "janome": (
        ("janome",),
        "from janome.tokenizer import Tokenizer\ntagger = Tokenizer()\ndef analyse(text): return sum(1 for _ in tagger.tokenize(text))",
    ),
    "spaCy, split mode C": (
        ("spacy", "sudachipy<0.7", "sudachidict_core"),
        'import spacy\nnlp = spacy.blank("ja", config={"nlp": {"tokenizer": {"split_mode": "C"}}})\ndef analyse(text): return len(nlp(text))',
    ),
    "GiNZA": (
        ("ginza", "ja-ginza", "sudachipy<0.7"),
        'import spacy\nnlp = spacy.load("ja_ginza")\ndef analyse(text): return len(nlp(text))',
    ),
}
_SLOW = 20  # the slow peers get one paragraph in so many

_PIECE_BYTES = SLICE_BYTES // 2
_FEWEST_PAIRS = 8

Slice = tuple[pa.Table, pa.Table, pa.Table]


def prepared(path: str, limit: int = SLICE_BYTES) -> list[Slice]:
    """Articles, blocks and sentences of each slice of a file."""
    made = []
    for part in slices(landed([path]), limit):
        found = articles(documents(part)["readings"])
        cut = sentences(found["articles"], found["blocks"])["sentences"]
        made.append((found["articles"], found["blocks"], cut))
    return made


def seconds_of(parts: list[Slice], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds that the stage takes for these slices."""
    began = clock()
    for part in parts:
        tokens(*part)
    return clock() - began


def bare_seconds(tokenizer: sudachipy.Tokenizer, paragraphs: list[str]) -> float:
    """CPU seconds of a loop that only tokenizes."""
    began, found = time.process_time(), 0
    for paragraph in paragraphs:
        found += len(tokenizer.tokenize(paragraph))
    return time.process_time() - began


def _together(path: str, workers: int, repeats: int) -> float:
    """Articles a second of so many processes that each run the stage over the whole file, in units of one process's."""
    rates = {}
    for number in (1, workers):
        with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
            spans = list(pool.map(_repeated, [path] * number, [repeats] * number))
        rates[number] = sum(1 / seconds for seconds in spans)
    return rates[workers] / rates[1]


def _repeated(path: str, repeats: int) -> float:
    parts = prepared(path)
    seconds_of(parts)
    return statistics.median(seconds_of(parts, time.perf_counter) for _ in range(repeats))


def pairs(parts: list[Slice], tokenizer: sudachipy.Tokenizer, until: float) -> list[tuple[float, float]]:
    """CPU seconds of the bare loop and of the stage over one piece after the other, in turn, ``until`` a monotonic time.

    Both have seen every piece before. Garbage is collected before each, so that neither pays for what the other left.
    """
    texts = [part[1]["text"].to_pylist() for part in parts]
    for part, paragraphs in zip(parts, texts, strict=True):
        seconds_of([part])
        bare_seconds(tokenizer, paragraphs)
    taken: list[tuple[float, float]] = []
    for turn in count():
        at = turn % len(parts)
        if len(taken) >= _FEWEST_PAIRS and time.monotonic() > until:
            return taken
        runs: list[Callable[[], float]] = [
            lambda at=at: bare_seconds(tokenizer, texts[at]),  # type: ignore[misc]
            lambda at=at: seconds_of([parts[at]]),  # type: ignore[misc]
        ]
        first = (turn + turn // len(parts)) % 2
        found = {}
        for which in (first, 1 - first):
            gc.collect()
            found[which] = runs[which]()
        taken.append((found[0], found[1]))
    raise AssertionError("turns never end")


def _compare(runs: dict[str, Callable[[], float]], repeats: int) -> dict[str, float]:
    """Median seconds of each after one warm-up, run in turn."""
    for run in runs.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            taken[name].append(run())
    return {name: statistics.median(values) for name, values in taken.items()}


def _peers(paragraphs: list[str], repeats: int) -> None:
    few = paragraphs[::_SLOW]
    characters = sum(map(len, few))
    tokenizer = sudachipy.Dictionary(dict="core").tokenizer()
    for name, (packages, script) in PEERS.items():
        try:
            peer = Peer(packages, script + _TIMED)
            runs = {
                "bare": lambda: bare_seconds(tokenizer, few),
                "peer": lambda peer=peer: float(peer(few)[0]),  # type: ignore[misc]
            }
            medians = _compare(runs, repeats)
            peer.close()
        except PeerError as error:
            print(f"{name:24s} not measured: {error}")
            continue
        rate = characters / medians["peer"]
        print(f"{name:24s}{rate:14,.0f}{medians['bare'] / medians['peer']:16.3f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("--quick", action="store_true", help="the bare loop alone")
    parser.add_argument("--repeats", type=int, default=5, help="of the peers and of two processes")
    parser.add_argument("--seconds", type=float, default=36, help="after which no pair begins")
    options = parser.parse_args()
    until = time.monotonic() + options.seconds
    parts = prepared(options.path, _PIECE_BYTES)
    paragraphs = [text for part in parts for text in part[1]["text"].to_pylist()]
    characters = sum(map(len, paragraphs))
    repeated = 1 - sum(map(len, set(paragraphs))) / characters
    taken = pairs(parts, sudachipy.Dictionary(dict="core").tokenizer(), until)
    ratios = [bare / ours for bare, ours in taken]
    ratio, quartiles = statistics.median(ratios), statistics.quantiles(ratios, n=4)
    rate = characters / len(parts) / statistics.median(bare for bare, _ in taken)
    print(f"{len(paragraphs)} paragraphs, {characters:,} characters, {repeated:.1%} of them in repeated paragraphs")
    print(
        f"{len(taken)} pairs over {len(parts)} pieces, medians; half of the ratios {quartiles[0]:.3f} to {quartiles[2]:.3f}"
    )
    print(f"{'':24s}{'characters/s':>14s}{'x bare loop':>16s}")
    print(f"{'bare SudachiPy loop':24s}{rate:14,.0f}{1:16.3f}")
    print(f"{'tokens and lexemes':24s}{rate * ratio:14,.0f}{ratio:16.3f}")
    if not options.quick:
        _peers(paragraphs, options.repeats)
        print(f"two processes: {_together(options.path, 2, options.repeats):.2f} x the throughput of one")
    print(f"peak memory, with both dictionaries, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"ratio_to_bare={ratio:.2f}")


if __name__ == "__main__":
    main()
