"""Outlets and sites: who a domain or a name stands for, and the rows of the table ``sources``.

Belongs here: look-up in ``lexicons/outlets.csv`` and the identifier of a source. Does not belong here: which spellings of
a name are the same (``outlet_spellings``), where in a text an outlet is named (``pipeline/normalize/outlet_credit``,
``pipeline/extract``).

A source's row depends on its key alone (the domain, or the normalized name where there is no domain), so that the same
source met in two batches gives the same row twice.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import pyarrow as pa
from publicsuffixlist import PublicSuffixList

from pipeline.identity import row_id
from pipeline.lexicons.load import load
from pipeline.read.outlet_spellings import name_key, without_genre
from schemas.render import arrow
from schemas.tables.sources import SOURCES

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})+")
_LONGEST_HOST = 253  # RFC 1035, 2.3.4, without the length octets
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Outlet:
    """An outlet or site; the fields are those of the table ``sources``."""

    domain: str | None = None
    name_ja: str | None = None
    name_en: str | None = None
    country: str | None = None
    kind: str = "unknown"
    is_state_media: bool | None = None
    licence: str | None = None
    redistribution: str = "none"
    region: str | None = None
    licence_url: str | None = None
    reference: str | None = None
    reference_basis: str | None = None
    checked_on: dt.date | None = None
    aliases: tuple[str, ...] = ()
    alias_domains: tuple[str, ...] = ()

    @property
    def source_id(self) -> str:
        """Identifier: a hash of the domain, or of the normalized name where there is none."""
        return row_id("src", self.domain or normalize_name(self.name_ja or self.name_en or ""))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the lexicon lists, the Japanese one first; regular variants are not among them."""
        return tuple(name for name in (self.name_ja, self.name_en, *self.aliases) if name)

    @property
    def is_known(self) -> bool:
        """Whether the lexicon describes it."""
        return self.kind != "unknown"


def lookup(domain_or_url: str) -> Outlet:
    """Outlet of a host, a registered domain or an address; an unknown one is made of its registered domain.

    Raises ``ValueError`` where there is no host.

    >>> lookup("https://www3.nhk.or.jp/news/html/1.html").name_ja
    'NHK'
    >>> lookup("https://www.example.co.jp/a").domain
    'example.co.jp'
    """
    host = host_of(domain_or_url)
    if host is None:
        raise ValueError(f"no host in {domain_or_url[:80]!r}")
    return _of_host(host)


def lookup_name(name: str) -> Outlet | None:
    """Outlet that goes by that name, in Japanese or English, or none.

    A name that the lexicon lists comes first; then one with words around it that say what it is, where they fit the kind.

    >>> lookup_name("読売新聞オンライン").domain
    'yomiuri.co.jp'
    >>> lookup_name("米紙ワシントンポスト").domain, lookup_name("読売テレビ").domain
    ('washingtonpost.com', 'ytv.co.jp')
    """
    return _of_key(name_key(name))


def outlet_of(url: str | None, name: str | None) -> Outlet | None:
    """Outlet of a document, from the name and the address that came with it.

    A name that is a domain counts as one. A known outlet wins over an unknown one, the name over the address; of two
    unknown ones the address gives the key.
    """
    named = None
    if name and name.strip():
        named = lookup(name) if host_of(name) else lookup_name(name)
    if named is not None and named.is_known:
        return named
    placed = _of_host(host) if url and (host := host_of(url)) else None
    if placed is not None:
        return placed
    return named or (Outlet(name_ja=unicodedata.normalize("NFKC", name).strip()) if name and name.strip() else None)


def host_of(domain_or_url: str) -> str | None:
    """Host of an address or a bare domain, lower case, without ``www.``; none where there is none."""
    value = domain_or_url.strip()
    try:
        host = urlsplit(value if "//" in value else f"//{value}").hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return None
    return host.removeprefix("www.") if host.count(".") > 1 else host


def registered_domain(host: str) -> str:
    """Domain as its holder registered it: one label below the public suffix (publicsuffix.org, with the suffixes under which
    a company gives names to others). A host that is a suffix itself stays as it is.

    >>> registered_domain("www3.news.example.co.jp"), registered_domain("news.example.com")
    ('example.co.jp', 'example.com')
    >>> registered_domain("www.city.minato.tokyo.jp"), registered_domain("nagi.github.io"), registered_domain("co.jp")
    ('city.minato.tokyo.jp', 'nagi.github.io', 'co.jp')
    """
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def normalize_name(name: str) -> str:
    """Name as a key: NFKC, lower case, without white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def sources_table(outlets: Iterable[Outlet]) -> pa.Table:
    """Rows of ``sources``, one an outlet, in order of their keys."""
    rows = {
        outlet.source_id: {
            "source_id": outlet.source_id,
            "name_ja": outlet.name_ja,
            "name_en": outlet.name_en,
            "domain": outlet.domain,
            "country": outlet.country,
            "kind": outlet.kind,
            "is_state_media": outlet.is_state_media,
            "licence": outlet.licence,
            "redistribution": outlet.redistribution,
            "region": outlet.region,
            "licence_url": outlet.licence_url,
            "reference": outlet.reference,
            "reference_basis": outlet.reference_basis,
            "checked_on": outlet.checked_on,
        }
        for outlet in outlets
    }
    return arrow.from_rows(SOURCES, (rows[key] for key in sorted(rows)))


def known_outlets() -> tuple[Outlet, ...]:
    """Every outlet of the lexicon, in its order."""
    return _outlets()


@lru_cache(maxsize=1)
def _outlets() -> tuple[Outlet, ...]:
    return tuple(
        Outlet(
            domain=row["domain"] or None,
            name_ja=row["name_ja"] or None,
            name_en=row["name_en"] or None,
            country=row["country"] or None,
            kind=row["kind"],
            is_state_media={"true": True, "false": False}.get(row["is_state_media"]),
            licence=row["licence"] or None,
            redistribution=row["redistribution"] or "none",
            region=row["region"] or None,
            licence_url=row["licence_url"] or None,
            reference=row["reference"] or None,
            reference_basis=row["reference_basis"] or None,
            checked_on=dt.date.fromisoformat(row["checked_on"]) if row["checked_on"] else None,
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            alias_domains=tuple(domain for domain in row["alias_domains"].split(";") if domain),
        )
        for row in load("outlets")
    )


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, Outlet]:
    return {domain: outlet for outlet in _outlets() for domain in (outlet.domain, *outlet.alias_domains) if domain}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Outlet]:
    names: dict[str, Outlet] = {}
    for outlet in _outlets():
        for name in outlet.names:
            names.setdefault(name_key(name), outlet)
    return names


@lru_cache(maxsize=65536)
def _of_key(key: str) -> Outlet | None:
    names = _by_name()
    if (listed := names.get(key)) is not None:
        return listed
    for name, kinds in without_genre(key, names):
        if not kinds or names[name].kind in kinds:
            return names[name]
    return None


@lru_cache(maxsize=65536)
def _of_host(host: str) -> Outlet:
    labels = host.split(".")
    for at in range(len(labels) - 1):
        if known := _by_domain().get(".".join(labels[at:])):
            return known
    return Outlet(domain=registered_domain(host))
