"""The interface in Japanese: nothing is without its words, and no word is without its place."""

import re
from pathlib import Path

from warehouse.explorer.japanese_words import JAPANESE

EXPLORER = Path(__file__).resolve().parents[2] / "warehouse" / "explorer"
# t("…") in a template, words("…") in a module; words that are chosen from a list stand alone between quotation marks
_CALLED = re.compile(r"""\b(?:t|words)\(\s*(?:"([^"]+)"|'([^']+)')""")


def sources() -> dict[str, str]:
    found = [*EXPLORER.rglob("*.html"), *EXPLORER.rglob("*.py")]
    return {path.name: path.read_text(encoding="utf-8") for path in found if path.name != "japanese_words.py"}


def test_every_word_that_is_called_for_is_there_in_japanese() -> None:
    called = {first or second for text in sources().values() for first, second in _CALLED.findall(text)}
    assert len(called) > 60
    assert called - {"Search"} - JAPANESE.keys() == set()


def test_every_word_is_called_for() -> None:
    everything = "\n".join(sources().values())
    assert [word for word in JAPANESE if f'"{word}"' not in everything and f"'{word}'" not in everything] == []


def test_the_same_values_are_filled_in_both_languages() -> None:
    fields = re.compile(r"\{\w+\}")
    assert [word for word, text in JAPANESE.items() if set(fields.findall(word)) != set(fields.findall(text))] == []
