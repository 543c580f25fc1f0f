"""One line of a JSON Lines file: an object with ``id``, ``text`` or ``html``, and optionally ``title``, ``url``,
``published_at`` and ``source``.

Belongs here: the shape of the object and the repair of its strings. Does not belong here: reading the ``html`` it holds.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from pipeline.read.dates import parse_iso

# A lone half of a surrogate pair, as a JSON escape "\ud83d" without its partner leaves it.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_OPTIONAL = ("title", "url", "source", "published_at", "language")


class JsonLineError(ValueError):
    """The line cannot be used; ``reason`` is a value of the vocabulary ``rejection_reason``."""

    def __init__(self, reason: str, message: str, external_id: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.external_id = external_id


@dataclass
class JsonRecord:
    """A line's values. ``invalid`` says which fields were left out and why; ``replacement_count`` counts repaired characters."""

    external_id: str | None = None
    text: str | None = None
    html: str | None = None
    optional: dict[str, str] = field(default_factory=dict)
    invalid: list[str] = field(default_factory=list)
    replacement_count: int = 0


def parse_line(line: str) -> JsonRecord:
    r"""The record on a line; raises :class:`JsonLineError` where there is none.

    An ``id`` that is a number becomes a string; a lone surrogate becomes U+FFFD and is counted; any other field that is
    no string, and a ``published_at`` that is no date, are left out and named in ``invalid``.

    >>> parse_line('{"id": 7, "text": "本文。", "title": 3}')
    JsonRecord(external_id='7', text='本文。', html=None, optional={}, invalid=['title is a number, not a string'], replacement_count=0)
    """
    try:
        value = json.loads(line, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise JsonLineError("invalid_json", (str(error) or type(error).__name__)[:300]) from error
    if not isinstance(value, dict):
        raise JsonLineError("not_an_object", f"{_kind(value)}, not an object")
    record = JsonRecord()
    record.external_id = _identifier(value.get("id"), record)
    record.text = _string(value, "text", record)
    record.html = _string(value, "html", record)
    for name in _OPTIONAL:
        if (found := _string(value, name, record)) is not None and found.strip():
            record.optional[name] = found.strip()
    if "published_at" in record.optional and parse_iso(record.optional["published_at"]) is None:
        record.invalid.append(f"published_at is no date: {record.optional.pop('published_at')[:40]!r}")
    if record.text is None and record.html is None:
        found_names = ", ".join(sorted(map(str, value))[:8]) or "nothing"
        problems = "".join(f"; {problem}" for problem in record.invalid if problem.startswith(("text", "html")))
        raise JsonLineError(
            "missing_text", f"neither text nor html among {found_names}{problems}"[:300], record.external_id
        )
    return record


def _identifier(value: object, record: JsonRecord) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return _repair(value, record).strip() or None
    if value is not None:
        record.invalid.append(f"id is {_kind(value)}, not a string")
    return None


def _string(value: dict[str, object], name: str, record: JsonRecord) -> str | None:
    found = value.get(name)
    if isinstance(found, str):
        return _repair(found, record)
    if found is not None:
        record.invalid.append(f"{name} is {_kind(found)}, not a string")
    return None


def _repair(text: str, record: JsonRecord) -> str:
    if text.isascii():
        return text
    repaired, count = _LONE_SURROGATE.subn("\ufffd", text)
    record.replacement_count += count
    return repaired


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "an array"}
    return names.get(type(value), "an object")
