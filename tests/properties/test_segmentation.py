"""Sentences and tokens of arbitrary text."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sudachipy import SplitMode

from pipeline.extract.article.addresses import canonical_url, find_addresses, find_domains
from pipeline.extract.comments import read_header
from pipeline.segment.dictionary import dictionary
from pipeline.segment.sentences import sentences, split
from pipeline.segment.style import sentence_style
from pipeline.segment.tokens import tokenize, tokens
from tests.unit.texts import text_tables

PIECES = st.sampled_from(
    (
        *"「」『』()。!?.\n\u3000 A3…㍿と𠮷\x00ー:",
        *(
            "\n\n",
            "と語った",
            "首相",
            "https://example.jp/",
            "U.S.",
            "👨\u200d👩\u200d👧",
            "ﾊﾞ",
            "NATO",
            "12,345",
            "2025-01-02 03:04",
        ),
    )
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_sentences_cover_every_character_that_is_not_white_space(text):
    covered, last = set(), 0
    for span in split(text):
        assert last <= span.start < span.end
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        covered.update(range(*span))
        last = span.end
    assert all(at in covered for at, character in enumerate(text) if not character.isspace())


@given(st.text(PIECES.filter(lambda piece: len(piece) == 1), max_size=40))
@settings(max_examples=50, deadline=None)
def test_balanced_quotations_are_never_cut(inside):
    plain = "".join(character for character in inside if character not in "「」\n")
    text = f"「{plain}」と語った。"
    assert any(span.start == 0 and span.end > len(plain) + 1 for span in split(text))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_tokens_leave_no_gap(text):
    end = 0
    for token in tokenize(text):
        assert token.start == end
        assert token.surface == text[token.start : token.end]
        end = token.end
    assert end == len(text)


@given(st.lists(TEXTS.filter(lambda text: text.strip()), max_size=4))
@settings(max_examples=30, deadline=None)
def test_an_articles_rows_depend_on_that_article_alone(texts):
    def rows(documents):
        articles, blocks = text_tables(*documents)
        cut = sentences(articles, blocks)["sentences"]
        made = tokens(articles, blocks, cut)
        return cut.drop_columns(["sentence_id", "article_id", "block_id"]).to_pylist(), made["tokens"]

    together, separate = rows([[text] for text in texts]), [rows([[text]]) for text in texts]
    assert together[0] == [row for cut, _ in separate for row in cut]
    assert together[1]["lexeme_id"].to_pylist() == [x for _, made in separate for x in made["lexeme_id"].to_pylist()]


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_readers_of_lines_take_anything(text):
    assert sentence_style(text) in ("da_dearu", "desu_masu", "noun_final", "other")
    for address in (*find_addresses(text), *find_domains(text)):
        assert canonical_url(address.canonical) == address.canonical
        assert text[address.start : address.end].isascii()
    read_header(text)


# What SudachiPy's input plugins lengthen, shorten, fold or pass over, beside what they leave alone
ODD = st.lists(
    st.sampled_from(
        "すごー〜-(（とくしま)）徳島㍿½Ⅳ①…‼ﷺNATOnatoＮがか゛か\u3099Å1万2,兆\u3000\n\x00🏳🌈\u200dé".strip()
    ),
    max_size=40,
).map("".join)


@given(st.lists(ODD, max_size=4))
@settings(max_examples=150, deadline=None)
def test_tokens_end_where_sudachi_says_whatever_was_analysed_before(texts):
    for text in texts:
        own = dictionary().tokenizer(mode=SplitMode.C).tokenize(text)
        found = [(token.start, token.end, token.reading, token.pos) for token in tokenize(text)]
        assert found == [(m.begin(), m.end(), m.reading_form(), tuple(m.part_of_speech())) for m in own]
