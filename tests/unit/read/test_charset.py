"""Decoding: every encoding that Japanese pages come in, and what is no text."""

import codecs
import gzip
import json
import random
import struct
import zlib
from pathlib import Path

import pytest

from pipeline.lexicons.load import load
from pipeline.read.charset import BinaryContentError, decode
from pipeline.read.charset_codecs import text_of
from pipeline.read.charset_labels import claims, declared_charset, encoding_of

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
        gzip.compress(TEXT.encode(), mtime=0),
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


JAPANESE = (
    "架空県の水産試験場は三日、沿岸のワカメの生育が平年より早いと発表した。「海水温の推移を見守りたい」としている。"
)


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("UTF8", "utf-8"),
        ("x-unicode20utf8", "utf-8"),
        ("x-sjis", "shift_jis"),
        ("Windows-31J", "shift_jis"),
        ("ms_kanji", "shift_jis"),
        ("x-euc-jp", "euc-jp"),
        ("csISO2022JP", "iso-2022-jp"),
        (" latin1 ", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("gb2312", "gbk"),
        ("GB18030", "gb18030"),
        ("big5-hkscs", "big5"),
        ("ks_c_5601-1987", "euc-kr"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("unicodefffe", "utf-16be"),
        ("ucs-2", "utf-16le"),
        ("hz-gb-2312", "replacement"),
        # Not in the standard, but on Japanese pages
        ("cp932", "shift_jis"),
        ("eucJP-win", "euc-jp"),
        # Nobody reads these, so that naming them names nothing
        ("utf-7", None),
        ("utf-32", None),
        ("shift_jis_2004", None),
        ("euc-jis-2004", None),
        ("", None),
    ],
)
def test_labels_of_the_encoding_standard(label, encoding):
    assert encoding_of(label) == encoding


def test_every_encoding_has_a_codec_and_every_label_one_meaning():
    rows = load("encodings")
    assert {row["encoding"] for row in rows if not row["codec"]} == {"replacement", "x-user-defined"}
    for row in rows:
        assert row["encoding"] in row["labels"].split(";")
        if row["codec"]:
            codecs.lookup(row["codec"])
    labels = [
        label for row in rows for column in ("labels", "other_labels") for label in row[column].split(";") if label
    ]
    assert len(labels) == len(set(labels))
    # The number of labels in the standard's table
    assert sum(len(row["labels"].split(";")) for row in rows) == 228


def test_utf_16_in_a_page_means_utf_8_but_not_in_a_header():
    assert claims(None, "utf-16") == {"utf-8": "declared"}
    assert claims("utf-16", None) == {"utf-16le": "http"}
    assert claims("x-user-defined", "x-user-defined") == {"windows-1252": "declared"}


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b'<meta http-equiv=Content-Type content="text/html; charset=x-sjis">', "x-sjis"),
        (b"<META CHARSET = EUC-JP />", "EUC-JP"),
        (b'<!-- <meta charset="utf-8"> --><meta charset="Shift_JIS">', "Shift_JIS"),
        (b'<meta name="description" content="charset=utf-8"><meta charset="euc-jp">', "euc-jp"),
        (b'<meta charset="none"><meta http-equiv="content-type" content="text/html;charset=euc-jp">', "euc-jp"),
        (b'<meta charset="none">', "none"),
        (b'<?xml version="1.0" encoding="EUC-JP"?><html><meta charset="Shift_JIS">', "EUC-JP"),
        (b"<!-- <meta charset=euc-jp>", None),
        (b"<title>" + b"x" * 9000 + b"</title><meta charset=euc-jp>", None),
    ],
)
def test_declaration_in_a_page(page, name):
    assert declared_charset(page) == name


@pytest.mark.parametrize(
    ("codec", "transport", "declared", "charset", "basis"),
    [
        ("cp932", "Shift_JIS", "Shift_JIS", "shift_jis", "http"),
        ("cp932", "x-sjis", "euc-jp", "shift_jis", "http"),
        ("euc_jp", "Shift_JIS", "EUC-JP", "euc-jp", "declared"),
        ("euc_jp", "ISO-8859-1", "EUC-JP", "euc-jp", "declared"),
        ("euc_jp", "ISO-8859-1", None, "euc-jp", "statistics"),
        ("euc_jp", "utf-8", "utf-8", "euc-jp", "statistics"),
        ("euc_jp", "gb2312", "big5", "euc-jp", "statistics"),
        ("cp932", "utf-8", "iso-2022-jp", "shift_jis", "statistics"),
        ("cp932", "windows-1251", "euc-kr", "shift_jis", "statistics"),
        ("cp932", "utf-16", None, "shift_jis", "statistics"),
        ("utf-8", "Shift_JIS", "EUC-JP", "utf-8", "utf8_valid"),
        ("iso2022_jp", "utf-8", "Shift_JIS", "iso-2022-jp", "escape"),
        ("utf-16-le", "utf-16", "utf-8", "utf-16le", "http"),
        ("utf-16-be", "utf-8", None, "utf-16be", "statistics"),
        ("cp932", "no such label", "", "shift_jis", "statistics"),
    ],
)
@pytest.mark.parametrize("text", [JAPANESE, f"<html><title>{JAPANESE[:24]}</title><p>{'x' * 5000}</p></html>"])
def test_header_beats_page_and_bytes_beat_both(text, codec, transport, declared, charset, basis):
    decoded = decode(text.encode(codec), declared, transport)
    assert (decoded.text, decoded.charset, decoded.basis) == (text, charset, basis)


def test_kanji_alone_follow_the_bytes_too():
    headline = "架空市議会定数削減条例案可決"
    assert decode(headline.encode("euc_jp"), "iso-8859-1").text == headline
    assert decode(headline.encode("cp932"), "euc-jp").text == headline


VENDOR = {
    # code in JIS X 0208: character of Windows-31J, its Shift_JIS
    "2141": ("～", "8160"),
    "2142": ("∥", "8161"),
    "215d": ("－", "817c"),
    "2171": ("￠", "8191"),
    "2172": ("￡", "8192"),
    "224c": ("￢", "81ca"),
    "213d": ("―", "815c"),
    "2d21": ("①", "8740"),
    "2d6a": ("㈱", "878a"),
    "2d62": ("№", "8782"),
    "7c62": ("髙", "eee0"),
    "7975": ("﨑", "ed95"),
}


@pytest.mark.parametrize(("code", "character", "shift_jis"), [(code, *pair) for code, pair in VENDOR.items()])
def test_one_code_is_one_character_in_three_encodings(code, character, shift_jis):
    seven = bytes.fromhex(code)
    before, after = "架空市は", "を挙げた。市長が語った。"
    eight = bytes(byte | 0x80 for byte in seven)
    contents = {
        "shift_jis": before.encode("cp932") + bytes.fromhex(shift_jis) + after.encode("cp932"),
        "euc-jp": before.encode("euc_jp") + eight + after.encode("euc_jp"),
        "iso-2022-jp": before.encode("iso2022_jp") + b"\x1b$B" + seven + b"\x1b(B" + after.encode("iso2022_jp"),
    }
    for charset, content in contents.items():
        decoded = decode(content)
        assert (decoded.text, decoded.charset) == (before + character + after, charset)


def test_ibms_own_row_gives_the_same_kanji_as_necs():
    assert text_of(bytes.fromhex("fbfc"), "shift_jis") == text_of(bytes.fromhex("eee0"), "shift_jis") == "髙"


def test_half_width_kana():
    text = "架空銀行はﾃﾞｰﾀｾﾝﾀｰを増設する。"
    assert decode(text.encode("cp932")).text == text
    assert decode(text.encode("euc_jp")).text == text
    assert decode(text.encode("iso2022_jp_ext")).text == text
    assert decode("ｷｼｬｸﾗﾌﾞ".encode("cp932"), "Shift_JIS").text == "ｷｼｬｸﾗﾌﾞ"


@pytest.mark.parametrize("circled", ["", "①"])  # NEC's row sends ISO-2022-JP through the other half of the decoder
def test_jis_x_0212(circled):
    text = "丂外相は架空大使と会談した。"
    assert decode(circled_euc(circled) + text.encode("euc_jp")).text == circled + text
    in_escapes = b"\x1b$B-!" if circled else b""
    assert decode(in_escapes + text.encode("iso2022_jp_1")).text == circled + text


def circled_euc(circled: str) -> bytes:
    """① in EUC-JP, for which Python's codec has no code."""
    return b"\xad\xa1" if circled else b""


def test_roman_set_of_iso_2022_jp_has_a_yen_sign():
    assert decode("架空".encode("iso2022_jp") + b"\x1b(J\\100 ~\x1b(B").text == "架空¥100 ‾"
    # ① sends the text through the other half of the decoder
    assert decode(b"\x1b$B-!\x1b(J\\100\x1b(B yen").text == "①¥100 yen"


@pytest.mark.parametrize(("codec", "charset"), [("cp932", "shift_jis"), ("euc_jp", "euc-jp"), ("utf-8", "utf-8")])
def test_a_file_cut_inside_a_character(codec, charset):
    decoded = decode(JAPANESE.encode(codec)[:-1])
    assert (decoded.charset, decoded.text[:-1]) == (charset, JAPANESE[:-1])
    assert (decoded.text[-1], decoded.replacement_count) == ("\ufffd", 1)


def test_iso_2022_jp_cut_inside_a_character():
    content = JAPANESE.encode("iso2022_jp").removesuffix(b"\x1b(B")
    assert decode(content).text == JAPANESE
    assert decode(content[:-1]).text == JAPANESE[:-1] + "\ufffd"


def test_ascii_that_ends_inside_a_character_is_utf_8():
    assert decode(b"Kakuu Shimbun \xe3\x81").basis == "utf8_damaged"


@pytest.mark.parametrize(
    ("codec", "charset", "basis"),
    [
        ("utf-8", "utf-8", "utf8_damaged"),
        ("cp932", "shift_jis", "statistics"),
        ("euc_jp", "euc-jp", "statistics"),
        ("iso2022_jp", "iso-2022-jp", "escape"),
    ],
)
def test_a_few_damaged_bytes_stay_local(codec, charset, basis):
    content = bytearray((JAPANESE + "\n").encode(codec) * 40)
    for at in (700, 1900, 3100):
        content[at] = 0xFF
    decoded = decode(bytes(content))
    assert (decoded.charset, decoded.basis) == (charset, basis)
    assert 3 <= decoded.replacement_count == decoded.text.count("\ufffd") <= 12
    assert decoded.text.count(JAPANESE) >= 36


def test_declared_encoding_keeps_its_basis_where_bytes_are_damaged():
    content = (JAPANESE * 10).encode("euc_jp")
    assert decode(content[:500] + b"\xff" + content[501:], "euc-jp", None).basis == "declared"
    decoded = decode(JAPANESE.encode() * 3 + b"\xff" + JAPANESE.encode(), "utf-8", None)
    assert (decoded.charset, decoded.basis, decoded.replacement_count) == ("utf-8", "declared", 1)


@pytest.mark.parametrize(("codec", "charset"), [("utf-16-le", "utf-16le"), ("utf-16-be", "utf-16be")])
@pytest.mark.parametrize("text", [JAPANESE, "Kakuu Shimbun, No. 3\r\n", "架空新聞\r\n第3面 " + JAPANESE])
def test_utf_16_without_a_mark(text, codec, charset):
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.charset, decoded.basis) == (text, charset, "statistics")


def test_lone_surrogates_never_come_out():
    assert decode(b"\xff\xfe" + "架空".encode("utf-16-le") * 9 + b"\x00\xd8").text == "架空" * 9 + "\ufffd"
    # CESU-8 spells 😀 as two surrogates of three bytes each: six bytes without a meaning
    decoded = decode(JAPANESE.encode() + b"\xed\xa0\xbd\xed\xb8\x80" + JAPANESE.encode())
    assert (decoded.charset, decoded.basis, decoded.replacement_count) == ("utf-8", "utf8_damaged", 6)


def test_a_mark_inside_the_text_stays_where_it_is():
    content = (b"\xef\xbb\xbf" + "前半。".encode()) * 2
    assert decode(content).text == "前半。\ufeff前半。"


def test_a_mark_before_another_encoding_is_not_believed():
    decoded = decode(b"\xef\xbb\xbf" + JAPANESE.encode("cp932"), "Shift_JIS")
    assert (decoded.text, decoded.charset, decoded.basis) == (JAPANESE, "shift_jis", "declared")


def test_utf_7_is_ascii():
    decoded = decode(b"+Z7Z6eg-", "utf-7")
    assert (decoded.text, decoded.basis) == ("+Z7Z6eg-", "utf8_valid")


FOREIGN = {
    "gb2312": (
        "虚构市政府三日发表声明，表示今年的渔业产量比往年增加了两成。这是本报记者从港口得到的消息。",
        "gb18030",
        "gbk",
    ),
    "big5": (
        "虛構市政府三日發表聲明，表示今年的漁業產量比往年增加了兩成。這是本報記者從港口得到的消息。",
        "big5hkscs",
        "big5",
    ),
    "euc-kr": (
        "가공시는 삼일 올해 어획량이 예년보다 이 할 늘었다고 발표했다. 시장은 기쁘다고 말했다.",
        "cp949",
        "euc-kr",
    ),
    "windows-1251": (
        "Вымышленный город объявил в среду, что улов рыбы вырос на двадцать процентов.",
        "cp1251",
        "windows-1251",
    ),
    "iso-8859-1": (
        "La ville inventée a annoncé mercredi que la pêche était déjà meilleure : « c’est l’été ».",
        "cp1252",
        "windows-1252",
    ),
    "iso-8859-15": ("Le prix du poisson a monté à 9 € au marché d'été.", "iso8859_15", "iso-8859-15"),
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("where", ["transport", "declared"])
def test_foreign_pages_that_say_what_they_are(name, where):
    text, codec, charset = FOREIGN[name]
    decoded = decode(text.encode(codec), **{where: name})
    assert (decoded.text, decoded.charset) == (text, charset)
    assert decoded.basis == {"transport": "http", "declared": "declared"}[where]


def test_western_text_that_does_not_say_what_it_is():
    text = "The mayor’s café in Besançon was déjà vu, said a señor from Málaga."
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.charset, decoded.basis) == (text, "windows-1252", "statistics")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("가공시".encode("iso2022_kr"), "iso-2022-kr"),
        ("虚构市".encode("hz"), "hz-gb-2312"),
    ],
)
def test_encodings_that_the_standard_refuses(content, name):
    with pytest.raises(BinaryContentError, match="refuses"):
        decode(content, name)
    with pytest.raises(BinaryContentError, match="refuses"):
        decode(content, None, name)


def test_a_refused_name_does_not_harm_what_is_something_else():
    assert decode(JAPANESE.encode(), "iso-2022-kr").text == JAPANESE
    assert decode(JAPANESE.encode("euc_jp"), "replacement").text == JAPANESE


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\x03",
        b"\x93\xff\x00\x80\xfe\x90\xff\xfd",
        bytes(range(0x80, 0x90)),
        bytes(range(256)),
        "架空".encode("utf-32"),
        "架空".encode("utf-32-be"),
        b"\xff\xfe" + random.Random(7).randbytes(400),
        struct.pack("<40d", *(1 / n for n in range(1, 41))),
        zlib.compress(JAPANESE.encode()),
        random.Random(7).randbytes(40),
        bytes(random.Random(7).choices(range(0x20, 0x100), k=200)),
    ],
)
def test_short_bytes_that_are_no_text(content):
    with pytest.raises(BinaryContentError):
        decode(content)


def test_nothing_is_text():
    assert decode(b"") == ("", "utf-8", "utf8_valid", "none", 0)


ENCODINGS = {
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
WINDOWS, PYTHON = "～∥－￠￡￢", "〜‖\u2212¢£¬"


def spelled(text: str, codec: str) -> bytes | None:
    """``text`` in an encoding, none where it has no place in it; where tables differ, as Python's codec has it."""
    if not codec.startswith("utf"):
        pair = (PYTHON, WINDOWS) if codec == "cp932" else (WINDOWS, PYTHON)
        text = text.translate(str.maketrans(*pair))
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None


@pytest.mark.gold
@pytest.mark.parametrize(("length", "least"), [(200, 0.999), (20, 0.99)])
@pytest.mark.parametrize("charset", ENCODINGS)
def test_pieces_of_news(charset, length, least):
    path = Path(__file__).resolve().parents[4] / "shared" / "gold" / "news_docs.jsonl"
    if not path.exists():
        pytest.skip("the gold data lies beside the checkout")
    draw = random.Random(length)
    # The odd lines: the shares of the statistic were counted on the even ones
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()[1::2]]
    texts = [text for text in texts if len(text) >= length]
    right = total = 0
    for text in draw.choices(texts, [len(text) for text in texts], k=1500):
        start = draw.randrange(len(text) - length + 1)
        piece = text[start : start + length]
        content = spelled(piece, ENCODINGS[charset])
        if content is None or piece.isascii():
            continue
        total += 1
        try:
            decoded = decode(content)
        except BinaryContentError:
            continue
        same = str.maketrans(PYTHON, WINDOWS)
        right += decoded.charset == charset and decoded.text.translate(same) == piece.translate(same)
    assert total > 1200
    assert right / total >= least
