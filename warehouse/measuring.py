"""Figures of a fetch day, to follow over time: what ``metrics/*.sql`` gives over the parts of that day.

Belongs here: asking the queries of one day, and keeping the answers. Does not belong here: what is unusual about a figure
(``assets.watching``), and showing it.

A day's figures are kept in ``metrics/dt=YYYY-MM-DD.json`` with a digest of the parts and the queries they come from; where either is
another, they are asked again. The files are derived and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from functools import cache
from pathlib import Path

from warehouse import catalog, files, landing, tables
from warehouse.layout import Day, Layout, day_text

HISTORY_DAYS = 28
_QUERIES = Path(__file__).parent / "metrics"

Figures = dict[str, float]
"""Values by the name of their metric."""


@cache
def queries() -> dict[str, str]:
    """The queries by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_QUERIES.glob("*.sql"))}


def measured(layout: Layout, day: Day) -> Figures:
    """The figures of a day; none of a day of which nothing was made."""
    parts = _digest(layout, day)
    if parts is None:
        return {}
    path = layout.metrics(day)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["of"] == parts:
            return {str(name): float(value) for name, value in kept["figures"].items()}
    figures = _ask(layout, day)
    # it only saves time, and another process may be cleaning the temporary directory
    with contextlib.suppress(FileNotFoundError, PermissionError):
        text = json.dumps({"of": parts, "figures": figures}, ensure_ascii=False, sort_keys=True) + "\n"
        files.write_text(path, text, layout.temporary)
    return figures


def history(layout: Layout, day: Day, days: int = HISTORY_DAYS) -> list[Figures]:
    """The figures of the days before that one on which something landed, oldest first, within so many calendar days."""
    last = dt.date.fromisoformat(day_text(day))
    known = sorted({found for found, _ in landing.batches(layout)})
    wanted = [found for found in known if 0 < (last - dt.date.fromisoformat(found)).days <= days]
    return [figures for figures in (measured(layout, found) for found in wanted) if figures]


def _digest(layout: Layout, day: Day) -> str | None:
    """Digest of the parts of a day and the queries; none where there are no parts."""
    parts = {batch: tables.part_digests(layout, day, batch) for _, batch in landing.batches(layout, day)}
    if not any(parts.values()):
        return None
    return hashlib.sha256(json.dumps([parts, queries()], sort_keys=True).encode()).hexdigest()


def _ask(layout: Layout, day: Day) -> Figures:
    figures: Figures = {}
    connection = catalog.connect(
        layout.root, read_only=False, temporary=layout.temporary, comments=False, japanese=False, day=day_text(day)
    )
    with contextlib.closing(connection):
        for text in queries().values():
            answer = catalog.query(connection, text)
            figures |= zip(answer["metric"].to_pylist(), map(float, answer["value"].to_pylist()), strict=True)
    return figures
