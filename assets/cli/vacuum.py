"""``kawaraban vacuum``: room that nothing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from assets.cli.options import DATA, KEEP_RELEASES, UserError, existing, plain_errors

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.layout import Layout
    from warehouse.vacuum import Waste

_SHOWN = 40


@click.command()
@click.argument("target", required=False)
@DATA
@KEEP_RELEASES
@click.option("--apply", "is_applied", is_flag=True, help="Remove it. Without, it is only listed.")
@click.option("--undo", "is_undone", is_flag=True, help="Put releases back that --keep-releases took away this week.")
@plain_errors
def vacuum(target: str | None, data: str, keep: int | None, is_applied: bool, is_undone: bool) -> None:
    """List files that no index, release, record or landed batch refers to; with --apply, remove them.

    Looked at is the data directory; or TARGET, where releases are published (do so while nobody publishes there). The landing, the state of
    fetching, withdrawals and every whole release stay.

    With --keep-releases older releases of the local edition go, too, but those that somebody reads: they are set aside in removed/ of the data directory for a
    week, and --undo puts them back. (At an address they are removed for good.) Public releases stay, and so does whatever is published.
    """
    from warehouse import tables, vacuum
    from warehouse.layout import Layout, place

    if target:
        is_asked = click.get_current_context().get_parameter_source("keep") is ParameterSource.COMMANDLINE
        if is_asked or is_undone:
            raise UserError("a published release is never taken away; --keep-releases and --undo are for --data")
        found = vacuum.published_waste(place(target))
        _tell_of_files(found, place(target), is_applied=is_applied)
        return
    layout = Layout(existing(data))
    with tables.hold(layout):
        if is_undone:
            _undo(layout, keep)
            return
        _tell_of_files(vacuum.waste(layout), layout.root, is_applied=is_applied)
        _tell_of_releases(layout, keep, is_applied=is_applied)


def _tell_of_files(found: list[Waste], root: Path, *, is_applied: bool) -> None:
    from assets.terminal import size_text
    from warehouse import vacuum

    for item in found[:_SHOWN]:
        click.echo(f"{item.path}: {item.why}")
    if found[_SHOWN:]:
        click.echo(f"and {len(found) - _SHOWN} more")
    if is_applied:
        vacuum.remove(found, root)
    total = f"{len(found)} files, {size_text(vacuum.size(found))}"
    if not found:
        click.echo("nothing to remove: every file is referred to")
    else:
        click.echo(f"{total} removed" if is_applied else f"{total}; nothing was removed, --apply removes it")


def _tell_of_releases(layout: Layout, keep: int | None, *, is_applied: bool) -> None:
    """Releases that need not stay, and those that were set aside long enough ago."""
    import datetime as dt

    from assets.terminal import size_text
    from warehouse.layout import TIME_ZONE, is_local
    from warehouse.release import retention

    today = dt.datetime.now(TIME_ZONE).date()
    found, late = retention.going(layout, keep) if keep else [], retention.over(layout, today)
    for item in found:
        click.echo(f"{item.path}: {item.why}")
    for path in late:
        click.echo(f"{path}: set aside more than {retention.KEPT_DAYS} days ago")
    if not found and not late:
        return
    total = f"{len(found)} releases, {size_text(retention.freed(found))}"
    if not is_applied:
        click.echo(f"{total}; no release was taken away, --apply sets them aside")
        return
    retention.set_aside(layout, found, today)
    retention.forget(late)
    how = "set aside for a week, --undo puts them back" if is_local(layout.root) else "removed"
    click.echo(f"{total} {how}" if found else "removed for good")


def _undo(layout: Layout, keep: int | None) -> None:
    from warehouse.release import retention

    back = retention.put_back(layout)
    if not back:
        raise UserError(f"nothing is set aside at {layout.root}: a release can be put back for a week")
    again = f"; whatever keeps the newest {keep} takes them away again" if keep else ""
    click.echo(f"put back: {', '.join(back)}{again}")
