"""The pages, as a browser gets them."""

import html
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from tests.explorer.conftest import Looked
from warehouse.explorer import entity_pages
from warehouse.explorer.reader import Reader
from warehouse.explorer.visit import visit

ALLOWED_HANDLERS = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)


class Page(HTMLParser):
    """Elements of a page: tags with their attributes, and the text inside of `#text`."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._depth = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if dict(attributes).get("class") == "words" or self._depth:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.words.append(data)


def get(client: TestClient, path: str, status: int = 200) -> str:
    found = client.get(path)
    assert found.status_code == status, found.text[:2000]
    return found.text


def harmless(source: str) -> Page:
    """A page without scripts, styles or handlers of its own."""
    page = Page(source)
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert [attributes.get("src") for attributes in scripts] == ["/static/explorer.js"]
    assert not [tag for tag, attributes in page.tags if tag in ("style", "iframe", "object", "base")]
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:", "vbscript:"))
    assert "\u202e" not in source
    return page


def test_the_overview_counts_what_there_is(client: TestClient) -> None:
    source = get(client, "/")
    page = harmless(source)
    assert sum(tag == "figure" for tag, _ in page.tags) == 6
    assert sum(tag == "svg" and attributes.get("role") == "img" for tag, attributes in page.tags) >= 5
    assert "9,7" in source  # statements of the large article
    assert "/tables/statements" in source


def test_articles_are_listed_and_chosen(client: TestClient, looked: Looked) -> None:
    page = harmless(get(client, "/articles"))
    assert sum(attributes.get("class") == "hit" for _, attributes in page.tags) == 5
    assert looked.wire in get(client, "/articles?outlet=none")
    assert "0 articles" in get(client, "/articles?ai=disclosed&since=2031-01-01")


@pytest.mark.parametrize(
    "query", ["since=2026-13-01", "ai=perhaps", "page=0", "page=x", "page=99999999999999999999", "outlet=" + "x" * 300]
)
def test_what_cannot_be_asked_is_refused_in_words(client: TestClient, query: str) -> None:
    assert "That cannot be asked" in get(client, f"/articles?{query}", 400)


def test_an_article_is_its_text_with_every_span(client: TestClient, looked: Looked, reader: Reader) -> None:
    page = harmless(get(client, f"/articles/{looked.wire}"))
    with reader.asking() as asking:
        text = asking.value("SELECT text FROM articles WHERE article_id = ?", [looked.wire])
        counts = {
            name: asking.value(f"SELECT count(*) FROM {name} WHERE article_id = ?", [looked.wire])
            for name in ("statements", "mentions", "time_expressions", "quantities", "hedges", "roles", "quotations")
        }
    assert "".join("".join(page.words).split()) == "".join(text.split())
    rows = [attributes for tag, attributes in page.tags if tag == "tr" and (attributes.get("id") or "").startswith("r")]
    assert len(rows) == sum(counts.values())
    named = {number for _, attributes in page.tags for number in (attributes.get("data-r") or "").split()}
    assert named == {(attributes["id"] or "")[1:] for attributes in rows}


def test_what_a_certainty_rests_on_is_drawn_from_its_source_on(client: TestClient, looked: Looked) -> None:
    source = get(client, f"/articles/{looked.wire}")
    paths = [
        re.findall(r'class="step (\w+)"', path)
        for path in re.findall(r'<ol class="path">(.*?)</ol>', source, re.DOTALL)
    ]
    assert ["agent", "agent", "cue", "hedge", "result"] in paths
    assert all(path[-1] == "result" and path[0] in ("agent", "writer") for path in paths)


def test_a_span_has_an_address(client: TestClient, looked: Looked) -> None:
    page = harmless(get(client, f"/articles/{looked.wire}?span=10-14"))
    marked = [attributes for _, attributes in page.tags if "target" in (attributes.get("class") or "").split()]
    assert marked
    assert 10 <= int(marked[0]["data-o"] or "") < 14
    get(client, f"/articles/{looked.wire}?span=14-10", 400)
    get(client, "/articles/art_000000000000000000000000", 404)


def test_readings_in_brackets_are_ruby_and_stay_text(client: TestClient, looked: Looked) -> None:
    source = get(client, f"/articles/{looked.hostile}")
    assert "<ruby>軋<rp>(</rp><rt>きし</rt><rp>)</rp></ruby>む" in source


def test_a_hostile_article_is_only_text(client: TestClient, looked: Looked) -> None:
    for path in ("/articles", f"/articles/{looked.hostile}", f"/articles/{looked.hostile}?span=0-9", "/"):
        source = get(client, path)
        page = harmless(source)
        assert not ALLOWED_HANDLERS.search(" ".join(tag for tag, _ in page.tags))
        assert "49" not in html.unescape("".join(page.words))
    assert "&lt;script&gt;" in get(client, f"/articles/{looked.hostile}")
    assert "U+202E" in get(client, f"/articles/{looked.large}")


def test_an_article_of_a_megabyte_comes_in_parts(client: TestClient, looked: Looked) -> None:
    first = client.get(f"/articles/{looked.large}")
    assert first.status_code == 200
    assert len(first.content) < 3_000_000
    harmless(first.text)
    last = re.search(r"Part 1 of (\d+)", first.text)
    assert last is not None
    assert int(last[1]) > 20
    later = get(client, f"/articles/{looked.large}?span=300000-300009")
    assert "target" in later
    assert re.search(r"Part (\d+) of", later)[1] != "1"  # type: ignore[index]


def test_a_span_leads_to_the_bytes_that_were_received(client: TestClient, looked: Looked, reader: Reader) -> None:
    with reader.asking() as asking:
        (row,) = asking.rows(
            'SELECT start, "end", text FROM mentions WHERE article_id = ? ORDER BY start DESC LIMIT 1', [looked.sjis]
        )
    source = get(client, f"/articles/{looked.sjis}/source?span={row['start']}-{row['end']}")
    harmless(source)
    marked = bytes.fromhex("".join(re.findall(r"<mark>([0-9a-f]{2})</mark>", source)))
    assert marked.decode("cp932") == row["text"]
    get(client, f"/articles/{looked.hostile}/source?span=0-999999999")
    get(client, "/articles/nothing/source", 404)


def test_people_and_organizations_are_listed_and_looked_at(client: TestClient, reader: Reader) -> None:
    harmless(get(client, "/entities?type=ORG"))
    with reader.asking() as asking:
        pages = entity_pages.entities_page(asking, visit({"type": "PERSON"}, "en", "/"), size=2)
    assert re.search(r'rel="next" href="/entities\?page=2&amp;type=PERSON"', pages)
    assert "岬野" in get(client, "/entities?name=岬野")
    with reader.asking() as asking:
        speaker = asking.value("SELECT speaker_id FROM statements WHERE speaker_id IS NOT NULL ORDER BY ALL LIMIT 1")
        held = asking.value("SELECT person_id FROM roles WHERE person_id IS NOT NULL ORDER BY ALL LIMIT 1")
    page = harmless(get(client, f"/entities/{speaker}"))
    assert any(attributes.get("id") == "chart-said-outlets" for _, attributes in page.tags)
    assert "Roles, with the place that says so" in get(client, f"/entities/{held}")
    get(client, "/entities/ent_none", 404)
    get(client, "/entities?type=THING", 400)


def test_a_country_is_its_people_organizations_and_places(client: TestClient) -> None:
    source = get(client, "/countries")
    harmless(source)
    (code, *_) = re.findall(r'href="/countries/([A-Z]{2})"', source)
    assert "People, organizations and places" in get(client, f"/countries/{code}")
    get(client, "/countries/XX", 404)


def test_search_finds_the_best_and_says_what_they_have_in_common(client: TestClient, looked: Looked) -> None:
    source = get(client, "/search?q=国境検問所の再開")
    page = harmless(source)
    hits = [
        attributes["href"] or ""
        for _, attributes in page.tags
        if (attributes.get("href") or "").startswith("/articles/")
    ]
    assert hits[0].startswith(f"/articles/{looked.wire}?span=")
    assert "<mark>" in source
    narrowed = re.findall(r'href="(/search\?q=[^"]*certainty=[^"]*)"', source)
    assert narrowed
    harmless(get(client, html.unescape(narrowed[0])))
    assert "0 articles" in get(client, "/search?q=国境検問所&month=1999-01")
    assert "no article has" in get(client, "/search?q=㍿囎")
    get(client, "/search?q=国境&certainty=perhaps", 400)
    get(client, "/search?q=国境&month=2026", 400)
    harmless(get(client, "/search?q=<script>' OR 1=1 -- 】"))


def test_every_table_and_view_is_a_grid(client: TestClient) -> None:
    names = re.findall(r'href="/tables/([a-z_]+)"', get(client, "/tables"))
    assert len(names) > 40
    for name in names:
        harmless(get(client, f"/tables/{name}"))
    chosen = get(client, "/tables/statements?column=certainty&value=probable&sort=-start")
    assert 'aria-sort="descending"' in chosen
    assert ">0 rows" in get(client, "/tables/statements?column=text&value='; DROP TABLE x; --")
    assert re.findall("<h1>.*", get(client, "/tables/発言")) == re.findall("<h1>.*", get(client, "/tables/said")) != []
    get(client, "/tables/nothing", 404)
    harmless(get(client, "/nothing/<script>", 404))
    get(client, "/tables/statements?sort=nothing", 400)
    get(client, "/tables/statements?column=nothing", 400)


def test_an_answer_is_a_file_in_three_formats(client: TestClient) -> None:
    import io

    import pyarrow.parquet as pq

    query = "SELECT article_id, title FROM articles ORDER BY article_id"
    lines = get(client, f"/sql?q={query}&format=csv").splitlines()
    assert lines[0] == "article_id,title"
    assert len(lines) >= 6
    assert len(get(client, f"/sql?q={query}&format=json").splitlines()) == 5
    found = client.get("/sql", params={"q": query, "format": "parquet"})
    assert pq.read_table(io.BytesIO(found.content)).num_rows == 5
    assert found.headers["content-disposition"] == 'attachment; filename="answer.parquet"'
    cut = client.get("/tables/statements?format=csv")
    assert len(cut.text.splitlines()) == 51
    assert cut.headers["x-kawaraban-rows"] == "the first 50"


@pytest.mark.parametrize(
    "query",
    [
        "COPY articles TO '/tmp/x'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH 'x.db'",
        "SET memory_limit = '100GB'",
        "CREATE TABLE x AS SELECT 1",
        "INSTALL httpfs",
        "SELEC 1",
        "SELECT 1; DROP VIEW said",
    ],
)
def test_sql_only_reads(client: TestClient, query: str) -> None:
    refused = client.get("/sql", params={"q": query})
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text
    harmless(refused.text)


def test_sql_is_bounded_in_rows_and_shows_what_is_hostile_as_text(client: TestClient) -> None:
    assert "cut off there" in get(client, "/sql?q=SELECT range AS n FROM range(100000000)")
    harmless(get(client, "/sql?q=SELECT '<script>alert(1)</script>' || chr(8238) AS \"<img onerror=x>\""))
    harmless(get(client, "/sql?q=SET VARIABLE x = 1"))
    harmless(get(client, "/sql?q=DESCRIBE said"))
    harmless(get(client, "/sql?q=EXPLAIN SELECT 1"))
    get(client, "/sql?q=" + "x" * 20_001, 400)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_word_of_the_interface_is_missing(client: TestClient, looked: Looked, language: str) -> None:
    paths = (
        "/",
        "/articles",
        f"/articles/{looked.wire}",
        f"/articles/{looked.hostile}",
        "/search?q=灯台",
        "/entities",
        "/countries",
        "/tables",
        "/tables/said",
        "/sql",
    )
    for path in paths:
        harmless(client.get(path, headers={"Accept-Language": language}).text)
