"""The stage ``articles``: readings in; articles, blocks, sources and rejections out.

Belongs here: one article a reading, its metadata from what came with it or from its blocks. Does not belong here: how
characters, blocks and dates are decided.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa

from pipeline.identity import row_id, span_ids
from pipeline.normalize import cues
from pipeline.normalize.blocks import TypedBlock, find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.language import MAX_SAMPLE, language_of
from pipeline.normalize.publication import find_publication
from pipeline.read.content import Hint
from pipeline.read.outlets import Outlet, outlet_of, sources_table
from pipeline.span import Alignment, Span
from schemas.render import arrow
from schemas.tables.articles import ARTICLES
from schemas.tables.blocks import BLOCKS
from schemas.tables.rejections import REJECTIONS

Row = dict[str, Any]
STAGE = "articles"
METHOD = "normalize:1"
_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def articles(readings: pa.Table) -> dict[str, pa.Table]:
    """Tables ``articles``, ``blocks``, ``sources`` and ``rejections`` of the readings.

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
    article_rows, rejections, outlets = [], [], []
    columns: dict[str, list[Any]] = {name: [] for name in BLOCKS.column_names}
    for row, (text, alignment), title, blocks, language in zip(rows, texts, titles, typed, languages, strict=True):
        if not blocks:
            rejections.append(_rejection(row["document_id"], row["location"]))
            continue
        outlet = outlet_of(row["url"], row["source_name"])
        if outlet:
            outlets.append(outlet)
        article_rows.append(_article(row, text, alignment, blocks, title, outlet, language))
    for article, blocks in zip(article_rows, filter(None, typed), strict=True):
        _add_blocks(columns, article["article_id"], blocks)
    return {
        "articles": arrow.from_rows(ARTICLES, article_rows),
        "blocks": arrow.from_columns(BLOCKS, columns),
        "sources": sources_table(outlets),
        "rejections": arrow.from_rows(REJECTIONS, rejections),
    }


def digital_source_type(blocks: list[TypedBlock]) -> str | None:
    """IPTC digital source type of the text, where the page discloses that machines made it, or none.

    https://cv.iptc.org/newscodes/digitalsourcetype/
    """
    found = {cues.ai_disclosure(block.text[:400]) for block in blocks if block.role == "ai_disclosure"}
    if "text_with_people" in found:
        return _IPTC + "compositeWithTrainedAlgorithmicMedia"
    return _IPTC + "trainedAlgorithmicMedia" if "text" in found else None


def _article(
    reading: Row,
    text: str,
    alignment: Alignment,
    blocks: list[TypedBlock],
    title: str | None,
    outlet: Outlet | None,
    language: str,
) -> Row:
    publication = find_publication(reading["published"], reading["url"], blocks, reading["fetched_on_latest"])
    return {
        "article_id": row_id("art", reading["document_id"]),
        "document_id": reading["document_id"],
        "source_id": outlet.source_id if outlet else None,
        "url": reading["url"],
        "title": title or _first(blocks, "title"),
        "subtitle": _first(blocks, "subtitle"),
        "byline": _one_line(reading["byline"]) or _byline(blocks),
        "language": language,
        "published_on": publication.on,
        "published_at": publication.at,
        "published_precision": publication.precision,
        "published_basis": publication.basis,
        "published_earliest": publication.earliest,
        "published_latest": publication.latest,
        "digital_source_type": digital_source_type(blocks),
        "text": text,
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "alignment": alignment.runs,
        "char_count": len(text),
        "content_char_count": sum(block.end - block.start for block in blocks if block.is_content),
        "method": METHOD,
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


def _byline(blocks: list[TypedBlock]) -> str | None:
    """Who wrote it, as a byline or the rest of a date line says."""
    for block in blocks:
        if block.role == "byline":
            return " ".join(block.text.partition("|")[0].split())
        if block.role == "dateline" and (found := cues.BYLINE_IN_DATELINE.search(block.text)):
            return found.group()
    return None


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
