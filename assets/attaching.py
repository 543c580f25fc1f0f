"""The texts of documents by their hash, read and normalized as a run does it, for ``kawaraban release attach``.

Belongs here: running the first stages over what somebody holds. Does not belong here: the release (``warehouse.release.attach``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.registry import ARTICLES, DOCUMENTS
from pipeline.run import run_stages
from warehouse import landing
from warehouse.layout import Layout
from warehouse.sources import check


def texts_of(paths: Sequence[str], temporary: Path) -> dict[str, dict[str, Any]]:
    """``text``, ``title`` and ``subtitle`` of every article in ``paths``, by the SHA-256 of its text.

    Raises :class:`warehouse.sources.InputError` where a path does not exist.
    """
    layout = Layout(temporary / "texts")
    layout.temporary.mkdir(parents=True)
    check(paths, layout.root)
    landing.land(layout, paths, dt.datetime.now(dt.UTC))
    return {
        row["text_sha256"]: row
        for batch in landing.batches(layout)
        for row in run_stages(landing.read_batch(layout, *batch), stages=(DOCUMENTS, ARTICLES))["articles"]
        .select(["text_sha256", "text", "title", "subtitle"])
        .to_pylist()
    }
