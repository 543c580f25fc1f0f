"""Whether the public edition of a release keeps to its terms, proved in SQL from the rows alone.

Belongs here: checks that nothing is there that must not be, and that what may be there is whole. Does not belong here: leaving it out
(``standoff``), whose rules these checks render from the same declarations by other means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from schemas.dataset import DATASET
from schemas.model import Dataset, Table
from schemas.render.duckdb import identifier, is_fact, literal
from warehouse.release import standoff
from warehouse.sql_checks import CheckResult, SqlCheck, run_check

if TYPE_CHECKING:
    import duckdb


def run(connection: duckdb.DuckDBPyConnection, claimed: Mapping[str, Any], published: Dataset) -> Iterator[CheckResult]:
    """The checks over a connection to a release with the manifest ``claimed`` and the declarations ``published``."""
    connection.execute(
        'create temp table terms as select article_id, document_id, "text" is not null as has_text from articles'
    )
    for check in _whole_checks(claimed):
        yield run_check(connection, check)
    has_comments = bool(connection.execute("select count(*) from comments").fetchall()[0][0])
    for table in published.tables:
        checks = dict(_table_checks(table, has_comments=has_comments))
        if not checks:
            continue
        counts = ", ".join(f"count(*) filter (where {broken})" for broken in checks.values())
        violations = connection.execute(f"select {counts} from {_joined(table)}").fetchall()[0]
        for check, found in zip(checks, violations, strict=True):
            yield run_check(connection, check, found)


def _whole_checks(claimed: Mapping[str, Any]) -> Iterator[SqlCheck]:
    full = [source["source_id"] for source in claimed["sources"] if source["redistribution"] == "full"]
    listed = ", ".join(map(literal, full)) or "null"
    yield SqlCheck(
        "terms_sources",
        "only articles of sources that allow it have text",
        f"select article_id, source_id from articles where \"text\" is not null and coalesce(source_id, '') not in ({listed})"
        if full
        else 'select article_id, source_id from articles where "text" is not null',
    )
    yield SqlCheck(
        "terms_comments",
        "no article that readers commented on has text",
        "select distinct article_id from comments join terms using (article_id) where has_text",
    )


def _joined(table: Table) -> str:
    owner = standoff.owner(table)
    if owner is not None:
        return f"{identifier(table.name)} t left join terms a on a.{owner} = t.{owner}"
    if table.name in standoff.OF_ENTITIES:
        return f"{identifier(table.name)} t join entities e on e.entity_id = t.entity_id"
    return f"{identifier(table.name)} t"


def _table_checks(table: Table, *, has_comments: bool) -> Iterator[tuple[SqlCheck, str]]:
    """The checks of one table, each with the condition that a row ``t`` of an article ``a`` breaks."""
    key = ", ".join(f"t.{identifier(name)}" for name in table.primary_key)

    def check(name: str, title: str, broken: str) -> tuple[SqlCheck, str]:
        return SqlCheck(name, title, f"select {key} from {_joined(table)} where {broken}", table=table), broken

    if table.rows_carry == "wording" and "article_id" in table.column_names:
        yield check(f"terms_{table.name}", f"withheld articles have no {table.name}", "not a.has_text")
    if standoff.owner(table):
        withheld = "not coalesce(a.has_text, false)"
    else:
        withheld = "not starts_with(e.method, 'lexicon:')" if table.name in standoff.OF_ENTITIES else "true"
    for name in standoff.withheld_columns(table):
        column = table.column(name)
        shown = f"t.{identifier(name)} is not null"
        fact = is_fact(column, "t")
        if has_comments and table.has_spans:
            fact = f"({fact}) and not {_in_comment()}"
        title = f"{table.name}.{name}: of withheld articles there are facts alone"
        yield check(f"terms_{table.name}_{name}", title, f"{withheld} and {shown} and not ({fact})")
        if standoff.owner(table) and not DATASET.table(table.name).column(name).nullable:
            title = f"{table.name}.{name} is there where the text is"
            yield check(f"whole_{table.name}_{name}", title, f"a.has_text and t.{identifier(name)} is null")


def _in_comment() -> str:
    return (
        "exists (select 1 from comments c where c.article_id = t.article_id "
        'and c."start" < t."end" and t."start" < c."end")'
    )
