"""What the public edition must not repeat: the wording of texts that may not be redistributed, and anything of readers who commented."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.identity import document_id
from pipeline.run import run_stages
from schemas.dataset import DATASET
from schemas.model import Column, Table
from schemas.render import arrow
from schemas.tables.landing import LANDING
from tests.documents.conftest import Made, made  # noqa: F401 - the examples as two releases, a fixture
from tests.release import wording
from warehouse.release import standoff

PAGE = f"""凪浜市、灯台を残す方針

{"凪浜市の岬野葵市長は3日、灯台を残すと語った。" * 3}

コメント一覧

2025-04-09 10:33:16(浜風の旅人)
すてきな話です。
灯台守
3時間前
見に行きたい。
"""
NOTHING = standoff.Publishable(frozenset())


def read(content: bytes, media_type: str = "text/plain") -> Mapping[str, pa.Table]:
    record = {
        "document_id": document_id(content),
        "location": "a.txt",
        "file_name": "a.txt",
        "record_index": 0,
        "media_type": media_type,
        "fetched_at": dt.datetime(2026, 1, 15, tzinfo=dt.UTC),
        "content": content,
    }
    return run_stages(arrow.from_rows(LANDING, [record]), strict=True)


def public(rows: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables as the public edition has them of an article that nobody may repeat."""
    return {t.name: standoff.stand_off(t, rows[t.name], NOTHING) for t in standoff.published(DATASET).tables}


def test_no_handle_is_in_any_column_of_a_stand_off_release() -> None:
    rows = read(PAGE.encode())
    assert rows["comments"]["author_index"].to_pylist() == [0, 1]
    assert "浜風の旅人" in str(rows["comments"]["text"].to_pylist())
    for name, table in public(rows).items():
        found = str(table.to_pylist())
        assert "浜風の旅人" not in found, name
        assert "灯台守" not in found, name


SENTENCES = (
    "凪浜市の岬野葵市長は3日、灯台を残すと語った。",
    "「灯台は町の記憶そのものだと私は思う」と市長は述べた。",
    "北浜開発機構(KDO)は2026年4月1日から10月30日までに約1,200万トンを運ぶ見通しだという。",
    "関係者によると、交渉は最終段階に入ったとみられる。",
    "凪浜湾岸地域における海洋資源の持続的な利用に関する国際協力推進会議が開かれた。",
    "ヴェルナ共和国のアレクサンドロ・モンテヴェルデ外相は否定した。",
    "同社は『静かな港に帰る船は夜明けを待たない』を来春に刊行する。",
)
ENGLISH = (
    "data is a harbor for everybody who sails",
    "We're not profitable yet, said Petra Lindqvist of the Open Tide Foundation",
    "Data Is a Harbor: What We Learned at Low Tide Day",
    "as the city consoles a defeated team",
    "#OpenData #HarborIsOurs OceanTech by Rina Hoshikawa",
    "Bymistaketheblankswereallremovedfromthisheadline",
)
WORDS = (
    "灯台",
    "凪浜市",
    "トンネル工事",
    "という",
    "の",
    "が",
    "発表した",
    "、",
    "。",
    "「",
    "」",
    "NATO",
    " ",
    "3日",
    "Harbor",
    "is",
    "a",
    "of",
    "・",
)
line = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(ENGLISH),
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=30).map("".join),
    st.tuples(st.sampled_from(ENGLISH), st.sampled_from(SENTENCES)).map("".join),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40),
)
articles = st.lists(line, min_size=1, max_size=8)


def as_html(lines: list[str]) -> bytes:
    """A page that repeats its lines wherever a page can: in metadata, as a byline, a caption and a link."""
    said = [line.replace("&", "").replace("<", "").replace('"', "") for line in lines]
    body = "".join(f"<p>{text}</p>" for text in said)
    head = "".join(
        f'<meta property="{name}" content="{said[0]}">'
        for name in ("og:title", "og:site_name", "author", "description")
    )
    return (
        f"<html lang=ja><head><title>{said[0]}</title>{head}</head><body><article><h1>{said[0]}</h1><p class=byline>{said[-1]}</p>{body}"
        f"<figure><figcaption>{said[-1]}</figcaption></figure><a href='https://example.jp/1'>{said[0]}</a></article></body></html>"
    ).encode()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles, st.booleans())
@example([*SENTENCES, *ENGLISH], False)
@example([*ENGLISH, *SENTENCES], True)
def test_odd_articles_leave_no_wording(lines: list[str], is_html: bool) -> None:
    rows = read(as_html(lines), "text/html") if is_html else read("\n\n".join(lines).encode())
    texts = [text for text in rows["articles"]["text"].to_pylist() if text]
    sought = wording.runs([*lines, *texts])
    found = [leak for name, table in public(rows).items() for leak in wording.of_table(name, table, sought)]
    assert found == []


@cache
def withheld(local: Path, published: Path) -> frozenset[str]:
    """The wording of every article whose text the public release does not have."""
    given_ = {row for path in (published / "data" / "articles").glob("*") for row in _texts(path)}
    return frozenset(wording.runs(t for path in (local / "data" / "articles").glob("*") for t in _texts(path) - given_))


def _texts(path: Path) -> set[str]:
    return {text for text in pq.read_table(path, partitioning=None)["text"].to_pylist() if text}


def test_no_file_of_a_public_release_repeats_wording(made: Made) -> None:  # noqa: F811
    sought = set(withheld(made.full, made.standoff))
    assert len(sought) > 10_000
    assert list(wording.of_release(made.standoff, sought)) == []
    # the same look at the local edition finds it everywhere
    leaks = "\n".join(wording.of_release(made.full, sought))
    for place in ("articles.text", "statements.text", "sentences.text", "said.said"):
        assert f"{place}: " in leaks


LEAKING = [
    (table.name, column.name)
    for table in DATASET.tables
    for column in table.columns
    if column.holds_words and table.name in {t.name for t in DATASET.tables if standoff.withheld_columns(t)}
]


@pytest.mark.parametrize(("name", "column"), LEAKING)
def test_wording_that_is_declared_a_fact_is_found(made: Made, name: str, column: str) -> None:  # noqa: F811
    """Whatever column of the examples has wording: were it declared a fact, the look above would say so."""
    sought = set(withheld(made.full, made.standoff))
    rows = pa.concat_tables(
        [arrow.empty(DATASET.table(name))]
        + [pq.read_table(path, partitioning=None) for path in sorted((made.full / "data" / name).glob("*.parquet"))]
    )
    if name in ("mentions", "entities"):  # no name of the examples is so long: one that is, is put among them
        rows = with_wording(rows, column, max(sought, key=len))
    has_wording = any(leak.startswith(f"{name}.{column}: ") for leak in wording.of_table(name, rows, sought))
    table = declared_a_fact(standoff.published(DATASET).table(name), column)
    leaks = list(wording.of_table(name, standoff.stand_off(table, rows, NOTHING), sought))
    assert [leak for leak in leaks if leak.startswith(f"{name}.{column}: ")] or not has_wording
    if (name, column) in {("statements", "text"), ("articles", "title"), ("mentions", "text"), ("entities", "name_ja")}:
        assert has_wording, "the examples have wording in this column, or the test above would show nothing"


def with_wording(rows: pa.Table, column: str, text: str) -> pa.Table:
    """The rows with this text as the column's value in the first of them."""
    at = rows.column_names.index(column)
    values = pa.array([text, *rows[column].to_pylist()[1:]], rows.schema.field(at).type)
    return rows.set_column(at, rows.schema.field(at), values)


def declared_a_fact(table: Table, name: str) -> Table:
    def open_(column: Column) -> Column:
        if column.name != name:
            return column
        return replace(column, carries="fact", fact_where=(), longest=None, shape=None)

    return replace(table, columns=tuple(map(open_, table.columns)))
