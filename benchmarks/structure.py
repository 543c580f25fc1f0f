"""Bunsetsu and their heads against a treebank, beside the next bunsetsu as the head, and what parsing costs.

``python -m benchmarks.structure TREEBANK.jsonl [--split test] [--documents FILE.jsonl] [--weights FILE.npz] [--peer]``. Scores:

- *boundaries*: F of the starts of bunsetsu other than a sentence's first.
- *gold bunsetsu*: the share of bunsetsu with the right head when the annotated ones are given (but cut where Sudachi's words
  are: a boundary inside a word cannot be given, and what it parts counts as wrong). A sentence's last bunsetsu has no head and is
  left out, as is usual; *strict* leaves out the last but one, too, whose head is never in doubt.
- *own bunsetsu*: the share of annotated bunsetsu (again without the last) which the parser cuts exactly as annotated and gives a
  head with the annotated head's exact span.
- *ends*: the same where the head need only end where the annotated one ends (its content may be cut in two by one of them).
- *far*: the first score for bunsetsu whose head is not the next one.
- *parallel*: F of the edges that are right and marked parallel.

``--peer`` scores GiNZA with its own bunsetsu beside ours; it follows another treebank's conventions, and has no mark for parallels.
With ``--documents``, processor seconds of parsing every sentence, and those alone that may hold a statement (it has a bracket or
a verb or noun of saying, roughly as the stage ``statements`` asks), beside a bare SudachiPy loop over the same text.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import sudachipy

from benchmarks.peers import Peer, PeerError
from benchmarks.stages import bare_loop, landed
from benchmarks.training.structure_gold import Treebank, read
from pipeline.extract.article.view import ArticleView, views
from pipeline.extract.saying.word_kinds import CUE, word_kind
from pipeline.extract.structure.features import Integers, Phrases, lexeme_table, phrases
from pipeline.extract.structure.network import Model, model, unpacked
from pipeline.extract.structure.parse import boundaries, dependencies, parse
from pipeline.registry import ARTICLES, DOCUMENTS, SENTENCES, TOKENS
from pipeline.run import run_stages, slices

PACKAGES = ("ginza", "ja-ginza", "sudachipy<0.7")
SCRIPT = """
import spacy
import ginza
nlp = spacy.load("ja_ginza")
def answer(texts):
    made = []
    for text in texts:
        rows, place = [], {}
        spans = ginza.bunsetu_spans(nlp(text)) if text.strip() else []
        for at, span in enumerate(spans):
            place.update((token.i, at) for token in span)
        for at, span in enumerate(spans):
            head = place[span.root.head.i]
            rows.append([span.start_char, span.end_char, head if head != at else -1])
        made.append(rows)
    return made
"""
Spans = list[tuple[int, int]]


class Parsed(NamedTuple):
    """What a parser says of a treebank: spans of bunsetsu and their heads' places, by sentence, and which edges are parallel."""

    spans: list[Spans]
    heads: list[list[int]]
    parallels: list[list[bool]]


def parsed(bank: Treebank, weights: Model | None, cut: bool) -> Parsed:
    """Trees of a treebank's sentences; without weights every head is the next bunsetsu; with ``cut`` bunsetsu are its own, too."""
    known = weights or model()
    of_lexemes = lexeme_table(bank.lexemes, known.vocabulary)
    table = of_lexemes[bank.words]
    begins = boundaries(known, of_lexemes, bank.words, bank.bounds) if cut else bank.begins
    rows = phrases(table, bank.bounds, begins)
    if weights is None:
        heads, parallels = np.arange(1, len(rows.first) + 1), np.zeros(len(rows.first), np.bool_)
    else:
        heads, parallels = dependencies(weights, table, rows)
    return _by_sentence(bank, rows, heads, parallels)


def _by_sentence(bank: Treebank, rows: Phrases, heads: Integers, parallels: npt.NDArray[np.bool_]) -> Parsed:
    made = Parsed([], [], [])
    starts = bank.starts[rows.first].tolist()
    for chunks, first, last in zip(bank.chunks, rows.bounds[:-1].tolist(), rows.bounds[1:].tolist(), strict=True):
        edges = [*starts[first:last], chunks[-1][1]]
        made.spans.append(list(pairwise(edges)))
        made.heads.append((heads[first:last] - first).tolist())
        made.parallels.append(parallels[first:last].tolist())
    return made


def scores(bank: Treebank, found: Parsed) -> dict[str, float]:
    """The scores of the module's docstring, for one way of parsing."""
    right: dict[str, list[bool]] = {"all": [], "strict": [], "far": [], "ends": []}
    cuts, edges = [0, 0, 0], [0, 0, 0]
    for chunks, spans, heads, parallels in zip(bank.chunks, *found, strict=True):
        place = {span: at for at, span in enumerate(spans)}
        ends = {span[1]: at for at, span in enumerate(spans)}
        gold = {chunk[0] for chunk in chunks[1:]}
        own = {span[0] for span in spans[1:]}
        cuts = [cuts[0] + len(gold & own), cuts[1] + len(gold), cuts[2] + len(own)]
        last = len(chunks) - 1
        edges[2] += sum(parallels[:-1])
        for at, (start, end, head, kind) in enumerate(chunks[:-1]):
            mine = place.get((start, end))
            target = place.get(tuple(chunks[head][:2])) if head > at else None  # type: ignore[arg-type]
            good = mine is not None and target is not None and heads[mine] == target
            right["all"].append(good)
            right["ends"].append(mine is not None and head > at and heads[mine] == ends.get(chunks[head][1], -1))
            if at < last - 1:
                right["strict"].append(good)
            if head != at + 1:
                right["far"].append(good)
            edges[1] += kind == "P"
            edges[0] += good and kind == "P" and mine is not None and parallels[mine]
    made = {name: sum(values) / max(len(values), 1) for name, values in right.items()}
    made["boundaries"] = 2 * cuts[0] / max(cuts[1] + cuts[2], 1)
    return made | {"parallel": 2 * edges[0] / max(edges[1] + edges[2], 1)}


def ginza(path: Path, split: str) -> Parsed:
    """GiNZA's bunsetsu, each with the bunsetsu that holds its root's head."""
    with path.open(encoding="utf-8") as lines:
        texts = [record["text"] for record in map(json.loads, lines) if record["split"] == split]
    peer = Peer(PACKAGES, SCRIPT)
    rows = peer(texts)
    peer.close()
    spans = [[(start, end) for start, end, _ in row] for row in rows]
    heads = [[head for _, _, head in row] for row in rows]
    return Parsed(spans, heads, [[False] * len(own) for own in heads])


def speed(paths: list[str], repeats: int) -> None:
    """Print seconds and characters a second of parsing, and their ratio to the bare loop."""
    gc.set_threshold(50_000, 20, 50)  # as in a run of the pipeline
    landing = landed(paths)
    batches: list[list[ArticleView]] = []
    for part in slices(landing):
        made = run_stages(part, stages=(DOCUMENTS, ARTICLES, SENTENCES, TOKENS))
        batches.append(views(*(made[name] for name in ("articles", "blocks", "sentences", "tokens", "lexemes"))))
    texts = [view.text for batch in batches for view in batch]
    lines = [
        line[at : at + 10_000] for text in texts for line in text.split("\n") for at in range(0, len(line), 10_000)
    ]
    tokenizer = sudachipy.Dictionary(dict="core").tokenizer()
    bare_loop(tokenizer, lines)
    chosen = {
        "every sentence": [[[(s.start, s.end) for s in view.sentences] for view in batch] for batch in batches],
        "that may state": [[_may_state(view) for view in batch] for batch in batches],
    }
    seconds: dict[str, list[float]] = {"bare SudachiPy loop": []} | {name: [] for name in chosen}
    for _ in range(repeats):
        seconds["bare SudachiPy loop"].append(bare_loop(tokenizer, lines)[0])
        for name, spans in chosen.items():
            began = time.process_time()
            for batch, own in zip(batches, spans, strict=True):
                parse([(view.tokens, pieces) for view, pieces in zip(batch, own, strict=True)])
            seconds[name].append(time.process_time() - began)
    base = statistics.median(seconds["bare SudachiPy loop"])
    sizes = {"bare SudachiPy loop": sum(map(len, texts))}
    for name, spans in chosen.items():
        sizes[name] = sum(end - start for batch in spans for own in batch for start, end in own)
    print(f"\n{'':24s}{'characters':>12s}{'seconds':>9s}{'characters/s':>14s}{'x bare loop':>13s}")
    for name, values in seconds.items():
        value = statistics.median(values)
        print(f"{name:24s}{sizes[name]:12d}{value:9.3f}{sizes[name] / value:14.0f}{value / base:13.2f}")


def _may_state(view: ArticleView) -> Spans:
    kinds = view.tokens.classes(word_kind)
    roles = {block.block_id for block in view.blocks if block.is_content}
    found = []
    for sentence in view.sentences:
        first, last = view.tokens.run(sentence.start, sentence.end)
        text = view.text[sentence.start : sentence.end]
        if sentence.block_id in roles and (CUE.search(kinds[first:last]) or "「" in text or "『" in text):
            found.append((sentence.start, sentence.end))
    return found


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--split", action="append", choices=("train", "dev", "test"))
    parser.add_argument("--weights", type=Path, help="an npz file other than the package's")
    parser.add_argument("--documents", action="append", default=[], help="documents to measure speed on")
    parser.add_argument("--peer", action="store_true", help="GiNZA, too, in an environment of its own")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    weights = model() if options.weights is None else unpacked(np.load(options.weights, allow_pickle=False))
    names = ("all", "ends", "strict", "far", "boundaries", "parallel")
    print(f"{'':28s}" + "".join(f"{name:>12s}" for name in names))
    for split in options.split or ("dev", "test"):
        bank = read(options.treebank, split)
        ways = {"next": (None, False), "gold bunsetsu": (weights, False), "own bunsetsu": (weights, True)}
        for name, (known, cut) in ways.items():
            made = scores(bank, parsed(bank, known, cut))
            print(f"{split + ', ' + name:28s}" + "".join(f"{made[column]:12.4f}" for column in names), flush=True)
        if options.peer:
            try:
                made = scores(bank, ginza(options.treebank, split))
                print(f"{split + ', GiNZA':28s}" + "".join(f"{made[column]:12.4f}" for column in names), flush=True)
            except PeerError as error:
                print(f"GiNZA not measured: {error}")
    if options.documents:
        speed(options.documents, options.repeats)


if __name__ == "__main__":
    main()
