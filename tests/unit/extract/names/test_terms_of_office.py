"""Roles outside the terms of their holders, and the lexicon of terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.extract.names.gazetteer import lexicon_entities
from pipeline.extract.names.mentions import find_names
from pipeline.extract.names.roles import normalize_role
from pipeline.extract.names.terms_of_office import is_outside_term
from pipeline.lexicons.load import load
from tests.unit.texts import text_view


def verdict(line: str, earliest: str | None, latest: str | None = None) -> bool | None:
    first = dt.date.fromisoformat(earliest) if earliest else None
    last = dt.date.fromisoformat(latest) if latest else first
    view = replace(text_view(line), published_earliest=first, published_latest=last)
    found = find_names(view)
    (role,) = found.roles
    person = found.entities[role.person]
    organization = None if role.organization is None else found.entities[role.organization]
    return is_outside_term(
        view, role.title, person and person.entity_id, None if organization is None else organization.entity_id
    )


@pytest.mark.parametrize(
    ("line", "earliest", "latest", "expected"),
    [
        ("岸田文雄首相は語った。", "2022-05-01", None, False),
        ("岸田文雄首相は語った。", "2025-05-01", None, True),
        ("岸田文雄首相は語った。", "2019-05-01", None, True),
        ("岸田文雄首相は語った。", "2021-10-01", "2021-10-10", None),
        ("岸田文雄首相は語った。", None, None, None),
        ("岸田文雄元首相は語った。", "2025-05-01", None, None),
        ("岸田文雄首相(当時)は語った。", "2025-05-01", None, None),
        ("当時の岸田文雄首相は語った。", "2025-05-01", None, None),
        ("岸田文雄監督は語った。", "2025-05-01", None, None),
        ("米国のドナルド・トランプ大統領は語った。", "2022-05-01", None, True),
        ("米国のドナルド・トランプ大統領は語った。", "2018-05-01", None, False),
        ("岸野葵首相は語った。", "2025-05-01", None, None),
    ],
)
def test_a_role_outside_every_known_term_is_marked(
    line: str, earliest: str | None, latest: str | None, expected: bool | None
) -> None:
    assert verdict(line, earliest, latest) is expected


def test_terms_name_known_persons_organizations_and_roles_and_are_in_order() -> None:
    entities = lexicon_entities()
    rows = load("terms_of_office")
    for row in rows:
        assert entities[row["person"]].entity.entity_type == "PERSON", row
        assert entities[row["organization"]].entity.entity_type in ("ORG", "GPE"), row
        assert normalize_role(row["role"]) == row["role"], row
        days = [dt.date.fromisoformat(row[name]) for name in ("from", "to") if row[name]]
        assert days, row
        assert days == sorted(days), row
        assert row["reference_basis"], row
    keys = [(row["person"], row["role"], row["organization"], row["from"]) for row in rows]
    assert len(set(keys)) == len(keys)
