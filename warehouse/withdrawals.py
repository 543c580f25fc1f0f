"""What was withdrawn at somebody's request: the list of tombstones, and leaving it out of what is made.

Belongs here: the list, and what it means to rows as they were received. Does not belong here: finding what a request is about, removing
bytes (``withdrawing``).

``withdrawals.json`` is kept for good: who asked, when and why, which documents (hashes) and releases, and nothing of what they said. A document
on the list is read from the landing as a record without bytes whose reason is ``withdrawn``, so it has a row in ``rejections`` and nowhere
else, whenever and from wherever it comes again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import files
from warehouse.errors import WarehouseError
from warehouse.layout import Layout

REASON = "withdrawn"
"""Why a record has no bytes, as ``rejections`` says it."""


class WithdrawalError(WarehouseError):
    """A request that cannot be carried out, or a list that cannot be read."""


@dataclass(frozen=True)
class Withdrawal:
    """A request: what it names (``kind`` is document, article, url or source), who asked for it, when and why; and what it reached.

    ``key`` is what rows are compared with: of a source its identifier. ``undone_at`` is empty while it stands. ``retracted`` are releases
    that were removed because they held it, as ``edition/version``.
    """

    id: str
    kind: str
    key: str
    requested_by: str
    reason: str
    withdrawn_at: str
    documents: tuple[str, ...]
    is_purged: bool = False
    undone_at: str = ""
    retracted: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it was not undone."""
        return not self.undone_at


def read(layout: Layout) -> tuple[Withdrawal, ...]:
    """Every request so far, undone ones among them; raises :class:`WithdrawalError` where the list is damaged."""
    path = layout.withdrawals
    try:
        found = json.loads(path.read_bytes())["withdrawals"]
        return tuple(
            Withdrawal(**{**entry, "documents": tuple(entry["documents"]), "retracted": tuple(entry["retracted"])})
            for entry in found
        )
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        # to go on without it would publish what must not be
        raise WithdrawalError(f"{path} cannot be read; restore it from a copy ({type(error).__name__})") from error


def write(layout: Layout, found: Iterable[Withdrawal]) -> None:
    """Write the list in one step."""
    text = json.dumps({"withdrawals": [asdict(entry) for entry in found]}, ensure_ascii=False, indent=2) + "\n"
    files.write_text(layout.withdrawals, text, layout.temporary)


def put(layout: Layout, changed: Withdrawal) -> None:
    """Add a request to the list, or replace the standing one of the same id."""
    known = read(layout)
    if any(entry.id == changed.id and entry.stands for entry in known):
        write(layout, (changed if entry.id == changed.id and entry.stands else entry for entry in known))
    else:
        write(layout, (*known, changed))


def standing(layout: Layout) -> tuple[Withdrawal, ...]:
    """The requests that were not undone."""
    return tuple(entry for entry in read(layout) if entry.stands)


def documents(layout: Layout, *, purged: bool = False) -> frozenset[str]:
    """Documents that are withdrawn; with ``purged`` those whose bytes were removed."""
    found = (entry for entry in standing(layout) if entry.is_purged or not purged)
    return frozenset(document for entry in found for document in entry.documents)


def digest(layout: Layout) -> str | None:
    """What a release says of the list it was built by; ``None`` where nothing is withdrawn."""
    named = sorted(documents(layout))
    return hashlib.sha256("\n".join(named).encode()).hexdigest() if named else None


def retracted(layout: Layout, edition: str) -> list[str]:
    """Versions of an edition that were removed because they held what was withdrawn with its bytes."""
    found = (name.split("/") for entry in read(layout) for name in entry.retracted)
    return sorted({version for held, version in found if held == edition})


def leave_out(rows: pa.Table, withdrawn: Iterable[str]) -> pa.Table:
    """Rows of the landing as they are read: those of withdrawn documents have no bytes and the reason why.

    >>> rows = pa.table({"document_id": ["a", "b"], "content": [b"x", b"y"], "rejection_reason": pa.nulls(2, pa.string()), "rejection_detail": pa.nulls(2, pa.string())})
    >>> leave_out(rows, ["b"]).drop_columns(["rejection_detail"]).to_pylist()
    [{'document_id': 'a', 'content': b'x', 'rejection_reason': None}, {'document_id': 'b', 'content': None, 'rejection_reason': 'withdrawn'}]
    """
    named = pa.array(sorted(withdrawn), rows.schema.field("document_id").type)
    hit = pc.is_in(rows["document_id"], value_set=named)
    if not pc.any(hit).as_py():
        return rows
    values: dict[str, Any] = {"content": None, "rejection_reason": REASON, "rejection_detail": None}
    for name, value in values.items():
        at = rows.column_names.index(name)
        field = rows.schema.field(at)
        rows = rows.set_column(at, field, pc.if_else(hit, pa.scalar(value, field.type), rows[name]))
    return rows


def undone(entry: Withdrawal, moment: str) -> Withdrawal:
    """The same request, undone at this moment; raises :class:`WithdrawalError` where its bytes are gone."""
    if entry.is_purged:
        raise WithdrawalError(f"{entry.id} was purged: its bytes are gone, and there is nothing to bring back")
    return replace(entry, undone_at=moment)
