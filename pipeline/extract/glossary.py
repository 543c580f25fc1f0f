"""Glossary: the abbreviations and definitions that an article itself gives.

Belongs here: the stage, and what makes a row of the table ``glossary``. Does not belong here: how a long form is found
(``abbreviations.py``) and what a definition looks like (``definitions.py``).
"""

from __future__ import annotations

import pyarrow as pa

from pipeline.extract.abbreviations import find_abbreviations
from pipeline.extract.definitions import find_definitions
from pipeline.identity import row_id
from pipeline.view import views
from schemas.render import arrow
from schemas.tables.glossary import GLOSSARY


def glossary(
    articles: pa.Table, blocks: pa.Table, sentences: pa.Table, tokens: pa.Table, lexemes: pa.Table
) -> dict[str, pa.Table]:
    """The table ``glossary``: abbreviations and definitions, in order of the text."""
    rows = []
    for view in views(articles, blocks, sentences, tokens, lexemes):
        entries = [*find_abbreviations(view), *find_definitions(view)]
        for entry in sorted(entries):
            rows.append(
                {
                    "entry_id": row_id("glo", view.article_id, entry.start, entry.end, entry.kind, entry.term),
                    "article_id": view.article_id,
                    "start": entry.start,
                    "end": entry.end,
                    "text": view.text[entry.start : entry.end],
                    "kind": entry.kind,
                    "term": entry.term,
                    "expansion": entry.expansion,
                    "method": entry.method,
                }
            )
    return {"glossary": arrow.from_rows(GLOSSARY, rows)}
