"""How much a declaration changed decides which version the schema gets."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.compatibility import LEVELS, compare, describe, fits, level
from schemas.dataset import DATASET
from schemas.model import Column, Dataset, Table, Type, Vocabulary

WORDS = Vocabulary("certainty", {"certain": ("Said as it is", "断定"), "possible": ("Said as it may be", "可能性")})
CERTAINTY = Column("certainty", Type.STRING, "How certainly it is said.", "確度。", vocabulary=WORDS)
NUMBER = Column("char_count", Type.INT32, "Length.", "長さ。", minimum=0, unit="code points")
KEY = Column("statement_id", Type.STRING, "Identifier.", "識別子。", pattern="sta_[0-9a-f]{24}")


def dataset(*columns: Column, **values: Any) -> Dataset:
    table = Table(
        name="statements",
        title="Statements",
        title_ja="発言",
        grain="act of saying",
        description="Who said what.",
        description_ja="発言。",
        columns=(KEY, *columns),
        primary_key=("statement_id",),
    )
    return replace(DATASET, tables=(replace(table, **values),), reports=())


BEFORE = dataset(CERTAINTY, NUMBER)


def words(**values: tuple[str, str]) -> Column:
    return replace(CERTAINTY, vocabulary=Vocabulary("certainty", {**WORDS.values, **values}))


@pytest.mark.parametrize(
    ("now", "said", "expected"),
    [
        (dataset(CERTAINTY, NUMBER), [], "none"),
        (dataset(CERTAINTY), ["statements.char_count: column is gone"], "major"),
        (
            dataset(CERTAINTY, NUMBER, replace(NUMBER, name="word_count")),
            ["statements.word_count: new column"],
            "minor",
        ),
        (dataset(CERTAINTY, replace(NUMBER, type=Type.INT64)), ["statements.char_count: type was int32"], "major"),
        (dataset(CERTAINTY, replace(NUMBER, unit="bytes")), ["statements.char_count: unit was code points"], "major"),
        (dataset(CERTAINTY, replace(NUMBER, nullable=True)), ["statements.char_count: may be null now"], "major"),
        (dataset(CERTAINTY, replace(NUMBER, minimum=1)), ["statements.char_count: other minimum"], "patch"),
        (
            dataset(CERTAINTY, replace(NUMBER, description="Size.")),
            ["statements.char_count: other description"],
            "patch",
        ),
        (dataset(words(probable=("Likely", "蓋然")), NUMBER), ["statements.certainty: value probable is new"], "minor"),
        (
            dataset(words(certain=("Proved", "証明")), NUMBER),
            ["statements.certainty: value certain is defined otherwise"],
            "major",
        ),
        (
            dataset(replace(CERTAINTY, vocabulary=None, carries="fact"), NUMBER),
            ["statements.certainty: has no vocabulary any more"],
            "major",
        ),
        (dataset(CERTAINTY, NUMBER, grain="speaker"), ["statements: a row was one act of saying"], "major"),
        (
            dataset(CERTAINTY, NUMBER, primary_key=("statement_id", "char_count")),
            ["statements: key was statement_id"],
            "major",
        ),
        (dataset(CERTAINTY, NUMBER, title="Said"), ["statements: other title"], "patch"),
        (replace(BEFORE, tables=()), ["statements: table is gone"], "major"),
    ],
)
def test_each_difference_has_its_level(now: Dataset, said: list[str], expected: str) -> None:
    found = compare(describe(BEFORE), describe(now))
    assert [line.line.rpartition(" (")[0] for line in found] == said
    assert level(found) == expected


def test_what_comes_is_less_than_what_goes() -> None:
    assert level(compare(describe(replace(BEFORE, tables=())), describe(BEFORE))) == "minor"
    fewer = Vocabulary("certainty", {"certain": WORDS.values["certain"]})
    found = compare(describe(BEFORE), describe(dataset(replace(CERTAINTY, vocabulary=fewer), NUMBER)))
    assert [line.line for line in found] == ["statements.certainty: value possible is gone (major)"]


def test_the_dataset_describes_all_that_it_declares() -> None:
    described = describe(DATASET)
    assert [table["name"] for table in described["tables"]] == [t.name for t in (*DATASET.tables, *DATASET.reports)]
    assert compare(described, described) == ()


@pytest.mark.parametrize(
    ("before", "enough"),
    [
        ("1.4.2", {"none": "1.4.2", "patch": "1.4.3", "minor": "1.5.0", "major": "2.0.0"}),
        ("0.2.1", {"none": "0.2.1", "patch": "0.2.2", "minor": "0.2.2", "major": "0.3.0"}),
    ],
)
def test_a_version_fits_from_the_least_one_on(before: str, enough: dict[str, str]) -> None:
    ordered = [tuple(map(int, version.split("."))) for version in (before, *enough.values(), "99.0.0")]
    for needed in LEVELS:
        least = tuple(map(int, enough[needed].split(".")))
        for version in ordered:
            assert fits(before, ".".join(map(str, version)), needed) == (version >= least)
    assert not fits(before, "0.0.1", "none")
