"""Sentences: where they end, and the style they end in.

Belongs here: the rules for sentence boundaries inside one block, and the stage that makes the table ``sentences``.
Does not belong here: blocks (``pipeline/normalize``) and words (``pipeline/segment/tokens.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.identity import row_ids
from pipeline.segment.style import sentence_style
from pipeline.span import Span
from schemas.render import arrow
from schemas.tables.sentences import SENTENCES

_OPENERS = "「『（(【〈《〔［[｛{“｢〝"
_CLOSERS = "」』）)】〉》〕］]｝}”｣〟"
_KIND_OF = {mark: kind for kind, pair in enumerate(zip(_OPENERS, _CLOSERS, strict=True)) for mark in pair}
_ROUND = frozenset("（()）")

_STOPS, _TONES, _DOTS = "。｡", "!?！？‼⁇⁈⁉", ".．"
# Kind of a mark by its first character. A stop ends a sentence wherever it stands outside brackets; a tone ends one unless the
# sentence plainly goes on: 「Yahoo!ニュース」 なぜ?と問う; a dot does after Japanese, or before a space and a capital
_KINDS = {
    character: kind
    for kind, characters in (
        ("open", _OPENERS),
        ("close", _CLOSERS),
        ("full", _STOPS),
        ("tone", _TONES),
        ("dot", _DOTS),
        ("gap", "\n"),
        ("url", "h"),
    )
    for character in characters
}
# Everything a boundary can depend on; what lies between is skipped in one step, which takes a pattern that begins with one set.
# An address counts as one mark, so that its dots and question marks end nothing: https://example.jp/a?b=1
_MARK = re.compile(
    rf"[{re.escape(''.join(_KINDS))}]"
    r"(?:(?<=h)ttps?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]*[A-Za-z0-9\-_~/#=&%]"
    r"|(?<=\n)[^\S\n]*\n"  # an empty line
    rf"|(?<=[{_STOPS}])[{_STOPS}]*"
    rf"|(?<=[{_TONES}])[{_TONES}]*"
    rf"|(?<=[{_DOTS}])[{_DOTS}]*"
    rf"|(?<=[{re.escape(_OPENERS + _CLOSERS)}]))"
)
# Marks that still belong to the sentence that just ended: 「…だ。♪」 「本当!!」 「です。）」 「まさか!...」 "…he said."
# No ★ or ”: as often they begin the next one.
_TRAIL = re.compile(r"[^\S\n]?[。｡!?！？‼⁇⁈⁉♪♫]+|[.．]{2,}|…+|[」』）)】〉》〕］\]｝}｣〟]|(?<=[A-Za-z][.!?])[\"'”’]")
# What may follow ! or ? in the middle of a sentence: と叫んだ, と少し驚いた, って何, 、そして, という声, などと; と同時に begins the next
_GOES_ON = re.compile(
    r"[^\S\n]?(?:[、,，=＝:：/&〜~」』]|と(?:い[いうえっ]|お[もっ]|の|、|か(?!にかく)|も(?!あれ)|して|ばかり|(?!同時|共|或|兎)[㐀-鿿])"
    r"|って(?:[いゆ]|言|何|思|の|、)|など|[をがへ])"
)
# ! or ? that belongs to a Latin name: Yahoo!ニュース, Hello!プロジェクト
_LATIN_NAME = re.compile(r"[A-Za-z]{2}[!?！？]+[A-Za-zァ-ヺ]")
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿豈-﫿々〆ｦ-ﾟ]")
_LATIN_WORD = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]+$")
_LATIN_WORD_WINDOW = 24
# The number of an item or a heading: 「1. 港の整備」「。2. 道路」 "II. Results"
_ENUMERATOR = re.compile(r"(?:\A|[\n。!?！？])\s*(?:[0-9]{1,3}|[IVX]{1,5})\Z")
_ENUMERATOR_WINDOW = 12
# A dot before white space and something that can begin a sentence: "…said. The", "…said. 次"
_NEW_SENTENCE = re.compile(r"[\"'”’)\]]*\s+[\"'“‘(\[]*(?:[A-Z0-9]|[^\x00-\x7f])")
# Abbreviations that are followed by a capital inside a sentence: Mr. Smith, Inc. (No. 5), Gen. Mori
_ABBREVIATIONS = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "capt", "sgt", "sen", "rep", "gov", "pres", "st"),
        *("jr", "sr", "inc", "ltd", "co", "corp", "dept", "univ", "no", "nos", "vol", "fig", "figs", "ed", "eds", "pp"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
        *("vs", "cf", "al", "mt", "ft", "approx", "est"),
    )
)


@dataclass(slots=True)
class _Mark:
    kind: str
    start: int
    end: int


def split(text: str) -> list[Span]:
    """Spans of the sentences of one block, in order, without the white space around them.

    A sentence ends at 。, !, ? or, after Japanese or before a capital, at a full stop, together with the closing marks
    that follow. Nothing ends inside brackets: a quotation of several sentences and what reports it are one sentence.
    A bracket without its partner is not a bracket. Every character that is not white space lies in exactly one span.

    >>> [span.cover("「行く。必ず戻る」と語った。本当か?") for span in split("「行く。必ず戻る」と語った。本当か?")]
    ['「行く。必ず戻る」と語った。', '本当か?']
    """
    return [span for span, _ in _split(text)]


def _split(text: str) -> Iterator[tuple[Span, str]]:
    """Spans with the name of the rule that ended each."""
    marks = [_Mark(_KINDS[text[found.start()]], *found.span()) for found in _MARK.finditer(text)]
    start = 0
    for end, method in _boundaries(text, marks):
        if end > start:
            span = _trimmed(text, start, end)
            if span.start < span.end:
                yield span, method
            start = end
    span = _trimmed(text, start, len(text))
    if span.start < span.end:
        yield span, "rule:block_end"


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _boundaries(text: str, marks: list[_Mark]) -> Iterator[tuple[int, str]]:
    """Offsets after which a new sentence begins, with the rule of each; never inside a pair of brackets."""
    pairs = _pairs(text, marks)
    covered = last = 0
    address_end = -1
    for mark in marks:
        if mark.start < covered:
            continue
        if mark.kind == "url":
            address_end = mark.end
        elif mark.kind == "open" and mark.start in pairs:
            covered = pairs[mark.start]
            if _is_sentence_of_its_own(text, mark.start, covered, last):
                covered = last = _after(text, covered)
                yield last, "rule:closing_bracket"
        elif mark.kind == "gap":
            last = mark.end
            yield last, "rule:empty_line"
        elif _ends(text, mark, mark.start == address_end):
            covered = last = _after(text, mark.end)
            yield last, "rule:terminator"


def _pairs(text: str, marks: list[_Mark]) -> dict[int, int]:
    """Offset of each opening bracket that has a partner, and the offset after the partner.

    Brackets that opened later and are still open when a partner closes were never closed: they are forgotten.
    """
    waiting: dict[int, list[int]] = {}
    pairs: dict[int, int] = {}
    for mark in marks:
        if mark.kind == "open":
            waiting.setdefault(_KIND_OF[text[mark.start]], []).append(mark.start)
        elif mark.kind == "close":
            opened = waiting.get(_KIND_OF[text[mark.start]])
            if opened:
                start = opened.pop()
                pairs[start] = mark.end
                for others in waiting.values():
                    while others and others[-1] > start:
                        others.pop()
    return pairs


def _is_sentence_of_its_own(text: str, start: int, end: int, last: int) -> bool:
    """Whether round brackets hold a whole sentence: …した。(写真は昨年撮影した。)次の…"""
    if text[start] not in _ROUND or end - 2 <= start or text[end - 2] not in "。｡!?！？":
        return False
    while start > last and text[start - 1].isspace():
        start -= 1
    return start == last


def _after(text: str, end: int) -> int:
    """Offset after the closing marks that still belong to the sentence that ended at ``end``."""
    while found := _TRAIL.match(text, end):
        end = found.end()
    return end


def _ends(text: str, mark: _Mark, follows_address: bool) -> bool:
    if mark.kind == "full":
        return True
    if mark.kind == "tone":
        return _tone_ends(text, mark)
    if follows_address and mark.kind == "dot":
        return _NEW_SENTENCE.match(text, mark.end) is not None
    return mark.kind == "dot" and _dot_ends(text, mark)


def _tone_ends(text: str, mark: _Mark) -> bool:
    """Whether ! or ? ends a sentence: not inside a Latin name before Japanese, nor before what carries on."""
    if _LATIN_NAME.search(text[max(0, mark.start - 2) : mark.end + 1]):
        return False
    return _GOES_ON.match(text, mark.end) is None


def _dot_ends(text: str, mark: _Mark) -> bool:
    """Whether a full stop ends a sentence: です．次 does; 3.5, example.jp, U.S., Mr. Smith and the item 「1. 港」 do not."""
    before, after = text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]
    if mark.end - mark.start > 1 or not before:
        return False
    if _JAPANESE.match(before):
        return not (after.isascii() and after.isalnum())
    if not _NEW_SENTENCE.match(text, mark.end):
        return False
    if _ENUMERATOR.search(text, max(0, mark.start - _ENUMERATOR_WINDOW), mark.start):
        return False
    word = _LATIN_WORD.search(text[max(0, mark.start - _LATIN_WORD_WINDOW) : mark.start])
    if word is None:
        return not before.isdigit() or after.isspace()
    found = word.group()
    return len(found) > 1 and "." not in found and found.lower() not in _ABBREVIATIONS


_FIELDS = ("article_id", "block_id", "index", "start", "end", "text", "style", "method")


def sentences(articles: pa.Table, blocks: pa.Table) -> dict[str, pa.Table]:
    """The table ``sentences``: every block cut, in order of the blocks, numbered within the article."""
    texts = dict(zip(articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True))
    ordered = blocks.select(["article_id", "index", "block_id", "start", "end"]).sort_by(
        [("article_id", "ascending"), ("index", "ascending")]
    )
    found: list[tuple[str, str, int, int, int, str, str, str]] = []
    previous, index = None, 0
    rows = (ordered[name].to_pylist() for name in ("article_id", "block_id", "start", "end"))
    for article_id, block_id, offset, block_end in zip(*rows, strict=True):
        if article_id != previous:
            previous, index = article_id, 0
        block = texts[article_id][offset:block_end]
        for span, method in _split(block):
            start, end, text = offset + span.start, offset + span.end, block[span.start : span.end]
            found.append((article_id, block_id, index, start, end, text, sentence_style(text), method))
            index += 1
    values: Iterable[Sequence[object]] = zip(*found, strict=True) if found else ((),) * len(_FIELDS)
    columns = dict(zip(_FIELDS, values, strict=True))
    columns["sentence_id"] = row_ids("sen", *(columns[name] for name in ("article_id", "start", "end")))
    return {"sentences": arrow.from_columns(SENTENCES, columns)}
