"""How far bytes may expand: the one place that tells a large archive from a decompression bomb.

Belongs here: the limits, and the budget that every decompressing reader draws on. Does not belong here: any format.

Deflate reaches 1032 : 1 at most and Japanese news about 4 : 1 to 20 : 1, so a ratio alone tells a bomb, as soon as there is
enough output to judge it by. What is below that is small enough to be read whatever it is.
"""

from __future__ import annotations

from warehouse.records import RefusedError

MAX_RATIO = 200
MAX_EXPANDED_BYTES = 1 << 38
"""What one archive may expand to, however large it is: 256 GiB."""
FREE_DOCUMENT_BYTES = 16 << 20
"""What one document may expand to before its ratio counts: twice what is kept of any."""
FREE_ARCHIVE_BYTES = 256 << 20
"""What an archive of many documents may expand to before its ratio counts: seconds of work."""


class Budget:
    """Bytes that came out of a decompressor against those that went in; ``free`` come out whatever went in.

    ``fault`` says why nothing more may come out, once that is so.
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._taken = 0
        self._given = 0
        self.fault: str | None = None

    def take(self, size: int) -> None:
        """Note that ``size`` compressed bytes went in."""
        self._taken += size

    def give(self, size: int) -> None:
        """Note that ``size`` bytes came out; raises :class:`RefusedError` (``archive_bomb``) where they are too many."""
        self._given += size
        if self._given > MAX_EXPANDED_BYTES:
            self.fault = f"expands to more than {MAX_EXPANDED_BYTES} bytes"
        elif self._given > self._free and self._given > MAX_RATIO * self._taken:
            self.fault = (
                f"{self._taken} bytes expand to {self._given} or more; at most {MAX_RATIO} times as many are read"
            )
        if self.fault:
            raise RefusedError("archive_bomb", self.fault)
