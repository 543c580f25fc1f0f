"""Title, date, body and speed on annotated pages, beside other extractors: ``python -m benchmarks.pages FOLDER [--repeats 3]``.

FOLDER holds ``news_html.jsonl``, a line a page: ``id``, ``html`` (a path below FOLDER), ``url`` and ``expected`` with any of
``title``, ``date`` and ``body_paragraphs``. Titles count where they are equal but for white space and width, dates where the day
is; a body's precision and recall are over 5-grams of characters, and their means over pages are shown. Each tool reads every
page ``repeats`` times, the tools in turn; pages per second of processor time are of the median. The others run in an
environment of their own and time themselves, so that sending a page costs them nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peers import Peer
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.evidence import gather
from pipeline.normalize.publication import choose
from pipeline.read.content import Hint, NoArticleError
from pipeline.read.html import read_html
from pipeline.span import Span

PACKAGES = ("trafilatura==2.3.1", "readability-lxml==0.9", "newspaper4k[ja]==0.9.6")
_NO_BODY = frozenset(("title", "subtitle", "byline", "dateline", "caption"))
_PEER = """
import logging, time, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import newspaper, readability, trafilatura
from lxml.html import fromstring

def _trafilatura(page, precise):
    found = trafilatura.bare_extraction(
        page["html"], url=page["url"], favor_precision=precise, include_comments=False, with_metadata=True)
    return (found.title, found.date, found.text) if found else (None, None, "")

def _readability(page):
    document = readability.Document(page["html"])
    return document.short_title(), None, fromstring(document.summary() or "<p/>").text_content()

def _newspaper(page):
    article = newspaper.Article(page["url"] or "https://example.jp/", language="ja", fetch_images=False)
    article.download(input_html=page["html"])
    article.parse()
    return article.title, str(article.publish_date or ""), article.text

TOOLS = {
    "trafilatura, precision": lambda page: _trafilatura(page, True),
    "trafilatura, default": lambda page: _trafilatura(page, False),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
}

def answer(request):
    tool, page = request
    began = time.process_time()
    try:
        title, date, body = TOOLS[tool](page)
    except ImportError:
        raise
    except Exception:
        title, date, body = None, None, ""
    return [time.process_time() - began, title, date, body]
"""
TOOLS = ("trafilatura, precision", "trafilatura, default", "readability-lxml", "newspaper4k")


class Answer(NamedTuple):
    """What a tool says of one page, and how many seconds it took."""

    seconds: float
    title: str | None
    date: str | None
    body: str


def ours(page: dict[str, Any]) -> Answer:
    """Kawaraban's answer: reading, normalizing, typing the blocks and dating, as the pipeline does."""
    began = time.process_time()
    try:
        content = read_html(page["html"])
    except NoArticleError:
        return Answer(time.process_time() - began, None, None, "")
    text, alignment = normalize(content.source_text)
    hints = [Hint(*alignment.from_source(Span(hint.start, hint.end)), hint.kind) for hint in content.hints]
    blocks = find_blocks(text, hints, content.title)
    latest = dt.date(2100, 1, 1)
    day = choose(gather(content.claims, content.published, page["url"] or content.url, blocks, latest), latest).on
    body = "".join(block.text for block in blocks if block.is_content and block.role not in _NO_BODY)
    return Answer(time.process_time() - began, content.title, str(day or ""), body)


def plain(text: str | None) -> str:
    """Text without white space, NFKC."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def overlap(expected: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F of the 5-grams of characters."""
    gold, ours_ = (
        Counter(text[at : at + 5] for at in range(max(1, len(text) - 4))) for text in (plain(expected), plain(found))
    )
    both = sum((gold & ours_).values())
    precision, recall = both / max(1, sum(ours_.values())), both / max(1, sum(gold.values()))
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def score(pages: Sequence[dict[str, Any]], answers: Sequence[Answer]) -> str:
    """One row of the table: titles, dates, body."""
    titles, dates, bodies = [], [], []
    for page, answer in zip(pages, answers, strict=True):
        expected = page["expected"]
        if expected.get("title"):
            titles.append(plain(answer.title) == plain(expected["title"]))
        if expected.get("date"):
            dates.append((answer.date or "")[:10] == expected["date"][:10])
        if expected.get("body_paragraphs"):
            bodies.append(overlap("".join(expected["body_paragraphs"]), answer.body))
    precision, recall, f = (statistics.fmean(column) for column in zip(*bodies, strict=True))
    dated = f"{statistics.fmean(dates):.3f}" if any(answer.date for answer in answers) else "–"
    return f"{statistics.fmean(titles):7.3f}{dated:>7s}{precision:11.3f}{recall:8.3f}{f:7.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    pages = []
    for line in (options.folder / "news_html.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        markup = (options.folder / row["html"]).read_bytes().decode("utf-8", "replace")
        pages.append({"html": markup, "url": row.get("url"), "expected": row["expected"]})
    peer = Peer(PACKAGES, _PEER)

    def asked(tool: str) -> Callable[[dict[str, Any]], Answer]:
        return lambda page: Answer(*peer([tool, {"html": page["html"], "url": page["url"]}]))

    tools: dict[str, Callable[[dict[str, Any]], Answer]] = {"kawaraban": ours} | {tool: asked(tool) for tool in TOOLS}
    rows = {name: score(pages, [tool(page) for page in pages]) for name, tool in tools.items()}  # the warm-up
    seconds: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(options.repeats):
        for name, tool in tools.items():
            seconds[name].append(sum(tool(page).seconds for page in pages))
    peer.close()
    base = statistics.median(seconds["trafilatura, precision"])
    print(f"{len(pages)} pages, {options.repeats} interleaved runs, medians; {', '.join(PACKAGES)}")
    print(
        f"{'':24s}{'title':>7s}{'date':>7s}{'body prec':>11s}{'recall':>8s}{'F':>7s}{'pages/s':>9s}{'x trafilatura':>15s}"
    )
    for name, row in rows.items():
        median = statistics.median(seconds[name])
        print(f"{name:24s}{row}{len(pages) / median:9.1f}{base / median:15.1f}")


if __name__ == "__main__":
    main()
