"""The engine of a cluster: Dask distributed, on a scheduler that runs already or on one of our own on loopback.

Dask hands a shard whose worker died to another one by itself, and also one whose report was lost with its worker; the task
has to notice that the work was done. When a worker dies, Dask suspects every shard that it had. So one shard a thread is
handed out at a time, and a shard that Dask gave up is tried once more when all others are done and it is alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from assets.engines.engine import EngineError, Report, Shard, Unfit, WorkerDiedError, Worklist

CONNECT_SECONDS = 5
"""How long a scheduler is waited for."""
WORKER_SECONDS = 30
"""How long its first worker is waited for."""
_COUNT_SECONDS = 1.0
_LISTED = 3


@dataclass(frozen=True)
class Dask:
    """Workers of the scheduler at an address (``tcp://host:8786``); without one, ``workers`` processes of this machine."""

    workers: int = 1
    scheduler: str | None = None

    def check(self) -> None:
        """Raise :class:`EngineError` where Dask is not installed or the scheduler does not answer."""
        if find_spec("distributed") is None:
            raise EngineError("the engine dask needs an extra: pip install 'kawaraban[dask]'")
        if self.scheduler:
            with _connected(self.scheduler):
                pass

    @contextmanager
    def open(self, unfit: Unfit) -> Iterator[Cluster]:
        """The workers, after each of them was asked whether it is fit."""
        self.check()
        with _connected(self.scheduler) if self.scheduler else _own_cluster(self.workers) as client:
            _refuse_unfit(client, unfit)
            yield Cluster(client)


class Cluster:
    """Workers of a Dask scheduler."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._threads, self._counted = 0, float("-inf")

    def run(self, task: Callable[[Shard], Report], shards: Sequence[Shard]) -> Iterator[Report]:
        """As :meth:`assets.engines.engine.Crew.run`."""
        todo = Worklist(shards)
        try:
            yield from self._reports(task, todo, alone=False)
            todo.recall()
            yield from self._reports(task, todo, alone=True)
        except (Exception, asyncio.CancelledError) as error:
            if self._client.status == "running":
                raise
            raise EngineError("the scheduler is gone; what is finished is kept, run it again to go on") from error
        todo.end()

    def _reports(self, task: Callable[[Shard], Report], todo: Worklist[Shard], *, alone: bool) -> Iterator[Report]:
        """Reports until nothing waits; ``alone``: one shard at a time in the whole cluster."""
        from distributed import KilledWorker, as_completed

        running: dict[Any, Shard] = {}
        finished = as_completed(loop=self._client.loop)
        try:
            while True:
                while len(running) < (1 if alone else self._count()) and (shard := todo.take()) is not None:
                    future = self._client.submit(task, shard, pure=False)
                    running[future] = shard
                    finished.add(future)
                if not running:
                    return
                future = next(finished)
                shard = running.pop(future)
                try:
                    report = future.result()
                except KilledWorker as error:
                    died = WorkerDiedError("every worker that had it died")
                    has_retried = error.allowed_failures > 0
                    todo.failed(shard, died, is_suspect=not alone, for_good=alone and has_retried)
                except Exception as error:
                    todo.failed(shard, error)
                else:
                    yield report
        finally:
            self._client.cancel(list(running))

    def _count(self) -> int:
        """Threads of all workers now, at least one: workers come and go."""
        if time.monotonic() - self._counted > _COUNT_SECONDS:
            self._threads, self._counted = sum(self._client.nthreads().values()), time.monotonic()
        return max(1, self._threads)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of a scheduler that is not ours: it and its workers stay when we go."""
    from distributed import Client
    from distributed.comm import get_address_host_port

    with _silence():  # what goes wrong is said once, by an error
        try:
            get_address_host_port(address)  # a client of what is no address cannot even be closed
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="kawaraban")
        except (OSError, TypeError, ValueError) as error:  # TypeError: tls:// without its settings
            reason = str(error).partition("\n")[0]
            raise EngineError(
                f"the scheduler {address} does not answer ({reason}); start it, or mend --scheduler"
            ) from error
        try:
            yield client
        finally:
            client.close(timeout=CONNECT_SECONDS)


@contextmanager
def _silence() -> Iterator[None]:
    """Dask's own messages are not shown in the block."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _own_cluster(workers: int) -> Iterator[Any]:
    """A client of a cluster on loopback that lives as long as the block."""
    import dask
    from distributed import Client, LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),  # we count attempts ourselves
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,  # as local processes: a worker that is paused at a limit would wait for ever
            silence_logs=logging.CRITICAL,
            preload=["assets.interrupts"],
        ) as cluster,
        Client(cluster, set_as_default=False, name="kawaraban") as client,
    ):
        try:
            yield client
        except BaseException:
            # closing waits some seconds for shards in work, of which nobody wants the report any more
            cluster.sync(_end_workers, cluster)
            raise


async def _end_workers(cluster: Any) -> None:
    await asyncio.gather(*(nanny.close(timeout=1) for nanny in cluster.workers.values()), return_exceptions=True)


def _refuse_unfit(client: Any, unfit: Unfit) -> None:
    """Raise :class:`EngineError` where there is no worker, or where some say that they are unfit."""
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        raise EngineError(f"the scheduler {client.scheduler.address} has no workers; start some: dask worker") from None
    answers = client.run(unfit, on_error="return")
    bad = {
        address: f"{type(answer).__name__}: {answer}" if isinstance(answer, Exception) else answer
        for address, answer in sorted(answers.items())
        if answer is not None
    }
    if bad:
        listed = "; ".join(f"{address}: {reason}" for address, reason in list(bad.items())[:_LISTED])
        raise EngineError(
            f"{len(bad)} of {len(answers)} workers cannot do this work ({listed}); nothing was done. "
            "Give every worker this installation and this data directory"
        )
