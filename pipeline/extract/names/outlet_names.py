"""Names of news outlets that no lexicon has: what introduces them (地元紙…) and what they end in (…新報).

Belongs here: 地元紙「…」, 経済紙ノルド・ポスト, 国営…通信, …日報, and later occurrences of such a name. Does not belong here: who
is cited (``attributions.py``), outlets of the lexicon (``gazetteer.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.names.candidates import Candidate, Words
from pipeline.extract.names.gazetteer import key_of, lexicon_entities
from pipeline.lexicons.load import load

_LONGEST = 16  # code points of a name
# 経済紙「…」, 交通専門誌…; the kind of paper stands in kanji before 紙 or 誌
_PAPER = re.compile(r"[紙誌](?<=[一-鿿][一-鿿].)(?=[「『ァ-ヴーA-Z一-鿿])")
_QUOTED = re.compile(r"「([^「」『』、。\n]{2,16})」|『([^「」『』、。\n]{2,16})』")  # 「…」 right after 地元紙
_FOREIGN = re.compile(r"[Kk](?:d[Kk]){0,3}(?![KkdAh])")  # ノルド ・ ポスト
_PAPER_KINDS = re.compile(
    r"(?:地元|現地|地方|経済|日刊|夕刊|朝刊|英字|英語|有力|主要|大衆|保守|左派|右派|高級|全国|業界|専門|機関|独立|国営|政府系|スポーツ|週刊|月刊|医学|科学|学術|情報|隔週|論壇|総合|邦字|華字|党機関|軍事|技術|工業|農業|女性|文芸)[紙誌]$"
)
# What shows that the noun before it is a source: によると, は…と報じた, の取材に
_CITED = re.compile(
    r"(?:によ(?:ると|れば)|の(?:取材|インタビュー|報道|記者|記事|電子版)|(?:は|が)(?:[^。\n「」]{0,30})(?:報じ|伝え)|に(?:[「、]|対し|語|明かし|答え|寄稿)|[】)）]|電)"
)


@lru_cache(maxsize=1)
def _words_of_kind() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for row in load("outlet_words"):
        kinds.setdefault(row["kind"], set()).add(row["word"])
    return {kind: frozenset(words) for kind, words in kinds.items()}


@lru_cache(maxsize=1)
def _endings() -> re.Pattern[str]:
    kinds = _words_of_kind()
    return re.compile("|".join(sorted(kinds["name_end"] | kinds["cited_end"], key=lambda word: (-len(word), word))))


def find_outlet_names(words: Words) -> Iterator[Candidate]:
    """Candidates for outlets, and the other occurrences of those the article introduces or cites."""
    text = words.text
    found = [*_introduced(words), *_by_ending(words)]
    if not found:
        return
    yield from found
    seen = {(candidate.start, candidate.end) for candidate in found}
    surfaces = sorted({text[candidate.start : candidate.end] for candidate in found})
    automaton = AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest)
    for _, at, end in automaton.find_matches_as_indexes(text):
        is_whole = words.index_at(at) is not None and words.index_until(end) is not None
        if is_whole and (at, end) not in seen and not text.startswith("社", end):
            yield Candidate(at, end, "ORG", "rule:repeated_outlet", 0.7, 4, key=key_of(text[at:end]))


def _introduced(words: Words) -> Iterator[Candidate]:
    """経済紙ノルド・ポスト, 地元紙「…」: the kind of paper, and the name right after it."""
    for match in _PAPER.finditer(words.text):
        end = match.end()
        if not _PAPER_KINDS.search(words.text, max(0, end - 8), end):
            continue
        quoted = _QUOTED.match(words.text, end)
        if quoted:
            group = 1 if quoted.group(1) else 2
            key = key_of(quoted.group(group))
            if key is None or lexicon_entities()[key].entity.entity_type == "ORG":
                yield Candidate(*quoted.span(group), "ORG", "rule:outlet_after_its_kind", 0.75, 5, key=key)
            continue
        first = words.index_at(end)
        foreign = None if first is None else _FOREIGN.match(words.classes, first)
        if foreign and words.ends[foreign.end() - 1] - end > 2:
            yield Candidate(end, words.ends[foreign.end() - 1], "ORG", "rule:outlet_after_its_kind", 0.7, 4)


def _by_ending(words: Words) -> Iterator[Candidate]:
    """北灯日報; 海嶺通信 where it is cited, or after 国営."""
    kinds = _words_of_kind()
    for match in _endings().finditer(words.text):
        at, last = words.index_at(match.start()), words.index_until(match.end())
        if at is None or last != at + 1 or words.classes[at] not in "kNnsK":
            continue
        index, is_sure = at, match.group() in kinds["name_end"]
        first = _first_word(words, index)
        if first == index or words.ends[index] - words.starts[first] > _LONGEST:
            continue
        if words.classes[index + 1 : index + 2] in tuple("sknK"):
            if words.surface(index + 1) != "社":
                continue
            index += 1
        if any(key_of(words.surface(cut, index + 1)) for cut in range(first, index + 1)):
            continue
        is_introduced = first > 0 and words.surface(first - 1) in kinds["before"]
        if is_sure or is_introduced or _CITED.match(words.text, words.ends[index]):
            yield Candidate(words.starts[first], words.ends[index], "ORG", "rule:outlet_by_ending", 0.7, 3)


def _first_word(words: Words, index: int) -> int:
    """The first of up to three words that name the outlet before its ending; ``index`` where they cannot."""
    kinds = _words_of_kind()
    first = index
    while first > 0 and index - first < 3 and words.classes[first - 1] in "nsLKkNwFP":
        if words.surface(first - 1) in kinds["before"]:
            break
        first -= 1
    # 6日 of a dateline: 【…6日…通信】
    is_open = (
        first > 0
        and words.classes[first - 1] in "nsLKkNwFPCGeTpd0Aau"
        and words.text[words.ends[first - 1] - 1] != "日"
    )
    if (is_open and words.surface(first - 1) not in kinds["before"]) or words.classes[first : first + 1] == "s":
        return index
    named = range(first, index)
    return index if any(words.surface(place) in kinds["no_name"] for place in named) else first
