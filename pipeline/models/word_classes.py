"""Classes of words by what they stand beside: 64 coarse and 512 fine ones, from clustered word vectors.

Belongs here: reading ``word_classes.arrow``. Does not belong here: making it (``benchmarks/training/word_classes.py``).
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files

import pyarrow as pa

NONE = (-1, -1)
"""The classes of a word that the table lacks."""


@lru_cache(maxsize=1)
def _table() -> tuple[array[int], bytes, array[int]]:
    content = (files(__package__) / "word_classes.arrow").read_bytes()
    rows = pa.ipc.open_file(content).read_all()
    columns = [rows[name].combine_chunks().to_numpy() for name in ("key", "coarse", "fine")]
    keys, coarse, fine = (column.tobytes() for column in columns)
    return array("I", keys), coarse, array("h", fine)


def word_class_of(*forms: str) -> tuple[int, int]:
    """Coarse and fine class of the first of these forms that the table has, or ``NONE``.

    >>> word_class_of("プーチン")[0] == word_class_of("ロシア")[0], word_class_of("存在しない語である")
    (True, (-1, -1))
    """
    keys, coarse, fine = _table()
    for form in forms:
        key = zlib.crc32(form.encode())
        at = bisect_left(keys, key)
        if at < len(keys) and keys[at] == key:
            return coarse[at], fine[at]
    return NONE
