"""Train the tagger of names: ``python -m benchmarks.training.tagger GOLD [--cache DIR] [--folds N] [--output FILE]``.

GOLD is the folder with ``ner.jsonl``, ``treebank.jsonl``, ``statements.jsonl`` and ``docs/``. Without ``--folds`` the model
of ``pipeline/models/names.arrow`` is made from all texts but the development and test splits. With ``--folds N`` there are N
models beside the cache, each from the texts that are not in its fold (articles and Wikipedia documents in turn); ``benchmarks.names``
scores every text with the model that has not seen it. Same texts, code, NumPy and SciPy give the same bytes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from benchmarks.training import crf
from benchmarks.training.names_data import SOURCES, Examples, examples, fold_of
from pipeline.extract.names.tagger import LABELS
from pipeline.extract.names.units import CLASSES, OFFSETS, pairs
from pipeline.models.linear import Model, write_model

OUTPUT = Path(__file__).resolve().parents[1] / "pipeline" / "models" / "names.arrow"
HELD_OUT = ("dev", "test")
LEAST = 2  # occurrences of a feature
REPEATS = {"ours": 3, "gsd": 1, "stockmark": 1, "treebank": 1, "frames": 1}
BATCH = {"ours": 2500, "gsd": 12_000, "stockmark": 12_000, "treebank": 12_000, "frames": 5000}
SETTINGS = {"rounds": 9, "rate": 0.05, "decay": 0.1, "own_decay": 0.1, "seed": 20261130}
OWN = {"treebank": 0.5}  # sources with weights of their own beside the shared ones
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
        (kind, values.setdefault(name, len(values))) for kind, found in enumerate(kinds.features) for name in set(found)
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
    for name, numbers in pairs(units, codes).items():
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


def fit(data: Examples, rows: sp.csr_matrix, is_used: npt.NDArray[np.bool_]) -> crf.Weights:
    """Weights from the texts that are used."""
    count = len(data.units.kinds)
    first = np.flatnonzero(data.units.firsts)
    size = np.diff(np.append(first, count))
    owner = data.text_of[first]
    source = np.array([SOURCES.index(text.source) for text in data.texts])[owner]
    allowed = data.allowed.copy()
    allowed[np.ix_(first, range(2, len(LABELS), 2))] = False
    rng = np.random.default_rng(SETTINGS["seed"])
    sets: list[crf.Batch] = []
    for number, name in enumerate(SOURCES):
        chosen = np.flatnonzero((source == number) & is_used[owner])
        made = crf.batches(rows, allowed, number, first[chosen], size[chosen], BATCH[name], rng)
        sets += made * REPEATS[name]
    own_rates = [OWN.get(name, 0.0) for name in SOURCES]
    return crf.train(sets, rows.shape[1], barred(), own_rates, **SETTINGS)


def as_model(weights: crf.Weights, columns: Columns, facts: dict[str, object]) -> Model:
    """The shared weights as a model, quantized; rows that are zero throughout are left out."""
    scale = float(np.abs(weights.shared).max() / 127)
    whole = np.clip(np.rint(weights.shared / scale), -127, 127).astype(np.int8)
    made: dict[tuple[str, str], npt.NDArray[np.int8]] = {}
    for column, (offset, name, value) in enumerate(columns.features):
        offsets = OFFSETS[name]
        row = made.setdefault((name, value), np.zeros((len(offsets), len(LABELS)), np.int8))
        row[offset - offsets[0]] = whole[column]
    arrays: dict[str, npt.NDArray[np.generic]] = {"transitions": weights.transitions}
    sizes = {"known": 11**3, "known_after": 11 * len(CLASSES) ** 2}
    for joint in dict.fromkeys(name for name, _ in columns.joint):
        own = [(number, at) for at, (name, number) in enumerate(columns.joint, len(columns.features)) if name == joint]
        own = [(number, at) for number, at in own if whole[at].any()]
        index = np.zeros(sizes.get(joint, len(CLASSES) ** 3), np.int16)
        index[[number for number, _ in own]] = np.arange(1, len(own) + 1)
        arrays[f"{joint}:index"] = index
        table = np.zeros((len(own) + 1, len(LABELS)), np.int8)
        table[1:] = whole[[at for _, at in own]]
        arrays[f"{joint}:weights"] = table
    rows = {key: row.tobytes() for key, row in made.items() if row.any()}
    return Model(rows, scale, arrays, facts)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("/tmp/kawaraban-tagger"))  # noqa: S108
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    data = examples(options.gold, options.cache)
    rows, columns = rows_of(data)
    print(f"{len(data.texts)} texts, {rows.shape[0]} units, {rows.shape[1]} columns")
    is_open = np.array([text.split not in HELD_OUT for text in data.texts])
    facts: dict[str, object] = {"settings": SETTINGS, "repeats": REPEATS, "own": OWN}
    jobs = [(options.output, is_open)]
    if options.folds:
        fold = np.array(
            [fold_of(text, options.folds) if text.source in ("ours", "stockmark") else -1 for text in data.texts]
        )
        jobs = [
            (options.cache / f"names-{number}.arrow", is_open & (fold != number))
            for number in options.only or range(options.folds)
        ]
    for output, is_used in jobs:
        began = time.process_time()
        model = as_model(fit(data, rows, is_used), columns, facts)
        write_model(output, model)
        print(
            f"{output}: {len(model.rows)} rows, {output.stat().st_size} bytes, {time.process_time() - began:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
