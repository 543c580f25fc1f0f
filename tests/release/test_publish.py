"""A release is published whole or not at all, wherever it ends, and only one that may be given away."""

import errno
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.s3 import RefusedError, S3Server, s3_server
from warehouse import files
from warehouse.errors import StorageError
from warehouse.layout import Layout
from warehouse.release import copying, index, manifest
from warehouse.release.fetch import fetch
from warehouse.release.manifest import ReleaseError
from warehouse.release.publish import publish
from warehouse.release.verify import Verification, verify

VERIFIED = Verification((), (), 0)
"""What spares a test that publishes twenty times to verify twenty times."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes the power away here."""
    monkeypatch.setattr(files, "sync", lambda _path: None)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[S3Server]:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    with s3_server(monkeypatch) as server:
        yield server


def bytes_below(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def test_a_published_directory_is_that_of_the_edition(
    home: Layout, releases: tuple[Path, Path], tmp_path: Path
) -> None:
    target, heard = tmp_path / "out", []
    first = publish(releases[0], target, on_progress=lambda *step: heard.append(step))
    assert (first.is_new, first.version, first.index) == (True, "2026.11.0", str(target / "index.json"))
    assert first.files == len(manifest.names(releases[0]))
    assert heard[0][0] == "verifying"
    assert heard[-1] == ("publishing", first.bytes, first.bytes)
    again = publish(releases[0], target)
    assert (again.is_new, again.files) == (False, 0)
    publish(releases[1], target)
    assert bytes_below(target) == bytes_below(home.editions("public"))
    assert json.loads((target / "index.json").read_text())["latest"] == "2026.11.1"
    assert verify(target / "2026.11.1").ok


def test_an_older_release_that_comes_later_is_not_the_latest(releases: tuple[Path, Path], tmp_path: Path) -> None:
    for release in reversed(releases):
        publish(release, tmp_path / "out", verification=VERIFIED)
    found = json.loads((tmp_path / "out" / "index.json").read_text())
    assert [entry["version"] for entry in found["releases"]] == ["2026.11.1", "2026.11.0"]
    assert found["latest"] == "2026.11.1"


def test_a_dry_run_writes_nothing(releases: tuple[Path, Path], tmp_path: Path) -> None:
    found = publish(releases[0], tmp_path / "out", dry_run=True)
    assert (found.is_new, found.files) == (True, len(manifest.names(releases[0])))
    assert not (tmp_path / "out").exists()


def test_only_verified_releases_of_the_public_edition_are_published(
    releases: tuple[Path, Path], tmp_path: Path
) -> None:
    copied = Path(shutil.copytree(releases[0], tmp_path / "copy"))
    (copied / "README.md").write_text("changed", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"does not verify and is not published: README\.md has changed"):
        publish(copied, tmp_path / "out")
    for name, value, words in (("edition", "local", "not for redistribution"), ("attached", {}, "was completed")):
        held = json.loads((releases[0] / "manifest.json").read_text()) | {name: value}
        (copied / "manifest.json").write_text(json.dumps(held), encoding="utf-8")
        with pytest.raises(ReleaseError, match=words):
            publish(copied, tmp_path / "out", verification=VERIFIED)
    part = fetch(str(releases[0].parent), tmp_path / "part", tables=["sources"])
    with pytest.raises(ReleaseError, match="fetched in part"):
        publish(part.path, tmp_path / "out", verification=VERIFIED)
    assert not (tmp_path / "out").exists()


def test_a_version_is_never_overwritten(releases: tuple[Path, Path], tmp_path: Path) -> None:
    publish(releases[0], tmp_path / "out", verification=VERIFIED)
    before = bytes_below(tmp_path / "out")
    other = Path(shutil.copytree(releases[0], tmp_path / "other"))
    (other / "manifest.json").write_bytes((other / "manifest.json").read_bytes() + b"\n")
    with pytest.raises(ReleaseError, match=r"lists another release 2026\.11\.0"):
        publish(other, tmp_path / "out", verification=VERIFIED)
    assert bytes_below(tmp_path / "out") == before


def test_what_cannot_take_a_release_is_told(releases: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text("[]")
    with pytest.raises(ReleaseError, match="is not an index of releases"):
        publish(releases[0], tmp_path, verification=VERIFIED)
    with pytest.raises(ReleaseError, match="lies already"):
        publish(releases[0], unlisted(releases[0], tmp_path), verification=VERIFIED)
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot"):
        publish(releases[0], tmp_path / "file", verification=VERIFIED)


def unlisted(release: Path, folder: Path) -> Path:
    """A directory whose release is that one, and which has no index."""
    target = folder / "linked"
    target.mkdir()
    (target / release.name).symlink_to(release)
    return target


def break_at(number: int, call: Callable[..., object]) -> Callable[..., object]:
    """The call, which fails when it is made for the ``number``-th time, after half of its work where it copies."""
    left = [number]

    def broken(source: Path, written: Path) -> object:
        left[0] -= 1
        if left[0] < 0:
            content = source.read_bytes()
            written.write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return call(source, written)

    return broken


def test_wherever_it_breaks_off_the_old_index_is_whole_and_a_second_try_finishes(
    home: Layout, releases: tuple[Path, Path], tmp_path: Path
) -> None:
    names = manifest.names(releases[1])
    for number in range(len(names)):
        target = tmp_path / str(number)
        publish(releases[0], target, verification=VERIFIED)
        before = bytes_below(target)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(shutil, "copyfile", break_at(number, shutil.copyfile))
            with pytest.raises(StorageError, match="run the same command again"):
                publish(releases[1], target, verification=VERIFIED)
        broken = bytes_below(target)
        assert before.items() <= broken.items()
        # what is there has its final content, and the manifest is not
        assert {name: broken[name] for name in broken.keys() - before.keys()}.items() <= bytes_below(
            home.editions("public")
        ).items()
        assert "2026.11.1/manifest.json" not in broken
        again = publish(releases[1], target, verification=VERIFIED)
        assert again.files == len(names) - number
        assert bytes_below(target) == bytes_below(home.editions("public"))


def test_what_ends_between_manifest_and_index_is_finished(
    home: Layout, releases: tuple[Path, Path], tmp_path: Path
) -> None:
    publish(releases[0], tmp_path / "out", verification=VERIFIED)
    old = (tmp_path / "out" / "index.json").read_bytes()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files, "write_text", dies)
        with pytest.raises(KeyboardInterrupt):
            publish(releases[1], tmp_path / "out", verification=VERIFIED)
    assert (tmp_path / "out" / "index.json").read_bytes() == old
    assert fetch(str(tmp_path / "out"), tmp_path / "got").version == "2026.11.0"
    assert publish(releases[1], tmp_path / "out", verification=VERIFIED).is_new
    assert bytes_below(tmp_path / "out") == bytes_below(home.editions("public"))


def test_what_another_build_left_there_is_removed(home: Layout, releases: tuple[Path, Path], tmp_path: Path) -> None:
    left = tmp_path / "out" / "2026.11.0" / "data" / "articles" / "part-left.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left")
    (tmp_path / "out" / "2026.11.0" / "README.md").write_bytes(b"another")
    temporary = tmp_path / "out" / copying.TEMPORARY / "README.md.tmp-1"
    temporary.parent.mkdir()
    temporary.write_bytes(b"killed")
    publish(releases[0], tmp_path / "out")
    assert verify(tmp_path / "out" / "2026.11.0").ok
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["2026.11.0", "index.json"]


def test_writes_to_a_store_may_fail(home: Layout, releases: tuple[Path, Path], store: S3Server) -> None:
    publish(releases[0], "s3://bucket/old", verification=VERIFIED)
    old = store.below("old")
    wanted = bytes_below(home.editions("public"))
    last = len(manifest.names(releases[1]))  # the index; before it comes the manifest
    for number in (0, last // 2, last - 1, last):
        store.objects = {f"new/{name}": content for name, content in old.items()}
        left = [number]

        def lose(method: str, key: str, left: list[int] = left) -> None:
            if method == "PUT":
                left[0] -= 1
                if left[0] < 0:
                    raise RefusedError(0)

        store.before = lose
        with pytest.raises(StorageError, match="run the same command again"):
            publish(releases[1], "s3://bucket/new", verification=VERIFIED)
        store.before = lambda *_: None
        assert store.below("new")["index.json"] == old["index.json"]
        assert publish(releases[1], "s3://bucket/new", verification=VERIFIED).is_new
        assert store.below("new") == wanted


def test_from_one_store_to_another(releases: tuple[Path, Path], store: S3Server, tmp_path: Path) -> None:
    from warehouse.layout import place

    publish(releases[0], "s3://bucket/a")
    publish(place("s3://bucket/a/2026.11.0"), "s3://bucket/b")
    assert store.below("a") == store.below("b")
    got = fetch("s3://bucket/b", tmp_path / "got")
    assert verify(got.path).ok
    with pytest.raises(StorageError, match="does not exist"):
        publish(releases[0], "s3://elsewhere/a", verification=VERIFIED)


def test_entries_of_an_index_prove_every_file(releases: tuple[Path, Path]) -> None:
    entry = index.entry(releases[0])
    held = manifest.read_manifest(releases[0])
    assert entry["bytes"] == sum(file["bytes"] for file in held["files"])
    assert entry["files"] == len(manifest.names(releases[0]))
    assert entry["schema_version"] == held["schema_version"]
    for name, key in ((manifest.MANIFEST, "sha256"), (manifest.CHECKSUMS, "checksums_sha256")):
        assert entry[key] == files.sha256_of(releases[0] / name)
    for broken in (b"", b"[]", b'{"releases": [{}]}', b'{"releases": []}'):
        with pytest.raises(ReleaseError, match="is not an index"):
            index.parse(broken, "index.json")


def test_what_was_withdrawn_since_is_told_where_it_was_published(releases: tuple[Path, Path], tmp_path: Path) -> None:
    for release in releases:
        publish(release, tmp_path / "out", verification=VERIFIED)
    home = Path(shutil.copytree(releases[0].parent, tmp_path / "home"))

    def tell(**values: object) -> dict[str, object]:
        """Publish again what is there, from a home whose index says this of its newest release."""
        found = json.loads((releases[0].parent / "index.json").read_text())
        found["releases"][0] |= values
        (home / "index.json").write_text(json.dumps(found), encoding="utf-8")
        assert not publish(home / "2026.11.1", tmp_path / "out", verification=VERIFIED).is_new
        told: dict[str, object] = json.loads((tmp_path / "out" / "index.json").read_text())
        return told

    told = tell(withdrawn=1)
    assert told["latest"] == "2026.11.0"
    assert [entry.get("withdrawn") for entry in told["releases"]] == [1, None]  # type: ignore[attr-defined]
    got = fetch(str(tmp_path / "out"), tmp_path / "got", version="2026.11.1", tables=["sources"])
    assert got.withdrawn == 1
    assert tell(withdrawn=2, sha256="0" * 64)["latest"] == "2026.11.0"  # another release of that name
    assert tell()["latest"] == "2026.11.1"  # it was undone
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["2026.11.0", "2026.11.1", "index.json"]
