"""HTML pages: the article's text out of the markup, with what the markup says of its parts.

Belongs here: the order of the steps, and hints as spans of the text taken out. Does not belong here: parsing and ruby
(``html_tree``), pieces of text (``html_pieces``), the choice of the article (``html_main``), metadata (``html_metadata``,
``html_title``, ``html_dates``) and roles of blocks (``pipeline/normalize``).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

from lxml import etree

from pipeline.read.content import Claim, Content, Hint, NoArticleError
from pipeline.read.dates import parse_iso
from pipeline.read.html_dates import completed_date, corrected_claim, date_claims, find_dateline
from pipeline.read.html_facts import Facts, find_facts
from pipeline.read.html_main import Main, find_main, names_title
from pipeline.read.html_metadata import access_claims, read_metadata, title_claims
from pipeline.read.html_pieces import ASIDE, Piece, find_pieces
from pipeline.read.html_tree import parse_page
from pipeline.read.outlets import normalize_name

READER = "html/2"

_MAX_CHARACTERS = 20_000_000
_HEAD = 4
# Pieces around the article in which the page may say who may read it
_NEAR = 12
# Share of the stated text below which a page shows little of it
_SHOWN_SHARE = 0.3


def read_html(markup: str) -> Content:
    """Article of a page; raises :class:`NoArticleError` where the page holds none.

    >>> page = "<title>架空市で祭り</title><article><h1>架空市で祭り</h1><p>架空市で三日、<ruby>祭<rt>まつ</rt></ruby>りがあった。</p></article>"
    >>> read_html(page).source_text
    '架空市で祭り\\n\\n架空市で三日、祭りがあった。'
    """
    if len(markup) > _MAX_CHARACTERS:
        raise NoArticleError(f"the page has {len(markup)} characters; at most {_MAX_CHARACTERS} are parsed")
    page = parse_page(markup)
    facts = find_facts(page.root)
    pieces, boxes = find_pieces(page.root)
    metadata = read_metadata(facts, pieces, page.root.get("lang"))
    main = find_main(pieces, boxes, metadata.title)
    headline = main.headline if main else None
    claims, published, dateline = _dates(page.root, facts, pieces, metadata.title, headline)
    reader, texts = READER, main.texts if main else _all_texts(pieces, page.repairs)
    if stated := _stated_texts(facts, sum(len(text) for text, _kind in texts)):
        reader, texts = f"{READER}+json_ld", stated
    if not texts:
        raise NoArticleError("no paragraph of text was found in the page")
    claims += access_claims(facts, pieces, *_surroundings(main))
    claims += title_claims(facts, metadata.title)
    text, hints = _join(_with_head(texts, metadata.title, None if published else dateline))
    return Content(
        reader,
        text,
        tuple(hints),
        title=metadata.title,
        byline=metadata.byline,
        url=metadata.url,
        published=published,
        source_name=metadata.source_name,
        language=metadata.language,
        claims=tuple(claims),
        repairs=page.repairs,
    )


def _dates(
    root: etree._Element, facts: Facts, pieces: Sequence[Piece], title: str | None, headline: int | None
) -> tuple[list[Claim], str | None, str | None]:
    """Claims of dates, the publication time of the surest of them that is one, and the line that shows a date."""
    claims = date_claims(root, facts, title)
    dateline = find_dateline(pieces, headline)
    if corrected := corrected_claim(claims, dateline):
        claims.insert(0, corrected)
    published = next((one.value for one in claims if one.kind == "published" and parse_iso(one.value)), None)
    if published is None and dateline is None and (completed := completed_date(root, facts, pieces, headline)):
        claims, published = [completed, *claims], completed.value
    return claims, published, dateline


def _surroundings(main: Main | None) -> tuple[int, int, range]:
    """Where the article's pieces begin and end, and the pieces near it, in which a page says who may read it."""
    if main is None:
        return 0, 0, range(0)
    begin = main.first if main.headline is None else min(main.first, main.headline)
    return main.first, main.last, range(max(0, begin - _NEAR), main.last + _NEAR)


def _all_texts(pieces: Sequence[Piece], repairs: Sequence[str]) -> list[tuple[str, str]]:
    """All that is visible, where nothing is the main text: what links say, or what is left of a page that was cut."""
    visible = [(piece.text, piece.kind) for piece in pieces if piece.box.part not in ASIDE]
    return visible if repairs or any("。" in text for text, _kind in visible) else []


def _stated_texts(facts: Facts, length: int) -> list[tuple[str, str]]:
    """Paragraphs of JSON-LD's ``articleBody``, where the page shows little of it and anybody may read it; else nothing.

    ``length`` is that of the text found. Pages that a script fills have their text there alone.
    """
    body = facts.article.get("articleBody")
    if not isinstance(body, str) or "<" in body or length >= _SHOWN_SHARE * len(body):
        return []
    if str(facts.article.get("isAccessibleForFree")).lower().endswith("false"):
        return []
    lines = unescape(body).split("\n")
    return [(text, "paragraph") for line in lines if (text := " ".join(line.split()))]


def _with_head(pieces: list[tuple[str, str]], title: str | None, dateline: str | None) -> list[tuple[str, str]]:
    """The pieces with title and date line at their head, where the extraction has lost them."""
    wanted = normalize_name(title) if title else None
    marked = []
    for at, (text, kind) in enumerate(pieces):
        can_be = at < _HEAD and kind in ("heading", "paragraph") and not text.endswith("。")
        marked.append((text, "title" if can_be and wanted and names_title(text, wanted) else kind))
    if title and not any(kind == "title" for _, kind in marked):
        marked.insert(0, (title, "title"))
    marked = [(text, "dateline" if dateline and text == dateline else kind) for text, kind in marked]
    if dateline and not any(dateline in text for text, _ in marked[:_HEAD]):
        at = next((at for at, (_, kind) in enumerate(marked) if kind == "title"), -1)
        marked.insert(at + 1, (dateline, "dateline"))
    return marked


def _join(pieces: list[tuple[str, str]]) -> tuple[str, list[Hint]]:
    hints: list[Hint] = []
    at = 0
    for text, kind in pieces:
        hints.append(Hint(at, at + len(text), kind))
        at += len(text) + 2
    return "\n\n".join(text for text, _ in pieces), hints
