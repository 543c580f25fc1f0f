"""Tokens: narrow, ids and integers only."""

from schemas.columns import ARTICLE_ID, END, INDEX, OF_ARTICLE, START
from schemas.model import Check, CheckKind, Column, ForeignKey, Table, Type

TOKENS = Table(
    name="tokens",
    title="Tokens",
    title_ja="形態素",
    grain="Sudachi mode-C token",
    description="SudachiPy tokens in split mode C. Surface, reading and part of speech stand in `lexemes`.",
    description_ja="SudachiPy(モードC)の形態素。表層形・読み・品詞は lexemes にある。",
    columns=(
        ARTICLE_ID,
        INDEX,
        Column(
            "sentence_index",
            Type.INT32,
            "`index` of the sentence that holds the token's start.",
            "開始位置を含む文の index。",
            minimum=0,
            example=0,
        ),
        START,
        END,
        Column(
            "lexeme_id",
            Type.INT64,
            "Lexeme; a 64-bit hash of the analysis.",
            "語彙素(解析結果の64ビットハッシュ)。",
            example=1,
        ),
    ),
    primary_key=("article_id", "index"),
    rows_carry="wording",
    foreign_keys=(OF_ARTICLE, ForeignKey(("lexeme_id",), "lexemes", ("lexeme_id",))),
    checks=(Check(CheckKind.ORDER, ("start", "end")),),
    caveats=("A token can be empty (start = end): Sudachi splits `…` into three, of which two cover nothing.",),
)
