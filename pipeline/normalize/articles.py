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

from pipeline.identity import row_id, span_ids
from pipeline.normalize.blocks import TypedBlock, find_blocks
from pipeline.normalize.bylines import find_byline
from pipeline.normalize.characters import normalize
from pipeline.normalize.disclosures import digital_source_type, find_disclosures, is_partial, source_type
from pipeline.normalize.evidence import Evidence, conflicts, gather
from pipeline.normalize.language import MAX_SAMPLE, language_of
from pipeline.normalize.outlet_credit import source_of, without_outlet
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
    blocks: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in BLOCKS.column_names})
    rejections: list[Row] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)


def articles(readings: pa.Table) -> dict[str, pa.Table]:
    """Tables ``articles``, ``publication_evidence``, ``disclosures``, ``blocks``, ``sources`` and ``rejections`` of the readings.

    Each step runs over all readings before the next begins, which takes a third less time than all steps on one reading
    after the other: the step and its tables stay in the processor's cache.
    """
    rows = readings.sort_by("document_id").to_pylist()
    texts = [normalize(row["source_text"]) for row in rows]
    titles = [_one_line(row["title"]) for row in rows]
    typed = [
        find_blocks(text, _hints(row["hints"], alignment), title)
        for row, (text, alignment), title in zip(rows, texts, titles, strict=True)
    ]
    languages = [_language(text, blocks) for (text, _), blocks in zip(texts, typed, strict=True)]
    output = _Output()
    for row, (text, alignment), title, blocks, language in zip(rows, texts, titles, typed, languages, strict=True):
        if blocks:
            article = _article(row, text, alignment, blocks, language)
            output.articles.append(article | _stated(output, article["article_id"], row, text, blocks, title))
            _add_blocks(output.blocks, article["article_id"], blocks)
        else:
            output.rejections.append(_rejection(row["document_id"], row["location"]))
    return {
        "articles": arrow.from_rows(ARTICLES, output.articles),
        "publication_evidence": arrow.from_rows(PUBLICATION_EVIDENCE, output.evidence),
        "disclosures": arrow.from_rows(DISCLOSURES, output.disclosures),
        "blocks": arrow.from_columns(BLOCKS, output.blocks),
        "sources": sources_table(output.outlets),
        "rejections": arrow.from_rows(REJECTIONS, output.rejections),
    }


def _stated(
    output: _Output, article_id: str, reading: Row, text: str, blocks: list[TypedBlock], title: str | None
) -> Row:
    """What the page states of itself: the columns of the article, and the rows behind them into ``output``."""
    claims = [Claim(**claim) for claim in reading["claims"]]
    stated = (title, *(_one_line(claim.value) for claim in claims if claim.kind == "title"))
    source = source_of(outlet_of(reading["url"], reading["source_name"]), blocks, [text for text in stated if text])
    if source.outlet:
        output.outlets.append(source.outlet)
    fetched = reading["fetched_on_latest"]
    evidence = gather(claims, reading["published"], reading["url"], blocks, fetched)
    publication = choose(evidence, fetched)
    output.evidence.extend(_evidence_rows(article_id, text, evidence, publication))
    found = find_disclosures(text, blocks)
    output.disclosures.extend(_disclosure_rows(article_id, text, found))
    shown = _first(blocks, "title")
    return {
        "title": title or (shown and without_outlet(shown, source.outlet)),
        "source_id": source.outlet.source_id if source.outlet else None,
        "source_basis": source.basis,
        "published_on": publication.on,
        "published_at": publication.at,
        "published_precision": publication.precision,
        "published_basis": publication.basis,
        "published_earliest": publication.earliest,
        "published_latest": publication.latest,
        "digital_source_type": digital_source_type(found),
        "is_partial": is_partial(found, claims, blocks),
    }


def _article(
    reading: Row,
    text: str,
    alignment: Alignment,
    blocks: list[TypedBlock],
    language: str,
) -> Row:
    return {
        "article_id": row_id("art", reading["document_id"]),
        "document_id": reading["document_id"],
        "url": reading["url"],
        "subtitle": _first(blocks, "subtitle"),
        "byline": _one_line(reading["byline"]) or find_byline(blocks),
        "language": language,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "alignment": alignment.rows(),
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


def _language(text: str, blocks: list[TypedBlock]) -> str:
    """Language of the content, or of everything where nothing is content."""
    content = [block.text for block in blocks if block.is_content]
    is_all = not content or len(content) == len(blocks)
    return language_of(text if is_all and len(text) <= MAX_SAMPLE else "\n".join(content) or text)


def _add_blocks(columns: dict[str, list[Any]], article_id: str, blocks: list[TypedBlock]) -> None:
    """Append the blocks of one article to the columns of the table."""
    starts, ends, texts, roles, are_content, methods, levels, markers, earlier = zip(*blocks, strict=True)
    keys = span_ids("blk", article_id, starts, ends)
    for name, values in {
        "block_id": keys,
        "article_id": [article_id] * len(keys),
        "index": range(len(keys)),
        "start": starts,
        "end": ends,
        "text": texts,
        "role": roles,
        "is_content": are_content,
        "level": levels,
        "list_marker": markers,
        "duplicate_of": [None if at is None else keys[at] for at in earlier],
        "method": methods,
        "confidence": [None] * len(keys),
    }.items():
        columns[name] += values


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
