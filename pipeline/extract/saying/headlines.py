"""What headlines say: 財務相、関税を批判「不公平だ」 and 知事「橋は直す」, where particles and verbs' endings are left out.

Belongs here: the forms of headlines. Does not belong here: sentences (``reader``), although a headline may be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.saying.cue_words import verbs
from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.speakers import Agent, Agents, speaker_kind
from pipeline.extract.saying.statement import ATTRIBUTIVE, MARKED, Statement, uncued
from pipeline.extract.saying.words import Words

_GAPS = ("、", " ", "\u3000", ":", "＝", "=")
_AFTER_OBJECT = (*_GAPS, "「」", "。", "へ", "(", "（")  # behind a verbal noun that closes a headline: 増税を批判|「…」
_ENDS = ("", " ", "\u3000", "。", "(", "（")  # behind words in brackets that close a headline or a part of it
_VERBAL_POS = ("名詞", "動詞")
#: words without a verb's ending that are said and no title: メダルへ団結, 住宅ローンに懸念; not 海辺の風, 時をかける少女
_VERBAL = re.compile(r"[^の]*[をにへはが][一-鿿ァ-ヶー0-9０-９]{2,8}")


def headline(words: Words, agents: Agents, discourse: Discourse) -> Iterator[Statement]:
    """Statements of one headline: what a verbal noun of saying has as its object, and words in brackets beside whoever it names.

    A headline that names nobody says nothing: 「花粉初日」迫る; nor does a verb of doing: 知事、橋を視察.
    """
    agent, at = _opening(words, agents)
    if agent is None:
        yield from _closing(words, agents, discourse)
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
        beside = place == at or words.surface(place + 1) in _ENDS
        spoken = quotation.is_speech or (place == at and _is_verbal(agents.text, *quotation.inner))
        if spoken and beside and words.surface(place + 1) not in ("の", "を", "が", "に", "で", "は"):
            made = uncued(*quotation.inner, speaker, ((quotation.start, "headline"),), ATTRIBUTIVE)
            yield made._replace(method="rule:headline", clause=(words.start, words.end))


def _is_verbal(text: str, start: int, end: int) -> bool:
    return _VERBAL.fullmatch(text[start:end].strip()) is not None


def _opening(words: Words, agents: Agents) -> tuple[Agent | None, int]:
    """Whom a headline begins with, and the place behind the mark that closes the name: 財務相|、 知事|「."""
    for at in range(1, min(len(words), 12)):
        if at in words.quotes or words.surface(at) in _GAPS or words.kinds[at] == "t":
            agent = agents.before(words, at, 0)
            if agent is None or agent.first > 0:
                return None, 0
            return agent, at if at in words.quotes else at + 1
    return None, 0


def _closing(words: Words, agents: Agents, discourse: Discourse) -> Iterator[Statement]:
    """Words in brackets whose verb names who says them: 新人を監督が称賛「…」, 「…」 夕凪県が県民に呼びかけ.

    The verb of saying stands right before the brackets, or ends the headline behind them; its subject has が or は.
    """
    for place, quotation in words.quotes.items():
        if not quotation.is_speech:
            continue
        found = _verb(words, place - 1) if words.surface(place + 1) in _ENDS else None
        reach = (0, place - 1)
        if found is None:
            behind = max(words.quotes) + 1
            last = next((at for at in range(behind, len(words)) if words.surface(at) in ("(", "（")), len(words))
            while last > behind and words.surface(last - 1).isspace():
                last -= 1
            found, reach = _verb(words, last - 1), (behind, last - 1)
        if found is None or found[0] <= reach[0]:
            continue
        agent = next(reversed(list(agents.topics(words, *reach))), None)
        if agent is None or agent.kind == "generic":
            continue
        speaker, verb = discourse.resolve(agent), found[1]
        start = _part(words, place) if reach[0] > place else quotation.inner[0]
        end = quotation.end if start < quotation.start else quotation.inner[1]
        yield Statement(
            start, end, words.starts[found[0]], words.ends[found[0]], "mixed" if start < quotation.start else "direct",
            verb[0], verb[1], verb[2], speaker_kind(speaker), speaker, None, (), ((quotation.start, "headline"),),
            "rule:headline", MARKED, (words.start, words.end),
        )  # fmt: skip


def _verb(words: Words, at: int) -> tuple[int, tuple[str, str, str]] | None:
    """Place, class, certainty and polarity of a verb of saying without its ending: 称賛, 呼びかけ; none for other words."""
    if at < 1 or words.pos(at) not in _VERBAL_POS:
        return None
    verb = verbs().get(words.lexemes[at].normalized_form)
    if verb is None or (words.pos(at) == "動詞" and not words.lexemes[at].pos[5].startswith("連用形")):
        return None
    return at, (verb.cue_class, verb.certainty, verb.polarity)


def _part(words: Words, place: int) -> int:
    """Offset where the part of a headline begins that brackets close: 往来の際は|「慎重に」."""
    at = place
    while at > 0 and words.surface(at - 1) not in _GAPS and at - 1 not in words.quotes:
        at -= 1
    return words.starts[at] if at < place else words.quotes[place].inner[0]
