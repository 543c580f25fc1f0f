"""Quality of rows: runs a table's expectations, keeps the results, and draws the pages people read.

Belongs here: running what ``schemas.render.expectations`` declares and showing what came out. Does not belong here: the rules
themselves, rules over several tables (``warehouse.sql_checks``), and Great Expectations' own pages (``warehouse.data_docs``).

Great Expectations is imported inside the functions that need it: it costs seconds. It sees rows as a pandas data frame in
memory: all of them up to :data:`SAMPLE_ROWS`, beyond that a deterministic sample, and then DuckDB applies the same rules to all.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.model import Dataset, ListOfStruct, Severity, Table
from schemas.render import arrow
from schemas.render import expectations as rendered
from schemas.render.duckdb import identifier, literal
from warehouse import files
from warehouse.belonging import FEW, NOBODY, Owners, owners, shown_keys
from warehouse.errors import WarehouseError
from warehouse.layout import Day, Layout
from warehouse.sql_checks import CheckError, CheckResult, SqlCheck, bounded, count_rules, rule_check, run_check

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

SAMPLE_ROWS = 20_000
SAMPLED_FILES = 10
"""Files that a sample is spread over, where the first ones in its order hold enough rows."""
FAILING_KEYS = 20
PAGES = Path(__file__).parent / "pages"
"""Templates and styles of pages."""


class QualityError(WarehouseError):
    """An expectation could not be computed; nothing is known about the rows."""


@dataclass(frozen=True)
class ExpectationResult:
    """What came out of one expectation.

    ``observed`` is a number or phrase for people, ``failing_count`` how many rows break the rule, ``failing_keys`` the
    primary keys of the first :data:`FAILING_KEYS` of them, ``checked_by`` who looked: Great Expectations, SQL, or both. ``owners`` are the
    documents whose rows they are, where somebody asked (:func:`named`).
    """

    name: str
    success: bool
    severity: Severity
    observed: str
    failing_count: int = 0
    failing_keys: tuple[Mapping[str, Any], ...] = ()
    checked_by: str = "great_expectations"
    owners: Owners = NOBODY

    @property
    def line(self) -> str:
        """What is wrong, in one line, with the documents and the keys of the first rows."""
        keys = shown_keys(self.failing_keys[:FEW])
        return f"{self.name}: {self.observed}{self.owners.phrase}" + (f": {keys}" if keys else "")


@dataclass(frozen=True)
class Validation:
    """What came out of a table's suite. ``success``: every rule holds. ``blocked``: one that blocks does not.

    ``covers`` names the batches whose parts were looked at, each with the SHA-256 of its part; none, where the rows were no parts.
    """

    table: str
    rows: int
    success: bool
    blocked: bool
    results: tuple[ExpectationResult, ...]
    statistics: Mapping[str, float]
    covers: Mapping[str, str] = field(default_factory=dict)
    gx_result: Any = field(default=None, repr=False, compare=False)

    @property
    def failed(self) -> tuple[ExpectationResult, ...]:
        """The results that did not succeed."""
        return tuple(result for result in self.results if not result.success)

    def covering(self, parts: Mapping[str, str]) -> Validation:
        """The same, of these parts: SHA-256 by batch."""
        return replace(self, covers=dict(parts))

    def to_json(self) -> str:
        """The validation as JSON, with stable key order."""
        fields = {name: value for name, value in vars(self).items() if name != "gx_result"}
        fields["results"] = [asdict(result) for result in self.results]
        return json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"


def _scalar(value: Any) -> Any:
    """A value of a data frame as JSON can hold it."""
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, (bool, int, float, str)) or plain is None else str(plain)


def validate(table: Table, rows: pa.Table, *, sample: int = SAMPLE_ROWS) -> Validation:
    """Run the table's suite over ``rows``; where they are more than ``sample``, over so many of them, and SQL over all.

    Raises :class:`QualityError` where an expectation could not be computed.
    """
    if rows.num_rows <= sample:
        return _validation(table, rows, rows.num_rows)
    return _validation(table, _sample(table, rows, sample), rows.num_rows, _run_sql(table, rows))


def validate_files(
    table: Table,
    paths: Sequence[Path],
    temporary: Path,
    *,
    sample: int = SAMPLE_ROWS,
    checks: Sequence[CheckResult] | None = None,
) -> Validation:
    """:func:`validate` over Parquet files of a table as one whole, in memory that does not grow with them.

    Of more than ``sample`` rows only those are read into memory; DuckDB scans the others, and spills below ``temporary``,
    unless the caller has run the SQL checks over these files and gives their results as ``checks``.

    Raises :class:`QualityError` where a file cannot be read or an expectation not be computed.
    """
    files_rows = {path: _metadata(path).num_rows for path in paths}
    total = sum(files_rows.values())
    if total <= sample:
        pieces = [_conformed(table, path, None) for path in paths]
        return _validation(table, pa.concat_tables(pieces) if pieces else arrow.empty(table), total)
    if checks is not None:
        by_name = {check.name: check for check in checks}
        rules = [rule.name for rule in rendered.sql_rules(table)]
        in_sql = {rule: _sql_result(rule, by_name[rule_check(table, rule)], total) for rule in rules}
    else:
        listed = ", ".join(literal(str(path)) for path in paths)
        with bounded(temporary, paths[0].parent) as connection:
            in_sql = _in_sql(connection, table, f"read_parquet([{listed}], hive_partitioning = false)")
    return _validation(table, _sample_of_files(table, files_rows, sample), total, in_sql)


def _validation(
    table: Table, seen: pa.Table, rows: int, in_sql: Mapping[str, ExpectationResult] | None = None
) -> Validation:
    """What Great Expectations says of ``seen``, and SQL of all ``rows`` where those are more."""
    gx_result = _run_suite(table, seen)
    order = [expectation.name for expectation in rendered.expectations(table)]
    results = sorted((_result(table, o) for o in gx_result.results), key=lambda result: order.index(result.name))
    if in_sql is not None:
        results = _with_sql(results, in_sql)
    passed = sum(result.success for result in results)
    return Validation(
        table=table.name,
        rows=rows,
        success=passed == len(results),
        blocked=any(not result.success and result.severity == "error" for result in results),
        results=tuple(results),
        statistics={"expectations": len(results), "passed": passed, "checked_rows": seen.num_rows},
        gx_result=gx_result,
    )


def _metadata(path: Path) -> pq.FileMetaData:
    try:
        with path.open("rb") as stream:
            return pq.ParquetFile(stream).metadata
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from error


def _conformed(table: Table, path: Path, row_group: int | None) -> pa.Table:
    """Rows of a file, or of one of its row groups, as the table declares them."""
    try:
        with path.open("rb") as stream:
            opened = pq.ParquetFile(stream)
            return arrow.conform(opened.read() if row_group is None else opened.read_row_group(row_group), table)
    except (pa.ArrowInvalid, OSError, arrow.ConformError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> QualityError:
    reason = str(error).partition("\n")[0]
    return QualityError(f"{path} cannot be read ({reason}); delete it and run `kawaraban run` again")


def _sample_of_files(table: Table, files_rows: Mapping[Path, int], size: int) -> pa.Table:
    """Up to ``size`` rows of files, the same for files of the same names and rows: those whose names hash lowest give a share each.

    Of a file one row group is read, so memory is bounded by the sample and a row group.
    """

    def order(path: Path) -> bytes:
        return hashlib.blake2b(f"{table.name}/{path.name}".encode(), digest_size=8).digest()

    filled = sorted((path for path, rows in files_rows.items() if rows), key=order)
    share, pieces, missing = -(-size // min(SAMPLED_FILES, len(filled))), [], size
    for path in filled:
        groups = _metadata(path).num_row_groups
        rows = _conformed(table, path, int.from_bytes(order(path), "big") % groups)
        wanted = min(share, missing)
        pieces.append(_sample(table, rows, wanted) if rows.num_rows > wanted else rows)
        missing -= pieces[-1].num_rows
        if missing <= 0:
            break
    return pa.concat_tables(pieces)


def _sample(table: Table, rows: pa.Table, size: int) -> pa.Table:
    """The rows whose keys hash lowest: the same for the same rows, whatever their order."""
    import numpy as np
    from pandas.util import hash_pandas_object

    keys = rows.select(list(table.primary_key)).to_pandas()
    hashes = hash_pandas_object(keys, index=False).to_numpy()
    lowest = np.argpartition(hashes, size)[:size]
    return rows.take(pa.array(np.sort(lowest)))


def _frame(table: Table, rows: pa.Table) -> pd.DataFrame:
    nested = [column.name for column in table.columns if isinstance(column.type, ListOfStruct)]
    flat = rows.drop_columns([name for name in nested if name in rows.column_names])
    frame: pd.DataFrame = flat.to_pandas(date_as_object=False)
    return frame


@cache
def _context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


def _run_suite(table: Table, rows: pa.Table) -> Any:
    frame = _frame(table, rows)
    context = _context()
    suite = rendered.suite(table)
    if set(rows.column_names) != set(table.column_names):
        # nothing else can be computed on other columns
        suite.expectations = suite.expectations[:1]
    name = f"{table.name}-rows"
    source = context.data_sources.add_or_update_pandas("memory")
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": list(table.primary_key)}
    result = batch.validate(suite, result_format=result_format)
    for outcome in result.results:
        _raise_if_crashed(table, outcome)
    return result


def _raise_if_crashed(table: Table, outcome: Any) -> None:
    information = outcome.exception_info or {}
    # one record, or one for each metric
    records = [information] if "raised_exception" in information else list(information.values())
    for record in records:
        if isinstance(record, Mapping) and record.get("raised_exception"):
            name = outcome.expectation_config.meta["name"]
            message = str(record.get("exception_message")).partition("\n")[0]
            raise QualityError(f"{table.name}: expectation {name} could not be computed: {message}")


def _result(table: Table, outcome: Any) -> ExpectationResult:
    name = outcome.expectation_config.meta["name"]
    severity = next(e.severity for e in rendered.expectations(table) if e.name == name)
    found = outcome.result or {}
    count = int(found.get("unexpected_count") or 0)
    observed = found.get("observed_value")
    keys = tuple(
        {key: _scalar(row[key]) for key in table.primary_key if key in row}
        for row in (found.get("unexpected_index_list") or [])[:FAILING_KEYS]
    )
    return ExpectationResult(
        name=name,
        success=bool(outcome.success),
        severity=severity,
        observed=str(observed) if observed is not None else f"{count} of {found.get('element_count', 0)} rows",
        failing_count=count,
        failing_keys=keys,
    )


def _run_sql(table: Table, rows: pa.Table) -> dict[str, ExpectationResult]:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.register("rows_to_check", rows)
        return _in_sql(connection, table, "rows_to_check")


def _in_sql(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> dict[str, ExpectationResult]:
    """Results of the table's rules over all rows of ``relation``, by rule; failing keys are looked for where a rule fails."""
    results = {}
    try:
        counts = count_rules(connection, table, relation)
        for rule in rendered.sql_rules(table, relation):
            check = SqlCheck(rule.name, rule.name, rule.keys_sql, rule.severity, rule.mostly, relation)
            found = run_check(connection, check, counts.get(rule.name), sample=FAILING_KEYS)
            results[rule.name] = _sql_result(rule.name, found, counts[rendered.ROWS])
    except CheckError as error:
        raise QualityError(str(error)) from error
    return results


def _sql_result(name: str, found: CheckResult, rows: int) -> ExpectationResult:
    observed = f"{found.violations} of {rows} rows"
    return ExpectationResult(name, found.ok, found.severity, observed, found.violations, found.sample, "sql")


def _with_sql(results: Sequence[ExpectationResult], in_sql: Mapping[str, ExpectationResult]) -> list[ExpectationResult]:
    combined = []
    for result in results:
        whole = in_sql.get(result.name)
        if whole is None:
            combined.append(result)
            continue
        combined.append(
            ExpectationResult(
                name=result.name,
                # a sample can say nothing about how many rows there are
                success=whole.success and (result.success or result.name.startswith("row_count")),
                severity=result.severity,
                observed=whole.observed,
                failing_count=whole.failing_count,
                failing_keys=whole.failing_keys or result.failing_keys,
                checked_by="great_expectations on a sample, sql on all rows",
            )
        )
    return combined


def write_validation(layout: Layout, validation: Validation, day: Day | None = None, batch: str | None = None) -> Path:
    """Keep a validation as JSON at ``layout.quality`` and say where."""
    path = layout.quality(validation.table, day, batch)
    files.write_text(path, validation.to_json(), layout.temporary)
    return path


def read_validation(path: Path) -> Validation:
    """A validation that was kept; raises :class:`QualityError` where it cannot be read."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        results = tuple(
            ExpectationResult(
                **{**result, "failing_keys": tuple(result["failing_keys"]), "owners": _owners(result.get("owners"))}
            )
            for result in fields.pop("results")
        )
        return Validation(results=results, **fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise QualityError(f"{path} holds no validation ({error}); delete it and run `kawaraban run` again") from error


def _owners(kept: Mapping[str, Any] | None) -> Owners:
    return Owners(kept["count"], tuple(kept["few"])) if kept else NOBODY


def named(
    table: Table, validation: Validation, connection: duckdb.DuckDBPyConnection, relation: str | None = None
) -> Validation:
    """The same validation with the documents behind the rows that break what blocks; ``relation`` holds the rows that were looked at, and
    ``connection`` a view of every table."""
    rules = {rule.name: rule.keys_sql for rule in rendered.sql_rules(table, relation)}

    def told(result: ExpectationResult) -> ExpectationResult:
        if result.success or result.severity != "error":
            return result
        found = owners(connection, table, rules[result.name]) if result.name in rules else NOBODY
        if not found.count and result.failing_keys:
            found = owners(connection, table, _key_rows(result.failing_keys))
        return replace(result, owners=found)

    return replace(validation, results=tuple(map(told, validation.results)))


def _key_rows(keys: Sequence[Mapping[str, Any]]) -> str:
    """Keys as a query for them."""
    names = ", ".join(map(identifier, keys[0]))
    rows = ", ".join(
        f"({', '.join(str(v) if isinstance(v, int) else literal(str(v)) for v in key.values())})" for key in keys
    )
    return f"select * from (values {rows}) as k({names})"


@dataclass(frozen=True)
class TableQuality:
    """What is known of one table: how many rows, its validation, and the share (0-1) of missing values by column."""

    table: Table
    rows: int
    validation: Validation | None
    null_ratios: Mapping[str, float]


@dataclass(frozen=True)
class QualityReport:
    """What is known of a dataset; ``rejections`` counts records by ``(reason, is published nevertheless)``."""

    title: str
    tables: tuple[TableQuality, ...]
    checks: tuple[CheckResult, ...]
    rejections: Mapping[tuple[str, bool], int]

    @property
    def failed_checks(self) -> tuple[CheckResult, ...]:
        """SQL checks that do not pass."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    def problems(self) -> tuple[str, ...]:
        """What forbids a release, one line each."""
        expectations = [
            f"{quality.table.name}: {result.line}"
            for quality in self.tables
            if quality.validation is not None
            for result in quality.validation.failed
            if result.severity == "error"
        ]
        return (*expectations, *(check.line for check in self.checks if check.blocks))


def quality_report(
    con: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    *,
    title: str,
    validations: Mapping[str, Validation],
    checks: Sequence[CheckResult],
    counts: Mapping[str, tuple[int, Mapping[str, int]]] | None = None,
) -> QualityReport:
    """Report over a connection's views; ``validations`` by table name, as far as there are any.

    ``counts`` are rows and missing values by column of tables of which they are known already.
    """
    described = []
    for table in dataset.tables:
        nullable = [column.name for column in table.columns if column.nullable]
        if counts and table.name in counts:
            rows, nulls = counts[table.name]
            present = [rows - nulls.get(name, 0) for name in nullable]
        else:
            counted = ", ".join(["count(*)", *(f"count({identifier(name)})" for name in nullable)])
            rows, *present = con.execute(f"select {counted} from {identifier(table.name)}").fetchall()[0]
        ratios = {name: 1 - count / rows for name, count in zip(nullable, present, strict=True)} if rows else {}
        described.append(TableQuality(table, rows, validations.get(table.name), ratios))
    rejected = con.execute("select reason, is_published, count(*) from rejections group by all order by all").fetchall()
    return QualityReport(
        title,
        tuple(described),
        tuple(checks),
        {(reason, is_published): count for reason, is_published, count in rejected},
    )


def quality_page(report: QualityReport, target: Path, notice: str = "") -> Path:
    """Write the report as one HTML file that needs nothing else, neither network nor style sheet; ``notice`` stands at its top."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    page = environment.get_template("quality.html").render(report=report, notice=notice)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target
