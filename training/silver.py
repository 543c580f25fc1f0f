"""What plain news names, according to a teacher: ``python -m training.silver GOLD --cache DIR --model FILE``.

The teacher is the pipeline's own rules and a tagger that has seen none of the annotated articles (``training.tagger --without
ours news``), so that no article is ever scored by a model that learned from it by this way. Where rules and tagger disagree, or the
tagger is in doubt, the text is left open and teaches nothing. Writes ``silver.jsonl`` into the cache, which ``training.tagger`` reads.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline.extract.names.mentions import find_names
from pipeline.extract.names.tagger import Scorer, tag
from pipeline.models.linear import read_model
from training.names_data import examples

SURE = 0.97
"""Confidence from which the tagger alone is believed."""
_COARSE = {"GPE": "LOC"}
_UNNAMED = ("title_only", "anaphor")


def main() -> None:
    """Write what the teacher says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    data = examples(options.gold, options.cache)
    chosen = [index for index, text in enumerate(data.texts) if text.source == "news"]
    views = [data.views[index] for index in chosen]
    tagged = tag(views, Scorer(read_model(options.model.read_bytes())))
    with (options.cache / "silver.jsonl").open("w", encoding="utf-8") as lines:
        for index, view, own in zip(chosen, views, tagged, strict=True):
            spans = {}
            for name in own:  # doubtful until the whole pipeline agrees
                spans[name.start, name.end] = []
            for name in find_names(view, own).names:
                if name.form in _UNNAMED:
                    continue
                kind = _COARSE.get(name.entity_type, name.entity_type)
                is_sure = name.method != "model:names" or name.confidence >= SURE
                for start, end in [span for span in spans if span[0] < name.end and name.start < span[1]]:
                    if (start, end) != (name.start, name.end) and not is_sure:
                        continue
                    del spans[start, end]
                spans[name.start, name.end] = [kind] if is_sure else []
            names = [[start, end, types] for (start, end), types in sorted(spans.items())]
            lines.write(json.dumps({"id": data.texts[index].id, "names": names}) + "\n")


if __name__ == "__main__":
    main()
