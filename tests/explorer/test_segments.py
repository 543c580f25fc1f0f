"""A text with spans over it: whatever overlaps, the pieces are the text, and each lies in the spans it says."""

from hypothesis import given
from hypothesis import strategies as st

from warehouse.explorer.safe import shown, with_ruby
from warehouse.explorer.segments import Piece, Span, part_at, parts, pieces, segments

TEXT = "岬野葵市長は3日、「灯台は残す」と語った。👩🏽‍🚒軋(きし)む"
offsets = st.integers(0, len(TEXT))
spans = st.lists(
    st.builds(
        lambda a, b, layer, row: Span(min(a, b), max(a, b), layer, row),
        offsets,
        offsets,
        st.sampled_from("abc"),
        st.integers(0, 9),
    ),
    max_size=12,
)


@given(spans, offsets, offsets)
def test_segments_are_the_text_and_lie_in_their_spans(found: list[Span], one: int, other: int) -> None:
    start, end = min(one, other), max(one, other)
    made = segments(TEXT, start, end, found, "cab")
    assert "".join(segment.text for segment in made) == TEXT[start:end]
    for segment in made:
        within = [
            span for span in found if span.start <= segment.start and segment.start + len(segment.text) <= span.end
        ]
        assert set(segment.rows) == {span.row for span in within}
        assert segment.layers == tuple(sorted({span.layer for span in within}, key="cab".index))
        assert segment.is_start == any(
            span.start == segment.start and span.end > start and span.end > span.start for span in found
        )


def test_a_target_is_cut_out_and_marked() -> None:
    made = segments(TEXT, 0, len(TEXT), [], "", (3, 5))
    assert [(segment.text, segment.is_target) for segment in made][:3] == [
        ("岬野葵", False),
        ("市長", True),
        (TEXT[5:], False),
    ]


def test_a_long_article_has_pages_that_are_the_article() -> None:
    blocks = [Piece(0, 10, "title", True), Piece(12, 500, "paragraph", True), Piece(501, 520, "paragraph", True)]
    pages = parts(pieces(blocks, 100), 100)
    assert [(piece.start, piece.end) for page in pages for piece in page] == [
        (0, 10), (12, 112), (112, 212), (212, 312), (312, 412), (412, 500), (501, 520),
    ]  # fmt: skip
    assert all(page[-1].end - page[0].start <= 112 for page in pages)
    assert part_at([page[0].start for page in pages], 250) == [page[0].start for page in pages].index(212)


def test_hostile_text_is_escaped_and_what_turns_it_is_named() -> None:
    assert shown("<script>&\"'") == "&lt;script&gt;&amp;&#34;&#39;"
    assert "U+202E" in shown("a\u202eb")
    assert "\u202e" not in shown("a\u202eb")
    assert shown("👩🏽‍🚒 e\u0301\ufe0f") == "👩🏽‍🚒 e\u0301\ufe0f"
    assert with_ruby("<b>軋(きし)む") == "&lt;b&gt;<ruby>軋<rp>(</rp><rt>きし</rt><rp>)</rp></ruby>む"
    assert "<ruby>" not in with_ruby("北方海洋協力機構(NOKO)")
