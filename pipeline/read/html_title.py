"""The headline of a page, without the names of site and section around it.

Belongs here: which of the titles that a page gives is the headline, and what is cut off it. Does not belong here: where the
headline stands in the text (``html_main``).

A title is cut only at a separator, and only where what is behind it is known to be no headline: the site's or an outlet's
name, a section, or what a heading of the page lacks. So a title's own colon or bracket stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from pipeline.lexicons.load import load
from pipeline.read.html_facts import Facts, clean, clean_json
from pipeline.read.outlets import lookup_name, normalize_name

# Between a headline and the name of the site or its section: " - ", "｜", " | ", "：", " ― ", "（", "【", "《"
_SEPARATOR = re.compile(
    r"\s*[|｜]\s*|\s+[-–—―:：]\s+|\s*[:：]\s*|\s+[«»/<＜]\s+|\s*―\s*|\s+[-–—]|[-–—]\s+|\s*[【（(《〈\[［]"
)
# What a site's name at the end of a title nearly always follows: 港町で祭り | 架空新聞, 港町で祭り - 架空新聞
_LAST_SEPARATOR = re.compile(r"\s*[|｜]\s*|\s+[-–—]\s+")
_BARS = frozenset("|｜")
_CLOSING = "】）)》〉]］ \u3000"
# 【架空新聞】 before a headline
_LEADING = re.compile(r"[【《（(\[［]([^】》）)\]］]{2,20})[】》）)\]］]\s*")
# 続報〈架空週報〉, 続報（架空新聞）
_OUTLET_IN_BRACKETS = re.compile(r"[【《（(\[［〈]([^】《》（）()\[\]［］〈〉【]{2,20})[】》）)\]］〉]$")
# Page 2 of a title: (1/2ページ), （２ページ目）
_PAGE_NUMBER = re.compile(
    r"\s*[（(]\s*(?:[\d１-９]+\s*[/／]\s*[\d１-９]+\s*(?:ページ)?|[\d１-９]+\s*ページ目)\s*[）)]$"
)
# …、来年着工 編集委員 架空太郎: who wrote it, within the heading
_BYLINE = re.compile(
    r"[\s　](?:編集委員|論説委員|解説委員|特派員)(?:[\s　・][一-龥々ぁ-んァ-ヶ]{1,4}[\s　]?[一-龥々ぁ-んァ-ヶ]{1,4}|(?!会)[一-龥々]{2,5})$"
)
_MIN_COMMON = 8
_MIN_SHORT = 4
_MIN_HEAD = 6
_MAX_SEPARATORS = 20


def find_title(facts: Facts, site: str | None, shown: Sequence[str] = ()) -> str | None:
    """The headline: the one of the metadata that a heading of the page confirms, without the site's name, or none.

    ``shown`` are texts that the page shows; where it has no heading, one that is a part of its title is the headline.
    The order is JSON-LD ``headline``, ``og:title``, ``twitter:title``, microdata ``headline``, ``title``, the first ``h1``.
    """
    stated = [
        clean_json(facts.article.get("headline")),
        clean(facts.meta.get("og:title") or facts.meta.get("twitter:title")),
        clean(facts.property_of("headline")),
    ]
    sections = _sections(facts)
    found = [strip_site(text, site, sections) for text in (*stated, facts.document_title) if text]
    headings = [_BYLINE.sub("", strip_site(text, site, sections)) for text in facts.headings]
    if (whole := _agreed(stated, facts.headings, site)) is not None:
        return whole
    keys = {normalize_name(candidate) for candidate in found}
    for heading in headings:
        if len(heading) >= _MIN_COMMON and normalize_name(heading) in keys and not _is_name(heading, site):
            return _without_page_number(heading, keys)
    for candidate in found:
        for heading in headings:
            if (confirmed := _confirm(candidate, heading, site)) is not None:
                return confirmed
    if (short := _short(found, headings, shown, site, sections)) is not None:
        return short
    for heading in headings:
        if found and _is_variant(normalize_name(heading), normalize_name(found[0])):
            return heading
    if found and not any(stated) and (part := _shown_part(found, shown)):
        return part
    if found:
        return strip_bars(found[0])
    return headings[0] if headings else None


def _agreed(stated: Sequence[str | None], headings: Sequence[str], site: str | None) -> str | None:
    """A heading that ends in another outlet's name in brackets and with which a title of the metadata begins, or none.

    The name belongs to such a headline (続報〈架空週報〉); where a page adds it for its readers' sake, the heading lacks it.
    """
    keys = [normalize_name(text) for text in stated if text]
    for text in headings:
        bracket = _OUTLET_IN_BRACKETS.search(text)
        if bracket is None or _is_own(bracket[1], site) or lookup_name(bracket[1]) is None:
            continue
        whole = normalize_name(text)
        if any(key.startswith(whole) for key in keys):
            return text.strip()
    return None


def strip_site(title: str, site: str | None, sections: frozenset[str] = frozenset()) -> str:
    """Headline without the name of the site and its sections around it; ``sections`` are normalized names.

    >>> strip_site("架空市で祭り続く - 社会 - 架空新聞", "架空新聞")
    '架空市で祭り続く'
    >>> strip_site("水紋：架空市の祭り", "架空新聞")
    '水紋：架空市の祭り'
    """
    title = _strip_front(title, site)
    is_cut = False
    while True:
        cut = _site_cut(title, site, sections, is_cut)
        if cut is None:
            return title
        title = title[:cut].rstrip()
        is_cut = True


def _strip_front(title: str, site: str | None) -> str:
    """Title without the site's name before it: 架空新聞｜…, 【架空新聞】…"""
    if found := _LEADING.match(title):
        rest = title[found.end() :]
        if len(rest) >= _MIN_HEAD and _is_name(found.group(1), site):
            return rest
    found = _SEPARATOR.search(title)
    if found and found.start() and len(title) - found.end() >= _MIN_HEAD:
        is_site = site is not None and normalize_name(title[: found.start()]) == normalize_name(site)
        if is_site and found.group().strip() not in ("（", "(", "【", "《"):
            return title[found.end() :]
    return title


def _site_cut(title: str, site: str | None, sections: frozenset[str], is_cut: bool) -> int | None:
    """Where the last name of a site or section begins, or none. A section counts behind a bar, or before a site cut off."""
    for found in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: found.start()].strip(), title[found.end() :].strip(_CLOSING)
        if len(head) < _MIN_HEAD or not tail or len(tail) > 60:
            continue
        is_bar = found.group().strip() in _BARS
        if _is_name(tail, site):
            return found.start()
        if (is_bar or is_cut) and (normalize_name(tail) in sections or normalize_name(tail) in _section_names()):
            return found.start()
    return None


def _is_name(text: str, site: str | None) -> bool:
    """Whether a text is the name of the site, or nearly so, or of an outlet."""
    return _is_own(text, site) or lookup_name(text) is not None


def _is_own(text: str, site: str | None) -> bool:
    """Whether a text is the name of the site, or nearly so."""
    name, key = normalize_name(text), normalize_name(site) if site else ""
    if key and (name == key or name.startswith(key) or (key.startswith(name) and 2 * len(name) >= len(key))):
        return True
    return len(key) >= 4 and name.endswith(key)


def _shown_part(titles: Sequence[str], shown: Sequence[str]) -> str | None:
    """The longest part of a title, between separators, that the page shows by itself; none where it shows none."""
    parts = {part.strip(_CLOSING) for title in titles for part in _parts(title)}
    known = set(shown)
    for part in sorted(parts, key=lambda part: (-len(part), part)):
        if len(part) >= _MIN_COMMON and part in known:
            return part
    return None


def _parts(title: str) -> Iterator[str]:
    """A title cut at each of its separators: what lies before it, and what lies behind it."""
    yield title
    for found in islice(_SEPARATOR.finditer(title), _MAX_SEPARATORS):
        yield title[: found.start()]
        yield title[found.end() :]


def strip_bars(title: str) -> str:
    """Title up to the first bar, where no heading says how far it goes; whole where too little stands before it.

    >>> strip_bars("架空市で三日間の祭り｜港の歳時記"), strip_bars("祭り｜港の歳時記")
    ('架空市で三日間の祭り', '祭り｜港の歳時記')
    """
    found = re.search(r"\s*[|｜]", title)
    return title[: found.start()] if found and found.start() >= _MIN_HEAD else title


def _confirm(candidate: str, heading: str, site: str | None) -> str | None:
    """The headline on which a title and a heading agree, or none. What a title has beyond the heading is the site's."""
    whole, part = normalize_name(candidate), normalize_name(heading)
    if len(part) < _MIN_COMMON:
        return candidate if whole == part else None
    if whole == part or whole.startswith(part):
        return heading
    if part.startswith(whole) and len(whole) >= _MIN_COMMON:
        return candidate
    before = whole.removesuffix(part)
    is_site = before.endswith("|") or (site is not None and before == normalize_name(site))
    return heading if before != whole and is_site else None


def _short(
    titles: Sequence[str], headings: Sequence[str], shown: Sequence[str], site: str | None, sections: frozenset[str]
) -> str | None:
    """A heading too short to be sure of that is all of a title before its first bar or dash, or none.

    It is none where it names the site or a section, nor where what follows in the title is longer and shown as well: then
    the heading may be the name of the site and what follows the headline.
    """
    keys = {normalize_name(heading) for heading in headings}
    known = {normalize_name(text) for text in shown} | keys
    for title in titles:
        separator = _LAST_SEPARATOR.search(title)
        if separator is None:
            continue
        head, rest = title[: separator.start()], normalize_name(title[separator.end() :])
        key = normalize_name(head)
        if key not in keys or not _MIN_SHORT <= len(key) < _MIN_COMMON or (rest in known and len(rest) > len(key)):
            continue
        if not (_is_name(head, site) or key in sections or key in _section_names()):
            return head
    return None


def _without_page_number(heading: str, keys: set[str]) -> str:
    """A heading without (1/2ページ), where the page also gives the title without it."""
    bare = _PAGE_NUMBER.sub("", heading)
    return bare if normalize_name(bare) in keys else heading


def _is_variant(heading: str, title: str) -> bool:
    """Whether a heading is another wording of a title: they begin alike for at least half of the shorter one."""
    shorter = min(len(heading), len(title))
    common = next((at for at in range(shorter) if heading[at] != title[at]), shorter)
    return common >= _MIN_COMMON and 2 * common >= shorter


def _sections(facts: Facts) -> frozenset[str]:
    """Names of sections that the page gives."""
    found: list[object] = [facts.meta.get("article:section"), facts.property_of("articleSection")]
    stated = facts.article.get("articleSection")
    found += stated[:20] if isinstance(stated, list) else [stated]
    return frozenset(normalize_name(name) for value in found if (name := clean_json(value)))


@lru_cache(maxsize=1)
def _section_names() -> frozenset[str]:
    return frozenset(normalize_name(row["name"]) for row in load("section_names"))
