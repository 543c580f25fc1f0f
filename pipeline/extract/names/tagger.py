"""The tagger: which units of a batch are names, and of what type, by trained weights.

Belongs here: scoring units and choosing the best labels of every sentence, over a whole batch at once. Does not belong
here: what a unit's features are (``units.py``), what becomes of the names (``mentions.py``), training (``benchmarks/training/``).

A linear-chain conditional random field. What depends on a kind of unit alone is a row of scores, made once a kind and kept;
a batch gathers these rows. Units that are never part of a name (は, a verb) cut a sentence into stretches, and only those
are decoded.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.article.view import ArticleView
from pipeline.extract.names.units import CLASSES, JOINT, NEVER, OFFSETS, Kinds, Units, joint_words, pairs, units_of
from pipeline.models.linear import Model, load_model

Integers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

TYPES = ("PERSON", "ORG", "LOC", "FAC", "EVENT", "PRODUCT", "LAW", "NORP")
"""Types that the tagger tells apart; which places are GPE is a question of the place (``places.py``)."""
LABELS = ("O", *(f"{mark}-{kind}" for kind in TYPES for mark in "BI"))
REACH = 3
"""Units on either side whose features count."""
_BARRED = np.float32(-1e4)
_BEGINS, _GOES_ON = slice(1, None, 2), slice(2, None, 2)
_ENTERED = np.array([0, *range(1, len(LABELS), 2)])
_BLOCK = 4096  # units scored together: few enough for a processor's cache
_STRETCHES = 4096  # stretches decoded together, likewise


def _ways(transitions: Scores) -> tuple[tuple[Scores, Scores], Scores]:
    """Transitions from the first and from a further unit of a name to its next, one row a type; and those to each label, from each.

    The second unit of a name follows none but a unit of its own type.
    """
    begins, goes_on = np.arange(1, len(LABELS), 2), np.arange(2, len(LABELS), 2)
    ways = np.full(transitions.shape, -np.inf, np.float32)
    ways[_ENTERED] = transitions[:, _ENTERED].T
    begun, kept = transitions[begins, goes_on], transitions[goes_on, goes_on]
    ways[goes_on, begins], ways[goes_on, goes_on] = begun, kept
    return (begun[:, None], kept[:, None]), ways


class Tagged(NamedTuple):
    """A name that the tagger found: code-point offsets and type. ``confidence`` grows with how much its first label beats no name."""

    start: int
    end: int
    entity_type: str
    confidence: float


class Scorer:
    """The model with the scores of the kinds met so far."""

    def __init__(self, model: Model) -> None:
        self.kinds = Kinds()
        self.model = model
        self.transitions = model.arrays["transitions"]
        self._goes_on, self._ways = _ways(self.transitions)
        self._codes: Integers = np.empty(0, np.int64)
        self._lock = threading.Lock()
        self._rows = self._rows_of([[("pos", "EDGE")]])
        self._never = np.array([name in NEVER for name in CLASSES])

    def units(self, views: Sequence[ArticleView]) -> tuple[Units, Integers, Scores]:
        """The units of these articles, their classes as codes, and the score rows by offset: the edge of a sentence, then all kinds."""
        with self._lock:
            units = units_of(views, self.kinds)
            known = len(self._codes)
            if known < len(self.kinds.features):
                new = range(known, len(self.kinds.features))
                rows = self._rows_of(self.kinds.features[known:])
                self._rows = np.concatenate([self._rows, rows], 1)
                codes = [CLASSES.index(self.kinds.classes[kind]) for kind in new]
                self._codes = np.concatenate([self._codes, np.array(codes, np.int64)])
            return units, self._codes[units.kinds], self._rows

    def _rows_of(self, found: Sequence[Sequence[tuple[str, str]]]) -> Scores:
        """Score rows by offset of kinds with these features.

        The first feature of every kind is added, then the second of every kind, and so on: each row is the same sum, in the same
        order, whatever kinds are met together.
        """
        rows = np.zeros((2 * REACH + 1, len(found), len(LABELS)), np.float32)
        for place in range(max(map(len, found), default=0)):
            of_name: dict[str, tuple[list[int], list[bytes]]] = {}
            for kind, features in enumerate(found):
                weights = self.model.rows.get(features[place]) if place < len(features) else None
                if weights is not None:
                    kinds, many = of_name.setdefault(features[place][0], ([], []))
                    kinds.append(kind)
                    many.append(weights)
            for name, (kinds, many) in of_name.items():
                offsets = OFFSETS[name]
                added = self.model.scaled(b"".join(many)).reshape(len(many), len(offsets), len(LABELS))
                rows[offsets[0] + REACH : offsets[-1] + REACH + 1, kinds] += added.swapaxes(0, 1)
        return rows

    def labels(self, views: Sequence[ArticleView]) -> tuple[Units, Integers, Scores]:
        """The units of these articles, the label of each, and by how much its first label beats no name."""
        units, codes, rows = self.units(views)
        joint = pairs(units, codes)
        if f"{JOINT[0]}:index" in self.model.arrays:
            joint |= joint_words(units, codes, self.kinds.codes[units.kinds])
        inside = joint["bracket"] // len(CLASSES) ** 2 == 1
        asked = np.flatnonzero(~self._never[codes] | (inside & (codes != CLASSES.index("』"))))
        found = np.zeros(len(codes), np.int64)
        margins = np.zeros(len(codes), np.float32)
        if len(asked):
            scores = self._scores(units, asked, rows, joint)
            margins[asked] = -scores[:, 0]
            starts_sentence, ends_sentence = units.firsts, np.append(units.firsts[1:], True)
            is_first, is_last = np.ones(len(asked), bool), np.ones(len(asked), bool)
            is_first[1:] = (asked[1:] != asked[:-1] + 1) | starts_sentence[asked[1:]]
            is_last[:-1] = is_first[1:]
            margins_of = scores.copy()
            scores[is_first & ~starts_sentence[asked]] += self.transitions[0]
            scores[is_last & ~ends_sentence[asked]] += self.transitions[:, 0]
            found[asked] = self._decode(scores, np.flatnonzero(is_first))
            margins[asked] += margins_of[np.arange(len(asked)), found[asked]]
        return units, found, margins

    def _scores(self, units: Units, asked: Integers, rows: Scores, joint: dict[str, Integers]) -> Scores:
        """Scores of the labels of these units."""
        sentence = np.cumsum(units.firsts)
        place = np.arange(len(units.kinds)) + sentence * REACH  # so many rows of the edge stand between two sentences
        around = np.zeros(len(place) + (int(sentence[-1]) + 1) * REACH, np.int64)
        around[place] = units.kinds + 1
        place = place[asked]
        tables = [(rows[REACH + offset], around[place + offset]) for offset in (0, -3, -2, -1, 1, 2, 3)]
        arrays = self.model.arrays
        tables += [
            (arrays[f"{name}:weights"], arrays[f"{name}:index"][values[asked]]) for name, values in joint.items()
        ]
        scores = np.empty((len(asked), len(LABELS)), np.float32)
        buffer = np.empty((_BLOCK, len(LABELS)), np.float32)
        for start in range(0, len(asked), _BLOCK):
            total = scores[start : start + _BLOCK]
            part = buffer[: len(total)]
            for number, (weights, own) in enumerate(tables):
                gathered = weights.take(own[start : start + _BLOCK], 0, part if number else total, "clip")
                if number:
                    total += gathered
        return scores

    def _decode(self, scores: Scores, firsts: Integers) -> Integers:
        """The best labels of stretches that begin at ``firsts``."""
        lengths = np.diff(np.append(firsts, len(scores)))
        by_length = np.argsort(-lengths, kind="stable")
        lengths, firsts = lengths[by_length], firsts[by_length]
        found = np.zeros(len(scores), np.int64)
        for start in range(0, len(firsts), _STRETCHES):
            self._decode_block(scores, lengths[start : start + _STRETCHES], firsts[start : start + _STRETCHES], found)
        return found

    def _decode_block(self, scores: Scores, lengths: Integers, firsts: Integers, found: Integers) -> None:
        """The best labels of some stretches, the longest first, entered in ``found``: all of them together, one place after the other.

        Arrays have a row a label and a column a stretch. Which label the best way to a label comes from is asked on the way back only.
        """
        sizes = np.searchsorted(-lengths, -np.arange(1, int(lengths[0]) + 1), "right").tolist()
        entered = self.transitions[:, _ENTERED, None]  # to O and to the first unit of a name, from any label
        begun, kept = self._goes_on
        best = scores.take(firsts, 0).T.copy()
        best[_GOES_ON] = _BARRED  # a stretch never begins inside a name
        befores: list[Scores] = []
        last = best.copy()
        for place, size in enumerate(sizes[1:], 1):
            before = best[:, :size]
            came = before[0] + entered[0]
            for origin in range(1, len(LABELS)):
                np.maximum(came, before[origin] + entered[origin], out=came)
            best = scores.take(firsts[:size] + place, 0).T.copy()
            best[0] += came[0]
            best[_BEGINS] += came[1:]
            best[_GOES_ON] += np.maximum(before[_BEGINS] + begun, before[_GOES_ON] + kept)
            befores.append(before)
            last[:, :size] = best
        state = last.T.copy().argmax(1)
        for place in range(len(sizes) - 1, -1, -1):
            size = sizes[place]
            found[firsts[:size] + place] = state[:size]
            if place:
                state[:size] = (befores[place - 1].T + self._ways[state[:size]]).argmax(1)


@lru_cache(maxsize=1)
def scorer() -> Scorer:
    """The tagger with the weights of ``pipeline/models``."""
    return Scorer(load_model("names"))


def tag(views: Sequence[ArticleView], using: Scorer | None = None) -> list[list[Tagged]]:
    """The names of each article, in order of the text and without overlap."""
    units, labels, margins = (using or scorer()).labels(views)
    begins = np.flatnonzero(labels % 2 == 1)
    goes_on = np.append(labels[1:], 0)
    stops = np.flatnonzero((labels > 0) & ~((goes_on > 0) & (goes_on % 2 == 0)))
    owners = np.searchsorted(units.bounds, begins, "right") - 1
    found: list[list[Tagged]] = [[] for _ in views]
    sure = np.round(1 / (1 + np.exp(-margins[begins].astype(np.float64))), 2)
    columns = (units.starts[begins], units.ends[stops], (labels[begins] - 1) // 2, sure)
    for owner, start, end, kind, confidence in zip(
        owners.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        text = views[owner].text
        while end > start and text[end - 1].isspace():
            end -= 1
        found[owner].append(Tagged(start, end, TYPES[kind], confidence))
    return found
