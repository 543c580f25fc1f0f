"""The descriptors of a release are read by those that they are for: datasets, mlcroissant, and whoever types a line of its README."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from schemas.dataset import DATASET
from tests.release.test_noticed import reseal
from warehouse.release import manifest
from warehouse.release.verify import verify

_PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def with_rows(release: Path) -> dict[str, int]:
    return {name: held["rows"] for name, held in manifest.read_manifest(release)["tables"].items() if held["rows"]}


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What asks the Hub or keeps a cache of its own does so nowhere."""
    for name, value in {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}.items():
        monkeypatch.setenv(name, value)


def head(release: Path) -> dict[str, Any]:
    text = (release / "README.md").read_text(encoding="utf-8")
    _, found, rest = text.split("---\n", 2)
    assert rest.startswith("\n# ")
    read: dict[str, Any] = yaml.safe_load(found)
    return read


def test_the_card_has_a_configuration_for_every_table_with_rows(releases: tuple[Path, Path]) -> None:
    found = head(releases[1])
    configured = {entry["config_name"]: entry for entry in found["configs"]}
    assert configured.keys() == with_rows(releases[1]).keys()
    assert [name for name, entry in configured.items() if entry.get("default")] == ["statements"]
    assert (found["license"], found["language"], found["size_categories"]) == ("cc-by-4.0", ["ja"], ["n<1K"])
    for entry in configured.values():
        assert list(releases[1].glob(entry["data_files"]))


def test_datasets_loads_every_table(releases: tuple[Path, Path], offline: None, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    wanted = with_rows(releases[1])
    lines = [
        "import datasets, json, sys",
        "rows = {name: datasets.load_dataset(sys.argv[1], name, split='train', cache_dir=sys.argv[2]).num_rows for name in sys.argv[3:]}",
        "first = datasets.load_dataset(sys.argv[1], split='train', cache_dir=sys.argv[2])[0]",
        "print(json.dumps([rows, first['cue']]))",
    ]
    # in a process of its own: it reads its settings when it is imported
    command = [sys.executable, "-c", "\n".join(lines), str(releases[1]), str(tmp_path / "cache"), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == [wanted, "語った"]


def test_croissant_is_valid_and_its_records_are_the_rows(releases: tuple[Path, Path], tmp_path: Path) -> None:
    croissant = pytest.importorskip("mlcroissant")
    found = croissant.Dataset(jsonld=str(releases[1] / "croissant.json"))
    issues = found.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert [record.name for record in found.metadata.record_sets] == list(with_rows(releases[1]))
    for name in ("hedges", "entities"):
        path = next((releases[1] / "data" / name).iterdir())
        rows = list(found.records(name))
        assert len(rows) == with_rows(releases[1])[name]
        key = DATASET.table(name).primary_key[0]
        assert {row[f"{name}/{key}"].decode() for row in rows} >= set(pq.read_table(path)[key].to_pylist())


def test_a_croissant_that_is_not_of_the_release_is_noticed(releases: tuple[Path, Path], tmp_path: Path) -> None:
    copied = Path(shutil.copytree(releases[1], tmp_path / "copy"))
    described = json.loads((copied / "croissant.json").read_text())
    described["version"] = "1"
    described["recordSet"].pop()
    (copied / "croissant.json").write_text(json.dumps(described))
    reseal(copied)
    assert "croissant.json is of version 1, not 2026.11.1" in verify(copied).problems
    assert any("croissant.json has no record set of" in problem for problem in verify(copied).problems)


def one_liners() -> list[str]:
    from warehouse.release.documents import _one_liners

    return [
        line.partition(";")[0].removeprefix("import ").partition(",")[0] for line in _one_liners({}).splitlines()[1:]
    ]


@pytest.mark.parametrize("library", one_liners())
def test_each_line_of_the_readme_runs(releases: tuple[Path, Path], library: str, offline: None) -> None:
    pytest.importorskip(library.partition(".")[0])
    text = (releases[1] / "README.md").read_text(encoding="utf-8")
    (line,) = [
        line
        for block in _PYTHON.findall(text)
        for line in block.splitlines()
        if re.match(rf"import {library}[;,]", line)
    ]
    done = subprocess.run([sys.executable, "-c", line], cwd=releases[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "statement_id" in done.stdout
    assert verify(releases[1]).ok  # and reading it changed nothing


def test_the_citation_is_as_the_format_has_it(releases: tuple[Path, Path]) -> None:
    """Citation File Format 1.2.0: what it requires, and nothing that it does not know (cffconvert needs a jsonschema of long ago)."""
    found = yaml.safe_load((releases[1] / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= found.keys()
    known = {"cff-version", "message", "title", "authors", "type", "version", "date-released", "license", "url"}
    assert found.keys() <= known
    assert (found["cff-version"], found["type"], found["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert str(found["date-released"]) == "2026-11-20"
    assert found["authors"] == [{"name": name} for name in DATASET.creators]
    assert found["version"] == "2026.11.1"


def test_cffconvert_finds_the_citation_valid(releases: tuple[Path, Path]) -> None:
    """Where it is installed in an environment of its own (`uv tool install cffconvert`)."""
    program = shutil.which("cffconvert")
    if program is None:
        pytest.skip("no cffconvert on the PATH")
    command = [program, "--validate", "-i", str(releases[1] / "CITATION.cff")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
