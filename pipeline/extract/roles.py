"""Titles: where they stand, what they are called, whether they are held now.

Belongs here: the spans of titles in a text (首相, 事務総長), their normalized names and status (元, 前, 次期, 代行), and whose
they are once the names are known. Does not belong here: who a person is (``people.py``, ``coreference.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.names import Candidate, Words, is_stop_word
from pipeline.lexicons.load import load


class Title(NamedTuple):
    """A title in the text: code-point offsets, normalized name, status."""

    start: int
    end: int
    role: str
    status: str


class Role(NamedTuple):
    """A title with its holder and organization, as indexes into the names of the article."""

    title: Title
    person: int
    organization: int | None
    method: str


_FORMER = ("元", "前", "旧", "先代")
_ELECT = ("次期", "新")
_STATUS_BEFORE = re.compile(r"(?:元|前|旧|次期|新|現|現職の|前職の)$")  # 元 before 防衛相
_ACTING = re.compile(r"(?:代行|臨時代理|代理|職務代行)(?![ぁ-ん一-鿿]{0,2}[をにで])")  # 首相代行
_HYPHEN = re.compile(r"[・·･]?$")


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {row["title"]: row["role"] for row in load("titles")}


@lru_cache(maxsize=1)
def _automaton() -> tuple[AhoCorasick, list[str]]:
    titles = list(_titles())
    return AhoCorasick(titles, matchkind=MatchKind.LeftmostLongest), titles


def mark_titles(words: Words) -> None:
    """Set the classes of titles of several words: 事務 and 総長 of 事務総長 become ``T`` and ``i``."""
    automaton, _ = _automaton()
    classes = None
    for _, start, end in automaton.find_matches_as_indexes(words.text):
        first, last = words.index_at(start), words.index_until(end)
        if first is None or last is None or last - first < 2:
            continue
        classes = classes or list(words.classes)
        classes[first:last] = ["T", *"i" * (last - first - 1)]
    if classes:
        words.classes = "".join(classes)


def normalize_role(title: str) -> str:
    """Name of a role: the lexicon's, else the title as written.

    >>> normalize_role("内閣総理大臣"), normalize_role("安全保障相")
    ('首相', '安全保障相')
    """
    return _titles().get(title, title)


# What may stand between a person and the title that follows: middle dot, status, organization, qualifying nouns
_AFTER_PERSON = re.compile(r"d?f?[nkpsTi]{0,6}")
_TITLE_WORDS = re.compile(r"[nkpa]{0,4}T(?:i|n|T|s){0,4}|X")


def title_at(words: Words, first: int) -> tuple[Title, int] | None:
    """Title that begins at the word ``first``, maybe after 元 or 前, and the index after it; none where there is none.

    ``国家安全保障担当補佐官`` is one title: nouns that lead up to the title belong to it.
    """
    status = "current"
    if words.classes[first : first + 1] == "f":
        status = _status_of(words.surface(first))
        first += 1
    match = _TITLE_WORDS.match(words.classes, first)
    if match is None:
        return None
    last = match.end()
    start, text = words.starts[first], words.text
    if match.group() == "X":
        prefix = 2 if words.surface(first).startswith("次期") else 1
        status = _status_of(words.surface(first)[:prefix])
        start += prefix
    else:
        last = _trim(words, first, last)
        if last is None or any(is_stop_word(words.surface(index)) for index in range(first, last - 1)):
            return None
    end = words.ends[last - 1]
    acting = _ACTING.match(text, end)
    if acting:
        status = "acting"
    return Title(start, end, normalize_role(text[start:end]), status), last


def _trim(words: Words, first: int, last: int) -> int | None:
    """Index after the last title word of a stretch of nouns."""
    while last > first and words.classes[last - 1] not in "Ti":
        last -= 1
    return last if last > first else None


def _status_of(prefix: str) -> str:
    if prefix in _FORMER:
        return "former"
    return "elect" if prefix in _ELECT else "current"


def find_roles(words: Words, names: Sequence[Candidate]) -> Iterator[Role]:
    """Roles of the persons among ``names`` (disjoint, in order of the text): after the name, or before it."""
    starting = {name.start: index for index, name in enumerate(names)}
    ending = {name.end: index for index, name in enumerate(names)}
    for index, name in enumerate(names):
        if name.entity_type != "PERSON":
            continue
        yield from _after(words, names, index, starting)
        yield from _before(words, names, index, ending)


_ORGANIZATIONS = frozenset(("ORG", "GPE", "LOC", "FAC"))


def _after(words: Words, names: Sequence[Candidate], person: int, starting: dict[int, int]) -> Iterator[Role]:
    """岸田文雄首相, 志位和夫・日本共産党委員長, メルツ独首相."""
    first = words.index_until(names[person].end)
    if first is None:
        return
    if words.classes[first : first + 1] == "d":
        first += 1
    organization = None
    for _ in range(3):
        if first >= len(words.starts):
            return
        at = starting.get(words.starts[first])
        if at is None or names[at].entity_type not in _ORGANIZATIONS:
            break
        organization, following = at, words.index_until(names[at].end)
        if following is None:
            return
        first = following
    found = title_at(words, first)
    while found is not None:
        title, last = found
        yield Role(title, person, organization, "rule:title_after_name")
        found = title_at(words, last + 1) if words.classes[last : last + 1] == "d" else None


# Between a title and the name it belongs to: 防衛相の中谷氏, 報道官、田中氏, 監督 田中; nothing: 特派員田中
_LINK = re.compile(r"(?:の|、|・|=|＝| |\u3000|である|だった|を務める|を務めた)?$")


def _before(words: Words, names: Sequence[Candidate], person: int, ending: dict[int, int]) -> Iterator[Role]:
    """元防衛相の中谷氏, 米国のルビオ国務長官 (no title before), NATOの報道官、田中氏."""
    start = names[person].start
    last = words.index_at(start)
    if last is None or last == 0:
        return
    linked = words.classes[last - 1] in "ocd_"
    if linked:
        last -= 1
    first = last
    while first > 0 and last - first < 6 and words.classes[first - 1] in "TinkpfX":
        if words.starts[first - 1] in _covered(names, person) or words.ends[first - 1] in ending:
            break
        first -= 1
    for begin in range(first, last):
        found = title_at(words, begin)
        if found is None or found[1] != last:
            continue
        title = found[0]
        if linked and words.classes[last] == "c" and not _is_apposition(words, begin, ending):
            return
        at = _organization_before(words, names, begin, ending)
        yield Role(title, person, at, "rule:title_before_name")
        return


def _covered(names: Sequence[Candidate], person: int) -> frozenset[int]:
    before = names[person - 1] if person else None
    return frozenset(range(before.start, before.end)) if before and before.end - before.start < 100 else frozenset()


def _is_apposition(words: Words, begin: int, ending: dict[int, int]) -> bool:
    """After a comma the name is the holder only where the title has its organization before it."""
    offset = words.starts[begin]
    return offset in ending or words.text[offset - 1 : offset] == "の" and offset - 1 in ending


def _organization_before(
    words: Words, names: Sequence[Candidate], begin: int, ending: dict[int, int]
) -> int | None:
    offset = words.starts[begin]
    at = ending.get(offset)
    if at is None and words.text[offset - 1 : offset] == "の":
        at = ending.get(offset - 1)
    return at if at is not None and names[at].entity_type in _ORGANIZATIONS else None


def organization_of_name(words: Words, names: Sequence[Candidate], person: int, ending: dict[int, int]) -> int | None:
    """Organization or country before a person who has a title after the name: NATOのルッテ事務総長, 米国のルビオ国務長官."""
    first = words.index_at(names[person].start)
    return None if first is None else _organization_before(words, names, first, ending)
