"""Titles: where they stand, what they are called, whether they are held now.

Belongs here: the spans of titles in a text (首相, 事務総長), their normalized names and status (元, 前, 次期, 代行), and whose
they are once the names are known. Does not belong here: who a person is (``people.py``, ``coreference.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.names.candidates import Candidate, Words, beginnings, is_stop_word
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
_FORMER_OR_ELECT = (*_FORMER, *_ELECT)
_ACTING = re.compile(r"(?:代行|臨時代理|代理|職務代行)(?![ぁ-ん一-鿿]{0,2}[をにで])")  # 首相代行


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {row["title"]: row["role"] for row in load("titles")}


_HEADED = frozenset("nskNu")
_COUNTED = frozenset(("課", "班", "組", "室"))  # counters that also have a head: 課 長


def mark_titles(words: Words) -> None:
    """Set the classes of titles of several words: 事務 and 総長 of 事務総長 become ``T`` and ``i``, 長 of 営業部 長 ``T``."""
    classes, reached = words.classes, 0
    for start, mark in words.marks:
        first = words.index_at(start) if mark != "h" else None
        if first is None or first < reached:
            continue
        if mark == "l":
            before = classes[first - 1 : first]
            is_counter = before == "u" and words.surface(first - 1) not in _COUNTED
            is_head = before in _HEADED and classes[first] == "s" and not is_counter
            reached = first + is_head
        else:
            reached = _title_words(words, first)
        if reached > first:
            classes = f"{classes[:first]}T{'i' * (reached - first - 1)}{classes[reached:]}"
    words.classes = classes


def _title_words(words: Words, first: int) -> int:
    """Index after the longest title of several words that begins at ``first``; ``first`` where there is none."""
    titles, found, start = _titles(), first, words.starts[first]
    for last in range(first + 1, len(words.starts)):
        surface = words.text[start : words.ends[last]]
        if surface in titles:
            found = last + 1
        if surface not in beginnings():
            break
    return found


def normalize_role(title: str) -> str:
    """Name of a role: the lexicon's, else the title as written.

    >>> normalize_role("内閣総理大臣"), normalize_role("安全保障相")
    ('首相', '安全保障相')
    """
    return _titles().get(title, title)


_TITLE_WORDS = re.compile(r"[nkpa]{0,4}T(?:i|n|T|s){0,4}|X")


def title_at(words: Words, first: int) -> tuple[Title, int] | None:
    """Title that begins at the word ``first``, maybe after 元 or 前, and the index after it; none where there is none.

    ``国家安全保障担当補佐官`` is one title: nouns that lead up to the title belong to it.
    """
    status = "current"
    if words.classes[first : first + 1] == "f" or (
        words.classes[first : first + 1] == "p" and words.surface(first) in _FORMER_OR_ELECT
    ):
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
        if last == first or any(is_stop_word(words.surface(index)) for index in range(first, last - 1)):
            return None
    end = words.ends[last - 1]
    acting = _ACTING.match(text, end)
    if acting:
        status = "acting"
    return Title(start, end, normalize_role(text[start:end]), status), last


def _trim(words: Words, first: int, last: int) -> int:
    """Index after the last title word of a stretch of nouns; ``first`` where it has none."""
    while last > first and words.classes[last - 1] not in "Ti":
        last -= 1
    return last


def _status_of(prefix: str) -> str:
    if prefix in _FORMER:
        return "former"
    return "elect" if prefix in _ELECT else "current"


def find_roles(words: Words, names: Sequence[Candidate]) -> Iterator[Role]:
    """Roles of the persons among ``names`` (disjoint, in order of the text): after the name, or before it."""
    persons = [index for index, name in enumerate(names) if name.entity_type == "PERSON"]
    if not persons:
        return
    starting = {name.start: index for index, name in enumerate(names)}
    ending = {name.end: index for index, name in enumerate(names)}
    for index in persons:
        if _may_follow(words, names[index].end, starting):
            yield from _after(words, names, index, starting, ending)
        if _may_precede(words, names[index].start):
            yield from _before(words, names, index, ending)


def _may_follow(words: Words, end: int, starting: dict[int, int]) -> bool:
    """Whether what stands right behind a name may be a title, a name before a title, or a mark before either."""
    first = words.index_until(end)
    return (
        first is not None
        and first < len(words.starts)
        and (words.classes[first] in _BEFORE_TITLE or end in starting or words.text.startswith("両", end))
    )


def _may_precede(words: Words, start: int) -> bool:
    """Whether what stands right before a name may be a title, or what links it to one."""
    if words.text[start - 1 : start] in _LINKS:
        return True
    last = words.index_until(start)
    return last is not None and words.classes[last - 1] in "TiX"


_BEFORE_TITLE = frozenset("TXnkpaf(d")


_ORGANIZATIONS = frozenset(("ORG", "GPE", "LOC", "FAC"))


def _after(
    words: Words, names: Sequence[Candidate], person: int, starting: dict[int, int], ending: dict[int, int]
) -> Iterator[Role]:
    """岸田文雄首相, 楠本和夫・若葉党委員長, メルツ独首相, 架空太郎・元民政党幹事長."""
    first = words.index_until(names[person].end)
    if first is None:
        return
    first = _after_brackets(words, first)
    if words.classes[first : first + 1] == "d":
        first += 1
    shared = words.text.startswith("両", names[person].end)
    if shared and words.surface(first) == "両":
        first += 1
    status = None
    if words.classes[first : first + 1] == "f" and words.ends[first] in starting:
        status = _status_of(words.surface(first))
        first += 1
    organization = None
    for _ in range(3):
        at = starting.get(words.starts[first]) if first < len(words.starts) else None
        if at is None or names[at].entity_type not in _ORGANIZATIONS:
            break
        following = words.index_until(names[at].end)
        if following is None:
            return
        organization, first = at, _after_brackets(words, following)
    if organization is None:
        organization = organization_of_name(words, names, person, ending)
    found = title_at(words, first)
    while found is not None:
        title, last = found
        title = title._replace(status=status or title.status)
        yield Role(title, person, organization, "rule:title_after_name")
        if shared and _is_listed(words, names, person):
            yield Role(title, person - 1, organization, SHARED)
        found = title_at(words, last + 1) if words.classes[last : last + 1] == "d" else None


SHARED = "rule:title_of_two"


def _is_listed(words: Words, names: Sequence[Candidate], person: int) -> bool:
    """Whether the name before is a person's in one list with this: X、Y両選手."""
    if not person or names[person - 1].entity_type != "PERSON":
        return False
    return words.text[names[person - 1].end : names[person].start] in ("、", "・", "と")


_BRACKETS = re.compile(r"\([^()|]{1,8}\)")  # the reading in 朴民洙(パク・ミンス)外相


def _after_brackets(words: Words, first: int) -> int:
    match = _BRACKETS.match(words.classes, first)
    return match.end() if match and words.classes[match.end() : match.end() + 1] in ("T", "f", "X", "d") else first


# Between a title and the name it belongs to: 防衛相の中谷氏, 報道官、田中氏, 会長でもある古賀氏; nothing: 特派員田中
_LINK = re.compile(r"(?:でもある|である|だった|[をも](?:長く|長年)?務め(?:る|た|ていた)|の|、|・|=|＝| |\u3000)$")
_LINKS = frozenset("るたの、・=＝ \u3000")
_TWO_TITLES = re.compile(r"(?:で|兼|、)$")  # 知事で副大統領候補


def _before(words: Words, names: Sequence[Candidate], person: int, ending: dict[int, int]) -> Iterator[Role]:
    """元防衛相の中谷氏, NATOの報道官、田中氏, 会長でもある古賀氏, 元知事で副大統領候補のヘイル氏."""
    start, text = names[person].start, words.text
    link = _LINK.search(text, max(0, start - 8), start) if text[start - 1 : start] in _LINKS else None
    until = link.start() if link else start
    for _ in range(2):
        found = _title_until(words, until, _covered(names, person), ending)
        if found is None:
            return
        title, begin = found
        if link and link.group() == "、" and not _is_apposition(words, begin, ending):
            last = words.index_until(names[person].end)
            if (
                last is None
                or words.classes[last : last + 1] != "h"
                or text[words.starts[begin] - 1 : words.starts[begin]] != "の"
            ):
                return  # 影の大臣、ミラー氏 is one person, 大臣、ミラー氏 may be two
        if link and link.group().endswith(("務めた", "務めていた", "だった")) and title.status == "current":
            title = title._replace(status="former")
        organization = _organization_before(words, names, begin, ending)
        yield Role(title, person, organization, "rule:title_before_name")
        edge = names[organization].start if organization is not None else words.starts[begin]
        more = _TWO_TITLES.search(text, max(0, edge - 2), edge)
        if more is None:
            return
        until, link = more.start(), None


def _title_until(words: Words, until: int, covered: range, ending: dict[int, int]) -> tuple[Title, int] | None:
    """The longest title that ends at ``until``, and the index of the word it begins at."""
    last = words.index_until(until)
    if last is None or words.classes[last - 1] not in "TiX":
        return None
    first = last
    while first > 0 and last - first < 6 and words.classes[first - 1] in "TinkpfXs":
        if words.starts[first - 1] in covered or words.ends[first - 1] in ending:
            break
        first -= 1
    for begin in range(first, last):
        found = title_at(words, begin)
        if found is not None and found[1] == last:
            return found[0], begin
    return None


def _covered(names: Sequence[Candidate], person: int) -> range:
    """Offsets of the name before a person's."""
    before = names[person - 1] if person else None
    return range(before.start, before.end) if before and before.end - before.start < 100 else range(0)


def _is_apposition(words: Words, begin: int, ending: dict[int, int]) -> bool:
    """After a comma the name is the holder only where the title has its organization before it."""
    offset = words.starts[begin]
    return offset in ending or (words.text[offset - 1 : offset] == "の" and offset - 1 in ending)


def _organization_before(words: Words, names: Sequence[Candidate], begin: int, ending: dict[int, int]) -> int | None:
    offset = words.starts[begin]
    at = ending.get(offset)
    if at is None and words.text[offset - 1 : offset] == "の":
        at = ending.get(offset - 1)
    return at if at is not None and names[at].entity_type in _ORGANIZATIONS else None


def organization_of_name(words: Words, names: Sequence[Candidate], person: int, ending: dict[int, int]) -> int | None:
    """Organization or country before a person who has a title after the name: NATOのルッテ事務総長, 米国のルビオ国務長官."""
    first = words.index_at(names[person].start)
    return None if first is None else _organization_before(words, names, first, ending)
