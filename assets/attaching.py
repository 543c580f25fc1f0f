"""The tables of documents that somebody holds and a public release is made from, for ``kawaraban release attach``.

Belongs here: finding those documents, and running the stages over them. Does not belong here: the release (``warehouse.release.attach``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from assets.batches import merge_corpus_tables
from pipeline.registry import ARTICLES, DOCUMENTS
from pipeline.run import run_stages
from pipeline.versions import versions
from schemas.dataset import DATASET
from warehouse import landing, tables
from warehouse.layout import Layout
from warehouse.release import attach, manifest
from warehouse.sources import check


def attach_texts(release: Path, paths: Sequence[str], target: Path, temporary: Path) -> attach.Attached:
    """Write a copy of a public release to ``target``, with the wording of the articles that are in ``paths`` too.

    Raises :class:`warehouse.sources.InputError` where a path does not exist, and what :func:`warehouse.release.attach.attach` does.
    """
    return attach.attach(release, tables_of(release, paths, temporary), target, temporary, versions=versions())


def tables_of(release: Path, paths: Sequence[str], temporary: Path) -> Layout:
    """The tables of what is both in ``paths`` and in the release: the same text, or the same document. Of nothing else they are made."""
    wanted = attach.wanted(release)
    layout = Layout(temporary / "held")
    layout.temporary.mkdir(parents=True)
    check(paths, layout.root)
    # times that a text counts from the day it was received on are counted as the release did
    landing.land(layout, paths, dt.datetime.fromisoformat(manifest.read_manifest(release)["created"]))
    for day, batch in landing.batches(layout):
        matching = _matching(landing.read_batch(layout, day, batch), wanted)
        if matching.num_rows:
            for name, rows in run_stages(matching).items():
                tables.write_part(layout, DATASET.table(name), rows, day, batch, versions=versions())
    merge_corpus_tables(layout)
    return layout


def _matching(received: pa.Table, wanted: attach.Wanted) -> pa.Table:
    """The records of what the release has too, and those that hold no document: what was passed over or refused, and where."""
    articles = run_stages(received, stages=(DOCUMENTS, ARTICLES))["articles"]
    same = pc.is_in(articles["text_sha256"], value_set=pa.array(sorted(wanted.texts), pa.string()))
    documents = wanted.documents | set(articles.filter(same)["document_id"].to_pylist())
    is_there = pc.is_in(received["document_id"], value_set=pa.array(sorted(documents), pa.string()))
    return received.filter(pc.or_(is_there, pc.is_null(received["document_id"])))
