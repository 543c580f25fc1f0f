"""Building a release: from the tables of a data directory to a directory that is whole, checked, and never changes.

Belongs here: the order of the steps. Does not belong here: what may be repeated (``standoff``), the texts (``documents``),
the checks (``quality``, ``sql_checks``).

Everything is written below ``tmp/`` and moved (elsewhere: uploaded, the manifest last) to ``releases/<version>`` at the end; the index
follows. A run that is killed leaves no half release. Equal tables and versions give equal bytes in ``data/``, JSON, Markdown, CSV and CFF files.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.compatibility import describe
from schemas.dataset import DATASET
from schemas.model import Dataset, Table
from schemas.vocabularies import REDISTRIBUTION
from warehouse import catalog, files, made, quality, tables, withdrawing
from warehouse.layout import Edition, Layout, is_local
from warehouse.release import (
    accuracy,
    changes,
    descriptors,
    documents,
    history,
    index,
    manifest,
    proved,
    publishable,
    reused,
    standoff,
)
from warehouse.release.manifest import ReleaseError
from warehouse.release.verify import verify
from warehouse.release.versioning import (
    FORMAT_VERSION,
    all_versions,
    before,
    inputs,
    is_current,
    newest_fetch,
    next_version,
)
from warehouse.sql_checks import CheckResult, run_corpus_checks

__all__ = ["ReleaseError", "build", "is_current", "newest_fetch", "next_version"]


def build(
    layout: Layout,
    version: str | None = None,
    *,
    edition: Edition = "local",
    versions: Mapping[str, str],
    created: dt.datetime | None = None,
    redistribution: Mapping[str, str] | None = None,
    figures: pa.Table | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Path:
    """Build one release, verify it, and only then give it its name; the result is its directory.

    ``edition`` ``local`` holds what the tables hold; ``public`` what may be given away of it. ``versions`` are those every part must have been made by; parts of other versions are refused. ``created`` defaults to
    the newest fetch, ``version`` to :func:`next_version`. ``redistribution`` is for the
    public edition: it maps a ``source_id``, a domain, or ``*`` for every source and for articles without one, to a redistribution, and is
    recorded in the manifest. ``figures`` are rows of ``schemas.tables.accuracy``: how right the columns are. ``on_progress`` hears the name of each step.

    Raises :class:`ReleaseError` where a part is stale, a blocking rule does not hold, or the version exists.
    """
    version = version or next_version(layout, edition, versions=versions)
    target = layout.release(version, edition)
    if target.exists() and (is_local(target) or (target / manifest.MANIFEST).exists()):
        raise ReleaseError(f"{edition} release {version} exists and is never overwritten; choose another version")
    if layout.editions(edition).is_dir():
        # a run may have been killed between its release and the index
        index.write(layout, edition)
    override = dict(redistribution or {})
    _check_override(override, edition)
    _refuse_stale(layout, versions)
    _refuse_withdrawn(layout)
    say = on_progress or _silence
    directory = files.temporary_name(layout.temporary, f"release-{version}")
    try:
        directory.mkdir()
        building = _Build(
            layout, directory, edition, version, dict(versions), created or newest_fetch(layout), override, say, figures
        )
        checks = building.run()
        say("verifying")
        problems = verify(directory, checks=checks, linked=building.digests.keys(), temporary=layout.temporary).problems
        if problems:
            more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
            raise ReleaseError(f"release {version} failed its verification: {'; '.join(problems[:3])}{more}")
        say("publishing")
        _publish(directory, target)
    except OSError as error:
        raise ReleaseError(f"release {version} could not be written: {error}") from error
    finally:
        if directory.exists():
            files.remove(directory)
    index.write(layout, edition)
    return target


def _publish(directory: Path, target: Path) -> None:
    """Give a verified release its name. Elsewhere it is there once its manifest is, which is uploaded last."""
    if is_local(target):
        files.sync_tree(directory)
        target.parent.mkdir(parents=True, exist_ok=True)
        # a directory that appeared meanwhile is not empty, and then this fails
        directory.rename(target)
        files.sync(target.parent)
        return
    names = [name for name in manifest.names(directory) if name != manifest.MANIFEST]
    for leftover in set(target.rglob("*")) - {target / name for name in names}:
        leftover.unlink()
    files.each(lambda name: files.upload(directory / name, target / name), names, target)
    files.upload(directory / manifest.MANIFEST, target / manifest.MANIFEST)


def _write_rows(rows: pa.Table, path: Path, row_group_rows: int) -> int:
    """Write rows where there are any, and say how many."""
    if rows.num_rows:
        path.parent.mkdir(parents=True, exist_ok=True)
        tables.write_parquet(rows.combine_chunks(), path, row_group_rows)
    return int(rows.num_rows)


def _silence(_: str) -> None:
    return


def _check_override(override: Mapping[str, str], edition: Edition) -> None:
    if override and edition == "local":
        raise ReleaseError("the local edition holds every text anyway; a redistribution is for the public one")
    for source, value in override.items():
        if value not in REDISTRIBUTION.values:
            known = ", ".join(REDISTRIBUTION.values)
            raise ReleaseError(f"redistribution {value!r} of {source} is not one of {known}")


def _refuse_stale(layout: Layout, versions: Mapping[str, str]) -> None:
    stale = tables.stale_partitions(layout, versions)
    if stale:
        days = sorted({part.day for part in stale})
        shown = ", ".join(days[:5]) + (" and more" if len(days) > 5 else "")
        first = stale[0]
        raise ReleaseError(
            f"{len(stale)} parts are not up to date (first: {first.table} {first.day}/{first.batch}, {first.reason}); "
            f"run these days again: {shown}, or all that is old by `kawaraban rebuild --apply`"
        )


def _refuse_withdrawn(layout: Layout) -> None:
    if batches := withdrawing.out_of_step(layout):
        day, batch = batches[0]
        raise ReleaseError(
            f"parts of {len(batches)} batches (first: {day}/{batch}) hold what is withdrawn, or lack what is not any more; run `kawaraban run`"
        )


@dataclass
class _Build:
    """One build: its inputs, and what the steps hand on."""

    layout: Layout
    directory: Path
    edition: Edition
    version: str
    versions: dict[str, str]
    created: dt.datetime
    override: dict[str, str]
    say: Callable[[str], None]
    figures: pa.Table | None = None
    dataset: Dataset = DATASET
    digests: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    changed: changes.Changes | None = None
    made_from: dict[str, str] = field(default_factory=dict)
    known: proved.Proved | None = None

    def run(self) -> list[CheckResult]:
        """Write every file; the results of the SQL checks over them."""
        self.say("parts")
        if altered := made.damaged(self.layout, thorough=True):
            more = f" (nor are {len(altered) - 1} more)" if altered[1:] else ""
            raise ReleaseError(
                f"{altered[0].path} is not what was made{more}: {altered[0].what}; run `kawaraban run` again"
            )
        self.known = proved.gather(self.layout)
        self.published = standoff.published(self.dataset) if self.edition == "public" else self.dataset
        self.say("what may be repeated")
        self.sources = tables.read_table(self.layout, self.dataset.table("sources"))
        self.redistribution = standoff.effective_redistribution(self.sources, self.override)
        self.article_counts = self._count_articles()
        self.may = (
            publishable.gather(self._rows, self.redistribution, self.override) if self.edition == "public" else None
        )
        if self.may is not None:
            self.sources = standoff.stand_off(self.published.table("sources"), self.sources, self.may)
        self.say("tables")
        (self.directory / "data").mkdir()
        rows = self._write_tables() | accuracy.write(self.directory, self.figures, self.edition)
        self.say("changes")
        rows |= self._write_changes(rows)
        self.say("descriptors")
        self._write_descriptors(rows)
        catalog.write_release_catalog(self.directory, self.published)
        self.say("checks")
        checks = self._check()
        self.say("manifest")
        self._write_manifest(rows)
        return checks

    def _parts(self, table: Table) -> Iterator[tuple[str, pa.Table]]:
        """Name in the release, and rows, of each part of a table."""
        if table.partitioning == "corpus":
            yield "part-00000.parquet", tables.read_table(self.layout, table)
            return
        keys = tables.parts(self.layout, table)
        for key in keys:
            name = f"part-{key.day.replace('-', '')}-{key.batch}.parquet"
            yield name, tables.read_part(self.layout, table, key.day, key.batch)
        if not keys:
            yield "part-00000.parquet", tables.read_table(self.layout, table)

    def _rows(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        return (tables.read_columns(path, columns) for path in tables.paths(self.layout, self.dataset.table(name)))

    def _count_articles(self) -> Counter[str | None]:
        counts: Counter[str | None] = Counter()
        for path in tables.paths(self.layout, self.dataset.table("articles")):
            counts.update(tables.read_column(path, "source_id"))
        return counts

    def _write_tables(self) -> dict[str, int]:
        """Write every part that has rows; a table without rows has no file. The result is the rows of each file."""
        if self.known is not None:
            return self._link_tables(self.known) if self.may is None else self._reuse_tables(self.known, self.may)
        written: dict[str, int] = {}
        for table in self.published.tables:
            folder = self.directory / "data" / table.name
            for name, rows in self._parts(self.dataset.table(table.name)):
                kept = rows if self.may is None else standoff.stand_off(table, rows, self.may)
                if count := _write_rows(kept, folder / name, table.row_group_rows):
                    written[f"data/{table.name}/{name}"] = count
        return written

    def _link_tables(self, known: proved.Proved) -> dict[str, int]:
        """The local edition holds the parts themselves."""
        written: dict[str, int] = {}
        for table in self.published.tables:
            for name, info in known.parts(table):
                path = f"data/{table.name}/{name}"
                (self.directory / path).parent.mkdir(exist_ok=True)
                proved.link(info.path, self.directory / path)
                written[path] = info.rows
                self.digests[path] = info.sha256
        return written

    def _write_changes(self, rows: Mapping[str, int]) -> dict[str, int]:
        """Write what changed since the release before, and what is declared now; the rows of each file of changes."""
        declared = describe(self.published)
        self._write(changes.SCHEMA, manifest.to_json(declared))
        previous, unknown = before(self.layout, self.edition, self.version), ""
        earlier, written = "", dict[str, int]()
        if previous is not None:
            try:
                self.changed = self._changes_since(previous, declared, rows)
                earlier = (previous / history.PAGE).read_text(encoding="utf-8")
            except FileNotFoundError:
                pass  # it was built before releases had that page
            except (ReleaseError, OSError) as error:
                unknown = f"{previous.name}: {error}"
        if self.changed is not None:
            problem = history.schema_problem(self.changed)
            if problem and self.edition == "public":
                raise ReleaseError(problem)
            written = changes.write(self.directory, self.changed.tables)
        self._write(history.PAGE, history.page(self.changed, self.version, self.edition, earlier, unknown))
        return written

    def _changes_since(self, previous: Path, declared: Mapping[str, Any], rows: Mapping[str, int]) -> changes.Changes:
        held = manifest.read_manifest(previous)
        self.hashes = {
            name: self.digests.get(name) or files.sha256_of(self.directory / name)
            for name in rows
            if name.startswith("data/")
        }
        found = changes.of_tables(
            previous,
            held,
            self.directory,
            self.hashes,
            self._rows_by_table(rows),
            self.layout.temporary,
            self.published,
        )
        return changes.Changes(
            held["version"],
            self.version,
            held["schema_version"],
            self.dataset.schema_version,
            tuple(found),
            changes.of_schema(previous, declared),
            changes.of_figures(previous, self.directory),
        )

    def _rows_by_table(self, rows: Mapping[str, int]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for name, count in rows.items():
            if name.startswith("data/"):
                counts[name.split("/")[1]] += count
        return dict(counts)

    def _reuse_tables(self, known: proved.Proved, may: standoff.Publishable) -> dict[str, int]:
        """The public edition has the files of the one before that would be the same, and parts that are stood off anew."""
        written: dict[str, int] = {}
        earlier = reused.Earlier(self.layout, self.versions)
        for table in self.published.tables:
            for name, info in known.parts(table):
                path, made_from = f"data/{table.name}/{name}", ""
                if table.partitioning == "fetch_day":
                    ids = reused.ids_of(info, table)
                    if table.rows_carry == "wording" and not ids & may.articles:
                        continue
                    made_from = self.made_from[path] = earlier.made_from(info, table, ids, may)
                if entry := earlier.link(made_from, self.directory / path):
                    written[path], self.digests[path] = entry["rows"], entry["sha256"]
                    continue
                rows = tables.read_file(info.path, self.dataset.table(table.name))
                if kept := _write_rows(
                    standoff.stand_off(table, rows, may), self.directory / path, table.row_group_rows
                ):
                    written[path] = kept
        return written

    def _write(self, name: str, text: str) -> None:
        (self.directory / name).write_text(text, encoding="utf-8", newline="\n")

    def _write_descriptors(self, rows: Mapping[str, int]) -> None:
        self.files = descriptors.files_of(self.published, list(rows))
        descriptors.write(
            self.directory,
            self.published,
            version=self.version,
            created=self._created(),
            edition=self.edition,
            files=self.files,
        )
        self._write("LICENSES.csv", documents.licences(self._licences()))

    def _created(self) -> str:
        return self.created.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")

    def _licences(self) -> list[dict[str, Any]]:
        listed = [
            {
                **{name: source[name] for name in ("source_id", "name_ja", "name_en", "domain", "licence")},
                "declared": source["redistribution"],
                "redistribution": self.redistribution[source["source_id"]],
                "article_count": self.article_counts.get(source["source_id"], 0),
            }
            for source in self.sources.sort_by("source_id").to_pylist()
        ]
        if self.article_counts.get(None):
            unknown = self.override.get(standoff.EVERY_SOURCE, "none")
            listed.append(
                {
                    "source_id": "",
                    "name_en": "(source not known)",
                    "declared": "none",
                    "redistribution": unknown,
                    "article_count": self.article_counts[None],
                }
            )
        return listed

    def _check(self) -> list[CheckResult]:
        with catalog.connect(
            self.directory,
            release=True,
            read_only=False,
            dataset=self.published,
            temporary=self.layout.temporary,
            comments=False,
            japanese=False,
        ) as connection:
            if self.known is None:
                results = catalog.run_checks(connection, self.published)
                validations = {
                    table.name: quality.named(table, self._validate(table, results), connection)
                    for table in self.published.tables
                }
            else:
                results = run_corpus_checks(connection, self.published)
                results += [*self.known.results(self.published), proved.lexemes_agree(self.layout)]
                validations = {table.name: self.known.validation(table) for table in self.published.tables}
            counts = (
                {table.name: self.known.counts(table) for table in self.published.tables}
                if self.may is None and self.known
                else {}
            )
            report = quality.quality_report(
                connection, self.published, title=self._title(), validations=validations, checks=results, counts=counts
            )
        if report.problems:
            more = f" and {len(report.problems) - 3} more" if len(report.problems) > 3 else ""
            raise ReleaseError(f"release {self.version} is blocked: {'; '.join(report.problems[:3])}{more}")
        self._write("QUALITY.md", self._page(documents.quality_markdown(report)))
        quality.quality_page(report, self.directory / manifest.QUALITY / "index.html", documents.notice(self.edition))
        return results

    def _title(self) -> str:
        return f"{self.dataset.name} {self.version}, edition {self.edition}"

    def _page(self, markdown: str) -> str:
        return documents.under_notice(markdown, self.edition)

    def _validate(self, table: Table, checks: Sequence[CheckResult]) -> quality.Validation:
        """Great Expectations on a table's rows, or on a sample of them; the SQL checks have seen them all."""
        paths = sorted((self.directory / "data" / table.name).glob("*.parquet"))
        return quality.validate_files(table, paths, self.layout.temporary, checks=checks)

    def _write_manifest(self, rows: Mapping[str, int]) -> None:
        per_table = {
            table.name: {
                "rows": sum(n for name, n in rows.items() if name.startswith(f"data/{table.name}/")),
                "files": sum(1 for name in rows if name.startswith(f"data/{table.name}/")),
            }
            for table in self.published.tables
        }
        content: dict[str, Any] = {
            "name": self.dataset.name,
            "version": self.version,
            "edition": self.edition,
            "format_version": FORMAT_VERSION,
            "schema_version": self.dataset.schema_version,
            "created": self._created(),
            "licence": self.dataset.licence,
            "versions": all_versions(self.versions),
            "redistribution": self.override,
            "inputs": inputs(self.layout),
            "articles": {
                "total": self.article_counts.total(),
                "with_text": self.article_counts.total() if self.may is None else len(self.may.articles),
            },
            "sources": self._licences(),
            "tables": per_table,
            "changes": {
                "since": self.changed.before if self.changed else None,
                "tables": history.counts(self.changed.tables) if self.changed else {},
                "problem": history.schema_problem(self.changed) if self.changed else None,
            },
        }
        descriptors.write_card(self.directory, content, self.published, self.files)
        known = {**self.hashes, **self.digests}
        content["files"] = manifest.describe_files(self.directory, rows, known)
        for entry in content["files"] if self.made_from else ():
            if entry["path"] in self.made_from:
                entry[reused.MADE_FROM] = self.made_from[entry["path"]]
        self._write(manifest.MANIFEST, manifest.to_json(content))
        manifest.write_checksums(self.directory, known)
