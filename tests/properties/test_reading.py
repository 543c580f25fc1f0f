"""Reading and normalizing survive any input; spans and alignments lead back."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.evidence import gather
from pipeline.normalize.publication import choose
from pipeline.read.content import Hint
from pipeline.read.documents import read
from pipeline.span import Span

TRICKY = st.sampled_from(list("ｶﾞﾊﾟか゛゙\u200b\u200d👩👧️①㎞ﷺ…～ー\u0301한ㄱ\u1160\ud800\U000e0100\r\n\u2028　½ﬀ‼\0(「。"))
TEXT = st.text(st.one_of(st.characters(), TRICKY), max_size=40)
FRAGMENTS = st.sampled_from(
    [
        "題名",
        "架空市は8日、改修を発表した。",
        "公開日:2025/03/11",
        "✅ 要点",
        "出典: https://kaku.example/1次の文",
        "――質問は?",
        "「答え」",
        "コメント一覧",
        "2025-04-09 10:33(波)",
        "参考・出典",
        "関連記事",
        "・項目",
        "undefined",
        "本サイトの記事はAIが制作した",
        "",
        "■見出し",
        "※画像はイメージです",
    ]
)
PAGE = st.lists(st.one_of(FRAGMENTS, TEXT), max_size=14).map("\n".join)
MEDIA = st.sampled_from(["text/plain", "text/html", "application/json"])


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_normalizing_is_idempotent_and_aligned(source):
    text, alignment = normalize(source)
    assert normalize(text)[0] == text
    text.encode("utf-8")
    at = source_at = 0
    for run in alignment.runs:
        assert (run.start, run.source_start) == (at, source_at)
        assert run.length or run.source_length
        at, source_at = at + run.length, source_at + run.source_length
    assert (at, source_at) == (len(text), len(source))


@settings(max_examples=150, deadline=None)
@given(TEXT, st.data())
def test_spans_lead_to_the_source_and_back(source, data):
    text, alignment = normalize(source)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    back = alignment.to_source(span)
    assert 0 <= back.start <= back.end <= len(source)
    again = alignment.from_source(back)
    assert again.start <= span.start or span.start == span.end
    assert span.end <= again.end or span.start == span.end


@settings(max_examples=200, deadline=None)
@given(PAGE, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_blocks_partition_the_text(page, spans):
    text, _ = normalize(page)
    hints = [Hint(min(span), max(span), "heading") for span in spans]
    blocks = find_blocks(text, hints, "題名")
    end = 0
    for block in blocks:
        assert not text[end : block.start].strip()
        assert text[block.start : block.end] == block.text == block.text.strip() != ""
        end = block.end
    assert not text[end:].strip()
    evidence = gather((), None, None, blocks, dt.date(2026, 1, 1))
    assert all(text[slice(*one.span)] == one.value for one in evidence)
    found = choose(evidence, dt.date(2026, 1, 1))
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest <= dt.date(2026, 1, 1)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=80), PAGE.map(lambda page: page.encode("utf-8", "surrogatepass"))), MEDIA)
def test_reading_survives_any_bytes(content, media_type):
    found = read(content, media_type)
    assert (found.content is None) == (found.rejection is not None)
    if found.content:
        found.content.source_text.encode("utf-8")
        assert all(0 <= hint.start <= hint.end <= len(found.content.source_text) for hint in found.content.hints)
