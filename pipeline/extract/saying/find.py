"""Finds what may be said in a unit: its cues, nested as they stand, and the sources that it names. Nobody is resolved yet.

Belongs here: putting the finders together for one stretch of words. Does not belong here: who speaks (``resolve``), and what any single finder
looks for (``cues``, ``quoted_clauses``, ``attributions``, ``boundaries``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.saying.attributions import Source, by_room, find_sources
from pipeline.extract.saying.boundaries import cue_groups
from pipeline.extract.saying.clause_objects import clause_cues
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.cues import find_cues
from pipeline.extract.saying.quoted_clauses import BARE, quoted_cues
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.speakers import Agents
from pipeline.extract.saying.words import Words


class Found(NamedTuple):
    """What a unit may say: ``groups`` of cues that nest, innermost first, each with the place where its clause begins; and its sources."""

    words: Words
    shape: Shape
    cues: Sequence[Cue]
    groups: list[tuple[list[Cue], int]]
    sources: list[Source]


def cues_of(words: Words, *, inside: bool = False) -> list[Cue]:
    """The cues among the words; ``inside`` somebody's words, what he thinks or what the text infers is no statement of its own."""
    cues = find_cues(words)
    if words.quotes:
        cues = quoted_cues(words, cues)
    if not inside and "q" in words.kinds and (more := clause_cues(words, cues)):
        ends = {cue.first: cue.last for cue in more}
        kept = [cue for cue in cues if not any(first < cue.content_end < last for first, last in ends.items())]
        cues = sorted([*kept, *more], key=lambda cue: (cue.first, cue.content_end))
    if not inside:
        return cues
    return [
        c
        for c in cues
        if c.cue_class not in ("think", "view")
        and c.method != BARE
        and c.kind != "writer_inference"
        and c.frame in ("と", "が")
    ]


def find(
    words: Words, cues: Sequence[Cue], shape: Shape, agents: Agents, *, names_source: bool, inside: bool = False
) -> Found:
    """The sources among the words, and how their ``cues`` nest (:func:`cues_of`); a room is a source only outside somebody's words."""
    sources = find_sources(words, agents) if names_source else []
    if cues and not inside:
        taken = {source.last for source in sources}  # の報道では is no mere room
        rooms = [room for room in by_room(words, agents) if room.last not in taken]
        sources = sorted([*sources, *rooms], key=lambda source: source.first)
    return Found(words, shape, cues, list(cue_groups(words, cues)), sources)
