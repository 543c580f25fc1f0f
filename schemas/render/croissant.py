"""Croissant 1.0 (MLCommons): the dataset as JSON-LD, for search engines and loaders that read ``croissant.json``.

Belongs here: the descriptor. Does not belong here: which files there are; the caller says. A table is a set of files beside the
descriptor and a record set of the same name. Keys between tables are in ``datapackage.json``: Croissant's would make a loader join whole tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.model import Column, Dataset, ListOfStruct, Table, Type

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_TYPES: dict[Type, str] = {
    Type.STRING: "sc:Text",
    Type.BINARY: "sc:Text",
    Type.BOOL: "sc:Boolean",
    Type.INT32: "sc:Integer",
    Type.INT64: "sc:Integer",
    Type.FLOAT64: "sc:Float",
    Type.DATE: "sc:Date",
    Type.TIMESTAMP: "sc:DateTime",
}
# The context of the specification: what each name of the descriptor means
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    dataset: Dataset, *, version: str, published_on: str, files: Mapping[str, Sequence[str]], notice: str = ""
) -> dict[str, Any]:
    """Descriptor of a release published on a day (``YYYY-MM-DD``); ``files`` gives each table's paths relative to it.

    ``notice`` stands before the description. A table without files is no record set.
    """
    there = [table for table in (*dataset.tables, *dataset.reports) if files.get(table.name)]
    released = {"url": dataset.homepage} if dataset.homepage else {}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": dataset.name,
        "alternateName": [dataset.title, dataset.title_ja],
        "description": f"{notice}\n\n{dataset.description}" if notice else dataset.description,
        "conformsTo": CONFORMS_TO,
        "version": version,
        "datePublished": published_on,
        "license": _CC_BY if dataset.licence == "CC-BY-4.0" else dataset.licence,
        "usageInfo": dataset.licence_statement,
        "citeAs": f"{', '.join(dataset.creators)}: {dataset.title}, version {version}, {published_on[:4]}",
        "creator": [{"@type": "sc:Organization", "name": name} for name in dataset.creators],
        "inLanguage": "ja",
        "keywords": list(dataset.keywords),
        **released,
        "distribution": [_file_set(table, files[table.name]) for table in there],
        "recordSet": [_record_set(table) for table in there],
    }


def _files_of(table: Table) -> str:
    return f"{table.name}-files"


def _file_set(table: Table, paths: Sequence[str]) -> dict[str, Any]:
    folder = paths[0].rpartition("/")[0]
    return {
        "@type": "cr:FileSet",
        "@id": _files_of(table),
        "name": _files_of(table),
        "description": f"The files of the table {table.name}.",
        "encodingFormat": "application/x-parquet",
        "includes": f"{folder}/*.parquet" if folder else paths[0],
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"One row per {table.grain}. {table.description}",
        "key": [{"@id": f"{table.name}/{name}"} for name in table.primary_key],
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": f"{column.description} {column.description_ja}",
    }
    source = {"fileSet": {"@id": _files_of(table)}, "extract": {"column": column.name}}
    if not isinstance(column.type, ListOfStruct):
        return {**described, "dataType": _TYPES[column.type], "source": source}
    return {
        **described,
        "repeated": True,
        "source": source,
        "subField": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{column.name}/{name}",
                "name": name,
                "description": f"{name} of {column.name}.",
                "dataType": _TYPES[kind],
                "source": {**source, "transform": {"jsonPath": name}},
            }
            for name, kind in column.type.fields
        ],
    }
