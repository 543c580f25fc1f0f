"""Putting the wording back into a copy of a public release, from texts that its holder may lawfully have.

Belongs here: matching texts by hash, filling columns by offsets, writing the completed copy. Does not belong here: reading and normalizing
documents, whose texts the caller gives.

What stands under a span is filled from the text alone. Of other wording, titles are what reading gives; what only the analysis gives (bodies of
comments, names of cited works, tokens) stays withheld.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render import arrow
from warehouse import catalog, files, tables
from warehouse.release import documents, manifest, standoff
from warehouse.release.manifest import ReleaseError
from warehouse.release.verify import verify

Texts = Mapping[str, Mapping[str, Any]]
"""``text``, ``title`` and ``subtitle`` by the SHA-256 of the text."""


@dataclass(frozen=True)
class Attached:
    """What came of it: the completed release, and how many of its withheld articles have their text now."""

    path: Path
    completed: int
    withheld: int


def attach(release: Path, texts: Texts, target: Path, temporary: Path) -> Attached:
    """Write a copy of a release to ``target`` with the wording of every article among ``texts``, and verify it, spans included.

    Raises :class:`ReleaseError` where the release is not of the public edition or not whole, ``target`` exists, or no text matches.
    """
    claimed = manifest.read_manifest(release)
    if claimed["edition"] != "public":
        raise ReleaseError(f"{release} is of the {claimed['edition']} edition: nothing is withheld there")
    if target.exists():
        raise ReleaseError(f"{target} exists; name a directory that does not")
    if problems := verify(release, temporary=temporary).problems:
        raise ReleaseError(f"{release} is not whole: {problems[0]}")
    articles = _articles(release)
    withheld = {key: row for key, row in articles.items() if row["text"] is None}
    found = {key: texts[row["text_sha256"]] for key, row in withheld.items() if row["text_sha256"] in texts}
    if withheld and not found:
        raise ReleaseError(
            f"none of these texts is one of the {len(withheld)} that {release} withholds; nothing was written"
        )
    directory = files.temporary_name(temporary, "attach")
    try:
        _complete(
            release, directory, claimed, found, {key: row["text"] for key, row in articles.items() if row["text"]}
        )
        if problems := verify(directory, temporary=temporary).problems:
            raise ReleaseError(f"the completed release fails its verification: {problems[0]}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(directory, target)
    finally:
        if directory.exists():
            files.remove(directory)
    return Attached(target, len(found), len(withheld))


def _articles(release: Path) -> dict[str, dict[str, Any]]:
    columns = ["article_id", "text_sha256", "text"]
    return {
        row["article_id"]: row
        for path in sorted((release / "data" / "articles").glob("*.parquet"))
        for row in pq.read_table(path, columns=columns, partitioning=None).to_pylist()
    }


def _complete(
    release: Path,
    directory: Path,
    claimed: dict[str, Any],
    found: Mapping[str, Mapping[str, Any]],
    whole: Mapping[str, str],
) -> None:
    shutil.copytree(release, directory)
    published = standoff.published(DATASET)
    for table in published.tables:
        for path in sorted((directory / "data" / table.name).glob("*.parquet")):
            rows = pq.read_table(path, partitioning=None)
            filled = fill(table, rows, found)
            if filled is not rows:
                tables.write_parquet(arrow.conform(filled, table).combine_chunks(), path)
    said = documents.notice("local")
    for name in ("README.md", "DICTIONARY.md", "QUALITY.md"):
        page = directory / name
        page.write_text(
            documents.under_notice(page.read_text(encoding="utf-8"), "local"), encoding="utf-8", newline="\n"
        )
    page = directory / "CITATION.cff"
    page.write_text(f"# {said}\n{page.read_text(encoding='utf-8')}", encoding="utf-8", newline="\n")
    catalog.write_release_catalog(directory, published)
    held = {
        **claimed,
        "edition": "local",
        "attached": len(found),
        "articles": {**claimed["articles"], "with_text": len(whole) + len(found)},
    }
    held["files"] = manifest.describe_files(
        directory, {entry["path"]: entry["rows"] for entry in claimed["files"] if "rows" in entry}
    )
    (directory / manifest.MANIFEST).write_text(manifest.to_json(held), encoding="utf-8", newline="\n")
    manifest.write_checksums(directory)


def fill(table: Table, rows: pa.Table, found: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """The rows with the wording of these articles put back, as far as it is a text, a title or what a span covers."""
    if "article_id" not in table.column_names:
        return rows
    ids = rows["article_id"].to_pylist()
    if not any(article in found for article in ids):
        return rows
    filled = rows
    for column in table.columns:
        if table.name == "articles" and column.name in ("text", "title", "subtitle"):
            values = [found[key][column.name] if key in found else None for key in ids]
        elif column.span is not None:
            starts, ends = (rows[name].to_pylist() for name in column.span)
            values = [
                found[key]["text"][start:end] if key in found and start is not None else None
                for key, start, end in zip(ids, starts, ends, strict=True)
            ]
        else:
            continue
        kept = [old if old is not None else new for old, new in zip(rows[column.name].to_pylist(), values, strict=True)]
        at = filled.column_names.index(column.name)
        filled = filled.set_column(at, rows.schema.field(at), pa.array(kept, rows.schema.field(at).type))
    return filled
