"""Files of the public edition that an earlier release of this data directory has already.

Belongs here: what a stood-off part depends on, and linking it where all of that is the same. Does not belong here: standing off (``standoff``).

A part of a day depends on its own bytes, on which of its articles or documents may be repeated, on where readers commented on them, and on the rules. The
manifest of a release names a hash over these for each such file (``made_from``). Tables of the corpus depend on all articles and are made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from schemas.model import Table
from warehouse import files, tables
from warehouse.layout import Layout
from warehouse.made import PartInfo
from warehouse.release import manifest, proved, standoff
from warehouse.release.versioning import FORMAT_VERSION, all_versions

MADE_FROM = "made_from"


def ids_of(part: PartInfo, table: Table) -> frozenset[str]:
    """Articles, or documents, that a part's rows are about."""
    owner = standoff.owner(table)
    found = pc.unique(tables.read_columns(part.path, [owner])[owner]).to_pylist() if owner else []
    return frozenset(found) - {None}


class Earlier:
    """The newest public release, as a place to take files from; one that cannot be read has none."""

    def __init__(self, layout: Layout, versions: Mapping[str, str]) -> None:
        self._entries: dict[str, Mapping[str, Any]] = {}
        self._directory: Path | None = None
        self._rules = [all_versions(versions), FORMAT_VERSION, files.sha256_of(Path(standoff.__file__))]
        for version in manifest.versions(layout, "public")[:1]:
            directory = layout.release(version, "public")
            try:
                held = manifest.read_manifest(directory)
            except manifest.ReleaseError:
                continue
            self._directory = directory
            self._entries = {entry[MADE_FROM]: entry for entry in held["files"] if MADE_FROM in entry}

    def made_from(self, part: PartInfo, table: Table, ids: frozenset[str], may: standoff.Publishable) -> str:
        """A hash over everything that the stood-off part of a table of a day depends on; ``ids`` are its articles or documents."""
        is_of_articles = standoff.owner(table) == "article_id"
        allowed = ids & (may.articles if is_of_articles else may.documents)
        comments = {key: may.comments[key] for key in sorted(ids & may.comments.keys())} if is_of_articles else {}
        depends = [part.sha256, repr(table), sorted(allowed), comments, self._rules]
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()

    def link(self, made_from: str, target: Path) -> Mapping[str, Any] | None:
        """Make ``target`` the file that was made from the same, and give its entry in the manifest; ``None`` where there is none, or it was altered."""
        entry = self._entries.get(made_from)
        if entry is None or self._directory is None:
            return None
        found = self._directory / entry["path"]
        if not found.exists() or files.sha256_of(found) != entry["sha256"]:
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        proved.link(found, target)
        return entry
