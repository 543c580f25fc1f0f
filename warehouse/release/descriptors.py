"""The files of a release that programs read to know what it is: data package, Croissant, citation, and the card with its configurations.

Belongs here: writing them, the same for a release that is built and one that was completed. Does not belong here: what they say
(``schemas.render``, ``documents``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.dataset import DATASET
from schemas.model import Dataset
from schemas.render.card import head
from schemas.render.croissant import croissant
from schemas.render.dictionary import dictionary
from schemas.render.frictionless import package
from warehouse.layout import TIME_ZONE, Edition
from warehouse.release import documents, manifest

CROISSANT = "croissant.json"


def files_of(published: Dataset, names: Sequence[str]) -> dict[str, list[str]]:
    """The files of each table, and of each report, among these names."""
    found = {
        table.name: [name for name in names if name.startswith(f"data/{table.name}/")] for table in published.tables
    }
    reports = {table.name: [f"{table.name}.parquet"] for table in published.reports}
    return found | {name: paths for name, paths in reports.items() if paths[0] in names}


def write(
    directory: Path,
    published: Dataset,
    *,
    version: str,
    created: str,
    edition: Edition,
    files: Mapping[str, Sequence[str]],
) -> None:
    """Write all but the card; ``created`` is the newest moment of the data, ISO 8601."""
    said = documents.notice(edition)
    released_on = dt.datetime.fromisoformat(created).astimezone(TIME_ZONE).date().isoformat()
    descriptor = package(
        published, version=version, created=created, files=files, extra={"edition": edition}, notice=said
    )
    described = croissant(published, version=version, published_on=released_on, files=files, notice=said)
    texts = {
        "datapackage.json": manifest.to_json(descriptor),
        CROISSANT: manifest.to_json(described),
        "DICTIONARY.md": documents.under_notice(dictionary(published), edition),
        "CITATION.cff": documents.citation(DATASET, version, released_on, edition),
    }
    for name, text in texts.items():
        write_text(directory, name, text)


def write_card(
    directory: Path, held: Mapping[str, Any], published: Dataset, files: Mapping[str, Sequence[str]]
) -> None:
    """Write README.md: the card's head for the Hub, then what people read; ``held`` is what the manifest says."""
    edition: Edition = held["edition"]
    total, with_text = held["articles"]["total"], held["articles"]["with_text"]
    text = documents.card(DATASET, held, withheld=total - with_text, articles=total)
    yaml = head(published, files=files, articles=total, is_public=edition == "public")
    write_text(directory, "README.md", f"{yaml}\n{documents.under_notice(text, edition)}")


def write_text(directory: Path, name: str, text: str) -> None:
    """Write a file of a release that is text."""
    (directory / name).write_text(text, encoding="utf-8", newline="\n")
