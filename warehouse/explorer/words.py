"""The words of the interface in English and Japanese: its own, and those that the declarations have.

Belongs here: wording. English words are the keys, so that a template reads like its page; a test finds those without Japanese.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from schemas import japanese
from schemas.dataset import DATASET
from schemas.model import Table, Vocabulary
from schemas.views import VIEWS, View
from warehouse.explorer.japanese_words import JAPANESE

LANGUAGES = ("en", "ja")
_DECLARED: tuple[Table | View, ...] = (*DATASET.tables, *VIEWS, *DATASET.reports)
RELATIONS: Mapping[str, Table | View] = {item.name: item for item in _DECLARED}


class Words:
    """Words in one language.

    >>> Words("ja")("Search"), Words("en")("Search")
    ('検索', 'Search')
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, english: str, **values: object) -> str:
        """The words, with ``{names}`` filled in."""
        text = JAPANESE[english] if self.language == "ja" else english
        return text.format(**values) if values else text

    def term(self, table: str, column: str, value: str | None) -> str:
        """What people call a value of a vocabulary.

        >>> Words("ja").term("statements", "certainty", "probable"), Words("en").term("statements", "cue_class", "none")
        ('蓋然', 'none')
        """
        if value is None:
            return "—"
        vocabulary = _vocabulary(table, column)
        if self.language == "ja" and vocabulary is not None and value in vocabulary.values:
            return vocabulary.values[value][1]
        return value.replace("_", " ")

    def meaning(self, table: str, column: str, value: str | None) -> str | None:
        """What a value of a vocabulary means, where there is one."""
        vocabulary = _vocabulary(table, column)
        if value is None or vocabulary is None or value not in vocabulary.values:
            return None
        return vocabulary.values[value][self.language == "ja"]

    def column(self, name: str) -> str:
        """What people call a column."""
        if self.language == "ja":
            return japanese.COLUMNS.get(name, name)
        return name.replace("_", " ")

    def relation(self, name: str) -> str:
        """What people call a table or view."""
        if self.language == "ja":
            return japanese.RELATIONS.get(name, name)
        return name.replace("_", " ").capitalize()

    def described(self, thing: object) -> str:
        """The description of a declaration: of a table, a view or a column."""
        return str(getattr(thing, "description_ja" if self.language == "ja" else "description"))


@cache
def _vocabulary(table: str, column: str) -> Vocabulary | None:
    relation = RELATIONS.get(table)
    for declared in relation.columns if relation is not None else ():
        if declared.name == column:
            return declared.vocabulary
    return None
