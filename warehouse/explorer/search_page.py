"""The page of the ranked search.

Belongs here: from parameters to a template. Does not belong here: finding (``search``).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from warehouse.explorer import search
from warehouse.explorer.pages import Work
from warehouse.explorer.reader import Asking
from warehouse.explorer.render import page
from warehouse.explorer.visit import Visit

SIZE = 10


def routes() -> dict[str, Work]:
    """Each address with its page."""
    return {"/search": _search}


def _search(asking: Asking, visit: Visit, _path: Mapping[str, str]) -> Response:
    words = visit.text("q")
    number = visit.number("page", 1, 1, search.POOL // SIZE)
    wanted = search.chosen(visit)
    found = search.search(asking, words, wanted, SIZE, (number - 1) * SIZE) if words else None
    return HTMLResponse(
        page(
            "search.html",
            asking,
            visit,
            words=words or "",
            found=found,
            wanted=wanted,
            number=number,
            size=SIZE,
            pool=search.POOL,
            marked=search.marked,
            labels=_labels(visit, found, wanted),
        )
    )


def _labels(visit: Visit, found: search.Found | None, wanted: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What people call each value of each facet."""
    words = visit.words
    told = {
        ("outlet", "none"): words("outlet not known"),
        ("month", "none"): words("no day"),
        ("ai", "disclosed"): words("AI disclosed"),
        ("ai", "none"): words("no AI disclosed"),
    }
    values = {
        (name, value): label for name, rows in (found.facets if found else {}).items() for value, label, _ in rows
    }
    for name, value in {**dict.fromkeys(values), **dict.fromkeys(wanted.items())}:
        label = values.get((name, value), value)
        if name in ("certainty", "kind"):
            label = words.term("statements", name, value)
        told.setdefault((name, value), label)
    return told
