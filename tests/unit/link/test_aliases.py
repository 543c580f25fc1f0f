"""Surfaces of entities: their kinds and counts."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest

from pipeline.extract.names.mentions import mentions
from pipeline.link.aliases import alias_kind, aliases, merge_aliases
from schemas.render import arrow
from schemas.tables.aliases import ALIASES
from tests.unit.texts import text_stages


@pytest.mark.parametrize(
    ("alias", "name", "entity_type", "form", "kind"),
    [
        ("マルク・ダルネン", "マルク・ダルネン", "PERSON", "name", "full"),
        ("マーク・ダルネン", "マルク・ダルネン", "PERSON", "name", "transliteration"),
        ("ダルネン", "マルク・ダルネン", "PERSON", "name", "family_name"),
        ("マルク", "マルク・ダルネン", "PERSON", "name", "given_name"),
        ("岸野", "岸野葵", "PERSON", "name", "family_name"),
        ("葵", "岸野葵", "PERSON", "name", "given_name"),
        ("事務総長", "マルク・ダルネン", "PERSON", "title_only", "role_only"),
        ("同国", "日本", "GPE", "anaphor", "anaphor"),
        ("米", "アメリカ", "GPE", "compound", "abbreviation"),
        ("NATO", "北大西洋条約機構", "ORG", "abbreviation", "abbreviation"),
    ],
)
def test_kinds(alias: str, name: str, entity_type: str, form: str, kind: str) -> None:
    assert alias_kind(alias, name, entity_type, form) == kind


def counted(*lines: str) -> pa.Table:
    out = mentions(*text_stages(*([line] for line in lines)))
    return aliases(out["mentions"], out["entities"])["aliases"]


def test_counts_mentions_and_articles() -> None:
    table = counted("日本と日本だ。", "日本だ。")
    assert table.schema == arrow.schema(ALIASES)
    assert table.select(["alias", "mention_count", "article_count"]).to_pylist() == [
        {"alias": "日本", "mention_count": 3, "article_count": 2}
    ]


def test_merge_adds_counts_in_any_order() -> None:
    shares = [counted(line) for line in ("日本と米国だ。", "日本だ。", "米国と日本と日米だ。")]
    whole = merge_aliases(pa.concat_tables(shares))
    counts = {(row["alias"], row["kind"]): row["mention_count"] for row in whole.to_pylist()}
    assert counts["日本", "full"] == 3
    assert counts["日", "abbreviation"] == 1
    for order in itertools.permutations(shares):
        first = merge_aliases(pa.concat_tables(order[:2]))
        assert merge_aliases(pa.concat_tables([first, order[2]])).equals(whole)
