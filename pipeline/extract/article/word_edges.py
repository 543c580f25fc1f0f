"""Where words begin and end, and where addresses lie: what decides whether a match is a match.

Belongs here: tests on offsets that several extractors share. Does not belong here: what is matched.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from pipeline.extract.article.view import ArticleView

IsWord = Callable[[int, int], bool]
"""Whether a span begins and ends where words do. An offset of -1 is not asked about."""

WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+")
"""An address of a page or a mailbox: its digits mean nothing. https://example.jp/2025/04/08/"""


def anywhere(start: int, end: int) -> bool:
    """The test where nothing is known of words: every span passes."""
    return start <= end or end < 0


def word_test(view: ArticleView) -> IsWord:
    """The test by an article's tokens; :func:`anywhere` where it has none."""
    starts, ends = view.tokens.starts, view.tokens.ends
    if not starts:
        return anywhere
    return lambda start, end: (start < 0 or _holds(starts, start)) and (end < 0 or _holds(ends, end))


def _holds(offsets: Sequence[int], offset: int) -> bool:
    """Whether an offset is among sorted ones: few are asked about, so no set is built of the tokens of a text."""
    index = bisect_left(offsets, offset)
    return index < len(offsets) and offsets[index] == offset


def address_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the addresses in a text.

    >>> address_spans("詳しくは https://example.jp/2025/04/08/ を")
    [(5, 35)]
    """
    if "://" not in text and "@" not in text and "www." not in text:
        return []
    return [match.span() for match in WEB_ADDRESS.finditer(text)]


class Closed:
    """Spans that nothing found may overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [span[0] for span in self._spans]

    def end_at(self, at: int) -> int:
        """End of the span that covers ``at``, or 0."""
        index = bisect_right(self._starts, at) - 1
        return self._spans[index][1] if index >= 0 and at < self._spans[index][1] else 0

    def touches(self, start: int, end: int) -> bool:
        """Whether a span overlaps ``[start, end)``."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and self._spans[index][1] > start
