"""SudachiPy's dictionary: one for the process, loaded on first use, and one tokenizer for each thread.

Belongs here: loading, and the version that stands in the manifest. Does not belong here: what is done with words.
"""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from sudachipy import Config, Dictionary, SplitMode, Tokenizer

from pipeline.segment import names

_LOCK = threading.Lock()
_LOCAL = threading.local()


@lru_cache(maxsize=1)
def _load() -> Dictionary:
    return Dictionary(config=Config(system="core", user=[names.path()]))


def dictionary() -> Dictionary:
    """The dictionary ``core`` and the names it lacks, memory-mapped and shared by all threads of the process."""
    with _LOCK:
        return _load()


def tokenizer() -> Tokenizer:
    """The calling thread's tokenizer of split mode C; SudachiPy allows no other thread to use it."""
    made: Tokenizer | None = getattr(_LOCAL, "tokenizer", None)
    if made is None:
        made = _LOCAL.tokenizer = dictionary().tokenizer(mode=SplitMode.C)
    return made


@lru_cache(maxsize=1)
def dictionary_version() -> str:
    """Versions of dictionary, tokenizer and added names: ``sudachidict_core 20261015 / sudachipy 0.7.0 / names 0a1b2c3d4e5f``."""
    added = hashlib.sha256(Path(names.path()).read_bytes()).hexdigest()[:12]
    return f"sudachidict_core {version('sudachidict_core')} / sudachipy {version('sudachipy')} / names {added}"
