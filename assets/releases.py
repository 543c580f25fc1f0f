"""The products readers use: the DuckDB catalog over the tables, and a release that is built, then verified."""

import dagster as dg

from assets.landing import WAIT_SECONDS
from assets.resources import Warehouse
from assets.running import build_release
from schemas.dataset import DATASET
from warehouse import catalog as catalogs
from warehouse.tables import hold

_TABLES = [table.name for table in DATASET.tables]


@dg.asset(
    group_name="release",
    kinds={"duckdb"},
    deps=_TABLES,
    description="**Catalog** / カタログ\n\nThe DuckDB file with a commented view over every table, and the views people ask for (`said`).",
)
def catalog(warehouse: Warehouse) -> dg.MaterializeResult[None]:
    """Write the DuckDB file anew."""
    layout = warehouse.layout
    with hold(layout, wait=WAIT_SECONDS):
        catalogs.build(layout)
        counts = catalogs.row_counts(catalogs.connect(layout.root))
    return dg.MaterializeResult(
        metadata={"path": dg.MetadataValue.path(str(layout.catalog)), "rows": dg.MetadataValue.json(counts)}
    )


@dg.asset(
    group_name="release",
    kinds={"parquet"},
    deps=[*_TABLES, "catalog"],
    description="**Release** / リリース\n\nThe tables as anyone can download them: stand-off where a source's text may not be repeated, with manifest, "
    "checksums, dictionary and quality report. Verified before it gets its name; nothing is written when nothing changed.",
)
def release(warehouse: Warehouse) -> dg.MaterializeResult[None]:
    """Build and verify a release, unless the newest one holds just these tables."""
    path = build_release(warehouse.layout.root, None, {}, wait=WAIT_SECONDS)
    return dg.MaterializeResult(
        metadata={
            "version": path.name,
            "path": dg.MetadataValue.path(str(path)),
            "quality_report": dg.MetadataValue.path(str(path / "quality" / "index.html")),
        }
    )
