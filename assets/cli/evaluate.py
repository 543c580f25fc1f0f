"""``kawaraban evaluate``: how right is each table and column?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.cli.options import UserError, plain_errors

if TYPE_CHECKING:
    import pyarrow as pa

_FILES = {".parquet": "parquet", ".csv": "csv", ".json": "json", ".jsonl": "json", ".md": "md"}
_SHOWN = ("table_name", "column_name", "measure", "value", "low", "high", "item_count", "gold", "basis", "system")


@click.command()
@click.option("--table", "names", multiple=True, metavar="TABLE", help="Only figures about this table. Repeatable.")
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json", "md"]),
    default="table",
    show_default=True,
    help="table for people, JSON Lines with every column, or the page ACCURACY.md of a release.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False), help="Write them to a file instead: .parquet, .csv, .json or .md."
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Show what moved since: an accuracy.parquet, or a floors.csv. Exit code 1 where a figure fell under its floor.",
)
@click.option("--write-floors", is_flag=True, help="Make today's figures the floors that the tests hold (floors.csv).")
@click.option("--golden", type=click.Path(exists=True, file_okay=False), help="Folder of golden texts. Default: ours.")
@plain_errors
def evaluate(
    names: tuple[str, ...], how: str, output: str | None, against: str | None, write_floors: bool, golden: str | None
) -> None:
    """Run the golden texts through the stages and say how right each table and column is, with 95 % intervals.

    Beside what is computed stand figures that were recorded on text that is no part of the repository, and those of peers on the same
    text; the page says of each how far its text was in sight of whoever wrote the rules. It needs the golden texts, which a
    checkout and a wheel have.
    """
    from assets.evaluation import evaluate as evaluation
    from assets.evaluation import golden as texts
    from assets.evaluation import kept
    from assets.terminal import Bars

    with Bars() as bars:
        bars("reading golden texts", 0, None)
        figures = kept.accuracy() if golden is None else evaluation.evaluate(Path(golden))
    if write_floors or against:
        _floors(figures, Path(golden) if golden else texts.folder(), against, write_floors)
        return
    _show(_only(figures, names), how, output)


def _floors(figures: pa.Table, place: Path, against: str | None, write: bool) -> None:
    from assets.evaluation import floors

    if write:
        path = floors.write(figures, place)
        click.echo(f"{path} written: {len(floors.read(path))} floors; say why in the commit that moves one")
        return
    moved = floors.compare(figures, Path(str(against)))
    for line in moved.lines:
        click.echo(line)
    click.echo(moved.summary)
    if moved.fallen:
        raise SystemExit(1)


def _only(figures: pa.Table, names: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    from schemas.dataset import DATASET

    known = [table.name for table in DATASET.tables]
    for name in names:
        if name not in known:
            raise UserError(f"there is no table {name}; there are {', '.join(known)}")
    if not names:
        return figures
    return figures.filter(pc.is_in(figures["table_name"], value_set=pa.array(list(names))))


def _show(figures: pa.Table, how: str, output: str | None) -> None:
    from assets.answers import show_rows, write_rows
    from warehouse.release.accuracy import markdown

    if output is not None:
        path = Path(output)
        kind = _FILES.get(path.suffix.lower())
        if kind is None:
            raise UserError(f"{output}: the ending says the format; use one of {', '.join(_FILES)}")
        if kind == "md":
            path.write_text(markdown(figures), encoding="utf-8", newline="\n")
        else:
            write_rows(figures, path, kind)
        click.echo(f"{figures.num_rows} figures written to {output}")
    elif how == "md":
        click.echo(markdown(figures), nl=False)
    else:
        show_rows(figures.select(_SHOWN) if how == "table" else figures, how, sys.stdout)
