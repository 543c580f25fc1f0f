"""Typed blocks of the text; nothing is dropped."""

from schemas import vocabularies
from schemas.columns import (
    ARTICLE_ID,
    CONFIDENCE,
    INDEX,
    METHOD,
    OF_ARTICLE,
    SPAN,
    SPAN_CHECKS,
    id_pattern,
    key,
)
from schemas.model import Check, CheckKind, Column, ForeignKey, Table, Type
from schemas.shapes import SHORT

BLOCKS = Table(
    name="blocks",
    title="Blocks",
    title_ja="ブロック",
    grain="block of an article's text",
    description="The text cut into typed blocks. Every character that is not white space lies in exactly one block.",
    description_ja="本文を役割付きブロックに分割したもの。空白以外の文字は必ず1つのブロックに属する。",
    columns=(
        key("block_id", "blk", "Identifier of the block.", "ブロックの識別子。"),
        ARTICLE_ID,
        INDEX,
        *SPAN,
        Column(
            "role",
            Type.STRING,
            "What the block is.",
            "ブロックの役割。",
            vocabulary=vocabularies.BLOCK_ROLE,
            example="paragraph",
        ),
        Column(
            "is_content",
            Type.BOOL,
            "Whether it belongs to what the article says, as against the page around it.",
            "記事の内容か(ページの付随物でないか)。",
            example=True,
        ),
        Column(
            "level",
            Type.INT32,
            "Depth of a heading or list item, from 1.",
            "見出し・箇条書きの階層(1起点)。",
            nullable=True,
            minimum=1,
            maximum=9,
        ),
        Column(
            "list_marker",
            Type.STRING,
            "Marker of a list item, as written.",
            "箇条書きの記号。",
            nullable=True,
            carries="fact",
            longest=SHORT,
        ),
        Column(
            "duplicate_of",
            Type.STRING,
            "Earlier block of the article with the same text.",
            "同文の先行ブロック。",
            nullable=True,
            pattern=id_pattern("blk"),
        ),
        METHOD,
        CONFIDENCE,
    ),
    primary_key=("block_id",),
    foreign_keys=(OF_ARTICLE, ForeignKey(("duplicate_of",), "blocks", ("block_id",))),
    checks=(*SPAN_CHECKS, Check(CheckKind.UNIQUE, ("article_id", "index"))),
)
