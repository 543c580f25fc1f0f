"""A units and their universal parts of speech beside GiNZA, against the short unit words of a UD treebank.

``python -m benchmarks.words FILE.jsonl [--half even|odd] [--errors N] [--alone]``. A line has ``unit`` (lines other than ``SUW`` are left
out), ``text`` and ``tokens``: start, end, UPOS and more. Ours runs as the pipeline runs, and is read from the view
``token_units_a``. A word counts where start and end agree; a part of speech where the tag agrees as well. ``--half``
scores every other record: the mapping was made on the odd ones (counted from 0), so the even ones are the ones to believe.
GiNZA is installed into an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.peers import Peer, PeerError
from benchmarks.sentences import by_document
from benchmarks.stages import landed
from pipeline.normalize.articles import articles
from pipeline.read.documents import documents
from pipeline.run import slices
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import tokens
from pipeline.span import Alignment, Run, Span
from warehouse import catalog

PACKAGES = ("ginza", "ja-ginza", "sudachipy<0.7")
SCRIPT = """
import spacy
import ginza
nlp = spacy.load("ja_ginza")
ginza.set_split_mode(nlp, "A")
def answer(texts):
    return [[[t.idx, t.idx + len(t.text), t.pos_] for t in nlp(text) if not t.is_space] for text in texts]
"""
Words = dict[tuple[int, int], str]


def ours(records: list[dict[str, Any]]) -> list[Words]:
    """Parts of speech by span of the source text, for each record."""
    sql = Path(catalog.__file__).parent
    found: dict[str, Words] = {}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "texts.jsonl"
        lines = [json.dumps({"id": record["id"], "text": record["text"]}, ensure_ascii=False) for record in records]
        path.write_text("\n".join(lines), encoding="utf-8")
        for part in slices(landed([str(path)])):
            read = documents(part)
            made = articles(read["readings"])
            cut = sentences(made["articles"], made["blocks"])["sentences"]
            for name, table in tokens(made["articles"], made["blocks"], cut).items():
                connection.register(name, table)
            for name in ("macros/upos_in_context.sql", "macros/words_in_mode.sql", "views/token_units_a.sql"):
                connection.execute((sql / name).read_text(encoding="utf-8"))
            rows = connection.execute('SELECT article_id, "start", "end", upos FROM token_units_a').fetchall()
            names = by_document(read["document_locations"])
            articles_of = {row["article_id"]: row for row in made["articles"].to_pylist()}
            for article_id, start, end, tag in rows:
                article = articles_of[article_id]
                runs = Alignment.of(Run(*run.values()) for run in article["alignment"])
                if article["text"][start:end].strip():
                    span = runs.to_source(Span(start, end))
                    for name in names[article["document_id"]]:
                        found.setdefault(name, {})[span.start, span.end] = tag
    return [found.get(record["id"], {}) for record in records]


def report(name: str, records: list[dict[str, Any]], found: list[Words]) -> None:
    """Print F of words, F of words with their tag, and the share of right tags among the right words."""
    words = tags = known = made = 0
    for record, own in zip(records, found, strict=True):
        true = gold(record)
        both = true.keys() & own.keys()
        words, known, made = words + len(both), known + len(true), made + len(own)
        tags += sum(true[span] == own[span] for span in both)
    total = known + made
    print(f"{name:16s}{2 * words / total:10.4f}{2 * tags / total:10.4f}{tags / words:12.4f}", flush=True)


def gold(record: dict[str, Any]) -> Words:
    """Words of a record, white space left out."""
    return {(row[0], row[1]): row[2] for row in record["tokens"] if record["text"][row[0] : row[1]].strip()}


def show_errors(records: list[dict[str, Any]], found: list[Words], count: int) -> None:
    """Print the commonest differences of tags and of boundaries."""
    differences: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for record, own in zip(records, found, strict=True):
        true = gold(record)
        text = record["text"]
        for span in true.keys() & own.keys():
            if true[span] != own[span]:
                differences[f"{own[span]} for {true[span]}"] += 1
        edges, own_edges = ({edge for span in words for edge in span} for words in (true, own))
        for start, end in true.keys() - own.keys():
            kinds["cut further" if {start, end} <= own_edges else "cut less or elsewhere"] += 1
        for start, end in pairwise(sorted(own_edges)):
            if (start, end) not in true and {start, end} <= edges and any(text[start:end]):
                kinds["one unit for several words"] += 1
    for name, number in (*kinds.most_common(), *differences.most_common(count)):
        print(f"    {number:5d}  {name}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    with options.path.open(encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record["unit"] == "SUW"]
    if options.half != "all":
        records = records[options.half == "odd" :: 2]
    print(f"{len(records)} texts\n{'':16s}{'word F':>10s}{'UPOS F':>10s}{'UPOS right':>12s}")
    found = ours(records)
    report("kawaraban", records, found)
    if options.errors:
        show_errors(records, found, options.errors)
    if options.alone:
        return
    try:
        peer = Peer(PACKAGES, SCRIPT)
        rows = peer([record["text"] for record in records])
        report("GiNZA, mode A", records, [{(start, end): tag for start, end, tag in row} for row in rows])
        peer.close()
    except PeerError as error:
        print(f"GiNZA           not measured: {error}")


if __name__ == "__main__":
    main()
