"""Where clauses begin and end among words: what a content may reach to, and which cues nest in one another.

Belongs here: commas, conjunctions, runs of quotations and the nesting of cues. Does not belong here: speakers and sources.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.words import DATE_POS, Words, word_set

_GOES_ON = word_set("clause_link")
_OPENERS = frozenset(
    ("さらに", "加えて", "同時に", "一方", "他方", "反面", "結局")
)  # adverbs that open a clause as conjunctions do
_LINKING = frozenset(("ほか", "他", "一方", "反面"))  # nouns that close a clause: 招く予定である|ほか、
_CALENDAR = frozenset(("日", "月", "年", "時", "分", "頃", "ごろ", "前", "過ぎ", "朝", "夜"))  # what a date ends in
_LONGEST_DATE = 24  # words of a date with what parentheses add to it
_LONGEST_REMARK = 16
_LONG_CLAUSE = 8  # words of one that tells something though it names nobody
_SHORTEST_CLAUSE = 4  # words of a clause that stands for itself


def cue_groups(words: Words, cues: Sequence[Cue]) -> Iterator[tuple[list[Cue], int]]:
    """Cues that nest in one another, innermost first, with the place where their clause begins."""
    segment, at = 0, 0
    while at < len(cues):
        group = [cues[at]]
        while at + 1 < len(cues) and _nests(words, cues[at], cues[at + 1]):
            at += 1
            group.append(cues[at])
        yield group, segment
        if at + 1 < len(cues) and cues[at + 1].first == cues[at].first:
            segment = after_comma(words, cues[at].content_end + 1)  # 「…」と、|…と述べた: one verb says both
        elif _closes(words, cues[at]):
            segment = after_comma(words, cues[at].last)
        at += 1


def _nests(words: Words, inner: Cue, outer: Cue) -> bool:
    """Whether a cue is the predicate of another's content: …を求める考えを示した, …と述べたと伝えた; not …と述べ「…」と語った."""
    if outer.content_end - 1 in words.quotes and inner.last <= outer.content_end - 1:
        return False
    return outer.content_end - 2 <= inner.last <= outer.content_end + 1 and inner.first < outer.content_end


def _closes(words: Words, cue: Cue) -> bool:
    """Whether a clause ends with the cue: …と述べ、 …と述べた。 …と述べたが、 as against …と述べた首相."""
    last = cue.last
    while words.surface(last).isspace():
        last += 1
    surface, pos = words.surface(last), words.pos(last)
    if pos in ("補助記号", "引用", "") or last in words.quotes:
        return True
    if surface in _GOES_ON and words.surface(last + 1) in ("、", "で"):
        return True
    if (
        cue.frame == "と"
        and (cue.cue_class != "think" or cue.kind == "writer_inference")
        and _goes_on_with(words, last)
    ):
        return True  # 「…」と述べ|全力で取り組むことを強調した
    if surface == "て" and cue.cue_class == "think" and words.surface(last + 1) != "、":
        return False  # 突風が原因と見て|対策を検討した
    if surface in ("つつ", "ながら") and words.surface(last + 1) not in ("、", "も"):
        return False  # 「…」と叫びながら|店に入った: one does both
    return pos == "助詞" and (
        surface in ("が", "し", "て", "で", "ば", "から", "ので", "つつ", "ながら")
        or words.surface(cue.last + 1) == "、"
    )


def _goes_on_with(words: Words, last: int) -> bool:
    """Whether a predicate in its continuing form has a noun behind it that opens a clause of its own, and is no verb with する."""
    if not words.lexemes[last - 1].pos[5].startswith("連用形") or words.pos(last) not in ("名詞", "代名詞", "接頭辞"):
        return False
    return (
        words.lexemes[last].pos[2] != "サ変可能"
        or words.lexemes[min(last + 1, len(words) - 1)].normalized_form != "為る"
    )


def closes_clause(words: Words, at: int) -> bool:
    """Whether a clause ends with the word before a comma: したが|、 出席し|、 雨で|、 is none."""
    pos = words.lexemes[at].pos
    if pos[1] == "接続助詞" or (
        words.surface(at) in ("ため", "一方", "ほか", "後", "際") and words.is_predicate(at - 1)
    ):
        return True
    return pos[0] in ("動詞", "助動詞") and pos[5].startswith("連用形")


def leading_clause(words: Words, first: int, limit: int) -> int:
    """Place after the last clause from ``first`` on that a comma closes before the offset ``limit``; ``first`` for none."""
    for at in range(min(bisect_left(words.starts, limit), len(words)) - 1, first + _SHORTEST_CLAUSE, -1):
        if words.surface(at) != "、" or words.is_function_verb(at - 1):
            continue
        if words.surface(at - 1) in ("て", "は") and words.is_function_verb(at - 2):
            continue  # 施設の名について、
        before = words.lexemes[at - 1].pos
        linked = words.surface(at - 1) in _LINKING and words.is_predicate(at - 2)
        if before[0] in ("動詞", "助動詞") or before[1] == "接続助詞" or linked:
            named = any(words.surface(i) in ("は", "が", "も") for i in range(first, at - 1))
            long = at - first >= _LONG_CLAUSE and words.surface(at - 1) != "で"
            return at if named or long else first
    return first


def after_comma(words: Words, at: int) -> int:
    """Place after the comma, and the て, が or し before it, at ``at``; ``at`` where there is none."""
    while at < len(words) and (
        (
            words.surface(at) in ("、", "。", " ", "\u3000", "て", "が", "し", "つつ", "ながら")
            and words.pos(at) in ("補助記号", "空白", "助詞")
        )
        or (words.surface(at) == "も" and words.surface(at - 1) in ("つつ", "ながら"))
        or (words.surface(at) in _GOES_ON and words.surface(at + 1) == "、")
    ):
        at += 1
    return at


def after_conjunction(words: Words, at: int) -> int:
    """Place after a conjunction that opens a clause: また、 しかし、 その上で、"""
    for ahead in range(at, min(at + 4, len(words))):
        if words.surface(ahead) == "、":
            opening = words.pos(at)
            if (
                opening in ("接続詞", "感動詞")
                or (ahead == at + 1 and words.surface(at) in _OPENERS)
                or (opening == "連体詞" and words.surface(ahead - 1) not in ("は", "が", "も"))
                or (
                    opening in ("名詞", "副詞")
                    and ahead - at <= 2
                    and words.surface(ahead - 1) in ("で", "に", "方", "後")
                )
            ):
                return ahead + 1
            break
    if words.pos(at) == "接続詞":
        return after_comma(words, at + 1)
    return at


def after_stop(words: Words, text: str, at: int, end: int) -> int:
    """Place after the last full stop between ``at`` and ``end``: what is said begins with its own sentence; else ``at``."""
    if not at < end - 1:
        return at
    last = text.rfind("。", words.starts[at], words.starts[end - 2] + 1)
    place = bisect_left(words.starts, last) if last >= 0 else -1
    return place + 1 if 0 <= place < end and words.surface(place) == "。" else at


def after_date(words: Words, at: int) -> int:
    """Place after a date that a comma closes at ``at``, which tells when it was said (市は|3日午後、…と発表した)."""
    ahead = at
    while ahead < len(words) and ahead - at < _LONGEST_DATE:
        if words.surface(ahead - 1) in _CALENDAR and ahead > at and words.surface(ahead) in ("(", "（"):
            ahead = after_remark(words, ahead)
        elif words.lexemes[ahead].pos[1:3] in DATE_POS or (
            ahead == at and words.surface(at) == "その" and words.surface(at + 1) == "後"
        ):
            ahead += 1
        elif words.surface(ahead + 1) == "時間" and words.pos(ahead) == "名詞":
            ahead += 1  # 現地|時間午後3時38分
        else:
            break
    if ahead == at or words.lexemes[ahead - 1].pos[1] == "数詞":
        return at  # 2、|3日地震が続く
    ahead += words.surface(ahead) == "に"
    return ahead + 1 if words.surface(ahead) == "、" else at


def after_remark(words: Words, at: int) -> int:
    """Place after the remark in parentheses that opens at ``at``: 10日|(UTC+9、以下同様)|、; the word after where nobody closes it."""
    reach = range(at + 1, min(at + _LONGEST_REMARK, len(words)))
    return next((place + 1 for place in reach if words.surface(place) in (")", "）")), at + 1)


def quote_run(words: Words, end: int) -> int | None:
    """Place of the first of the adjoining quotations that end before ``end``, or none."""
    at = end - 1
    if at not in words.quotes:
        return None
    while at - 1 in words.quotes or (at - 2 in words.quotes and words.surface(at - 1) == "、"):
        at -= 1 if at - 1 in words.quotes else 2
    return at
