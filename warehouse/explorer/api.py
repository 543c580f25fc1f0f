"""The pages' answers as JSON: versioned, paged, and described by an OpenAPI document made of the same declarations.

Belongs here: from parameters to JSON. Does not belong here: questions (the modules that the pages ask, too), the document (``openapi``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from warehouse import answers
from warehouse.explorer import article as articles
from warehouse.explorer import entities as found_in
from warehouse.explorer import grid, listing, panels, search
from warehouse.explorer.endpoints import ENDPOINTS, Endpoint
from warehouse.explorer.entity_pages import countries
from warehouse.explorer.links import API
from warehouse.explorer.openapi import document
from warehouse.explorer.overview import overview, table_counts
from warehouse.explorer.pages import Work
from warehouse.explorer.reader import Asking
from warehouse.explorer.table_pages import LONGEST_SQL
from warehouse.explorer.visit import AskedError, MissingError, Visit
from warehouse.queries import CatalogError

_MOST = 2**31 - 1
_LARGEST = 2**53 - 1
"""Integers beyond it are strings: JavaScript would round them (RFC 8259, section 6)."""


def routes(rows: int) -> dict[str, Work]:
    """Each address with its answer; ``rows`` bounds that of a free query."""
    answering = {
        "/": _about,
        "/openapi.json": lambda _asking, _visit, _path: document(ENDPOINTS),
        "/overview": _overview,
        "/articles": _articles,
        "/articles/{article_id}": _article,
        "/search": _search,
        "/entities": _entities,
        "/entities/{entity_id}": _entity,
        "/entities/{entity_id}/statements": _statements,
        "/countries": _countries,
        "/countries/{code}/statements": _statements,
        "/tables": _tables,
        "/tables/{name}": _table,
        "/tables/{name}/rows": _rows,
        "/sql": lambda asking, visit, _path: _sql(asking, visit, rows),
    }
    declared = {endpoint.path: endpoint for endpoint in ENDPOINTS}
    found = {f"{API}{path}": _answering(work, declared.get(path)) for path, work in answering.items()}
    # where a person who was told of `/api/v1` begins
    return found | dict.fromkeys(("/api", "/api/", API), found[f"{API}/"])


def _answering(work: Any, endpoint: Endpoint | None) -> Work:
    def answer(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Response:
        known = {parameter.name: parameter for parameter in endpoint.parameters} if endpoint else {}
        for name, value in visit.query.items():
            if name not in known:
                raise AskedError(f"there is no parameter {name[:60]!r}; there are {', '.join(sorted(known)) or 'none'}")
            # a form sends what was left blank, a program does not
            if not value.strip() and known[name].is_exact:
                raise AskedError(f"{name} is blank; leave it out")
        return as_json(work(asking, visit, path))

    return answer


def as_json(value: Any, status: int = 200) -> Response:
    """A value as JSON: what is not finite is null, times are ISO 8601."""
    text = json.dumps(
        answers.plain(value, largest=_LARGEST), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return Response(text.encode("utf-8", "replace"), status, media_type="application/json")


def problem(status: int, message: str) -> Response:
    """An error."""
    return as_json({"error": {"status": status, "message": message}}, status)


def _paged(visit: Visit) -> tuple[int, int]:
    return visit.number("limit", 50, 1, 1_000), visit.number("offset", 0, 0, _MOST)


def _listed(items: list[Any], total: int, limit: int, offset: int) -> dict[str, Any]:
    following = offset + limit
    return {
        "items": items,
        "total": total,
        "limit": limit,
        "offset": offset,
        "next_offset": following if following < total else None,
    }


def _about(asking: Asking, _visit: Visit, _path: Mapping[str, str]) -> Any:
    from schemas.dataset import DATASET

    return {
        "name": DATASET.name,
        "title": DATASET.title,
        "schema_version": DATASET.schema_version,
        "looking_at": asking.reader.title,
        "edition": asking.reader.edition,
        "tables": table_counts(asking),
        "openapi": f"{API}/openapi.json",
    }


def _overview(asking: Asking, _visit: Visit, _path: Mapping[str, str]) -> Any:
    found = overview(asking)
    return {**found, "figures": panels.figures(found)}


def _articles(asking: Asking, visit: Visit, _path: Mapping[str, str]) -> Any:
    limit, offset = _paged(visit)
    found = listing.articles(asking, listing.Wanted.of(visit), limit, offset)
    return _listed(found.rows, found.total, limit, offset)


def _article(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Any:
    part = visit.number("part", 0, 0, _MOST)
    found = articles.article(asking, path["article_id"], part)
    if found is None:
        raise MissingError("there is no such article")
    if part > found.part:
        raise MissingError(f"the article has {max(len(found.begins), 1)} parts, from 0")
    return {
        **{name: value for name, value in found.facts.items() if name != "alignment"},
        "part": found.part,
        "next_part": found.part + 1 if found.part + 1 < len(found.begins) else None,
        "start": found.start,
        "end": found.end,
        "text": found.text[found.start : found.end] or None,
        "blocks": [asdict(piece) for piece in found.pieces],
        "layers": {
            layer.table: [
                {
                    layer.key: row.key,
                    "start": row.start,
                    "end": row.end,
                    "text": row.text,
                    **row.values,
                    **({"rests_on": [asdict(step) for step in row.steps]} if row.steps else {}),
                }
                for row in found.rows
                if row.layer is layer
            ]
            for layer in articles.LAYERS
        },
        "names": found.names,
        "disclosures": found.disclosures,
        "publication_evidence": found.evidence,
    }


def _search(asking: Asking, visit: Visit, _path: Mapping[str, str]) -> Any:
    words = visit.text("q")
    if words is None:
        raise AskedError("q is what to search for")
    limit, offset = visit.number("limit", 20, 1, search.POOL), visit.number("offset", 0, 0, _MOST)
    found = search.search(asking, words, search.chosen(visit), limit, offset)
    if found.message:
        raise AskedError(found.message)
    hits = [{**hit, "snippet": asdict(hit["snippet"]) if hit["snippet"] else None} for hit in found.hits]
    facets = {
        name: [{"value": value, "label": label, "count": count} for value, label, count in values]
        for name, values in found.facets.items()
    }
    return {**_listed(hits, found.total, limit, offset), "facets": facets, "unknown_words": found.unknown}


def _entities(asking: Asking, visit: Visit, _path: Mapping[str, str]) -> Any:
    limit, offset = _paged(visit)
    from warehouse.explorer.entity_pages import TYPES

    found = found_in.entities(
        asking, visit.choice("type", TYPES), visit.text("name", 100), visit.text("country", 2), limit, offset
    )
    return _listed(found.rows, found.total, limit, offset)


def _entity(asking: Asking, _visit: Visit, path: Mapping[str, str]) -> Any:
    found = found_in.entity(asking, path["entity_id"])
    if found is None:
        raise MissingError("there is no such entity")
    group = found_in.one(path["entity_id"])
    over_time = {
        direction: [{"day": day, **counts} for day, counts in found_in.gathered(asking, group, direction).days.items()]
        for direction in found_in.DIRECTIONS
    }
    return {
        **found,
        "aliases": found_in.aliases(asking, path["entity_id"]),
        "roles": found_in.roles(asking, path["entity_id"]),
        "by_day": over_time,
    }


def _statements(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Any:
    limit, offset = _paged(visit)
    direction = visit.choice("direction", found_in.DIRECTIONS, "said") or "said"
    if "entity_id" in path:
        if found_in.entity(asking, path["entity_id"]) is None:
            raise MissingError("there is no such entity")
        group = found_in.one(path["entity_id"])
    else:
        if path["code"] not in {row["country"] for row in countries(asking)}:
            raise MissingError("there is no such country")
        group = found_in.of_country(path["code"])
    found = found_in.statements(asking, found_in.gathered(asking, group, direction), limit, offset)
    return _listed(found.rows, found.total, limit, offset)


def _countries(asking: Asking, visit: Visit, _path: Mapping[str, str]) -> Any:
    limit, offset = _paged(visit)
    rows = countries(asking)
    return _listed(rows[offset : offset + limit], len(rows), limit, offset)


def _tables(asking: Asking, _visit: Visit, _path: Mapping[str, str]) -> Any:
    tables, views = grid.names(asking)
    counts = table_counts(asking)
    items = [
        {
            "name": relation.name,
            "kind": kind,
            "rows": counts.get(relation.name),
            "grain": relation.grain,
            "description": relation.description,
            "description_ja": relation.description_ja,
        }
        for kind, relations in (("table", tables), ("view", views))
        for relation in relations
    ]
    return _listed(items, len(items), len(items), 0)


def _table(asking: Asking, _visit: Visit, path: Mapping[str, str]) -> Any:
    relation = grid.relation_of(asking, path["name"])
    return {
        "name": relation.name,
        "grain": relation.grain,
        "description": relation.description,
        "description_ja": relation.description_ja,
        "columns": [
            {
                "name": column.name,
                "description": column.description,
                "description_ja": column.description_ja,
                "unit": column.unit,
                "values": None
                if column.vocabulary is None
                else {value: meanings[0] for value, meanings in column.vocabulary.values.items()},
            }
            for column in relation.columns
        ],
    }


def _rows(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Any:
    relation = grid.relation_of(asking, path["name"])
    limit, offset = _paged(visit)
    found, total = grid.rows(asking, relation, grid.Asked.of(visit, relation), limit, offset)
    return _listed(list(answers.records(found)), total, limit, offset)


def _sql(asking: Asking, visit: Visit, most: int) -> Any:
    text = visit.text("q", LONGEST_SQL)
    if text is None:
        raise AskedError("q is a query")
    try:
        answer = grid.ask(asking, text, visit.number("limit", min(1_000, most), 1, most))
    except CatalogError as error:
        raise AskedError(str(error)) from None
    if answer is None:
        return {"columns": [], "items": [], "is_cut": False}
    return {
        "columns": answers.distinct(list(answer.rows.column_names)),
        "items": list(answers.records(answer.rows)),
        "is_cut": answer.is_cut,
    }
