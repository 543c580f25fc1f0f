"""SQL checks over a whole dataset: foreign keys, spans, and every file of ``warehouse/checks``.

Belongs here: running checks and saying what broke them. Does not belong here: rules about one table's own rows, which are
declared with it. A check is a query that returns the rows that break it; an empty answer passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.model import Dataset, ForeignKey, Severity, Table
from schemas.render.duckdb import identifier
from schemas.render.expectations import sql_rules
from warehouse.layout import WarehouseError

if TYPE_CHECKING:
    import duckdb

CHECKS = Path(__file__).parent / "checks"
SAMPLE = 10
_TRACEBACK = "Traceback (most recent call last)"


class CheckError(WarehouseError):
    """A check could not be run; nothing is known."""


@dataclass(frozen=True)
class SqlCheck:
    """A query for the rows that break a rule. ``mostly`` of ``relation``'s rows must not be among them."""

    name: str
    title: str
    sql: str
    severity: Severity = "error"
    mostly: float = 1.0
    relation: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """How many rows break a check, and the first :data:`SAMPLE` of them."""

    name: str
    violations: int
    sample: tuple[Mapping[str, Any], ...] = ()
    title: str = ""
    severity: Severity = "error"
    allowed: int = 0

    @property
    def ok(self) -> bool:
        """Whether the check passes."""
        return self.violations <= self.allowed

    @property
    def blocks(self) -> bool:
        """Whether it fails and forbids a release."""
        return not self.ok and self.severity == "error"


def checks(dataset: Dataset) -> list[SqlCheck]:
    """Every check of a dataset: rendered from its declarations, then the files, by name."""
    rendered = [
        check
        for table in dataset.tables
        for check in (*_rule_checks(table), *_foreign_key_checks(table), *_span_checks(table))
    ]
    return rendered + [_file_check(path) for path in sorted(CHECKS.glob("*.sql"))]


def run_checks(con: duckdb.DuckDBPyConnection, dataset: Dataset, *, rules: bool = True) -> list[CheckResult]:
    """Run every check of the dataset over the connection's views; ``rules`` includes the tables' own rules.

    Rows whose article has no text (a stand-off release) are skipped by checks of text, and checked once it is attached.
    Raises :class:`CheckError` where a check could not be run.
    """
    return [run_check(con, check) for check in checks(dataset) if rules or not check.name.startswith("rule_")]


def run_check(con: duckdb.DuckDBPyConnection, check: SqlCheck) -> CheckResult:
    """Run one check; raises :class:`CheckError` where it could not be run."""
    import duckdb

    try:
        violations = con.execute(f"select count(*) from ({check.sql})").fetchall()[0][0]
        if not violations:
            return CheckResult(check.name, 0, (), check.title, check.severity)
        allowed = 0
        if check.mostly < 1 and check.relation is not None:
            rows = con.execute(f"select count(*) from {check.relation}").fetchall()[0][0]
            allowed = int((1 - check.mostly) * rows + 1e-9)
        sample = con.sql(f"select * from ({check.sql}) order by all limit {SAMPLE}").to_arrow_table().to_pylist()
    except duckdb.Error as error:
        raise CheckError(f"check {check.name} could not be run: {first_line(error)}") from error
    return CheckResult(check.name, violations, tuple(sample), check.title, check.severity, allowed)


def first_line(error: BaseException) -> str:
    """What an error of DuckDB says in one line; of one that a file system raised in Python it shows the whole traceback."""
    text = str(error).strip()
    if _TRACEBACK in text:
        return text.rpartition("\n")[2].partition(": ")[2]
    return text.partition("\n")[0]


def _rule_checks(table: Table) -> Iterator[SqlCheck]:
    for rule in sql_rules(table):
        yield SqlCheck(
            f"rule_{table.name}_{rule.name}",
            f"{table.title}: {rule.name.replace('_', ' ')}",
            rule.keys_sql,
            rule.severity,
            rule.mostly,
            identifier(table.name),
        )


def _foreign_key_checks(table: Table) -> Iterator[SqlCheck]:
    for key in table.foreign_keys:
        yield SqlCheck(
            f"foreign_key_{table.name}_{'_'.join(key.columns)}",
            f"{table.title}: {', '.join(key.columns)} names a row of {key.table}",
            _foreign_key_sql(table, key),
        )


def _foreign_key_sql(table: Table, key: ForeignKey) -> str:
    own = ", ".join(f"t.{identifier(name)}" for name in dict.fromkeys((*table.primary_key, *key.columns)))
    present = " and ".join(f"t.{identifier(name)} is not null" for name in key.columns)
    match = " and ".join(
        f"o.{identifier(there)} = t.{identifier(here)}" for here, there in zip(key.columns, key.references, strict=True)
    )
    return (
        f"select {own} from {identifier(table.name)} t where {present} "
        f"and not exists (select 1 from {identifier(key.table)} o where {match})"
    )


def _span_checks(table: Table) -> Iterator[SqlCheck]:
    if not table.has_spans:
        return
    own = ", ".join(f"t.{identifier(name)}" for name in table.primary_key)
    joined = f"from {identifier(table.name)} t join articles a using (article_id)"
    yield SqlCheck(
        f"span_bounds_{table.name}",
        f"{table.title}: spans end within the text",
        f'select {own}, t."start", t."end", a.char_count {joined} where t."end" > a.char_count',
    )
    if "text" in table.column_names:
        covered = 'substr(a."text", t."start" + 1, t."end" - t."start")'
        yield SqlCheck(
            f"span_text_{table.name}",
            f"{table.title}: text is what the span covers",
            f'select {own}, t."text", {covered} as found {joined} '
            f'where a."text" is not null and t."text" is not null and t."text" <> {covered}',
        )


def _file_check(path: Path) -> SqlCheck:
    sql = path.read_text(encoding="utf-8")
    title = sql.partition("\n")[0].removeprefix("--").strip().rstrip(".")
    return SqlCheck(path.stem, title, sql)
