"""The Dagster UI leads to the explorer of its data directory while one runs."""

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from warehouse.explorer.running import announced, running


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "explorers"


def test_an_explorer_is_found_while_it_runs(tmp_path: Path, cache: Path) -> None:
    data = tmp_path / "data"
    assert running(data) is None
    with announced(data / "releases" / "local" / "2026.11.0", "http://127.0.0.1:1/"):
        assert running(data) == "http://127.0.0.1:1/"
        assert running(tmp_path / "other") is None
    assert running(data) is None
    (cache / "4194305.json").write_text(json.dumps({"root": str(data), "address": "http://127.0.0.1:2/"}))
    assert running(data) is None
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize(
    "note",
    ["{", "[]", '{"root": 1, "address": "http://127.0.0.1:1/"}', '{"root": "/", "address": "http://evil.example/"}'],
)
def test_a_note_that_is_not_ours_leads_nowhere(tmp_path: Path, cache: Path, note: str) -> None:
    import os

    cache.mkdir(parents=True)
    (cache / f"{os.getpid()}.json").write_text(note)
    assert running(tmp_path) is None


def test_what_others_on_the_network_see_is_not_noted(tmp_path: Path) -> None:
    with announced(tmp_path, "http://192.168.0.7:8230/"):
        assert running(tmp_path) is None


def test_the_dagster_ui_leads_to_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assets.data_docs import EXPLORER
    from assets.webserver import explorer

    monkeypatch.setenv("KAWARABAN_DATA", str(tmp_path / "data"))
    client = TestClient(Starlette(routes=[Route(f"{EXPLORER}/{{page:path}}", explorer)]), follow_redirects=False)
    assert client.get(f"{EXPLORER}/tables/statements").status_code == 404
    with announced(tmp_path / "data", "http://127.0.0.1:1/"):
        assert client.get(f"{EXPLORER}/tables/statements").headers["location"] == "http://127.0.0.1:1/tables/statements"
        assert client.get(f"{EXPLORER}/").headers["location"] == "http://127.0.0.1:1/"
        assert client.get(f"{EXPLORER}/@evil.example/").status_code == 404


def test_statements_and_releases_link_there() -> None:
    import dagster as dg

    from assets.definitions import defs

    graph = defs.resolve_asset_graph()
    links = {name: str(graph.get(dg.AssetKey(name)).metadata["explorer"].value) for name in ("statements", "release")}
    assert links == {"statements": "/explorer/tables/statements", "release": "/explorer/"}
