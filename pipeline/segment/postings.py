"""Postings: the words of content blocks and where they stand, for search.

Belongs here: the stage that makes the table ``postings`` of tokens and lexemes. Does not belong here: what is asked of it and how
answers are ranked (``warehouse/macros``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.render import arrow
from schemas.tables.postings import POSTINGS

Integers = npt.NDArray[np.int64]

# particles, auxiliaries, punctuation and white space: they are in every article
_NOT_SOUGHT = pa.array(["助詞", "助動詞", "補助記号", "空白"])


class _Units(NamedTuple):
    """What is sought of each lexeme: itself and its A units. Those of lexeme ``i`` are at ``first[i]`` to ``first[i + 1]``."""

    first: Integers
    term: Integers
    start: Integers
    end: Integers
    terms: pa.Array


def postings(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> dict[str, pa.Table]:
    """Occurrences of words in content blocks, the rows of ``postings``; words of an article depend on it alone."""
    units = _units(lexemes)
    ids = articles["article_id"].combine_chunks()
    owner = _places(tokens["article_id"], ids)
    lexeme = _places(tokens["lexeme_id"], lexemes["lexeme_id"].combine_chunks())
    kept = np.flatnonzero(_in_content(blocks, sentences, ids, owner, _ints(tokens["sentence_index"])))
    lexeme = lexeme[kept]
    counts = units.first[lexeme + 1] - units.first[lexeme]
    token = np.repeat(kept, counts)
    # the units of one token stand together: from where its first is, one by one
    unit = np.repeat(units.first[lexeme] - np.cumsum(counts) + counts, counts) + np.arange(len(token))
    at = _ints(tokens["start"])[token]
    columns = {
        "term": units.terms.take(pa.array(units.term[unit])),
        "article_id": ids.take(pa.array(owner[token])),
        "start": pa.array(at + units.start[unit], pa.int32()),
        "end": pa.array(at + units.end[unit], pa.int32()),
    }
    return {"postings": arrow.from_columns(POSTINGS, columns)}


def _units(lexemes: pa.Table) -> _Units:
    encoded = pc.utf8_lower(lexemes["normalized_form"].combine_chunks()).dictionary_encode()
    terms = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    sought = ~np.asarray(pc.is_in(lexemes["pos_1"].combine_chunks(), value_set=_NOT_SOUGHT))
    lengths = _ints(pc.utf8_length(lexemes["surface"]))
    lists = lexemes["a_units"].combine_chunks()
    inside = lists.flatten()
    of = np.asarray(pc.list_parent_indices(lists)).astype(np.int64)
    unit = _places(inside.field("lexeme_id"), lexemes["lexeme_id"].combine_chunks())
    rows = np.arange(lexemes.num_rows)
    # the whole stands before its units, so that of two with one term and one start it is kept
    holder = np.concatenate([rows, of])
    word = np.concatenate([rows, unit])
    start = np.concatenate([np.zeros(len(rows), np.int64), _ints(inside.field("start"))])
    end = np.concatenate([lengths, _ints(inside.field("end"))])
    keep = sought[word] & (end > start)
    holder, term, start, end = holder[keep], terms[word[keep]], start[keep], end[keep]
    if len(holder):
        width = int(start.max()) + 1
        distinct = np.unique((holder * width + start) * len(encoded.dictionary) + term, return_index=True)[1]
        holder, term, start, end = holder[distinct], term[distinct], start[distinct], end[distinct]
    return _Units(np.searchsorted(holder, np.arange(lexemes.num_rows + 1)), term, start, end, encoded.dictionary)


def _in_content(
    blocks: pa.Table, sentences: pa.Table, ids: pa.Array, owner: Integers, index: Integers
) -> npt.NDArray[np.bool_]:
    """For each token, of whom owner and index of the sentence are given, whether it stands in a content block."""
    content = blocks.filter(blocks["is_content"])["block_id"].combine_chunks()
    inside = sentences.filter(pc.is_in(sentences["block_id"], value_set=content))
    width = int(max(index.max(initial=0), _ints(sentences["index"]).max(initial=0))) + 1
    held = _places(inside["article_id"], ids) * width + _ints(inside["index"])
    flags = np.zeros(max(len(ids), 1) * width, np.bool_)
    flags[held] = True
    return flags[owner * width + index] if len(owner) else np.zeros(0, np.bool_)


def _places(values: pa.ChunkedArray | pa.Array, known: pa.Array) -> Integers:
    """Where each value stands among those that are known; every one is."""
    return _ints(pc.index_in(values, value_set=known))


def _ints(values: pa.ChunkedArray | pa.Array) -> Integers:
    found: Integers = np.asarray(values).astype(np.int64)
    return found
