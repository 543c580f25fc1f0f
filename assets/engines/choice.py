"""Engines by name, as the command and the environment name them. A new engine is listed here."""

from __future__ import annotations

from assets.engines.dask import Dask
from assets.engines.engine import Engine, EngineError
from assets.engines.local import Local

NAMES = ("local", "dask")


def choose(name: str, *, workers: int = 1, scheduler: str | None = None) -> Engine:
    """The engine of that name; raises :class:`EngineError` where there is none, or where it has no use for a scheduler.

    >>> choose("local", workers=2)
    Local(workers=2)
    """
    if name not in NAMES:
        raise EngineError(f"there is no engine {name!r}; choose {' or '.join(NAMES)}")
    if name == "dask":
        return Dask(workers, scheduler)
    if scheduler:
        raise EngineError(f"a scheduler ({scheduler}) is for the engine dask; add --engine dask")
    return Local(workers)
