"""Who answers in an interview, and quotations that stand alone in a paragraph.

Belongs here: the person an interview is with, and whose a paragraph is that holds nothing but a quotation. Does not
belong here: finding the questions and answers (blocks), nor quotations that a verb governs (``clauses``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extract.article.quotations import Quotation
from pipeline.extract.article.view import ArticleView
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.discourse import Discourse
from pipeline.extract.saying.speakers import Agent, Agents, Mention
from pipeline.extract.saying.statement import ATTRIBUTIVE, GUESSED, UNCUED, Statement, uncued
from pipeline.extract.saying.units import Unit
from pipeline.extract.saying.words import Words

_LEADING = frozenset(("title", "subtitle", "lead", "paragraph", "byline"))
_APART = ("。", "、", "\n", " ", "\u3000", "(", "（")  # behind words that no verb governs
_SENTENCE = 12  # code points of an utterance with its brackets
_UTTERANCE = 18  # code points of one that a sentence opens with
_OWNER = 6  # words of a phrase behind it that names who said it
_STORY = 8  # sentences over which a story is about the person it named last
_NEAR = 2  # sentences between a speaker and a quotation that stands alone
#: that somebody is interviewed, after the name: 志水さんに聞いた, 志水准教授(41)に、課題を尋ねた, 志水氏へのインタビュー
_INTERVIEWED = re.compile(
    r"[^。\n「」]{0,16}?(?:に[^。\n]{0,40}?(?:聞|訊|尋|たず|インタビュー|伺)|(?:への?|との)(?:独占)?インタビュー)"
)
#: that a profile is somebody's: (しみず・はるか) 1984年生まれ
_PROFILE = re.compile(r"[^。\n]{0,30}?(?:\d{4}年[^。\n]{0,20}?生まれ|プロフィル|略歴)")
#: a sentence that names who said the words before it: そう話すのは、
_AFTERWARDS = re.compile(r"(?:そう|こう)[^。、「」\n]{1,8}のは、?")


def interviewee(view: ArticleView, mentions: Sequence[Mention]) -> Agent | None:
    """The person an interview is with, by 聞いた after the name, else the only one its lead names; none where none is told."""
    first = next((block.start for block in view.blocks if block.role == "question"), None)
    if first is None:
        return None
    persons = [m for m in mentions if m.entity_type == "PERSON" and m.form == "name"]
    leads = [(block.start, block.end) for block in view.blocks if block.role in _LEADING and block.start < first]
    named = [m for m in persons if any(start <= m.start < end for start, end in leads)]
    asked = [m for m in named if _INTERVIEWED.match(view.text, m.end)]
    told = asked or [m for m in persons if _PROFILE.match(view.text, m.end)]
    distinct = {m.entity_id or m.text for m in named}
    mention = told[-1] if told else named[-1] if len(distinct) == 1 else None
    if mention is None:
        return None
    return Agent("person", mention.text, mention.start, mention.end, mention.entity_id, 0, 0)


def answer_blocks(view: ArticleView) -> frozenset[str]:
    """Blocks right after a question."""
    return frozenset(b.block_id for a, b in pairwise(view.blocks) if a.role == "question" and b.role != "question")


def named_before(words: Words, cues: Sequence[Cue], agents: Agents, discourse: Discourse) -> Iterator[Statement]:
    """A quotation right after its speaker and without a verb: 中谷氏「…」."""
    governed = {cue.content_end - 1 for cue in cues} | {at for cue in cues for at in range(cue.first, cue.last)}
    for at, quotation in words.quotes.items():
        if at == 0 or at in governed:
            continue
        sentence = quotation.is_speech and quotation.end - quotation.start >= _SENTENCE
        runs_on = not sentence or words.pos(at + 1) not in ("名詞", "接頭辞")  # …官房長官「…」|元農水相「…」
        if at + 1 < len(words) and runs_on and words.surface(at + 1) not in _APART:
            continue
        if not quotation.is_speech or words.pos(at - 1) not in ("名詞", "接尾辞"):
            continue
        agent = agents.before(words, at)
        if agent is None or agent.kind not in ("person", "anonymous"):
            continue
        yield uncued(*quotation.inner, discourse.resolve(agent), ((quotation.start, "direct"),), ATTRIBUTIVE)


def standing_alone(
    view: ArticleView,
    words: Words,
    sentence: Unit,
    named: tuple[Agents, Discourse],
    answers: bool,
    guest: Agent | None,
) -> Iterator[Statement]:
    """The statement of a paragraph that is nothing but quotations: an answer, or the words of whom the text just named."""
    block = view.block_at(sentence.start)
    quotes = list(words.quotes.values())
    spoken = [q for q in quotes if q.is_speech]
    if block is None or (not spoken and not answers):
        return
    if any(view.text[a:b].strip() for a, b in _rest(block.start, block.end, words)):
        yield from _among_others(view, words, sentence, named[1], spoken)
        return
    span = (quotes[0].inner[0], quotes[-1].inner[1], tuple((q.start, "direct") for q in quotes))
    if answers:
        yield uncued(span[0], span[1], guest, span[2], UNCUED)
        return
    agents, discourse = named
    after = _named_afterwards(view, sentence, agents)
    if after is not None:
        yield uncued(span[0], span[1], after, span[2], ATTRIBUTIVE)
        return
    topic = discourse.goes_on(sentence.index, sentence.block_id, view.text[words.start : words.end])
    near = sentence.index - discourse.topic_sentence <= _NEAR
    if topic is not None and topic.kind in ("person", "anonymous") and near:
        yield uncued(span[0], span[1], topic, span[2], GUESSED)


def _among_others(
    view: ArticleView, words: Words, sentence: Unit, discourse: Discourse, spoken: Sequence[Quotation]
) -> Iterator[Statement]:
    """Words that are a sentence of their own in a paragraph about somebody, who says them: 水野は笑った。「体が軽かった」 観客も沸いた。"""
    long = [q for q in spoken if q.mark == "「」" and q.end - q.start >= _SENTENCE]
    topic = discourse.goes_on(sentence.index, sentence.block_id, view.text[words.start : words.end])
    if len(long) != 1 or len(words.quotes) != 1 or topic is None or topic.kind != "person":
        return
    if sentence.index - discourse.topic_sentence <= _NEAR:
        yield uncued(*long[0].inner, topic, ((long[0].start, "direct"),), GUESSED)


def opening(
    words: Words, sentence: Unit, agents: Agents, discourse: Discourse, governed: set[int]
) -> Iterator[Statement]:
    """Words that a sentence opens with and that only a space parts from it: 「体が軽かった」 水野の言葉に観客も沸いた。

    Whoever the sentence begins with says them (水野の言葉に), else whom the text goes on about.
    """
    said = words.quotes.get(0)
    if said is None or said.start in governed or not said.is_speech or said.mark != "「」":
        return
    apart = agents.text[said.end : said.end + 1].isspace() and words.pos(1) not in ("助詞", "補助記号", "引用", "")
    if not apart or said.end - said.start < _UTTERANCE:
        return
    owned = next((at for at in range(2, min(_OWNER, len(words))) if words.surface(at) == "の"), 0)
    owner = agents.before(words, owned, 1) if owned else None
    topic = discourse.goes_on(sentence.index, sentence.block_id, agents.text[said.start : said.end])
    if owner is not None and owner.kind == "person" and owner.first == 1:
        topic = discourse.resolve(owner)
    elif (topic is None or topic.kind != "person") and sentence.index - discourse.topic_sentence <= _STORY:
        topic = discourse.person
    if topic is not None and topic.kind == "person":
        yield uncued(*said.inner, topic, ((said.start, "direct"),), GUESSED)


def _rest(start: int, end: int, words: Words) -> Iterator[tuple[int, int]]:
    """What a block holds before and after a sentence."""
    yield start, max(start, words.start)
    yield min(end, words.end), end


def _named_afterwards(view: ArticleView, sentence: Unit, agents: Agents) -> Agent | None:
    """Who is named by a そう話すのは right after the quotation."""
    match = _AFTERWARDS.match(view.text, min(sentence.end + 1, len(view.text)))
    if match is None:
        return None
    stop = view.text.find("。", match.end(), match.end() + 80)
    if stop < 0:
        return None
    return next(
        (
            Agent("person", m.text, m.start, m.end, m.entity_id, 0, 0)
            for m in agents.within(match.end(), stop)
            if m.entity_type == "PERSON"
        ),
        None,
    )
