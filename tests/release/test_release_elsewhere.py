"""A release on another file system: the same bytes, there once it is whole, and verified where it lies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import VERSIONS, land_documents, lay, linked
from tests.release.quick import validate_by_sql
from tests.release.test_release import make
from tests.s3 import RefusedError, S3Server, s3_server
from warehouse import catalog, landing, lease, quality, withdrawals, withdrawing
from warehouse.errors import StorageError
from warehouse.layout import Layout, place
from warehouse.release import changes, manifest
from warehouse.release.build import ReleaseError, is_current, next_version
from warehouse.release.verify import verify

VERSION = "2026.11.0"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[S3Server]:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lease, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(quality, "validate", validate_by_sql)
    with s3_server(monkeypatch) as server:
        yield server


@pytest.fixture
def layout(store: S3Server, tmp_path: Path) -> Layout:
    layout = Layout(place("s3://bucket/ds"))
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    return layout


def test_it_is_the_same_as_one_on_this_machine(layout: Layout, store: S3Server, tmp_path: Path) -> None:
    here = Layout(tmp_path / "data")
    lay(here, linked(2), land_documents(here, tmp_path / "news", 2))
    local, elsewhere = make(here), make(layout)
    assert str(elsewhere) == f"s3://bucket/ds/releases/local/{VERSION}"
    found = store.below(f"ds/releases/local/{VERSION}")
    assert sorted(found) == manifest.names(local)
    for name in found:
        if manifest.is_reproducible(name):
            assert found[name] == (local / name).read_bytes(), name
    assert store.objects["ds/releases/local/index.json"] == here.release_index("local").read_bytes()
    assert verify(elsewhere).ok
    with catalog.connect(elsewhere, release=True) as connection, catalog.connect(local, release=True) as beside:
        assert catalog.row_counts(connection) == catalog.row_counts(beside)
    assert is_current(layout, "local", versions=VERSIONS)
    assert next_version(layout, "local", versions=VERSIONS) == "2026.11.1"
    with pytest.raises(ReleaseError, match="never overwritten"):
        make(layout, VERSION)
    assert list(layout.temporary.iterdir()) == []


@pytest.mark.parametrize("key", ["SHA256SUMS", "data/tokens/", manifest.MANIFEST, "index.json"])
def test_an_upload_that_breaks_off_leaves_no_release(layout: Layout, store: S3Server, key: str) -> None:
    def lose(method: str, path: str) -> None:
        if method == "PUT" and path.startswith("ds/releases/") and key in path:
            raise RefusedError(0)

    store.before = lose
    with pytest.raises(StorageError, match="run the same command again"):
        make(layout)
    store.before = lambda *_: None
    is_there = key == "index.json"
    assert manifest.versions(layout, "local") == [VERSION][:is_there]
    if not is_there:
        # what another code wrote before it was killed is not part of what this one writes
        store.objects[f"ds/releases/local/{VERSION}/data/left/part-00000.parquet"] = b"left"
        assert next_version(layout, "local", versions=VERSIONS) == VERSION
        assert make(layout).name == VERSION
    else:
        assert make(layout).name == "2026.11.1"
    assert verify(layout.release(VERSION, "local")).ok
    assert store.below("ds/releases/local")["index.json"].count(b'"version"') == len(manifest.versions(layout, "local"))


def test_tampering_is_found_where_it_lies(layout: Layout, store: S3Server) -> None:
    release = make(layout)
    name = next(name for name in store.objects if "/data/articles/" in name)
    whole = store.objects[name]
    store.objects[name] = whole[:-1] + b"x"
    assert any("SHA-256" in problem for problem in verify(release).problems)
    store.objects[name] = whole
    store.objects[f"ds/releases/local/{VERSION}/more.txt"] = b"more"
    assert verify(release).problems == (
        f"more.txt is not in {manifest.CHECKSUMS}",
        f"more.txt is not in {manifest.MANIFEST}",
    )
    del store.objects[f"ds/releases/local/{VERSION}/more.txt"]
    store.objects[f"ds/releases/local/{VERSION}/../../../escaped.txt"] = b"out"
    with pytest.raises(ReleaseError, match="lead out of it"):
        verify(release)
    with pytest.raises(ReleaseError, match="is not a release"):
        verify(place("s3://bucket/ds/tables"))


def test_changes_are_found_between_releases_elsewhere(layout: Layout, store: S3Server, tmp_path: Path) -> None:
    first = make(layout)
    lay(layout, linked(1, first=3), land_documents(layout, tmp_path / "news", 1, first=3))
    second = make(layout)
    said = manifest.read_manifest(second)["changes"]
    assert (said["since"], said["tables"]["articles"]) == (VERSION, {"added": 1, "removed": 0, "changed": 0})
    found = {table.name: table for table in changes.between(first, second).tables}
    assert found["aliases"].counts == said["tables"]["aliases"] == {"added": 0, "removed": 0, "changed": 2}


def test_what_is_withdrawn_is_found_and_purged_elsewhere(layout: Layout, store: S3Server) -> None:
    release = make(layout)
    ((day, batch),) = landing.batches(layout)
    document = landing.read_batch(layout, day, batch)["document_id"][0].as_py()
    assert withdrawing.resolve(layout, document) == ("document", document)
    assert withdrawing.documents_of(layout, "document", document) == {document}
    entry = withdrawals.Withdrawal(document, "document", document, "a", "b", "2026-11-20", (document,), is_purged=True)
    withdrawals.put(layout, entry)
    assert store.objects["ds/withdrawals.json"].count(document.encode()) == 3
    assert withdrawing.out_of_step(layout) == [(day, batch)]
    assert withdrawing.releases_with(layout, {document}) == [("local", VERSION, 1)]
    assert withdrawing.purge(layout, {document}) == 1
    assert withdrawing.purge(layout, {document}) == 0
    assert landing.read_batch(layout, day, batch)["rejection_reason"].to_pylist() == ["withdrawn", None]
    assert landing.content_of(layout, document) is None
    assert withdrawing.retract(layout, entry) == [f"local/{VERSION}"]
    assert store.below(f"ds/releases/local/{VERSION}") == {}
    assert b'"retracted"' in store.objects["ds/releases/local/index.json"]
    assert next_version(layout, "local", versions=VERSIONS) == "2026.11.1"
    with pytest.raises(ReleaseError, match="is not a release"):
        verify(release)
    withdrawing.forget(layout, [(day, batch)])
    assert withdrawing.out_of_step(layout) == []


def test_what_is_not_there_is_told(store: S3Server) -> None:
    with pytest.raises(catalog.CatalogError, match="there are no tables at s3://bucket/nothing"):
        catalog.connect(place("s3://bucket/nothing"))
    assert manifest.versions(Layout(place("s3://bucket/nothing")), "local") == []
