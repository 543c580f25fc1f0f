"""Definitions that a text gives: Xとは…のことだ, X、つまりY, 「X」は…する制度です, XはYの略.

Belongs here: the patterns of definitions over sentences. Does not belong here: abbreviations in brackets
(``abbreviations.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.article.noun_runs import run_after, run_before, words
from pipeline.extract.article.view import ArticleView, Sentence
from pipeline.extract.terms.abbreviations import Entry
from pipeline.span import Span

# The kind of thing a term is said to be: ends a definition
_GENUS = (
    r"(?:こと|もの|仕組み|しくみ|制度|組織|団体|機関|枠組み|考え方|概念|理論|法則|現象|状態|病気|疾患|症状|方法|手法|技術|技法"
    r"|行為|行動|言葉|用語|略称|総称|通称|名称|呼称|単位|指標|数値|割合|サービス|サイト|システム|ソフトウエア|ソフトウェア|装置|機能"
    r"|規格|規則|ルール|法律|条約|協定|会議|会合|行事|祭り|料理|食べ物|飲み物|競技|スポーツ|人|人々|立場|役職|施設|場所|地域|区域|物質"
    r"|成分|生物|動物|植物|細菌|ウイルス|薬|プロジェクト|計画|事業|活動|運動|政策|戦略|商品|製品|作品|一種|一つ|ひとつ|意味|略)"
)
_COPULA = r"(?:(?:を(?:指す|さす|指します|さします|いう|言う|いいます|言います|意味する|意味します))|だ|です|である|であり|を言う|でした|だった)?"
# A topic marked by とは at the start of a sentence: ここでいうXとは、
_TOWA = re.compile(
    r"(?:そもそも|なお|また|ちなみに|では|ここでいう|いわゆる|この|、)*(?P<topic>[^、。「」『』()\n]{1,30}|[「『][^「」『』\n]{1,40}[」』](?:\([^()\n]{1,30}\))?)とは[、,]?"
)
# A quoted topic at the start of a sentence: 「X」は、
_QUOTED_TOPIC = re.compile(r"(?P<topic>[「『][^「」『』\n]{1,40}[」』](?:\([^()\n]{1,30}\))?)は[、,]?")
_DEFINES = re.compile(rf"(?P<body>.{{3,200}}?{_GENUS}){_COPULA}[。.]?$", re.DOTALL)
_QUOTED_GENUS = re.compile(rf"(?P<body>.{{5,200}}?{_GENUS})(?:だ|です|である)[。.]?$", re.DOTALL)
# Says the same again in other words: X、つまりY
_REWORDING_CUES = ("つまり", "すなわち", "言い換えれば", "いわば", "別名", "通称")
_REWORDED = re.compile(rf"[、,](?P<cue>{'|'.join(_REWORDING_CUES)})[、,]?\s?")
# Says what letters stand for: NATOは「北大西洋条約機構」の略
_STANDS_FOR = re.compile(
    r"(?P<topic>[A-Za-z0-9&.-]{2,12}|[「『][^「」『』\n]{1,20}[」』])(?:は|とは)[、,]?\s?[「『]?(?P<long>[^、。「」『』\n]{4,80}?)[」』]?の(?:略(?:称|語|記)?|頭文字(?:をとったもの)?)"
    r"(?=で|だ|。|、|を|$)"
)
_LONGEST_SENTENCE = 300


def find_definitions(view: ArticleView) -> Iterator[Entry]:
    """Definitions of an article; the span runs from the term to the end of what defines it."""
    cues = tuple(cue for cue in _REWORDING_CUES if cue in view.text)
    for sentence in view.sentences:
        if sentence.end - sentence.start <= _LONGEST_SENTENCE:
            yield from _define(view, sentence, cues)


def _define(view: ArticleView, sentence: Sentence, cues: tuple[str, ...]) -> Iterator[Entry]:
    """Definitions that one sentence gives; ``cues`` are those of ``_REWORDING_CUES`` that the article holds anywhere."""
    text = view.text[sentence.start : sentence.end]
    entry = None
    if "とは" in text:
        entry = _by_topic(view, sentence, _TOWA, _DEFINES, "rule:towa")
    elif text[0] in "「『":
        entry = _by_topic(view, sentence, _QUOTED_TOPIC, _QUOTED_GENUS, "rule:quoted_topic")
    if entry is not None:
        yield entry
    if any(cue in text for cue in cues):
        yield from _reworded(view, sentence)
    if "の略" in text or "の頭文字" in text:
        yield from _stands_for(view, sentence)


def _by_topic(
    view: ArticleView, sentence: Sentence, topic: re.Pattern[str], defines: re.Pattern[str], method: str
) -> Entry | None:
    """A sentence whose topic is a term and whose end names the kind of thing it is."""
    text = view.text
    found = topic.match(text, sentence.start, sentence.end)
    if found is None:
        return None
    body = defines.match(text, found.end(), sentence.end)
    term = found["topic"]
    if body is None or not _is_term(view, Span(*found.span("topic"))):
        return None
    expansion = body["body"].strip()
    return Entry(found.start("topic"), body.end("body"), "definition", _unquoted(term), expansion, method)


def _is_term(view: ArticleView, topic: Span) -> bool:
    """Whether a topic is a quoted name or one compound noun: not それ, not 私が言いたいの."""
    if view.text[topic.start] in "「『":
        return True
    run = run_before(view, topic.end, topic.start)
    return run == topic and all(word.pos[0] != "代名詞" for word in words(view, topic))


def _unquoted(term: str) -> str:
    return term[1 : term.index("」" if term[0] == "「" else "』")] if term[0] in "「『" else term


def _reworded(view: ArticleView, sentence: Sentence) -> Iterator[Entry]:
    """X、つまりY where both are compound nouns; times and amounts are corrections, not definitions."""
    for cue in _REWORDED.finditer(view.text, sentence.start, sentence.end):
        term = run_before(view, cue.start(), sentence.start)
        meaning = run_after(view, cue.end(), sentence.end)
        if term is None or meaning is None or term.end - term.start < 2 or meaning.end - meaning.start < 2:
            continue
        if any(
            word.pos[1] == "数詞" or word.pos[2] == "副詞可能" for span in (term, meaning) for word in words(view, span)
        ):
            continue
        yield Entry(
            term.start, meaning.end, "definition", term.cover(view.text), meaning.cover(view.text), "rule:reworded"
        )


def _stands_for(view: ArticleView, sentence: Sentence) -> Iterator[Entry]:
    for found in _STANDS_FOR.finditer(view.text, sentence.start, sentence.end):
        term = _unquoted(found["topic"])
        if len(found["long"]) > len(term):
            yield Entry(*found.span(), "abbreviation", term, found["long"].strip(), "rule:stands_for")
