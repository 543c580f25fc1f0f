"""Abbreviations and definitions that articles give."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, SPAN, SPAN_CHECKS, key
from schemas.model import Column, Table, Type, Where
from schemas.shapes import FACT_LENGTH, NAME

GLOSSARY = Table(
    name="glossary",
    title="Glossary",
    title_ja="用語集",
    grain="abbreviation or definition given in the text",
    description="Abbreviations and definitions that the text itself gives.",
    description_ja="本文自身が与える略語・定義。",
    columns=(
        key("entry_id", "glo", "Identifier of the row.", "行の識別子。"),
        ARTICLE_ID,
        *SPAN,
        Column(
            "kind",
            Type.STRING,
            "Abbreviation or definition.",
            "略語か定義か。",
            vocabulary=vocabularies.GLOSSARY_KIND,
            example="abbreviation",
        ),
        Column(
            "term",
            Type.STRING,
            "The short form, or the term defined.",
            "略語、または定義される語。",
            carries="fact",
            longest=FACT_LENGTH,
            shape=NAME,
            example="NATO",
        ),
        Column(
            "expansion",
            Type.STRING,
            "The long form, or the definition.",
            "展開形、または定義。",
            carries="wording",
            fact_where=(Where("kind", ("abbreviation",)),),
            longest=FACT_LENGTH,
            shape=NAME,
            example="北大西洋条約機構",
        ),
        METHOD,
    ),
    primary_key=("entry_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=SPAN_CHECKS,
)
