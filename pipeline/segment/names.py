"""Names that SudachiPy's dictionary misreads, as a user dictionary: 中谷元防衛相 is not 中谷 + 元防衛相.

Belongs here: making ``names.dic`` from ``lexicons/name_words.csv``. Does not belong here: loading it (``dictionary.py``).

SudachiPy needs seconds to build a user dictionary, because it reads the whole system dictionary first, so the built one
lies beside this module: run ``python -m pipeline.segment.names`` after a change to the list or to the version of
SudachiPy's dictionary. A test builds it anew and compares every byte.

A name belongs in the list where SudachiPy cuts it wrong before a title or a particle, and where it still leaves longer names
alone (阿部詩 against 阿部詩織). Each is one token with the tag of a person's whole name, and two units, family and given name.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import sudachidict_core
from sudachipy.sudachipy import build_user_dic

from pipeline.lexicons.load import load

FILE = "names.dic"
_FAMILY_NAME, _GIVEN_NAME = 4790, 4789  # connection ids that Sudachi's manual recommends
# From the manual's range for nouns (5000 to 9000): low enough for 中谷元 + 防衛相, high enough to leave 中谷 + 元気 alone
_COST = 8000
# The header holds the time of the build, in seconds
_BUILD_TIME = slice(24, 32)


def source() -> str:
    """The list in the format of Sudachi's user dictionaries: a name, then its units, which are no words by themselves.

    >>> source().splitlines()[0].split(",")[:4]
    ['中谷元', '4790', '4789', '8000']
    """
    lines: list[str] = []
    for row in load("name_words"):
        family, given, at = row["family"], row["given"], len(lines)
        reading, units = row["family_reading"] + row["given_reading"], f"U{at + 1}/U{at + 2}"
        whole = f"{_FAMILY_NAME},{_GIVEN_NAME},{_COST}"
        lines += [
            _line(family + given, whole, "一般", reading, f"C,{units},{units}"),
            _line(family, "-1,-1,0", "姓", row["family_reading"], "A,*,*"),
            _line(given, "-1,-1,0", "名", row["given_reading"], "A,*,*"),
        ]
    return "\n".join(lines)


def _line(surface: str, costs: str, kind: str, reading: str, units: str) -> str:
    return f"{surface},{costs},{surface},名詞,固有名詞,人名,{kind},*,*,{reading},{surface},*,{units},*"


def build() -> bytes:
    """The built dictionary, the same bytes for the same list and system dictionary."""
    system = Path(str(files(sudachidict_core) / "resources" / "system.dic"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        build_user_dic(system, [source().encode()], path, description="kawaraban names")
        content = bytearray(path.read_bytes())
    content[_BUILD_TIME] = bytes(8)
    return bytes(content)


def path() -> str:
    """Where the built dictionary lies."""
    return str(files(__package__) / FILE)


if __name__ == "__main__":
    Path(path()).write_bytes(build())
