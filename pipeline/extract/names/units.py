"""The short words of a batch as flat arrays: what the tagger reads, and the evidence that one word gives.

Belongs here: cutting tokens into Sudachi's A units, the features of a unit, the evidence of the lexicons at each place of
a text. Does not belong here: weights and decoding (``tagger.py``).

Everything that depends on a unit alone — its word, its part of speech, the token it is a part of — is asked once for each
pair of token lexeme and place in it (a *kind* of unit), and kept between batches; the arrays of a batch hold kinds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extract.article.view import ArticleView, Lexeme, Lexicon, lexemes_by_id
from pipeline.extract.names.candidates import title_names, word_class
from pipeline.extract.names.gazetteer import find_known, lexicon_entities
from pipeline.extract.names.organizations import kind_of
from pipeline.lexicons.load import load
from pipeline.models.word_classes import word_class_of

Integers = npt.NDArray[np.int64]

OFFSETS: dict[str, tuple[int, ...]] = {
    "word": (-2, -1, 0, 1, 2),
    "form": (-1, 0, 1),
    "pos": (-3, -2, -1, 0, 1, 2, 3),
    "token_pos": (-2, -1, 0, 1, 2),
    "token": (-1, 0, 1),
    "shape": (-2, -1, 0, 1, 2),
    "first": (-1, 0, 1),
    "last": (-1, 0, 1),
    "first2": (0,),
    "last2": (-1, 0, 1),
    "lexicon": (-3, -2, -1, 0, 1, 2, 3),
    "coarse": (-2, -1, 0, 1, 2),
    "fine": (-2, -1, 0, 1, 2),
    "token_fine": (0,),
}
"""Features of a unit by name, each with the places relative to the unit to be tagged at which it counts."""

_SCRIPTS = (
    ("K", re.compile(r"[ァ-ヴー]")),
    ("h", re.compile(r"[ぁ-ゖ]")),
    ("c", re.compile(r"[一-鿿々〇]")),
    ("A", re.compile(r"[A-ZＡ-Ｚ]")),
    ("a", re.compile(r"[a-zａ-ｚÀ-ɏ]")),
    ("0", re.compile(r"[0-9０-９]")),
)


@lru_cache(maxsize=65536)
def shape(surface: str) -> str:
    """The scripts of a word, a run of equal ones once, and its length up to four.

    >>> shape("ルッテ"), shape("NATO"), shape("第3")
    ('K3', 'A4', 'c02')
    """
    kinds: list[str] = []
    for character in surface:
        kind = next((name for name, pattern in _SCRIPTS if pattern.match(character)), character)
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    return "".join(kinds[:4]) + str(min(len(surface), 4))


@lru_cache(maxsize=1)
def _listed() -> dict[str, tuple[str, ...]]:
    """What the lexicons say of a word, as features."""
    found: dict[str, list[str]] = {}
    for lexicon, column, label in (
        ("work_nouns", "noun", None),
        ("outlet_words", "word", "kind"),
        ("name_suffixes", "suffix", "entity_type"),
        ("name_breakers", "word", None),
        ("title_qualifiers", "word", None),
        ("speaker_nouns", "noun", None),
        ("latin_terms", "term", None),
        ("cue_verbs", "lemma", None),
        ("counters", "counter", None),
    ):
        for row in load(lexicon):
            if column in row:
                found.setdefault(row[column], []).append(f"{lexicon}:{row[label]}" if label else lexicon)
    return {word: tuple(dict.fromkeys(labels)) for word, labels in found.items()}


# ① and ▽ part the entries of a list as 。 parts sentences
_LISTS = re.compile(r"[①-⑳❶-❿▲△▼▽◆◇■□●○◎]")
_PARTICLES = {word: chr(ord("α") + at) for at, word in enumerate(("は", "が", "を", "に", "で", "と", "も", "へ", "や", "から", "まで", "より", "って"))}  # fmt: skip


def coarse_class(lexeme: Lexeme) -> str:
    """One character for a word, finer than the class that the rules read where that says nothing: は, a verb, 。"""
    first, surface = lexeme.pos[0], lexeme.surface
    if surface in ("『", "』", "「", "」"):
        return surface
    if _LISTS.fullmatch(surface):
        return "。"
    if surface == "ノ":
        return "o"  # of 大波ノ海
    if lexeme.pos[1] in ("括弧開", "括弧閉") and surface not in "()（）":
        return "[" if lexeme.pos[1] == "括弧開" else "]"
    found = word_class(lexeme)
    if found not in ".j":
        return found
    if first == "助詞":
        return _PARTICLES.get(surface, "助")
    if first in ("補助記号", "記号"):
        return "。" if surface in "。|/>＞〉→:：;" else "記"
    return {"動詞": "動", "助動詞": "動", "形容詞": "形", "副詞": "副", "連体詞": "連", "接続詞": "接"}.get(first, ".")


def features(unit: Lexeme, token: Lexeme, place: int, count: int) -> Iterator[tuple[str, str]]:
    """Features of the unit at ``place`` of the ``count`` units of a token, as pairs of name and value."""
    surface = unit.surface
    inside = "S" if count == 1 else f"{place}/{min(count, 4)}" if place < 3 else "x"
    yield "word", surface
    if unit.normalized_form != surface:
        yield "form", unit.normalized_form
    yield "pos", "-".join(unit.pos[:4])
    yield "token_pos", "-".join(token.pos[:4]) + inside
    if count > 1:
        yield "token", f"{token.surface}{inside}"
        yield "token", f"…{token.surface[-2:]}{inside}"
    yield "shape", shape(surface)
    yield "first", surface[:1]
    yield "last", surface[-1:]
    if len(surface) > 2:
        yield "first2", surface[:2]
        yield "last2", surface[-2:]
    for name in _lexicon_features(unit, "u"):
        yield "lexicon", name
    if count > 1:
        for name in _lexicon_features(token, "t"):
            yield "lexicon", name
    coarse, fine = word_class_of(unit.normalized_form, surface)
    if fine >= 0:
        yield "coarse", str(coarse)
        yield "fine", str(fine)
    if count > 1:
        whole = word_class_of(token.normalized_form, token.surface)[1]
        if whole >= 0:
            yield "token_fine", f"{whole}{inside}"


def _lexicon_features(lexeme: Lexeme, mark: str) -> Iterator[str]:
    surface = lexeme.surface
    yield mark + word_class(lexeme)
    kind = kind_of(surface)
    if kind:
        yield f"{mark}{kind[0]}{int(kind[1])}"
    if surface in title_names():
        yield mark + "title"
    if lexeme.is_oov:
        yield mark + "oov"
    for label in _listed().get(surface, ()):
        yield mark + label


class Kinds:
    """Kinds of units met so far: for each its features and class. Kept between batches, so that a kind is looked at once."""

    def __init__(self) -> None:
        self.features: list[list[tuple[str, str]]] = []
        self.classes: list[str] = []
        self.codes: Integers = np.empty((0, 3), np.int64)
        self._place_of: dict[int, int] = {}
        self._offsets: Integers = np.empty((0, 3), np.int64)

    def of_lexicon(self, lexicon: Lexicon) -> tuple[Integers, Integers]:
        """For each lexeme of a batch its first kind, and by kind: start and end of the unit in its token, units of the token."""
        missing = [lexeme for lexeme in lexicon.lexemes if lexeme.lexeme_id not in self._place_of]
        if missing:
            self._add(missing, lexicon.table)
        place_of = self._place_of
        first = np.fromiter((place_of[lexeme.lexeme_id] for lexeme in lexicon.lexemes), np.int64, len(lexicon.lexemes))
        return first, self._offsets

    def _add(self, missing: Sequence[Lexeme], table: pa.Table) -> None:
        wanted = pa.array([lexeme.lexeme_id for lexeme in missing], pa.int64())
        rows = table.filter(pc.is_in(table["lexeme_id"], wanted)).select(["lexeme_id", "a_units"])
        units_of = dict(zip(rows["lexeme_id"].to_pylist(), rows["a_units"].to_pylist(), strict=True))
        parts = lexemes_by_id(table, sorted({unit["lexeme_id"] for units in units_of.values() for unit in units or ()}))
        made: list[tuple[int, int, int]] = []
        found: list[list[tuple[str, str]]] = []
        classes: list[str] = []
        codes: list[tuple[int, int, int]] = []
        places: dict[int, int] = {}
        for lexeme in missing:
            units = units_of.get(lexeme.lexeme_id) or [{"start": 0, "end": len(lexeme.surface)}]
            places[lexeme.lexeme_id] = len(self.features) + len(found)
            for place, unit in enumerate(units):
                part = parts.get(unit.get("lexeme_id"), lexeme)
                found.append(list(features(part, lexeme, place, len(units))) if part.surface else [])
                classes.append(coarse_class(part) if part.surface else ".")
                codes.append(_codes(part))
                made.append((unit["start"], unit["end"], len(units)))
        self.features += found
        self.classes += classes
        self.codes = np.concatenate([self.codes, np.array(codes, np.int64)])
        self._place_of |= places
        self._offsets = np.concatenate([self._offsets, np.array(made, np.int64)])


def _codes(lexeme: Lexeme) -> tuple[int, int, int]:
    """A word as three numbers: of itself, of what it stands beside (or its part of speech, where that is not known), and coarser."""
    coarse, fine = word_class_of(lexeme.normalized_form, lexeme.surface)
    if fine < 0:
        kind = zlib.crc32("-".join(lexeme.pos[:4]).encode())
        return zlib.crc32(lexeme.surface.encode()), kind | 1 << 10, 64 + kind % 64
    return zlib.crc32(lexeme.surface.encode()), fine, coarse


class Units(NamedTuple):
    """Units of a batch, article by article.

    ``bounds`` has where each article's units begin, and the number of all; ``starts`` and ``ends`` are offsets in the
    article; ``firsts`` says where a sentence begins. ``known`` is the evidence of the lexicons: the type of the known name
    that a unit begins (1, 3, 5 …) or goes on (2, 4, 6 …), or 0.
    """

    bounds: Integers
    starts: Integers
    ends: Integers
    kinds: Integers
    firsts: npt.NDArray[np.bool_]
    known: npt.NDArray[np.uint8]


KNOWN_TYPES = ("PERSON", "ORG", "GPE", "LOC", "FAC")


def units_of(views: Sequence[ArticleView], kinds: Kinds) -> Units:
    """The units of these articles."""
    if not views:
        empty = np.empty(0, np.int64)
        return Units(np.zeros(1, np.int64), empty, empty, empty, np.empty(0, bool), np.empty(0, np.uint8))
    first, offsets = kinds.of_lexicon(views[0].tokens.lexicon)
    places = np.concatenate([view.tokens.places for view in views])
    own = offsets[first[places], 2]
    total = np.concatenate([[0], np.cumsum(own)])
    which = np.arange(total[-1]) - np.repeat(total[:-1] - first[places], own)
    origin = np.repeat(np.concatenate([np.frombuffer(view.tokens.starts, np.int32) for view in views]), own)
    bounds = total[np.cumsum([0, *(len(view.tokens) for view in views)])]
    starts, ends = origin + offsets[which, 0], origin + offsets[which, 1]
    is_first = np.zeros(len(which), bool)
    known = np.zeros(len(which), np.uint8)
    for view, low, high in zip(views, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        edges = np.fromiter((sentence.start for sentence in view.sentences), np.int64, len(view.sentences))
        at = low + np.searchsorted(starts[low:high], edges)
        is_first[at[at < high]] = True
        is_first[low : low + 1] = True
        _mark_known(view.text, starts[low:high], ends[low:high], known[low:high])
    return Units(bounds, starts, ends, which, is_first, known)


def _mark_known(text: str, starts: Integers, ends: Integers, known: npt.NDArray[np.uint8]) -> None:
    hits = find_known(text)
    if not hits or not len(starts):
        return
    begins, stops, keys = zip(*hits, strict=True)
    low = np.searchsorted(starts, begins)
    high = np.searchsorted(ends, stops)
    is_whole = (low < len(starts)) & (high < len(ends))
    low, high = np.minimum(low, len(starts) - 1), np.minimum(high, len(ends) - 1)
    is_whole &= (starts[low] == begins) & (ends[high] == stops)
    values = _known_values()
    for first, last, key in zip(
        low[is_whole].tolist(), high[is_whole].tolist(), compress(keys, is_whole.tolist()), strict=True
    ):
        known[first] = values[key]
        if last > first:
            known[first + 1 : last + 1] = values[key] + 1


@lru_cache(maxsize=1)
def _known_values() -> dict[str, int]:
    return {key: 1 + 2 * KNOWN_TYPES.index(known.entity.entity_type) for key, known in lexicon_entities().items()}


CLASSES = "|FGPCLNKkAadocs_wntu0pheTXf()[]-.『』「」。記助動形副連接" + "".join(_PARTICLES.values())
"""Every class that :func:`coarse_class` gives; the first stands for the edge of a sentence."""
NEVER = frozenset(
    "動助形連。|c「」『』[]()"
    + "".join(_PARTICLES[word] for word in ("は", "が", "を", "に", "で", "も", "へ", "から", "まで", "より", "って"))
)
"""Classes that are no part of a name unless in 『』."""


BUCKETS = 1 << 17
"""Numbers that joint features of words are hashed to."""


JOINT = (
    "word_before",
    "word_after",
    "sense_before",
    "sense_after",
    "sense_around",
    "run_end",
    "run_begin",
    "run_size",
    "elsewhere",
    "topic",
)
"""Joint features of words."""


def _hashed(*values: Integers) -> Integers:
    made = np.full(len(values[0]), 0x9E3779B97F4A7C15 & 0x7FFFFFFF, np.uint64)
    for value in values:  # in place: arrays of all units of a batch are large
        made ^= value.astype(np.int64, copy=False).view(np.uint64)
        made *= np.uint64(0xFF51AFD7ED558CCD)
        made ^= made >> np.uint64(32)
    made &= np.uint64(BUCKETS - 1)
    return made.view(np.int64)


def joint_words(units: Units, codes: Integers, words: npt.NDArray[np.int64]) -> dict[str, Integers]:
    """For each joint feature of words its number at every unit; ``words`` has the :func:`_codes` of every unit."""
    if not len(codes):
        return {}
    n = len(codes)
    starts = units.firsts
    ends = np.roll(starts, -1)
    ends[-1] = True
    word, sense, coarse = words.T

    def before(values: Integers) -> Integers:
        return np.where(starts, 7, np.roll(values, 1))

    def after(values: Integers) -> Integers:
        return np.where(ends, 7, np.roll(values, -1))

    is_in = _RUN[codes]
    last, begins = _edges(is_in, starts)
    last = np.minimum(last, n - 1)
    first = np.maximum.accumulate(np.where(begins, np.arange(n), 0))
    here = np.arange(n)
    place = np.where(is_in, 1 + 2 * (here == first) + (here == last), 0)
    size = np.minimum(last - first, 6)
    follows = after(codes)[last]
    nothing = ~is_in
    found = {
        "word_before": _hashed(before(word), word),
        "word_after": _hashed(word, after(word)),
        "sense_before": _hashed(before(sense), sense),
        "sense_after": _hashed(sense, after(sense)),
        "sense_around": _hashed(before(coarse), coarse, after(coarse)),
        "run_end": _hashed(word[last], place, codes),
        "run_begin": _hashed(word[first], place, codes),
        "run_size": _hashed(size, place, codes[last], follows),
    }
    for name in ("run_end", "run_begin", "run_size"):
        found[name][nothing] = 0
    found["elsewhere"] = _elsewhere(units, codes, word, follows)
    found["topic"] = _topic(units, codes, sense, after(codes))
    return found


_MAY_BE_NAME = np.array([name in "FGPCLNKkAwne" for name in CLASSES])
_TITLED = np.array([name in "hTX" for name in CLASSES])
_DOT = CLASSES.index("d")


def _elsewhere(units: Units, codes: Integers, word: Integers, follows: Integers) -> Integers:
    """What stands beside a word anywhere in its article: a title or 氏, a middle dot, a title at the end of its run."""
    found = np.zeros(len(codes), np.int64)
    at = np.flatnonzero(_MAY_BE_NAME[codes])
    if not len(at):
        return found
    article = np.searchsorted(units.bounds, at, "right")
    _, group = np.unique(article.astype(np.uint64) << np.uint64(32) | word[at].astype(np.uint64), return_inverse=True)
    near = np.insert(codes, units.bounds, 0)  # an article's first and last unit have no neighbour in another
    at_near = at + article
    after, before = near[at_near + 1], near[at_near - 1]
    evidence = (_TITLED[after], (after == _DOT) | (before == _DOT), _TITLED[follows[at]])
    flags = np.zeros(int(group.max()) + 1, np.int64)
    for bit, is_so in enumerate(evidence):
        flags |= (np.bincount(group, is_so) > 0).astype(np.int64) << bit
    own = flags[group]
    found[at] = np.where(own > 0, _hashed(own, codes[at]), 0)
    return found


@lru_cache(maxsize=1)
def _sports() -> Integers:
    return np.unique([word_class_of(word)[1] for word in ("試合", "得点", "投手")])


_SHARE = 0.02
"""Part of an article's words that belong to sports from which it is about them."""


def _topic(units: Units, codes: Integers, sense: Integers, after: Integers) -> Integers:
    """For articles on sports, the class of a word and of what follows it: there a city is a club more often."""
    total = np.concatenate([[0], np.cumsum(np.isin(sense, _sports()))])
    size = np.diff(units.bounds)
    share = (total[units.bounds[1:]] - total[units.bounds[:-1]]) / np.maximum(1, size)
    is_about = np.repeat(share > _SHARE, size)
    return np.where(is_about, 1 + codes * len(CLASSES) + after, 0)


def pairs(units: Units, codes: Integers) -> dict[str, Integers]:
    """For each joint feature its number at every unit; ``codes`` are the units' classes as indexes of ``CLASSES``.

    Neighbours beyond the sentence have the class 0.
    """
    count = len(codes)
    first = np.flatnonzero(units.firsts)
    size = np.diff(np.append(first, count))
    place = np.arange(count) - np.repeat(first, size)
    left = np.repeat(size, size) - 1 - place

    def beside(values: Integers, offset: int) -> Integers:
        moved = np.roll(values, -offset)
        return np.where((place + offset >= 0) & (offset <= left), moved, 0)

    n = len(CLASSES)
    known = units.known.astype(np.int64)
    before, after = beside(codes, -1), beside(codes, 1)
    m = 2 * len(KNOWN_TYPES) + 1
    inside, opener = _brackets(codes, first, size)
    return {
        "around": (before * n + codes) * n + after,
        "before": (beside(codes, -2) * n + before) * n + codes,
        "after": (codes * n + after) * n + beside(codes, 2),
        "known": (beside(known, -1) * m + known) * m + beside(known, 1),
        "known_after": (known * n + after) * n + before,
        "bracket": (inside * n + opener) * n + codes,
        "run": _runs(codes, units.firsts, after),
        "chain": _chains(codes, units.firsts, before, after),
    }


_RUN = np.array([name in "FGPCLNKkAansewtupTXhfd-0" for name in CLASSES])
_CHAIN = np.array([name in "KkFGPCLNA" or name == "d" for name in CLASSES])


def _edges(is_in: npt.NDArray[np.bool_], firsts: npt.NDArray[np.bool_]) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """The last unit of the stretch that each unit lies in, and where stretches begin."""
    begins = is_in & (firsts | ~np.roll(is_in, 1))
    ends = is_in & np.roll(~is_in | firsts, -1)
    if len(is_in):
        begins[0], ends[-1] = is_in[0], is_in[-1]
    places = np.where(ends, np.arange(len(is_in)), len(is_in))
    return np.minimum.accumulate(places[::-1])[::-1], begins


def _runs(codes: Integers, firsts: npt.NDArray[np.bool_], after: Integers) -> Integers:
    """How the run of nouns that a unit lies in ends: its last word (a title, 氏), and what follows it."""
    if not len(codes):
        return codes
    n = len(CLASSES)
    is_in = _RUN[codes]
    last, _ = _edges(is_in, firsts)
    last = np.minimum(last, len(codes) - 1)
    return np.where(is_in, (codes[last] * n + after[last]) * n + codes, 0)


def _chains(codes: Integers, firsts: npt.NDArray[np.bool_], before: Integers, after: Integers) -> Integers:
    """For units of a name with middle dots (マルク・ルッテ): what stands before and after the whole of it."""
    if not len(codes):
        return codes
    n = len(CLASSES)
    is_in = _CHAIN[codes]
    last, begins = _edges(is_in, firsts)
    first = np.maximum.accumulate(np.where(begins, np.arange(len(codes)), 0))
    last = np.minimum(last, len(codes) - 1)
    dots = np.cumsum(codes == CLASSES.index("d"))
    has_dot = is_in & (dots[last] - dots[first] > 0)
    return np.where(has_dot, (n + before[first]) * n + after[last], 0)


def _brackets(codes: Integers, first: Integers, size: Integers) -> tuple[Integers, Integers]:
    """Whether each unit lies in 『』 (1) or other brackets (2), and the class of the unit before they open."""
    inside, opener = np.zeros(len(codes), np.int64), np.zeros(len(codes), np.int64)
    for value, (begin, end) in enumerate((("『", "』"), ("「", "」"))):
        opens, closes = codes == CLASSES.index(begin), codes == CLASSES.index(end)
        depth = np.cumsum(opens) - np.cumsum(closes)
        base = np.repeat((depth - opens + closes)[first], size) if len(first) else depth
        is_inside = ((depth - base) > 0) & ~opens
        last = np.maximum.accumulate(np.where(opens, np.arange(len(codes)), -1))
        word = np.where(last > 0, codes[np.maximum(last - 1, 0)], 0)
        free = is_inside & (inside == 0)
        inside[free] = value + 1
        opener[free] = word[free]
    return inside, opener
