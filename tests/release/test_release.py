"""A release is whole, repeats only what it may, is the same when built again, and tells when it was touched."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from schemas.render import arrow
from tests.factories import DAY, VERSIONS, changed, keep_first, land_documents, lay, linked
from warehouse import catalog, landing, made, tables
from warehouse.files import sha256_of
from warehouse.layout import Layout
from warehouse.release import build as building
from warehouse.release import index, manifest, standoff
from warehouse.release.build import ReleaseError, build, is_current, next_version
from warehouse.release.verify import verify

FULL = {"*": "full"}


def make(layout: Layout, version: str | None = None, **options: Any) -> Path:
    return build(layout, version, versions=VERSIONS, **options)


def rows_of(release: Path, table: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(path) for path in sorted((release / "data" / table).glob("*.parquet")))


def values_of(release: Path, table: str, column: str) -> set[object]:
    return set(rows_of(release, table)[column].to_pylist())


def test_a_release_has_everything_and_verifies(released: tuple[Path, Path]) -> None:
    for path in released:
        found = verify(path)
        assert found.problems == ()
        assert found.ok
        assert len(found.checks) > 400
        for name in ("README.md", "DICTIONARY.md", "QUALITY.md", "LICENSES.csv", "CITATION.cff", "datapackage.json"):
            assert (path / name).stat().st_size > 100
        assert (path / "quality" / "index.html").exists()
    content = json.loads((released[1] / "manifest.json").read_text())
    assert content["tables"]["articles"] == {"rows": 2, "files": 1}
    assert content["versions"] == {**VERSIONS, "pyarrow": pa.__version__}
    assert (content["created"], content["redistribution"]) == ("2026-11-20T03:00:00Z", {})
    assert (released[0].parent.name, released[1].parent.name) == ("public", "local")
    assert released[0].name == released[1].name  # they hold the same
    assert content["articles"] == {"total": 2, "with_text": 2}


def test_sha256sum_agrees(released: tuple[Path, Path]) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum here")
    subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=released[0], check=True)


def test_the_catalog_is_opened_from_the_release(released: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(released[1])
    with duckdb.connect("kawaraban.duckdb", read_only=True) as connection:
        assert connection.execute("select distinct speaker from said").fetchall() == [("岬野葵",)]


def test_versions_count_up_and_the_index_lists_them(layout: Layout) -> None:
    assert next_version(layout, "local", versions=VERSIONS) == "2026.11.0"
    first = make(layout)
    second = make(layout)
    assert (first.name, second.name) == ("2026.11.0", "2026.11.1")
    assert next_version(layout, "public", versions=VERSIONS) == "2026.11.1"  # what holds the same has the same version
    assert next_version(layout, "public", versions={"code": "new"}) == "2026.11.2"
    listed = json.loads(layout.release_index("local").read_text())
    assert listed["latest"] == "2026.11.1"
    assert [entry["version"] for entry in listed["releases"]] == ["2026.11.1", "2026.11.0"]
    for entry in listed["releases"]:
        assert entry["sha256"] == sha256_of(layout.editions("local") / entry["manifest"])
    for name in ("2026.11.10", "2026.11.9"):
        shutil.copytree(first, layout.release(name, "local"))
    assert manifest.versions(layout, "local")[0] == "2026.11.10"
    assert next_version(layout, "local", versions=VERSIONS) == "2026.11.11"


def test_a_version_is_never_overwritten(layout: Layout) -> None:
    path = make(layout, "2026.11.5")
    before = sha256_of(path / "manifest.json")
    with pytest.raises(ReleaseError, match="never overwritten"):
        make(layout, "2026.11.5")
    assert sha256_of(path / "manifest.json") == before


def test_two_builds_are_equal_byte_for_byte(released: tuple[Path, Path], tmp_path: Path) -> None:
    layout = Layout(tmp_path / "elsewhere")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    again = make(layout, edition="public")
    for name in manifest.names(released[0]):
        if manifest.is_reproducible(name):
            assert (released[0] / name).read_bytes() == (again / name).read_bytes(), name


def test_a_later_release_repeats_unchanged_files(layout: Layout, tmp_path: Path) -> None:
    first = make(layout)
    lay(layout, linked(1, first=3), land_documents(layout, tmp_path / "news", 1, first=3))
    assert not is_current(layout, "local", versions=VERSIONS)
    second = make(layout)
    assert verify(second).ok
    assert rows_of(second, "articles").num_rows == 3
    for path in (first / "data" / "blocks").iterdir():
        assert (second / "data" / "blocks" / path.name).read_bytes() == path.read_bytes()


def test_a_release_is_current_until_something_changes(layout: Layout) -> None:
    assert not is_current(layout, "local", versions=VERSIONS)
    make(layout)
    assert is_current(layout, "local", versions=VERSIONS)
    assert not is_current(layout, "local", versions={"code": "new"})
    assert not is_current(layout, "public", versions=VERSIONS)
    make(layout, edition="public")
    assert is_current(layout, "public", versions=VERSIONS)
    assert not is_current(layout, "public", versions=VERSIONS, redistribution=FULL)


def test_wording_is_withheld_and_facts_stay(released: tuple[Path, Path]) -> None:
    public, local = released
    for table in DATASET.tables:
        if table.rows_carry == "wording":
            assert not (public / "data" / table.name).exists()  # no file without rows
            continue
        rows = rows_of(public, table.name) if (public / "data" / table.name).exists() else arrow.empty(table)
        for column in table.columns:
            if column.carries == "wording" and not column.fact_where and column.name not in table.primary_key:
                assert rows[column.name].null_count == rows.num_rows, f"{table.name}.{column.name}"
    for table, column in (
        ("mentions", "text"),
        ("entities", "name_ja"),
        ("aliases", "alias"),
        ("statements", "cue"),
        ("statements", "speaker_text"),
        ("attributions", "agent_text"),
        ("roles", "role"),
        ("hedges", "text"),
        ("time_expressions", "text"),
        ("quantities", "text"),
        ("references", "url"),
        ("articles", "text_sha256"),
    ):
        assert values_of(public, table, column) == values_of(local, table, column) != {None}, f"{table}.{column}"
    text = rows_of(local, "articles")["text"][0].as_py()
    assert hashlib.sha256(text.encode()).hexdigest() in values_of(public, "articles", "text_sha256")
    assert values_of(public, "blocks", "start") == values_of(local, "blocks", "start")


def test_the_local_edition_is_what_the_tables_hold_and_says_on_every_page_whose_it_is(
    released: tuple[Path, Path],
) -> None:
    public, local = released
    assert rows_of(local, "statements")["text"].null_count == 0
    assert rows_of(local, "tokens").num_rows == 6
    assert rows_of(local, "comments")["body"].null_count == 0
    pages = {path.relative_to(local): path for path in local.rglob("*") if path.suffix in (".md", ".html", ".cff")}
    assert len(pages) == 7
    for name, path in {**pages, Path("datapackage.json"): local / "datapackage.json"}.items():
        assert "Not for redistribution" in path.read_text(encoding="utf-8"), name
        assert "Not for redistribution" not in (public / name).read_text(encoding="utf-8"), name
    for path, edition in ((public, "public"), (local, "local")):
        assert json.loads((path / "datapackage.json").read_text())["edition"] == edition
        assert f"edition {edition}" in (path / "README.md").read_text(encoding="utf-8")
        assert f"edition {edition}" in (path / "QUALITY.md").read_text(encoding="utf-8")
    manifest.refuse_unpublishable(manifest.read_manifest(public))
    with pytest.raises(ReleaseError, match="not for redistribution"):
        manifest.refuse_unpublishable(manifest.read_manifest(local))


def test_no_file_is_without_rows(released: tuple[Path, Path]) -> None:
    for path in released:
        found = list(path.rglob("*.parquet"))
        assert found
        assert all(pq.read_metadata(file).num_rows for file in found)
        absent = [name for name, held in manifest.read_manifest(path)["tables"].items() if not held["files"]]
        for name in absent:
            assert f"`{name}`" in (path / "README.md").read_text(encoding="utf-8")
        with catalog.connect(path, release=True) as connection:
            assert set(catalog.row_counts(connection)) == {table.name for table in DATASET.tables}


def test_articles_that_readers_commented_on_are_never_whole(layout: Layout) -> None:
    path = make(layout, edition="public", redistribution=FULL)
    content = manifest.read_manifest(path)
    assert content["redistribution"] == FULL
    commented = len(values_of(path, "comments", "article_id"))
    assert content["articles"] == {"total": 2, "with_text": 2 - commented}
    assert commented
    assert values_of(path, "comments", "body") == values_of(path, "comments", "text") == {None}


def test_terms_hold_source_by_source(tmp_path: Path, quick: None) -> None:
    layout = Layout(tmp_path / "data")
    batch = land_documents(layout, tmp_path / "news", 2)
    dataset = linked(2)
    dataset["comments"] = dataset["comments"].slice(0, 0)
    other = "src_" + "9" * 24
    open_source = dataset["sources"].to_pylist()[0] | {
        "source_id": other,
        "redistribution": "full",
        "name_ja": "公開新聞",
    }
    dataset["sources"] = pa.concat_tables(
        [dataset["sources"], pa.Table.from_pylist([open_source], schema=dataset["sources"].schema)]
    )
    dataset["articles"] = changed(dataset["articles"], DATASET.table("articles"), at=1, source_id=other)
    lay(layout, dataset, batch)
    path = make(layout, edition="public")
    assert verify(path).ok
    texts = {row["source_id"]: row["text"] for row in rows_of(path, "articles").to_pylist()}
    assert texts[other] == dataset["articles"]["text"][1].as_py()
    assert sorted(text is None for text in texts.values()) == [False, True]
    assert len(values_of(path, "tokens", "article_id")) == 1
    licences = (path / "LICENSES.csv").read_text(encoding="utf-8")
    assert f"{other},公開新聞,Kaku Shimbun,example.jp,CC0-1.0,full,full,1" in licences


def test_articles_without_a_source_are_withheld_and_counted(tmp_path: Path, quick: None) -> None:
    layout = Layout(tmp_path / "data")
    batch = land_documents(layout, tmp_path / "news", 2)
    dataset = linked(2, redistribution="full")
    dataset["comments"] = dataset["comments"].slice(0, 0)
    dataset["articles"] = changed(dataset["articles"], DATASET.table("articles"), source_id=None)
    lay(layout, dataset, batch)
    path = make(layout, edition="public")
    assert json.loads((path / "manifest.json").read_text())["articles"] == {"total": 2, "with_text": 1}
    assert "(source not known),,,none,none,1" in (path / "LICENSES.csv").read_text(encoding="utf-8")


def leaves_nothing(layout: Layout) -> bool:
    return not list(layout.releases.glob("*/*/")) and not list(layout.temporary.iterdir())


def test_parts_of_other_versions_are_refused(layout: Layout) -> None:
    with pytest.raises(ReleaseError, match=f"run these days again: {DAY}"):
        build(layout, versions={"code": "new"})
    tables.write_part(layout, DATASET.table("roles"), linked(2)["roles"], DAY, "b9", versions={"code": "old"})
    with pytest.raises(ReleaseError, match="roles"):
        make(layout)
    assert leaves_nothing(layout)


@pytest.mark.parametrize(
    ("table", "values", "problem"),
    [
        ("statements", {"certainty": "sure"}, "vocabulary_certainty"),
        ("blocks", {"start": 1}, "blocks_cover_text"),
        ("mentions", {"entity_id": "ent_" + "f" * 24}, "foreign_key_mentions_entity_id"),
    ],
)
def test_broken_rows_block_a_release(layout: Layout, table: str, values: dict[str, object], problem: str) -> None:
    declared = DATASET.table(table)
    key = tables.parts(layout, declared)[0]
    rows = changed(tables.read_part(layout, declared, key.day, key.batch), declared, **values)
    tables.write_part(layout, declared, rows, key.day, key.batch, versions=VERSIONS)
    with pytest.raises(ReleaseError, match=problem + r".* of doc_[0-9a-f]{64}") as caught:
        make(layout)
    assert "\n" not in str(caught.value)
    assert leaves_nothing(layout)


@pytest.mark.parametrize("step", ["_write_descriptors", "_check", "_write_manifest"])
def test_a_failure_leaves_no_half_release(layout: Layout, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(building._Build, step, fails)
        with pytest.raises(KeyboardInterrupt):
            make(layout)
    assert leaves_nothing(layout)
    assert make(layout).name == "2026.11.0"


def test_a_kill_before_the_index_repairs_itself(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(index, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            make(layout)
    assert not layout.release_index("local").exists()
    make(layout)
    assert len(json.loads(layout.release_index("local").read_text())["releases"]) == 2


def test_nothing_to_release_and_unknown_terms_are_said(tmp_path: Path, layout: Layout) -> None:
    with pytest.raises(ReleaseError, match="nothing to release"):
        next_version(Layout(tmp_path / "empty"), "local", versions=VERSIONS)
    with pytest.raises(ReleaseError, match="not one of"):
        make(layout, edition="public", redistribution={"*": "everything"})
    with pytest.raises(ReleaseError, match="no source here"):
        make(layout, edition="public", redistribution={"example.jpp": "full"})
    with pytest.raises(ReleaseError, match="for the public one"):
        make(layout, redistribution=FULL)


def test_only_rejections_can_be_released(tmp_path: Path, quick: None) -> None:
    layout = Layout(tmp_path / "data")
    batch = land_documents(layout, tmp_path / "news", 1)
    dataset = {name: rows.slice(0, 0) for name, rows in linked(1).items()}
    dataset["rejections"] = linked(1)["rejections"]
    lay(layout, dataset, batch)
    assert verify(make(layout)).ok


def test_lexemes_are_followed_through_their_units() -> None:
    table = DATASET.table("lexemes")
    rows = linked(1)["lexemes"].to_pylist()
    unit = {"start": 0, "end": 1}
    rows[3]["b_units"] = [{"lexeme_id": 1, **unit}]
    lexemes = pa.Table.from_pylist(rows, schema=linked(1)["lexemes"].schema)
    assert table.column("a_units").type == table.column("b_units").type
    assert standoff.lexeme_closure(lexemes, {2}) == {2, 4, 1}
    assert keep_first(table)(pa.concat_tables([lexemes, lexemes])).num_rows == 4


def test_a_part_that_was_altered_in_place_is_not_released(layout: Layout) -> None:
    for day, batch in landing.batches(layout):
        infos = {
            table.name: tables.write_part(
                layout, table, tables.read_part(layout, table, day, batch), day, batch, versions=VERSIONS
            )
            for table in DATASET.tables
        }
        made.write(layout, day, batch, infos, versions=VERSIONS)
    assert made.damaged(layout) == made.damaged(layout, thorough=True) == []
    path = infos["quantities"].path
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    assert [damage.path for damage in made.damaged(layout)] == [path]
    with pytest.raises(ReleaseError, match="is not what was made: its bytes"):
        make(layout)
