"""The landing asset: what lies in the inbox becomes immutable batches of today's partition."""

import dagster as dg

from assets.partitions import DAILY, TOKYO
from assets.resources import Warehouse
from warehouse import landing as storage
from warehouse.tables import hold

WAIT_SECONDS = 600


@dg.asset(
    partitions_def=DAILY,
    group_name="landing",
    kinds={"parquet"},
    description="**Landing** / 着地データ\n\nBytes as received, content-addressed and immutable, in batches of up to 1,000 documents or 64 MB. "
    "Only today's partition takes in new documents; a past day is closed, and running it reports what it holds.",
)
def landing(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
    """Land what is new in the inbox, if the partition is the day of landing."""
    layout, fetched_at = warehouse.layout, warehouse.landing_time()
    metadata: dict[str, object] = {}
    if fetched_at.astimezone(TOKYO).date().isoformat() == context.partition_key:
        with hold(layout, wait=WAIT_SECONDS):
            summary = storage.land(layout, warehouse.inbox, fetched_at)
        metadata = {
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
