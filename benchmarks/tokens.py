"""Tokens and lexemes as Arrow tables beside a bare SudachiPy loop and other analysers, over the same text.

``python -m benchmarks.tokens FILE.jsonl [--quick] [--repeats 5]``. With ``--quick`` only the bare loop is compared, and the
last line is ``ratio_to_bare=…``: throughput of the stage ``tokens`` divided by that of a loop that only tokenizes, with the
dictionary as it comes. Runs are interleaved, figures are medians of CPU time of the process, all threads together, so that a busy
machine disturbs them less; two processes are compared with one by the clock. The peers are installed into environments of
their own.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pyarrow as pa
import sudachipy

from benchmarks.peers import Peer, PeerError
from benchmarks.stages import landed
from pipeline.normalize.articles import articles
from pipeline.read.documents import documents
from pipeline.run import slices
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

Slice = tuple[pa.Table, pa.Table, pa.Table]


def prepared(path: str) -> list[Slice]:
    """Articles, blocks and sentences of each slice of a file."""
    made = []
    for part in slices(landed([path])):
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
    began, count = time.process_time(), 0
    for paragraph in paragraphs:
        count += len(tokenizer.tokenize(paragraph))
    return time.process_time() - began


def _together(path: str, workers: int, repeats: int) -> float:
    """Articles a second of so many processes that each run the stage over the whole file, in units of one process's."""
    rates = {}
    for count in (1, workers):
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            spans = list(pool.map(_repeated, [path] * count, [repeats] * count))
        rates[count] = sum(1 / seconds for seconds in spans)
    return rates[workers] / rates[1]


def _repeated(path: str, repeats: int) -> float:
    parts = prepared(path)
    seconds_of(parts)
    return statistics.median(seconds_of(parts, time.perf_counter) for _ in range(repeats))


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
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    parts = prepared(options.path)
    paragraphs = [text for part in parts for text in part[1]["text"].to_pylist()]
    characters = sum(map(len, paragraphs))
    tokenizer = sudachipy.Dictionary(dict="core").tokenizer()
    medians = _compare(
        {"bare": lambda: bare_seconds(tokenizer, paragraphs), "ours": lambda: seconds_of(parts)}, options.repeats
    )
    ratio = medians["bare"] / medians["ours"]
    print(f"{len(paragraphs)} paragraphs, {characters:,} characters, {options.repeats} interleaved runs, medians")
    print(f"{'':24s}{'characters/s':>14s}{'x bare loop':>16s}")
    print(f"{'bare SudachiPy loop':24s}{characters / medians['bare']:14,.0f}{1:16.3f}")
    print(f"{'tokens and lexemes':24s}{characters / medians['ours']:14,.0f}{ratio:16.3f}")
    if not options.quick:
        _peers(paragraphs, options.repeats)
        print(f"two processes: {_together(options.path, 2, options.repeats):.2f} x the throughput of one")
    print(f"peak memory, with both dictionaries, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"ratio_to_bare={ratio:.2f}")


if __name__ == "__main__":
    main()
