"""``kawaraban sql``, ``tables`` and ``cookbook``: reading what was made. Loads neither Dagster nor Great Expectations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assets.cli.options import DATA, DirectoryOrAddress, UserError, existing, plain_errors

RELEASE = click.option(
    "--release",
    "release_path",
    type=DirectoryOrAddress(),
    help="Query a downloaded release, or one at an address, instead.",
)
SET = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a variable that the query reads with getvariable('NAME'); repeatable.",
)
FORMAT = click.option(
    "--format", "how", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Output."
)
OUTPUT = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answer to this file instead: .csv, .json, .jsonl or .parquet.",
)


class QueryCommand(click.Command):
    """A command whose query may begin with a comment, ``-- like this``, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options have no blanks in them; what begins like one and has is the query."""
        end = args.index("--") if "--" in args else len(args)
        queries = [
            text for text in args[:end] if text.startswith("--") and any(map(str.isspace, text.partition("=")[0]))
        ]
        others = [text for text in args[:end] if text not in queries]
        return super().parse_args(ctx, [*others, "--", *queries, *args[end + 1 :]] if queries else args)


@click.command(cls=QueryCommand)
@click.argument("query", required=False)
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False), help="Read the query from a file.")
@DATA
@RELEASE
@SET
@FORMAT
@OUTPUT
@plain_errors
def sql(
    query: str | None,
    path: str | None,
    data: str,
    release_path: str | None,
    assignments: tuple[str, ...],
    how: str,
    output: Path | None,
) -> None:
    """Answer a SQL QUERY (DuckDB) over the tables; `-` or nothing reads it from standard input.

    Without a QUERY it shows what there is to ask. In a terminal it then is a shell with history and completion: `.help` says what it knows.

    Queries read the tables and nothing else: no other file, no network, and nothing is written except by --output.
    Several statements are answered one after the other. Columns and views: `kawaraban tables`, or DICTIONARY.md of a release;
    questions worth asking: `kawaraban cookbook`.
    """
    if query is not None and path:
        raise UserError("give one query: as an argument or by --file, not both")
    variables = _variables(assignments)
    if query is None and path is None and sys.stdin.isatty():
        if output:
            raise UserError("--output needs a query")
        _shell(data, release_path, variables, how)
        return
    if path is None and query in (None, "-"):
        piped = sys.stdin.read()
        if query is None and not piped.strip():
            _show_questions()
            return
        _answer_piped(piped, data, release_path, variables, how, output)
        return
    text = Path(path).read_text(encoding="utf-8-sig") if path else query
    _answer(text or "", data, release_path, variables, how, output)


def _show_questions() -> None:
    from warehouse import questions

    click.echo(
        f"{questions.listed()}\n\nAsk one by `kawaraban cookbook NAME`, see its SQL by `kawaraban cookbook NAME --show`, or write your own: "
        'kawaraban sql "SELECT speaker, said FROM said LIMIT 5"'
    )


def _complete_question(_context: click.Context, _argument: click.Argument, begun: str) -> list[str]:
    from warehouse import questions

    return [question.name for question in questions.questions() if question.name.startswith(begun)]


def _complete_table(_context: click.Context, _argument: click.Argument, begun: str) -> list[str]:
    from schemas.dataset import DATASET

    return [table.name for table in DATASET.tables if table.name.startswith(begun)]


@click.command()
@click.argument("name", required=False, shell_complete=_complete_question)
@DATA
@RELEASE
@SET
@FORMAT
@OUTPUT
@click.option("--show", is_flag=True, help="Print the query instead of asking it.")
@plain_errors
def cookbook(
    name: str | None,
    data: str,
    release_path: str | None,
    assignments: tuple[str, ...],
    how: str,
    output: Path | None,
    show: bool,
) -> None:
    """List questions worth asking, or ask the one of this NAME."""
    from warehouse import questions

    if name is None:
        click.echo(questions.listed())
        return
    question = questions.find(name)
    if show:
        click.echo(question.sql, nl=False)
        return
    variables = _variables(assignments)
    # a name that is misspelled would answer of somebody else, and say nothing
    for wrong in sorted(variables.keys() - question.variables):
        reads = ", ".join(sorted(question.variables)) or "none"
        raise UserError(f"--set {wrong}: {name} reads no such variable; it reads {reads}")
    _answer(question.sql, data, release_path, variables, how, output)


@click.command()
@click.argument("table", required=False, shell_complete=_complete_table)
@DATA
@plain_errors
def tables(table: str | None, data: str) -> None:
    """List the tables with their rows, or the columns of one TABLE."""
    import pyarrow as pa

    from assets.answers import show_rows
    from schemas.dataset import DATASET
    from schemas.model import DeclarationError, ListOfStruct

    if table is not None:
        try:
            declared = DATASET.table(table)
        except DeclarationError as error:
            raise UserError(str(error)) from None
        rows = [
            {
                "column": column.name,
                "type": "list<struct>" if isinstance(column.type, ListOfStruct) else column.type.value,
                "nullable": column.nullable,
                "description": column.description,
            }
            for column in declared.columns
        ]
    else:
        counts = _counts(data)
        rows = [
            {"table": item.name, "rows": counts.get(item.name), "one row per": item.grain, "title": item.title_ja}
            for item in DATASET.tables
        ]
    show_rows(pa.Table.from_pylist(rows), "table", sys.stdout)


def _answer(
    text: str, data: str, release_path: str | None, variables: dict[str, str], how: str, output: Path | None
) -> None:
    """Answer every statement of a text, or write the one answer to ``output``."""
    from assets.answers import SUFFIXES, show_rows, write_rows
    from warehouse import catalog

    if output is not None:
        if output.suffix.lower() not in SUFFIXES:
            raise UserError(f"{output}: the ending says the format; use one of {', '.join(SUFFIXES)}")
        _refuse_inside(output, data, release_path)
    with _connection(
        data, release_path, variables, comments="comment" in text.lower(), japanese=not text.isascii()
    ) as connection:
        if output is not None:
            found = list(catalog.answers(connection, text))
            if len(found) != 1:
                raise UserError(f"--output holds one answer, and the query has {len(found)}")
            write_rows(found[0], output, SUFFIXES[output.suffix.lower()])
            click.echo(f"{output}: {found[0].num_rows:,} rows")
            return
        number = -1
        for number, rows in enumerate(catalog.answers(connection, text)):
            if number:
                sys.stdout.write("\n")
            show_rows(rows, how, sys.stdout)
            sys.stdout.flush()
    if number < 0:
        raise UserError('there is no query; ask one, as in `kawaraban sql "select * from said"`')


def _answer_piped(
    text: str, data: str, release_path: str | None, variables: dict[str, str], how: str, output: Path | None
) -> None:
    """Answer what came through a pipe; it may be what a person would type into the shell."""
    if output is not None or not any(line.startswith(".") for line in text.splitlines()):
        _answer(text, data, release_path, variables, how, output)
        return
    from assets.shell import Shell, run_piped

    with _connection(data, release_path, variables, comments=True) as connection:
        run_piped(Shell(connection, release_path or data, how), text)


def _refuse_inside(output: Path, data: str, release_path: str | None) -> None:
    """What a run or a release made is never written over."""
    from warehouse.layout import is_local, place

    root = place(release_path or data)
    if is_local(root) and output.resolve().is_relative_to(root.resolve()):
        raise UserError(f"{output} lies in {root}, where only runs and releases are written; name a file elsewhere")


def _connection(
    data: str, release_path: str | None, variables: dict[str, str], *, comments: bool, japanese: bool = True
) -> Any:
    from warehouse import catalog, queries
    from warehouse.layout import place

    root = place(release_path) if release_path else existing(data)
    connection = catalog.connect(root, release=release_path is not None, comments=comments, japanese=japanese)
    queries.set_variables(connection, variables)
    return connection


def _shell(data: str, release_path: str | None, variables: dict[str, str], how: str) -> None:
    from assets.shell import Shell

    with _connection(data, release_path, variables, comments=True) as connection:
        Shell(connection, release_path or data, how).run()


def _variables(assignments: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise UserError(f"--set {assignment!r}: write it as NAME=VALUE")
        pairs[name] = value
    return pairs


def _counts(data: str) -> dict[str, int]:
    from warehouse.layout import place

    root = place(data)
    if not (root / "tables").is_dir():
        return {}
    from warehouse import catalog

    return catalog.row_counts(catalog.connect(root, comments=False, japanese=False))
