"""The article of a page in the layouts that real newspapers use, on pages that nobody tuned the rules on."""

import pytest

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.read.content import Content, Hint
from pipeline.read.html import read_html
from pipeline.span import Span
from tests.pages import LAYOUTS, Sample

NOT_TEXT = frozenset(("title", "subtitle", "byline", "dateline", "caption", "navigation", "related_link", "comment"))
SEEDS = range(1, 7)


def texts(content: Content, *kinds: str) -> list[str]:
    return [content.source_text[hint.start : hint.end] for hint in content.hints if hint.kind in kinds]


@pytest.fixture(params=[(name, seed) for name in LAYOUTS for seed in SEEDS], ids=lambda pair: f"{pair[0]}-{pair[1]}")
def sample(request: pytest.FixtureRequest) -> Sample:
    name, seed = request.param
    return LAYOUTS[name](seed)


def test_the_text_is_read_whole_and_nothing_else(sample: Sample) -> None:
    content = read_html(sample.markup)
    kinds = {hint.kind for hint in content.hints}
    found = texts(content, *(kinds - NOT_TEXT - {"heading"}))
    assert found == list(sample.text)
    assert not [
        piece
        for piece in sample.furniture
        if any(piece in text for text in texts(content, *(kinds - {"navigation", "related_link"})))
    ]


def test_title_date_and_address(sample: Sample) -> None:
    content = read_html(sample.markup)
    assert content.title == sample.title.replace("\u3000", " ")
    dated = content.published or next(iter(texts(content, "dateline")), "")
    year, month, day = sample.date.split("-")
    assert sample.date in dated or f"{year}年{int(month)}月{int(day)}日" in dated
    assert content.url == sample.url


def test_captions_comments_and_access(sample: Sample) -> None:
    content = read_html(sample.markup)
    assert texts(content, "caption") == list(sample.captions)
    comments = texts(content, "comment")
    assert [text for text in comments if text in sample.comments] == list(sample.comments)
    assert bool(comments) == bool(sample.comments)
    access = [claim.value for claim in content.claims if claim.kind == "access"]
    assert access[:1] == ([sample.access] if sample.access else [])


def test_what_the_hints_call_text_is_content_of_the_article(sample: Sample) -> None:
    content = read_html(sample.markup)
    text, alignment = normalize(content.source_text)
    hints = [Hint(*alignment.from_source(Span(hint.start, hint.end)), hint.kind) for hint in content.hints]
    blocks = find_blocks(text, hints, content.title)
    wanted = [normalize(paragraph)[0].strip() for paragraph in sample.text]
    assert [block.text for block in blocks if block.is_content and block.text in wanted] == wanted


def test_a_comment_has_its_name_and_time_on_one_line() -> None:
    comments = texts(read_html(LAYOUTS["discussion"](1).markup), "comment")
    assert comments[:2] == ["読者0 2026/02/01 10:30", LAYOUTS["discussion"](1).comments[0]]
