"""``kawaraban release publish``, ``fetch`` and ``list``: releases on their way to others and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.cli.options import DATA, UserError, plain_errors

if TYPE_CHECKING:
    from warehouse.layout import Edition, Layout


@click.command("publish")
@click.argument("target")
@DATA
@click.option("--version", "version_name", help="Version to publish. Default: the newest of the public edition.")
@click.option("--dry-run", is_flag=True, help="Verify, and say what would be sent; write nothing.")
@plain_errors
def publish(target: str, data: str, version_name: str | None, dry_run: bool) -> None:
    """Publish a release of the public edition to TARGET, and list it in the index there.

    TARGET is a directory, an address (s3://bucket/releases, gs://…; with kawaraban[remote]) or a dataset of the Hugging Face Hub
    (hf://datasets/owner/name; with kawaraban[hub]). The release is verified first. The index is written last: what ends before leaves it
    as it was, and the same command goes on where it ended. A version is never overwritten.
    """
    from assets.terminal import Bars, size_text
    from warehouse.layout import Layout, place
    from warehouse.release import manifest
    from warehouse.release import publish as publishing

    layout = Layout(place(data))
    version = version_name or next(iter(manifest.versions(layout, "public")), None)
    if version is None:
        raise UserError(
            f"{data} has no release of the public edition; `kawaraban release build --edition public` makes one"
        )
    with Bars() as bars:
        made = publishing.publish(layout.release(version, "public"), target, dry_run=dry_run, on_progress=bars)
    size = f"{made.files} files, {size_text(made.bytes)}"
    if not made.is_new:
        click.echo(f"nothing new: {made.index} lists {made.version} already")
    elif dry_run:
        click.echo(f"{made.version} is verified and would be published to {made.target}: {size}; nothing was written")
    else:
        click.echo(f"{made.version} published to {made.target}: {size}\nindex {made.index}")


@click.command("fetch")
@click.argument("url")
@click.option("--version", "version_name", help="Version to fetch. Default: the latest.")
@click.option(
    "--tables",
    "names",
    multiple=True,
    metavar="TABLE",
    help="Only these tables, with the release's pages. Repeatable, or separated by commas. More may be fetched into the same directory later.",
)
@click.option("--output", type=click.Path(), help="Directory for the release. Default: kawaraban-VERSION.")
@plain_errors
def fetch(url: str, version_name: str | None, names: tuple[str, ...], output: str | None) -> None:
    """Fetch a published release from URL, and prove every file by the hashes of its index.

    URL is what it was published to: https://, s3://, gs://, hf://datasets/owner/name or a directory; or the address of one release. A
    fetch that ends early goes on by the same command, in the middle of a file where the server can.
    """
    from assets.terminal import Bars, size_text
    from warehouse.release import fetch as fetching

    tables = tuple(name.strip() for given in names for name in given.split(",") if name.strip())
    with Bars() as bars:
        got = fetching.fetch(
            url, Path(output) if output else None, version=version_name, tables=tables, on_progress=bars
        )
    which = "" if got.tables is None else f" with {len(got.tables)} tables ({', '.join(got.tables)})"
    what = f"{got.files} files, {size_text(got.bytes)}" if got.files else "all of it was here"
    click.echo(f"{got.path}: release {got.version}{which}, every hash proved ({what})")
    if got.withdrawn:
        click.echo(f"{got.withdrawn} of its documents were withdrawn since; a later release is without them", err=True)


@click.command("list")
@click.argument("url", required=False)
@DATA
@click.option("--format", "how", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@plain_errors
def list_releases(url: str | None, data: str, how: str) -> None:
    """List the releases that are published at URL, newest first; without one, those of the data directory."""
    import pyarrow as pa

    from assets.answers import show_rows
    from warehouse.layout import EDITIONS, Layout, place
    from warehouse.release import fetch as fetching
    from warehouse.release import index

    if url is not None:
        found = fetching.listing(fetching.releases(url))
    else:
        layout = Layout(place(data))
        found = [row for edition in EDITIONS for row in fetching.listing(index.at_home(layout, edition))]
    if not found:
        raise UserError(f"{url or data} has no release yet; `kawaraban release build` makes one")
    show_rows(pa.Table.from_pylist(found), how, sys.stdout)


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("now", metavar="B")
@DATA
@click.option(
    "--edition",
    type=click.Choice(["local", "public"]),
    default="local",
    envvar="KAWARABAN_EDITION",
    show_default=True,
    help="Of the releases of the data directory, where A and B are versions.",
)
@click.option("--format", "how", type=click.Choice(["table", "json"]), default="table", show_default=True)
@plain_errors
def diff(before: str, now: str, data: str, edition: Edition, how: str) -> None:
    """Say what changed from release A to release B: rows and columns of each table, declarations, figures of accuracy.

    A and B are versions of the data directory, directories, or addresses. The keys of the rows are in changes/ of a release.
    """
    import json

    import pyarrow as pa

    from assets.answers import show_rows
    from assets.terminal import Bars
    from warehouse.layout import Layout, place
    from warehouse.release import changes, history

    layout = Layout(place(data))
    with Bars() as bars:
        bars("comparing", 0, None)
        found = changes.between(*(_release(layout, edition, named) for named in (before, now)))
    if how == "json":
        click.echo(json.dumps(history.as_json(found), ensure_ascii=False, indent=2))
        return
    if rows := history.as_rows(found):
        show_rows(pa.Table.from_pylist(rows), "table", sys.stdout)
    else:
        click.echo(f"no row of {found.now} is another than in {found.before}")
    for line in history.as_lines(found):
        click.echo(line)


def _release(layout: Layout, edition: Edition, named: str) -> Path:
    """The release of a version, or at a path or address."""
    from warehouse.layout import LayoutError, place

    try:
        path = layout.release(named, edition)
    except LayoutError:
        return place(named)
    return path if path.exists() or not Path(named).exists() else Path(named)
