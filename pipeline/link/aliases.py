"""Surfaces of entities: which there are, how each relates to the full name, how often it occurs.

Belongs here: the stage ``aliases`` and the merge of what many batches counted. Does not belong here: finding names.
Shuffle key: ``entity_id``.
"""

from __future__ import annotations

import re
from collections import Counter

import polars as pl
import pyarrow as pa

from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.tables.aliases import ALIASES

_KEY = ["entity_id", "alias", "kind"]
_SEPARATOR = re.compile(r"[・=＝゠ \u3000]")  # マルク・ルッテ
_FORMS = {"title_only": "role_only", "anaphor": "anaphor", "abbreviation": "abbreviation", "compound": "abbreviation"}


def alias_kind(alias: str, name: str, entity_type: str, form: str) -> str:
    """How a surface relates to an entity's full name; a value of the vocabulary ``alias_kind``.

    >>> alias_kind("ルッテ", "マルク・ルッテ", "PERSON", "name"), alias_kind("マーク・ルッテ", "マルク・ルッテ", "PERSON", "name")
    ('family_name', 'transliteration')
    """
    if form in _FORMS:
        return _FORMS[form]
    if alias == name:
        return "full"
    if entity_type == "PERSON":
        return _person_alias_kind(alias, name)
    return "abbreviation" if len(alias) < len(name) else "full"


def _person_alias_kind(alias: str, name: str) -> str:
    parts = _SEPARATOR.split(name)
    if len(_SEPARATOR.split(alias)) > 1:
        return "transliteration"
    if len(parts) > 1:
        return "given_name" if alias == parts[0] else "family_name"
    if len(alias) >= len(name):
        return "transliteration"
    return "given_name" if name.endswith(alias) else "family_name"


def aliases(mentions: pa.Table, entities: pa.Table) -> dict[str, pa.Table]:
    """This batch's share of ``aliases``: mentions and articles by entity, surface and kind."""
    names = dict(zip(entities["entity_id"].to_pylist(), entities["name_ja"].to_pylist(), strict=True))
    columns = (mentions[name].to_pylist() for name in ("entity_id", "text", "entity_type", "form", "article_id"))
    counts: Counter[tuple[str, str, str]] = Counter()
    found_in: dict[tuple[str, str, str], set[str]] = {}
    # an article repeats its names: what is alike in it is looked at once
    for (entity, alias, entity_type, form, article), count in Counter(zip(*columns, strict=True)).items():
        if entity is None:
            continue
        key = (entity, alias, alias_kind(alias, names.get(entity, alias), entity_type, form))
        counts[key] += count
        found_in.setdefault(key, set()).add(article)
    keys = sorted(counts)
    return {
        "aliases": arrow.from_columns(
            ALIASES,
            {
                **{name: [key[place] for key in keys] for place, name in enumerate(_KEY)},
                "mention_count": [counts[key] for key in keys],
                "article_count": [len(found_in[key]) for key in keys],
            },
        )
    }


def merge_aliases(rows: pa.Table) -> pa.Table:
    """Counts of many batches added up, one row an entity, surface and kind. An article is in one batch only."""
    table = DATASET.table("aliases")
    frame = pl.from_arrow(rows.select(list(table.column_names)))
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - narrows the type; a table is never a series
    merged = frame.group_by(_KEY).agg(pl.col("mention_count").sum(), pl.col("article_count").sum()).sort(_KEY)
    return arrow.conform(merged.to_arrow(), table)
