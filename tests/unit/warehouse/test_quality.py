"""Great Expectations says what SQL says, names the failing keys, and never passes what it could not compute."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from schemas.dataset import DATASET
from schemas.model import Check, CheckKind, Table
from schemas.render import arrow
from schemas.render import expectations as rendered
from tests.factories import DAY, changed, lay, linked
from warehouse import catalog, quality
from warehouse.layout import Layout
from warehouse.quality import QualityError, validate
from warehouse.sql_checks import count_rules

STATEMENTS = DATASET.table("statements")
TOKENS = DATASET.table("tokens")


@pytest.fixture(scope="module")
def dataset() -> dict[str, pa.Table]:
    return linked(2)


@pytest.mark.parametrize("table", DATASET.tables, ids=lambda table: table.name)
def test_valid_rows_pass(table: Table, dataset: dict[str, pa.Table]) -> None:
    found = validate(table, dataset[table.name])
    assert (found.success, found.blocked, found.failed) == (True, False, ())
    assert found.statistics["expectations"] == found.statistics["passed"] == len(rendered.expectations(table))


def test_no_rows_pass() -> None:
    for name in ("statements", "time_expressions"):
        assert validate(DATASET.table(name), arrow.empty(DATASET.table(name))).success


def test_every_kind_of_breach_is_found_with_its_key(dataset: dict[str, pa.Table]) -> None:
    values: dict[str, Any] = {
        "statement_id": "sta_1",
        "certainty": "sure",
        "start": -4,
        "end": -5,
        "confidence": 2.0,
        "cue_start": 9,
        "cue_end": 2,
    }
    found = validate(STATEMENTS, changed(dataset["statements"], STATEMENTS, at=1, **values))
    assert found.blocked
    assert {result.name for result in found.failed} == {
        "pattern_statement_id",
        "vocabulary_certainty",
        "range_start",
        "range_end",
        "range_confidence",
        "strict_order_start_end",
        "strict_order_cue_start_cue_end",
    }
    for result in found.failed:
        assert (result.failing_count, result.failing_keys) == (1, ({"statement_id": "sta_1"},))
    text = json.loads(found.to_json())
    assert [result["name"] for result in text["results"] if not result["success"]] == [r.name for r in found.failed]


def test_missing_repeated_and_undeclared_are_found(dataset: dict[str, pa.Table]) -> None:
    rows = dataset["statements"]
    at = rows.column_names.index("kind")
    missing = rows.set_column(at, pa.field("kind", pa.string()), pa.array([None, "direct"], pa.string()))
    assert [result.name for result in validate(STATEMENTS, missing).failed] == ["not_null_kind"]
    twice = validate(STATEMENTS, pa.concat_tables([rows, rows]))
    assert [(result.name, result.failing_count) for result in twice.failed] == [("unique_statement_id", 4)]
    other = validate(STATEMENTS, rows.rename_columns(["colour", *rows.column_names[1:]]))
    assert [result.name for result in other.failed] == ["columns"]


def test_warnings_do_not_block_and_mostly_forgives(dataset: dict[str, pa.Table]) -> None:
    rows = changed(dataset["hedges"], DATASET.table("hedges"), scope_start=99)
    hedges = DATASET.table("hedges")
    warned = replace(hedges, checks=(Check(CheckKind.ORDER, ("scope_start", "scope_end"), severity="warn"),))
    found = validate(warned, rows)
    assert (found.success, found.blocked) == (False, False)
    forgiven = replace(hedges, checks=(Check(CheckKind.ORDER, ("scope_start", "scope_end"), mostly=0.5),))
    assert validate(forgiven, rows).success
    few = replace(hedges, checks=(Check(CheckKind.ROW_COUNT, minimum=3),))
    assert validate(few, rows).blocked


def many_tokens(**last: Any) -> pa.Table:
    rows = [{**arrow.example_row(TOKENS), "index": index, "end": 1} for index in range(2000)]
    rows[-1].update(last)
    return arrow.from_rows(TOKENS, rows)


def test_a_sample_never_hides_a_row() -> None:
    assert validate(TOKENS, many_tokens(), sample=100).success
    for last, name in (({"start": 5}, "order_start_end"), ({"index": 0}, "unique_article_id_index")):
        found = validate(TOKENS, many_tokens(**last), sample=100)
        assert found.statistics["checked_rows"] == 100
        assert found.blocked
        assert [result.name for result in found.failed] == [name]
        assert found.failed[0].failing_keys
        assert "sql" in found.failed[0].checked_by


def test_the_sample_depends_on_keys_alone() -> None:
    rows = many_tokens()
    backwards = rows.take(pa.array(list(reversed(range(rows.num_rows)))))
    first, second = (quality._sample(TOKENS, found, 50)["index"].to_pylist() for found in (rows, backwards))
    assert sorted(first) == sorted(second)


def test_what_cannot_be_computed_is_an_error(dataset: dict[str, pa.Table]) -> None:
    rows = dataset["statements"]
    at = rows.column_names.index("start")
    texts = rows.set_column(at, "start", pa.array(["one", "two"]))
    with pytest.raises(QualityError, match="could not be computed") as caught:
        validate(STATEMENTS, texts)
    assert "\n" not in str(caught.value)


def test_results_are_kept_and_read_again(tmp_path: Path, dataset: dict[str, pa.Table]) -> None:
    layout = Layout(tmp_path)
    found = validate(STATEMENTS, changed(dataset["statements"], STATEMENTS, certainty="sure"))
    path = quality.write_validation(layout, found, DAY, "b1")
    assert path == layout.quality("statements", DAY, "b1")
    assert quality.read_validation(path) == found
    path.write_text("{", encoding="utf-8")
    with pytest.raises(QualityError, match="delete it"):
        quality.read_validation(path)


def test_the_page_needs_nothing_else_and_escapes_what_it_shows(tmp_path: Path, dataset: dict[str, pa.Table]) -> None:
    layout = Layout(tmp_path)
    entities = changed(dataset["aliases"], DATASET.table("aliases"), alias="<script>alert(1)</script>", kind="odd")
    broken = {**dataset, "aliases": entities}
    lay(layout, broken, "b1")
    found = validate(DATASET.table("aliases"), entities)
    with catalog.connect(layout.root) as connection:
        checks = catalog.run_checks(connection, DATASET)
        report = quality.quality_report(connection, DATASET, title="<b>", validations={"aliases": found}, checks=checks)
    page = quality.quality_page(report, tmp_path / "quality.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;" in page
    assert "http" not in page.replace("https://example.jp", "")
    assert "vocabulary_kind" in page
    assert "empty" in page
    assert report.problems
    assert report.rejections == {("empty", False): 1}
    shares = {table.table.name: table.null_ratios for table in report.tables}
    assert (shares["statements"]["cue"], shares["articles"]["url"]) == (0.0, 1.0)


@pytest.mark.parametrize("table", DATASET.tables, ids=lambda table: table.name)
def test_rules_counted_together_are_the_rules_counted_one_by_one(table: Table, dataset: dict[str, pa.Table]) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.register("valid", dataset[table.name])
        connection.execute("create table broken as select * from valid")
        for column in table.columns:
            if column.pattern is not None or column.vocabulary is not None:
                # twice over, so that a value that breaks the rule is one that repeats
                name = rendered.identifier(column.name)
                odd = f"select * replace ('何か' as {name}) from valid limit 1"
                connection.execute(f"insert into broken from ({odd}) union all from ({odd})")
        nothing = ", ".join(f"null as {rendered.identifier(name)}" for name in table.column_names)
        connection.execute(f"insert into broken select {nothing} union all from valid limit 3")
        counts = count_rules(connection, table, "broken")
        failing = 0
        for rule in rendered.sql_rules(table, "broken"):
            violations = connection.execute(rule.sql).fetchall()[0][0]
            # what is only suspected has no count and is then counted by itself
            assert counts.get(rule.name, violations) == violations, rule.name
            assert rule.name in counts or violations > 0 or rule.name.startswith("row_count")
            failing += violations > 0
        assert failing > len(table.primary_key)
        assert counts[rendered.ROWS] == connection.execute("select count(*) from broken").fetchall()[0][0]
