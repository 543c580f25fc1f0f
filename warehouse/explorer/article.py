"""An article for looking at it: its text in pieces, the rows of its layers, and what the certainty of a statement rests on.

Belongs here: questions about one article and what their rows mean to a reader. Does not belong here: cutting text (``segments``), HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.dataset import DATASET
from schemas.render.duckdb import identifier
from warehouse.explorer.reader import Asking
from warehouse.explorer.segments import Piece, Span, parts, pieces
from warehouse.explorer.shelf import of_article

_HEDGE_REACH = 3
"""Code points between a hedge and the end of the content that it settles, as the stage has it."""


@dataclass(frozen=True)
class Layer:
    """Rows of a table that are shown in the text: their key, and the columns that a reader is shown."""

    code: str
    table: str
    key: str
    columns: tuple[str, ...]


LAYERS: tuple[Layer, ...] = (
    Layer(
        "st",
        "statements",
        "statement_id",
        ("speaker_text", "cue", "cue_class", "kind", "certainty", "polarity", "said_earliest", "said_latest", "method"),
    ),
    Layer("qu", "quotations", "quotation_id", ("kind", "is_speech", "speaker_id", "method")),
    Layer("ro", "roles", "role_id", ("role", "status", "person_id", "organization_id", "is_conflicting", "method")),
    Layer("me", "mentions", "mention_id", ("entity_type", "form", "entity_id", "is_metonym", "method")),
    Layer("ti", "time_expressions", "time_id", ("type", "value", "mod", "earliest", "latest", "resolution", "method")),
    Layer(
        "am",
        "quantities",
        "quantity_id",
        ("value_min", "value_max", "unit", "approximation", "noun", "method"),
    ),
    Layer("he", "hedges", "hedge_id", ("category", "certainty", "scope_start", "scope_end", "method")),
)
ORDER = ("st", "qu", "cu", "ag", "ro", "me", "ti", "am", "he")
"""Layers as they are nested, outermost first. ``cu`` is a statement's cue, ``ag`` a source of its chain; both belong to the layer ``st``."""
ENTITY_COLUMNS = ("speaker_id", "person_id", "organization_id", "entity_id", "agent_id")


@dataclass(frozen=True)
class Step:
    """A step of the way from a statement's source to its certainty: an agent of the chain, the cue, a hedge, or what it comes to."""

    kind: str
    text: str
    value: str | None
    start: int | None = None
    end: int | None = None
    entity_id: str | None = None


@dataclass(frozen=True)
class Row:
    """A row of a layer. ``number`` is its place on the page; ``values`` are those of the layer's columns."""

    number: int
    layer: Layer
    key: str
    start: int
    end: int
    text: str | None
    values: Mapping[str, Any]
    steps: tuple[Step, ...] = ()


@dataclass
class Article:
    """An article, or one page of a long one: ``pieces`` lie between ``start`` and ``end``; ``begins`` are the offsets of all pages."""

    facts: dict[str, Any]
    text: str
    pieces: list[Piece]
    begins: list[int]
    part: int
    rows: list[Row]
    spans: list[Span]
    names: dict[str, str]
    disclosures: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """First code point on this page."""
        return self.pieces[0].start if self.pieces else 0

    @property
    def end(self) -> int:
        """Code point after the last on this page."""
        return self.pieces[-1].end if self.pieces else 0


def article(
    asking: Asking, article_id: str, part: int = 0, at: int | None = None, size: int | None = None
) -> Article | None:
    """One page of an article: the page ``part``, or the one that the offset ``at`` is on; None where there is no such article."""
    facts = facts_of(asking, article_id)
    if facts is None:
        return None
    text = facts.pop("text") or ""
    whole = all_parts(asking, article_id, *([] if size is None else [size]))
    begins = [page[0].start for page in whole]
    if at is not None:
        part = max(sum(1 for begin in begins if begin <= at) - 1, 0)
    part = min(max(part, 0), max(len(whole) - 1, 0))
    shown = whole[part] if whole else []
    start, end = (shown[0].start, shown[-1].end) if shown else (0, 0)
    rows, spans = _rows(asking, article_id, start, end)
    entity_ids = {
        row.values[name] for row in rows for name in ENTITY_COLUMNS if isinstance(row.values.get(name), str)
    } | {step.entity_id for row in rows for step in row.steps if step.entity_id}
    return Article(
        facts,
        text,
        shown,
        begins,
        part,
        rows,
        spans,
        names_of(asking, entity_ids),
        asking.rows(
            f'SELECT kind, scope, text, start, "end" FROM {of_article(asking, "disclosures", article_id)} WHERE article_id = ? ORDER BY start',
            [article_id],
        ),
        asking.rows(
            f'SELECT kind, basis, origin, value, is_chosen, start, "end" FROM {of_article(asking, "publication_evidence", article_id)} WHERE article_id = ? '
            "ORDER BY is_chosen DESC, start NULLS FIRST, origin",
            [article_id],
        ),
    )


def facts_of(asking: Asking, article_id: str) -> dict[str, Any] | None:
    """The row of an article with its outlet and document."""
    found = asking.rows(
        "SELECT a.*, coalesce(so.name_ja, so.domain) AS outlet, d.media_type, d.charset, d.byte_count, d.fetch_day, d.first_fetched_at "
        f"FROM {of_article(asking, 'articles', article_id)} AS a LEFT JOIN sources AS so USING (source_id) "
        f"LEFT JOIN {of_article(asking, 'documents', article_id)} AS d USING (document_id) WHERE a.article_id = ?",
        [article_id],
    )
    return found[0] if found else None


def all_parts(asking: Asking, article_id: str, *size: int) -> list[list[Piece]]:
    """The blocks of an article, by the page that they are on."""
    blocks = asking.rows(
        f'SELECT start, "end", role, is_content, level FROM {of_article(asking, "blocks", article_id)} WHERE article_id = ? ORDER BY start',
        [article_id],
    )
    found = [Piece(row["start"], row["end"], row["role"], row["is_content"], row["level"]) for row in blocks]
    return parts(pieces(found, *size), *size)


def names_of(asking: Asking, entity_ids: set[str]) -> dict[str, str]:
    """What entities are called, by id."""
    if not entity_ids:
        return {}
    wanted = ", ".join("?" for _ in entity_ids)
    found = asking.rows(
        f"SELECT entity_id, coalesce(name_ja, name_en) AS name FROM entities WHERE entity_id IN ({wanted})",
        sorted(entity_ids),
    )
    return {row["entity_id"]: row["name"] for row in found if row["name"]}


def _rows(asking: Asking, article_id: str, start: int, end: int) -> tuple[list[Row], list[Span]]:
    found = {layer.code: _of_layer(asking, layer, article_id, start, end) for layer in LAYERS}
    chains: dict[str, list[dict[str, Any]]] = {}
    shown = [record["statement_id"] for record in found["st"]]
    for link in asking.rows(
        'SELECT statement_id, "level", start, "end", agent_kind, agent_text, agent_id, marker, is_open_set '
        f'FROM {of_article(asking, "attributions", article_id)} WHERE article_id = ? AND statement_id IN (SELECT unnest(?)) ORDER BY statement_id, "level"',
        [article_id, shown],
    ):
        chains.setdefault(link["statement_id"], []).append(link)
    rows: list[Row] = []
    spans: list[Span] = []
    for layer in LAYERS:
        for record in found[layer.code]:
            key, number = record[layer.key], len(rows)
            values = {name: record[name] for name in layer.columns if name in record}
            steps: tuple[Step, ...] = ()
            if layer.code == "st":
                values["speaker_id"] = record["speaker_id"]
                steps = _steps(record, chains.get(key, []), found["he"])
                spans += [
                    Span(step.start, step.end, {"agent": "ag", "cue": "cu"}[step.kind], number)
                    for step in steps
                    if step.kind in ("agent", "cue") and step.start is not None and step.end is not None
                ]
            rows.append(Row(number, layer, key, record["start"], record["end"], record["text"], values, steps))
            spans.append(Span(record["start"], record["end"], layer.code, number))
    return rows, spans


def _of_layer(asking: Asking, layer: Layer, article_id: str, start: int, end: int) -> list[dict[str, Any]]:
    declared = {column.name for column in DATASET.table(layer.table).columns}
    names = dict.fromkeys((layer.key, "start", "end", "text", *layer.columns))
    if layer.code == "st":
        names |= dict.fromkeys(("speaker_id", "speaker_kind", "cue_start", "cue_end"))
    listed = ", ".join(identifier(name) for name in names if name in declared)
    where = 'article_id = ? AND start < ? AND "end" > ?'
    if layer.code == "st":  # the cue may stand on this page where the content does not
        where = 'article_id = ? AND least(start, coalesce(cue_start, start)) < ? AND greatest("end", coalesce(cue_end, "end")) > ?'
    return asking.rows(
        f'SELECT {listed} FROM {of_article(asking, layer.table, article_id)} WHERE {where} ORDER BY start, "end"',
        [article_id, end, start],
    )


def _steps(
    statement: Mapping[str, Any], chain: Sequence[Mapping[str, Any]], hedges: Sequence[Mapping[str, Any]]
) -> tuple[Step, ...]:
    """The way from who said it to how certainly it is put, as far as the tables tell: chain, cue, the hedge that settles it."""
    steps = [
        Step(
            "agent",
            (link["agent_text"] or "") + ("など" if link["is_open_set"] else ""),
            link["agent_kind"],
            link["start"],
            link["end"],
            link["agent_id"],
        )
        for link in chain
    ]
    if not steps:
        steps.append(Step("writer", "", statement["speaker_kind"]))
    if statement["cue_start"] is not None:
        steps.append(
            Step("cue", statement["cue"] or "", statement["cue_class"], statement["cue_start"], statement["cue_end"])
        )
    hedge = settling(statement, hedges)
    if hedge is not None and hedge["certainty"] == statement["certainty"]:  # 「勝ちたい」と語った is said outright
        steps.append(Step("hedge", hedge["text"] or "", hedge["category"], hedge["start"], hedge["end"]))
    return (*steps, Step("result", "", statement["certainty"]))


def settling(statement: Mapping[str, Any], hedges: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The hedge that the content of a statement ends in, where it ends in one: the last that lies inside and ends with it.

    >>> hedges = [{"start": 2, "end": 4}, {"start": 8, "end": 10}]
    >>> settling({"start": 0, "end": 11}, hedges)
    {'start': 8, 'end': 10}
    >>> settling({"start": 0, "end": 20}, hedges) is None
    True
    """
    inside = [
        hedge
        for hedge in hedges
        if statement["start"] <= hedge["start"] and statement["end"] - _HEDGE_REACH <= hedge["end"] <= statement["end"]
    ]
    return max(inside, key=lambda hedge: (hedge["start"], hedge["end"]), default=None)
