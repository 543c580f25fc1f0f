"""Profiles: the lines in which a page says who wrote an article or whom it interviewed.

Belongs here: a name with its reading, and what such a text says. Does not belong here: where on the page it counts
(``ending``, ``roundup``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize import cues
from pipeline.normalize.line import Line

_MAX_PROFILE, _MAX_NAME, _MAX_HEADING = 160, 40, 25
# 架空花子(かくう・はなこ), 架空 花子 (かくう はなこ): a name with its reading, alone
NAME_WITH_READING = re.compile(r"[^\s。、「」()]{1,8}[\s・]?[^\s。、「」()]{0,8}\s?\([ぁ-ゖー・\s]{3,20}\)")
# プロフィール, この記事を書いた人, 筆者紹介
HEADING = re.compile(r"プロフィール|著者|筆者|執筆|書いた|ライター")
# 1984年生まれ。…記者。 著書に『…』。 …入社。 …を経て現職: what a profile says
_PROFILE = re.compile(
    r"生まれ|著書|共著|訳書|現職|入社|入局|卒業?[。、]|を経て|担当[。、]|記者[。、]|ライター[。、]|を取材[。、]|専門は|在住|暮らしています|書いています"
)


def follows(lines: Sequence[Line], at: int) -> bool:
    """Whether a line says who an author is: below the name with its reading, or below the heading of a profile."""
    if not at or len(lines[at].text) > _MAX_PROFILE or lines[at - 1].text.endswith("。"):
        return False
    above = lines[at - 1].text
    if len(above) > _MAX_NAME:
        return False
    if at > 1 and cues.PERSON_NAME.fullmatch(above):
        above = lines[at - 2].text
    is_heading = len(above) <= _MAX_HEADING and not cues.is_closed(above) and HEADING.search(above)
    return bool(is_heading or NAME_WITH_READING.fullmatch(above)) and _PROFILE.search(lines[at].text) is not None
