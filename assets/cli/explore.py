"""``kawaraban explore``: look at a dataset in the browser. Loads neither Dagster nor Great Expectations."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import click

from assets.cli.options import DATA, UserError, existing, plain_errors
from assets.cli.sql import RELEASE

_FETCHED = ("https://", "http://", "hf://")
"""Addresses that nothing can be asked of but whole files: a release there is fetched, and proved, before it is looked at."""


def _root(release_path: str | None, data: str) -> str | Path:
    """The data directory, or the release, of the latest version where an address lists several."""
    if release_path is None:
        return existing(data)
    if not release_path.lower().startswith(_FETCHED):
        return release_path
    from assets.terminal import Bars
    from warehouse.release import fetch as fetching
    from warehouse.release.manifest import ReleaseError

    try:
        version = str(fetching.releases(release_path)["latest"])
    except ReleaseError:
        version = "release"  # the address is that of a release itself
    name = f"{hashlib.sha256(release_path.encode()).hexdigest()[:12]}-{version}"
    cache = Path(os.environ.get("KAWARABAN_CACHE") or "~/.cache/kawaraban").expanduser().absolute() / "releases"
    cache.mkdir(parents=True, exist_ok=True)
    with Bars() as bars:
        return fetching.fetch(release_path, cache / name, on_progress=bars).path


@click.command()
@DATA
@RELEASE
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; anything else than loopback shows the data to others.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8230, show_default=True, help="0: one that is free.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name that the explorer may be called by, beside localhost; repeatable.",
)
@click.option(
    "--seconds", type=click.FloatRange(1, 3600), default=20, show_default=True, help="How long a query may take."
)
@click.option("--open", "is_opened", is_flag=True, help="Open it in the browser.")
@plain_errors
def explore(
    data: str, release_path: str | None, host: str, port: int, hosts: tuple[str, ...], seconds: float, is_opened: bool
) -> None:
    """Look at the dataset: articles with every span, search, people, tables and SQL, in the browser.

    It reads and never writes, asks for no account, and fetches nothing from elsewhere. Ctrl-C ends it; one started in the background is
    ended by `kill PID`.
    """
    from warehouse.explorer.serve import serve

    root = _root(release_path, data)

    def ready(title: str, address: str) -> None:
        click.echo(f"{title}: {address} (Ctrl-C or `kill {os.getpid()}` ends it)")
        if is_opened:
            import webbrowser

            webbrowser.open(address)

    # how it is ended, and no fault
    with contextlib.suppress(KeyboardInterrupt):
        serve(root, release=release_path is not None, host=host, port=port, hosts=hosts, seconds=seconds, ready=ready)


@click.group()
def export() -> None:
    """Write the dataset in another form."""


@export.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@DATA
@RELEASE
@plain_errors
def site(directory: Path, data: str, release_path: str | None) -> None:
    """Write the explorer's pages into DIRECTORY, as files that open from the disk: DIRECTORY/index.html.

    For a release of a few hundred articles, in English and Japanese; searching and SQL need `kawaraban explore`. A site that was exported
    there before is replaced. Of a local edition it holds the texts, and is as little for others as that.
    """
    from warehouse.explorer.reader import Reader
    from warehouse.explorer.site import export as write
    from warehouse.layout import is_local, place

    root = place(_root(release_path, data))
    if is_local(root) and directory.resolve().is_relative_to(root.resolve()):
        raise UserError(
            f"{directory} lies in {root}, where only runs and releases are written; name a directory elsewhere"
        )
    reader = Reader(root, release=release_path is not None)
    try:
        written = write(reader, directory, lambda line: click.echo(line, err=True))
    finally:
        reader.close()
    click.echo(
        f"{directory / 'index.html'}: {written.articles:,} articles, {written.pages:,} pages, {written.bytes / 1e6:.1f} MB"
    )
