"""Figures that were computed once: they depend on code, dictionary, lexicons, models and golden texts, and on no data directory.

Kept below ``$KAWARABAN_CACHE`` (``~/.cache/kawaraban``) by the hash of all of that, so that a build whose code did not change pays nothing.
A file that cannot be read, or a place that cannot be written to, costs the time of computing them, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from functools import lru_cache
from importlib.metadata import version as version_of
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assets.evaluation import golden
from pipeline.versions import versions
from schemas.render import arrow
from schemas.tables.accuracy import ACCURACY


@lru_cache(maxsize=1)
def accuracy() -> pa.Table:
    """Every figure of the code that runs, from the golden texts that came with it.

    Raises :class:`assets.evaluation.golden.GoldenError` where there are none.
    """
    place = golden.folder()
    path = _directory() / f"{version(place)}.parquet"
    with contextlib.suppress(OSError, pa.ArrowException, arrow.ConformError):
        return arrow.conform(pq.read_table(path, partitioning=None, page_checksum_verification=True), ACCURACY)
    from assets.evaluation.evaluate import evaluate

    figures = evaluate(place)
    with contextlib.suppress(OSError):
        _keep(figures, path)
    return figures


def version(place: Path) -> str:
    """Hash of what the figures depend on."""
    digest = hashlib.sha256(golden.version(place).encode())
    for name, value in sorted({**versions(), "numpy": version_of("numpy")}.items()):
        digest.update(f"{name}={value}\n".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _directory() -> Path:
    cache = Path(os.environ.get("KAWARABAN_CACHE") or "~/.cache/kawaraban")
    try:
        return cache.expanduser().absolute() / "accuracy"
    except RuntimeError:  # whoever runs this has no home
        return Path(tempfile.gettempdir(), "kawaraban", "accuracy")


def _keep(figures: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        pq.write_table(figures, unfinished, compression="zstd", write_page_checksum=True)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
