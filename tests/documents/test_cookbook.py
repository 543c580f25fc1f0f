"""The cookbook on the examples: every question has the answer that it had.

Rules of extraction change, and answers with them: look at the difference, and where it is meant,
`make cookbook` writes the answers anew.
"""

import csv
import io
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from assets.answers import show_rows
from tests.documents.conftest import Made
from warehouse import catalog, queries, questions
from warehouse.catalog import CatalogError

ANSWERS = Path(__file__).resolve().parents[1] / "golden" / "cookbook"
MOST_ROWS = 6
OF_WORDS = ("search_articles", "words_in_context")
"""What a public edition without any wording cannot answer, and says so."""
NAMES = [question.name for question in questions.questions()]


def answer(root: Path, name: str, *, release: bool = False, **variables: str) -> list[dict[str, str]]:
    with catalog.connect(root, release=release, comments=False) as connection:
        queries.set_variables(connection, variables)
        out = io.StringIO()
        show_rows(queries.query(connection, questions.find(name).sql), "csv", out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_its_answer_on_the_examples(made: Made, name: str) -> None:
    rows = answer(made.data, name)
    assert rows
    path = ANSWERS / f"{name}.csv"
    if os.environ.get("KAWARABAN_RENEW"):
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[:MOST_ROWS])
    with path.open(encoding="utf-8", newline="") as kept:
        assert rows[:MOST_ROWS] == list(csv.DictReader(kept)), "where this is meant: make cookbook"


@pytest.fixture(scope="module")
def fetched(made: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two editions, copied into a folder as a reader gets them."""
    folder = tmp_path_factory.mktemp("fetched")
    for name, release in (("local", made.full), ("public", made.standoff)):
        shutil.copytree(release, folder / name)
    return {name: folder / name for name in ("local", "public")}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_by_either_edition(fetched: dict[str, Path], name: str) -> None:
    rows = answer(fetched["local"], name, release=True)
    if name in OF_WORDS:
        with pytest.raises(CatalogError, match="public edition withholds the wording"):
            answer(fetched["public"], name, release=True)
        assert rows
    else:
        assert len(rows) >= len(answer(fetched["public"], name, release=True)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_by_duckdb_alone(fetched: dict[str, Path], name: str) -> None:
    with duckdb.connect(str(fetched["local"] / "kawaraban.duckdb"), read_only=True) as connection:
        assert connection.execute(questions.find(name).sql).fetchall()


def test_there_are_enough_questions_and_each_says_what_it_asks_and_how_to_read_it() -> None:
    assert len(NAMES) >= 25
    for question in questions.questions():
        assert question.title.endswith("?"), question.name
        assert question.title_ja, question.name
        assert question.reading.startswith(("How to read: one row per ", "How to read: up to ")), question.name
        assert question.reading_ja.startswith("読み方: "), question.name
        assert "1行" in question.reading_ja or "3行" in question.reading_ja or "5行" in question.reading_ja, (
            question.name
        )


def test_no_answer_is_kept_of_a_question_that_is_gone() -> None:
    assert sorted(path.stem for path in ANSWERS.glob("*.csv")) == NAMES


@pytest.mark.parametrize(
    ("name", "variable", "column"),
    [
        ("everything_said_by", "speaker", "speaker"),
        ("statements_naming_country", "country", "country"),
        ("said_on_day", "day", "said_on"),
        ("words_in_context", "word", "keyword"),
        ("largest_amounts", "unit", "unit"),
    ],
)
def test_a_question_is_asked_of_somebody_else_by_a_variable(made: Made, name: str, variable: str, column: str) -> None:
    other = {"speaker": "朝比奈", "country": "KR", "day": "2025-11-06", "word": "灯台", "unit": "JPY"}[variable]
    rows = answer(made.data, name, **{variable: other})
    assert rows
    assert all(row[column].startswith(other) for row in rows)
    assert answer(made.data, name) != rows
