"""Making again what was damaged, as far as the landing has what it takes. No Dagster, no terminal.

Belongs here: the order of a repair. Does not belong here: finding what is wrong (``warehouse.doctor``).
"""

from __future__ import annotations

from pathlib import Path

from assets import batches
from pipeline.versions import versions
from warehouse import catalog, doctor, files, tables, withdrawing
from warehouse.doctor import Finding
from warehouse.layout import EDITIONS, Layout, batch_of_path, day_of_path
from warehouse.release import index


def repair(layout: Layout, findings: list[Finding]) -> list[Finding]:
    """Remove what can be made again and make it again, from batches of the landing that are whole; what is wrong afterwards.

    Raises :class:`warehouse.errors.LockedError` where a run holds the directory.
    """
    lost = {_key(finding.path) for finding in findings if not finding.is_mendable}
    with tables.hold(layout):
        for finding in findings:
            if finding.is_mendable and _key(finding.path) not in lost:
                files.remove(finding.path)
        withdrawing.forget(layout, [key for key in withdrawing.out_of_step(layout) if key not in lost])
        todo = [key for key in sorted(tables.stale_batches(layout, versions())) if key not in lost]
        batches.process_all(layout, todo)
        batches.prove_again(layout)
        batches.merge_corpus_tables(layout)
        if any(layout.tables.iterdir()):
            catalog.build(layout)
        for edition in EDITIONS:
            if not layout.release_index(edition).exists():
                index.mend(layout, edition)
    return doctor.examine(layout)


def _key(path: Path) -> tuple[str, str]:
    return day_of_path(path), batch_of_path(path) if "-" in path.stem else path.stem
