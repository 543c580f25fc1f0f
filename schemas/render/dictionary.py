"""The data dictionary people read: every table, column and vocabulary, in English and Japanese, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from schemas import japanese
from schemas.model import Check, CheckKind, Column, Dataset, ListOfStruct, Shape, Table, Vocabulary
from schemas.views import VIEWS, View


def dictionary(dataset: Dataset) -> str:
    """The whole dictionary of a dataset, Markdown that ends in a newline."""
    pieces = [
        f"# Data dictionary: {dataset.title}",
        f"{dataset.title_ja}",
        f"Schema version {dataset.schema_version}. {dataset.description}",
        dataset.description_ja,
        "Every span is `start`, `end`: half-open, in Unicode code points of `articles.text`. "
        'In DuckDB: `substr(articles.text, start + 1, "end" - start)`. '
        "JavaScript counts UTF-16 units instead: spread the string (`[...text]`) before slicing.",
        "範囲はすべて `articles.text` のUnicodeコードポイント単位の半開区間 [`start`, `end`)。",
        "Columns marked † carry wording. In the public edition of a release they are null where the source's text may not be "
        "repeated, but for what the column says is a fact; the other columns carry facts, and stay. "
        "† の列は表現(原文)を含み、公開版では再配布できない媒体の記事について null となる(列に明記した事実を除く)。他の列は事実であり公開される。",
        "## Tables",
        _grid(
            ("table", "表", "SQLでの日本語名", "one row per"),
            (
                (f"[`{t.name}`](#{t.name})", t.title_ja, f"`{japanese.RELATIONS[t.name]}`", t.grain)
                for t in dataset.tables
            ),
        ),
        *(table_section(table) for table in dataset.tables),
        "## Views",
        "`kawaraban.duckdb` and `kawaraban sql` have these views over the tables. They look at content blocks alone, unless their name says "
        "otherwise. Every table and view is there under a Japanese name as well, with Japanese columns. "
        "表とビューはすべて日本語名でも引ける(列名も日本語)。ビューは名前に断りがない限り本文のみを対象とする。",
        _grid(
            ("view", "日本語名", "one row per"),
            ((f"[`{v.name}`](#{v.name})", japanese.RELATIONS[v.name], v.grain) for v in VIEWS),
        ),
        *(view_section(view) for view in VIEWS),
        *_reports(dataset),
        "## Vocabularies",
        *(vocabulary_section(vocabulary) for vocabulary in vocabularies((*dataset.tables, *dataset.reports))),
        "## Shapes of facts",
        "A value that is published as a fact of a text which may not be repeated looks like this; what looks otherwise was taken for one by "
        "mistake, and is withheld. 再配布できない記事から事実として公開する値の形。これに合わない値は公開しない。",
        *(_shape_section(shape) for shape in _shapes(dataset.tables)),
    ]
    return "\n\n".join(pieces) + "\n"


def _reports(dataset: Dataset) -> Iterable[str]:
    if dataset.reports:
        yield "## About the dataset itself"
        yield "One file each beside `data/`: `<name>.parquet`. `data/` と並ぶファイル。"
    yield from map(table_section, dataset.reports)


def table_section(table: Table) -> str:
    """Markdown section of one table."""
    pieces = [
        f"### {table.name}",
        f"**{table.title} · {table.title_ja}** — one row per {table.grain}.",
        table.description,
        table.description_ja,
        _grid(("column", "type", "null", "meaning", "意味"), map(_column_row, table.columns)),
        f"Key: {_names(table.primary_key)}.",
    ]
    rules = [rule for rule in map(_rule, table.checks) if rule]
    if rules:
        pieces.append("Rules: " + "; ".join(rules) + ".")
    if table.foreign_keys:
        keys = (f"{_names(key.columns)} → `{key.table}`" for key in table.foreign_keys)
        pieces.append("References: " + "; ".join(keys) + ".")
    pieces.extend(f"Note: {caveat}" for caveat in table.caveats)
    return "\n\n".join(pieces)


def view_section(view: View) -> str:
    """Markdown section of one view, with the Japanese names of its columns."""
    rows = (
        (
            f"`{column.name}`{' †' if column.carries_wording else ''}",
            f"`{japanese.COLUMNS[column.name]}`",
            column.description,
            column.description_ja,
        )
        for column in view.columns
    )
    return "\n\n".join(
        (
            f"### {view.name}",
            f"**`{japanese.RELATIONS[view.name]}`** — one row per {view.grain}.",
            view.description,
            view.description_ja,
            _grid(("column", "列", "meaning", "意味"), rows),
        )
    )


def vocabulary_section(vocabulary: Vocabulary) -> str:
    """Markdown section of one vocabulary."""
    rows = ((f"`{value}`", *definitions) for value, definitions in vocabulary.values.items())
    return f"### {_anchor(vocabulary)}\n\n" + _grid(("value", "meaning", "意味"), rows)


def _shape_section(shape: Shape) -> str:
    short = f"Up to {shape.short} code points, or " if shape.short else ""
    return f"### {_shape_anchor(shape)}\n\n{short}{shape.description}. {shape.description_ja}。"


def _shapes(tables: Iterable[Table]) -> list[Shape]:
    found = {c.shape.name: c.shape for table in tables for c in table.columns if c.shape is not None}
    return [found[name] for name in sorted(found)]


def _shape_anchor(shape: Shape) -> str:
    return f"shape_{shape.name}"


def vocabularies(tables: Iterable[Table]) -> list[Vocabulary]:
    """Distinct vocabularies of these tables, by name."""
    found = {c.vocabulary.name: c.vocabulary for table in tables for c in table.columns if c.vocabulary is not None}
    return [found[name] for name in sorted(found)]


def _anchor(vocabulary: Vocabulary) -> str:
    # some vocabularies share their name with a table
    return f"vocabulary_{vocabulary.name}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _rule(check: Check) -> str:
    if check.kind is CheckKind.UNIQUE:
        return f"{_names(check.columns)} unique together"
    if check.kind is CheckKind.ORDER:
        return f"`{check.columns[0]}` ≤ `{check.columns[1]}`"
    if check.kind is CheckKind.STRICT_ORDER:
        return f"`{check.columns[0]}` < `{check.columns[1]}`"
    return f"{check.minimum or 0} to {check.maximum if check.maximum is not None else '∞'} rows"


def _column_row(column: Column) -> tuple[str, ...]:
    mark = " †" if column.carries == "wording" else ""
    return (
        f"`{column.name}`{mark}",
        _type(column),
        "yes" if column.nullable else "",
        " ".join((column.description, *_limits(column))),
        column.description_ja,
    )


def _type(column: Column) -> str:
    if isinstance(column.type, ListOfStruct):
        return "list of " + ", ".join(f"{name} {kind}" for name, kind in column.type.fields)
    return str(column.type)


def _limits(column: Column) -> Iterable[str]:
    if column.unit:
        yield f"Unit: {column.unit}."
    if column.vocabulary is not None:
        yield f"Values: [{column.vocabulary.name}](#{_anchor(column.vocabulary)})."
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f"{column.minimum:g}"
        high = "" if column.maximum is None else f"{column.maximum:g}"
        yield f"Range: {low}–{high}."
    if column.pattern is not None:
        yield f"Pattern: `{column.pattern}`."
    if column.longest is not None:
        looks = f", and a [{column.shape.name}](#{_shape_anchor(column.shape)})" if column.shape is not None else ""
        yield f"A fact is up to {column.longest} code points{looks}."


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )
