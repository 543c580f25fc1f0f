"""Language of a text by its script.

Belongs here: a coarse, certain answer for every text. Does not belong here: rejection — no language is rejected.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

# Scripts by the code points of their letters, first and last
_SCRIPTS = {
    "kana": "ぁゖァヺｦﾝ",
    "han": "一鿿㐀䶿",
    "hangul": "가힣ᄀᇿ",
    "cyrillic": "Ѐӿ",
    "latin": "AZazÀɏ",
}
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
# Words that hardly any English text of a few lines does without
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|that|for|was|with|on|said)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
# Characters that are looked at
MAX_SAMPLE = 20_000


def language_of(text: str) -> str:
    """Language of most of the text, BCP 47, or ``und``.

    >>> language_of("架空市で三日、祭りがあった。"), language_of("The council said on Monday that it was ready for the vote.")
    ('ja', 'en')
    >>> language_of("12:30")
    'und'
    """
    sample = text[:MAX_SAMPLE]
    # All of these scripts lie in the basic plane, so that halves of surrogate pairs count as no letter.
    units = np.frombuffer(sample.encode("utf-16-le", "surrogatepass"), np.uint16)
    _, kana, han, hangul, cyrillic, latin = np.bincount(_script_of()[units], minlength=len(_SCRIPTS) + 1).tolist()
    letters = kana + han + hangul + cyrillic + latin
    if not letters:
        return "und"
    # One Latin letter says far less than one kana or ideograph: four letters weigh as one.
    weighed = kana + han + hangul + (cyrillic + latin) / 4
    if hangul > 0.3 * weighed and hangul > kana:
        return "ko"
    if kana and kana + han > 0.3 * weighed and kana > 0.05 * (kana + han):
        return "ja"
    if han > 0.3 * weighed:
        return "zh" if han >= 30 else "ja" if han >= 2 else "und"
    if cyrillic > latin:
        return "uk" if _UKRAINIAN.search(sample) else "ru"
    return _latin(sample)


@lru_cache(maxsize=1)
def _script_of() -> npt.NDArray[np.uint8]:
    """Number of the script of each code unit, from 1 in the order of ``_SCRIPTS``; 0 for none of them."""
    table = np.zeros(0x10000, np.uint8)
    for number, bounds in enumerate(_SCRIPTS.values(), 1):
        for first, last in zip(bounds[::2], bounds[1::2], strict=True):
            table[ord(first) : ord(last) + 1] = number
    return table


def _latin(sample: str) -> str:
    words = len(_WORD.findall(sample))
    return "en" if words >= 4 and len(_ENGLISH.findall(sample)) >= 0.1 * words else "und"
