"""robots.txt, delays and concurrency, and which network addresses are connected to."""

import itertools
import time
from pathlib import Path

import pytest

from assets.fetch.addresses import why_refused
from assets.fetch.configuration import parse
from tests.fetch.conftest import Reply, Request, Site, article, configure, feed, resolving, rows, simple, take
from warehouse.layout import Layout


def robots(text: str) -> Reply:
    return Reply(text.encode(), media_type="text/plain")


def test_what_robots_txt_disallows_is_not_asked_for_and_leaves_a_row(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /\n\nUser-agent: kawaraban\nDisallow: /secret/\n")
    site["/secret/1"], site["/news/1"] = Reply(article(1)), Reply(article(2))
    summary = take(layout, configure(site, simple(site, "/secret/1", "/news/1")))
    assert summary.pages == {"robots_disallowed": 1, "fetched": 1}
    assert site.paths == ["/robots.txt", "/news/1"]
    refused = [row for row in rows(layout) if row["rejection_reason"]]
    assert [(row["location"], row["rejection_reason"]) for row in refused] == [
        (site.url("/secret/1"), "robots_disallowed")
    ]


def test_a_redirect_into_what_is_disallowed_is_not_followed(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /secret/")
    site["/1"] = Reply(b"", 302, {"Location": "/secret/1"})
    site["/2"] = Reply(b"", 302, {"Location": site.url("/secret/2", "other.example.jp")})
    assert take(layout, configure(site, simple(site, "/1", "/2"))).pages == {"robots_disallowed": 2}
    assert site.paths == ["/robots.txt", "/1", "/2", "/robots.txt"]  # the other host was asked for its own


def test_a_disallowed_feed_is_not_read(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /rss")
    site["/rss.xml"] = feed(site.url("/1"))
    summary = take(layout, configure(site, f'name = "凪浜新報"\nfeeds = ["{site.url("/rss.xml")}"]'))
    assert summary.listings == {"failed": 1}
    assert site.paths == ["/robots.txt"]
    assert "does not allow it" in summary.problems[0]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_no_robots_txt_allows_everything(site: Site, layout: Layout, status: int) -> None:
    site["/robots.txt"], site["/1"] = Reply(b"User-agent: *\nDisallow: /", status), Reply(article(1))
    assert take(layout, configure(site, simple(site, "/1"))).pages == {"fetched": 1}


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_txt_that_cannot_be_read_allows_nothing_for_now(site: Site, layout: Layout, status: int) -> None:
    site["/robots.txt"], site["/1"] = Reply(b"", status), Reply(article(1))
    configuration = configure(site, simple(site, "/1"))
    assert take(layout, configuration).pages == {"failed": 1}
    assert (site.count("/1"), rows(layout)) == (0, [])
    site["/robots.txt"] = robots("")
    assert take(layout, configuration).pages == {"fetched": 1}


def test_robots_txt_is_kept_between_runs(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /secret/")
    site["/1"], site["/secret/2"] = Reply(article(1)), Reply(article(2))
    take(layout, configure(site, simple(site, "/1")))
    assert take(layout, configure(site, simple(site, "/secret/2"))).pages == {"robots_disallowed": 1}
    assert site.count("/robots.txt") == 1


def test_retry_asks_for_the_rules_and_the_refused_pages_again(site: Site, layout: Layout) -> None:
    site["/robots.txt"], site["/1"] = robots("User-agent: *\nDisallow: /"), Reply(article(1))
    configuration = configure(site, simple(site, "/1"))
    assert take(layout, configuration).pages == {"robots_disallowed": 1}
    site["/robots.txt"] = robots("")
    assert take(layout, configuration).pages == {}
    assert take(layout, configuration, retry=True).pages == {"fetched": 1}


def test_an_expired_copy_is_asked_for_anew_and_holds_while_the_server_fails(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /secret/")
    site["/1"], site["/secret/2"], site["/3"] = Reply(article(1)), Reply(article(2)), Reply(article(3))
    short = "robots_hours = 0"
    take(layout, configure(site, simple(site, "/1"), fetch=short))
    site["/robots.txt"] = Reply(b"", 500)
    summary = take(layout, configure(site, simple(site, "/secret/2", "/3"), fetch=short))
    assert site.count("/robots.txt") > 1
    assert summary.pages == {"robots_disallowed": 1, "fetched": 1}


def test_a_huge_robots_txt_counts_as_far_as_the_standard_asks(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /secret/\n" + "# 灯台\n" * 100_000)
    site["/secret/1"], site["/1"] = Reply(article(1)), Reply(article(2))
    assert take(layout, configure(site, simple(site, "/secret/1", "/1"))).pages == {
        "robots_disallowed": 1,
        "fetched": 1,
    }


def gaps(requests: list[Request]) -> list[float]:
    times = sorted(request.at for request in requests)
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_requests_to_one_host_keep_their_distance_and_hosts_do_not_wait_for_each_other(
    site: Site, layout: Layout
) -> None:
    for number in range(3):
        site[f"/{number}"] = Reply(article(number))
    hosts = ("a.example.jp", "b.example.jp")
    sources = [
        f'name = "{host}"\nconcurrency = 4\ndelay_seconds = 0.4\npages = ['
        + ", ".join(f'"{site.url(f"/{number}", host)}"' for number in range(3))
        + "]"
        for host in hosts
    ]
    assert take(layout, configure(site, *sources)).pages == {"fetched": 6}
    for host in hosts:
        asked = [request for request in site.requests if request.host.startswith(host)]
        assert len(asked) == 4  # robots.txt is a request, too
        assert all(gap > 0.3 for gap in gaps(asked))
    assert any(
        one.host != other.host for one, other in itertools.pairwise(sorted(site.requests, key=lambda item: item.at))
    )


def test_crawl_delay_of_robots_txt_is_kept_where_it_is_longer(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.5")
    for number in range(3):
        site[f"/{number}"] = Reply(article(number))
    take(layout, configure(site, simple(site, "/0", "/1", "/2", extra="delay_seconds = 0")))
    asked = [request for request in site.requests if request.path != "/robots.txt"]
    assert len(asked) == 3
    assert all(gap > 0.4 for gap in gaps(asked))


def test_a_crawl_delay_beyond_patience_spreads_pages_over_runs(site: Site, layout: Layout) -> None:
    site["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 3600")
    site["/1"], site["/2"] = Reply(article(1)), Reply(article(2))
    configuration = configure(site, simple(site, "/1", "/2"))
    assert take(layout, configuration).pages == {"fetched": 1, "postponed": 1}
    assert take(layout, configuration).waiting == 1
    assert (site.count("/1"), site.count("/2")) == (1, 0)


def test_retries_and_restarts_keep_the_delay_too(site: Site, layout: Layout) -> None:
    answers = itertools.chain([Reply(b"", 500)] * 2, itertools.repeat(Reply(article(1))))
    site["/1"] = lambda _request: next(answers)
    configuration = configure(site, simple(site, "/1", extra="delay_seconds = 0.4"), fetch="retries = 1")
    take(layout, configuration)
    take(layout, configuration)
    assert site.count("/1") == 3
    assert all(gap > 0.3 for gap in gaps(site.requests))


def test_no_more_requests_at_once_than_configured(site: Site, layout: Layout) -> None:
    running, most = 0, 0

    def answer(_request: Request) -> Reply:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.4)
        running -= 1
        return Reply(article(1))

    paths = [f"/{number}" for number in range(6)]
    for path in paths:
        site[path] = answer
    take(layout, configure(site, simple(site, *paths, extra="concurrency = 2")))
    assert most == 2


ANY_HOST = "0.0.0.0"  # noqa: S104 - an address to refuse
REFUSED = [
    "127.0.0.1", "127.255.0.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1",
    "100.64.0.1", ANY_HOST, "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.255.255.250", "240.0.0.1", "192.0.0.8",
    "198.18.0.1", "192.0.2.1", "203.0.113.9", "169.254.169.254", "168.63.129.16", "100.100.100.200",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:1::1", "fd00:ec2::254", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert why_refused(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_public_addresses_are_not(address: str) -> None:
    assert why_refused(address) is None


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "168.63.129.16", ANY_HOST, "224.0.0.1", "fd00:ec2::254"]
)
def test_metadata_services_and_no_hosts_are_refused_whatever_is_allowed(address: str) -> None:
    assert why_refused(address, allow_private=True)
    assert why_refused("192.168.1.1", allow_private=True) is None


def strict(site: Site, *addresses: str) -> str:
    return f'name = "凪浜新報"\nallow_private_addresses = false\npages = [{", ".join(map(repr, addresses))}]'


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_loopback_is_not_connected_to_in_any_spelling(site: Site, layout: Layout, host: str) -> None:
    from assets.fetch.addresses import system_resolve

    site["/1"] = Reply(article(1))
    summary = take(layout, configure(site, strict(site, site.url("/1", host))), resolve=system_resolve)
    assert summary.pages == {"private_address": 1}
    assert site.requests == []
    assert rows(layout)[0]["rejection_reason"] == "private_address"


def test_a_name_with_one_private_address_is_refused(site: Site, layout: Layout) -> None:
    resolve = resolving(mixed_example_jp=["93.184.216.34", "127.0.0.1"])
    summary = take(layout, configure(site, strict(site, site.url("/1", "mixed.example.jp"))), resolve=resolve)
    assert summary.pages == {"private_address": 1}
    assert site.requests == []


def test_a_redirect_to_a_private_address_is_refused_at_the_hop(
    site: Site, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    # loopback plays the public network here, and 10.0.0.8 the private one
    from assets.fetch import addresses

    monkeypatch.setattr(addresses, "PRIVATE", addresses._networks("10.0.0.0/8"))
    monkeypatch.setattr(addresses.ipaddress.IPv4Address, "is_global", True)
    site["/1"] = Reply(b"", 302, {"Location": site.url("/admin", "intranet.example.jp")})
    resolve = resolving(intranet_example_jp=["10.0.0.8"])
    summary = take(layout, configure(site, strict(site, site.url("/1", "public.example.jp"))), resolve=resolve)
    assert summary.pages == {"private_address": 1}
    assert site.paths == ["/robots.txt", "/1"]
    assert "10.0.0.8 is in 10.0.0.0/8" in rows(layout)[0]["rejection_detail"]


def test_a_name_that_changes_after_the_check_gains_nothing(
    site: Site, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each connection resolves once and goes where the check looked: asked a second time, the name would lie."""
    from assets.fetch import addresses

    connected: list[str] = []
    original = addresses.httpcore.AnyIOBackend.connect_tcp

    async def connect(self: object, host: str, *arguments: object, **options: object) -> object:
        connected.append(host)
        return await original(self, host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(addresses.httpcore.AnyIOBackend, "connect_tcp", connect)
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    site["/1"] = Reply(article(1))
    site["/robots.txt"] = Reply(b"", 404, {"Connection": "close"})
    summary = take(
        layout, configure(site, simple(site, "/1").replace("127.0.0.1", "rebinding.example.jp")), resolve=resolve
    )
    assert connected == ["127.0.0.1"]  # an address that was checked, never the name
    assert len(asked) == 2
    assert summary.pages == {"private_address": 1}


def test_tls_asks_for_the_name_and_not_for_the_checked_address(layout: Layout) -> None:
    """Connecting to an address must not weaken what the certificate is compared with."""
    import socket
    import threading

    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while not heard:
                connection, _ = server.accept()
                with connection:
                    heard.append(connection.recv(2_048))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        text = (
            f'[fetch]\ncontact = "mailto:a@example.jp"\nports = [{port}]\nretries = 0\n[[sources]]\nname = "凪浜新報"\n'
            f'pages = ["https://tls.example.jp:{port}/1"]\nallow_private_addresses = true\ndelay_seconds = 0\n'
        )
        assert take(layout, parse(text, Path("sources.toml"))).pages == {"failed": 1}
        thread.join(5)
    assert b"tls.example.jp" in heard[0]


def test_other_ports_are_refused(site: Site, layout: Layout) -> None:
    configuration = configure(site, simple(site, "/1"), fetch="ports = [80, 443]")
    assert take(layout, configuration).pages == {"fetch_failed": 1}
    assert site.requests == []
