"""What is of older versions, and making it again; what was checked by older checks, and checking it again. No Dagster, no terminal.

Belongs here: saying what would be done, and doing just that. Does not belong here: what makes a part old (``warehouse.tables``), and running
the stages (``batches``). Neither lands anything nor builds a release: the next run, or the job ``release``, does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assets import batches, checking
from assets.batches import Batch, BatchReport
from assets.engines import Engine
from pipeline.link.merges import MERGES
from pipeline.versions import versions
from schemas.dataset import DATASET
from warehouse import catalog, landing, made, proving, tables, withdrawing
from warehouse.errors import WarehouseError
from warehouse.layout import Layout, day_text

SHOWN = 12


class RenewingError(WarehouseError):
    """A day is asked for that has nothing."""


def _count(number: int, noun: str, plural: str = "s") -> str:
    """A number and its noun.

    >>> _count(1, "batch", "es"), _count(2, "batch", "es")
    ('1 batch', '2 batches')
    """
    return f"{number:,} {noun}{'' if number == 1 else plural}"


@dataclass(frozen=True)
class Item:
    """A batch that would be worked on: how many records it has, and why."""

    day: str
    batch: str
    records: int
    why: str


@dataclass(frozen=True)
class Plan:
    """What would be done, by day and batch."""

    items: tuple[Item, ...]

    @property
    def batches(self) -> list[Batch]:
        """The batches, in order."""
        return [(item.day, item.batch) for item in self.items]

    @property
    def summary(self) -> str:
        """In one line."""
        days = len({item.day for item in self.items})
        records = sum(item.records for item in self.items)
        return f"{_count(len(self.items), 'batch', 'es')} of {_count(days, 'day')}, {_count(records, 'record')}"

    @property
    def lines(self) -> list[str]:
        """A line a day and reason."""
        return [
            f"{day}  {_count(len(found), 'batch', 'es')}, {_count(sum(item.records for item in found), 'record')}: {why}"
            for (day, why), group in groupby(
                sorted(self.items, key=lambda item: (item.day, item.why)), lambda item: (item.day, item.why)
            )
            if (found := list(group))
        ]


def to_rebuild(layout: Layout, days: Sequence[str] = ()) -> Plan:
    """Batches of which a part is missing, damaged or of other versions than those of this code; of these days, where any are named.

    Raises :class:`RenewingError` where nothing landed on a day that is named.
    """
    wanted = _wanted(layout, days)
    todo = [key for key in batches.pending(layout) if key[0] in wanted]
    return _plan(layout, ((key, _why_old(layout, key)) for key in todo))


def to_recheck(layout: Layout, days: Sequence[str] = (), *, everything: bool = False) -> Plan:
    """Batches that were proved by other checks, or not at all, and those that Great Expectations has not seen as they are; or all of them."""
    wanted = _wanted(layout, days)
    there = [key for key in tables.whole_batches(layout) if key[0] in wanted]
    unseen = set(checking.unchecked(layout))
    found = []
    for key in there:
        record = made.read(layout, *key)
        if record is None or record.proof is None:
            found.append((key, "it was never proved"))
        elif record.proof.checks != proving.version():
            found.append(
                (key, f"it was proved by checks {record.proof.checks[:12]}, they are {proving.version()[:12]}")
            )
        elif key in unseen:
            found.append((key, "Great Expectations has not seen it as it is"))
        elif everything:
            found.append((key, "everything is asked for"))
    return _plan(layout, found)


def rebuild(
    layout: Layout,
    plan: Plan,
    *,
    engine: Engine | None = None,
    wait: float = 0,
    on_done: Callable[[BatchReport], None] | None = None,
) -> list[BatchReport]:
    """Make the batches of a plan again, and what follows from them: tables of the corpus, and the catalog."""
    if not plan.items:
        return []
    with tables.hold(layout, wait=wait):
        tables.clean_temporary(layout)
        withdrawing.forget(layout, withdrawing.out_of_step(layout))
        old = set(batches.pending(layout))
        reports = batches.process_all(
            layout, [key for key in plan.batches if key in old], engine=engine, on_done=on_done
        )
        batches.merge_corpus_tables(layout)
        catalog.build(layout)
    return reports


def recheck(layout: Layout, plan: Plan, *, wait: float = 0) -> list[str]:
    """Prove the batches of a plan again, over every row, and have Great Expectations look at them; what blocks a release, a line each."""
    with tables.hold(layout, wait=wait):
        tables.clean_temporary(layout)
        batches.prove_again(layout, also=plan.batches)
        for day, found in groupby(plan.batches, lambda key: key[0]):
            _forget_results(layout, day, {batch for _, batch in found})
        checking.validate(layout)
        checking.validate_merged(layout, MERGES)
        return checking.blocked(layout)


def _forget_results(layout: Layout, day: str, wanted: set[str]) -> None:
    """Remove kept results that speak of any of these batches: what they cover besides is looked at again, too."""
    parts = checking.digests(layout, day)
    for table in batches.PARTITIONED:
        for path, validation in list(checking.kept(layout, table, day, parts[table.name])):
            if wanted & validation.covers.keys():
                path.unlink()


def _wanted(layout: Layout, days: Sequence[str]) -> set[str]:
    there = {day for day, _ in landing.batches(layout)}
    for day in map(day_text, days):
        if day not in there:
            raise RenewingError(f"nothing landed on {day}")
    return set(days) or there


def _plan(layout: Layout, found: Iterable[tuple[Batch, str]]) -> Plan:
    return Plan(tuple(Item(*key, landing.record_count(layout, *key), why) for key, why in found))


def _why_old(layout: Layout, key: Batch) -> str:
    """Which versions are others, or what is missing."""
    now, seen = versions(), Counter[str]()
    for table in DATASET.tables:
        try:
            held = tables.versions_of(made.part_path(layout, table, *key))
        except (tables.TableError, OSError, ValueError):
            seen["a part is missing or cannot be read"] += 1
            continue
        for name in now:
            if held.get(name) != now[name]:
                seen[f"{name} {held.get(name)} → {now[name]}"] += 1
    if seen.total() == len(DATASET.tables) and seen["a part is missing or cannot be read"]:
        return "nothing was made of it yet"
    return ", ".join(sorted(seen)) or "its columns are not those declared"
