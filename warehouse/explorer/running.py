"""Which explorers run on this machine, so that the Dagster UI leads to the one of its data directory.

Belongs here: a note beside this machine's other own files, while an explorer runs. Does not belong here: serving (``serve``).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from warehouse.layout import is_local

_ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]|localhost):[0-9]{1,5}/")


def _folder() -> Path:
    cache = os.environ.get("KAWARABAN_CACHE") or "~/.cache/kawaraban"
    return Path(cache).expanduser().absolute() / "explorers"


@contextlib.contextmanager
def announced(root: Path, address: str) -> Iterator[None]:
    """Note that an explorer of ``root`` answers at ``address``, until it ends; one that others on the network see is not noted."""
    if not is_local(root) or not _ADDRESS.fullmatch(address):
        yield
        return
    note = _folder() / f"{os.getpid()}.json"
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"root": str(root.resolve()), "address": address}), encoding="utf-8")
    except OSError:  # no home: nothing is noted, and it runs all the same
        yield
        return
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def running(root: Path) -> str | None:
    """Address of an explorer of this data directory, or of a release in it, that runs on this machine."""
    if not is_local(root):
        return None
    wanted, found = root.resolve(), None
    for note in sorted(_folder().glob("*.json")):
        try:
            held = json.loads(note.read_text(encoding="utf-8"))
            looked, address = Path(held["root"]), str(held["address"])
            os.kill(int(note.stem), 0)
        except ProcessLookupError:
            note.unlink(missing_ok=True)  # it was killed
            continue
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if _ADDRESS.fullmatch(address) and looked.is_relative_to(wanted):
            if looked == wanted:
                return address
            found = address
    return found
