"""Which names mean one thing, and the merge of many batches."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest

from pipeline.extract.names.coreference import normalize, transliteration_key
from pipeline.extract.names.mentions import find_names, mentions
from pipeline.link.entities import merge_entities
from schemas.render import arrow
from schemas.tables.entities import ENTITIES
from tests.unit.texts import text_stages, text_view


def entity_ids(line: str, *surfaces: str) -> list[str]:
    view = text_view(line)
    names = find_names(view)
    found = {
        view.text[name.start : name.end]: entity.entity_id
        for name, entity in zip(names.names, names.entities, strict=True)
    }
    return [found[surface] for surface in surfaces]


@pytest.mark.parametrize(
    ("line", "first", "second"),
    [
        ("ポルナ・ゼルニク氏は語った。ゼルニク氏は去った。", "ポルナ・ゼルニク", "ゼルニク"),
        ("マルク・ダルネン氏は語った。マーク・ダルネン氏は去った。", "マルク・ダルネン", "マーク・ダルネン"),
        ("岸野葵首相は語った。岸野氏は去った。", "岸野葵", "岸野"),
        ("中谷元防衛相は語った。中谷氏は去った。", "中谷元", "中谷"),
        ("北大西洋条約機構と、NATOだ。", "北大西洋条約機構", "NATO"),
        ("米国とアメリカだ。", "米国", "アメリカ"),
        ("愛知県と、愛知の人だ。", "愛知県", "愛知"),
        ("東京灯台研究所(TLI)が公表した。TLIは古い。", "東京灯台研究所", "TLI"),
        ("火事はオレゴン州であった。オレゴンには雨が降らない。", "オレゴン州", "オレゴン"),
    ],
)
def test_same_thing(line: str, first: str, second: str) -> None:
    one, other = entity_ids(line, first, second)
    assert one == other


def test_different_things() -> None:
    assert len(set(entity_ids("岸野葵首相と山田太郎氏と日本と米国だ。", "岸野葵", "山田太郎", "日本", "米国"))) == 4


def test_transliterations_have_one_key_and_other_names_their_own() -> None:
    assert transliteration_key("ヴィクトル") == transliteration_key("ビクトル")
    assert transliteration_key("ハリス") != transliteration_key("ホリス")
    assert normalize("岸野 葵") == normalize("岸野葵")
    assert normalize("ＮＡＴＯ") == normalize("NATO")


def row(entity_id: str, name: str, method: str, name_en: str | None = None) -> dict[str, object]:
    return {
        "entity_id": "ent_" + entity_id * 24,
        "entity_type": "ORG",
        "name_ja": name,
        "name_en": name_en,
        "evidence": "lexicon" if method.startswith("lexicon:") else "full_name",
        "method": method,
    }


def test_merge_prefers_the_lexicon_then_the_longest_name() -> None:
    rows = [
        row("a", "とても長い機構の名前", "rule:longest_name"),
        row("a", "機構", "lexicon:organizations", "Organization"),
        row("b", "短い会", "rule:longest_name"),
        row("b", "もっと長い会", "rule:longest_name"),
    ]
    merged = merge_entities(arrow.from_rows(ENTITIES, rows))
    assert merged["name_ja"].to_pylist() == ["機構", "もっと長い会"]


def test_merge_is_associative_and_commutative() -> None:
    shares = [arrow.from_rows(ENTITIES, [row("a", name, "rule:longest_name")]) for name in ("灯台", "灯台会", "燈台会")]
    whole = merge_entities(pa.concat_tables(shares))
    for order in itertools.permutations(shares):
        assert merge_entities(pa.concat_tables(order)).equals(whole)
        first = merge_entities(pa.concat_tables(order[:2]))
        assert merge_entities(pa.concat_tables([first, order[2]])).equals(whole)


def test_batches_merge_to_what_one_batch_gives() -> None:
    lines = ("岸野葵首相は日本にいる。", "マルク・ダルネン氏は語った。", "マーク・ダルネン氏は去った。")
    together = mentions(*text_stages(*([line] for line in lines)))["entities"]
    apart = pa.concat_tables([mentions(*text_stages([line]))["entities"] for line in lines])
    assert merge_entities(apart).equals(merge_entities(together))


def entities_of(*lines: str) -> tuple[list[str], dict[str, str]]:
    """Identifiers of the persons of several articles in order, and the evidence of each."""
    made = mentions(*text_stages(*([line] for line in lines)))
    persons = [row["entity_id"] for row in made["mentions"].to_pylist() if row["entity_type"] == "PERSON"]
    return persons, {row["entity_id"]: row["evidence"] for row in made["entities"].to_pylist()}


@pytest.mark.parametrize(
    ("first", "second", "is_one", "evidence"),
    [
        ("田中氏は語った。", "田中氏は去った。", False, "spelling_in_article"),
        ("田中市長は語った。", "田中市長は去った。", False, "spelling_in_article"),
        ("愛知県の田中知事は語った。", "愛知県の田中知事は去った。", True, "role"),
        ("愛知県の田中知事は語った。", "岩手県の田中知事は去った。", False, "role"),
        ("田中太郎氏は語った。", "田中太郎氏は去った。", True, "full_name"),
        ("プーチン氏は語った。", "プーチン氏は去った。", True, "lexicon"),
    ],
)
def test_namesakes_of_two_articles_are_one_only_by_evidence(
    first: str, second: str, is_one: bool, evidence: str
) -> None:
    persons, found = entities_of(first, second)
    assert len(persons) == 2
    assert (persons[0] == persons[1]) is is_one
    assert {found[person] for person in persons} == {evidence}


@pytest.mark.parametrize(
    ("line", "surface", "is_one"),
    [
        ("府中市で火事があった。", "府中市", False),
        ("ベルゴロドで火事があった。", "ベルゴロド", True),
    ],
)
def test_places_of_one_name_in_two_articles(line: str, surface: str, is_one: bool) -> None:
    made = mentions(*text_stages([line], [line]))["mentions"].to_pylist()
    found = [row["entity_id"] for row in made if row["text"] == surface]
    assert len(found) == 2
    assert (len(set(found)) == 1) is is_one
