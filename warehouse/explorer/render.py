"""Pages as HTML: the templates, their filters, and what every page has.

Belongs here: Jinja2. Does not belong here: values (the modules of the pages).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from warehouse.answers import cell
from warehouse.explorer.reader import Asking, Reader
from warehouse.explorer.safe import clipped, shown, with_ruby
from warehouse.explorer.visit import Visit
from warehouse.layout import TIME_ZONE


@cache
def environment() -> Environment:
    """The templates, everything escaped."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "shown": shown,
        "ruby": with_ruby,
        "clip": clipped,
        "number": number,
        "cell": as_cell,
        "moment": moment,
    }
    return made


def page(template: str, asking: Asking, visit: Visit, **values: Any) -> str:
    """A page of the explorer."""
    return html(template, asking.reader, visit, **values)


def html(template: str, reader: Reader, visit: Visit, **values: Any) -> str:
    """A template with what all pages have: words, links, and what is looked at."""
    words = visit.words
    return (
        environment()
        .get_template(template)
        .render(t=words, links=visit.links, language=visit.language, reader=reader, visit=visit, **values)
    )


def markdown(text: str) -> Markup:
    """A document of a release as HTML; HTML in it is only text, and its headings are one level lower.

    >>> print(markdown("# <b>A</b>").strip())
    <h2>&lt;b&gt;A&lt;/b&gt;</h2>
    """
    from markdown_it import MarkdownIt

    body = re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = parser.parse(body)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        # how its columns are set is written as a style, which no page may have
        if token.attrGet("style") is not None:
            token.attrSet("class", "n" if "right" in str(token.attrs.pop("style")) else "")
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - made by a renderer that escapes


def number(value: Any) -> str:
    """A number with its thousands told apart; a dash for none.

    >>> number(12345), number(0.5), number(None)
    ('12,345', '0.5', '—')
    """
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{value:,}"


def moment(value: dt.datetime) -> str:
    """A moment as its readers have it, in Japan.

    >>> moment(dt.datetime(2025, 11, 4, 19, 20, tzinfo=dt.UTC))
    '2025-11-05 04:20 JST'
    """
    return f"{value.astimezone(TIME_ZONE):%Y-%m-%d %H:%M} JST"


def as_cell(value: Any, longest: int = 400) -> Markup:
    """A value of an answer as a cell of a table: clipped, with control characters by name; null as such."""
    if value is None:
        return Markup('<span class="null">—</span>')
    if isinstance(value, (dt.datetime, dt.date, int, float)) and not isinstance(value, bool):
        return shown(cell(value, ""))
    text = cell(value, "")
    return shown(text if len(text) <= longest else text[: longest - 1] + "…")
