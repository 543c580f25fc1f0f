"""What the published values depend on besides the landing: code, dictionary, lexicons, schema and libraries.

The versions stand in every part's metadata and in the manifest. Parts of mixed versions are never released together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.lexicons import load
from pipeline.segment.dictionary import dictionary_version
from schemas.dataset import DATASET


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions by name: ``schema``, ``code`` (a hash of the stages' sources), ``dictionary``, ``lexicons``, ``models`` (trained
    weights) and the readers' libraries."""
    return {
        "schema": DATASET.schema_version,
        "code": _sources_hash(),
        "dictionary": dictionary_version(),
        "lexicons": load.version(),
        "models": _models_hash(),
        "pyarrow": version("pyarrow"),
        "polars": version("polars"),
        "lxml": version("lxml"),
    }


def _models_hash() -> str:
    """Of every file of weights; their cards change no value."""
    digest = hashlib.sha256()
    for entry in sorted(files("pipeline.models").iterdir(), key=lambda entry: entry.name):
        if entry.is_file() and not entry.name.endswith((".py", ".md")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _sources_hash() -> str:
    digest = hashlib.sha256()
    for package in ("pipeline", "schemas"):
        for name, content in sorted(_sources(files(package), package)):
            digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, name)
        elif entry.name.endswith(".py"):
            yield name, entry.read_bytes()
