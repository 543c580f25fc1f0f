"""``kawaraban explore`` and ``kawaraban export site`` as commands: they start, answer, end, and say in a line what is wrong."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from assets.cli import main
from tests.explorer.test_guard import ENDLESS
from tests.factories import VERSIONS, land_documents, lay, linked
from tests.release.quick import validate_by_sql
from warehouse import quality
from warehouse.explorer.app import application
from warehouse.explorer.reader import Reader
from warehouse.explorer.site import export
from warehouse.layout import Layout
from warehouse.release.build import build

ROOT = Path(__file__).resolve().parents[2]


def test_it_serves_until_it_is_told_to_end_and_loads_no_dagster(small: Path) -> None:
    code = (
        "import sys; from assets.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n"
        "    print(sorted({'dagster', 'great_expectations', 'pandas', 'sudachipy'} & sys.modules.keys()), flush=True)"
    )
    command = [sys.executable, "-c", code, "explore", "--data", str(small), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert address is not None
            assert httpx.get(address[0], timeout=30, trust_env=False).status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        process.wait(30)
    assert rest.strip() == "[]"
    assert process.returncode == 0


def test_it_ends_while_a_query_runs(small: Path) -> None:
    command = [sys.executable, "-m", "assets.cli", "explore", "--data", str(small), "--port", "0", "--seconds", "3600"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=environment, text=True, **streams) as process:  # type: ignore[call-overload]
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert address is not None
            with contextlib.suppress(httpx.TimeoutException):  # it runs on until its reader has gone
                httpx.get(f"{address[0]}sql", params={"q": ENDLESS}, timeout=0.5, trust_env=False)
            asking = threading.Thread(target=_ask, args=[f"{address[0]}sql"])
            asking.start()
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            asking.join()
        finally:
            process.kill()
        assert process.returncode == 0
        assert process.stdout.read() == ""


def _ask(address: str) -> None:
    with contextlib.suppress(httpx.HTTPError):
        httpx.get(address, params={"q": ENDLESS}, timeout=60, trust_env=False)


def test_what_is_wrong_is_said_in_a_line(small: Path, tmp_path: Path) -> None:
    nothing = CliRunner().invoke(main, ["explore", "--data", str(tmp_path)])
    assert (nothing.exit_code, nothing.output.count("\n")) == (2, 1)
    assert "holds no tables yet" in nothing.output
    no_release = CliRunner().invoke(main, ["explore", "--release", str(tmp_path)])
    assert no_release.exit_code == 2
    assert "is no release" in no_release.output
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = CliRunner().invoke(main, ["explore", "--data", str(small), "--port", port])
    assert refused.exit_code == 2
    assert "choose another --port" in refused.output
    inside = CliRunner().invoke(main, ["export", "site", str(small / "site"), "--data", str(small)])
    assert inside.exit_code == 2
    assert "name a directory elsewhere" in inside.output


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public release that withholds wording."""
    root = tmp_path_factory.mktemp("released")
    layout = Layout(root / "data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quality, "validate_files", validate_by_sql)
        lay(layout, linked(2), land_documents(layout, root / "news", 2))
        build(layout, edition="public", versions=VERSIONS)
    return layout.release("2026.11.0", "public")


def test_a_public_release_shows_its_facts_and_says_what_is_withheld(release: Path, tmp_path: Path) -> None:
    reader = Reader(release, release=True)
    client = TestClient(application(reader), base_url="http://localhost", headers={"Accept-Language": "en"})
    source = client.get("/").text
    assert "a public edition" in source
    assert 'href="/documents/QUALITY.md"' in source
    assert "<table>" in client.get("/documents/QUALITY.md").text
    assert "style=" not in client.get("/documents/QUALITY.md").text
    (article, *_) = re.findall(r"/articles/(art_[0-9a-f]+)", client.get("/articles").text)
    assert "withholds the wording" in client.get(f"/articles/{article}").text
    assert "nothing can be searched" in client.get("/search?q=灯台").text
    assert client.get("/api/v1/search?q=灯台").status_code == 400
    written = export(reader, tmp_path / "site")
    assert written.articles == 2
    reader.close()


def test_a_release_at_an_address_is_fetched_and_proved_and_then_looked_at(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    served: list[tuple[Path, bool]] = []
    monkeypatch.setattr(
        "warehouse.explorer.serve.serve", lambda root, *, release, **_: served.append((Path(root), release))
    )
    handler = partial(SimpleHTTPRequestHandler, directory=str(release))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            done = CliRunner().invoke(main, ["explore", "--release", f"http://127.0.0.1:{server.server_address[1]}/"])
        finally:
            server.shutdown()
            thread.join()
    assert done.exit_code == 0, done.output
    ((root, is_release),) = served
    assert is_release
    assert root.is_relative_to(tmp_path / "cache")
    assert (root / "manifest.json").read_bytes() == (release / "manifest.json").read_bytes()
