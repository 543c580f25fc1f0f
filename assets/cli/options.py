"""What commands share: their options, their errors in one line, and the places they are pointed at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

DATA = click.option(
    "--data",
    type=click.Path(),
    default="data",
    envvar="KAWARABAN_DATA",
    show_default=True,
    help="Data directory, or its address: s3://bucket/dataset, gs://… (with kawaraban[remote]).",
)
SOURCES = click.option(
    "--sources",
    type=click.Path(dir_okay=False),
    help="File of sources. Default: $KAWARABAN_SOURCES, or sources.toml here.",
)
MAX_QUARANTINED = click.option(
    "--max-quarantined",
    type=click.FloatRange(0, 1),
    default=0.01,
    envvar="KAWARABAN_MAX_QUARANTINED",
    show_default=True,
    help="Share of the documents that may be set aside for rules they break before a release is blocked; five always may.",
)
KEEP_RELEASES = click.option(
    "--keep-releases",
    "keep",
    type=click.IntRange(min=1),
    envvar="KAWARABAN_KEEP_RELEASES",
    show_envvar=True,
    help="Of the local edition keep this many newest releases and the last of each month. Default: all of them.",
)
DEBUG = click.option("--debug", is_flag=True, help="Show the traceback of an error.")


class DirectoryOrAddress(click.Path):
    """A directory that is there, or an address, whose file system will tell."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The text as it was given."""
        return value if "://" in str(value) else super().convert(value, param, ctx)


class UserError(click.ClickException):
    """An error the user can mend: one clear line, exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """The message on standard error."""
        click.echo(f"kawaraban: {self.message}", err=True)


def plain_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn errors into one or two lines, unless ``--debug`` asks for the traceback."""
    from functools import wraps

    @wraps(command)
    def wrapped(*args: Any, debug: bool, **options: Any) -> Any:
        from assets.interrupts import TerminatedError, termination

        try:
            with termination():
                return command(*args, **options)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except KeyboardInterrupt as interrupt:
            click.echo("\ninterrupted: what is finished is kept; run the same command again to go on", err=True)
            raise SystemExit(143 if isinstance(interrupt, TerminatedError) else 130) from None
        except Exception as error:
            if debug:
                raise
            if _is_users(error):
                raise UserError(str(error)) from None
            click.echo(
                f"kawaraban: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", err=True
            )
            click.echo("run it again with --debug for the traceback", err=True)
            raise SystemExit(1) from None

    return DEBUG(wrapped)


def _is_users(error: Exception) -> bool:
    """Whether the message already tells the user what to do."""
    from warehouse.errors import WarehouseError

    return isinstance(error, WarehouseError)


def existing(data: str) -> Path:
    """The data directory of this name; raises :class:`UserError` where it holds no tables yet."""
    from warehouse.layout import place

    root = place(data)
    if not (root / "tables").is_dir():
        raise UserError(f"{data} holds no tables yet: `kawaraban run PATH --data {data}` makes them")
    return root
