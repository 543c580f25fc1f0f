"""``kawaraban doctor``: is every file what it was when it was made?"""

from __future__ import annotations

import click

from assets.cli.options import DATA, existing, plain_errors


@click.command()
@DATA
@click.option("--repair", is_flag=True, help="Make again what the landing has what it takes to make.")
@plain_errors
def doctor(data: str, repair: bool) -> None:
    """Read every file of the data directory and name those that are not as they were made.

    Looked at are the landing, parts and their records, corpus tables, the catalog, the state of fetching, and every release.
    Exit code 1 where something is wrong, or still is after --repair.
    """
    from warehouse import doctor as examining
    from warehouse.layout import Layout

    layout = Layout(existing(data))
    findings = examining.examine(layout)
    for finding in findings:
        click.echo(finding.line)
    if repair and findings:
        from assets.mending import repair as mend

        before, findings = len(findings), mend(layout, findings)
        click.echo(f"{before - len(findings)} of {before} mended")
        for finding in findings:
            click.echo(f"STILL  {finding.line}")
    if findings:
        raise SystemExit(1)
    if not repair:
        click.echo("every file is as it was made")
