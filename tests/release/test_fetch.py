"""A release that is fetched is what was published: every byte proved, whole or in part, at once or piece by piece."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assets.cli import main
from tests.release.test_publish import VERIFIED, bytes_below
from warehouse import files
from warehouse.errors import StorageError
from warehouse.layout import Layout
from warehouse.release import manifest, reading
from warehouse.release.fetch import fetch
from warehouse.release.manifest import ReleaseError
from warehouse.release.publish import publish
from warehouse.release.verify import verify


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "sync", lambda _path: None)
    monkeypatch.setattr(reading, "_WAIT_SECONDS", 0)


@pytest.fixture
def shelf(home: Layout) -> Path:
    """Where both releases are published."""
    return home.editions("public")


class Server(SimpleHTTPRequestHandler):
    """A web server that gives parts of files where ``parts`` says so, and breaks off after ``most`` bytes of the next Parquet files."""

    parts, most, breaks, asked = True, 1 << 30, 0, []  # type: ignore[var-annotated]

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        type(self).asked.append((path.name, start))
        start = start if self.parts else 0
        content = path.read_bytes()[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.breaks and path.suffix == ".parquet" and len(content) > self.most:
            type(self).breaks -= 1
            self.wfile.write(content[: self.most])
            self.close_connection = True
            return
        self.wfile.write(content)


@pytest.fixture
def web(shelf: Path) -> Iterator[tuple[str, type[Server]]]:
    handler = type("Bound", (Server,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(shelf)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()


def test_the_latest_or_another_comes_whole(shelf: Path, web: tuple[str, type[Server]], tmp_path: Path) -> None:
    heard: list[tuple[str, int, int | None]] = []
    got = fetch(web[0], tmp_path / "a", on_progress=lambda *step: heard.append(step))
    assert (got.version, got.tables) == ("2026.11.1", None)
    assert bytes_below(got.path) == bytes_below(shelf / "2026.11.1")
    assert heard[0][1] == 0
    assert heard[-1][1] == heard[-1][2]
    assert verify(got.path).ok
    again = fetch(web[0], tmp_path / "a")
    assert (again.files, again.bytes) == (0, 0)
    older = fetch(f"{web[0]}/index.json", tmp_path / "b", version="2026.11.0")
    assert bytes_below(older.path) == bytes_below(shelf / "2026.11.0")
    itself = fetch(f"{web[0]}/2026.11.0/", tmp_path / "c")
    assert bytes_below(itself.path) == bytes_below(older.path)
    assert list(tmp_path.glob(".*")) == []


def test_some_tables_verify_as_such_and_more_may_come(shelf: Path, tmp_path: Path) -> None:
    got = fetch(str(shelf), tmp_path / "got", tables=["statements", "articles"])
    assert got.tables == ("articles", "statements")
    assert sorted(path.name for path in (got.path / "data").iterdir()) == ["articles", "statements"]
    found = verify(got.path)
    assert (found.problems, found.tables) == ((), ("articles", "statements"))
    names = {check.name for check in found.checks}
    assert {"rule_articles_unique_article_id", "foreign_key_statements_article_id"} <= names
    assert "foreign_key_statements_sentence_id" not in names
    more = fetch(str(shelf), got.path, tables=["sources"])
    assert more.tables == ("sources", "articles", "statements")
    assert more.files == len(list((shelf / "2026.11.1" / "data" / "sources").iterdir()))
    assert verify(got.path).ok
    part = next((got.path / "data" / "statements").iterdir())
    part.write_bytes(part.read_bytes()[:-1])
    assert any("SHA-256" in problem for problem in verify(got.path).problems)
    part.unlink()
    assert any("is missing" in problem for problem in verify(got.path).problems)
    assert fetch(str(shelf), got.path).tables is None
    assert bytes_below(got.path) == bytes_below(shelf / "2026.11.1")


@pytest.mark.parametrize("parts", [True, False])
def test_a_file_is_continued_where_it_broke_off(
    web: tuple[str, type[Server]], shelf: Path, tmp_path: Path, parts: bool
) -> None:
    url, server = web
    server.parts, server.most, server.breaks = parts, 1000, 3
    got = fetch(url, tmp_path / "got", tables=["articles"])
    assert server.breaks == 0
    assert verify(got.path).ok
    assert [start for _, start in server.asked if start]


def test_a_fetch_that_ended_goes_on(web: tuple[str, type[Server]], shelf: Path, tmp_path: Path) -> None:
    url, server = web
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "TRIES", 1)
        for turn in range(3):
            server.most, server.breaks = 2000 * (turn + 1), 1
            with pytest.raises(StorageError, match="run the same command again"):
                fetch(url, tmp_path / "got")
            assert not (tmp_path / "got").exists()
    server.asked.clear()
    got = fetch(url, tmp_path / "got")
    assert bytes_below(got.path) == bytes_below(shelf / "2026.11.1")
    assert any(start for _, start in server.asked)
    assert list(tmp_path.glob(".*")) == []


def test_what_came_wrong_is_got_again_and_what_is_wrong_is_refused(shelf: Path, tmp_path: Path) -> None:
    shutil.copytree(shelf, tmp_path / "shelf")
    part = next((tmp_path / "shelf" / "2026.11.1" / "data" / "articles").iterdir())
    work = tmp_path / ".got.partial"
    (work / "data" / "articles").mkdir(parents=True)
    (work / "data" / "articles" / f"{part.name}.part").write_bytes(b"x" * 100)
    (work / "left-by-another.txt").write_bytes(b"left")
    got = fetch(str(tmp_path / "shelf"), tmp_path / "got")
    assert bytes_below(got.path) == bytes_below(shelf / "2026.11.1")
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    with pytest.raises(ReleaseError, match="its bytes are not those that were released"):
        fetch(str(tmp_path / "shelf"), tmp_path / "again")
    part.unlink()
    with pytest.raises(ReleaseError, match=r"lists it"):
        fetch(str(tmp_path / "shelf"), tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS"])
def test_an_index_does_not_vouch_for_another_manifest(shelf: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(shelf, tmp_path / "shelf")
    path = tmp_path / "shelf" / "2026.11.1" / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ReleaseError, match=f"{name}: its bytes are not those"):
        fetch(str(tmp_path / "shelf"), tmp_path / "got")


@pytest.mark.parametrize("name", ["../../out.txt", "/out.txt", "data/../../out.txt", "SHA256SUMS"])
def test_no_file_is_written_elsewhere(shelf: Path, tmp_path: Path, name: str) -> None:
    """A release without an index, whose own checksums are all there is to trust."""
    release = Path(shutil.copytree(shelf / "2026.11.0", tmp_path / "hostile"))
    sums = (release / "SHA256SUMS").read_text() + f"{'0' * 64}  {name}\n"
    (release / "SHA256SUMS").write_text(sums)
    with pytest.raises(ReleaseError, match="lead out of it"):
        fetch(str(release), tmp_path / "got")


def test_an_index_names_no_place_of_this_machine(shelf: Path, tmp_path: Path) -> None:
    found = json.loads((shelf / "index.json").read_text())
    for url in ("/etc/", "file:///etc/"):
        found["releases"][0]["url"] = url
        (tmp_path / "index.json").write_text(json.dumps(found))
        with pytest.raises(StorageError, match="may not name"):
            fetch(str(tmp_path), tmp_path / "got")
    with pytest.raises(StorageError, match="may not name"):
        reading.source("https://example.org/releases").beside("file:///etc/")


def test_what_is_not_there_is_told(shelf: Path, web: tuple[str, type[Server]], tmp_path: Path) -> None:
    for address in (str(tmp_path), f"{web[0]}/nothing"):
        with pytest.raises(ReleaseError, match=r"there is no index\.json at"):
            fetch(address, tmp_path / "got")
    with pytest.raises(ReleaseError, match=r"has no release 2025\.1\.0; there is 2026\.11\.1"):
        fetch(str(shelf), tmp_path / "got", version="2025.1.0")
    with pytest.raises(ReleaseError, match="has no table nothing"):
        fetch(str(shelf), tmp_path / "got", tables=["nothing"])
    (tmp_path / "got").mkdir()
    with pytest.raises(ReleaseError, match="holds something else"):
        fetch(str(shelf), tmp_path / "got")
    with pytest.raises(StorageError, match="run the same command again"):
        fetch("http://127.0.0.1:9", tmp_path / "other")


def test_the_commands(home: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["release", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    data = ["--data", str(home.root)]
    assert "nothing was written" in run("publish", "out", *data, "--dry-run")
    assert "2026.11.0 published to out" in run("publish", "out", *data, "--version", "2026.11.0")
    assert "2026.11.1 published to out" in run("publish", "out", *data)
    assert "nothing new" in run("publish", "out", *data)
    rows = [json.loads(line) for line in run("list", "out", "--format", "json").splitlines()]
    assert [(row["version"], row["articles"]) for row in rows] == [("2026.11.1", 3), ("2026.11.0", 2)]
    assert "every hash proved" in run("fetch", "out", "--tables", "articles,sources")
    assert "fetched in part: sources, articles" in run("verify", "kawaraban-2026.11.1")
    refused = CliRunner().invoke(main, ["release", "list", "--data", str(tmp_path)])
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert publish(home.release("2026.11.1", "public"), tmp_path / "out", verification=VERIFIED).is_new is False
    assert manifest.subset(tmp_path / "kawaraban-2026.11.1") == ("sources", "articles")
