"""What spares tests of releases the seconds that Great Expectations takes."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.model import Table
from schemas.render import arrow
from warehouse import quality
from warehouse.quality import Validation


def validate_by_sql(table: Table, paths: Sequence[Path], *_: object, **_options: object) -> Validation:
    """The same rules without Great Expectations."""
    rows = pa.concat_tables([pq.read_table(path, partitioning=None) for path in paths] or [arrow.empty(table)])
    results = tuple(quality._run_sql(table, rows).values())
    failed = [result for result in results if not result.success]
    counts = {"expectations": len(results), "passed": len(results) - len(failed), "checked_rows": rows.num_rows}
    return Validation(table.name, rows.num_rows, not failed, bool(failed), results, counts)
