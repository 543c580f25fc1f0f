"""The stage ``articles``: readings in; articles, blocks, sources and rejections out.

Belongs here: one article a reading, its metadata from what came with it or from its blocks. Does not belong here: how
characters, blocks and dates are decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipeline.identity import row_id
from pipeline.normalize.blocks import TypedBlock, find_blocks
from pipeline.normalize.bylines import find_byline
from pipeline.normalize.characters import normalize
from pipeline.normalize.disclosures import digital_source_type, find_disclosures, is_partial, source_type
from pipeline.normalize.evidence import Evidence, conflicts, gather
from pipeline.normalize.language import language_of
from pipeline.normalize.outlet_credit import Source, source_of
from pipeline.normalize.publication import Publication, choose
from pipeline.normalize.self_reference import Note
from pipeline.read.content import Claim, Hint
from pipeline.read.outlets import Outlet, outlet_of, sources_table
from pipeline.span import Alignment, Span
from schemas.render import arrow
from schemas.tables.articles import ARTICLES
from schemas.tables.blocks import BLOCKS
from schemas.tables.disclosures import DISCLOSURES
from schemas.tables.publication_evidence import PUBLICATION_EVIDENCE
from schemas.tables.rejections import REJECTIONS

Row = dict[str, Any]
STAGE = "articles"
METHOD = "normalize:1"


@dataclass
class _Output:
    articles: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    disclosures: list[Row] = field(default_factory=list)
    blocks: list[Row] = field(default_factory=list)
    rejections: list[Row] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)


def articles(readings: pa.Table) -> dict[str, pa.Table]:
    """Tables ``articles``, ``publication_evidence``, ``disclosures``, ``blocks``, ``sources`` and ``rejections`` of the readings."""
    output = _Output()
    for reading in sorted(readings.to_pylist(), key=lambda row: str(row["document_id"])):
        _add(output, reading)
    return {
        "articles": arrow.from_rows(ARTICLES, output.articles),
        "publication_evidence": arrow.from_rows(PUBLICATION_EVIDENCE, output.evidence),
        "disclosures": arrow.from_rows(DISCLOSURES, output.disclosures),
        "blocks": arrow.from_rows(BLOCKS, output.blocks),
        "sources": sources_table(output.outlets),
        "rejections": arrow.from_rows(REJECTIONS, output.rejections),
    }


def _add(output: _Output, reading: Row) -> None:
    text, alignment = normalize(reading["source_text"])
    title = _one_line(reading["title"])
    blocks = find_blocks(text, _hints(reading["hints"], alignment), title)
    if not blocks:
        output.rejections.append(_rejection(reading["document_id"], reading["location"]))
        return
    article_id = row_id("art", reading["document_id"])
    source = source_of(outlet_of(reading["url"], reading["source_name"]), blocks, title)
    if source.outlet:
        output.outlets.append(source.outlet)
    fetched = reading["fetched_on_latest"]
    claims = [Claim(**claim) for claim in reading["claims"]]
    evidence = gather(claims, reading["published"], reading["url"], blocks, fetched)
    publication = choose(evidence, fetched)
    output.evidence.extend(_evidence_rows(article_id, text, evidence, publication))
    found = find_disclosures(text, blocks)
    output.disclosures.extend(_disclosure_rows(article_id, text, found))
    article = _article(article_id, reading, text, alignment, blocks, title, source, publication)
    article["digital_source_type"] = digital_source_type(found)
    article["is_partial"] = is_partial(found, claims, blocks)
    output.articles.append(article)
    output.blocks.extend(_block_rows(article_id, blocks))


def _article(
    article_id: str,
    reading: Row,
    text: str,
    alignment: Alignment,
    blocks: list[TypedBlock],
    title: str | None,
    source: Source,
    publication: Publication,
) -> Row:
    return {
        "article_id": article_id,
        "document_id": reading["document_id"],
        "source_id": source.outlet.source_id if source.outlet else None,
        "source_basis": source.basis,
        "url": reading["url"],
        "title": title or _first(blocks, "title"),
        "subtitle": _first(blocks, "subtitle"),
        "byline": _one_line(reading["byline"]) or find_byline(blocks),
        "language": language_of("\n".join(block.text for block in blocks if block.is_content) or text),
        "published_on": publication.on,
        "published_at": publication.at,
        "published_precision": publication.precision,
        "published_basis": publication.basis,
        "published_earliest": publication.earliest,
        "published_latest": publication.latest,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "alignment": [run._asdict() for run in alignment.runs],
        "char_count": len(text),
        "content_char_count": sum(block.end - block.start for block in blocks if block.is_content),
        "method": METHOD,
    }


def _evidence_rows(article_id: str, text: str, evidence: list[Evidence], publication: Publication) -> Iterator[Row]:
    chosen = [evidence[index] for index in sorted(publication.chosen)]
    seen: set[str] = set()
    for index, one in enumerate(evidence):
        start, end = one.span or (None, None)
        key = row_id("pub", article_id, one.kind, one.origin, one.value, start)
        if key in seen:
            continue
        seen.add(key)
        is_chosen = index in publication.chosen
        yield {
            "evidence_id": key,
            "article_id": article_id,
            "kind": one.kind,
            "basis": one.basis,
            "origin": one.origin,
            "value": one.value,
            "stated_on": one.on,
            "stated_at": one.at,
            "precision": one.precision,
            "earliest": one.earliest,
            "latest": one.latest,
            "start": start,
            "end": end,
            "text": None if one.span is None else text[slice(*one.span)],
            "is_chosen": is_chosen,
            "is_conflicting": len(chosen) == 1 and not is_chosen and conflicts(one, chosen[0]),
            "method": one.method,
        }


def _disclosure_rows(article_id: str, text: str, found: list[Note]) -> Iterator[Row]:
    for note in found:
        yield {
            "disclosure_id": row_id("dis", article_id, note.start, note.end, note.kind),
            "article_id": article_id,
            "start": note.start,
            "end": note.end,
            "text": text[note.start : note.end],
            "kind": note.kind,
            "digital_source_type": source_type(note.kind),
            "scope": note.scope,
            "method": "rule:self_reference",
        }


def _block_rows(article_id: str, blocks: list[TypedBlock]) -> list[Row]:
    keys = [row_id("blk", article_id, block.start, block.end) for block in blocks]
    return [
        {
            "block_id": keys[index],
            "article_id": article_id,
            "index": index,
            "start": block.start,
            "end": block.end,
            "text": block.text,
            "role": block.role,
            "is_content": block.is_content,
            "level": block.level,
            "list_marker": block.list_marker,
            "duplicate_of": None if block.duplicate_of is None else keys[block.duplicate_of],
            "method": block.method,
        }
        for index, block in enumerate(blocks)
    ]


def _hints(rows: list[Row], alignment: Alignment) -> list[Hint]:
    """Hints as spans of the normalized text."""
    moved = []
    for row in rows:
        start, end = alignment.from_source(Span(row["start"], row["end"]))
        moved.append(Hint(start, end, row["kind"]))
    return moved


def _one_line(value: str | None) -> str | None:
    return " ".join(normalize(value)[0].split()) or None if value else None


def _first(blocks: list[TypedBlock], role: str) -> str | None:
    return next((" ".join(block.text.split()) for block in blocks if block.role == role), None)


def _rejection(document_id: str, location: str) -> Row:
    detail = "nothing is left after normalization but white space"
    return {
        "rejection_id": row_id("rej", document_id, STAGE, "empty"),
        "document_id": document_id,
        "location": location,
        "stage": STAGE,
        "reason": "empty",
        "detail": detail,
        "is_published": False,
    }
