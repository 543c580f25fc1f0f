"""Decoding survives any bytes, says the same twice, and gives Japanese back from every encoding whatever a page declares."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.lexicons.load import load
from pipeline.read.charset import BinaryContentError, Decoded, decode
from schemas.vocabularies import CHARSET_BASIS

KANJI = bytes(
    byte
    for row in range(16, 48)
    for cell in range(1, 95)
    for byte in (row + 0xA0, cell + 0xA0)
    if (row, cell) < (47, 52)
).decode("euc_jp")
HIRAGANA = "".join(map(chr, range(0x3041, 0x3094)))
KATAKANA = "".join(map(chr, range(0x30A1, 0x30F7))) + "ー・"
WORD = st.builds(
    "".join,
    st.tuples(
        st.text(st.sampled_from(KANJI), min_size=1, max_size=3),
        st.text(st.sampled_from(HIRAGANA), min_size=1, max_size=3),
        st.sampled_from(["", "", "", "、", "。", "。\n", "「", "」", "100", " NATO "]),
        st.text(st.sampled_from(KATAKANA), max_size=2),
    ),
)
JAPANESE = st.lists(WORD, min_size=10, max_size=40).map("".join)
CODECS = {
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
ENCODING = st.sampled_from(sorted(CODECS))
LABELS = [label for row in load("encodings") for label in row["labels"].split(";")]
NAME = st.one_of(st.none(), st.sampled_from(LABELS), st.text(max_size=8))
PIECES = st.sampled_from(
    [
        b"\x1b$B",
        b"\x1b(B",
        b"\x1b(J\\",
        b"\x1b(I",
        b"\x1b$(D",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\0",
        b"\x8f",
        b"~{",
    ]
    + ["架空市".encode(codec) for codec in CODECS.values()]
    + [b"\xad\xa1", b"\xfc\xfc", b"\xa0", b"\xed\xa0\xbd", b"<p>", b"\r\n", b"caf\xe9 "]
)
ANY_BYTES = st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=20).map(b"".join)


def decoded_or_reason(content: bytes, declared: str | None, transport: str | None) -> Decoded | str:
    """What decoding gives or why it refuses."""
    try:
        return decode(content, declared, transport)
    except BinaryContentError as error:
        return str(error)


@settings(max_examples=300, deadline=None)
@given(ANY_BYTES, NAME, NAME)
def test_any_bytes_give_text_or_a_reason(content, declared, transport):
    decoded = decoded_or_reason(content, declared, transport)
    assert decoded == decoded_or_reason(content, declared, transport)
    if isinstance(decoded, Decoded):
        decoded.text.encode("utf-8")
        assert decoded.basis in CHARSET_BASIS.values
        assert decoded.replacement_count == decoded.text.count("\ufffd")


@settings(max_examples=120, deadline=None)
@given(JAPANESE, ENCODING)
def test_japanese_comes_back_from_every_encoding(text, charset):
    decoded = decode(text.encode(CODECS[charset]))
    assert (decoded.text, decoded.charset, decoded.replacement_count) == (text, charset, 0)


@settings(max_examples=120, deadline=None)
@given(JAPANESE, ENCODING, NAME, NAME)
@example("一ぁ" * 9 + "三ぁ三ぁ", "utf-16be", "csunicode", None)
@example("一ぁ" * 9 + "三ぁ三ぁ", "utf-16be", None, None)
def test_no_declaration_spoils_japanese(text, charset, declared, transport):
    assert decode(text.encode(CODECS[charset]), declared, transport).text == text


@settings(max_examples=100, deadline=None)
@given(JAPANESE, st.sampled_from(["utf-8", "shift_jis", "euc-jp"]), st.data())
def test_one_damaged_byte_costs_few_characters(text, charset, data):
    content = bytearray((text + "\n").encode(CODECS[charset]) * 3)
    at = data.draw(st.integers(0, len(content) // 3 - 1))
    content[at] = 0xFF
    decoded = decode(bytes(content))
    assert decoded.charset == charset
    assert decoded.text.count(text) >= 2


@pytest.mark.parametrize("charset", sorted(CODECS))
def test_labels_name_what_python_decodes(charset):
    assert (
        decode("架空市は図書館の開館時間を延ばすと決めた。".encode(CODECS[charset]), charset, charset).charset
        == charset
    )
