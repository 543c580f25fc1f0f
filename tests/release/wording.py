"""Looking for the wording of texts in what was published: runs of characters that a text and a release share.

What counts as a fact is decided here once more, and more simply than by the declarations: a test that asked them would agree with
whatever they say.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.dataset import DATASET

RUN = 15
"""Code points in a row that are wording."""
LONGEST = 40
NAMES = {
    "articles.byline",
    "aliases.alias",
    "attributions.agent_text",
    "attributions.text",
    "entities.name_en",
    "entities.name_ja",
    "glossary.expansion",
    "glossary.term",
    "mentions.text",
    "roles.role",
    "roles.text",
    "sources.name_en",
    "sources.name_ja",
    "statements.speaker_text",
}
MEASURES = {
    "publication_evidence.text",
    "publication_evidence.value",
    "quantities.text",
    "time_expressions.text",
}
# https://example.jp/1, www.example.jp, tayori@example.jp
_ADDRESS = re.compile(r"[!-~]*[A-Za-z0-9][./@:]+[A-Za-z0-9][!-~]*")
_KANA = re.compile("[ぁ-ん]")
_PUNCTUATION = re.compile("[。、！？!?「」『』【】…\"'’#＃]")
_SMALL = {"of", "the", "and", "for", "in", "on", "at", "de", "la", "van", "von", "der", "al", "bin"}
_VERBS = {"is", "are", "was", "has", "have", "not", "we", "they"}


def runs(texts: Iterable[str]) -> set[str]:
    """Every run of :data:`RUN` code points of these texts that touches no address."""
    found = set()
    for text in texts:
        for piece in _ADDRESS.sub("\n", text).splitlines():
            found |= {piece[at : at + RUN] for at in range(len(piece) - RUN + 1)}
    return found


def repeats(value: str, wording: set[str]) -> str | None:
    """A run of the wording that the value has, if any."""
    pieces = (value[at : at + RUN] for at in range(len(value) - RUN + 1))
    return next((piece for piece in pieces if piece in wording), None)


def is_name(value: str) -> bool:
    """Whether it may be a name: bounded, no sentence, mostly not hiragana, every Latin word with a capital."""
    if len(value) > LONGEST or _PUNCTUATION.search(value.replace("d'", "")):
        return False
    words = re.findall(r"(?<![A-Za-z])[A-Za-z]+", value)
    small = {word for word in words if word.islower()}
    is_clause = small - _SMALL or _VERBS.intersection(word.lower() for word in words)
    return not is_clause and len(_KANA.findall(value)) * 3 <= len(value)


def is_measure(value: str) -> bool:
    """Whether it may be a day or an amount: bounded, with a number, mostly not hiragana."""
    return len(value) <= LONGEST + 1 and bool(re.search("[0-9０-９一二三四五六七八九十]", value)) and _is_terse(value)


def _is_terse(value: str) -> bool:
    return len(_KANA.findall(value)) * 3 <= len(value) and not re.search("[a-z]{5}", value)


def is_fact(column: str, value: str) -> bool:
    """Whether a value may stand in this column, as ``mentions.text``, whatever text has it."""
    return (column in NAMES and is_name(value)) or (column in MEASURES and is_measure(value))


def of_table(name: str, rows: pa.Table, wording: set[str]) -> Iterator[str]:
    """Values of a table that repeat wording, each with its column."""
    for column in rows.column_names:
        for value in strings(rows[column]):
            if (run := repeats(value, wording)) and not is_fact(f"{name}.{column}", value):
                yield f"{name}.{column}: {run!r} in {value[:80]!r}"


def strings(values: pa.ChunkedArray) -> list[str]:
    """Every distinct string in a column, those inside lists and structs too."""
    kind = values.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return strings(pa.chunked_array([pc.list_flatten(values.combine_chunks())]))
    if pa.types.is_struct(kind):
        return [text for at in range(kind.num_fields) for text in strings(pc.struct_field(values, at))]
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return [value for value in pc.unique(values).to_pylist() if value is not None] if is_text else []


def of_release(release: Path, wording: set[str]) -> Iterator[str]:
    """What repeats wording in any file of a release: columns of Parquet files and of the catalog's views, other files as a whole."""
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            yield from of_table(path.parent.name, pq.read_table(path, partitioning=None), wording)
            continue
        if path.suffix == ".duckdb":
            yield from _of_catalog(path, wording)
        # of what is no text, strings still stand in the bytes as they are
        if run := repeats(path.read_bytes().decode("utf-8", errors="replace"), wording):
            yield f"{path.relative_to(release)}: {run!r}"


def _of_catalog(path: Path, wording: set[str]) -> Iterator[str]:
    """What the views that people ask show, whose columns are made of those of tables: ``said.source_chain`` is names with arrows between."""
    tables = {table.name for table in DATASET.tables}
    with duckdb.connect(str(path), read_only=True) as connection:
        listed = connection.execute("select table_name from information_schema.tables order by all").fetchall()
        assert tables < {name for (name,) in listed}
        for (name,) in listed:
            rows = connection.sql(f'from "{name}"').to_arrow_table()
            for column in rows.column_names if name not in tables else ():
                for value in strings(rows[column]):
                    if repeats(value, wording) and not all(map(is_name, value.split(" → "))):
                        yield f"{name}.{column}: {value[:80]!r}"
