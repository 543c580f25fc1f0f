"""Classes of words by what they stand beside: 64 coarse and 512 fine ones, from clustered word vectors.

Belongs here: reading ``word_classes.arrow``. Does not belong here: making it (``benchmarks/training/word_classes.py``).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import pyarrow as pa

NONE = (-1, -1)
"""The classes of a word that the table lacks."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[int, int]]:
    content = (files(__package__) / "word_classes.arrow").read_bytes()
    rows = pa.ipc.open_file(content).read_all()
    classes = zip(rows["coarse"].to_pylist(), rows["fine"].to_pylist(), strict=True)
    return dict(zip(rows["word"].to_pylist(), classes, strict=True))


def word_class_of(*forms: str) -> tuple[int, int]:
    """Coarse and fine class of the first of these forms that the table has, or ``NONE``.

    >>> word_class_of("プーチン")[0] == word_class_of("ロシア")[0], word_class_of("存在しない語である")
    (True, (-1, -1))
    """
    table = _table()
    for form in forms:
        if form in table:
            return table[form]
    return NONE
