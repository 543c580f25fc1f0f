"""Time of each stage beside a bare SudachiPy loop over the same text: ``python -m benchmarks.stages FILE.jsonl [--repeats 3]``.

Stages and loop run in turn, ``repeats`` times after a warm-up; the table gives medians and their ratio to the loop's. Seconds
are of the processor, all threads of this process together: a busy machine stretches the clock far more than these.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import sudachipy

from pipeline.registry import AnyStage
from pipeline.run import run_stages
from warehouse import landing
from warehouse.layout import Layout


def landed(paths: list[str]) -> pa.Table:
    """The landing of these paths as one table."""
    with TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        landing.land(layout, paths, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        return pa.concat_tables([landing.read_batch(layout, day, batch) for day, batch in landing.batches(layout)])


def bare_loop(tokenizer: sudachipy.Tokenizer, paragraphs: list[str]) -> tuple[float, int]:
    """Processor seconds and tokens of a loop that only tokenizes."""
    began, count = time.process_time(), 0
    for paragraph in paragraphs:
        count += len(tokenizer.tokenize(paragraph))
    return time.process_time() - began, count


def stage_seconds(rows: pa.Table) -> dict[str, float]:
    """Processor seconds by stage of one pass."""
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(stage: AnyStage) -> Iterator[None]:
        began = time.process_time()
        yield
        seconds[stage.name] = seconds.get(stage.name, 0.0) + time.process_time() - began

    began = time.process_time()
    run_stages(rows, around=timed)
    seconds["all stages"] = time.process_time() - began
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    rows = landed(options.paths)
    articles = run_stages(rows)["articles"]  # the warm-up: dictionaries, lexicons, caches
    paragraphs = [line for text in articles["text"].to_pylist() for line in text.split("\n") if line.strip()]
    paragraphs = [line[at : at + 10_000] for line in paragraphs for at in range(0, len(line), 10_000)]
    size = sum(len(line.encode()) for line in paragraphs)
    tokenizer = sudachipy.Dictionary(dict="core").tokenizer()
    bare_loop(tokenizer, paragraphs)
    bare, stages, tokens = [], [], 0
    for _ in range(options.repeats):
        seconds, tokens = bare_loop(tokenizer, paragraphs)
        bare.append(seconds)
        stages.append(stage_seconds(rows))
    base = statistics.median(bare)
    print(
        f"{articles.num_rows} articles, {size / 1e6:.2f} MB of text, {tokens} tokens, {options.repeats} interleaved runs, medians"
    )
    print(f"{'':22s}{'seconds':>9s}{'MB/s':>8s}{'x bare loop':>13s}")
    lines = {"bare SudachiPy loop": base}
    lines |= {name: statistics.median(run[name] for run in stages) for name in stages[0]}
    for name, value in lines.items():
        print(f"{name:22s}{value:9.3f}{size / 1e6 / value:8.2f}{value / base:13.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
