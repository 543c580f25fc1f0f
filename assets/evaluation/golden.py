"""The golden files: where they are, what is in them, and a hash of all.

In a checkout they are ``tests/golden``; an installed package has them beside this module. Belongs here: finding and reading them.
Does not belong here: what a set means (``sets``).
"""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError

Row = dict[str, Any]
_CHECKOUT = Path(__file__).resolve().parents[2] / "tests" / "golden"
_INSTALLED = Path(__file__).resolve().parent / "golden"
SUFFIXES = (".jsonl", ".csv")


class GoldenError(WarehouseError):
    """Golden files are missing or malformed; the message says which and what to do."""


def folder() -> Path:
    """Directory of the golden files; raises :class:`GoldenError` where there is none."""
    for place in (_CHECKOUT, _INSTALLED):
        if (place / "statements.jsonl").is_file():
            return place
    raise GoldenError(
        "there are no golden texts here; they come with a checkout (tests/golden) and with a wheel built from one: name their folder with --golden"
    )


def names(place: Path) -> list[str]:
    """Names of the golden files of a folder, sorted; floors are no gold."""
    return sorted(path.name for path in place.iterdir() if path.suffix in SUFFIXES and path.stem != "floors")


def version(place: Path) -> str:
    """Hash of every golden file of a folder."""
    digest = hashlib.sha256()
    for name in names(place):
        digest.update(name.encode() + b"\0" + (place / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def records(place: Path, name: str) -> list[Row]:
    """Records of a file of JSON Lines; raises :class:`GoldenError` where it cannot be read."""
    path, found = place / name, []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GoldenError(f"{path} cannot be read; get the golden texts again") from error
    for number, line in enumerate(lines, 1):
        try:
            found.append(json.loads(line))
        except ValueError as error:
            raise GoldenError(f"{path}, line {number}: {error}") from error
    return found


def table(place: Path, name: str) -> list[dict[str, str]]:
    """Rows of a CSV file, every value a text; raises :class:`GoldenError` where it cannot be read or a row is not whole."""
    path = place / name
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, restkey="more"))
    except OSError as error:
        raise GoldenError(f"{path} cannot be read; get the golden texts again") from error
    for number, row in enumerate(rows, 2):
        if "more" in row or None in row.values():
            raise GoldenError(f"{path}, line {number}: it has not as many values as the header")
    return rows
