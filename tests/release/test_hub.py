"""The Hub's main is the newest release, every release is a tag, and the index is the last commit."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import Hub, hub_server
from tests.release.test_publish import VERIFIED, bytes_below
from warehouse.errors import StorageError
from warehouse.release import manifest
from warehouse.release.fetch import fetch
from warehouse.release.manifest import ReleaseError
from warehouse.release.publish import publish
from warehouse.release.reading import web_address

TARGET = "hf://datasets/owner/news"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub_server(monkeypatch) as server:
        yield server


def test_a_dry_run_asks_nobody(releases: tuple[Path, Path], hub: Hub) -> None:
    found = publish(releases[0], TARGET, dry_run=True, verification=VERIFIED)
    assert (found.is_new, found.files) == (True, len(manifest.names(releases[0])))
    assert found.index == f"{hub.url}/datasets/owner/news/resolve/main/index.json"
    assert hub.asked == []


def test_main_is_the_newest_and_every_release_a_tag(releases: tuple[Path, Path], hub: Hub, tmp_path: Path) -> None:
    for release in releases:
        assert publish(release, TARGET, verification=VERIFIED).is_new
        listed = hub.files()["index.json"]
        assert hub.files() == {**bytes_below(release), "index.json": listed}
    for release in releases:
        held = hub.files(release.name)
        assert {name: held[name] for name in held if name != "index.json"} == bytes_below(release)
    assert hub.messages == [
        f"{what} {version}" for version in ("2026.11.0", "2026.11.1") for what in ("Release", "List release")
    ]
    assert not publish(releases[1], TARGET, verification=VERIFIED).is_new
    for version, release in (("2026.11.0", releases[0]), (None, releases[1])):
        got = fetch(TARGET, tmp_path / release.name, version=version)
        assert bytes_below(got.path) == bytes_below(release)


@pytest.mark.parametrize("step", ["create", "commit", "tag", "list"])
def test_what_breaks_off_leaves_the_old_index_and_is_finished(releases: tuple[Path, Path], hub: Hub, step: str) -> None:
    publish(releases[0], TARGET, verification=VERIFIED)
    old = hub.files()["index.json"]

    def lose(method: str, path: str) -> None:
        is_list = "/commit/" in path and "2026.11.1" in hub.refs
        if method == "POST" and (f"/{step}" in path if step != "list" else is_list):
            raise ConnectionAbortedError

    hub.before = lose
    with pytest.raises(StorageError, match="run the same command again"):
        publish(releases[1], TARGET, verification=VERIFIED)
    hub.before = lambda *_: None
    assert hub.files()["index.json"] == old
    assert publish(releases[1], TARGET, verification=VERIFIED).is_new
    assert hub.files("2026.11.1").keys() - {"index.json"} == bytes_below(releases[1]).keys()
    assert json.loads(hub.files()["index.json"])["latest"] == "2026.11.1"


def test_a_tag_is_never_moved(releases: tuple[Path, Path], hub: Hub) -> None:
    publish(releases[0], TARGET, verification=VERIFIED)
    hub.commits.append({**hub.files(), "manifest.json": b"{}"})
    hub.commits[-1].pop("index.json")
    hub.refs = dict.fromkeys(("main", "2026.11.0"), len(hub.commits) - 1)
    with pytest.raises(ReleaseError, match=r"has another release 2026\.11\.0"):
        publish(releases[0], TARGET, verification=VERIFIED)


def test_what_is_no_dataset_is_told(releases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("hf://owner/news", "hf://datasets/news", "hf://spaces/a/b"):
        with pytest.raises(StorageError, match="is no dataset of the Hub"):
            publish(releases[0], address, verification=VERIFIED)
    with pytest.raises(StorageError, match="names a revision"):
        publish(releases[0], f"{TARGET}@v1", verification=VERIFIED)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    base, headers = web_address(TARGET)
    assert "hf_secret" not in base
    assert headers == {"Authorization": "Bearer hf_secret"}


def test_what_was_retracted_is_taken_out(releases: tuple[Path, Path], hub: Hub, tmp_path: Path) -> None:
    publish(releases[0], TARGET, verification=VERIFIED)
    home = Path(shutil.copytree(releases[1].parent, tmp_path / "home"))
    found = json.loads((home / "index.json").read_text()) | {"retracted": ["2026.11.0"]}
    (home / "index.json").write_text(json.dumps(found))
    publish(home / "2026.11.1", TARGET, verification=VERIFIED)
    told = json.loads(hub.files()["index.json"])
    assert ([entry["version"] for entry in told["releases"]], told["retracted"]) == (["2026.11.1"], ["2026.11.0"])
    assert hub.refs.keys() == {"main", "2026.11.1"}
