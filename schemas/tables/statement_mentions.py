"""Whom and what a statement is about, and whom it is told to."""

from dataclasses import replace

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, ENTITY_ID, METHOD, OF_ARTICLE, id_pattern, optional
from schemas.model import Column, ForeignKey, Table, Type

STATEMENT_MENTIONS = Table(
    name="statement_mentions",
    title="Statement mentions",
    title_ja="言説中の言及",
    grain="mention that a statement is about or told to",
    description=(
        "Names in the content of a statement, and those that it is told to (ペルーに対し…を求めた), with their entities: a question by "
        "country or person needs no offsets."
    ),
    description_ja="言説の内容に現れる名称と、発言の相手。国や人物による検索にオフセットは要らない。",
    columns=(
        Column(
            "statement_id", Type.STRING, "Statement.", "言説。", pattern=id_pattern("sta"), example="sta_" + "0" * 24
        ),
        Column("mention_id", Type.STRING, "Mention.", "言及。", pattern=id_pattern("men"), example="men_" + "0" * 24),
        ARTICLE_ID,
        replace(
            optional(ENTITY_ID, "Thing named, where the article tells which.", "指示対象(判明時)。"), name="entity_id"
        ),
        Column(
            "role",
            Type.STRING,
            "What the thing named is to the statement.",
            "言説における役割。",
            vocabulary=vocabularies.STATEMENT_MENTION_ROLE,
            example="about",
        ),
        METHOD,
    ),
    primary_key=("statement_id", "mention_id"),
    foreign_keys=(
        OF_ARTICLE,
        ForeignKey(("statement_id",), "statements", ("statement_id",)),
        ForeignKey(("mention_id",), "mentions", ("mention_id",)),
        ForeignKey(("entity_id",), "entities", ("entity_id",)),
    ),
)
