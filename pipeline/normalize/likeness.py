"""Likeness: how much of what a line names stands in a text, by which a headline is told from the words of a menu.

Belongs here: the measure. Does not belong here: which lines are compared (``header``, ``page``).
"""

from __future__ import annotations

import re

# What names things: no hiragana, no punctuation. 防波, ナト, 12
_NAMING = re.compile(r"[^\W_ぁ-ゖ]{2}")
# Names that a line of one name has to lack, so that a single match proves little
_UNSEEN = 2


def names(text: str) -> set[str]:
    """Pairs of characters that name things.

    >>> sorted(names("港の防波堤"))
    ['波堤', '防波']
    """
    return {text[at : at + 2] for at in range(len(text) - 1) if _NAMING.match(text, at)}


def share(line: str, text: str) -> float:
    """Share of the line's names that stand in the text, from 0 to less than 1; lower for a line with few names.

    >>> share("防波堤の改修", "架空市は防波堤を改修する。"), share("会員メニュー", "架空市は防波堤を改修する。")
    (0.6, 0.0)
    """
    found = names(line)
    return sum(name in text for name in found) / (len(found) + _UNSEEN)
