"""The overview: what a dataset holds, who is quoted in it, how certainly, and what did not make it.

Belongs here: counting. Does not belong here: drawing (``charts``).
"""

from __future__ import annotations

import json
from typing import Any

from schemas.dataset import DATASET
from warehouse.explorer.reader import Asking

_MOST = 12

_SQL = {
    "articles": "SELECT count(*) AS n, count(*) FILTER (digital_source_type IS NOT NULL) AS ai, count(*) FILTER (published_on IS NULL) AS undated, "
    "min(published_on) AS first_on, max(published_on) AS last_on, count(text) AS with_text FROM articles",
    "days": "SELECT published_on AS day, count(*) FILTER (digital_source_type IS NULL) AS plain, count(*) FILTER (digital_source_type IS NOT NULL) AS ai "
    "FROM articles WHERE published_on IS NOT NULL GROUP BY ALL ORDER BY day",
    "fetched": "SELECT fetch_day AS day, count(*) AS n FROM documents GROUP BY ALL ORDER BY day",
    "outlets": "SELECT a.source_id, coalesce(any_value(so.name_ja), any_value(so.domain)) AS outlet, count(*) FILTER (a.digital_source_type IS NULL) AS plain, "
    "count(*) FILTER (a.digital_source_type IS NOT NULL) AS ai FROM articles AS a LEFT JOIN sources AS so USING (source_id) GROUP BY a.source_id "
    f"ORDER BY count(*) DESC, outlet LIMIT {_MOST}",
    "speakers": "WITH counted AS (SELECT speaker_id, certainty, count(*) AS n FROM statements WHERE speaker_id IS NOT NULL GROUP BY ALL), "
    f"best AS (SELECT speaker_id, sum(n) AS total FROM counted GROUP BY ALL ORDER BY total DESC, speaker_id LIMIT {_MOST}) "
    "SELECT b.speaker_id AS entity_id, e.name_ja AS name, c.certainty, c.n FROM best AS b JOIN counted AS c USING (speaker_id) "
    "JOIN entities AS e ON e.entity_id = b.speaker_id ORDER BY b.total DESC, b.speaker_id",
    "statements": "SELECT certainty, kind, speaker_kind, count(*) AS n FROM statements GROUP BY ALL",
    "chains": 'WITH ends AS (SELECT statement_id, count(*) AS depth, max_by(agent_kind, "level") AS kind FROM attributions GROUP BY ALL) '
    "SELECT count(*) FILTER (depth > 1) AS second_hand, count(*) FILTER (kind = 'anonymous') AS anonymous FROM ends",
    "hedges": "SELECT category, certainty, count(*) AS n FROM hedges GROUP BY ALL ORDER BY n DESC",
    "rejections": "SELECT reason, stage, is_published, count(*) AS n FROM rejections GROUP BY ALL ORDER BY n DESC, reason",
}
_ACCURACY = (
    "SELECT table_name, column_name, measure, value, low, high, item_count, gold, basis FROM accuracy "
    "WHERE value IS NOT NULL AND genre IS NULL AND system = 'kawaraban' AND basis IN ('unread', 'held_out') ORDER BY table_name, column_name NULLS FIRST, gold, measure"
)


def overview(asking: Asking) -> dict[str, Any]:
    """Rows of every count, by its name; computed once for a state of the data."""
    return asking.once("overview", lambda: _counted(asking))  # type: ignore[no-any-return]


def _counted(asking: Asking) -> dict[str, Any]:
    found: dict[str, Any] = {name: asking.rows(sql) for name, sql in _SQL.items()}
    found["tables"] = table_counts(asking)
    found["accuracy"] = asking.rows(_ACCURACY) if has_accuracy(asking) else []
    return found


def table_counts(asking: Asking) -> dict[str, int]:
    """Rows of every table, in declared order."""
    return asking.once("counts", lambda: _rows_of_tables(asking))  # type: ignore[no-any-return]


def _rows_of_tables(asking: Asking) -> dict[str, int]:
    told = (asking.reader.manifest or {}).get("tables")
    if isinstance(told, dict) and all(
        isinstance(told.get(table.name, {}).get("rows"), int) for table in DATASET.tables
    ):
        return {table.name: told[table.name]["rows"] for table in DATASET.tables}
    counts = " UNION ALL ".join(
        f"SELECT '{table.name}' AS name, count(*) AS n FROM \"{table.name}\"" for table in DATASET.tables
    )
    found = {row["name"]: row["n"] for row in asking.rows(counts)}
    return {table.name: found[table.name] for table in DATASET.tables}


def has_accuracy(asking: Asking) -> bool:
    """Whether there are figures of accuracy: a release has them."""
    return bool(asking.value("SELECT count(*) FROM duckdb_views() WHERE view_name = 'accuracy'"))


def quality(asking: Asking) -> dict[str, list[int]]:
    """Of each table of a data directory: expectations that passed, that failed with a warning, that failed with an error."""
    layout = asking.reader.layout
    found: dict[str, list[int]] = {}
    if layout is None:
        return found
    for table in DATASET.tables:
        counts = [0, 0, 0]
        for path in sorted((layout.root / "quality" / table.name).rglob("*.json")):
            try:
                results = json.loads(path.read_text(encoding="utf-8"))["results"]
                for result in results:
                    counts[0 if result["success"] else 2 if result["severity"] == "error" else 1] += 1
            except (OSError, ValueError, KeyError, TypeError):
                continue
        if any(counts):
            found[table.name] = counts
    return found
