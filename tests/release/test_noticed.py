"""What was done to a release after it was made is noticed by `verify`, and named."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse import tables
from warehouse.release import manifest
from warehouse.release.build import ReleaseError
from warehouse.release.verify import verify


def edit_parquet(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    tables.write_parquet(change(pq.read_table(path)), path)


def reseal(release: Path) -> None:
    """Make every hash and count right again, so that only the rows themselves can tell."""
    content = json.loads((release / "manifest.json").read_text())
    rows = {entry["path"]: entry["rows"] for entry in content["files"] if "rows" in entry}
    rows |= {path.relative_to(release).as_posix(): 0 for path in release.rglob("*.parquet")}
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
        ("blocks", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]), "unique_block_id: 2 rows of doc_"),
        (
            "sentences",
            lambda rows: rows.slice(1),
            "foreign_key_statements_sentence_id: 1 rows of doc_|tokens_lie_in_blocks",
        ),
        ("mentions", lambda rows: rows.drop_columns(["form"]), "does not fit its declaration"),
        (
            "hedges",
            lambda rows: rows.set_column(
                rows.column_names.index("text"), rows.schema.field("text"), pa.array(["嘘"] * rows.num_rows)
            ),
            "span_text_hedges: 2 rows of doc_",
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


@pytest.fixture
def given_away(released: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(released[0], tmp_path / "public"))


@pytest.mark.parametrize("table", ["statements", "articles", "comments", "blocks", "rejections"])
def test_leaked_text_is_noticed(released: tuple[Path, Path], given_away: Path, table: str) -> None:
    shutil.copy(one(released[1], table), one(given_away, table))
    reseal(given_away)
    assert f"terms_{table}" in problems(given_away) or "terms_sources" in problems(given_away)


def test_leaked_tokens_and_places_are_noticed(released: tuple[Path, Path], given_away: Path) -> None:
    for table in ("tokens", "lexemes", "document_locations"):
        shutil.copytree(released[1] / "data" / table, given_away / "data" / table, dirs_exist_ok=True)
    reseal(given_away)
    found = problems(given_away)
    for name in ("terms_tokens", "terms_document_locations_location"):
        assert re.search(rf"{name}: \d+ rows of doc_", found)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("mentions", "text", "灯台を残すと語った市長は" * 4),  # longer than any name
        ("entities", "name_ja", "灯台を残すと語った市長は" * 4),
        ("attributions", "agent_kind", "anonymous"),  # then its text describes somebody
    ],
)
def test_what_is_no_fact_is_noticed(given_away: Path, table: str, column: str, value: str) -> None:
    def change(rows: pa.Table) -> pa.Table:
        at = rows.column_names.index(column)
        changed_rows = rows.set_column(at, rows.schema.field(at), pa.array([value] * rows.num_rows))
        if column == "agent_kind":
            at = rows.column_names.index("agent_id")
            changed_rows = changed_rows.set_column(at, rows.schema.field(at), pa.nulls(rows.num_rows, pa.string()))
        return changed_rows

    edit_parquet(one(given_away, table), change)
    reseal(given_away)
    assert f"terms_{table}" in problems(given_away)


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
