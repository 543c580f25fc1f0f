"""Whether a person held a role on the day an article appeared.

Belongs here: the terms of ``lexicons/terms_of_office.csv`` and the comparison with a day. Does not belong here: whose a title
is (``roles.py``).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from pipeline.extract.article.view import ArticleView
from pipeline.extract.names.gazetteer import lexicon_entities
from pipeline.extract.names.roles import Title
from pipeline.lexicons.load import load


class Term(NamedTuple):
    """A time in office: first and last day, none where not known, and the organization's or country's entity."""

    organization_id: str
    first: dt.date | None
    last: dt.date | None


# 岸田外相(当時) and 当時の岸田外相 are told of another day
_THEN_AFTER = re.compile(r"[(（]?当時")
_THEN_BEFORE = re.compile(r"当時の?[^、。]{0,12}$")


def is_outside_term(view: ArticleView, title: Title, person_id: str | None, organization_id: str | None) -> bool | None:
    """Whether all known terms of the person in this role had ended before the article appeared, or began after it.

    None where no term is known, the day of publication is not, a term is open (its end is not known), the role is not given
    as held now, or the text says 当時.
    """
    known = _terms().get((person_id, title.role), ()) if person_id and title.status == "current" else ()
    terms = [term for term in known if organization_id in (None, term.organization_id)]
    earliest, latest = view.published_earliest, view.published_latest
    if not terms or earliest is None or latest is None:
        return None
    if _THEN_AFTER.match(view.text, title.end) or _THEN_BEFORE.search(view.text, max(0, title.start - 20), title.start):
        return None
    verdicts = [_is_outside(term, earliest, latest) for term in terms]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _is_outside(term: Term, earliest: dt.date, latest: dt.date) -> bool | None:
    """Whether both days lie outside a term; none where what is not known of it could decide."""
    if (term.first and latest < term.first) or (term.last and earliest > term.last):
        return True
    if term.first and term.last and term.first <= earliest and latest <= term.last:
        return False
    return None


@cache
def _terms() -> dict[tuple[str, str], tuple[Term, ...]]:
    entities = {key: known.entity.entity_id for key, known in lexicon_entities().items()}
    found: dict[tuple[str, str], tuple[Term, ...]] = {}
    for row in load("terms_of_office"):
        term = Term(entities[row["organization"]], _day(row["from"]), _day(row["to"]))
        key = (entities[row["person"]], row["role"])
        found[key] = (*found.get(key, ()), term)
    return found


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
