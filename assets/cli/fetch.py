"""``kawaraban fetch`` and ``kawaraban sources``: from the web into the landing."""

from __future__ import annotations

import sys
from typing import Any

import click

from assets.cli.options import DATA, SOURCES, UserError, plain_errors


@click.command()
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


@click.command("sources")
@SOURCES
@DATA
@plain_errors
def list_sources(sources: str | None, data: str) -> None:
    """Check the file of sources, and show what is fetched of each and what came of it so far."""
    import pyarrow as pa

    from assets.answers import show_rows
    from assets.fetch.state import State
    from assets.terminal import moment_text
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


def _configuration(path: str | None) -> Any:
    from assets.fetch import configuration

    found = configuration.find(path)
    if found is None:
        raise UserError("there is no sources.toml here; copy examples/sources.toml, or name one with --sources")
    return configuration.load(found)
