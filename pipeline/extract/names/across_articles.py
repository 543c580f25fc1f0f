"""What joins an article's names to the same thing in other articles; what nothing joins stays this article's own.

Belongs here: the evidence for identity beyond one article, and the identifiers that follow from it. Does not belong here:
which names of one article mean the same thing (``coreference.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from pipeline.extract.names.candidates import Candidate, Words
from pipeline.extract.names.coreference import normalize, parts_of_name
from pipeline.extract.names.gazetteer import Entity, entity_id
from pipeline.extract.names.kanji_names import without_readings
from pipeline.extract.names.people import pieces_of
from pipeline.extract.names.roles import Role
from pipeline.lexicons.load import load

_JOINED = ("lexicon", "full_name")  # what identifies an organization well enough to identify those who serve in it


def across_articles(
    article_id: str, words: Words, names: Sequence[Candidate], entities: Sequence[Entity], roles: Iterable[Role]
) -> list[Entity]:
    """The entities of the names of an article, each with the identifier that its evidence allows.

    A thing of the lexicons keeps its own. A full name is one thing everywhere. A family name alone is one person where
    role and organization are the same. Whatever else is spelled alike is one thing within the article only.
    """
    known: dict[str, Entity] = {}
    own: dict[str, Entity] = {}
    full: dict[str, Entity] = {}
    for name, entity in zip(names, entities, strict=True):
        if entity.evidence == "lexicon":
            known[entity.entity_id] = entity
            continue
        own.setdefault(entity.entity_id, entity)
        if entity.entity_id in full or _is_full(words, name, entity):
            full[entity.entity_id] = entity  # of several spellings the last one stands
    for own_id, entity in full.items():
        known[own_id] = Entity(*entity[:-1], "full_name")
    for role in sorted(roles, key=lambda role: role.title):
        entity = entities[role.person]
        organization = None if role.organization is None else known.get(entities[role.organization].entity_id)
        if entity.entity_id in known or organization is None or organization.evidence not in _JOINED:
            continue
        key = "\x1f".join((normalize(entity.name_ja), organization.entity_id, role.title.role))
        known[entity.entity_id] = entity._replace(entity_id=entity_id("PERSON", key), evidence="role")
    for own_id, entity in own.items():
        if own_id not in known:
            key = f"{normalize(entity.name_ja)}\x1f{article_id}"
            known[own_id] = Entity(entity_id(entity.entity_type, key), *entity[1:])
    return [known[entity.entity_id] for entity in entities]


_ABBREVIATION = re.compile(r"[A-Z]{2,5}")  # TLI may be a laboratory here and a league there
_FOREIGN = re.compile(r"[ァ-ヺ][ァ-ヺー・=＝゠]{2,}|[A-Za-z][A-Za-z .&'-]{4,}")  # ベルゴロド, Sakana
_PROPER = frozenset("FGPCLNKk")  # classes of the words that are proper nouns: 中央 署 has none


def _is_full(words: Words, name: Candidate, entity: Entity) -> bool:
    """Whether a name as written is its entity's name, and says by itself which thing that is."""
    surface = without_readings(words.text[name.start : name.end])
    verdict = _is_full_by_itself(surface, entity.name_ja, entity.entity_type)
    if verdict is not None:
        return verdict
    if entity.entity_type == "PERSON":
        return len(parts_of_name(words, name, surface)) > 1
    first, last = words.index_at(name.start), words.index_until(name.end)
    return first is not None and last is not None and not _PROPER.isdisjoint(words.classes[first:last])


@lru_cache(maxsize=65536)
def _is_full_by_itself(surface: str, name: str, entity_type: str) -> bool | None:
    """The same without the text; none where its words decide."""
    if surface != name and normalize(surface) != normalize(name):
        return False
    if entity_type == "PERSON":
        return True if len(pieces_of(surface)) > 1 else None
    if len(surface) < 3 or _ABBREVIATION.fullmatch(surface) or surface in _shared_names():
        return False
    return True if _FOREIGN.search(surface) else None


@cache
def _shared_names() -> frozenset[str]:
    """Names that several places have: 府中市, 中央区."""
    return frozenset(row["name"] for row in load("shared_place_names"))
