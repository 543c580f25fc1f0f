"""Every view answers in both editions, by DuckDB alone, from a folder that was copied; the Japanese twins have the same rows."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas import japanese
from schemas.dataset import DATASET
from schemas.render.duckdb import identifier
from schemas.views import VIEWS, View
from tests.documents.conftest import Made

EACH_VIEW = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


@pytest.fixture(scope="module")
def editions(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Connections of DuckDB alone to copies of the two editions."""
    folder = tmp_path_factory.mktemp("downloads")
    opened = {}
    for name, source in (("local", made.full), ("public", made.standoff)):
        shutil.copytree(source, folder / name)
        opened[name] = duckdb.connect(str(folder / name / "kawaraban.duckdb"), read_only=True)
    yield opened
    for connection in opened.values():
        connection.close()


def rows(connection: Any, sql: str) -> list[dict[str, Any]]:
    return connection.sql(sql).to_arrow_table().to_pylist()


@EACH_VIEW
def test_a_view_has_the_declared_columns_and_rows_in_both_editions(editions: dict[str, Any], view: View) -> None:
    for name, connection in editions.items():
        found = connection.sql(f"FROM {view.name}")
        assert found.columns == [column.name for column in view.columns]
        # words of a text are no part of the public edition
        if name == "local" or not view.name.startswith("token_"):
            assert len(found.fetchall()) > 0


@EACH_VIEW
def test_a_twin_has_the_same_rows(editions: dict[str, Any], view: View) -> None:
    local = editions["local"]
    twin = identifier(japanese.RELATIONS[view.name])
    assert local.sql(f"FROM {twin}").columns == [japanese.COLUMNS[column.name] for column in view.columns]
    assert rows(local, f"SELECT count(*) AS n FROM (FROM {twin} EXCEPT ALL FROM {view.name})") == [{"n": 0}]


def test_every_table_has_a_twin(editions: dict[str, Any]) -> None:
    for table in DATASET.tables:
        assert editions["local"].sql(f"FROM {identifier(japanese.RELATIONS[table.name])}").columns


def test_everything_has_a_comment_in_the_language_of_its_name(editions: dict[str, Any]) -> None:
    found = rows(editions["public"], "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal")
    assert {row["view_name"] for row in found} >= {*japanese.RELATIONS, *japanese.RELATIONS.values()}
    assert all(row["comment"] for row in found)
    said = rows(
        editions["public"], "SELECT comment FROM duckdb_columns() WHERE table_name = '発言' AND column_name = '確実性'"
    )
    assert "certain=断定" in said[0]["comment"]


@EACH_VIEW
def test_wording_is_null_where_it_is_withheld_and_facts_are_not(editions: dict[str, Any], view: View) -> None:
    if view.name.startswith("token_"):
        return
    wording = [column.name for column in view.columns if column.carries_wording]
    facts = [column.name for column in view.columns if not column.carries_wording]
    counted = ", ".join(f"count({identifier(name)}) AS {identifier(name)}" for name in (*wording, *facts))
    local, public = (rows(editions[name], f"SELECT {counted} FROM {view.name}")[0] for name in ("local", "public"))
    assert all(public[name] <= local[name] for name in wording)
    assert all(public[name] > 0 for name in facts if local[name])


def test_views_look_at_content_alone(editions: dict[str, Any]) -> None:
    inside = (
        "SELECT count(*) AS n FROM {} AS v JOIN blocks AS b ON b.article_id = v.article_id "
        'AND v."start" >= b."start" AND v."start" < b."end" WHERE NOT b.is_content'
    )
    for name in ("said", "claims", "about", "named", "dates", "upcoming", "amounts", "quote_book"):
        assert rows(editions["local"], inside.format(name)) == [{"n": 0}], name
    assert rows(editions["local"], inside.format("mentions"))[0]["n"] > 0


def test_said_names_speakers_with_role_organization_country_and_outlet(editions: dict[str, Any]) -> None:
    counted = rows(
        editions["local"],
        "SELECT count(speaker_role) AS r, count(organization) AS o, count(country) AS c, count(outlet) AS t, "
        "count(block_role) AS b, count(url) AS u, count(*) AS n FROM said",
    )[0]
    assert counted["b"] == counted["n"] == rows(editions["local"], "SELECT count(*) AS n FROM statements")[0]["n"]
    assert min(counted.values()) > 0


def test_a_chain_ends_with_the_innermost_source(editions: dict[str, Any]) -> None:
    found = rows(editions["local"], "SELECT * FROM claims WHERE depth > 1")
    assert found
    assert all(len(row["chain"]) == row["depth"] for row in found)
    assert rows(
        editions["local"], "SELECT count(*) AS n FROM claims WHERE depth = 0 AND terminal_source IS NOT NULL"
    ) == [{"n": 0}]
    assert rows(
        editions["local"], "SELECT count(*) AS n FROM claims WHERE is_anonymous AND terminal_kind <> 'anonymous'"
    ) == [{"n": 0}]


def test_what_is_to_come_comes_after_the_article(editions: dict[str, Any]) -> None:
    assert rows(editions["local"], "SELECT count(*) AS n FROM upcoming WHERE expected_earliest <= published_on") == [
        {"n": 0}
    ]
    assert {"scheduled"} & {
        category
        for row in rows(editions["local"], "FROM upcoming")
        for category in (row["expected_as"] or "").split("、")
    }


def test_attention_without_furniture_is_a_part_of_attention(editions: dict[str, Any]) -> None:
    found = rows(editions["local"], "FROM country_attention")
    assert all(row["article_count"] <= row["everywhere_article_count"] for row in found)
    assert any(row["mention_count"] < row["everywhere_mention_count"] for row in found)


def test_shares_of_an_outlet_add_up(editions: dict[str, Any]) -> None:
    found = rows(editions["local"], "SELECT outlet, sum(share_ratio) AS s FROM source_dependence GROUP BY outlet")
    assert all(abs(row["s"] - 1) < 0.01 for row in found)


def test_an_undated_article_has_no_day(editions: dict[str, Any]) -> None:
    without = rows(editions["local"], "SELECT article_id FROM articles WHERE published_on IS NULL ORDER BY 1")
    assert rows(editions["local"], "SELECT article_id FROM undated ORDER BY 1") == without


def test_the_examples_open_in_the_shell_with_their_japanese_names(made: Made, tmp_path: Path) -> None:
    from tests.documents.conftest import kawaraban

    out = kawaraban(
        "sql",
        "--data",
        str(made.data),
        "--format",
        "csv",
        "SELECT 発言者, 確実性 FROM 発言 WHERE 発言者 IS NOT NULL LIMIT 1",
        cwd=tmp_path,
    )
    assert out.startswith("発言者,確実性\n")
