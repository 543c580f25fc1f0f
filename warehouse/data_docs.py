"""Great Expectations' Data Docs: a page for each validation that is kept, and a list of them, in the data directory and nowhere else.

Belongs here: drawing pages by Great Expectations, and making them whole without a network: it draws them for styles, scripts and pictures from six
hosts, and what is left without them is plain and partly hidden. Does not belong here: running expectations, and the quality page of a
release (``quality``), where Data Docs are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.dataset import DATASET
from warehouse import files, quality
from warehouse.layout import Day, Layout

if TYPE_CHECKING:
    from lxml import html

    from warehouse.quality import Validation

# what a page would load, run or advertise; without its scripts every part is shown
_DROPPED = "//script | //link | //footer | //iframe | //img | //object | //embed | //*[contains(@class, 'ge-walkthrough-modal')]"
_REMOTE = re.compile(r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*;")
_ACTIONS = "//div[contains(@class, 'card')][.//strong[normalize-space() = 'Actions']]"


def write(layout: Layout, validation: Validation, day: Day | None = None, batch: str | None = None) -> Path | None:
    """Draw the page of a validation beside the result that is kept of it, and say where.

    ``None`` for one that no expectation ran for in this process: only Great Expectations' own result can be drawn.
    """
    if validation.gx_result is None:
        return None
    path = layout.data_docs(validation.table, day, batch)
    title = f"{validation.table} {day or ''} {batch or ''}".strip()
    files.write_text(path, page(validation, title, "../" * (1 if day is None else 2) + "index.html"), layout.temporary)
    return path


def page(validation: Validation, title: str, index: str) -> str:
    """Great Expectations' page of a validation as one HTML file that loads nothing; ``index`` is where its links to a site's start lead."""
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView
    from lxml import html

    content = ValidationResultsPageRenderer().render(validation.gx_result)
    tree = html.document_fromstring(DefaultJinjaPageView().render(content))
    for element in tree.xpath(f"{_DROPPED} | {_ACTIONS}"):
        element.drop_tree()
    for style in tree.xpath("//style"):
        style.text = _REMOTE.sub("none", style.text or "")
    for element in tree.xpath("//*[@style]"):
        element.set("style", _REMOTE.sub("none", element.get("style")))
    _lead_home(tree, title, index)
    drawn: str = html.tostring(tree, encoding="unicode", doctype="<!doctype html>")
    return drawn + "\n"


def _lead_home(tree: html.HtmlElement, title: str, index: str) -> None:
    from lxml import html

    for link in tree.xpath("//a[@href]"):
        if link.get("href").endswith("index.html"):
            link.set("href", index)
        elif not link.get("href").startswith(("#", "https:")):
            link.drop_tag()  # other pages of a site, which are not drawn
    style = html.Element("style")
    style.text = (quality.PAGES / "data_docs.css").read_text(encoding="utf-8")
    tree.head.append(style)
    for found in tree.xpath("//head/title"):
        found.text = f"{title} · Data Docs"


@dataclass(frozen=True)
class Listed:
    """A page as the list of its table shows it; ``link`` leads there."""

    day: str
    rows: int
    passed: int
    expectations: int
    link: str


def index(layout: Layout, table: str) -> None:
    """Write the list of a table's pages, and that of all tables. A page whose result is kept no more is removed."""
    pages = list(_listed(layout, table))
    directory = layout.data_docs_index.parent
    if pages:
        _fill(layout, "data_docs_table.html", directory / table / "index.html", table=table, pages=pages)
    names = [name for name in (table.name for table in DATASET.tables) if (directory / name / "index.html").exists()]
    if names:
        _fill(layout, "data_docs.html", layout.data_docs_index, tables=names)


def _fill(layout: Layout, template: str, target: Path, **shown: object) -> None:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(quality.PAGES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    files.write_text(target, environment.get_template(template).render(**shown), layout.temporary)


def _listed(layout: Layout, table: str) -> Iterator[Listed]:
    for path in pages(layout, table):
        day = path.parent.name.removeprefix("dt=") if path.parent.name != table else None
        kept = layout.quality(table, day, path.stem)
        if not kept.exists():
            path.unlink()
            continue
        found = quality.read_validation(kept)
        passed, total = (int(found.statistics[name]) for name in ("passed", "expectations"))
        yield Listed(day or "", found.rows, passed, total, f"{path.parent.name}/{path.name}" if day else path.name)


def pages(layout: Layout, table: str, day: Day | None = None) -> list[Path]:
    """The pages of a table, the newest day first; of one day, where it is given."""
    directory = layout.data_docs(table).parent
    if day is not None:
        return sorted(layout.data_docs(table, day).parent.glob("*.html"))
    whole = [path for path in (layout.data_docs(table),) if path.exists()]
    return whole + sorted(directory.glob("dt=*/*.html"), key=str, reverse=True)
