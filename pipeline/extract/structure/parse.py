"""Trees of the stretches of text that somebody asks for, all articles of a batch at once.

Belongs here: gathering the words of those stretches, and handing out their trees. Does not belong here: any decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt

from pipeline.extract.article.view import Lexeme, Lexicon, Tokens
from pipeline.extract.structure.features import (
    ACTION_NOUN,
    ANALYSIS,
    CHARACTER,
    CLOSES,
    COMMA,
    FLAGS,
    FORM,
    INFLECTS,
    OPENS,
    PARTICLE,
    PARTICLES,
    STOP,
    Integers,
    Phrases,
    in_pieces,
    lexeme_table,
    phrases,
    slot_ids,
)
from pipeline.extract.structure.network import TOP, Model, Scorer, begins, levels, model, summed
from pipeline.extract.structure.parsing import decode
from pipeline.extract.structure.trees import NO_HEAD, Columns, Stretch, Tree

Table = npt.NDArray[np.int32]


def parse(texts: Sequence[tuple[Tokens, Sequence[tuple[int, int]]]]) -> list[list[Tree]]:
    """Trees of stretches of text: for each article, given as its tokens, one tree a span of code points.

    A span is usually a sentence; tokens that start in it belong to it. A tree depends on its own tokens alone. A span without
    tokens has an empty tree.
    """
    made: list[list[Tree]] = [[] for _ in texts]
    groups: dict[int, list[int]] = {}
    for at, (tokens, _) in enumerate(texts):
        groups.setdefault(id(tokens.lexicon), []).append(at)
    for group in groups.values():  # articles of a batch share a lexicon: there is one group
        for at, trees in zip(group, _parsed([texts[at] for at in group]), strict=True):
            made[at] = trees
    return made


def _parsed(texts: Sequence[tuple[Tokens, Sequence[tuple[int, int]]]]) -> list[list[Tree]]:
    runs = [(tokens, tokens.run(start, end)) for tokens, spans in texts for start, end in spans]
    counts = np.array([last - first for _, (first, last) in runs], np.int64)
    pieces = [(tokens, slice(first, last)) for tokens, (first, last) in runs if last > first]
    edges, columns = np.zeros(len(runs) + 1, np.int64), _NOTHING
    if pieces:
        places = np.concatenate([tokens.places[own] for tokens, own in pieces])
        indexes = np.concatenate([np.arange(own.start, own.stop) for _, own in pieces])
        starts, ends = (
            np.concatenate([np.frombuffer(column, np.int32)[own] for column, own in offsets])
            for offsets in zip(*([(t.starts, own), (t.ends, own)] for t, own in pieces), strict=True)
        )
        bounds = np.append(0, np.cumsum(counts[counts > 0]))
        rows, columns = _columns(texts[0][0].lexicon, places, bounds, (indexes, starts, ends))
        edges[1:][counts > 0] = np.diff(rows.bounds)
        edges = np.cumsum(edges)
    spans_of = pairwise(edges.tolist())
    return [[Stretch(columns, first, last) for first, last in islice(spans_of, len(own))] for _, own in texts]


def _columns(
    lexicon: Lexicon, places: Integers, bounds: Integers, where: tuple[Integers, Integers, Integers]
) -> tuple[Phrases, Columns]:
    """Bunsetsu, and the fields of :class:`Tree` for all of them. ``where`` has index, start and end of each token."""
    weights = model()
    indexes, starts, ends = where
    is_used = np.zeros(len(lexicon.lexemes), np.bool_)
    is_used[places] = True
    own = (np.cumsum(is_used) - 1)[places]
    of_lexemes = lexicon.answers(_of_model)[is_used]
    table = of_lexemes[own]
    rows = phrases(table, bounds, boundaries(weights, of_lexemes, own, bounds))
    heads, parallels = dependencies(weights, table, rows)
    origins = np.repeat(rows.bounds[:-1], np.diff(rows.bounds))
    columns = {
        "starts": starts[rows.first],
        "ends": ends[rows.last],
        "first": indexes[rows.first],
        "last": indexes[rows.last],
        "heads": np.where(heads < 0, NO_HEAD, heads - origins),
        "content": indexes[rows.head],
        "ending": indexes[rows.ending],
        "particles": _PARTICLES[table[rows.ending, PARTICLE]],
        "predicates": _predicates(table, rows),
        "parallels": parallels,
    }
    return rows, Columns(columns)


def _of_model(lexemes: list[Lexeme]) -> Table:
    return lexeme_table(lexemes, model().vocabulary)


_PARTICLES = np.array(PARTICLES, object)
_NOTHING = Columns(dict.fromkeys(Tree.__match_args__, np.empty(0, np.int64)))


def boundaries(weights: Model, of_lexemes: Table, own: Integers, bounds: Integers) -> npt.NDArray[np.bool_]:
    """Whether a bunsetsu begins at each word. ``of_lexemes`` has a row a lexeme, ``own`` says which of them a word is."""
    layers = weights.boundaries
    columns = [of_lexemes[:, column] for column in (FORM, ANALYSIS, CHARACTER)]
    values = levels(summed(layers.words, layers.maps, columns, layers.bias), layers.scale, TOP)
    return _settled(begins(layers, values, own, bounds), of_lexemes[own], bounds)


def _settled(begun: npt.NDArray[np.bool_], table: Table, bounds: Integers) -> npt.NDArray[np.bool_]:
    """Boundaries with what marks decide: a bunsetsu begins at an opening bracket and after a full stop inside a quotation, never
    at a mark that closes."""
    flags = table[:, FLAGS]
    closing = (flags & (CLOSES | STOP | COMMA)) > 0
    opening = (flags & OPENS) > 0
    begun[1:] |= opening[1:] & ~opening[:-1]
    begun[1:] &= ~(opening[:-1] & ~opening[1:])
    begun[1:] |= (flags[:-1] & STOP) > 0
    begun &= ~closing
    begun[bounds[:-1]] = True
    return begun


def dependencies(weights: Model, table: Table, rows: Phrases) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Head of every bunsetsu (its row, or -1), and whether the two stand side by side."""
    whole, rows = rows, in_pieces(rows)
    scorer = Scorer(weights.dependencies, slot_ids(table, rows), rows)
    pairs, sides = decode(table, rows, scorer.score)
    heads, parallels = np.full(len(rows.first), NO_HEAD, np.int64), np.zeros(len(rows.first), np.bool_)
    heads[pairs.dependents] = pairs.heads
    parallels[pairs.dependents] = sides > weights.dependencies.parallel_threshold
    ends = rows.bounds[1:] - 1  # the end of a piece depends on that of the next
    heads[ends[:-1]] = ends[1:]
    heads[whole.bounds[1:] - 1] = NO_HEAD
    return heads, parallels


def _predicates(table: Table, rows: Phrases) -> npt.NDArray[np.bool_]:
    """Whether a clause may end with each bunsetsu: it inflects, or is a noun of action with nothing after it (と発表。)."""
    inflects = np.logical_or.reduceat((table[:, FLAGS] & INFLECTS) > 0, rows.first)
    final = np.zeros(len(rows.first), np.bool_)
    final[rows.bounds[1:] - 1] = True
    is_bare = (rows.ending == rows.head) & (final | (rows.last > rows.ending))
    found: npt.NDArray[np.bool_] = inflects | (is_bare & ((table[rows.head, FLAGS] & ACTION_NOUN) > 0))
    return found
