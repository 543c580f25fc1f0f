"""Rows of what was found: the tables ``quotations``, ``statements``, ``attributions`` and ``statement_mentions``.

Belongs here: what each column says of a statement that was found, the hedge that settles its certainty, the day on which it was said, and
whom it is about. Does not belong here: finding statements (``find``) and whose they are (``resolve``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.extract.article.quotations import Quotation
from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.attributions import MAX_LEVELS, Link
from pipeline.extract.saying.said_on import Said, Time, said_days
from pipeline.extract.saying.speakers import Mention
from pipeline.extract.saying.statement import Statement
from pipeline.identity import row_id
from schemas.render import arrow
from schemas.tables.attributions import ATTRIBUTIONS
from schemas.tables.quotations import QUOTATIONS
from schemas.tables.statement_mentions import STATEMENT_MENTIONS
from schemas.tables.statements import STATEMENTS

_STANDS = ("desire", "deontic", "conditional")  # categories of what a speaker wants or holds right
_MEANT = ("ask", "think", "hearsay", "none")  # classes of cues behind which that is not said outright
_HEDGE_REACH = 3  # code points between a hedge and the end of the content it settles


class Hedge(NamedTuple):
    """What a statement's certainty needs of a hedge."""

    start: int
    end: int
    category: str
    certainty: str


class Found(NamedTuple):
    """What is said in an article: its quotations and statements, and what their rows need: hedges, names, times."""

    quotations: list[Quotation]
    statements: list[Statement]
    hedges: Sequence[Hedge]
    mentions: Sequence[Mention]
    times: Sequence[Time]


def gather(found: Iterable[tuple[ArticleView, Found]]) -> dict[str, pa.Table]:
    """The four tables of the articles."""
    quotation_rows = SpanRows(QUOTATIONS, "quo", _QUOTATION_FIELDS, key=("start",))
    statement_rows: list[dict[str, Any]] = []
    attribution_rows: list[dict[str, Any]] = []
    mention_rows: list[dict[str, Any]] = []
    for view, (quotations, own, hedges, mentions, times) in found:
        quotation_rows.add(view, _quotation_records(view, quotations, own))
        seen: set[str] = set()
        for statement, said in zip(own, said_days(view, own, times), strict=True):
            row = _statement_row(view, statement, hedges, said)
            if row is None or row["statement_id"] in seen:
                continue
            seen.add(row["statement_id"])
            statement_rows.append(row)
            attribution_rows.extend(_attribution_rows(view, statement, row["statement_id"]))
            mention_rows.extend(_mention_rows(view, statement, row["statement_id"], mentions))
    return {
        "quotations": quotation_rows.made(),
        "statements": arrow.from_rows(STATEMENTS, statement_rows),
        "attributions": arrow.from_rows(ATTRIBUTIONS, attribution_rows),
        "statement_mentions": arrow.from_rows(STATEMENT_MENTIONS, mention_rows),
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


def _statement_row(
    view: ArticleView, statement: Statement, hedges: Sequence[Hedge], said: Said
) -> dict[str, Any] | None:
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
        "certainty": _certainty(view.text, statement, hedges),
        "polarity": statement.polarity,
        "quotation_id": _quotation_id(view, statement.quoted[0][0]) if statement.quoted else None,
        "said_earliest": said.earliest,
        "said_latest": said.latest,
        "said_basis": said.basis,
        "method": statement.method,
        "confidence": statement.confidence,
    }


def _certainty(text: str, statement: Statement, hedges: Sequence[Hedge]) -> str:
    """How certainly the content is put: by the hedge that its predicate ends in, else by the cue."""
    for index in range(bisect_left(hedges, statement.end, key=lambda hedge: hedge.start) - 1, -1, -1):
        hedge = hedges[index]
        if hedge.start < statement.start or hedge.end < statement.end - _HEDGE_REACH:
            break
        if hedge.end <= statement.end + 1:  # 進む見通し|と伝えた: some markers hold the particle behind them
            if statement.certainty == "uncommitted":  # hearsay makes nothing certain
                return statement.certainty if hedge.certainty == "certain" else hedge.certainty
            begun = text.endswith(("に入った", "に入りました"), hedge.start, hedge.end)  # 検討に入った is done
            return statement.certainty if begun or _is_stand(statement, hedge) else hedge.certainty
    return statement.certainty


def _is_stand(statement: Statement, hedge: Hedge) -> bool:
    """Whether a wish, a duty or a condition is what somebody says and stands for: 「勝ちたい」と語った, 撤収すべきだと述べた.

    What is asked of others (…てほしいと求めた) or only meant (…たいと考えている) commits nobody, nor does a question.
    """
    vouched = statement.speaker_marker is not None  # 市によると、…が必要だという
    return hedge.category in _STANDS and (vouched or statement.cue_class not in _MEANT)


def _attribution_rows(view: ArticleView, statement: Statement, statement_id: str) -> Iterable[dict[str, Any]]:
    links = list(statement.chain)
    if statement.speaker is not None:
        links.append(Link(statement.speaker, statement.speaker_marker))
    for level, link in enumerate(links[:MAX_LEVELS]):
        agent = link.agent
        covered = view.text[agent.start : agent.end]
        # damaged text can pull a name and its place apart: what stands in the place is told then
        told = agent.text is None or agent.text in covered
        yield {
            "statement_id": statement_id,
            "level": level,
            "article_id": view.article_id,
            "start": agent.start,
            "end": agent.end,
            "text": covered,
            "agent_kind": agent.kind,
            "agent_text": agent.text if told else covered,
            "agent_id": agent.entity_id,
            "marker": link.marker,
            "is_open_set": agent.is_open_set,
            "method": "rule:source" if level < len(statement.chain) else statement.method,
        }


def _mention_rows(
    view: ArticleView, statement: Statement, statement_id: str, mentions: Sequence[Mention]
) -> Iterator[dict[str, Any]]:
    """The names in the content, and those that it is told to."""
    first = bisect_left(mentions, statement.start, key=lambda mention: mention.start)
    last = bisect_right(mentions, statement.end - 1, key=lambda mention: mention.start)
    about = [mention for mention in mentions[first:last] if mention.end <= statement.end]
    told: list[Mention] = []
    if statement.told:
        told = [m for m in mentions if any(start <= m.start and m.end <= end for start, end in statement.told)]
    for role, named in (("about", about), ("addressee", [m for m in told if m not in about])):
        for mention in named:
            yield {
                "statement_id": statement_id,
                "mention_id": mention.mention_id,
                "article_id": view.article_id,
                "entity_id": mention.entity_id,
                "role": role,
                "method": "rule:content" if role == "about" else "rule:addressee",
            }
