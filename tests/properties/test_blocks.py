"""Properties of blocks: nothing dropped, nothing twice, and the cheap tests that spare patterns change nothing."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.identity import row_id, span_ids
from pipeline.lexicons.load import load
from pipeline.normalize import characters, cues, forms
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.line import Line

FURNITURE = [row["text"] for row in load("page_furniture")]
# What the forms look for, in pieces that a sentence or a page can be put together of
PIECES = st.sampled_from(
    [
        *FURNITURE,
        *"・。、「」()()※💡✅―■-=:>|?",
        *("AI", "GPT-4", "人工知能", "が作成", "この記事は", "本サイトの記事は", "画像は", "保証しません", "出典:"),
        *(
            "2025-04-09 10:33:16",
            "(波の人)",
            "2025年4月8日",
            "4/8(火) 10:30配信",
            "https://kaku.example/a",
            "続きを読む ⇒",
        ),
        *(
            "撮影",
            "=8日、架空市",
            "質問:",
            "Q1.",
            "A. ",
            "1. ",
            "記者",
            "undefined",
            "var x = 1",
            "\n",
            "\n\n",
            "  ",
            "\u3000",
        ),
        *("架空市は港を改修すると発表した", "市長は説明した", "トップ", "政治", "経済", "港の朝市", "ね", "でしょうか"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.sampled_from(cues.SENTENCE_ENDS))
@example("window.open('架空市')", "。")
@example("2025-04-09 10:33 名無し(波の人)", "。")
def test_an_ordinary_sentence_has_no_form(start: str, end: str) -> None:
    text = characters.normalize((start + end).replace("\n", ""))[0].strip()
    if text and forms.is_ordinary(text):
        line = Line(0, len(text), text)
        forms._mark_line(line)
        assert line.role is None, (text, line.method)


@settings(max_examples=200)
@given(TEXTS)
def test_blocks_cover_every_visible_character_once(source: str) -> None:
    text = characters.normalize(source)[0]
    blocks = find_blocks(text)
    at = 0
    for block in blocks:
        assert not text[at : block.start].strip()
        assert text[block.start : block.end] == block.text == block.text.strip()
        at = block.end
    assert not text[at:].strip()
    assert all(block.duplicate_of is None or blocks[block.duplicate_of].text == block.text for block in blocks)


@given(st.text(max_size=60))
@example("！\r\n")
@example("か\u3099\r\nＡ\r")
@example("一\u200d二👩\u200d👨\u200b")
def test_normalizing_maps_every_character_and_again_changes_nothing(source: str) -> None:
    text, alignment = characters.normalize(source)
    assert sum(run.length for run in alignment.runs) == len(text)
    assert sum(run.source_length for run in alignment.runs) == len(source)
    assert characters.normalize(text)[0] == text
    for run in alignment.runs:
        if run.length == run.source_length and text[run.start : run.start + run.length].isalnum():
            covered = source[run.source_start : run.source_start + run.source_length]
            assert unicodedata.normalize("NFKC", covered) == unicodedata.normalize(
                "NFKC", text[run.start : run.start + run.length]
            )


def test_characters_that_spare_a_text_its_look_up_stay_as_they_are() -> None:
    clean = [chr(code) for code in range(0x110000) if characters._CLEAN.fullmatch(chr(code))]
    assert len(clean) > 20_000
    assert [character for character in clean if characters._fold(character) != character] == []


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), max_size=5))
def test_identifiers_of_spans_are_those_of_rows(spans: list[tuple[int, int]]) -> None:
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    assert span_ids("blk", "art_1", starts, ends) == [row_id("blk", "art_1", *span) for span in spans]
