"""Language of a text by its script.

Belongs here: a coarse, certain answer for every text. Does not belong here: rejection — no language is rejected.
"""

from __future__ import annotations

import re

_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾝ]")
_HAN = re.compile(r"[一-鿿㐀-䶿]")
_HANGUL = re.compile(r"[가-힣ᄀ-ᇿ]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
# Words that hardly any English text of a few lines does without
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|that|for|was|with|on|said)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_SAMPLE = 20_000


def language_of(text: str) -> str:
    """Language of most of the text, BCP 47, or ``und``.

    >>> language_of("架空市で三日、祭りがあった。"), language_of("The council said on Monday that it was ready for the vote.")
    ('ja', 'en')
    >>> language_of("12:30")
    'und'
    """
    sample = text[:_SAMPLE]
    kana, han, hangul = (len(pattern.findall(sample)) for pattern in (_KANA, _HAN, _HANGUL))
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
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


def _latin(sample: str) -> str:
    words = len(_WORD.findall(sample))
    return "en" if words >= 4 and len(_ENGLISH.findall(sample)) >= 0.1 * words else "und"
