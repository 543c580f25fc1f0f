"""``python -m benchmarks.hostile_sql``: what each hostile statement of the tests does, as the table of ``faults.md``.

A data directory with traps is made, each statement is asked as ``kawaraban sql`` asks it, and the answer, the error, and whether any
file changed are told. Nothing is asserted here: ``tests/unit/warehouse/test_queries.py`` does that.
"""

import os
import tempfile
from pathlib import Path

from tests.unit.warehouse.hostile import SECRET, STATEMENTS, lay_traps, tree
from warehouse import catalog, queries


def main() -> None:
    """Print the table and its sum."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        layout, outside = lay_traps(folder)
        before, refused, wrote, leaked = tree(folder), 0, 0, 0
        print("| statement | what it did |\n|---|---|")
        with catalog.connect(layout.root) as connection:
            os.chdir(folder)
            for statement in STATEMENTS:
                text = statement.replace("{base}", str(layout.tables)).replace("{outside}", str(outside))
                try:
                    rows = [answer.to_pylist() for answer in queries.answers(connection, text)]
                    did = f"answered: {rows}"
                except catalog.CatalogError as error:
                    did, refused = str(error), refused + 1
                leaked += SECRET in did
                wrote += tree(folder) != before
                shown = did.replace(str(layout.tables), "{base}").replace(str(outside), "{outside}")
                print(f"| `{_cell(statement)}` | {_cell(shown)} |")
        print(
            f"\n{len(STATEMENTS)} tried, {refused} refused, {wrote} changed a file, {leaked} showed what lies outside."
        )


def _cell(text: str) -> str:
    short = text if len(text) <= 150 else text[:149] + "…"
    return short.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    main()
