"""A linear-chain conditional random field, trained by minibatches on sparse rows: exact gradients, AdaGrad, NumPy and SciPy alone.

Belongs here: the mathematics. Does not belong here: what the rows mean (``tagger.py``).

A unit may be allowed several labels: the likelihood is that of all allowed label sequences together, so that annotation
that leaves something open teaches nothing about it. Weights are shared by all sources, and each source adds some of its own
(Daumé 2007): conventions that differ are learned apart.
"""

from __future__ import annotations

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
    """Weights by column and label: shared, and by source; transitions from and to labels likewise."""

    shared: Floats
    own: list[Floats]
    transitions: Floats
    own_transitions: list[Floats]

    def of(self, source: int) -> tuple[Floats, Floats]:
        """The weights that hold for a source."""
        return self.shared + self.own[source], self.transitions + self.own_transitions[source]


BARRED = -30.0
"""Score of a transition that cannot be."""


def train(
    sets: Sequence[Batch],
    width: int,
    barred: npt.NDArray[np.bool_],
    own_rates: Sequence[float],
    *,
    rounds: int,
    rate: float,
    decay: float,
    own_decay: float,
    seed: int,
) -> Weights:
    """Weights after ``rounds`` passes over the batches in random order, the shared ones averaged over the last half of them.

    ``decay`` is the L2 penalty a batch, for what it touches; ``barred`` are transitions that never occur. ``own_rates`` say
    for each source how fast weights of its own are learned beside the shared ones: 0, not at all.
    """
    sources = len(own_rates)
    labels = barred.shape[0]
    made = Weights(
        np.zeros((width, labels), np.float32),
        [np.zeros((width, labels), np.float32) for _ in range(sources)],
        np.where(barred, BARRED, 0).astype(np.float32),
        [np.zeros((labels, labels), np.float32) for _ in range(sources)],
    )
    squares = [np.full_like(made.shared, 1e-2)] + [np.full_like(own, 1e-2) for own in made.own]
    steps = [np.full((labels, labels), 1e-2, np.float32) for _ in range(sources + 1)]
    rng = np.random.default_rng(seed)
    free = ~barred
    kept, count = np.zeros_like(made.shared), 0
    kept_moves = np.zeros_like(made.transitions)
    for turn in range(rounds):
        speed = rate if turn < rounds * 2 // 3 else rate / 3
        for index in rng.permutation(len(sets)).tolist():
            batch = sets[index]
            columns, source = batch.columns, batch.source
            own_rate = own_rates[source]
            weights = made.shared[columns] + made.own[source][columns]
            move = made.transitions + made.own_transitions[source]
            scores = batch.rows @ weights
            sizes = batch.sizes
            likely, pairs = marginals(scores, move, sizes)
            right, right_pairs = marginals(np.where(batch.allowed, scores, -60).astype(np.float32), move, sizes)
            gradient = batch.rows.T @ (likely - right)
            for at, (target, penalty, faster) in enumerate(
                ((made.shared, decay, 1.0), (made.own[source], own_decay, own_rate))
            ):
                if at and not own_rate:
                    continue
                square = squares[0 if at == 0 else source + 1]
                now = gradient + penalty * target[columns]
                total = square[columns] + now * now
                square[columns] = total
                target[columns] -= faster * speed * now / np.sqrt(total)
            slope = (pairs - right_pairs) * free
            for at, (target, penalty) in enumerate(
                ((made.transitions, decay), (made.own_transitions[source], own_decay))
            ):
                if at and not own_rate:
                    continue
                square = steps[0 if at == 0 else source + 1]
                now = slope + penalty * target * free
                square += now * now
                target -= speed * now / np.sqrt(square)
        if turn >= rounds // 2:
            kept, kept_moves, count = kept + made.shared, kept_moves + made.transitions, count + 1
    made.shared, made.transitions = kept / count, kept_moves / count
    return made


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
