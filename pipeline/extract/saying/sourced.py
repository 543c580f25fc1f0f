"""What a source of a sentence answers for: 警察によると、|男は逃げた(という); 夕凪通信によれば、|雨になる見通し.

Belongs here: the statement of a source that no verb of saying goes with, and which cues a source makes more than hearsay. Does not belong here:
finding sources (``attributions``), whom they pass on (``relays``), and who speaks (``resolve``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extract.saying.attributions import ROOM, Source
from pipeline.extract.saying.boundaries import leading_clause
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.relays import goes_on_reporting
from pipeline.extract.saying.resolve import chain_of
from pipeline.extract.saying.speakers import speaker_kind
from pipeline.extract.saying.statement import MARKED, Statement
from pipeline.extract.saying.words import Words

FORECAST = "rule:forecast"
"""The method of a forecast's noun, which is part of what a source says: 気象台によれば、|雨は強まる見込み."""
_OPENS = 2  # words of a conjunction before a citation that opens a sentence: また、|関係者の話として、市は店を閉じる。
_SHORTEST = 2  # words of what a source reports: 取材したところ|分かった says nothing
_VOUCHED = (FORECAST, "rule:to_iu", "rule:to_iu_koto", "rule:inference_passive")


def vouches(source: Source, cue: Cue) -> bool:
    """Whether a source answers for what a cue without a speaker only passes on, so that it is certain.

    警察|によると、男は逃げたという is the police's word; the という of a sentence without the source is hearsay, as is 新聞では、…という.
    """
    return cue.method in _VOUCHED and source.marker != ROOM


def by_source(
    words: Words, sources: Sequence[Source], cues: Sequence[Cue], made: Sequence[Statement], discourse: Discourse
) -> Iterator[Statement]:
    """A statement that has a source and no verb of saying: 警察によると、…した。 or …しており、首相は「…」と述べた。"""
    leading = [source for source in sources if not source.is_cited and source.marker != ROOM]
    if not leading and not made:
        leading = [source for source in sources[:1] if source.marker.endswith("として") and source.first <= _OPENS]
        leading = [source for source in leading if "t" in words.kinds[source.last :]]  # not 市長の発言として不適切だ
    if not leading:
        return
    source = leading[-1]
    cited = next((s for s in sources if s.is_cited and source.last <= s.first <= source.last + 1), None)
    speaker = source.speaker or source.agent if cited is None else cited.agent
    start, last = source.last if cited is None else cited.last, len(words)
    if cues and made and not goes_on_reporting(words, made):
        last = leading_clause(words, start, min(statement.start for statement in made))
    while last > start and words.surface(last - 1) in ("。", " ", "\n", "\u3000"):
        last -= 1
    if last - start < _SHORTEST:
        return
    quoted = tuple((q.start, "partial") for i, q in words.quotes.items() if start <= i < last and q.is_speech)
    cue_end = source.end
    yield Statement(
        words.starts[start], words.ends[last - 1], source.start, cue_end, "mixed" if quoted else "indirect", "source",
        "certain", "positive", speaker_kind(speaker), discourse.resolve(speaker), source.marker,
        chain_of(source, speaker), quoted, "rule:source", MARKED,
    )  # fmt: skip
