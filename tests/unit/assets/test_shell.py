"""The shell of `kawaraban sql`: commands with a dot, completion, pipes, and a person at a terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from assets.cli import main
from assets.shell import Shell, completer, history_path, is_whole, run_piped
from tests.factories import lay, linked
from warehouse import catalog
from warehouse.errors import WarehouseError
from warehouse.layout import Layout

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = Layout(tmp_path_factory.mktemp("shell") / "data")
    lay(layout, linked(2), "b1")
    return layout.root


@pytest.fixture
def shell(data: Path) -> Iterator[Shell]:
    with catalog.connect(data) as connection:
        yield Shell(connection, "data", "table")


def test_statements_and_commands_with_a_dot(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (
        ".tables",
        ".schema said",
        ".help",
        ".cookbook",
        ".cookbook who_said_most show",
        "select 1 as a; select 2 as b;",
    ):
        shell.do(text)
    out = capsys.readouterr().out
    for expected in (
        "time_expressions",
        "source_chain",
        "Ctrl-D",
        "who_denied_what",
        "SELECT",
        "a\n─\n1\n(1 row)",
        "b\n─\n2\n(1 row)",
    ):
        assert expected in out


def test_rows_and_formats(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.do("from range(200);")
    assert "(200 rows, the first 100 shown)" in capsys.readouterr().out
    shell.do(".rows 2")
    shell.do("from range(200);")
    assert "(200 rows, the first 2 shown)" in capsys.readouterr().out
    shell.do(".rows all")
    shell.do(".format json")
    shell.do("select 'だ' as a")
    assert capsys.readouterr().out == '{"a": "だ"}\n'


@pytest.mark.parametrize(
    "text",
    [
        ".nothing",
        ".schema",
        ".schema nothing",
        ".format xml",
        ".rows none",
        ".rows 0",
        ".cookbook nothing",
        "drop view said",
        "selec",
    ],
)
def test_what_is_wrong_is_one_line(shell: Shell, text: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        shell.do(text)
    assert "\n" not in str(caught.value)


def test_what_comes_through_a_pipe_may_have_commands_in_it(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    run_piped(shell, "select 1\n as a;\n.format csv\nselect '\n.5' as b;\n.exit\nselect 3;\n")
    assert capsys.readouterr().out == 'a\n─\n1\n(1 row)\nb\r\n"\n.5"\r\n'


def completions(complete: Any, text: str) -> list[str]:
    return [found.text for found in complete.get_completions(Document(text), CompleteEvent())]


def test_completion_knows_tables_columns_words_and_commands(data: Path) -> None:
    with catalog.connect(data) as connection:
        complete = completer(connection, (".schema", ".tables"))
        assert "statements" in completions(complete, "select * from state")
        assert "speaker_kind" in completions(complete, "select spea")
        assert "SELECT" in completions(complete, "sel")
        assert "span_text(" in completions(complete, "select span")
        assert completions(complete, "from said as s select s.cu") == ["cue", "cue_class"]
        assert completions(complete, "select articles.publisher") == []
        assert completions(complete, ".sch") == [".schema"]
        assert "said" in completions(complete, ".schema sa")
        assert completions(complete, "from nowhere n select n.") == []


def test_enter_sends_what_is_whole() -> None:
    assert [
        text for text in ("select 1", "select 1;", " .help", "", "select 1\n", "select ';' as") if not is_whole(text)
    ] == [
        "select 1",
        "select ';' as",
    ]


@pytest.mark.parametrize(
    "query", ["-- a comment = first\nselect 1 as a", "--comment\nselect 1 as a", "/* x */ select 1 as a"]
)
def test_a_query_may_begin_with_a_comment(data: Path, query: str) -> None:
    for arguments in ([query, "--format", "csv"], ["--format", "csv", query], ["--format=csv", "--", query]):
        done = CliRunner().invoke(main, ["sql", "--data", str(data), *arguments])
        assert (done.exit_code, done.output.split()) == (0, ["a", "1"]), done.output


def test_options_are_options_still(data: Path) -> None:
    assert CliRunner().invoke(main, ["sql", "--formt", "csv"]).exit_code == 2
    assert CliRunner().invoke(main, ["sql", "-h"]).exit_code == 0
    assert CliRunner().invoke(main, ["-V"]).output.startswith("kawaraban, version ")


def test_a_query_from_a_file_and_from_a_pipe(data: Path, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("\ufeff-- with a mark\nselect 7 as a", encoding="utf-8")
    for arguments, given in (
        (["--file", str(tmp_path / "q.sql")], ""),
        (["-"], "select 7 as a"),
        ([], "select 7 as a;\n"),
    ):
        done = CliRunner().invoke(main, ["sql", "--data", str(data), "--format", "csv", *arguments], input=given)
        assert (done.exit_code, done.output.split()) == (0, ["a", "7"]), done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["drop view said"], "DROP VIEW is refused"),
        (["copy (select 1) to 'x.csv'"], "COPY is refused"),
        (["select 1; drop view said"], "statement 2: DROP VIEW is refused"),
        (["-- nothing"], "there is no query"),
        (["select 1", "--output", "x.xml"], "the ending says the format"),
        (["select 1; select 2", "--output", "x.csv"], "holds one answer"),
        (["select 1", "--set", "x"], "NAME=VALUE"),
        (["select cast('x' as int)"], "Conversion Error"),
    ],
)
def test_what_is_refused_is_one_line_and_no_success(
    data: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    with CliRunner().isolated_filesystem(tmp_path):
        done = CliRunner().invoke(main, ["sql", "--data", str(data), *arguments])
        assert list(Path().iterdir()) == []
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_variable_that_a_question_does_not_read_is_refused(data: Path) -> None:
    done = CliRunner().invoke(main, ["cookbook", "everything_said_by", "--data", str(data), "--set", "speakr=x"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "it reads speaker" in done.stderr


def test_an_answer_is_written_where_it_is_told_and_never_among_the_tables(data: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["sql", "--data", str(data), "from said", "--output", str(tmp_path / "said.csv")])
    assert (done.exit_code, (tmp_path / "said.csv").read_text(encoding="utf-8").count("\n")) == (0, 3)
    inside = CliRunner().invoke(main, ["sql", "--data", str(data), "from said", "--output", str(data / "said.csv")])
    assert inside.exit_code == 2
    assert not (data / "said.csv").exists()


def until(terminal: int, *wanted: str) -> str:
    """What a terminal shows until texts came one after the other, or to its end."""
    seen, give_up = "", time.monotonic() + 60
    pattern = re.compile(".*".join(map(re.escape, wanted)), re.DOTALL)
    while not pattern.search(seen) and time.monotonic() < give_up:
        if select.select([terminal], [], [], 1)[0]:
            try:
                seen += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
    return seen


def test_a_person_at_a_terminal_asks_and_leaves(data: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(tmp_path),
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "TERM": "xterm",
    }
    command = [sys.executable, "-m", "assets.cli", "sql", "--data", str(data)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True)
    os.close(theirs)
    try:
        assert ".help says" in until(ours, "kawaraban>")
        os.write(ours, b"select 6 *\r7 as answer;\r")
        assert "42" in until(ours, "(1 row)", "kawaraban>")
        os.write(ours, b"drop view said;\r")
        assert "refused" in until(ours, "an answer is saved", "kawaraban>")
        os.write(ours, b"\x04")
        until(ours, "no such text: read to the end")
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    kept = (tmp_path / "kawaraban" / "sql_history").read_text(encoding="utf-8")
    assert "+select 6 *\n+7 as answer;" in kept


def test_history_lies_where_the_state_of_programs_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert history_path() == tmp_path / "kawaraban" / "sql_history"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert history_path().is_relative_to(tmp_path)


@pytest.mark.parametrize("words", ["-停戦", "−停戦 -港"])
def test_a_search_leaves_no_word_out_and_says_so(words: str) -> None:
    done = CliRunner().invoke(main, ["search", *words.split()])
    assert (done.exit_code, "a search leaves no word out" in done.output) == (2, True)


def test_words_that_nobody_wrote_do_not_steer_the_terminal(data: Path) -> None:
    done = CliRunner().invoke(main, ["search", "--data", str(data), "\u202e鑿齾"])
    assert "no article has the word <U+202E>鑿齾" in done.output
