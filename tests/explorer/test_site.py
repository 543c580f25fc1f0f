"""The static site: every link leads somewhere, nothing needs a server, and a browser reads it from the disk."""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.explorer.conftest import Looked
from tests.explorer.test_browser import CHROMIUM
from warehouse.explorer.reader import Reader
from warehouse.explorer.site import MARK, SiteError, export


@pytest.fixture(scope="module")
def site(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("exported") / "site"
    reader = Reader(small)
    written = export(reader, directory)
    reader.close()
    assert written.articles == 4
    assert written.pages == sum(1 for _ in directory.rglob("*.html")) - 1
    return directory


def test_every_link_leads_to_a_page_of_the_site(site: Path) -> None:
    found = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert len(found) > 100
    broken = []
    for path, source in found.items():
        for link in re.findall(r'(?:href|src|action)="([^"]+)"', source):
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            target = (path.parent / unquote(parts.path)).resolve()
            is_there = target in found or (target.is_file() and target.parent.name == "static")
            # rows of other tables begin where no span does: the script takes the one before
            is_exact = path.parent.name != "tables" and parts.fragment.startswith("c")
            if not is_there or (is_exact and f'id="{parts.fragment}"' not in found[target]):
                broken.append((str(path.relative_to(site)), link))
    assert broken == []


def test_both_languages_are_there_and_nothing_needs_a_server(site: Path) -> None:
    for language, word in (("ja", "概要"), ("en", "Overview")):
        source = (site / language / "index.html").read_text(encoding="utf-8")
        assert word in source
        assert "<form" not in source
        assert 'http-equiv="Content-Security-Policy"' in source


def test_a_site_is_replaced_and_nothing_else_is(site: Path, reader: Reader, tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("x")
    with pytest.raises(SiteError, match="not empty"):
        export(reader, other)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    assert (site / MARK).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("KAWARABAN_BROWSER") != "required",
    reason="there is no chromium on this machine",
)
def test_a_browser_reads_it_from_the_disk(site: Path, looked: Looked) -> None:
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto((site / "index.html").as_uri())
        page.get_by_role("link", name="English").click()
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Articles").click()
        page.get_by_role("searchbox").fill("国境検問所")
        assert page.locator(".hit:visible").count() == 1
        page.get_by_role("link", name="国境検問所").click()
        page.locator("#text .cu").first.click()
        assert page.locator("#card .step.cue").count() >= 1
        assert page.locator("#text").evaluate("e => getComputedStyle(e).fontFamily").startswith('"Noto Serif')
        browser.close()
    assert complaints == []
