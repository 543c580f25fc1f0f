"""What an engine is, and which shard is tried again: the same for every engine.

Belongs here: the seam that engines fill and callers use. Does not belong here: processes and clusters.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeVar

from warehouse.errors import WarehouseError

ATTEMPTS = 3
"""How often a shard is tried before it is given up."""
GIVEN_UP_MOST = 10
"""With as many shards given up, the trouble is not theirs, and the run ends."""

Shard = TypeVar("Shard", bound=Hashable)
Report = TypeVar("Report")
Unfit = Callable[[], str | None]
"""Says why the process that calls it must not work on the shards, or ``None``; asked on every worker that is not of this process."""


class EngineError(WarehouseError):
    """The engine cannot work: something is not installed, not reached, or not the same as here."""


class ShardError(RuntimeError):
    """Shards failed each time they were tried. What else was finished is kept."""

    def __init__(self, message: str, shards: Sequence[Hashable] = ()) -> None:
        super().__init__(message)
        self.shards = tuple(shards)


class WorkerDiedError(RuntimeError):
    """A worker ended in the midst of a shard, as it does when memory runs out."""


class Crew(Protocol):
    """Workers that are up."""

    def run(self, task: Callable[[Shard], Report], shards: Sequence[Shard]) -> Iterator[Report]:
        """What ``task`` returns for each shard, as they finish, in any order.

        ``task`` is pure and can be pickled, and so can shards and reports. Not more shards are handed out than there are
        workers to take them. A shard whose worker died, or that raised, is tried :data:`ATTEMPTS` times in all; where none of
        them helped, the others go on and :class:`ShardError` names it at the end. A
        :class:`warehouse.errors.WarehouseError` says by itself what to do: nothing is handed out after it, and it is raised
        when what is in work has been finished.
        """
        ...


class Engine(Protocol):
    """A way to get workers. Engines are values: they hold nothing open."""

    def check(self) -> None:
        """Raise :class:`EngineError` where it is plain already that the engine cannot work; cheap."""
        ...

    def open(self, unfit: Unfit) -> AbstractContextManager[Crew]:
        """Workers for the time of the block; when it is left by an error or an interrupt, they stop in the midst of a shard.

        Raises :class:`EngineError` where there are no workers, or where one of them is unfit for these shards.
        """
        ...


class Worklist(Generic[Shard]):
    """Shards that wait to be handed out, and how often each has failed."""

    def __init__(self, shards: Iterable[Shard]) -> None:
        self._waiting = deque(shards)
        self._suspects: list[Shard] = []
        self._failures: Counter[Shard] = Counter()
        self._given_up: dict[Shard, Exception] = {}
        self._stopped: WarehouseError | None = None

    def take(self) -> Shard | None:
        """The next shard; ``None`` where none waits or nothing should be handed out any more."""
        if self._stopped or len(self._given_up) >= GIVEN_UP_MOST or not self._waiting:
            return None
        return self._waiting.popleft()

    def failed(self, shard: Shard, error: Exception, *, is_suspect: bool = False, for_good: bool = False) -> None:
        """Note a failure: the shard waits again, behind the others, unless this was its last attempt.

        One that is only suspected, because others were in work where a worker died, waits for :meth:`recall`.
        """
        self._failures[shard] += 1
        if isinstance(error, WarehouseError):
            self._stopped = self._stopped or error
        elif for_good or self._failures[shard] == ATTEMPTS:
            self._given_up[shard] = error
        elif is_suspect:
            self._suspects.append(shard)
        else:
            self._waiting.append(shard)

    def recall(self) -> None:
        """Let suspects be handed out."""
        self._waiting.extend(self._suspects)
        self._suspects.clear()

    def end(self) -> None:
        """Raise what stopped the work, or made shards be given up."""
        if self._stopped:
            raise self._stopped
        if self._given_up:
            named = "; ".join(f"{_name(shard)} ({_reason(error)})" for shard, error in self._given_up.items())
            first = next(iter(self._given_up.values()))
            raise ShardError(f"failed each time: {named}; what is finished is kept", tuple(self._given_up)) from first


def _name(shard: object) -> str:
    return "/".join(map(str, shard)) if isinstance(shard, tuple) else str(shard)


def _reason(error: Exception) -> str:
    line = str(error).partition("\n")[0]
    return line if isinstance(error, WorkerDiedError) else f"{type(error).__name__}: {line}"
