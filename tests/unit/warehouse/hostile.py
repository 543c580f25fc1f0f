"""A data directory in which a hostile release has left traps, and the statements that are tried on it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from tests.factories import lay, linked
from warehouse.layout import Layout

SECRET = "tansu-no-naka"
STATEMENTS = [
    line
    for line in Path(__file__).with_name("hostile_statements.sql").read_text(encoding="utf-8").splitlines()
    if not line.startswith("--")
]


def lay_traps(folder: Path) -> tuple[Layout, Path]:
    """Tables with traps beside them, and the directory outside that they lead to, which holds :data:`SECRET`."""
    outside = folder / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text(f"secret\n{SECRET}\n", encoding="utf-8")
    (outside / "secret.json").write_text(f'{{"secret": "{SECRET}"}}\n', encoding="utf-8")
    with duckdb.connect(str(outside / "theirs.duckdb")) as connection:
        connection.execute(f"CREATE TABLE secret AS SELECT '{SECRET}' AS secret")
        connection.execute(f"COPY secret TO '{outside}/secret.parquet'")
    layout = Layout(folder / "data")
    lay(layout, linked(1), "b1")
    base = layout.tables
    (base / "link-to-secret").symlink_to(outside / "secret.csv")
    (base / "link-to-outside").symlink_to(outside)
    (base / "evil.duckdb_extension").write_bytes(b"not an extension")
    (base / "theirs.duckdb").write_bytes((outside / "theirs.duckdb").read_bytes())
    (base / "imported").mkdir()
    (base / "imported" / "schema.sql").write_text(f"COPY (SELECT 1) TO '{base}/written.csv';", encoding="utf-8")
    (base / "imported" / "load.sql").write_text("", encoding="utf-8")
    return layout, outside


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, by a hash of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }
