"""Processor time of the whole pipeline and peak memory as a corpus grows: ``python -m benchmarks.corpus FILE.jsonl [--times 1 10 100]``.

For each N a corpus of N copies of the file is made whose texts differ, and ``kawaraban run`` reads it into a fresh data
directory: landing, every stage, Parquet, checks, merged tables, catalog, verified release. Printed are processor seconds (user and
system, all threads, all processes) by phase, their ratio to a bare SudachiPy loop over the same text, and the most memory a process held.

*Copies.* The first copy is the file. In copy k the sentences after an article's first line are rotated by k places through its
paragraphs, whose lengths in sentences stay; numbers that are no part of a date or time get other digits of the same count; the id
gets a suffix. So no line of a copy is a line of another unless it is a single sentence without such a number, and no document has
the bytes of another. Vocabulary, names and sentences repeat: the merged tables of such a corpus grow less than those of a real one.

*Start-up left out.* Imports, dictionaries and what a run does once are in every total. What a copy more costs is the difference of
two totals by the difference of their N; the last lines give it phase by phase.

*Around.* With ``--around`` the stages read one copy, and the others are its rows under other ids (:mod:`benchmarks.clones`): what comes
after the stages is measured over a corpus N times as large in a fraction of the time, on a machine that is busy.

*The loop* tokenizes the paragraphs of the file, in as many processes at once as there are workers, before and after each run; the
median of all is the processor time of one copy. The ratio of a run is its total by N times that.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
LOOP_PASSES = 3
# the end of a sentence, as in 「雨だ。」; what follows belongs to the next one
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[」』）]*|[^。！？]+")
# a number that is no date and no time of day: 1200人, but not 12月 or 2025/4/8
_NUMBER = re.compile(r"(?<![0-9０-９/.:：・-])[0-9]+(?![0-9０-９/.:：・-]|年|月|日|時|分|秒|世紀)")


def copy_of(document: Mapping[str, object], number: int) -> dict[str, object]:
    """The ``number``-th copy of a document of the file; the first, number 0, is the document."""
    if not number:
        return dict(document)
    digits = random.Random(f"{document['id']} {number}")  # noqa: S311 - other digits, not secrets
    first, *rest = str(document["text"]).split("\n")
    paragraphs = [_SENTENCE.findall(line) for line in rest]
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph]
    at = number % len(sentences) if sentences else 0
    rotated = iter(sentences[at:] + sentences[:at])
    lines = [first, *("".join(next(rotated) for _ in paragraph) for paragraph in paragraphs)]
    text = _NUMBER.sub(lambda found: _other_digits(found[0], digits), "\n".join(lines))
    return {**document, "id": f"{document['id']}#{number}", "text": text}


def _other_digits(number: str, digits: random.Random) -> str:
    return str(digits.randint(1, 9)) + "".join(str(digits.randint(0, 9)) for _ in number[1:])


def write_copies(source: Path, times: int, target: Path) -> int:
    """Write ``times`` copies of a file of JSON Lines; the number of articles."""
    documents = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    with target.open("w", encoding="utf-8") as out:
        for number in range(times):
            for document in documents:
                out.write(json.dumps(copy_of(document, number), ensure_ascii=False) + "\n")
    return times * len(documents)


def paragraphs_of(source: Path) -> Iterator[str]:
    """Paragraphs of the file's texts, cut where SudachiPy would refuse them."""
    for line in source.read_text(encoding="utf-8").splitlines():
        for paragraph in str(json.loads(line)["text"]).split("\n") if line.strip() else ():
            for at in range(0, len(paragraph), 10_000):
                yield paragraph[at : at + 10_000]


def bare_loop(source: Path) -> None:
    """Tokenize the file again and again, and print processor seconds of each pass."""
    import sudachipy

    tokenizer = sudachipy.Dictionary(dict="core").tokenizer()
    paragraphs = list(paragraphs_of(source))
    found = []
    for _ in range(LOOP_PASSES + 1):
        began = time.process_time()
        for paragraph in paragraphs:
            tokenizer.tokenize(paragraph)
        found.append(time.process_time() - began)
    print(json.dumps(found[1:]))  # the first pass reads the dictionary from disk


def run(source: Path, data: Path, workers: int) -> None:
    """What ``kawaraban run`` does, without a path where ``data`` is there already; prints what it cost."""
    import datetime as dt

    import pyarrow.parquet as pq

    from assets import running
    from assets.engines import Local
    from assets.metering import usage

    paths = [] if data.exists() else [str(source)]
    began = time.perf_counter()
    summary = running.run(
        data,
        paths,
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        engine=Local(workers),
    )
    own = usage()
    peaks = [used.peak_bytes for pid, used in summary.usages().items() if pid != own.pid]
    measured = Measured(
        articles=sum(pq.read_metadata(path).num_rows for path in (data / "tables" / "articles").rglob("*.parquet")),
        wall=time.perf_counter() - began,
        cpu=summary.cpu_seconds(),
        everything=sum(used.cpu_seconds for used in summary.usages().values()),
        coordinator_bytes=own.peak_bytes,
        worker_bytes=max(peaks, default=0),
        stored_bytes={
            name: sum(path.stat().st_size for path in (data / name).rglob("*.parquet"))
            for name in ("landing", "tables", "releases")
        },
    )
    if summary.failures:
        raise SystemExit("; ".join(summary.failures))
    print(json.dumps(vars(measured)))


@dataclass(frozen=True)
class Measured:
    """What a run cost. ``cpu`` is in seconds by phase; ``everything`` also has imports, of all processes."""

    articles: int
    wall: float
    cpu: dict[str, float]
    everything: float
    coordinator_bytes: int
    worker_bytes: int
    stored_bytes: dict[str, int]

    @property
    def total(self) -> float:
        """Processor seconds of all phases."""
        return sum(self.cpu.values())


def _start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.corpus", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return out.splitlines()[-1]


def loop_seconds(source: Path, workers: int) -> list[float]:
    """Processor seconds of passes of the bare loop, in ``workers`` processes at once."""
    processes = [_start(str(source), "--as", "loop") for _ in range(workers)]
    return [seconds for process in processes for seconds in json.loads(_answer(process))]


def measure(options: argparse.Namespace, folder: Path) -> tuple[dict[int, Measured], float]:
    """Costs by number of copies, and processor seconds of the bare loop over one copy."""
    source = options.file.resolve()
    loops = loop_seconds(source, options.workers)
    found = {}
    for times in options.times:
        corpus, data = folder / f"copies-{times}.jsonl", folder / f"data-{times}"
        if options.around:
            _answer(_start(str(source), "--as", "clones", "--times", str(times), "--data", str(data)))
        else:
            write_copies(source, times, corpus)
        arguments = [str(corpus), "--as", "run", "--data", str(data), "--workers", str(options.workers)]
        found[times] = Measured(**json.loads(_answer(_start(*arguments))))
        loops += loop_seconds(source, options.workers)
        _show_run(times, found[times], statistics.median(loops))
        if not options.keep:
            shutil.rmtree(data)
            corpus.unlink(missing_ok=True)
    return found, statistics.median(loops)


def _show_run(times: int, run: Measured, loop: float) -> None:
    mb = 1 << 20
    print(
        f"x {times}: {run.articles} articles in {run.wall:.1f} s, {run.articles / run.wall:.0f} articles/s; "
        f"{run.total:.1f} CPU s ({run.everything:.1f} with imports), {run.total / times / loop:.2f} x bare loop; "
        f"peak memory {run.coordinator_bytes / mb:.0f} MB, a worker {run.worker_bytes / mb:.0f} MB; "
        + ", ".join(f"{name} {size / mb:.0f} MB" for name, size in run.stored_bytes.items()),
        flush=True,
    )


def show(found: Mapping[int, Measured], loop: float) -> None:
    """A table of phases: processor seconds of each run, and what a copy more costs, in seconds and by the bare loop's."""
    counts = sorted(found)
    low, high = counts[-2:] if len(counts) > 1 else (0, counts[-1])
    print(f"\nCPU seconds; one copy takes the bare loop {loop:.3f}; a copy more: from x {low} to x {high}")
    print(f"{'':28s}" + "".join(f"{f'x {times}':>10s}" for times in counts) + f"{'a copy':>10s}{'x loop':>8s}")
    phases = list(dict.fromkeys(name for times in counts for name in found[times].cpu))
    for name in [*phases, "total"]:
        costs = {n: m.total if name == "total" else m.cpu.get(name, 0.0) for n, m in found.items()}
        more = (costs[high] - costs.get(low, 0.0)) / (high - low)
        cells = "".join(f"{costs[times]:10.2f}" for times in counts)
        print(f"{name:28s}{cells}{more:10.3f}{more / loop:8.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--around", action="store_true", help="stages on one copy; measure what comes after them")
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary directory")
    parser.add_argument("--keep", action="store_true", help="leave corpora and data in --folder")
    parser.add_argument("--as", dest="role", choices=["loop", "run", "clones"], help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role == "loop":
        bare_loop(options.file)
    elif options.role == "clones":
        from benchmarks import clones

        print(json.dumps(clones.make(options.file, options.times[0], options.data)))
    elif options.role == "run":
        run(options.file, options.data, options.workers)
    else:
        with TemporaryDirectory(dir=options.folder) as name:
            folder = options.folder if options.keep and options.folder else Path(name)
            show(*measure(options, folder))


if __name__ == "__main__":
    main()
