"""A treebank of bunsetsu as the parser sees text: its sentences' words, where bunsetsu begin, their heads.

Belongs here: reading the JSON Lines and laying gold chunks over Sudachi's words. Does not belong here: learning and scoring.
A line has ``split``, ``text`` and ``chunks``: start, end, index of the head (-1 for none), type (P for parallel).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extract.article.view import Lexeme
from pipeline.extract.structure.features import Integers
from pipeline.segment.tokens import tokens


@dataclass(frozen=True)
class Treebank:
    """Sentences laid end to end. ``words`` are places in ``lexemes``, ``bounds`` the words of each sentence.

    ``begins`` marks the words where a gold bunsetsu begins; ``heads`` and ``parallels`` are of those bunsetsu, heads as rows (-1 for
    the last of a sentence). ``is_sound`` tells sentences whose every boundary is a boundary of words and whose heads all
    follow and do not cross; the others are not learned from. ``chunks`` are as annotated.
    """

    lexemes: list[Lexeme]
    words: Integers
    starts: Integers
    bounds: Integers
    begins: npt.NDArray[np.bool_]
    heads: Integers
    parallels: npt.NDArray[np.bool_]
    is_sound: npt.NDArray[np.bool_]
    chunks: list[list[tuple[int, int, int, str]]]


Record = dict[str, Any]


def read(path: Path, split: str, more: Callable[[list[Record]], list[Record]] | None = None) -> Treebank:
    """The sentences of one split (``train``, ``dev``, ``test``), and those that ``more`` makes of them behind them."""
    with path.open(encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record["split"] == split]
    records += more(records) if more is not None else []
    lexemes, words, starts, bounds = _segmented([record["text"] for record in records])
    begins = np.zeros(len(words), np.bool_)
    heads: list[int] = []
    parallels: list[bool] = []
    sound: list[bool] = []
    for record, first, last in zip(records, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        chunks = record["chunks"]
        own = np.isin(starts[first:last], [chunk[0] for chunk in chunks])
        own[1:] &= starts[first + 1 : last] != starts[first : last - 1]  # an empty word: the one before has begun it
        own[:1] = True
        begins[first:last] = own
        count = int(own.sum())
        found = _heads([chunk[2] for chunk in chunks]) if count == len(chunks) else None
        sound.append(found is not None)
        parallels += [chunk[3] == "P" for chunk in chunks] if found is not None else [False] * count
        rows = len(heads)
        heads += [rows + head for head in (found or range(1, count + 1))[:-1]] + [-1]
    arrays = (np.array(heads, np.int64), np.array(parallels, np.bool_), np.array(sound, np.bool_))
    return Treebank(lexemes, words, starts, bounds, begins, *arrays, [record["chunks"] for record in records])


def _heads(heads: list[int]) -> list[int] | None:
    """Heads as annotated, or none where they do not follow or cross."""
    last = len(heads) - 1
    if any(not at < head <= last for at, head in enumerate(heads[:-1])):
        return None
    crossing = any(heads[inner] > heads[at] for at in range(last) for inner in range(at + 1, heads[at]) if inner < last)
    return None if crossing else heads


def _segmented(texts: list[str]) -> tuple[list[Lexeme], Integers, Integers, Integers]:
    """Distinct lexemes, and of each word its place among them and its start; the words of each text."""
    ids = [f"{number:08d}" for number in range(len(texts))]
    spans = pa.table(
        {"article_id": ids, "index": [0] * len(ids), "start": [0] * len(ids), "end": list(map(len, texts))}
    )
    made = tokens(pa.table({"article_id": ids, "text": texts}), spans, spans)
    rows: list[dict[str, Any]] = made["lexemes"].to_pylist()
    lexemes = [_lexeme(row) for row in rows]
    words = pc.index_in(made["tokens"]["lexeme_id"], value_set=made["lexemes"]["lexeme_id"].combine_chunks())
    owners = np.array(made["tokens"]["article_id"].to_pylist(), np.int64)
    bounds = np.searchsorted(owners, np.arange(len(texts) + 1))
    return lexemes, words.to_numpy().astype(np.int64), made["tokens"]["start"].to_numpy().astype(np.int64), bounds


def _lexeme(row: dict[str, Any]) -> Lexeme:
    pos = tuple(row[f"pos_{level}"] for level in range(1, 7))
    forms = [row[name] for name in ("surface", "dictionary_form", "normalized_form", "reading")]
    return Lexeme(row["lexeme_id"], *forms, pos, row["upos"], row["is_oov"])
