"""What stands before every page: names, methods, other sites, headers, and an end to what takes too long or nobody waits for."""

import threading
import time

import anyio
import pytest
from starlette.testclient import TestClient

from tests.explorer.conftest import Looked
from warehouse.explorer.app import application
from warehouse.explorer.reader import Reader, StoppedError

ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b"


@pytest.mark.parametrize("host", ["localhost", "localhost:8230", "127.0.0.1:1", "[::1]:8230"])
def test_a_name_of_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/articles", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "192.168.0.7", "", "127.0.0.1.evil.example:80", "[::2]"]
)
def test_another_name_is_refused(client: TestClient, host: str) -> None:
    refused = client.get("/articles", headers={"Host": host})
    assert refused.status_code == 400
    assert "--allow-host" in refused.text


def test_a_name_that_was_allowed_is_answered(reader: Reader) -> None:
    client = TestClient(application(reader, hosts=["News.example"]), base_url="http://news.example")
    assert client.get("/articles").status_code == 200


def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient) -> None:
    for path in ("/", "/articles?since=x", "/nothing", "/static/explorer.js", "/api/v1/nothing"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_nothing_can_be_sent_here(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/articles").status_code == 405


def test_other_sites_may_lead_here_and_not_ask(client: TestClient) -> None:
    asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert client.get("/articles", headers=asked).status_code == 403
    assert client.get("/articles", headers={**asked, "Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_a_language_is_the_browsers_until_one_is_chosen(client: TestClient) -> None:
    assert 'lang="ja"' in client.get("/articles", headers={"Accept-Language": "ja, en;q=0.5"}).text.split("<head>")[0]
    chosen = client.get("/language/ja?back=/articles%3Fpage%3D1", follow_redirects=False)
    assert chosen.headers["location"] == "/articles?page=1"
    assert "httponly" in chosen.headers["set-cookie"].lower()
    assert "記事" in client.get("/articles").text
    client.cookies.clear()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nSet-Cookie: x=1"]
)
def test_choosing_a_language_leads_nowhere_else(client: TestClient, back: str) -> None:
    sent = client.get("/language/en", params={"back": back}, follow_redirects=False)
    assert sent.headers["location"] == "/"
    client.cookies.clear()


def test_what_takes_too_long_is_stopped(looked: Looked) -> None:
    reader = Reader(looked.data)
    with reader.asking() as asking:
        timer = threading.Timer(0.2, asking.stop, ["it took longer than that"])
        timer.start()
        with pytest.raises(StoppedError, match="it took longer"):
            asking.rows(ENDLESS)
        with pytest.raises(StoppedError):
            asking.rows("SELECT 1")
    timer.join()
    with reader.asking() as asking:
        assert asking.value("SELECT count(*) FROM articles") == 5
    reader.close()


def test_an_answer_that_is_too_large_is_refused(client: TestClient) -> None:
    for path in ("/sql", "/api/v1/sql"):
        answer = client.get(path, params={"q": "select repeat('a', 70000000)"})
        assert (answer.status_code, len(answer.content) < 100_000) == (400, True)
        assert "shorten texts" in answer.text


def test_a_query_ends_when_whoever_asked_has_gone(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.explorer import listing
    from warehouse.explorer.reader import Asking

    ended: list[BaseException] = []

    def forever(asking: Asking, *_: object) -> None:
        try:
            asking.rows(ENDLESS)
        except StoppedError as error:
            ended.append(error)
            raise

    monkeypatch.setattr(listing, "articles", forever)
    reader = Reader(looked.data)
    app = application(reader, seconds=600)
    scope = {
        "type": "http", "method": "GET", "path": "/articles", "raw_path": b"/articles", "query_string": b"", "http_version": "1.1",
        "headers": [(b"host", b"localhost")], "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, object]:
        if messages:
            return messages.pop()
        await anyio.sleep(0.3)
        return {"type": "http.disconnect"}

    async def send(_message: object) -> None:
        """Nobody listens."""

    begun = time.monotonic()
    anyio.run(app, scope, receive, send)
    assert [str(error) for error in ended] == ["gone"]
    assert time.monotonic() - begun < 60
    reader.close()


def test_the_pages_follow_what_a_run_adds(looked: Looked, tmp_path: object) -> None:
    import shutil
    from pathlib import Path

    data = Path(str(tmp_path)) / "data"
    shutil.copytree(looked.data, data)
    reader = Reader(data)
    with reader.asking() as asking:
        assert asking.value("SELECT count(*) FROM statements") > 5
    shutil.rmtree(data / "tables" / "statements")
    reader._looked_at = -10.0
    with reader.asking() as asking:
        assert asking.value("SELECT count(*) FROM statements") == 0
    reader.close()
