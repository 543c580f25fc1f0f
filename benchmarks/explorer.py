"""How fast the explorer starts and answers over a large corpus: ``python -m benchmarks.explorer FILE.jsonl --articles 100000`` or ``--data DIRECTORY``.

*The corpus* is that of ``benchmarks.search``: ``--varied`` copies whose texts differ pass through the pipeline, and their rows are repeated under other ids.

*The server* is the command as a person starts it, in a process of its own. ``start`` is from there to its line with the address, ``first page`` from the line to
the whole overview, while the server computes what later pages need. Then every page is asked for over HTTP, one after the other: articles drawn by a fixed seed, and the
queries of ``benchmarks.search``, each once, so that nothing that was found before is found again.

Printed are clock milliseconds as a browser would wait, and processor milliseconds of the server (all threads), medians and 95th percentiles; on a busy
machine the second says what the first would be on an idle one.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks import search
from benchmarks.search import Taken, show
from warehouse import catalog

TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A running explorer: its address, and what its process has used."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.address, self._process = address, process
        self._client = httpx.Client(base_url=address, timeout=120, trust_env=False)

    def get(self, path: str, **query: str) -> httpx.Response:
        """A page."""
        found = self._client.get(path, params=query)
        found.raise_for_status()
        return found

    def cpu(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def taken(self, function: Callable[[], object]) -> Taken:
        """What one request takes: of the clock, and of the server's processors."""
        clock, processor = time.perf_counter(), self.cpu()
        function()
        return Taken((time.perf_counter() - clock) * 1e3, (self.cpu() - processor) * 1e3)


@contextmanager
def serving(data: Path) -> Iterator[tuple[Server, float]]:
    """An explorer over a data directory, and the milliseconds until it said where it is."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "assets.cli", "explore", "--data", str(data), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None, "it did not start"  # noqa: S101
            yield Server(process, found[0].rstrip("/")), (time.perf_counter() - begun) * 1e3
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def settle(server: Server) -> None:
    """Wait until what is computed at the start is there."""
    before = -1.0
    while server.cpu() - before > 0.02:
        before = server.cpu()
        time.sleep(0.5)


def measure(data: Path, count: int, repeats: int) -> None:
    """Everything there is to measure."""
    print(f"{'milliseconds':34s}{'median':>10s}{'p95':>10s}{'CPU':>10s}{'CPU p95':>10s}")
    starts, firsts = [], []
    for _ in range(repeats):
        with serving(data) as (server, start):
            starts.append(Taken(start, server.cpu() * 1e3))
            firsts.append(server.taken(lambda at=server: at.get("/")))
    show("start", starts)
    show("first page after that", firsts)
    with catalog.connect(data, comments=False, japanese=False) as connection:
        asked = search.queries(connection, count)
        ids = [row[0] for row in connection.execute("SELECT article_id FROM articles ORDER BY article_id").fetchall()]
        speakers = connection.execute(
            "SELECT speaker_id FROM statements WHERE speaker_id IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC LIMIT 20"
        ).fetchall()
    chance = random.Random(search.SEED)  # noqa: S311 - no secrets
    with serving(data) as (server, _):
        server.get("/")
        settle(server)
        pages: dict[str, list[Callable[[], object]]] = {
            "overview": [lambda: server.get("/")] * repeats,
            "articles": [lambda: server.get("/articles")] * repeats,
            "article": [
                lambda name=name: server.get(f"/articles/{name}") for name in chance.sample(ids, min(count, len(ids)))
            ],
            "search with facets": [lambda text=text: server.get("/search", q=text) for text in asked],
            "one facet chosen after that": [
                lambda text=text: server.get("/search", q=text, certainty="certain") for text in asked[-20:]
            ],
            "person or organization": [lambda name=name: server.get(f"/entities/{name}") for (name,) in speakers],
            "table": [lambda: server.get("/tables/statements", sort="-start")] * repeats,
        }
        for name, calls in pages.items():
            show(name, [server.taken(call) for call in calls])


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--requests", type=int, default=60)
    search.add_corpus(parser)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        data = options.data or Path(name) / "data"
        if options.file is not None:
            search.build(options.file, options.articles, options.varied, data)
        elif options.data is None:
            parser.error("give a FILE to make a corpus of, or --data")
        print(f"{data}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
        measure(data, options.requests, options.repeats)


if __name__ == "__main__":
    main()
