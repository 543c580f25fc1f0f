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
        Column(
            "name_ja", Type.STRING, "Name in Japanese.", "日本語名。", nullable=True, carries="fact", example="架空新聞"
        ),
        Column(
            "name_en",
            Type.STRING,
            "Name in English.",
            "英語名。",
            nullable=True,
            carries="fact",
            example="Kaku Shimbun",
        ),
        Column(
            "domain",
            Type.STRING,
            "Registered domain, lower case.",
            "登録ドメイン(小文字)。",
            nullable=True,
            carries="fact",
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
            "Whether it is state media. True: a government, or the ruling party of a one-party state, owns it or appoints who "
            "edits it, without independence that the law guarantees and outsiders accept. False: private, co-operative, or public "
            "with such independence. Null: disputed, or not known.",
            "国営媒体か。true: 政府または一党支配国家の政権党が所有するか編集責任者を任命し、法的に保障され広く認められた編集の独立がない。"
            "false: 民間・協同組合、または独立が保障された公共媒体。null: 見解が分かれるか不明。",
            nullable=True,
            example=False,
        ),
        Column(
            "licence",
            Type.STRING,
            "Licence of its texts, SPDX where there is one.",
            "本文のライセンス(SPDX)。",
            nullable=True,
            carries="fact",
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
        Column(
            "region",
            Type.STRING,
            "Prefecture of its seat, ISO 3166-2; for regional outlets of Japan only.",
            "本社所在の都道府県(ISO 3166-2)。日本の地方媒体のみ。",
            nullable=True,
            pattern="[A-Z]{2}-[0-9A-Z]{1,3}",
            example="JP-13",
        ),
        Column(
            "licence_url",
            Type.STRING,
            "Page that states the licence.",
            "ライセンスを示すページ。",
            nullable=True,
            pattern="https?://[!-~]+",
            example="https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Column(
            "reference",
            Type.STRING,
            "Public address behind the row's facts; `reference_basis` says how it was used.",
            "この行の事実の典拠となる公開URL。使い方は reference_basis を参照。",
            nullable=True,
            pattern="https?://[!-~]+",
            example="https://example.jp/",
        ),
        Column(
            "reference_basis",
            Type.STRING,
            "How the row's facts were checked; null for a source that is only its domain or name.",
            "事実の確認方法。ドメイン・名称のみの媒体では null。",
            nullable=True,
            vocabulary=vocabularies.REFERENCE_BASIS,
            example="own_site",
        ),
        Column(
            "checked_on",
            Type.DATE,
            "Day of the check; null where there was none.",
            "確認日。未確認の場合は null。",
            nullable=True,
        ),
    ),
    primary_key=("source_id",),
    caveats=(
        "A source nobody described yet has kind `unknown` and redistribution `none`.",
        "Rows whose `reference_basis` is `general_knowledge` were written down without a check.",
        "`licence` holds for what the source itself wrote; texts and pictures of others on its pages are theirs.",
    ),
    partitioning="corpus",
)
