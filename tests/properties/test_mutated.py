"""Odd pages: no stage raises, and no row breaks a rule, whatever a page looks like (``benchmarks.fuzz`` tries many more)."""

from pathlib import Path

import pytest

from benchmarks.fuzz import Found, attempt, made, pieces

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# what the fuzzing found, in words of our own
FINDINGS = [
    ("txt", "凪浜市は贈呈式を開いた。 　 3年前に始まった。"),  # white space of many tokens between two sentences
    ("html", "<html><body><h1>港</h1><p>凪浜市は贈呈式を開いた。 \u3000 3年前に始まった。</p></body></html>"),
    # a day of change alone: published by then
    (
        "html",
        "<html><body><h1>港</h1><p>岸壁にひびが入った。</p>更新 <time datetime='2025-11-05T09:45:00+09:00'>09:45</time></body></html>",
    ),
    ("txt", "億一億兆" * 60 + "人が集まった。"),  # a numeral that is none
]


@pytest.mark.parametrize(("kind", "text"), FINDINGS)
def test_what_was_found_is_mended(kind: str, text: str) -> None:
    found = Found()
    attempt({1: (kind, text.encode())}, found)
    assert (found.articles, found.raised, found.broken) == (1, {}, {})


def test_mutated_examples_neither_raise_nor_break_a_rule() -> None:
    given, found = pieces([str(EXAMPLES)]), Found()
    attempt({number: made(number, 1, given) for number in range(150)}, found)
    assert found.articles > 50
    assert (found.raised, found.broken) == ({}, {})
