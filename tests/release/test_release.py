"""A release is whole, repeats only what it may, is the same when built again, and tells when it was touched."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from schemas.model import Table
from tests.factories import DAY, VERSIONS, changed, keep_first, land_documents, lay, linked
from warehouse import landing, made, quality, tables
from warehouse.files import sha256_of
from warehouse.layout import Layout
from warehouse.quality import Validation
from warehouse.release import build as building
from warehouse.release import manifest, standoff
from warehouse.release.build import ReleaseError, build, is_current, next_version
from warehouse.release.verify import verify

FULL = {"*": "full"}


def validate_by_sql(table: Table, paths: Sequence[Path], *_: object, **_options: object) -> Validation:
    """The same rules without Great Expectations, whose seconds most tests here need not spend."""
    rows = pa.concat_tables([pq.read_table(path, partitioning=None) for path in paths])
    results = tuple(quality._run_sql(table, rows).values())
    failed = [result for result in results if not result.success]
    counts = {"expectations": len(results), "passed": len(results) - len(failed), "checked_rows": rows.num_rows}
    return Validation(table.name, rows.num_rows, not failed, bool(failed), results, counts)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)


@pytest.fixture
def layout(tmp_path: Path, quick: None) -> Layout:
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    return layout


def make(layout: Layout, version: str | None = None, **options: dict[str, str]) -> Path:
    return build(layout, version, versions=VERSIONS, data_docs=False, **options)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A stand-off release and a full one of the same tables."""
    root = tmp_path_factory.mktemp("released")
    layout = Layout(root / "data")
    lay(layout, linked(2), land_documents(layout, root / "news", 2))
    return build(layout, versions=VERSIONS), make(layout, redistribution=FULL)


@pytest.fixture
def copied(released: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(released[1], tmp_path / "copy"))


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
    assert (released[0] / "quality" / "data_docs" / "index.html").exists()
    content = json.loads((released[1] / "manifest.json").read_text())
    assert content["tables"]["articles"] == {"rows": 2, "files": 1}
    assert content["versions"] == {**VERSIONS, "pyarrow": pa.__version__}
    assert (content["created"], content["redistribution"]) == ("2026-11-20T03:00:00Z", FULL)
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
    assert next_version(layout) == "2026.11.0"
    first = make(layout)
    second = make(layout)
    assert (first.name, second.name) == ("2026.11.0", "2026.11.1")
    index = json.loads(layout.release_index.read_text())
    assert [entry["version"] for entry in index["releases"]] == ["2026.11.1", "2026.11.0"]
    for entry in index["releases"]:
        assert entry["sha256"] == sha256_of(layout.releases / entry["manifest"])
    for name in ("2026.11.10", "2026.11.9"):
        shutil.copytree(first, layout.release(name))
    assert manifest.versions(layout)[0] == "2026.11.10"
    assert next_version(layout) == "2026.11.11"


def test_a_version_is_never_overwritten(layout: Layout) -> None:
    path = make(layout, "2026.11.5")
    before = sha256_of(path / "manifest.json")
    with pytest.raises(ReleaseError, match="never overwritten"):
        make(layout, "2026.11.5")
    assert sha256_of(path / "manifest.json") == before


def test_two_builds_are_equal_byte_for_byte(released: tuple[Path, Path], tmp_path: Path) -> None:
    layout = Layout(tmp_path / "elsewhere")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    again = build(layout, versions=VERSIONS, data_docs=False)
    for name in manifest.names(released[0]):
        if manifest.is_reproducible(name):
            assert (released[0] / name).read_bytes() == (again / name).read_bytes(), name


def test_a_later_release_repeats_unchanged_files(layout: Layout, tmp_path: Path) -> None:
    first = make(layout)
    lay(layout, linked(1, first=3), land_documents(layout, tmp_path / "news", 1, first=3))
    assert not is_current(layout, versions=VERSIONS)
    second = make(layout)
    assert verify(second).ok
    assert rows_of(second, "articles").num_rows == 3
    for path in (first / "data" / "blocks").iterdir():
        assert (second / "data" / "blocks" / path.name).read_bytes() == path.read_bytes()


def test_a_release_is_current_until_something_changes(layout: Layout) -> None:
    assert not is_current(layout, versions=VERSIONS)
    make(layout)
    assert is_current(layout, versions=VERSIONS)
    assert not is_current(layout, versions={"code": "new"})
    assert not is_current(layout, versions=VERSIONS, redistribution=FULL)


def test_withheld_articles_leave_no_text_behind(released: tuple[Path, Path]) -> None:
    stand_off, full = released
    for table in standoff.published(DATASET).tables:
        rows = rows_of(stand_off, table.name)
        if "article_id" in table.column_names:
            for name in standoff.text_columns(table):
                assert rows[name].null_count == rows.num_rows, f"{table.name}.{name}"
    assert rows_of(stand_off, "tokens").num_rows == rows_of(stand_off, "lexemes").num_rows == 0
    assert values_of(stand_off, "entities", "name_ja") == {None, "凪浜市"}  # the lexicon knows the city
    assert values_of(stand_off, "aliases", "alias") == {"凪浜市"}
    secret = "灯台"
    for path in stand_off.rglob("*"):
        if path.suffix in (".json", ".md", ".csv", ".html", ".cff"):
            assert secret not in path.read_text(encoding="utf-8"), path
    with duckdb.connect() as connection:
        for path in stand_off.rglob("*.parquet"):
            query = "select count(*) from (select t::varchar as line from read_parquet(?) t) where contains(line, ?)"
            assert connection.execute(query, [str(path), secret]).fetchall() == [(0,)], path
    text = rows_of(full, "articles")["text"][0].as_py()
    assert hashlib.sha256(text.encode()).hexdigest() in values_of(stand_off, "articles", "text_sha256")
    assert values_of(stand_off, "blocks", "start") == values_of(full, "blocks", "start")


def test_full_articles_keep_their_text_but_never_comments(released: tuple[Path, Path]) -> None:
    full = released[1]
    assert rows_of(full, "statements")["text"].null_count == 0
    assert rows_of(full, "tokens").num_rows == 6
    assert values_of(full, "lexemes", "surface") == {"凪浜市", "灯台は", "語っ", "灯台"}  # with the unit of one
    assert values_of(full, "comments", "body") == values_of(full, "comments", "text") == {None}


def test_terms_hold_source_by_source(tmp_path: Path, quick: None) -> None:
    layout = Layout(tmp_path / "data")
    batch = land_documents(layout, tmp_path / "news", 2)
    dataset = linked(2)
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
    path = make(layout)
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
    dataset["articles"] = changed(dataset["articles"], DATASET.table("articles"), source_id=None)
    lay(layout, dataset, batch)
    path = make(layout)
    assert json.loads((path / "manifest.json").read_text())["articles"] == {"total": 2, "with_text": 1}
    assert "(source not known),,,none,none,1" in (path / "LICENSES.csv").read_text(encoding="utf-8")


def leaves_nothing(layout: Layout) -> bool:
    return not list(layout.releases.glob("*/")) and not list(layout.temporary.iterdir())


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
    with pytest.raises(ReleaseError, match=problem) as caught:
        make(layout, redistribution=FULL)
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
        patched.setattr(manifest, "write_index", killed)
        with pytest.raises(KeyboardInterrupt):
            make(layout)
    assert not layout.release_index.exists()
    make(layout)
    assert len(json.loads(layout.release_index.read_text())["releases"]) == 2


def test_nothing_to_release_and_unknown_terms_are_said(tmp_path: Path, layout: Layout) -> None:
    with pytest.raises(ReleaseError, match="nothing to release"):
        next_version(Layout(tmp_path / "empty"))
    with pytest.raises(ReleaseError, match="not one of"):
        make(layout, redistribution={"*": "everything"})


def test_only_rejections_can_be_released(tmp_path: Path, quick: None) -> None:
    layout = Layout(tmp_path / "data")
    batch = land_documents(layout, tmp_path / "news", 1)
    dataset = {name: rows.slice(0, 0) for name, rows in linked(1).items()}
    dataset["rejections"] = linked(1)["rejections"]
    lay(layout, dataset, batch)
    assert verify(make(layout)).ok


def edit_parquet(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    tables.write_parquet(change(pq.read_table(path)), path)


def reseal(release: Path) -> None:
    """Make every hash and count right again, so that only the rows themselves can tell."""
    content = json.loads((release / "manifest.json").read_text())
    rows = {entry["path"]: entry["rows"] for entry in content["files"] if "rows" in entry}
    for name in rows:
        rows[name] = pq.read_metadata(release / name).num_rows
    content["files"] = manifest.describe_files(release, rows)
    for table in content["tables"]:
        content["tables"][table]["rows"] = sum(n for name, n in rows.items() if name.startswith(f"data/{table}/"))
    (release / "manifest.json").write_text(manifest.to_json(content), encoding="utf-8")
    manifest.write_checksums(release)


def one(release: Path, table: str) -> Path:
    return next((release / "data" / table).glob("*.parquet"))


def problems(release: Path) -> str:
    found = verify(release)
    assert found.ok == (not found.problems)
    assert all("\n" not in problem for problem in found.problems)
    return " | ".join(found.problems)


def test_a_changed_extra_or_missing_file_is_noticed(copied: Path) -> None:
    assert problems(copied) == ""
    (copied / "README.md").write_text("changed", encoding="utf-8")
    (copied / "quality" / "index.html").write_text("changed", encoding="utf-8")
    (copied / "extra.txt").write_text("extra", encoding="utf-8")
    one(copied, "glossary").unlink()
    found = problems(copied)
    for words in ("README.md has changed", "index.html has changed", "extra.txt is not in", "data/glossary"):
        assert words in found


def test_a_flipped_bit_is_noticed(copied: Path) -> None:
    path = one(copied, "blocks")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert "blocks" in problems(copied)


@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        ("blocks", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]), "unique_block_id"),
        ("sentences", lambda rows: rows.slice(1), "foreign_key_statements_sentence_id|tokens_lie_in_blocks"),
        ("mentions", lambda rows: rows.drop_columns(["form"]), "does not fit its declaration"),
        (
            "hedges",
            lambda rows: rows.set_column(
                rows.column_names.index("text"), rows.schema.field("text"), pa.array(["嘘"] * rows.num_rows)
            ),
            "span_text_hedges",
        ),
        (
            "comments",
            lambda rows: rows.set_column(
                rows.column_names.index("body"), rows.schema.field("body"), pa.array(["漏れ"] * rows.num_rows)
            ),
            "terms_comments_body",
        ),
        (
            "statements",
            lambda rows: rows.set_column(
                rows.column_names.index("text"), rows.schema.field("text"), pa.nulls(rows.num_rows, pa.string())
            ),
            "whole_statements_text",
        ),
    ],
)
def test_rows_are_checked_again_even_where_every_hash_is_right(
    copied: Path, table: str, change: Callable[[pa.Table], pa.Table], problem: str
) -> None:
    edit_parquet(one(copied, table), change)
    reseal(copied)
    found = problems(copied)
    assert any(word in found for word in problem.split("|")), found


def test_leaked_text_is_noticed(released: tuple[Path, Path], tmp_path: Path) -> None:
    path = Path(shutil.copytree(released[0], tmp_path / "copy"))
    for table in ("statements", "tokens"):
        shutil.copy(one(released[1], table), one(path, table))
    reseal(path)
    found = problems(path)
    assert "terms_statements_text" in found
    assert "terms_tokens" in found


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("datapackage.json", "{", "datapackage.json cannot be read"),
        ("datapackage.json", '{"version": "1", "resources": []}', "datapackage.json is of version 1"),
        ("CITATION.cff", "title: x\n", "CITATION.cff lacks"),
        ("kawaraban.duckdb", "not a database", "kawaraban.duckdb cannot be read"),
    ],
)
def test_descriptors_are_read(copied: Path, name: str, content: str, problem: str) -> None:
    (copied / name).write_text(content, encoding="utf-8")
    reseal(copied)
    assert problem in problems(copied)


def test_what_is_no_release_is_an_error(tmp_path: Path, copied: Path) -> None:
    with pytest.raises(ReleaseError, match="is not a release"):
        verify(tmp_path)
    (copied / "SHA256SUMS").unlink()
    assert "SHA256SUMS cannot be read" in problems(copied)
    (copied / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ReleaseError, match="malformed"):
        verify(copied)


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
