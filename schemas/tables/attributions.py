"""Links of a statement's chain of sources."""

from dataclasses import replace

from schemas import vocabularies
from schemas.columns import (
    ARTICLE_ID,
    END,
    ENTITY_ID,
    METHOD,
    OF_ARTICLE,
    SPAN_CHECKS,
    START,
    TEXT,
    id_pattern,
    optional,
)
from schemas.model import Column, ForeignKey, Table, Type, Where
from schemas.shapes import FACT_LENGTH, NAME, SHORT

NAMES_AN_AGENT = (Where("agent_id"), Where("agent_kind", ("person", "organization", "outlet")))
"""A named person, an organization or an outlet is a fact; how a text describes somebody whom it does not name is its wording."""

ATTRIBUTIONS = Table(
    name="attributions",
    title="Attributions",
    title_ja="情報源の連鎖",
    grain="link of a statement's chain, outermost first",
    description="The chain of sources of a statement, outermost first: X reported that Y said that Z.",
    description_ja="言説の情報源の連鎖(外側から順)。",
    columns=(
        Column(
            "statement_id", Type.STRING, "Statement.", "言説。", pattern=id_pattern("sta"), example="sta_" + "0" * 24
        ),
        Column(
            "level",
            Type.INT32,
            "Place in the chain, 0 outermost.",
            "連鎖での位置(0が最も外側)。",
            minimum=0,
            maximum=9,
            example=0,
        ),
        ARTICLE_ID,
        START,
        END,
        replace(TEXT, fact_where=NAMES_AN_AGENT, longest=FACT_LENGTH, shape=NAME),
        Column(
            "agent_kind",
            Type.STRING,
            "Kind of agent.",
            "情報源の種類。",
            vocabulary=vocabularies.AGENT_KIND,
            example="outlet",
        ),
        Column(
            "agent_text",
            Type.STRING,
            "Agent as written; the span covers it.",
            "情報源(原文のまま)。",
            carries="wording",
            fact_where=NAMES_AN_AGENT,
            longest=FACT_LENGTH,
            shape=NAME,
            example="NATO",
        ),
        replace(optional(ENTITY_ID, "Agent, where linked.", "情報源(判明時)。"), name="agent_id"),
        Column(
            "marker",
            Type.STRING,
            "Words that make it a source (によると).",
            "情報源を示す表現。",
            nullable=True,
            carries="fact",
            longest=SHORT,
        ),
        Column(
            "is_open_set",
            Type.BOOL,
            "Whether the source is one of several not named (など).",
            "「など」で例示されているか。",
            example=False,
        ),
        METHOD,
    ),
    primary_key=("statement_id", "level"),
    foreign_keys=(
        OF_ARTICLE,
        ForeignKey(("statement_id",), "statements", ("statement_id",)),
        ForeignKey(("agent_id",), "entities", ("entity_id",)),
    ),
    checks=SPAN_CHECKS,
)
