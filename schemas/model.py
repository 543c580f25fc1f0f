"""The declare-once model: columns, vocabularies, checks, tables and the dataset, as frozen dataclasses that validate themselves.

Belongs here: the vocabulary of declarations and the rules every declaration must obey.
Does not belong here: any particular table (``schemas/tables``) and any target format (``schemas/render``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warn"]
Scope = Literal["row", "article", "corpus"]
"""What a rule looks at: a row by itself, the rows of one article, or more. The first two hold of a part for good."""
# what identifiers of a table begin with, as ``art_`` of ``art_[0-9a-f]{24}``
_ID_PREFIX = re.compile(r"[a-z]+_(?=\[)")
Carries = Literal["fact", "wording"]
"""What a value is to those who own the text: a fact about it that anyone may repeat (a name, a role, a date, an amount, an address, a
word of a closed class), or wording that only they may (contents, sentences, titles, descriptions)."""
_PROSE = "凪浜市は3日、灯台を残すと語った。"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class DeclarationError(ValueError):
    """A declaration contradicts itself or another one; the message names the table and column."""


class Type(StrEnum):
    """Logical scalar types; each renderer maps them to its target's own."""

    STRING = "string"
    BINARY = "binary"  # landing only; never published
    BOOL = "bool"
    INT32 = "int32"
    INT64 = "int64"
    FLOAT64 = "float64"
    DATE = "date"
    TIMESTAMP = "timestamp"  # UTC, microseconds


@dataclass(frozen=True)
class ListOfStruct:
    """A list of records, such as the runs of an alignment.

    ``fields`` pairs a field's name with its scalar type, in order.
    """

    fields: tuple[tuple[str, Type], ...]

    def __post_init__(self) -> None:
        names = [name for name, _ in self.fields]
        if not names or len(set(names)) != len(names):
            raise DeclarationError(f"a list of records needs distinct field names, not {names}")


ColumnType = Type | ListOfStruct


def _check_name(name: str, what: str) -> None:
    if not NAME.fullmatch(name):
        raise DeclarationError(f"{what} {name!r} is not lower_snake_case")


@dataclass(frozen=True)
class Vocabulary:
    """A closed set of values, each with a definition in English and in Japanese.

    ``values`` maps a value to ``(definition, definition_ja)``.
    """

    name: str
    values: Mapping[str, tuple[str, str]] = field(hash=False)

    def __post_init__(self) -> None:
        _check_name(self.name, "vocabulary")
        if not self.values:
            raise DeclarationError(f"vocabulary {self.name} is empty")
        for value, definitions in self.values.items():
            if len(definitions) != 2 or not all(text.strip() for text in definitions):
                raise DeclarationError(f"vocabulary {self.name}: {value!r} is not defined in both languages")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class Where:
    """A condition on a row: ``column`` has one of ``values``, or matches ``pattern`` as a whole; with neither, it has any value."""

    column: str
    values: tuple[str, ...] = ()
    pattern: str | None = None

    def __post_init__(self) -> None:
        if self.values and self.pattern is not None:
            raise DeclarationError(f"condition on {self.column}: give values or a pattern, not both")
        if self.pattern is not None:
            re.compile(self.pattern)


@dataclass(frozen=True)
class Shape:
    """What a kind of fact looks like: ``pattern`` matches a value as a whole and ``unless`` is found nowhere in it.

    A value of up to ``short`` code points may look like anything: so few repeat no wording, and no pattern knows every name. Whoever took a value for a name may have been wrong; what looks like none is not published as one. Both are regular expressions that
    Python and RE2 read alike. ``description`` is for people.
    """

    name: str
    description: str
    description_ja: str
    pattern: str
    unless: str | None = None
    short: int = 0

    def __post_init__(self) -> None:
        _check_name(self.name, "shape")
        if not self.description.strip() or not self.description_ja.strip():
            raise DeclarationError(f"shape {self.name} lacks a description")
        for pattern in (self.pattern, self.unless or ""):
            re.compile(pattern)

    def fits(self, value: str) -> bool:
        """Whether a value looks like it."""
        if len(value) <= self.short:
            return True
        return re.fullmatch(self.pattern, value) is not None and not (self.unless and re.search(self.unless, value))


@dataclass(frozen=True)
class Column:
    """One column: what it means, its type, and what its values may be.

    ``minimum``/``maximum`` bound numbers, inclusive. ``pattern`` is a regular expression that a whole value matches.
    ``unit`` is written for people (``code points``, ``bytes``).

    ``carries`` says what the public edition of a release does with the values of texts that it may not repeat: it publishes facts
    and withholds wording. A published column that can hold words must say; numbers, days, vocabularies and identifiers are facts.
    ``fact_where`` names conditions under any of which a value of a column that carries wording is a fact all the same;
    ``longest`` is how many code points a fact may have, and ``shape`` what it looks like: what is longer or looks otherwise is no name, day or
    amount, whatever a rule took it for, and is withheld. ``span`` names the columns of the offsets whose text in the article the value is.
    """

    name: str
    type: ColumnType
    description: str
    description_ja: str
    nullable: bool = False
    vocabulary: Vocabulary | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    carries: Carries | None = None
    fact_where: tuple[Where, ...] = ()
    longest: int | None = None
    shape: Shape | None = None
    span: tuple[str, str] | None = None
    example: object = None

    def __post_init__(self) -> None:
        _check_name(self.name, "column")
        if not self.description.strip() or not self.description_ja.strip():
            raise DeclarationError(f"column {self.name} lacks a description")
        if (self.vocabulary or self.pattern) and self.type is not Type.STRING:
            raise DeclarationError(f"column {self.name}: only a string has a vocabulary or a pattern")
        if self.pattern is not None:
            re.compile(self.pattern)
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise DeclarationError(f"column {self.name}: minimum {self.minimum} exceeds maximum {self.maximum}")
        if self.name.startswith(("is_", "has_", "was_")) != (self.type is Type.BOOL):
            raise DeclarationError(f"column {self.name}: is_, has_ and was_ name booleans and nothing else does")
        if self.name.endswith("_on") and self.type is not Type.DATE:
            raise DeclarationError(f"column {self.name}: _on names a date")
        if self.name.endswith("_at") and self.type is not Type.TIMESTAMP:
            raise DeclarationError(f"column {self.name}: _at names a timestamp")
        self._settle_carries()

    def _settle_carries(self) -> None:
        if self.carries is None and not self.holds_words:
            object.__setattr__(self, "carries", "fact")
        if self.fact_where and self.carries != "wording":
            raise DeclarationError(
                f"column {self.name}: fact_where excepts from wording, and it carries {self.carries}"
            )
        if (self.longest is not None or self.shape is not None) and not self.holds_words:
            raise DeclarationError(f"column {self.name}: longest and shape bound words, and it can hold none")

    @property
    def holds_words(self) -> bool:
        """Whether a value can be a piece of prose: free text, not a number, a day, an identifier, or a value of a vocabulary."""
        if isinstance(self.type, ListOfStruct):
            return any(kind in (Type.STRING, Type.BINARY) for _, kind in self.type.fields)
        if self.type is Type.BINARY:
            return True
        if self.type is not Type.STRING or self.vocabulary is not None:
            return False
        return self.pattern is None or re.fullmatch(self.pattern, _PROSE) is not None


class CheckKind(StrEnum):
    """What a check across a row or a table demands."""

    UNIQUE = "unique"  # the columns together are a key
    ORDER = "order"  # first column <= second column, where both are present
    STRICT_ORDER = "strict_order"  # first column < second column, where both are present
    ROW_COUNT = "row_count"  # at least ``minimum`` rows (blocks), at most ``maximum`` (warns)


@dataclass(frozen=True)
class Check:
    """A rule over several columns or over the whole table, rendered to Great Expectations and to SQL alike.

    ``mostly`` is the share of rows (0-1] that must obey. ``severity`` ``error`` blocks what comes after, ``warn`` tells.
    """

    kind: CheckKind
    columns: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    mostly: float = 1.0
    severity: Severity = "error"

    def __post_init__(self) -> None:
        if not 0 < self.mostly <= 1:
            raise DeclarationError(f"check {self.kind}: mostly must lie in (0, 1], not {self.mostly}")
        if self.kind in (CheckKind.ORDER, CheckKind.STRICT_ORDER) and len(self.columns) != 2:
            raise DeclarationError(f"check {self.kind} compares two columns, not {self.columns}")
        if self.kind is CheckKind.UNIQUE and not self.columns:
            raise DeclarationError("check unique names no column")
        if self.kind is CheckKind.ROW_COUNT and self.minimum is None and self.maximum is None:
            raise DeclarationError("check row_count has no bound")

    @property
    def name(self) -> str:
        """Stable name for reports: ``order_start_end``."""
        return "_".join((self.kind.value, *self.columns))


@dataclass(frozen=True)
class ForeignKey:
    """``columns`` of this table, where present, are a key in ``table``'s ``references``."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.columns or len(self.columns) != len(self.references):
            raise DeclarationError(f"foreign key {self.columns} -> {self.table}{self.references}: unequal columns")


@dataclass(frozen=True)
class Span:
    """Two columns that are a half-open span of ``articles.text``, and the column of the covered text where there is one."""

    start: str
    end: str
    text: str | None = None

    @property
    def name(self) -> str:
        """What tells it apart from other spans of its table: empty, or as ``cue``."""
        return self.start.removesuffix("start").removesuffix("_")


Partitioning = Literal["fetch_day", "corpus"]


@dataclass(frozen=True)
class Table:
    """One published table. Everything a target needs to know about it is rendered from here.

    ``partitioning``: ``fetch_day`` tables have a part a batch under ``dt=YYYY-MM-DD``; ``corpus`` tables are one whole
    that is merged from every batch. ``rows_carry`` ``wording`` says that the rows themselves are the text (tokens, in their order):
    the public edition of a release withholds rows, not columns. ``row_group_rows`` are stored together and read together: fewer where
    readers look for a few values of the key's first column.
    """

    name: str
    title: str
    title_ja: str
    grain: str
    description: str
    description_ja: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    caveats: tuple[str, ...] = ()
    partitioning: Partitioning = "fetch_day"
    rows_carry: Carries = "fact"
    row_group_rows: int = 65_536

    def __post_init__(self) -> None:
        _check_name(self.name, "table")
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise DeclarationError(f"table {self.name}: a column is declared twice")
        for text in (self.title, self.title_ja, self.grain, self.description, self.description_ja):
            if not text.strip():
                raise DeclarationError(f"table {self.name}: title, grain and description are needed in both languages")
        if not self.primary_key:
            raise DeclarationError(f"table {self.name} has no primary key")
        for key in self.primary_key:
            if self.column(key).nullable:
                raise DeclarationError(f"table {self.name}: key column {key} is nullable")
        for check in self.checks:
            for name in check.columns:
                self.column(name)
        for foreign_key in self.foreign_keys:
            for name in foreign_key.columns:
                self.column(name)
        for column in self.columns:
            for name in (*(where.column for where in column.fact_where), *(column.span or ())):
                self.column(name)

    def column(self, name: str) -> Column:
        """The column of that name; raises :class:`DeclarationError` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(f"table {self.name} has no column {name!r}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(column.name for column in self.columns)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span of a row, by the names of its columns: ``start`` and ``end`` with ``text``, ``cue_start`` and ``cue_end`` with ``cue``."""
        names = self.column_names
        if "article_id" not in names:
            return ()
        found = []
        for start in names:
            before, separator, _ = start.rpartition("start")
            end, text = f"{before}end", before.removesuffix("_") or "text"
            is_span = separator and start == f"{before}start" and (not before or before.endswith("_")) and end in names
            if is_span:
                found.append(Span(start, end, text if text in names else None))
        return tuple(found)

    @property
    def has_spans(self) -> bool:
        """Whether rows point into ``articles.text`` by ``start`` and ``end``."""
        return {"article_id", "start", "end"} <= set(self.column_names)


@dataclass(frozen=True)
class Dataset:
    """The published whole: its name, its makers, its terms and its tables in order.

    ``reports`` are tables about the dataset itself, made of no document: one file each at the root of a release, the same in
    both editions.
    """

    name: str
    title: str
    title_ja: str
    description: str
    description_ja: str
    creators: tuple[str, ...]
    licence: str
    licence_statement: str
    homepage: str | None
    keywords: tuple[str, ...]
    schema_version: str
    tables: tuple[Table, ...] = field(default=())
    reports: tuple[Table, ...] = field(default=())

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d+\.\d+\.\d+", self.schema_version):
            raise DeclarationError(f"schema version {self.schema_version!r} is not SemVer")
        names = [table.name for table in (*self.tables, *self.reports)]
        if len(set(names)) != len(names):
            raise DeclarationError("a table is declared twice")
        self._check_prefixes()
        for table in (*self.tables, *self.reports):
            for column in table.columns:
                if column.carries is None:
                    raise DeclarationError(
                        f"{table.name}.{column.name} can hold words: say whether it carries fact or wording"
                    )
            for foreign_key in table.foreign_keys:
                self._check_foreign_key(table, foreign_key)

    def _check_prefixes(self) -> None:
        """An identifier names one row of the whole dataset: no two tables share the prefix that their patterns demand."""
        owners: dict[str, str] = {}
        for table in (*self.tables, *self.reports):
            pattern = table.column(table.primary_key[0]).pattern if len(table.primary_key) == 1 else None
            found = _ID_PREFIX.match(pattern) if pattern is not None else None
            if found is None:
                continue
            other = owners.setdefault(found[0], table.name)
            if other != table.name:
                raise DeclarationError(f"identifiers of {other} and {table.name} begin alike: {found[0]}")

    def _check_foreign_key(self, table: Table, foreign_key: ForeignKey) -> None:
        target = self.table(foreign_key.table)
        for here, there in zip(foreign_key.columns, foreign_key.references, strict=True):
            ours, theirs = table.column(here).type, target.column(there).type
            if ours != theirs:
                raise DeclarationError(f"{table.name}.{here} is {ours}, {target.name}.{there} is {theirs}")
        if set(foreign_key.references) != set(target.primary_key):
            raise DeclarationError(f"{table.name}: {foreign_key.references} is not the key of {target.name}")

    def table(self, name: str) -> Table:
        """The table of that name; raises :class:`DeclarationError` where there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise DeclarationError(f"no table {name!r}; there are {', '.join(t.name for t in self.tables)}")
