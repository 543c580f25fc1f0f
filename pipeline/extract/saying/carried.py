"""What one sentence or statement leaves to the next: whom the text is about, and a speaker who is named only afterwards.

Belongs here: what runs on from one to the next. Does not belong here: who stands for whom (``discourse``), and who is behind a cue (``resolve``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.speakers import Agent, Agents, speaker_kind
from pipeline.extract.saying.statement import ATTRIBUTIVE, CARRIED, GUESSED, MARKED, Statement
from pipeline.extract.saying.units import ABOUT, Unit
from pipeline.extract.saying.words import Words


def remember_topic(agents: Agents, unit: Unit, discourse: Discourse) -> None:
    """Whom a unit without a statement is about: its first topic, else whoever its main predicate has as subject."""
    shape = Shape(unit.words, unit.tree)
    acting: Agent | None = None
    for agent in agents.topics_or_owners(unit.words) if unit.about is None else unit.about:
        discourse.name(agent)
        if unit.words.surface(agent.last) == "が" and not _is_main(unit.words, shape, agent):
            continue
        if agent.kind in ABOUT:
            discourse.note(discourse.resolve(agent), unit.index, unit.block_id)
            return
        if agent.kind == "organization":
            acting = acting or agent
    if acting is not None:
        discourse.note_acting(discourse.resolve(acting), unit.index)


def _is_main(words: Words, shape: Shape, agent: Agent) -> bool:
    """Whether a が phrase is the subject of the predicate that its sentence ends in: 知事|が会見した。 not 姉|が預けた荷物もある。"""
    owner = shape.owner(agent.last)
    if owner is None:
        following = range(agent.last + 1, len(words))
        verb = next((at for at in following if words.pos(at) in ("動詞", "形容詞")), None)
        owner = len(words) - 2 if verb is None else words.predicate_end(verb) - 1  # 手紙を|公開。
    return owner is not None and words.surface(owner + 1) in ("。", "", "、")


def named_next(words: Words, made: Sequence[Statement]) -> list[Statement]:
    """Statements of which one that names nobody and ends in a comma is whose the next clause begins with: …と言い、|会長は「…」と話す."""
    named = list(made)
    for at, (one, other) in enumerate(pairwise(made)):
        if one.method == other.method == "lexicon:view_nouns" and one.speaker is not None and other.speaker is None:
            named[at + 1] = other._replace(speaker=one.speaker)  # 委員からは「…」との声があり、|「…」という意見も出た
        speaker, end = other.speaker, one.cue_end
        if one.confidence > GUESSED or speaker is None or other.confidence < ATTRIBUTIVE or end is None:
            continue
        place = bisect_left(words.starts, end)
        if one.method == "rule:to_shiteiru" and words.surface(place) == "て" and other.confidence == ATTRIBUTIVE:
            named[at] = one._replace(speaker=speaker, speaker_kind=speaker_kind(speaker), confidence=CARRIED)
            continue  # 漁獲が減ったとして|賠償を求めている原告団
        while words.surface(place) in ("て", "、"):
            place += 1
        if (
            other.confidence >= MARKED
            and words.surface(place - 1) == "、"
            and place < speaker.last
            and speaker.first - place <= 6
            and speaker.first >= place
        ):
            named[at] = one._replace(speaker=speaker, speaker_kind=speaker_kind(speaker), confidence=CARRIED)
    return named
