"""Bytes to text in one known encoding: Python's codecs, mended to the tables that browsers and Windows use.

Belongs here: what single bytes and codes mean. Does not belong here: which encoding bytes are in (``charset``).

The same code of JIS X 0208 gives the same character in Shift_JIS, EUC-JP and ISO-2022-JP: the one of Windows-31J, as the
Encoding Standard has it (0x2141 is ～ U+FF5E in all three, 0x215D is － U+FF0D), with NEC's row 13 (①, ㈱) and the rows that
NEC chose of IBM's kanji (髙, 﨑). What means nothing becomes U+FFFD; no surrogate ever comes out.
"""

from __future__ import annotations

import codecs
import re

from pipeline.read.charset_labels import codec_of

# ESC $ B begins kanji, ESC ( B ends them.
_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJI]|\$\(D)")
ISO_2022_JP_SHIFT = re.compile(rb"\x1b(?:\$[@B]|\$\(D|\(I)")
# Where Python's cp932 puts the bytes A0, FD, FE and FF, which mean nothing
_NO_CP932 = "\uf8f0\uf8f1\uf8f2\uf8f3"
# Codes of JIS X 0208 that Python's euc_jp and Windows-31J read differently
_AS_WINDOWS = (("〜", "～"), ("‖", "∥"), ("\u2212", "－"), ("¢", "￠"), ("£", "￡"), ("¬", "￢"))
_NO_LEADS = b"\x80\xa0\xfd\xfe\xff"  # begin no character of two bytes
_FIRST_LOOK = 128
_UNFINISHED = "字"  # stands for a character that a cut has left without its end: as probable as a kanji
_ROMAN = {0x5C: "¥", 0x7E: "‾"}
_HALF_WIDTH = re.compile(rb"[\x80-\xff]")  # one byte in ISO-2022-JP, with 8E before it in EUC-JP
_PAIR = re.compile(rb"[\x80-\xff]{2}")  # a character of JIS X 0212, with 8F before it in EUC-JP
# What has no place in ISO-2022-JP becomes FF, which has none in EUC-JP; kanji get their eighth bit.
_NO_HIGH = bytes(byte if byte < 0x80 else 0xFF for byte in range(256))
_TO_EUC = bytes(byte if byte <= 0x20 else byte | 0x80 if byte < 0x7F else 0xFF for byte in range(256))


def text_of(content: bytes, encoding: str) -> str:
    """All of ``content`` as text of ``encoding`` (a name of the Encoding Standard), U+FFFD for what means nothing.

    >>> text_of("～髙①".encode("cp932"), "shift_jis") == text_of(bytes.fromhex("a1c1fce2ada1"), "euc-jp")
    True
    """
    if encoding == "iso-2022-jp":
        return _iso_2022_jp(content)
    return _mended(content.decode(codec_of(encoding), _ERRORS.get(encoding, "replace")), encoding)


def text_of_sample(content: bytes, encoding: str) -> str:
    """Text of a piece that was cut anywhere: what is left of a character at its end is no damage but some kanji."""
    if encoding == "iso-2022-jp":
        return _iso_2022_jp(content)
    decoder = codecs.getincrementaldecoder(codec_of(encoding))(_ERRORS.get(encoding, "replace"))
    text = _mended(decoder.decode(content), encoding)
    return text + _UNFINISHED if decoder.getstate()[0] else text


def breaks_at_once(content: bytes, encoding: str) -> bool:
    """Whether a quarter of what the first 128 bytes give is broken: so it is with a wrong encoding."""
    if encoding == "iso-2022-jp" or len(content) <= _FIRST_LOOK:
        return False
    text = content[:_FIRST_LOOK].decode(codec_of(encoding), "replace")
    return text.count("\ufffd") * 4 > len(text)


def _mended(text: str, encoding: str) -> str:
    if encoding == "shift_jis":
        for character in _NO_CP932:
            text = text.replace(character, "\ufffd")
    elif encoding in ("euc-jp", "iso-2022-jp"):
        for theirs, ours in _AS_WINDOWS:
            text = text.replace(theirs, ours)
    return text


def _iso_2022_jp(content: bytes) -> str:
    """ISO-2022-JP with JIS X 0212 and half-width kana."""
    try:
        return _mended(content.decode("iso2022_jp_ext"), "iso-2022-jp")
    except UnicodeDecodeError:
        return _iso_2022_jp_with_vendor_rows(content)


def _iso_2022_jp_with_vendor_rows(content: bytes) -> str:
    """The same by way of EUC-JP, so that one table of what Python's codec lacks serves both; damage becomes U+FFFD."""
    parts = _ESCAPE.split(content)
    out: list[str] = []
    waiting = [_seven_bits(parts[0])]
    for escape, part in zip(parts[1::2], parts[2::2], strict=True):
        if escape == b"(J" and (b"\\" in part or b"~" in part):
            out.append(text_of(b"".join(waiting), "euc-jp"))
            out.append(part.decode("ascii", "replace").translate(_ROMAN))
            waiting.clear()
        elif escape in (b"(B", b"(J"):
            waiting.append(_seven_bits(part))
        elif escape == b"(I":
            high = part.translate(_TO_EUC)
            waiting.append(_HALF_WIDTH.sub(b"\x8e\\g<0>", high))
        elif escape == b"$(D":
            waiting.append(_PAIR.sub(b"\x8f\\g<0>", part.translate(_TO_EUC)))
        else:
            waiting.append(part.translate(_TO_EUC))
    out.append(text_of(b"".join(waiting), "euc-jp"))
    return "".join(out)


def _seven_bits(part: bytes) -> bytes:
    return part if part.isascii() else part.translate(_NO_HIGH)


def _decode_vendor_row(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: rows that vendors added to EUC-JP (13, 89 to 92) by way of CP932, U+FFFD for the rest."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.object[error.start] == 0x8F:
        return _replace_character(error)
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and min(pair) >= 0xA1 and max(pair) < 0xFF:
        row, cell = pair[0] - 0xA0, pair[1] - 0xA0
        lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
        trail = cell + (0x9E if row % 2 == 0 else 0x3F + (cell > 63))
        character = bytes((lead, trail)).decode("cp932", "replace")
        if character[0] != "\ufffd":
            return character, error.start + 2
    return _replace_character(error)


def _replace_character(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: one U+FFFD for a whole character without a meaning, so that the next begins where it should;
    a byte of ASCII is never lost with it, as the Encoding Standard has it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    lead = error.object[error.start]
    length = 1 if lead in _NO_LEADS else 3 if error.encoding == "euc_jp" and lead == 0x8F else 2
    end = error.start + 1
    while end < min(error.start + length, len(error.object)) and error.object[end] >= 0x80:
        end += 1
    return "\ufffd", end


def _decode_c1(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the five bytes without a character in windows-1252 are the control characters of that code."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("kawaraban-vendor-row", _decode_vendor_row)
codecs.register_error("kawaraban-character", _replace_character)
codecs.register_error("kawaraban-c1", _decode_c1)
_ERRORS = {"euc-jp": "kawaraban-vendor-row", "shift_jis": "kawaraban-character", "windows-1252": "kawaraban-c1"}
