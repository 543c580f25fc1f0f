"""Where the UI serves Great Expectations' Data Docs, and how a check links to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from schemas.model import Table
from warehouse import data_docs
from warehouse.layout import Layout

PLACE = "/data-docs"
"""Path of the pages on the web server that ``kawaraban ui`` starts."""
LINKS = 20


def links(layout: Layout, table: Table, days: Sequence[str | None]) -> str:
    """The pages of a table's days (``None``: of the table as a whole), as Markdown; the first :data:`LINKS` of them, and the list of all."""
    found = [(day, page) for day in days for page in data_docs.pages(layout, table.name, day)]
    if not found:
        return "none was drawn: Great Expectations has not run since the results were kept"
    shown = [f"[{day or table.name} {page.stem}]({address(layout, page)})" for day, page in found[:LINKS]]
    return " · ".join([*shown, f"[all of {table.name}]({PLACE}/{table.name}/index.html)", f"[all]({PLACE}/index.html)"])


def address(layout: Layout, page: Path) -> str:
    """Address of a page on the web server.

    >>> layout = Layout(Path("data"))
    >>> address(layout, layout.data_docs("mentions", "2026-11-22", "b1"))
    '/data-docs/mentions/dt=2026-11-22/b1.html'
    """
    return f"{PLACE}/{page.relative_to(layout.data_docs_index.parent).as_posix()}"
