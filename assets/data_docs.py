"""Where the UI serves Great Expectations' Data Docs, and how a check links to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from schemas.model import Table
from warehouse import data_docs
from warehouse.layout import Layout

PLACE = "/data-docs"
"""Path of the pages on the web server that ``kawaraban ui`` starts."""
EXPLORER = "/explorer"
"""Path there that leads to the explorer of the data directory, where one runs."""


def link(layout: Layout, table: Table, days: Sequence[str | None]) -> dict[str, dg.MetadataValue]:
    """What a check's metadata says of the pages of a table's days (``None``: of the table as a whole): where its page is, or the list of them."""
    found = [page for day in days for page in data_docs.pages(layout, table.name, day)]
    if not found:
        return {}
    place = address(layout, found[0]) if len(found) == 1 else f"{PLACE}/{table.name}/index.html"
    return {"data_docs": dg.MetadataValue.url(place)}


def address(layout: Layout, page: Path) -> str:
    """Address of a page on the web server.

    >>> layout = Layout(Path("data"))
    >>> address(layout, layout.data_docs("mentions", "2026-11-22", "b1"))
    '/data-docs/mentions/dt=2026-11-22/b1.html'
    """
    return f"{PLACE}/{page.relative_to(layout.data_docs_index.parent).as_posix()}"
