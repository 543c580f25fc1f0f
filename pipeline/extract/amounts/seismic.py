"""Seismic intensity, whose steps have names of their own: 震度5強, 震度6弱, 震度3~4.

A step of the scale of the Japan Meteorological Agency is a range of measured intensity to one decimal (気象庁震度階級関連解説表): 5強 is 5.0 to
5.4. Belongs here: the steps. Does not belong here: magnitudes, which are plain numbers.
"""

from __future__ import annotations

import re

from pipeline.extract.amounts.nouns import noun_of
from pipeline.extract.amounts.quantity import Quantity

_STEP = re.compile(r"(?P<n>[0-7])(?P<half>[強弱])?(?:[ ]?(?:[~〜～–-]|から)[ ]?(?P<m>[0-7])(?P<to>[強弱])?)?(?![0-9.])")
_BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "0": (None, 0.4),
    "1": (0.5, 1.4),
    "2": (1.5, 2.4),
    "3": (2.5, 3.4),
    "4": (3.5, 4.4),
    "5弱": (4.5, 4.9),
    "5強": (5.0, 5.4),
    "5": (4.5, 5.4),
    "6弱": (5.5, 5.9),
    "6強": (6.0, 6.4),
    "6": (5.5, 6.4),
    "7": (6.5, None),
}


def read_seismic(text: str, at: int) -> Quantity | None:
    """The intensity whose number stands at ``at`` behind 震度, or none; of two the weaker is the lower bound, whichever stands first.

    >>> [read_seismic(text, 2)[:4] for text in ("震度5強を", "震度3~4だ", "震度7の", "震度5強~1を", "震度7から0が")]
    [(0, 4, 5.0, 5.4), (0, 5, 2.5, 4.4), (0, 3, 6.5, None), (0, 6, 0.5, 5.4), (0, 6, None, None)]
    >>> read_seismic("震度9", 2) is None
    True
    """
    found = _STEP.match(text, at)
    if found is None:
        return None
    first = _BOUNDS.get(found["n"] + (found["half"] or ""))
    last = _BOUNDS.get(found["m"] + (found["to"] or "")) if found["m"] else first
    if first is None or last is None:
        return None
    weaker, stronger = sorted((first, last), key=lambda bounds: bounds[0] or 0)
    start, end = at - 2, found.end()
    noun = noun_of(text, start, end, "震度")
    return Quantity(start, end, weaker[0], stronger[1], "震度", "counter", "range", noun, "rule:seismic_intensity")
