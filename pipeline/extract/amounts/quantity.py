"""An amount as the table ``quantities`` holds it.

Belongs here: the row. Does not belong here: how one is found.
"""

from __future__ import annotations

from typing import NamedTuple


class Quantity(NamedTuple):
    """An amount; the fields are those of the table ``quantities``."""

    start: int
    end: int
    value_min: float | None
    value_max: float | None
    unit: str | None
    unit_system: str
    approximation: str
    noun: str | None
    method: str
