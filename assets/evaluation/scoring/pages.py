"""Pages without markup: the role of every line and whether it is the article's; and what a page says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from assets.evaluation.figures import Count
from assets.evaluation.scoring.sheet import Judged, Sheet
from pipeline.normalize.characters import normalize


def blocks(judged: Iterable[Judged]) -> list[Count]:
    """``blocks`` of pages whose every line has its role: by line, and ``is_content`` by character.

    The title of ``articles`` is judged by the line that has that role.
    """
    sheet = Sheet()
    for at in judged:
        found, cursor, titles = at.read.rows("blocks"), 0, []
        right = wanted = there = 0
        for is_content, role, line in at.gold["lines"]:
            text = normalize(line)[0]
            start = at.read.text.find(text, cursor)
            block = next((row for row in found if row["start"] <= start < row["end"]), None) if start >= 0 else None
            cursor = start + len(text) if start >= 0 else cursor
            sheet.value("blocks", "role", at, block is not None and block["role"] == role)
            is_found = block is not None and block["is_content"]
            right, wanted, there = (
                right + len(text) * (is_content and is_found),
                wanted + len(text) * is_content,
                there + len(text) * is_found,
            )
            titles += [text] if role == "title" else []
        sheet.rows("blocks", at, right=right, wanted=wanted, found=there, column="is_content")
        if titles:
            sheet.value("articles", "title", at, at.read.article is not None and at.read.article["title"] == titles[0])
    return sheet.counts


def disclosures(judged: Iterable[Judged]) -> list[Count]:
    """``disclosures`` of sentences, by kind."""
    sheet = Sheet()
    for at in judged:
        kinds, found = set(at.gold["kinds"]), {row["kind"] for row in at.read.rows("disclosures")}
        sheet.rows("disclosures", at, right=len(kinds & found), wanted=len(kinds), found=len(found), column="kind")
    return sheet.counts
