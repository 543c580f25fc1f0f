"""Statements of when an article was published or changed."""

from schemas import vocabularies
from schemas.columns import (
    ARTICLE_ID,
    END,
    MEASURE_TEXT,
    METHOD,
    OF_ARTICLE,
    SPAN_CHECKS,
    START,
    key,
    optional,
)
from schemas.model import Check, CheckKind, Column, Table, Type, Where
from schemas.shapes import FACT_LENGTH, MEASURE, SHORT

PUBLICATION_EVIDENCE = Table(
    name="publication_evidence",
    title="Evidence of publication",
    title_ja="公開日の根拠",
    grain="statement of when an article was published or changed",
    description=(
        "Every statement of when an article was published or changed: metadata, date lines, the address, days that the text "
        "tells of. One of them decides `articles.published_*`; the others are kept with it, also where they contradict it."
    ),
    description_ja="記事の公開日・更新日についての記載(メタデータ、日付行、URL、本文)。採用した根拠も、それと矛盾する記載も残す。",
    columns=(
        key("evidence_id", "pub", "Identifier of the statement.", "記載の識別子。"),
        ARTICLE_ID,
        Column(
            "kind",
            Type.STRING,
            "What it says of the article.",
            "公開か更新か。",
            vocabulary=vocabularies.PUBLICATION_EVENT,
            example="published",
        ),
        Column(
            "basis",
            Type.STRING,
            "What kind of statement it is.",
            "根拠の種類。",
            vocabulary=vocabularies.PUBLISHED_BASIS,
            example="metadata",
        ),
        Column(
            "origin",
            Type.STRING,
            "Where it stands: the field of the metadata, `line`, `url`, or `text:` with what the text tells.",
            "記載の所在(メタデータの項目名、line、url、text:…)。",
            carries="fact",
            longest=FACT_LENGTH,
            example="json_ld:datePublished",
        ),
        Column(
            "value",
            Type.STRING,
            "What it says, as written.",
            "記載内容(原文のまま)。",
            carries="wording",
            fact_where=(Where("value", pattern="[!-~]*"), Where("value", pattern=f".{{1,{SHORT}}}|{MEASURE.pattern}")),
            example="2025-04-08",
        ),
        Column("stated_on", Type.DATE, "Day that it states, Asia/Tokyo.", "記載された日(日本時間)。", nullable=True),
        Column("stated_at", Type.TIMESTAMP, "Moment that it states.", "記載された時刻。", nullable=True),
        Column(
            "precision",
            Type.STRING,
            "How precise it is; `interval` where it only bounds.",
            "精度。範囲のみの場合は interval。",
            vocabulary=vocabularies.PUBLISHED_PRECISION,
            example="day",
        ),
        Column("earliest", Type.DATE, "Earliest day that it allows.", "許す最初の日。", nullable=True),
        Column("latest", Type.DATE, "Latest day that it allows.", "許す最後の日。", nullable=True),
        optional(
            START,
            "First code point in articles.text, where it stands there.",
            "articles.text 内の開始位置(本文中の場合)。",
        ),
        optional(
            END,
            "Code point after the last one, where it stands in articles.text.",
            "articles.text 内の終了位置(本文中の場合)。",
        ),
        optional(MEASURE_TEXT, "The covered text, where it stands in articles.text.", "範囲の文字列(本文中の場合)。"),
        Column(
            "is_chosen",
            Type.BOOL,
            "Whether articles.published_* follow from it.",
            "articles.published_* の根拠か。",
            example=True,
        ),
        Column(
            "is_conflicting",
            Type.BOOL,
            "Whether it contradicts the chosen statement beyond what time zones explain.",
            "採用した記載と(時差を考慮しても)矛盾するか。",
            example=False,
        ),
        METHOD,
    ),
    primary_key=("evidence_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=(*SPAN_CHECKS, Check(CheckKind.ORDER, ("earliest", "latest"))),
    caveats=(
        "A statement that lies after the day of fetching is kept and never chosen.",
        "Of the days that the text tells of, only the latest past one and the first one ahead have rows.",
    ),
)
