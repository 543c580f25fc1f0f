"""Statements of paragraphs: what was said, by whom, according to whom, when, how certainly, about whom, and which brackets are speech."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assets.evaluation.figures import Count
from assets.evaluation.reading import Read
from assets.evaluation.scoring.sheet import Judged, Sheet

Row = dict[str, Any]
FIELDS = (
    "content",
    "cue",
    "kind",
    "speaker",
    "speaker_kind",
    "chain",
    "certainty",
    "polarity",
    "quotation",
    "said_earliest",
    "said_latest",
    "said_basis",
    "about",
    "addressee",
)
"""What a golden statement says, each with the same name as in what was found."""
_COLUMNS = {
    "content": ("statements", "text"),
    "cue": ("statements", "cue"),
    "kind": ("statements", "kind"),
    "speaker": ("statements", "speaker_text"),
    "speaker_kind": ("statements", "speaker_kind"),
    "certainty": ("statements", "certainty"),
    "polarity": ("statements", "polarity"),
    "quotation": ("statements", "quotation_id"),
    "said_earliest": ("statements", "said_earliest"),
    "said_latest": ("statements", "said_latest"),
    "said_basis": ("statements", "said_basis"),
}
_WHOLE = ("content", "cue", "speaker", "chain", "certainty")


def found(read: Read) -> dict[str, list[Any]]:
    """Statements and quotations of a text as the stages find them, in the shape of the gold."""
    quotations = {row["quotation_id"]: row for row in read.rows("quotations")}
    texts = {row["mention_id"]: row["text"] for row in read.rows("mentions")}
    result: dict[str, list[Any]] = {"statements": [], "speech": [], "unspoken": []}
    for row in quotations.values():
        result["speech" if row["is_speech"] else "unspoken"].append(row["text"][1:-1])
    for row in read.rows("statements"):
        own = row["statement_id"]
        links = sorted(
            (link for link in read.rows("attributions") if link["statement_id"] == own), key=lambda link: link["level"]
        )
        chain = [link["agent_text"] for link in links]
        named = [mention for mention in read.rows("statement_mentions") if mention["statement_id"] == own]
        result["statements"].append(
            {
                "content": row["text"],
                "cue": row["cue"],
                "kind": row["kind"],
                "speaker": row["speaker_text"],
                "speaker_id": row["speaker_id"],
                "speaker_kind": row["speaker_kind"],
                "chain": chain[:-1] if row["speaker_text"] else chain,
                "certainty": row["certainty"],
                "polarity": row["polarity"],
                "quotation": quotations[row["quotation_id"]]["text"][1:-1] if row["quotation_id"] else None,
                "said_basis": row["said_basis"],
                **{name: str(row[name])[:10] if row[name] else None for name in ("said_earliest", "said_latest")},
                **{
                    role: sorted({texts[mention["mention_id"]] for mention in named if mention["role"] == role})
                    for role in ("about", "addressee")
                },
            }
        )
    return result


def pairs(gold: Sequence[Row], rows: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Each golden statement with the row that agrees with it in most fields, no row twice."""
    left, paired = list(rows), []
    for want in gold:
        near = [row for row in left if row["content"] in want["content"] or want["content"] in row["content"]]
        best = max(near, key=lambda row: sum(row[name] == want.get(name) for name in FIELDS), default=None)
        if best is not None:
            left.remove(best)
        paired.append((want, best))
    return paired


def statements(judged: Iterable[Judged]) -> list[Count]:
    """``statements``, ``attributions``, ``statement_mentions``, and ``quotations.is_speech`` of paragraphs with all that they hold.

    A statement is found where its content overlaps a golden one's; columns are judged of those.
    """
    sheet = Sheet()
    for at in judged:
        got = found(at.read)
        paired = pairs(at.gold["statements"], got["statements"])
        both = [(want, row) for want, row in paired if row is not None]
        sheet.rows("statements", at, right=len(both), wanted=len(paired), found=len(got["statements"]))
        for want, row in both:
            for name, (table, column) in _COLUMNS.items():
                if name not in want:
                    continue
                sheet.value(table, column, at, row[name] == want[name])
            sheet.value(
                "statements", "text+cue+speaker_text+certainty", at, all(row[name] == want[name] for name in _WHOLE)
            )
            _named(sheet, at, want, row)
        _speech(sheet, at, got)
    return sheet.counts


def _named(sheet: Sheet, at: Judged, want: Row, row: Row) -> None:
    """Links of the chain and names, as sets: one missing or too many is counted once."""
    for table, column, names in (
        ("attributions", "agent_text", ("chain",)),
        ("statement_mentions", None, ("about", "addressee")),
    ):
        if names[0] not in want:
            return
        wanted = {(name, value) for name in names for value in want[name]}
        there = {(name, value) for name in names for value in row[name]}
        sheet.rows(table, at, right=len(wanted & there), wanted=len(wanted), found=len(there), column=column)
    shared = set(want["about"] + want["addressee"]) & set(row["about"] + row["addressee"])
    right = sum((name in want["about"]) == (name in row["about"]) for name in shared)
    sheet.share("statement_mentions", "role", at, right, len(shared))


def _speech(sheet: Sheet, at: Judged, got: Row) -> None:
    asked = [(inner, True) for inner in at.gold.get("speech", ())]
    asked += [(inner, False) for inner in at.gold.get("unspoken", ())]
    right = sum(inner in got["speech" if is_speech else "unspoken"] for inner, is_speech in asked)
    sheet.share("quotations", "is_speech", at, right, len(asked))
