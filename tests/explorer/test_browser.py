"""The pages in a browser: the ways people take, with the content policy in force, on a wide screen and on a phone, and what axe says of them.

Drives Debian's chromium; skipped where there is none, unless ``KAWARABAN_BROWSER=required`` (as ``.ci/run`` has it).
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.explorer.conftest import Looked
from warehouse.explorer.app import application
from warehouse.explorer.reader import Reader
from warehouse.explorer.serve import listen

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("KAWARABAN_BROWSER") != "required",
    reason="there is no chromium on this machine",
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(reader: Reader) -> Iterator[str]:
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application(reader), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that notes errors, refused scripts and dialogs; a phone where the test asks for one."""
    size = getattr(request, "param", DESK)
    context = browser.new_context(viewport=size, locale="ja-JP" if size is PHONE else "en-US")
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    yield page
    context.close()
    assert complaints == []


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def serious(page: Page) -> list[Any]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    return [
        (violation["id"], violation["nodes"][0]["html"][:200], violation["nodes"][0]["failureSummary"][:300])
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def test_the_way_from_the_overview_to_a_span(page: Page, address: str, looked: Looked) -> None:
    page.goto(address)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="国境検問所").click()
    page.locator("#text .cu").first.click()
    card = page.locator("#card")
    assert card.locator(".step.cue").count() >= 1
    assert page.locator("#text svg.arcs path").count() >= 1
    card.get_by_role("link", name="Link to this span").first.click()
    page.wait_for_url("**/articles/*?span=*")
    assert page.locator("#text .target").count() >= 1
    assert card.locator("blockquote").count() >= 1


def test_the_text_is_read_by_keyboard_and_layers_switch_off(page: Page, address: str, looked: Looked) -> None:
    page.goto(f"{address}/articles/{looked.wire}")
    page.locator("#text").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#card blockquote").first.inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#card blockquote").first.inner_text() != first
    page.keyboard.press("Escape")
    assert page.locator("#card blockquote").count() == 0
    mention = page.locator("#text .me").first
    before = mention.evaluate("e => getComputedStyle(e).textDecorationLine")
    page.get_by_role("checkbox", name="Mentions").uncheck()
    assert (before, mention.evaluate("e => getComputedStyle(e).textDecorationLine")) == ("underline", "none")


def test_search_in_japanese_leads_to_the_place(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#quick-q").fill("国境検問所")
    page.keyboard.press("Enter")
    page.locator(".hit h3 a").first.click()
    page.wait_for_url("**span=*")
    assert "国境検問所" in page.locator("#text .target").first.inner_text()


def test_a_hostile_article_runs_nothing(page: Page, address: str, looked: Looked) -> None:
    page.goto(f"{address}/articles/{looked.hostile}")
    assert "<script>" in page.locator("#text").inner_text()
    assert page.locator("#text img, #text script, #text b").count() == 0
    page.locator("#text .s").first.click()
    page.goto(f"{address}/articles")
    assert "U+202E" in page.locator("main").inner_text()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_megabyte_on_a_phone(page: Page, address: str, looked: Looked) -> None:
    page.goto(f"{address}/articles/{looked.large}?span=300000-300009")
    assert overflow(page) <= 0
    assert page.locator("#text .target").first.is_visible()
    page.get_by_role("link", name="次へ").first.click()
    assert overflow(page) <= 0


PATHS = ("/", "/articles/{wire}", "/search?q=灯台", "/entities/{speaker}", "/tables/aliases", "/sql?q=FROM said LIMIT 5", "/articles", "/articles/{hostile}", "/articles/{sjis}/source?span=10-30", "/entities", "/countries", "/tables", "/sql?q=SELEC", "/nothing")  # fmt: skip
JUDGED = {DESK["width"]: PATHS[:6], PHONE["width"]: PATHS[1:3]}
"""What axe looks at: a second or more each. The others are made of the same parts."""


@pytest.mark.parametrize("page", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    page: Page, address: str, looked: Looked, reader: Reader, complaints: list[str]
) -> None:
    with reader.asking() as asking:
        speaker = asking.value("SELECT person_id FROM roles WHERE person_id IS NOT NULL ORDER BY ALL LIMIT 1")
    shots, width = os.environ.get("KAWARABAN_SCREENSHOTS"), page.evaluate("innerWidth")
    found: dict[str, object] = {}
    for number, path in enumerate(PATHS):
        page.goto(address + path.format(wire=looked.wire, hostile=looked.hostile, sjis=looked.sjis, speaker=speaker))
        if shots:
            page.screenshot(path=str(Path(shots) / f"{number:02}-{width}.png"), full_page=True)
        if overflow(page) > 0:
            found[path] = overflow(page)
        elif path in JUDGED[width] and (problems := serious(page)):
            found[path] = problems
    complaints[:] = [text for text in complaints if "status of 40" not in text]
    assert found == {}
