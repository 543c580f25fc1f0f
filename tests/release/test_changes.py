"""What changed between releases is found by key, told, and has a version that fits."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from assets.cli import main
from schemas.dataset import DATASET
from tests.factories import VERSIONS, changed, identifier, land_documents, lay, linked
from tests.release.quick import validate_by_sql
from warehouse import quality, tables
from warehouse.layout import Layout
from warehouse.release import changes, history, manifest
from warehouse.release import verify as verifying
from warehouse.release.build import ReleaseError, build
from warehouse.release.verify import verify


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    return layout


def make(layout: Layout, **options: Any) -> Path:
    return build(layout, versions=VERSIONS, **options)


def rewrite(layout: Layout, name: str, rows: pa.Table) -> None:
    """Put these rows in place of the first batch's."""
    table = DATASET.table(name)
    key = tables.parts(layout, table)[0]
    tables.write_part(layout, table, rows, key.day, key.batch, versions=VERSIONS)


def rows_of(layout: Layout, name: str) -> pa.Table:
    key = tables.parts(layout, DATASET.table(name))[0]
    return tables.read_part(layout, DATASET.table(name), key.day, key.batch)


def test_an_article_more_is_rows_that_were_added(releases: tuple[Path, Path]) -> None:
    old, new = releases
    assert not (old / "changes").exists()
    assert "## 2026.11.0\n\nThe first release." in (old / "CHANGELOG.md").read_text()
    said = manifest.read_manifest(new)["changes"]
    assert said["since"] == "2026.11.0"
    assert said["tables"]["articles"] == {"added": 1, "removed": 0, "changed": 0}
    assert "sources" not in said["tables"]
    added = pq.read_table(new / "changes" / "articles.parquet")
    assert added.to_pylist() == [{"article_id": identifier("art", 3), "change": "added", "columns": []}]
    # what counts the articles of a name is a changed column of its row
    alias = pq.read_table(new / "changes" / "aliases.parquet").to_pylist()
    assert {(row["change"], tuple(row["columns"])) for row in alias} == {
        ("changed", ("mention_count", "article_count"))
    }
    page = (new / "CHANGELOG.md").read_text()
    assert page.index("## 2026.11.1") < page.index("## 2026.11.0")
    assert "| `articles` | 3 | 1 | 0 | 0 |  |" in page
    assert "| `aliases` | 2 | 0 | 0 | 2 | `article_count` (2), `mention_count` (2) |" in page


def test_changed_and_removed_rows_are_found_by_key(layout: Layout) -> None:
    first = make(layout)
    hedges = rows_of(layout, "hedges")
    rewrite(layout, "hedges", changed(hedges, DATASET.table("hedges"), certainty="possible", category="possibility"))
    articles = rows_of(layout, "articles")
    runs = articles["alignment"][0].as_py()
    half = [{**runs[0], "length": 1, "source_length": 1}]
    half += [{"start": 1, "length": runs[0]["length"] - 1, "source_start": 1, "source_length": runs[0]["length"] - 1}]
    rewrite(layout, "articles", changed(articles, DATASET.table("articles"), alignment=half))
    glossary = rows_of(layout, "glossary")
    gone = glossary["entry_id"][0].as_py()
    rewrite(layout, "glossary", glossary.slice(1))
    second = make(layout)
    found = {table.name: table for table in changes.between(first, second).tables}
    assert found["glossary"].rows.to_pylist() == [{"entry_id": gone, "change": "removed", "columns": []}]
    assert found["hedges"].counts == {"added": 0, "removed": 0, "changed": 1}
    assert found["hedges"].columns.keys() == {"category", "certainty"}
    assert found["articles"].columns == {"alignment": 1}
    assert [name for name, table in found.items() if table.rows.num_rows] == ["articles", "hedges", "glossary"]
    assert verify(second).ok
    back = {table.name: table.counts for table in changes.between(second, first).tables}
    assert back["glossary"] == {"added": 1, "removed": 0, "changed": 0}


def test_only_files_that_differ_are_read(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(layout)
    lay(layout, linked(1, first=3), land_documents(layout, tmp_path / "news", 1, first=3))
    read: list[str] = []
    compare = changes._compare

    def heard(connection: Any, table: Any, before: list[str], now: list[str]) -> pa.Table:
        read.extend([*before, *now])
        return compare(connection, table, before, now)

    monkeypatch.setattr(changes, "_compare", heard)
    make(layout)
    assert len([name for name in read if "/articles/" in name]) == 1
    assert len([name for name in read if "/sources/" in name]) == 0  # merged anew, with the same bytes
    assert len([name for name in read if "/aliases/" in name]) == 2


def test_words_of_what_was_removed_are_not_repeated(layout: Layout) -> None:
    first = make(layout)
    aliases = DATASET.table("aliases")
    rewrite(layout, "aliases", rows_of(layout, "aliases").slice(1))
    tables.write_merged(layout, aliases, lambda rows: rows, versions=VERSIONS)
    found = {table.name: table for table in changes.between(first, make(layout)).tables}["aliases"]
    assert found.counts["removed"] == 1
    assert found.rows["alias"].to_pylist() == [None]
    assert found.rows["entity_id"].null_count == 0


def test_a_release_before_that_cannot_be_read_is_told(layout: Layout) -> None:
    first = make(layout)
    part = next((first / "data" / "hedges").iterdir())
    part.unlink()  # it is the very file of the tables
    part.write_bytes(b"damaged")
    hedges = DATASET.table("hedges")
    rewrite(layout, "hedges", changed(rows_of(layout, "hedges"), hedges, certainty="possible"))
    second = make(layout)
    assert "It cannot be compared with the release before: 2026.11.0: " in (second / "CHANGELOG.md").read_text()
    assert manifest.read_manifest(second)["changes"] == {"since": None, "tables": {}, "problem": None}
    assert verify(second).ok


def test_altered_changes_are_noticed(releases: tuple[Path, Path], tmp_path: Path) -> None:
    claimed = manifest.read_manifest(releases[1])
    copied = Path(shutil.copytree(releases[1], tmp_path / "copy"))
    path = copied / "changes" / "articles.parquet"
    rows = pq.read_table(path)
    for broken, words in (
        (rows.slice(1), "has other changes than"),
        (rows.drop_columns(["columns"]), "does not have the columns"),
        (rows.set_column(0, rows.schema.field(0), pa.array([identifier("art", 99)])), "names rows that are not there"),
    ):
        tables.write_parquet(broken, path)
        assert [problem for problem in changes.problems(copied, claimed, DATASET) if words in problem]
    path.unlink()
    (copied / "changes" / "sources.parquet").write_bytes(b"")
    assert set(changes.problems(copied, claimed, DATASET)) == {
        "changes/articles.parquet is missing",
        "changes/sources.parquet is not in manifest.json",
    }
    assert any("is missing" in problem for problem in verifying.verify(copied).problems)


def test_releases_of_two_editions_or_in_part_are_not_compared(releases: tuple[Path, Path], tmp_path: Path) -> None:
    copied = Path(shutil.copytree(releases[1], tmp_path / "copy"))
    (copied / "subset.json").write_text('{"tables": ["articles"]}', encoding="utf-8")
    with pytest.raises(ReleaseError, match="fetched in part"):
        changes.between(releases[0], copied)
    held = json.loads((copied / "manifest.json").read_text()) | {"edition": "local"}
    (copied / "manifest.json").write_text(json.dumps(held))
    with pytest.raises(ReleaseError, match="compare releases of one edition"):
        changes.between(releases[0], copied)


def test_the_public_edition_needs_a_schema_version_that_fits(layout: Layout) -> None:
    first = {edition: make(layout, edition=edition) for edition in ("local", "public")}
    for release in first.values():
        declared = json.loads((release / "schema.json").read_text())
        declared["tables"][3]["columns"].pop()
        (release / "schema.json").write_text(json.dumps(declared), encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"does not fit what changed since .*new column \(minor\)"):
        make(layout, edition="public")
    second = make(layout)
    assert "does not fit what changed" in (second / "CHANGELOG.md").read_text()
    assert manifest.read_manifest(second)["changes"]["problem"]
    for release in first.values():
        held = json.loads((release / "manifest.json").read_text()) | {"schema_version": "0.0.1"}
        (release / "manifest.json").write_text(json.dumps(held), encoding="utf-8")
    assert "→" in (make(layout, edition="public") / "CHANGELOG.md").read_text()


def test_figures_of_accuracy_are_compared(releases: tuple[Path, Path], tmp_path: Path) -> None:
    for number, value in enumerate((0.5, 0.75)):
        release = Path(shutil.copytree(releases[number], tmp_path / str(number)))
        row = {
            "table_name": "statements",
            "column_name": "cue",
            "measure": "f1",
            "genre": None,
            "gold": "golden",
            "value": value,
        }
        pq.write_table(pa.Table.from_pylist([row]), release / "accuracy.parquet")
    found = changes.between(tmp_path / "0", tmp_path / "1")
    assert found.figures == (changes.FigureChange("statements.cue f1 golden", 0.5, 0.75),)
    assert "figure  statements.cue f1 golden: 0.500 → 0.750" in history.as_lines(found)


def test_the_command_tells_it(home: Layout, releases: tuple[Path, Path], tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["release", "diff", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    by_version = run("2026.11.0", "2026.11.1", "--data", str(home.root), "--edition", "public")
    assert by_version == run(*map(str, releases))
    assert "schema  0." in by_version
    assert "mention_count (2)" in by_version
    told = json.loads(run(*map(str, releases), "--format", "json"))
    assert told["tables"]["articles"] == {"before": 2, "now": 3, "added": 1, "removed": 0, "changed": 0, "columns": {}}
    assert told["schema"]["level"] == "none"
    assert "no row of 2026.11.1 is another" in run(str(releases[1]), str(releases[1]))
    refused = CliRunner().invoke(main, ["release", "diff", str(tmp_path), str(releases[1])])
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
