"""Things in the world."""

from schemas import vocabularies
from schemas.columns import ENTITY_ID, METHOD
from schemas.model import Column, Table, Type
from schemas.shapes import FACT_LENGTH, NAME

ENTITIES = Table(
    name="entities",
    title="Entities",
    title_ja="実体",
    grain="thing in the world",
    description="Persons, organizations, places and works that mentions name.",
    description_ja="言及が指す人物・組織・場所・作品など。",
    columns=(
        ENTITY_ID,
        Column(
            "entity_type", Type.STRING, "Kind of thing.", "種類。", vocabulary=vocabularies.ENTITY_TYPE, example="ORG"
        ),
        Column(
            "name_ja",
            Type.STRING,
            "Name in Japanese: the lexicon's, or the longest the articles give.",
            "日本語名(辞書、または記事中の最長の名称)。",
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
            example="北大西洋条約機構",
        ),
        Column(
            "name_en",
            Type.STRING,
            "Name in English, where known.",
            "英語名(判明時)。",
            nullable=True,
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
            example="NATO",
        ),
        Column(
            "reading",
            Type.STRING,
            "Reading in katakana, where known.",
            "読み(判明時)。",
            nullable=True,
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
        ),
        Column(
            "wikidata_id",
            Type.STRING,
            "Wikidata item, where known.",
            "Wikidata項目(判明時)。",
            nullable=True,
            pattern=r"Q[1-9][0-9]*",
        ),
        Column(
            "country",
            Type.STRING,
            "Country it is or belongs to, ISO 3166-1 alpha-2, where known.",
            "国(ISO 3166-1 alpha-2、判明時)。",
            nullable=True,
            pattern="[A-Z]{2}",
        ),
        Column(
            "evidence",
            Type.STRING,
            "By what evidence its mentions are one thing; `aliases.kind` says how each surface relates to the name.",
            "言及が同一の実体とされた根拠。各表記と名称の関係は aliases.kind を参照。",
            vocabulary=vocabularies.ENTITY_EVIDENCE,
            example="full_name",
        ),
        METHOD,
    ),
    primary_key=("entity_id",),
    partitioning="corpus",
)
