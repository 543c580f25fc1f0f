"""Bytes to text: which encoding a document is in, and how sure that is.

Belongs here: byte-order marks, escape sequences, declarations, statistics of Japanese encodings, and the test for bytes
that are no text. Does not belong here: what the text says (``plain``, ``html``, ``json_lines``).

Labels are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/): ``shift_jis`` means Windows-31J.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CODECS = {
    "utf-8": "utf-8",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "windows-1252": "cp1252",
}
# Names that pages declare, by the label the Encoding Standard gives them.
_LABELS = {
    name: label
    for label, names in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-16 utf-16le utf-16be",
        "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j cp932 csshiftjis",
        "euc-jp": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese",
        "iso-2022-jp": "iso-2022-jp csiso2022jp",
        "gbk": "gbk gb2312 x-gbk gb18030 cp936 gb_2312-80 chinese",
        "big5": "big5 big5-hkscs cn-big5 x-x-big5",
        "euc-kr": "euc-kr ks_c_5601-1987 korean windows-949",
        "windows-1252": "windows-1252 iso-8859-1 iso8859-1 latin1 us-ascii ascii cp1252",
    }.items()
    for name in names.split()
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
# Files that begin with bytes no text begins with: PDF, PNG, GIF, ZIP, gzip, ELF, OLE, 7z, xz, SQLite, Parquet, JPEG, RIFF.
_MAGIC = re.compile(
    rb"%PDF-\d|\x89PNG|GIF8[79]a|PK\x03\x04|\x1f\x8b\x08|\x7fELF|\xd0\xcf\x11\xe0|7z\xbc\xaf|\xfd7zXZ|SQLite format 3\x00"
    rb"|PAR1[\x00-\x1f]|\xff\xd8\xff|RIFF....(?:WEBP|WAVE|AVI )|....ftyp",
    re.DOTALL,
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\x0b\x0c\r\x1b")) + b"\x7f"
# <meta charset="euc-jp">, <meta http-equiv=… content="text/html; charset=Shift_JIS">
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
# <?xml version="1.0" encoding="EUC-JP"?>
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
# ESC $ B begins kanji, ESC ( B ends them.
_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJI]|\$\(D)")
# What ordinary Japanese is made of: kana, ideographs, Japanese punctuation, full-width letters.
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー、。・「」『』（）！？　]")
_IDEOGRAPH = re.compile(r"[一-鿿々]")
# What comes out when a wrong Japanese encoding is tried: half-width kana, private use, rare symbols.
_SUSPECT = re.compile(r"[｡-ﾟ\ue000-\uf8ff\ufffd\x80-\x9fА-яΑ-ω─-╿]")
# Where the codec puts the bytes A0, FD, FE and FF, which mean nothing in CP932
_NO_CP932 = re.compile("[\uf8f0-\uf8f3]")
_SAMPLE = 100_000


class Decoded(NamedTuple):
    """Text of a document and how it was decoded.

    ``charset`` is a WHATWG label, ``basis`` and ``newline`` are values of the vocabularies ``charset_basis`` and
    ``newline``; ``replacement_count`` counts the U+FFFD put in for bytes that mean nothing.
    """

    text: str
    charset: str
    basis: str
    newline: str
    replacement_count: int


class BinaryContentError(ValueError):
    """The bytes are not text; the message says what gave them away."""


def decode(content: bytes, declared: str | None = None, transport: str | None = None) -> Decoded:
    """Text of ``content``, by the first of these that fits: byte-order mark, ISO-2022-JP escapes, strict UTF-8, the
    encoding that a header declared in ``transport`` or the page in ``declared``, statistics of CP932 and EUC-JP, and at
    last UTF-8 with U+FFFD for what is broken.

    Raises :class:`BinaryContentError` for bytes that are no text.

    >>> decode("記事".encode("cp932") * 3 + "です。".encode("cp932")).charset
    'shift_jis'
    """
    _refuse_binary(content)
    for bom, label in _BOMS:
        if content.startswith(bom):
            return _decoded(content[len(bom) :].decode(_CODECS[label], "replace"), label, "bom")
    if b"\x1b$" in content and (text := _strict(content, "iso-2022-jp")) is not None:
        return _decoded(text, "iso-2022-jp", "escape")
    if (text := _strict(content, "utf-8")) is not None:
        return _decoded(text, "utf-8", "utf8_valid")
    for named, basis in ((transport, "http"), (declared, "declared")):
        if known := _LABELS.get((named or "").strip().lower()):
            return _decode_legacy(content, known, basis)
    return _decode_legacy(content, None, "declared")


def declared_charset(content: bytes) -> str | None:
    """Encoding that a page names in its first bytes, as written.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">')
    'EUC-JP'
    """
    found = _XML.search(content[:1024]) or _META.search(content[:8192])
    return found.group(1).decode("ascii") if found else None


def plausibility(text: str) -> float:
    """Share of the characters outside ASCII that ordinary Japanese uses, from -1 to 1, kana above ideographs.

    >>> plausibility("これは記事です。") > plausibility("､ｳ､・ﾏｵｭｻ､ﾇ､ｹ｡｣")
    True
    """
    sample = text[:_SAMPLE]
    outside = sum(1 for character in sample if character > "\x7f")
    if not outside:
        return 0.0
    good = len(_JAPANESE.findall(sample)) + 0.6 * len(_IDEOGRAPH.findall(sample))
    return (good - len(_SUSPECT.findall(sample))) / outside


def _decode_legacy(content: bytes, declared: str | None, basis: str) -> Decoded:
    candidates = {label: text for label in ("shift_jis", "euc-jp") if (text := _strict(content, label)) is not None}
    best = max(candidates, key=lambda label: plausibility(candidates[label]), default=None)
    likely = best is not None and plausibility(candidates[best]) > 0.35
    if declared and declared != "utf-8" and (text := _strict(content, declared)) is not None:
        doubtful = declared == "windows-1252" or plausibility(text) < 0.2
        if not (likely and best != declared and doubtful):
            return _decoded(text, declared, basis)
    if likely and best is not None:
        return _decoded(candidates[best], best, "statistics")
    return _decode_damaged(content, declared, basis)


def _decode_damaged(content: bytes, declared: str | None, basis: str) -> Decoded:
    """Decode bytes that fit nothing. Damage in UTF-8 is local; a wrong encoding breaks nearly every character."""
    outside = max(1, len(content) - len(content.translate(None, bytes(range(0x80, 0x100)))))
    text = content.decode("utf-8", "replace")
    if text.count("\ufffd") / outside < 0.1:
        return _decoded(text, "utf-8", "fallback")
    for label in dict.fromkeys([declared or "shift_jis", "shift_jis", "euc-jp"]):
        attempt = _NO_CP932.sub("\ufffd", content.decode(_CODECS[label], "replace"))
        if attempt.count("\ufffd") / outside < 0.1 and plausibility(attempt) > 0.35:
            return _decoded(attempt, label, basis if label == declared else "statistics")
    if text.count("\ufffd") > 0.3 * len(text):
        raise BinaryContentError(
            f"no known encoding fits: {text.count(chr(0xFFFD))} of {len(text)} characters are broken"
        )
    return _decoded(text, "utf-8", "fallback")


def _refuse_binary(content: bytes) -> None:
    if _MAGIC.match(content):
        raise BinaryContentError(f"the file begins like a binary format: {content[:8]!r}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > 0.3 * len(content) or (controls > 8 and controls > 0.02 * len(content)):
        raise BinaryContentError(f"{controls} of {len(content)} bytes are control characters")


def _strict(content: bytes, label: str) -> str | None:
    try:
        if label == "iso-2022-jp":
            return _jis_to_euc(content).decode("euc_jp", "kawaraban-nec")
        if label == "shift_jis" and _NO_CP932.search(content.decode("cp932")):
            return None
        return content.decode(_CODECS[label], "kawaraban-nec" if label == "euc-jp" else "strict")
    except (UnicodeDecodeError, ValueError):
        return None


def _jis_to_euc(content: bytes) -> bytes:
    """ISO-2022-JP as EUC-JP, so that one table serves both; raises ``ValueError`` on bytes outside ASCII."""
    parts = _ESCAPE.split(content)
    out = [parts[0]]
    for escape, part in zip(parts[1::2], parts[2::2], strict=True):
        if not part.isascii():
            raise ValueError("ISO-2022-JP has seven bits")
        high = bytes(byte | 0x80 if byte > 0x20 else byte for byte in part)
        if escape in (b"(B", b"(J"):
            out.append(part)
        elif escape == b"(I":
            out.append(b"".join(bytes((0x8E, byte)) if byte > 0x80 else bytes((byte,)) for byte in high))
        elif escape == b"$(D":
            out.append(b"".join(b"\x8f" + high[at : at + 2] for at in range(0, len(high), 2)))
        else:
            out.append(high)
    return b"".join(out)


def _decode_nec_row(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: characters that vendors added to EUC-JP (①, ㈱ in row 13) by way of CP932."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) < 2 or min(pair) < 0xA1:
        raise error
    row, cell = pair[0] - 0xA0, pair[1] - 0xA0
    lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
    trail = cell + (0x9E if row % 2 == 0 else 0x3F + (cell > 63))
    try:
        return bytes((lead, trail)).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


def _decoded(text: str, charset: str, basis: str) -> Decoded:
    return Decoded(text, charset, basis, newline_of(text), text.count("\ufffd"))


def newline_of(text: str) -> str:
    r"""Which line breaks a text uses, as a value of the vocabulary ``newline``.

    >>> newline_of("一行目\r\n二行目\r\n")
    'crlf'
    """
    crlf, cr, lf = text.count("\r\n"), text.count("\r"), text.count("\n")
    kinds = [name for name, count in (("crlf", crlf), ("cr", cr - crlf), ("lf", lf - crlf)) if count]
    return kinds[0] if len(kinds) == 1 else "mixed" if kinds else "none"


def _register() -> None:
    import codecs

    codecs.register_error("kawaraban-nec", _decode_nec_row)


_register()
