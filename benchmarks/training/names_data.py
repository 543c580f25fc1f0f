"""The annotated texts for the tagger, as the arrays it is trained on: units of every text and what each may be labelled.

Belongs here: reading ``ner.jsonl``, ``treebank.jsonl`` and ``statements.jsonl`` with ``docs/``, the types of each scheme in ours,
and the pipeline's units of the texts. Does not belong here: features (``pipeline/extract/names/units.py``), training (``tagger.py``).

A scheme that does not annotate something leaves it open: a label that may or may not be right is allowed, not demanded.
"""

from __future__ import annotations

import bisect
import csv
import datetime as dt
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.training.name_frames import sentences
from pipeline.extract.article.view import ArticleView, views
from pipeline.extract.names.edges import PART_OF_PLACE
from pipeline.extract.names.organizations import kind_of
from pipeline.extract.names.tagger import LABELS, TYPES
from pipeline.extract.names.units import Kinds, Units, units_of
from pipeline.registry import STAGES
from pipeline.run import run_stages
from warehouse import landing
from warehouse.layout import Layout

NEWS = Path(__file__).with_name("names_in_news.csv")
"""Names in news articles, our own annotation without the text: offsets and type, with ``?`` where name, border or type is open
(``0-4:ORG 9-11:EVENT?``). The split ``test`` is never learned from, nor read by whoever writes rules."""
SOURCES = ("ours", "gsd", "stockmark", "treebank", "frames", "news")
_GSD = {
    "PERSON": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "FAC", "EVENT": "EVENT", "PRODUCT": "PRODUCT",
    "WORK_OF_ART": "PRODUCT", "LAW": "LAW", "NORP": "NORP",
}  # fmt: skip
_STOCKMARK = {
    "人名": "PERSON", "地名": "LOC", "法人名": "ORG", "政治的組織名": "ORG", "その他の組織名": "ORG", "施設名": "FAC",
    "製品名": "PRODUCT", "イベント名": "EVENT",
}  # fmt: skip
_OURS = {"FACILITY": "FAC", "GPE": "LOC"}
# What a scheme leaves open where it has no name
OPEN = {
    "gsd": (),
    "stockmark": ("NORP",),
    "treebank": ("NORP", "EVENT"),
    "ours": ("NORP", "LAW"),
    "frames": (),
    "news": (),
}
_LAW = re.compile(r"(?:条約|憲法|協定|法律|議定書|条例|法|令|号|宣言)$")
_PRIZE = re.compile(r"賞$")
# 愛知県小牧市 is two places in the news
_NESTED = re.compile(r"^((?:東京都|北海道|京都府|大阪府|..県|...県)|.{2,5}市)(?=.{1,6}[市区町村郡])")
_SCHOOL = re.compile(
    r"(?:小学校|中学校|高校|高等学校|中学|大学|大学院|学園|学院|幼稚園|保育園|女子校|短大|商業|工業|小|中|高)$"
)
# 松戸市議選, カナダ戦: what a vote or a match is about is a name here, and the whole may be one or not
_VOTE = re.compile(r"(?:選挙?|総選挙|戦)$")
_PEOPLE = re.compile(r"(?:人|民|族|系|語|教|教徒|派|信徒|クリスチャン|風|ムスリム)$")


class Name(NamedTuple):
    """A name in the source text: offsets and the types it may have, or none where it may be no name."""

    start: int
    end: int
    types: tuple[str, ...]


class Text(NamedTuple):
    """An annotated text."""

    id: str
    source: str
    split: str
    document: str
    text: str
    names: tuple[Name, ...]


def texts(gold: Path) -> Iterator[Text]:
    """Every annotated text under the folder of the gold data."""
    yield from _ner(gold / "ner.jsonl")
    yield from _treebank(gold / "treebank.jsonl")
    yield from _articles(gold)
    yield from _news(gold)
    for number, (text, names) in enumerate(sentences()):
        yield Text(
            f"frames/{number}",
            "frames",
            "train",
            f"frames/{number}",
            text,
            tuple(Name(a, b, (k,)) for a, b, k in names),
        )


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _ner(path: Path) -> Iterator[Text]:
    for row in _records(path):
        source = "gsd" if row["scheme"].startswith("ontonotes") else "stockmark"
        names = []
        for entity in row["entities"]:
            surface = row["text"][entity["start"] : entity["end"]]
            if source == "gsd":
                found = _GSD.get(entity["type"])
                if found == "NORP" and not _PEOPLE.search(surface):
                    found = "ORG"  # parties and congregations are organizations here
            else:
                found = _STOCKMARK[entity["type"]]
                if found == "PRODUCT" and _LAW.search(surface):
                    found = "LAW"
                elif found == "PRODUCT" and _PRIZE.search(surface):
                    found = "EVENT"
                elif found == "FAC" and _SCHOOL.search(surface):
                    found = "ORG"
            if found == "EVENT" and _VOTE.search(surface):
                names.append(Name(entity["start"], entity["end"], ()))
            elif found:
                names += _places(entity["start"], entity["end"], (found,), surface)
        yield Text(row["id"], source, row["split"], row.get("doc") or row["id"], row["text"], tuple(names))


def _places(start: int, end: int, types: tuple[str, ...], surface: str) -> Iterator[Name]:
    """A name, cut where it is a chain of places; that a part of a place (インド西部) is one is left open."""
    while types == ("LOC",) and (match := _NESTED.match(surface)):
        yield Name(start, start + match.end(), types)
        start, surface = start + match.end(), surface[match.end() :]
    part = PART_OF_PLACE.search(surface) if types == ("LOC",) else None
    if part:
        yield Name(start + part.start(), end, ())
        end = start + part.start()
    yield Name(start, end, types)


def _treebank(path: Path) -> Iterator[Text]:
    for row in _records(path):
        names = []
        for start, end, kind in row["names"]:
            surface = row["text"][start:end]
            said = kind_of(surface)
            if kind == "ARTIFACT":
                types: tuple[str, ...] = ("LAW",) if _LAW.search(surface) else ("PRODUCT", "EVENT")
            elif kind == "LOCATION":
                types = ("FAC",) if said and said[0] == "FAC" else ("LOC",) if len(surface) < 4 else ("LOC", "FAC")
            else:
                types = ("ORG",) if kind == "ORGANIZATION" else ("PERSON",)
            names += _places(start, end, types, surface)
        yield Text("tb/" + row["id"], "treebank", row["split"], row["doc"], row["text"], tuple(names))


def _articles(gold: Path) -> Iterator[Text]:
    found = defaultdict(list)
    for row in _records(gold / "statements.jsonl"):
        if row["layer"] == "mention":
            kind = _OURS.get(row["type"], row["type"])
            found[row["doc"]].append(Name(row["start"], row["end"], () if row["optional"] else (kind,)))
    for path in sorted((gold / "docs").glob("*.txt")):
        names = tuple(sorted(found[path.stem]))
        yield Text(path.stem, "ours", "all", path.stem, path.read_text(encoding="utf-8"), names)


def _news(gold: Path) -> Iterator[Text]:
    """Articles of ``news_docs.jsonl`` with the names that ``names_in_news.csv`` says stand where."""
    with NEWS.open(encoding="utf-8", newline="") as lines:
        annotated = {row["document"]: row for row in csv.DictReader(lines)}
    for record in _records(gold / "news_docs.jsonl"):
        row = annotated.get(record["id"])
        if row:
            names = tuple(with_administration(record["text"], placed(entry)) for entry in row["names"].split())
            yield Text(record["id"], "news", row["split"], record["id"], record["text"], names)


def with_administration(text: str, name: Name) -> Name:
    """The name, with 政権 after it or in it: トランプ政権 is one organization here, and the annotators did not agree."""
    if name.types and text.startswith("政権", name.end):
        return Name(name.start, name.end + 2, ("ORG",))
    return name._replace(types=("ORG",)) if text.endswith("政権", name.start, name.end) else name


def placed(entry: str) -> Name:
    """The name of an entry.

    >>> placed("3-7:GPE"), placed("9-11:EVENT?")
    (Name(start=3, end=7, types=('LOC',)), Name(start=9, end=11, types=()))
    """
    place, kind = entry.split(":")
    start, end = place.split("-")
    return Name(int(start), int(end), () if kind.endswith("?") else (_OURS.get(kind, kind),))


@dataclass(frozen=True)
class Examples:
    """Units of annotated texts. ``text_of`` says which text of ``texts`` a unit lies in; ``allowed`` has a row a unit, a column a label.

    ``names`` are those of each text, with offsets of its view.
    """

    texts: list[Text]
    names: list[list[Name]]
    views: list[ArticleView]
    units: Units
    kinds: Kinds
    text_of: npt.NDArray[np.int64]
    allowed: npt.NDArray[np.bool_]


def tables(gold: Path, cache: Path) -> dict[str, pa.Table]:
    """The pipeline's text tables of all texts; kept in ``cache``, which is to be removed when segmentation changes."""
    names = ("document_locations", "articles", "blocks", "sentences", "tokens", "lexemes")
    if not (cache / "lexemes.parquet").exists():
        cache.mkdir(parents=True, exist_ok=True)
        source = cache / "texts.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for text in texts(gold):
                lines.write(json.dumps({"id": text.id, "text": text.text}, ensure_ascii=False) + "\n")
        layout = Layout(cache / "data")
        landing.land(layout, [str(source)], dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        rows = pa.concat_tables([landing.read_batch(layout, day, batch) for day, batch in landing.batches(layout)])
        made = run_stages(rows, stages=STAGES[:4])
        for name in names:
            pq.write_table(made[name], cache / f"{name}.parquet")
    return {name: pq.read_table(cache / f"{name}.parquet") for name in names}


def examples(gold: Path, cache: Path) -> Examples:
    """All annotated texts as arrays."""
    made = tables(gold, cache)
    places = made["document_locations"]
    by_document = defaultdict(list)
    for document, external in zip(places["document_id"].to_pylist(), places["external_id"].to_pylist(), strict=True):
        by_document[document].append(external)
    by_id = {text.id: text for text in texts(gold)}
    articles = made["articles"]
    own, seen = [], []
    alignments = []
    ids = articles["document_id"].to_pylist()
    for view, document, runs in zip(
        views(*(made[name] for name in ("articles", "blocks", "sentences", "tokens", "lexemes"))),
        ids,
        articles["alignment"].to_pylist(),
        strict=True,
    ):
        own.append(by_id[min(by_document[document], key=lambda key: (by_id[key].split in ("train", "all"), key))])
        seen.append(view)
        alignments.append(runs)
    kinds = Kinds()
    units = units_of(seen, kinds)
    text_of = np.repeat(np.arange(len(own)), np.diff(units.bounds))
    allowed = np.zeros((len(units.starts), len(LABELS)), bool)
    names = []
    for index, (text, runs) in enumerate(zip(own, alignments, strict=True)):
        low, high = units.bounds[index], units.bounds[index + 1]
        back = _Back(runs)
        names.append([Name(back(name.start), back(name.end), name.types) for name in text.names])
        _label(text.source, names[-1], units.starts[low:high], units.ends[low:high], allowed[low:high])
    return Examples(own, names, seen, units, kinds, text_of, allowed)


class _Back:
    """Offsets of the source text as offsets of the article's text."""

    def __init__(self, runs: list[dict[str, int]]) -> None:
        self.runs = sorted((r["source_start"], r["source_length"], r["start"], r["length"]) for r in runs)
        self.starts = [run[0] for run in self.runs]

    def __call__(self, offset: int) -> int:
        at = max(0, bisect.bisect_right(self.starts, offset) - 1)
        source, source_length, start, length = self.runs[at]
        if length == source_length:
            return start + min(offset - source, length)
        return start if offset <= source else start + length


def _label(
    source: str,
    names: list[Name],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.bool_],
) -> None:
    outside = [0, *(label for kind in OPEN[source] for label in labels_of(kind))]
    allowed[:, outside] = True
    for start, end, types in names:
        first, last = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left"))
        if first >= last:
            continue
        if not types or starts[first] != start or ends[last - 1] != end:
            allowed[first:last] = True
            continue
        allowed[first:last] = False
        for kind in types:
            begin, inside = labels_of(kind)
            allowed[first, begin] = True
            allowed[first + 1 : last, inside] = True


def labels_of(kind: str) -> tuple[int, int]:
    """The labels of a type's first and other units."""
    at = TYPES.index(kind)
    return 1 + 2 * at, 2 + 2 * at


FOLDS = 5


def fold_of(text: Text, folds: int = FOLDS) -> int:
    """Which fold a text belongs to: articles in turn, others by a hash of their document."""
    key = text.document
    return int(key) % folds if key.isdigit() else zlib.crc32(key.encode()) % folds
