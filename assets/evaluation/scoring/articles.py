"""Whole short articles with everything marked that a reader would mark: names and which are one thing, roles, times, amounts, hedges,
quotations, sentences, statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from assets.evaluation.figures import Count
from assets.evaluation.markup import Annotated, parse
from assets.evaluation.scoring import expressions, saying
from assets.evaluation.scoring.sheet import Judged, Sheet, by_span

Row = dict[str, Any]
_NOT_ASKED = "title_only"
"""Form of mentions that the gold does not mark: titles that stand for whoever holds them."""
_SPEECH = ("direct", "partial", "document")


def articles(judged: Iterable[Judged]) -> list[Count]:
    """Every table that is extracted from an article's own text."""
    sheet = Sheet()
    judged = list(judged)
    for at in judged:
        gold = parse(at.gold["text"])
        base = at.read.text.find(gold.text)
        own = _Article(at, gold, max(base, 0), len(gold.text) if base >= 0 else 0)
        named = own.names(sheet)
        own.links(sheet, named)
        own.entities(sheet, named)
        own.roles(sheet, named)
        own.hedges(sheet)
        own.quotations(sheet, named)
        own.sentences(sheet)
        own.expressions(sheet)
        own.speakers(sheet, named)
    return [*sheet.counts, *saying.statements(judged)]


class _Article:
    """One article: its gold, and rows of tables in the coordinates of the gold."""

    def __init__(self, at: Judged, gold: Annotated, base: int, length: int) -> None:
        self.at, self.gold, self.base, self.length = at, gold, base, length

    def inside(self, table: str) -> list[Row]:
        """Rows of a table inside the text."""
        moved = (
            {**row, "start": row["start"] - self.base, "end": row["end"] - self.base}
            for row in self.at.read.rows(table)
        )
        return [row for row in moved if row["start"] >= 0 and row["end"] <= self.length]

    def rows(self, table: str) -> list[Row]:
        """Rows of a table inside the text, none that touches what is left open."""
        return [row for row in self.inside(table) if not self._is_open(row)]

    def _is_open(self, row: Row) -> bool:
        return any(start < row["end"] and row["start"] < end for start, end in self.gold.open)

    def matched(self, sheet: Sheet, table: str, gold: Sequence[Row], rows: Sequence[Row]) -> list[tuple[Row, Row]]:
        """Golden rows with those of the same span; rows of the table are counted."""
        there = by_span(rows)
        pairs = [(want, there[want["start"], want["end"]]) for want in gold if (want["start"], want["end"]) in there]
        sheet.rows(table, self.at, right=len(pairs), wanted=len(gold), found=len(rows))
        return pairs

    def names(self, sheet: Sheet) -> list[tuple[Row, Row]]:
        """Mentions; type and form of those found."""
        rows = [row for row in self.rows("mentions") if row["form"] != _NOT_ASKED]
        pairs = self.matched(sheet, "mentions", self.gold.names, rows)
        for want, row in pairs:
            sheet.value("mentions", "entity_type", self.at, row["entity_type"] == want["type"])
            if want["form"]:
                sheet.value("mentions", "form", self.at, row["form"] == want["form"])
        return pairs

    def links(self, sheet: Sheet, named: Sequence[tuple[Row, Row]]) -> None:
        """Pairs of mentions of one thing: those that have one entity are right."""
        wanted = right = found = 0
        for (first, one), (second, other) in combinations(named, 2):
            is_one, are_linked = first["thing"] == second["thing"], _same(one["entity_id"], other["entity_id"])
            wanted, found, right = wanted + is_one, found + are_linked, right + (is_one and are_linked)
        sheet.rows("mentions", self.at, right=right, wanted=wanted, found=found, column="entity_id")

    def entities(self, sheet: Sheet, named: Sequence[tuple[Row, Row]]) -> None:
        """Type of every thing, what the gold says of known ones, and how surfaces relate to names."""
        known = self.at.read.made.entities
        for thing in dict.fromkeys(want["thing"] for want, _ in named):
            want, row = next(pair for pair in named if pair[0]["thing"] == thing)
            entity = known.get(row["entity_id"], {})
            if entity:
                sheet.value("entities", "entity_type", self.at, entity["entity_type"] == want["type"])
            for column, value in self.at.gold["entities"].get(thing, {}).items():
                sheet.value("entities", column, self.at, entity.get(column) == value)
        kinds = {(row["entity_id"], row["alias"]): row["kind"] for row in self.at.read.made.aliases}
        for surface, kind in self.at.gold["aliases"].items():
            ids = {row["entity_id"] for want, row in named if row["text"] == surface}
            if ids:
                sheet.value("aliases", "kind", self.at, any(kinds.get((found, surface)) == kind for found in ids))

    def roles(self, sheet: Sheet, named: Sequence[tuple[Row, Row]]) -> None:
        """Roles; their status, holder and organization."""
        for want, row in self.matched(sheet, "roles", self.gold.roles, self.rows("roles")):
            sheet.value("roles", "status", self.at, row["status"] == want["status"])
            for column, thing in (("person_id", want["person"]), ("organization_id", want["organization"])):
                if thing:
                    sheet.value("roles", column, self.at, row[column] in _ids(named, thing))

    def hedges(self, sheet: Sheet) -> None:
        """Hedges: found where they overlap; their category."""
        rows, pairs = self.rows("hedges"), []
        for want in self.gold.hedges:
            near = [row for row in rows if row["start"] < want["end"] and want["start"] < row["end"]]
            pairs += [(want, near)] if near else []
        touched = {row["hedge_id"] for _, near in pairs for row in near}
        found = len(pairs) + len(rows) - len(touched)
        sheet.rows("hedges", self.at, right=len(pairs), wanted=len(self.gold.hedges), found=found)
        for want, near in pairs:
            sheet.value("hedges", "category", self.at, any(row["category"] == want["category"] for row in near))

    def quotations(self, sheet: Sheet, named: Sequence[tuple[Row, Row]]) -> None:
        """Quotations; their kind, whether they are speech, whose."""
        gold = [{**place, **told} for place, told in zip(self.gold.quotations, self.at.gold["quotations"], strict=True)]
        for want, row in self.matched(sheet, "quotations", gold, self.inside("quotations")):
            if want["kind"] != "*":
                sheet.value("quotations", "kind", self.at, row["kind"] == want["kind"])
            sheet.value("quotations", "is_speech", self.at, row["is_speech"] == (want["kind"] in _SPEECH))
            if want.get("speaker"):
                sheet.value("quotations", "speaker_id", self.at, row["speaker_id"] in _ids(named, want["speaker"]))

    def sentences(self, sheet: Sheet) -> None:
        """Sentences and how they end."""
        for want, row in self.matched(sheet, "sentences", self.gold.sentences, self.inside("sentences")):
            sheet.value("sentences", "style", self.at, row["style"] == want["style"])

    def expressions(self, sheet: Sheet) -> None:
        """Times and amounts with their values."""
        for want, row in self.matched(sheet, "time_expressions", self.gold.times, self.rows("time_expressions")):
            if want["value"] != "*":
                sheet.value("time_expressions", "value", self.at, row["value"] == want["value"])
                if want["mod"] != "*":
                    sheet.value("time_expressions", "mod", self.at, row["mod"] == want["mod"])
        for want, row in self.matched(sheet, "quantities", self.gold.amounts, self.rows("quantities")):
            for column, key in (("value_min", "min"), ("value_max", "max"), ("unit", "unit")):
                sheet.value("quantities", column, self.at, expressions.same(row[column], want[key]))

    def speakers(self, sheet: Sheet, named: Sequence[tuple[Row, Row]]) -> None:
        """Which person or organization a speaker with a marked name is."""
        for want, row in saying.pairs(self.at.gold["statements"], saying.found(self.at.read)["statements"]):
            things = {name["thing"] for name, mention in named if mention["text"] == want["speaker"]}
            if row is not None and row["speaker"] == want["speaker"] and len(things) == 1:
                sheet.value("statements", "speaker_id", self.at, row["speaker_id"] in _ids(named, things.pop()))


def _same(one: object, other: object) -> bool:
    return one is not None and one == other


def _ids(named: Iterable[tuple[Row, Row]], thing: str) -> set[str]:
    return {row["entity_id"] for want, row in named if want["thing"] == thing and row["entity_id"]}
