"""What pages share: the function that a page is, and how it becomes a response.

Belongs here: the type of a page, and errors as pages. Does not belong here: any one page (``reading_pages``, ``entity_pages``, ``table_pages``), HTTP (``app``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from warehouse.explorer.reader import Asking
from warehouse.explorer.render import page
from warehouse.explorer.visit import Visit

ROWS = 10_000
"""Rows of a free query at most."""
PAGE = 50
"""Lines of a list on one page."""
MOST_PAGES = 1_000_000
Work = Callable[[Asking, Visit, Mapping[str, str]], Response]
"""A page: from the queries of one request, its visit and its path to a response."""


def problem(asking: Asking, visit: Visit, status: int, message: str) -> str:
    """A page that says what went wrong."""
    return page("problem.html", asking, visit, status=status, message=message)


def shown(template: str, asking: Asking, visit: Visit, **values: Any) -> Response:
    """A page as a response."""
    return HTMLResponse(page(template, asking, visit, **values))
