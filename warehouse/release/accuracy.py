"""ACCURACY.md and ``accuracy.parquet`` of a release: how right its columns are.

Belongs here: the page, the file, and whether both say the same. Does not belong here: the figures, which the caller hands in
(this folder knows no golden texts and runs no stage).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.render import arrow
from schemas.render.expectations import expectations
from schemas.tables.accuracy import ACCURACY, GENRE, GOLD_BASIS
from warehouse import files, tables
from warehouse.layout import Edition
from warehouse.proofs import rule_holds
from warehouse.release import documents

PAGE = "ACCURACY.md"
FILE = f"{ACCURACY.name}.parquet"
Row = dict[str, Any]

_BASES = {
    "development": "**development**: rules were written with it",
    "held_out": "held out",
    "read": "**read** by who wrote the rules",
    "unread": "unread",
    "none": "",
}
_SUMS = ("f1", "accuracy")
"""Measures that say of a table or column how right it is on the whole."""
_OPENING = """# Accuracy

How right the columns are, measured on golden texts and not on the documents of this release; `accuracy.parquet` has the same figures as a table.
They are made by `kawaraban evaluate`, from the golden texts of the repository through the stages that made this release.

**Read the words beside a figure before the figure.** Most golden texts are development sets: rules were written with them in sight, so that a figure near 1
says that the rules still do what they were written to do, and nothing about a text that nobody has read. What to expect of such a text is in the
first section. 開発用の正解データに対する値は、未見の記事での精度ではない。未見の文章での値は最初の節を見ること。

A column is judged of rows whose span is exactly right (of statements: whose content overlaps), so of what a text holds a value is right at most as often as its
row is found. Brackets are 95 % intervals: Wilson's (w) where items are independent, else percentiles of 1,000 resamples of whole texts (b). n counts rows or values,
of f1 the rows wanted; after the slash are texts."""


def write(directory: Path, figures: pa.Table | None, edition: Edition) -> dict[str, int]:
    """Write page and file into a release; the result is the rows of the file. Without figures there is no file, and the page says so."""
    rows = arrow.empty(ACCURACY) if figures is None else arrow.conform(figures, ACCURACY).combine_chunks()
    (directory / PAGE).write_text(page(rows, edition), encoding="utf-8", newline="\n")
    if not rows.num_rows:
        return {}
    tables.write_parquet(rows, directory / FILE)
    return {FILE: rows.num_rows}


def digest(figures: pa.Table) -> str:
    """SHA-256 of the file that :func:`write` makes of these figures."""
    with tempfile.TemporaryDirectory(prefix="kawaraban-") as directory:
        path = Path(directory, FILE)
        tables.write_parquet(arrow.conform(figures, ACCURACY).combine_chunks(), path)
        return files.sha256_of(path)


def page(rows: pa.Table, edition: Edition) -> str:
    """ACCURACY.md as an edition has it."""
    return documents.under_notice(markdown(rows), edition)


def read(directory: Path) -> pa.Table:
    """The figures of a release; none where it has no file."""
    path = directory / FILE
    return arrow.conform(pq.read_table(path, partitioning=None), ACCURACY) if path.exists() else arrow.empty(ACCURACY)


def problems(directory: Path) -> Iterator[str]:
    """What is wrong with page and file of a release: a file that does not fit its declaration, a table of which the page says nothing.

    The page's words may be another version's, so they are not compared; hashes prove that it is the page of the build.
    """
    try:
        rows = read(directory)
    except (pa.ArrowException, OSError, arrow.ConformError) as error:
        yield f"{FILE} does not fit its declaration: {str(error).partition(chr(10))[0]}"
        return
    for rule in expectations(ACCURACY):
        if not rule_holds(rule, rows):
            yield f"{FILE} breaks its rule {rule.name}"
    told = (directory / PAGE).read_text(encoding="utf-8")
    absent = [name for name in pc.unique(rows["table_name"]).to_pylist() if name not in told]
    if absent:
        yield f"{PAGE} says nothing of {', '.join(absent)}, and {FILE} does"


def markdown(figures: pa.Table) -> str:
    """The page of these figures."""
    rows: list[Row] = figures.to_pylist()
    if not rows:
        return "# Accuracy\n\nNobody measured anything when this release was built.\n"
    whole = [row for row in rows if row["genre"] is None and row["origin"] != "none"]
    unseen = [row for row in whole if row["basis"] in ("unread", "held_out") and row["measure"] in _SUMS]
    pieces = [_OPENING, *_basis_notes(), "## On text that was not in sight of the rules"]
    pieces.append(_grid(unseen, with_table=True) if unseen else "Nothing was measured on such text.")
    pieces.append("## By table and column")
    for table in dict.fromkeys(row["table_name"] for row in rows):
        own = [row for row in whole if row["table_name"] == table]
        pieces.append(f"### {table}")
        pieces.append(_grid(own, with_table=False) if own else "Nothing of this table is measured.")
    by_genre = [row for row in rows if row["genre"] is not None and row["measure"] in _SUMS]
    if by_genre:
        pieces += [
            "## By genre",
            "Where a genre has twenty items or more; precision and recall are in the table. Golden sentences that are of no genre are not here.",
        ]
        pieces.append(_genres(by_genre))
    pieces += ["## Not measured", _unmeasured(row for row in rows if row["origin"] == "none")]
    pieces += ["## Golden texts", _golden(rows)]
    return "\n\n".join(pieces) + "\n"


def _basis_notes() -> Iterator[str]:
    shown = ((f"`{name}`", f"{told[0]}. {told[1]}。") for name, told in GOLD_BASIS.values.items() if name != "none")
    yield _lines(("how far in sight", "what it means"), shown)


def _cells(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"


def _lines(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    return "\n".join([_cells(header), _cells("---" for _ in header), *map(_cells, lines)])


def _grid(rows: Iterable[Row], *, with_table: bool) -> str:
    header = ("column", "measure", "figure", "n", "system", "gold", "how far in sight", "measured")
    return _lines(
        header, ((_column(row, with_table), row["measure"], _figure(row), _count(row), *_where(row)) for row in rows)
    )


def _column(row: Row, with_table: bool) -> str:
    column = row["column_name"]
    if not with_table:
        return "(rows)" if column is None else f"`{column}`"
    return f"`{row['table_name']}`" if column is None else f"`{row['table_name']}.{column}`"


def _figure(row: Row) -> str:
    """A figure with its interval, as ``.934 [.901, .962] b``."""
    value = _number(row["value"])
    if row["interval"] == "none":
        return value
    return f"{value} [{_number(row['low'])}, {_number(row['high'])}] {row['interval'][0]}"


def _number(value: float) -> str:
    return f"{value:.3f}"


def _count(row: Row) -> str:
    items = "" if row["item_count"] is None else f"{row['item_count']}"
    return items if row["text_count"] is None else f"{items} / {row['text_count']}"


def _where(row: Row) -> tuple[str, str, str, str]:
    said = (
        "this code"
        if row["origin"] == "computed"
        else " ".join(filter(None, (str(row["measured_on"] or ""), row["commit"])))
    )
    note = f": {row['note']}" if row["note"] and row["origin"] == "recorded" else ""
    return row["system"], f"{row['gold']}{note}", _BASES[row["basis"]], said


def _genres(rows: Sequence[Row]) -> str:
    header = ("column", "measure", "genre", "figure", "n", "gold", "how far in sight")
    lines = (
        (
            _column(row, True),
            row["measure"],
            f"{row['genre']} ({GENRE.values[row['genre']][1]})",
            _figure(row),
            _count(row),
            row["gold"],
            _BASES[row["basis"]],
        )
        for row in rows
    )
    return _lines(header, lines)


def _unmeasured(rows: Iterable[Row]) -> str:
    """Columns without a figure by reason: there are many columns and few reasons."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(row["note"] or "", []).append(_column(row, True))
    if not reasons:
        return "Every table and column has a figure."
    return _lines(("why", "columns"), ((reason, ", ".join(named)) for reason, named in reasons.items()))


def _golden(rows: Iterable[Row]) -> str:
    notes: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row["origin"] == "computed" and row["genre"] is None:
            notes.setdefault(row["gold"], (row["note"] or "", _BASES[row["basis"]]))
    return _lines(
        ("gold", "what it is", "how far in sight"), ((f"`{name}`", *told) for name, told in sorted(notes.items()))
    )
