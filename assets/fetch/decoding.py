"""Undoing the content coding of a response in bounded memory.

httpx would unpack each piece whole, however much it becomes; here a piece is unpacked no further than the limit.
Belongs here: gzip and deflate (RFC 9110, 8.4.1), the only codings that requests ask for. Does not belong here: charsets.
"""

from __future__ import annotations

import zlib

ACCEPTED = "gzip, deflate"


class CodingError(ValueError):
    """The coding is damaged, or one that was not asked for."""


class TooLargeError(ValueError):
    """More bytes than the limit, as received or unpacked."""


class Body:
    """The bytes of a response as they come in; ``limit`` bounds them both packed and unpacked."""

    def __init__(self, coding: str | None, limit: int) -> None:
        name = (coding or "identity").strip().lower()
        if name not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise CodingError(f"content coding {name[:40]!r} was not asked for")
        self._gzip, self._is_packed = name in ("gzip", "x-gzip"), name not in ("identity", "")
        self._limit, self._received = limit, 0
        self._unpacker: zlib._Decompress | None = None
        self._content = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take the next bytes as received."""
        self._received += len(piece)
        if self._received > self._limit:
            raise TooLargeError(f"more than {self._limit} bytes")
        if not self._is_packed:
            self._content += piece
            return
        try:
            self._unpack(piece)
        except zlib.error as error:
            raise CodingError(f"damaged content coding: {error}") from error

    def _unpack(self, piece: bytes) -> None:
        while piece:
            if self._unpacker is None:
                self._unpacker = zlib.decompressobj(self._window(piece))
            self._content += self._unpacker.decompress(piece, self._limit + 1 - len(self._content))
            if len(self._content) > self._limit:
                raise TooLargeError(f"more than {self._limit} bytes when unpacked")
            if not self._unpacker.eof:
                return
            # gzip may have several members; what follows a deflate stream is nothing
            piece = self._unpacker.unused_data if self._gzip else b""
            if not piece.startswith(b"\x1f\x8b"):
                piece = b""
            if piece:
                self._unpacker = None

    def _window(self, piece: bytes) -> int:
        if self._gzip:
            return zlib.MAX_WBITS | 16
        # "deflate" means zlib, and some servers send it without the header: its low four bits would be 8
        return zlib.MAX_WBITS if piece[0] & 0x0F == 8 else -zlib.MAX_WBITS

    def finish(self) -> bytes:
        """The whole; raises :class:`CodingError` where a packed body ends early."""
        if self._is_packed and self._received and (self._unpacker is None or not self._unpacker.eof):
            raise CodingError("the packed body ends early")
        return bytes(self._content)
