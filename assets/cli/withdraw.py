"""``kawaraban withdraw``: taking out what a publisher or a person asks to have taken out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from assets.cli.options import DATA, UserError, existing, plain_errors

if TYPE_CHECKING:
    import datetime as dt

    from warehouse.layout import Layout


@click.command()
@click.argument("named", metavar="[ID]", required=False)
@DATA
@click.option("--by", "requested_by", default="", help="Who asks. Kept for good, with the day and the reason.")
@click.option("--reason", default="", help="Why. Write nothing of the text itself here.")
@click.option(
    "--purge",
    is_flag=True,
    help="Also remove the bytes from the landing, and the releases that hold it. Cannot be undone.",
)
@click.option("--undo", is_flag=True, help="Bring back what was withdrawn and not purged.")
@click.option("--apply", "is_applied", is_flag=True, help="Do it. Without, only what it would reach is shown.")
@plain_errors
def withdraw(
    named: str | None, data: str, requested_by: str, reason: str, purge: bool, undo: bool, is_applied: bool
) -> None:
    """Withdraw a document, an article, an address or a source, at the request of its publisher or of a person.

    ID is a document_id, an article_id, a URL, or a source by its source_id or domain; of a URL and a source also what comes later is left
    out. Parts, tables and every later release are without it, also when the same bytes land again; `rejections` says so, and withdrawals.json
    who asked and why. Older releases that hold it are marked in the index. Without an ID, what is withdrawn is listed.
    """
    import datetime as dt

    from assets import withdrawing
    from assets.terminal import Bars
    from warehouse.layout import Layout

    layout = Layout(existing(data))
    if named is None:
        _list(layout)
        return
    moment = dt.datetime.now(dt.UTC)
    if undo:
        _undo(layout, named, moment, is_applied=is_applied)
        return
    found = withdrawing.reach(layout, named)
    what = f"{found.kind} {named}: {_count(len(found.documents), 'document')}"
    held = f"; releases that hold it: {', '.join(found.releases)}" if found.releases else ""
    if not is_applied:
        purged = f"; the bytes{' and these releases' if held else ''} would be removed for good" if purge else ""
        click.echo(f"{what}{held}{purged}\nnothing was changed; --apply withdraws it")
        return
    if not found.standing and not (requested_by.strip() and reason.strip()):
        raise UserError("say who asks and why: --by and --reason are kept with the withdrawal")
    with Bars() as bars:
        done, summary = withdrawing.withdraw(
            layout.root, named, requested_by=requested_by, reason=reason, moment=moment, purge=purge, progress=bars
        )
    click.echo(f"{what} withdrawn{' and purged' if done.is_purged else ''}")
    if summary.release:
        click.echo(f"release {summary.release} is without it")
    if done.retracted:
        click.echo(f"releases removed: {', '.join(done.retracted)}")
    elif held:
        click.echo(
            f"older releases still hold it: {', '.join(found.releases)}; --purge removes them, the next publication tells others"
        )
    for failure in summary.failures:
        click.echo(f"FAILED  {failure}")
    if summary.failures:
        raise SystemExit(1)


def _undo(layout: Layout, named: str, moment: dt.datetime, *, is_applied: bool) -> None:
    from assets import withdrawing
    from assets.terminal import Bars

    if not is_applied:
        found = withdrawing.reach(layout, named)
        if found.standing is None:
            raise UserError(f"{named} is not withdrawn; `kawaraban withdraw` without an id lists what is")
        click.echo(
            f"{_count(len(found.documents), 'document')} would come back\nnothing was changed; --apply undoes it"
        )
        return
    with Bars() as bars:
        summary = withdrawing.undo(layout.root, named, moment=moment, progress=bars)
    click.echo(
        f"{named} is not withdrawn any more" + (f"; release {summary.release} has it" if summary.release else "")
    )


def _list(layout: Layout) -> None:
    import pyarrow as pa

    from assets.answers import show_rows
    from warehouse import withdrawals

    rows = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "documents": len(entry.documents),
            "requested_by": entry.requested_by,
            "reason": entry.reason,
            "withdrawn_at": entry.withdrawn_at,
            "state": "undone" if entry.undone_at else "purged" if entry.is_purged else "withdrawn",
        }
        for entry in withdrawals.read(layout)
    ]
    if rows:
        show_rows(pa.Table.from_pylist(rows), "table", sys.stdout)
    else:
        click.echo("nothing is withdrawn")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
