"""Every verb of saying in every frame that its lexicon row declares: what is said, and by whom."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.extract.saying.cue_words import verbs
from pipeline.extract.saying.statements import find_statements
from tests.unit.texts import text_view

#: a sentence for each frame, and the content that it has
FRAMES = {
    "と": ("知事は、橋が古いと{}。", "橋が古い"),
    "「": ("知事は「橋が古い」と{}。", "橋が古い"),
    "ことを": ("知事は、橋が古いことを{}。", "橋が古い"),
    "を": ("知事は、橋の閉鎖を{}。", "橋の閉鎖"),
    "よう": ("知事は、橋を直すよう{}。", "橋を直す"),
    "に": ("知事は、橋の閉鎖に{}。", "橋の閉鎖"),
    "で": ("知事は、橋の閉鎖で{}。", "橋の閉鎖"),
    "ことで": ("知事は、橋を直すことで{}。", "橋を直す"),
    "Nと": ("知事は被害を3億円と{}。", "被害を3億円"),
}
_E_ROW, _I_ROW = "えけげせぜてでねべめれ", "いきぎしじちにびみり"
_SOUND = {
    "う": "った",
    "つ": "った",
    "る": "った",
    "ぶ": "んだ",
    "む": "んだ",
    "ぬ": "んだ",
    "く": "いた",
    "ぐ": "いだ",
    "す": "した",
}


def past(lemma: str) -> str:
    """Past form of a lemma of the lexicon: 述べる → 述べた, 発表 → 発表した, 知る せる → 知らせた."""
    if " " in lemma:
        return {
            "結論 付ける": "結論付けた",
            "結論 づける": "結論づけた",
            "知る せる": "知らせた",
            "匂う せる": "匂わせた",
            "意気 込む": "意気込んだ",
            "悔しい がる": "悔しがった",
        }[lemma]
    if lemma.endswith("する"):
        return lemma[:-2] + "した"
    if lemma == "見る":
        return "見ている"  # 見た is seeing
    if lemma == "悔いる" or lemma.endswith("出る"):
        return lemma[:-1] + "た"
    if re.search(r"[うつるぶむぬくぐす]$", lemma):
        if lemma.endswith("る") and lemma[-2] in _E_ROW + _I_ROW:
            return lemma[:-1] + "た"
        return lemma[:-1] + _SOUND[lemma[-1]]
    return lemma + "した"


@cache
def probes() -> list[tuple[str, str]]:
    """Verbs with the frames that they have; an object of its own (を) is none where only a clause is said by it."""
    return [
        (verb.lemma, frame)
        for verb in verbs().values()
        for frame in sorted(verb.frames)
        if not (frame == "を" and verb.cue_class in ("say", "report"))
    ]


@pytest.mark.parametrize("frame", sorted(FRAMES))
def test_every_verb_says_something_in_its_frames(frame: str) -> None:
    sentence, content = FRAMES[frame]
    lines = [sentence.format(past(lemma)) for lemma, own in probes() if own == frame]
    view = text_view(*lines)
    made = [s for s in find_statements(view) if s.speaker is not None and s.speaker.text == "知事"]
    right = {(block.start, view.text[s.start : s.end]) for s in made if (block := view.block_at(s.start)) is not None}
    assert [view.text[block.start : block.end] for block in view.blocks if (block.start, content) not in right] == []
    assert len(lines) > 0


@pytest.mark.parametrize(
    "line",
    [
        "知事は橋を直した。",
        "友人と長く語った。",
        "知事は前回の選挙で新人を支持した。",
        "漁師は海の神を信じている。",
        "議会は予算案を可決した。",
        "この本は話題を呼んだ。",
    ],
)
def test_mere_acts_say_nothing(line: str) -> None:
    assert find_statements(text_view(line)) == []
