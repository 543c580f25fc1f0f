"""The landing: bytes as received. Declared like a table, stored like one, never published."""

from schemas import vocabularies
from schemas.columns import DOCUMENT_ID, optional
from schemas.model import Column, Table, Type

LANDING = Table(
    name="landing",
    title="Landing",
    title_ja="着地データ",
    grain="record received from one place",
    description="Records as received: one a file, a line of JSON Lines, a row of Parquet or a document of an archive. The input of every other table.",
    description_ja="受信したままの記録。ファイル、JSON Linesの行、Parquetの行、書庫内の文書につき1行。",
    columns=(
        optional(
            DOCUMENT_ID,
            "Identifier of the bytes; null where none could be read.",
            "バイト列の識別子。読み取れなければ null。",
        ),
        Column(
            "location",
            Type.STRING,
            "Address, or path below the directory that was given; of a member, the archive's and its path in it.",
            "URL、または指定ディレクトリ以下のパス。書庫内の文書は書庫の場所とその中のパス。",
        ),
        Column("file_name", Type.STRING, "Name of the file.", "ファイル名。"),
        Column(
            "record_index",
            Type.INT32,
            "Number of the line of JSON Lines, row of Parquet or record of a WARC, from 1; 0 for a whole file.",
            "JSON Linesの行、Parquetの行、WARCのレコードの番号(1起点)。ファイル全体は0。",
            minimum=0,
        ),
        Column(
            "media_type",
            Type.STRING,
            "What the name of the file says it is.",
            "ファイル名から分かる種類。",
            vocabulary=vocabularies.MEDIA_TYPE,
        ),
        Column(
            "declared_charset",
            Type.STRING,
            "Encoding that came with the bytes, as an HTTP header declares it; as written.",
            "HTTPヘッダーなどで宣言された文字符号化方式(原文のまま)。",
            nullable=True,
        ),
        Column("fetched_at", Type.TIMESTAMP, "When it was received.", "受信時刻。"),
        Column(
            "content",
            Type.BINARY,
            "The bytes; null where another batch holds them already or nothing was kept.",
            "バイト列。既に別の束にある場合や保持しない場合は null。",
            nullable=True,
        ),
        Column(
            "rejection_reason",
            Type.STRING,
            "Why the bytes were not kept.",
            "保持しなかった理由。",
            nullable=True,
            vocabulary=vocabularies.REJECTION_REASON,
        ),
        Column("rejection_detail", Type.STRING, "What was wrong, for people.", "その詳細。", nullable=True),
    ),
    primary_key=("location", "record_index", "media_type"),
)
