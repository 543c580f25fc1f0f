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
