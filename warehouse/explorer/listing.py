"""Lists of articles: which, in which order, a page at a time.

Belongs here: choosing articles by what is known of them. Does not belong here: by their words (``search``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from warehouse.explorer.reader import Asking
from warehouse.explorer.shelf import shelf
from warehouse.explorer.visit import Visit


@dataclass(frozen=True)
class Wanted:
    """Which articles: of an outlet (``source_id``, or ``none``), of days, with disclosed AI or without."""

    source_id: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    ai: str | None = None

    @staticmethod
    def of(visit: Visit) -> Wanted:
        """What a visit asks for."""
        return Wanted(
            visit.text("outlet"), visit.day("since"), visit.day("until"), visit.choice("ai", ("disclosed", "none"))
        )

    def fits(self, source_id: str | None, day: dt.date | None, is_ai_disclosed: bool) -> bool:
        """Whether an article is wanted."""
        if self.source_id is not None and self.source_id != (source_id or "none"):
            return False
        if self.ai is not None and is_ai_disclosed != (self.ai == "disclosed"):
            return False
        if self.since is None and self.until is None:
            return True
        return day is not None and (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class Listed:
    """Rows of one page, and how many there are."""

    rows: list[dict[str, Any]]
    total: int


def articles(asking: Asking, wanted: Wanted, limit: int, offset: int) -> Listed:
    """Articles, the newest first."""
    known = shelf(asking)
    places = known.newest
    if wanted != Wanted():
        sources, ai = known.facts["source_id"].to_pylist(), known.facts["is_ai_disclosed"].to_pylist()
        places = [place for place in places if wanted.fits(sources[place], known.days[place], ai[place])]
    return Listed(known.listed(places[offset : offset + limit]), len(places))
