"""Sentence boundaries beside bunkai, ja_sentence_segmenter and GiNZA, on texts whose sentences are known.

``python -m benchmarks.sentences FILE.jsonl [--repeats 5] [--errors N] [--alone]``. A line has ``id``, ``source``, ``text`` and
``sentences``, the texts of its sentences in order. Ours runs as the pipeline runs: articles, blocks, then sentences. A
sentence counts by where it ends, white space aside; F is that of all ends of a source. Throughput is measured on every
twentieth text, in interleaved runs, medians, CPU seconds of the process: of the peers their call on the text, of ours the stage ``sentences`` and the
rule alone. The peers are
installed into environments of their own; ``--alone`` leaves them out.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.peers import Peer, PeerError
from benchmarks.stages import landed
from pipeline.normalize.articles import articles
from pipeline.read.documents import documents
from pipeline.run import slices
from pipeline.segment.sentences import sentences, split
from pipeline.span import Alignment, Run, Span

_ANSWER = """
import time
def answer(texts):
    began = time.process_time()
    cut = [pieces(text) for text in texts]
    return [time.process_time() - began, cut]
"""
PEERS = {
    "bunkai": (
        ("bunkai",),
        "from bunkai import Bunkai\nbunkai = Bunkai()\ndef pieces(text): return list(bunkai(text))",
    ),
    "ja_sentence_segmenter": (
        ("ja_sentence_segmenter",),
        "from functools import partial\n"
        "from ja_sentence_segmenter.common.pipeline import make_pipeline\n"
        "from ja_sentence_segmenter.split.simple_splitter import split_newline, split_punctuation\n"
        'cut = make_pipeline(split_newline, partial(split_punctuation, punctuations="。!?！？"))\n'
        "def pieces(text): return list(cut(text))",
    ),
    "GiNZA": (
        ("ginza", "ja-ginza", "sudachipy<0.7"),
        'import spacy\nnlp = spacy.load("ja_ginza")\n'
        "def pieces(text): return [text[s.start_char : s.end_char] for s in nlp(text).sents]",
    ),
}
_EVERY = 20  # one text in so many for the throughput: GiNZA parses
Record = dict[str, Any]
Ends = dict[str, set[int]]


def ends_of(text: str, pieces: Iterable[str]) -> set[int]:
    """Where these sentences end in the text, white space before the end aside."""
    at, ends = 0, set()
    for piece in map(str.strip, pieces):
        found = text.find(piece, at) if piece else -1
        if found >= 0:
            at = found + len(piece)
            ends.add(at)
    return ends


def ours(records: list[Record]) -> tuple[Ends, list[tuple[pa.Table, pa.Table]]]:
    """Ends in the source text by record, as the pipeline finds them; and articles and blocks of each slice."""
    ends: Ends = {}
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        lines = [json.dumps({"id": record["id"], "text": record["text"]}, ensure_ascii=False) for record in records]
        path.write_text("\n".join(lines), encoding="utf-8")
        for part in slices(landed([str(path)])):
            read = documents(part)
            found = articles(read["readings"])
            parts.append((found["articles"], found["blocks"]))
            names = by_document(read["document_locations"])
            rows = sentences(*parts[-1])["sentences"].to_pylist()
            for article in found["articles"].to_pylist():
                runs = Alignment.of(Run(*run.values()) for run in article["alignment"])
                own = [row for row in rows if row["article_id"] == article["article_id"]]
                at = {runs.to_source(Span(row["start"], row["end"])).end for row in own}
                ends |= dict.fromkeys(names[article["document_id"]], at)
    for record in records:
        ends[record["id"]] = {len(record["text"][:end].rstrip()) for end in ends.get(record["id"], ())}
    return ends, parts


def by_document(locations: pa.Table) -> dict[str, list[str]]:
    """External ids by document."""
    names: dict[str, list[str]] = {}
    for row in locations.to_pylist():
        names.setdefault(row["document_id"], []).append(row["external_id"])
    return names


def figures(records: list[Record], ends: Ends) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F by source."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for record in records:
        true = ends_of(record["text"], record["sentences"])
        for key in (record["source"], "all"):
            right[key] += len(true & ends[record["id"]])
            found[key] += len(ends[record["id"]])
            known[key] += len(true)
    return {
        key: (right[key] / max(found[key], 1), right[key] / known[key], 2 * right[key] / (found[key] + known[key]))
        for key in known
    }


def report(name: str, records: list[Record], ends: Ends) -> None:
    """Print the figures of one contestant."""
    for source, (precision, recall, f) in sorted(figures(records, ends).items()):
        print(f"{name:24s}{source:12s}{precision:7.4f}{recall:8.4f}{f:8.4f}", flush=True)


def show_errors(records: list[Record], ends: Ends, count: int) -> None:
    """Print so many places where ours and the record differ."""
    for record in records:
        text = record["text"]
        true = ends_of(text, record["sentences"])
        for end in sorted(true ^ ends[record["id"]]):
            count -= 1
            if count < 0:
                return
            kind = "missed" if end in true else "extra"
            print(f"{record['id']} {kind}: …{text[max(0, end - 25) : end]!r}|{text[end : end + 20]!r}")


def stage_seconds(parts: list[tuple[pa.Table, pa.Table]]) -> float:
    """Seconds of the stage for these slices."""
    began = time.process_time()
    for part in parts:
        sentences(*part)
    return time.process_time() - began


def rule_seconds(blocks: list[str]) -> float:
    """Seconds of the rule alone."""
    began = time.process_time()
    for block in blocks:
        split(block)
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    with options.path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    found, parts = ours(records)
    print(f"{len(records)} texts\n{'':24s}{'':12s}{'P':>7s}{'R':>8s}{'F':>8s}")
    report("kawaraban", records, found)
    show_errors(records, found, options.errors)
    few = [record["text"] for record in records[::_EVERY]]
    runs: dict[str, Callable[[], float]] = {}
    for name, (packages, script) in {} if options.alone else PEERS.items():
        try:
            peer = Peer(packages, script + _ANSWER)
            cut = peer([record["text"] for record in records])[1]
        except PeerError as error:
            print(f"{name:24s}not measured: {error}")
            continue
        ends = {record["id"]: ends_of(record["text"], made) for record, made in zip(records, cut, strict=True)}
        report(name, records, ends)
        runs[name] = lambda peer=peer: float(peer(few)[0])  # type: ignore[misc]
    blocks = [text for _, rows in parts for text in rows["text"].to_pylist()]
    own = {"kawaraban, the table": lambda: stage_seconds(parts), "kawaraban, the rule": lambda: rule_seconds(blocks)}
    taken: dict[str, list[float]] = {name: [] for name in (*own, *runs)}
    for _ in range(options.repeats):
        for name, run in (own | runs).items():
            taken[name].append(run())
    sizes = dict.fromkeys(runs, sum(map(len, few))) | dict.fromkeys(own, sum(map(len, blocks)))
    print(f"\n{options.repeats} interleaved runs, medians{'characters/s':>24s}")
    for name, times in taken.items():
        print(f"{name:24s}{sizes[name] / statistics.median(times):26,.0f}")


if __name__ == "__main__":
    main()
