"""Whose plea it is: 署によると「…」と容疑を否認している is the suspect's word, which the police pass on.

Belongs here: telling a plea from other denials and finding whose it is. Does not belong here: the cue of it (``cues``).
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.speakers import Agent, Agents
from pipeline.extract.saying.words import Words, word_set

_REACH = 600  # code points between a suspect and the plea
_ADDRESS = 12  # words before the end of a content that may tell whom it is said to
_PLEADS = word_set("plea") | word_set("sure_plea")
_ALWAYS = word_set("sure_plea")


@cache
def _suspects() -> re.Pattern[str]:
    """A suspect who has no name there: 男(34)が, 元社員の女は, 同容疑者は."""
    nouns = "|".join(sorted(map(re.escape, word_set("suspect")), key=lambda noun: (-len(noun), noun)))
    return re.compile(rf"(?:{nouns})(?=(?:\(\d{{1,3}}\))?[はがをも])")


def is_plea(words: Words, cue: Cue) -> bool:
    """Whether a cue admits or denies a charge, or is what the police call a statement: 容疑を認めている, 供述している."""
    forms = {words.lexemes[at].normalized_form for at in range(cue.first, cue.last)}
    if cue.cue_class in ("say", "explain") and _to_investigators(words, cue):
        return True
    if not forms & _PLEADS:
        return False
    between = {words.surface(at) for at in range(cue.content_end, cue.last)}
    return bool(forms & _ALWAYS) or bool(between & word_set("charge"))


def _to_investigators(words: Words, cue: Cue) -> bool:
    """Whether it is said to the police: 調べに対し「…」と話している."""
    places = range(max(cue.content_end - _ADDRESS, 0), cue.first)
    return any(words.surface(at) in ("調べ", "取り調べ") and words.surface(at + 1) == "に" for at in places)


def is_police(agent: Agent | None) -> bool:
    """Whether an agent is an authority that passes pleas on: 汐見署, 県警, 捜査関係者."""
    return agent is not None and agent.text.endswith(tuple(word_set("police")))


def suspect_before(agents: Agents, offset: int) -> Agent | None:
    """The suspect named last before ``offset``: a person with 容疑者 or 被告 after the name, else a 男 or 女."""
    floor = max(0, offset - _REACH)
    titles = ("容疑者", "被告")
    for mention in reversed(agents.within(floor, offset)):
        if mention.entity_type == "PERSON" and agents.text.startswith(titles, mention.end):
            return Agent("person", mention.text, mention.start, mention.end, mention.entity_id, 0, 0)
    last = None
    for match in _suspects().finditer(agents.text, floor, offset):
        last = match
    return None if last is None else Agent("anonymous", last[0], last.start(), last.end(), None, 0, 0)


def pleader(words: Words, cue: Cue, agents: Agents, subject: Agent | None, passing: Agent | None) -> Agent | None:
    """Whose plea a cue is where its clause names nobody but the police; ``passing`` is who passes it on."""
    if (subject is not None and not is_police(subject)) or (passing is not None and not is_police(passing)):
        return None
    return suspect_before(agents, words.starts[cue.first])
