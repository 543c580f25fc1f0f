"""Universal part-of-speech tags from Sudachi's six-level parts of speech.

Follows the Universal Dependencies guidelines for Japanese, which build on UniDic's short and long unit words. The tag
belongs to the word and not to its place in the sentence, so one reading is chosen where the guidelines look at the
context: the noun of 発表する is NOUN, する is AUX, ない is ADJ, and て is SCONJ. The views ``token_units_a`` and
``token_units_b`` look at the neighbours too (``warehouse/macros/upos_in_context.sql``).
Belongs here: the mapping. Does not belong here: anything that looks at neighbouring words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

# The longest prefix of the part of speech that stands here decides.
_BY_POS: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        ("名詞",): "NOUN",
        ("名詞", "固有名詞"): "PROPN",
        ("名詞", "数詞"): "NUM",
        ("名詞", "助動詞語幹"): "AUX",  # そう of 降るそうだ
        ("代名詞",): "PRON",
        ("形状詞",): "ADJ",
        ("形状詞", "助動詞語幹"): "AUX",  # よう of 降るようだ
        ("連体詞",): "DET",
        ("副詞",): "ADV",
        ("接続詞",): "CCONJ",
        ("感動詞",): "INTJ",
        ("動詞",): "VERB",
        ("形容詞",): "ADJ",
        ("助動詞",): "AUX",
        ("助詞",): "ADP",
        ("助詞", "接続助詞"): "SCONJ",
        ("助詞", "準体助詞"): "SCONJ",  # の of 行くのは
        ("助詞", "終助詞"): "PART",
        ("接頭辞",): "NOUN",
        ("接尾辞",): "NOUN",
        ("接尾辞", "動詞的"): "VERB",
        ("接尾辞", "形容詞的"): "AUX",  # やすい of 読みやすい
        ("接尾辞", "形状詞的"): "PART",  # 的 of 国際的
        ("記号",): "SYM",
        ("補助記号",): "PUNCT",
        ("補助記号", "一般"): "SYM",  # ・ and →; brackets, full stops and commas have classes of their own
        ("補助記号", "ＡＡ"): "SYM",
        ("空白",): "PUNCT",
    }
)
# Signs that Sudachi counts as general but that punctuate
_PUNCTUATION = frozenset("…‥—―–!?！？:;：；/／\"'*")


def upos(pos: Sequence[str], dictionary_form: str = "", *, is_oov: bool = False) -> str:
    """Universal part of speech (one of 17 tags) of a word with Sudachi's part of speech ``pos``; ``X`` where unknown.

    A noun that the dictionary lacks is PROPN: what 1.6 million entries do not hold is a name more often than not.

    >>> upos(("名詞", "固有名詞", "地名", "国", "*", "*")), upos(("助詞", "格助詞", "*", "*", "*", "*"))
    ('PROPN', 'ADP')
    """
    if pos[0] == "連体詞" and dictionary_form.endswith(("な", "い", "じ")):
        return "ADJ"  # describes rather than points: 大きな, 同じ, against この
    if pos[0] == "動詞" and dictionary_form in ("する", "為る"):
        return "AUX"
    if pos[:2] == ("接尾辞", "名詞的") and dictionary_form == "さ":
        return "PART"  # 大きさ, which is no noun of its own
    if is_oov and tuple(pos[:3]) == ("名詞", "普通名詞", "一般"):
        return "PROPN"
    if pos[0] == "補助記号" and dictionary_form and all(sign in _PUNCTUATION for sign in dictionary_form):
        return "PUNCT"
    for length in (3, 2, 1):
        tag = _BY_POS.get(tuple(pos[:length]))
        if tag is not None:
            return tag
    return "X"
