"""Latency of search, of the cookbook and of opening over a large corpus: ``python -m benchmarks.search FILE.jsonl --articles 100000``.

*The corpus.* ``--varied`` copies of the file whose texts differ (:func:`benchmarks.corpus.copy_of`) pass through the whole pipeline, and their rows are repeated under
other ids (:mod:`benchmarks.clones`) until there are as many articles. So words, names and sentences repeat, and the merged tables grow less than those of a
real corpus; frequencies of words, lengths of articles and files are those of a real one.

*Queries* are drawn by a fixed seed from the words of the corpus: one, two and three words of content, rare and frequent alike.

Printed are clock and processor milliseconds (all threads), medians and 95th percentiles; on a busy machine the second says what the first would be on an idle
one. Beside it: DuckDB's own ``LIKE`` over the texts. Its extension ``fts`` is not there: DuckDB 2.0 fetches it from its own server, and it cuts words at blanks, which
Japanese has not.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.clones import make
from benchmarks.corpus import write_copies
from schemas.render.duckdb import literal
from warehouse import catalog, questions
from warehouse.layout import Layout

SEED = 16


class Taken(NamedTuple):
    """Milliseconds of one thing: by the clock, and of processors."""

    wall: float
    cpu: float


def build(source: Path, articles: int, varied: int, data: Path) -> None:
    """Make the corpus, unless it is there."""
    from assets import batches

    layout = Layout(data)
    if layout.catalog.exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    corpus = data.parent / f"{data.name}.jsonl"
    count = write_copies(source, varied, corpus)
    seconds = make(corpus, math.ceil(articles / count), data)
    batches.merge_corpus_tables(layout)
    catalog.build(layout)
    corpus.unlink()
    print(f"made in {json.dumps(seconds)}", flush=True)


def taken(function: Callable[[], object]) -> Taken:
    """What one call takes."""
    clock, processor = time.perf_counter(), time.process_time()
    function()
    return Taken((time.perf_counter() - clock) * 1e3, (time.process_time() - processor) * 1e3)


def queries(connection: Any, count: int) -> list[str]:
    """Queries of one, two and three words of the corpus."""
    found = connection.execute(
        "SELECT DISTINCT surface FROM lexemes WHERE upos IN ('NOUN', 'PROPN') AND length(surface) BETWEEN 2 AND 6 AND NOT is_oov ORDER BY surface"
    ).fetchall()
    # the frequent ones, which make up most of what is asked, and any
    frequent = connection.execute(
        "SELECT l.surface FROM (SELECT lexeme_id, count(*) AS n FROM (FROM tokens LIMIT 2000000) GROUP BY lexeme_id) JOIN lexemes AS l USING (lexeme_id) "
        "WHERE l.upos IN ('NOUN', 'PROPN') AND length(l.surface) >= 2 ORDER BY n DESC, l.surface LIMIT 400"
    ).fetchall()
    chance = random.Random(SEED)  # noqa: S311 - no secrets
    words = [[word for (word,) in chance.sample(band, min(len(band), 2 * count))] for band in (frequent, found)]
    return [" ".join(chance.choice(chance.choice(words)) for _ in range(1 + at % 3)) for at in range(count)]


def show(name: str, times: Sequence[Taken]) -> None:
    """A line: median and 95th percentile, by the clock and of processors."""
    cells = []
    for values in zip(*times, strict=True):
        ordered = sorted(values)
        cells += [statistics.median(ordered), ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]]
    print(f"{name:34s}" + "".join(f"{cell:10.0f}" for cell in cells), flush=True)


def sizes(data: Path) -> None:
    """Bytes of the index beside those of tokens and of everything."""
    of = {
        name: sum(p.stat().st_size for p in (data / "tables" / name).rglob("*.parquet"))
        for name in ("postings", "tokens", "articles", "")
    }
    mb = {name or "all tables": round(size / 1e6) for name, size in of.items()}
    print(f"MB: {json.dumps(mb)}; postings are {of['postings'] / of['tokens']:.0%} of tokens", flush=True)


def measure(data: Path, count: int, repeats: int) -> None:
    """Everything there is to measure."""
    print(f"{'milliseconds':34s}{'median':>10s}{'p95':>10s}{'CPU':>10s}{'CPU p95':>10s}")
    everything = [taken(lambda: catalog.connect(data).close()) for _ in range(repeats)]
    one_query = [taken(lambda: catalog.connect(data, comments=False, japanese=False).close()) for _ in range(repeats)]
    show("open, for one query", one_query)
    show("open, for a shell", everything)
    with catalog.connect(data, comments=False, japanese=False) as connection:
        asked = queries(connection, count)

        def ask(text: str) -> object:
            return connection.execute(text).fetchall()

        ask(f"FROM search({literal(asked[0])})")
        show("search, k = 20", [taken(lambda q=query: ask(f"FROM search({literal(q)})")) for query in asked])
        show(
            "kwic, 50 lines",
            [taken(lambda q=query: ask(f"FROM kwic({literal(q.split()[0])}) LIMIT 50")) for query in asked[::3]],
        )
        like = " AND ".join
        show(
            "LIKE over the texts",
            [
                taken(
                    lambda q=query: ask(
                        "SELECT article_id FROM articles WHERE "
                        + like(f"text LIKE {literal('%' + word + '%')}" for word in q.split())
                    )
                )
                for query in asked[::6]
            ],
        )
        for question in questions.questions():
            show(f"cookbook {question.name}"[:33], [taken(lambda text=question.sql: ask(text)) for _ in range(repeats)])


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """Options that say which corpus is measured, and how often."""
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--varied", type=int, default=10, help="copies whose texts differ")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--data", type=Path, help="where the corpus is kept, or made; default: a temporary directory")


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--queries", type=int, default=60)
    add_corpus(parser)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        data = options.data or Path(name) / "data"
        build(options.file, options.articles, options.varied, data)
        sizes(data)
        load = os.getloadavg()[0]
        print(f"{options.file.name}, at least {options.articles} articles, {os.cpu_count()} cores, load {load:.1f}")
        measure(data, options.queries, options.repeats)


if __name__ == "__main__":
    main()
