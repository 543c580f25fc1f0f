"""``kawaraban rebuild`` and ``kawaraban recheck``: what older code made, and what older checks looked at."""

from __future__ import annotations

import os
from typing import Any

import click

from assets.cli.options import DATA, existing, plain_errors

DAYS = click.option("--day", "days", multiple=True, metavar="DAY", help="Only this fetch day (YYYY-MM-DD); repeatable.")
APPLY = click.option("--apply", "is_applied", is_flag=True, help="Do it. Without, it is only listed.")


@click.command()
@DATA
@DAYS
@click.option(
    "--workers", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="number of cores", help="Processes."
)
@APPLY
@plain_errors
def rebuild(data: str, days: tuple[str, ...], workers: int, is_applied: bool) -> None:
    """List batches that older code, dictionaries, lexicons or models made; with --apply, make them again.

    What follows from them is made, too: tables of the corpus and the catalog. `kawaraban run` does the same and builds a release.
    """
    from assets import renewing
    from assets.engines import Local
    from assets.terminal import Bars
    from warehouse.layout import Layout

    layout = Layout(existing(data))
    plan = renewing.to_rebuild(layout, days)
    _show(plan, "made again", is_applied)
    if not is_applied or not plan.items:
        return
    done, total = 0, sum(item.records for item in plan.items)
    sizes = {(item.day, item.batch): item.records for item in plan.items}
    with Bars() as bars:

        def advance(report: Any) -> None:
            nonlocal done
            done += sizes.get((report.day, report.batch), 0)
            bars("reading and annotating", done, total)

        bars("reading and annotating", 0, total)
        reports = renewing.rebuild(layout, plan, engine=Local(workers), on_done=advance)
    click.echo(f"{len(reports)} batches made again; `kawaraban release build` builds a release of them")


@click.command()
@DATA
@DAYS
@click.option("--all", "everything", is_flag=True, help="Also what was checked by these checks already.")
@APPLY
@plain_errors
def recheck(data: str, days: tuple[str, ...], everything: bool, is_applied: bool) -> None:
    """List batches that older checks, or none, looked at; with --apply, check them: every rule over every row, then Great Expectations.

    Exit code 1 where something blocks a release.
    """
    from assets import renewing
    from warehouse.layout import Layout

    layout = Layout(existing(data))
    plan = renewing.to_recheck(layout, days, everything=everything)
    _show(plan, "checked again", is_applied)
    if not is_applied or not plan.items:
        return
    failing = renewing.recheck(layout, plan)
    for line in failing:
        click.echo(f"FAILS  {line}")
    if failing:
        raise SystemExit(1)
    click.echo(f"{len(plan.items)} batches checked: every blocking rule holds")


def _show(plan: Any, what: str, is_applied: bool) -> None:
    for line in plan.lines:
        click.echo(line)
    if not plan.items:
        click.echo(f"nothing is to be {what}")
    elif is_applied:
        click.echo(f"{plan.summary} are {what}")
    else:
        click.echo(f"{plan.summary} would be {what}; nothing was changed, --apply does it")
