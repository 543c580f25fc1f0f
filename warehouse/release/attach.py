"""Putting the wording back into a copy of a public release, from texts that its holder may lawfully have.

Belongs here: matching texts by hash, filling withheld values and adding rows that were left out, writing the completed copy. Does not
belong here: making tables from documents, which the caller has done.

An article is matched by the hash of its text. Where its document is the same too, and the release was made by the versions at hand, its rows
have the same keys, and everything that was withheld is taken from the holder's row. Otherwise what stands under a span is taken from the
text, and its titles from the reading; what only the analysis gives (who a statement's speaker is called, bodies of comments, names of cited
works, tokens) stays withheld.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render import arrow
from warehouse import catalog, files, quality, tables
from warehouse.layout import Layout
from warehouse.release import accuracy, descriptors, documents, history, manifest, standoff
from warehouse.release.manifest import ReleaseError
from warehouse.release.verify import verify
from warehouse.release.versioning import all_versions

PUBLISHED = standoff.published(DATASET)
_SEPARATOR = "\x1f"
_TITLES = ("text", "title", "subtitle")


@dataclass(frozen=True)
class Attached:
    """What came of it: the completed release; how many articles were withheld, how many have their text now, and of how many
    of these everything that was withheld is back."""

    path: Path
    withheld: int
    completed: int
    whole: int


@dataclass(frozen=True)
class Wanted:
    """What a public release withholds: SHA-256 of texts, and ids of its documents."""

    texts: frozenset[str]
    documents: frozenset[str]


def wanted(release: Path) -> Wanted:
    """What is to be looked for among somebody's texts.

    Raises :class:`ReleaseError` where the release is not of the public edition.
    """
    claimed = manifest.read_manifest(release)
    if claimed["edition"] != "public":
        raise ReleaseError(f"{release} is of the {claimed['edition']} edition: nothing is withheld there")
    articles = _released(release, "articles", ["text_sha256", "text"])
    return Wanted(
        frozenset(articles.filter(pc.is_null(articles["text"]))["text_sha256"].to_pylist()),
        frozenset(_released(release, "documents", ["document_id"])["document_id"].to_pylist()),
    )


def attach(release: Path, held: Layout, target: Path, temporary: Path, *, versions: Mapping[str, str]) -> Attached:
    """Write a copy of a release to ``target`` with the wording of every article that ``held`` has too, and verify it, spans included.

    ``held`` has the tables of the holder's documents, made by ``versions``.

    Raises :class:`ReleaseError` where the release is not of the public edition or not whole, ``target`` exists, or no text matches.
    """
    claimed, sought = manifest.read_manifest(release), wanted(release)
    if manifest.subset(release) is not None:
        raise ReleaseError(f"{release} was fetched in part; fetch all of it to complete it")
    if target.exists():
        raise ReleaseError(f"{target} exists; name a directory that does not")
    if problems := verify(release, temporary=temporary).problems:
        raise ReleaseError(f"{release} is not whole: {problems[0]}")
    matched = _match(release, held, is_same=claimed["versions"] == all_versions(versions))
    if sought.texts and not matched.texts:
        raise ReleaseError(
            f"none of these texts is one of the {len(sought.texts)} that {release} withholds; nothing was written"
        )
    directory = files.temporary_name(temporary, "attach")
    try:
        shutil.copytree(release, directory)
        _complete(directory, held, matched)
        _describe(directory, claimed, len(matched.texts), temporary)
        if problems := verify(directory, temporary=temporary).problems:
            raise ReleaseError(f"the completed release fails its verification: {problems[0]}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(directory, target)
    finally:
        if directory.exists():
            files.remove(directory)
    return Attached(target, matched.withheld, len(matched.texts), len(matched.articles))


@dataclass(frozen=True)
class _Matched:
    """``texts`` by article of the release; ``articles`` and ``documents`` are those whose rows have the same keys as the holder's."""

    withheld: int
    texts: Mapping[str, Mapping[str, Any]]
    articles: Mapping[str, tuple[str, str]]
    documents: frozenset[str]


def _match(release: Path, held: Layout, *, is_same: bool) -> _Matched:
    texts: dict[str, dict[str, Any]] = {}
    places: dict[str, tuple[str, str]] = {}
    for key in tables.parts(held, DATASET.table("articles")):
        rows = tables.read_part(held, DATASET.table("articles"), key.day, key.batch)
        for row in rows.select(["article_id", "text_sha256", *_TITLES]).to_pylist():
            texts[row["text_sha256"]] = row
            places[row["article_id"]] = (key.day, key.batch)
    released = _released(release, "articles", ["article_id", "text_sha256", "text"])
    withheld = released.filter(pc.is_null(released["text"])).to_pylist()
    found = {row["article_id"]: texts[row["text_sha256"]] for row in withheld if row["text_sha256"] in texts}
    documents_held = tables.read_table(held, DATASET.table("documents"))["document_id"].to_pylist()
    released_documents = set(_released(release, "documents", ["document_id"])["document_id"].to_pylist())
    return _Matched(
        len(withheld),
        found,
        {article: places[article] for article in found if is_same and article in places},
        frozenset(released_documents.intersection(documents_held)) if is_same else frozenset(),
    )


def _released(release: Path, table: str, columns: list[str]) -> pa.Table:
    """Columns of a table of the release; empty where it has no file."""
    schema = arrow.schema(PUBLISHED.table(table))
    paths = sorted((release / "data" / table).glob("*.parquet"))
    pieces = [pq.read_table(path, columns=columns, partitioning=None) for path in paths]
    return pa.concat_tables(
        [pa.schema([schema.field(name) for name in columns]).empty_table(), *pieces], promote_options="permissive"
    )


def _complete(directory: Path, held: Layout, matched: _Matched) -> None:
    """Fill the copy's tables, one file after the other; tokens before the lexemes that they need."""
    names = sorted({path.name for path in (directory / "data" / "documents").glob("*.parquet")})
    for name in names:
        known = {path.parent.name: path for path in (directory / "data").glob(f"*/{name}")}
        owners = {
            owner: frozenset(pq.read_table(known[table], columns=[owner], partitioning=None)[owner].to_pylist())
            for table, owner in (("articles", "article_id"), ("documents", "document_id"))
            if table in known
        }
        for table in PUBLISHED.tables:
            if table.partitioning != "corpus":
                _complete_part(directory / "data" / table.name / name, table, held, matched, owners)
    for table in PUBLISHED.tables:
        if table.partitioning == "corpus":
            _complete_corpus(directory, table, held, matched)


def _complete_part(
    path: Path, table: Table, held: Layout, matched: _Matched, owners: Mapping[str, frozenset[str]]
) -> None:
    owner = standoff.owner(table)
    if owner is None:
        return
    same = owners.get(owner, frozenset()).intersection(matched.articles if owner == "article_id" else matched.documents)
    rows = _read(path, table)
    own = _held_rows(table, owner, held, matched, same)
    filled = with_spans(table, with_rows(table, rows, own), {k: v for k, v in matched.texts.items() if k not in same})
    if table.name == "document_locations":
        own = own.set_column(
            own.column_names.index("fetched_at"), "fetched_at", _first_fetched(path.parents[1] / "documents", own)
        )
    _write(path, table, rows, _with_left_out(table, filled, own))


def _held_rows(table: Table, owner: str, held: Layout, matched: _Matched, same: Iterable[str]) -> pa.Table:
    """The holder's rows of a table, of articles or documents that are the same; of no document at all, where keys are the same."""
    wanted_ids = frozenset(same)
    declared = DATASET.table(table.name)
    if owner == "document_id":
        rows = tables.read_table(held, declared)
    else:
        places = sorted({matched.articles[article] for article in wanted_ids})
        rows = pa.concat_tables([arrow.empty(declared), *(tables.read_part(held, declared, *key) for key in places)])
    return rows.filter(pc.or_(standoff.are_among(rows[owner], wanted_ids), pc.is_null(rows[owner])))


def _first_fetched(directory: Path, own: pa.Table) -> pa.ChunkedArray:
    """When the release first saw the document of each row: its holder's own reading is later."""
    columns = ["document_id", "first_fetched_at"]
    rows = pa.concat_tables(
        pq.read_table(path, columns=columns, partitioning=None) for path in sorted(directory.glob("*.parquet"))
    )
    at = pc.index_in(own["document_id"], value_set=rows["document_id"].combine_chunks())
    return rows["first_fetched_at"].take(at)


def _complete_corpus(directory: Path, table: Table, held: Layout, matched: _Matched) -> None:
    path = directory / "data" / table.name / "part-00000.parquet"
    rows, own = _read(path, table), tables.read_table(held, DATASET.table(table.name))
    if not matched.articles or not (standoff.withheld_columns(table) or table.rows_carry == "wording"):
        return
    if table.name == "lexemes":
        used = set(pc.unique(_released(directory, "tokens", ["lexeme_id"])["lexeme_id"]).to_pylist())
        reached = pa.array(sorted(standoff.lexeme_closure(own, used)), pa.int64())
        own = own.filter(pc.is_in(own["lexeme_id"], value_set=reached))
    elif table.name in standoff.OF_ENTITIES:
        known = _released(directory, "entities", ["entity_id"])["entity_id"]
        own = own.filter(pc.is_in(own["entity_id"], value_set=known.combine_chunks()))
    _write(path, table, rows, _with_left_out(table, with_rows(table, rows, own), own))


def _read(path: Path, table: Table) -> pa.Table:
    return arrow.conform(pq.read_table(path, partitioning=None), table) if path.exists() else arrow.empty(table)


def _write(path: Path, table: Table, before: pa.Table, rows: pa.Table) -> None:
    """Replace a file whose rows changed."""
    if rows.equals(before):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = rows.sort_by([(name, "ascending") for name in table.primary_key])
    tables.write_parquet(arrow.conform(ordered, table).combine_chunks(), path, table.row_group_rows)


def with_rows(table: Table, rows: pa.Table, own: pa.Table) -> pa.Table:
    """The rows with what was withheld of them, from the holder's rows of the same keys."""
    names = [name for name in standoff.withheld_columns(table) if name not in table.primary_key]
    if not (names and rows.num_rows and own.num_rows):
        return rows
    places = pc.index_in(_keys(table, rows), value_set=_keys(table, own))
    filled = rows
    for name in names:
        at = filled.column_names.index(name)
        values = pc.coalesce(rows[name], own[name].take(places))
        filled = filled.set_column(at, rows.schema.field(at), values)
    return filled


def _with_left_out(table: Table, rows: pa.Table, own: pa.Table) -> pa.Table:
    """The rows, and the holder's where the public edition leaves rows out: those that are wording, or whose key is."""
    is_left_out = table.rows_carry == "wording" or set(table.primary_key).intersection(standoff.withheld_columns(table))
    if not (is_left_out and own.num_rows):
        return rows
    fresh = own.filter(pc.invert(pc.is_in(_keys(table, own), value_set=_keys(table, rows))))
    return pa.concat_tables([rows, fresh.cast(rows.schema)]) if fresh.num_rows else rows


def _keys(table: Table, rows: pa.Table) -> pa.Array:
    """The primary key of each row as one string."""
    columns = [pc.cast(rows[name], pa.string()) for name in table.primary_key]
    joined = pc.binary_join_element_wise(*columns, _SEPARATOR)
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def with_spans(table: Table, rows: pa.Table, found: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """The rows with what spans cover in these texts, and their titles; by article."""
    if "article_id" not in table.column_names:
        return rows
    ids = rows["article_id"].to_pylist()
    if not any(article in found for article in ids):
        return rows
    filled = rows
    for column in table.columns:
        if table.name == "articles" and column.name in _TITLES:
            values = [found[key][column.name] if key in found else None for key in ids]
        elif column.span is not None:
            starts, ends = (rows[name].to_pylist() for name in column.span)
            values = [
                found[key]["text"][start:end] if key in found and start is not None else None
                for key, start, end in zip(ids, starts, ends, strict=True)
            ]
        else:
            continue
        kept = [old if old is not None else new for old, new in zip(rows[column.name].to_pylist(), values, strict=True)]
        at = filled.column_names.index(column.name)
        filled = filled.set_column(at, rows.schema.field(at), pa.array(kept, rows.schema.field(at).type))
    return filled


def _describe(directory: Path, claimed: Mapping[str, Any], completed: int, temporary: Path) -> None:
    """Write anew what a copy says of itself: it is not for redistribution, and has these rows."""
    rows = {
        path.relative_to(directory).as_posix(): pq.read_metadata(path).num_rows
        for path in sorted(directory.rglob("*.parquet"))
    }
    of = {t.name: [name for name in rows if name.startswith(f"data/{t.name}/")] for t in PUBLISHED.tables}
    total, with_text = claimed["articles"]["total"], claimed["articles"]["with_text"] + completed
    held: dict[str, Any] = {
        **claimed,
        "edition": "local",
        "attached": completed,
        "articles": {"total": total, "with_text": with_text},
        "tables": {name: {"rows": sum(rows[n] for n in names), "files": len(names)} for name, names in of.items()},
    }
    files_of = descriptors.files_of(PUBLISHED, list(rows))
    about = {"version": claimed["version"], "created": claimed["created"]}
    descriptors.write(directory, PUBLISHED, **about, edition="local", files=files_of)
    descriptors.write_card(directory, held, PUBLISHED, files_of)
    catalog.write_release_catalog(directory, PUBLISHED)
    with catalog.connect(
        directory, release=True, read_only=False, dataset=PUBLISHED, temporary=temporary
    ) as connection:
        title = f"{DATASET.name} {claimed['version']}, edition local"
        checks = catalog.run_checks(connection, PUBLISHED)
        report = quality.quality_report(connection, PUBLISHED, title=title, validations={}, checks=checks)
    texts = {
        "QUALITY.md": documents.under_notice(documents.quality_markdown(report), "local"),
        history.PAGE: documents.under_notice((directory / history.PAGE).read_text(encoding="utf-8"), "local"),
        accuracy.PAGE: accuracy.page(accuracy.read(directory), "local"),
    }
    for name, text in texts.items():
        descriptors.write_text(directory, name, text)
    quality.quality_page(report, directory / manifest.QUALITY / "index.html", documents.notice("local"))
    held["files"] = manifest.describe_files(directory, rows)
    (directory / manifest.MANIFEST).write_text(manifest.to_json(held), encoding="utf-8", newline="\n")
    manifest.write_checksums(directory)
