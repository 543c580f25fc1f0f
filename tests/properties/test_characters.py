"""Normalizing arbitrary Unicode: total, idempotent, and an alignment that is monotone and leads there and back."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize.characters import normalize
from pipeline.span import Span

# Everything that acts on its neighbours, becomes several characters or none, or stays by exception
TRICKY = st.sampled_from(
    list(
        "ｶﾞﾊﾟか゛゙\u200b\u200d👩👧\ufe0f①㎞㍿ﷺ…～〜ー―\u0301한ㄱ\u1160\ud800\U000e0100\U000e0061🏴\r\n\x85\u2028\u3000½ﬀ‼\0𠮷丽"
    )
)
ANY = st.characters()  # lone surrogates and unassigned code points too
SOURCES = st.text(ANY, max_size=60) | st.text(st.one_of(ANY, TRICKY), max_size=40) | st.text(TRICKY, max_size=40)


@settings(max_examples=300, deadline=None)
@given(SOURCES)
def test_every_source_has_a_text_that_stays_as_it_is(source):
    text, _ = normalize(source)
    text.encode("utf-8")
    again, alignment = normalize(text)
    assert again == text
    assert all(run.length == run.source_length for run in alignment.runs)


@settings(max_examples=200, deadline=None)
@given(SOURCES)
def test_offsets_never_go_back(source):
    text, alignment = normalize(source)
    ahead = [alignment.to_source(Span(at, at + 1)) for at in range(len(text))]
    back = [alignment.from_source(Span(at, at + 1)) for at in range(len(source))]
    for mapped, length in ((ahead, len(source)), (back, len(text))):
        assert all(0 <= span.start <= span.end <= length for span in mapped)
        assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(mapped))


@settings(max_examples=200, deadline=None)
@given(SOURCES)
def test_a_run_of_unequal_lengths_leads_there_and_back_as_a_whole(source):
    _, alignment = normalize(source)
    for run in alignment.runs:
        if run.length == run.source_length:
            continue
        span = Span(run.start, run.start + run.length)
        if run.length:
            assert alignment.to_source(span) == Span(run.source_start, run.source_start + run.source_length)
            if run.source_length:
                assert alignment.from_source(alignment.to_source(span)) == span


@settings(max_examples=200, deadline=None)
@given(SOURCES, st.data())
def test_a_span_lies_within_what_its_source_leads_back_to(source, data):
    text, alignment = normalize(source)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    if span.start < span.end:
        again = alignment.from_source(alignment.to_source(span))
        assert again.start <= span.start
        assert span.end <= again.end
