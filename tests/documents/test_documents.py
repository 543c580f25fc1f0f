"""What the documents tell a reader to type works.

How a block is tested, its fence says:

- ```sql      runs on the data directory, on a full release and on one without the wording, and returns rows;
- ```python   runs beside the data directory;
- ```sh run   runs as it stands, beside the data directory, in a home of its own with some articles;
- ```sh       does not run here, because it installs, serves, fetches or needs a cluster: every program, make target, module and option
              in it must exist. (`make demo` in a fresh clone is what CI and `benchmarks/` do.)
- ```text, ```yaml and ```toml are shown, and not typed.

A fence with another word, or without one, fails.
"""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import click
import duckdb
import pytest
from click.testing import CliRunner

from assets.cli import main
from assets.fetch.configuration import VARIABLE
from tests.documents.conftest import ROOT, Made
from warehouse import catalog, queries

DOCUMENTS = sorted(
    {
        ROOT / "README.md",
        ROOT / "README.ja.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("[a-z]*/README.md"),
        *ROOT.glob("pipeline/*/README.md"),
    }
)
SHOWN = ("text", "yaml", "toml", "json", "jsonl")
_FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:\.venv/bin/)?(?:kawaraban|python -m|make) [^`\n]+)`")


class Block(NamedTuple):
    """A fenced block of a document."""

    document: str
    number: int
    kind: str
    text: str


def blocks(path: Path) -> Iterator[Block]:
    for number, found in enumerate(_FENCE.finditer(path.read_text(encoding="utf-8")), 1):
        yield Block(
            path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name, number, *found.group(2, 3)
        )


BLOCKS = [block for path in DOCUMENTS for block in blocks(path)]


def of(*kinds: str) -> pytest.MarkDecorator:
    found = [block for block in BLOCKS if block.kind in kinds]
    return pytest.mark.parametrize("block", found, ids=[f"{block.document}-{block.number}" for block in found])


def test_every_block_says_how_it_is_tested() -> None:
    assert [block for block in BLOCKS if block.kind not in ("sql", "python", "sh", "sh run", *SHOWN)] == []
    assert {"sql", "python", "sh", "sh run"} <= {block.kind for block in BLOCKS}


@of("sql")
def test_sql_returns_rows(made: Made, block: Block) -> None:
    for root, release in ((made.data, False), (made.full, True), (made.standoff, True)):
        with catalog.connect(root, release=release) as connection:
            answers = list(queries.answers(connection, block.text))
        assert answers
        assert all(answer.num_rows for answer in answers)


@pytest.mark.parametrize("edition", ["full", "standoff"])
def test_sql_of_a_releases_own_readme_returns_rows_wherever_it_is_taken(
    made: Made, edition: str, tmp_path: Path
) -> None:
    release = tmp_path / "downloads" / "release"
    shutil.copytree(getattr(made, edition), release)
    found = [block for block in blocks(release / "README.md") if block.kind == "sql"]
    assert found
    with duckdb.connect(str(release / "kawaraban.duckdb"), read_only=True) as connection:
        for block in found:
            assert connection.execute(block.text).fetchall()


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Path:
    """A checkout to sit in: the repository's own files, the data directory, and a home with two articles."""
    desk = tmp_path / "checkout"
    desk.mkdir()
    for path in ROOT.iterdir():
        if path.name not in ("data", ".venv", ".git"):
            (desk / path.name).symlink_to(path)
    (desk / ".venv").symlink_to(sys.prefix)
    (desk / "data").symlink_to(made.data)
    articles = tmp_path / "articles"
    articles.mkdir()
    for path in sorted((ROOT / "examples").rglob("*.txt"))[:2]:
        shutil.copy(path, articles)
    return desk


@of("sh run")
def test_commands_run(desk: Path, block: Block) -> None:
    environment = {
        "HOME": str(desk.parent),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "GX_ANALYTICS_ENABLED": "false",
    }
    script = "set -eu\n" + block.text
    done = subprocess.run(
        ["bash", "-c", script], cwd=desk, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@of("python")
def test_python_runs(
    desk: Path, block: Block, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(desk)
    exec(compile(block.text, block.document, "exec"), {})  # noqa: S102 - our own documents
    assert capsys.readouterr().out


def commands(text: str) -> Iterator[list[str]]:
    """The commands of shell lines, as lists of words."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = words.index("&&") if "&&" in words else len(words)
            yield words[:end]
            words = words[end + 1 :]


def problem(words: list[str]) -> str | None:
    """What is wrong with a command that is not run; nothing where all that it names exists."""
    program, *rest = words
    name = program.removeprefix(".venv/bin/")
    if name == "make":
        done = subprocess.run(["make", "-n", *rest], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else None
    if name == "kawaraban":
        return wrong_usage(rest)
    if name == "python" and rest[:1] == ["-m"]:
        return None if find_spec(rest[1]) else f"there is no module {rest[1]}"
    if program.startswith(".venv/bin/"):
        return None if (Path(sys.prefix) / "bin" / name).exists() else f"{program} is not installed"
    return None if shutil.which(name) else f"there is no program {name}"


def wrong_usage(arguments: list[str]) -> str | None:
    """What click says of a command line, which it reads in full before it obeys --help."""
    command: click.Command = main
    for word in arguments:
        if not isinstance(command, click.Group):
            break
        if word not in command.commands:
            return f"there is no command {word}"
        command = command.commands[word]
    done = CliRunner().invoke(main, [*arguments, "--help"] if "--" not in arguments else arguments)
    return done.output if done.exit_code else None


@of("sh")
def test_commands_that_are_not_run_name_what_exists(block: Block) -> None:
    found = list(commands(block.text))
    assert found
    assert [(words, said) for words in found if (said := problem(words))] == []


def test_commands_in_a_sentence_name_what_exists() -> None:
    said = []
    for path in DOCUMENTS:
        prose = _FENCE.sub("", path.read_text(encoding="utf-8"))
        for found in _INLINE.finditer(prose):
            # "[--workers N]" and "…" are how a sentence leaves something open
            text = re.sub(r"\[[^\]]*\]|…|\.\.\.", " ", found[1])
            said += [(path.name, words, wrong) for words in commands(text) if (wrong := problem(words))]
    assert said == []


@pytest.mark.parametrize(
    "line",
    ["make nothing", "kawaraban sqll", "kawaraban sql --formt csv", "python -m benchmarks.nothing", "nonesuch x"],
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    assert problem(shlex.split(line))


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "service").glob("*.service")), ids=lambda path: path.name)
def test_units_start_commands_that_there_are(path: Path) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    program, *arguments = shlex.split(line)
    assert Path(program).name == "kawaraban"
    assert wrong_usage(arguments) is None


def test_settings_of_the_service_are_read() -> None:
    settings = (ROOT / "examples" / "service" / "kawaraban.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(KAWARABAN_\w+)=", settings, re.MULTILINE))
    assert named == set(re.findall(r"KAWARABAN_\w+", settings))
    assert all(
        f'"{name}"' in (ROOT / "assets" / "resources.py").read_text(encoding="utf-8") for name in named - {VARIABLE}
    )
