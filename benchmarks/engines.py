"""Local processes and Dask beside each other: ``python -m benchmarks.engines FILE.jsonl [--workers 2] [--repeats 3]``.

The articles of the file are landed in ``--shards`` batches. Each engine makes all of them with one worker and with ``--workers``, in
turn, ``--repeats`` times; start-up is left out: every worker has made a batch before the clock starts. Prints articles/s by
the median, the efficiency ``rate(n) / (n x rate(1))``, and the processor time an article costs, which tells a busy machine (same time, lower
rate) from workers that hinder each other. From the seconds of processor time that an article costs, and the
bytes that its rows take on disk, follows what 100 million articles would cost.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assets import batches
from assets.engines import Crew, choose
from pipeline.versions import versions
from warehouse import landing
from warehouse.layout import Layout

CORPUS = 100_000_000
MACHINES = (16, 96, 1000)


def timed_process(root: str, batch: batches.Batch) -> tuple[batches.BatchReport, float]:
    """The work of a run on one batch, and the seconds of processor time that it took."""
    began = time.process_time()
    return batches.process_once(root, versions(), batch), time.process_time() - began


def warm(barrier: Path, workers: int, root: str, batch: batches.Batch) -> int:
    """Load dictionaries and lexicons by making a batch, and wait for the other workers: none may do the share of another."""
    batches.process(root, *batch)
    (barrier / str(os.getpid())).touch()
    while len(list(barrier.iterdir())) < workers:
        time.sleep(0.01)
    return os.getpid()


def landed(path: Path, root: Path, shards: int) -> Layout:
    """The lines of a file in so many batches."""
    layout, lines = Layout(root), path.read_text(encoding="utf-8").splitlines()
    for index in range(shards):
        piece = root.with_name(f"{root.name}-{index}.jsonl")
        piece.write_text("\n".join(lines[index::shards]), encoding="utf-8")
        landing.land(layout, [str(piece)], dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return layout


def forget_tables(layout: Layout) -> None:
    """As if nothing had been made yet."""
    for folder in (layout.tables, layout.contributions, layout.quality_root):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def crew_of(engine: str, workers: int, layout: Layout, barrier: Path) -> Iterator[Crew]:
    """Workers that have made a batch each."""
    barrier.mkdir()
    with choose(engine, workers=workers).open(lambda: None) as crew:
        task = partial(warm, barrier, workers, str(layout.root))
        list(crew.run(task, landing.batches(layout)[:workers]))
        yield crew


def measure(crew: Crew, layout: Layout) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of processor time, and articles of one pass over all batches."""
    forget_tables(layout)
    began = time.perf_counter()
    made = list(crew.run(partial(timed_process, str(layout.root)), landing.batches(layout)))
    return time.perf_counter() - began, sum(cpu for _, cpu in made), sum(report.rows["articles"] for report, _ in made)


def stored_bytes(layout: Layout) -> int:
    """Bytes of every part on disk."""
    return sum(path.stat().st_size for path in layout.root.rglob("part-*.parquet"))


def print_cost(cpu: float, size: float, price: float) -> None:
    """What the corpus of :data:`CORPUS` articles would cost, by seconds and bytes an article."""
    hours = CORPUS * cpu / 3600
    days = ", ".join(f"{hours / cores / 24:,.1f} on {cores:,}" for cores in MACHINES)
    print(f"\n{CORPUS / 1e6:.0f} million articles like these, from {cpu * 1000:.2f} ms of processor time an article:")
    print(f"  core-hours       {hours:,.0f}")
    print(f"  days             {days} cores, if every core works as these did")
    print(f"  stored           {size:,.0f} bytes an article in all tables, {CORPUS * size / 1e9:,.0f} GB")
    print(
        f"  price            {hours * price:,.0f} USD at {price} USD a core-hour (an assumption: --price-per-core-hour)"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shards", type=int, default=12)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--price-per-core-hour", type=float, default=0.04, metavar="USD")
    options = parser.parse_args()
    runs: dict[tuple[str, int], list[tuple[float, float]]] = {}
    articles, size = 0, 0.0
    with TemporaryDirectory() as name, ExitStack() as stack:
        layout = landed(options.path, Path(name, "data"), options.shards)
        crews = {
            (engine, workers): stack.enter_context(crew_of(engine, workers, layout, Path(name, f"{engine}-{workers}")))
            for workers in sorted({1, options.workers})
            for engine in ("local", "dask")
        }
        for _ in range(options.repeats):
            for key, crew in crews.items():
                seconds, cpu, articles = measure(crew, layout)
                runs.setdefault(key, []).append((articles / seconds, cpu / articles))
        size = stored_bytes(layout) / articles
    print(
        f"{articles} articles in {options.shards} batches, {options.repeats} interleaved runs, medians; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    print(f"{'engine':8s}{'workers':>8s}{'articles/s':>12s}{'efficiency':>12s}{'CPU ms/article':>16s}")
    rates = {key: statistics.median(rate for rate, _ in made) for key, made in runs.items()}
    cpus = {key: statistics.median(cpu for _, cpu in made) for key, made in runs.items()}
    for engine, workers in sorted(rates, key=lambda key: (key[0] != "local", key[1])):
        rate = rates[engine, workers]
        efficiency = rate / workers / rates[engine, 1]
        print(f"{engine:8s}{workers:8d}{rate:12.1f}{efficiency:12.2f}{cpus[engine, workers] * 1000:16.2f}")
    print_cost(cpus["local", options.workers], size, options.price_per_core_hour)


if __name__ == "__main__":
    main()
