"""The landing asset: new pages of the sources, and what lies in the inbox, become immutable batches of today's partition."""

from pathlib import Path

import dagster as dg

from assets.fetch import configuration, crawl
from assets.partitions import DAILY, TOKYO
from assets.resources import Warehouse
from warehouse import landing as storage
from warehouse.tables import hold

WAIT_SECONDS = 600


@dg.asset(
    partitions_def=DAILY,
    group_name="landing",
    kinds={"parquet"},
    description="**Landing** / 着地データ\n\nBytes as received, content-addressed and immutable, in batches of up to 1,000 documents, 64 MB of pages or 8 MB of text. "
    "New pages of the file of sources, where there is one, and what is new in the inbox. "
    "Only today's partition takes in new documents; a past day is closed, and running it reports what it holds.",
)
def landing(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
    """Land what is new at the sources and in the inbox, if the partition is the day of landing."""
    layout, fetched_at = warehouse.layout, warehouse.landing_time()
    metadata: dict[str, object] = {}
    if fetched_at.astimezone(TOKYO).date().isoformat() == context.partition_key:
        fetched = _fetch(context, warehouse) if warehouse.sources else {}
        with hold(layout, wait=WAIT_SECONDS):
            summary = storage.land(layout, warehouse.inbox, fetched_at)
        metadata = {
            **fetched,
            "files": summary.files,
            "new_documents": summary.new_documents,
            "new_locations": summary.new_locations,
            "known": summary.known,
            "rejected": summary.rejected,
        }
    else:
        context.log.info("a past day is closed: nothing is taken in")
    batches = storage.batches(layout, context.partition_key)
    records = sum(storage.record_count(layout, day, batch) for day, batch in batches)
    return dg.MaterializeResult(metadata={"dagster/row_count": records, "batches": len(batches), **metadata})


def _fetch(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dict[str, object]:
    """Fetch into the landing and say what came of it, as metadata of the asset."""
    summary = crawl.fetch(
        warehouse.layout,
        configuration.load(Path(warehouse.sources or "")),
        fetched_at=warehouse.landing_time() if warehouse.fetched_at else None,
        wait=WAIT_SECONDS,
    )
    for problem in summary.problems:
        context.log.warning(problem)
    if not summary.reached_anything:
        raise dg.Failure(f"nothing could be fetched: {summary.problems[0]}")
    return {
        "feeds": dict(summary.listings),
        "pages": dict(summary.pages),
        "pages_waiting": summary.waiting,
        "fetched_documents": summary.landed.new_documents,
        "problems": dg.MetadataValue.md("\n".join(f"- {problem}" for problem in summary.problems) or "none"),
    }
