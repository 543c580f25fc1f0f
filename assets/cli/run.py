"""``kawaraban run``: from files to checked tables and a release."""

from __future__ import annotations

import os

import click

from assets.cli.options import DATA, MAX_QUARANTINED, UserError, plain_errors


@click.command()
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
    "--release/--no-release",
    default=True,
    show_default=True,
    help="Build and verify a release for yourself (edition local) when something changed.",
)
@click.option(
    "--expectations/--no-expectations",
    default=None,
    help="Have Great Expectations look at what it has not seen. Default: when a tenth of the documents is new to it. "
    "The same rules are proved of every row anyway.",
)
@MAX_QUARANTINED
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
    expectations: bool | None,
    max_quarantined: float,
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
            expectations=expectations,
            max_quarantined=max_quarantined,
            progress=bars,
        )
    show_summary(summary, data, time.monotonic() - began, profile=profile)
    if summary.failures:
        raise SystemExit(1)
