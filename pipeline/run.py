"""Runs the stages: the same plain function for one article, one day or one shard, under any scheduler.

Belongs here: passing tables from stage to stage, cutting a batch into slices that fit in memory, and keeping one bad
article from taking its batch along. Does not belong here: where tables come from and where they go.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import ThreadpoolController

from pipeline.extract.article.article_stage import ArticleStage
from pipeline.extract.article.view import Context
from pipeline.identity import row_id
from pipeline.link.merges import ALONE_AS_MERGED, MERGES
from pipeline.read.readings import READINGS
from pipeline.registry import STAGES, AnyStage
from schemas.dataset import DATASET
from schemas.render import arrow

SLICE_BYTES = 2 << 20
"""Bytes of content that pass through the stages together: enough to feed columnar code, small enough for memory."""
_COLLECTION_THRESHOLDS = (500_000, 20, 50)

Around = Callable[[AnyStage], AbstractContextManager[object]]


def run_stages(
    landing: pa.Table,
    *,
    stages: Sequence[AnyStage] = STAGES,
    strict: bool = False,
    around: Around | None = None,
    quarantined: Mapping[str, str] | None = None,
) -> dict[str, pa.Table]:
    """Every declared table that the stages make of these records, keyed by name.

    ``landing`` has the columns of :data:`schemas.tables.landing.LANDING`. Corpus-level tables hold these records' share,
    merged. An article that a stage cannot process becomes a row of ``rejections`` (``stage_failed``), the others go on;
    with ``strict`` the error is raised instead. ``around`` wraps each stage, for timing. ``quarantined`` are documents whose article
    breaks a rule, each with which: no table gets a row of the article, and ``rejections`` says why (``check_failed``).
    """
    made: dict[str, list[pa.Table]] = {}
    for part in slices(landing):
        with _collecting_rarely(), _one_thread():
            tables = _run_slice(part, stages, strict, around or (lambda _stage: nullcontext()), quarantined or {})
        for name, table in tables.items():
            made.setdefault(name, []).append(table)
    result = {}
    for table in DATASET.tables:
        rows = _joined(table.name, made.get(table.name) or [arrow.empty(table)])
        result[table.name] = arrow.conform(rows, table)
    return result


def _joined(name: str, shares: Sequence[pa.Table]) -> pa.Table:
    """The shares of a table as one, merged where it is of the corpus."""
    rows = pa.concat_tables(shares)
    is_merged = name not in MERGES or (len(shares) == 1 and name in ALONE_AS_MERGED)
    return rows if is_merged else MERGES[name](rows)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for cycles less often than Python does by default: stages make many small objects and hardly any cycle, and the
    looking took a tenth of their time (``benchmarks.stages``)."""
    usual = gc.get_threshold()
    gc.set_threshold(*_COLLECTION_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread for products of matrices: those of the models are small, and further threads spin while they wait. More of
    the machine is used by more processes (``assets/engines``)."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@lru_cache(maxsize=1)
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def slices(landing: pa.Table, limit: int = SLICE_BYTES) -> Iterator[pa.Table]:
    """The records in order, cut where the content would pass ``limit`` bytes; a record is never cut."""
    sizes = pc.fill_null(pc.binary_length(landing["content"]), 0).to_pylist()
    start = filled = 0
    for index, size in enumerate(sizes):
        if filled and filled + size > limit:
            yield landing.slice(start, index - start)
            start, filled = index, 0
        filled += size
    if start < len(sizes):
        yield landing.slice(start)


def _run_slice(
    landing: pa.Table, stages: Sequence[AnyStage], strict: bool, around: Around, quarantined: Mapping[str, str]
) -> dict[str, pa.Table]:
    tables: dict[str, pa.Table] = {"landing": landing}
    context = Context()
    for stage in stages:
        with around(stage):
            failed: dict[str, Exception] = {}
            try:
                if isinstance(stage, ArticleStage):
                    produced = stage.run(tables, context, None if strict else failed)
                else:
                    produced = stage.run(tables)
            except Exception:
                if strict:
                    raise
                produced = _run_apart(stage, tables, failed)
            if failed:
                produced = _set_aside(stage, tables, produced, failed)
                context.clear()
        if quarantined and "articles" in produced:
            produced = _quarantine(tables, produced, quarantined)
        for name, table in produced.items():
            tables[name] = pa.concat_tables([tables[name], table]) if name in tables else table
    return {name: table for name, table in tables.items() if name not in ("landing", "readings")}


def _run_apart(stage: AnyStage, tables: dict[str, pa.Table], failed: dict[str, Exception]) -> dict[str, pa.Table]:
    """The stage document by document, after it failed on all of them; those that fail again are entered in ``failed``."""
    key = _key(stage)
    owner = {"article_id": "articles", "document_id": "readings" if "readings" in stage.inputs else "landing"}[key]
    done: list[Mapping[str, pa.Table]] = []
    for value in pc.unique(tables[owner][key].drop_null()).to_pylist():
        try:
            done.append(stage.run({name: _only(tables[name], key, [value]) for name in stage.inputs}))
        except Exception as error:
            failed[value] = error
    empty = {name: READINGS if name == "readings" else DATASET.table(name) for name in stage.outputs}
    return {
        name: _joined(name, [arrow.empty(empty[name]), *(result[name] for result in done)]) for name in stage.outputs
    }


def _key(stage: AnyStage) -> str:
    return "article_id" if "articles" in stage.inputs else "document_id"


def _set_aside(
    stage: AnyStage, tables: dict[str, pa.Table], produced: dict[str, pa.Table], failed: Mapping[str, Exception]
) -> dict[str, pa.Table]:
    """What the stage produced, with a rejection for each article that failed; its rows leave ``tables``."""
    details = {value: f"{type(error).__name__}: {error}"[:500] for value, error in failed.items()}
    rejected = _rejections(stage, tables, _key(stage), details)
    for name in list(tables):
        tables[name] = _only(tables[name], _key(stage), list(failed), keep=False)
    others = [produced["rejections"]] if "rejections" in produced else []
    return produced | {"rejections": pa.concat_tables([rejected, *others])}


def _quarantine(
    tables: Mapping[str, pa.Table], produced: Mapping[str, pa.Table], quarantined: Mapping[str, str]
) -> dict[str, pa.Table]:
    """What the stage that makes articles produced, without those of the documents, and a rejection for each of them."""
    articles = produced["articles"]
    leaving = _only(articles, "document_id", list(quarantined))
    documents = leaving["document_id"].to_pylist()
    rejected = _rejected(
        tables["landing"], "checks", "check_failed", {value: quarantined[value] for value in documents}
    )
    kept = {
        name: _only(rows, "article_id", leaving["article_id"].to_pylist(), keep=False)
        for name, rows in produced.items()
    }
    others = [kept["rejections"]] if "rejections" in kept else []
    return {**kept, "rejections": pa.concat_tables([rejected, *others])}


def _only(table: pa.Table, key: str, values: list[str], *, keep: bool = True) -> pa.Table:
    """Rows whose ``key`` is (not) among ``values``; tables without that column belong to all."""
    if key not in table.column_names:
        return table
    among = pc.is_in(table[key], value_set=pa.array(values, pa.string()))
    return table.filter(among if keep else pc.invert(among))


def _rejections(stage: AnyStage, tables: Mapping[str, pa.Table], key: str, failed: Mapping[str, str]) -> pa.Table:
    documents = {value: value for value in failed}
    if key == "article_id":
        articles = tables["articles"]
        documents = dict(zip(articles["article_id"].to_pylist(), articles["document_id"].to_pylist(), strict=True))
    details = {documents[value]: detail for value, detail in failed.items()}
    return _rejected(tables["landing"], stage.name, "stage_failed", details)


def _rejected(landing: pa.Table, stage: str, reason: str, details: Mapping[str, str]) -> pa.Table:
    """A rejection for each document, with what was wrong."""
    places = dict(zip(landing["document_id"].to_pylist(), landing["location"].to_pylist(), strict=True))
    rows = [
        {
            "rejection_id": row_id("rej", document, stage, reason),
            "document_id": document,
            "location": places[document],
            "stage": stage,
            "reason": reason,
            "detail": detail,
            "is_published": False,
        }
        for document, detail in details.items()
    ]
    return arrow.from_rows(DATASET.table("rejections"), rows)
