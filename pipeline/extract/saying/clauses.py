"""Reads an article sentence by sentence: which cue governs which words, and to whom they belong.

Belongs here: the content of each cue, its speaker among the agents named, and what runs from sentence to sentence.
Does not belong here: finding cues, agents, sources or quotations, and the rows of the tables (``statements``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.extract.article.quotations import Quotation, outermost
from pipeline.extract.article.view import ArticleView, Sentence
from pipeline.extract.saying.attributions import Link, Source, find_sources, source_hints
from pipeline.extract.saying.boundaries import (
    after_comma,
    after_conjunction,
    after_date,
    after_stop,
    cue_groups,
    leading_clause,
    quote_run,
)
from pipeline.extract.saying.cues import Cue, find_cues
from pipeline.extract.saying.interviews import answer_blocks, fills, interviewee, named_before, standing_alone
from pipeline.extract.saying.quoted_clauses import quoted_cues
from pipeline.extract.saying.relays import after_addressee, cited_by, reports_sentence_before, told_to
from pipeline.extract.saying.speakers import Agent, Agents, Discourse, Mention, speaker_kind
from pipeline.extract.saying.statement import ATTRIBUTIVE, CARRIED, GUESSED, MARKED, UNCUED, Statement
from pipeline.extract.saying.suspects import is_plea, pleader
from pipeline.extract.saying.word_kinds import CUE, TRIGGER, word_kind
from pipeline.extract.saying.words import Words, fold, word_set


class _Said(NamedTuple):
    """A speaker as a clause gives it; ``place`` is where what it says may begin."""

    agent: Agent | None
    kind: str
    place: int
    confidence: float


_LONG_QUOTE = 12
_WINDOW = 300  # words that a content and its speaker may take; keeps a text without stops linear
_DEEPEST = 3  # quotations within quotations that are read for statements of their own
_SHORTEST = 2  # code points of a content that is no quotation
_IMPERSONAL = ("hearsay", "writer_inference", "generic_view")
_DIRECT_BEFORE = frozenset(
    ("、", "。", "は", "も", "が", "に", "で", "て", "へ", "対し", ":", "!", "?", "」", "』", "")
)
_WRITER_VERBS = word_set("writer_verb")


class Reader:
    """Reads the sentences of one article in order and gathers ``statements``."""

    def __init__(
        self,
        view: ArticleView,
        quotations: Sequence[Quotation],
        mentions: Sequence[Mention],
        holders: Mapping[str, Agent],
    ) -> None:
        self.view = view
        self.statements: list[Statement] = []
        self._agents = Agents(view.text, mentions)
        self._discourse = Discourse(holders=holders)
        self._guest = interviewee(view, mentions)
        self._answers = answer_blocks(view)
        self._quotations = quotations
        self._starts = [quotation.start for quotation in quotations]
        self._kinds = view.tokens.classes(word_kind)
        self._hints = source_hints(view.text)
        self._sentence: Sentence | None = None
        self._previous: Sentence | None = None
        self._via: tuple[Link, int] | None = None

    def read(self, sentence: Sentence) -> None:
        """Read one sentence; what it names is remembered for the next."""
        self._previous, self._sentence = self._sentence, sentence
        words = self._fold(sentence.start, sentence.end)
        before = len(self.statements)
        if self._may_state(words):
            self._analyse(words, None, sentence.index)
        if len(self.statements) > before:
            return
        for agent in self._agents.topics(words, 0, len(words)):
            self._discourse.name(agent)
            if agent.kind in ("person", "outlet", "anonymous"):
                self._discourse.note(self._discourse.resolve(agent), sentence.index)
                break

    def _fold(self, start: int, end: int) -> Words:
        quotations = outermost(self._quotations, self._starts, start, end)
        return fold(self.view.tokens, self._kinds, start, end, quotations)

    def _may_state(self, words: Words) -> bool:
        """Whether a sentence can hold a statement; most sentences cannot, and cost no more than this."""
        if words.quotes or CUE.search(words.kinds):
            return True
        has_verb = "s" in words.kinds or "によ" in self.view.text[words.start : words.end]
        return has_verb and self._may_name_source(words)

    def _may_name_source(self, words: Words) -> bool:
        at = bisect_left(self._hints, words.start)
        return at < len(self._hints) and self._hints[at] < words.end

    def _analyse(self, words: Words, outer: Agent | None, index: int, depth: int = 0) -> None:
        named = find_sources(words, self._agents) if self._may_name_source(words) else []
        for source in named:
            self._discourse.name(source.agent)
        resolved = [self._resolved(source) for source in named]
        cited = [source for source in resolved if source.is_cited]
        sources = [source for source in resolved if not source.is_cited]
        cues = find_cues(words)
        if words.quotes:
            cues = quoted_cues(words, cues)
        if not (cues or named or words.quotes):
            return
        if outer is not None:
            cues = [
                cue for cue in cues if cue.cue_class not in ("think", "view", "none") and cue.kind != "writer_inference"
            ]
        made: list[Statement] = []
        carried: Agent | None = outer
        for group, segment in cue_groups(words, cues):
            for statement in self._group(words, group, segment, (sources, cited), carried):
                made.append(statement)
                if statement.speaker is not None and statement.kind not in _IMPERSONAL:
                    carried = statement.speaker
        if outer is None:
            made.extend(self._by_source(words, resolved, cues, made))
            made.extend(named_before(words, cues, self._agents, self._discourse))
            made.extend(self._alone(words))
            self._remember(sources, made, index)
        for statement in made:
            for link in statement.chain:
                self._discourse.name(link.agent)
            if statement.speaker is not None:
                self._discourse.name(statement.speaker)
                self._discourse.note(statement.speaker, index)
        self.statements.extend(statement._replace(is_inside=depth > 0) for statement in made)
        if depth < _DEEPEST:
            self._inside_quotes(words, made, index, depth + 1)

    def _inside_quotes(self, words: Words, made: Sequence[Statement], index: int, depth: int) -> None:
        speakers = {start: statement.speaker for statement in made for start, _ in statement.quoted}
        for quotation in words.quotes.values():
            start, end = quotation.inner
            if end - start >= _LONG_QUOTE and (quotation.start in speakers or quotation.is_speech):
                inner = self._fold(start, end)
                if TRIGGER.search(inner.kinds):
                    self._analyse(inner, speakers.get(quotation.start) or _NOBODY, index, depth)

    def _resolved(self, source: Source) -> Source:
        speaker = None if source.speaker is None else self._discourse.resolve(source.speaker)
        return source._replace(agent=self._discourse.resolve(source.agent), speaker=speaker)

    def _remember(self, sources: Sequence[Source], made: Sequence[Statement], index: int) -> None:
        """Keep who passed this sentence on, for a という in the next."""
        links = [Link(source.agent, source.marker) for source in sources]
        links.extend(link for statement in made for link in statement.chain[:1])
        links.extend(Link(s.speaker, s.speaker_marker) for s in made if s.speaker is not None and s.kind != "hearsay")
        if (first := next((link for link in links if link.agent.kind == "outlet"), None)) is not None:
            self._via = first, index

    def _group(
        self,
        words: Words,
        group: Sequence[Cue],
        segment: int,
        named: tuple[Sequence[Source], Sequence[Source]],
        carried: Agent | None,
    ) -> Iterator[Statement]:
        """Statements of cues that nest in one another, the innermost first in ``group``."""
        sources, outermost = named[0], group[-1]
        known = bisect_right(sources, outermost.content_end, key=lambda s: s.last)
        source = sources[known - 1] if known else None
        said = self._speaker(words, outermost, segment, source, carried)
        cited = cited_by(words, self._agents, outermost, named[1], segment)
        if cited is not None and cited.last <= outermost.content_end:
            said = said._replace(place=max(said.place, cited.last))
        nests = len(group) > 1 and outermost.frame != "noun" and outermost.kind != "writer_inference"
        if not nests:
            chain = self._chain(source, said.agent)
            if cited is not None:
                chain = self._passed(words, outermost, chain, said, cited.agent)
                said = _Said(cited.agent, speaker_kind(cited.agent), said.place, MARKED)
            elif outermost.kind == "hearsay" and not chain and said.agent is None:
                chain = self._earlier()
            yield from self._made(words, outermost, outermost, said, chain, cited or source, segment)
            return
        inner, hearsay = group[-2], outermost.kind == "hearsay"
        passing_on = hearsay or (outermost.cue_class in ("report", "say") and said.kind == "outlet")
        place = max(said.place, segment)
        own = self._speaker(words, inner, place, source, None if passing_on else said.agent or carried)
        if passing_on:
            chain = self._chain(source, own.agent)
            if not hearsay:
                chain = self._passed(words, outermost, chain, said, own.agent)
            elif not chain and own.kind != "outlet":
                chain = self._earlier()
            if cited is not None and own.confidence > GUESSED:
                chain = (*chain, Link(cited.agent, cited.marker))
            elif cited is not None:
                own = _Said(cited.agent, speaker_kind(cited.agent), own.place, MARKED)
            yield from self._made(words, inner, outermost, own, chain, source, segment)
            return
        chain = self._chain(source, said.agent)
        yield from self._made(words, inner, inner, own, chain, source, segment)
        yield from self._made(words, outermost, outermost, said, chain, source, segment)

    def _passed(
        self, words: Words, cue: Cue, chain: tuple[Link, ...], said: _Said, speaker: Agent | None
    ) -> tuple[Link, ...]:
        """The chain with whoever reports by the cue, unless that is the speaker or a guess about nobody in particular."""
        if said.agent is None or (said.confidence <= GUESSED and said.kind != "outlet"):
            return chain
        texts = [link.agent.text for link in chain] + ([speaker.text] if speaker is not None else [])
        return chain if said.agent.text in texts else (*chain, Link(said.agent, self._words(words, cue)))

    def _earlier(self) -> tuple[Link, ...]:
        """The outlet by which the sentence before was passed on, where this one goes on in the same block."""
        if self._via is None or self._sentence is None or self._previous is None:
            return ()
        link, index = self._via
        near = index == self._previous.index and self._previous.block_id == self._sentence.block_id
        return (link,) if near else ()

    def _words(self, words: Words, cue: Cue) -> str:
        return self.view.text[words.starts[cue.first] : words.ends[cue.last - 1]]

    def _chain(self, source: Source | None, speaker: Agent | None) -> tuple[Link, ...]:
        """The sources before the speaker, outermost first."""
        if source is None:
            return ()
        links = [Link(source.agent, source.marker)]
        if source.speaker is not None and source.speaker is not source.agent:
            links.append(Link(source.speaker, source.marker))
        return tuple(link for link in links if speaker is None or link.agent.text != speaker.text)

    def _speaker(self, words: Words, cue: Cue, segment: int, source: Source | None, carried: Agent | None) -> _Said:
        """Who is behind a cue, and the place from which its content may run."""
        floor = max(segment, source.last if source is not None and source.last <= cue.content_end else 0)
        floor = max(floor, cue.content_end - _WINDOW)
        floor = after_conjunction(words, after_stop(words, self.view.text, floor, cue.content_end))
        if cue.kind in _IMPERSONAL:
            return self._impersonal(cue, floor, source)
        if is_plea(words, cue):
            passing = carried if source is None else source.agent
            suspect = pleader(words, cue, self._agents, self._subject(words, cue, floor), passing)
            if suspect is not None:
                return _Said(suspect, suspect.kind, floor, CARRIED)
        after = list(self._agents.topics(words, cue.content_end + 1, cue.first)) if cue.frame != "noun" else []
        if after:
            agent = self._discourse.resolve(after[-1])
            return _Said(agent, agent.kind, floor, MARKED)
        before = self._subject(words, cue, floor)
        passed_on = source is not None and source.agent.kind == "outlet" and cue.cue_class == "report"
        if before is not None and (before.kind == "outlet" or not passed_on):
            agent = self._discourse.resolve(before)
            place = before.last + 1 if before.last < cue.content_end else floor
            place = after_date(words, after_comma(words, place))
            place = after_addressee(words, self._agents, place)
            return _Said(agent, agent.kind, min(place, cue.content_end), MARKED)
        following = self._agents.modified(words, cue.last)
        if following is not None:
            agent = self._discourse.resolve(following)
            return _Said(agent, agent.kind, floor, ATTRIBUTIVE)
        return self._unnamed(words, cue, floor, source, carried)

    def _impersonal(self, cue: Cue, floor: int, source: Source | None) -> _Said:
        if source is not None and cue.kind != "generic_view":
            agent = source.speaker or source.agent
            return _Said(agent, speaker_kind(agent), floor, MARKED)
        kind = {"hearsay": "anonymous", "writer_inference": "writer", "generic_view": "generic"}[cue.kind]
        return _Said(None, kind, floor, CARRIED)

    def _subject(self, words: Words, cue: Cue, floor: int) -> Agent | None:
        """The agent before the content, marked as topic or subject, or right before a quotation (中谷氏「…」)."""
        quote = quote_run(words, cue.content_end)
        if quote is not None:
            bare = self._agents.before(words, quote, floor) if words.pos(quote - 1) in ("名詞", "接尾辞") else None
            if bare is not None and bare.kind != "generic":
                return bare
            named = list(self._agents.topics(words, floor, quote))
            topics = [a for a in named if words.surface(a.last) != "が"]
            if topics or named:
                return (topics or named)[-1]
            return None
        if not cue.frame:
            return next(reversed(list(self._agents.topics(words, floor, cue.first))), None)
        for agent in self._agents.topics(words, floor, cue.content_end):
            if words.surface(agent.last) != "が":
                return agent
            if cue.cue_class == "report" and agent.kind != "outlet":
                continue
            follows = words.surface(agent.last + 1) == "、"
            opens = agent.first <= floor + 1 and agent.kind in ("person", "outlet", "anonymous")
            if follows or opens or cue.frame == "を" or (cue.frame == "noun" and agent.kind == "person"):
                return agent
        return None

    def _unnamed(self, words: Words, cue: Cue, floor: int, source: Source | None, carried: Agent | None) -> _Said:
        """Who speaks where the clause does not say: the source, the speaker before, the writer, the last one named."""
        if source is not None and (source.speaker is not None or source.agent.kind != "outlet"):
            agent = source.speaker or source.agent
            return _Said(agent, speaker_kind(agent), floor, CARRIED)
        if carried is _NOBODY:
            return _Said(None, "anonymous", floor, GUESSED)
        if carried is not None:
            return _Said(carried, speaker_kind(carried), floor, CARRIED)
        forms = [words.lexemes[i].normalized_form for i in range(cue.first, cue.last)]
        if cue.cue_class == "think" and cue.frame == "と" and forms[0] in _WRITER_VERBS and "居る" not in forms:
            return _Said(None, "writer", floor, GUESSED)
        topic = self._discourse.topic
        if cue.cue_class == "report" and self._discourse.outlet is not None:
            topic = self._discourse.outlet
        if topic is not None:
            return _Said(topic, speaker_kind(topic), floor, GUESSED)
        if source is not None:
            return _Said(source.agent, speaker_kind(source.agent), floor, GUESSED)
        return _Said(None, "anonymous", floor, GUESSED)

    def _made(
        self,
        words: Words,
        cue: Cue,
        outer: Cue,
        said: _Said,
        chain: tuple[Link, ...],
        source: Source | None,
        floor: int,
    ) -> Iterator[Statement]:
        """The statement of a cue (``outer`` ends its words), or none where no content is left."""
        content = self._content(words, cue, said)
        if content is None or (cue.cue_class == "none" and not _may_speak(said, content[2])):
            return
        if (
            cue.method == "lexicon:cue_idioms"
            and said.confidence <= GUESSED
            and said.kind not in ("person", "anonymous")
        ):
            said = said._replace(agent=None, kind="anonymous")
        start, end, kind, quoted = content
        if cue.kind == "hearsay" and source is not None and kind == "hearsay":
            kind = "indirect"
        marker = source.marker if source is not None and said.agent in (source.agent, source.speaker) else None
        certainty = "uncommitted" if outer.kind == "hearsay" and outer is not cue else cue.certainty
        told = told_to(words, self._agents, cue, floor, said.place) if said.agent is not None else None
        if told is not None and said.kind != "outlet":
            outlet = self._discourse.resolve(told)
            chain = (*(link for link in chain if link.agent.text != outlet.text), Link(outlet, "に"))
        is_cue = cue.cue_class != "none"
        yield Statement(
            start, end, words.starts[cue.first] if is_cue else None, words.ends[outer.last - 1] if is_cue else None,
            kind, cue.cue_class, certainty, cue.polarity, said.kind, said.agent, marker, chain, quoted, cue.method,
            said.confidence if is_cue else min(said.confidence, UNCUED), (words.starts[floor], words.ends[outer.last - 1]),
        )  # fmt: skip

    def _content(self, words: Words, cue: Cue, said: _Said) -> tuple[int, int, str, tuple[tuple[int, str], ...]] | None:
        """Span and kind of what a cue reports, and the quotations that carry it."""
        if cue.frame == "":
            return self._reported(words, cue, said)
        run = quote_run(words, cue.content_end)
        if run is not None and (
            run <= said.place or words.surface(run - 1) in _DIRECT_BEFORE or _names(words, run, said)
        ):
            quotes = [words.quotes[i] for i in range(run, cue.content_end) if i in words.quotes]
            kind = "label" if quotes[0].kind == "label" else "direct"
            return quotes[0].inner[0], quotes[-1].inner[1], "direct", tuple((q.start, kind) for q in quotes)
        start = min(said.place, cue.content_end)
        while start < cue.content_end and words.surface(start) in ("、", " ", "\u3000"):
            start += 1
        if start >= cue.content_end:
            return None
        if (
            words.ends[cue.content_end - 1] - words.starts[start] < _SHORTEST
            or words.pos(cue.content_end - 1) == "連体詞"
        ):
            return None
        inside = [words.quotes[i] for i in range(start, cue.content_end) if i in words.quotes]
        spoken = [q for q in inside if q.is_speech or (q.kind in ("term", "scare") and cue.kind not in _IMPERSONAL)]
        kind = "mixed" if spoken and cue.kind == "indirect" else cue.kind
        pairs = tuple((q.start, q.kind if q.kind in ("label", "document") else "partial") for q in spoken)
        return words.starts[start], words.ends[cue.content_end - 1], kind, pairs

    def _reported(
        self, words: Words, cue: Cue, said: _Said
    ) -> tuple[int, int, str, tuple[tuple[int, str], ...]] | None:
        """What 「BBCなどが伝えた。」 reports: what stands before the agent, or the sentence before."""
        agent = said.agent
        if agent is None or said.confidence <= GUESSED:
            return None
        alone = reports_sentence_before(words, agent, cue)
        if not alone and (said.kind != "outlet" or cue.cue_class != "report"):
            return None
        at = 0 if alone else bisect_left(words.starts, agent.start)
        if at > 4:
            end = at - 1 if words.surface(at - 1) == "、" else at
            return words.starts[0], words.ends[end - 1], "indirect", ()
        before = self._previous
        if before is None or self._sentence is None or before.block_id != self._sentence.block_id:
            return None
        end = before.end - 1 if self.view.text[before.end - 1] == "。" else before.end
        return (before.start, end, "indirect", ()) if end > before.start else None

    def _by_source(
        self, words: Words, sources: Sequence[Source], cues: Sequence[Cue], made: Sequence[Statement]
    ) -> Iterator[Statement]:
        """A statement that has a source and no verb of saying: 警察によると、…した。 or …しており、首相は「…」と述べた。"""
        leading = [source for source in sources if not source.is_cited]
        if not leading:
            return
        source = leading[-1]
        cited = next((s for s in sources if s.is_cited and source.last <= s.first <= source.last + 1), None)
        speaker = source.speaker or source.agent if cited is None else cited.agent
        start, last = source.last if cited is None else cited.last, len(words)
        if cues and made:
            last = leading_clause(words, start, min(statement.start for statement in made))
        while last > start and words.surface(last - 1) in ("。", " ", "\n", "\u3000"):
            last -= 1
        if last <= start:
            return
        quoted = tuple((q.start, "partial") for i, q in words.quotes.items() if start <= i < last and q.is_speech)
        cue_end = source.end
        yield Statement(
            words.starts[start], words.ends[last - 1], source.start, cue_end, "mixed" if quoted else "indirect", "source",
            "certain", "positive", speaker_kind(speaker), self._discourse.resolve(speaker), source.marker,
            self._chain(source, speaker), quoted, "rule:source", MARKED,
        )  # fmt: skip

    def _alone(self, words: Words) -> Iterator[Statement]:
        """A paragraph that is nothing but quotations: an answer, or words after their speaker's name."""
        if self._sentence is not None and fills(words):
            answers = self._sentence.block_id in self._answers
            named = (self._agents, self._discourse)
            yield from standing_alone(self.view, words, self._sentence, named, answers, self._guest)


_NOBODY = Agent("anonymous", "", 0, 0, None, 0, 0)
"""The speaker of a quotation of whom nothing is known."""


def _names(words: Words, run: int, said: _Said) -> bool:
    """Whether the speaker's name stands right before the quotation."""
    return said.agent is not None and run > 0 and said.agent.end == words.ends[run - 1]


def _may_speak(said: _Said, kind: str) -> bool:
    """Whether a clause that has no cue quotes somebody: its own words name who does something at a whole quotation."""
    human = said.agent is not None and said.kind in ("person", "anonymous", "generic")
    return kind == "direct" and human and said.confidence > GUESSED
