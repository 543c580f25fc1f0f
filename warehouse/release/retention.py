"""Which releases of the local edition go where only the newest are to be kept; setting them aside, and taking that back.

Belongs here: the choice, and moving. Does not belong here: what no release needs (``vacuum``), and releases that a request removes for good (``withdrawing``).

A release of every day says nearly the same as that of the day before, and each has a list of every part. Kept are the newest, the last of each month, the one that the
newest was compared with, and what somebody reads. CHANGELOG.md of a release tells of all before it, and ``changes/`` is its own: neither needs the others.
The last of a month stays also because numbers are counted up from it. Public releases, and what is published, are none of this module's business.

What goes lies in ``removed/dt=<day>/`` of the data directory for :data:`KEPT_DAYS` days. At an address there is no moving: there it goes for good.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse import files, occupied
from warehouse.layout import Edition, Layout, is_local
from warehouse.release import index, manifest

KEPT_DAYS = 7
"""How long a release that was set aside can be put back."""
EDITION: Edition = "local"


@dataclass(frozen=True)
class Going:
    """A release that need not stay, and why."""

    path: Path
    why: str


def going(layout: Layout, newest: int) -> list[Going]:
    """Releases of the local edition that go where the ``newest`` are kept, the oldest first; call it while holding the data directory."""
    known = manifest.versions(layout, EDITION)
    kept = _kept(layout, known, newest)
    return [
        Going(layout.release(version, EDITION), f"not among the newest {newest}, nor the last of its month")
        for version in reversed(known)
        if version not in kept and not occupied.is_read(layout.release(version, EDITION))
    ]


def _kept(layout: Layout, known: Sequence[str], newest: int) -> set[str]:
    last: dict[tuple[int, ...], str] = {}
    for version in known:  # newest first
        last.setdefault(manifest.version_key(version)[0][:2], version)
    since = [
        str(manifest.read_manifest(layout.release(version, EDITION)).get("changes", {}).get("since"))
        for version in known[:1]
    ]
    return {*known[: max(newest, 1)], *last.values(), *since}


def freed(found: Iterable[Going]) -> int:
    """Bytes that are free when these releases are gone: a part that the tables or another release have, too, takes no room of its own."""
    links: Counter[tuple[int, int]] = Counter()
    held: dict[tuple[int, int], tuple[int, int]] = {}
    total = 0
    for item in found:
        for path in item.path.rglob("*"):
            if not is_local(path):
                total += int(path.stat().st_size)
                continue
            about = path.lstat()
            if not path.is_dir():
                key = (about.st_dev, about.st_ino)
                links[key] += 1
                held[key] = (about.st_nlink, about.st_size)
    return total + sum(size for key, (count, size) in held.items() if links[key] == count)


def set_aside(layout: Layout, found: Iterable[Going], today: dt.date) -> list[str]:
    """Take these releases out of the index and away, and write the index; which versions. Call it while holding the data directory."""
    gone = []
    for item in found:
        if is_local(item.path):
            target = layout.removed(today) / item.path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            files.remove(target)  # one of this version that was set aside today, put back and set aside again
            item.path.rename(target)
        else:
            remove(item.path)
        gone.append(item.path.name)
    if gone:
        index.write(layout, EDITION)
    return gone


def aside(layout: Layout) -> list[Path]:
    """Directories of releases that can still be put back, those first that were set aside first."""
    found = layout.removed_root.glob(f"dt=*/*/{manifest.MANIFEST}") if is_local(layout.root) else ()
    return sorted(path.parent for path in found)


def over(layout: Layout, today: dt.date) -> list[Path]:
    """Directories of what was set aside longer than :data:`KEPT_DAYS` days ago."""
    until = (today - dt.timedelta(days=KEPT_DAYS)).isoformat()
    found = sorted(layout.removed_root.glob("dt=*")) if is_local(layout.root) else []
    return [path for path in found if path.name.removeprefix("dt=") < until]


def forget(paths: Iterable[Path]) -> None:
    """Remove these directories for good."""
    for path in paths:
        files.remove(path)
        with contextlib.suppress(OSError):  # others were set aside on that day
            path.parent.rmdir()


def put_back(layout: Layout) -> list[str]:
    """Put back what was set aside and can be, and write the index; which versions. Call it while holding the data directory."""
    back = []
    for source in reversed(aside(layout)):
        target = layout.release(source.name, EDITION)
        if not target.exists():
            source.rename(target)
            back.append(source.name)
    if back:
        index.write(layout, EDITION)
        forget(path for path in layout.removed_root.glob("dt=*") if not any(path.iterdir()))
    return sorted(back, key=manifest.version_key)


def keep(layout: Layout, newest: int, today: dt.date) -> list[str]:
    """Set aside all but the ``newest``, and forget what was set aside long ago: what a daily run does."""
    try:
        gone = set_aside(layout, going(layout, newest), today)
        forget(over(layout, today))
    except OSError as error:
        raise manifest.ReleaseError(
            f"older releases cannot be set aside ({error.strerror or error}); the newest one is whole"
        ) from error
    return gone


def remove(directory: Path) -> None:
    """Remove a release for good, the manifest first: without it there is no release."""
    (directory / manifest.MANIFEST).unlink(missing_ok=True)
    for name in manifest.names(directory):
        (directory / name).unlink(missing_ok=True)
    if is_local(directory):
        files.remove(directory)
