"""Trains the parser of ``pipeline/extract/structure``: ``python -m benchmarks.training.structure TREEBANK.jsonl --out pipeline/models/structure.npz``.

The treebank is Kyoto University's Wikipedia Annotated Corpus as JSON Lines (``structure_gold.py``); only its split ``train`` is
learned from, with sentences of reporting made of some of it (``structure_reports.py``). Same file, same library versions, same processor: same weights. Two small networks are learned with Adam in
NumPy, averaged over steps, and rounded to whole numbers that the runtime adds up exactly (``structure/network.py``).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.training.structure_gold import Treebank, read
from benchmarks.training.structure_reports import reports
from pipeline.extract.structure.features import (
    ANALYSIS,
    CHARACTER,
    FORM,
    SLOTS,
    Integers,
    Phrases,
    Vocabulary,
    analysis_of,
    form_of,
    lexeme_table,
    phrases,
    slot_ids,
)
from pipeline.extract.structure.network import PAIR_TOP, TOP, Floats, combined
from pipeline.extract.structure.parsing import BETWEEN_IDS, CHILD_IDS, DISTANCE_IDS, Pairs, chains

Arrays = dict[str, npt.NDArray[Any]]
SEED = 1
SENTENCES = 64  # of a step
WORD_WIDTH, WORD_HIDDEN, WORD_REACH = 16, 32, 2
WIDTH, HIDDEN, REACH = 48, 64, 2
REACHES = {"dependent": 2, "head": 2, "nearer": 1}
"""How many neighbours on each side speak for a bunsetsu in each part that it can play."""
_SPOKEN = frozenset((FORM, CHARACTER))  # what is hidden now and then, so that unknown words are met in training
_SMALL = np.float32(1e-6)


def vocabulary(bank: Treebank) -> Vocabulary:
    """Forms that stand twice, analyses and last characters that stand three times, each with an id from 1 on."""
    forms: Counter[str] = Counter()
    analyses: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    counts = np.bincount(bank.words, minlength=len(bank.lexemes)).tolist()
    for lexeme, count in zip(bank.lexemes, counts, strict=True):
        forms[form_of(lexeme)] += count
        analyses[analysis_of(lexeme.pos)] += count
        characters[lexeme.surface[-1:]] += count
    return Vocabulary(*(_numbered(counter, least) for counter, least in ((forms, 2), (analyses, 3), (characters, 3))))


def _numbered(counts: Counter[str], least: int) -> Mapping[str, int]:
    known = sorted(key for key, count in counts.items() if count >= least and "\n" not in key)
    return {key: number for number, key in enumerate(known, 1)}


class Slots:
    """Rows of weights for the ids of several slots: each has one for nothing (id -1), one for the unknown, one for every id met twice."""

    def __init__(self, columns: list[npt.NDArray[np.int32]]) -> None:
        self.maps: list[Integers] = []
        size = 0
        for column in columns:
            counts = np.bincount(column + 1)
            known = np.flatnonzero(counts >= 2)
            known = known[known > 1]
            own = np.full(max(len(counts), 2), size + 1)
            own[0], own[known] = size, size + 2 + np.arange(len(known))
            self.maps.append(own)
            size += 2 + len(known)
        self.size = size
        self.rows = np.stack([own[column + 1] for own, column in zip(self.maps, columns, strict=True)], axis=1)

    def hidden(self, rows: Integers, chance: npt.NDArray[np.float64], random: np.random.Generator) -> Integers:
        """The rows with some words made unknown; ``chance`` by slot."""
        nothing, unknown = (np.array([own[at] for own in self.maps]) for at in (0, 1))
        return np.where((random.random(rows.shape) < chance) & (rows != nothing), unknown, rows)


class Adam:
    """Weights by name, learned by Adam with a falling rate; ``mean`` is their running average."""

    def __init__(self, weights: Arrays, rate: float, steps: int) -> None:
        self.weights, self.rate, self.steps, self.step = weights, rate, steps, 0
        self.mean = {name: value.copy() for name, value in weights.items()}
        self._first = {name: np.zeros_like(value) for name, value in weights.items()}
        self._second = {name: np.zeros_like(value) for name, value in weights.items()}

    def move(self, gradients: Arrays) -> None:
        """One step."""
        self.step += 1
        rate = self.rate * (1 - 0.9 * self.step / self.steps)
        kept = min(0.998, self.step / (self.step + 10))
        for name, gradient in gradients.items():
            first, second, weights = self._first[name], self._second[name], self.weights[name]
            first += 0.1 * (gradient - first)
            second += 0.01 * (gradient * gradient - second)
            scaled = np.sqrt(second / np.float32(1 - 0.99**self.step)) + _SMALL
            weights -= np.float32(rate / (1 - 0.9**self.step)) * first / scaled
            self.mean[name] += np.float32(1 - kept) * (weights - self.mean[name])


def _random(random: np.random.Generator, scale: float, *shape: int) -> Floats:
    return (random.standard_normal(shape) * scale).astype(np.float32)


def _kept(random: np.random.Generator, shape: tuple[int, ...], dropped: float) -> Floats:
    return ((random.random(shape) >= dropped) / (1 - dropped)).astype(np.float32)


def _scattered(size: int, at: Integers, values: Floats) -> Floats:
    sums = np.zeros((size, values.shape[1]), np.float32)
    np.add.at(sums, at, values)
    return sums


def _gathered(gradient: Floats, bounds: Integers, reach: int) -> Floats:
    """The gradient of rows from that of :func:`with_neighbours`."""
    width = gradient.shape[1] // (2 * reach + 1)
    place = np.arange(len(gradient)) + np.repeat(np.arange(1, len(bounds)) * reach, np.diff(bounds))
    padded = np.zeros((len(gradient) + (len(bounds) + 1) * reach, width), np.float32)
    for number, shift in enumerate(range(-reach, reach + 1)):
        padded[place + shift] += gradient[:, number * width : (number + 1) * width]
    return padded[place]


def _columns(reach: int) -> slice:
    """Where the neighbours within a reach stand beside each other in what :func:`with_neighbours` makes."""
    return slice((REACH - reach) * WIDTH, (REACH + reach + 1) * WIDTH)


def with_neighbours(values: Floats, bounds: Integers, reach: int) -> Floats:
    """Each row beside the ``reach`` rows before and after it; rows of other sentences are zeros."""
    count, width = values.shape
    place = np.arange(count) + np.repeat(np.arange(1, len(bounds)) * reach, np.diff(bounds))
    padded = np.zeros((count + (len(bounds) + 1) * reach, width), np.float32)
    padded[place] = values
    return np.concatenate([padded[place + shift] for shift in range(-reach, reach + 1)], axis=1)


def _batches(random: np.random.Generator, sentences: Integers) -> Iterator[Integers]:
    shuffled = random.permutation(sentences)
    for at in range(0, len(shuffled), SENTENCES):
        yield np.sort(shuffled[at : at + SENTENCES])


def _stretch(bounds: Integers, sentences: Integers) -> tuple[Integers, Integers]:
    """Rows of these sentences, and the bounds of each among them."""
    sizes = np.diff(bounds)[sentences]
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1])) + np.repeat(bounds[sentences] - (ends - sizes), sizes), np.append(0, ends)


class Boundaries:
    """Learns where bunsetsu begin."""

    def __init__(self, bank: Treebank, of_lexemes: npt.NDArray[np.int32], epochs: int) -> None:
        self.bank, self.epochs, self.random = bank, epochs, np.random.default_rng(SEED)
        table = of_lexemes[bank.words]
        self.slots = Slots([table[:, column] for column in (FORM, ANALYSIS, CHARACTER)])
        wide = WORD_WIDTH * (2 * WORD_REACH + 1)
        weights: Arrays = {
            "words": _random(self.random, 0.3, self.slots.size, WORD_WIDTH),
            "bias": np.zeros(WORD_WIDTH, np.float32),
            "context": _random(self.random, 1.2 / wide**0.5, wide, WORD_HIDDEN),
            "hidden_bias": np.zeros(WORD_HIDDEN, np.float32),
            "output": _random(self.random, WORD_HIDDEN**-0.5, WORD_HIDDEN),
            "threshold": np.zeros(1, np.float32),
        }
        steps = epochs * -(-len(bank.chunks) // SENTENCES)
        self.adam = Adam(weights, 3e-3, steps)

    def learn(self) -> Arrays:
        """Weights after all epochs."""
        sentences = np.flatnonzero(self.bank.is_sound & (np.diff(self.bank.bounds) > 1))
        for _ in range(self.epochs):
            for batch in _batches(self.random, sentences):
                self.adam.move(self._gradients(batch))
        return self.adam.mean

    def _gradients(self, batch: Integers) -> Arrays:
        weights = self.adam.weights
        at, bounds = _stretch(self.bank.bounds, batch)
        rows = self.slots.hidden(self.slots.rows[at], np.array([0.1, 0.0, 0.1]), self.random)
        total = weights["words"][rows].sum(1) + weights["bias"]
        kept = _kept(self.random, total.shape, 0.1)
        context = with_neighbours(np.maximum(total, 0) * kept, bounds, WORD_REACH)
        hidden = context @ weights["context"] + weights["hidden_bias"]
        active = np.maximum(hidden, 0)
        inner = np.ones(len(at), np.bool_)
        inner[bounds[:-1]] = False  # the first word begins a bunsetsu whatever it is
        chance = 1 / (1 + np.exp(-(active @ weights["output"] + weights["threshold"])))
        error = ((chance - self.bank.begins[at]) * inner / (15 * SENTENCES)).astype(np.float32)
        of_hidden = error[:, None] * weights["output"] * (hidden > 0)
        of_total = _gathered(of_hidden @ weights["context"].T, bounds, WORD_REACH) * kept * (total > 0)
        return {
            "words": _scattered(self.slots.size, rows.ravel(), np.repeat(of_total, rows.shape[1], axis=0)),
            "bias": of_total.sum(0),
            "context": context.T @ of_hidden,
            "hidden_bias": of_hidden.sum(0),
            "output": active.T @ error,
            "threshold": error.sum(keepdims=True),
        }


class Dependencies:
    """Learns heads, candidate against candidate, and which of them stand side by side with what depends on them."""

    def __init__(self, bank: Treebank, of_lexemes: npt.NDArray[np.int32], epochs: int) -> None:
        self.bank, self.epochs, self.random = bank, epochs, np.random.default_rng(SEED)
        table = of_lexemes[bank.words]
        self.rows: Phrases = phrases(table, bank.bounds, bank.begins)
        self.slots = Slots(slot_ids(table, self.rows))
        self.pairs, self.right = _in_order(*chains(table, self.rows, bank.heads))
        sentence_of = np.repeat(np.arange(len(bank.chunks)), np.diff(self.rows.bounds))
        self.pair_bounds = np.searchsorted(sentence_of[self.pairs.dependents], np.arange(len(bank.chunks) + 1))
        self.chance = np.array([0.25 if column in _SPOKEN else 0.0 for _, column in SLOTS] + [0.0])
        self.place = np.full(len(bank.heads) + 1, -1)
        steps = epochs * -(-len(bank.chunks) // SENTENCES)
        self.adam = Adam(self._initial(), 2e-3, steps)

    def _initial(self) -> Arrays:
        wide = {name: WIDTH * (2 * reach + 1) for name, reach in REACHES.items()}
        return {
            "words": _random(self.random, 0.15, self.slots.size, WIDTH),
            "bias": np.zeros(WIDTH, np.float32),
            **{name: _random(self.random, 1.2 / rows**0.5, rows, HIDDEN) for name, rows in wide.items()},
            "hidden_bias": np.zeros(HIDDEN, np.float32),
            "distance": np.zeros((DISTANCE_IDS, HIDDEN), np.float32),
            "between": np.zeros((BETWEEN_IDS, HIDDEN), np.float32),
            "children": np.zeros((CHILD_IDS, HIDDEN), np.float32),
            "nothing_nearer": np.zeros((1, HIDDEN), np.float32),
            "output": _random(self.random, HIDDEN**-0.5, HIDDEN),
            "parallel": _random(self.random, HIDDEN**-0.5, HIDDEN),
            "parallel_threshold": np.zeros(1, np.float32),
        }

    def learn(self) -> Arrays:
        """Weights after all epochs."""
        sentences = np.flatnonzero(self.bank.is_sound & (np.diff(self.rows.bounds) > 1))
        for _ in range(self.epochs):
            for batch in _batches(self.random, sentences):
                self.adam.move(self._gradients(batch))
        return self.adam.mean

    def _gradients(self, batch: Integers) -> Arrays:
        weights = self.adam.weights
        at, bounds = _stretch(self.rows.bounds, batch)
        those, _ = _stretch(self.pair_bounds, batch)
        self.place[at] = np.arange(len(at))
        pairs = Pairs(*(column[those] for column in self.pairs))
        who, heads, nearer = (self.place[column] for column in pairs[:3])
        nearer = np.where(pairs.nearer < 0, len(at), nearer)
        rows = self.slots.hidden(self.slots.rows[at], self.chance, self.random)
        total = weights["words"][rows].sum(1) + weights["bias"]
        kept = _kept(self.random, total.shape, 0.4)
        context = with_neighbours(np.maximum(total, 0) * kept, bounds, REACH)
        parts = {name: context[:, _columns(reach)] for name, reach in REACHES.items()}
        mixed = {name: part @ weights[name] for name, part in parts.items()}
        near = np.concatenate([mixed["nearer"], weights["nothing_nearer"]])
        hidden = mixed["dependent"][who] + weights["hidden_bias"] + mixed["head"][heads] + near[nearer]
        for name, ids in (("distance", pairs.distances), ("between", pairs.between), ("children", pairs.children)):
            hidden += weights[name][ids]
        pair_kept = _kept(self.random, hidden.shape, 0.3)
        active = np.maximum(hidden, 0) * pair_kept
        gradients, of_active = self._errors(active, who, those, at)
        of_hidden = of_active * pair_kept * (hidden > 0)
        of_near = _scattered(len(at) + 1, nearer, of_hidden)
        sides = {"dependent": _scattered(len(at), who, of_hidden), "head": _scattered(len(at), heads, of_hidden)}
        sides["nearer"] = of_near[:-1]
        of_context = np.zeros_like(context)
        for name, side in sides.items():
            of_context[:, _columns(REACHES[name])] += side @ weights[name].T
        of_total = _gathered(of_context, bounds, REACH) * kept * (total > 0)
        for name, ids in (("distance", pairs.distances), ("between", pairs.between), ("children", pairs.children)):
            gradients[name] = _scattered(len(weights[name]), ids, of_hidden)
        gradients |= {name: parts[name].T @ side for name, side in sides.items()}
        gradients["nothing_nearer"], gradients["hidden_bias"] = of_near[-1:], sides["dependent"].sum(0)
        gradients["words"] = _scattered(self.slots.size, rows.ravel(), np.repeat(of_total, rows.shape[1], axis=0))
        gradients["bias"] = of_total.sum(0)
        return gradients

    def _errors(self, active: Floats, who: Integers, those: Integers, at: Integers) -> tuple[Arrays, Floats]:
        """Gradients of the two outputs and of the pairs' activations: one candidate of each dependent is right."""
        weights, right = self.adam.weights, self.right[those]
        scores = active @ weights["output"]
        starts = np.flatnonzero(np.diff(who, prepend=-1))
        sizes = np.diff(np.append(starts, len(scores)))
        chance = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chance /= np.repeat(np.add.reduceat(chance, starts), sizes)
        error = ((chance - right) / (5 * SENTENCES)).astype(np.float32)
        side = 1 / (1 + np.exp(-(active[right] @ weights["parallel"] + weights["parallel_threshold"])))
        side_error = (0.3 * (side - self.bank.parallels[at][who[right]]) / (5 * SENTENCES)).astype(np.float32)
        of_active = error[:, None] * weights["output"]
        of_active[right] += side_error[:, None] * weights["parallel"]
        gradients: Arrays = {
            "output": active.T @ error,
            "parallel": active[right].T @ side_error,
            "parallel_threshold": side_error.sum(keepdims=True),
        }
        return gradients, of_active


def _in_order(pairs: Pairs, right: npt.NDArray[np.bool_]) -> tuple[Pairs, npt.NDArray[np.bool_]]:
    order = np.argsort(pairs.dependents, kind="stable")
    return Pairs(*(column[order] for column in pairs)), right[order]


def _steps(values: Floats, top: int, share: float = 0.9995) -> float:
    """How many whole steps a unit has, so that all but the largest values stay within ``top``."""
    return float(top / np.quantile(np.abs(values), share))


def _whole(values: Floats, unit: float, top: int | None) -> npt.NDArray[Any]:
    rounded = np.round(values * unit)
    return rounded.astype(np.int32) if top is None else np.clip(rounded, -top, top).astype(np.int8)


def rounded(
    weights: Arrays, slots: Slots, bounds: Integers, matrices: tuple[str, ...], outputs: tuple[str, ...]
) -> Arrays:
    """The weights as whole numbers, with the scales between layers measured on the words or bunsetsu of training."""
    unit = _steps(weights["words"], 127)
    total = np.maximum(weights["words"][slots.rows].sum(1) + weights["bias"], 0)
    level = _steps(total[total > 0], TOP, 0.999)
    made: Arrays = {"words": _whole(weights["words"], unit, 127), "bias": _whole(weights["bias"], unit, None)}
    made["scale"] = np.array([level / unit], np.float32)
    own = min(_steps(weights[name], 127, 1.0) for name in matrices)
    hidden_unit = level * own
    made |= {name: _whole(weights[name], own, 127) for name in matrices}
    vectors = [
        name for name in weights if name not in ("words", "bias", *matrices, *outputs) and "threshold" not in name
    ]
    made |= {name: _whole(weights[name], hidden_unit, None) for name in vectors}
    mixed = combined(total, bounds, [weights[name] for name in matrices])
    spread = sum(np.quantile(np.abs(part), 0.999) for part in mixed)
    pair_level = PAIR_TOP / float(spread)
    made["hidden_scale"] = np.array([pair_level / hidden_unit], np.float32)
    for name in outputs:
        out_unit = _steps(weights[name], 127, 1.0)
        made[name] = _whole(weights[name], out_unit, 127)
        threshold = "parallel_threshold" if name == "parallel" else "threshold"
        if threshold in weights:
            made[threshold] = _whole(-weights[threshold], out_unit * pair_level, None)
    made["maps"], made["map_sizes"] = (
        np.concatenate(slots.maps).astype(np.int32),
        np.array(list(map(len, slots.maps)), np.int32),
    )
    return made


def train(path: Path, epochs: int) -> Arrays:
    """All arrays of the model."""
    bank = read(path, "train", lambda records: reports(records, SEED))
    words = vocabulary(bank)
    of_lexemes = lexeme_table(bank.lexemes, words)
    arrays: Arrays = {
        name: np.frombuffer("\n".join(ids).encode(), np.uint8)
        for name, ids in zip(Vocabulary._fields, words, strict=True)
    }
    cuts = Boundaries(bank, of_lexemes, epochs)
    made = rounded(cuts.learn(), cuts.slots, bank.bounds, ("context",), ("output",))
    arrays |= {f"boundaries.{name}": value for name, value in made.items()}
    trees = Dependencies(bank, of_lexemes, epochs)
    made = rounded(
        trees.learn(), trees.slots, trees.rows.bounds, ("dependent", "head", "nearer"), ("output", "parallel")
    )
    return arrays | {f"dependencies.{name}": value for name, value in made.items()}


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=16)
    options = parser.parse_args()
    np.savez_compressed(options.out, **train(options.treebank, options.epochs))


if __name__ == "__main__":
    main()
