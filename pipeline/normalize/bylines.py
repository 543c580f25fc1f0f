"""Who wrote an article, as its text says: a byline, a date line, 【ソウル=山田太郎】 before the first words, a name behind the last.

Belongs here: names at the edges of the text. Does not belong here: bylines of metadata (``pipeline/read``), credits of outlets
(``outlet_credit``), names inside the text (``pipeline/extract``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize import cues
from pipeline.normalize.blocks import TypedBlock
from pipeline.normalize.outlet_credit import agency_of
from pipeline.read.outlets import lookup_name

_RUNNING = frozenset(("lead", "paragraph", "answer"))
# 【ソウル=山田太郎】, 【ワシントン共同】, 【エルサレム松岡大地、カイロ金子淳】; NFKC makes ＝ a plain =
_OPENING = re.compile(r"【(?P<inside>[^【】\n]{2,40})】")
# …だった。【山田太郎】, …という。(ソウル支局 山田太郎), …した。(聞き手・山田太郎)
_CLOSING = re.compile(r"[。」』!?…]\s*(?:【(?P<square>[^【】\n]{2,30})】|\((?P<round>[^()\n]{2,30})\))$")
# A line of its own below the text: (山田太郎), 【共同】, (ワシントン=共同)
_ALONE = re.compile(r"(?:【(?P<square>[^【】\n]{2,30})】|\((?P<round>[^()\n]{2,30})\))")
# Before the names: ソウル=, ソウル支局 , 聞き手・, 文=, 記者・
_BEFORE = re.compile(
    r"(?:[^=・:\s、]{1,10}(?:支局長?|総局|部|本社)?[=・:\s]\s?|(?:取材・文|文・写真|聞き手|構成|執筆|筆者|文|記者|編集委員|論説委員)\s?[=・::/]?\s?)?"
)
# 山田太郎, 山田 太郎, 佐々木はるか, 金子淳、松岡大地: Japanese names have two to six letters
_NAME = r"[一-鿿々ヶヵ]{1,4}[ぁ-ゖァ-ヺー]{0,4}(?:\s?[一-鿿々]{1,3}[ぁ-ゖ]{0,3})?"
_NAMES = re.compile(rf"{_NAME}(?:記者|特派員|編集委員|論説委員)?(?:[、・,]\s?{_NAME}(?:記者|特派員)?){{0,3}}")
# What stands in brackets at the end of a text and is no name: (続く), (敬称略), (年齢は当時), (写真も)
_NO_NAME = re.compile(
    r"敬称|略|当時|続|了$|完$|終|写真|提供|資料|以上|特集|連載|記事|号外|時点|現在|関連|一部|年齢|肩書|別稿|詳報|速報|地図|図|表|注|号$|面$|版$|社説|おわり|つづ|回$|日$|月$|年$|時$|分$|円$|人$|県|市$|区$|町$|村$|部$|課$|省$|庁$|党$|派$|罪$|法$|会$|選$|戦$"
)
# エルサレム松岡, カイロ金子: a place without a sign before a name
_PLACE_BEFORE = re.compile(r"(?:(?<=、)|^)[ァ-ヺー]{2,8}(?=[一-鿿]{2})")
_SHORTEST_NAME, _LONGEST_NAME = 3, 24


def find_byline(blocks: Sequence[TypedBlock]) -> str | None:
    """Who wrote it, as the text says, or none; without the place and the office before the name.

    >>> from pipeline.normalize.blocks import find_blocks
    >>> find_byline(find_blocks("港を改修へ\\n\\n【ソウル=架空太郎】架空市は三日、港を直すと発表した。"))
    '架空太郎'
    """
    for block in blocks:
        if block.role == "byline":
            return " ".join(block.text.partition("|")[0].split())
        if block.role == "dateline" and (found := cues.BYLINE_IN_DATELINE.search(block.text)):
            return found.group()
    running = [block for block in blocks if block.role in _RUNNING]
    if not running:
        return None
    opening = _OPENING.match(running[0].text)
    if opening and (name := _opening_name(opening["inside"])):
        return name
    closing = _CLOSING.search(running[-1].text[-60:]) or _ALONE.fullmatch(running[-1].text)
    return _name(closing["square"] or closing["round"]) if closing else None


def _opening_name(inside: str) -> str | None:
    place, sign, name = inside.partition("=")
    return _name(name) if sign and place else None


def _name(text: str | None) -> str | None:
    """The names in a bracket, or none where it holds something else."""
    if not text or agency_of(text):
        return None
    text = _PLACE_BEFORE.sub("", text)
    before = _BEFORE.match(text.strip())
    name = text.strip()[before.end() if before else 0 :].strip()
    whole = _NAMES.fullmatch(name) and _SHORTEST_NAME <= len(name) <= _LONGEST_NAME
    return name if whole and not _NO_NAME.search(name) and not lookup_name(name) else None
