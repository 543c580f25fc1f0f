"""What a worker process does about Ctrl-C, and when its parent dies. A module of its own with few imports, so that a worker knows at once."""

import os
import signal
import threading
from multiprocessing import parent_process


def leave_to_parent() -> None:
    """Ignore interrupts: the parent hears them, and ends its workers. Where it was killed, it cannot: the worker ends itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: object) -> None:
    parent.join()  # type: ignore[attr-defined]
    os._exit(1)


def dask_setup(_worker: object) -> None:
    """What Dask calls when a worker that was told to preload this module comes up; its nanny ends with its own parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
