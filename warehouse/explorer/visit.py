"""One request to the pages: its language, its parameters, and what they may be.

Belongs here: reading what was asked for. Does not belong here: answering it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.explorer.links import AppLinks, Links
from warehouse.explorer.words import LANGUAGES, Words

LONGEST_QUERY = 256
"""Code points of a search; what is asked beyond them is not looked at."""


class AskedError(WarehouseError):
    """A parameter is not what it can be; the message names it."""


class MissingError(WarehouseError):
    """There is no such thing."""


@dataclass(frozen=True)
class Visit:
    """A request as a page sees it. ``query`` has the last value of each parameter."""

    language: str
    query: Mapping[str, str]
    links: Links

    @property
    def words(self) -> Words:
        """The interface's words in the language of the visit."""
        return Words(self.language)

    def text(self, name: str, longest: int = LONGEST_QUERY) -> str | None:
        """A text, None where it is not given or blank."""
        value = self.query.get(name, "").strip()
        if len(value) > longest:
            raise AskedError(f"{name} has {len(value)} characters; {longest} at most")
        return value or None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number between bounds."""
        value = self.query.get(name, "").strip()
        if not value:
            return default
        if not re.fullmatch(r"-?[0-9]{1,12}", value) or not low <= int(value) <= high:
            raise AskedError(f"{name} is a whole number from {low} to {high}")
        return int(value)

    def choice(self, name: str, among: Collection[str], default: str | None = None) -> str | None:
        """One of several words."""
        value = self.query.get(name, "").strip()
        if not value:
            return default
        if value not in among:
            raise AskedError(f"{name} is one of {', '.join(sorted(among))}")
        return value

    def day(self, name: str) -> dt.date | None:
        """A day, YYYY-MM-DD."""
        value = self.query.get(name, "").strip()
        if not value:
            return None
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return dt.date.fromisoformat(value)
        except ValueError:
            raise AskedError(f"{name} is a day, YYYY-MM-DD") from None

    def span(self, name: str) -> tuple[int, int] | None:
        """Offsets of a span, START-END."""
        value = self.query.get(name, "").strip()
        if not value:
            return None
        found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", value)
        if found is None or int(found[1]) > int(found[2]):
            raise AskedError(f"{name} is START-END, offsets in code points")
        return int(found[1]), int(found[2])


def language_of(chosen: str | None, accepted: str | None) -> str:
    """The language that was chosen, or the first of those a browser accepts (RFC 9110, Accept-Language) that the pages speak.

    >>> language_of(None, "fr, ja;q=0.8, en;q=0.5"), language_of("en", "ja"), language_of(None, "ja;q=0")
    ('ja', 'en', 'en')
    """
    if chosen in LANGUAGES:
        return chosen
    ranked: list[tuple[float, int, str]] = []
    for place, item in enumerate((accepted or "")[:1000].split(",")):
        tag, _, parameters = item.strip().partition(";")
        quality = re.search(r"q=([0-9.]{1,5})", parameters)
        try:
            weight = float(quality[1]) if quality else 1.0
        except ValueError:
            weight = 0.0
        name = tag.strip().lower().split("-")[0]
        if name in LANGUAGES and weight > 0:
            ranked.append((-weight, place, name))
    return min(ranked)[2] if ranked else LANGUAGES[0]


def visit(query: Mapping[str, str], language: str, here: str) -> Visit:
    """A visit to the running application."""
    return Visit(language, query, AppLinks(here))


Values = dict[str, Any]
"""What a page is made of."""
