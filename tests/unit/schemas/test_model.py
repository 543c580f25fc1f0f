"""Declarations refuse what contradicts itself."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.dataset import DATASET
from schemas.model import (
    Check,
    CheckKind,
    Column,
    Dataset,
    DeclarationError,
    ForeignKey,
    ListOfStruct,
    Table,
    Type,
    Vocabulary,
    Where,
)

ID = Column("thing_id", Type.STRING, "Identifier.", "識別子。", carries="fact")
SIZE = Column("size", Type.INT32, "Size.", "大きさ。")


def table(**changes: object) -> Table:
    values: dict[str, object] = {
        "name": "things",
        "title": "Things",
        "title_ja": "物",
        "grain": "thing",
        "description": "Things.",
        "description_ja": "物。",
        "columns": (ID, SIZE),
        "primary_key": ("thing_id",),
    }
    return Table(**{**values, **changes})  # type: ignore[arg-type]


def dataset(*tables: Table, version: str = "1.0.0") -> Dataset:
    return replace(DATASET, tables=tables, schema_version=version)


def test_a_valid_declaration_stands() -> None:
    assert dataset(table()).table("things").column("size") is SIZE
    assert not table().has_spans


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Thing_ID"},
        {"description": " "},
        {"description_ja": ""},
        {"name": "is_big"},
        {"name": "seen_on"},
        {"name": "seen_at"},
        {"type": Type.INT32, "pattern": "a"},
        {"minimum": 2, "maximum": 1},
    ],
)
def test_a_column_must_agree_with_itself(values: dict[str, object]) -> None:
    with pytest.raises(DeclarationError):
        Column(**{"name": "thing", "type": Type.STRING, "description": "A.", "description_ja": "あ。", **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": (ID, ID)},
        {"primary_key": ()},
        {"primary_key": ("nothing",)},
        {"columns": (replace(ID, nullable=True), SIZE)},
        {"checks": (Check(CheckKind.UNIQUE, ("nothing",)),)},
        {"foreign_keys": (ForeignKey(("nothing",), "things", ("thing_id",)),)},
        {"title_ja": ""},
    ],
)
def test_a_table_must_agree_with_its_columns(changes: dict[str, object]) -> None:
    with pytest.raises(DeclarationError):
        table(**changes)


def test_foreign_keys_meet_a_key_of_the_same_type() -> None:
    points = ForeignKey(("size",), "things", ("thing_id",))
    with pytest.raises(DeclarationError, match=r"others\.size"):
        dataset(table(), table(name="others", foreign_keys=(points,)))
    points = ForeignKey(("size",), "things", ("size",))
    with pytest.raises(DeclarationError, match="is not the key"):
        dataset(table(), table(name="others", foreign_keys=(points,)))
    with pytest.raises(DeclarationError, match="no table"):
        dataset(table(foreign_keys=(ForeignKey(("size",), "nothing", ("thing_id",)),)))
    with pytest.raises(DeclarationError):
        ForeignKey(("size",), "things", ("thing_id", "size"))


def test_a_dataset_has_each_table_once_and_a_semantic_version() -> None:
    with pytest.raises(DeclarationError):
        dataset(table(), table())
    with pytest.raises(DeclarationError):
        dataset(table(), version="1.0")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (CheckKind.ORDER, {"columns": ("size",)}),
        (CheckKind.UNIQUE, {}),
        (CheckKind.ROW_COUNT, {}),
        (CheckKind.ORDER, {"columns": ("a", "b"), "mostly": 0}),
    ],
)
def test_a_check_must_say_enough(kind: CheckKind, values: dict[str, object]) -> None:
    with pytest.raises(DeclarationError):
        Check(kind, **values)  # type: ignore[arg-type]


def test_vocabularies_define_every_value_twice() -> None:
    with pytest.raises(DeclarationError):
        Vocabulary("size", {"big": ("Big", "")})
    with pytest.raises(DeclarationError):
        Vocabulary("size", {})
    with pytest.raises(DeclarationError):
        ListOfStruct((("a", Type.INT32), ("a", Type.INT32)))


def test_the_dataset_describes_every_column_in_both_languages() -> None:
    for declared in DATASET.tables:
        for column in declared.columns:
            assert column.description.endswith((".", "…")), f"{declared.name}.{column.name}"
            assert any(ord(character) > 0x3000 for character in column.description_ja), f"{declared.name}.{column.name}"


def test_every_text_under_a_span_is_marked_as_source_text() -> None:
    for declared in DATASET.tables:
        if "text" in declared.column_names:
            assert declared.column("text").carries in ("fact", "wording"), declared.name


def test_a_published_column_that_can_hold_words_says_what_it_carries() -> None:
    free = Column("remark", Type.STRING, "Remark.", "備考。")
    with pytest.raises(DeclarationError, match=r"things\.remark can hold words"):
        dataset(table(columns=(ID, free)))
    for settled in (replace(free, pattern="[a-z]+"), replace(free, carries="wording"), SIZE):
        dataset(table(columns=(ID, settled)))
    assert (SIZE.carries, free.carries) == ("fact", None)
    assert replace(free, pattern=r"[^\s/]+").holds_words


def test_exceptions_from_wording_are_about_columns_that_are_there() -> None:
    free = Column("remark", Type.STRING, "Remark.", "備考。", carries="wording", fact_where=(Where("kind"),))
    with pytest.raises(DeclarationError, match="has no column 'kind'"):
        table(columns=(ID, free))
    with pytest.raises(DeclarationError, match="excepts from wording"):
        replace(free, carries="fact")
    with pytest.raises(DeclarationError, match="not both"):
        Where("kind", ("a",), "a")


def test_the_version_of_the_schema_is_the_one_that_the_changelog_names() -> None:
    """It moves once between two releases of the code (schemas/README.md)."""
    changelog = (Path(__file__).parents[3] / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, *earlier = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    found = [re.search(r"schema (\d+\.\d+\.\d+)", section) for section in (newest, *earlier)]
    named = [match[1] for match in found if match]
    assert named[0] == DATASET.schema_version
    assert len(named) == len(set(named)) == len(earlier) + 1, "every release says its own"
