"""Documents judged articles, with their text and when they were published."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, DOCUMENT_ID, METHOD, OF_DOCUMENT, OF_SOURCE, SOURCE_ID, optional
from schemas.model import Check, CheckKind, Column, ListOfStruct, Table, Type
from schemas.shapes import FACT_LENGTH, NAME

ALIGNMENT_RUNS = ListOfStruct(
    (("start", Type.INT32), ("length", Type.INT32), ("source_start", Type.INT32), ("source_length", Type.INT32))
)

ARTICLES = Table(
    name="articles",
    title="Articles",
    title_ja="記事",
    grain="document judged an article",
    description="Articles with their normalized text. Every span of every other table points into `text`.",
    description_ja="正規化済み本文を持つ記事。他の表の範囲はすべて text を指す。",
    columns=(
        ARTICLE_ID,
        DOCUMENT_ID,
        optional(
            SOURCE_ID,
            "Outlet or site, where known: by what came with the document; by what the page names where nothing came with it, or an "
            "aggregator (the site is then in document_locations).",
            "媒体(判明時)。付属情報がない場合と配信サイトの場合は、ページに示された媒体(取得元は document_locations)。",
        ),
        Column(
            "source_basis",
            Type.STRING,
            "What the source rests on.",
            "媒体の根拠。",
            vocabulary=vocabularies.SOURCE_BASIS,
            example="none",
        ),
        Column(
            "url",
            Type.STRING,
            "Address of the article, where known.",
            "記事のURL(判明時)。",
            nullable=True,
            carries="fact",
            example="https://example.jp/1",
        ),
        Column("title", Type.STRING, "Title.", "見出し。", nullable=True, carries="wording"),
        Column("subtitle", Type.STRING, "Subtitle.", "副見出し。", nullable=True, carries="wording"),
        Column(
            "byline",
            Type.STRING,
            "Who wrote it, as written.",
            "署名(原文のまま)。",
            nullable=True,
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
        ),
        Column(
            "language",
            Type.STRING,
            "Language of most of the text, BCP 47; `und` where it cannot be told.",
            "主たる言語(BCP 47)。判別不能は und。",
            pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*",
            example="ja",
        ),
        Column(
            "published_on",
            Type.DATE,
            "Day of publication, Asia/Tokyo, where it is known to the day.",
            "公開日(日本時間、日まで判明した場合)。",
            nullable=True,
        ),
        Column(
            "published_at",
            Type.TIMESTAMP,
            "Moment of publication, where it is known to the minute or better.",
            "公開時刻(分以上の精度で判明した場合)。",
            nullable=True,
        ),
        Column(
            "published_precision",
            Type.STRING,
            "How precisely publication is known.",
            "公開時点の精度。",
            nullable=True,
            vocabulary=vocabularies.PUBLISHED_PRECISION,
        ),
        Column(
            "published_basis",
            Type.STRING,
            "What the publication time rests on.",
            "公開時点の根拠。",
            vocabulary=vocabularies.PUBLISHED_BASIS,
            example="none",
        ),
        Column(
            "published_earliest", Type.DATE, "Earliest day it can have been published.", "公開日の下限。", nullable=True
        ),
        Column(
            "published_latest", Type.DATE, "Latest day it can have been published.", "公開日の上限。", nullable=True
        ),
        Column(
            "digital_source_type",
            Type.STRING,
            "IPTC digital source type URI; set where the page discloses how the text was made (`disclosures`).",
            "IPTCデジタルソースタイプURI。AI・機械による作成が開示されている場合のみ(disclosures)。",
            nullable=True,
            pattern=r"http://cv\.iptc\.org/newscodes/digitalsourcetype/[A-Za-z]+",
        ),
        Column(
            "is_partial",
            Type.BOOL,
            "Whether the page gives only an opening: see `disclosures` of kind partial_text.",
            "冒頭のみの掲載か(disclosures の partial_text を参照)。",
            example=False,
        ),
        Column(
            "text",
            Type.STRING,
            "Text after normalization; spans are offsets into it.",
            "正規化後の本文。範囲はこの文字列のオフセット。",
            carries="wording",
            example="NATO",
        ),
        Column(
            "text_sha256",
            Type.STRING,
            "SHA-256 of `text` in UTF-8, for re-attaching text to a stand-off release.",
            "text(UTF-8)のSHA-256。",
            pattern="[0-9a-f]{64}",
            example="0" * 64,
        ),
        Column(
            "alignment",
            ALIGNMENT_RUNS,
            "Runs that map `text` to the source text: a run of equal lengths maps one to one, any offset inside another maps to its outer boundary.",
            "text と原文の対応。長さが等しい区間は1対1、異なる区間は外側の境界に対応。",
        ),
        Column(
            "char_count", Type.INT32, "Length of `text`.", "text の文字数。", minimum=0, unit="code points", example=4
        ),
        Column(
            "content_char_count",
            Type.INT32,
            "Length of the blocks that are content.",
            "本文ブロックの文字数。",
            minimum=0,
            unit="code points",
            example=4,
        ),
        METHOD,
    ),
    primary_key=("article_id",),
    foreign_keys=(OF_DOCUMENT, OF_SOURCE),
    checks=(
        Check(CheckKind.UNIQUE, ("document_id",)),
        Check(CheckKind.ORDER, ("published_earliest", "published_latest")),
        Check(CheckKind.ORDER, ("content_char_count", "char_count")),
    ),
    row_group_rows=2_048,
)
