"""``kawaraban vacuum``: room that nothing needs."""

from __future__ import annotations

import click

from assets.cli.options import DATA, plain_errors

_SHOWN = 40


@click.command()
@click.argument("target", required=False)
@DATA
@click.option("--apply", "is_applied", is_flag=True, help="Remove it. Without, it is only listed.")
@plain_errors
def vacuum(target: str | None, data: str, is_applied: bool) -> None:
    """List files that no index, release, record or landed batch refers to; with --apply, remove them.

    Looked at is the data directory; or TARGET, where releases are published (do so while nobody publishes there). The landing, the state of
    fetching, withdrawals and every whole release stay.
    """
    from contextlib import nullcontext

    from assets.cli.options import existing
    from assets.terminal import size_text
    from warehouse import tables, vacuum
    from warehouse.layout import Layout, place

    root = place(target) if target else existing(data)
    with nullcontext() if target else tables.hold(Layout(root)):
        found = vacuum.published_waste(root) if target else vacuum.waste(Layout(root))
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
