"""What the API answers: addresses and parameters, as declarations.

Belongs here: names, bounds and words of parameters. Does not belong here: answering (``api``), OpenAPI (``openapi``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas import vocabularies
from warehouse.explorer.search import AI, POOL
from warehouse.explorer.table_pages import LONGEST_SQL
from warehouse.explorer.visit import LONGEST_QUERY

_INTEGER = {"type": "integer"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query or of the path; ``schema`` is JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(hash=False)
    is_required: bool = False
    place: str = "query"

    @property
    def is_exact(self) -> bool:
        """Whether a blank is none of its values: it is no free text."""
        return self.schema["type"] != "string" or bool({"enum", "format", "pattern"} & self.schema.keys())


@dataclass(frozen=True)
class Endpoint:
    """An address below the version: ``answers`` names the schema of what it gives."""

    path: str
    summary: str
    answers: str
    parameters: tuple[Parameter, ...] = ()
    of_path: tuple[Parameter, ...] = ()


def _text(name: str, description: str, longest: int = LONGEST_QUERY, *, is_required: bool = False) -> Parameter:
    # Blank is as if it were not given, and what is required is not blank
    schema = {"type": "string", "maxLength": longest} | ({"minLength": 1, "pattern": r"\S"} if is_required else {})
    return Parameter(name, description, schema, is_required)


def _choice(name: str, description: str, among: Any) -> Parameter:
    return Parameter(name, description, {"type": "string", "enum": list(among)})


def _day(name: str, description: str) -> Parameter:
    return Parameter(name, description, {"type": "string", "format": "date"})


def _paging(most: int = 1_000, default: int = 50) -> tuple[Parameter, ...]:
    return (
        Parameter("limit", "Items at most.", {**_INTEGER, "minimum": 1, "maximum": most, "default": default}),
        Parameter("offset", "Items to leave out.", {**_INTEGER, "minimum": 0, "maximum": 2**31 - 1, "default": 0}),
    )


def _key(name: str, description: str) -> tuple[Parameter, ...]:
    return (Parameter(name, description, {"type": "string", "minLength": 1}, is_required=True, place="path"),)


_DIRECTION = _choice("direction", "What they said, or what is about them or told to them.", ("said", "about"))
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("/", "What is looked at, and how many rows each table has.", "Object"),
    Endpoint("/overview", "Counts over the whole, as the overview draws them.", "Object"),
    Endpoint(
        "/articles",
        "Articles, the newest first.",
        "List",
        (
            _text("outlet", "`source_id` of the outlet, or `none`."),
            _day("since", "First day of publication."),
            _day("until", "Last day of publication."),
            _choice("ai", "With disclosed AI, or without.", AI),
            *_paging(),
        ),
    ),
    Endpoint(
        "/articles/{article_id}",
        "An article: its text, blocks, and the rows of every layer, with what certainty rests on; a long one in parts.",
        "Object",
        (
            Parameter(
                "part",
                "Part of a long article, from 0; the answer names the next.",
                {**_INTEGER, "minimum": 0, "default": 0},
            ),
        ),
        of_path=_key("article_id", "Identifier of the article."),
    ),
    Endpoint(
        "/search",
        "Ranked search, with facets over the best articles.",
        "Search",
        (
            _text("q", "Words.", is_required=True),
            _text("outlet", "Name of the outlet, or `none`."),
            Parameter(
                "month",
                "Month of publication, or `none`.",
                {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}|none)$"},
            ),
            _choice("ai", "With disclosed AI, or without.", AI),
            _text("speaker", "`entity_id` of a speaker."),
            _choice("certainty", "How certainly a statement is put.", vocabularies.CERTAINTY.values),
            _choice("kind", "How a statement is reported.", vocabularies.STATEMENT_KIND.values),
            *_paging(POOL, 20),
        ),
    ),
    Endpoint(
        "/entities",
        "People, organizations, places and other things, by how often they are named and speak.",
        "List",
        (
            _choice("type", "Kind of thing.", vocabularies.ENTITY_TYPE.values),
            _text("name", "A part of its name or of an alias.", 100),
            _text("country", "ISO 3166-1 alpha-2.", 2),
            *_paging(),
        ),
    ),
    Endpoint(
        "/entities/{entity_id}",
        "An entity with its aliases, roles and their evidence, and its statements by day.",
        "Object",
        of_path=_key("entity_id", "Identifier of the entity."),
    ),
    Endpoint(
        "/entities/{entity_id}/statements",
        "Statements by or about an entity.",
        "List",
        (_DIRECTION, *_paging()),
        _key("entity_id", "Identifier of the entity."),
    ),
    Endpoint("/countries", "Countries that are named.", "List", _paging()),
    Endpoint(
        "/countries/{code}/statements",
        "Statements by or about a country with its people, organizations and places.",
        "List",
        (_DIRECTION, *_paging()),
        _key("code", "ISO 3166-1 alpha-2."),
    ),
    Endpoint("/tables", "Tables and views.", "List"),
    Endpoint(
        "/tables/{name}", "A table or view and what its columns mean.", "Object", of_path=_key("name", "Its name.")
    ),
    Endpoint(
        "/tables/{name}/rows",
        "Rows of a table or view.",
        "List",
        (
            _text("sort", "Column to sort by, with - in front for the greatest first."),
            _text("column", "Column to filter by."),
            _text("value", "What it holds: a part of a text, or all of anything else; `null` for nothing."),
            *_paging(),
        ),
        _key("name", "Its name."),
    ),
    Endpoint(
        "/sql",
        "The answer of a query of DuckDB that only reads.",
        "Answer",
        (_text("q", "The query.", LONGEST_SQL, is_required=True), _paging(10_000, 1_000)[0]),
    ),
)
