"""The annotation of names by place: every row can be read, and nothing of the articles' text stands in it."""

from __future__ import annotations

import csv
import re
from itertools import pairwise

import pytest

from benchmarks.training.names_data import NEWS, Name, placed, with_administration
from pipeline.extract.names.tagger import TYPES

_ENTRY = re.compile(r"(\d+)-(\d+):(?:(PERSON|ORG|GPE|LOC|FAC|EVENT|PRODUCT|LAW|NORP)\??|\?)")


def test_every_entry_is_a_place_in_order_with_a_type() -> None:
    with NEWS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["document"] for row in rows}) == len(rows) > 700
    assert {row["split"] for row in rows} == {"train", "test"}
    for row in rows:
        entries = row["names"].split()
        assert all(_ENTRY.fullmatch(entry) for entry in entries), row["document"]
        names = [placed(entry) for entry in entries]
        assert all(name.start < name.end for name in names)
        assert all(before.end <= after.start for before, after in pairwise(names)), row["document"]
        assert {kind for name in names for kind in name.types} <= set(TYPES)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("ヴェルタ政権は", Name(0, 4, ("PERSON",)), Name(0, 6, ("ORG",))),
        ("ヴェルタ政権は", Name(0, 6, ()), Name(0, 6, ("ORG",))),
        ("ヴェルタ政府は", Name(0, 4, ("PERSON",)), Name(0, 4, ("PERSON",))),
        ("ヴェルタ政権は", Name(0, 4, ()), Name(0, 4, ())),
    ],
)
def test_an_administration_is_one_organization(text: str, name: Name, expected: Name) -> None:
    assert with_administration(text, name) == expected
