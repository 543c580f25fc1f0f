"""The stages in the order they run. A stage's inputs are the landing or outputs of stages above it."""

from __future__ import annotations

from pipeline.extract.amounts.quantities import quantities
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
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import tokens
from pipeline.stage import Stage

_TEXT = ("articles", "blocks", "sentences", "tokens", "lexemes")

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
TIME_EXPRESSIONS = Stage("time_expressions", _TEXT, ("time_expressions",), time_expressions)
QUANTITIES = Stage("quantities", (*_TEXT, "time_expressions"), ("quantities",), quantities)
MENTIONS = Stage("mentions", _TEXT, ("mentions", "roles", "entities"), mentions)
HEDGES = Stage("hedges", _TEXT, ("hedges",), hedges)
STATEMENTS = Stage(
    "statements", (*_TEXT, "mentions", "roles", "hedges"), ("quotations", "statements", "attributions"), statements
)
REFERENCES = Stage("references", _TEXT, ("references", "sources"), references)
COMMENTS = Stage("comments", _TEXT, ("comments",), comments)
GLOSSARY = Stage("glossary", _TEXT, ("glossary",), glossary)
ALIASES = Stage("aliases", ("mentions", "entities"), ("aliases",), aliases)

STAGES: tuple[Stage, ...] = (
    DOCUMENTS,
    ARTICLES,
    SENTENCES,
    TOKENS,
    TIME_EXPRESSIONS,
    QUANTITIES,
    MENTIONS,
    HEDGES,
    STATEMENTS,
    REFERENCES,
    COMMENTS,
    GLOSSARY,
    ALIASES,
)
