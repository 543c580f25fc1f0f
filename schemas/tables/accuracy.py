"""How right the published columns are: figures about the dataset's method, made of golden texts and of no document.

Its vocabularies stand here, because nothing else speaks of them.
"""

from __future__ import annotations

from schemas.columns import key
from schemas.model import Check, CheckKind, Column, Table, Type, Vocabulary

MEASURE = Vocabulary(
    "accuracy_measure",
    {
        "precision": ("Share of the rows found that are right", "適合率: 見つけた行のうち正しい割合"),
        "recall": ("Share of the rows wanted that are found", "再現率: あるべき行のうち見つけた割合"),
        "f1": ("Harmonic mean of precision and recall", "F値: 適合率と再現率の調和平均"),
        "accuracy": ("Share of the values asked about that are right", "正答率: 問うた値のうち正しい割合"),
        "not_measured": ("No figure; `note` says why", "未測定(理由は note)"),
    },
)

GOLD_BASIS = Vocabulary(
    "gold_basis",
    {
        "development": (
            "Original text that whoever wrote the rules had in sight: what it measures is that rules still do what they were written to do",
            "規則の作成時に参照した自作文(開発用。未見の文章での精度ではない)",
        ),
        "held_out": (
            "Original text written without the rules in sight, scored before any rule was changed for it, and none was since; invented news is "
            "tidier than what sites have, so expect less of those",
            "規則を見ずに書いた自作文。採点後も規則は変更していない。実際の記事より整っているため、実地の精度はこれを下回りうる",
        ),
        "read": (
            "Text of others that whoever wrote the rules had read",
            "規則の作成時に読んだ第三者の文章",
        ),
        "unread": (
            "Text of others that nobody read while rules were written",
            "規則の作成時に誰も読んでいない第三者の文章",
        ),
        "none": ("There is no gold", "正解データなし"),
    },
)

ORIGIN = Vocabulary(
    "accuracy_origin",
    {
        "computed": (
            "Computed by `kawaraban evaluate` from the golden sets of the repository, by the versions of the manifest",
            "リポジトリの正解データからこの版のコードで算出",
        ),
        "recorded": (
            "Measured once and written down: on gold that is no part of the repository, by the code of `commit`",
            "リポジトリ外のデータで一度測定した記録値(commit 時点)",
        ),
        "none": ("Nothing was measured", "測定なし"),
    },
)

INTERVAL = Vocabulary(
    "accuracy_interval",
    {
        "wilson": ("Wilson's score interval of a share", "Wilson のスコア信頼区間"),
        "bootstrap": ("Percentiles over 1,000 resamples of whole texts", "文章単位の再標本化(1,000回)による百分位"),
        "none": ("No interval is known", "区間なし"),
    },
)

GENRE = Vocabulary(
    "accuracy_genre",
    {
        "politics": ("Domestic politics and administration", "国内政治・行政"),
        "world": ("Foreign affairs and security", "国際・安全保障"),
        "economy": ("Companies, markets, economy", "企業・市場・経済"),
        "society": ("Crime, accidents, courts", "事件・事故・裁判"),
        "disaster": ("Weather and disasters", "気象・災害"),
        "science": ("Science, health, technology", "科学・医療・技術"),
        "culture": ("Culture, entertainment, life", "文化・芸能・暮らし"),
        "sport": ("Sport", "スポーツ"),
    },
)

ACCURACY = Table(
    name="accuracy",
    title="Accuracy",
    title_ja="精度",
    grain="figure about a table or a column",
    description="How right each table and column is, on what gold, with its interval; made of golden texts, not of this release's documents.",
    description_ja="表・列ごとの精度と信頼区間、その根拠となる正解データ。本リリースの文書ではなく正解データから算出する。",
    columns=(
        key("figure_id", "acc", "Identifier of the figure.", "指標の識別子。"),
        Column(
            "table_name",
            Type.STRING,
            "Table that the figure is about.",
            "対象の表。",
            pattern=r"[a-z][a-z0-9_]*",
            example="statements",
        ),
        Column(
            "column_name",
            Type.STRING,
            "Column that the figure is about; null: the rows themselves, by their spans or keys. Several columns right together are joined by +.",
            "対象の列。null は行そのもの(範囲またはキー)。+ で結んだものは複数列がすべて正しい割合。",
            nullable=True,
            pattern=r"[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*",
        ),
        Column("measure", Type.STRING, "What the figure is.", "指標の種類。", vocabulary=MEASURE, example="f1"),
        Column("value", Type.FLOAT64, "The figure.", "値。", nullable=True, minimum=0, maximum=1, example=0.9),
        Column(
            "low",
            Type.FLOAT64,
            "Lower end of the 95 % interval.",
            "95%信頼区間の下限。",
            nullable=True,
            minimum=0,
            maximum=1,
        ),
        Column(
            "high",
            Type.FLOAT64,
            "Upper end of the 95 % interval.",
            "95%信頼区間の上限。",
            nullable=True,
            minimum=0,
            maximum=1,
        ),
        Column("interval", Type.STRING, "How the interval was made.", "区間の算出方法。", vocabulary=INTERVAL),
        Column(
            "item_count",
            Type.INT64,
            "How many rows or values were judged; of f1, how many are wanted.",
            "判定した行・値の数。",
            nullable=True,
            minimum=0,
        ),
        Column("text_count", Type.INT64, "In how many texts.", "文章の数。", nullable=True, minimum=0),
        Column(
            "genre",
            Type.STRING,
            "Genre of the texts; null: all of them.",
            "文章の分野。null は全体。",
            nullable=True,
            vocabulary=GENRE,
        ),
        Column("gold", Type.STRING, "What it was measured on.", "正解データ。", carries="fact", example="news_times"),
        Column(
            "basis",
            Type.STRING,
            "How far the gold was in sight of whoever wrote the rules.",
            "規則の作成者が正解データを見ていたか。",
            vocabulary=GOLD_BASIS,
        ),
        Column(
            "system",
            Type.STRING,
            "Whose values were judged: kawaraban, or a peer on the same gold.",
            "評価対象のシステム。",
            carries="fact",
            example="kawaraban",
        ),
        Column(
            "origin",
            Type.STRING,
            "Whether the figure was computed for this release.",
            "今回算出した値か記録値か。",
            vocabulary=ORIGIN,
        ),
        Column("measured_on", Type.DATE, "Day of a recorded figure.", "記録値の測定日。", nullable=True),
        Column(
            "commit",
            Type.STRING,
            "Commit whose code a recorded figure is about, where it is known.",
            "記録値のコミット(判明時)。",
            nullable=True,
            pattern=r"[0-9a-f]{7,40}",
        ),
        Column(
            "note",
            Type.STRING,
            "What else is to be known, and why nothing was measured.",
            "注記・未測定の理由。",
            nullable=True,
            carries="fact",
        ),
    ),
    primary_key=("figure_id",),
    checks=(
        Check(CheckKind.ORDER, ("low", "high")),
        Check(CheckKind.ORDER, ("low", "value")),
        Check(CheckKind.ORDER, ("value", "high")),
    ),
    caveats=(
        "A figure on `development` or `read` gold says that rules do what they were written to do; on text that nobody has read expect less: "
        "look for `unread` and `held_out`.",
        "A value is judged only of a row whose span is exactly right, so a column's accuracy is to be multiplied by its table's recall.",
    ),
)
"""Figures by table and column; a release has them as ``accuracy.parquet``."""
