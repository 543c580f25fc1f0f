"""``kawaraban backup`` and ``kawaraban restore``: a data directory as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from assets.cli.options import DATA, plain_errors

_NAME = "kawaraban-%Y-%m-%dT%H%M%S.tar"


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@DATA
@click.option(
    "--wait", type=click.FloatRange(0), default=600, show_default=True, help="Seconds to wait for a run to end."
)
@plain_errors
def backup(target: Path, data: str, wait: float) -> None:
    """Write the data directory to one file, TARGET, or into TARGET where that is a directory, under the time.

    With the landing, the state of fetching, tables, releases, withdrawals, alerts and what the UI remembers. The file is a plain tar
    with a SHA256SUMS; it is read again and proved before it gets its name. Nothing is overwritten. The UI may run meanwhile.
    """
    import datetime as dt

    from assets.terminal import Bars, size_text
    from warehouse import backup as backups
    from warehouse import made
    from warehouse.layout import Layout, place

    layout = Layout(place(data))
    if target.is_dir():
        target /= dt.datetime.now().astimezone().strftime(_NAME)
    with Bars() as bars:
        held = backups.back_up(layout, target, wait=wait, progress=bars)
    click.echo(f"{target}: {held.files} files, {size_text(held.bytes)}, proved")
    for damage in made.damaged(layout):
        click.echo(
            f"kawaraban: {damage.path} was damaged already ({damage.what}); `kawaraban doctor` says more", err=True
        )


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATA
@click.option("--check", is_flag=True, help="Only prove the backup; restore nothing.")
@plain_errors
def restore(source: Path, data: str, check: bool) -> None:
    """Make a data directory, --data, of a backup; every file is compared with its sum, and the directory is there whole or not at all.

    A directory that is there and not empty is refused.
    """
    from assets.terminal import Bars, size_text
    from warehouse import backup as backups
    from warehouse.layout import is_address

    if check:
        with Bars() as bars:
            held = backups.verify(source, progress=bars)
        click.echo(f"{source}: {held.files} files, {size_text(held.bytes)}, every one as it was backed up")
        return
    if is_address(data):
        raise backups.BackupError(f"{data} lies elsewhere: restore to a directory and copy it there")
    with Bars() as bars:
        held = backups.restore(source, Path(data.removeprefix("file://")).absolute(), progress=bars)
    click.echo(f"{data}: {held.files} files, {size_text(held.bytes)} restored, every one as it was backed up")
