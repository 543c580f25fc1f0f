"""Proofs on columns in memory: whether rows surely obey a check, for a fraction of what its query costs.

Belongs here: sufficient conditions, in Arrow and NumPy. Does not belong here: what a check demands and which rows break it; its SQL
says that, and is asked wherever there is no proof. A proof may be missing where a check holds, and never be there where it does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.model import ForeignKey, Span, Table
from schemas.render.expectations import Expectation
from warehouse.sql_checks import SqlCheck

Ints = npt.NDArray[np.int64]
_LONG_BYTES = 64
"""Spans that are longer on the average are compared one by one: gathering their bytes costs more than a loop."""
# what ``blocks_cover_text`` counts as white space
_WHITE = np.array(
    [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000],
    dtype=np.uint32,
)


class Columns:
    """Rows of one batch by table, and what several proofs ask of them. Every table is there."""

    def __init__(self, rows: Mapping[str, pa.Table]) -> None:
        self.rows = rows
        self._articles: dict[str, Ints] = {}
        self._encoded: dict[str, pa.DictionaryArray] = {}

    @cached_property
    def texts(self) -> Texts:
        """The texts of the batch's articles."""
        return Texts(self.rows["articles"])

    @cached_property
    def has_unique_keys(self) -> bool:
        """Whether what proofs look rows up by names one row each."""
        keys = {
            "articles": ("article_id",),
            "blocks": ("block_id",),
            "lexemes": ("lexeme_id",),
            "sentences": ("article_id", "index"),
        }
        return all(_unique(self.rows[name].select(list(columns))) for name, columns in keys.items())

    def articles(self, table: str) -> Ints:
        """For each row the place of its article among the batch's; -1 where it has none of them."""
        if table not in self._articles:
            encoded = self.encoded(table)
            places = pc.index_in(encoded.dictionary, value_set=self.rows["articles"]["article_id"].combine_chunks())
            known = pc.fill_null(places, -1).to_numpy(zero_copy_only=False).astype(np.int64)
            codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
            self._articles[table] = known[codes] if len(known) else np.full(len(codes), -1, np.int64)
        return self._articles[table]

    def encoded(self, table: str) -> pa.DictionaryArray:
        """The articles of a table's rows, each distinct one once."""
        if table not in self._encoded:
            self._encoded[table] = self.rows[table]["article_id"].combine_chunks().dictionary_encode()
        return self._encoded[table]

    def ints(self, table: str, column: str) -> Ints:
        """A column of integers that are not null."""
        return _ints(self.rows[table][column])


class Texts:
    """Texts end to end: their bytes in UTF-8, and the byte at which each code point begins."""

    def __init__(self, articles: pa.Table) -> None:
        texts = pc.fill_null(articles["text"].combine_chunks().cast(pa.large_string()), "")
        self.bytes = _bytes_of(texts)
        self.points = np.append(np.flatnonzero((self.bytes & 0xC0) != 0x80), len(self.bytes))
        self.lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
        self.first = np.cumsum(self.lengths) - self.lengths
        self.is_whole = articles["text"].null_count == 0

    def bytes_of(self, articles: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """First byte of each span, and the byte after it; the spans lie within their texts."""
        base = self.first[articles]
        return self.points[base + start], self.points[base + end]

    @cached_property
    def is_white(self) -> npt.NDArray[np.bool_]:
        """For each code point whether it is white space."""
        codes = np.frombuffer(self.bytes.tobytes().decode("utf-8").encode("utf-32-le"), np.uint32)
        return np.isin(codes, _WHITE)


def holds(check: SqlCheck, columns: Columns) -> bool:
    """Whether the rows surely obey the check; where this is false, its query decides."""
    source, table = check.source, check.table
    if not isinstance(source, Expectation) and not columns.has_unique_keys:
        return False
    if table is None:
        proof = _FILES.get(check.name)
        return proof is not None and proof(columns)
    if isinstance(source, Expectation):
        rows = columns.rows[table.name]
        names = (*source.partition_by, source.arguments.get("column"))
        if "article_id" in names and table.primary_key != ("article_id",):
            at = rows.column_names.index("article_id")
            rows = rows.set_column(at, "article_id", columns.encoded(table.name))
        return rule_holds(source, rows)
    if isinstance(source, ForeignKey):
        return _key_holds(columns, table, source)
    return isinstance(source, Span) and _span_holds(columns, table, source, check.name)


def rule_holds(rule: Expectation, rows: pa.Table) -> bool:
    """Whether rows surely obey a rule of their own table."""
    arguments, count = rule.arguments, rows.num_rows
    if rule.partition_by:
        return _unique(rows.select(list(rule.partition_by)))
    if "column_A" in arguments:
        first, second = rows[arguments["column_B"]], rows[arguments["column_A"]]
        broken = pc.greater(first, second) if arguments["or_equal"] else pc.greater_equal(first, second)
        return not pc.any(broken).as_py()
    if "column" not in arguments:
        return (
            rule.violated is None and (rule.minimum or 0) <= count and (rule.maximum is None or count <= rule.maximum)
        )
    values = rows[arguments["column"]]
    if "regex" in arguments:
        distinct = values if values.type == pa.string() and _is_key(rule, rows) else _distinct(values)
        return bool(
            pc.all(pc.match_substring_regex(distinct, arguments["regex"].replace(r"\Z", r"\z"))).as_py() is not False
        )
    if "value_set" in arguments:
        return bool(
            pc.all(pc.is_in(_distinct(values), value_set=pa.array(arguments["value_set"]))).as_py() is not False
        )
    if "min_value" in arguments:
        return _between(values, arguments["min_value"], arguments["max_value"])
    return rule.type == "expect_column_values_to_not_be_null" and values.null_count == 0


def _distinct(values: pa.ChunkedArray) -> pa.Array:
    """The values, each once, without what is missing."""
    found = pc.unique(values)
    return (found.dictionary if isinstance(found, pa.DictionaryArray) else found).drop_null()


def _is_key(rule: Expectation, rows: pa.Table) -> bool:
    """Whether its values are distinct most likely, so that looking for repeated ones costs more than it saves."""
    return str(rule.arguments["column"]).endswith("_id") and rows.column_names[0] == rule.arguments["column"]


def _between(values: pa.ChunkedArray, low: float | None, high: float | None) -> bool:
    below = pc.any(pc.less(values, low)).as_py() if low is not None else False
    above = pc.any(pc.greater(values, high)).as_py() if high is not None else False
    no_number = pa.types.is_floating(values.type) and pc.any(pc.is_nan(values)).as_py()
    return not (bool(below) or bool(above) or bool(no_number))


def _unique(rows: pa.Table) -> bool:
    """Whether no two rows are the same; where a value is missing nothing is known."""
    if rows.num_rows < 2:
        return True
    if any(column.null_count for column in rows.columns):
        return False
    if rows.num_columns == 1:
        return bool(pc.count_distinct(rows.column(0)).as_py() == rows.num_rows)
    key = np.zeros(rows.num_rows, np.int64)
    size = 1
    for column in rows.columns:
        codes = _codes(column)
        span = int(codes.max()) + 1
        if codes.min() < 0 or size * span > 1 << 62:
            return False
        key, size = key * span + codes, size * span
    return bool((np.diff(key) > 0).all()) or len(np.unique(key)) == len(key)


def _codes(column: pa.ChunkedArray) -> Ints:
    if pa.types.is_integer(column.type):
        return _ints(column)
    encoded = column.combine_chunks()
    encoded = encoded if isinstance(encoded, pa.DictionaryArray) else encoded.dictionary_encode()
    found: Ints = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _key_holds(columns: Columns, table: Table, key: ForeignKey) -> bool:
    if len(key.columns) != 1:
        return False
    if key.columns == ("article_id",) and key.table == "articles":
        return bool((columns.articles(table.name) >= 0).all())
    values = columns.rows[table.name][key.columns[0]]
    there = columns.rows[key.table][key.references[0]].combine_chunks()
    return bool(pc.all(pc.is_in(pc.unique(values).drop_null(), value_set=there)).as_py() is not False)


def _span_holds(columns: Columns, table: Table, span: Span, name: str) -> bool:
    rows = columns.rows[table.name]
    if name.startswith("span_together"):
        names = [span.start, span.end, *([span.text] if span.text else [])]
        missing = [np.asarray(rows[column].is_null()) for column in names]
        return all(bool((missing[0] == other).all()) for other in missing[1:])
    present = np.asarray(pc.and_(rows[span.start].is_valid(), rows[span.end].is_valid()))
    articles, start, end = (
        values[present]
        for values in (columns.articles(table.name), _ints(rows[span.start], 0), _ints(rows[span.end], 0))
    )
    if (articles < 0).any() or (start < 0).any() or (start > end).any():
        return False
    if (end > columns.texts.lengths[articles]).any():
        return False
    if name.startswith("span_bounds"):
        return True
    texts = rows[span.text or "text"].filter(pa.array(present)).combine_chunks().cast(pa.large_string())
    if texts.null_count or not columns.texts.is_whole:
        return False
    return _same(
        columns.texts.bytes, *columns.texts.bytes_of(articles, start, end), _bytes_of(texts), _offsets_of(texts)
    )


def _same(theirs: npt.NDArray[np.uint8], first: Ints, last: Ints, ours: npt.NDArray[np.uint8], offsets: Ints) -> bool:
    """Whether ``ours``, cut at ``offsets``, is what stands at ``theirs`` from each of ``first`` to ``last``."""
    sizes = np.diff(offsets)
    if (last - first != sizes).any():
        return False
    if len(ours) > _LONG_BYTES * len(sizes):
        whole, mine = theirs.tobytes(), ours.tobytes()
        at = (offsets - offsets[0]).tolist()
        return all(
            whole[a:b] == mine[c:d] for a, b, c, d in zip(first.tolist(), last.tolist(), at[:-1], at[1:], strict=True)
        )
    positions = np.repeat(first - (offsets[:-1] - offsets[0]), sizes) + np.arange(len(ours))
    return bool((theirs[positions] == ours).all())


def _tokens_do_not_overlap(columns: Columns) -> bool:
    articles, index = columns.articles("tokens"), columns.ints("tokens", "index")
    is_next = np.diff(articles) == 0
    start, end = columns.ints("tokens", "start"), columns.ints("tokens", "end")
    in_order = bool((np.diff(index)[is_next] > 0).all()) and _grouped(articles)
    return in_order and bool((start[1:] >= end[:-1])[is_next].all())


def _grouped(articles: Ints) -> bool:
    """Whether rows of an article stand together, and each has one."""
    changes = np.flatnonzero(np.diff(articles)) + 1
    heads = articles[np.append(0, changes)] if len(articles) else articles
    return bool((articles >= 0).all()) and len(np.unique(heads)) == len(heads)


def _tokens_lie_in_blocks(columns: Columns) -> bool:
    width = 1 << 32
    tokens = columns.articles("tokens") * width + columns.ints("tokens", "sentence_index")
    sentences = columns.articles("sentences") * width + columns.ints("sentences", "index")
    if not len(tokens):
        return True
    if not len(sentences) or (tokens < 0).any() or (sentences < 0).any():
        return False
    order = np.argsort(sentences, kind="stable")
    place = order[np.minimum(np.searchsorted(sentences, tokens, sorter=order), len(order) - 1)]
    blocks = pc.index_in(
        columns.rows["sentences"]["block_id"].combine_chunks(),
        value_set=columns.rows["blocks"]["block_id"].combine_chunks(),
    )
    if blocks.null_count or (sentences[place] != tokens).any():
        return False
    block = blocks.to_numpy(zero_copy_only=False)
    start, end = columns.ints("tokens", "start"), columns.ints("tokens", "end")
    low = columns.ints("sentences", "start")
    lowest = np.maximum(low, columns.ints("blocks", "start")[block])[place]
    # white space behind a sentence, which may be many tokens, is its own until the next one begins
    is_next = sentences[order[1:]] == sentences[order[:-1]] + 1
    following = np.full(len(order), width)
    following[order[:-1]] = np.where(is_next, low[order[1:]], width)
    return not bool(
        (start < lowest).any()
        or (start >= following[place]).any()
        or (end > columns.ints("blocks", "end")[block][place]).any()
    )


def _token_surface(columns: Columns) -> bool:
    """Tokens that do not overlap and stand in order: their surfaces end to end are the bytes that they cover."""
    texts = columns.texts
    lexemes = columns.rows["lexemes"]
    place = pc.index_in(
        columns.rows["tokens"]["lexeme_id"].combine_chunks(), value_set=lexemes["lexeme_id"].combine_chunks()
    )
    articles, start, end = columns.articles("tokens"), columns.ints("tokens", "start"), columns.ints("tokens", "end")
    is_plain = not place.null_count and texts.is_whole and _tokens_do_not_overlap(columns)
    if not is_plain or (np.diff(articles) < 0).any() or (start > end).any() or (end > texts.lengths[articles]).any():
        return False
    surfaces = lexemes["surface"].combine_chunks().cast(pa.large_string()).take(place)
    first, last = texts.bytes_of(articles, start, end)
    if surfaces.null_count or (np.diff(_offsets_of(surfaces)) != last - first).any():
        return False
    filled = last > first
    first, last = first[filled], last[filled]
    begins, ends = np.append(True, first[1:] != last[:-1]), np.append(first[1:] != last[:-1], True)
    edges = np.zeros(len(texts.bytes) + 1, np.int8)
    edges[first[begins[: len(first)]]] = 1
    edges[last[ends[: len(last)]]] = -1
    return bool(np.array_equal(texts.bytes[np.cumsum(edges[:-1], dtype=np.int8) > 0], _bytes_of(surfaces)))


def _blocks_cover_text(columns: Columns) -> bool:
    texts = columns.texts
    articles, start, end = columns.articles("blocks"), columns.ints("blocks", "start"), columns.ints("blocks", "end")
    is_within = (articles >= 0).all() and (start >= 0).all() and (end <= texts.lengths[articles]).all()
    if not texts.is_whole or not is_within or not _apart(articles, start, end):
        return False
    edges = np.zeros(len(texts.is_white) + 1, np.int64)
    np.add.at(edges, texts.first[articles] + start, 1)
    np.add.at(edges, texts.first[articles] + end, -1)
    return bool((texts.is_white | (np.cumsum(edges[:-1]) > 0)).all())


def _blocks_do_not_overlap(columns: Columns) -> bool:
    return _apart(columns.articles("blocks"), columns.ints("blocks", "start"), columns.ints("blocks", "end"))


def _apart(articles: Ints, start: Ints, end: Ints) -> bool:
    """Whether no two spans of an article share a code point, and none ends before it starts."""
    order = np.lexsort((end, start, articles))
    articles, start, end = articles[order], start[order], end[order]
    touching = (start[1:] < end[:-1])[np.diff(articles) == 0]
    return bool((start <= end).all()) and not bool(touching.any())


def _char_count(columns: Columns) -> bool:
    return columns.texts.is_whole and bool((columns.texts.lengths == columns.ints("articles", "char_count")).all())


def _text_sha256(columns: Columns) -> bool:
    articles = columns.rows["articles"]
    pairs = zip(articles["text"].to_pylist(), articles["text_sha256"].to_pylist(), strict=True)
    return all(text is None or hashlib.sha256(text.encode()).hexdigest() == digest for text, digest in pairs)


_FILES: Mapping[str, Callable[[Columns], bool]] = {
    "char_count": _char_count,
    "text_sha256": _text_sha256,
    "tokens_do_not_overlap": _tokens_do_not_overlap,
    "tokens_lie_in_blocks": _tokens_lie_in_blocks,
    "token_surface": _token_surface,
    "blocks_cover_text": _blocks_cover_text,
    "blocks_do_not_overlap": _blocks_do_not_overlap,
}
"""Proofs of the checks that are files, by name."""


def _ints(values: pa.ChunkedArray, missing: int | None = None) -> Ints:
    known = values if missing is None else pc.fill_null(values, missing)
    found: Ints = known.to_numpy().astype(np.int64)
    return found


def _bytes_of(texts: pa.Array) -> npt.NDArray[np.uint8]:
    offsets = _offsets_of(texts)
    data: Any = texts.buffers()[2]
    return np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data is not None else np.zeros(0, np.uint8)


def _offsets_of(texts: pa.Array) -> Ints:
    """Where each of the texts begins in their buffer, and where the last one ends."""
    offsets: Any = texts.buffers()[1]
    if offsets is None or not len(texts):
        return np.zeros(1, np.int64)
    return np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
