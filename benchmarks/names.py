"""Names beside GiNZA and beside the rules alone: ``python -m benchmarks.names GOLD [--texts 600] [--peer]``.

GOLD is the folder with ``ner.jsonl``. Its development split of UD_Japanese-GSD, on which nothing is trained, is read by the pipeline's
names, by its rules without the tagger and, with ``--peer``, by GiNZA's ``ja_ginza``, which is installed into an environment
of its own. Persons, organizations and places count, where start, end and type agree; characters a second are of one process,
tokenizing included. Figures for other sets: the card ``pipeline/models/names.md``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.peers import Peer
from pipeline.extract.article.view import views
from pipeline.extract.names.mentions import find_names
from pipeline.extract.names.tagger import tag
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


def ours(texts: list[str], *, tagger: bool) -> tuple[dict[str, list[Span]], float]:
    """Names by text, and seconds; texts that normalization changed are compared by their own offsets."""
    began = time.perf_counter()
    made = tables(texts)
    seen = views(*(made[name] for name in ("articles", "blocks", "sentences", "tokens", "lexemes")))
    tagged: list[Any] = tag(seen) if tagger else [[] for _ in seen]
    found = {}
    for view, own in zip(seen, tagged, strict=True):
        names = find_names(view, own).names
        found[view.text] = [
            (name.start, name.end, name.entity_type) for name in names if name.form not in ("title_only", "anaphor")
        ]
    return found, time.perf_counter() - began


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
    options = parser.parse_args()
    records = [json.loads(line) for line in (options.gold / "ner.jsonl").open(encoding="utf-8")]
    records = [record for record in records if record["split"] == "dev"][: options.texts]
    texts = [record["text"] for record in records]
    gold = [[(e["start"], e["end"], e["coarse"]) for e in record["entities"]] for record in records]
    size = sum(map(len, texts))
    systems: dict[str, Callable[[], tuple[dict[str, list[Span]], float]]] = {
        "tagger and rules": lambda: ours(texts, tagger=True),
        "rules alone": lambda: ours(texts, tagger=False),
    }
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
