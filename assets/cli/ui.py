"""``kawaraban ui``: the Dagster UI over a data directory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from assets.cli.options import DATA, plain_errors


@click.command()
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
    workspace = Path(__file__).resolve().parents[2] / "workspace.yaml"
    location = ["-w", str(workspace)] if workspace.is_file() else ["-m", "assets.definitions"]
    click.echo(f"Dagster UI: http://{host}:{port} (Ctrl-C ends it)")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dagster", "dev", *location, "-h", host, "-p", str(port)]
    os.execve(sys.executable, command, environment)  # noqa: S606 - the arguments are a list, no shell sees them
