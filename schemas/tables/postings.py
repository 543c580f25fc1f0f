"""Postings: where the words of an article stand, by word. What search reads."""

from schemas.columns import ARTICLE_ID, END, OF_ARTICLE, SPAN_CHECKS, START
from schemas.model import Column, Table, Type

POSTINGS = Table(
    name="postings",
    title="Postings",
    title_ja="索引語の出現",
    grain="occurrence of a word in a content block",
    description=(
        "An index of the words of the content blocks, by word: tokens and their A units under the normalized form. `search` and `kwic` read it; "
        "particles, auxiliaries and punctuation are left out."
    ),
    description_ja="本文の語の索引。形態素とそのA単位の正規化形から出現位置を引く。search と kwic が使う。助詞・助動詞・補助記号は含まない。",
    columns=(
        Column(
            "term",
            Type.STRING,
            "Normalized form of the word, in lower case.",
            "語の正規化形(小文字)。",
            carries="wording",
            example="防空",
        ),
        ARTICLE_ID,
        START,
        END,
    ),
    primary_key=("term", "article_id", "start"),
    rows_carry="wording",
    foreign_keys=(OF_ARTICLE,),
    checks=SPAN_CHECKS,
    caveats=(
        "A compound is there as a whole and by its A units: 東京都庁 under itself, and 都庁 under itself. Where the whole and its first unit have one "
        "normalized form, the whole is there.",
    ),
    row_group_rows=16_384,
)
