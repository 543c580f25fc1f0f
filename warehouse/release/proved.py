"""What a build need not find out again: parts that were proved when they were made, by the checks of today.

Belongs here: reading proofs for a release, linking what did not change, and what is left to ask. Does not belong here: proving
(``warehouse.proving``), or anything that a stranger who verifies a release would trust.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.dataset import DATASET
from schemas.model import Dataset, Table
from schemas.render.expectations import expectations
from warehouse import files, made, proving, tables
from warehouse.belonging import Owners
from warehouse.layout import Layout, is_local
from warehouse.made import PartInfo, Record
from warehouse.quality import ExpectationResult, Validation
from warehouse.sql_checks import CheckResult, checks

WHEN = "proved of every row when its part was made"


@dataclass(frozen=True)
class Proved:
    """The records of everything that a release holds; every row was proved to obey the checks that look at rows and articles."""

    batches: dict[tuple[str, str], Record]
    merged: dict[str, Record]

    def parts(self, table: Table) -> Iterator[tuple[str, PartInfo]]:
        """Name in the release, and what is known, of each part of a table that has rows."""
        if table.partitioning == "corpus":
            found = [("part-00000.parquet", self.merged[table.name].parts[table.name])]
        else:
            found = [
                (f"part-{day.replace('-', '')}-{batch}.parquet", record.parts[table.name])
                for (day, batch), record in self.batches.items()
            ]
        return ((name, info) for name, info in found if info.rows)

    def counts(self, table: Table) -> tuple[int, dict[str, int]]:
        """Rows of a table, and missing values by column that has any."""
        rows, nulls = 0, dict[str, int]()
        for _, info in self.parts(table):
            rows += info.rows
            for name, count in info.nulls.items():
                nulls[name] = nulls.get(name, 0) + count
        return rows, nulls

    def validation(self, table: Table) -> Validation:
        """What is known of a table's own rules."""
        rows, _ = self.counts(table)
        results = tuple(
            ExpectationResult(rule.name, True, rule.severity, f"0 of {rows} rows", checked_by=WHEN)
            for rule in expectations(table)
        )
        return Validation(
            table.name, rows, True, False, results, {"expectations": len(results), "passed": len(results)}
        )

    def results(self, dataset: Dataset) -> list[CheckResult]:
        """The checks of rows and articles, which no row breaks."""
        found = (check for check in checks(dataset) if check.scope != "corpus")
        return [CheckResult(check.name, 0, (), f"{check.title} ({WHEN})", check.severity) for check in found]


def gather(layout: Layout) -> Proved | None:
    """The records of all parts and corpus tables; ``None`` where one is missing, other checks proved it, or a row breaks one."""
    batches = {key: made.read(layout, *key) for key in tables.whole_batches(layout)}
    corpus = [table for table in DATASET.tables if table.partitioning == "corpus"]
    merged = {table.name: made.read_merged(layout, table) for table in corpus}
    there = {(key.day, key.batch) for table in DATASET.tables for key in tables.parts(layout, table)}
    known_batches = {key: record for key, record in batches.items() if _is_clean(record) and record is not None}
    known_merged = {name: record for name, record in merged.items() if _is_clean(record) and record is not None}
    is_whole = known_batches.keys() == there and known_merged.keys() == merged.keys()
    return Proved(known_batches, known_merged) if is_whole else None


def _is_clean(record: Record | None) -> bool:
    proof = record.proof if record is not None else None
    return proof is not None and proof.checks == proving.version() and not proof.failed and not proof.warned


def lexemes_agree(layout: Layout) -> CheckResult:
    """Whether every lexeme that a batch was proved with is the one of the merged table: tokens are compared with their batch's."""
    title = "Lexemes are those that tokens were compared with"
    merged = tables.read_table(layout, DATASET.table("lexemes"))
    ids, surfaces = merged["lexeme_id"].combine_chunks(), merged["surface"].combine_chunks()
    broken, documents = 0, set[str]()
    for key in tables.parts(layout, DATASET.table("lexemes")):
        path = layout.contribution("lexemes", key.day, key.batch)
        with files.parquet_pieces(path) as source:
            share = pq.read_table(source, columns=["lexeme_id", "surface"], partitioning=None)
        place = pc.index_in(share["lexeme_id"].combine_chunks(), value_set=ids)
        same = pc.fill_null(pc.equal(surfaces.take(place), share["surface"].combine_chunks()), False)
        others = share.filter(pc.invert(same))["lexeme_id"]
        if others:
            broken += len(others)
            documents |= _documents_with(layout, key.day, key.batch, others)
    return CheckResult("lexemes_agree", broken, (), title, owners=Owners.of(documents))


def _documents_with(layout: Layout, day: str, batch: str, lexemes: pa.ChunkedArray) -> set[str]:
    """Documents of a batch that have a token of one of these lexemes."""
    tokens = tables.read_part(layout, DATASET.table("tokens"), day, batch)
    whose = tokens.filter(pc.is_in(tokens["lexeme_id"], value_set=lexemes.combine_chunks()))["article_id"]
    articles = tables.read_part(layout, DATASET.table("articles"), day, batch)
    found = articles.filter(pc.is_in(articles["article_id"], value_set=whose.combine_chunks()))["document_id"]
    return set(found.to_pylist())


def link(source: Path, target: Path) -> None:
    """Make a file the same at another place: a hard link where that is possible, else a copy."""
    if not is_local(source):
        target.write_bytes(source.read_bytes())
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
