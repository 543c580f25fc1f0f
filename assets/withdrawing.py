"""Withdrawing at somebody's request, as functions: what it would reach, doing it, undoing it, and keeping to it. No Dagster, no terminal.

Belongs here: the order of a withdrawal. Does not belong here: what it is about and removing bytes (``warehouse.withdrawing``), the list
(``warehouse.withdrawals``).

A request is on the list before anything else happens. Parts that hold it are made again without it, then everything that rests on them;
whatever ends in between, the next run goes on, and no release is built meanwhile.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from assets import batches
from assets.running import Progress, RunSummary, run
from warehouse import tables, withdrawals, withdrawing
from warehouse.layout import EDITIONS, Layout
from warehouse.release import index
from warehouse.withdrawals import Withdrawal, WithdrawalError


@dataclass(frozen=True)
class Reach:
    """What a request is about: its kind and key, the documents, the batches whose parts hold them, and the releases that do, with how many."""

    kind: str
    key: str
    documents: frozenset[str]
    releases: tuple[str, ...]
    standing: Withdrawal | None


def reach(layout: Layout, named: str) -> Reach:
    """What withdrawing ``named`` would reach; raises :class:`WithdrawalError` where it is nothing that is here or may come."""
    standing = next((entry for entry in withdrawals.standing(layout) if entry.id == named), None)
    kind, key = (standing.kind, standing.key) if standing else withdrawing.resolve(layout, named)
    found = withdrawing.documents_of(layout, kind, key) | frozenset(standing.documents if standing else ())
    if not found and kind in ("document", "article"):
        raise WithdrawalError(f"there is no {kind} {named} in {layout.root}; nothing was withdrawn")
    held = tuple(f"{edition}/{version}" for edition, version, _ in withdrawing.releases_with(layout, found))
    return Reach(kind, key, found, held, standing)


def withdraw(
    root: Path,
    named: str,
    *,
    requested_by: str,
    reason: str,
    moment: dt.datetime,
    purge: bool = False,
    progress: Progress = lambda _phase, _done, _total: None,
) -> tuple[Withdrawal, RunSummary]:
    """Withdraw a document, an article, an address or a source: put it on the list, and make everything again without it.

    With ``purge`` its bytes are removed from the landing, and the releases that hold it. What it names and who asked is kept for good.
    Raises :class:`WithdrawalError` where it names nothing.
    """
    layout = Layout(root)
    with tables.hold(layout):
        found = reach(layout, named)
        entry = found.standing or Withdrawal(
            named, found.kind, found.key, requested_by, reason, moment.isoformat(timespec="seconds"), ()
        )
        entry = replace(entry, documents=tuple(sorted(found.documents)), is_purged=entry.is_purged or purge)
        withdrawals.put(layout, entry)
    # what is left was proved and looked at before
    summary = run(root, (), fetched_at=moment, expectations=False, progress=progress)
    with tables.hold(layout):
        entry = next(held for held in withdrawals.standing(layout) if held.id == named)
        if entry.is_purged:
            progress("purging", 0, None)
            withdrawing.purge(layout, entry.documents)
            withdrawing.retract(layout, entry)
            batches.prove_again(layout)
        _list_anew(layout)
    return next(held for held in withdrawals.standing(layout) if held.id == named), summary


def undo(
    root: Path, named: str, *, moment: dt.datetime, progress: Progress = lambda _phase, _done, _total: None
) -> RunSummary:
    """Undo a withdrawal that was not purged, and make everything again with what it left out.

    Raises :class:`WithdrawalError` where there is none, or its bytes are gone.
    """
    layout = Layout(root)
    with tables.hold(layout):
        entry = next((held for held in withdrawals.standing(layout) if held.id == named), None)
        if entry is None:
            raise WithdrawalError(f"{named} is not withdrawn; `kawaraban withdraw` without an id lists what is")
        withdrawals.put(layout, withdrawals.undone(entry, moment.isoformat(timespec="seconds")))
    summary = run(root, (), fetched_at=moment, expectations=False, progress=progress)
    with tables.hold(layout):
        _list_anew(layout)
    return summary


def _list_anew(layout: Layout) -> None:
    """Write the indexes again: they say which releases hold what was withdrawn since."""
    for edition in EDITIONS:
        if layout.release_index(edition).exists():
            index.write(layout, edition)
