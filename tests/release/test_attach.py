"""A lawful copy of the texts completes a copy of the public release, and nothing else does."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from tests.factories import VERSIONS, land_documents, lay, linked
from tests.release.test_release import validate_by_sql
from warehouse import files, quality
from warehouse.layout import Layout
from warehouse.release.attach import attach
from warehouse.release.build import build
from warehouse.release.manifest import ReleaseError, names, read_manifest, refuse_unpublishable
from warehouse.release.verify import verify

ARTICLES = ("text", "title", "subtitle")


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    return build(layout, versions=VERSIONS, edition="public"), build(layout, versions=VERSIONS)


def rows_of(release: Path, table: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(path) for path in sorted((release / "data" / table).glob("*.parquet")))


def texts_of(release: Path) -> dict[str, dict[str, Any]]:
    return {
        row["text_sha256"]: row for row in rows_of(release, "articles").select(["text_sha256", *ARTICLES]).to_pylist()
    }


def test_the_original_texts_give_the_values_of_the_local_edition(both: tuple[Path, Path], tmp_path: Path) -> None:
    public, local = both
    before = {name: files.sha256_of(public / name) for name in names(public)}
    made = attach(public, texts_of(local), tmp_path / "completed", tmp_path)
    assert (made.completed, made.withheld) == (2, 2)
    assert verify(made.path).ok
    compared = 0
    for table in DATASET.tables:
        columns = [c.name for c in table.columns if c.span or (table.name == "articles" and c.name in ARTICLES)]
        if columns and (public / "data" / table.name).exists():
            wanted = rows_of(local, table.name).select(columns).to_pylist()
            assert rows_of(made.path, table.name).select(columns).to_pylist() == wanted, table.name
            compared += 1
    assert compared > 10
    assert {name: files.sha256_of(public / name) for name in names(public)} == before
    assert "Not for redistribution" in (made.path / "README.md").read_text(encoding="utf-8")
    with pytest.raises(ReleaseError, match="not for redistribution"):
        refuse_unpublishable(read_manifest(made.path))


def test_what_does_not_match_is_left_withheld_or_refused(both: tuple[Path, Path], tmp_path: Path) -> None:
    public, local = both
    texts = texts_of(local)
    one = dict(list(texts.items())[:1])
    made = attach(
        public, {**one, "0" * 64: {"text": "他の記事", "title": None, "subtitle": None}}, tmp_path / "one", tmp_path
    )
    assert (made.completed, made.withheld) == (1, 2)
    assert rows_of(made.path, "articles")["text"].null_count == 1
    with pytest.raises(ReleaseError, match="none of these texts"):
        attach(public, {}, tmp_path / "none", tmp_path)
    with pytest.raises(ReleaseError, match="nothing is withheld"):
        attach(local, texts, tmp_path / "none", tmp_path)
    with pytest.raises(ReleaseError, match="exists"):
        attach(public, texts, tmp_path / "one", tmp_path)
    assert not (tmp_path / "none").exists()
