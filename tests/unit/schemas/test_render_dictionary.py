"""The dictionary and the data package name every table, column and value."""

import json

from schemas.dataset import DATASET
from schemas.render.dictionary import dictionary, vocabularies
from schemas.render.frictionless import package


def test_the_dictionary_explains_everything_in_both_languages() -> None:
    text = dictionary(DATASET)
    for table in DATASET.tables:
        assert f"\n### {table.name}\n" in text
        assert table.title_ja in text
        for column in table.columns:
            assert column.description_ja.replace("|", r"\|") in text
    for vocabulary in vocabularies(DATASET.tables):
        for value, (meaning, meaning_ja) in vocabulary.values.items():
            assert f"| `{value}` | {meaning} | {meaning_ja} |" in text


def test_its_links_lead_somewhere() -> None:
    text = dictionary(DATASET)
    anchors = {line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")}
    targets = {piece.partition(")")[0] for piece in text.split("](#")[1:]}
    assert targets <= anchors


def test_every_row_of_a_grid_has_as_many_cells() -> None:
    block: list[str] = []
    for line in [*dictionary(DATASET).splitlines(), ""]:
        if line.startswith("|"):
            block.append(line)
        elif block:
            assert len({row.replace(r"\|", "").count("|") for row in block}) == 1, block[0]
            block = []


def test_the_package_lists_files_keys_and_references() -> None:
    found = package(
        DATASET,
        version="2026.11.0",
        created="2026-11-20T03:00:00Z",
        files={"blocks": ["data/blocks/a.parquet"]},
        extra={"edition": "local"},
        notice="Not for redistribution.",
    )
    assert found["edition"] == "local"
    assert found["description"].startswith("Not for redistribution.")
    assert json.loads(json.dumps(found)) == found
    resources = {resource["name"]: resource for resource in found["resources"]}
    assert list(resources) == ["blocks"]  # a resource has files
    blocks = resources["blocks"]
    assert blocks["path"] == ["data/blocks/a.parquet"]
    assert blocks["schema"]["primaryKey"] == ["block_id"]
    references = {key["reference"]["resource"] for key in blocks["schema"]["foreignKeys"]}
    assert references == {"articles", ""}  # the empty name means the table itself
    fields = {field["name"]: field for field in blocks["schema"]["fields"]}
    assert fields["role"]["constraints"]["enum"][0] == "title"
    assert fields["level"]["constraints"]["required"] is False
