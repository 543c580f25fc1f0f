"""Acts of saying, thinking or reporting: who, what, by which words, and according to whom.

Belongs here: the stage, from an article's view to what is found in it. Does not belong here: how it is found (``find``, ``resolve``) and
what its rows say (``rows``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.article.article_stage import ArticleStage, Reads
from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.reader import Reader
from pipeline.extract.saying.rows import Found, Hedge, gather
from pipeline.extract.saying.said_on import Time
from pipeline.extract.saying.speakers import Agent, Mention
from pipeline.extract.saying.statement import Statement, closed, trimmed
from pipeline.extract.saying.units import Text, texts


class Role(NamedTuple):
    """A title that the text gives a person; the fields are those of the table ``roles``."""

    start: int
    end: int
    person_id: str | None
    role: str
    text: str


def role_holders(mentions: Sequence[Mention], roles: Sequence[Role]) -> dict[str, Agent]:
    """Who a title alone stands for: the one person to whom the article gives it, at the first mention of the name; in order of the text."""
    given: dict[str, set[str | None]] = {}
    for role in roles:
        for title in dict.fromkeys((role.role, role.text)):  # a set's order differs by process
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


def find_statements(
    view: ArticleView, text: Text | None = None, mentions: Sequence[Mention] = (), roles: Sequence[Role] = ()
) -> list[Statement]:
    """Statements in the content blocks of an article, in order of their contents.

    ``text`` are its units, made here where they are not given; ``mentions`` are sorted by start; ``roles`` tell who a title alone stands for.
    """
    text = text or texts([view], [mentions])[0]
    reader = Reader(view, text, mentions, role_holders(mentions, roles))
    for unit in text.units:
        reader.read(unit)
    made = (trimmed(closed(statement, view.text), view.text) for statement in reader.statements)
    return sorted(made, key=lambda s: (s.start, s.end, -1 if s.cue_start is None else s.cue_start))


def _prepare(views: Sequence[ArticleView], mentions: Sequence[Sequence[Mention]], *_others: object) -> list[Text]:
    return texts(views, mentions)


def _find(
    view: ArticleView,
    mentions: Sequence[Mention],
    roles: Sequence[Role],
    hedges: Sequence[Hedge],
    times: Sequence[Time],
    text: Text,
) -> Found:
    return Found(text.quotations, find_statements(view, text, mentions, roles), hedges, mentions, times)


statements = ArticleStage(
    "statements",
    ("quotations", "statements", "attributions", "statement_mentions"),
    _find,
    gather,
    reads=(
        Reads("mentions", Mention),
        Reads("roles", Role),
        Reads("hedges", Hedge),
        Reads("time_expressions", Time),
    ),
    prepare=_prepare,
)
