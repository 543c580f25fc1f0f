"""The lexicons of known entities: every row has what vouches for it, and no name means two things."""

from __future__ import annotations

import pytest

from pipeline.lexicons.load import load

LEXICONS = ("countries", "prefectures", "cities", "regions", "people", "organizations")


@pytest.mark.parametrize("lexicon", LEXICONS)
def test_every_row_is_complete_and_has_a_basis(lexicon: str) -> None:
    rows = load(lexicon)
    for row in rows:
        assert None not in row.values(), row
        assert None not in row, row
        assert row["name_ja"], row
        assert row["name_en"], row
        assert row["reference_basis"] in ("general_knowledge", "public_list", "public_text"), row
    keys = [row.get("key") or row["iso2"] for row in rows]
    assert len(set(keys)) == len(keys)


def test_keys_are_unique_over_all_lexicons() -> None:
    keys = [row.get("key") or row["iso2"] for lexicon in LEXICONS for row in load(lexicon)]
    assert len(set(keys)) == len(keys)


def test_no_name_means_two_things() -> None:
    owners: dict[str, set[str]] = {}
    for lexicon in LEXICONS:
        for row in load(lexicon):
            for name in (row["name_ja"], *row["variants"].replace(";", "|").split("|")):
                if name.strip():
                    owners.setdefault(name.strip(), set()).add(row.get("key") or row["iso2"])
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_no_outlet_has_the_name_of_another() -> None:
    owners: dict[str, set[str]] = {}
    for row in load("outlets"):
        for name in filter(None, (row["name_ja"], *row["aliases"].split(";"))):
            owners.setdefault(name.strip(), set()).add(row["domain"] or row["name_ja"])
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_a_family_name_that_means_one_person_is_the_name_of_nothing_else() -> None:
    people = [row["single_name"] for row in load("people") if row["single_name"]]
    names = {row["name_ja"] for lexicon in LEXICONS for row in load(lexicon)}
    assert len(set(people)) == len(people)
    assert names.isdisjoint(people)


def test_known_entities_are_many() -> None:
    assert sum(len(load(lexicon)) for lexicon in LEXICONS) >= 1500


def test_terms_of_office_name_known_persons_and_bodies() -> None:
    keys = {row.get("key") or row["iso2"] for lexicon in LEXICONS for row in load(lexicon)}
    for row in load("terms_of_office"):
        assert {row["person"], row["organization"]} <= keys, row
        assert not row["to"] or row["from"] < row["to"], row
