"""The corpus-level tables: merged from every batch, unpartitioned."""

from collections.abc import Iterator

import dagster as dg

from assets.batches import merge_corpus_tables
from assets.failures import one_line
from assets.landing import WAIT_SECONDS
from assets.resources import Warehouse
from assets.table_asset import WRITER, materialized, merged_parts, spec, upstream
from pipeline.link.merges import MERGES
from schemas.dataset import DATASET
from warehouse.tables import hold

SPECS = [
    spec(DATASET.table(name), None).replace_attributes(deps=sorted(upstream(name) - {"landing"}) or ["documents"])
    for name in MERGES
]


def corpus_tables(pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The step that merges them."""

    @dg.multi_asset(name="corpus_tables", specs=SPECS, pool=pool)
    def make(warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        """Merge the share of every batch that the tables do not hold yet."""
        layout = warehouse.layout
        with one_line():
            with hold(layout, wait=WAIT_SECONDS):
                made = merge_corpus_tables(layout)
            for name, info in made.items():
                table = DATASET.table(name)
                yield materialized(table, merged_parts(layout, table), {"changed": info is not None})

    return make
