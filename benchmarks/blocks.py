"""What of a bare page is the article: ``python -m benchmarks.blocks GOLD_DIR [--only WORD,WORD] [--lines]``.

Every gold page with expected paragraphs is flattened as a copy-and-paste or a bad scraper leaves it: all visible text in
document order, one line a block element, menus, share buttons, related links and footers included, no markup. The
plain-text path types its lines; a line is content where most of its five-character strings stand in the expected
paragraphs or headings. Lines that repeat the title are scored apart (is one of them content?), and lines that repeat an
earlier line of the article are not scored. As in the scorer of the HTML suite, captions count as no part of the body.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.read import charset

# Elements whose text nobody sees
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "textarea"))
# Elements that a browser sets on a line of their own
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|button|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|legend|li|main|nav|ol|option|p|pre|section|select|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
_GRAM = 5
_SHARE = 0.6


@dataclass(frozen=True)
class Labelled:
    """A line of a flattened page: ``is_content`` is none where it is not scored; ``is_title`` where it gives the title."""

    text: str
    is_content: bool | None
    is_title: bool = False


@dataclass
class Score:
    """Characters or lines found, predicted and expected."""

    hit: int = 0
    predicted: int = 0
    expected: int = 0

    def add(self, is_predicted: bool, is_expected: bool, weight: int) -> None:
        """Count one line."""
        self.hit += weight * (is_predicted and is_expected)
        self.predicted += weight * is_predicted
        self.expected += weight * is_expected

    def __str__(self) -> str:
        precision, recall = self.hit / max(1, self.predicted), self.hit / max(1, self.expected)
        f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"{precision:6.3f}{recall:7.3f}{f:7.3f}"


def flatten(page: str) -> str:
    """Visible text of a page, one line a block element."""
    parts: list[str] = []
    _walk(lxml.html.document_fromstring(page), parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _walk(element: Any, parts: list[str]) -> None:
    if not isinstance(element.tag, str):
        return
    is_seen = (
        element.tag not in _UNSEEN and not _HIDDEN.search(element.get("style", "")) and element.get("hidden") is None
    )
    if not is_seen:
        return
    is_block = _BLOCK.fullmatch(element.tag) is not None
    if is_block:
        parts.append("\n")
    parts.append((element.text or "").replace("\n", " "))
    for child in element:
        _walk(child, parts)
        parts.append((child.tail or "").replace("\n", " "))
    if is_block:
        parts.append("\n")


def key(text: str) -> str:
    """Text without what differs between copies of it."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def grams(text: str) -> set[str]:
    """Strings of five characters of a key; of a shorter one, itself."""
    return {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))}


def label(lines: list[str], expected: dict[str, Any]) -> list[Labelled]:
    """Lines with what the gold says of them."""
    wanted = [key(text) for text in expected["body_paragraphs"] + expected.get("body_headlines", [])]
    whole = set(wanted)
    known = set().union(*map(grams, wanted))
    title = key(expected.get("title") or expected.get("title_raw") or "")
    seen: set[str] = set()
    labelled = []
    for line in lines:
        text = key(line)
        found = grams(text)
        if title and len(found & grams(title)) >= _SHARE * max(len(found), len(grams(title))):
            labelled.append(Labelled(line, None, is_title=True))
            continue
        is_content = text in whole if len(text) < 2 * _GRAM else len(found & known) >= _SHARE * len(found)
        labelled.append(Labelled(line, None if is_content and text in seen else is_content))
        if is_content:
            seen.add(text)
    return labelled


def judged(text: str) -> list[bool]:
    """Whether the plain-text path takes each line of a normalized text for content."""
    covered = bytearray(len(text))
    for block in find_blocks(text):
        if block.is_content and block.role != "caption":
            covered[block.start : block.end] = b"\1" * (block.end - block.start)
    verdicts, at = [], 0
    for line in text.split("\n"):
        verdicts.append(2 * sum(covered[at : at + len(line)]) > len(line))
        at += len(line) + 1
    return verdicts


BASELINES: dict[str, Callable[[str], bool]] = {
    "everything": lambda _line: True,
    "lines that end in 。": lambda line: line.endswith(("。", "。」")),
    "lines of 40 characters": lambda line: len(line) >= 40,
}


def pages(gold: Path, only: list[str]) -> Iterator[tuple[str, str, list[Labelled]]]:
    """Name, normalized flattened text and labelled lines of every gold page with paragraphs."""
    for row in map(json.loads, (gold / "news_html.jsonl").read_text(encoding="utf-8").splitlines()):
        if not row["expected"].get("body_paragraphs") or (only and not any(word in row["id"] for word in only)):
            continue
        content = (gold / row["html"]).read_bytes()
        page = charset.decode(content, charset.declared_charset(content)).text
        text = normalize(flatten(re.sub(r"^\s*<\?xml[^>]*>", "", page)))[0]
        yield row["id"], text, label(text.split("\n"), row["expected"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--only", default="", help="pages whose id has one of these words, separated by commas")
    parser.add_argument("--lines", action="store_true", help="print the lines judged wrong")
    options = parser.parse_args()
    names = ["kawaraban", *BASELINES]
    totals = {name: (Score(), Score()) for name in names}
    titles = count = 0
    print(f"{'':34s}{'by characters':>20s}{'by lines':>22s}")
    for name, text, lines in pages(options.gold, [word for word in options.only.split(",") if word]):
        verdicts = {"kawaraban": judged(text)}
        verdicts |= {other: [rule(line.text) for line in lines] for other, rule in BASELINES.items()}
        page = (Score(), Score())
        for at, line in enumerate(lines):
            if line.is_content is None:
                continue
            for other in names:
                for scores in (totals[other], *([page] if other == "kawaraban" else [])):
                    scores[0].add(verdicts[other][at], line.is_content, len(line.text))
                    scores[1].add(verdicts[other][at], line.is_content, 1)
            if options.lines and verdicts["kawaraban"][at] != line.is_content:
                print("  missed " if line.is_content else "  extra  ", line.text[:100])
        given = [verdicts["kawaraban"][at] for at, line in enumerate(lines) if line.is_title]
        titles, count = titles + any(given), count + bool(given)
        print(f"{name:34s}{page[0]}  {page[1]}   {len(lines)} lines")
    for name in names:
        print(f"{name:34s}{totals[name][0]}  {totals[name][1]}")
    print(f"a line with the title is content on {titles} of {count} pages")


if __name__ == "__main__":
    main()
