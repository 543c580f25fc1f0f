"""Names beside GiNZA and beside the rules alone: ``python -m benchmarks.names GOLD [--texts 600] [--peer] [--weights FILE] [--folds CACHE] [--articles CACHE]``.

GOLD is the folder with ``ner.jsonl``. Its development split of UD_Japanese-GSD, on which nothing is trained, is read by the pipeline's
names, by its rules without the tagger and, with ``--peer``, by GiNZA's ``ja_ginza``, which is installed into an environment
of its own. Persons, organizations and places count, where start, end and type agree; characters a second are of one process,
tokenizing included. ``--weights`` reads it with other weights too, such as those of ``benchmarks.training.tagger --convention gsd``.

``--articles CACHE`` scores the 24 news articles that are kept for testing (``benchmarks/training/names_in_news.csv``; texts are read once
into CACHE). ``--folds`` scores the articles and the Stockmark documents that are left out instead, each by weights in CACHE that have not seen it
(``benchmarks.training.tagger GOLD --folds --cache CACHE``). Stockmark's are read with weights of its own where
CACHE has them (``--convention stockmark``). Articles count as in ``score.py``: every type, laws as works.
Figures for other sets: the card ``pipeline/models/names.md``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.peers import Peer
from benchmarks.training.names_data import FOLDS, Examples, examples, fold_of
from pipeline.extract.article.view import ArticleView, views
from pipeline.extract.names.candidates import Words, words_of, words_of_all
from pipeline.extract.names.mentions import Prepared, find_names
from pipeline.extract.names.tagger import Scorer, scorer, tag
from pipeline.models.linear import read_model
from pipeline.registry import STAGES
from pipeline.run import run_stages
from warehouse import landing
from warehouse.layout import Layout

Span = tuple[int, int, str]
COARSE = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}
PACKAGES = ("ginza", "ja-ginza", "sudachipy<0.7")
GINZA = """
import time
import spacy
nlp = spacy.load("ja_ginza")
def answer(texts):
    began = time.perf_counter()
    found = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]
    return {"seconds": time.perf_counter() - began, "found": found}
"""
# Its labels are Sekine's extended hierarchy
_GINZA_TYPES = {
    "Person": "PERSON",
    **dict.fromkeys(
        ("Company", "Company_Group", "Corporation_Other", "Government", "Political_Party", "Organization_Other", "Military", "Public_Institution",
         "International_Organization", "Political_Organization_Other", "Pro_Sports_Organization", "Sports_Organization_Other", "School", "Show_Organization",
         "Cabinet", "Research_Institute", "Sports_League", "Newspaper"), "ORG"),
    **dict.fromkeys(
        ("City", "County", "Province", "Country", "GPE_Other", "Continental_Region", "Domestic_Region", "Region_Other", "Location_Other", "Island", "River",
         "Mountain", "Sea", "Lake", "Bay", "Geological_Region_Other"), "LOC"),
}  # fmt: skip


def tables(texts: list[str]) -> dict[str, pa.Table]:
    """Text tables of these texts."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.jsonl"
        lines = (json.dumps({"id": str(at), "text": text}, ensure_ascii=False) for at, text in enumerate(texts))
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        layout = Layout(Path(folder) / "data")
        landing.land(layout, [str(source)], dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        rows = pa.concat_tables([landing.read_batch(layout, day, batch) for day, batch in landing.batches(layout)])
        return run_stages(rows, stages=STAGES[:4])


def names_in(view: ArticleView, tagged: list[Any], words: Words) -> list[Span]:
    """Start, end and type of the names of an article that are no anaphors."""
    names = find_names(view, Prepared(tagged, words)).names
    return [(name.start, name.end, name.entity_type) for name in names if name.form not in ("title_only", "anaphor")]


def ours(texts: list[str], *, tagger: bool, scorer: Scorer | None = None) -> tuple[dict[str, list[Span]], float]:
    """Names by text, and seconds; texts that normalization changed are compared by their own offsets."""
    began = time.perf_counter()
    made = tables(texts)
    seen = views(*(made[name] for name in ("articles", "blocks", "sentences", "tokens", "lexemes")))
    tagged: list[Any] = tag(seen, scorer) if tagger else [[] for _ in seen]
    found = {own[0].text: names_in(*own) for own in zip(seen, tagged, words_of_all(seen), strict=True)}
    return found, time.perf_counter() - began


_WIDE = {"GPE": "LOC", "LAW": "PRODUCT"}


def score_articles(data: Examples, cache: Path | None) -> None:
    """Print figures of texts that the weights have not seen.

    With folds in ``cache``: of the articles and of a fifth of Stockmark's documents. Without: of the articles that are kept
    for testing, with the weights of the package.
    """
    if cache is None:
        _score_texts(
            "news, test",
            data,
            [([at for at, text in enumerate(data.texts) if (text.source, text.split) == ("news", "test")], scorer())],
        )
        return
    folds = [Scorer(read_model((cache / f"names-{fold}.arrow").read_bytes())) for fold in range(FOLDS)]
    of_stockmark = cache / "names-stockmark.arrow"
    others = [Scorer(read_model(of_stockmark.read_bytes()))] if of_stockmark.exists() else folds[:1]
    for source in ("ours", "news", "stockmark"):
        parts = []
        for fold, own in enumerate(others if source == "stockmark" else folds):
            chosen = [
                at
                for at, text in enumerate(data.texts)
                if text.source == source and text.split != "test" and fold_of(text) == fold
            ]
            parts.append((chosen, own))
        _score_texts(source, data, parts)


def _score_texts(source: str, data: Examples, parts: list[tuple[list[int], Scorer]]) -> None:
    right = spans = found = wanted = 0
    for chosen, own in parts:
        for at, names in zip(chosen, tag([data.views[at] for at in chosen], own), strict=True):
            view = data.views[at]
            gold = {name[:2]: {_WIDE.get(kind, kind) for kind in name.types} for name in data.names[at]}
            asked = {span: kinds for span, kinds in gold.items() if kinds}
            left_open = [span for span, kinds in gold.items() if not kinds]
            got = {(s, e): _WIDE.get(kind, kind) for s, e, kind in names_in(view, list(names), words_of(view))}
            got = {
                span: kind
                for span, kind in got.items()
                if span not in left_open and (_touches(span, asked) or not _touches(span, left_open))
            }
            if source == "stockmark":
                kept = set(COARSE.values())
                got = {span: kind for span, kind in got.items() if kind in kept}
                asked = {span: kinds for span, kinds in asked.items() if kinds & kept}
            found, wanted = found + len(got), wanted + len(asked)
            spans += len(got.keys() & asked.keys())
            right += sum(kind in asked.get(span, ()) for span, kind in got.items())
    precision, recall, both = right / max(1, found), right / max(1, wanted), 2 / max(1, found + wanted)
    print(
        f"{source:24s} P {precision:.3f}  R {recall:.3f}  F {right * both:.3f}  span F {spans * both:.3f}  ({right}/{found}/{wanted})"
    )


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def score(label: str, gold: list[list[Span]], found: list[list[Span]], seconds: float, size: int) -> None:
    """Print precision, recall, F and characters a second."""
    kept = [{(s, e, COARSE[kind]) for s, e, kind in row if kind in COARSE} for row in found]
    wanted = [{(s, e, COARSE[kind]) for s, e, kind in row if kind in COARSE} for row in gold]
    right = sum(len(a & b) for a, b in zip(kept, wanted, strict=True))
    precision, recall = right / max(1, sum(map(len, kept))), right / max(1, sum(map(len, wanted)))
    f = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{label:24s} P {precision:.3f}  R {recall:.3f}  F {f:.3f}  {size / seconds:10.0f} characters/s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--articles", type=Path, metavar="CACHE")
    options = parser.parse_args()
    if options.folds:
        score_articles(examples(options.gold, options.folds), options.folds)
        return
    if options.articles:
        score_articles(examples(options.gold, options.articles), None)
        return
    records = [json.loads(line) for line in (options.gold / "ner.jsonl").open(encoding="utf-8")]
    records = [record for record in records if record["split"] == "dev"][: options.texts]
    texts = [record["text"] for record in records]
    gold = [[(e["start"], e["end"], e["coarse"]) for e in record["entities"]] for record in records]
    size = sum(map(len, texts))
    systems: dict[str, Callable[[], tuple[dict[str, list[Span]], float]]] = {
        "tagger and rules": lambda: ours(texts, tagger=True),
        "rules alone": lambda: ours(texts, tagger=False),
    }
    if options.weights:
        other = Scorer(read_model(options.weights.read_bytes()))
        systems[f"with {options.weights.stem}"] = lambda: ours(texts, tagger=True, scorer=other)
    ours(texts[:20], tagger=True)
    print(f"{len(texts)} sentences, {size} characters")
    for label, run in systems.items():
        found, seconds = run()
        score(label, gold, [found.get(text, []) for text in texts], seconds, size)
    if options.peer:
        peer = Peer(PACKAGES, GINZA)
        try:
            peer(texts[:20])
            answer = peer(texts)
        finally:
            peer.close()
        named = [[(s, e, _GINZA_TYPES.get(kind, "")) for s, e, kind in row] for row in answer["found"]]
        score("GiNZA (ja_ginza)", gold, named, answer["seconds"], size)


if __name__ == "__main__":
    main()
