"""What a statement is before it becomes a row, and how sure its parts are.

Belongs here: the record of a statement and the levels of its confidence. Does not belong here: how any of it is found.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extract.saying.attributions import Link
from pipeline.extract.saying.speakers import Agent

_OPENED = re.compile(r"[(（]")
_CLOSED = re.compile(r"[)）]")
_BEFORE = 60  # code points before a content in which a parenthesis may open
#: what stands before a parenthesis and belongs to it: 懲役2年|(求刑は3年)
_REMARKED = re.compile(r"[^、。はがをにとで\s]{1,20}$")
MARKED = 0.9
"""The clause itself names the speaker: as its topic, its subject, its source, or right before the quotation."""
ATTRIBUTIVE = 0.8
"""The clause modifies its speaker (「…」と話す|住民), or somebody's name stands before a quotation without a verb."""
CARRIED = 0.7
"""The speaker is that of the clause before, the source of the sentence, or what the form tells (the writer, nobody)."""
UNCUED = 0.6
"""No word says that the quotation was said: a human subject does something at it, or it answers a question."""
GUESSED = 0.5
"""The speaker is whom the text spoke of last; nothing in the sentence tells."""


class Statement(NamedTuple):
    """A statement as the table has it, its speaker and sources as agents; ``quoted`` holds start and kind of its quotations.

    ``clause`` is the span of the clause of its cue, in which a time tells when it was said; ``told`` are spans of those it is told to; what
    ``is_inside`` another's words was said at a time of its own.
    """

    start: int
    end: int
    cue_start: int | None
    cue_end: int | None
    kind: str
    cue_class: str
    certainty: str
    polarity: str
    speaker_kind: str
    speaker: Agent | None
    speaker_marker: str | None
    chain: tuple[Link, ...]
    quoted: tuple[tuple[int, str], ...]
    method: str
    confidence: float
    clause: tuple[int, int] = (0, 0)
    told: tuple[tuple[int, int], ...] = ()
    is_inside: bool = False


def uncued(
    start: int, end: int, speaker: Agent | None, quoted: tuple[tuple[int, str], ...], confidence: float
) -> Statement:
    """The statement of a quotation that no cue governs; without a ``speaker`` it is of somebody unnamed."""
    kind = speaker.kind if speaker is not None else "anonymous"
    return Statement(
        start, end, None, None, "direct", "none", "certain", "positive", kind, speaker, None, (), quoted,
        "rule:bare_quotation", confidence,
    )  # fmt: skip


def trimmed(statement: Statement, text: str) -> Statement:
    """The statement without the spaces at either end of its content: some pages set 「 橋は直す 」."""
    content = text[statement.start : statement.end]
    if not (content[:1].isspace() or content[-1:].isspace()):
        return statement
    start = statement.start + len(content) - len(content.lstrip())
    return statement._replace(start=start, end=start + len(content.strip()))


def closed(statement: Statement, text: str) -> Statement:
    """The statement with a content that does not run out of a parenthesis.

    What a source in it says ends with it: 6人(夕凪新聞によれば|7人)がけが. A sentence that its stop cuts goes on behind it:
    (日本時間。以下同)、|10人が死亡した; of any other the word before belongs to it: 懲役2年(求刑は3年)の判決.
    """
    content = text[statement.start : statement.end]
    closing = _unopened(content)
    if closing is None or statement.kind == "direct":
        return statement
    before = text[max(statement.start - _BEFORE, 0) : statement.start]
    opening = max((found.start() for found in _OPENED.finditer(before)), default=None)
    if opening is None or "。" in before[opening:] or "\n" in before[opening:]:
        rest = content[closing + 1 :]
        start = statement.end - len(rest.lstrip("、 "))
        return statement._replace(start=start) if start < statement.end else statement
    if statement.speaker_marker is not None:
        return statement._replace(end=statement.start + closing) if closing > 0 else statement
    remarked = _REMARKED.search(before[:opening])
    return statement if remarked is None else statement._replace(start=statement.start - len(before) + remarked.start())


def _unopened(content: str) -> int | None:
    """Place of the first mark that closes a parenthesis which the content does not open, or none."""
    if _CLOSED.search(content) is None:
        return None
    depth = 0
    for at, mark in enumerate(content):
        if mark in "(（":
            depth += 1
        elif mark in ")）":
            depth -= 1
            if depth < 0:
                return at
    return None
