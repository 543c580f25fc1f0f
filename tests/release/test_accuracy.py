"""How right the columns are, in every release: page, file, catalog and data package say the same."""

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.evaluation.evaluate import table
from tests import factories
from tests.factories import VERSIONS
from tests.release.quick import validate_by_sql
from warehouse import catalog, quality
from warehouse.layout import Layout
from warehouse.release import accuracy
from warehouse.release.build import build, is_current
from warehouse.release.verify import verify

COMPUTED = {
    "table_name": "mentions",
    "column_name": None,
    "measure": "f1",
    "value": 0.875,
    "low": 0.8,
    "high": 0.93,
    "interval": "bootstrap",
    "item_count": 200,
    "text_count": 24,
    "gold": "articles",
    "basis": "held_out",
    "system": "kawaraban",
    "origin": "computed",
    "note": "Short articles.",
}
ABSENT = {"value": None, "low": None, "high": None, "interval": "none", "item_count": None, "text_count": None}


def figures() -> pa.Table:
    sport = {**COMPUTED, "genre": "sport", "value": 0.9, "gold": "development texts", "basis": "development"}
    peer = {**COMPUTED, "system": "GiNZA", "value": 0.68, "low": None, "high": None, "interval": "none"}
    recorded = {**peer, "origin": "recorded", "basis": "read", "gold": "other", "note": "24 articles"}
    nothing = {**COMPUTED, **ABSENT, "column_name": "is_metonym", "measure": "not_measured", "origin": "none"}
    return table([COMPUTED, sport, recorded, {**nothing, "gold": "none", "basis": "none", "note": "No gold | yet."}])


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("accuracy")
    layout = Layout(root / "data")
    factories.lay(layout, factories.linked(2), factories.land_documents(layout, root / "news", 2))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quality, "validate_files", validate_by_sql)
        local = build(layout, versions=VERSIONS, figures=figures())
        return local, build(layout, versions=VERSIONS, figures=figures(), edition="public")


def test_both_editions_have_the_same_figures(released: tuple[Path, Path]) -> None:
    local, public = released
    assert (local / accuracy.FILE).read_bytes() == (public / accuracy.FILE).read_bytes()
    assert pq.read_table(public / accuracy.FILE).to_pylist() == figures().to_pylist()
    assert verify(local).problems == verify(public).problems == ()


def test_the_page_says_how_far_each_text_was_in_sight(released: tuple[Path, Path]) -> None:
    text = (released[1] / accuracy.PAGE).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("| `mentions` | f1 | 0.875"))
    assert "[0.800, 0.930] b | 200 / 24 | kawaraban | articles | held out" in line
    assert "| (rows) | f1 | 0.680 | 200 / 24 | GiNZA | other: 24 articles | **read** by who wrote the rules |" in text
    assert "| `mentions` | f1 | sport (スポーツ) | 0.900" in text
    assert r"| No gold \| yet. | `mentions.is_metonym` |" in text
    assert "Not for redistribution" not in text
    assert "Not for redistribution" in (released[0] / accuracy.PAGE).read_text(encoding="utf-8")


def test_catalog_dictionary_and_data_package_know_the_table(released: tuple[Path, Path]) -> None:
    for release in released:
        with catalog.connect(release, release=True) as connection:
            found = catalog.query(connection, "select system from accuracy where origin = 'recorded'")
            assert found["system"].to_pylist() == ["GiNZA"]
        with duckdb.connect(str(release / "kawaraban.duckdb"), read_only=True) as connection:
            assert connection.execute("select count(*) from accuracy").fetchall() == [(4,)]
        resources = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        assert [item["path"] for item in resources if item["name"] == "accuracy"] == [[accuracy.FILE]]
        assert "### accuracy" in (release / "DICTIONARY.md").read_text(encoding="utf-8")
        listed = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["files"]
        assert {entry["path"]: entry.get("rows") for entry in listed}[accuracy.FILE] == 4


def test_a_file_or_a_page_that_is_another_s_is_found(released: tuple[Path, Path], tmp_path: Path) -> None:
    copied = tmp_path / "release"
    shutil.copytree(released[1], copied)
    (copied / accuracy.PAGE).write_text("# Accuracy\n", encoding="utf-8")
    assert list(accuracy.problems(copied)) == ["ACCURACY.md says nothing of mentions, and accuracy.parquet does"]
    turned = figures().rename_columns({"low": "high", "high": "low"}).select(figures().column_names)
    pq.write_table(turned, copied / accuracy.FILE)
    assert "accuracy.parquet breaks its rule order_low_high" in list(accuracy.problems(copied))
    pq.write_table(figures().drop(["low"]), copied / accuracy.FILE)
    (problem,) = accuracy.problems(copied)
    assert problem.startswith("accuracy.parquet does not fit its declaration: accuracy: missing columns ['low']")


def test_without_figures_the_page_says_so(tmp_path: Path) -> None:
    assert accuracy.write(tmp_path, None, "public") == {}
    assert "Nobody measured anything" in (tmp_path / accuracy.PAGE).read_text(encoding="utf-8")
    assert not (tmp_path / accuracy.FILE).exists()


def test_other_figures_are_another_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    layout = Layout(tmp_path / "data")
    factories.lay(layout, factories.linked(2), factories.land_documents(layout, tmp_path / "news", 2))
    build(layout, versions=VERSIONS, figures=figures())
    assert is_current(layout, "local", versions=VERSIONS, figures=figures())
    assert not is_current(layout, "local", versions=VERSIONS, figures=figures().slice(1))
