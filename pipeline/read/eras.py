"""The eras of Japanese years, from ``lexicons/eras.csv``: everything that reads a year of an era reads it from here.

Belongs here: names, first years, initials, and patterns of them. Does not belong here: how a date is written around an era.
"""

from __future__ import annotations

from pipeline.lexicons.load import load

_ROWS = load("eras")
_FIRST_PAGE = 1989
"""No page on the web was written in an era that began earlier."""

ERAS = {row["era"]: int(row["year_one"]) for row in _ROWS}
"""Year one of each era name (Gregorian)."""
INITIALS = {row["initial"]: row["era"] for row in _ROWS if row["initial"]}
"""Initial -> era, for the eras that are abbreviated: R7.4.8."""
MODERN_ERAS = tuple(INITIALS.values())
"""Eras that dates of documents are written in."""
MODERN_ERA = "|".join(MODERN_ERAS)
"""Pattern of the same."""
PAGE_ERA = "|".join(era for era, year_one in ERAS.items() if year_one >= _FIRST_PAGE)
"""Pattern of the eras since there are pages."""


def year_of(era: str, year: str) -> int:
    """The Gregorian year of a year of an era; 元 is the first.

    >>> year_of("令和", "元"), year_of("昭和", "26")
    (2019, 1951)
    """
    return ERAS[era] - 1 + (1 if year == "元" else int(year))
