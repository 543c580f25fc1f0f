"""Acts of saying, thinking or reporting: who, what, by which words, and according to whom.

Belongs here: putting quotations, cues, speakers, sources and hedges together, and the stage that makes the tables
``quotations``, ``statements`` and ``attributions``. Does not belong here: finding any of them (the modules of those names).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.extract.article.article_stage import ArticleStage, Reads
from pipeline.extract.article.quotations import Quotation, find_quotations
from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.attributions import MAX_LEVELS, Link
from pipeline.extract.saying.clauses import Reader
from pipeline.extract.saying.speakers import Agent, Mention
from pipeline.extract.saying.statement import Statement
from pipeline.identity import row_id
from schemas.render import arrow
from schemas.tables.attributions import ATTRIBUTIONS
from schemas.tables.quotations import QUOTATIONS
from schemas.tables.statements import STATEMENTS

_SILENT_ROLES = frozenset(
    ("title", "subtitle", "heading", "byline", "dateline", "caption", "reference", "cited_source", "question")
)
_HEDGE_REACH = 3  # code points between a hedge and the end of the content it settles


class Hedge(NamedTuple):
    """What a statement's certainty needs of a hedge."""

    start: int
    end: int
    category: str
    certainty: str


class Role(NamedTuple):
    """A title that the text gives a person; the fields are those of the table ``roles``."""

    start: int
    end: int
    person_id: str | None
    role: str
    text: str


def role_holders(mentions: Sequence[Mention], roles: Sequence[Role]) -> dict[str, Agent]:
    """Who a title alone stands for: the one person to whom the article gives it, at the first mention of the name."""
    given: dict[str, set[str | None]] = {}
    for role in roles:
        for title in {role.role, role.text}:
            given.setdefault(title, set()).add(role.person_id)
    first: dict[str, Mention] = {}
    for mention in mentions:
        if mention.entity_id is not None and mention.entity_type == "PERSON" and mention.form == "name":
            first.setdefault(mention.entity_id, mention)
    holders: dict[str, Agent] = {}
    for title, persons in given.items():
        person = next(iter(persons))
        if len(persons) == 1 and person in first:
            name = first[person]
            holders[title] = Agent("person", name.text, name.start, name.end, name.entity_id, 0, 0, head=title)
    return holders


def article_quotations(view: ArticleView) -> list[Quotation]:
    """Quotations of every block of an article, in order."""
    found: list[Quotation] = []
    for block in view.blocks:
        found.extend(find_quotations(view.text, block.start, block.end, block.role))
    return found


def find_statements(
    view: ArticleView,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention] = (),
    roles: Sequence[Role] = (),
) -> list[Statement]:
    """Statements in the content blocks of an article, in order of their contents.

    ``mentions`` are sorted by start; ``roles`` tell who a title alone stands for.
    """
    reader = Reader(view, quotations, mentions, role_holders(mentions, roles))
    block_roles = {block.block_id: block.role for block in view.blocks if block.is_content}
    for sentence in view.sentences:
        role = block_roles.get(sentence.block_id)
        if role is not None and role not in _SILENT_ROLES:
            reader.read(sentence)
    return sorted(reader.statements, key=lambda s: (s.start, s.end, -1 if s.cue_start is None else s.cue_start))


class Found(NamedTuple):
    """What is said in an article: its quotations, and its statements with the hedges that may weaken them."""

    quotations: list[Quotation]
    statements: list[Statement]
    hedges: Sequence[Hedge]


def _find(view: ArticleView, mentions: Sequence[Mention], roles: Sequence[Role], hedges: Sequence[Hedge]) -> Found:
    quotations = article_quotations(view)
    return Found(quotations, find_statements(view, quotations, mentions, roles), hedges)


def _gather(found: Iterable[tuple[ArticleView, Found]]) -> dict[str, pa.Table]:
    """Tables ``quotations``, ``statements`` and ``attributions`` of the articles."""
    quotation_rows = SpanRows(QUOTATIONS, "quo", _QUOTATION_FIELDS, key=("start",))
    statement_rows: list[dict[str, Any]] = []
    attribution_rows: list[dict[str, Any]] = []
    for view, (quotations, own, hedges) in found:
        quotation_rows.add(view, _quotation_records(view, quotations, own))
        seen: set[str] = set()
        for statement in own:
            row = _statement_row(view, statement, hedges)
            if row is None or row["statement_id"] in seen:
                continue
            seen.add(row["statement_id"])
            statement_rows.append(row)
            attribution_rows.extend(_attribution_rows(view, statement, row["statement_id"]))
    return {
        "quotations": quotation_rows.made(),
        "statements": arrow.from_rows(STATEMENTS, statement_rows),
        "attributions": arrow.from_rows(ATTRIBUTIONS, attribution_rows),
    }


def _quotation_id(view: ArticleView, start: int) -> str:
    return row_id("quo", view.article_id, start)


_QUOTATION_FIELDS = ("start", "end", "mark", "kind", "is_speech", "speaker_id", "parent_id", "method")


def _quotation_records(
    view: ArticleView, quotations: Sequence[Quotation], found: Iterable[Statement]
) -> Iterator[tuple[object, ...]]:
    known = sorted(
        found, key=lambda statement: statement.speaker is not None and statement.speaker.entity_id is not None
    )
    spoken = {start: (statement, kind) for statement in known for start, kind in statement.quoted}
    for start, end, mark, form, is_speech, around, method in quotations:
        parent = None if around is None else _quotation_id(view, around)
        if start not in spoken:
            yield start, end, mark, form, is_speech, None, parent, method
            continue
        statement, kind = spoken[start]
        speaker = None if statement.speaker is None else statement.speaker.entity_id
        yield start, end, mark, kind, True, speaker, parent, statement.method


def _statement_row(view: ArticleView, statement: Statement, hedges: Sequence[Hedge]) -> dict[str, Any] | None:
    sentence = view.sentence_at(statement.start)
    if sentence is None or statement.end <= statement.start:
        return None
    cue_start, cue_end, speaker = statement.cue_start, statement.cue_end, statement.speaker
    return {
        "statement_id": row_id("sta", view.article_id, statement.start, statement.end, cue_start),
        "article_id": view.article_id,
        "sentence_id": sentence.sentence_id,
        "start": statement.start,
        "end": statement.end,
        "text": view.text[statement.start : statement.end],
        "cue_start": cue_start,
        "cue_end": cue_end,
        "cue": None if cue_start is None else view.text[cue_start:cue_end],
        "kind": statement.kind,
        "cue_class": statement.cue_class,
        "speaker_kind": statement.speaker_kind,
        "speaker_text": speaker.text if speaker is not None else None,
        "speaker_id": speaker.entity_id if speaker is not None else None,
        "certainty": _certainty(statement, hedges),
        "polarity": statement.polarity,
        "quotation_id": _quotation_id(view, statement.quoted[0][0]) if statement.quoted else None,
        "method": statement.method,
        "confidence": statement.confidence,
    }


def _certainty(statement: Statement, hedges: Sequence[Hedge]) -> str:
    """How certainly the content is put: by the hedge that its predicate ends in, else by the cue."""
    for index in range(bisect_left(hedges, statement.end, key=lambda hedge: hedge.start) - 1, -1, -1):
        hedge = hedges[index]
        if hedge.start < statement.start or hedge.end < statement.end - _HEDGE_REACH:
            break
        if hedge.end <= statement.end:
            passed_on = statement.certainty == "uncommitted"  # hearsay makes nothing certain
            return statement.certainty if passed_on and hedge.certainty == "certain" else hedge.certainty
    return statement.certainty


def _attribution_rows(view: ArticleView, statement: Statement, statement_id: str) -> Iterable[dict[str, Any]]:
    links = list(statement.chain)
    if statement.speaker is not None:
        links.append(Link(statement.speaker, statement.speaker_marker))
    for level, link in enumerate(links[:MAX_LEVELS]):
        agent = link.agent
        yield {
            "statement_id": statement_id,
            "level": level,
            "article_id": view.article_id,
            "start": agent.start,
            "end": agent.end,
            "text": view.text[agent.start : agent.end],
            "agent_kind": agent.kind,
            "agent_text": agent.text,
            "agent_id": agent.entity_id,
            "marker": link.marker,
            "is_open_set": agent.is_open_set,
            "method": "rule:source" if level < len(statement.chain) else statement.method,
        }


statements = ArticleStage(
    "statements",
    ("quotations", "statements", "attributions"),
    _find,
    _gather,
    reads=(Reads("mentions", Mention), Reads("roles", Role), Reads("hedges", Hedge)),
)
