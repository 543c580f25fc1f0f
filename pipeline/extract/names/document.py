"""What the names of an article say of each other: the longer one wins, and what is a name once is one everywhere.

Belongs here: decisions that need all candidates or all names of an article. Does not belong here: which of them mean the
same thing (``coreference.py``), parts of persons' names (``people.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pipeline.extract.names.candidates import Candidate, Words, places_of

TAGGER = "model:names"
_SURE = 0.5
"""Confidence below which a name of the tagger counts against its type."""
_CERTAIN = 0.9  # confidence from which a name is looked for elsewhere
_REPEATED = frozenset(("PERSON", "ORG", "FAC", "EVENT", "PRODUCT", "LAW", "GPE", "LOC"))


def agreed(words: Words, names: Sequence[Candidate]) -> list[Candidate]:
    """The names, where one string that the tagger took for things of several kinds is what it is surest of: a club, not its city.

    >>> city, club = Candidate(0, 2, "GPE", TAGGER, 0.6), Candidate(3, 5, "ORG", TAGGER, 0.98)
    >>> [name.entity_type for name in agreed(Words("浦和、浦和", [], [], ""), [city, club])]
    ['ORG', 'ORG']
    """
    text = words.text
    kinds: dict[str, str] = {}
    of_several = {
        surface
        for start, end, kind, method, _, _, _, _ in names
        if method == TAGGER and kinds.setdefault(surface := text[start:end], kind) != kind
    }
    if not of_several:
        return list(names)
    surest: dict[str, dict[str, float]] = {}
    keys: dict[tuple[str, str], str | None] = {}
    for name in names:
        surface = text[name.start : name.end]
        if name.method == TAGGER and surface in of_several:
            of_kind = surest.setdefault(surface, {})
            of_kind[name.entity_type] = of_kind.get(name.entity_type, 0.0) + name.confidence - _SURE
            keys.setdefault((surface, name.entity_type), name.key)
    chosen = {surface: max(sorted(of_kind), key=of_kind.__getitem__) for surface, of_kind in surest.items()}
    made = []
    for name in names:
        surface = text[name.start : name.end]
        kind = chosen.get(surface) if name.method == TAGGER else None
        if kind and kind != name.entity_type:
            name = name._replace(entity_type=kind, key=keys[surface, kind])
        made.append(name)
    return made


_SUFFIXES = ("市", "町", "村", "県", "州", "区", "島")


def same_places(words: Words, names: Sequence[Candidate]) -> list[Candidate]:
    """The names, where one taken for a person is a place that the article also writes with 市 or 州: 根島, 根島市.

    A name before 氏 or a title stays a person's.
    """
    text = words.text
    places = {
        text[name.start : name.end - 1]: name
        for name in names
        if name.entity_type == "GPE" and text[name.end - 1] in _SUFFIXES
    }
    if not places:
        return list(names)
    made = []
    for name in names:
        place = (
            places.get(text[name.start : name.end])
            if name.entity_type in ("PERSON", "ORG") and name.method == TAGGER
            else None
        )
        last = words.index_until(name.end)
        if place is not None and last is not None and words.classes[last : last + 1] not in ("h", "T", "X"):
            name = name._replace(entity_type="GPE", key=None)
        made.append(name)
    return made


_KANJI = re.compile(r"[一-鿿々]{4,6}")
#: what shows that a place is meant, somewhere in the article
_OF_PLACE = "県市府都道区町村州島駅港湾川山郡内"


def same_persons(words: Words, names: Sequence[Candidate]) -> list[Candidate]:
    """The names, where one taken for a place is the family name of a person whom the article names in full: 長野 of 長野健太.

    It stays a place where the article writes anything of a place with it: 長野県.
    """
    text = words.text
    places = [
        name for name in names if name.entity_type == "GPE" and name.method == TAGGER and name.end - name.start == 2
    ]
    if not places:
        return list(names)
    full = {
        text[name.start : name.start + 2]
        for name in names
        if name.entity_type == "PERSON" and _KANJI.fullmatch(text, name.start, name.end)
    }
    shared = {text[name.start : name.end] for name in places} & full
    shared = {surface for surface in shared if not any(surface + mark in text for mark in _OF_PLACE)}
    if not shared:
        return list(names)
    return [
        name._replace(entity_type="PERSON", key=None, method="rule:family_name_of_person", confidence=0.7)
        if name.entity_type == "GPE"
        and text[name.start : name.end] in shared
        and text[name.end : name.end + 1] in _PARTICLES
        else name
        for name in names
    ]


_PARTICLES = "はがもにをとの、"


# What stands behind a firm's name and not behind a person's: 灯台産業株式会社, ヴェルタ社員, ヴェルタの広報
_OF_FIRM = re.compile(
    r"株式会社|[(（]株[)）]|・?グループ(?![長員])|ホールディングス|ジャパン|社(?![長会])|本社|の?広報(?!誌)|(?:ラグビー|野球|陸上|サッカー|バレー|柔道)部"
)
_COMPANY = "株式会社"
_BEFORE_FIRM = re.compile(r"(?:株式会社|[(（]株[)）]|㈱|(?:企業|会社|メーカー|大手|チェーン)・?)$")
#: titles that stand behind a firm's name as well as a person's: ヴェルタ社長
_OF_BOTH = ("社長", "会長", "副社長", "専務", "常務", "取締役", "役員", "部長", "店長", "工場長", "代表", "広報")


def firms(words: Words, names: Sequence[Candidate]) -> list[Candidate]:
    """The names, where one that the tagger took for a person is a firm's by what the article writes it with: ヴェルタ, ヴェルタ社員.

    A name that anybody bears in the article stays a person's: ヴェルタ氏, マリア・ヴェルタ.
    """
    text = words.text
    known: dict[str, bool] = {}
    persons = [name for name in names if name.entity_type == "PERSON" and name.key is None]
    for name in persons:
        surface = text[name.start : name.end]
        if surface not in known and len(surface) > 2:
            known[surface] = _is_firm(words, surface) and not any(
                text[other.start : other.end].endswith(("・" + surface, "=" + surface)) for other in persons
            )
    found = {surface for surface, is_firm in known.items() if is_firm}
    for name in names:
        whole = text[name.start : name.end]
        if name.entity_type == "ORG" and whole.endswith(_COMPANY) and len(whole) > 6:
            found.add(whole.removesuffix(_COMPANY))  # 灯台産業 is no 灯台 where 灯台産業株式会社 stands
    if not found:
        return list(names)
    made: list[Candidate] = []
    for name in names:
        firm = next((firm for firm in sorted(found) if text.startswith(firm, name.start)), "")
        end = name.start + len(firm)
        if name.entity_type == "PERSON" and end >= name.end:
            name = name._replace(end=end, entity_type="ORG", method="rule:written_as_firm", confidence=0.9, key=None)
        if not made or made[-1].end <= name.start:
            made.append(name)
    return made


def _is_firm(words: Words, surface: str) -> bool:
    """Whether the article writes a name as a firm's somewhere and as a person's nowhere."""
    text, is_firm = words.text, False
    for at in places_of(surface, text):
        end = at + len(surface)
        is_firm |= _OF_FIRM.match(text, end) is not None
        is_firm |= _BEFORE_FIRM.search(text, max(0, at - 6), at) is not None
        last = words.index_until(end)
        if (
            last is not None
            and words.classes[last : last + 1] in ("h", "T", "X")
            and not text.startswith(_OF_BOTH, end)
        ):
            return False
    return is_firm


def repeat_surfaces(
    words: Words, names: Sequence[Candidate], is_free: Callable[[int, int], bool]
) -> Iterator[Candidate]:
    """Other occurrences of the names of an article, from edge to edge of words, with the type most of them have."""
    text = words.text
    alike: dict[str, list[Candidate]] = {}
    for name in names:
        start, end, kind, _, confidence, _, _, _ = name
        if confidence >= _CERTAIN and kind in _REPEATED and end - start > 1:
            alike.setdefault(text[start:end], []).append(name)
    for surface, found in alike.items():
        if not _is_distinct(surface) or text.count(surface) == len(found):
            continue
        counts = Counter(name.entity_type for name in found)
        kind = max(sorted(counts), key=counts.__getitem__)
        for start in places_of(surface, text):
            end = start + len(surface)
            if is_free(start, end) and words.index_at(start) is not None and words.index_until(end) is not None:
                yield Candidate(start, end, kind, "rule:repeated_name", 0.6, 1, key=found[0].key)


def _is_distinct(surface: str) -> bool:
    """Whether a name is long enough that the same characters elsewhere are the same name."""
    return len(surface) > 2 or (len(surface) == 2 and "一" <= surface[0] <= "鿿")
