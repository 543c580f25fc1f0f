"""The landing asset: new pages of the sources, and what lies in the inbox, become immutable batches of today's partition."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.automation import FRESH, OWNERS
from assets.failures import OneLineError, one_line
from assets.fetch import configuration, crawl
from assets.partitions import SINGLE_RUN
from assets.resources import Warehouse
from assets.table_asset import CONTENT, WRITER, data_version, digest
from warehouse import landing as storage
from warehouse.layout import Layout, fetch_day
from warehouse.tables import hold

WAIT_SECONDS = 600
BATCHES = "batches"

FETCH_AGAIN = dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""Where no source could be reached: after one, two and four minutes. A single page that fails is tried by later runs (``fetch/``)."""


def landing(daily: dg.PartitionsDefinition[str], pool: str | None = WRITER) -> dg.AssetsDefinition:
    """The landing over these days."""

    @dg.asset(
        name="landing",
        partitions_def=daily,
        group_name="landing",
        owners=OWNERS,
        tags={"grain": "day", "holds": "wording"},
        kinds={"parquet"},
        output_required=False,
        backfill_policy=SINGLE_RUN,
        retry_policy=FETCH_AGAIN,
        freshness_policy=FRESH,
        pool=pool,
        description="Landing / 着地データ: bytes as received, content-addressed and immutable.\n\n"
        "Batches of up to 1,000 documents, 64 MB of pages or 8 MB of text. "
        "New pages of the file of sources, where there is one, and what is new in the inbox. "
        "Only today's partition takes in new documents; a past day is closed, and running it reports what it holds. "
        "A day on which nothing landed stays missing.",
    )
    def asset(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        """Land what is new at the sources and in the inbox, if the day of landing is among the partitions."""
        with one_line():
            today = fetch_day(warehouse.landing_time())
            taken_in = _take_in(context, warehouse) if today in context.partition_keys else {}
            if not taken_in:
                context.log.info("a past day is closed: nothing is taken in")
            total = total_records(warehouse.layout)
            shown = {day: landed(warehouse.layout, day, total) for day in context.partition_keys}
            if not any(metadata[BATCHES] for metadata in shown.values()):
                context.log.info(f"nothing landed on {', '.join(shown)}: nothing to report")
                return
            for day, metadata in shown.items():
                more = taken_in if day == today else {}
                context.add_asset_metadata({**metadata, **more}, partition_key=day)
            yield dg.MaterializeResult(data_version=data_version([str(found[CONTENT]) for found in shown.values()]))

    return asset


def landed(layout: Layout, day: str, total: int) -> dict[str, object]:
    """What the landing holds of a day, as metadata of the asset; ``total`` counts the records of every day."""
    batches = storage.batches(layout, day)
    records = sum(storage.record_count(layout, *batch) for batch in batches)
    names = "".join(f"{batch}\n" for _, batch in batches)  # hashes of what they hold
    return {
        "dagster/row_count": total,
        "dagster/partition_row_count": records,
        CONTENT: digest(names),
        BATCHES: len(batches),
        "path": dg.MetadataValue.path(str(layout.landing_batches(day))),
    }


def total_records(layout: Layout) -> int:
    """Records of every day."""
    return sum(storage.record_count(layout, *batch) for batch in storage.batches(layout))


def _take_in(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dict[str, object]:
    """Land what is new, and say what came of it, as metadata of the asset."""
    fetched = _fetch(context, warehouse) if warehouse.sources else {}
    with hold(warehouse.layout, wait=WAIT_SECONDS):
        summary = storage.land(warehouse.layout, warehouse.inbox, warehouse.landing_time())
    return {
        **fetched,
        "files": summary.files,
        "new_documents": summary.new_documents,
        "new_locations": summary.new_locations,
        "known": summary.known,
        "rejected": summary.rejected,
    }


def _fetch(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dict[str, object]:
    """Fetch into the landing and say what came of it, as metadata of the asset."""
    summary = crawl.fetch(
        warehouse.layout,
        configuration.load(Path(warehouse.sources or "")),
        fetched_at=warehouse.landing_time() if warehouse.fetched_at else None,
        wait=WAIT_SECONDS,
        clock=warehouse.clock(),
    )
    for problem in summary.problems:
        context.log.warning(problem)
    if not summary.reached_anything:
        raise OneLineError(f"nothing could be fetched: {summary.problems[0]}", allow_retries=True)
    return {
        "feeds": dict(summary.listings),
        "pages": dict(summary.pages),
        "pages_waiting": summary.waiting,
        "fetched_documents": summary.landed.new_documents,
        "problems": dg.MetadataValue.md("\n".join(f"- {problem}" for problem in summary.problems) or "none"),
    }
