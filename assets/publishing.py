"""From tables to others: how right the columns are, a candidate, its verification, and publishing it.

Belongs here: these assets, the checks that stand between them, and what the UI plots of them. Does not belong here: building, verifying and
publishing, which ``kawaraban release`` does by the same functions. No schedule and no sensor asks for ``published``: it wants a target, which
a person gives where the run is launched. The config has no default and is not required, because Dagster refuses a whole run of many
assets (*Materialize all*, a backfill) where one of them requires config.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
from pydantic import Field

from assets.automation import OF_NEW_CODE, OWNERS
from assets.failures import one_line
from assets.landing import WAIT_SECONDS
from assets.releases import release_metadata
from assets.resources import Warehouse
from assets.running import build_release
from assets.table_asset import CONTENT, WRITER, code_version
from schemas.dataset import DATASET
from warehouse.layout import Layout
from warehouse.release import accuracy, manifest
from warehouse.release.changes import KINDS
from warehouse.release.manifest import ReleaseError
from warehouse.release.publish import publish
from warehouse.release.standoff import parse_terms
from warehouse.release.verify import verify

GROUP = "publishing"
KEPT_SHARE = 0.5
"""Of a table's rows in the release before, what a candidate must have at least."""
_SHOWN = 20
_TABLES = [table.name for table in DATASET.tables]


def evaluate() -> dg.AssetsDefinition:
    """The asset of the figures; its step has another name, because the job is called ``evaluate``."""
    spec = dg.AssetSpec(
        "evaluate",
        group_name=GROUP,
        owners=OWNERS,
        tags={"grain": "corpus", "holds": "facts"},
        kinds={"python"},
        code_version=code_version(),
        automation_condition=OF_NEW_CODE,
        description="Evaluation / 評価: how right each column is.\n\nThe golden texts of the repository through the stages, judged; computed where the code "
        "changed. Plotted are the figures of texts that were not in sight while rules were written.",
    )
    floors_check = dg.AssetCheckSpec(
        "floors", asset="evaluate", blocking=True, description="No figure lies under its floor."
    )

    @dg.multi_asset(name="judge_golden_texts", specs=[spec], check_specs=[floors_check])
    def asset() -> dg.MaterializeResult:
        """Evaluate the code that runs, and hold its figures against their floors."""
        from assets.evaluation import floors, golden, kept

        with one_line():
            figures, place = kept.accuracy(), golden.folder()
            moved = floors.compare(figures, place / floors.FILE) if (place / floors.FILE).exists() else None
            version = kept.version(place)
        lines = [] if moved is None else moved.lines
        check = dg.AssetCheckResult(
            check_name="floors",
            passed=moved is None or not moved.fallen,
            metadata={
                "fallen": 0 if moved is None else len(moved.fallen),
                "moved": dg.MetadataValue.md("\n".join(f"- {line}" for line in lines[:_SHOWN]) or "Nothing moved."),
            },
        )
        page = dg.MetadataValue.md(accuracy.markdown(figures))
        return dg.MaterializeResult(
            metadata={"figures": figures.num_rows, **plotted(figures), "page": page},
            data_version=dg.DataVersion(version),
            check_results=[check],
        )

    return asset


def plotted(figures: pa.Table) -> dict[str, float]:
    """What the UI plots of the figures: computed ones of rows, and of statements as a whole, on texts that were not in sight."""
    found = {}
    for row in figures.to_pylist():
        is_row = row["column_name"] is None and row["measure"] == "f1"
        is_whole = row["column_name"] is not None and "+" in row["column_name"]
        if row["origin"] == "computed" and row["basis"] == "held_out" and row["genre"] is None and (is_row or is_whole):
            what = "all right" if is_whole else "f1"
            found[f"accuracy/{row['table_name']} {what} ({row['gold']})"] = float(row["value"])
    return found


def candidate(pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The asset of a release of the public edition that nobody has published yet."""

    @dg.asset(
        name="candidate",
        group_name=GROUP,
        owners=OWNERS,
        tags={"grain": "corpus", "holds": "facts"},
        kinds={"parquet", "duckdb"},
        deps=[*_TABLES, "evaluate"],
        pool=pool,
        check_specs=[
            dg.AssetCheckSpec(
                "volume",
                asset="candidate",
                blocking=True,
                description=f"No table has less than {KEPT_SHARE:.0%} of the rows that it has in the release before.",
            )
        ],
        description="Candidate / 公開候補: a release of the public edition.\n\nBuilt of what the tables hold now, or the newest one where nothing changed. "
        "It stays on this machine until a run of `published` names a target.",
    )
    def asset(warehouse: Warehouse) -> dg.MaterializeResult:
        """Build the public edition, unless its newest release holds just these tables."""
        with one_line():
            terms = parse_terms(warehouse.redistribution)
            made = build_release(warehouse.layout.root, edition="public", redistribution=terms, wait=WAIT_SECONDS)
            before = _before(warehouse.layout, made.path.name)
            metadata = {**release_metadata(made.path), **numbers(made.path)}
        return dg.MaterializeResult(
            metadata=metadata,
            data_version=dg.DataVersion(str(metadata[CONTENT])),
            check_results=[volume(_rows(manifest.read_manifest(made.path)), before)],
        )

    return asset


def _before(layout: Layout, version: str) -> dict[str, int]:
    """Rows by table of the newest public release before this one; none where it is the first."""
    known = manifest.versions(layout, "public")
    older = known[known.index(version) + 1 :]
    return _rows(manifest.read_manifest(layout.release(older[0], "public"))) if older else {}


def _rows(held: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(table["rows"]) for name, table in held["tables"].items()}


def numbers(path: Path) -> dict[str, float]:
    """What the UI plots of a release: rows, what changed since the one before, and how right the columns are."""
    held = manifest.read_manifest(path)
    rows, changed = _rows(held), held.get("changes", {}).get("tables", {})
    return {
        "rows": sum(rows.values()),
        **{f"rows/{name}": count for name, count in rows.items()},
        **{f"changes/{kind}": sum(counts[kind] for counts in changed.values()) for kind in KINDS},
        **{f"changes/{name}": sum(counts[kind] for kind in KINDS) for name, counts in changed.items()},
        **plotted(accuracy.read(path)),
    }


def volume(rows: Mapping[str, int], before: Mapping[str, int]) -> dg.AssetCheckResult:
    """Whether every table kept enough of its rows."""
    lost = {name: count for name, count in before.items() if rows.get(name, 0) < count * KEPT_SHARE}
    told = [f"- `{name}`: {count} before, {rows.get(name, 0)} now" for name, count in sorted(lost.items())]
    return dg.AssetCheckResult(
        check_name="volume",
        passed=not lost,
        metadata={
            "tables": len(lost),
            "lost": dg.MetadataValue.md("\n".join(told) or "No table lost half of its rows."),
        },
    )


def verified(pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The asset of a candidate that a stranger would find whole."""

    @dg.asset(
        name="verified",
        group_name=GROUP,
        owners=OWNERS,
        tags={"grain": "corpus", "holds": "facts"},
        kinds={"duckdb"},
        deps=["candidate"],
        pool=pool,
        check_specs=[
            dg.AssetCheckSpec("whole", asset="verified", blocking=True, description="Verification finds nothing wrong.")
        ],
        description="Verified / 検証済み: the newest candidate as whoever downloads it would verify it.\n\nHashes, schemas, keys, spans, SQL checks, terms "
        "and descriptors are computed again from the files; no record of the build is trusted.",
    )
    def asset(warehouse: Warehouse) -> dg.MaterializeResult:
        """Verify the newest release of the public edition."""
        with one_line():
            path = newest(warehouse.layout)
            found = verify(path)
        failed = [check for check in found.checks if not check.ok]
        told = "\n".join(f"- {problem}" for problem in found.problems[:_SHOWN]) or "Nothing is wrong."
        quality: dict[str, object] = {
            "version": path.name,
            "files": found.files,
            "problems": len(found.problems),
            "quality/checks": len(found.checks),
            "quality/checks that warn": len(failed),
        }
        check = dg.AssetCheckResult(
            check_name="whole",
            passed=found.ok,
            metadata={"problems": len(found.problems), "found": dg.MetadataValue.md(told)},
        )
        return dg.MaterializeResult(metadata=quality, check_results=[check])

    return asset


def newest(layout: Layout) -> Path:
    """Directory of the newest release of the public edition; raises :class:`ReleaseError` where there is none."""
    known = manifest.versions(layout, "public")
    if not known:
        raise ReleaseError("there is no release of the public edition yet; materialize `candidate` first")
    return layout.release(known[0], "public")


class PublishConfig(dg.Config):
    """What a run that publishes must be told where it is launched."""

    target: str | None = Field(
        default=None,
        description="Where to: a directory, an address such as s3://bucket/releases, or hf://datasets/owner/name. Without one nothing is "
        "published, and the step fails.",
    )
    version: str | None = Field(default=None, description="Version to publish; none: the newest candidate.")
    dry_run: bool = Field(default=False, description="Verify and say what would be sent; write nothing.")


def published(pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The asset of what others can get."""

    @dg.asset(
        name="published",
        group_name=GROUP,
        owners=OWNERS,
        tags={"grain": "corpus", "holds": "facts"},
        kinds={"parquet"},
        deps=["verified"],
        pool=pool,
        description="Published / 公開済み: a release where others get it.\n\nOnly a run that a person launches publishes: it asks for a target, and no schedule "
        "gives one. The release is verified once more, and the index there is written last.",
    )
    def asset(config: PublishConfig, warehouse: Warehouse) -> dg.MaterializeResult:
        """Publish the newest release of the public edition, or the version that is named."""
        with one_line():
            if not config.target:
                raise ReleaseError(
                    "nothing was published: the launch names no target; give ops.published.config.target in the launchpad"
                )
            layout = warehouse.layout
            path = layout.release(config.version, "public") if config.version else newest(layout)
            made = publish(path, config.target, dry_run=config.dry_run)
        return dg.MaterializeResult(
            metadata={
                "version": made.version,
                "target": made.target,
                "index": made.index,
                "files": made.files,
                "bytes": made.bytes,
                "was new": made.is_new,
                "dry run": config.dry_run,
                **numbers(path),
            },
            data_version=dg.DataVersion(f"{made.version}{'-dry-run' if config.dry_run else ''}"),
        )

    return asset


def publishing(pool: str | None = WRITER) -> list[dg.AssetsDefinition]:
    """The assets in the order in which they follow each other."""
    return [evaluate(), candidate(pool), verified(pool), published(pool)]
