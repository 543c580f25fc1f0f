"""Great Expectations' pages are drawn beside kept results, need no network, and show what failed."""

from pathlib import Path

import pyarrow as pa
import pytest
from lxml import html

from schemas.dataset import DATASET
from tests.factories import DAY, changed, linked
from tests.offline import loads
from warehouse import data_docs, quality
from warehouse.layout import Layout
from warehouse.quality import validate

GLOSSARY = DATASET.table("glossary")


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    return linked(2)["glossary"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, rows: pa.Table) -> Layout:
    """One page of rows that pass, and one of rows that do not."""
    layout = Layout(tmp_path_factory.mktemp("docs"))
    broken = changed(rows, GLOSSARY, term="<script>alert(1)</script>", kind="odd")
    for batch, found in (("good", rows), ("bad", broken)):
        validation = validate(GLOSSARY, found)
        quality.write_validation(layout, validation, DAY, batch)
        path = data_docs.write(layout, validation, DAY, batch)
        assert path == layout.data_docs("glossary", DAY, batch)
    data_docs.index(layout, "glossary")
    return layout


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_page_loads_or_runs_anything(written: Layout) -> None:
    pages = sorted(written.data_docs_index.parent.rglob("*.html"))
    assert len(pages) == 4  # two results, the list of the table, the list of tables
    for path in pages:
        assert loads(text(path)) == []
        assert not html.document_fromstring(text(path)).xpath("//script | //link | //img | //footer | //@onclick")


def test_a_page_shows_every_expectation_and_what_failed(written: Layout, rows: pa.Table) -> None:
    good, bad = (text(written.data_docs("glossary", DAY, batch)) for batch in ("good", "bad"))
    for page in (good, bad):
        shown = html.document_fromstring(page).text_content()
        assert "Success Percent" in shown
        for column in ("term", "expansion", "kind"):
            assert column in shown
    assert "odd" in html.document_fromstring(bad).text_content()
    assert "Failed" in html.document_fromstring(bad).text_content()
    assert "<title>glossary" in good
    assert rows["entry_id"][0].as_py() not in good  # rows that pass are not repeated


def test_pages_lead_to_lists_and_lists_to_pages(written: Layout) -> None:
    for path in written.data_docs_index.parent.rglob("*.html"):
        for link in html.document_fromstring(text(path)).xpath("//a/@href"):
            if not link.startswith(("#", "http")):
                assert (path.parent / link).resolve().is_file(), f"{path}: {link}"
    listed = html.document_fromstring(text(written.data_docs("glossary").parent / "index.html"))
    passed = [row.text_content().split("\n") for row in listed.xpath("//tbody/tr")]
    assert len(passed) == 2
    assert f"{DAY}" in str(passed)


def test_a_page_whose_result_is_gone_goes(tmp_path: Path, rows: pa.Table) -> None:
    layout, validation = Layout(tmp_path), validate(GLOSSARY, rows)
    for batch in ("b1", "b2"):
        quality.write_validation(layout, validation, DAY, batch)
        data_docs.write(layout, validation, DAY, batch)
    layout.quality("glossary", DAY, "b1").unlink()
    data_docs.index(layout, "glossary")
    assert data_docs.pages(layout, "glossary") == [layout.data_docs("glossary", DAY, "b2")]


def test_a_result_that_was_only_read_has_no_page(tmp_path: Path, rows: pa.Table) -> None:
    layout = Layout(tmp_path)
    path = quality.write_validation(layout, validate(GLOSSARY, rows), DAY, "b1")
    assert data_docs.write(layout, quality.read_validation(path), DAY, "b1") is None
    assert data_docs.pages(layout, "glossary", DAY) == []
