"""The overview, lists of articles, an article, its bytes, and the documents of a release.

Belongs here: from parameters to a template. Does not belong here: questions (``overview``, ``article``, ``listing``, ``origin``).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from warehouse.explorer import article as articles
from warehouse.explorer import listing, origin, panels
from warehouse.explorer.article import LAYERS, ORDER, Article
from warehouse.explorer.overview import overview, quality
from warehouse.explorer.pages import MOST_PAGES, PAGE, Work, shown
from warehouse.explorer.reader import Asking
from warehouse.explorer.render import markdown, page
from warehouse.explorer.segments import segments
from warehouse.explorer.visit import MissingError, Visit

DOCUMENTS = ("README.md", "QUALITY.md", "ACCURACY.md", "CHANGELOG.md", "DICTIONARY.md")


def routes() -> dict[str, Work]:
    """Each address with its page."""
    return {
        "/": lambda asking, visit, _path: HTMLResponse(overview_page(asking, visit)),
        "/articles": _articles,
        "/articles/{article_id}": _article,
        "/articles/{article_id}/source": _origin,
        "/documents/{name}": _document,
    }


def overview_page(asking: Asking, visit: Visit) -> str:
    """The overview."""
    found = overview(asking)
    return page(
        "overview.html",
        asking,
        visit,
        found=found,
        panels=panels.overview(found, visit),
        figures=panels.figures(found),
        quality=quality(asking),
        documents=documents(asking),
    )


def _articles(asking: Asking, visit: Visit, _path: Mapping[str, str]) -> Response:
    return HTMLResponse(articles_page(asking, visit))


def articles_page(asking: Asking, visit: Visit, size: int = PAGE) -> str:
    """A page of the list of articles."""
    number = visit.number("page", 1, 1, MOST_PAGES)
    wanted = listing.Wanted.of(visit)
    found = listing.articles(asking, wanted, size, (number - 1) * size)
    return page("articles.html", asking, visit, found=found, wanted=wanted, number=number, size=size)


def _article(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Response:
    span = visit.span("span")
    part = visit.number("part", 1, 1, MOST_PAGES) - 1
    found = articles.article(asking, path["article_id"], part, None if span is None else span[0])
    if found is None:
        raise MissingError(visit.words("There is no such article."))
    return HTMLResponse(article_page(asking, visit, found, span))


def article_page(asking: Asking, visit: Visit, found: Article, span: tuple[int, int] | None = None) -> str:
    """An article, or one page of a long one."""
    text = found.text
    blocks = [
        (piece, segments(text, piece.start, piece.end, found.spans, ORDER, span)) for piece in found.pieces if text
    ]
    rows = {layer.code: [row for row in found.rows if row.layer is layer] for layer in LAYERS}
    return page(
        "article.html", asking, visit, article=found, facts=found.facts, blocks=blocks, layers=LAYERS, rows=rows
    )


def _origin(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Response:
    found = origin.origin(asking, path["article_id"], visit.span("span"))
    if found is None:
        raise MissingError(visit.words("There is no such article."))
    return shown("source.html", asking, visit, origin=found)


def _document(asking: Asking, visit: Visit, path: Mapping[str, str]) -> Response:
    return HTMLResponse(document_page(asking, visit, path["name"]))


def documents(asking: Asking) -> list[str]:
    """Documents that lie in a release."""
    root = asking.reader.root
    return [name for name in DOCUMENTS if asking.reader.is_release and (root / name).is_file()]


def document_page(asking: Asking, visit: Visit, name: str) -> str:
    """A document of a release."""
    if name not in documents(asking):
        raise MissingError(visit.words("There is no such page."))
    try:
        text = (asking.reader.root / name).read_text(encoding="utf-8")
    except OSError:
        raise MissingError(visit.words("There is no such page.")) from None
    return page("document.html", asking, visit, name=name, body=markdown(text))
