"""Markers of modality and evidentiality: how the text weakens, qualifies or passes on what it says.

Belongs here: the markers, what each expresses, and the clause each governs. Does not belong here: whose claim it is
(``statements``). The forms themselves are rows of ``lexicons/hedges.csv``; only what grammar decides is a rule here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.extract.article.article_stage import ArticleStage, spans_of
from pipeline.extract.article.view import ArticleView, Lexeme, Tokens
from pipeline.lexicons.load import load
from schemas.tables.hedges import HEDGES

#: ends of clauses before a comma that bound what a marker governs: …ものの、 …したが、 …して、
_CLAUSE_END = re.compile(r"(?:[がてでしばり]|ため|ので|から|ものの|一方|つつ|ながら|おり|ほか|たら|なら|れば)、")
#: what makes words a clause and not the rest of one: 被害額|は, 人|が (as against 約1億円|とされた)
_SUBJECT = re.compile(r"[はがをもに]")
#: what opens, closes or ends the words around a marker
_BOUNDS = re.compile(r"[「」『』。!?]")
_STOPS = re.compile(r"[「」『』。]")
_SCOPE_WINDOW = 400
_LONGEST_PREDICATE = 8  # words of an inflected marker
#: categories that a word before a noun only names: 果たすべき役割
_OF_CLAIMS = ("deontic", "scheduled", "under_consideration", "expectation")
#: words that ask for something other than yes or no
_WHAT = re.compile(r"なぜ|何|どう|どの|どこ|どれ|誰|だれ|いつ|いくつ|どんな")
#: verbs that say what one intends, behind 方針を or 意向を
_EXPRESSED = re.compile(r"(?:改めて|繰り返し|正式に|強く)?(?:表明|示|明らか|語|述べ|伝え|説明|強調|発表|公表|明言)")
#: nouns that carry a clause and are no thing of their own
_FORMAL_NOUNS = frozenset(
    ("こと", "もの", "の", "ため", "ところ", "わけ", "はず", "よう", "うえ", "上", "とき", "時", "際", "中", "一方")
)
#: adverbs that open a condition, which follows them; every other marker of one ends it
_OPENERS = ("たとえ", "もし", "もしも", "仮に", "万が一")
#: who says it, before a claim that と passes on: 知事は、  関係者によると、  社の調査では、
_SPEAKER = re.compile(
    r"[^、。「」『』]{1,40}?(?:は|によると|によれば|によりますと|では)(?:[0-9]{1,2}日(?:[^、。]{0,6})?)?、"
)
_TRIMMED = "、。 \u3000\n"
_SENTENCE_ENDS = frozenset("。!?!?」』)）\n")


class Hedge(NamedTuple):
    """A marker, what it expresses, how certain it leaves the claim, and the span it governs. Offsets are code points."""

    start: int
    end: int
    category: str
    certainty: str
    scope_start: int
    scope_end: int
    method: str


_Rule = tuple[str, str, str]
"""Category, certainty and rule of a word that is a marker by its analysis."""


class _Marker(NamedTuple):
    start: int
    end: int
    category: str
    certainty: str
    method: str


@cache
def _lexicon() -> tuple[AhoCorasick, tuple[tuple[str, str, bool], ...]]:
    rows = load("hedges")
    forms = [row["form"] for row in rows]
    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
    return automaton, tuple((row["category"], row["certainty"], row["inflects"] == "yes") for row in rows)


def _lexical(view: ArticleView) -> Iterator[_Marker]:
    """Markers of the lexicon that begin with a word; an inflecting one runs to the end of its predicate."""
    automaton, entries = _lexicon()
    tokens, text = view.tokens, view.text
    for index, start, end in automaton.find_matches_as_indexes(text):
        if tokens.at(start) is None or tokens.starts[tokens.at(start) or 0] != start:
            continue
        category, certainty, inflects = entries[index]
        if inflects:
            last = tokens.at(end - 1)
            end = end if last is None else _predicate_end(tokens, last)
        elif text[end - 1] in "。、":
            end -= 1
        if _only_modifies(tokens, text, start, end, category):
            continue
        yield _Marker(start, end, category, certainty, "lexicon:hedges")


def _only_modifies(tokens: Tokens, text: str, start: int, end: int, category: str) -> bool:
    """Whether a marker says something of a noun and qualifies no claim.

    否定|も|し|なかった has no もし; 果たすべき|役割, 検討されている|案 and 予定されていた|署名 are names of things, 守れるのか|が焦点だ is a question within a
    claim, どう守るのか。 claims nothing, 可能性|を探る is a noun, 方針を|表明した a saying, and 反対する場合|でも no condition; but 果たすべきだ, 検討されている。, 守るのか。,
    可能性がある, 方針を固めた qualify what they end.
    """
    after = text[end : end + 2]
    if text.startswith("もし", start):
        first = tokens.at(start)
        return first is None or tokens.lexemes[first].surface == "も"
    if text.startswith("可能性", start) and end - start == 3 and after[:1] == "を":
        return True
    if category == "question" and text.startswith(("のか", "かどうか", "か否か"), start):
        return after[:1] in ("が", "は", "を", "も", "に") or _announces(text, start, end)
    if category == "intention" and text[end - 1] == "を":
        return bool(_EXPRESSED.match(text, end))
    if text.startswith("場合", end - 2):
        return after in ("でも", "にも", "があ", "もあ", "が多", "が少")
    if category not in _OF_CLAIMS and not text.startswith("可能性", start):
        return False
    if category == "scheduled" and text[end - 1] != "た":
        return False
    index = tokens.at(end)
    if index is None or (category == "expectation" and text[end - 1] == "と"):
        return False  # 進む見通しと|北浜通信が伝えた
    following = tokens.lexemes[index]
    if following.pos[0] not in ("名詞", "接頭辞", "形状詞", "連体詞", "代名詞") or following.surface in _FORMAL_NOUNS:
        return False
    return following.pos[1] != "助動詞語幹"


def _announces(text: str, at: int, end: int) -> bool:
    """Whether a question is a line without a full stop that asks for something, as headings announce: なぜ決裂したのか⏎."""
    if text[end : end + 1] not in ("\n", "") and text[end : end + 2] not in ("?\n", "?"):
        return False
    opened = max(text.rfind(mark, max(0, at - 60), at) for mark in "。\n「」")
    return _WHAT.search(text, opened + 1, at) is not None


def _grammatical(tokens: Tokens, text: str) -> Iterator[_Marker]:
    """Markers that a word's analysis tells: 加われば, 行きたい, 降りそうだ, 降るらしい, 降るだろう."""
    lexemes = tokens.lexemes
    for index in tokens.passing(_is_grammatical):
        rule = _grammar(lexemes[index])
        if rule is None:
            continue
        category, certainty, method = rule
        first = index
        if category in ("conditional", "desire", "appearance") and index and method != "rule:youda":
            if lexemes[index - 1].pos[0] not in ("動詞", "形容詞", "助動詞", "形状詞", "名詞"):
                continue
            if category == "conditional" and not _condition(tokens, index):
                continue
            first = index - 1
        if method == "rule:question" and (
            not _asks(tokens, index) or _announces(text, tokens.starts[index], tokens.ends[index])
        ):
            continue
        if method == "rule:youda" and not _seems(tokens, index):
            continue
        yield _Marker(tokens.starts[first], _predicate_end(tokens, index), category, certainty, method)


def _is_grammatical(lexeme: Lexeme) -> bool:
    return _grammar(lexeme) is not None


def _grammar(lexeme: Lexeme) -> _Rule | None:
    pos, surface = lexeme.pos, lexeme.surface
    if pos[0] == "助動詞":
        if pos[5].startswith("意志推量形") and lexeme.dictionary_form in ("だ", "です"):
            return "inference", "probable", "rule:conjecture"
        if lexeme.dictionary_form == "らしい":
            return "inference", "probable", "rule:rashii"
        if lexeme.dictionary_form == "たい":
            return "desire", "uncommitted", "rule:tai"
        if surface in ("なら", "たら", "だら"):
            return "conditional", "uncommitted", "rule:condition"
    if pos[1] == "助動詞語幹" and surface == "そう":
        if pos[0] == "名詞":
            return "hearsay", "uncommitted", "rule:souda"
        return "appearance", "possible", "rule:souda"
    if pos[1] == "助動詞語幹" and surface == "よう":
        return "appearance", "possible", "rule:youda"
    if surface == "ば" and pos[1] == "接続助詞":
        return "conditional", "uncommitted", "rule:condition"
    if surface == "か" and pos[1] == "終助詞":
        return "question", "uncommitted", "rule:question"
    return None


def _condition(tokens: Tokens, index: int) -> bool:
    """Whether なら ends a clause, and is no topic marker; ば and たら always do."""
    following = tokens.lexemes[index + 1].surface if index + 1 < len(tokens) else ""
    return tokens.lexemes[index].surface != "なら" or following in ("、", "ば")


def _seems(tokens: Tokens, index: int) -> bool:
    """Whether よう is the predicate of what seems so: 降るようだ。 as against 降るように, のような."""
    following = tokens.lexemes[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.dictionary_form not in ("だ", "です"):
        return False
    return following.surface in ("だ", "です", "だっ", "でし") and tokens.lexemes[index - 1].surface != "の"


def _asks(tokens: Tokens, index: int) -> bool:
    """Whether か ends a sentence or a quotation."""
    return index + 1 >= len(tokens) or tokens.lexemes[index + 1].surface in _SENTENCE_ENDS


def _predicate_end(tokens: Tokens, index: int) -> int:
    """End of the word at ``index`` with its auxiliaries, て+いる included: とみ|られ|て|い|ます."""
    last, size = index, len(tokens)
    while last + 1 < size and last - index < _LONGEST_PREDICATE:
        pos = tokens.lexemes[last + 1].pos
        joined = pos[0] == "助動詞" or (pos[1] == "接続助詞" and tokens.lexemes[last + 1].surface in ("て", "で"))
        bound = pos[1] == "非自立可能" and tokens.lexemes[last].surface in ("て", "で")
        negated = pos[1] == "非自立可能" and pos[0] == "形容詞"
        if not (joined or bound or negated):
            break
        last += 1
    if last > index and tokens.lexemes[last].pos[1] == "接続助詞":
        last -= 1
    return tokens.ends[last]


def _scope(view: ArticleView, marker: _Marker) -> tuple[int, int] | None:
    """Span that a marker governs: its clause, or what follows a marker that opens one; none outside any sentence.

    It never crosses the bracket around the marker or a full stop, and holds neither the source, nor a speaker whose と follows, nor a comma at
    its edges: 知事は、|橋が落ちる|恐れがあると述べた; 「|費用は負担できる|だろう」.
    """
    sentence = view.sentence_at(marker.start)
    if sentence is None:
        return None
    floor = _inside(view.text, max(sentence.start, marker.start - _SCOPE_WINDOW), marker.start)
    if view.text.startswith(_OPENERS, marker.start) or view.text.startswith("によ", marker.start):
        end = _until(view.text, marker.end, min(sentence.end, marker.end + _SCOPE_WINDOW))
        return _trimmed(view.text, marker.end, max(marker.end, end))
    start = before = floor
    for match in _CLAUSE_END.finditer(view.text, floor, marker.start):
        if view.text.count("「", match.end(), marker.start) == view.text.count("」", match.end(), marker.start):
            before, start = start, match.end()
    if marker.category == "hearsay" and start > before and not _SUBJECT.search(view.text, start, marker.start):
        start = before
    speaker = _SPEAKER.match(view.text, start, marker.start)
    if speaker is not None and (speaker[0].rstrip("、")[-1:] != "は" or view.text.startswith("と", marker.end)):
        start = speaker.end()
    return _trimmed(view.text, start, max(start, marker.start))


def _inside(text: str, floor: int, at: int) -> int:
    """Where the innermost bracket that is open at ``at`` begins inside, or the sentence within it; ``floor`` for none."""
    depth = 0
    for mark in reversed(list(_BOUNDS.finditer(text, floor, at))):
        if mark[0] in "」』":
            depth += 1
        elif mark[0] in "「『":
            if not depth:
                return mark.end()
            depth -= 1
        elif not depth:
            return mark.end()
    return floor


def _until(text: str, at: int, end: int) -> int:
    """Where what an opening marker governs ends: before the bracket that closes around it, or a full stop."""
    depth = 0
    for mark in _STOPS.finditer(text, at, end):
        if mark[0] in "「『":
            depth += 1
        elif not depth:
            return mark.start()
        elif mark[0] != "。":
            depth -= 1
    return end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def find_hedges(view: ArticleView) -> list[Hedge]:
    """Markers of an article in order, none overlapping; of two that overlap the earlier, then the longer, is kept."""
    found = [*_lexical(view), *_grammatical(view.tokens, view.text)]
    found.sort(key=lambda m: (m.start, -m.end, m.method))
    kept: list[Hedge] = []
    for marker in found:
        if kept and marker.start < kept[-1].end:
            continue
        scope = _scope(view, marker)
        if scope is not None:
            kept.append(Hedge(*marker[:4], *scope, marker.method))
    return kept


def _find(view: ArticleView) -> list[Hedge]:
    """The markers in the content blocks of an article."""
    found = [(hedge, view.block_at(hedge.start)) for hedge in find_hedges(view)]
    return [hedge for hedge, block in found if block is not None and block.is_content]


hedges = ArticleStage(
    "hedges", ("hedges",), _find, spans_of(HEDGES, "hed", Hedge._fields, key=("start", "end", "category"))
)
