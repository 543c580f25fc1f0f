"""Frictionless: the dataset as a Data Package (version 2), for tools that read ``datapackage.json``.

Belongs here: the descriptor. Does not belong here: which files there are; the caller says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from schemas.model import Column, Dataset, ListOfStruct, Table, Type
from schemas.render import arrow

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES: dict[Type, str] = {
    Type.STRING: "string",
    Type.BINARY: "string",
    Type.BOOL: "boolean",
    Type.INT32: "integer",
    Type.INT64: "integer",
    Type.FLOAT64: "number",
    Type.DATE: "date",
    Type.TIMESTAMP: "datetime",
}
_NUMBERS = (Type.INT32, Type.INT64, Type.FLOAT64)


def package(
    dataset: Dataset,
    *,
    version: str,
    created: str,
    files: Mapping[str, Sequence[str]],
    extra: Mapping[str, Any] = MappingProxyType({}),
    notice: str = "",
) -> dict[str, Any]:
    """Descriptor of a release; ``files`` gives each table's paths relative to it, ``created`` an ISO 8601 time.

    ``extra`` are properties of our own; ``notice`` stands before the description. A table without files is no resource: a
    resource has a path.
    """
    descriptor: dict[str, Any] = {
        "$schema": PROFILE,
        "name": dataset.name,
        "title": dataset.title,
        "description": f"{notice}\n\n{dataset.description}" if notice else dataset.description,
        "version": version,
        "created": created,
        "keywords": list(dataset.keywords),
        "licenses": [{"name": dataset.licence, "title": dataset.licence_statement}],
        "contributors": [{"title": creator, "roles": ["creator"]} for creator in dataset.creators],
        **extra,
        "resources": [
            resource(table, paths) for table in (*dataset.tables, *dataset.reports) if (paths := files.get(table.name))
        ],
    }
    if dataset.homepage:
        descriptor["homepage"] = dataset.homepage
    return descriptor


def resource(table: Table, paths: Sequence[str]) -> dict[str, Any]:
    """Descriptor of one table."""
    return {
        "name": table.name,
        "title": table.title,
        "description": f"One row per {table.grain}. {table.description}",
        "path": list(paths),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema(table),
    }


def schema(table: Table) -> dict[str, Any]:
    """Table Schema of one table. A key into the same table is written as Frictionless does, with an empty resource."""
    described: dict[str, Any] = {
        "fields": [field(column) for column in table.columns],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        described["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {
                    "resource": "" if key.table == table.name else key.table,
                    "fields": list(key.references),
                },
            }
            for key in table.foreign_keys
        ]
    return described


def field(column: Column) -> dict[str, Any]:
    """Field descriptor of one column.

    Tools that check a data package read Parquet through data frames, and those hold neither lists as Table Schema knows them (arrays of
    JSON) nor integers that are missing. So a list of structs is ``any``, with its Arrow type beside it, and ``nan`` is a missing value
    of numbers that may be missing.
    """
    described: dict[str, Any] = {
        "name": column.name,
        "type": "any" if isinstance(column.type, ListOfStruct) else _TYPES[column.type],
        "description": column.description,
        "description_ja": column.description_ja,
    }
    if isinstance(column.type, ListOfStruct):
        described["arrowType"] = str(arrow.data_type(column.type))
    elif column.nullable and column.type in _NUMBERS:
        described["missingValues"] = ["", "nan"]
    if column.unit:
        described["unit"] = column.unit
    constraints: dict[str, Any] = {"required": not column.nullable}
    if column.vocabulary is not None:
        constraints["enum"] = list(column.vocabulary.values)
    for name, value in (("pattern", column.pattern), ("minimum", column.minimum), ("maximum", column.maximum)):
        if value is not None:
            constraints[name] = value
    described["constraints"] = constraints
    return described
