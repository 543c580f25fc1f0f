"""Disclosures of a page over its blocks, and what follows for the article: source type, whether only an opening is there.

Belongs here: which blocks can hold a disclosure, hard-wrapped lines put together, IPTC's source types. Does not belong here:
what a sentence discloses (``self_reference``).

The values of ``digital_source_type`` are those of IPTC: https://cv.iptc.org/newscodes/digitalsourcetype/
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pipeline.normalize.blocks import TypedBlock
from pipeline.normalize.self_reference import Note, hint_offsets, notes
from pipeline.read.content import Claim

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# A translation by machine augments a text of people; a text that a program fills in is algorithmic without being trained.
_SOURCE_TYPES = {
    "ai_text": _IPTC + "trainedAlgorithmicMedia",
    "ai_text_with_people": _IPTC + "compositeWithTrainedAlgorithmicMedia",
    "ai_translation": _IPTC + "compositeWithTrainedAlgorithmicMedia",
    "ai_picture": _IPTC + "trainedAlgorithmicMedia",
    "ai_voice": _IPTC + "trainedAlgorithmicMedia",
    "automated_text": _IPTC + "algorithmicMedia",
}
_OF_TEXT = ("ai_text_with_people", "ai_translation", "ai_text", "automated_text")
# Words of readers, of other pages, and headings of either
_OTHERS = frozenset(
    (
        *("title", "subtitle", "heading", "question", "comment", "comment_ui", "related_link", "advertisement"),
        *("cited_excerpt", "cited_source", "reference", "artefact"),
    )
)
_SENTENCE_END = "。!?！？」』"
_LONGEST_LINE = 120
_CUT = ("…", "...", "・・・")


def source_type(kind: str) -> str | None:
    """IPTC digital source type of what a disclosure of this kind speaks of, or none.

    >>> source_type("ai_picture"), source_type("user_generated")
    ('http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia', None)
    """
    return _SOURCE_TYPES.get(kind)


def digital_source_type(found: Iterable[Note]) -> str | None:
    """IPTC digital source type of the article's text, where the page discloses how that was made, or none.

    Where a page says in one place that machines wrote and in another that people checked, both took part. What only a part
    was made with, such as the headline, says nothing of the text.

    >>> digital_source_type(notes("※本記事はAIで下書きし、編集部が確認しています。"))
    'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia'
    >>> digital_source_type(notes("※見出しは生成AIが作成しました。")) is None
    True
    """
    kinds = {note.kind for note in found if note.scope != "part"}
    return next((_SOURCE_TYPES[kind] for kind in _OF_TEXT if kind in kinds), None)


def is_partial(found: Iterable[Note], claims: Iterable[Claim], blocks: Sequence[TypedBlock]) -> bool:
    """Whether the page gives only an opening: it says so, or its metadata reserve it for members and its text breaks off."""
    if any(note.kind == "partial_text" for note in found):
        return True
    last = next((block.text for block in reversed(blocks) if block.is_content), "")
    return last.endswith(_CUT) and any(claim.kind == "access" and claim.value == "members" for claim in claims)


def find_disclosures(text: str, blocks: Sequence[TypedBlock]) -> list[Note]:
    """Disclosures of one article, in order, with their spans in ``text``; ``blocks`` are its blocks in order.

    >>> from pipeline.normalize.blocks import find_blocks
    >>> page = "架空市で祭り\\n\\n架空市で三日、祭りがあった。\\n\\n※この記事は機械翻訳です。"
    >>> [(note.kind, page[note.start : note.end]) for note in find_disclosures(page, find_blocks(page))]
    [('ai_translation', '※この記事は機械翻訳です。')]
    """
    hints = hint_offsets(text)
    if not hints:
        return []
    return [
        note._replace(start=start + note.start, end=start + note.end)
        for start, end in _units(text, blocks)
        if bisect_left(hints, start) < bisect_left(hints, end)
        for note in notes(text[start:end])
    ]


def _units(text: str, blocks: Sequence[TypedBlock]) -> Iterator[tuple[int, int]]:
    """Spans of blocks that can hold a disclosure; short lines that break off in mid-sentence go with the next."""
    start: int | None = None
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.role in _OTHERS:
            start = None
            continue
        start = block.start if start is None else start
        goes_on = (
            following is not None
            and following.role not in _OTHERS
            and text[block.end : following.start].count("\n") <= 1
            and len(block.text) <= _LONGEST_LINE
            and block.text[-1] not in _SENTENCE_END
        )
        if not goes_on:
            yield start, block.end
            start = None
