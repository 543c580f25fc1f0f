"""Proving a batch: what holds of its rows for good, and whose rows break it.

Belongs here: running the checks of rows and articles over the tables of one batch, and of rows over a corpus table. Does not belong
here: the checks (``sql_checks``), cheaper ways to see that they hold (``proofs``), and where rows come from.

A check that looks at more than an article is asked of a release candidate; what of it can be seen in one batch, such as a key that
is there twice, is seen here already, while it is known whose rows they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from schemas.dataset import DATASET
from schemas.model import Dataset, Severity, Table
from schemas.render.expectations import Expectation
from warehouse import belonging, proofs
from warehouse.belonging import Keys, Owners, key_of, shown_keys
from warehouse.made import Proof
from warehouse.sql_checks import SqlCheck, checks, owner, run_check

if TYPE_CHECKING:
    import duckdb

KEYS = 5
"""Failing keys that are told of a check."""
_DETAIL_LENGTH = 500


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
        whose = Owners.of(self.documents).phrase
        return f"{self.check}: {self.violations} rows{whose}: {shown_keys(self.keys)} ({self.title})"

    def of(self, document: str) -> str:
        """What is wrong with one document, in one line."""
        return f"{self.check}: {shown_keys(self.documents[document])} ({self.title})"


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
    for module in ("belonging.py", "proofs.py", "proving.py"):
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
            yield Breach(check.name, found.title, severity, found.violations, tuple(map(key_of, found.sample)), whose)


def _documents(connection: duckdb.DuckDBPyConnection, check: SqlCheck) -> dict[str, Keys]:
    """Documents that the rows which break a check belong to, each with the keys of some."""
    found: dict[str, Keys] = {}
    for query in belonging.queries(owner(check), check.sql):
        few = f"select * from ({query.sql}) qualify row_number() over (partition by whose) <= {KEYS}"
        for row in connection.sql(few).to_arrow_table().to_pylist():
            document = row.pop("whose")
            if document is not None:
                found[document] = (*found.get(document, ()), key_of(row))[:KEYS]
    return found
