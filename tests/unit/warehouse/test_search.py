"""Search in SQL: how a query is cut, what is found, in which order, and where."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from pipeline.segment.postings import postings
from pipeline.span import Alignment, Run, Span
from schemas.dataset import DATASET
from schemas.render import arrow
from tests.unit.texts import text_stages
from warehouse import catalog

TEXTS = (
    "停戦合意が発表された。港は静かだ。",
    "停戦への合意はまだ遠い。停戦を求める声もある。",
    "合意文書に停戦という語はない。雪が降り、風が吹き、船が止まり、港の灯台が消え、停電が続いた。",
    "NATOの防空網に無人機が加わる。",
    "無人機の防空は課題だ。話合いが続く。",
    "灯台が消えた。",
)
MACROS = Path(catalog.__file__).parent / "macros"


def opened(texts: tuple[str, ...]) -> Any:
    tables = dict(
        zip(
            ("articles", "blocks", "sentences", "tokens", "lexemes"),
            text_stages(*([text] for text in texts)),
            strict=True,
        )
    )
    tables["postings"] = postings(*tables.values())["postings"]
    rows = [
        {**row, "title": row["text"][:4], "content_char_count": len(row["text"]), "source_id": None}
        for row in tables["articles"].to_pylist()
    ]
    tables["articles"] = arrow.from_rows(DATASET.table("articles"), rows)
    tables["sources"] = arrow.empty(DATASET.table("sources"))
    connection = duckdb.connect()
    for name, found in tables.items():
        connection.register(name, found)
    connection.execute(
        "CREATE VIEW articles_rows AS SELECT *, 0 AS file_index, row_number() OVER () AS file_row_number FROM articles"
    )
    for name in catalog.MACROS:
        connection.execute((MACROS / f"{name}.sql").read_text(encoding="utf-8"))
    return connection


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    with opened(TEXTS) as connection:
        yield connection


def rows(connection: Any, sql: str) -> list[dict[str, Any]]:
    return connection.sql(sql).to_arrow_table().to_pylist()


def number(row: dict[str, Any]) -> int:
    """Which of the texts the article is."""
    return int(row["article_id"].removeprefix("art_"))


def found(connection: Any, query: str, k: int = 20) -> list[int]:
    return [number(row) for row in rows(connection, f"FROM search('{query}', k := {k})")]


def test_every_file_of_macros_is_loaded() -> None:
    assert sorted(catalog.MACROS) == sorted(path.stem for path in MACROS.glob("*.sql"))


def words(connection: Any, query: str) -> list[tuple[str, Any]]:
    return [(row["word"], row["term"]) for row in rows(connection, f"FROM query_words('{query}') ORDER BY slot, term")]


def test_a_query_is_cut_by_longest_match(connection: Any) -> None:
    assert words(connection, "停戦合意") == [("停戦", "停戦"), ("合意", "合意")]
    assert words(connection, "無人機の防空") == [("無人機", "無人機"), ("の", "の"), ("防空", "防空")]
    sought = rows(connection, "SELECT word FROM query_words('港の灯台。') WHERE is_sought ORDER BY slot")
    assert [row["word"] for row in sought] == ["港", "灯台"]


def test_spellings_of_a_query_are_those_of_the_index(connection: Any) -> None:
    assert words(connection, "ＮＡＴＯ") == words(connection, "nato") == [("nato", "nato")]
    assert words(connection, "話し合い") == [("話し合い", "話し合い")]
    assert rows(connection, "SELECT searchable('ｶﾞﾝﾌﾟ　Ａ') AS t") == [{"t": "ガンプ a"}]


def test_what_no_word_begins_with_is_told_character_by_character(connection: Any) -> None:
    assert words(connection, "灯台鰯") == [("灯台", "灯台"), ("鰯", None)]
    assert words(connection, "") == words(connection, " 　") == []


def test_a_letter_inside_a_word_is_no_word() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE postings AS SELECT 'a' AS article_id")
        connection.execute("CREATE TABLE articles AS SELECT 'a' AS article_id")
        connection.execute(
            "CREATE TABLE lexemes (surface TEXT, dictionary_form TEXT, normalized_form TEXT, pos_1 TEXT)"
        )
        connection.execute(
            "INSERT INTO lexemes VALUES ('a', 'a', 'a', '名詞'), ('案', '案', '案', '名詞'), ('you', 'you', 'you', '名詞')"
        )
        connection.execute((MACROS / "query_words.sql").read_text(encoding="utf-8"))
        assert [term for _, term in words(connection, "table")] == [None] * 5
        assert [term for _, term in words(connection, "a案 YouX")] == ["a", "案", "you", None]


def test_what_stands_as_in_the_query_comes_first_then_what_stands_close(connection: Any) -> None:
    assert found(connection, "停戦合意") == [0, 1, 2]
    assert found(connection, "防空 無人機") == [4, 3] or found(connection, "防空 無人機") == [3, 4]
    assert found(connection, "無人機の防空")[0] == 4


def test_other_spellings_and_inflections_are_found(connection: Any) -> None:
    assert found(connection, "話し合い") == found(connection, "話合い") == [4]
    assert set(found(connection, "消える")) == {2, 5}
    assert found(connection, "ＮＡＴＯ") == [3]


def test_nothing_is_found_of_what_is_not_there(connection: Any) -> None:
    assert found(connection, "鰯") == found(connection, "") == found(connection, "が。") == []
    assert found(connection, "it''s") == []


def test_there_are_at_most_k_and_ranks_count_them(connection: Any) -> None:
    ranked = rows(connection, "FROM search('停戦', k := 1)")
    assert [(row["rank"], number(row)) for row in ranked] == [(1, 1)]
    assert [row["rank"] for row in rows(connection, "FROM search('停戦 灯台')")] == [1, 2, 3, 4]


def test_the_score_of_one_word_is_its_bm25(connection: Any) -> None:
    mean = sum(map(len, TEXTS)) / len(TEXTS)
    weight = math.log(1 + (len(TEXTS) - 3 + 0.5) / (3 + 0.5))
    expected = {
        at: weight * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * len(TEXTS[at]) / mean)) for at, n in ((0, 1), (1, 2), (2, 1))
    }
    scores = {number(row): row["score"] for row in rows(connection, "FROM search('停戦')")}
    assert scores == {at: pytest.approx(score, abs=1e-3) for at, score in expected.items()}


def test_the_snippet_marks_what_was_sought_where_it_stands(connection: Any) -> None:
    (first, *_) = rows(connection, "FROM search('停戦合意')")
    assert first["snippet"].startswith("【停戦合意】が発表")
    assert TEXTS[0][first["start"] : first["end"]] == "停戦合意"
    (only,) = rows(connection, "FROM search('話し合い')")
    assert "【話合い】" in only["snippet"]


def test_a_concordance_has_every_place(connection: Any) -> None:
    lines = rows(connection, "FROM kwic('停戦', width := 3)")
    assert sorted((number(line), line["before"], line["keyword"], line["after"]) for line in lines) == [
        (0, "", "停戦", "合意が"),
        (1, "", "停戦", "への合"),
        (1, "遠い。", "停戦", "を求め"),
        (2, "文書に", "停戦", "という"),
    ]
    assert [line["keyword"] for line in rows(connection, "FROM kwic('停戦合意')")] == ["停戦合意"]
    assert [line["keyword"] for line in rows(connection, "FROM kwic('港の灯台')")] == ["港の灯台"]
    assert {line["keyword"] for line in rows(connection, "FROM kwic('消える')")} == {"消え"}


def test_a_text_is_highlighted_by_the_words_of_a_query(connection: Any) -> None:
    marked = rows(
        connection, "SELECT highlight('港の灯台とNATOと港町', '港 ＮＡＴＯ') AS t, highlight('港', '') AS nothing"
    )
    assert marked == [{"t": "【港】の灯台と【NATO】と【港】町", "nothing": "港"}]
    assert rows(connection, "SELECT highlight('a.b', '.') AS t") == [{"t": "a【.】b"}]


def test_without_words_it_is_said_what_is_missing() -> None:
    with opened(TEXTS[:1]) as connection:
        connection.register("postings", arrow.empty(DATASET.table("postings")))
        for query in ("FROM search('停戦')", "FROM kwic('停戦')"):
            with pytest.raises(duckdb.Error, match="public edition withholds the wording"):
                connection.sql(query).fetchall()
        connection.register("articles", arrow.empty(DATASET.table("articles")))
        assert found(connection, "停戦") == []


def test_a_query_that_is_too_long_is_refused_and_not_cut(connection: Any) -> None:
    assert found(connection, "停" * 256) == []
    with pytest.raises(duckdb.Error, match="the query has 257 characters; 256 at most"):
        connection.sql(f"FROM search('{'停' * 257}')").fetchall()


def test_source_spans_are_those_of_the_alignment(connection: Any) -> None:
    chance = np.random.default_rng(7)
    for _ in range(6):
        runs, start, source = [], 0, 0
        for _ in range(5):
            length, source_length = (int(size) for size in chance.integers(0, 4, 2))
            runs.append(Run(start, length, source, source_length))
            start, source = start + length, source + source_length
        alignment = Alignment.of(runs)
        listed = [run._asdict() for run in alignment.runs]
        spans = [(a, b) for a in range(start + 1) for b in range(a, start + 1)]
        asked = pa.table({"a": [a for a, _ in spans], "b": [b for _, b in spans], "runs": [listed] * len(spans)})
        connection.register("asked", asked)
        answered = rows(connection, "SELECT a, b, source_span(runs, a, b) AS s FROM asked")
        assert {(row["a"], row["b"]): tuple(row["s"].values()) for row in answered} == {
            span: tuple(alignment.to_source(Span(*span))) for span in spans
        }
