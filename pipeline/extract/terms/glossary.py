"""Glossary: the abbreviations and definitions that an article itself gives.

Belongs here: the stage, and what makes a row of the table ``glossary``. Does not belong here: how a long form is found
(``abbreviations.py``) and what a definition looks like (``definitions.py``).
"""

from __future__ import annotations

import pyarrow as pa

from pipeline.extract.article.span_rows import SpanRows
from pipeline.extract.article.view import views
from pipeline.extract.terms.abbreviations import Entry, find_abbreviations
from pipeline.extract.terms.definitions import find_definitions
from schemas.tables.glossary import GLOSSARY


def glossary(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> dict[str, pa.Table]:
    """The table ``glossary``: abbreviations and definitions, in order of the text."""
    rows = SpanRows(GLOSSARY, "glo", Entry._fields, key=("start", "end", "kind", "term"))
    for view in views(articles, blocks, sentences, tokens, lexemes):
        rows.add(view, sorted([*find_abbreviations(view), *find_definitions(view)]))
    return {"glossary": rows.made()}
