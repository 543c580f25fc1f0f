"""Failures of a step as people read them: one line that says what to do.

Belongs here: which errors say enough by themselves. Does not belong here: the errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from dagster._core.errors import DagsterUserCodeProcessError
from dagster._utils.error import SerializableErrorInfo

from assets.engines.engine import ShardError
from warehouse.errors import LockedError, WarehouseError


class OneLineError(DagsterUserCodeProcessError, dg.Failure):
    """A failure whose message is all that Dagster keeps.

    ``dg.Failure`` alone is shown with twenty lines of Dagster's own frames. An error of another process is shown as that process
    told it, which is the only way to tell Dagster what to show.
    """

    def __init__(self, text: str, *, allow_retries: bool = False) -> None:
        dg.Failure.__init__(self, text, allow_retries=allow_retries)
        self.user_code_process_error_infos = [SerializableErrorInfo(message=text, stack=[], cls_name="Failure")]


@contextmanager
def one_line() -> Iterator[None]:
    """Turn an error that says what to do into a failure without a traceback.

    Trying again would not help, so it is not tried, except where another run holds the data directory.
    """
    try:
        yield
    except (WarehouseError, ShardError) as error:
        text = " ".join(str(error).split())
        raise OneLineError(text, allow_retries=isinstance(error, LockedError)) from None
