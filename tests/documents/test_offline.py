"""No page that a run leaves behind needs a network: quality pages of both editions, Great Expectations' Data Docs and their lists."""

import pytest

from schemas.dataset import DATASET
from tests.documents.conftest import Made
from tests.offline import loads


def test_no_page_of_a_release_or_of_the_data_directory_loads_anything(made: Made) -> None:
    pages = sorted(made.data.rglob("*.html"))
    assert {made.full / "quality" / "index.html", made.standoff / "quality" / "index.html"} < set(pages)
    docs = [page for page in pages if page.is_relative_to(made.data / "docs")]
    assert {page.parent.name for page in docs if page.name == "index.html"} == {
        "docs",
        *(table.name for table in DATASET.tables),
    }
    assert len(docs) > 2 * len(DATASET.tables)  # a list and a page of each
    for page in pages:
        assert loads(page.read_text(encoding="utf-8")) == [], page


@pytest.mark.parametrize(
    "piece",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img src="http://example.jp/a.png">',
        '<img srcset="a.png 1x, https://example.jp/b.png 2x">',
        "<style>@import 'https://example.jp/x.css';</style>",
        "<style>body { background: url( 'https://example.jp/x.png' ) }</style>",
        '<p style="background: url(//example.jp/x.png)">a</p>',
        '<iframe src="https://example.jp/"></iframe>',
        '<script>fetch("https://example.jp/data.json")</script>',
        '<meta http-equiv="refresh" content="0; url=https://example.jp/">',
        '<base href="https://example.jp/">',
    ],
)
def test_what_a_page_loads_is_seen(piece: str) -> None:
    assert loads(f"<html><head></head><body>{piece}</body></html>")


@pytest.mark.parametrize("piece", ['<a href="https://example.jp/">a</a>', '<img src="data:image/png;base64,AA">'])
def test_what_a_reader_may_follow_is_not_loaded(piece: str) -> None:
    assert loads(f"<html><head></head><body>{piece}</body></html>") == []
