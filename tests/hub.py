"""The Hugging Face Hub on loopback, as far as publishing to it needs one: datasets with commits and tags, and their files.

A commit is one step, as it is there. A test sees every request, and may refuse or lose any.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

Files = dict[str, bytes]


class Hub:
    """Datasets in memory. ``before`` hears of each request before it is done; what it raises breaks the connection off."""

    def __init__(self) -> None:
        self.commits: list[Files] = []
        self.messages: list[str] = []
        self.refs: dict[str, int] = {}
        self.asked: list[str] = []
        self.before: Callable[[str, str], None] = lambda _method, _path: None
        handler = type("Bound", (Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def files(self, revision: str = "main") -> Files:
        return self.commits[self.refs[revision]] if revision in self.refs else {}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def hub_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub that the client in this process speaks to."""
    pytest.importorskip("huggingface_hub")
    server = Hub()
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    # read once, when the library is imported: a test before may have asked it to stay offline
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_test")
    yield server
    server.close()


class Handler(BaseHTTPRequestHandler):
    """One request of the Hub's API."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: Hub

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def do_DELETE(self) -> None:
        self.answer()

    def answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.owner.asked.append(f"{self.command} {path}")
        try:
            self.owner.before(self.command, path)
            self.dispatch(path, body)
        except ConnectionAbortedError:
            self.close_connection = True
            self.connection.close()

    def dispatch(self, path: str, body: bytes) -> None:
        if found := re.fullmatch(r"/datasets/owner/news/resolve/([^/]+)/(.+)", path):
            return self.send_file(*found.groups())
        if path == "/api/repos/create":
            return self.say({"url": f"{self.owner.url}/datasets/owner/news", "id": "owner/news"})
        if path == "/api/validate-yaml":
            return self.say({"errors": [], "warnings": []})
        _, _, rest = path.partition("/api/datasets/owner/news")
        what = rest.strip("/").split("/")[0]
        if what == "refs":
            named = [
                {"name": name, "ref": f"refs/tags/{name}", "targetCommit": str(at)}
                for name, at in self.owner.refs.items()
                if name != "main"
            ]
            return self.say({"tags": named, "branches": [], "converts": []})
        if what == "tree":
            listed = [
                {"type": "file", "path": name, "size": len(content), "oid": "0"}
                for name, content in self.owner.files().items()
            ]
            return self.say(listed)
        if what == "preupload":
            asked = json.loads(body)["files"]
            modes = [{"path": file["path"], "uploadMode": "regular", "shouldIgnore": False} for file in asked]
            return self.say({"files": modes})
        if what == "commit":
            return self.commit(body)
        if what == "tag" and self.command == "DELETE":
            self.owner.refs.pop(rest.rpartition("/")[2])
            return self.say({})
        if what == "tag":
            self.owner.refs[json.loads(body)["tag"]] = int(rest.rpartition("/")[2])
            return self.say({})
        return self.say({"id": "owner/news", "sha": str(len(self.owner.commits) - 1)}, 200 if not what else 404)

    def commit(self, body: bytes) -> None:
        found = dict(self.owner.files())
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "header":
                self.owner.messages.append(value["summary"])
            elif line["key"] == "file":
                found[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "deletedFile":
                found.pop(value["path"])
        self.owner.commits.append(found)
        self.owner.refs["main"] = number = len(self.owner.commits) - 1
        url = f"{self.owner.url}/datasets/owner/news/commit/{number}"
        self.say({"success": True, "commitOid": str(number), "commitUrl": url})

    def send_file(self, revision: str, name: str) -> None:
        content = self.owner.files(revision).get(name)
        if content is None:
            return self.send(404, b"{}")
        return self.send(200, content)

    def say(self, value: Any, status: int = 200) -> None:
        self.send(status, json.dumps(value).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", kind)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
