"""Shapes of facts: names and measures that fit, clauses that do not, and three programs that agree on each."""

import duckdb
import pyarrow as pa
import pytest

from schemas.dataset import DATASET
from schemas.model import Column, DeclarationError, Shape, Type
from schemas.render import duckdb as rendered
from schemas.shapes import FACT_LENGTH, MEASURE, NAME, SHORT
from warehouse.release import standoff

NAMES = [
    "岬野葵",
    "独立行政法人北浜海洋資源研究開発機構",
    "アレクサンドロ・モンテヴェルデ・ロレンツォ",
    "国境なき北浜医師団および看護師団協議会",
    "北浜の環境の保全に関する委員会事務局",
    "Ministry of the Interior",
    "Daniel Okonjo-Mori",
    "Maria van der Berg y Castillo",
    "Côte d'Ivoire Tribune",
    "Hassan al-Mansour III",
    "HBC北浜放送Global支局",
    "iPhone 15 Pro Max 2026",
    "今日は雨だ",  # short, whatever it is
]
CLAUSES = [
    "data is a harbor for all",
    "Data Is a Harbor for All",
    "We're not profitable yet",
    "as the city consoles a defeated team",
    "Bymistaketheblankswereallremoved",
    "凪浜市は工事を始めると発表したのである",
    "灯台は町の記憶そのものだと私は思う",
    "えっ、本当に?灯台が消えるなんて",
    "OceanTech #OpenData",
]
MEASURES = [
    "2026年4月1日午前9時30分から10月30日まで",
    "2025年11月11日(火) 19:32",
    "20ミリシーベルト超、50ミリシーベルト以下",
    "1,000万スウェーデン・クローナ",
    "11月18日から19日にかけて、未明",
]
NO_MEASURES = [
    "灯台の工事が始まった3日は雨だったと思われる",
    "about three hundred people came",
]


def fits(shape: Shape, values: list[str]) -> dict[str, list[bool]]:
    """What Python, Arrow and DuckDB say."""
    column = Column("name", Type.STRING, "Name.", "名。", carries="fact", shape=shape)
    rows = pa.table({"name": pa.array(values)})
    asked = f"select {rendered.is_fact(column, 'rows')} from rows"
    with duckdb.connect(":memory:") as connection:
        connection.register("rows", rows)
        in_sql = [found for (found,) in connection.execute(asked).fetchall()]
    return {
        "python": [shape.fits(value) for value in values],
        "arrow": standoff._are_facts(column, rows).to_pylist(),
        "duckdb": in_sql,
    }


@pytest.mark.parametrize(
    ("shape", "values", "is_fact"),
    [(NAME, NAMES, True), (NAME, CLAUSES, False), (MEASURE, MEASURES, True), (MEASURE, NO_MEASURES, False)],
)
def test_three_programs_tell_names_and_measures_from_clauses(shape: Shape, values: list[str], is_fact: bool) -> None:
    assert [value for value in values if shape.fits(value) != is_fact] == []
    for program, found in fits(shape, values).items():
        assert found == [is_fact] * len(values), program


def test_a_missing_value_is_nothing_to_withhold() -> None:
    column = Column("name", Type.STRING, "Name.", "名。", carries="fact", longest=FACT_LENGTH, shape=NAME)
    rows = pa.table({"name": pa.array([None, "岬野葵", "x" * (FACT_LENGTH + 1)])})
    assert standoff._are_facts(column, rows).to_pylist() == [True, True, False]


def test_every_fact_that_an_article_words_is_bounded() -> None:
    """What articles word is bounded: names and measures in their looks, words of a closed class in their length."""
    free = {
        "url",
        "canonical_url",
        "host",
        "domain",
        "name_en",
        "licence",
        "origin",
    }  # addresses; words of the registry and of the code
    for table in DATASET.tables:
        for column in table.columns if standoff.withheld_columns(table) else ():
            if column.holds_words and column.carries == "fact" and column.name not in free:
                assert column.longest is not None, f"{table.name}.{column.name}"
                assert column.shape is not None or column.longest <= SHORT, f"{table.name}.{column.name}"


def test_a_shape_is_a_pattern_and_says_what_it_is() -> None:
    with pytest.raises(DeclarationError, match="description"):
        Shape("name", "", "名", "x")
    with pytest.raises(Exception, match="unterminated"):
        Shape("name", "A name", "名", "(x")
    with pytest.raises(DeclarationError, match="can hold none"):
        Column("count", Type.INT32, "Count.", "数。", shape=NAME)
