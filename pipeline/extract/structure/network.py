"""The trained weights, and what they say of words, bunsetsu and pairs: integers, the same in every batch and on every machine.

Belongs here: reading ``pipeline/models/structure.npz`` and the arithmetic of its layers. Does not belong here: what is seen
(``features``, ``parsing``) and training (``benchmarks/training/structure.py``).

Weights and activations are whole numbers, held in 32-bit floats for the sake of fast matrix products. No sum passes 2**24, so
every sum is exact in whatever order a library adds it up: a sentence has the same tree alone and among thousands.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from pipeline.extract.structure.features import Integers, Phrases, Vocabulary
from pipeline.extract.structure.parsing import Pairs

Floats = npt.NDArray[np.float32]
TOP = 127
"""Largest activation of a word or bunsetsu."""
PAIR_TOP = 255
"""Largest activation of a pair."""


class Boundaries(NamedTuple):
    """Weights that say whether a bunsetsu begins at a word: one row of ``words`` for each id of each slot."""

    maps: list[Integers]
    words: Floats
    bias: Floats
    scale: Floats
    context: Floats
    hidden_bias: Floats
    hidden_scale: Floats
    output: Floats
    threshold: Floats


class Dependencies(NamedTuple):
    """Weights that say which of several bunsetsu one depends on, and whether the two stand side by side."""

    maps: list[Integers]
    words: Floats
    bias: Floats
    scale: Floats
    dependent: Floats
    head: Floats
    nearer: Floats
    hidden_bias: Floats
    distance: Floats
    between: Floats
    children: Floats
    nothing_nearer: Floats
    hidden_scale: Floats
    output: Floats
    parallel: Floats
    parallel_threshold: Floats


class Model(NamedTuple):
    """Everything in the file of weights."""

    vocabulary: Vocabulary
    boundaries: Boundaries
    dependencies: Dependencies


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that the package holds."""
    content = (files("pipeline.models") / "structure.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return unpacked({name: arrays[name] for name in arrays.files})


def unpacked(arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
    """The model from its arrays by name (``boundaries.words``; ``forms`` and the like are lines of UTF-8)."""
    words = [_ids(arrays[name]) for name in ("forms", "analyses", "characters")]
    return Model(
        Vocabulary(*words), _layers(Boundaries, arrays, "boundaries"), _layers(Dependencies, arrays, "dependencies")
    )


def _ids(lines: npt.NDArray[np.uint8]) -> dict[str, int]:
    return {line: number for number, line in enumerate(lines.tobytes().decode().split("\n"), 1)}


def _layers(make: type[Any], arrays: Mapping[str, npt.NDArray[Any]], part: str) -> Any:
    maps, sizes = arrays[f"{part}.maps"].astype(np.int64), arrays[f"{part}.map_sizes"]
    layers = {name: arrays[f"{part}.{name}"].astype(np.float32) for name in make._fields if name != "maps"}
    return make(np.split(maps, np.cumsum(sizes)[:-1]), **layers)


_BLOCK = 4096  # rows worked on together: few enough for a processor's cache
_PAIRS = 1024  # pairs scored together, likewise


def summed(words: Floats, maps: list[Integers], columns: list[npt.NDArray[np.int32]], bias: Floats) -> Floats:
    """For each row the sum of its slots' weights. An id's weights are at ``map[id + 1]``; ids beyond a map are unknown (id 0)."""
    count = len(columns[0])
    total = np.empty((count, len(bias)), np.float32)
    rows = []
    for own, column in zip(maps, columns, strict=True):
        at = column + 1
        at[at >= len(own)] = 1
        rows.append(own[at])
    buffer = np.empty((min(count, _BLOCK), len(bias)), np.float32)
    for start in range(0, count, _BLOCK):
        part = total[start : start + _BLOCK]
        part[:] = bias
        for own in rows:
            taken = words.take(own[start : start + _BLOCK], axis=0, out=buffer[: len(part)], mode="clip")
            part += taken
    return total


def levels(values: Floats, scale: Floats, top: int) -> Floats:
    """Activations: whole numbers from 0 to ``top``. The values are worked on in place."""
    values *= scale
    np.floor(values, out=values)
    return values.clip(0, top, out=values)


def combined(values: Floats, bounds: Integers, matrices: Sequence[Floats]) -> list[Floats]:
    """For each row and matrix, the product of the row and its neighbours with the matrix.

    A matrix has a stretch of rows for each neighbour, from the farthest before to the farthest behind; neighbours of other
    sentences count as zeros. ``bounds`` has each sentence's rows.
    """
    width = values.shape[1]
    reaches = [(len(matrix) // width - 1) // 2 for matrix in matrices]
    gap = max(reaches)
    made = [np.empty((len(values), matrix.shape[1]), np.float32) for matrix in matrices]
    cuts = np.unique(np.append(np.searchsorted(bounds, np.arange(0, len(values), _BLOCK)), len(bounds) - 1))
    for first, last in pairwise(cuts.tolist()):
        start, end = int(bounds[first]), int(bounds[last])
        sizes = np.diff(bounds[first : last + 1])
        place = np.arange(end - start) + np.repeat(np.arange(1, last - first + 1) * gap, sizes)
        padded = np.zeros((end - start + (last - first + 1) * gap, width), np.float32)
        padded[place] = values[start:end]
        # a row with its neighbours beside it, all of which one product multiplies
        around = sliding_window_view(padded.reshape(-1), (2 * gap + 1) * width)[::width][place - gap]
        for matrix, reach, out in zip(matrices, reaches, made, strict=True):
            np.matmul(around[:, (gap - reach) * width : (gap + reach + 1) * width], matrix, out=out[start:end])
    return made


def begins(layers: Boundaries, activations: Floats, words: Integers, bounds: Integers) -> npt.NDArray[np.bool_]:
    """Whether a bunsetsu begins at each word; the first word of a sentence always does.

    ``activations`` has a row a lexeme, ``words`` says which of them a word is. What a lexeme says of a word so far away is asked
    once a lexeme.
    """
    lexemes, width = activations.shape
    reach = (len(layers.context) // width - 1) // 2
    place = np.arange(len(words)) + np.repeat(np.arange(1, len(bounds)) * reach, np.diff(bounds))
    padded = np.full(
        len(words) + (len(bounds) + 1) * reach, lexemes
    )  # the row after the last: nobody, who says nothing
    padded[place] = words
    said = np.zeros((2 * reach + 1, lexemes + 1, layers.context.shape[1]), np.float32)
    for number, part in enumerate(said):
        part[:lexemes] = activations @ layers.context[number * width : (number + 1) * width]
    inner = len(padded) - 2 * reach
    chance = np.empty(inner, np.float32)
    for start in range(0, inner, _BLOCK):
        size = min(_BLOCK, inner - start)
        hidden = said[0].take(padded[start : start + size], axis=0)
        for number in range(1, 2 * reach + 1):
            hidden += said[number].take(padded[start + number : start + number + size], axis=0)
        hidden += layers.hidden_bias
        chance[start : start + size] = levels(hidden, layers.hidden_scale, PAIR_TOP) @ layers.output
    found: npt.NDArray[np.bool_] = chance[place - reach] > layers.threshold
    found[bounds[:-1]] = True
    return found


class Scorer:
    """Scores pairs of one batch of bunsetsu."""

    def __init__(self, layers: Dependencies, columns: list[npt.NDArray[np.int32]], rows: Phrases) -> None:
        self._layers = layers
        values = levels(summed(layers.words, layers.maps, columns, layers.bias), layers.scale, TOP)
        self._outputs = np.stack([layers.output, layers.parallel], axis=1)
        matrices = [layers.dependent, layers.head, layers.nearer]
        self._dependent, self._head, nearer = combined(values, rows.bounds, matrices)
        self._dependent += layers.hidden_bias
        self._nearer = np.concatenate([layers.nothing_nearer, nearer])
        # what lies between and the children so far, for every two ids of them: one look-up instead of two
        self._around = (layers.between[:, None] + layers.children).reshape(-1, layers.children.shape[1])

    def score(self, pairs: Pairs) -> Integers:
        """How well the pairs go together, and how much they look like two that stand side by side: two columns."""
        layers, count = self._layers, len(pairs.dependents)
        looked_up = (
            (self._dependent, pairs.dependents),
            (self._head, pairs.heads),
            (self._nearer, pairs.nearer + 1),  # -1 is nothing nearer
            (layers.distance, pairs.distances),
            (self._around, pairs.between * len(layers.children) + pairs.children),
        )
        scores = np.empty((count, 2), np.float32)
        space = np.empty((2, min(count, _PAIRS), len(layers.hidden_bias)), np.float32)
        for start in range(0, count, _PAIRS):
            part = slice(start, start + _PAIRS)
            hidden, taken = space[:, : len(scores[part])]
            for number, (table, own) in enumerate(looked_up):
                table.take(own[part], axis=0, out=taken if number else hidden, mode="clip")
                if number:
                    hidden += taken
            scores[part] = levels(hidden, layers.hidden_scale, PAIR_TOP) @ self._outputs
        return scores.astype(np.int64)
