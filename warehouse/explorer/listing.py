"""Lists of articles: which, in which order, a page at a time.

Belongs here: choosing articles by what is known of them. Does not belong here: by their words (``search``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from warehouse.explorer.reader import Asking
from warehouse.explorer.visit import Visit

_COLUMNS = (
    "a.article_id, a.title, coalesce(so.name_ja, so.domain) AS outlet, a.source_id, a.published_on, a.url, a.char_count, "
    "a.digital_source_type IS NOT NULL AS is_ai_disclosed"
)


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

    def where(self) -> tuple[str, list[Any]]:
        """A condition of SQL on ``a``, rows of articles, and its parameters."""
        conditions, parameters = ["true"], list[Any]()
        if self.source_id == "none":
            conditions.append("a.source_id IS NULL")
        elif self.source_id:
            conditions.append("a.source_id = ?")
            parameters.append(self.source_id)
        for bound, sign in ((self.since, ">="), (self.until, "<=")):
            if bound is not None:
                conditions.append(f"a.published_on {sign} ?")
                parameters.append(bound)
        if self.ai:
            conditions.append(f"a.digital_source_type IS {'NOT ' if self.ai == 'disclosed' else ''}NULL")
        return " AND ".join(conditions), parameters


@dataclass(frozen=True)
class Listed:
    """Rows of one page, and how many there are."""

    rows: list[dict[str, Any]]
    total: int


def articles(asking: Asking, wanted: Wanted, limit: int, offset: int) -> Listed:
    """Articles, the newest first."""
    where, parameters = wanted.where()
    total = asking.value(f"SELECT count(*) FROM articles AS a WHERE {where}", parameters)
    rows = asking.rows(
        f"SELECT {_COLUMNS} FROM articles AS a LEFT JOIN sources AS so USING (source_id) WHERE {where} "
        f"ORDER BY a.published_on DESC NULLS LAST, a.article_id LIMIT {int(limit)} OFFSET {int(offset)}",
        parameters,
    )
    return Listed(rows, total)
