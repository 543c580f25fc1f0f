"""The style a sentence ends in: plain, polite, or a bare noun.

Belongs here: rules on the last characters of a sentence. Does not belong here: where a sentence ends.
"""

from __future__ import annotations

import re

# Marks after the last word: 「…です。」 (…だ!)
_TAIL_MARKS = " \t\r\n\u3000。｡.．!?！？‼⁇⁈⁉…‥♪♫☆★」』）)】〉》〕］]｝}”\"'｣"
_WINDOW = 48
_POLITE_REACH, _REACH = (
    16,
    4,
)  # more than the longest polite ending, and than any other: ませんでしたけれどもよね, である
# です, ます, でした, ません, でしょう, ください, ございます, and what may follow: か, ね, よ, が, から, ので, けど
_POLITE = re.compile(
    r"(?:で(?:す|した|しょう)|ま(?:す|した|せん|せんでした|しょう)|ください|下さい|なさい|ございま[すし]た?)"
    r"(?:か|が|から|ので|けれ?ども?|と|し)?(?:ね|よ|な|わ|さ|ぞ|よね|かね|かな)?$"
)
# 調べている, だった, ではない, しよう, べきだ, という, 多い, ない, らしい, か, ぞ: the last sounds of plain predicates
_PLAIN = re.compile(
    r"(?:[うくぐすずつづぬふぶむゆる]|[いただ]|[んぬ]|だろう|である|か|かな|よ|ね|ぞ|さ|わ|な|ろ|れ|け|せ|て|で|し|が|と|ば)$"
)
# Ends in kanji, katakana, a letter or a digit: 新内閣発足, メッセージ, NATO, 2025
_NOUN = re.compile(r"[㐀-鿿豈-﫿々〆ァ-ヺー𠀀-𯿿A-Za-z0-9%％]$")
# Hiragana that ends a noun: こと, もの, ため, ところ, はず, わけ, とき, まま, ほど, さま
_FORMAL_NOUN = re.compile(
    r"(?:こと|もの|通り|とおり|ひとり|ため|ところ|はず|わけ|とき|まま|ほど|ぶり|さま|みたい|うち|つもり|おそれ|あまり|ばかり|たち|ら)$"
)


def sentence_style(text: str) -> str:
    """How a sentence ends: ``desu_masu``, ``da_dearu``, ``noun_final`` or ``other``.

    >>> [sentence_style(text) for text in ("会談した。", "会談しました。", "首脳が会談", "Hello.", "※")]
    ['da_dearu', 'desu_masu', 'noun_final', 'other', 'other']
    """
    end = text[-_WINDOW:].rstrip(_TAIL_MARKS)
    if not end or text.isascii():
        return "other"
    size = len(end)
    if _POLITE.search(end, max(0, size - _POLITE_REACH)):
        return "desu_masu"
    if _NOUN.match(end[-1]) or _FORMAL_NOUN.search(end, max(0, size - _REACH)):
        return "noun_final"
    if _PLAIN.search(end, max(0, size - _REACH)):
        return "da_dearu"
    return "other"
