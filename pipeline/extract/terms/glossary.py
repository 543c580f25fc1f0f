"""Glossary: the abbreviations and definitions that an article itself gives.

Belongs here: the stage, and what makes a row of the table ``glossary``. Does not belong here: how a long form is found
(``abbreviations.py``) and what a definition looks like (``definitions.py``).
"""

from __future__ import annotations

from pipeline.extract.article.article_stage import ArticleStage, spans_of
from pipeline.extract.article.view import ArticleView
from pipeline.extract.terms.abbreviations import Entry, find_abbreviations
from pipeline.extract.terms.definitions import find_definitions
from schemas.tables.glossary import GLOSSARY


def _find(view: ArticleView) -> list[Entry]:
    """Abbreviations and definitions of an article, in order of the text."""
    return sorted([*find_abbreviations(view), *find_definitions(view)])


glossary = ArticleStage(
    "glossary",
    ("glossary",),
    _find,
    spans_of(GLOSSARY, "glo", Entry._fields, key=("start", "end", "kind", "term")),
)
