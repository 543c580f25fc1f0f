"""Reader comments: who wrote one (as an ordinal), when, and what.

Belongs here: reading the headers of comments and joining them with their bodies. Does not belong here: which blocks are
comments (``pipeline/normalize``). A comment's time stamp is never the article's date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from pipeline.identity import row_id
from pipeline.view import Block, views
from schemas.render import arrow
from schemas.tables.comments import COMMENTS

_TOKYO = dt.timezone(dt.timedelta(hours=9), "Asia/Tokyo")
_LONGEST_HANDLE = 40
# A moment: 2024-11-05 08:21:16, 2024年11月5日 8時21分, 2024/11/05(火) 08:21:16.05, 2024-11-05T08:21:16+09:00
_MOMENT = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})日?"
    r"(?:\s?\([^()\n]{1,4}\))?[T\s,]{0,3}"
    r"(?P<hour>\d{1,2})\s?[:時]\s?(?P<minute>\d{2})(?:\s?[:分]\s?(?P<second>\d{2})(?:\.\d{1,6})?)?[分秒]?"
    r"(?:\s?(?P<zone>Z|UTC|GMT|JST|[+-]\d{2}:?\d{2})(?![0-9A-Za-z]))?",
    re.ASCII,
)
# Number and labels around a handle: 12: 名前:架空太郎, No.3 投稿者 by kaku, ID:abc
_LABEL = re.compile(
    r"(?:No\.?\s?\d+|#?\d{1,5}\s?[.:)]|投稿者名?|投稿日時?|名前|お名前|ニックネーム|日時|Name|Posted by|by|From|ID:\S*)\s?[:.]?\s*",
    re.IGNORECASE,
)
# A handle in brackets right after the moment: (風見鶏), [kaku], 【架空】
_BRACKETED = re.compile(r"\s*[(（\[【<](?P<handle>[^()（）\[\]【】<>\n]{1,40})[)）\]】>]\s*")
_HONORIFIC = re.compile(r"\s*(?:さん|様|氏)?(?:の(?:コメント|投稿)|より|:)?\s*$")
_SENTENCE = re.compile(r"[。、!?！？]")


class Header(NamedTuple):
    """Header of a comment: handle, moment (aware), and where the header ends in its line."""

    handle: str | None
    posted_at: dt.datetime | None
    end: int


class Comment(NamedTuple):
    """A comment: its span, handle, moment (aware), and the span of its body, which can be empty."""

    start: int
    end: int
    handle: str | None
    posted_at: dt.datetime | None
    body: tuple[int, int]


def read_header(line: str) -> Header | None:
    """The header that a line begins with, or none. A time without a zone is read as Asia/Tokyo.

    >>> header = read_header("2024-11-05 08:21:16(風見鶏)")
    >>> header.handle, header.posted_at.isoformat()
    ('風見鶏', '2024-11-05T08:21:16+09:00')
    """
    moment = _MOMENT.search(line, 0, 2 * _LONGEST_HANDLE + 40)
    if moment is None:
        return None
    before = _handle(line[: moment.start()])
    if len(before) > _LONGEST_HANDLE or _SENTENCE.search(before):
        return None
    posted_at = _posted_at(moment)
    if before:
        return Header(before, posted_at, moment.end())
    bracketed = _BRACKETED.match(line, moment.end())
    if bracketed:
        return Header(bracketed["handle"].strip(), posted_at, bracketed.end())
    after = _handle(line[moment.end() :])
    if after and len(after) <= _LONGEST_HANDLE and not _SENTENCE.search(after):
        return Header(after, posted_at, len(line))
    return Header(None, posted_at, moment.end())


def _handle(text: str) -> str:
    """A handle without the number, labels, brackets and courtesies around it."""
    text = text.strip(" \t\u3000|/-・")
    while label := _LABEL.match(text):
        text = text[label.end() :]
    return _HONORIFIC.sub("", text).strip(" \t\u3000|/-・:()（）[]【】<>")


def _posted_at(moment: re.Match[str]) -> dt.datetime | None:
    year, month, day = (int(moment[name]) for name in ("year", "month", "day"))
    hour, minute, second = (int(moment[name] or 0) for name in ("hour", "minute", "second"))
    try:
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=_zone(moment["zone"]))
    except ValueError:
        return None


def _zone(name: str | None) -> dt.timezone:
    if name is None or name == "JST":
        return _TOKYO
    if name in ("Z", "UTC", "GMT"):
        return dt.UTC
    sign = -1 if name[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(name[1:3]), minutes=int(name[-2:])))


def find_comments(text: str, blocks: Sequence[Block]) -> list[Comment]:
    """Comments of one article. A header begins one; the lines and blocks up to the next header are its body.

    A block of comments that has no header is a comment by nobody known.
    """
    found: list[Comment] = []
    body_start = 0
    is_open = False
    for block in blocks:
        if block.role != "comment":
            is_open = False
            continue
        line_end = text.find("\n", block.start, block.end)
        header = read_header(text[block.start : block.end if line_end < 0 else line_end])
        if header is not None:
            body_start, is_open = block.start + header.end, True
            found.append(Comment(block.start, block.end, header.handle, header.posted_at, (body_start, block.end)))
        elif is_open:
            found[-1] = found[-1]._replace(end=block.end, body=(body_start, block.end))
        else:
            found.append(Comment(block.start, block.end, None, None, (block.start, block.end)))
    return found


def comments(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> dict[str, pa.Table]:
    """The table ``comments``. Authors are numbered within the article in order of their first comment."""
    rows = []
    for view in views(articles, blocks, sentences, tokens, lexemes):
        authors: dict[str, int] = {}
        for comment in find_comments(view.text, view.blocks):
            handle = comment.handle
            body = view.text[slice(*comment.body)].strip()
            rows.append(
                {
                    "comment_id": row_id("com", view.article_id, comment.start),
                    "article_id": view.article_id,
                    "start": comment.start,
                    "end": comment.end,
                    "text": view.text[comment.start : comment.end],
                    "author_index": None if handle is None else authors.setdefault(handle, len(authors)),
                    "posted_at": comment.posted_at,
                    "body": body or None,
                    "status": "present" if body else "body_missing",
                    "method": "rule:comment_header" if comment.posted_at or handle else "rule:comment_block",
                }
            )
    return {"comments": arrow.from_rows(COMMENTS, rows)}
