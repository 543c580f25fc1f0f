"""A lawful copy of the texts completes a copy of the public release, and nothing else does."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.dataset import DATASET
from schemas.render import arrow
from tests.factories import VERSIONS, land_documents, lay, linked
from tests.release.quick import validate_by_sql
from warehouse import files, quality
from warehouse.layout import Layout
from warehouse.release.attach import PUBLISHED, attach, wanted
from warehouse.release.build import build
from warehouse.release.manifest import ReleaseError, names, read_manifest, refuse_unpublishable
from warehouse.release.verify import verify

OTHER = {**VERSIONS, "code": "another"}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The public and the local edition of two articles, for tests that only read them."""
    root = tmp_path_factory.mktemp("both")
    layout = Layout(root / "data")
    lay(layout, linked(2), land_documents(layout, root / "news", 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality, "validate_files", validate_by_sql)
        yield build(layout, versions=VERSIONS, edition="public"), build(layout, versions=VERSIONS)


def holding(root: Path, count: int, *, first: int = 1) -> Layout:
    """The tables of what somebody holds."""
    layout = Layout(root)
    lay(layout, linked(count, first=first), "0" * 64)
    return layout


def rows_of(release: Path, name: str) -> pa.Table:
    table = PUBLISHED.table(name)
    pieces = [pq.read_table(path, partitioning=None) for path in sorted((release / "data" / name).glob("*.parquet"))]
    return arrow.conform(pa.concat_tables(pieces), table) if pieces else arrow.empty(table)


def test_the_original_texts_give_the_tables_of_the_local_edition(both: tuple[Path, Path], tmp_path: Path) -> None:
    public, local = both
    before = {name: files.sha256_of(public / name) for name in names(public)}
    made = attach(public, holding(tmp_path / "held", 2), tmp_path / "completed", tmp_path, versions=VERSIONS)
    assert (made.withheld, made.completed, made.whole) == (2, 2, 2)
    assert verify(made.path).ok
    for table in DATASET.tables:
        assert rows_of(made.path, table.name).equals(rows_of(local, table.name)), table.name
    assert rows_of(made.path, "tokens").num_rows > rows_of(public, "tokens").num_rows
    assert {name: files.sha256_of(public / name) for name in names(public)} == before

    assert read_manifest(made.path)["articles"] == {"total": 2, "with_text": 2}
    for page in ("README.md", "DICTIONARY.md", "QUALITY.md", "CITATION.cff", "datapackage.json", "quality/index.html"):
        assert "Not for redistribution" in (made.path / page).read_text(encoding="utf-8"), page
    with pytest.raises(ReleaseError, match="not for redistribution"):
        refuse_unpublishable(read_manifest(made.path))


def test_texts_alone_give_titles_and_what_stands_at_spans(both: tuple[Path, Path], tmp_path: Path) -> None:
    public, local = both
    made = attach(public, holding(tmp_path / "held", 2), tmp_path / "completed", tmp_path, versions=OTHER)
    assert (made.withheld, made.completed, made.whole) == (2, 2, 0)
    assert rows_of(made.path, "articles").equals(rows_of(local, "articles"))
    for table in DATASET.tables:
        columns = [column.name for column in table.columns if column.span]
        if columns:
            assert rows_of(made.path, table.name).select(columns).equals(rows_of(local, table.name).select(columns))
    assert rows_of(made.path, "tokens").num_rows == 0


def test_an_article_whose_text_is_not_there_stays_withheld(both: tuple[Path, Path], tmp_path: Path) -> None:
    held = holding(tmp_path / "held", 2, first=2)
    made = attach(both[0], held, tmp_path / "completed", tmp_path, versions=VERSIONS)
    assert (made.withheld, made.completed, made.whole) == (2, 1, 1)
    assert rows_of(made.path, "articles")["text"].null_count == 1
    assert set(rows_of(made.path, "tokens")["article_id"].to_pylist()) < set(
        rows_of(both[1], "tokens")["article_id"].to_pylist()
    )


def test_what_does_not_match_is_refused_and_leaves_nothing(both: tuple[Path, Path], tmp_path: Path) -> None:
    public, local = both
    target = tmp_path / "none"
    with pytest.raises(ReleaseError, match="none of these texts is one of the 2"):
        attach(public, holding(tmp_path / "others", 1, first=7), target, tmp_path, versions=VERSIONS)
    with pytest.raises(ReleaseError, match="nothing is withheld"):
        wanted(local)
    held = holding(tmp_path / "held", 2)
    with pytest.raises(ReleaseError, match="nothing is withheld"):
        attach(local, held, target, tmp_path, versions=VERSIONS)
    damaged = Path(shutil.copytree(public, tmp_path / "damaged"))
    (part,) = (damaged / "data" / "statements").glob("*.parquet")
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(ReleaseError, match="is not whole"):
        attach(damaged, held, target, tmp_path, versions=VERSIONS)
    assert not target.exists()
    target.mkdir()
    with pytest.raises(ReleaseError, match="exists"):
        attach(public, held, target, tmp_path, versions=VERSIONS)
