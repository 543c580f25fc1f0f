"""Reads an article unit by unit: what is found there, whose it is, and what runs from one unit to the next.

Belongs here: the statement of each cue, of a source without one, and of words that stand alone. Does not belong here: finding cues, agents, sources
or quotations (``find``), who is behind a cue (``resolve``), and the rows of the tables (``rows``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pipeline.extract.article.quotations import outermost
from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.attributions import THIS, Link, Source
from pipeline.extract.saying.carried import named_next, remember_topic
from pipeline.extract.saying.contents import POINTS_BACK, Content, content_of, reported_end
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.discourse import COURTS, Discourse
from pipeline.extract.saying.find import Found, cues_of, find
from pipeline.extract.saying.headlines import headline
from pipeline.extract.saying.interviews import answer_blocks, interviewee, named_before, opening, standing_alone
from pipeline.extract.saying.quoted_clauses import BARE
from pipeline.extract.saying.relays import (
    addressees,
    cited_by,
    learned,
    learned_facts,
    reports_sentence_before,
    told_to,
    verb_of,
)
from pipeline.extract.saying.resolve import IMPERSONAL, NOBODY, Resolver, Said, Where, chain_of, nearest, passed_on
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.sourced import FORECAST, by_source, vouches
from pipeline.extract.saying.speakers import Agent, Mention, speaker_kind
from pipeline.extract.saying.statement import CARRIED, GUESSED, MARKED, UNCUED, Statement
from pipeline.extract.saying.turns import Told, joined, teller, turn
from pipeline.extract.saying.units import Text, Unit, may_hold, names_source
from pipeline.extract.saying.word_kinds import TRIGGER
from pipeline.extract.saying.words import Words, fold

_CLAIMED = ("rule:to_sareru", "rule:hearsay_passive", "rule:to_iu")  # what is held of an act, not who passes words on
_REPORTED_ON = ("rule:to_iu", "rule:to_iu_koto")  # what goes on with whoever the sentence before reports
_BETWEEN = 2  # sentences from a report to what goes on with it
_FAR = 3  # the same within a paragraph on what an institution tells
_DEEPEST = 3  # quotations within quotations that are read for statements of their own


class Reader:
    """Reads the sentences of one article in order and gathers ``statements``."""

    def __init__(
        self,
        view: ArticleView,
        text: Text,
        mentions: Sequence[Mention],
        holders: Mapping[str, Agent],
    ) -> None:
        self.view = view
        self.statements: list[Statement] = []
        self._agents = text.agents
        self._discourse = Discourse(holders=holders, mentions=mentions)
        self._resolver = Resolver(self._agents, self._discourse)
        self._guest = interviewee(view, mentions)
        self._answers = answer_blocks(view)
        self._text = text
        self._starts = [quotation.start for quotation in text.quotations]
        self._unit: Unit | None = None
        self._previous: Unit | None = None
        self._reporting: tuple[Statement, tuple[int, str, bool]] | None = None
        self._via: tuple[Link, int] | None = None
        self._told: Told | None = None
        self._may_tell = False  # whether the unit before was not asked yet
        self._last = (0, 0)

    def read(self, unit: Unit) -> None:
        """Read one unit; what it names is remembered for the next."""
        if self._may_tell and self._unit is not None and unit.fills:
            self._told = self._tell(self._unit, self.statements[slice(*self._last)])
        self._previous, self._unit = self._unit, unit
        before = len(self.statements)
        if unit.is_headline:
            if unit.may_state:
                made = list(headline(unit.words, self._agents, self._discourse))
                self._keep(made, unit, remember=False)
                if not made and unit.words.surface(len(unit.words) - 1) not in ("」", "』"):
                    self._analyse(unit.words, unit.cues, Shape(unit.words, unit.tree), None)
                    self.statements[before:] = [
                        s for s in self.statements[before:] if s.confidence >= MARKED and s.quoted
                    ]
            self._told, self._may_tell, self._last = None, False, (before, len(self.statements))
            return
        if unit.may_state:
            self._analyse(unit.words, unit.cues, Shape(unit.words, unit.tree), None)
        if all(_is_source(statement) or _is_told(statement) for statement in self.statements[before:]):
            self._discourse.later(partial(remember_topic, self._agents, unit))
        # who tells what is asked beside words that stand alone, and nowhere else
        self._told, self._may_tell = None, True
        if self._previous is not None and self._previous.fills:
            self._told, self._may_tell = self._tell(unit, self.statements[before:]), False
        self._last = (before, len(self.statements))
        if any(statement.speaker is not None for statement in self.statements[before:]):
            is_line = self._previous is None or self._previous.block_id != unit.block_id
            told = next(s for s in reversed(self.statements) if s.speaker is not None)
            self._reporting = told, (unit.index, unit.block_id, is_line)

    def _tell(self, unit: Unit, made: Sequence[Statement]) -> Told | None:
        """Who speaks in a unit that has no statement and says only that; words that stand alone in the unit before are his."""
        if not unit.may_state or unit.fills:
            return None
        told = teller(unit.words, self._agents, self._discourse)
        if told is not None and any(statement.cue_end == told.end for statement in made):
            return None
        before = self._previous
        if told is None or before is None or before.block_id != unit.block_id:
            return told
        if before.fills and self._last[0] == self._last[1] == len(self.statements):
            self._keep([joined(before.words, told)], unit)
            return None
        return told

    def _fold(self, start: int, end: int) -> Words:
        quotations = outermost(self._text.quotations, self._starts, start, end)
        return fold(self.view.tokens, self._text.kinds, start, end, quotations)

    def _analyse(self, words: Words, cues: Sequence[Cue], shape: Shape, outer: Agent | None, depth: int = 0) -> None:
        unit = self._unit
        if unit is None:
            return
        by_name = names_source(words, self._text.hints)
        found = find(words, cues, shape, self._agents, names_source=by_name, inside=outer is not None)
        if not (found.cues or found.sources or words.quotes):
            facts = learned_facts(words, self._agents, ()) if outer is None else []
            if facts:
                self._remember((), facts, unit.index)
                self._keep(facts, unit)
            return
        for source in found.sources:
            self._discourse.name(source.agent)
        resolved = [self._resolved(source) for source in found.sources]
        resolved = [source for source in resolved if source.agent.text not in THIS]
        cited = [source for source in resolved if source.is_cited]
        sources = [source for source in resolved if not source.is_cited]
        made: list[Statement] = []
        carried: Agent | None = outer
        for group, segment in found.groups:
            for statement in self._group(found, group, segment, (sources, cited), carried):
                made.append(statement)
                if _is_told(statement) and carried is None:  # 選手は監督から「…」と言われ、|「…」と答えた
                    told = next(iter(self._agents.topics(words, segment, len(words))), None)
                    carried = None if told is None else self._discourse.resolve(told)
                if statement.speaker is not None and statement.kind not in IMPERSONAL and not _is_aside(statement):
                    carried = statement.speaker
        made = [learned(self._agents, words, statement) for statement in named_next(words, made)]
        if outer is None:
            made.extend(by_source(words, resolved, found.cues, made, self._discourse))
            made.extend(learned_facts(words, self._agents, made))
            made.extend(named_before(words, found.cues, self._agents, self._discourse))
            made.extend(self._alone(words, made))
            self._remember(sources, made, unit.index)
        self._keep([statement._replace(is_inside=True) for statement in made] if depth else made, unit)
        if depth < _DEEPEST:
            self._inside_quotes(words, made, depth + 1)

    def _keep(self, made: Sequence[Statement], unit: Unit, *, remember: bool = True) -> None:
        for statement in made:
            for link in statement.chain:
                self._discourse.name(link.agent)
            if statement.speaker is not None and remember:
                self._discourse.name(statement.speaker)
                if _is_source(statement) and statement.speaker.kind != "outlet":
                    self._discourse.note_source(statement.speaker, unit.index)
                elif not _is_aside(statement):
                    self._discourse.note(statement.speaker, unit.index, unit.block_id)
        self.statements.extend(made)

    def _inside_quotes(self, words: Words, made: Sequence[Statement], depth: int) -> None:
        around = {start: statement for statement in made for start, _ in statement.quoted}
        for quotation in words.quotes.values():
            outer = around.get(quotation.start)
            if (outer is None and not quotation.is_speech) or not may_hold(self.view, self._text, quotation):
                continue
            inner, before = self._fold(*quotation.inner), len(self.statements)
            if TRIGGER.search(inner.kinds) is None:
                continue
            tree = self._unit.tree if self._unit else None
            speaker = None if outer is None else outer.speaker
            self._analyse(inner, cues_of(inner, inside=True), Shape(inner, tree), speaker or NOBODY, depth)
            if outer is not None:
                self.statements[before:] = [self._told_inside(s, outer) for s in self.statements[before:]]

    def _told_inside(self, statement: Statement, outer: Statement) -> Statement:
        """A statement with those who pass it on, since it is told in the words of ``outer``: 選手は「監督に『行け』と言われた」と話した."""
        if statement.speaker is None and statement.method != "rule:hearsay_passive":
            return statement
        links = list(outer.chain)
        if outer.speaker is not None:
            told = None if outer.cue_start is None else self.view.text[outer.cue_start : outer.cue_end]
            links.append(Link(outer.speaker, told))
        known = {statement.speaker.text if statement.speaker else "", *(link.agent.text for link in statement.chain)}
        return statement._replace(chain=(*(link for link in links if link.agent.text not in known), *statement.chain))

    def _resolved(self, source: Source) -> Source:
        if source.agent.text in THIS:  # 市は概要を公表した。|これによると
            told = [s.speaker for s in self.statements[slice(*self._last)] if s.speaker is not None]
            known = told[-1] if told else self._discourse.topic or self._discourse.outlet
            return source if known is None else source._replace(agent=known)
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
        found: Found,
        group: Sequence[Cue],
        segment: int,
        named: tuple[Sequence[Source], Sequence[Source]],
        carried: Agent | None,
    ) -> Iterator[Statement]:
        """Statements of cues that nest in one another, the innermost first in ``group``."""
        words, sources, outermost = found.words, named[0], group[-1]
        source = nearest(sources, outermost.content_end)
        said = self._speaker(found, outermost, segment, source, carried)
        cited = cited_by(words, self._agents, outermost, named[1], segment)
        if cited is not None and cited.last <= outermost.content_end:
            said = said._replace(place=max(said.place, cited.last))
        nests = len(group) > 1 and outermost.frame != "noun" and outermost.kind != "writer_inference"
        # 渡ったと考えられる|としている is the speaker's inference
        nests = nests and group[-2].kind != "writer_inference"
        if nests and outermost.method in _CLAIMED and _is_act(words, group[-2]):
            nests = False  # 男は|金銭を要求していたとされる: the act itself is what is claimed
        if not nests:
            chain = chain_of(source, said.agent)
            if cited is not None:
                chain = passed_on(self._words(words, outermost), chain, said, cited.agent)
                said = Said(cited.agent, speaker_kind(cited.agent), said.place, MARKED)
            elif outermost.kind == "hearsay" and not chain and said.agent is None:
                chain = self._earlier()
                goes_on = self._reports_on(words) if outermost.method in _REPORTED_ON and segment == 0 else None
                if goes_on is not None:
                    said = Said(goes_on, speaker_kind(goes_on), said.place, CARRIED)
                elif len(chain) == 1 and outermost.method == "rule:to_iu":  # nobody but the outlet says it
                    said, chain = Said(chain[0].agent, speaker_kind(chain[0].agent), said.place, CARRIED), ()
            yield from self._made(found, outermost, outermost, said, chain, cited or source, segment)
            return
        inner, hearsay = group[-2], outermost.kind == "hearsay"
        passing_on = hearsay or (outermost.cue_class in ("report", "say") and said.kind == "outlet")
        place = max(said.place, segment)
        before = carried if hearsay else None if passing_on else said.agent or carried
        own = self._speaker(found, inner, place, source, before, is_inner=passing_on)
        if passing_on:
            chain = chain_of(source, own.agent)
            if not hearsay:
                chain = passed_on(self._words(words, outermost), chain, said, own.agent)
            elif not chain and own.kind != "outlet":
                chain = self._earlier()
            if cited is not None and own.confidence > GUESSED:
                chain = (*chain, Link(cited.agent, cited.marker))
            elif cited is not None:
                own = Said(cited.agent, speaker_kind(cited.agent), own.place, MARKED)
            yield from self._made(found, inner, outermost, own, chain, source, segment)
            return
        chain = chain_of(source, said.agent)
        yield from self._made(found, inner, inner, own, chain, source, segment)
        yield from self._made(found, outermost, outermost, said, chain, source, segment)

    def _speaker(
        self,
        found: Found,
        cue: Cue,
        segment: int,
        source: Source | None,
        carried: Agent | None,
        *,
        is_inner: bool = False,
    ) -> Said:
        where = Where(self._unit.index, self._unit.block_id) if self._unit is not None else Where(0, "")
        return self._resolver.speaker(found, cue, segment, source, carried, where, is_inner=is_inner)

    def _reports_on(self, words: Words) -> Agent | None:
        """Whoever the sentence before reports in words of the writer's own, where という goes on with it: 市は…と発表した。|…という。

        Where a paragraph was that one sentence, as on many pages, paragraphs are no boundary. One sentence between that says nothing may
        belong to the report: 県によると、男性は3日に発熱。4日に入院した。|軽症だという。
        """
        unit = self._unit
        if unit is None or self._reporting is None:
            return None
        told, (index, block_id, is_line) = self._reporting
        far = _FAR if block_id == unit.block_id and told.speaker_kind == "organization" else _BETWEEN
        if not 0 < unit.index - index <= far:
            return None
        if block_id != unit.block_id and words.pos(0) != "接続詞" and not is_line:
            return None
        is_report = told.kind in ("indirect", "mixed") or told.method == "rule:to_iu"
        fits = is_report and told.confidence >= CARRIED and told.speaker_kind in ("person", "organization")
        return told.speaker if fits else None

    def _earlier(self) -> tuple[Link, ...]:
        """The outlet by which the sentence before was passed on, where this one goes on in the same block."""
        if self._via is None or self._unit is None or self._previous is None:
            return ()
        link, index = self._via
        near = index == self._previous.index and self._previous.block_id == self._unit.block_id
        return (link,) if near else ()

    def _words(self, words: Words, cue: Cue) -> str:
        return self.view.text[words.starts[cue.first] : words.ends[cue.last - 1]]

    def _made(
        self,
        found: Found,
        cue: Cue,
        outer: Cue,
        said: Said,
        chain: tuple[Link, ...],
        source: Source | None,
        floor: int,
    ) -> Iterator[Statement]:
        """The statement of a cue (``outer`` ends its words), or none where no content is left."""
        words = found.words
        content = self._content(found, cue, said)
        if content is None or (cue.method == BARE and not _may_speak(said, content.kind)):
            return
        if (
            cue.method == "lexicon:cue_idioms"
            and said.confidence <= GUESSED
            and said.kind not in ("person", "anonymous", "generic")
        ):
            said = said._replace(agent=None, kind="anonymous")
        start, end, kind, quoted = content
        if source is not None and (kind == "hearsay" or (kind == "writer_inference" and said.agent is not None)):
            kind = "indirect"
        marker = source.marker if source is not None and said.agent in (source.agent, source.speaker) else None
        certainty = "uncommitted" if outer.kind == "hearsay" and outer is not cue else cue.certainty
        if cue.method == "rule:hearsay_passive" and marker is None and said.confidence == MARKED:
            certainty, kind = "certain", "indirect" if kind == "hearsay" else kind  # 市民から「…」と言われた
        told = told_to(words, self._agents, cue, floor, said.place) if said.agent is not None else None
        if told is not None and said.kind != "outlet":
            outlet = self._discourse.resolve(told)
            chain = (*(link for link in chain if link.agent.text != outlet.text), Link(outlet, "に"))
        confidence = min(said.confidence, UNCUED) if cue.method == BARE else said.confidence
        last = cue.last if self._names_another(words, cue, outer) else outer.last
        joins = words.lexemes[last - 1].pos[5].endswith("音便") or words.surface(last - 1) in (
            "み",
            "見",
        )  # 聞い|て, み|て
        last += joins and words.surface(last) in ("て", "で")
        shown = (words.starts[verb_of(words, cue)], words.ends[last - 1])
        if marker is not None and source is not None and vouches(source, cue):
            certainty = "certain" if certainty == "uncommitted" else certainty
            if cue.method not in _REPORTED_ON:  # という stands for itself
                shown = source.start, source.end
            end = words.ends[cue.last - 1] if cue.method == FORECAST else end
        yield Statement(
            start, end, *shown, kind, cue.cue_class, certainty, cue.polarity,
            said.kind, said.agent, marker, chain, quoted, cue.method, confidence,
            (words.starts[floor], words.ends[outer.last - 1]), addressees(words, cue, start, floor),
        )  # fmt: skip

    def _names_another(self, words: Words, cue: Cue, outer: Cue) -> bool:
        """Whether somebody is named between a cue and the one that passes it on: 語ったと|夕凪新聞が報じた are two."""
        return outer is not cue and any(self._agents.topics(words, cue.last + 1, outer.first))

    def _content(self, found: Found, cue: Cue, said: Said) -> Content | None:
        if cue.frame == "":
            return self._reported(found.words, cue, said)
        speaker_end = None if said.agent is None else said.agent.end
        content = content_of(found.words, found.shape, cue, said.place, speaker_end)
        before = self._previous
        if content is None or before is None or self._unit is None or before.block_id != self._unit.block_id:
            return content
        if (
            cue.frame != "を"
            or cue.cue_class not in ("reveal", "report")
            or not POINTS_BACK.fullmatch(self.view.text, content.start, content.end)
        ):
            return content
        end = (
            before.end - 1 if self.view.text[before.end - 1] == "。" else before.end
        )  # 選手が逮捕された。|クラブは同日これを明らかにした。
        return Content(before.start, end, "indirect", ())

    def _reported(self, words: Words, cue: Cue, said: Said) -> Content | None:
        """What 「BBCなどが伝えた。」 reports: what stands before the agent, or the sentence before."""
        agent = said.agent
        if agent is None or said.confidence <= GUESSED:
            return None
        alone = reports_sentence_before(words, agent, cue)
        if not alone and (said.kind != "outlet" or cue.cue_class != "report"):
            return None
        at = 0 if alone else bisect_left(words.starts, agent.start)
        if at > 4:
            end = reported_end(words, at)
            return Content(words.starts[0], words.ends[end - 1], "indirect", ())
        before = self._previous
        if before is None or self._unit is None or before.block_id != self._unit.block_id:
            return None
        first, last = self._last
        if said.kind == "outlet" and any(statement.speaker is not None for statement in self.statements[first:last]):
            link = Link(agent, self._words(words, cue))
            for at in range(first, last):  # 議員は「…」と語った。夕凪新聞が伝えた。: the outlet passed it on
                if agent.text not in [known.agent.text for known in self.statements[at].chain]:
                    self.statements[at] = self.statements[at]._replace(chain=(link, *self.statements[at].chain))
            return None
        end = before.end - 1 if self.view.text[before.end - 1] == "。" else before.end
        return Content(before.start, end, "indirect", ()) if end > before.start else None

    def _alone(self, words: Words, made: Sequence[Statement]) -> Iterator[Statement]:
        """Words that no verb governs: an answer, a turn (氏名さん:「…」), or a quotation beside the sentence that tells who said it."""
        unit = self._unit
        if unit is None:
            return
        governed = {start for statement in made for start, _ in statement.quoted}
        if unit.fills and self._told is not None:
            near = self._previous is not None and self._previous.block_id == unit.block_id
            yield joined(words, self._told)._replace(confidence=MARKED if near else GUESSED)
            return
        if unit.fills:
            answers = unit.block_id in self._answers
            named = (self._agents, self._discourse)
            yield from standing_alone(self.view, words, unit, named, answers, self._guest)
            return
        if any(quotation.start not in governed for quotation in words.quotes.values()):
            turned = list(turn(words, self._agents, self._discourse, governed))
            yield from turned or opening(words, unit, self._agents, self._discourse, governed)


def _is_act(words: Words, cue: Cue) -> bool:
    """Whether a cue has a thing for its object, so that it tells of an act more than of words: 金銭を|要求していた, 難色を示していた."""
    return cue.frame in ("を", "に", "noun") and not words.is_predicate(cue.content_end - 1)


def _is_source(statement: Statement) -> bool:
    """Whether a statement's speaker is only the source of what the text goes on about: 警察によると、少年は…という。「…」と叫んだ。"""
    return statement.speaker_marker is not None and statement.method in ("rule:source", "rule:to_iu", "rule:forecast")


def _is_aside(statement: Statement) -> bool:
    """Whether the text does not go on about a statement's speaker: what somebody is told, or whose words are an object (原告の主張についても|「…」と認定した)."""
    return _is_told(statement) or statement.method == "rule:owned_saying"


def _is_told(statement: Statement) -> bool:
    """Whether a statement is what somebody else is told, whom the text goes on about: 選手は、監督から「…」と言われた."""
    return statement.method == "rule:hearsay_passive"


def _may_speak(said: Said, kind: str) -> bool:
    """Whether a clause that has no cue quotes somebody: its own words name who, or which court, does something at a whole quotation."""
    human = said.agent is not None and (
        said.kind in ("person", "anonymous", "generic") or said.agent.text.endswith(COURTS)
    )
    return kind == "direct" and human and (said.confidence > GUESSED or said.kind == "person")
