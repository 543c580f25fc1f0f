"""Tables as grids, their dictionary, the SQL of views, and somebody's own SQL.

Belongs here: from parameters to a template or a file. Does not belong here: SQL text (``grid``), files (``downloads``).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from schemas.views import View
from warehouse import questions
from warehouse.explorer import grid
from warehouse.explorer.downloads import FORMATS, download
from warehouse.explorer.overview import table_counts
from warehouse.explorer.pages import MOST_PAGES, PAGE, Work, shown
from warehouse.explorer.reader import Asking, StoppedError
from warehouse.explorer.render import page
from warehouse.explorer.visit import Visit
from warehouse.queries import CatalogError

LONGEST_SQL = 20_000
SHOWN_ROWS = 500
"""Rows of a free query that a page shows; its files hold more."""
FIRST = "SELECT speaker, cue, said, certainty, outlet, published_on\nFROM said\nORDER BY published_on DESC NULLS LAST\nLIMIT 50"


def routes(rows: int) -> dict[str, Work]:
    """Each address with its page; ``rows`` bounds the answer of a query."""
    return {
        "/tables": lambda asking, visit, _path: HTMLResponse(tables_page(asking, visit)),
        "/tables/{name}": lambda asking, visit, path: _table(asking, visit, path, rows),
        "/sql": lambda asking, visit, _path: _sql(asking, visit, rows),
    }


def tables_page(asking: Asking, visit: Visit) -> str:
    """All tables and views."""
    tables, views = grid.names(asking)
    return page("tables.html", asking, visit, tables=tables, views=views, counts=table_counts(asking))


def _table(asking: Asking, visit: Visit, path: Mapping[str, str], rows: int) -> Response:
    relation = grid.relation_of(asking, path["name"])
    how = visit.choice("format", FORMATS)
    if how is not None:
        asked = grid.Asked.of(visit, relation)
        found = asking.table(grid.sql_of(relation, asked, rows + 1))
        return download(found.slice(0, rows), relation.name, how, is_cut=found.num_rows > rows)
    return HTMLResponse(table_page(asking, visit, path["name"], rows))


def table_page(asking: Asking, visit: Visit, name: str, most: int, size: int = PAGE) -> str:
    """A table or view as a grid, with its dictionary."""
    relation = grid.relation_of(asking, name)
    asked = grid.Asked.of(visit, relation)
    number = visit.number("page", 1, 1, MOST_PAGES)
    found, total = grid.rows(asking, relation, asked, size, (number - 1) * size)
    return page(
        "table.html",
        asking,
        visit,
        relation=relation,
        is_view=isinstance(relation, View),
        asked=asked,
        rows=found.to_pylist(),
        total=total,
        number=number,
        size=size,
        most=most,
        sql=grid.sql_of(relation, asked, size),
        definition=grid.body(relation.name) if isinstance(relation, View) else None,
        formats=FORMATS,
    )


def _sql(asking: Asking, visit: Visit, rows: int) -> Response:
    text = visit.text("q", LONGEST_SQL)
    how = visit.choice("format", FORMATS)
    answer = message = None
    if text:
        try:
            answer = grid.ask(asking, text, rows)
        except (CatalogError, StoppedError) as error:
            if isinstance(error, StoppedError):
                message = f"{visit.words('The query was stopped')}: {error}"
            else:
                message = str(error)
    if answer is not None and how is not None:
        return download(answer.rows, "answer", how, is_cut=answer.is_cut)
    response = shown(
        "sql.html",
        asking,
        visit,
        text=text or FIRST,
        is_asked=text is not None,
        answer=answer,
        names=[] if answer is None else list(answer.rows.column_names),
        lines=[] if answer is None else _lines(answer),
        message=message,
        most=rows,
        shown_rows=SHOWN_ROWS,
        questions=questions.questions(),
        formats=FORMATS,
    )
    if message is not None:
        response.status_code = 503 if asking.reason else 400
    return response


def _lines(answer: grid.Answer) -> list[list[object]]:
    columns = [column.slice(0, SHOWN_ROWS).to_pylist() for column in answer.rows.columns]
    return [list(values) for values in zip(*columns, strict=True)]
