"""Checking what was made: what Great Expectations has not looked at, in groups of batches, and what forbids a release.

Belongs here: the order of checking, what a kept result still says, and when Great Expectations runs. Does not belong here: the rules
and running them (``warehouse.quality``), and proving them of a batch when it is made (``warehouse.proving``).

Every rule that Great Expectations has is proved of every row when a part is made. It is the second opinion, by another program, and
costs ten seconds however little there is to see: a run asks it when a tenth of the documents is new to it (the first run always), or
when told to; Dagster's check of a partition always does.

A table's parts of one fetch day are checked in groups of up to :data:`GROUP_BATCHES` batches, because a suite costs as much for one
batch as for a hundred. A result names the batches it covers and the SHA-256 of their parts. It says nothing of a part
that is another by now; where every rule held it goes on speaking for the others, and where one did not, nobody knows
whose rows broke it, so the whole group is checked again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assets.batches import PARTITIONED, Batch
from pipeline.link.merges import MERGES
from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render.duckdb import literal
from schemas.render.expectations import sql_rules
from warehouse import catalog, data_docs, landing, made, proving, quality, tables
from warehouse.layout import Layout, is_local
from warehouse.quality import Validation
from warehouse.sql_checks import CheckResult, rule_check, run_check

GROUP_BATCHES = 100
NEW_SHARE = 0.1
"""Share of the documents that are new to Great Expectations (0-1) from which on a run asks it."""
QUARANTINED_SHARE = 0.01
QUARANTINED_FEW = 5
"""So many documents may always be set aside for rules that they break: of a small corpus no share says anything."""

Digests = Mapping[str, Mapping[str, str]]
"""SHA-256 of the parts of one fetch day, by table and batch."""


def digests(layout: Layout, day: str) -> defaultdict[str, dict[str, str]]:
    """SHA-256 of every part of the day, by table and batch."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for _, batch in batches_of(layout, day):
        for name, digest in tables.part_digests(layout, day, batch).items():
            found[name][batch] = digest
    return found


def covered(validation: Validation, parts: Mapping[str, str]) -> set[str]:
    """Batches of which a kept result still says something; ``parts`` are the table's parts now, as SHA-256 by batch."""
    same = {batch for batch, digest in validation.covers.items() if parts.get(batch) == digest}
    return same if validation.success or len(same) == len(validation.covers) else set()


def kept(layout: Layout, table: Table, day: str, parts: Mapping[str, str]) -> Iterator[tuple[Path, Validation]]:
    """Results of the day that still say something, each with its file; what says nothing any more is removed."""
    for path in sorted(layout.quality(table.name, day).parent.glob("*.json")):
        validation = quality.read_validation(path)
        if covered(validation, parts):
            yield path, validation
        else:
            path.unlink()
            layout.data_docs(table.name, day, path.stem).unlink(missing_ok=True)


def uncovered(layout: Layout, table: Table, day: str, parts: Mapping[str, str]) -> list[str]:
    """Batches of the day whose part of the table no kept result speaks for."""
    done: set[str] = set()
    for _, validation in kept(layout, table, day, parts):
        done |= covered(validation, parts)
    return sorted(parts.keys() - done)


def unchecked(layout: Layout) -> list[Batch]:
    """Batches of which some part has not been validated since it was made."""
    found = set()
    for day in _days(layout):
        made = digests(layout, day)
        for table in PARTITIONED:
            found |= {(day, batch) for batch in uncovered(layout, table, day, made[table.name])}
    return sorted(found)


def batches_of(layout: Layout, day: str | None = None) -> list[Batch]:
    """Batches that landed, and those of which only parts are left: a release would have them, too."""
    left = {(key.day, key.batch) for table in PARTITIONED for key in tables.parts(layout, table, day)}
    return sorted(left.union(landing.batches(layout, day)))


def _days(layout: Layout) -> list[str]:
    return sorted({day for day, _ in batches_of(layout)})


def validate_table(layout: Layout, table: Table, day: str, parts: Mapping[str, str]) -> list[Validation]:
    """Validate the parts of one table and day that no kept result speaks for, group by group, and keep the results."""
    todo = uncovered(layout, table, day, parts)
    results = []
    for at in range(0, len(todo), GROUP_BATCHES):
        group = todo[at : at + GROUP_BATCHES]
        paths = [made.part_path(layout, table, day, batch) for batch in group]
        found = quality.validate_files(table, paths, layout.temporary, checks=_proved(layout, table, day, group))
        if found.blocked:
            relation = f"read_parquet([{', '.join(literal(str(path.absolute() if is_local(path) else path)) for path in paths)}], hive_partitioning = false)"
            with _views(layout) as connection:
                found = quality.named(table, found, connection, relation)
        results.append(found.covering({batch: parts[batch] for batch in group}))
        quality.write_validation(layout, results[-1], day, group_name(group))
        data_docs.write(layout, results[-1], day, group_name(group))
    if results:
        data_docs.index(layout, table.name)
    return results


def _views(layout: Layout) -> contextlib.closing[Any]:
    """A connection with a view of every table, to find out whose rows are wrong."""
    return contextlib.closing(
        catalog.connect(layout.root, read_only=False, temporary=layout.temporary, comments=False, japanese=False)
    )


def _proved(layout: Layout, table: Table, day: str, group: Sequence[str]) -> list[CheckResult] | None:
    """Results of the table's rules over all rows of these parts, where each was proved to break none; otherwise nothing is known."""
    for batch in group:
        record = made.read(layout, day, batch)
        is_clean = record is not None and record.proof is not None and record.proof.checks == proving.version()
        if not is_clean or record is None or record.proof is None or record.proof.failed or record.proof.warned:
            return None
    return [CheckResult(rule_check(table, rule.name), 0) for rule in sql_rules(table)]


def group_name(batches: Sequence[str]) -> str:
    """Name of a group of batches: of one, its own; of several, a hash of theirs.

    >>> group_name(["b1"])
    'b1'
    >>> group_name(["b1", "b2"])
    'group-a5139e3095cb0bd0'
    """
    if len(batches) == 1:
        return batches[0]
    return "group-" + hashlib.sha256("\n".join(sorted(batches)).encode()).hexdigest()[:16]


def validate(layout: Layout, progress: Callable[[int, int], None] = lambda _done, _total: None) -> list[Validation]:
    """Validate every part that no kept result speaks for; ``progress`` hears how many tables and days of how many are done."""
    todo = [(day, table) for day in _days(layout) for table in PARTITIONED]
    results: list[Validation] = []
    parts: Digests = {}
    for index, (day, table) in enumerate(todo):
        progress(index, len(todo))
        if table == PARTITIONED[0]:
            parts = digests(layout, day)
        results += validate_table(layout, table, day, parts[table.name])
    progress(len(todo), len(todo))
    return results


def waiting(layout: Layout) -> tuple[int, int]:
    """Documents that Great Expectations has not seen since their parts were made, and all of them."""
    new, unseen, total = set(unchecked(layout)), 0, 0
    for key, record in made.records(layout).items():
        rows = record.parts["documents"].rows
        total += rows
        unseen += rows if key in new else 0
    return unseen, total


def unchecked_merged(layout: Layout) -> list[str]:
    """Corpus-level tables that were written after they were last validated, or never were."""

    def is_checked(name: str) -> bool:
        result, merged = layout.quality(name), layout.merged(name)
        return not merged.exists() or (result.exists() and result.stat().st_mtime_ns >= merged.stat().st_mtime_ns)

    return [name for name in MERGES if not is_checked(name)]


def validate_merged(layout: Layout, names: Iterable[str]) -> list[Validation]:
    """Validate corpus-level tables as a whole, and keep the results of those that are there."""
    results = []
    for name in names:
        paths = tables.paths(layout, DATASET.table(name))
        found = quality.validate_files(DATASET.table(name), paths, layout.temporary)
        if found.blocked:
            with _views(layout) as connection:
                found = quality.named(DATASET.table(name), found, connection)
        results.append(found)
        if paths:
            quality.write_validation(layout, results[-1])
            data_docs.write(layout, results[-1])
            data_docs.index(layout, name)
    return results


def blocked(layout: Layout, *, share: float = QUARANTINED_SHARE) -> list[str]:
    """What blocks a release, one line each: rules that rows break, and more than ``share`` of the documents set aside for such."""
    return [*_unproved(layout), *_too_many(layout, share), *_invalid(layout)]


def _unproved(layout: Layout) -> list[str]:
    """Rules that rows break whose documents could not be set aside."""
    found = [
        f"{day}/{batch}: {line}"
        for (day, batch), record in made.records(layout).items()
        for line in (record.proof.failed if record.proof is not None else ())
    ]
    for name in MERGES:
        merged = made.read_merged(layout, DATASET.table(name))
        if merged is not None and merged.proof is not None and merged.proof.failed:
            with _views(layout) as connection:
                asked = [run_check(connection, check) for check in proving.of_table(DATASET.table(name))]
            found += [f"{name}: {check.line}" for check in asked if check.blocks]
    return found


def quarantined(layout: Layout) -> dict[str, str]:
    """Documents that were set aside because their rows break a rule, each with which."""
    return {
        document: detail
        for record in made.records(layout).values()
        for document, detail in (record.proof.quarantined if record.proof is not None else {}).items()
    }


def _too_many(layout: Layout, share: float) -> list[str]:
    aside = quarantined(layout)
    total = sum(record.parts["documents"].rows for record in made.records(layout).values())
    if len(aside) <= max(QUARANTINED_FEW, share * total):
        return []
    shown = "; ".join(f"{document}: {detail}" for document, detail in sorted(aside.items())[:3])
    return [f"{len(aside)} of {total} documents break rules and were set aside, more than {share:.0%} ({shown})"]


def _invalid(layout: Layout) -> list[str]:
    """Parts and merged tables whose kept validation blocks a release."""
    results: list[tuple[Path, Validation]] = []
    for day in _days(layout):
        parts = digests(layout, day)
        for table in PARTITIONED:
            results += kept(layout, table, day, parts[table.name])
    results += [(path, quality.read_validation(path)) for name in MERGES if (path := layout.quality(name)).exists()]
    found = []
    for path, validation in results:
        place = path.relative_to(layout.quality_root)
        broken = [result for result in validation.failed if validation.blocked and result.severity == "error"]
        found += [f"{validation.table} ({place}): {result.line}" for result in broken]
    return sorted(found)
