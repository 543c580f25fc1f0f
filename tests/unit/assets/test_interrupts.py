"""What is started is known before a signal is heard."""

import signal
from collections.abc import Iterator

import pytest

from assets.interrupts import TerminatedError, heed, held, termination


def raising(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def handling() -> Iterator[None]:
    """Both signals raise an interrupt in this test."""
    kept = {number: signal.signal(number, raising) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handling")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_heard_when_the_block_is_through(number: signal.Signals) -> None:
    done = []

    def start() -> None:
        with held():
            signal.raise_signal(number)
            done.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["started"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


@pytest.mark.usefixtures("handling")
def test_what_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with held():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


@pytest.fixture
def unhandled() -> Iterator[None]:
    """Nobody handles SIGTERM; Dagster does for good, once it has run anything in this process."""
    kept = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, kept)


@pytest.mark.usefixtures("unhandled")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_was_heard_and_lost_is_heeded_at_the_next_step() -> None:
    class Lost:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    def work() -> None:
        with termination():
            heed()
            Lost()  # what a finalizer raises is printed and forgotten
            heed()

    with pytest.raises(TerminatedError):
        work()
    heed()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
