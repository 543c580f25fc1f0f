"""The dataset: what it is called, who makes it, on what terms, and its tables in order."""

from __future__ import annotations

from schemas.model import Dataset
from schemas.tables.accuracy import ACCURACY
from schemas.tables.aliases import ALIASES
from schemas.tables.articles import ARTICLES
from schemas.tables.attributions import ATTRIBUTIONS
from schemas.tables.blocks import BLOCKS
from schemas.tables.comments import COMMENTS
from schemas.tables.disclosures import DISCLOSURES
from schemas.tables.document_locations import DOCUMENT_LOCATIONS
from schemas.tables.documents import DOCUMENTS
from schemas.tables.entities import ENTITIES
from schemas.tables.glossary import GLOSSARY
from schemas.tables.hedges import HEDGES
from schemas.tables.lexemes import LEXEMES
from schemas.tables.mentions import MENTIONS
from schemas.tables.postings import POSTINGS
from schemas.tables.publication_evidence import PUBLICATION_EVIDENCE
from schemas.tables.quantities import QUANTITIES
from schemas.tables.quotations import QUOTATIONS
from schemas.tables.references import REFERENCES
from schemas.tables.rejections import REJECTIONS
from schemas.tables.roles import ROLES
from schemas.tables.sentences import SENTENCES
from schemas.tables.sources import SOURCES
from schemas.tables.statement_mentions import STATEMENT_MENTIONS
from schemas.tables.statements import STATEMENTS
from schemas.tables.time_expressions import TIME_EXPRESSIONS
from schemas.tables.tokens import TOKENS

DATASET = Dataset(
    name="kawaraban",
    title="Kawaraban: who said what in Japanese news",
    title_ja="瓦版: 日本語ニュースの言説データセット",
    description=(
        "Japanese news articles with who said what, according to whom, when, how certainly, about whom and how much. "
        "Every value points to the exact characters it came from."
    ),
    description_ja="日本語ニュース記事から、誰が何を、誰によれば、いつ、どの程度確かに述べたかを抽出し、すべての値に原文の文字位置を付したデータセット。",
    creators=("The Kawaraban authors",),
    licence="CC-BY-4.0",
    licence_statement=(
        "The annotations (every table, without the columns that carry wording) are licensed under CC BY 4.0. "
        "Text of the articles remains with its owners; LICENSES.csv says for each source what a release repeats of it."
    ),
    homepage=None,
    keywords=("Japanese", "news", "quotation attribution", "temporal expressions", "provenance"),
    schema_version="0.2.0",
    tables=(
        SOURCES,
        DOCUMENTS,
        DOCUMENT_LOCATIONS,
        ARTICLES,
        PUBLICATION_EVIDENCE,
        DISCLOSURES,
        REJECTIONS,
        BLOCKS,
        SENTENCES,
        TOKENS,
        LEXEMES,
        POSTINGS,
        MENTIONS,
        ENTITIES,
        ALIASES,
        ROLES,
        TIME_EXPRESSIONS,
        QUANTITIES,
        QUOTATIONS,
        STATEMENTS,
        ATTRIBUTIONS,
        STATEMENT_MENTIONS,
        HEDGES,
        REFERENCES,
        COMMENTS,
        GLOSSARY,
    ),
    reports=(ACCURACY,),
)
