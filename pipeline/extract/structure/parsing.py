"""Heads of bunsetsu: sentences are read from their ends, all sentences of a batch in step.

Belongs here: which bunsetsu may be a head, what is seen of a pair, and the decoding. Does not belong here: weights (``network``).

A bunsetsu depends on a later one and dependencies do not cross, so that from right to left the candidates of a bunsetsu are
the next one, that one's head, its head's head, and so on. The candidates of every sentence are scored at once; the best one wins,
the nearest where two are equal. A quotation is closed: nothing inside depends on what is outside but its last bunsetsu, and
nothing outside on what is inside but that one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.structure.features import (
    CLOSES,
    COMMA,
    FLAGS,
    INFLECTS,
    OPENS,
    PARTICLE,
    PARTICLES,
    STOP,
    Integers,
    Phrases,
)

FARTHEST = 24
"""Candidates that a bunsetsu has at most: keeps hostile text linear. Gold trees have up to 18."""
_FORBIDDEN = 1 << 40
_RANKS = 64  # more than FARTHEST

_DISTANCES = np.array([0, 0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7])  # bins of 1, 2, 3, 4, 5, 6-7, 8-10, 11 and more
_COUNTED = np.array([PARTICLES.index(name) for name in ("は", "が", "を", "に")])
_TOPIC = PARTICLES.index("は")
DISTANCE_IDS, BETWEEN_IDS, CHILD_IDS = 8 * 2 * 4 * 2, 3 * 3, 2**5
"""Number of ids of each kind that :class:`Pairs` can have."""


class Pairs(NamedTuple):
    """Candidates: who depends, on whom, the candidate before on the chain (or -1), and ids of what is seen of the pair."""

    dependents: Integers
    heads: Integers
    nearer: Integers
    distances: Integers
    between: Integers
    children: Integers


class Sight(NamedTuple):
    """What the pairs are seen by, one value a bunsetsu: its sentence's last bunsetsu, particle, whether a comma ends it, and
    the commas and topics up to and with it."""

    final: Integers
    particles: Integers
    has_comma: npt.NDArray[np.bool_]
    commas: Integers
    topics: Integers


def sight(table: npt.NDArray[np.int32], rows: Phrases) -> Sight:
    """What the pairs are seen by, from the tokens' table."""
    sizes = np.diff(rows.bounds)
    particles = table[rows.ending, PARTICLE].astype(np.int64)
    commas = (table[rows.last, FLAGS] & COMMA) > 0
    final = np.repeat(rows.bounds[1:] - 1, sizes)
    return Sight(final, particles, commas, np.cumsum(commas), np.cumsum(particles == _TOPIC))


def seen(
    seen_by: Sight, dependents: Integers, heads: Integers, nearer: Integers, ranks: Integers, children: Integers
) -> Pairs:
    """The pairs with their ids. ``children`` has a bit for the particle of each dependent that a head has so far."""
    final, particles, has_comma, commas, topics = seen_by
    at_end = heads == final[dependents]
    distances = _DISTANCES[np.minimum(heads - dependents, 11)]
    of_distance = ((distances * 2 + at_end) * 4 + np.minimum(ranks, 3)) * 2 + has_comma[dependents]
    inner_commas = np.minimum(commas[heads - 1] - commas[dependents], 2)
    inner_topics = np.minimum(topics[heads - 1] - topics[dependents], 2)
    mask = children[heads]
    own = particles[dependents]
    same = (mask >> own) & (own > 0)
    of_children = same
    for code in _COUNTED:
        of_children = of_children * 2 + ((mask >> code) & 1)
    return Pairs(dependents, heads, nearer, of_distance, inner_commas * 3 + inner_topics, of_children)


def brackets(table: npt.NDArray[np.int32], rows: Phrases) -> tuple[Integers, Integers]:
    """Between which bunsetsu each stays: nothing before the first depends on it, and it depends on nothing after the second.

    Those are the first and last bunsetsu of the innermost quotation that holds it but does not end with it; 0 and a number beyond all
    where there is none. What ends a quotation in a clause (「…終わった」と述べた) takes nothing from before the quotation
    either, unless nothing follows.
    """
    count = len(rows.first)
    lowest, highest = np.zeros(count, np.int64), np.full(count, 1 << 40)
    final = set((rows.bounds[1:] - 1).tolist())
    for first, last, is_clause in reversed(
        _quoted(table, rows)
    ):  # outer quotations end later: inner ones overwrite them
        lowest[first:last], highest[first:last] = first, last
        if is_clause and last not in final:
            lowest[last] = max(int(lowest[last]), first)
    return lowest, highest


def _quoted(table: npt.NDArray[np.int32], rows: Phrases) -> list[tuple[int, int, bool]]:
    """First and last bunsetsu of each quotation in the order in which they end, and whether it ends in a clause.

    A sentence whose marks do not pair is taken as having none.
    """
    flags = table[:, FLAGS]
    marks = np.flatnonzero(flags & (OPENS | CLOSES))
    places = np.searchsorted(rows.first, marks, "right") - 1
    sentences = np.searchsorted(rows.bounds, places, "right") - 1
    opening = (flags[marks] & OPENS) > 0
    is_clause = (flags[marks - 1] & (INFLECTS | STOP)) > 0
    found: list[tuple[int, int, bool]] = []
    stack: list[int] = []
    pending: list[tuple[int, int, bool]] = []
    before = -1
    columns = (sentences.tolist(), places.tolist(), opening.tolist(), is_clause.tolist())
    for sentence, place, opens, clause in zip(*columns, strict=True):
        if sentence != before:
            found += pending if not stack else []
            stack, pending, before = [], [], sentence
        if opens:
            stack.append(place)
        elif stack and stack[0] >= 0:
            pending.append((stack.pop(), place, clause))
        else:
            stack = [-1]  # a mark too many: the sentence's marks do not pair
    return found + (pending if not stack else [])


Score = Callable[[Pairs], Integers]
"""Two columns: how well pairs go together, and something else that is to be known of the pairs that win."""


def decode(table: npt.NDArray[np.int32], rows: Phrases, score: Score) -> tuple[Pairs, Integers]:
    """The pair that won for every bunsetsu but the last of its sentence, in no particular order, and its second score.

    ``score`` gives an integer a pair, the same whatever else is asked with it.
    """
    seen_by = sight(table, rows)
    lowest, highest = brackets(table, rows)
    sizes = np.diff(rows.bounds)
    order = np.argsort(-sizes, kind="stable")
    order = order[: int((sizes > 1).sum())]
    count = int(rows.bounds[-1])
    chosen: list[Pairs] = [_NO_PAIRS]
    seconds: list[Integers] = [_NO_PAIRS.heads]
    children = np.zeros(count, np.int64)
    stacks = np.zeros(count, np.int64)  # the chain of each sentence, farthest first, in its own stretch
    origin, final = rows.bounds[:-1][order], rows.bounds[1:][order] - 1
    stacks[origin] = final
    depth = np.ones(len(order), np.int64)
    left = sizes[order]
    for step in range(1, int(left[0]) if len(left) else 0):
        active = int(np.searchsorted(-left, -step, "left"))  # sentences with more than ``step`` bunsetsu
        base, own_depth = origin[:active], depth[:active]
        dependents = final[:active] - step
        options = np.minimum(own_depth, FARTHEST)
        starts = np.cumsum(options) - options
        ranks = np.arange(int(options.sum())) - np.repeat(starts, options)
        tops = np.repeat(base + own_depth - 1, options) - ranks
        candidates = stacks[tops]
        nearer = np.where(ranks > 0, stacks[np.minimum(tops + 1, count - 1)], -1)
        who = np.repeat(dependents, options)
        pairs = seen(seen_by, who, candidates, nearer, ranks, children)
        barred = (lowest[candidates] > who) | (candidates > highest[who])
        scores = score(pairs)
        keys = (scores[:, 0] - barred * _FORBIDDEN) * _RANKS - ranks
        rank = -np.maximum.reduceat(keys, starts) % _RANKS
        best = starts + rank
        chosen.append(Pairs(*(column[best] for column in pairs)))
        seconds.append(scores[best, 1])
        children[candidates[best]] |= 1 << seen_by.particles[dependents]
        own_depth += 1 - rank
        stacks[base + own_depth - 1] = dependents
    return _joined(chosen), np.concatenate(seconds)


_NO_PAIRS = Pairs(*[np.empty(0, np.int64)] * 6)


def _joined(found: list[Pairs]) -> Pairs:
    return Pairs(*map(np.concatenate, zip(*found, strict=True)))


def chains(table: npt.NDArray[np.int32], rows: Phrases, heads: Integers) -> tuple[Pairs, npt.NDArray[np.bool_]]:
    """The pairs that decoding meets if it decides as ``heads`` say, those of a dependent one after the other, and which are right.

    For training: heads are rows, -1 for the last bunsetsu of a sentence, and do not cross.
    """
    found: list[Pairs] = [_NO_PAIRS]

    def score(pairs: Pairs) -> Integers:
        found.append(pairs)
        scores: Integers = (heads[pairs.dependents] == pairs.heads) * (2 * _FORBIDDEN)
        return scores[:, None].repeat(2, axis=1)

    decode(table, rows, score)
    pairs = _joined(found)
    return pairs, heads[pairs.dependents] == pairs.heads
