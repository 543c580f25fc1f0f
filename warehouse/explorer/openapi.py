"""The OpenAPI 3.1 document of the API, made of its declarations.

Belongs here: the form of the document. Does not belong here: what there is (``endpoints``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.dataset import DATASET
from warehouse.explorer.endpoints import Endpoint, Parameter
from warehouse.explorer.links import API

VERSION = "1.0.0"
_COUNT = {"type": "integer", "minimum": 0}
_LIST: dict[str, Any] = {
    "type": "object",
    "required": ["items", "total", "limit", "offset", "next_offset"],
    "properties": {
        "items": {"type": "array", "items": {"type": "object"}},
        "total": _COUNT,
        "limit": _COUNT,
        "offset": _COUNT,
        "next_offset": {"type": ["integer", "null"], "description": "Offset of the next page; null on the last."},
    },
}
_FACET = {
    "type": "object",
    "required": ["value", "label", "count"],
    "properties": {"value": {"type": "string"}, "label": {"type": "string"}, "count": _COUNT},
}
SCHEMAS: dict[str, Any] = {
    "Object": {"type": "object"},
    "List": _LIST,
    "Search": {
        **_LIST,
        "required": [*_LIST["required"], "facets", "unknown_words"],
        "properties": {
            **_LIST["properties"],
            "facets": {"type": "object", "additionalProperties": {"type": "array", "items": _FACET}},
            "unknown_words": {"type": "array", "items": {"type": "string"}},
        },
    },
    "Answer": {
        "type": "object",
        "required": ["columns", "items", "is_cut"],
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}},
            "items": {"type": "array", "items": {"type": "object"}},
            "is_cut": {"type": "boolean", "description": "Whether there are more rows than the limit."},
        },
    },
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["status", "message"],
                "properties": {"status": {"type": "integer"}, "message": {"type": "string"}},
            }
        },
    },
}
_ERRORS = {
    "400": "What was asked cannot be.",
    "404": "There is no such thing.",
    "503": "It took too long, or the data cannot be read.",
}


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The document of these endpoints."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": DATASET.title,
            "version": VERSION,
            "description": "The dataset as JSON, for reading. Offsets are half-open, in Unicode code points of an article's text.",
            "license": {"name": DATASET.licence},
        },
        "servers": [{"url": API}],
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in endpoints},
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    name = endpoint.path.strip("/").replace("/", "_").replace("{", "").replace("}", "") or "about"
    return {
        "operationId": name,
        "summary": endpoint.summary,
        "parameters": [_parameter(parameter) for parameter in (*endpoint.of_path, *endpoint.parameters)],
        "responses": {
            "200": _response("The answer.", endpoint.answers),
            **{status: _response(said, "Error") for status, said in _ERRORS.items()},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _response(description: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}
