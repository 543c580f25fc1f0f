"""People, organizations and countries: what they said and what was said of them over time, their names and roles with the evidence.

Belongs here: questions about entities. Does not belong here: drawing (``panels``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from schemas.render.duckdb import literal
from warehouse.explorer.listing import Listed
from warehouse.explorer.reader import Asking
from warehouse.explorer.shelf import of_articles, shelf

DIRECTIONS = ("said", "about")


@dataclass(frozen=True)
class Group:
    """Entities that are looked at as one: an entity, or all of a country. ``condition`` is SQL on a column of ids, with ``parameters``."""

    condition: str
    parameters: tuple[Any, ...]

    def of(self, column: str) -> str:
        """The condition on this column."""
        return self.condition.format(column)


def one(entity_id: str) -> Group:
    """An entity by itself."""
    return Group("{} = ?", (entity_id,))


def of_country(code: str) -> Group:
    """A country with its people, organizations and places."""
    return Group("{} IN (SELECT entity_id FROM entities WHERE country = ?)", (code,))


def entities(
    asking: Asking, entity_type: str | None, words: str | None, country: str | None, limit: int, offset: int
) -> Listed:
    """Entities by how often they are named, those first that a name begins with where ``words`` are given."""
    conditions, parameters = ["true"], list[Any]()
    if entity_type:
        conditions.append("e.entity_type = ?")
        parameters.append(entity_type)
    if country:
        conditions.append("e.country = ?")
        parameters.append(country)
    if words:
        conditions.append(
            "(contains(lower(e.name_ja), lower(?)) OR contains(lower(coalesce(e.name_en, '')), lower(?)) OR e.entity_id IN "
            "(SELECT entity_id FROM aliases WHERE contains(lower(alias), lower(?))))"
        )
        parameters += [words] * 3
    where = " AND ".join(conditions)
    total = asking.value(f"SELECT count(*) FROM entities AS e WHERE {where}", parameters)
    rows = asking.rows(
        "WITH counted AS (SELECT entity_id, CAST(sum(mention_count) AS BIGINT) AS mentions, CAST(max(article_count) AS BIGINT) AS articles FROM aliases GROUP BY entity_id), "
        "spoken AS (SELECT speaker_id, count(*) AS n FROM statements WHERE speaker_id IS NOT NULL GROUP BY speaker_id) "
        "SELECT e.entity_id, e.entity_type, e.name_ja, e.name_en, e.reading, e.country, coalesce(c.mentions, 0) AS mention_count, "
        "coalesce(c.articles, 0) AS article_count, coalesce(s.n, 0) AS said_count FROM entities AS e LEFT JOIN counted AS c USING (entity_id) "
        f"LEFT JOIN spoken AS s ON s.speaker_id = e.entity_id WHERE {where} "
        f"ORDER BY said_count + mention_count DESC, e.entity_id LIMIT {int(limit)} OFFSET {int(offset)}",
        parameters,
    )
    return Listed(rows, total)


def entity(asking: Asking, entity_id: str) -> dict[str, Any] | None:
    """The row of an entity."""
    found = asking.rows("SELECT * FROM entities WHERE entity_id = ?", [entity_id])
    return found[0] if found else None


def aliases(asking: Asking, entity_id: str) -> list[dict[str, Any]]:
    """What it is called, the most frequent first, and whether others are called the same."""
    return asking.rows(
        "SELECT a.alias, a.kind, a.mention_count, a.article_count, "
        "EXISTS (FROM aliases AS o WHERE o.alias = a.alias AND o.entity_id <> a.entity_id) AS is_ambiguous "
        "FROM aliases AS a WHERE a.entity_id = ? ORDER BY a.mention_count DESC, a.alias LIMIT 100",
        [entity_id],
    )


def roles(asking: Asking, entity_id: str) -> list[dict[str, Any]]:
    """Roles that articles give it, or that are held in it, each with the place that says so first."""
    return asking.rows(
        "SELECT r.role, r.status, r.person_id, p.name_ja AS person, r.organization_id, o.name_ja AS organization, count(*) AS n, "
        "count(DISTINCT r.article_id) AS articles, bool_or(r.is_conflicting) AS is_conflicting, min(a.published_on) AS first_on, max(a.published_on) AS last_on, "
        "min_by({'article_id': r.article_id, 'start': r.start, 'end': r.\"end\", 'text': r.text}, (a.published_on, r.article_id, r.start)) AS evidence "
        "FROM roles AS r JOIN articles AS a USING (article_id) LEFT JOIN entities AS p ON p.entity_id = r.person_id "
        "LEFT JOIN entities AS o ON o.entity_id = r.organization_id WHERE r.person_id = ? OR r.organization_id = ? "
        "GROUP BY ALL ORDER BY n DESC, r.role LIMIT 100",
        [entity_id, entity_id],
    )


def _chosen(group: Group, direction: str) -> str:
    if direction == "said":
        return f"statements WHERE {group.of('speaker_id')}"
    return (
        "statements SEMI JOIN (SELECT statement_id FROM statement_mentions "
        f"WHERE {group.of('entity_id')}) USING (statement_id)"
    )


@dataclass(frozen=True)
class Gathered:
    """Statements that an entity made, or that are about it: which, the newest first, and counts by day and outlet for each degree of certainty."""

    found: list[tuple[str, str]]
    days: dict[dt.date, dict[str, float]]
    outlets: dict[str | None, dict[str, float]]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.found)


def gathered(asking: Asking, group: Group, direction: str) -> Gathered:
    """All statements by or about a group; only narrow columns are read."""
    known = shelf(asking)
    rows = asking.table(
        f"SELECT statement_id, article_id, start, certainty FROM {_chosen(group, direction)}", group.parameters
    )
    article_ids, certainties = rows["article_id"].to_pylist(), rows["certainty"].to_pylist()
    places = known.places_of(article_ids)
    days: dict[dt.date, dict[str, float]] = {}
    outlets: dict[str | None, dict[str, float]] = {}
    for place, certainty in zip(places, certainties, strict=True):
        day = known.days[place]
        for held in ([] if day is None else [days.setdefault(day, {})]) + [
            outlets.setdefault(known.outlets[place], {})
        ]:
            held[certainty] = held.get(certainty, 0) + 1
    # rows of articles are in the order of their ids
    ordered = sorted(
        zip(places, rows["start"].to_pylist(), rows["statement_id"].to_pylist(), article_ids, strict=True),
        key=lambda row: (-(known.days[row[0]] or dt.date.min).toordinal(), row[:3]),
    )
    most = sorted(outlets.items(), key=lambda item: (-sum(item[1].values()), item[0] or ""))[:12]
    return Gathered([(row[2], row[3]) for row in ordered], dict(sorted(days.items())), dict(most))


def statements(asking: Asking, chosen: Gathered, limit: int, offset: int) -> Listed:
    """One page of them, in full."""
    wanted = chosen.found[offset : offset + limit]
    if not wanted:
        return Listed([], chosen.total)
    article_ids = list(dict.fromkeys(article_id for _, article_id in wanted))
    rows = asking.rows(
        'SELECT st.statement_id, st.article_id, st.start, st."end", coalesce(sp.name_ja, st.speaker_text) AS speaker, st.speaker_id, st.speaker_kind, '
        f"st.cue, st.cue_class, st.text, st.certainty, st.kind FROM {of_articles(asking, 'statements', article_ids)} AS st "
        "LEFT JOIN entities AS sp ON sp.entity_id = st.speaker_id "
        f"WHERE st.statement_id IN ({', '.join(literal(statement_id) for statement_id, _ in wanted)})"
    )
    facts = {row["article_id"]: row for row in shelf(asking).rows(article_ids)}
    found = {row["statement_id"]: row for row in rows}
    names = ("title", "published_on", "outlet")
    return Listed(
        [
            {**found[statement_id], **{name: facts[article_id][name] for name in names}}
            for statement_id, article_id in wanted
            if statement_id in found
        ],
        chosen.total,
    )


def countries(asking: Asking) -> list[dict[str, Any]]:
    """Countries that are named, with their name, entities and statements, by how often they are named."""
    return asking.rows(
        "WITH held AS (SELECT e.country, e.entity_id, coalesce(sum(a.mention_count), 0) AS mentions FROM entities AS e LEFT JOIN aliases AS a USING (entity_id) "
        "WHERE e.country IS NOT NULL GROUP BY ALL), "
        "said AS (SELECT e.country, count(*) AS n FROM statements AS st JOIN entities AS e ON e.entity_id = st.speaker_id WHERE e.country IS NOT NULL GROUP BY ALL), "
        "about AS (SELECT e.country, count(DISTINCT m.statement_id) AS n FROM statement_mentions AS m JOIN entities AS e USING (entity_id) WHERE e.country IS NOT NULL GROUP BY ALL) "
        "SELECT h.country, count(*) AS entity_count, CAST(sum(h.mentions) AS BIGINT) AS mention_count, coalesce(any_value(said.n), 0) AS said_count, "
        "coalesce(any_value(about.n), 0) AS about_count, any_value(n.name_ja) AS name_ja, any_value(n.name_en) AS name_en FROM held AS h "
        "LEFT JOIN said USING (country) LEFT JOIN about USING (country) "
        "LEFT JOIN (SELECT country, name_ja, name_en FROM entities WHERE method = 'lexicon:countries') AS n USING (country) "
        "GROUP BY h.country ORDER BY mention_count DESC, h.country"
    )
