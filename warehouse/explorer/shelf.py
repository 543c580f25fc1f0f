"""What the pages keep in memory of a state of the data: where each article lies, and what lists and facets say of it.

Belongs here: narrow columns of all articles, some hundred bytes each, so that a page reads one part and not all of them. Does not belong here: text,
and anything that a query answers in milliseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from schemas.render.duckdb import identifier, literal
from warehouse.catalog import literally
from warehouse.explorer.reader import Asking
from warehouse.layout import is_local

_FACTS = ("title", "source_id", "outlet", "published_on", "url", "is_ai_disclosed")
_TITLE = 400


@dataclass(frozen=True)
class Shelf:
    """All articles, sorted by id. ``facts`` has a row each; ``files`` and ``places`` say in which part each lies.

    ``firsts`` is, for each article, where its statements begin in ``statements`` (distinct speaker, certainty and kind), and one more at the end.
    """

    ids: np.ndarray[Any, Any]
    facts: pa.Table
    files: list[str]
    places: np.ndarray[Any, Any]
    statements: pa.Table
    firsts: np.ndarray[Any, Any]

    @cached_property
    def days(self) -> list[dt.date | None]:
        """Day of publication of each article."""
        return self.facts["published_on"].to_pylist()  # type: ignore[no-any-return]

    @cached_property
    def outlets(self) -> list[str | None]:
        """Outlet of each article."""
        return self.facts["outlet"].to_pylist()  # type: ignore[no-any-return]

    @cached_property
    def newest(self) -> list[int]:
        """Rows of all articles, the newest first, those without a day last."""
        return sorted(range(len(self.days)), key=lambda place: -(self.days[place] or dt.date.min).toordinal())

    def listed(self, places: Sequence[int]) -> list[dict[str, Any]]:
        """What lists say of the articles in these rows."""
        # not by `take`: an array made of a list loads pandas
        return [row for place in places for row in self.facts.slice(place, 1).to_pylist()]

    def places_of(self, article_ids: Sequence[str]) -> list[int]:
        """Rows of articles that are there."""
        wanted = np.array([name.encode() for name in article_ids], dtype=self.ids.dtype if len(self.ids) else "S")
        return [int(place) for place in np.searchsorted(self.ids, wanted)]

    def place(self, article_id: str) -> int | None:
        """Row of an article, None where there is none."""
        wanted = article_id.encode()
        found = int(np.searchsorted(self.ids, wanted))
        return found if found < len(self.ids) and self.ids[found] == wanted else None

    def rows(self, article_ids: Sequence[str]) -> list[dict[str, Any]]:
        """What lists say of these articles, in this order."""
        places = [place for name in article_ids if (place := self.place(name)) is not None]
        return self.listed(places)

    def spoken(self, article_ids: Iterable[str]) -> dict[str, list[tuple[str | None, str, str]]]:
        """Speaker, certainty and kind of the statements of these articles."""
        found = {}
        for name in article_ids:
            place = self.place(name)
            if place is None:
                continue
            first, after = int(self.firsts[place]), int(self.firsts[place + 1])
            rows = self.statements.slice(first, after - first)
            found[name] = list(zip(*(rows[column].to_pylist() for column in rows.column_names), strict=True))
        return found

    def file(self, article_id: str) -> str | None:
        """The part of ``articles`` that an article lies in."""
        place = self.place(article_id)
        return None if place is None else self.files[int(self.places[place])]


def shelf(asking: Asking) -> Shelf:
    """The shelf of this state of the data, made once."""
    return asking.once("shelf", lambda: _made(asking))  # type: ignore[no-any-return]


def _made(asking: Asking) -> Shelf:
    glob = _glob(asking)
    source, place = "articles", "''"
    if glob is not None:
        source, place = f"read_parquet({literal(glob)}, filename = true, hive_partitioning = false)", "a.filename"
    facts = asking.table(
        f"SELECT a.article_id, left(a.title, {_TITLE}) AS title, a.source_id, coalesce(so.name_ja, so.domain) AS outlet, a.published_on, a.url, "
        f"a.digital_source_type IS NOT NULL AS is_ai_disclosed, {place} AS filename FROM {source} AS a LEFT JOIN sources AS so USING (source_id) ORDER BY a.article_id"
    )
    ids = np.array([name.encode() for name in facts["article_id"].to_pylist()], dtype="S")
    lying = facts["filename"].combine_chunks().dictionary_encode()
    statements = asking.table(
        "SELECT article_id, speaker_id, certainty, kind FROM statements GROUP BY ALL ORDER BY article_id"
    )
    owners = np.array(
        [name.encode() for name in statements["article_id"].to_pylist()], dtype=ids.dtype if len(ids) else "S"
    )
    firsts = np.append(np.searchsorted(owners, ids, side="left"), len(owners))
    return Shelf(
        ids,
        facts.select(["article_id", *_FACTS]).combine_chunks(),
        lying.dictionary.to_pylist(),
        np.array(lying.indices.to_pylist(), dtype=np.int32),
        statements.select(["speaker_id", "certainty", "kind"]).combine_chunks(),
        firsts,
    )


def _glob(asking: Asking) -> str | None:
    """The parts of ``articles``: side by side in a release, by day of fetching in a data directory."""
    if not is_local(asking.reader.base):
        return None
    for pattern in ("part-*.parquet", "dt=*/part-*.parquet"):
        if next(iter((asking.reader.base / "articles").glob(pattern)), None) is not None:
            return f"{literally(str(asking.reader.base))}/articles/{pattern}"
    return None


def of_article(asking: Asking, table: str, article_id: str) -> str:
    """What to select from, to read rows of a table about one article: the part that it lies in, or the whole table where that is not known."""
    return of_articles(asking, table, [article_id])


def of_articles(asking: Asking, table: str, article_ids: Sequence[str]) -> str:
    """The same for several articles: the parts that they lie in."""
    files = {shelf(asking).file(article_id) for article_id in article_ids}
    parts = [Path(file) for file in sorted(file for file in files if file)]
    if not parts or len(parts) < len(files):
        return identifier(table)
    paths = [asking.reader.base / table / part.relative_to(_parent(part)) for part in parts]
    # a part without rows of this table may have no file
    listed = ", ".join(literal(literally(str(path))) for path in paths if path.is_file())
    if not listed:
        return f"(SELECT * FROM {identifier(table)} WHERE false)"
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _parent(part: Path) -> Path:
    """The directory of the table that a part lies in."""
    return part.parent.parent if part.parent.name.startswith("dt=") else part.parent
