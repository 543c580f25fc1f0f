"""What an HTML page says about itself: title, author, dates, address, site, language, who may read it.

Belongs here: choosing between the statements of a page (``html_facts``) and what a reader hands on of them. Does not belong
here: the text of the article (``html_main``), the headline (``html_title``), dates (``html_dates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipeline.read.content import Claim
from pipeline.read.html_facts import LIMIT, Facts, clean, clean_json
from pipeline.read.html_pieces import ASIDE, Box, Piece
from pipeline.read.html_title import find_title

_MAX_ADDRESS = 2000
_MAX_AUTHORS = 10
_MAX_SITE = 40
# paid_members, is-mustpay, paywall, members-only: the class of an article that not everybody may read
_PAYWALL_CLASS = re.compile(
    r"paywall|must-?pay|paid[-_]?(?:members?|content|article)|members?[-_]?only|premium[-_]?(?:content|article)|(?:content|article)[-_]?locked",
    re.IGNORECASE,
)
# この記事は有料会員限定です, 会員限定記事, 有料記事, 残り3104文字: the page speaks of the article that it shows
_MEMBERS = re.compile(
    r"(?:この|本|当)(?:記事|コンテンツ|ページ|続き)(?:は|の(?:続き|全文)は)[^。]{0,20}(?:会員|購読者|登録者|契約者)[^。]{0,12}(?:限定|専用|のみ|だけ|対象|お読み|閲覧|ご覧)"
    r"|^[\[［【(（]?(?:有料|プレミアム|デジタル)?(?:会員|購読者)(?:限定|専用)(?:記事)?[\]］】)）]?$|^[\[［【]?有料(?:会員)?記事[\]］】]?$"
    r"|残り[::]?\s?(?:約)?[\d,０-９]+\s?文字|(?:会員登録|登録|ログイン|購読)(?:する|して|すると)[^。]{0,20}(?:続き|全文|記事)(?:を|が)[^。]{0,12}(?:読|ご覧|閲覧)"
)
_MAX_SENTENCE = 120


@dataclass
class PageMetadata:
    """What the page says; every value may be missing. ``title`` is without the name of the site."""

    title: str | None = None
    byline: str | None = None
    url: str | None = None
    source_name: str | None = None
    language: str | None = None


def read_metadata(facts: Facts, pieces: Sequence[Piece] = (), language: str | None = None) -> PageMetadata:
    """Metadata of a page; ``pieces`` are what it shows, ``language`` is what its root element declares."""
    site = clean(facts.meta.get("og:site_name")) or _name(facts.article.get("publisher"))
    site = site or _stated_publisher(facts) or clean(facts.meta.get("application-name"))
    return PageMetadata(
        title=find_title(facts, site, _shown(pieces)),
        byline=_byline(facts),
        url=find_address(facts),
        source_name=site,
        language=clean(language or facts.meta.get("og:locale", "").replace("_", "-")),
    )


def _stated_publisher(facts: Facts) -> str | None:
    """The publisher of microdata, where it is a name and not an address or a text about it."""
    name = clean(facts.property_of("publisher"))
    return name if name and len(name) <= _MAX_SITE and "://" not in name and not name.startswith(("/", "#")) else None


def _shown(pieces: Sequence[Piece]) -> list[str]:
    """Texts of a page that can be its headline: on one line, of a headline's length, no links."""
    return [text for piece in pieces if piece.length <= LIMIT and not piece.is_link and (text := clean(piece.text))]


def _byline(facts: Facts) -> str | None:
    candidates = (
        _name(facts.article.get("author")),
        clean(facts.meta.get("author")),
        clean(facts.meta.get("article:author")),
        clean(facts.property_of("author")),
    )
    return next((name for name in candidates if name and "://" not in name and not name.startswith("//")), None)


def _name(value: object) -> str | None:
    """Name of a person or organization in JSON-LD: a string, a node, or a list of them."""
    if isinstance(value, list):
        names = [name for item in value[:_MAX_AUTHORS] if not isinstance(item, list) and (name := _name(item))]
        return "、".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return clean_json(value.get("name"))
    return clean_json(value)


def find_address(facts: Facts) -> str | None:
    """Canonical address of the page, absolute, or none.

    ``link rel=canonical`` comes first, then ``og:url``, then what JSON-LD and microdata say. A relative one is resolved against
    ``base`` or the first absolute one. One that names the site's front page only is taken where there is no other.
    """
    article = facts.article
    page = article.get("mainEntityOfPage")
    stated = (
        *facts.canonical[:3],
        facts.meta.get("og:url"),
        article.get("url"),
        page.get("@id") or page.get("url") if isinstance(page, dict) else page,
        facts.property_of("mainEntityOfPage"),
    )
    texts = [value.strip() for value in stated if isinstance(value, str) and 0 < len(value.strip()) <= _MAX_ADDRESS]
    absolute = [text for text in texts if _is_absolute(text)]
    base = facts.base if facts.base and _is_absolute(facts.base) else absolute[0] if absolute else None
    found = [address for text in texts if (address := _resolve(text, base))]
    return next((address for address in found if _has_path(address)), found[0] if found else None)


def _is_absolute(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _resolve(text: str, base: str | None) -> str | None:
    if _is_absolute(text):
        return text
    if text.startswith("//"):
        return f"https:{text}"
    if base is None or ":" in text.partition("/")[0]:
        return None
    try:
        return urljoin(base, text)
    except ValueError:
        return None


def _has_path(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path.strip("/") != "" or parts.query != ""


def title_claims(facts: Facts, title: str | None) -> list[Claim]:
    """Titles of kind ``title`` as the page gives them, where the headline ``title`` lacks a part of them: who publishes it.

    >>> title_claims(Facts(document_title="架空市で三日間の祭り - 架空新聞"), "架空市で三日間の祭り")
    [Claim(kind='title', value='架空市で三日間の祭り - 架空新聞', origin='html:title')]
    """
    stated = {"html:title": facts.document_title, "meta:og:title": clean(facts.meta.get("og:title"))}
    return [Claim("title", text, origin) for origin, text in stated.items() if text and text != title]


def access_claims(facts: Facts, pieces: Sequence[Piece], first: int, last: int, near: range) -> list[Claim]:
    """Who may read the article: ``members`` or ``free`` with where the page says so, surest first.

    ``[first, last)`` are the pieces of the article, ``near`` those around it that may speak of it.
    https://schema.org/isAccessibleForFree
    """
    claims = list(_stated_access(facts))
    box: Box | None = pieces[first].box if first < last else None
    while box:
        if box.tag not in ("html", "body") and (found := _PAYWALL_CLASS.search(box.signature)):
            claims.append(Claim("access", "members", f"class:{found.group()}"))
            break
        box = box.parent
    for at in near:
        if at >= len(pieces):
            break
        piece = pieces[at]
        if piece.box.part not in ASIDE and piece.length <= _MAX_SENTENCE and _MEMBERS.search(piece.text):
            claims.append(Claim("access", "members", f"visible:{piece.text[:40]}"))
            break
    return claims


def _stated_access(facts: Facts) -> Iterator[Claim]:
    values = [("json_ld:isAccessibleForFree", facts.article.get("isAccessibleForFree"))]
    values += [("microdata:isAccessibleForFree", facts.property_of("isAccessibleForFree"))]
    for origin, value in values:
        text = str(value).lower() if isinstance(value, bool | str) else ""
        if text.rpartition("/")[2] in ("true", "false"):
            yield Claim("access", "free" if text.endswith("true") else "members", origin)
    tier = (facts.meta.get("article:content_tier") or "").lower()
    if tier in ("free", "metered", "locked"):
        yield Claim("access", "free" if tier == "free" else "members", "meta:article:content_tier")
