"""The shell of ``kawaraban sql``: statements and commands with a dot, with history and completion.

Belongs here: what a person types and how it is completed. Does not belong here: which statements are run
(``warehouse.queries``), and how answers look (``answers``).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from assets.answers import FORMATS, show_rows
from schemas import japanese
from schemas.dataset import DATASET
from warehouse import questions
from warehouse.errors import WarehouseError
from warehouse.queries import answers, query

MOST_ROWS = 100
"""Rows that a table shows, unless ``.rows`` says otherwise; CSV and JSON show all."""
_HELP = """\
A statement ends with ; or with an empty line. Only what reads is run.

.tables               tables with their rows, and views; each with its Japanese name
.schema NAME          columns of a table or view, with what they mean
.cookbook             questions worth asking; .cookbook NAME asks one, .cookbook NAME show prints it
.format {formats}   how answers are shown (now: {how})
.rows N               rows that a table shows at most (now: {most}); .rows all
.help                 this text
.exit                 leave; Ctrl-D as well. Ctrl-C gives up a line, or a query that runs
"""
_ALIAS = r"\b(?:from|join)\s+\"?(\w+)\"?(?:\s+as)?\s+\"?{name}\"?\b"


class Shell:
    """Reads statements until the end of the input, and shows their answers."""

    def __init__(self, connection: Any, name: str, how: str) -> None:
        self._connection = connection
        self._name = name
        self._how = how
        self._most: int | None = MOST_ROWS
        self._commands: dict[str, Callable[[list[str]], None]] = {
            ".help": self._help,
            ".tables": self._tables,
            ".schema": self._schema,
            ".cookbook": self._cookbook,
            ".format": self._format,
            ".rows": self._rows,
            ".exit": self._exit,
            ".quit": self._exit,
        }

    def run(self) -> None:
        """Ask for statements until Ctrl-D or ``.exit``."""
        from importlib.metadata import version

        session = self._session()
        click.echo(
            f"kawaraban {version('kawaraban')}: SQL (DuckDB) over {self._name}. .help says what there is, Ctrl-D leaves."
        )
        click.echo(f"{questions.listed()}\n\nAsk one by .cookbook NAME, or write SQL over the views (.tables).")
        while True:
            try:
                text = session.prompt("kawaraban> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            try:
                self.do(text)
            except EOFError:
                return
            except KeyboardInterrupt:
                click.echo("interrupted", err=True)
            except WarehouseError as error:
                click.echo(f"kawaraban: {error}", err=True)

    def do(self, text: str) -> None:
        """Obey one command with a dot, or answer statements. Raises :class:`EOFError` on ``.exit``, ``WarehouseError`` on what is refused."""
        words = text.split()
        if words and words[0].startswith("."):
            command = self._commands.get(words[0].rstrip(";"))
            if command is None:
                raise WarehouseError(f"there is no {words[0]}; .help lists what there is")
            command([word.rstrip(";") for word in words[1:]])
            return
        for rows in answers(self._connection, text):
            show_rows(rows, self._how, sys.stdout, most=self._most)
            sys.stdout.flush()

    def _session(self) -> Any:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import ThreadedCompleter
        from prompt_toolkit.history import FileHistory, History, InMemoryHistory
        from prompt_toolkit.lexers import PygmentsLexer
        from pygments.lexers.sql import SqlLexer

        path = history_path()
        history: History = InMemoryHistory()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.open("ab").close()
            history = FileHistory(str(path))
        except OSError as error:
            click.echo(f"history is not kept: {error}", err=True)
        return PromptSession(
            history=history,
            completer=ThreadedCompleter(completer(self._connection, tuple(self._commands))),
            complete_while_typing=False,
            lexer=PygmentsLexer(SqlLexer),
            multiline=True,
            key_bindings=_keys(),
            prompt_continuation="         … ",
            enable_history_search=True,
        )

    def _help(self, _words: list[str]) -> None:
        most = "all" if self._most is None else self._most
        click.echo(_HELP.format(formats="|".join(FORMATS), how=self._how, most=most), nl=False)

    def _tables(self, _words: list[str]) -> None:
        tables = " UNION ALL ".join(
            f"SELECT '{table.name}' AS name, count(*) AS rows FROM \"{table.name}\"" for table in DATASET.tables
        )
        # what a view costs to count, a table knows
        names = ", ".join(f"('{name}', '{name_ja}')" for name, name_ja in japanese.RELATIONS.items())
        comments = "SELECT view_name AS name, comment FROM duckdb_views() WHERE NOT internal"
        text = (
            f"SELECT name, name_ja AS 日本語名, rows, comment AS description FROM (VALUES {names}) AS v(name, name_ja) "
            f"LEFT JOIN ({tables}) USING (name) LEFT JOIN ({comments}) USING (name) ORDER BY rows IS NULL, name"
        )
        show_rows(query(self._connection, text), self._how, sys.stdout)

    def _schema(self, words: list[str]) -> None:
        known = dict(relations(self._connection))
        if not words or words[0] not in known:
            raise WarehouseError(f"write .schema NAME; names are {', '.join(known)}")
        text = (
            'SELECT column_name AS "column", data_type AS type, comment AS description FROM duckdb_columns() '
            f"WHERE table_name = '{words[0]}' AND NOT internal ORDER BY column_index"
        )
        show_rows(query(self._connection, text), self._how, sys.stdout)

    def _cookbook(self, words: list[str]) -> None:
        if not words:
            click.echo(questions.listed())
            return
        question = questions.find(words[0])
        if words[1:] == ["show"]:
            click.echo(question.sql, nl=False)
        else:
            self.do(question.sql)

    def _format(self, words: list[str]) -> None:
        if len(words) != 1 or words[0] not in FORMATS:
            raise WarehouseError(f"write .format {'|'.join(FORMATS)}")
        self._how = words[0]

    def _rows(self, words: list[str]) -> None:
        if words == ["all"]:
            self._most = None
        elif len(words) == 1 and words[0].isdigit() and int(words[0]):
            self._most = int(words[0])
        else:
            raise WarehouseError("write .rows N or .rows all")

    def _exit(self, _words: list[str]) -> None:
        raise EOFError


def run_piped(shell: Shell, text: str) -> None:
    """Obey what comes through a pipe: statements, and commands with a dot on lines of their own between them."""
    waiting = ""
    for line in text.splitlines(keepends=True):
        if line.startswith(".") and (not waiting.strip() or waiting.rstrip().endswith(";")):
            try:
                shell.do(waiting)
                shell.do(line)
            except EOFError:
                return
            waiting = ""
        else:
            waiting += line
    shell.do(waiting)


def history_path() -> Path:
    """Where the lines that were typed are kept: below ``$XDG_STATE_HOME``, or ``~/.local/state``."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "kawaraban" / "sql_history"


def is_whole(text: str) -> bool:
    """Whether what was typed so far is sent by the next Enter.

    >>> is_whole("select 1"), is_whole("select 1;"), is_whole(".tables"), is_whole("select 1" + chr(10))
    (False, True, True, True)
    """
    return not text.strip() or text.lstrip().startswith(".") or text.rstrip().endswith(";") or text.endswith("\n")


def relations(connection: Any) -> list[tuple[str, list[str]]]:
    """Tables and views of a connection with their columns."""
    text = (
        "SELECT table_name AS name, list(column_name ORDER BY column_index) AS columns FROM duckdb_columns() "
        "WHERE NOT internal GROUP BY table_name ORDER BY table_name"
    )
    return [(row["name"], row["columns"]) for row in query(connection, text).to_pylist()]


def completer(connection: Any, commands: tuple[str, ...]) -> Any:
    """Completes tables, views, columns, macros, words of SQL, and commands with a dot; behind ``name.`` the columns of it alone."""
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    known = dict(relations(connection))
    owners: dict[str, list[str]] = {}
    for name, columns in known.items():
        for column in columns:
            owners.setdefault(column, []).append(name)
    macros = query(connection, "SELECT DISTINCT function_name AS n FROM duckdb_functions() WHERE NOT internal")[
        "n"
    ].to_pylist()
    keywords = query(connection, "SELECT upper(keyword_name) AS n FROM duckdb_keywords() ORDER BY 1")["n"].to_pylist()
    words = (
        [(name, "table or view") for name in known]
        + [(f"{name}(", "macro") for name in macros]
        + [(column, ", ".join(names[:3]) + (", …" if names[3:] else "")) for column, names in owners.items()]
        + [(word, "") for word in keywords]
    )

    def candidates(before: str) -> tuple[str, Iterator[tuple[str, str]]]:
        if before.lstrip().startswith("."):
            *earlier, last = before.lstrip().split(" ")
            choices = _arguments(earlier[0], known) if earlier else [(command, "") for command in commands]
            return last, iter(choices)
        dotted = re.search(r"(\w+)\.(\w*)$", before)
        if dotted:
            named = re.findall(_ALIAS.format(name=re.escape(dotted[1])), before, re.IGNORECASE)
            owner = next((name for name in (*named, dotted[1]) if name in known), None)
            return dotted[2], iter([(column, owner or "") for column in known.get(owner or "", [])])
        found = re.search(r"\w*$", before)
        return (found[0] if found else ""), iter(words)

    class Words(Completer):
        """By their beginning, whatever the case."""

        def get_completions(self, document: Document, _event: CompleteEvent) -> Iterator[Completion]:
            typed, offered = candidates(document.text_before_cursor)
            for word, meaning in offered:
                if word.lower().startswith(typed.lower()):
                    yield Completion(word, -len(typed), display_meta=meaning)

    return Words()


def _arguments(command: str, known: dict[str, list[str]]) -> list[tuple[str, str]]:
    if command == ".schema":
        return [(name, "") for name in known]
    if command == ".cookbook":
        return [(question.name, question.title) for question in questions.questions()]
    return [(how, "") for how in FORMATS] if command == ".format" else []


def _keys() -> Any:
    """Enter sends what is whole, and else begins a new line."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def send(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
        elif is_whole(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys
