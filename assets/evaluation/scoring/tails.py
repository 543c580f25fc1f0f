"""What stands at the edges of an article: metadata of the page, references, comments, terms that it explains; and encodings and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from assets.evaluation.figures import Count
from assets.evaluation.scoring.sheet import Judged, Sheet

Row = dict[str, Any]


def metadata(judged: Iterable[Judged]) -> list[Count]:
    """Columns of ``articles`` of whole pages: what each page says of itself. What a record does not name is not asked about."""
    sheet = Sheet()
    for at in judged:
        article = at.read.article or {}
        expected = dict(at.gold["expected"])
        day = expected.get("published_on")
        if day:
            expected |= {"published_earliest": day, "published_latest": day}
        for column, want in expected.items():
            value = article.get(column)
            shown = value.isoformat() if isinstance(value, dt.date) else value
            sheet.value("articles", column, at, bool(article) and shown == want)
        chosen = [row for row in at.read.rows("publication_evidence") if row["is_chosen"]]
        if day:
            stated = {str(row["stated_on"]) for row in at.read.rows("publication_evidence")}
            sheet.share("publication_evidence", "stated_on", at, int(day in stated), 1)
            sheet.share(
                "publication_evidence", "is_chosen", at, int(any(str(r["stated_on"]) == day for r in chosen)), 1
            )
    return sheet.counts


def _paired(gold: list[Row], rows: list[Row], columns: tuple[str, ...]) -> list[tuple[Row, Row]]:
    """Each golden row with the one that agrees in most columns, no row twice, and in one at least."""
    left, pairs = list(rows), []
    for want in gold:
        best = max(left, key=lambda row: _agreement(want, row, columns), default=None)
        if best is not None and _agreement(want, best, columns):
            left.remove(best)
            pairs.append((want, best))
    return pairs


def _agreement(want: Row, row: Row, columns: tuple[str, ...]) -> int:
    return sum(want[name] is not None and row[name] == want[name] for name in columns)


def edges(judged: Iterable[Judged]) -> list[Count]:
    """``references`` and ``comments`` of articles, with all that they have of them."""
    sheet = Sheet()
    for at in judged:
        rows = at.read.rows("references")
        pairs = _paired(at.gold["references"], rows, ("url", "title", "kind"))
        sheet.rows("references", at, right=len(pairs), wanted=len(at.gold["references"]), found=len(rows))
        for want, row in pairs:
            for name in ("kind", "url", "title"):
                sheet.value("references", name, at, row[name] == want[name])
        rows = at.read.rows("comments")
        pairs = _paired(at.gold["comments"], rows, ("body", "status"))
        sheet.rows("comments", at, right=len(pairs), wanted=len(at.gold["comments"]), found=len(rows))
        for want, row in pairs:
            posted = row["posted_at"].strftime("%Y-%m-%dT%H:%M:%S") if row["posted_at"] else None
            sheet.value("comments", "posted_at", at, posted == want["posted_at"])
            sheet.value("comments", "body", at, (row["body"] or None) == want["body"])
            sheet.value("comments", "status", at, row["status"] == want["status"])
    return sheet.counts


def terms(judged: Iterable[Judged]) -> list[Count]:
    """``glossary`` of sentences: rows by term; kind and expansion of those found."""
    sheet = Sheet()
    for at in judged:
        rows = {row["term"]: row for row in at.read.rows("glossary")}
        both = [(want, rows[want["term"]]) for want in at.gold["entries"] if want["term"] in rows]
        sheet.rows("glossary", at, right=len(both), wanted=len(at.gold["entries"]), found=len(rows), column="term")
        for want, row in both:
            sheet.value("glossary", "kind", at, row["kind"] == want["kind"])
            sheet.value("glossary", "expansion", at, row["expansion"] == want["expansion"])
    return sheet.counts


def words(judged: Iterable[Judged]) -> list[Count]:
    """``tokens`` of simple sentences, by span; part of speech and reading of those found."""
    sheet = Sheet()
    for at in judged:
        lexemes, cursor, right = at.read.made.lexemes, 0, 0
        tokens = [row for row in at.read.rows("tokens") if row["end"] > row["start"]]
        there = {(row["start"], row["end"]): row for row in tokens}
        for word in at.gold["words"]:
            row = there.get((cursor, cursor + len(word["text"])))
            cursor += len(word["text"])
            if row is None:
                continue
            right += 1
            lexeme = lexemes[row["lexeme_id"]]
            sheet.value("lexemes", "upos", at, lexeme["upos"] == word["upos"])
            sheet.value("lexemes", "reading", at, lexeme["reading"] == word["reading"])
        sheet.rows("tokens", at, right=right, wanted=len(at.gold["words"]), found=len(tokens))
    return sheet.counts


def encodings(judged: Iterable[Judged]) -> list[Count]:
    """``documents`` of pages that are spelled in an encoding without saying so."""
    sheet = Sheet()
    for at in judged:
        document = at.read.made.documents.get(at.read.document.key, {})
        sheet.value("documents", "charset", at, document.get("charset") == at.read.document.spelled)
        sheet.value("documents", "newline", at, document.get("newline") == at.read.document.newline)
    return sheet.counts
