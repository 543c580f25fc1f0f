"""Sentences."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, INDEX, METHOD, OF_ARTICLE, SPAN, SPAN_CHECKS, id_pattern, key
from schemas.model import Check, CheckKind, Column, ForeignKey, Table, Type

SENTENCES = Table(
    name="sentences",
    title="Sentences",
    title_ja="文",
    grain="sentence",
    description="Sentences, quotation-aware: 「A。B」と語った is one. A sentence never leaves its block.",
    description_ja="文。引用を考慮し、「A。B」と語った は1文とする。ブロックをまたがない。",
    columns=(
        key("sentence_id", "sen", "Identifier of the sentence.", "文の識別子。"),
        ARTICLE_ID,
        Column(
            "block_id",
            Type.STRING,
            "Block it lies in.",
            "属するブロック。",
            pattern=id_pattern("blk"),
            example="blk_" + "0" * 24,
        ),
        INDEX,
        *SPAN,
        Column(
            "style",
            Type.STRING,
            "How it ends.",
            "文末の文体。",
            vocabulary=vocabularies.SENTENCE_STYLE,
            example="da_dearu",
        ),
        METHOD,
    ),
    primary_key=("sentence_id",),
    foreign_keys=(OF_ARTICLE, ForeignKey(("block_id",), "blocks", ("block_id",))),
    checks=(*SPAN_CHECKS, Check(CheckKind.UNIQUE, ("article_id", "index"))),
)
