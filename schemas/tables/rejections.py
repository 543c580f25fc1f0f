"""Records that are not published, or were repaired, each with its reason."""

from schemas import vocabularies
from schemas.columns import DOCUMENT_ID, id_pattern, optional
from schemas.model import Column, Table, Type
from schemas.tables.document_locations import IS_ADDRESS

REJECTIONS = Table(
    name="rejections",
    title="Rejections and repairs",
    title_ja="不採用・修復の記録",
    grain="record not published, or repaired",
    description="Nothing is dropped silently: every record that is not published, or was repaired, has a row with its reason.",
    description_ja="公開しなかった、または修復した記録とその理由。",
    columns=(
        Column(
            "rejection_id",
            Type.STRING,
            "Identifier of the row.",
            "行の識別子。",
            pattern=id_pattern("rej"),
            example="rej_" + "0" * 24,
        ),
        optional(
            DOCUMENT_ID, "Identifier of the bytes, where any could be read.", "バイト列の識別子(読み取れた場合)。"
        ),
        Column(
            "location",
            Type.STRING,
            "Where it came from.",
            "取得場所。",
            carries="wording",
            fact_where=IS_ADDRESS,
            example="examples/a.txt",
        ),
        Column(
            "stage",
            Type.STRING,
            "Stage that rejected it.",
            "不採用とした処理段階。",
            pattern=r"[a-z_]+",
            example="documents",
        ),
        Column("reason", Type.STRING, "Why.", "理由。", vocabulary=vocabularies.REJECTION_REASON, example="empty"),
        Column("detail", Type.STRING, "What was wrong, for people.", "詳細。", nullable=True, carries="wording"),
        Column(
            "is_published",
            Type.BOOL,
            "Whether the document is published nevertheless (it was repaired).",
            "修復のうえ公開したか。",
            example=False,
        ),
    ),
    primary_key=("rejection_id",),
)
