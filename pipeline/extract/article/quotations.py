"""Bracketed spans: where quotation marks open and close, and what the words between them are.

Belongs here: pairing of marks, and the kind of a quotation as its form and the words around it tell.
Does not belong here: who speaks and by which verb (``statements``, ``speakers``), which may overrule the kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

_PAIRS = {"「": "」", "『": "』", "“": "”", "‟": "”", "〝": "〟", "‘": "’", "｢": "｣"}
_CLOSERS = {closer: tuple(o for o, c in _PAIRS.items() if c == closer) for closer in set(_PAIRS.values())}
_STRAIGHT = '"'
_SPACES = " \u3000"
_DEEPEST = 8  # pairs around a pair; each repeats the text of those inside
#: any mark that may open or close a quotation: 「 」 『 』 “ ” 〝 〟 ‘ ’ "
_MARKS = re.compile('[「」『』“”‟〝〟‘’｢｣"]')
#: a quotation that ends like a sentence, a wish or an order: …だ, …した, …しない, …を, …へ, …?
_PREDICATE_END = re.compile(
    r"(?:[たるいだうくつすぬむぐぶかよねぞわなてれろずを!?。…!?]|です|ます|ません|べき|せよ|しろ)[。!?!?…]*$"
)
#: what marks words as said, right after the mark: 」と, 」との, 」などと, 」って
_QUOTATIVE = re.compile(r"(?:など|なんて)?(?:と(?![「『“]|して(?:の|も|は|知|有名)|な[るっり])|って)")
#: verbs of naming: 」と呼ばれる, 」と題する, 」と名付けた, 」という名
_NAMING = re.compile(
    r"と(?:は|も|まで)?(?:呼|題|名付|名づけ|称|銘打|いう名|いった|名乗)|と?(?:という|といった)(?:名|言葉|語|本|曲|映画|番組|タイトル|題|作品|用語|概念)"
)
#: naming by a person, which is that person's word: 」とまで呼んだ, 」と呼んだ, 」と評した
_LABELLING = re.compile(r"と(?:は|も|まで)?(?:呼ん|呼び|評し|称し|称する|批判|非難|表現)")
#: a noun that makes the words a document's: 声明は「…」, 案が「…」を含む
_DOCUMENT = re.compile(
    r"(?:声明|文書|案|報告書|決議|条約|協定|憲法|条文?|見出し|書簡|報告|プラン|計画案|論文)(?:には|では|で|は|が|に|の)、?$"
)
#: the comma or particle before words that stand for themselves: 中谷氏「…」
_SAID_BARE = re.compile(
    r"(?:氏|さん|首相|大統領|長官|議長|総長|会長|社長|知事|市長|委員長|大臣|外相|相|監督|選手|代表|教授|長)$"
)
_VERB_OF_SAYING = re.compile(
    r"(?:と|との)?(?:説明|強調|指摘|発言|主張|批判|明言|表明|断言|発表|訴え|述べ|語|話|言|コメント|反論|答|宣言|回答|証言|見解|認識|考え)"
)


class Quotation(NamedTuple):
    """A quotation. ``start`` and ``end`` include the marks; ``parent`` is the start of the quotation around it."""

    start: int
    end: int
    mark: str
    kind: str
    is_speech: bool
    parent: int | None
    method: str

    @property
    def inner(self) -> tuple[int, int]:
        """Span of the words between the marks."""
        return self.start + 1, self.end - 1


def bracket_pairs(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, int | None]]:
    """Balanced pairs of marks as ``(start, end, start of the enclosing pair)``, in order of the text.

    A mark without its partner is passed over, and the pairs around and inside it are kept.

    >>> bracket_pairs("「ロシアの『約束』は」と「")
    [(0, 11, None), (5, 9, 0)]
    """
    end = len(text) if end is None else end
    stack: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []

    def close(openers: tuple[str, ...], at: int) -> bool:
        if not any(waiting.get(opener) for opener in openers):
            return False
        while stack:
            opener, opened = stack.pop()
            waiting[opener] -= 1
            if opener in openers:
                pairs.append((opened, at + 1))
                return True
        return False

    for match in _MARKS.finditer(text, start, end):
        mark, at = match[0], match.start()
        if mark in _CLOSERS or (mark == _STRAIGHT and waiting.get(mark)):
            close(_CLOSERS.get(mark, (_STRAIGHT,)), at)
        elif not (mark == _STRAIGHT and at > start and text[at - 1].isdigit()):
            stack.append((mark, at))
            waiting[mark] = waiting.get(mark, 0) + 1
    return _nested(pairs)


def _nested(pairs: list[tuple[int, int]]) -> list[tuple[int, int, int | None]]:
    """The pairs in order, each with the start of the nearest pair around it; empty and absurdly deep ones are left out."""
    nested: list[tuple[int, int, int | None]] = []
    around: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        while around and around[-1][1] <= start:
            around.pop()
        if end - start > 2 and len(around) < _DEEPEST:
            nested.append((start, end, around[-1][0] if around else None))
            around.append((start, end))
    return nested


def outermost(quotations: Sequence[Quotation], starts: Sequence[int], start: int, end: int) -> list[Quotation]:
    """Those that lie in ``[start, end)`` and in no other there; ``starts`` are the starts of all, in order."""
    found: list[Quotation] = []
    for index in range(bisect_left(starts, start), len(quotations)):
        quotation = quotations[index]
        if quotation.start >= end:
            break
        if quotation.end <= end and (not found or quotation.start >= found[-1].end):
            found.append(quotation)
    return found


def find_quotations(text: str, start: int = 0, end: int | None = None, role: str = "paragraph") -> list[Quotation]:
    """Quotations of one block of text, ``role`` being the block's, with their kind by form and context.

    >>> [(q.kind, q.is_speech) for q in find_quotations("首相は「極めて遺憾だ」と述べ、小説『雪国』を贈った。")]
    [('direct', True), ('title', False)]
    """
    end = len(text) if end is None else end
    pairs = bracket_pairs(text, start, end)
    return [
        Quotation(a, b, text[a] + text[b - 1], *_classify(text, a, b, (start, end), role), parent, "rule:brackets")
        for a, b, parent in pairs
    ]


def _classify(text: str, start: int, end: int, block: tuple[int, int], role: str) -> tuple[str, bool]:
    """Kind of the quotation and whether its words are somebody's; some pages set spaces on either side of a mark."""
    inner, before, after = (
        text[start + 1 : end - 1].strip(_SPACES),
        text[max(block[0], start - 24) : start].rstrip(_SPACES),
        text[end : min(block[1], end + 24)],
    )
    sentence_like = bool(_PREDICATE_END.search(inner[-4:]))
    if role in ("title", "subtitle", "heading"):
        return ("headline", True) if sentence_like else ("term", False)
    if _LABELLING.match(after):
        return "label", True
    if _NAMING.match(after):
        return "name", False
    if after.startswith("として") and not sentence_like:
        return _unspoken(inner, before), False
    if _QUOTATIVE.match(after.lstrip(_SPACES) if sentence_like else after):
        return ("direct" if sentence_like or len(inner) > 15 else "partial"), True
    if _SAID_BARE.search(before) and (_VERB_OF_SAYING.match(after) or not after.strip("。 \n")):
        return "direct", True
    if text[start] == "『":
        return "title", False
    if _DOCUMENT.search(before):
        return "document", True
    if sentence_like and (len(inner) > 8 or inner.endswith("。")):
        return ("direct" if len(inner) > 20 or not after.strip("。 \n") else "partial"), True
    return _unspoken(inner, before), False


def _unspoken(inner: str, before: str) -> str:
    """Kind of a quotation that is nobody's words: a name after a noun, distancing marks, else a term."""
    if before and "一" <= before[-1] <= "鿿":
        return "name"
    return "scare" if len(inner) <= 6 else "term"
