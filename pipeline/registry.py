"""The stages in the order they run. A stage's inputs are the landing or outputs of stages above it."""

from __future__ import annotations

from pipeline.extract.amounts.quantities import quantities
from pipeline.extract.article.article_stage import ArticleStage
from pipeline.extract.comments import comments
from pipeline.extract.hedges import hedges
from pipeline.extract.names.mentions import mentions
from pipeline.extract.references import references
from pipeline.extract.saying.statements import statements
from pipeline.extract.terms.glossary import glossary
from pipeline.extract.times.time_expressions import time_expressions
from pipeline.link.aliases import aliases
from pipeline.normalize.articles import articles
from pipeline.read.documents import documents
from pipeline.segment.postings import postings
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import tokens
from pipeline.stage import Stage

DOCUMENTS = Stage(
    "documents", ("landing",), ("documents", "document_locations", "readings", "sources", "rejections"), documents
)
ARTICLES = Stage(
    "articles",
    ("readings",),
    ("articles", "publication_evidence", "disclosures", "blocks", "sources", "rejections"),
    articles,
)
SENTENCES = Stage("sentences", ("articles", "blocks"), ("sentences",), sentences)
TOKENS = Stage("tokens", ("articles", "blocks", "sentences"), ("tokens", "lexemes"), tokens)
POSTINGS = Stage("postings", ("articles", "blocks", "sentences", "tokens", "lexemes"), ("postings",), postings)
ALIASES = Stage("aliases", ("mentions", "entities"), ("aliases",), aliases)

AnyStage = Stage | ArticleStage

STAGES: tuple[AnyStage, ...] = (
    DOCUMENTS,
    ARTICLES,
    SENTENCES,
    TOKENS,
    POSTINGS,
    time_expressions,
    quantities,
    mentions,
    hedges,
    statements,
    references,
    comments,
    glossary,
    ALIASES,
)
