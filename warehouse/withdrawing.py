"""Carrying out a withdrawal: what a request is about, which parts and releases hold it, and removing its bytes.

Belongs here: looking and removing. Does not belong here: the list (``withdrawals``), and making parts again (``assets.withdrawing``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.dataset import DATASET
from warehouse import files, landing, made, tables, withdrawals
from warehouse.layout import EDITIONS, Edition, Layout
from warehouse.release import index, manifest, retention
from warehouse.withdrawals import WithdrawalError

_ARTICLES, _SOURCES = DATASET.table("articles"), DATASET.table("sources")
_DOCUMENTS, _REJECTIONS = DATASET.table("documents"), DATASET.table("rejections")
_LOCATIONS = DATASET.table("document_locations")
_KINDS = {"document": r"doc_[0-9a-f]{64}", "article": r"art_[0-9a-f]{24}", "url": r"[a-z][a-z0-9+.-]*://\S+"}
Batch = tuple[str, str]


def resolve(layout: Layout, named: str) -> tuple[str, str]:
    """What an id names, and what rows are compared with: document, article, url, or source by its identifier or domain.

    Raises :class:`WithdrawalError` where it names no source of this data directory either.
    """
    for kind, pattern in _KINDS.items():
        if re.fullmatch(pattern, named):
            return kind, named
    rows = tables.read_table(layout, _SOURCES).select(["source_id", "domain"]).to_pylist()
    found = [row["source_id"] for row in rows if named in (row["source_id"], row["domain"])]
    if not found:
        raise WithdrawalError(
            f"{named} is no document (doc_…), article (art_…), address or source of this data directory; "
            '`kawaraban sql "select document_id, article_id, url from articles"` lists them'
        )
    return "source", str(found[0])


def documents_of(layout: Layout, kind: str, key: str) -> frozenset[str]:
    """Documents of this data directory that a request is about, now and as far as it is known."""
    if kind == "document":
        held = (set(_column(path, "document_id", None)) for path in _landed(layout))
        return frozenset([key]) if any(key in found for found in held) else frozenset()
    column = {"article": "article_id", "url": "url", "source": "source_id"}[kind]
    found = {name for path in tables.paths(layout, _ARTICLES) for name in _column(path, "document_id", (column, key))}
    if kind == "url":
        found |= {name for path in _landed(layout) for name in _column(path, "document_id", ("location", key))}
    return frozenset(name for name in found if name)


def _landed(layout: Layout) -> list[Path]:
    return [layout.landing_batch(*batch) for batch in landing.batches(layout)]


def _column(path: Path, name: str, where: tuple[str, str] | None) -> list[str]:
    """Values of a column, of rows whose other column has a value where that is given."""
    columns = [name] if where is None else [name, where[0]]
    with files.parquet_pieces(path) as source:
        rows = pq.read_table(source, columns=columns, partitioning=None)
    if where is not None:
        rows = rows.filter(pc.equal(rows[where[0]], where[1]))
    values: list[str] = rows[name].to_pylist()
    return values


def out_of_step(layout: Layout) -> list[Batch]:
    """Batches whose parts hold a withdrawn document, or leave one out that is not withdrawn any more."""
    withdrawn = withdrawals.documents(layout)
    if not withdrawn and not layout.withdrawals.exists():
        return []
    found = set()
    for table, where in ((_DOCUMENTS, None), (_REJECTIONS, ("reason", withdrawals.REASON))):
        for key in tables.parts(layout, table):
            path = made.part_path(layout, table, key.day, key.batch)
            held = set(_column(path, "document_id", where))
            if held & withdrawn if where is None else held - withdrawn:
                found.add((key.day, key.batch))
    return sorted(found)


def catch_up(layout: Layout) -> frozenset[str]:
    """Put documents on the list that came after an address or a source was withdrawn; those that were new to it."""
    found: set[str] = set()
    for entry in withdrawals.standing(layout):
        if entry.kind in ("url", "source"):
            more = documents_of(layout, entry.kind, entry.key) - set(entry.documents)
            if more:
                found |= more
                withdrawals.put(layout, replace(entry, documents=tuple(sorted({*entry.documents, *more}))))
    return frozenset(found)


def forget(layout: Layout, batches: Collection[Batch]) -> None:
    """Remove what says that these batches are made, so that they are made again."""
    for day, batch in batches:
        layout.made(day, batch).unlink(missing_ok=True)
        made.part_path(layout, _DOCUMENTS, day, batch).unlink(missing_ok=True)


def purge(layout: Layout, withdrawn: Collection[str]) -> int:
    """Remove the bytes of these documents from the landing, and leave a row without them; how many there were.

    A batch keeps its name, its rows and their order. The index of the landing is derived, and made again.
    """
    removed = 0
    for day, batch in landing.batches(layout):
        rows = landing.read_batch(layout, day, batch)
        kept = withdrawals.leave_out(rows, withdrawn)
        lost = kept["content"].null_count - rows["content"].null_count
        if kept is rows or not (lost or kept["rejection_reason"].null_count < rows["rejection_reason"].null_count):
            continue
        layout.landing_index.unlink(missing_ok=True)
        layout.made(day, batch).unlink(missing_ok=True)
        landing.rewrite(layout, day, batch, kept)
        # results of checks may quote what they found
        for path in layout.quality_root.glob(f"*/dt={day}/*.json"):
            path.unlink()
        removed += lost
    return removed


def releases_with(layout: Layout, withdrawn: Collection[str]) -> list[tuple[Edition, str, int]]:
    """Releases on disk that hold some of these documents: edition, version, and how many."""
    found = []
    for edition in EDITIONS:
        for version in manifest.versions(layout, edition):
            count = index.withdrawn_in(layout.release(version, edition), withdrawn)
            if count:
                found.append((edition, version, count))
    return found


def retract(layout: Layout, entry: withdrawals.Withdrawal) -> list[str]:
    """Remove every release that holds documents of a request, and say so in the list and the index; which ones."""
    held = [f"{edition}/{version}" for edition, version, _ in releases_with(layout, entry.documents)]
    if held:
        # listed first: a version that once was is never given to another
        withdrawals.put(layout, replace(entry, retracted=tuple(sorted({*entry.retracted, *held}))))
    # what was set aside could be put back, with the bytes that are to go
    retention.forget(found for found in retention.aside(layout) if index.withdrawn_in(found, entry.documents))
    for edition in EDITIONS:
        for name in _of_edition(held, edition):
            retention.remove(layout.release(name, edition))
        if layout.editions(edition).is_dir():
            index.write(layout, edition)
    return held


def _of_edition(names: list[str], edition: str) -> Iterator[str]:
    return (name.partition("/")[2] for name in names if name.startswith(f"{edition}/"))
