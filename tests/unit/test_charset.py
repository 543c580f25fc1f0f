"""Decoding: every encoding that Japanese pages come in, and what is no text."""

import gzip
import random

import pytest

from pipeline.read.charset import BinaryContentError, declared_charset, decode

TEXT = "架空市議会は24日、図書館の夜間開館を1票差で可決した。市長は「重い1票だ」と語った。\n"


@pytest.mark.parametrize(
    ("content", "charset", "basis"),
    [
        (TEXT.encode(), "utf-8", "utf8_valid"),
        (b"plain ASCII", "utf-8", "utf8_valid"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8", "bom"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16le", "bom"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16be", "bom"),
        (TEXT.encode("iso2022_jp"), "iso-2022-jp", "escape"),
        (TEXT.encode("cp932"), "shift_jis", "statistics"),
        (TEXT.encode("euc_jp"), "euc-jp", "statistics"),
    ],
)
def test_encoding_is_found_and_text_is_whole(content, charset, basis):
    decoded = decode(content)
    assert (decoded.charset, decoded.basis, decoded.replacement_count) == (charset, basis, 0)
    assert decoded.text.isascii() or decoded.text == TEXT


def test_characters_that_only_cp932_has():
    decoded = decode("㈱架空海運の髙津原社長は①安全②価格を挙げた。".encode("cp932"), "Shift_JIS")
    assert decoded.text.startswith("㈱架空海運の髙津原社長は①")
    assert (decoded.charset, decoded.basis) == ("shift_jis", "declared")


def test_vendor_characters_in_euc_jp():
    # 0xADA1 is ① and 0xADEA is ㈱ in the row that vendors added
    content = "架空市は".encode("euc_jp") + b"\xad\xa1\xad\xea" + "などを挙げた。".encode("euc_jp")
    assert decode(content, "euc-jp").text == "架空市は①㈱などを挙げた。"


def test_declaration_loses_to_bytes_that_deny_it():
    assert decode(TEXT.encode("cp932"), "iso-8859-1").charset == "shift_jis"
    assert decode(TEXT.encode("euc_jp"), "Shift_JIS").charset == "euc-jp"
    assert decode(TEXT.encode(), "Shift_JIS").charset == "utf-8"


def test_declarations_are_read_from_pages():
    assert declared_charset(b"<meta charset='euc-jp'>") == "euc-jp"
    assert declared_charset(b'<?xml version="1.0" encoding="Shift_JIS"?>') == "Shift_JIS"
    assert declared_charset(b"<p>charset=euc-jp</p>") is None


def test_broken_utf8_is_replaced_and_counted():
    content = TEXT.encode() * 3
    decoded = decode(content[:40] + b"\xff" + content[40:])
    assert (decoded.charset, decoded.basis) == ("utf-8", "utf8_damaged")
    assert decoded.replacement_count == decoded.text.count("\ufffd") >= 1


def test_broken_cp932_stays_cp932():
    decoded = decode((TEXT * 5).encode("cp932") + b"\xa0\xff" + TEXT.encode("cp932"))
    assert decoded.charset == "shift_jis"
    assert 1 <= decoded.replacement_count <= 3


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        gzip.compress(TEXT.encode()),
        bytes(100),
        random.Random(7).randbytes(2000),
    ],
)
def test_bytes_that_are_no_text(content):
    with pytest.raises(BinaryContentError):
        decode(content)


def test_a_stray_nul_does_not_make_a_text_binary():
    assert decode(TEXT.encode() + b"\x00" + TEXT.encode()).text.count("\0") == 1


@pytest.mark.parametrize(
    ("text", "newline"),
    [("一\n二", "lf"), ("一\r\n二", "crlf"), ("一\r二", "cr"), ("一\r\n二\n三", "mixed"), ("一", "none")],
)
def test_newlines(text, newline):
    assert decode(text.encode()).newline == newline
