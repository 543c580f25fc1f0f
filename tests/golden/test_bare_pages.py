"""Invented pages without markup, in the layouts of papers, broadcasters, wires, towns, blogs and magazines.

Each line of ``bare_pages.jsonl`` is a page: for every line whether it is the article's, its role and its text. The pages
``first`` were written by somebody who had not seen the rules; the rules were improved on these and on ``second``, and
``third`` was scored once before anything was changed for it. Written for this project, CC0.
"""

import json
from pathlib import Path

import pytest

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize

PAGES = [json.loads(line) for line in Path(__file__).with_name("bare_pages.jsonl").read_text("utf-8").splitlines()]
SEPARATORS = ("\n", "\n\n")


def judged(page, sep):
    """Each line's text with what is expected of it and the block it lies in."""
    lines = [(is_content, role, normalize(text)[0]) for is_content, role, text in page["lines"]]
    whole = sep.join(text for _, _, text in lines)
    blocks, at = find_blocks(whole), 0
    for is_content, role, text in lines:
        at = whole.index(text, at)
        yield text, is_content, role, next(block for block in blocks if block.start <= at < block.end)
        at += len(text)


@pytest.mark.parametrize("sep", SEPARATORS, ids=["lines", "blank lines"])
@pytest.mark.parametrize("page", PAGES, ids=[page["id"] for page in PAGES])
def test_no_line_of_the_article_is_lost(page, sep):
    assert [text for text, expected, _, block in judged(page, sep) if expected and not block.is_content] == []


@pytest.mark.parametrize("page", PAGES, ids=[page["id"] for page in PAGES])
def test_the_title(page):
    found = [(role, text) for text, _, role, block in judged(page, "\n") if block.role == "title"]
    assert [role for role, _ in found] == ["title"]


@pytest.mark.parametrize("sep", SEPARATORS, ids=["lines", "blank lines"])
def test_little_of_the_page_passes_for_the_article(sep):
    rows = [row for page in PAGES for row in judged(page, sep)]
    predicted = sum(len(text) for text, _, _, block in rows if block.is_content)
    hit = sum(len(text) for text, expected, _, block in rows if block.is_content and expected)
    assert hit >= 0.97 * predicted
