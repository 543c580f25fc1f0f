"""Speed of plain text up to blocks: ``python -m benchmarks.reading FILE.jsonl [--repeats 9] [--profile]``.

The texts of the file become landing rows of plain text. ``up to blocks`` is what it takes from these rows to typed blocks: the
stage ``documents``, normalization with its alignment, and the blocks; the stage ``articles`` does the last two and all that is
said of an article besides (title, outlet, publication with its evidence, disclosures, language, hashes, rows). They run in
turn with two yardsticks on the same bytes: strict UTF-8 decoding, and SHA-256 of every text and line. Processor time,
medians of interleaved runs; the first run, with cold caches, stands apart.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import hashlib
import json
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from pipeline.identity import document_id
from pipeline.normalize.articles import articles
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.read.documents import documents
from schemas.render import arrow
from schemas.tables.landing import LANDING


def landed(path: Path) -> pa.Table:
    """Landing rows of plain text, one a JSON line."""
    contents = dict.fromkeys(json.loads(line)["text"].encode() for line in path.read_bytes().splitlines() if line)
    rows = (
        {
            "document_id": document_id(content),
            "location": f"{at}.txt",
            "file_name": f"{at}.txt",
            "record_index": 0,
            "media_type": "text/plain",
            "fetched_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            "content": content,
        }
        for at, content in enumerate(contents)
    )
    return arrow.from_rows(LANDING, rows)


def up_to_blocks(landing: pa.Table) -> None:
    """From landing rows to typed blocks."""
    texts = [normalize(text)[0] for text in documents(landing)["readings"]["source_text"].to_pylist()]
    for text in texts:
        find_blocks(text)


def seconds(run: Callable[[], object]) -> float:
    """Processor time of one run."""
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--profile", action="store_true", help="print where the stage articles spends its time")
    options = parser.parse_args()
    landing = landed(options.path)
    contents = landing["content"].to_pylist()
    size = sum(map(len, contents)) / 1e6
    lines = [line for content in contents for line in (content, *content.split(b"\n"))]
    first = seconds(lambda: articles(documents(landing)["readings"]))
    readings = documents(landing)["readings"]
    runs: dict[str, Callable[[], object]] = {
        "decode UTF-8": lambda: [content.decode() for content in contents],
        "SHA-256": lambda: [hashlib.sha256(line).hexdigest() for line in lines],
        "documents": lambda: documents(landing),
        "up to blocks": lambda: up_to_blocks(landing),
        "articles": lambda: articles(readings),
        "documents + articles": lambda: articles(documents(landing)["readings"]),
    }
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(options.repeats):
        for name, run in runs.items():
            taken[name].append(seconds(run))
    print(f"{len(contents)} texts, {size:.2f} MB, {options.repeats} interleaved runs, medians of processor time")
    for name, values in taken.items():
        middle = statistics.median(values)
        print(f"{name:22s}{middle * 1000:8.1f} ms{size / middle:9.1f} MB/s   best {size / min(values):.1f}")
    print(f"{'first run, cold':22s}{first * 1000:8.1f} ms{size / first:9.1f} MB/s")
    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(articles, readings)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
