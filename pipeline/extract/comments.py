"""Reader comments: who wrote one (as an ordinal), when, and what.

Belongs here: reading the headers of comments and joining them with their bodies. Does not belong here: which blocks are
comments (``pipeline/normalize``). A comment's time stamp is never the article's date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.extract.article.article_stage import ArticleStage, spans_of
from pipeline.extract.article.view import ArticleView, Block
from schemas.tables.comments import COMMENTS

_TOKYO = dt.timezone(dt.timedelta(hours=9), "Asia/Tokyo")
_LONGEST_HANDLE = 40
# A moment: 2024-11-05 08:21:16, 2024年11月5日 8時21分, 2024/11/05(火) 08:21:16.05, 2024-11-05T08:21:16+09:00
_MOMENT = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})日?"
    r"(?:\s?\([^()\n]{1,4}\))?[T\s,]{0,3}"
    r"(?P<half>午前|午後)?(?P<hour>\d{1,2})\s?[:時]\s?(?P<minute>\d{2})(?:\s?[:分]\s?(?P<second>\d{2})(?:\.\d{1,6})?)?[分秒]?"
    r"(?:\s?(?P<half_after>AM|PM)(?![A-Za-z]))?"
    r"(?:\s?(?P<zone>Z|UTC|GMT|JST|[+-]\d{2}:?\d{2})(?![0-9A-Za-z]))?",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
# A moment in English: March 13, 2026 at 10:00 am
_ENGLISH_MOMENT = re.compile(
    rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d),?\s(?:at )?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s?(?P<half_after>AM|PM)(?![A-Za-z]))?",
    re.ASCII | re.IGNORECASE,
)
# A day without a time, which is no moment: 2026年3月13日, 2026/3/13(金), March 13, 2026
_DAY = (
    r"(?:(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s?\([^()\n]{1,4}\))?"
    rf"|(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_DAY_ALONE = re.compile(_DAY, re.ASCII | re.IGNORECASE)
# 風見鶏 2026年3月13日, 灯台守 | 2026/3/13
_NAME_DAY = re.compile(rf"(?P<handle>\S.{{0,40}}?)(?:\s+|\s*[•·|–-]\s*){_DAY}", re.IGNORECASE)
# 3時間前, 2日前, 昨日, 3 days ago: no moment that can be known
_AGO = re.compile(
    r"(?:約\s?)?\d{1,3}\s?(?:秒|分|時間|日|週間|[かヶカケヵ]月|年)前|たった今|昨日|一昨日|(?:\d{1,3}|an?|a few)\s(?:second|minute|hour|day|week|month|year)s?\sago|just now",
    re.IGNORECASE,
)
# kazami • 3 days ago, 風見鶏 | 3時間前
_NAME_AGO = re.compile(
    rf"(?P<handle>\S.{{0,40}}?)(?:\s+|\s*[•·|–-]\s*)(?:{_AGO.pattern})(?:\s?\(編集済み\))?", re.IGNORECASE
)
# What stands around comments and is nobody's words: 返信, 共感した120, いいね! 3, 3件のコメント, Reply
_AROUND = re.compile(
    r"(?:返信|返事|共感した|なるほど|うーん|いいね!?|そう思う|そう思わない|参考になった|通報|違反報告|違反を報告|削除依頼|シェア|共有|もっと見る|続きを見る|返信を(?:見る|表示)|全て表示|Reply|Replies|Share|Like|Report|Permalink)(?:する|した|を表示)?\s?[:(]?\s?[\d,]*\s?[)件›]?"
    r"|\d{1,5}\s?(?:件(?:の)?(?:コメント|返信)?|Comments?|Replies|Likes?)|(?:(?:みんな|皆さん|皆さま|読者)の(?:意見|声|コメント)|コメント(?:一覧|欄)?)\s?[(:]?\s?\d{0,5}\s?[)件]?",
    re.IGNORECASE,
)
# みんなのコメント(3) 風見鶏 2026年3月13日 10:00: a heading that markup put on the line of the first header
_HEADING_BESIDE = re.compile(
    r"(?:みんな|皆さん|皆さま|読者)の(?:意見|声|コメント)(?:\s?[(:]?\s?\d{1,5}\s?件?\)?)?\s+(?=\S)"
)
# このコメントは削除されました, [deleted]
_DELETED = re.compile(
    r"(?:この)?(?:コメント|投稿|返信)(?:は|が)(?:投稿者|管理者|運営)?(?:によって|により|が)?削除(?:されました|されています|しました|済みです)。?|[\[(]?(?:削除済み?|deleted|removed|あぼーん|削除されたコメント)[\])]?",
    re.IGNORECASE,
)
# Handles that any number of people share: 匿名さん, 名無しさん@…, ゲスト
_SHARED = re.compile(r"匿名|名無し|ななし|ゲスト|通りすがり|読者|Anonymous|Guest|no ?name|anon", re.IGNORECASE)
_BOARD_ID = re.compile(r"\s*ID:(?P<id>[A-Za-z0-9+/.]{6,12})", re.ASCII)
# 1 ■無題, 2 : Re: above a comment whose author stands below it
_NUMBERED_TITLE = re.compile(r"\d{1,4}\s?[■□:.].{0,40}")
_PARTICLE = re.compile(r"[にのはがをでとへ、]")
# Number and labels around a handle: 12: 名前:架空太郎, No.3 投稿者 by kaku, ID:abc
_LABEL = re.compile(
    r"(?:No\.?\s?\d+|#?\d{1,5}\s?[.:)]|投稿者名?|投稿日時?|名前|お名前|ニックネーム|日時|Name|Posted by|by|From|ID:\S*)\s?[:.]?\s*",
    re.IGNORECASE,
)
# A handle in brackets right after the moment: (風見鶏), [kaku], 【架空】
_BRACKETED = re.compile(r"\s*[(（\[【<](?P<handle>[^()（）\[\]【】<>\n]{1,40})[)）\]】>]\s*")
_HONORIFIC = re.compile(r"\s*(?:さん|様|氏)?(?:の(?:コメント|投稿)|より|\ssays)?:?\s*$")
_SENTENCE = re.compile(r"[。、!?！？]")
_LINE = re.compile(r"[^\n]+")


class Header(NamedTuple):
    """Header of a comment: handle, moment (aware), and where the header ends in its line.

    The handle is the identity of a board where one is given; none where any number of people share it.
    """

    handle: str | None
    posted_at: dt.datetime | None
    end: int


class Comment(NamedTuple):
    """A comment: its span, handle, moment (aware), and the span of its body, which is empty where there is none."""

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
    limit = 2 * _LONGEST_HANDLE + 40
    moment = _MOMENT.search(line, 0, limit) or _ENGLISH_MOMENT.search(line, 0, limit)
    if moment is None:
        return None
    before = _handle(line[: moment.start()])
    if len(before) > _LONGEST_HANDLE or _SENTENCE.search(before):
        return None
    posted_at = _posted_at(moment)
    board = _BOARD_ID.match(line, moment.end())
    if board:
        return Header(f"ID:{board['id']}", posted_at, board.end())
    if before:
        return Header(_own(before), posted_at, moment.end())
    bracketed = _BRACKETED.match(line, moment.end())
    if bracketed:
        return Header(_own(bracketed["handle"].strip()), posted_at, bracketed.end())
    if _PARTICLE.match(line, moment.end()):
        return None
    after = _handle(line[moment.end() :])
    if _AROUND.fullmatch(after):
        return Header(None, posted_at, len(line))
    if after and len(after) <= _LONGEST_HANDLE and not _SENTENCE.search(after):
        return Header(_own(after), posted_at, len(line))
    return Header(None, posted_at, moment.end())


def _handle(text: str) -> str:
    """A handle without the number, labels, brackets and courtesies around it."""
    text = text.strip(" \t\u3000|/-・└┗↳>»•")
    while label := _LABEL.match(text):
        text = text[label.end() :]
    return _HONORIFIC.sub("", text).strip(" \t\u3000|/-・:()（）[]【】<>")


def _own(handle: str) -> str | None:
    """The handle, or none where any number of people share it."""
    return None if _SHARED.search(handle) else handle


def _posted_at(moment: re.Match[str]) -> dt.datetime | None:
    part = moment.groupdict()
    year, day = int(moment["year"]), int(moment["day"])
    month = _MONTHS.index(part["name"].lower()) + 1 if part.get("name") else int(moment["month"])
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    half = (part.get("half") or part["half_after"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
    try:
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=_zone(part.get("zone")))
    except ValueError:
        return None


def _zone(name: str | None) -> dt.timezone:
    if name is None or name == "JST":
        return _TOKYO
    if name in ("Z", "UTC", "GMT"):
        return dt.UTC
    sign = -1 if name[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(name[1:3]), minutes=int(name[-2:])))


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    is_form: bool  # the blocks call it a form or notice around comments


def find_comments(text: str, blocks: Sequence[Block]) -> list[Comment]:
    """Comments of one article. A header begins one; the lines up to the next header are its body.

    A header is a moment with a handle, or a line with a handle above a line with a moment, a day or 3時間前; a day without a
    time is no moment. Where headers stand
    below their comments, the body is what stands above. Buttons (返信, 共感した12) are nobody's words. A line of comments that
    has no header is a comment by nobody known.
    """
    found: list[Comment] = []
    for lines in _regions(text, blocks):
        headers = {at: header for at in range(len(lines)) if (header := _header_at(lines, at))}
        found.extend(_below(lines, headers) if _stand_below(lines, headers) else _above(lines, headers))
    return found


def _regions(text: str, blocks: Sequence[Block]) -> Iterator[list[_Line]]:
    """Lines of comments that no other part of the page interrupts."""
    lines: list[_Line] = []
    for block in blocks:
        if block.role not in ("comment", "comment_ui"):
            if lines and block.role != "artefact":
                yield lines
                lines = []
            continue
        for found in _LINE.finditer(text, block.start, block.end):
            stripped = found.group().strip()
            if stripped:
                start = text.index(stripped, found.start())
                beside = _HEADING_BESIDE.match(stripped)
                if beside and read_header(stripped[beside.end() :]):
                    start, stripped = start + beside.end(), stripped[beside.end() :]
                lines.append(_Line(start, start + len(stripped), stripped, block.role == "comment_ui"))
    if lines:
        yield lines


def _header_at(lines: Sequence[_Line], at: int) -> tuple[Header, int] | None:
    """The header that begins at a line, with the number of lines that it takes."""
    line = lines[at]
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    moment = _MOMENT.fullmatch(following) or _ENGLISH_MOMENT.fullmatch(following)
    if _is_name(line.text) and (moment or _AGO.fullmatch(following) or _DAY_ALONE.fullmatch(following)):
        return Header(_own(_handle(line.text)), _posted_at(moment) if moment else None, len(following)), 2
    if (ago := _NAME_AGO.fullmatch(line.text) or _NAME_DAY.fullmatch(line.text)) and _is_name(ago["handle"]):
        return Header(_own(_handle(ago["handle"])), None, len(line.text)), 1
    header = read_header(line.text)
    return (header, 1) if header else None


def _is_name(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HANDLE
        and not _SENTENCE.search(text)
        and not (
            _MOMENT.search(text)
            or _DAY_ALONE.search(text)
            or _AROUND.fullmatch(text)
            or _AGO.fullmatch(text)
            or _DELETED.fullmatch(text)
        )
    )


_Headers = dict[int, tuple[Header, int]]


def _stand_below(lines: Sequence[_Line], headers: _Headers) -> bool:
    """Whether each header stands below its comment: lines stand above the first, and none below the last."""
    own = [at for at, line in enumerate(lines) if not (line.is_form or _AROUND.fullmatch(line.text))]
    if not headers or not own or own[0] >= min(headers):
        return False
    last = max(headers)
    return own[-1] < last + headers[last][1]


def _below(lines: Sequence[_Line], headers: _Headers) -> Iterator[Comment]:
    first = 0
    for at, (header, count) in sorted(headers.items()):
        body = [line for line in lines[first:at] if not (line.is_form or _AROUND.fullmatch(line.text))]
        if body and _NUMBERED_TITLE.fullmatch(body[0].text):
            body = body[1:]
        end = lines[at].start + header.end if count == 1 else lines[at + count - 1].end
        start = body[0].start if body else lines[at].start
        yield Comment(start, end, header.handle, header.posted_at, (start, body[-1].end if body else start))
        first = at + count


def _above(lines: Sequence[_Line], headers: _Headers) -> Iterator[Comment]:
    comment: Comment | None = None
    is_form, at = False, 0
    while at < len(lines):
        line = lines[at]
        if at in headers:
            if comment:
                yield comment
            header, count = headers[at]
            end = lines[at + count - 1].start + header.end
            rest = (end, max(end, lines[at + count - 1].end))
            comment = Comment(line.start, rest[1], header.handle, header.posted_at, rest)
            is_form, at = line.is_form, at + count
            continue
        at += 1
        if _AROUND.fullmatch(line.text):
            if comment and is_form and line.is_form:
                yield comment
                comment = None
            continue
        if comment and _DELETED.fullmatch(line.text) and comment.end > comment.body[0]:
            yield comment
            comment = None
        if line.is_form and not (comment and is_form):
            if comment:
                yield comment
            comment = None
        elif comment:
            comment = comment._replace(end=line.end, body=(comment.body[0], line.end))
        else:
            yield Comment(line.start, line.end, None, None, (line.start, line.end))
    if comment:
        yield comment


def _is_bare(comment: Comment) -> bool:
    """Whether a comment has no header: its body is all of it, and nobody is known to have written it."""
    is_whole = comment.body == (comment.start, comment.end)
    return is_whole and comment.handle is None and comment.posted_at is None


def _status(body: str) -> str:
    if not body:
        return "body_missing"
    return "deleted" if _DELETED.fullmatch(body) else "present"


_FIELDS = ("start", "end", "author_index", "posted_at", "body", "status", "method")


def _find(view: ArticleView) -> list[tuple[object, ...]]:
    """The comments of an article. Authors are numbered within it in order of their first comment."""
    authors: dict[str, int] = {}
    records: list[tuple[object, ...]] = []
    for comment in find_comments(view.text, view.blocks):
        body = view.text[slice(*comment.body)].strip()
        status = _status(body)
        author = None if comment.handle is None else authors.setdefault(comment.handle, len(authors))
        method = "rule:comment_block" if _is_bare(comment) else "rule:comment_header"
        shown = body if status == "present" else None
        records.append((comment.start, comment.end, author, comment.posted_at, shown, status, method))
    return records


comments = ArticleStage("comments", ("comments",), _find, spans_of(COMMENTS, "com", _FIELDS, key=("start",)))
