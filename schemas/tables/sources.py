"""Outlets and sites that documents come from or that articles cite."""

from schemas import vocabularies
from schemas.columns import SOURCE_ID
from schemas.model import Column, Table, Type

SOURCES = Table(
    name="sources",
    title="Outlets and sites",
    title_ja="媒体・サイト",
    grain="outlet or site",
    description="Outlets and sites that documents come from or that articles cite.",
    description_ja="文書の取得元、または記事が引用する媒体・サイト。",
    columns=(
        SOURCE_ID,
        Column("name_ja", Type.STRING, "Name in Japanese.", "日本語名。", nullable=True, example="架空新聞"),
        Column("name_en", Type.STRING, "Name in English.", "英語名。", nullable=True, example="Kaku Shimbun"),
        Column(
            "domain",
            Type.STRING,
            "Registered domain, lower case.",
            "登録ドメイン(小文字)。",
            nullable=True,
            example="example.jp",
        ),
        Column(
            "country",
            Type.STRING,
            "Country of its seat, ISO 3166-1 alpha-2.",
            "所在国(ISO 3166-1 alpha-2)。",
            nullable=True,
            pattern="[A-Z]{2}",
            example="JP",
        ),
        Column(
            "kind",
            Type.STRING,
            "What kind of source it is.",
            "種別。",
            vocabulary=vocabularies.SOURCE_KIND,
            example="newspaper",
        ),
        Column(
            "is_state_media",
            Type.BOOL,
            "Whether a state owns or steers it.",
            "国営・国家統制下の媒体か。",
            nullable=True,
            example=False,
        ),
        Column(
            "licence",
            Type.STRING,
            "Licence of its texts, SPDX where there is one.",
            "本文のライセンス(SPDX)。",
            nullable=True,
            example="CC0-1.0",
        ),
        Column(
            "redistribution",
            Type.STRING,
            "What a release may repeat of its text.",
            "再配布の可否。",
            vocabulary=vocabularies.REDISTRIBUTION,
            example="none",
        ),
    ),
    primary_key=("source_id",),
    caveats=("A source nobody described yet has kind `unknown` and redistribution `none`.",),
    partitioning="corpus",
)
