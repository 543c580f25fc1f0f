"""What changed from one release to another: rows by key, declarations, and figures of accuracy.

Belongs here: comparing two releases, and ``changes/<table>.parquet``. Does not belong here: how that is told (``history``).

Files that both releases have, byte for byte, are known by the hashes of their manifests and not read: a key is in one file of a table
alone, so what is left on either side can be compared by itself. DuckDB joins it by key, in bounded memory.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.compatibility import Difference, compare
from schemas.dataset import DATASET
from schemas.model import Dataset, Table
from schemas.render import arrow
from schemas.render.duckdb import identifier, literal
from warehouse import occupied, tables
from warehouse.layout import is_local
from warehouse.release import manifest
from warehouse.release.manifest import MANIFEST, ReleaseError
from warehouse.sql_checks import bounded, first_line

if TYPE_CHECKING:
    import duckdb

FOLDER = "changes"
SCHEMA = "schema.json"
KINDS = ("added", "removed", "changed")


@dataclass(frozen=True)
class TableChanges:
    """Rows of a table before and now, and the keys that were added, removed or changed.

    ``rows`` has the key, ``change`` (one of :data:`KINDS`) and ``columns``, the names of those whose values are others. What a release no
    longer says is not repeated: of a removed row, key columns that can hold words are null.
    """

    name: str
    before: int
    now: int
    rows: pa.Table

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were added, removed and changed."""
        found = Counter(self.rows["change"].to_pylist())
        return {kind: found[kind] for kind in KINDS}

    @property
    def columns(self) -> dict[str, int]:
        """In how many changed rows each column has another value, the most first."""
        found = Counter(pc.list_flatten(self.rows["columns"]).to_pylist())
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class FigureChange:
    """A figure of accuracy before and now; ``None`` where there was or is none."""

    name: str
    before: float | None
    now: float | None


@dataclass(frozen=True)
class Changes:
    """All that changed from the release ``before`` to the release ``now``, by version; ``schema`` is ``None`` where it is not known."""

    before: str
    now: str
    schema_before: str
    schema_now: str
    tables: tuple[TableChanges, ...]
    schema: tuple[Difference, ...] | None
    figures: tuple[FigureChange, ...]


def between(before: Path, now: Path, *, temporary: Path | None = None) -> Changes:
    """What changed between two releases, each a directory or an address; raises :class:`ReleaseError` where one is none."""
    with occupied.reading(before), occupied.reading(now):
        return _between(before, now, temporary)


def _between(before: Path, now: Path, temporary: Path | None) -> Changes:
    held, holds = manifest.read_manifest(before), manifest.read_manifest(now)
    if held["edition"] != holds["edition"]:
        raise ReleaseError(
            f"{held['version']} is of the {held['edition']} edition and {holds['version']} of the {holds['edition']} one; compare releases of one edition"
        )
    if manifest.subset(before) or manifest.subset(now):
        raise ReleaseError("one of the releases was fetched in part; fetch all of it to compare it")
    hashes = {file["path"]: file["sha256"] for file in holds["files"]}
    counts = {name: int(table["rows"]) for name, table in holds["tables"].items()}
    with tempfile.TemporaryDirectory(dir=temporary) as spilled:
        found = tuple(of_tables(before, held, now, hashes, counts, Path(spilled)))
    schema = _differences(before, _read_json(now / SCHEMA))
    return Changes(
        held["version"],
        holds["version"],
        held["schema_version"],
        holds["schema_version"],
        found,
        schema,
        of_figures(before, now),
    )


def of_tables(
    before: Path,
    held: Mapping[str, Any],
    now: Path,
    hashes: Mapping[str, str],
    counts: Mapping[str, int],
    temporary: Path,
    dataset: Dataset = DATASET,
) -> Iterator[TableChanges]:
    """The changes of every table; ``held`` is the manifest before, ``hashes`` and ``counts`` are what the one of now says or will say."""
    old = {file["path"]: file["sha256"] for file in held["files"]}
    with bounded(temporary, before if not is_local(before) else now) as connection:
        for table in dataset.tables:
            sides = (
                _different(before, table, old, set(hashes.values())),
                _different(now, table, hashes, set(old.values())),
            )
            rows = _told(connection, table, *sides)
            yield TableChanges(
                table.name, int(held["tables"].get(table.name, {}).get("rows", 0)), counts.get(table.name, 0), rows
            )


def _told(connection: duckdb.DuckDBPyConnection, table: Table, before: Sequence[str], now: Sequence[str]) -> pa.Table:
    import duckdb

    try:
        return _compare(connection, table, before, now)
    except (duckdb.Error, pa.ArrowException) as error:
        raise ReleaseError(f"{table.name} cannot be compared: {first_line(error)}") from error


def _different(release: Path, table: Table, hashes: Mapping[str, str], others: set[str]) -> list[str]:
    """Files of a table that the other release does not have."""
    prefix = f"data/{table.name}/"
    return [str(release / name) for name, digest in hashes.items() if name.startswith(prefix) and digest not in others]


def schema_of(table: Table) -> pa.Schema:
    """Columns of ``changes/<table>.parquet``: the key, ``change`` and ``columns``."""
    keys = [
        pa.field(name, arrow.data_type(table.column(name).type), nullable=table.column(name).holds_words)
        for name in table.primary_key
    ]
    return pa.schema(
        [
            *keys,
            pa.field("change", pa.string(), nullable=False),
            pa.field("columns", pa.list_(pa.string()), nullable=False),
        ]
    )


def _compare(
    connection: duckdb.DuckDBPyConnection, table: Table, before: Sequence[str], now: Sequence[str]
) -> pa.Table:
    """Rows that only one side has, and rows of which a column that both sides have is another."""
    schema = schema_of(table)
    if not before and not now:
        return schema.empty_table()
    shared = _shared(connection, table, before, now)
    if shared is None:
        raise ReleaseError(f"{table.name} has another key; its rows cannot be compared")
    kept = [name for name in shared if name not in table.primary_key]
    keys = [identifier(name) for name in table.primary_key]
    both = f"o.{keys[0]} is not null and n.{keys[0]} is not null"
    different = [f"{both} and o.{identifier(name)} is distinct from n.{identifier(name)}" for name in kept]
    named = ", ".join(
        f"case when {condition} then {literal(name)} end" for name, condition in zip(kept, different, strict=True)
    )
    columns = f"list_filter([{named}]::varchar[], lambda x: x is not null)" if kept else "[]::varchar[]"
    missing = {
        name: f"case when n.{keys[0]} is null then null else n.{identifier(name)} end"
        if table.column(name).holds_words
        else f"coalesce(n.{identifier(name)}, o.{identifier(name)})"
        for name in table.primary_key
    }
    shown = ", ".join(f"{expression} as {identifier(name)}" for name, expression in missing.items())
    joined = " and ".join(f"o.{key} = n.{key}" for key in keys)
    ordered = ", ".join(f"coalesce(n.{key}, o.{key})" for key in keys)
    query = f"""
        select {shown},
            case when o.{keys[0]} is null then 'added' when n.{keys[0]} is null then 'removed' else 'changed' end as change,
            {columns} as columns
        from {_side(connection, table, before)} o full join {_side(connection, table, now)} n on {joined}
        where o.{keys[0]} is null or n.{keys[0]} is null {"".join(f" or ({condition})" for condition in different)}
        order by {ordered}"""
    found = connection.sql(query).to_arrow_table()
    return pa.table([found[name].cast(schema.field(name).type) for name in schema.names], schema=schema)


def _shared(
    connection: duckdb.DuckDBPyConnection, table: Table, before: Sequence[str], now: Sequence[str]
) -> list[str] | None:
    """Columns that both sides have, of one type; nothing where a key is not among them."""
    sides = [
        {
            row[0]: row[1]
            for row in connection.execute(f"describe select * from {_side(connection, table, paths)}").fetchall()
        }
        for paths in (before, now)
    ]
    shared = [name for name in table.column_names if name in sides[0] and sides[0][name] == sides[1].get(name)]
    return shared if set(table.primary_key) <= set(shared) else None


def _side(connection: duckdb.DuckDBPyConnection, table: Table, paths: Sequence[str]) -> str:
    if paths:
        return f"read_parquet([{', '.join(map(literal, paths))}], hive_partitioning = false)"
    name = f"empty_{table.name}"
    connection.register(name, arrow.empty(table))
    return identifier(name)


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read; get the release again") from error
    return found


def _differences(before: Path, now: Mapping[str, Any] | None) -> tuple[Difference, ...] | None:
    held = _read_json(before / SCHEMA)
    return None if held is None or now is None else compare(held, now)


def of_schema(before: Path, now: Mapping[str, Any]) -> tuple[Difference, ...] | None:
    """What is declared otherwise than in the release before; ``None`` where that does not say what it declares."""
    return _differences(before, now)


def of_figures(before: Path, now: Path) -> tuple[FigureChange, ...]:
    """Figures of accuracy that are others now, by name; none where one of the releases has no figures at all."""
    held, holds = _figures(before), _figures(now)
    if not held or not holds:
        return ()
    return tuple(
        FigureChange(name, held.get(name), holds.get(name))
        for name in sorted(held.keys() | holds.keys())
        if held.get(name) != holds.get(name)
    )


def _figures(release: Path) -> dict[str, float]:
    path = release / "accuracy.parquet"
    try:
        with path.open("rb") as stream:
            rows = pq.read_table(stream).to_pylist()
    except FileNotFoundError:
        return {}
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(f"{path} cannot be read; get the release again") from error
    named = ("genre", "gold", "system", "commit")
    return {
        " ".join(
            [
                ".".join(filter(None, (row["table_name"], row["column_name"]))),
                str(row["measure"]),
                *(str(row[name]) for name in named if row.get(name) not in (None, "kawaraban")),
            ]
        ): row["value"]
        for row in rows
        if row["value"] is not None
    }


def write(directory: Path, found: Sequence[TableChanges]) -> dict[str, int]:
    """Write ``changes/<table>.parquet`` of every table that has any; the rows of each file."""
    written = {}
    for table in found:
        if table.rows.num_rows:
            name = f"{FOLDER}/{table.name}.parquet"
            (directory / FOLDER).mkdir(exist_ok=True)
            tables.write_parquet(table.rows, directory / name)
            written[name] = table.rows.num_rows
    return written


def problems(directory: Path, claimed: Mapping[str, Any], dataset: Dataset) -> Iterator[str]:
    """What is wrong with the changes of a release: others than the manifest says, or keys that its rows do not bear out."""
    said = {
        name: counts for name, counts in claimed.get("changes", {}).get("tables", {}).items() if any(counts.values())
    }
    there = {path.stem for path in (directory / FOLDER).glob("*")}
    here = manifest.subset(directory)
    wanted = said.keys() if here is None else said.keys() & set(here)
    for name in sorted(wanted ^ there):
        yield f"{FOLDER}/{name}.parquet is {'missing' if name in wanted else f'not in {MANIFEST}'}"
    for name in sorted(wanted & there):
        table = dataset.table(name)
        try:
            rows = pq.read_table(directory / FOLDER / f"{name}.parquet", partitioning=None)
        except (pa.ArrowException, OSError) as error:
            yield f"{FOLDER}/{name}.parquet cannot be read: {str(error).partition(chr(10))[0]}"
            continue
        if rows.schema.remove_metadata() != schema_of(table):
            yield f"{FOLDER}/{name}.parquet does not have the columns that it should"
        elif TableChanges(name, 0, 0, rows).counts != said[name]:
            yield f"{FOLDER}/{name}.parquet has other changes than {MANIFEST} says"
        elif "attached" not in claimed and not _is_borne_out(directory, table, rows):
            yield f"{FOLDER}/{name}.parquet names rows that are not there, or rows as removed that are"


def _is_borne_out(directory: Path, table: Table, rows: pa.Table) -> bool:
    """Whether what was added or changed is there, and what was removed is not; a removed key whose words are withheld says nothing.

    In a release that was completed with texts, rows are there that the public one withholds.
    """
    keys = list(table.primary_key)
    paths = sorted((directory / "data" / table.name).glob("*.parquet"))
    here = pa.concat_tables(
        [pq.read_table(path, columns=keys, partitioning=None) for path in paths] or [rows.slice(0, 0).select(keys)]
    )
    is_removed = pc.equal(rows["change"], "removed")
    there, gone = (rows.filter(mask).select(keys) for mask in (pc.invert(is_removed), is_removed))
    if there.join(here, keys, join_type="left semi").num_rows != there.num_rows:
        return False
    return (
        any(table.column(name).holds_words for name in keys)
        or not gone.join(here, keys, join_type="left semi").num_rows
    )
