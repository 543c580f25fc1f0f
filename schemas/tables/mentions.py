"""Names in the text."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, CONFIDENCE, ENTITY_ID, METHOD, NAME_SPAN, OF_ARTICLE, SPAN_CHECKS, key, optional
from schemas.model import Check, CheckKind, Column, ForeignKey, Table, Type

OF_ENTITY = ForeignKey(("entity_id",), "entities", ("entity_id",))

MENTIONS = Table(
    name="mentions",
    title="Mentions",
    title_ja="言及",
    grain="name in the text",
    description="Names, without title or honorific, and expressions that stand for them.",
    description_ja="名称(肩書・敬称を除く)と、その代用表現。",
    columns=(
        key("mention_id", "men", "Identifier of the mention.", "言及の識別子。"),
        ARTICLE_ID,
        *NAME_SPAN,
        Column(
            "entity_type",
            Type.STRING,
            "Kind of thing named.",
            "実体の種類。",
            vocabulary=vocabularies.ENTITY_TYPE,
            example="ORG",
        ),
        optional(ENTITY_ID, "Thing in the world, where the article tells which.", "指示対象(判明時)。"),
        Column(
            "form", Type.STRING, "How it is named.", "言及の形。", vocabulary=vocabularies.MENTION_FORM, example="name"
        ),
        Column(
            "is_metonym",
            Type.BOOL,
            "Whether a capital or a seat of power stands for its government (ワシントンは…と述べた, クレムリンは否定した).",
            "首都や官邸などの名が政府を指すか。",
            example=False,
        ),
        METHOD,
        CONFIDENCE,
    ),
    primary_key=("mention_id",),
    foreign_keys=(OF_ARTICLE, OF_ENTITY),
    checks=(*SPAN_CHECKS, Check(CheckKind.UNIQUE, ("article_id", "start", "end"))),
)
