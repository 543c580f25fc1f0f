"""The ``kawaraban`` command, a module a command. Every import is inside the command that needs it: `sql`, `tables` and `verify` start at once.

Exit codes: 0 done; 1 a check failed or something unexpected happened; 2 the input, the usage or a lock was wrong.
"""

from __future__ import annotations

import click

from assets.cli import backup, doctor, evaluate, explore, fetch, release, renew, run, search, sql, ui, vacuum, withdraw

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "-V", "--version", package_name="kawaraban", prog_name="kawaraban")
def main() -> None:
    """Raw Japanese news in; who said what, according to whom, when and how certainly, out."""


for _command in (
    run.run,
    fetch.fetch,
    fetch.list_sources,
    search.search,
    sql.sql,
    sql.tables,
    sql.cookbook,
    release.release,
    evaluate.evaluate,
    explore.explore,
    explore.export,
    doctor.doctor,
    renew.rebuild,
    renew.recheck,
    backup.backup,
    backup.restore,
    withdraw.withdraw,
    vacuum.vacuum,
    ui.ui,
):
    main.add_command(_command)
