"""``kawaraban ui``: the Dagster UI over a data directory."""

from __future__ import annotations

import click

from assets.cli.options import DATA, plain_errors


@click.command()
@DATA
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=3000, show_default=True, help="0: one that is free.")
@click.option("--inbox", multiple=True, type=click.Path(), help="What the landing asset ingests. Default: examples.")
@plain_errors
def ui(data: str, host: str, port: int, inbox: tuple[str, ...]) -> None:
    """The Dagster UI over this data directory. Ctrl-C ends it; one started in the background is ended by `kill PID`."""
    from assets.resources import from_environment
    from assets.schedules import status
    from assets.ui import serve
    from warehouse.layout import Layout, place

    status("daily", from_environment().schedules)  # a name that is none is told here, and not by a process of the UI
    raise SystemExit(serve(Layout(place(data)), host=host, port=port, inbox=inbox, say=click.echo))
