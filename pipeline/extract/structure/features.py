"""What the parser knows of a word and of a bunsetsu, as columns of small integers.

Belongs here: the ids of a lexeme's form, analysis and last character, asked once a lexeme, and which words of a bunsetsu
speak for it. Does not belong here: weights (``network``) and decisions (``chunking``, ``parsing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.article.view import Lexeme

Integers = npt.NDArray[np.int64]

PARTICLES = (
    "",
    "は",
    "も",
    "が",
    "を",
    "に",
    "へ",
    "と",
    "で",
    "から",
    "まで",
    "より",
    "の",
    "や",
    "か",
    "など",
    "て",
    "ば",
)
"""Particle classes of a bunsetsu, by code; 0 is none of them. て is also で after a verb."""
_CODES = {name: code for code, name in enumerate(PARTICLES)}
_SPELLED = {
    "って": _CODES["と"],
    "とか": _CODES["や"],
    "ながら": _CODES["て"],
    "たり": _CODES["て"],
    "だり": _CODES["て"],
}

PUNCTUATION, FUNCTION, BOUND, CONTENT = range(4)
"""How much a word says: marks; particles and auxiliaries; suffixes and verbs that may be auxiliary; content words."""

FORM, ANALYSIS, CHARACTER, WEIGHT, PARTICLE, FLAGS = range(6)
"""Columns of the table that :func:`lexeme_table` makes."""
INFLECTS, OPENS, CLOSES, COMMA, ACTION_NOUN, STOP = (1 << bit for bit in range(6))
"""Bits of the column ``FLAGS``."""

_OPENING, _CLOSING = frozenset("「『"), frozenset("」』")


class Vocabulary(NamedTuple):
    """Ids of what a lexeme shows; 0 stands for whatever the model has not met."""

    forms: Mapping[str, int]
    analyses: Mapping[str, int]
    characters: Mapping[str, int]


def form_of(lexeme: Lexeme) -> str:
    """Normalized form with the first level of the part of speech: 語る/動詞."""
    return f"{lexeme.normalized_form}/{lexeme.pos[0]}"


def analysis_of(pos: Sequence[str]) -> str:
    """Part of speech, and the form of inflection without its variants: 動詞-一般-*-連用形."""
    return "-".join((*pos[:3], pos[5].split("-")[0]))


def weight_of(lexeme: Lexeme) -> int:
    """How much a word says of its bunsetsu (``PUNCTUATION`` to ``CONTENT``).

    >>> weight_of(Lexeme(0, "氏", "氏", "氏", "シ", ("接尾辞", "名詞的", "一般", "*", "*", "*"), "NOUN", False)) == BOUND
    True
    """
    first, second = lexeme.pos[:2]
    if first in ("補助記号", "空白"):
        return PUNCTUATION
    if first in ("助詞", "助動詞"):
        return FUNCTION
    if first == "接尾辞" or (second == "非自立可能" and first in ("動詞", "形容詞")):
        return BOUND
    return CONTENT


def particle_of(lexeme: Lexeme) -> int:
    """Code of a word in ``PARTICLES``."""
    if lexeme.pos[0] != "助詞":
        return 0
    if lexeme.surface == "で" and lexeme.pos[1] == "接続助詞":
        return _CODES["て"]
    return _SPELLED.get(lexeme.surface) or _CODES.get(lexeme.surface, 0)


def _flags_of(lexeme: Lexeme) -> int:
    flags = INFLECTS if lexeme.pos[0] in ("動詞", "形容詞", "助動詞") else 0
    if lexeme.pos[0] == "補助記号":
        flags |= OPENS if lexeme.surface in _OPENING else 0
        flags |= CLOSES if lexeme.surface in _CLOSING else 0
        flags |= COMMA if lexeme.pos[1] == "読点" else 0
        flags |= STOP if lexeme.pos[1] == "句点" else 0
    return flags | (ACTION_NOUN if lexeme.pos[2] == "サ変可能" else 0)


def lexeme_table(lexemes: Sequence[Lexeme], vocabulary: Vocabulary) -> npt.NDArray[np.int32]:
    """One row a lexeme: ids of form, analysis and last character, weight, particle and flags."""
    of_form, of_character = vocabulary.forms.get, vocabulary.characters.get
    kinds: dict[tuple[str, ...], tuple[int, int, int]] = {}  # there are few analyses
    table = np.empty((6, len(lexemes)), np.int32)
    table[FORM] = [of_form(f"{lexeme.normalized_form}/{lexeme.pos[0]}", 0) for lexeme in lexemes]
    table[CHARACTER] = [of_character(lexeme.surface[-1:], 0) for lexeme in lexemes]
    rows = []
    for lexeme in lexemes:
        pos = lexeme.pos
        if (known := kinds.get(pos)) is None:
            analysis = vocabulary.analyses.get(analysis_of(pos), 0)
            known = kinds[pos] = analysis, weight_of(lexeme), _flags_of(lexeme)
        rows.append(known if pos[0] != "補助記号" else (*known[:2], _flags_of(lexeme)))
    table[[ANALYSIS, WEIGHT, FLAGS]] = np.array(rows, np.int32).reshape(len(rows), 3).T
    table[PARTICLE] = [particle_of(lexeme) if lexeme.pos[0] == "助詞" else 0 for lexeme in lexemes]
    return np.ascontiguousarray(table.T)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Bunsetsu of a run of sentences, one row each. ``bounds`` has the rows of each sentence, the other fields places of tokens.

    ``last`` is the place of the last token, ``head`` that of the content word (主辞), ``ending`` that of the last word that is
    no mark (語形; the head itself where nothing follows it).
    """

    bounds: Integers
    first: Integers
    last: Integers
    head: Integers
    ending: Integers


def phrases(table: npt.NDArray[np.int32], sentence_bounds: Integers, begins: npt.NDArray[np.bool_]) -> Phrases:
    """Bunsetsu from where they begin. ``table`` has a row a token, ``sentence_bounds`` the tokens of each sentence.

    Every sentence holds at least one token and begins a bunsetsu.
    """
    first = np.flatnonzero(begins)
    bounds = np.searchsorted(first, sentence_bounds)
    if not len(first):
        return Phrases(bounds, first, first, first, first)
    count = len(begins)
    place = np.arange(count)
    weight = table[:, WEIGHT].astype(np.int64)
    head = np.maximum.reduceat(weight * count + place, first) % count
    ending = np.maximum.reduceat((weight > PUNCTUATION) * count + place, first) % count
    return Phrases(bounds, first, np.append(first[1:], count) - 1, head, ending)


_LONGEST = 256


def in_pieces(rows: Phrases) -> Phrases:
    """The same bunsetsu, sentences of more than 256 of them cut into several: no sentence is that long, hostile text is."""
    sizes = np.diff(rows.bounds)
    if not len(sizes) or int(sizes.max()) <= _LONGEST:
        return rows
    counts = -(-sizes // _LONGEST)
    number = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    bounds = np.append(np.repeat(rows.bounds[:-1], counts) + number * _LONGEST, rows.bounds[-1])
    return Phrases(bounds, rows.first, rows.last, rows.head, rows.ending)


_LENGTHS = 5
SLOTS = (
    *(("head", column) for column in (FORM, ANALYSIS, CHARACTER)),
    *(("after", column) for column in (FORM, ANALYSIS)),
    *(("before", column) for column in (FORM, CHARACTER)),
    *(("first", column) for column in (FORM, ANALYSIS)),
    *(("ending", column) for column in (FORM, ANALYSIS)),
    *(("second", column) for column in (FORM, ANALYSIS)),
    *(("third", column) for column in (FORM, ANALYSIS)),
    *(("mark", column) for column in (FORM,)),
)
"""Which word of a bunsetsu is looked at and what of it; one more slot holds its length."""


def slot_ids(table: npt.NDArray[np.int32], rows: Phrases) -> list[npt.NDArray[np.int32]]:
    """Ids by slot, one column each; a word that the bunsetsu lacks has id -1."""
    nothing = np.full(len(rows.first), -1)
    ending, head, first, last = rows.ending, rows.head, rows.first, rows.last
    where = {
        "head": head,
        "after": np.where(head < last, head + 1, nothing),
        "before": np.where(head > first, head - 1, nothing),
        "first": np.where(first < head, first, nothing),
        "ending": ending,
        "second": np.where(ending - 1 >= first, ending - 1, nothing),
        "third": np.where(ending - 2 >= first, ending - 2, nothing),
        "mark": np.where(ending < last, last, nothing),
    }
    found = [np.where(where[name] >= 0, table[where[name], column], -1) for name, column in SLOTS]
    return [*found, np.minimum(last - first, _LENGTHS - 1).astype(np.int32)]
