"""Surfaces of entities: which there are, how each relates to the full name, how often it occurs.

Belongs here: the stage ``aliases`` and the merge of what many batches counted. Does not belong here: finding names.
Shuffle key: ``entity_id``.
"""

from __future__ import annotations

import re

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
    asked = ["entity_id", "alias", "entity_type", "form"]
    rows = pl.DataFrame(mentions.select(["entity_id", "text", "entity_type", "form", "article_id"])).rename(
        {"text": "alias"}
    )
    # an article repeats its names, and articles repeat them: what is alike is looked at once
    alike = rows.drop_nulls("entity_id").group_by(asked).agg(pl.len().alias("mention_count"), pl.col("article_id"))
    kinds = [
        alias_kind(alias, names.get(entity, alias), entity_type, form)
        for entity, alias, entity_type, form in alike.select(asked).iter_rows()
    ]
    counts = pl.col("mention_count").sum(), pl.col("article_id").explode().n_unique().alias("article_count")
    made = alike.with_columns(pl.Series("kind", kinds, pl.String)).group_by(_KEY).agg(*counts).sort(_KEY)
    return {"aliases": arrow.conform(made.to_arrow(), ALIASES)}


def merge_aliases(rows: pa.Table) -> pa.Table:
    """Counts of many batches added up, one row an entity, surface and kind. An article is in one batch only."""
    table = DATASET.table("aliases")
    frame = pl.DataFrame(rows.select(list(table.column_names)))
    merged = frame.group_by(_KEY).agg(pl.col("mention_count").sum(), pl.col("article_count").sum()).sort(_KEY)
    return arrow.conform(merged.to_arrow(), table)
