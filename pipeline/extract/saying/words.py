"""A stretch of text as the rules on saying read it: words in order, each quotation folded into one.

Belongs here: folding and the few questions asked of neighbouring words. Does not belong here: any cue, speaker or hedge.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.article.quotations import Quotation
from pipeline.extract.article.view import Lexeme, Tokens
from pipeline.lexicons.load import word_set as word_set

QUOTED = Lexeme(0, "「」", "「」", "「」", "", ("引用", "*", "*", "*", "*", "*"), "X", False)
"""What stands for a quotation among the words."""

#: subclasses of the words of a date: 3|日|夜
DATE_POS = frozenset((("数詞", "*"), ("名詞的", "助数詞"), ("普通名詞", "副詞可能"), ("普通名詞", "助数詞可能")))
#: what a meeting's name ends in, and what so ends and is no meeting
_MEETINGS = ("会", "会議", "社告")
_NO_MEETINGS = (
    "大会",
    "社会",
    "教会",
    "機会",
    "都会",
    "展覧会",
    "博覧会",
    "学会",
    "協会",
    "商会",
    "照会",
    "音楽会",
    "運動会",
)
#: verbs that serve as particles: に対して, によって, を通じて, について, に応じて, をめぐって
_FUNCTION_VERBS = word_set("function_verb")


@dataclass(slots=True)
class Words:
    """Words of ``[start, end)``; ``quotes`` holds the quotations by the place of the word that stands for them.

    ``kinds`` has one character a word (:mod:`pipeline.extract.saying.word_kinds`).
    """

    start: int
    end: int
    kinds: str
    lexemes: list[Lexeme]
    starts: array[int]
    ends: array[int]
    quotes: dict[int, Quotation]

    def __len__(self) -> int:
        return len(self.lexemes)

    def surface(self, at: int) -> str:
        """Surface of the word at a place, empty outside."""
        lexemes = self.lexemes
        return lexemes[at].surface if 0 <= at < len(lexemes) else ""

    def pos(self, at: int) -> str:
        """Its part of speech, empty outside."""
        return self.lexemes[at].pos[0] if 0 <= at < len(self.lexemes) else ""

    def is_predicate(self, at: int) -> bool:
        """Whether a clause may end here: 述べ|た, 重い, だ, か, 静か, a quotation."""
        if not 0 <= at < len(self.lexemes):
            return False
        pos = self.lexemes[at].pos
        if pos[0] in ("動詞", "形容詞", "助動詞", "引用", "形状詞"):
            return True
        if pos[0] == "補助記号":
            return self.lexemes[at].surface in "。?!?!…"
        return pos[1] in ("終助詞", "助動詞語幹") or (
            pos[0] == "助詞" and self.lexemes[at].surface in ("か", "ね", "よ", "な")
        )

    def predicate_end(self, at: int) -> int:
        """Place after the predicate that starts at ``at``, with auxiliaries and て+いる, て+くる, て+おる."""
        last, size = at + 1, len(self.lexemes)
        while last < size:
            pos = self.lexemes[last].pos
            if (
                pos[0] == "助動詞"
                or (pos[1] == "非自立可能" and pos[0] == "動詞" and self._bound(last))
                or (pos[1] == "接続助詞" and self.lexemes[last].surface in ("て", "で") and self._bound(last + 1))
            ):
                last += 1
            else:
                break
        return last

    def _bound(self, at: int) -> bool:
        if (
            not 0 < at < len(self.lexemes)
            or self.lexemes[at].pos[1] != "非自立可能"
            or self.lexemes[at].pos[0] != "動詞"
        ):
            return False
        return self.surface(at - 1) in ("て", "で") or self.lexemes[at].normalized_form == "為る"

    def clause_end(self, marker: int) -> int:
        """Place after the clause that と at ``marker`` marks: a comma or a space before it is passed over (語った、と伝えた)."""
        while marker > 1 and (self.surface(marker - 1) == "、" or self.surface(marker - 1).isspace()):
            marker -= 1
        return marker

    def is_function_verb(self, at: int) -> bool:
        """Whether a verb only serves as a particle: に対し, について."""
        lexeme = self.lexemes[at]
        return lexeme.pos[0] == "動詞" and (
            lexeme.dictionary_form in _FUNCTION_VERBS or lexeme.normalized_form in _FUNCTION_VERBS
        )


def is_meeting(surface: str) -> bool:
    """Whether a noun is that of a meeting or public notice, by what it ends in.

    >>> [noun for noun in ("理事会", "役員会", "社告", "大会", "社会") if is_meeting(noun)]
    ['理事会', '役員会', '社告']
    """
    return surface.endswith(_MEETINGS) and not surface.endswith(_NO_MEETINGS)


def fills(words: Words) -> bool:
    """Whether a sentence is quotations and nothing else."""
    return bool(words.quotes) and all(
        at in words.quotes or words.pos(at) in ("補助記号", "空白") for at in range(len(words))
    )


def fold(tokens: Tokens, kinds: str, start: int, end: int, quotations: Sequence[Quotation]) -> Words:
    """Words of ``[start, end)``, each of ``quotations`` that lies in it (outermost ones, in order) as a single word.

    ``kinds`` are those of all tokens.
    """
    first, last = tokens.run(start, end)
    if not quotations:
        spans = tokens.starts[first:last], tokens.ends[first:last]
        return _closed_up(Words(start, end, kinds[first:last], tokens.lexemes[first:last], *spans, {}))
    starts, ends, lexemes = array("i"), array("i"), []
    own_kinds: list[str] = []
    quotes: dict[int, Quotation] = {}
    reached = start
    for quotation in quotations:
        if quotation.start < reached or quotation.end > end:
            continue
        before = bisect_left(tokens.starts, quotation.start, first, last)
        starts += tokens.starts[first:before]
        ends += tokens.ends[first:before]
        lexemes += tokens.lexemes[first:before]
        own_kinds += kinds[first:before], "Q"
        quotes[len(lexemes)] = quotation
        starts.append(quotation.start)
        ends.append(quotation.end)
        lexemes.append(QUOTED)
        reached = quotation.end
        first = bisect_left(tokens.starts, reached, before, last)
    starts += tokens.starts[first:last]
    ends += tokens.ends[first:last]
    lexemes += tokens.lexemes[first:last]
    own_kinds.append(kinds[first:last])
    return _closed_up(Words(start, end, "".join(own_kinds), lexemes, starts, ends, quotes))


def _closed_up(words: Words) -> Words:
    """Words without the spaces around marks that some pages set: 伝え 、 「…」 is read as 伝え、「…」."""
    if "_" not in words.kinds:
        return words
    last = len(words) - 1
    kept = [
        at for at, kind in enumerate(words.kinds) if kind != "_" or (0 < at < last and not _is_beside_mark(words, at))
    ]
    quotes = {bisect_left(kept, at): quotation for at, quotation in words.quotes.items()}
    starts, ends = (array("i", [spans[at] for at in kept]) for spans in (words.starts, words.ends))
    kinds, lexemes = "".join([words.kinds[at] for at in kept]), [words.lexemes[at] for at in kept]
    return Words(words.start, words.end, kinds, lexemes, starts, ends, quotes)


def _is_beside_mark(words: Words, at: int) -> bool:
    """Whether a mark or a quotation stands right before or behind a word."""
    return any(words.lexemes[near].pos[0] in ("補助記号", "引用") for near in (at - 1, at + 1))
