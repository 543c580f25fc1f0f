"""The engine of one machine: processes, or this process where one is enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import current_process, get_context
from typing import Any

from assets.engines.engine import Report, Shard, Unfit, WorkerDiedError, Worklist
from assets.interrupts import heed, held, leave_to_parent

_TO_END = 5.0
"""Seconds that processes have to end when they are told to."""


@dataclass(frozen=True)
class Local:
    """Up to ``workers`` processes of this machine; with one worker or one shard, the work is done in this process."""

    workers: int = 1

    def check(self) -> None:
        """Nothing can be wrong yet."""

    @contextmanager
    def open(self, unfit: Unfit) -> Iterator[Processes]:  # noqa: ARG002 - workers are of this installation
        """The processes; they start when they are needed."""
        crew = Processes(self.workers)
        try:
            yield crew
        except BaseException:
            # nobody waits for shards in work: their parts are written whole or not at all, and the next run makes them
            crew.end(at_once=True)
            raise
        crew.end()


class Processes:
    """A pool of one process for each worker: when one dies, it is known which shard it had, and the others go on."""

    def __init__(self, workers: int) -> None:
        self._pools: list[ProcessPoolExecutor | None] = [None] * workers

    def run(self, task: Callable[[Shard], Report], shards: Sequence[Shard]) -> Iterator[Report]:
        """As :meth:`assets.engines.engine.Crew.run`."""
        todo = Worklist(shards)
        count = min(len(self._pools), len(shards))
        # a process of another pool may have no children: the work is done in it
        work = self._here if count <= 1 or current_process().daemon else self._apart
        yield from work(task, todo, count)
        todo.end()

    def _here(self, task: Callable[[Shard], Report], todo: Worklist[Shard], _count: int) -> Iterator[Report]:
        while (shard := todo.take()) is not None:
            heed()
            try:
                report = task(shard)
            except Exception as error:
                todo.failed(shard, error)
            else:
                yield report

    def _apart(self, task: Callable[[Shard], Report], todo: Worklist[Shard], count: int) -> Iterator[Report]:
        free = list(range(count))
        running: dict[Future[Report], tuple[int, Shard]] = {}
        while True:
            heed()
            while free and (shard := todo.take()) is not None:
                slot = free.pop()
                running[self._submit(slot, task, shard)] = (slot, shard)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                slot, shard = running.pop(future)
                free.append(slot)
                try:
                    report = future.result()
                except BrokenProcessPool:
                    todo.failed(shard, WorkerDiedError("its process died"))
                except Exception as error:
                    todo.failed(shard, error)
                else:
                    yield report

    def _submit(self, slot: int, task: Callable[[Shard], Report], shard: Shard) -> Future[Report]:
        pool = self._pools[slot] or self._start(slot)
        with held():  # a process that is half started is in no list of those to end
            try:
                return pool.submit(task, shard)
            except BrokenProcessPool:  # its process died, at work or idle
                return self._start(slot).submit(task, shard)

    def _start(self, slot: int) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=get_context("forkserver"), initializer=leave_to_parent)
        self._pools[slot] = pool
        return pool

    def end(self, *, at_once: bool = False) -> None:
        """End the processes, in the midst of a shard if it has to be at once."""
        pools = [pool for pool in self._pools if pool is not None]
        # Python 3.14 has terminate_workers() for this
        processes: list[Any] = [process for pool in pools for process in (pool._processes or {}).values()]
        if at_once:
            for process in processes:
                process.terminate()
            until = time.monotonic() + _TO_END
            for process in processes:
                process.join(max(until - time.monotonic(), 0))
                if process.is_alive():  # it did not hear, on a machine that is very busy
                    process.kill()
        for pool in pools:
            pool.shutdown(cancel_futures=at_once)
        self._pools = [None] * len(self._pools)
