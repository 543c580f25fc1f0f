"""The trained weights, and what they say of words, bunsetsu and pairs: integers, the same in every batch and on every machine.

Belongs here: reading ``pipeline/models/structure.npz`` and the arithmetic of its layers. Does not belong here: what is seen
(``features``, ``parsing``) and training (``training/structure.py``).

Weights and activations are whole numbers, held in 32-bit floats for the sake of fast matrix products. No sum passes 2**24, so
every sum is exact in whatever order a library adds it up: a sentence has the same tree alone and among thousands.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

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


def summed(words: Floats, maps: list[Integers], columns: list[npt.NDArray[np.int32]], bias: Floats) -> Floats:
    """For each row the sum of its slots' weights. An id's weights are at ``map[id + 1]``; ids beyond a map are unknown (id 0)."""
    total = np.broadcast_to(bias, (len(columns[0]), len(bias))).copy()
    for own, column in zip(maps, columns, strict=True):
        total += words[own[np.where(column + 1 < len(own), column + 1, 1)]]
    return total


def levels(values: Floats, scale: Floats, top: int) -> Floats:
    """Activations: whole numbers from 0 to ``top``."""
    active: Floats = np.floor(values * scale)
    return active.clip(0, top, out=active)


def with_neighbours(values: Floats, bounds: Integers, reach: int) -> Floats:
    """Each row beside the ``reach`` rows before and after it; rows of other sentences are zeros. ``bounds`` has each sentence's rows."""
    count, width = values.shape
    sizes = np.diff(bounds)
    place = np.arange(count) + np.repeat(np.arange(1, len(bounds)) * reach, sizes)
    padded = np.zeros((count + (len(bounds) + 1) * reach, width), np.float32)
    padded[place] = values
    return np.concatenate([padded[place + shift] for shift in range(-reach, reach + 1)], axis=1)


def begins(layers: Boundaries, activations: Floats, bounds: Integers) -> npt.NDArray[np.bool_]:
    """Whether a bunsetsu begins at each word; the first word of a sentence always does."""
    reach = (len(layers.context) // activations.shape[1] - 1) // 2
    hidden = with_neighbours(activations, bounds, reach) @ layers.context + layers.hidden_bias
    found: npt.NDArray[np.bool_] = levels(hidden, layers.hidden_scale, PAIR_TOP) @ layers.output > layers.threshold
    found[bounds[:-1]] = True
    return found


class Scorer:
    """Scores pairs of one batch of bunsetsu."""

    def __init__(self, layers: Dependencies, columns: list[npt.NDArray[np.int32]], rows: Phrases) -> None:
        self._layers = layers
        values = levels(summed(layers.words, layers.maps, columns, layers.bias), layers.scale, TOP)
        reach = (len(layers.head) // values.shape[1] - 1) // 2
        context = with_neighbours(values, rows.bounds, reach)
        self._dependent = context @ layers.dependent + layers.hidden_bias
        self._head = context @ layers.head
        self._nearer = np.concatenate([context @ layers.nearer, layers.nothing_nearer])

    def _hidden(self, pairs: Pairs) -> Floats:
        hidden = self._dependent[pairs.dependents]
        hidden += self._head[pairs.heads]
        hidden += self._nearer[pairs.nearer]  # -1 is the last row: nothing nearer
        hidden += self._layers.distance[pairs.distances]
        hidden += self._layers.between[pairs.between]
        hidden += self._layers.children[pairs.children]
        return levels(hidden, self._layers.hidden_scale, PAIR_TOP)

    def score(self, pairs: Pairs) -> Integers:
        """How well the pairs go together."""
        scores: Integers = (self._hidden(pairs) @ self._layers.output).astype(np.int64)
        return scores

    def parallel(self, pairs: Pairs) -> npt.NDArray[np.bool_]:
        """Whether dependent and head stand side by side (日本と/米国の)."""
        found: npt.NDArray[np.bool_] = self._hidden(pairs) @ self._layers.parallel > self._layers.parallel_threshold
        return found
