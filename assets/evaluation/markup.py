"""The markup of annotated golden articles, and the gold that it stands for.

A span is ``[surface|label]``, a sentence ends at ``‖`` (and its style: ``m`` polite, ``n`` noun-final, ``o`` other). Labels:

======================  ==========================================================================================
``PERSON#2``            a name of that type, of the thing 2 of this article; ``:ab`` abbreviation, ``:an`` anaphor,
                        ``:co`` part of a compound, ``:*`` form not asked about
``@former#2<1``         a role of person 2 in organization 1, current where no status is given
``=2026-06/START``      a time with value and mod; ``*`` stands for what is not asked about
``$20..90:人``          an amount from 20 to 90 (``$20..:人`` from 20 on, ``$20:人`` just 20) with its unit
``~possibility``        a hedge of that category
``…?``                  neither demanded nor punished
======================  ==========================================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from assets.evaluation.golden import GoldenError

Row = dict[str, Any]
_SPAN = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]|‖([dmno]?)")
_NAME = re.compile(r"([A-Z]+)#(\w+)(?::(\w*\*?))?")
_ROLE = re.compile(r"@(\w*)#(\w+)(?:<(\w+))?")
_AMOUNT = re.compile(r"\$([\d.]+?)(\.\.([\d.]*))?:(.+)")
_FORMS = {None: "name", "ab": "abbreviation", "an": "anaphor", "co": "compound"}
_STYLES = {"": "da_dearu", "d": "da_dearu", "m": "desu_masu", "n": "noun_final", "o": "other"}
_BRACKETS = {"「": "」", "『": "』"}


@dataclass
class Annotated:
    """A text without its markup, and golden rows with ``start`` and ``end`` in it, by kind."""

    text: str
    names: list[Row] = field(default_factory=list)
    roles: list[Row] = field(default_factory=list)
    times: list[Row] = field(default_factory=list)
    amounts: list[Row] = field(default_factory=list)
    hedges: list[Row] = field(default_factory=list)
    sentences: list[Row] = field(default_factory=list)
    quotations: list[Row] = field(default_factory=list)
    open: list[tuple[int, int]] = field(default_factory=list)


def parse(marked: str) -> Annotated:
    """The text and what its markup says; raises :class:`GoldenError` where a label is none.

    >>> found = parse("[港市|GPE#1]の[岬葵|PERSON#2][市長|@#2<1]は[3日|=2026-06-03]、「残す」と語った。‖")
    >>> found.text, found.roles
    ('港市の岬葵市長は3日、「残す」と語った。', [{'status': 'current', 'person': '2', 'organization': '1', 'start': 5, 'end': 7}])
    """
    pieces, length, cursor = [], 0, 0
    found, ends = Annotated(""), []
    for match in _SPAN.finditer(marked):
        before = marked[cursor : match.start()]
        pieces.append(before)
        length += len(before)
        cursor = match.end()
        surface, label, style = match.groups()
        if surface is None:
            ends.append((length, style))
            continue
        pieces.append(surface)
        _enter(found, label, length, length + len(surface))
        length += len(surface)
    found.text = "".join([*pieces, marked[cursor:]])
    found.sentences = _sentences(found.text, ends)
    found.quotations = brackets(found.text)
    return found


def _enter(found: Annotated, label: str, start: int, end: int) -> None:
    place = {"start": start, "end": end}
    if label.endswith("?"):
        found.open.append((start, end))
    elif name := _NAME.fullmatch(label):
        form = name[3] and name[3].removesuffix("*")
        asked = None if name[3] and name[3].endswith("*") and not form else _FORMS.get(form, form)
        found.names.append({"type": name[1], "thing": name[2], "form": asked, **place})
    elif role := _ROLE.fullmatch(label):
        found.roles.append({"status": role[1] or "current", "person": role[2], "organization": role[3], **place})
    elif label.startswith("="):
        value, _, mod = label[1:].partition("/")
        found.times.append({"value": value, "mod": mod or None, **place})
    elif amount := _AMOUNT.fullmatch(label):
        low = float(amount[1])
        high = low if amount[2] is None else float(amount[3]) if amount[3] else None
        found.amounts.append({"min": low, "max": high, "unit": amount[4], **place})
    elif label.startswith("~"):
        found.hedges.append({"category": label[1:], **place})
    else:
        raise GoldenError(f"golden articles: {label!r} is no label (assets/evaluation/markup.py lists them)")


def _sentences(text: str, ends: list[tuple[int, str]]) -> list[Row]:
    rows, cursor = [], 0
    for end, style in ends:
        start = cursor + len(text[cursor:end]) - len(text[cursor:end].lstrip())
        rows.append({"start": start, "end": end, "style": _STYLES[style]})
        cursor = end
    return rows


def brackets(text: str) -> list[Row]:
    """Every span in quotation marks, with them, in the order in which they open.

    >>> [(row["start"], row["end"]) for row in brackets("「A『B』」と「C」")]
    [(0, 6), (2, 5), (7, 10)]
    """
    rows: list[Row] = []
    opened: list[Row] = []
    for place, character in enumerate(text):
        if character in _BRACKETS:
            opened.append({"start": place, "mark": _BRACKETS[character]})
            rows.append(opened[-1])
        elif opened and character == opened[-1]["mark"]:
            opened.pop()["end"] = place + 1
    return [row for row in rows if "end" in row]
