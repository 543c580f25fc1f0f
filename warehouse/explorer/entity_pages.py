"""Pages of people, organizations and countries.

Belongs here: from parameters to a template. Does not belong here: questions (``entities``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from schemas import vocabularies
from warehouse.explorer import entities as found_in
from warehouse.explorer import panels
from warehouse.explorer.entities import Group
from warehouse.explorer.pages import MOST_PAGES, PAGE, Work
from warehouse.explorer.reader import Asking
from warehouse.explorer.render import page
from warehouse.explorer.visit import MissingError, Visit

TYPES = tuple(vocabularies.ENTITY_TYPE.values)
_STATEMENTS = 30


def routes() -> dict[str, Work]:
    """Each address with its page."""
    return {
        "/entities": lambda asking, visit, _path: HTMLResponse(entities_page(asking, visit)),
        "/entities/{entity_id}": lambda asking, visit, path: HTMLResponse(
            entity_page(asking, visit, path["entity_id"])
        ),
        "/countries": lambda asking, visit, _path: HTMLResponse(countries_page(asking, visit)),
        "/countries/{code}": _country,
    }


def entities_page(asking: Asking, visit: Visit, size: int = PAGE) -> str:
    """A page of the list of entities."""
    number = visit.number("page", 1, 1, MOST_PAGES)
    kind, words = visit.choice("type", TYPES), visit.text("name", 100)
    found = found_in.entities(asking, kind, words, None, size, (number - 1) * size)
    return page(
        "entities.html", asking, visit, found=found, kind=kind, words=words, types=TYPES, number=number, size=size
    )


def entity_page(asking: Asking, visit: Visit, entity_id: str, size: int = _STATEMENTS) -> str:
    """A person, an organization or a place."""
    row = found_in.entity(asking, entity_id)
    if row is None:
        raise MissingError(visit.words("There is no such entity."))
    return page(
        "entity.html",
        asking,
        visit,
        entity=row,
        aliases=found_in.aliases(asking, entity_id),
        roles=found_in.roles(asking, entity_id),
        members=None,
        **_statements(asking, visit, found_in.one(entity_id), size),
    )


def countries_page(asking: Asking, visit: Visit) -> str:
    """The list of countries."""
    return page("countries.html", asking, visit, rows=countries(asking))


def countries(asking: Asking) -> list[dict[str, Any]]:
    """Countries with their names, computed once."""
    return asking.once("countries", lambda: found_in.countries(asking))  # type: ignore[no-any-return]


def _country(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Response:
    return HTMLResponse(country_page(asking, visit, path["code"]))


def country_page(asking: Asking, visit: Visit, code: str, size: int = _STATEMENTS) -> str:
    """A country with its people, organizations and places."""
    row = next((row for row in countries(asking) if row["country"] == code), None)
    if row is None:
        raise MissingError(visit.words("There is no such country."))
    return page(
        "entity.html",
        asking,
        visit,
        entity={**row, "entity_id": None, "entity_type": "GPE", "name_ja": row["name_ja"] or code, "reading": None},
        aliases=[],
        roles=[],
        members=found_in.entities(asking, None, None, code, 20, 0),
        **_statements(asking, visit, found_in.of_country(code), size),
    )


def _statements(asking: Asking, visit: Visit, group: Group, size: int) -> dict[str, Any]:
    """What they said and what was said of them, drawn and listed."""
    numbers = {direction: visit.number(direction, 1, 1, MOST_PAGES) for direction in found_in.DIRECTIONS}
    chosen = {direction: found_in.gathered(asking, group, direction) for direction in found_in.DIRECTIONS}
    lists = {
        direction: found_in.statements(asking, chosen[direction], size, (numbers[direction] - 1) * size)
        for direction in found_in.DIRECTIONS
    }
    charts = [
        chart
        for direction in found_in.DIRECTIONS
        if chosen[direction].total
        for chart in panels.of_statements(direction, chosen[direction].days, chosen[direction].outlets, visit)
    ]
    return {"lists": lists, "numbers": numbers, "panels": charts, "size": size}
