"""A release as a static site: the same pages in both languages, opened from the disk, without a server.

Belongs here: which pages, and writing them. Does not belong here: what they show (the modules of the pages). Pages that need a server (search,
SQL, the API, a grid beyond its first page) are left out, and no page links to them.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.explorer import article as articles
from warehouse.explorer import entity_pages, grid, reading_pages, table_pages
from warehouse.explorer.links import SiteLinks
from warehouse.explorer.reader import Asking, Reader
from warehouse.explorer.visit import Visit
from warehouse.explorer.words import LANGUAGES

MOST_ARTICLES = 2_000
"""Articles of a site at most: each has a page, or several, in each language."""
MOST_ENTITIES = 1_000
"""Those that are named most have a page."""
LIST_SIZE = 200
TABLE_ROWS = 100
STATEMENTS = 500
"""Statements by and about an entity on its page."""
MARK = "kawaraban-site.json"
_STATIC = Path(__file__).parent / "static"
_START = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kawaraban</title><link rel="stylesheet" href="static/explorer.css"></head>
<body><main><h1><a href="ja/index.html" lang="ja" hreflang="ja">瓦版 日本語</a></h1><h1><a href="en/index.html" hreflang="en">Kawaraban, English</a></h1></main></body></html>
"""


class SiteError(WarehouseError):
    """A site cannot be written."""


@dataclass(frozen=True)
class Written:
    """What a site has."""

    pages: int
    articles: int
    bytes: int


def export(reader: Reader, directory: Path, say: Callable[[str], None] = lambda _line: None) -> Written:
    """Write the site; the directory is there whole or not at all, and a site that was there is replaced.

    Raises :class:`SiteError` where the directory holds something else, or there are too many articles.
    """
    if directory.exists() and any(directory.iterdir()) and not (directory / MARK).is_file():
        raise SiteError(f"{directory} is not empty and no site that was exported; name another directory")
    directory.parent.mkdir(parents=True, exist_ok=True)
    unfinished = directory.with_name(f".{directory.name}.tmp-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        with reader.asking() as asking:
            written = _write(asking, unfinished, say)
        if directory.exists():
            shutil.rmtree(directory)
        unfinished.replace(directory)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return written


def _write(asking: Asking, root: Path, say: Callable[[str], None]) -> Written:
    ids = [str(row["article_id"]) for row in asking.rows("SELECT article_id FROM articles ORDER BY article_id")]
    if len(ids) > MOST_ARTICLES:
        raise SiteError(
            f"there are {len(ids):,} articles and a site has {MOST_ARTICLES:,} at most; `kawaraban explore` shows them all"
        )
    begins = {name: [page[0].start for page in articles.all_parts(asking, name)] or [0] for name in ids}
    shutil.copytree(_STATIC, root / "static")
    (root / "index.html").write_text(_START, encoding="utf-8")
    count, size = 0, 0
    for language in LANGUAGES:
        for place, html in _pages(asking, language, ids, begins):
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            content = html.encode("utf-8", "replace")
            path.write_bytes(content)
            count, size = count + 1, size + len(content)
            if count % 500 == 0:
                say(f"{count:,} pages")
    (root / MARK).write_text('{"format": 1}\n', encoding="utf-8")
    return Written(count, len(ids), size)


def _pages(
    asking: Asking, language: str, ids: Sequence[str], begins: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, str]]:
    """Each page of one language, with its place in the site."""

    entities = [
        str(row["entity_id"])
        for row in asking.rows(
            "SELECT e.entity_id FROM entities AS e LEFT JOIN aliases AS a USING (entity_id) GROUP BY e.entity_id "
            f"ORDER BY coalesce(sum(a.mention_count), 0) DESC, e.entity_id LIMIT {MOST_ENTITIES}"
        )
    ]
    held = frozenset(entities)

    def visit(place: str, **query: str) -> Visit:
        return Visit(language, query, SiteLinks(place, begins, held))

    for name, made in (
        ("index", reading_pages.overview_page),
        ("countries", entity_pages.countries_page),
        ("tables", table_pages.tables_page),
    ):
        place = f"{language}/{name}.html"
        yield place, made(asking, visit(place))
    for name, total, listed in (
        ("articles", len(ids), reading_pages.articles_page),
        ("entities", len(entities), entity_pages.entities_page),
    ):
        for number in range(1, max((total - 1) // LIST_SIZE + 1, 1) + 1):
            place = f"{language}/{name}{f'-{number}' if number > 1 else ''}.html"
            yield place, listed(asking, visit(place, page=str(number)), LIST_SIZE)
    yield from _of_articles(asking, visit, language, begins)
    for name in entities:
        place = f"{language}/entities/{name}.html"
        yield place, entity_pages.entity_page(asking, visit(place), name, STATEMENTS)
    for row in entity_pages.countries(asking):
        place = f"{language}/countries/{row['country']}.html"
        yield place, entity_pages.country_page(asking, visit(place), row["country"], STATEMENTS)
    for relation in [one for some in grid.names(asking) for one in some]:
        place = f"{language}/tables/{relation.name}.html"
        yield place, table_pages.table_page(asking, visit(place), relation.name, TABLE_ROWS, TABLE_ROWS)
    for name in reading_pages.documents(asking):
        place = f"{language}/documents/{name}.html"
        yield place, reading_pages.document_page(asking, visit(place), name)


def _of_articles(
    asking: Asking, visit: Callable[[str], Visit], language: str, begins: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, str]]:
    for name, starts in begins.items():
        for part in range(len(starts)):
            place = f"{language}/articles/{name}{f'-{part + 1}' if part else ''}.html"
            found = articles.article(asking, name, part)
            if found is not None:
                yield place, reading_pages.article_page(asking, visit(place), found)
