"""Loads the lexicons: CSV files beside this module, UTF-8, a header row, no rule of their own.

``version`` is a hash of all of them: it stands in the manifest, and parts made with another one are made again.
"""

from __future__ import annotations

import csv
import hashlib
from functools import cache, lru_cache
from importlib.resources import files


@cache
def load(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``<name>.csv`` as mappings; raises ``FileNotFoundError`` where there is no such lexicon."""
    content = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(content.splitlines()))


@cache
def word_set(name: str) -> frozenset[str]:
    """Words of one set of the lexicon ``word_sets``, in Sudachi's normalized form where they are verbs.

    >>> "氏" in word_set("honorific")
    True
    """
    return frozenset(row["word"] for row in load("word_sets") if row["set"] == name)


@cache
def anaphors(kind: str) -> frozenset[str]:
    """Nouns that refer back to an ``organization``, an ``outlet`` or a ``place`` named before, from the lexicon ``speaker_nouns``.

    >>> "同社" in anaphors("organization"), "同紙" in anaphors("outlet"), "同国" in anaphors("place")
    (True, True, True)
    """
    return frozenset(row["noun"] for row in load("speaker_nouns") if row["refers_back"] == kind)


@lru_cache(maxsize=1)
def version() -> str:
    """First 12 hexadecimal digits of the SHA-256 over every lexicon's name and content."""
    digest = hashlib.sha256()
    for entry in sorted(files(__package__ or "").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".csv"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:12]
