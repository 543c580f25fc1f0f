"""Time to add one document to an empty and to a large data directory: ``python -m benchmarks.increment FILE.jsonl [--repeats 5]``.

Both directories get a new document in turn, ``repeats`` times, by the command itself, with a verified release each time. Prints medians of
processor seconds of the whole process, imports and all, and their ratio: 1 means that the corpus does not matter.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def run(data: Path, path: Path) -> float:
    """Processor seconds of one ``kawaraban run``, of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "assets.cli", "run", str(path), "--data", str(data), "--workers", "1"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime - before.ru_utime + used.ru_stime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        seed = folder / "first.txt"
        seed.write_text("霧浜市は1日、試験放送を始めた。\n", encoding="utf-8")
        small, large = folder / "small", folder / "large"
        run(small, seed)
        print(f"corpus: {run(large, options.corpus):.1f} s")
        times: dict[str, list[float]] = {"one document": [], "the corpus": []}
        for index in range(options.repeats):
            new = folder / f"new-{index}.txt"
            new.write_text(f"霧浜市は{index + 2}日、第{index}回の試験放送を終えたと発表した。\n", encoding="utf-8")
            times["one document"].append(run(small, new))
            times["the corpus"].append(run(large, new))
    medians = {label: statistics.median(values) for label, values in times.items()}
    for label, value in medians.items():
        print(f"one document more in a directory that holds {label:14s} {value:6.2f} s (median of {options.repeats})")
    print(f"ratio {medians['the corpus'] / medians['one document']:.2f}")


if __name__ == "__main__":
    main()
