"""Views and Japanese names are declared whole: nothing is left out, nothing has two names, nothing is left over."""

import pytest

from schemas import japanese
from schemas.dataset import DATASET
from schemas.model import DeclarationError, Table
from schemas.render.dictionary import dictionary
from schemas.render.duckdb import comments, create_twin, twin_comments
from schemas.views import VIEWS, View, ViewColumn

RELATIONS = (*DATASET.tables, *VIEWS)


def test_every_table_view_and_column_has_one_japanese_name() -> None:
    assert list(japanese.RELATIONS) == [relation.name for relation in RELATIONS]
    assert len(set(japanese.RELATIONS.values())) == len(japanese.RELATIONS)
    used = {column.name for relation in RELATIONS for column in relation.columns}
    assert set(japanese.COLUMNS) == used
    assert not any(name.isascii() for name in japanese.RELATIONS.values())


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_a_twin_has_other_names_and_comments_in_japanese(relation: Table | View) -> None:
    names = [japanese.COLUMNS[column.name] for column in relation.columns]
    assert len({name.lower() for name in names}) == len(names)
    assert all(f'AS "{name}"' in create_twin(relation) for name in names)
    said = twin_comments(relation)
    assert len(said) == len(comments(relation)) == 1 + len(names)
    assert all(
        column.description_ja.replace("'", "''") in text
        for column, text in zip(relation.columns, said[1:], strict=True)
    )
    assert not any(column.description in text for column, text in zip(relation.columns, said[1:], strict=True))


def test_what_a_public_release_withholds_is_said() -> None:
    said = next(view for view in VIEWS if view.name == "said")
    found = dict(zip((column.name for column in said.columns), comments(said)[1:], strict=True))
    assert "withholds wording" in found["said"]
    assert "withholds" not in found["cue_class"]


def test_the_dictionary_explains_views_with_their_japanese_names() -> None:
    text = dictionary(DATASET)
    for view in VIEWS:
        assert f"\n### {view.name}\n" in text
        for column in view.columns:
            assert f"`{japanese.COLUMNS[column.name]}`" in text


def test_a_view_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(DeclarationError):
        ViewColumn("Said", "What.", "何。")
    with pytest.raises(DeclarationError):
        ViewColumn("said", "", "何。")
    twice = ViewColumn("said", "What.", "何。")
    with pytest.raises(DeclarationError, match="twice"):
        View("v", "row", "Rows.", "行。", (twice, twice))
