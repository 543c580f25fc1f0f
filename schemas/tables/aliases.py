"""Surfaces of entities, with how often they occur."""

from schemas import vocabularies
from schemas.columns import ENTITY_ID
from schemas.model import Check, CheckKind, Column, ForeignKey, Table, Type
from schemas.shapes import FACT_LENGTH, NAME

ALIASES = Table(
    name="aliases",
    title="Aliases",
    title_ja="別名",
    grain="surface of an entity",
    description="Surfaces under which an entity occurs in the corpus.",
    description_ja="コーパス中での実体の表記と出現数。",
    columns=(
        ENTITY_ID,
        Column(
            "alias",
            Type.STRING,
            "Surface as written.",
            "表記。",
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
            example="NATO",
        ),
        Column(
            "kind",
            Type.STRING,
            "How the surface relates to the full name.",
            "正式名との関係。",
            vocabulary=vocabularies.ALIAS_KIND,
            example="abbreviation",
        ),
        Column("mention_count", Type.INT64, "Mentions with this surface.", "言及数。", minimum=1, example=1),
        Column("article_count", Type.INT64, "Articles with this surface.", "記事数。", minimum=1, example=1),
    ),
    primary_key=("entity_id", "alias", "kind"),
    foreign_keys=(ForeignKey(("entity_id",), "entities", ("entity_id",)),),
    checks=(Check(CheckKind.ORDER, ("article_count", "mention_count")),),
    partitioning="corpus",
)
