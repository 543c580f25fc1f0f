"""Invented pages without markup, in the layouts of papers, broadcasters, wires, towns, blogs and magazines.

Each line of ``bare_pages.jsonl`` is a page: for every line whether it is the article's, its role and its text. The pages
``first`` were written by somebody who had not seen the rules. Each later group was scored once before any rule was changed
for it, and the rules were improved on it afterwards: no figure of this file says what an unseen page would have.
Written for this project, CC0.
"""

import json
from pathlib import Path

import pytest

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize

PAGES = [json.loads(line) for line in Path(__file__).with_name("bare_pages.jsonl").read_text("utf-8").splitlines()]
both_layouts = pytest.mark.parametrize("sep", ["\n", "\n\n"], ids=["lines", "blank lines"])


def judged(page, sep):
    """Each line's text with what is expected of it and the block it lies in."""
    lines = [(is_content, role, normalize(text)[0]) for is_content, role, text in page["lines"]]
    whole = sep.join(text for _, _, text in lines)
    blocks, at = find_blocks(whole), 0
    for is_content, role, text in lines:
        at = whole.index(text, at)
        yield text, is_content, role, next(block for block in blocks if block.start <= at < block.end)
        at += len(text)


@pytest.mark.parametrize("page", PAGES, ids=[page["id"] for page in PAGES])
def test_the_title(page):
    assert [role for _, _, role, block in judged(page, "\n") if block.role == "title"] == ["title"]


@both_layouts
def test_hardly_anything_of_an_article_is_lost(sep):
    wanted = [(text, block) for page in PAGES for text, expected, _, block in judged(page, sep) if expected]
    assert len(wanted) >= 200
    assert sum(len(text) for text, block in wanted if not block.is_content) <= 0.02 * sum(
        len(text) for text, _ in wanted
    )


@both_layouts
def test_little_of_a_page_passes_for_its_article(sep):
    rows = [row for page in PAGES for row in judged(page, sep)]
    content = [(len(text), expected) for text, expected, _, block in rows if block.is_content]
    assert sum(length for length, expected in content if expected) >= 0.96 * sum(length for length, _ in content)
