"""Places that the bytes came from."""

from schemas.columns import DOCUMENT_ID, OF_DOCUMENT, OF_SOURCE, SOURCE_ID, optional
from schemas.model import Column, Table, Type, Where

IS_ADDRESS = (Where("location", pattern=r"[a-z][a-z0-9+.-]*://.*"),)
"""Files are often named after a headline; an address is a fact."""

DOCUMENT_LOCATIONS = Table(
    name="document_locations",
    title="Where documents came from",
    title_ja="文書の所在",
    grain="place that a document's bytes came from",
    description="Places that a document's bytes came from. The same bytes at two addresses are one document with two rows here.",
    description_ja="文書のバイト列の取得場所。同じバイト列が2か所にあれば2行。",
    columns=(
        DOCUMENT_ID,
        Column(
            "location",
            Type.STRING,
            "Address, or path below the directory that was given.",
            "URL、または指定ディレクトリ以下のパス。",
            carries="wording",
            fact_where=IS_ADDRESS,
            example="examples/a.txt",
        ),
        Column(
            "external_id",
            Type.STRING,
            "The id that the line or row gives, or the file's name, with the number of the line, row or record.",
            "行自身のid、またはファイル名(行・レコード番号を付す)。",
            carries="wording",
            fact_where=IS_ADDRESS,
            example="a.txt",
        ),
        optional(SOURCE_ID, "Outlet or site, where known.", "媒体(判明時)。"),
        Column("fetched_at", Type.TIMESTAMP, "When it was received from there.", "受信時刻。"),
    ),
    primary_key=("document_id", "location", "external_id"),
    foreign_keys=(OF_DOCUMENT, OF_SOURCE),
)
