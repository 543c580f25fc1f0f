"""Pages from a real server on loopback: slow, failing, redirecting, lying, huge, packed, unchanged."""

import contextlib
import gzip
import itertools
import socket
import threading
import zlib

import pytest

from pipeline.run import run_stages
from tests.fetch.conftest import Reply, Request, Site, article, configure, rows, simple, take
from warehouse import landing
from warehouse.layout import Layout


def test_pages_are_landed_as_served_with_their_address_and_charset(site: Site, layout: Layout) -> None:
    site["/news/1.html"] = Reply(article(1))
    site["/news/2"] = Reply("港の灯台".encode("cp932"), media_type="text/plain; charset=Shift_JIS")
    summary = take(layout, configure(site, simple(site, "/news/1.html", "/news/2")))
    assert summary.pages == {"fetched": 2}
    first, second = rows(layout)
    assert first["content"] == article(1)
    assert (first["location"], first["file_name"]) == (site.url("/news/1.html"), "1.html")
    assert (first["media_type"], first["declared_charset"]) == ("text/html", "utf-8")
    assert second["content"] == "港の灯台".encode("cp932")
    assert (second["media_type"], second["declared_charset"]) == ("text/plain", "Shift_JIS")


def test_requests_say_who_asks_and_carry_no_cookies(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(article(1), headers={"Set-Cookie": "visitor=7"})
    site["/2"] = Reply(article(2))
    take(layout, configure(site, simple(site, "/1", "/2")))
    assert site.paths == ["/robots.txt", "/1", "/2"]
    for request in site.requests:
        assert request.headers["user-agent"].startswith("Kawaraban/")
        assert "(+mailto:kawaraban@example.jp)" in request.headers["user-agent"]
        assert "cookie" not in request.headers


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "two gzip members"])
def test_content_coding_is_undone(site: Site, layout: Layout, coding: str) -> None:
    half = len(article(1)) // 2
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = {
        "gzip": gzip.compress(article(1)),
        "deflate": zlib.compress(article(1)),
        "raw deflate": raw.compress(article(1)) + raw.flush(),
        "two gzip members": gzip.compress(article(1)[:half]) + gzip.compress(article(1)[half:]),
    }[coding]
    name = "deflate" if "deflate" in coding else "gzip"
    site["/1"] = Reply(packed, headers={"Content-Encoding": name}, pause=0.001, pieces=len(packed) // 7)
    take(layout, configure(site, simple(site, "/1")))
    assert [row["content"] for row in rows(layout)] == [article(1)]


@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        (Reply(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"}), "when unpacked"),
        (Reply(b"<p>" + b"a" * 200_000), "bytes announced"),
        (Reply(b"<p>" + b"a" * 200_000, has_length=False), "more than 100000 bytes"),
    ],
    ids=["gzip bomb", "announced", "not announced"],
)
def test_a_huge_body_is_refused_with_its_reason(site: Site, layout: Layout, reply: Reply, detail: str) -> None:
    site["/huge"] = reply
    summary = take(layout, configure(site, simple(site, "/huge"), fetch="max_page_bytes = 100000"))
    assert summary.pages == {"too_large": 1}
    (row,) = rows(layout)
    assert (row["document_id"], row["content"], row["rejection_reason"]) == (None, None, "too_large")
    assert detail in row["rejection_detail"]


def test_a_slow_body_ends_at_the_time_limit_and_does_not_hold_up_others(site: Site, layout: Layout) -> None:
    site["/slow"] = Reply(article(1), pause=0.2, pieces=200)  # 40 s, a byte now and then
    site["/quick"] = Reply(article(2))
    sources = simple(site, "/slow", name="slow"), simple(site, "/quick", name="quick")
    summary = take(layout, configure(site, *sources, fetch="request_seconds = 2"))
    assert summary.pages == {"failed": 1, "fetched": 1}
    assert any("no whole answer within 2 s" in problem for problem in summary.problems)
    assert [row["location"] for row in rows(layout)] == [site.url("/quick")]
    assert summary.waiting == 1


def test_a_failing_server_is_asked_again_and_then_gives(site: Site, layout: Layout) -> None:
    answers = itertools.chain([Reply(b"", 500), Reply(b"", 503)], itertools.repeat(Reply(article(1))))
    site["/1"] = lambda _request: next(answers)
    summary = take(layout, configure(site, simple(site, "/1"), fetch="retries = 2"))
    assert summary.pages == {"fetched": 1}
    assert site.count("/1") == 3


def test_a_connection_reset_in_the_middle_is_asked_again_and_never_landed_by_halves(site: Site, layout: Layout) -> None:
    answers = itertools.chain([Reply(article(1), cut=100)], itertools.repeat(Reply(article(1))))
    site["/1"] = lambda _request: next(answers)
    take(layout, configure(site, simple(site, "/1"), fetch="retries = 1"))
    assert [row["content"] for row in rows(layout)] == [article(1)]
    site["/2"] = Reply(article(2), cut=100)
    site["/3"] = Reply(gzip.compress(article(3))[:-20], headers={"Content-Encoding": "gzip"})
    summary = take(layout, configure(site, simple(site, "/2", "/3")))
    assert summary.pages == {"failed": 2}
    assert len(rows(layout)) == 1


def test_a_failure_that_lasts_is_given_up_and_landed(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(b"", 502)
    configuration = configure(site, simple(site, "/1"), fetch="max_failures = 3")
    for _ in range(2):
        assert take(layout, configuration).pages == {"failed": 1}
        assert rows(layout) == []
    assert take(layout, configuration).pages == {"fetch_failed": 1}
    (row,) = rows(layout)
    assert row["rejection_reason"] == "fetch_failed"
    assert row["rejection_detail"] == "given up after 3 runs: HTTP 502"
    assert take(layout, configuration).pages == {}
    site["/1"] = Reply(article(1))
    assert take(layout, configuration, retry=True).pages == {"fetched": 1}


def test_what_is_not_there_is_a_row_and_is_not_asked_for_again(site: Site, layout: Layout) -> None:
    configuration = configure(site, simple(site, "/gone"))
    assert take(layout, configuration).pages == {"fetch_failed": 1}
    assert take(layout, configuration).pages == {}
    assert site.count("/gone") == 1
    (row,) = rows(layout)
    assert (row["location"], row["rejection_detail"]) == (site.url("/gone"), "HTTP 404")
    rejections = run_stages(landing.read_batch(layout, *landing.batches(layout)[0]), strict=True)["rejections"]
    assert rejections["reason"].to_pylist() == ["fetch_failed"]


def test_retry_after_is_waited_for_within_a_bound(site: Site, layout: Layout) -> None:
    answers = itertools.chain([Reply(b"", 429, {"Retry-After": "1"})], itertools.repeat(Reply(article(1))))
    site["/1"] = lambda _request: next(answers)
    take(layout, configure(site, simple(site, "/1"), fetch="retries = 1"))
    times = [request.at for request in site.requests if request.path == "/1"]
    assert len(times) == 2
    assert times[1] - times[0] >= 0.9

    site["/2"], site["/3"] = Reply(b"", 503, {"Retry-After": "86400"}), Reply(article(3))
    configuration = configure(site, simple(site, "/2", "/3"), fetch="retries = 5\nmax_failures = 1")
    summary = take(layout, configuration)
    assert summary.pages == {"postponed": 2}
    assert (site.count("/2"), site.count("/3")) == (1, 0)
    assert take(layout, configuration).waiting == 2  # neither given up nor asked again before its time
    assert (site.count("/2"), site.count("/3")) == (1, 0)


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/json"])
def test_other_media_types_are_refused(site: Site, layout: Layout, media_type: str) -> None:
    site["/file"] = Reply(b"%PDF-1.7", media_type=media_type)
    assert take(layout, configure(site, simple(site, "/file"))).pages == {"unsupported_media_type": 1}
    assert rows(layout)[0]["rejection_detail"] == f"the server says {media_type}"


@pytest.mark.parametrize(
    ("media_type", "body", "expected"),
    [
        (None, article(1), "text/html"),
        (None, "港の灯台".encode(), "text/plain"),
        ("text/plain", article(1), "text/html"),
        ("application/xhtml+xml", article(1), "text/html"),
    ],
)
def test_the_media_type_is_what_the_bytes_can_be(
    site: Site, layout: Layout, media_type: str | None, body: bytes, expected: str
) -> None:
    site["/1"] = Reply(body, media_type=media_type)
    take(layout, configure(site, simple(site, "/1")))
    assert [row["media_type"] for row in rows(layout)] == [expected]


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_an_unchanged_page_is_a_304_and_a_changed_one_a_new_document(site: Site, layout: Layout, header: str) -> None:
    version = {"value": '"v1"' if header == "ETag" else "Mon, 02 Nov 2026 00:00:00 GMT", "body": article(1)}
    condition = "if-none-match" if header == "ETag" else "if-modified-since"

    def answer(request: Request) -> Reply:
        if request.headers.get(condition) == version["value"]:
            return Reply(b"", 304, {header: str(version["value"])})
        return Reply(bytes(version["body"]), headers={header: str(version["value"])})  # type: ignore[call-overload]

    site["/1"] = answer
    again = configure(site, simple(site, "/1", extra="refetch_hours = 0"))
    assert take(layout, again).pages == {"fetched": 1}
    assert take(layout, again).pages == {"unchanged": 1}
    version |= {"value": '"v2"' if header == "ETag" else "Tue, 03 Nov 2026 00:00:00 GMT", "body": article(1, "訂正")}
    assert take(layout, again).pages == {"fetched": 1}
    assert [row["content"] for row in rows(layout)] == [article(1), article(1, "訂正")]
    assert len({row["location"] for row in rows(layout)}) == 1
    assert take(layout, configure(site, simple(site, "/1"))).pages == {}  # without refetch_hours: never again


def test_a_validator_that_cannot_be_sent_back_is_left_out(site: Site, layout: Layout) -> None:
    site["/1"] = Reply(article(1), headers={"ETag": '"\xe9"', "Last-Modified": "x" * 600})
    again = configure(site, simple(site, "/1", extra="refetch_hours = 0"))
    for _ in range(2):
        assert take(layout, again).pages == {"fetched": 1}
    assert "if-none-match" not in site.requests[-1].headers
    assert len(rows(layout)) == 1


def test_a_header_that_lies_about_the_charset_ends_as_right_text(site: Site, layout: Layout) -> None:
    page = article(1).decode().replace("<head>", "<head><meta charset='euc-jp'>")
    site["/sjis"] = Reply(page.encode("cp932"), media_type="text/html; charset=utf-8")
    site["/utf8"] = Reply(article(2), media_type="text/html; charset=Shift_JIS")
    site["/true"] = Reply(article(3).decode().encode("euc-jp"), media_type="text/html; charset=EUC-JP")
    take(layout, configure(site, simple(site, "/sjis", "/utf8", "/true")))
    tables = run_stages(landing.read_batch(layout, *landing.batches(layout)[0]), strict=True)
    texts = {row["url"].rpartition("/")[2]: row["text"] for row in tables["articles"].to_pylist()}
    assert set(texts) == {"sjis", "utf8", "true"}
    for text in texts.values():
        assert "「灯台は市の宝だ」と語った" in text
    charsets = dict(
        zip(tables["documents"]["charset"].to_pylist(), tables["documents"]["charset_basis"].to_pylist(), strict=True)
    )
    assert set(charsets) == {"shift_jis", "utf-8", "euc-jp"}
    assert charsets["euc-jp"] == "http"


def test_redirects_are_followed_and_the_final_address_is_the_location(site: Site, layout: Layout) -> None:
    site["/old"] = Reply(b"", 301, {"Location": "/newer"})
    site["/newer"] = Reply(b"", 302, {"Location": site.url("/newest")})
    site["/newest"] = Reply(article(1))
    configuration = configure(site, simple(site, "/old"))
    assert take(layout, configuration).pages == {"fetched": 1}
    assert [row["location"] for row in rows(layout)] == [site.url("/newest")]
    # another listing that names the final address has nothing new
    assert take(layout, configure(site, simple(site, "/newest", "/old"))).pages == {}
    assert site.count("/newest") == 1


def test_two_addresses_that_lead_to_one_page_fetch_it_once(site: Site, layout: Layout) -> None:
    for path in ("/a", "/b"):
        site[path] = Reply(b"", 302, {"Location": "/target"})
    site["/target"] = Reply(article(1), pause=0.05)
    summary = take(layout, configure(site, simple(site, "/a", "/b", "/target", extra="concurrency = 3")))
    assert summary.pages["fetched"] == 1
    assert site.count("/target") == 1
    assert [row["location"] for row in rows(layout)] == [site.url("/target")]


@pytest.mark.parametrize(
    ("routes", "reason"),
    [
        ({"/1": "/2", "/2": "/1"}, "too_many_redirects"),
        ({f"/{n}": f"/{n + 1}" for n in range(1, 20)}, "too_many_redirects"),
        ({"/1": "file:///etc/passwd"}, "fetch_failed"),
        ({"/1": "http://user:word@127.0.0.1/"}, "fetch_failed"),
        ({"/1": ""}, "fetch_failed"),
    ],
    ids=["circle", "endless", "file", "credentials", "nowhere"],
)
def test_bad_redirects_end(site: Site, layout: Layout, routes: dict[str, str], reason: str) -> None:
    for path, target in routes.items():
        site[path] = Reply(b"", 302, {"Location": target})
    assert take(layout, configure(site, simple(site, "/1"))).pages == {reason: 1}
    assert len(site.requests) <= 7
    assert rows(layout)[0]["rejection_reason"] == reason


GARBAGE = {
    "noise": bytes(range(256)) * 8,
    "nothing": b"",
    "only a status line": b"HTTP/1.1 200 OK\r\n",
    "endless headers": b"HTTP/1.1 200 OK\r\n" + b"X-Pad: " + b"a" * 3_000_000,
    "wrong chunks": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n<p>12",
    "too short": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>",
    "unknown coding": b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\n<p>",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_not_http_fails_and_is_not_landed(site: Site, layout: Layout, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        asked = connection.recv(4_096)
                        is_robots = asked.startswith(b"GET /robots.txt")
                        connection.sendall(
                            b"HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n" if is_robots else GARBAGE[name]
                        )

        threading.Thread(target=answer, daemon=True).start()
        port = server.getsockname()[1]
        address = f'name = "凪浜新報"\npages = ["http://127.0.0.1:{port}/1"]'
        summary = take(layout, configure(site, address, fetch=f"ports = [{port}]"))
    assert summary.pages == {"failed": 1}
    assert rows(layout) == []


def test_a_dead_host_does_not_stop_the_others_and_is_left_alone(site: Site, layout: Layout) -> None:
    for number in range(3):
        site[f"/{number}"] = Reply(article(number))
    dead = ", ".join(f'"http://dead.example.jp:{site.port}/{number}"' for number in range(20))
    sources = f'name = "dead"\npages = [{dead}]', simple(site, "/0", "/1", "/2")

    async def resolve(host: str, _port: int) -> list[str]:
        if host == "dead.example.jp":
            raise OSError("no such host")
        return ["127.0.0.1"]

    summary = take(layout, configure(site, *sources), resolve=resolve)
    assert summary.pages == {"fetched": 3, "failed": 3, "postponed": 17}
    assert len(rows(layout)) == 3
