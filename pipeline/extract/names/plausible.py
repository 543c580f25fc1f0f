"""What the words of a tagged name say of it by themselves: that it is no name, or is of another type.

Belongs here: judgements of a surface and its type alone. Does not belong here: where a name ends (``edges.py``), what other names
of the article say of it (``document.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.extract.names.candidates import title_names
from pipeline.extract.names.gazetteer import key_of, lexicon_entities
from pipeline.lexicons.load import load

_LATIN = re.compile(r"[\x20-\x7e\u2019]{4,}")
_SMALL_WORDS = frozenset(
    ("of", "the", "and", "for", "in", "on", "de", "la", "van", "von", "der", "di", "du", "el", "al", "no", "to", "a")
)
_DATE = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)[ \d,]*")


def is_english_clause(surface: str) -> bool:
    """Whether Latin text is no name but running English, a date, or words without spaces between them.

    >>> [is_english_clause(text) for text in ("The Lord of the Rings", "vote goes to second round", "October 21")]
    [False, True, True]
    """
    if not _LATIN.fullmatch(surface):
        return False
    if _DATE.fullmatch(surface):
        return True
    words = surface.split()
    plain = [word for word in words if word[0].islower() and word not in _SMALL_WORDS]
    return len(max(words, key=len)) > 22 or (len(words) > 2 and 2 * len(plain) > len(words))


_OFFENCE = re.compile(r"(?:罪|違反|容疑)$")  # 殺人罪
_NUMBER = re.compile(r"M?[0-9][0-9./:,-]*")  # M6.2, 2006/07
_INHABITANTS = re.compile(r"..*[都道府県市区町村州島]民$")  # 北浜県民
_LONGEST = 45  # longer runs are lists without marks between their items


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    return frozenset(row["word"] for row in load("not_names"))


def is_no_name(surface: str, entity_type: str) -> bool:
    """Whether a surface is no name whatever stands around it.

    >>> is_no_name("殺人罪", "LAW"), is_no_name("放送法", "LAW"), is_no_name("北浜県民", "ORG"), is_no_name("首相", "PERSON")
    (True, False, True, True)
    """
    if entity_type == "PERSON" and surface in title_names():
        return True
    if entity_type == "LAW" and _OFFENCE.search(surface):
        return True
    if entity_type not in ("PERSON", "NORP") and _INHABITANTS.match(surface):
        return True
    if entity_type in _SURE_OF and _NUMBER.fullmatch(surface):
        return True
    return surface in _not_names() or len(surface) > _LONGEST or is_english_clause(surface)


# What is published or broadcast under such a name is an outlet: 北浜新報
_OUTLET = re.compile(
    r"[^ ].*(?:新聞社?|新報社?|日報社?|タイム[スズ]|通信社?|放送|テレビ|ラジオ|スポーツ|ヘラルド|ニュース)$|(?:The )?[A-Z][A-Za-z ]+ (?:Times|Post|Mail|News|Herald|Journal|Tribune)$"
)
_STORM_OR_PRIZE = re.compile(r"^台風(?:第?[0-9]+号)?$|..賞$")  # 台風第5号, 若葉賞
# What ends the name of an enterprise and of no person
_ENTERPRISE = re.compile(
    r".(?:ブラザーズ|カンパニー|コーポレーション|インターナショナル|ホールディングス|エアラインズ?|エレクトロニクス|システムズ|"
    r"エンター?テインメント|モーターズ|ユナイテッド|株式会社|有限会社|製作所|証券|銀行|製薬|製紙|製鉄|電機|建設|不動産|百貨店|商事|物産)$"
)
# What ends the name of a disaster, whatever it begins with: 西日本台風
_DISASTER = re.compile(r"..(?:台風|豪雨|大震災|大地震|大水害)$")
_SURE_OF = ("EVENT", "PRODUCT", "LAW", "FAC", "NORP")


@lru_cache(maxsize=1)
def _platforms() -> frozenset[str]:
    """Keys of outlets that only carry what others write."""
    return frozenset(row["domain"] for row in load("outlets") if row["kind"] == "ugc")


def known_type(surface: str, entity_type: str) -> str:
    """The type of a name, where a lexicon or its last word says more of it than the tagger does: 北浜新報 is no event.

    Persons and organizations stay what they are, but for what no person is called: the lexicons cannot know every namesake.

    >>> known_type("読売新聞", "EVENT"), known_type("北浜新報", "PRODUCT"), known_type("台風第5号", "LAW")
    ('ORG', 'ORG', 'EVENT')
    >>> known_type("西日本台風", "ORG")
    'EVENT'
    >>> known_type("YouTube", "PRODUCT"), known_type("YouTube", "EVENT")  # a service, unless it acts
    ('PRODUCT', 'ORG')
    >>> known_type("ヴェルタ・ブラザーズ", "PERSON"), known_type("バルガス", "PERSON")
    ('ORG', 'PERSON')
    """
    if entity_type == "PERSON" and _ENTERPRISE.search(surface):
        return "ORG"
    if entity_type != "PERSON" and _DISASTER.search(surface):
        return "EVENT"
    if entity_type not in _SURE_OF:
        return entity_type
    key = key_of(surface)
    if entity_type == "PRODUCT" and key in _platforms():
        return entity_type
    if key is not None and len(surface) > 2:
        return lexicon_entities()[key].entity.entity_type
    if entity_type in ("LAW", "PRODUCT") and _STORM_OR_PRIZE.search(surface):
        return "EVENT"
    return "ORG" if _OUTLET.match(surface) else entity_type
