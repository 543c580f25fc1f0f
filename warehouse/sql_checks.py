"""SQL checks over a whole dataset: foreign keys, spans, and every file of ``warehouse/checks``.

Belongs here: running checks and saying what broke them. Does not belong here: rules about one table's own rows, which are
declared with it. A check is a query that returns the rows that break it; an empty answer passes.

Each check has a scope. What looks at a row or an article by itself holds of a part for good, and is proved when the part is made
(``warehouse.proving``); what looks at more is asked of every release candidate. Whoever verifies a release asks all.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from schemas.model import Dataset, ForeignKey, Scope, Severity, Span, Table
from schemas.render.duckdb import identifier, literal
from schemas.render.expectations import Expectation, count_queries, expectations, sql_rules
from warehouse.belonging import FEW, NOBODY, Owners, key_of, owners, shown_keys
from warehouse.errors import WarehouseError
from warehouse.layout import is_local

if TYPE_CHECKING:
    import duckdb

    from warehouse.addresses import TableFiles

CHECKS = Path(__file__).parent / "checks"
SAMPLE = 10
MEMORY_LIMIT = "512MB"
_TRACEBACK = "Traceback (most recent call last)"
# What is tried, one after the other, where a query does not fit into that: each thread holds memory of its own
_RELIEF = ("SET threads = 1", "SET memory_limit = '2GB'")
_AGAIN_AS_USUAL = ("RESET threads", f"SET memory_limit = '{MEMORY_LIMIT}'")


class CheckError(WarehouseError):
    """A check could not be run; nothing is known."""


@dataclass(frozen=True)
class SqlCheck:
    """A query for the rows that break a rule. ``mostly`` of ``relation``'s rows must not be among them.

    ``proof``, where there is one, costs less: without an answer, no row breaks the rule. ``table`` and ``source`` are what the check
    was rendered from; a check of a file has no source, and a table only where its rows are keys of that. Rows of a check of an article
    have its ``article_id`` or ``document_id``.
    """

    name: str
    title: str
    sql: str
    severity: Severity = "error"
    mostly: float = 1.0
    relation: str | None = None
    proof: str | None = None
    scope: Scope = "corpus"
    table: Table | None = None
    source: Expectation | ForeignKey | Span | None = None


@dataclass(frozen=True)
class CheckResult:
    """How many rows break a check, the first :data:`SAMPLE` of them, and, where it blocks, the documents whose they are."""

    name: str
    violations: int
    sample: tuple[Mapping[str, Any], ...] = ()
    title: str = ""
    severity: Severity = "error"
    allowed: int = 0
    owners: Owners = NOBODY

    @property
    def ok(self) -> bool:
        """Whether the check passes."""
        return self.violations <= self.allowed

    @property
    def blocks(self) -> bool:
        """Whether it fails and forbids a release."""
        return not self.ok and self.severity == "error"

    @property
    def line(self) -> str:
        """What is wrong, in one line, with the documents and the keys of the first rows."""
        keys = shown_keys(key_of(row) for row in self.sample[:FEW])
        return (
            f"{self.name}: {self.violations} rows{self.owners.phrase}"
            + (f": {keys}" if keys else "")
            + (f" ({self.title})" if self.title else "")
        )


def owner(check: SqlCheck) -> Table | None:
    """The table whose keys the rows of a check have; none where they name the article or the document themselves."""
    return None if isinstance(check.source, Span) else check.table


def table_files(base: Path) -> TableFiles | None:
    """What DuckDB asks for files below an address, instead of an extension; none for a directory of this machine."""
    if is_local(base):
        return None
    from warehouse.addresses import TableFiles

    return TableFiles(base)


@contextlib.contextmanager
def bounded(temporary: Path, base: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that reads files below ``base``, which may be an address. It holds :data:`MEMORY_LIMIT` at most, and
    spills what is more to files below ``temporary``."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        elsewhere = table_files(base)
        if elsewhere is not None:
            connection.register_filesystem(elsewhere)
        bound(connection, temporary)
        yield connection


def bound(connection: duckdb.DuckDBPyConnection, temporary: Path) -> None:
    """Bound a connection's memory, as :func:`bounded` does; the files it spills are gone when it is closed."""
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"SET temp_directory = {literal(str(temporary / 'duckdb'))}")
    # answers are counts and sorted samples: rows in their order would only be held longer
    connection.execute("SET preserve_insertion_order = false")
    # the files do not change meanwhile, and every check would read every footer again
    connection.execute("SET parquet_metadata_cache = true")


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query of ours; one that does not fit into a bounded connection's memory is asked again by one thread, then
    with 2 GB. Raises ``duckdb.Error`` where that does not help either."""
    import duckdb

    reliefs = iter(_RELIEF)
    tried = False
    while True:
        try:
            found = connection.execute(sql).fetchall()
        except duckdb.OutOfMemoryException:
            relief = next(reliefs, None)
            if relief is None:
                raise
            connection.execute(relief)
            tried = True
            continue
        for setting in _AGAIN_AS_USUAL if tried else ():
            connection.execute(setting)
        return found


def checks(dataset: Dataset) -> list[SqlCheck]:
    """Every check of a dataset: rendered from its declarations, then the files, by name."""
    rendered = [
        check
        for table in dataset.tables
        for check in (
            *(check for _, check in _rule_checks(table)),
            *_foreign_key_checks(table, dataset),
            *_span_checks(table),
        )
    ]
    return rendered + [_file_check(path, dataset) for path in sorted(CHECKS.glob("*.sql"))]


def run_corpus_checks(con: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[CheckResult]:
    """Run the checks that look at more than an article; raises :class:`CheckError` where one could not be run."""
    wanted = [check for check in checks(dataset) if check.scope == "corpus"]
    counts = {
        table.name: count_rules(
            con,
            table,
            only={
                check.source.name for check in wanted if check.table == table and isinstance(check.source, Expectation)
            },
        )
        for table in dataset.tables
    }
    found = []
    for check in wanted:
        known = counts[check.table.name] if check.table is not None else {}
        found.append(
            run_check(con, check, known.get(check.source.name) if isinstance(check.source, Expectation) else None)
        )
    return found


def run_checks(
    con: duckdb.DuckDBPyConnection, dataset: Dataset, *, rules: bool = True, only: Collection[str] | None = None
) -> list[CheckResult]:
    """Run every check of the dataset over the connection's views; ``rules`` includes the tables' own rules.

    With ``only`` those that need no other tables than these: their own rules, and keys among them.

    Rows whose article has no text (a stand-off release) are skipped by checks of text, and checked once it is attached.
    Raises :class:`CheckError` where a check could not be run.
    """
    found = []
    for table in dataset.tables if rules else ():
        if only is None or table.name in only:
            counts = count_rules(con, table)
            found += [run_check(con, check, counts.get(name)) for name, check in _rule_checks(table)]
    others = [check for check in checks(dataset) if not check.name.startswith("rule_")]
    return found + [run_check(con, check) for check in others if only is None or _is_among(check, only)]


def _is_among(check: SqlCheck, tables: Collection[str]) -> bool:
    """Whether a check is of a key between these tables."""
    return (
        check.table is not None
        and isinstance(check.source, ForeignKey)
        and {check.table.name, check.source.table} <= set(tables)
    )


def count_rules(
    con: duckdb.DuckDBPyConnection, table: Table, relation: str | None = None, *, only: Collection[str] | None = None
) -> dict[str, int]:
    """Rows of ``relation`` (the table's view where none is given) that break each rule, by its name; ``rows``: all rows.

    A rule that may be broken and is not counted by a scan of all of them together has no entry; with ``only``, others than those
    may have none, either. Raises :class:`CheckError` where a rule could not be computed.
    """
    import duckdb

    counts: dict[str, int] = {}
    try:
        for query in count_queries(table, relation):
            if only is not None and not set(only).intersection(query.rules):
                continue
            values = rows_of(con, query.sql)[0]
            if not query.is_proof or not any(values):
                counts.update(zip(query.rules, values, strict=True))
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise CheckError(f"rules of {table.name} could not be computed: {reason}") from error
    return counts


def run_check(
    con: duckdb.DuckDBPyConnection, check: SqlCheck, violations: int | None = None, *, sample: int = SAMPLE
) -> CheckResult:
    """Run one check; raises :class:`CheckError` where it could not be run.

    ``violations`` is how many rows break it, where that is known; up to ``sample`` of them are looked up.
    """
    import duckdb

    try:
        if violations is None and check.proof and not rows_of(con, f"{check.proof} limit 1"):
            violations = 0
        if violations is None:
            violations = rows_of(con, f"select count(*) from ({check.sql})")[0][0]
        if not violations:
            return CheckResult(check.name, 0, (), check.title, check.severity)
        allowed = 0
        if check.mostly < 1 and check.relation is not None:
            rows = rows_of(con, f"select count(*) from {check.relation}")[0][0]
            allowed = int((1 - check.mostly) * rows + 1e-9)
        listed = con.sql(f"select * from ({check.sql}) order by all limit {sample}").to_arrow_table().to_pylist()
    except duckdb.Error as error:
        raise CheckError(f"check {check.name} could not be run: {first_line(error)}") from error
    found = CheckResult(check.name, violations, tuple(listed), check.title, check.severity, allowed)
    return replace(found, owners=owners(con, owner(check), check.sql)) if found.blocks else found


def first_line(error: BaseException) -> str:
    """What an error of DuckDB says in one line; of one that a file system raised in Python it shows the whole traceback."""
    text = str(error).strip()
    if _TRACEBACK in text:
        return text.rpartition("\n")[2].partition(": ")[2]
    return text.partition("\n")[0]


def rule_check(table: Table, rule: str) -> str:
    """Name of the check that is a table's own rule.

    >>> from schemas.dataset import DATASET
    >>> rule_check(DATASET.table("blocks"), "range_start")
    'rule_blocks_range_start'
    """
    return f"rule_{table.name}_{rule}"


def _rule_checks(table: Table) -> Iterator[tuple[str, SqlCheck]]:
    """The checks of a table's own rules, each with the rule's name."""
    declared = {found.name: found for found in expectations(table)}
    for rule in sql_rules(table):
        source = declared[rule.name]
        check = SqlCheck(
            rule_check(table, rule.name),
            f"{table.title}: {rule.name.replace('_', ' ')}",
            rule.keys_sql,
            rule.severity,
            rule.mostly,
            identifier(table.name),
            scope=_rule_scope(source),
            table=table,
            source=source,
        )
        yield rule.name, check


def _rule_scope(rule: Expectation) -> Scope:
    """A key with the article in it is unique where it is so in the article: an article is one row, and lies in one part."""
    if rule.partition_by:
        return "article" if "article_id" in rule.partition_by and len(rule.partition_by) > 1 else "corpus"
    return "row" if rule.violated is not None else "corpus"


def _foreign_key_checks(table: Table, dataset: Dataset) -> Iterator[SqlCheck]:
    for key in table.foreign_keys:
        of_article = {"article_id"} <= set(table.column_names) & set(dataset.table(key.table).column_names)
        yield SqlCheck(
            f"foreign_key_{table.name}_{'_'.join(key.columns)}",
            f"{table.title}: {', '.join(key.columns)} names a row of {key.table}",
            _foreign_key_sql(table, key),
            proof=_foreign_key_proof(table, key),
            scope="article" if of_article and len(key.columns) == 1 else "corpus",
            table=table,
            source=key,
        )


def _foreign_key_proof(table: Table, key: ForeignKey) -> str:
    """Each value once: most repeat, and comparing costs more than grouping."""
    own = ", ".join(map(identifier, key.columns))
    present = " and ".join(f"{identifier(name)} is not null" for name in key.columns)
    theirs = ", ".join(map(identifier, key.references))
    return (
        f"select * from (select distinct {own} from {identifier(table.name)} where {present} "
        f"except select {theirs} from {identifier(key.table)})"
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
    """Of every span that the table declares: it ends within the text, its text is what it covers, and no part of it is missing."""
    own = ", ".join(f"t.{identifier(name)}" for name in dict.fromkeys(("article_id", *table.primary_key)))
    joined = f"from {identifier(table.name)} t join articles a using (article_id)"
    for span in table.spans:
        suffix = f"{table.name}_{span.name}" if span.name else table.name
        start, end = f"t.{identifier(span.start)}", f"t.{identifier(span.end)}"

        def check(
            kind: str, demand: str, condition: str, shown: str, span: Span = span, suffix: str = suffix
        ) -> SqlCheck:
            sql = f"select {own}, {shown} {joined} where {condition}"
            title = f"{table.title}: {f'{span.name}: ' if span.name else ''}{demand}"
            return SqlCheck(f"{kind}_{suffix}", title, sql, scope="article", table=table, source=span)

        bounds = f"{end} > a.char_count"
        yield check("span_bounds", "spans end within the text", bounds, f"{start}, {end}, a.char_count")
        text = f"t.{identifier(span.text)}" if span.text is not None else None
        if text is not None:
            covered = f'substr(a."text", {start} + 1, {end} - {start})'
            differs = f'a."text" is not null and {text} is not null and {start} is not null and {text} is distinct from {covered}'
            yield check("span_text", "text is what the span covers", differs, f"{text}, {covered} as found")
        if table.column(span.start).nullable:
            apart = f"({start} is null) <> ({end} is null)"
            if text is not None:
                apart += f' or (a."text" is not null and ({start} is null) <> ({text} is null))'
            yield check(
                "span_together", "start, end and text are there together or not at all", apart, f"{start}, {end}"
            )


_SCOPE = re.compile(r"^-- Scope: (row|article|corpus)\.$", re.MULTILINE)
_TABLE = re.compile(r"^-- Table: (\w+)\.$", re.MULTILINE)


def _file_check(path: Path, dataset: Dataset) -> SqlCheck:
    sql = path.read_text(encoding="utf-8")
    title = sql.partition("\n")[0].removeprefix("--").strip().rstrip(".")
    scope = _SCOPE.search(sql)
    if scope is None:
        raise CheckError(f"{path.name} does not say its scope; add a line `-- Scope: row.`, `article` or `corpus`")
    keys = _TABLE.search(sql)
    table = dataset.table(keys[1]) if keys else None
    return SqlCheck(path.stem, title, sql, scope=cast("Scope", scope[1]), table=table)
