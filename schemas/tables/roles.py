"""Roles stated of persons."""

from dataclasses import replace

from schemas import vocabularies
from schemas.columns import (
    ARTICLE_ID,
    ENTITY_ID,
    METHOD,
    NAME_SPAN,
    OF_ARTICLE,
    SPAN_CHECKS,
    key,
    optional,
)
from schemas.model import Column, ForeignKey, Table, Type
from schemas.shapes import FACT_LENGTH, NAME

ROLES = Table(
    name="roles",
    title="Roles",
    title_ja="肩書",
    grain="role stated of a person",
    description="Titles that the text gives a person. The span is the title alone, without 元 or 前 and without the organization.",
    description_ja="本文が人物に与える肩書。範囲は肩書のみで、「元」「前」や組織名を含まない。",
    columns=(
        key("role_id", "rol", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *NAME_SPAN,
        replace(optional(ENTITY_ID, "Person who holds it, where named.", "人物(判明時)。"), name="person_id"),
        replace(
            optional(ENTITY_ID, "Organization or country it belongs to, where named.", "組織・国(判明時)。"),
            name="organization_id",
        ),
        Column(
            "role",
            Type.STRING,
            "Role, normalized (首相 for 総理大臣).",
            "役職(正規化)。",
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
            example="首相",
        ),
        Column(
            "status",
            Type.STRING,
            "Whether it is held now.",
            "在任状況。",
            vocabulary=vocabularies.ROLE_STATUS,
            example="current",
        ),
        Column(
            "is_conflicting",
            Type.BOOL,
            "Whether the article gives the same person the same role with another status.",
            "同一記事内で同じ人物・役職の在任状況が矛盾するか。",
            example=False,
        ),
        Column(
            "is_outside_term",
            Type.BOOL,
            "Whether a role given as held now lies outside every known term of its holder on the day of publication; "
            "null where no term is known, the day is not, or the role is not given as held now.",
            "現職とされた役職が、公開日に既知の任期の外にあるか(任期や公開日が不明、または現職でない場合は空)。",
            nullable=True,
            example=False,
        ),
        METHOD,
    ),
    primary_key=("role_id",),
    foreign_keys=(
        OF_ARTICLE,
        ForeignKey(("person_id",), "entities", ("entity_id",)),
        ForeignKey(("organization_id",), "entities", ("entity_id",)),
    ),
    checks=SPAN_CHECKS,
)
