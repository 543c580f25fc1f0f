"""Mentions, roles and entities: the names of an article, what they are titled, and what they mean.

Belongs here: putting the rules of ``places.py``, ``organizations.py``, ``people.py``, ``roles.py``, ``coreference.py``
and ``anaphors.py`` together, titles that stand for their holder (事務総長 alone), and the stage. Does not belong here: a rule of one kind of
name; merging entities of many batches (``pipeline/link``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import pyarrow as pa

from pipeline.extract.article.article_stage import ArticleStage, Found
from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import ArticleView
from pipeline.extract.names.across_articles import across_articles
from pipeline.extract.names.anaphors import find_anaphors
from pipeline.extract.names.candidates import Candidate, Words, address_spans, choose, free_beside, words_of_all
from pipeline.extract.names.coreference import link
from pipeline.extract.names.document import TAGGER, agreed, firms, repeat_surfaces, same_persons, same_places
from pipeline.extract.names.edges import may_hold_more, may_move, parted
from pipeline.extract.names.gazetteer import Entity, key_of, lexicon_entities
from pipeline.extract.names.kanji_names import names_around_readings, reading_spans, without_readings_in
from pipeline.extract.names.organizations import companies, find_companies, find_organizations, short_forms
from pipeline.extract.names.people import person_key, repeat_names, split_words
from pipeline.extract.names.places import countries_in_pairs, find_known_names, may_be_outlet, places_in
from pipeline.extract.names.plausible import is_no_name, known_type
from pipeline.extract.names.roles import SHARED, Role, find_roles, mark_titles, normalize_role
from pipeline.extract.names.tagger import Tagged, tag
from pipeline.extract.names.terms_of_office import is_outside_term
from pipeline.extract.names.works import find_works
from schemas.render import arrow
from schemas.tables.entities import ENTITIES
from schemas.tables.mentions import MENTIONS
from schemas.tables.roles import ROLES

# 述べ, 表明: a place before は with such a word after it in the sentence is a government
_ACTS = re.compile(
    r"述べ|語っ|表明|発表|主張|求め|要求|反発|警告|批判|非難|否定|拒否|拒ん|歓迎|懸念|決め|決定|判断|姿勢|応じ"
)
_AS_ACTOR = re.compile(r"(?:は|が|も|側は|側が)")
# What is done to a government alone, or comes from one: ワシントンの反発, 北京を非難した, 北京に対し自制を求めた
_OF_GOVERNMENT = re.compile(
    r"(?:の(?:反発|意向|姿勢|圧力|主張|対応|同意|承認|要求|批判|非難|懸念|決定|出方|思惑|立場)|を(?:非難|批判|けん制|牽制|説得)|に(?:抗議|要求|配慮|反発)"
    r"|に対し(?:て)?[^。]{0,30}(?:抗議|要求|求め|警告|批判|非難|制裁|譲歩|圧力|反発|自制))"
)
_REACH = 120  # code points in which the act must follow
# A title alone, used as an actor or object: 事務総長は
_TITLE_ALONE = re.compile(r"(?<![A-ZKkFGPondhn])Ti{0,3}(?=j)")


class Names(NamedTuple):
    """What an article names: disjoint names in order of the text, their entities, and the roles of persons.

    The entity of a name is none only for an anaphor (同社) whose antecedent the article does not name.
    """

    names: list[Candidate]
    entities: list[Entity | None]
    metonyms: set[int]
    roles: list[Role]


class Prepared(NamedTuple):
    """What is worked out for the articles of a batch together: names of the tagger, and words."""

    tagged: Sequence[Tagged]
    words: Words


def prepare(views: Sequence[ArticleView]) -> list[Prepared]:
    """What the names of each of these articles are found from."""
    return list(map(Prepared, tag(views), words_of_all(views)))


def find_names(view: ArticleView, prepared: Prepared | None = None) -> Names:
    """Names of an article with entities and roles; ``prepared`` is used up, where it was made before."""
    if prepared is None:
        (prepared,) = prepare([view])
    tagged, words = prepared
    mark_titles(words)
    split_words(words)
    shortened, named, readings = short_forms(words), companies(words), reading_spans(words.text)
    candidates = [
        *countries_in_pairs(words),
        *find_organizations(words, shortened),
        *find_companies(words, named),
        *find_works(words),
        *names_around_readings(words, readings),
        *_of_tagger(words, _outside_addresses(words.text, tagged)),
    ]
    chosen = choose(without_readings_in(candidates, readings))
    chosen = choose(without_readings_in(find_known_names(words, chosen), readings), kept=chosen)
    chosen = firms(words, same_persons(words, same_places(words, agreed(words, chosen))))
    is_free = free_beside(chosen)
    again = [*repeat_names(words, chosen, is_free), *repeat_surfaces(words, chosen, is_free)]
    names = choose(again, kept=chosen)
    entities = link(words, names, [*shortened, *named])
    roles = list(find_roles(words, names))
    entities = across_articles(view.article_id, words, names, entities, roles)
    metonyms = _metonyms(words.text, names, entities)
    return _with_references(words, names, entities, metonyms, roles)


def _outside_addresses(text: str, tagged: Sequence[Tagged]) -> Sequence[Tagged]:
    addresses = address_spans(text)
    if not addresses:
        return tagged
    return [name for name in tagged if not any(start < name.end and name.start < end for start, end in addresses)]


_TAGGED_RANK = 3  # wins over a lexicon, whose entries are its evidence


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether a name stands at the head of words quoted inside an utterance, and these are said: 「『いますぐ』とは言っていない」.

    A work that somebody speaks of is one: 「『灯台』を読んだ」.
    """
    if text[start - 1 : start] != "『" or text[end : end + 2] != "』と":
        return False
    opened, closed = text.rfind("「", max(0, start - 300), start), text.rfind("」", max(0, start - 300), start)
    return opened > closed


def _of_tagger(words: Words, tagged: Sequence[Tagged]) -> list[Candidate]:
    """The names of the tagger as candidates, with the entity that the lexicons know by them; a chain of places is several."""
    text = words.text
    found: list[Candidate] = []
    for name in tagged:
        is_suspect, things = _read(text[name.start : name.end], name.entity_type)
        if is_suspect or may_move(words, name):
            for part in parted(words, name):
                found += _candidates(text, part, _read(text[part.start : part.end], part.entity_type)[1])
        else:
            found += _candidates(text, name, things)
    return found


def _candidates(text: str, name: Tagged, things: Sequence[_Thing]) -> Iterator[Candidate]:
    start, end, kind, confidence = name
    if kind == "PRODUCT" and _is_said(text, start, end):
        return
    for first, last, entity_type, key, is_outlet in things:
        if not is_outlet or may_be_outlet(text, start, end):
            yield Candidate(start + first, start + last, entity_type, TAGGER, confidence, _TAGGED_RANK, "name", key)


class _Thing(NamedTuple):
    """What a name, or a place of a chain of them, is: offsets in the name, type, lexicon key, whether the lexicon of outlets has it."""

    start: int
    end: int
    entity_type: str
    key: str | None
    is_outlet: bool


@lru_cache(maxsize=65536)
def _read(surface: str, kind: str) -> tuple[bool, tuple[_Thing, ...]]:
    """Whether a name of the tagger may hold what is no part of it, and the things that it names: none where it is no name."""
    is_suspect, entities = may_hold_more(surface, kind), lexicon_entities()
    if kind == "LOC":
        places, reached = [], 0
        for length, place, key in places_in(surface):
            known = entities[key].entity.entity_type if key else place
            if known:
                places.append(_Thing(reached, reached + length, known, key, False))
            reached += length
        return is_suspect, tuple(places)
    if is_no_name(surface, kind):
        return is_suspect, ()
    entity_type = known_type(surface, kind)
    key = person_key(surface) if entity_type == "PERSON" else key_of(surface)
    entity = entities[key].entity if key else None
    if entity is None or entity.entity_type != entity_type:
        return is_suspect, (_Thing(0, len(surface), entity_type, None, False),)
    return is_suspect, (_Thing(0, len(surface), entity_type, key, entity.method == "lexicon:outlets"),)


def _metonyms(text: str, names: Sequence[Candidate], entities: list[Entity]) -> set[int]:
    """Indexes of capitals, and of seats like クレムリン, that act as governments; the entity of a capital becomes the country."""
    found = set()
    known = lexicon_entities()
    for index, name in enumerate(names):
        capital_of = known[name.key].capital_of if name.key else None
        if capital_of is None or not _is_actor(text, name.end):
            continue
        found.add(index)
        if name.entity_type == "GPE":
            entities[index] = known[capital_of].entity
    return found


def _is_actor(text: str, end: int) -> bool:
    """Whether the name that ends there acts as a government does, or is treated as one."""
    if _OF_GOVERNMENT.match(text, end):
        return True
    if not _AS_ACTOR.match(text, end):
        return False
    stop = text.find("。", end, end + _REACH)
    return _ACTS.search(text, end, stop if stop >= 0 else end + _REACH) is not None


def _with_references(
    words: Words, names: list[Candidate], entities: list[Entity], metonyms: set[int], roles: list[Role]
) -> Names:
    """The names with 同氏, 同国 and titles alone, each with the entity it refers back to."""
    extra = [*find_anaphors(words, names, entities), *_titles_alone(words, entities, roles)]
    if not extra:
        return Names(names, list(entities), metonyms, roles)
    starts = [name.start for name in names]
    found: list[tuple[int, Candidate, Entity | None]] = []  # each with the number of names before it
    for name, entity in extra:
        at = bisect_left(starts, name.end)
        if at == 0 or names[at - 1].end <= name.start:
            found.append((at, name, entity))
    found.sort(key=lambda item: item[1][:2])
    merged, whose, before = list(names), list[Entity | None](entities), [at for at, _, _ in found]
    for more, (at, name, entity) in enumerate(found):
        merged.insert(at + more, name)
        whose.insert(at + more, entity)

    def moved(index: int) -> int:
        return index + bisect_right(before, index)

    return Names(
        merged,
        whose,
        {moved(index) for index in metonyms},
        [
            role._replace(
                person=moved(role.person),
                organization=None if role.organization is None else moved(role.organization),
            )
            for role in roles
        ],
    )


# Before a title that means some holder or other, not the one told before: ある議員, 野党の議員, 別の委員
_SOME = re.compile(r"(?:ある|別の|他の|ほかの|の|いた|た|各|両|複数の|女性|男性|若手)$")


def _titles_alone(
    words: Words, entities: Sequence[Entity], roles: Sequence[Role]
) -> Iterator[tuple[Candidate, Entity]]:
    """事務総長は, where the article has told before whose title that is."""
    holders: list[tuple[int, str, int]] = sorted(
        (role.title.end, role.title.role, role.person) for role in roles if role.title.status == "current"
    )
    if not holders:
        return
    ends = [end for end, _, _ in holders]
    taken = {role.title.start for role in roles}
    for match in _TITLE_ALONE.finditer(words.classes):
        first, last = match.span()
        start, end = words.starts[first], words.ends[last - 1]
        role = normalize_role(words.text[start:end])
        if start in taken or _SOME.search(words.text, max(0, start - 4), start):
            continue
        for index in range(bisect_left(ends, start) - 1, max(-1, bisect_left(ends, start) - 40), -1):
            if holders[index][1] == role:
                name = Candidate(start, end, "PERSON", "rule:title_alone", 0.6, form="title_only")
                yield name, entities[holders[index][2]]
                break


def _gather(found: Found) -> dict[str, pa.Table]:
    """The tables ``mentions``, ``roles`` and this batch's share of ``entities``."""
    mention_rows = SpanRows(MENTIONS, "men", _MENTION_FIELDS)
    role_rows = SpanRows(ROLES, "rol", _ROLE_FIELDS, key=("start", "end", "person_id"))
    entities: dict[str, Entity] = {}
    for view, names in found:
        mention_rows.add(view, _mention_records(names))
        role_rows.add(view, _role_records(view, names))
        for entity in filter(None, names.entities):
            kept = entities.setdefault(entity.entity_id, entity)
            if kept is not entity and _preference(entity) < _preference(kept):
                entities[entity.entity_id] = entity
    columns = zip(*(entities[key] for key in sorted(entities)), strict=True) if entities else repeat(())
    return {
        "mentions": mention_rows.made(),
        "roles": role_rows.made(),
        "entities": arrow.from_columns(ENTITIES, dict(zip(Entity._fields, columns, strict=False))),
    }


def _preference(entity: Entity) -> tuple[bool, int, str]:
    return not entity.method.startswith("lexicon:"), -len(entity.name_ja), entity.name_ja


_MENTION_FIELDS = ("start", "end", "entity_type", "entity_id", "form", "is_metonym", "method", "confidence")
_ROLE_FIELDS = (
    "start",
    "end",
    "person_id",
    "organization_id",
    "role",
    "status",
    "is_conflicting",
    "is_outside_term",
    "method",
)


def _mention_records(found: Names) -> Iterable[tuple[object, ...]]:
    if not found.names:
        return ()
    starts, ends, types, methods, confidences, _, forms, _ = zip(*found.names, strict=True)
    ids = [entity and entity.entity_id for entity in found.entities]
    metonyms = map(found.metonyms.__contains__, range(len(ids))) if found.metonyms else repeat(False, len(ids))
    return zip(starts, ends, types, ids, forms, metonyms, methods, confidences, strict=True)


def _role_records(view: ArticleView, found: Names) -> Iterator[tuple[object, ...]]:
    statuses: dict[tuple[str | None, str], set[str]] = {}
    unique = {
        (role.title.start, role.title.end, role.person if role.method == SHARED else -1): role
        for role in sorted(found.roles, key=_role_order, reverse=True)
    }
    for role in unique.values():
        statuses.setdefault((_entity_id(found, role.person), role.title.role), set()).add(role.title.status)
    for (*span, _), role in sorted(unique.items()):
        person = _entity_id(found, role.person)
        organization = _entity_id(found, role.organization)
        is_conflicting = len(statuses[person, role.title.role]) > 1
        is_outside = is_outside_term(view, role.title, person, organization)
        yield (
            *span, person, organization, role.title.role, role.title.status, is_conflicting, is_outside, role.method
        )  # fmt: skip


def _entity_id(found: Names, index: int | None) -> str | None:
    entity = None if index is None else found.entities[index]
    return None if entity is None else entity.entity_id


def _role_order(role: Role) -> tuple[object, ...]:
    return role.method, abs(role.person), role.person


mentions = ArticleStage("mentions", ("mentions", "roles", "entities"), find_names, _gather, prepare=prepare)
