"""What a worker process does about Ctrl-C. A module of its own, without imports, so that a worker knows at once."""

import signal


def leave_to_parent() -> None:
    """Ignore interrupts: the parent hears them, and ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def dask_setup(_worker: object) -> None:
    """What Dask calls when a worker that was told to preload this module comes up."""
    leave_to_parent()
