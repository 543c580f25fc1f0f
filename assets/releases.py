"""The products readers use: the DuckDB catalog over the tables, and a release that is built, then verified."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from assets.automation import FOLLOWS, FRESH, OWNERS
from assets.data_docs import EXPLORER
from assets.failures import one_line
from assets.landing import WAIT_SECONDS
from assets.metrics import METRICS
from assets.resources import Warehouse
from assets.running import build_release
from assets.table_asset import CONTENT, WRITER, digest
from schemas.dataset import DATASET
from warehouse import catalog as catalogs
from warehouse.files import sha256_of
from warehouse.layout import TIME_ZONE, Layout, edition_named
from warehouse.release import manifest
from warehouse.release.standoff import parse_terms
from warehouse.tables import hold

_TABLES = [table.name for table in DATASET.tables]
REPORT_CHARACTERS = 60_000
"""Of a report that is shown in the browser; the file has the rest."""


def catalog(pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The asset of the catalog."""

    @dg.asset(
        name="catalog",
        group_name="release",
        owners=OWNERS,
        tags={"grain": "corpus", "holds": "wording"},
        kinds={"duckdb"},
        deps=_TABLES,
        freshness_policy=FRESH,
        automation_condition=FOLLOWS,
        pool=pool,
        description="Catalog / カタログ: the DuckDB file over the tables.\n\nA commented view over every table, and the views people ask for (`said`).",
    )
    def asset(warehouse: Warehouse) -> dg.MaterializeResult[None]:
        """Write the DuckDB file anew."""
        layout = warehouse.layout
        with one_line():
            with hold(layout, wait=WAIT_SECONDS):
                catalogs.build(layout)
            metadata = catalog_metadata(layout)
        return dg.MaterializeResult(metadata=metadata, data_version=dg.DataVersion(str(metadata[CONTENT])))

    return asset


def catalog_metadata(layout: Layout) -> dict[str, object]:
    """What the UI shows of the catalog as it lies on disk."""
    counts = catalogs.row_counts(catalogs.connect(layout.root, comments=False, japanese=False))
    return {
        CONTENT: sha256_of(layout.catalog)[:16],
        "path": dg.MetadataValue.path(str(layout.catalog)),
        "rows": dg.MetadataValue.md(_listed(("table", "rows"), [(f"`{name}`", rows) for name, rows in counts.items()])),
    }


class ReleaseConfig(dg.Config):
    """What a run of the release may be told where it is launched."""

    edition: str | None = Field(
        default=None,
        description="Edition to build, local or public; none: the one that the warehouse is configured for.",
    )


def release(pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The asset of a release; its step has another name, because the job is called ``release``."""
    spec = dg.AssetSpec(
        "release",
        group_name="release",
        owners=OWNERS,
        tags={"grain": "corpus", "holds": "wording"},
        kinds={"parquet", "duckdb"},
        deps=[*_TABLES, "catalog", METRICS],
        metadata={"explorer": dg.MetadataValue.url(f"{EXPLORER}/")},
        freshness_policy=FRESH,
        automation_condition=FOLLOWS,
        description="Release / リリース: the tables as they are handed on.\n\nEdition local holds everything, for whoever made it; edition public, to give "
        "away, has facts without wording where a source's text may not be repeated. With manifest, checksums, dictionary and quality report; "
        "verified before it gets its name; nothing is written when nothing changed. Where KAWARABAN_KEEP_RELEASES says how many, older "
        "ones of the local edition are set aside.",
    )

    @dg.multi_asset(name="build_release", specs=[spec], pool=pool)
    def asset(
        context: dg.AssetExecutionContext, config: ReleaseConfig, warehouse: Warehouse
    ) -> dg.MaterializeResult[None]:
        """Build and verify a release, unless the newest one of its edition holds just these tables."""
        with one_line():
            edition = edition_named(config.edition or warehouse.edition)
            terms = parse_terms(warehouse.redistribution) if edition == "public" else {}
            made = build_release(
                warehouse.layout.root,
                edition=edition,
                redistribution=terms,
                keep=warehouse.keep_releases,
                today=warehouse.landing_time().astimezone(TIME_ZONE).date(),
                wait=WAIT_SECONDS,
            )
            metadata = release_metadata(made.path)
        if made.set_aside:
            context.log.info(
                f"set aside for a week: {', '.join(made.set_aside)}; `kawaraban vacuum --undo` puts them back"
            )
            metadata["set_aside"] = list(made.set_aside)
        return dg.MaterializeResult(metadata=metadata, data_version=dg.DataVersion(str(metadata[CONTENT])))

    return asset


def release_metadata(path: Path) -> dict[str, object]:
    """What the UI shows of a release as it lies on disk, its quality report and the list of its files among it."""
    held = manifest.read_manifest(path)
    report = (path / "QUALITY.md").read_text(encoding="utf-8")
    if len(report) > REPORT_CHARACTERS:
        report = report[:REPORT_CHARACTERS].rpartition("\n")[0] + f"\n\nThe rest is in `{path / 'QUALITY.md'}`."
    return {
        CONTENT: digest(manifest.to_json(held)),
        "version": held["version"],
        "edition": held["edition"],
        "created": held["created"],
        "articles": held["articles"]["total"],
        "bytes": sum(entry["bytes"] for entry in held["files"]),
        "quality_report": dg.MetadataValue.md(report),
        "files": dg.MetadataValue.md(_listed(("file", "files", "rows", "bytes"), by_folder(held["files"]))),
        "path": dg.MetadataValue.path(str(path)),
    }


def by_folder(entries: Sequence[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    """Files in a line each, those of a table together: a release of a year has twenty thousand, and every run keeps what is said here."""
    found: dict[str, tuple[int, int | str, int]] = {}
    for entry in entries:
        name = entry["path"]
        name = f"{name.rpartition('/')[0]}/" if name.startswith("data/") else name
        files, rows, size = found.get(name, (0, 0 if "rows" in entry else "", 0))
        found[name] = (files + 1, rows + entry["rows"] if isinstance(rows, int) else rows, size + entry["bytes"])
    return [(f"`{name}`", *figures) for name, figures in found.items()]


def _listed(names: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(names) + " |", "|---" + "|---:" * (len(names) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])
