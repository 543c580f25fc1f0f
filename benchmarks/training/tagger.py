"""Train the tagger of names: ``python -m benchmarks.training.tagger GOLD [--cache DIR] [--folds] [--convention SET] [--output FILE]``.

GOLD is the folder with ``ner.jsonl``, ``treebank.jsonl``, ``statements.jsonl``, ``docs/`` and ``news_docs.jsonl``. Everything is learned
at once: the public sets, our own frames, and news, where each source adds weights of its own to the shared ones, since conventions
differ. Left out are the development and test splits and a fifth of Stockmark's documents. Without more the model of
``pipeline/models/names.arrow`` is made, with the weights of news. With ``--folds`` there are five models in the cache, each from
four fifths of the articles; ``benchmarks.names --folds`` scores every article with the model that has not seen it.
``--convention gsd`` writes the weights that follow the scheme of one set instead, to be measured on it. Same texts, code, NumPy and
SciPy give the same bytes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from benchmarks.training import crf
from benchmarks.training.names_data import FOLDS, SOURCES, Examples, examples, fold_of
from pipeline.extract.names.tagger import LABELS
from pipeline.extract.names.units import BUCKETS, CLASSES, JOINT, OFFSETS, joint_words, pairs
from pipeline.models.linear import Model, write_model

OUTPUT = Path(__file__).resolve().parents[2] / "pipeline" / "models" / "names.arrow"
HELD_OUT = ("dev", "test")
LEAST = 2  # occurrences of a feature
BATCH = {"ours": 2500, "gsd": 12_000, "stockmark": 12_000, "treebank": 12_000, "frames": 5000, "news": 2500}
DECAY = 0.1
TRAINED = {"rounds": 6, "rate": 0.05, "slow_from": 2 / 3, "seed": 7}
OWN_RATE = 0.5
"""How fast weights of a source's own are learned beside the shared ones."""
SMALLEST = 2
"""Rows whose largest weight, in steps of one byte, is smaller are left out."""
CONVENTIONS = ("gsd", "stockmark", "treebank")
LIKE = {"ours": "news", "frames": "news"}
"""A source whose convention is another's."""
EDGE = ("pos", "EDGE")


class Columns:
    """What the columns of the rows mean: a feature at an offset with its value, or a joint feature with its number."""

    def __init__(self) -> None:
        self.features: list[tuple[int, str, str]] = []
        self.joint: list[tuple[str, int]] = []


def rows_of(data: Examples) -> tuple[sp.csr_matrix, Columns]:
    """A row a unit with ones at its features, those that occur seldom left out."""
    units, kinds, columns = data.units, data.kinds, Columns()
    count, edge = len(units.kinds), len(kinds.features)
    values: dict[tuple[str, str], int] = {EDGE: 0}
    places = [
        (kind, values.setdefault(name, len(values)))
        for kind, found in enumerate(kinds.features)
        for name in dict.fromkeys(found)
    ]
    at = np.array([*places, (edge, 0)])
    of_kind = sp.csr_matrix((np.ones(len(at), np.float32), (at[:, 0], at[:, 1])), (edge + 1, len(values)))
    names = list(values)
    often = np.bincount(units.kinds, minlength=edge + 1) @ of_kind >= LEAST
    often[0] = True
    first = np.flatnonzero(units.firsts)
    size = np.diff(np.append(first, count))
    place = np.arange(count) - np.repeat(first, size)
    left = np.repeat(size, size) - 1 - place
    blocks = []
    for offset in range(-3, 4):
        is_inside = (place + offset >= 0) & (offset <= left)
        beside = np.where(is_inside, np.roll(units.kinds, -offset), edge)
        chosen = [index for index, (name, _) in enumerate(names) if often[index] and offset in OFFSETS[name]]
        blocks.append(of_kind[:, chosen][beside])
        columns.features += [(offset, *names[index]) for index in chosen]
    codes = np.array([CLASSES.index(name) for name in kinds.classes])[units.kinds]
    joint = pairs(units, codes) | joint_words(units, codes, kinds.codes[units.kinds])
    for name, numbers in joint.items():
        found, inverse, counts = np.unique(numbers, return_inverse=True, return_counts=True)
        kept = counts >= LEAST
        rows = np.flatnonzero(kept[inverse])
        numbered = (np.cumsum(kept) - 1)[inverse[rows]]
        blocks.append(sp.csr_matrix((np.ones(len(rows), np.float32), (rows, numbered)), (count, int(kept.sum()))))
        columns.joint += [(name, int(number)) for number in found[kept]]
    return sp.hstack(blocks, format="csr"), columns


def barred() -> npt.NDArray[np.bool_]:
    """Transitions that cannot be: to the inside of a name from anywhere but a unit of the same name."""
    found = np.zeros((len(LABELS), len(LABELS)), bool)
    found[:, 2::2] = True
    for label in range(2, len(LABELS), 2):
        found[[label - 1, label], label] = False
    return found


def batches(data: Examples, rows: sp.csr_matrix, is_used: npt.NDArray[np.bool_]) -> list[crf.Batch]:
    """The sentences of the texts that are used."""
    count = len(data.units.kinds)
    first = np.flatnonzero(data.units.firsts)
    size = np.diff(np.append(first, count))
    owner = data.text_of[first]
    source = np.array([SOURCES.index(text.source) for text in data.texts])[owner]
    allowed = data.allowed.copy()
    allowed[np.ix_(first, range(2, len(LABELS), 2))] = False
    rng = np.random.default_rng(1)
    sets: list[crf.Batch] = []
    for number, name in enumerate(SOURCES):
        chosen = np.flatnonzero((source == number) & is_used[owner])
        if len(chosen):
            own = SOURCES.index(LIKE.get(name, name))
            sets += crf.batches(rows, allowed, own, first[chosen], size[chosen], BATCH[name], rng)
    return sets


def as_model(weights: crf.Floats, transitions: crf.Floats, columns: Columns, facts: dict[str, object]) -> Model:
    """Weights as a model, quantized; rows that are zero throughout are left out."""
    scale = float(np.abs(weights).max() / 127)
    whole = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    made: dict[tuple[str, str], npt.NDArray[np.int8]] = {}
    for column, (offset, name, value) in enumerate(columns.features):
        offsets = OFFSETS[name]
        row = made.setdefault((name, value), np.zeros((len(offsets), len(LABELS)), np.int8))
        row[offset - offsets[0]] = whole[column]
    arrays: dict[str, npt.NDArray[np.generic]] = {"transitions": transitions}
    sizes = {"known": 11**3, "known_after": 11 * len(CLASSES) ** 2}
    for joint in dict.fromkeys(name for name, _ in columns.joint):
        own = [(number, at) for at, (name, number) in enumerate(columns.joint, len(columns.features)) if name == joint]
        own = [(number, at) for number, at in own if np.abs(whole[at]).max() >= SMALLEST]
        size = BUCKETS if joint in JOINT else sizes.get(joint, len(CLASSES) ** 3)
        index = np.zeros(size, np.int16 if len(own) < 32_767 else np.int32)
        index[[number for number, _ in own]] = np.arange(1, len(own) + 1)
        arrays[f"{joint}:index"] = index
        table = np.zeros((len(own) + 1, len(LABELS)), np.int8)
        table[1:] = whole[[at for _, at in own]]
        arrays[f"{joint}:weights"] = table
    rows = {key: row.tobytes() for key, row in made.items() if np.abs(row).max() >= SMALLEST}
    return Model(rows, scale, arrays, facts)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("/tmp/kawaraban-tagger"))  # noqa: S108
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--convention", choices=CONVENTIONS)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    data = examples(options.gold, options.cache)
    rows, columns = rows_of(data)
    print(f"{len(data.texts)} texts, {rows.shape[0]} units, {rows.shape[1]} columns")
    source = np.array([text.source for text in data.texts])
    is_news = np.isin(source, ("ours", "news"))
    fold = np.array([fold_of(text, FOLDS) for text in data.texts])
    is_used = np.array([text.split not in HELD_OUT for text in data.texts]) & ~((source == "stockmark") & (fold == 0))
    facts: dict[str, object] = {"trained": TRAINED, "own_rate": OWN_RATE, "decay": DECAY}
    convention = options.convention or "news"
    jobs = [(options.output, -1)]
    if options.folds:
        jobs = [(options.cache / f"names-{number}.arrow", number) for number in range(FOLDS)]
    elif options.convention:
        jobs = [(options.cache / f"names-{convention}.arrow", -1)]
    for output, number in jobs:
        learner = crf.Learner(rows.shape[1], barred(), [OWN_RATE] * len(SOURCES), DECAY)
        weights = learner.train(batches(data, rows, is_used & ~(is_news & (fold == number))), **TRAINED)
        _write(output, as_model(*weights.of(SOURCES.index(convention)), columns, facts))


def _write(output: Path, model: Model) -> None:
    write_model(output, model)
    print(f"{output}: {len(model.rows)} rows, {output.stat().st_size} bytes, {time.process_time():.0f} s", flush=True)


if __name__ == "__main__":
    main()
