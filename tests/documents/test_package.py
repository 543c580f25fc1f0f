"""`datapackage.json` says what a validator of data packages finds, in both editions."""

import json
from pathlib import Path

import pytest
from frictionless import Package, Report

from tests.documents.conftest import Made


def validated(release: Path, descriptor: object, rows: int | None = None) -> Report:
    """What Frictionless finds, of so many rows a table, or of all."""
    return Package.from_descriptor(descriptor, basepath=str(release)).validate(limit_rows=rows)


def errors(report: Report) -> list[str]:
    return [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]


@pytest.mark.parametrize(("edition", "rows"), [("standoff", None), ("full", 60)])
def test_frictionless_finds_no_error(made: Made, edition: str, rows: int | None) -> None:
    release = getattr(made, edition)
    descriptor = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    report = validated(release, descriptor, rows)
    assert errors(report) == []
    assert {task.name for task in report.tasks} == {"accuracy", *(path.name for path in (release / "data").iterdir())}


def test_frictionless_would_find_one(made: Made) -> None:
    descriptor = json.loads((made.full / "datapackage.json").read_text(encoding="utf-8"))
    (blocks,) = [resource for resource in descriptor["resources"] if resource["name"] == "blocks"]
    (level,) = [field for field in blocks["schema"]["fields"] if field["name"] == "level"]
    del level["missingValues"], blocks["schema"]["foreignKeys"]
    assert "nan" in errors(validated(made.full, {**descriptor, "resources": [blocks]}))[0]
