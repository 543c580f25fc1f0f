"""What headlines say: 財務相、関税を批判「不公平だ」 and 知事「橋は直す」, where particles and verbs' endings are left out.

Belongs here: the forms of headlines. Does not belong here: sentences (``reader``), although a headline may be one.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.saying.cue_words import verbs
from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.speakers import Agent, Agents, speaker_kind
from pipeline.extract.saying.statement import ATTRIBUTIVE, Statement, uncued
from pipeline.extract.saying.words import Words

_GAPS = ("、", " ", "\u3000", ":", "＝", "=")
_AFTER_OBJECT = (*_GAPS, "「」", "。", "へ")  # behind a verbal noun that closes a headline: 増税を批判|「…」


def headline(words: Words, agents: Agents, discourse: Discourse) -> Iterator[Statement]:
    """Statements of one headline: what a verbal noun of saying has as its object, and words in brackets beside whoever it names.

    A headline that names nobody says nothing: 「花粉初日」迫る; nor does a verb of doing: 知事、橋を視察.
    """
    agent, at = _opening(words, agents)
    if agent is None:
        return
    speaker = discourse.resolve(agent)
    for place in range(at, len(words)):
        verb = verbs().get(words.lexemes[place].normalized_form)
        if verb is None or words.pos(place) != "名詞" or "を" not in verb.frames or words.surface(place - 1) != "を":
            continue
        if (place + 1 < len(words) and words.surface(place + 1) not in _AFTER_OBJECT) or place - 1 <= at:
            continue
        start, end = words.starts[at], words.ends[place - 2]
        yield Statement(
            start, end, words.starts[place], words.ends[place], "speech_act", verb.cue_class, verb.certainty, verb.polarity,
            speaker_kind(speaker), speaker, None, (), (), "rule:headline", ATTRIBUTIVE, (words.start, words.end),
        )  # fmt: skip
        break
    for place, quotation in words.quotes.items():
        if speaker.kind not in ("person", "anonymous"):
            break
        beside = place == at or words.surface(place + 1) in ("", " ", "\u3000", "。")
        if quotation.is_speech and beside and words.surface(place + 1) not in ("の", "を", "が", "に", "で", "は"):
            made = uncued(*quotation.inner, speaker, ((quotation.start, "headline"),), ATTRIBUTIVE)
            yield made._replace(method="rule:headline", clause=(words.start, words.end))


def _opening(words: Words, agents: Agents) -> tuple[Agent | None, int]:
    """Whom a headline begins with, and the place behind the mark that closes the name: 財務相|、 知事|「."""
    for at in range(1, min(len(words), 12)):
        if at in words.quotes or words.surface(at) in _GAPS or words.kinds[at] == "t":
            agent = agents.before(words, at, 0)
            if agent is None or agent.first > 0:
                return None, 0
            return agent, at if at in words.quotes else at + 1
    return None, 0
