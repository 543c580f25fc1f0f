"""The ``kawaraban`` command. Every import is inside the command that needs it: `sql`, `tables` and `verify` start at once.

Exit codes: 0 done; 1 a check failed or something unexpected happened; 2 the input, the usage or a lock was wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

DATA = click.option(
    "--data",
    type=click.Path(),
    default="data",
    envvar="KAWARABAN_DATA",
    show_default=True,
    help="Data directory, or its address: s3://bucket/dataset, gs://… (with kawaraban[remote]).",
)
SOURCES = click.option(
    "--sources",
    type=click.Path(dir_okay=False),
    help="File of sources. Default: $KAWARABAN_SOURCES, or sources.toml here.",
)
DEBUG = click.option("--debug", is_flag=True, help="Show the traceback of an error.")


class DirectoryOrAddress(click.Path):
    """A directory that is there, or an address, whose file system will tell."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The text as it was given."""
        return value if "://" in str(value) else super().convert(value, param, ctx)


class UserError(click.ClickException):
    """An error the user can mend: one clear line, exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """The message on standard error."""
        click.echo(f"kawaraban: {self.message}", err=True)


def plain_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn errors into one or two lines, unless ``--debug`` asks for the traceback."""
    from functools import wraps

    @wraps(command)
    def wrapped(*args: Any, debug: bool, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except KeyboardInterrupt:
            click.echo("\ninterrupted: what is finished is kept; run the same command again to go on", err=True)
            raise SystemExit(130) from None
        except Exception as error:
            if debug:
                raise
            if _is_users(error):
                raise UserError(str(error)) from None
            click.echo(
                f"kawaraban: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", err=True
            )
            click.echo("run it again with --debug for the traceback", err=True)
            raise SystemExit(1) from None

    return DEBUG(wrapped)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kawaraban")
def main() -> None:
    """Raw Japanese news in; who said what, according to whom, when and how certainly, out."""


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@DATA
@click.option(
    "--fetched-at",
    metavar="TIME",
    help="Landing time, ISO 8601 (without a zone: Asia/Tokyo), for rebuilds. Default: now.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="number of cores", help="Processes."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    envvar="KAWARABAN_ENGINE",
    show_default=True,
    help="What works on the batches: processes here, or Dask (with kawaraban[dask]).",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    envvar="KAWARABAN_SCHEDULER",
    help="Dask scheduler, as tcp://host:8786; its workers see the same data directory. Default: a cluster of --workers here.",
)
@click.option(
    "--release/--no-release", default=True, show_default=True, help="Build and verify a release when something changed."
)
@click.option(
    "--redistribution",
    type=click.Choice(["full", "none"]),
    help="What a release repeats of the texts, whatever their source: full where all are yours to give, none for a pure stand-off. Default: as each source's licence says.",
)
@click.option("--profile", is_flag=True, help="Show the time and memory that each phase took.")
@click.option(
    "--progress",
    type=click.Choice(["bar", "plain"]),
    default="bar",
    show_default=True,
    help="A bar, where standard error is a terminal; or a line now and then, for logs.",
)
@plain_errors
def run(
    paths: tuple[str, ...],
    data: str,
    fetched_at: str | None,
    workers: int,
    engine: str,
    scheduler: str | None,
    release: bool,
    redistribution: str | None,
    profile: bool,
    progress: str,
) -> None:
    """Read PATHs into checked tables and a release.

    A PATH is a file, a directory, a glob, or an address of one of these: s3://, gs://, https:// (with kawaraban[remote]).
    Read are .txt, .html, .htm and .jsonl, also as .gz; Parquet with a column of text or HTML; .warc and .warc.gz; and
    the documents in .zip, .tar, .tar.gz and .tgz. Archives are read as streams and are not unpacked.

    Without a PATH, what has landed already, as by `kawaraban fetch`, is brought up to date.
    Running the same input again changes nothing. Records that cannot be used go to the table `rejections`, with the reason.
    """
    import datetime as dt
    import time

    from assets.batches import parse_time
    from assets.engines import choose
    from assets.running import run as run_pipeline
    from assets.terminal import Bars, show_summary
    from warehouse.layout import place

    try:
        moment = parse_time(fetched_at) if fetched_at else dt.datetime.now(dt.UTC)
    except (ValueError, OverflowError):
        raise UserError(f"--fetched-at {fetched_at!r} is not a time like 2025-04-08T09:00") from None
    root = place(data)
    if not paths and not any((root / "landing").glob("dt=*/*.parquet")):
        raise UserError(f"nothing has landed in {data} yet: give files or directories, or `kawaraban fetch` first")
    began = time.monotonic()
    with Bars(plain=progress == "plain") as bars:
        summary = run_pipeline(
            root,
            paths,
            fetched_at=moment,
            engine=choose(engine, workers=workers, scheduler=scheduler),
            release=release,
            redistribution={"*": redistribution} if redistribution else None,
            progress=bars,
        )
    show_summary(summary, data, time.monotonic() - began, profile=profile)
    if summary.failures:
        raise SystemExit(1)


@main.command()
@SOURCES
@DATA
@click.option("--only", multiple=True, metavar="NAME", help="Fetch this source alone, even if disabled; repeatable.")
@click.option(
    "--dry-run", is_flag=True, help="Read feeds and sitemaps, show the pages that would be fetched, keep nothing."
)
@click.option("--retry", is_flag=True, help="Ask again for pages that were refused or given up.")
@plain_errors
def fetch(sources: str | None, data: str, only: tuple[str, ...], dry_run: bool, retry: bool) -> None:
    """Fetch new pages of the configured sources into the landing; `kawaraban run` without PATH reads them then.

    Sites are asked slowly, under your name, and as their robots.txt allows. It may be interrupted at any time.
    """
    import time

    from assets.fetch import crawl
    from assets.terminal import Bars, Steps, show_fetch, show_plan
    from warehouse.layout import Layout, place

    configuration = _configuration(sources).only(only)
    if not configuration.enabled:
        raise UserError(f"{configuration.path}: no source is enabled")
    layout, began = Layout(place(data)), time.monotonic()
    if dry_run:
        show_plan(*crawl.plan(layout, configuration))
        return
    with Bars() as bars:
        summary = crawl.fetch(layout, configuration, retry=retry, wait=60.0, on_step=Steps(bars))
    show_fetch(summary, data, time.monotonic() - began)
    if not summary.reached_anything:
        raise SystemExit(1)


@main.command("sources")
@SOURCES
@DATA
@plain_errors
def list_sources(sources: str | None, data: str) -> None:
    """Check the file of sources, and show what is fetched of each and what came of it so far."""
    import pyarrow as pa

    from assets.fetch.state import State
    from assets.terminal import moment_text, show_rows
    from warehouse.layout import Layout, place

    configuration = _configuration(sources)
    rows = []
    with State.copy(Layout(place(data))) as state:
        for source in configuration.sources:
            known = state.overview(source.name)
            rows.append(
                {
                    "source": source.name,
                    "enabled": "yes" if source.enabled else "no",
                    "listings": len(source.listings),
                    "pages": len(source.pages),
                    "delay_s": float(source.delay_seconds),
                    **{status: known.get(status, 0) for status in ("queued", "fetched", "refused")},
                    "last_read": moment_text(known["read_at"]),
                    "problem": known["problem"],
                }
            )
    click.echo(f"{configuration.path} is valid; requests say: {configuration.user_agent}")
    if rows:
        show_rows(pa.Table.from_pylist(rows), "table", sys.stdout)


@main.command()
@click.argument("query", required=False)
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False), help="Read the query from a file.")
@DATA
@click.option(
    "--release",
    "release_path",
    type=DirectoryOrAddress(),
    help="Query a downloaded release, or one at an address, instead.",
)
@click.option(
    "--format", "how", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Output."
)
@plain_errors
def sql(query: str | None, path: str | None, data: str, release_path: str | None, how: str) -> None:
    """Answer a SQL QUERY (DuckDB) over the tables; `-` reads it from standard input.

    Columns and views: `kawaraban tables`, or DICTIONARY.md of a release.
    """
    from assets.terminal import show_rows
    from warehouse import catalog
    from warehouse.layout import place

    text = Path(path).read_text(encoding="utf-8") if path else sys.stdin.read() if query == "-" else query or ""
    if not text.strip() or (query and path):
        raise UserError('give one query, as in `kawaraban sql "select * from said"`, or --file')
    root = place(release_path) if release_path else _existing(data)
    connection = catalog.connect(root, release=release_path is not None)
    show_rows(catalog.query(connection, text), how, sys.stdout)


@main.command()
@click.argument("table", required=False)
@DATA
@plain_errors
def tables(table: str | None, data: str) -> None:
    """List the tables with their rows, or the columns of one TABLE."""
    import pyarrow as pa

    from assets.terminal import show_rows
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


@main.group()
def release() -> None:
    """Build and verify releases."""


@release.command("build")
@DATA
@click.option("--version", "version_name", help="Version, YYYY.M.N. Default: the next one for the newest landing.")
@click.option("--redistribution", type=click.Choice(["full", "none"]), help="As for `kawaraban run`.")
@plain_errors
def release_build(data: str, version_name: str | None, redistribution: str | None) -> None:
    """Build a release from the tables, verify it, and list it in releases/index.json."""
    from assets.running import build_release
    from assets.terminal import Bars

    terms = {"*": redistribution} if redistribution else {}
    with Bars() as bars:
        path = build_release(_existing(data), version_name, terms, progress=bars)
    click.echo(f"{path} built and verified")


@release.command("verify")
@click.argument("path", type=DirectoryOrAddress())
@plain_errors
def release_verify(path: str) -> None:
    """Check a release: hashes, schemas, keys, spans, SQL checks, descriptors."""
    from assets.terminal import Bars
    from warehouse.layout import place
    from warehouse.release import verify

    with Bars() as bars:
        bars("verifying", 0, None)
        result = verify.verify(place(path))
    for problem in result.problems:
        click.echo(f"FAILED  {problem}")
    if not result.ok:
        raise SystemExit(1)
    click.echo(f"{path}: verified")


@main.command()
@DATA
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=3000, show_default=True)
@click.option("--inbox", multiple=True, type=click.Path(), help="What the landing asset ingests. Default: examples.")
@plain_errors
def ui(data: str, host: str, port: int, inbox: tuple[str, ...]) -> None:
    """The Dagster UI over this data directory."""
    from warehouse.layout import Layout, place

    layout = Layout(place(data))
    root = str(layout.root.resolve())
    home = layout.local.resolve() / ".dagster"
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        settings.write_text("telemetry:\n  enabled: false\nnux:\n  enabled: false\n", encoding="utf-8")
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "KAWARABAN_DATA": root,
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    if inbox:
        environment["KAWARABAN_INBOX"] = os.pathsep.join(inbox)
    workspace = Path(__file__).resolve().parents[1] / "workspace.yaml"
    location = ["-w", str(workspace)] if workspace.is_file() else ["-m", "assets.definitions"]
    click.echo(f"Dagster UI: http://{host}:{port} (Ctrl-C ends it)")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dagster", "dev", *location, "-h", host, "-p", str(port)]
    os.execve(sys.executable, command, environment)  # noqa: S606 - the arguments are a list, no shell sees them


def _configuration(path: str | None) -> Any:
    from assets.fetch import configuration

    found = configuration.find(path)
    if found is None:
        raise UserError("there is no sources.toml here; copy examples/sources.toml, or name one with --sources")
    return configuration.load(found)


def _is_users(error: Exception) -> bool:
    """Whether the message already tells the user what to do."""
    from warehouse.layout import WarehouseError

    return isinstance(error, WarehouseError)


def _existing(data: str) -> Path:
    from warehouse.layout import place

    root = place(data)
    if not (root / "tables").is_dir():
        raise UserError(f"{data} holds no tables yet: `kawaraban run PATH --data {data}` makes them")
    return root


def _counts(data: str) -> dict[str, int]:
    from warehouse.layout import place

    root = place(data)
    if not (root / "tables").is_dir():
        return {}
    from warehouse import catalog

    return catalog.row_counts(catalog.connect(root))


if __name__ == "__main__":
    main()
