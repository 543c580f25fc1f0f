"""``kawaraban explore``: look at a dataset in the browser. Loads neither Dagster nor Great Expectations."""

from __future__ import annotations

import os

import click

from assets.cli.options import DATA, existing, plain_errors
from assets.cli.sql import RELEASE


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

    root = release_path or existing(data)

    def ready(title: str, address: str) -> None:
        click.echo(f"{title}: {address} (Ctrl-C or `kill {os.getpid()}` ends it)")
        if is_opened:
            import webbrowser

            webbrowser.open(address)

    serve(root, release=release_path is not None, host=host, port=port, hosts=hosts, seconds=seconds, ready=ready)
