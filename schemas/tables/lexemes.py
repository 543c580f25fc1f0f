"""Distinct analyses of words."""

from schemas import vocabularies
from schemas.model import Column, ListOfStruct, Table, Type

UNITS = ListOfStruct((("lexeme_id", Type.INT64), ("start", Type.INT32), ("end", Type.INT32)))


def _pos(level: int) -> Column:
    return Column(
        f"pos_{level}",
        Type.STRING,
        f"Part of speech, level {level} of Sudachi's six.",
        f"品詞(Sudachiの6階層のうち{level})。",
        carries="fact",
        example="名詞",
    )


LEXEMES = Table(
    name="lexemes",
    title="Lexemes",
    title_ja="語彙素",
    grain="distinct analysis of a word",
    description="Each distinct analysis that a token can have, with its shorter units A and B.",
    description_ja="形態素の異なり解析結果と、その短単位(A・B)。",
    columns=(
        Column("lexeme_id", Type.INT64, "64-bit hash of the analysis.", "解析結果の64ビットハッシュ。", example=1),
        Column(
            "surface",
            Type.STRING,
            "Surface as it stands in the text.",
            "表層形。",
            carries="wording",
            example="語っ",
        ),
        Column("dictionary_form", Type.STRING, "Dictionary form.", "辞書形。", carries="wording", example="語る"),
        Column(
            "normalized_form",
            Type.STRING,
            "Sudachi's normalized form.",
            "正規化表記。",
            carries="wording",
            example="語る",
        ),
        Column(
            "reading",
            Type.STRING,
            "Reading in katakana.",
            "読み(カタカナ)。",
            carries="wording",
            example="カタッ",
        ),
        *(_pos(level) for level in range(1, 7)),
        Column(
            "upos",
            Type.STRING,
            "Universal part of speech by a documented mapping.",
            "UPOS(対応表による)。",
            vocabulary=vocabularies.UPOS,
            example="VERB",
        ),
        Column("is_oov", Type.BOOL, "Whether the dictionary lacks the word.", "未知語か。", example=False),
        Column(
            "a_units",
            UNITS,
            "Units of split mode A: their lexemes and offsets from the token's start; empty where the word is one unit.",
            "モードAの分割単位(語彙素とトークン先頭からの位置)。1単位の語では空。",
        ),
        Column("b_units", UNITS, "Units of split mode B, likewise.", "モードBの分割単位(同上)。"),
    ),
    primary_key=("lexeme_id",),
    caveats=(
        "Units A and B are lexemes of their own and have rows here, also where no token of mode C has that analysis.",
    ),
    partitioning="corpus",
    rows_carry="wording",
)
