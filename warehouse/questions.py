"""The cookbook: questions of an analyst as SQL, one a file of ``warehouse/cookbook``.

Belongs here: finding the files and what their first lines say. Does not belong here: asking them (``queries``).

A file begins with the question in English and in Japanese, then what the answer looks like and how to read it, in both:

    -- Who said the most?
    -- 最も多く発言したのは誰か。
    -- How to read: one row per …
    -- 読み方: …につき1行。…
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError

READING_JA = "読み方: "
COOKBOOK = Path(__file__).parent / "cookbook"


class QuestionError(WarehouseError):
    """There is no question of this name."""


@dataclass(frozen=True)
class Question:
    """A question: its name, what it asks in both languages, how to read its answer, and the SQL with all of that in front."""

    name: str
    title: str
    title_ja: str
    reading: str
    reading_ja: str
    sql: str

    @property
    def variables(self) -> frozenset[str]:
        """Names of the variables that it reads."""
        return frozenset(re.findall(r"\bgetvariable\('(\w+)'\)", self.sql))


def questions() -> list[Question]:
    """Every question, by name."""
    return [_read(path) for path in sorted(COOKBOOK.glob("*.sql"))]


def listed() -> str:
    """What there is to ask, a question a line in each language, behind its name."""
    width = max(len(question.name) for question in questions())
    return "\n".join(
        f"{question.name:{width}}  {question.title}\n{'':{width}}  {question.title_ja}" for question in questions()
    )


def find(name: str) -> Question:
    """The question of this name; raises :class:`QuestionError` where there is none."""
    found = {question.name: question for question in questions()}
    if name not in found:
        raise QuestionError(f"there is no question {name!r} in the cookbook; it has {', '.join(found)}")
    return found[name]


def _read(path: Path) -> Question:
    sql = path.read_text(encoding="utf-8")
    comments = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        comments.append(line.removeprefix("--").strip())
    title, title_ja, *reading = [*comments, "", ""][: max(len(comments), 2)]
    english, _, japanese = " ".join(reading).partition(READING_JA)
    return Question(path.stem, title, title_ja, english.strip(), READING_JA + japanese if japanese else "", sql)
