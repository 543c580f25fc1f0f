"""Addresses of the pages: of the running application, and of a static site that is opened from the disk.

Belongs here: where a page is. Does not belong here: what it shows.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from urllib.parse import quote, urlencode

API = "/api/v1"
_PLACES = {
    "overview": "/",
    "articles": "/articles",
    "search": "/search",
    "entities": "/entities",
    "countries": "/countries",
    "tables": "/tables",
    "sql": "/sql",
    "api": f"{API}/",
    "documents": "/documents",
}


class Links(Protocol):
    """Where pages are. ``is_static``: no server answers, so that what needs one has no page."""

    is_static: bool

    def page(self, name: str, key: str | None = None, /, **query: object) -> str:
        """A page, of one thing (``key``) where it has several; what is None or empty is left out of the query."""

    def article(self, article_id: str, start: int | None = None, end: int | None = None) -> str:
        """An article, or the place of a span in it."""

    def static(self, name: str) -> str:
        """A style sheet or script of ours."""

    def language(self, language: str) -> str:
        """The same page in another language."""


class AppLinks:
    """Addresses of the application. ``here`` is the address of the page that has them, with its query."""

    is_static = False

    def __init__(self, here: str = "/") -> None:
        self._here = here

    def page(self, name: str, key: str | None = None, /, **query: object) -> str:
        """See :class:`Links`.

        >>> AppLinks().page("search", q="停戦 合意", outlet=None)
        '/search?q=%E5%81%9C%E6%88%A6+%E5%90%88%E6%84%8F'
        """
        path = _PLACES[name] + (f"/{quote(key, safe='')}" if key is not None else "")
        pairs = [(asked, value) for asked, value in query.items() if value not in (None, "", ())]
        return path + (f"?{urlencode(pairs, doseq=True)}" if pairs else "")

    def article(self, article_id: str, start: int | None = None, end: int | None = None) -> str:
        """See :class:`Links`.

        >>> AppLinks().article("art_1", 10, 25)
        '/articles/art_1?span=10-25#span'
        """
        path = f"/articles/{quote(article_id, safe='')}"
        return path if start is None else f"{path}?span={start}-{end if end is not None else start}#span"

    def static(self, name: str) -> str:
        """See :class:`Links`."""
        return f"/static/{name}"

    def language(self, language: str) -> str:
        """See :class:`Links`."""
        return f"/language/{language}?{urlencode({'back': self._here})}"


class SiteLinks:
    """Addresses of a static site, relative to the page ``here`` (``ja/articles/art_1.html``).

    ``parts`` has, for each article of the site, the offsets at which its pages begin; ``entities`` are those that have a page, None: all.
    """

    is_static = True

    def __init__(self, here: str, parts: Mapping[str, Sequence[int]], entities: Collection[str] | None = None) -> None:
        self._here, self._parts, self._entities = here, parts, entities
        self._language = here.partition("/")[0]

    def page(self, name: str, key: str | None = None, /, **query: object) -> str:
        """See :class:`Links`; a page of a list is a file of its own, and other parts of a query are left out.

        >>> SiteLinks("ja/articles/a.html", {}).page("entities", "ent_1")
        '../entities/ent_1.html'
        """
        if name == "entities" and key is not None and self._entities is not None and key not in self._entities:
            key = None  # the list says at least what it is called
        place = "index" if name == "overview" else name + (f"/{quote(key, safe='')}" if key is not None else "")
        number = query.get("page")
        return self._to(f"{self._language}/{place}{f'-{number}' if number not in (None, 1) else ''}.html")

    def article(self, article_id: str, start: int | None = None, end: int | None = None) -> str:  # noqa: ARG002
        """See :class:`Links`; a span is known by where it begins.

        >>> SiteLinks("ja/index.html", {"art_1": [0, 20_000]}).article("art_1", 20_500, 20_510)
        'articles/art_1-2.html#c20500'
        """
        part = sum(1 for begin in self._parts.get(article_id, ()) if start is not None and begin <= start)
        name = f"{quote(article_id, safe='')}{f'-{part}' if part > 1 else ''}.html"
        return self._to(f"{self._language}/articles/{name}") + (f"#c{start}" if start is not None else "")

    def static(self, name: str) -> str:
        """See :class:`Links`."""
        return self._to(f"static/{name}")

    def language(self, language: str) -> str:
        """See :class:`Links`."""
        return self._to(language + self._here.removeprefix(self._language))

    def _to(self, place: str) -> str:
        return posixpath.relpath(place, posixpath.dirname(self._here))
