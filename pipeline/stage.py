"""What a stage is, and the ordered registry of them.

A stage is a pure function from tables to tables. It knows no path, clock, network or environment, and an article's rows
depend on that article alone, so that stages may run over one article, a day or a shard with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class Stage:
    """A named pure function over tables.

    ``function`` takes the ``inputs`` as positional ``pa.Table`` arguments and returns one table for each of ``outputs``,
    by name. Its version is the code's (:mod:`pipeline.versions`): parts made by other code are made again.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    function: Callable[..., Mapping[str, pa.Table]]

    def run(self, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """The stage's outputs for these inputs; raises ``ValueError`` where the function returns other tables."""
        produced: dict[str, Any] = dict(self.function(*(tables[name] for name in self.inputs)))
        if set(produced) != set(self.outputs):
            raise ValueError(f"stage {self.name} returned {sorted(produced)}, declared {sorted(self.outputs)}")
        return produced
