"""From a server on loopback to tables: the command, the landing asset and the sensor."""

import datetime as dt
import json
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.fetch import crawl
from assets.fetch.configuration import load
from assets.resources import Warehouse, from_environment
from tests.fetch.conftest import Reply, Site, article, feed, rows, site
from tests.graph.conftest import DAY, FETCHED_AT, Kawaraban
from tests.graph.test_assets import materialize
from warehouse.layout import Layout

__all__ = ["site"]


@pytest.fixture
def sources(site: Site, tmp_path: Path) -> Path:
    """A file of sources: one feed of the server, with one good page, one disallowed, one missing."""
    site["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /secret/", media_type="text/plain")
    site["/news/1.html"] = Reply(article(1).decode().encode("euc-jp"), media_type="text/html; charset=EUC-JP")
    site["/rss.xml"] = feed(*(site.url(path) for path in ("/news/1.html", "/secret/1", "/news/404")))
    path = tmp_path / "sources.toml"
    path.write_text(
        f'[fetch]\ncontact = "mailto:a@example.jp"\nports = [{site.port}]\nretries = 0\n[[sources]]\nname = "凪浜新報"\n'
        f'feeds = ["{site.url("/rss.xml")}"]\ndelay_seconds = 0\npoll_minutes = 0\nallow_private_addresses = true\n',
        encoding="utf-8",
    )
    return path


def test_the_command_fetches_and_run_without_a_path_reads_what_was_fetched(
    kawaraban: Kawaraban,
    sources: Path,
    site: Site,
    tmp_path: Path,
) -> None:
    dry = kawaraban("fetch", "--dry-run", "--data", "out")
    assert dry.returncode == 0, dry.stderr
    assert dry.stdout.splitlines()[0] == "凪浜新報: 3 pages"
    assert site.url("/news/1.html") in dry.stdout
    assert not (tmp_path / "out" / "landing").exists()

    done = kawaraban("fetch", "--data", "out")
    assert done.returncode == 0, done.stderr
    assert "feeds     1 read" in done.stdout
    assert "pages     3 new, 1 fetched" in done.stdout
    assert "1 x robots_disallowed" in done.stdout
    assert "1 x fetch_failed" in done.stdout
    assert "HTTP 404" in done.stderr

    made = kawaraban("run", "--data", "out", "--no-release")
    assert made.returncode == 0, made.stderr
    query = "select a.url, a.title, d.charset, d.charset_basis from articles a join documents d using (document_id)"
    answer = json.loads(kawaraban("sql", query, "--data", "out", "--format", "json").stdout)
    assert answer["url"] == site.url("/news/1.html")
    assert answer["title"].startswith("灯台を残す方針1")
    assert (answer["charset"], answer["charset_basis"]) == ("euc-jp", "http")
    refused = kawaraban(
        "sql", "select location, reason from rejections order by 2", "--data", "out", "--format", "json"
    )
    assert [json.loads(line)["reason"] for line in refused.stdout.splitlines()] == ["fetch_failed", "robots_disallowed"]

    assert kawaraban("fetch", "--data", "out").stdout.splitlines()[1] == "pages     0 new, 0 fetched"
    assert kawaraban("run", "--data", "out", "--no-release").stdout.startswith("nothing changed")
    shown = kawaraban("sources", "--data", "out")
    assert shown.returncode == 0, shown.stderr
    assert "凪浜新報" in shown.stdout


def test_the_command_says_what_is_wrong_with_its_input(kawaraban: Kawaraban, tmp_path: Path) -> None:
    for arguments, words in {
        ("fetch",): "examples/sources.toml",
        ("fetch", "--sources", "none.toml"): "none.toml",
        ("run", "--data", "empty"): "nothing has landed",
    }.items():
        failed = kawaraban(*arguments)
        assert failed.returncode == 2
        assert words in failed.stderr
        assert len(failed.stderr.strip().splitlines()) == 1
    (tmp_path / "sources.toml").write_text(
        '[[sources]]\nname = "a"\nfeeds = ["https://example.jp/"]\n', encoding="utf-8"
    )
    anonymous = kawaraban("fetch")
    assert anonymous.returncode == 2
    assert "nothing is fetched anonymously" in anonymous.stderr


def test_a_fetch_that_reaches_nothing_fails(kawaraban: Kawaraban, sources: Path, site: Site) -> None:
    site["/rss.xml"] = Reply(b"", 500)
    failed = kawaraban("fetch", "--data", "out")
    assert failed.returncode == 1
    assert "HTTP 500" in failed.stderr
    unknown = kawaraban("fetch", "--only", "霧浜新聞", "--data", "out")
    assert unknown.returncode == 2
    assert "凪浜新報" in unknown.stderr


def test_the_landing_asset_fetches_what_the_sources_have(tmp_path: Path, sources: Path, site: Site) -> None:
    warehouse = Warehouse(root=str(tmp_path / "data"), inbox=[], sources=str(sources), fetched_at=FETCHED_AT)
    result = materialize(warehouse)
    assert result.success
    (landed,) = [
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey("landing")
    ]
    assert landed.metadata["pages"].value == {"fetched": 1, "robots_disallowed": 1, "fetch_failed": 1}
    assert len(rows(Layout(tmp_path / "data"))) == 3
    assert list((tmp_path / "data" / "tables" / "articles" / f"dt={DAY}").glob("*.parquet"))


def new_pages(warehouse: Warehouse) -> dg.SensorDefinition:
    (sensor,) = (sensor for sensor in build_definitions(warehouse).sensors or () if sensor.name == "new_pages")
    assert isinstance(sensor, dg.SensorDefinition)
    return sensor


def evaluate(warehouse: Warehouse, cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    sensor = new_pages(warehouse)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"warehouse": warehouse})
        found = sensor(context)
    assert isinstance(found, (dg.SensorResult, dg.SkipReason))
    return found


def test_the_sensor_requests_a_run_when_a_feed_names_something_new(tmp_path: Path, sources: Path, site: Site) -> None:
    layout = Layout(tmp_path / "data")
    warehouse = Warehouse(root=str(layout.root), inbox=[], sources=str(sources), fetched_at=FETCHED_AT)
    first = evaluate(warehouse)
    assert isinstance(first, dg.SensorResult)
    (request,) = first.run_requests or ()
    assert request.partition_key == DAY
    assert site.count("/news/1.html") == 0
    assert isinstance(evaluate(warehouse, first.cursor), dg.SkipReason)

    site["/news/2.html"] = Reply(article(2))
    site["/rss.xml"] = feed(site.url("/news/2.html"), site.url("/news/1.html"))
    second = evaluate(warehouse, first.cursor)
    assert isinstance(second, dg.SensorResult)
    (again,) = second.run_requests or ()
    assert again.run_key != request.run_key
    assert materialize(warehouse).success
    assert site.count("/news/2.html") == 1
    assert isinstance(evaluate(warehouse, second.cursor), dg.SkipReason)


def test_the_sensor_asks_for_yesterday_where_pages_were_landed_late(tmp_path: Path, sources: Path, site: Site) -> None:
    layout = Layout(tmp_path / "data")
    crawl.fetch(layout, load(sources), fetched_at=dt.datetime.fromisoformat(FETCHED_AT))
    after = "2026-01-16T00:05:00+09:00"
    found = evaluate(Warehouse(root=str(layout.root), inbox=[], sources=str(sources), fetched_at=after))
    assert isinstance(found, dg.SensorResult)
    assert [request.partition_key for request in found.run_requests or ()] == [DAY]


def test_the_sensor_runs_by_itself_only_where_there_are_sources(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def status(warehouse: Warehouse) -> dg.DefaultSensorStatus:
        return new_pages(warehouse).default_status

    assert status(Warehouse(sources=str(sources))) is dg.DefaultSensorStatus.RUNNING
    assert status(Warehouse()) is dg.DefaultSensorStatus.STOPPED
    assert isinstance(evaluate(Warehouse(root=str(tmp_path / "none"))), dg.SkipReason)
    monkeypatch.delenv("KAWARABAN_SOURCES", raising=False)
    monkeypatch.delenv("KAWARABAN_INBOX", raising=False)
    monkeypatch.chdir(tmp_path)
    assert (from_environment().sources, from_environment().inbox) == ("sources.toml", [])
    sources.unlink()
    assert (from_environment().sources, from_environment().inbox) == (None, ["examples"])
    with pytest.raises(dg.Failure, match="there is no"):
        evaluate(Warehouse(root=str(tmp_path / "data"), sources=str(sources)))
