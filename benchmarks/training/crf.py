"""A linear-chain conditional random field, trained by minibatches on sparse rows: exact gradients, AdaGrad, NumPy and SciPy alone.

Belongs here: the mathematics. Does not belong here: what the rows mean (``tagger.py``).

A unit may be allowed several labels: the likelihood is that of all allowed label sequences together, so that annotation
that leaves something open teaches nothing about it. Weights are shared by all sources, and each source adds some of its own
(Daumé 2007): conventions that differ are learned apart.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Sentences of one source, by descending length; rows are ordered by place in the sentence, then by sentence.

    ``sizes`` has the number of sentences that are as long as each place, ``columns`` the columns of ``rows`` that occur.
    """

    source: int
    rows: sp.csr_matrix
    columns: npt.NDArray[np.int64]
    allowed: npt.NDArray[np.bool_]
    sizes: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]


def layout(
    lengths: npt.NDArray[np.int64], firsts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Row of each unit in the order of a batch, and the sizes; sentences begin at ``firsts``."""
    by_length = np.argsort(-lengths, kind="stable")
    lengths, firsts = lengths[by_length], firsts[by_length]
    sizes = np.searchsorted(-lengths, -np.arange(1, int(lengths.max(initial=0)) + 1), "right")
    order = np.concatenate([firsts[:size] + place for place, size in enumerate(sizes.tolist())])
    return order, sizes


def batches(
    rows: sp.csr_matrix,
    allowed: npt.NDArray[np.bool_],
    source: int,
    firsts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    units: int,
    rng: np.random.Generator,
) -> list[Batch]:
    """The sentences in random batches of about ``units`` units."""
    order = rng.permutation(len(firsts))
    filled = np.cumsum(lengths[order])
    cuts = np.searchsorted(filled, np.arange(units, int(filled[-1]) + units, units)) if len(order) else []
    made, before = [], 0
    for cut in cuts:
        chosen = order[before : int(cut) + 1]
        before = int(cut) + 1
        if not len(chosen):
            continue
        at, sizes = layout(lengths[chosen], firsts[chosen])
        own = rows[at]
        columns, local = np.unique(own.indices, return_inverse=True)
        small = sp.csr_matrix((own.data, local.astype(np.int32), own.indptr), (own.shape[0], len(columns)))
        made.append(Batch(source, small, columns, allowed[at], sizes, at))
    return made


def marginals(scores: Floats, transitions: Floats, sizes: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Probability of each label of each unit, and expected transitions, for rows in a batch's order."""
    labels = scores.shape[1]
    peak = scores.max(1, keepdims=True)
    potential = np.exp(scores - peak)
    step = np.exp(transitions)
    edges = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    forward, backward = np.empty_like(potential), np.empty_like(potential)
    low, high = edges[0], edges[1]
    forward[low:high] = potential[low:high]
    forward[low:high] /= forward[low:high].sum(1, keepdims=True)
    for place in range(1, len(sizes)):
        before, size = edges[place - 1], int(sizes[place])
        low, high = edges[place], edges[place + 1]
        now = (forward[before : before + size] @ step) * potential[low:high]
        now /= np.maximum(now.sum(1, keepdims=True), 1e-30)
        forward[low:high] = now
    expected = np.zeros((labels, labels), np.float32)
    backward[edges[-2] : edges[-1]] = 1
    for place in range(len(sizes) - 2, -1, -1):
        size = int(sizes[place + 1])
        low, high = edges[place], edges[place + 1]
        after = slice(edges[place + 1], edges[place + 1] + size)
        ahead = potential[after] * backward[after]
        now = ahead @ step.T
        scale = (forward[low : low + size] * now).sum(1, keepdims=True)
        expected += forward[low : low + size].T @ (ahead / np.maximum(scale, 1e-30))
        backward[low : low + size] = now / np.maximum(now.sum(1, keepdims=True), 1e-30)
        backward[low + size : high] = 1
    found = forward * backward
    found /= np.maximum(found.sum(1, keepdims=True), 1e-30)
    return found, expected * step


@dataclass
class Weights:
    """Weights by column and label: shared, and by source (none where a source has none); transitions likewise."""

    shared: Floats
    own: list[Floats | None]
    transitions: Floats
    own_transitions: list[Floats]

    def of(self, source: int) -> tuple[Floats, Floats]:
        """The weights that hold for a source."""
        own = self.own[source]
        shared = self.shared if own is None else self.shared + own
        return shared, self.transitions + self.own_transitions[source]

    def add(self, other: Weights, factor: float = 1.0) -> None:
        """Add other weights of the same shape."""
        self.shared += factor * other.shared
        self.transitions += factor * other.transitions
        for mine, theirs in zip(self.own, other.own, strict=True):
            if mine is not None and theirs is not None:
                mine += factor * theirs
        for target, values in zip(self.own_transitions, other.own_transitions, strict=True):
            target += factor * values

    def divide(self, count: int) -> None:
        """Divide by a number."""
        for target in (self.shared, self.transitions, *self.own, *self.own_transitions):
            if target is not None:
                target /= count

    def copy(self) -> Weights:
        """Weights that can be changed apart from these."""
        return Weights(
            self.shared.copy(),
            [None if own is None else own.copy() for own in self.own],
            self.transitions.copy(),
            [own.copy() for own in self.own_transitions],
        )


BARRED = -30.0
"""Score of a transition that cannot be."""
_SQUARE = 1e-2  # what a sum of squared gradients begins with


def _filled(width: int, labels: int, has_own: Sequence[bool], value: float) -> Weights:
    def made(rows: int) -> Floats:
        return np.full((rows, labels), value, np.float32)

    return Weights(
        made(width), [made(width) if own else None for own in has_own], made(labels), [made(labels) for _ in has_own]
    )


class Learner:
    """Weights in training, with the sums of squared gradients that slow each of them down (AdaGrad).

    ``barred`` are transitions that never occur. ``own_rates`` say for each source how fast weights of its own are learned
    beside the shared ones: 0, not at all. ``decay`` is the L2 penalty a batch, for what it touches.
    """

    def __init__(self, width: int, barred: npt.NDArray[np.bool_], own_rates: Sequence[float], decay: float) -> None:
        self.free, self.own_rates, self.decay = ~barred, own_rates, decay
        has_own = [rate > 0 for rate in own_rates]
        self.weights = _filled(width, len(barred), has_own, 0.0)
        self.weights.transitions[barred] = BARRED
        self.squares = _filled(width, len(barred), has_own, _SQUARE)

    def copy(self) -> Learner:
        """A learner that goes on from here by itself."""
        made = copy.copy(self)
        made.weights, made.squares = self.weights.copy(), self.squares.copy()
        return made

    def train(self, sets: Sequence[Batch], *, rounds: int, rate: float, slow_from: float, seed: int) -> Weights:
        """The weights after ``rounds`` passes over the batches in random order, averaged over the last half of the passes.

        From the part ``slow_from`` of the passes on, the rate is a third.
        """
        rng = np.random.default_rng(seed)
        mean, count = self.weights.copy(), 0
        mean.add(self.weights, -1.0)
        for turn in range(rounds):
            speed = rate if turn < rounds * slow_from else rate / 3
            for index in rng.permutation(len(sets)).tolist():
                self._learn(sets[index], speed)
            if turn >= rounds // 2:
                mean.add(self.weights)
                count += 1
        mean.divide(count)
        return mean

    def _learn(self, batch: Batch, speed: float) -> None:
        made, squares, source = self.weights, self.squares, batch.source
        columns, own, own_rate = batch.columns, self.weights.own[source], self.own_rates[source]
        weights = made.shared[columns] if own is None else made.shared[columns] + own[columns]
        move = made.transitions + made.own_transitions[source]
        scores = batch.rows @ weights
        likely, pairs = marginals(scores, move, batch.sizes)
        right, right_pairs = marginals(np.where(batch.allowed, scores, -60).astype(np.float32), move, batch.sizes)
        gradient = batch.rows.T @ (likely - right)
        self._step(made.shared, squares.shared, columns, gradient, speed)
        slope = (pairs - right_pairs) * self.free
        self._move(made.transitions, squares.transitions, slope, speed)
        square = squares.own[source]
        if own is not None and square is not None:
            self._step(own, square, columns, gradient, own_rate * speed)
            self._move(made.own_transitions[source], squares.own_transitions[source], slope, own_rate * speed)

    def _step(
        self, target: Floats, square: Floats, columns: npt.NDArray[np.int64], gradient: Floats, speed: float
    ) -> None:
        now = gradient + self.decay * target[columns]
        total = square[columns] + now * now
        square[columns] = total
        target[columns] -= speed * now / np.sqrt(total)

    def _move(self, target: Floats, square: Floats, slope: Floats, speed: float) -> None:
        now = slope + self.decay * target * self.free
        square += now * now
        target -= speed * now / np.sqrt(square)


def decode(scores: Floats, transitions: Floats, sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The best label of each unit, for rows in a batch's order."""
    edges = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    best = scores.copy()
    origin = np.zeros(scores.shape, np.int64)
    for place in range(1, len(sizes)):
        before, size = edges[place - 1], int(sizes[place])
        low, high = edges[place], edges[place + 1]
        joined = best[before : before + size, :, None] + transitions
        origin[low:high] = joined.argmax(1)
        best[low:high] += joined.max(1)
    found = np.zeros(len(scores), np.int64)
    for place in range(len(sizes) - 1, -1, -1):
        low, high = edges[place], edges[place + 1]
        found[low:high] = best[low:high].argmax(1)
        if place + 1 < len(sizes):
            size, after = int(sizes[place + 1]), edges[place + 1]
            rows = np.arange(after, after + size)
            found[low : low + size] = origin[rows, found[rows]]
    return found
