"""Plain text: the decoded text is the source text, and no metadata comes with it.

Does not belong here: titles and datelines, which are read from the blocks (``pipeline/normalize``).
"""

from __future__ import annotations

from pipeline.read.content import Content

READER = "plain"


def read_plain(text: str) -> Content:
    """The text as it is.

    >>> read_plain("記事の本文。").source_text
    '記事の本文。'
    """
    return Content(READER, text)
