"""What facts look like: the shapes by which the public edition of a release tells a name, a day or an amount from a clause.

A rule or a model that takes a clause for a name makes a small error in a table, and repeats wording in a release. So a value that is
published as a fact has to look like one, whatever made it. A headline of kanji and katakana alone still looks like a name, up to
:data:`FACT_LENGTH`. Belongs here: shapes that columns share. Does not belong here: how names, days and amounts are found (``pipeline``).

The patterns are read by Python, by Arrow and by DuckDB (RE2), so they have no look-around and no Unicode classes.
"""

from schemas.model import Shape

FACT_LENGTH = 40
"""Code points of the longest name, role, day or amount that the public edition of a release repeats."""
SHORT = 14
"""Code points that repeat no wording, whatever they are; also the longest word of a closed class: what is longer says more than that word."""

_UPPER = "A-ZÀ-ÖØ-ÞĀ-ɏΑ-ΩЀ-Я"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-ɏΑ-ωЀ-џ"
_DIGIT = "0-9０-９"
_BLANK = " \u3000"
# kanji and their marks, kana of transliterations, Hangul; no hiragana, of which clauses are made
_KANJI = "一-鿿㐀-䶿豈-﫿𠀀-𲎯々〆〇ァ-ヺーｦ-ﾟㇰ-ㇿ가-힣"
# "OECD", "Lindqvist", "Okonjo-Mori's", "15th", "iPhone", "d'Ivoire", "al-Assad"; words that lost their blanks are longer
_WORD = rf"(?:(?:[dDlL]['’]|al-|el-)?[{_LETTER}]{{0,2}}[{_UPPER}{_DIGIT}][{_LETTER}{_DIGIT}'’.&-]{{0,19}})"
# what stands between the words of a name, as in "Ministry of the Interior" and "van der Berg"
_SMALL = "(?:of|the|and|for|in|on|at|de|la|le|les|du|des|di|da|do|dos|del|della|der|den|von|van|zu|zur|und|y|al|el|bin|ibn|ben)"
# 国境なき医師団, 障害者の権利に関する委員会
_KANA = "(?:の|と|や|及び|および|なき|に関する|に対する|による|における|のための|ための)"
_UNIT = rf"(?:[{_KANJI}]+(?:{_WORD}[{_KANJI}]+)*{_WORD}?|{_WORD}(?:[{_KANJI}]+{_WORD})*[{_KANJI}]*)"
_BETWEEN = rf"(?:[{_BLANK}]?[・･＝=/／,&＆+＋〜~‐–—-][{_BLANK}]?|[{_BLANK}](?:{_SMALL}[{_BLANK}]){{0,3}}|{_KANA})"
# verbs and pronouns that headlines write with a capital and names do not have: "Data Is a Harbor", "We're Not Alone"
_CLAUSE = (
    r"\b(?:[Ii]s|[Aa]re|[Ww]as|[Ww]ere|[Hh]as|[Hh]ave|[Hh]ad|[Ww]ill|[Nn]ot|[Ww]e|[Yy]ou|[Tt]hey|[Tt]his|[Tt]hat)\b"
    r"|['’](?:re|ll|ve|m|d|t)\b"
)
# numerals, kanji and katakana of units, months and codes in letters (Oct, km, JST), and the marks between them
_COUNTED = (
    rf"(?:[{_DIGIT}{_KANJI} .,，．、:：/／()（）\[\]~〜～‐–—％%+＋±・¥$€£℃-]"
    "|から|まで|にかけて|過ぎ|より|ごろ|ころ|ほど|あたり|当たり|につき|ずつ|の|と|か|[A-Z][a-z]{2,8}|[A-Za-zµ]{1,4})"
)

NAME = Shape(
    "name",
    "words with a capital, kanji and katakana, joined by what joins the words of names",
    "短い語、または大文字で始まる語・漢字・カタカナを名称のつなぎの語で結んだもの",
    rf"(?:{_SMALL}[{_BLANK}])?{_UNIT}(?:{_BETWEEN}{_UNIT})*",
    _CLAUSE,
    SHORT,
)
"""Names of people, organizations, places and works, and the titles that people hold."""

MEASURE = Shape(
    "measure",
    "numerals with units, and the marks and particles between them",
    "短い語、または数字・単位とそのつなぎ",
    rf"{_COUNTED}{{0,{FACT_LENGTH // 2}}}[{_DIGIT}一二三四五六七八九十百千]{_COUNTED}{{0,{FACT_LENGTH // 2}}}",
    short=SHORT,
)
"""Days, times and amounts as they are written."""
