"""Articles of given lines, cut into one block a line and segmented, for tests of what reads text."""

from __future__ import annotations

import pyarrow as pa

from pipeline.extract.article.view import ArticleView, views
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import tokens
from schemas.render import arrow
from schemas.tables.articles import ARTICLES
from schemas.tables.blocks import BLOCKS

Line = str | tuple[str, str]


def text_tables(*documents: list[Line]) -> tuple[pa.Table, pa.Table]:
    """Tables ``articles`` and ``blocks``; a line is a text, or a text with the role of its block."""
    article_rows, block_rows = [], []
    for number, lines in enumerate(documents):
        article_id = f"art_{number:024x}"
        pairs = [line if isinstance(line, tuple) else (line, "paragraph") for line in lines]
        text, offset = "\n".join(line for line, _ in pairs), 0
        example = arrow.example_row(ARTICLES)
        article_rows.append(example | {"article_id": article_id, "text": text, "char_count": len(text)})
        for index, (line, role) in enumerate(pairs):
            row = {"block_id": f"blk_{number:012x}{index:012x}", "article_id": article_id, "index": index, "role": role}
            row |= {"start": offset, "end": offset + len(line), "text": line}
            block_rows.append(arrow.example_row(BLOCKS) | row)
            offset += len(line) + 1
    return arrow.from_rows(ARTICLES, article_rows), arrow.from_rows(BLOCKS, block_rows)


def text_stages(*documents: list[Line]) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table, pa.Table]:
    """The five tables that every stage of extraction reads."""
    articles, blocks = text_tables(*documents)
    cut = sentences(articles, blocks)["sentences"]
    words = tokens(articles, blocks, cut)
    return articles, blocks, cut, words["tokens"], words["lexemes"]


def text_view(*lines: Line) -> ArticleView:
    """One article as the rules see it."""
    return views(*text_stages(list(lines)))[0]
