"""Reader comments."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, SPAN, SPAN_CHECKS, key
from schemas.model import Check, CheckKind, Column, Table, Type

COMMENTS = Table(
    name="comments",
    title="Reader comments",
    title_ja="読者コメント",
    grain="reader comment",
    description="Reader comments. Authors are ordinals within the article; handles are not published.",
    description_ja="読者コメント。投稿者は記事内の通し番号で、ハンドル名は公開しない。",
    columns=(
        key("comment_id", "com", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *SPAN,
        Column(
            "author_index",
            Type.INT32,
            "Ordinal of the author within the article, from 0.",
            "記事内の投稿者番号(0起点)。",
            nullable=True,
            minimum=0,
        ),
        Column(
            "posted_at",
            Type.TIMESTAMP,
            "When it was posted; a time without zone is read as Asia/Tokyo. Null where only a day is given.",
            "投稿時刻(時間帯の記載がなければ日本時間とみなす)。日付のみで時刻がなければnull。",
            nullable=True,
        ),
        Column("body", Type.STRING, "Text of the comment.", "コメント本文。", nullable=True, carries="wording"),
        Column(
            "status",
            Type.STRING,
            "Whether the comment has a body.",
            "本文の有無。",
            vocabulary=vocabularies.COMMENT_STATUS,
            example="present",
        ),
        METHOD,
    ),
    primary_key=("comment_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=(*SPAN_CHECKS, Check(CheckKind.UNIQUE, ("article_id", "start"))),
    caveats=("A release blanks handles and bodies: `text` and `body` are null there.",),
)
