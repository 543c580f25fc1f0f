"""Bytes to text: which encoding a document is in, why, and whether it is text at all.

Belongs here: byte-order marks, escape sequences, the order of evidence, and the test for bytes that are no text. Does not
belong here: names of encodings and declarations (``charset_labels``), what a code means (``charset_codecs``), how probable
a reading is (``charset_statistics``), what the text says (``plain``, ``html``, ``json_lines``).

Labels are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/): ``shift_jis`` means Windows-31J. The
order differs from a browser's in one thing: a declaration is believed only as far as the bytes allow.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pipeline.read.charset_codecs import ISO_2022_JP_SHIFT, breaks_at_once, text_of, text_of_sample
from pipeline.read.charset_labels import REPLACEMENT, claims, declared_charset
from pipeline.read.charset_statistics import HOPELESS, Reading, weigh_japanese, weigh_western

__all__ = ["BinaryContentError", "Decoded", "declared_charset", "decode", "newline_of"]

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_UTF_32_BOMS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
# Files that begin with bytes no text begins with: PDF, PNG, GIF, ZIP, gzip, ELF, OLE, 7z, xz, SQLite, Parquet, JPEG, RIFF.
_MAGIC = re.compile(
    rb"%PDF-\d|\x89PNG|GIF8[79]a|PK\x03\x04|\x1f\x8b\x08|\x7fELF|\xd0\xcf\x11\xe0|7z\xbc\xaf|\xfd7zXZ|SQLite format 3\x00"
    rb"|PAR1[\x00-\x1f]|\xff\xd8\xff|RIFF....(?:WEBP|WAVE|AVI )|....ftyp",
    re.DOTALL,
)
_NO_CONTROLS = bytes(set(range(0x100)) - set(range(0x20)) - set(range(0x7F, 0xA0)) | set(b"\t\n\x0b\x0c\r\x1b"))
# Where the rest of a line or of an element's text begins to leave ASCII: a character begins there in every encoding, and
# none has a second byte below 0x40.
_BEYOND_ASCII = re.compile(rb"[\x80-\xff][^<>\n]*")
# What the replacement encodings shift with: SO, ESC $ ) C, ~{
_SHIFT = re.compile(rb"\x0e|\x1b\$|~\{")
_FIRST_SAMPLE_BYTES, _SAMPLE_BYTES, _UTF_16_SAMPLE = 192, 1024, 256
_CONTROL_SAMPLE, _ASCII_SAMPLE = 20_000, 60_000
# How much more probable, in nats, the bytes must be under another encoding before a declaration is not believed
_TRUST = 10.0
_CLEAR_LEAD = 60.0
# Japanese without kana is a headline; Chinese and Korean read as Japanese have none either.
_KANA_RATIO = 0.15
# A damaged text has fewer broken characters than this among those outside ASCII, a wrong reading more.
_DAMAGE_RATIO = 0.1
# Nats a character outside ASCII: Japanese costs 7.4, kanji alone 9, random bytes 14 under the best reading.
# UTF-16 spells every script, so that a foreign name among Japanese may cost more; random pairs cost 17.
_NOISE_PRICE, _UTF_16_NOISE_PRICE = -12.0, -14.0
# Thirty characters without kana must be a list of Japanese names, not Chinese that looks like rare kanji.
_KANA_EXPECTED, _KANJI_PRICE = 30, -10.0
# More broken and control characters than this are no text; random pairs of bytes have 15 % that UTF-16 gives no meaning.
_JUNK_RATIO, _NOISE_RATIO = 0.2, 0.05


class Decoded(NamedTuple):
    """Text of a document and how it was decoded.

    ``charset`` is a WHATWG label, ``basis`` and ``newline`` are values of the vocabularies ``charset_basis`` and
    ``newline``; ``replacement_count`` counts the U+FFFD, which stand for bytes that mean nothing.
    """

    text: str
    charset: str
    basis: str
    newline: str
    replacement_count: int


class BinaryContentError(ValueError):
    """The bytes are not text, or in an encoding that is refused; the message says what gave them away."""


def decode(content: bytes, declared: str | None = None, transport: str | None = None) -> Decoded:
    """Text of ``content``, by the first of these that fits: byte-order mark, ISO-2022-JP escapes, strict UTF-8, UTF-16
    without a mark, the encoding that a header declared in ``transport`` or the page in ``declared`` unless the bytes are
    far more probable as something else, the most probable of CP932, EUC-JP, damaged UTF-8 and windows-1252, and at last
    UTF-8 with U+FFFD for what is broken.

    The bytes are weighed on a bounded sample and decoded as a whole. Raises :class:`BinaryContentError` for bytes that
    are no text, and for UTF-32 and the encodings that the standard replaces (``iso-2022-kr``, ``hz-gb-2312``).

    >>> decode("記事です。".encode("cp932")).charset, decode("記事です。".encode("euc_jp"), "utf-8").charset
    ('shift_jis', 'euc-jp')
    """
    if _MAGIC.match(content):
        raise BinaryContentError(f"the file begins like a binary format: {content[:8]!r}")
    if content.startswith(_UTF_32_BOMS):
        raise BinaryContentError("UTF-32 is not read: the Encoding Standard has no such encoding")
    for bom, label in _BOMS:
        if content.startswith(bom):
            content = content[len(bom) :]
            text = text_of(content, label)
            if label != "utf-8":
                return _decoded(_refuse_noise(text), label, "bom")
            if _is_whole(text):
                return _decoded(text, label, "bom")
    named = claims(transport, declared)
    if b"\x1b" in content and ISO_2022_JP_SHIFT.search(content):
        text = text_of(content, "iso-2022-jp")
        if _is_whole(text):
            return _decoded(text, "iso-2022-jp", "escape")
    if named.pop(REPLACEMENT, None) and content.isascii() and _SHIFT.search(content):
        raise BinaryContentError("the page declares an encoding that the Encoding Standard refuses to decode")
    return _decode_utf8(content, named) or _decode_utf16(content, named) or _decode_legacy(content, named)


def _decode_utf8(content: bytes, named: dict[str, str]) -> Decoded | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if b"\0" in content and _utf16_label(content, named) is not None:
        return None
    return _decoded(text, "utf-8", "utf8_valid")


def _decode_utf16(content: bytes, named: dict[str, str]) -> Decoded | None:
    label = _utf16_label(content, named)
    return _decoded(text_of(content, label), label, named.get(label, "statistics")) if label else None


def _utf16_label(content: bytes, named: dict[str, str]) -> str | None:
    """Byte order of UTF-16 without a mark: a header names it, or U+30xx (kana) and U+00xx stand on one side of each pair;
    and the pairs are far more probable as text than the single bytes."""
    window = content[:_UTF_16_SAMPLE]
    if len(window) < 8:
        return None
    readings = {label: weigh_japanese(text_of_sample(window, label)) for label in _utf16_orders(window, named)}
    if not readings:
        return None
    label = max(readings, key=lambda label: readings[label].score)
    others = [_weigh(window, other).score for other in ("utf-8", "shift_jis", "euc-jp")]
    margin = 0.0 if label in named else _TRUST
    is_likely = readings[label].score > max(others) + margin
    return label if is_likely and _is_plausible(readings[label], _UTF_16_NOISE_PRICE) else None


def _utf16_orders(window: bytes, named: dict[str, str]) -> tuple[str, ...]:
    """Byte orders that are worth weighing: of what a header names often the other is meant, and where U+xx00 (一) stands
    beside kana, both sides of the pairs look alike."""
    first, second = window[0::2], window[1::2]
    lead = second.count(0) + second.count(0x30) - first.count(0) - first.count(0x30)
    if any(label.startswith("utf-16") for label in named):
        return ("utf-16le", "utf-16be")
    if abs(lead) * 20 >= len(first):
        return ("utf-16le",) if lead > 0 else ("utf-16be",)
    return ("utf-16le", "utf-16be") if b"\0" in window else ()


def _decode_legacy(content: bytes, named: dict[str, str]) -> Decoded:
    sample = _sample(content, _FIRST_SAMPLE_BYTES)
    core = _readings(content, sample, named)
    if len(sample) >= _FIRST_SAMPLE_BYTES and not _is_clear(core):
        sample = _sample(content, _SAMPLE_BYTES)
        core = _readings(content, sample, named)
    holding = [label for label in core if _is_plausible(core[label]) or (label in named and _fits(core[label]))]
    best = max(holding or core, key=lambda label: core[label].score + _TRUST * (label in named))
    for label, basis in named.items():
        if label.startswith("utf-16"):
            continue
        reading = core.get(label) or _weigh(sample, label)
        if _fits(reading) and (label == best or (label not in core and not _is_decidedly(core[best], reading))):
            return _decoded(text_of(content, label), label, basis)
    if not holding:
        return _decoded(text_of(content, "utf-8"), "utf-8", "fallback")
    return _decoded(text_of(content, best), best, "utf8_damaged" if best == "utf-8" else "statistics")


def _readings(content: bytes, sample: bytes, named: dict[str, str]) -> dict[str, Reading]:
    core = {label: _weigh(sample, label) for label in ("utf-8", "shift_jis", "euc-jp")}
    if "windows-1252" in named or _is_mostly_ascii(content[:_ASCII_SAMPLE]):
        core["windows-1252"] = weigh_western(text_of_sample(sample, "windows-1252"))
    return core


def _is_clear(core: dict[str, Reading]) -> bool:
    """Whether a short sample will do: one reading is whole and leads by far."""
    second, first = sorted(core.values(), key=lambda reading: reading.score)[-2:]
    return first.broken == 0 and _is_plausible(first) and first.score > second.score + _CLEAR_LEAD


def _is_mostly_ascii(content: bytes) -> bool:
    return len(content.translate(None, bytes(range(0x80)))) * 3 <= len(content)


def _weigh(sample: bytes, label: str) -> Reading:
    # A wrong reading breaks at once; what does not fit need not be weighed.
    if breaks_at_once(sample, label):
        return HOPELESS
    text = text_of_sample(sample, label)
    return HOPELESS if text.count("\ufffd") * 4 > len(text) else weigh_japanese(text)


def _is_decidedly(japanese: Reading, declared: Reading) -> bool:
    """Whether bytes are Japanese whatever a page says that declared, say, GBK."""
    has_kana = japanese.kana > _KANA_RATIO * japanese.outside
    return has_kana and _fits(japanese) and japanese.score > declared.score + _TRUST


def _fits(reading: Reading) -> bool:
    return reading.broken <= _DAMAGE_RATIO * reading.outside


def _is_plausible(reading: Reading, noise_price: float = _NOISE_PRICE) -> bool:
    if not reading.kana and reading.outside >= _KANA_EXPECTED:
        noise_price = max(noise_price, _KANJI_PRICE)
    return _fits(reading) and reading.price > noise_price


def _is_whole(text: str) -> bool:
    broken = text.count("\ufffd")
    return broken == 0 or broken <= _DAMAGE_RATIO * (len(text) - len(text.encode("ascii", "ignore")))


def _sample(content: bytes, limit: int) -> bytes:
    """The first bytes outside ASCII with what follows them in their line or element, ``limit`` at most."""
    parts, size = [], 0
    for found in _BEYOND_ASCII.finditer(content):
        parts.append(content[found.start() : min(found.end(), found.start() + limit - size)])
        size += len(parts[-1])
        if size >= limit:
            break
    return b"\n".join(parts)


def _decoded(text: str, charset: str, basis: str) -> Decoded:
    broken = text.count("\ufffd") if "\ufffd" in text else 0
    if broken > _JUNK_RATIO * len(text):
        raise BinaryContentError(f"no known encoding fits: {broken} of {len(text)} characters are broken")
    _refuse_controls(text, broken / max(1, len(text)))
    return Decoded(text, charset, basis, newline_of(text), broken)


def _refuse_controls(text: str, broken_ratio: float) -> None:
    middle = len(text) // 2
    if len(text) > 3 * _CONTROL_SAMPLE:
        text = text[:_CONTROL_SAMPLE] + text[middle : middle + _CONTROL_SAMPLE] + text[-_CONTROL_SAMPLE:]
    controls = len(text.encode("latin-1", "ignore").translate(None, _NO_CONTROLS))
    if controls > (_JUNK_RATIO - broken_ratio) * len(text) or (controls > 8 and controls > 0.02 * len(text)):
        raise BinaryContentError(f"{controls} of {len(text)} characters are control characters")


def _refuse_noise(text: str) -> str:
    """``text`` of UTF-16, in which nearly all bytes mean something; raises where too much is for private use or nothing."""
    sample = text[:_SAMPLE_BYTES]
    junk = sum(character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn") for character in sample)
    if junk > 1 and junk > _NOISE_RATIO * len(sample):
        raise BinaryContentError(f"{junk} of {len(sample)} characters of UTF-16 have no meaning")
    return text


def newline_of(text: str) -> str:
    r"""Which line breaks a text uses, as a value of the vocabulary ``newline``.

    >>> newline_of("一行目\r\n二行目\r\n")
    'crlf'
    """
    if "\r" not in text:
        return "lf" if "\n" in text else "none"
    crlf, cr, lf = text.count("\r\n"), text.count("\r"), text.count("\n")
    kinds = [name for name, count in (("crlf", crlf), ("cr", cr - crlf), ("lf", lf - crlf)) if count]
    return kinds[0] if len(kinds) == 1 else "mixed"
