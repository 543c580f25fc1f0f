"""Distinct bytes received."""

from schemas import vocabularies
from schemas.columns import DOCUMENT_ID
from schemas.model import Column, Table, Type

DOCUMENTS = Table(
    name="documents",
    title="Documents received",
    title_ja="受信文書",
    grain="distinct bytes received",
    description="Every distinct byte string that was received and kept, with how it was decoded.",
    description_ja="受信し保存したバイト列とその復号方法。同一のバイト列は1行。",
    columns=(
        DOCUMENT_ID,
        Column(
            "media_type",
            Type.STRING,
            "Media type it was read as.",
            "読み取り時のメディアタイプ。",
            vocabulary=vocabularies.MEDIA_TYPE,
            example="text/plain",
        ),
        Column(
            "charset",
            Type.STRING,
            "Encoding it was decoded from, as a WHATWG label; null where the bytes are not text.",
            "文字符号化方式(WHATWGラベル)。テキストでなければ null。",
            nullable=True,
            pattern=r"[a-z0-9_-]+",
            example="utf-8",
        ),
        Column(
            "charset_basis",
            Type.STRING,
            "Why that encoding.",
            "符号化方式の判断根拠。",
            nullable=True,
            vocabulary=vocabularies.CHARSET_BASIS,
            example="utf8_valid",
        ),
        Column(
            "byte_count",
            Type.INT64,
            "Length of the bytes received.",
            "受信バイト数。",
            minimum=0,
            unit="bytes",
            example=1024,
        ),
        Column(
            "newline",
            Type.STRING,
            "Line breaks used.",
            "改行の種類。",
            nullable=True,
            vocabulary=vocabularies.NEWLINE,
            example="lf",
        ),
        Column(
            "replacement_count",
            Type.INT32,
            "Characters that could not be decoded and were replaced by U+FFFD.",
            "復号できずU+FFFDに置換した文字数。",
            minimum=0,
            example=0,
        ),
        Column("first_fetched_at", Type.TIMESTAMP, "When these bytes were first received.", "最初に受信した時刻。"),
        Column(
            "fetch_day", Type.DATE, "Day of that, in Asia/Tokyo; the partition.", "その日付(日本時間)。パーティション。"
        ),
    ),
    primary_key=("document_id",),
)
