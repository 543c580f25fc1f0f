"""Proving a batch: what holds of its rows for good, and whose rows break it.

Belongs here: running the checks of rows and articles over the tables of one batch, and of rows over a corpus table. Does not belong
here: the checks (``sql_checks``), cheaper ways to see that they hold (``proofs``), and where rows come from.

A check that looks at more than an article is asked of a release candidate; what of it can be seen in one batch, such as a key that
is there twice, is seen here already, while it is known whose rows they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.dataset import DATASET
from schemas.model import Dataset, ForeignKey, Severity, Span, Table
from schemas.render.duckdb import identifier
from schemas.render.expectations import Expectation
from warehouse import proofs
from warehouse.made import Proof
from warehouse.sql_checks import SqlCheck, checks, run_check

if TYPE_CHECKING:
    import duckdb

KEYS = 5
"""Failing keys that are told of a check."""
_ID_LENGTH = 80
_DETAIL_LENGTH = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


Keys = tuple[Mapping[str, Any], ...]
"""What tells some rows from others."""


@dataclass(frozen=True)
class Breach:
    """A check that rows do not obey: how many, the keys of some, and the documents whose they are, as far as that is known."""

    check: str
    title: str
    severity: Severity
    violations: int
    keys: Keys
    documents: Mapping[str, Keys] = field(default_factory=dict, hash=False)

    @property
    def line(self) -> str:
        """What is wrong, in one line, with the documents."""
        whose = f" of {', '.join(sorted(self.documents)[:KEYS])}" if self.documents else ""
        return f"{self.check}: {self.violations} rows{whose}: {_shown(self.keys)} ({self.title})"

    def of(self, document: str) -> str:
        """What is wrong with one document, in one line."""
        return f"{self.check}: {_shown(self.documents[document])} ({self.title})"


def _shown(keys: Keys) -> str:
    return "; ".join(", ".join(f"{name} {value}" for name, value in key.items()) for key in keys)


def documents(breaches: Sequence[Breach]) -> dict[str, str]:
    """Documents whose rows break a rule that blocks, each with which, and the keys of the rows."""
    found: dict[str, list[str]] = {}
    for breach in breaches:
        for document in breach.documents if breach.severity == "error" else ():
            found.setdefault(document, []).append(breach.of(document))
    return {document: " | ".join(lines)[:_DETAIL_LENGTH] for document, lines in found.items()}


def proof(breaches: Sequence[Breach], quarantined: Mapping[str, str] | None = None) -> Proof:
    """What a record keeps of a proof by these checks."""
    by_severity: dict[str, list[str]] = {"error": [], "warn": []}
    for breach in breaches:
        by_severity[breach.severity].append(breach.line)
    return Proof(version(), tuple(by_severity["error"]), tuple(by_severity["warn"]), dict(quarantined or {}))


@cache
def version(dataset: Dataset = DATASET) -> str:
    """Version of the checks and of the code that runs them: what another one proved is proved again."""
    digest = hashlib.sha256()
    for check in checks(dataset):
        digest.update(f"{check.name}\0{check.sql}\0{check.severity}\0{check.mostly}\0{check.scope}\0".encode())
    for module in ("proofs.py", "proving.py"):
        digest.update((Path(__file__).parent / module).read_bytes())
    return digest.hexdigest()[:16]


@cache
def of_batch(dataset: Dataset = DATASET) -> tuple[SqlCheck, ...]:
    """The checks that are asked of a batch."""
    return tuple(check for check in checks(dataset) if check.scope != "corpus" or _is_key(check))


def _is_key(check: SqlCheck) -> bool:
    return isinstance(check.source, Expectation) and bool(check.source.partition_by)


def of_table(table: Table, dataset: Dataset = DATASET) -> tuple[SqlCheck, ...]:
    """The checks that are asked of a corpus table when it is merged: its own rules."""
    return tuple(check for check in checks(dataset) if check.table == table and isinstance(check.source, Expectation))


def prove(rows: Mapping[str, pa.Table]) -> list[Breach]:
    """The checks that the tables of a batch break; ``rows`` holds every declared table, its share of corpus tables among them."""
    columns = proofs.Columns(rows)
    open_ = [check for check in of_batch() if not proofs.holds(check, columns)]
    return list(_ask(open_, rows)) if open_ else []


def prove_table(table: Table, rows: pa.Table) -> list[Breach]:
    """The rules that a corpus table breaks."""
    open_ = [check for check in of_table(table) if not proofs.rule_holds(_rule(check), rows)]
    return list(_ask(open_, {table.name: rows}, documents=False)) if open_ else []


def _rule(check: SqlCheck) -> Expectation:
    assert isinstance(check.source, Expectation)  # noqa: S101 - what ``of_table`` selects by
    return check.source


def _ask(open_: Sequence[SqlCheck], rows: Mapping[str, pa.Table], *, documents: bool = True) -> Iterator[Breach]:
    """The breaches among checks that could not be proved."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, table in rows.items():
            connection.register(name, table)
        for check in open_:
            found = run_check(connection, check, sample=KEYS)
            if found.ok and not found.violations:
                continue
            whose = _documents(connection, check) if documents and not found.ok else {}
            severity = check.severity if not found.ok else "warn"
            yield Breach(check.name, found.title, severity, found.violations, tuple(map(_key, found.sample)), whose)


def _key(row: Mapping[str, Any]) -> dict[str, Any]:
    """What tells which row it is: identifiers and numbers, and no words of the source."""
    return {
        name: value if isinstance(value, int) else _CONTROL.sub(" ", str(value))[:_ID_LENGTH]
        for name, value in row.items()
        if isinstance(value, int) or (name.endswith("_id") and value is not None)
    }


def _documents(connection: duckdb.DuckDBPyConnection, check: SqlCheck) -> dict[str, Keys]:
    """Documents that the rows which break a check belong to, each with the keys of some."""
    found: dict[str, Keys] = {}
    for query in _queries(check):
        few = f"select * from ({query}) qualify row_number() over (partition by whose) <= {KEYS}"
        for row in connection.sql(few).to_arrow_table().to_pylist():
            document = row.pop("whose")
            if document is not None:
                found[document] = (*found.get(document, ()), _key(row))[:KEYS]
    return found


def _queries(check: SqlCheck) -> Iterator[str]:
    """The rows that break a check, each with the document ``whose`` it is."""
    table = check.table
    articles = "join articles a using (article_id)"
    if table is None or isinstance(check.source, Span):
        is_of_document = "d.document_id" in check.sql
        if is_of_document:
            yield f"select document_id as whose, b.* from ({check.sql}) b"
        else:
            yield f"select a.document_id as whose, b.* from ({check.sql}) b {articles}"
    elif "article_id" in table.column_names:
        yield f"select a.document_id as whose, b.* from ({_joined(table, table.primary_key, check.sql, table.primary_key)}) b {articles}"
    elif "document_id" in table.column_names:
        yield f"select document_id as whose, b.* from ({_joined(table, table.primary_key, check.sql, table.primary_key)}) b"
    else:
        for other, key in _referring(table):
            yield f"select a.document_id as whose, b.* from ({_joined(other, key.columns, check.sql, key.references)}) b {articles}"


def _joined(table: Table, own: Sequence[str], broken: str, theirs: Sequence[str]) -> str:
    """Keys of the rows of ``table`` whose columns ``own`` are ``theirs`` of broken rows, with article and document."""
    matching = " and ".join(f"t.{identifier(a)} = b.{identifier(b)}" for a, b in zip(own, theirs, strict=True))
    whose = [name for name in ("article_id", "document_id") if name in table.column_names]
    names = ", ".join(f"t.{identifier(name)}" for name in dict.fromkeys((*whose[:1], *table.primary_key)))
    return f"select distinct {names} from {identifier(table.name)} t join ({broken}) b on {matching}"


def _referring(table: Table, dataset: Dataset = DATASET) -> Iterator[tuple[Table, ForeignKey]]:
    """Tables of articles that name rows of a corpus table, or what those rows name themselves."""
    named = {(table.name, table.primary_key), *((key.table, key.columns) for key in table.foreign_keys)}
    for other in dataset.tables:
        for key in other.foreign_keys if "article_id" in other.column_names else ():
            if (key.table, key.references) in named:
                yield other, key
