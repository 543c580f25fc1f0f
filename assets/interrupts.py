"""What a process does about signals: the command about SIGTERM, a worker about Ctrl-C and the death of its parent.

A module of its own with few imports, so that a worker knows at once.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process

_heard = threading.Event()


class TerminatedError(KeyboardInterrupt):
    """SIGTERM was heard. It ends the command as an interrupt does: what is in work is dropped, what is finished is kept."""


@contextmanager
def termination() -> Iterator[None]:
    """Hear SIGTERM as :class:`TerminatedError` in the block, so that workers, locks and temporary files are seen to before the end.

    What a shell starts in the background of a script ignores SIGINT, as every program does; SIGTERM ends it. Where somebody handles
    SIGTERM already, or in another thread than the main one, nothing changes.
    """

    def end(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would interrupt the cleaning up
        _heard.set()
        raise TerminatedError

    is_free = threading.current_thread() is threading.main_thread()
    if not is_free or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    _heard.clear()
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        _heard.clear()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def heed() -> None:
    """Raise :class:`TerminatedError` where SIGTERM was heard and what it raised was lost, as in a finalizer: long work asks between its steps."""
    if _heard.is_set():
        raise TerminatedError


@contextmanager
def held() -> Iterator[None]:
    """Signals that are heard in the block are heard at its end: what it starts is then known to whoever has to end it.

    Where a signal is ignored, or ends the process, nothing changes; nor in another thread than the main one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    handled = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in handled:
        signal.signal(number, lambda number, _frame: heard.append(number))
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(heard):
            signal.raise_signal(number)


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
