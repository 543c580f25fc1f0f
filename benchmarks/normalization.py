"""Throughput of character normalization, and which pairs of public test suites it matches.

``python -m benchmarks.normalization FILE.jsonl [--pairs PAIRS.jsonl] [--repeats 7]``. The texts of the file are normalized as
they are, once normalized before (nothing changes), and in spellings in which much changes (``SPELLINGS``: half-width kana,
decomposed characters, compatibility ideographs, characters without width …); Python's own NFKC, which keeps no alignment,
runs in turn with them. Figures are medians of CPU time.

``--pairs`` names JSON Lines with ``source``, ``function``, ``input`` and ``expected``: what the tests of other libraries ask
of their functions. A pair counts as matched where our one function gives the same text; where it does not, the
reason is found by leaving the kind of difference out of both texts until they agree.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations, cycle
from pathlib import Path
from typing import Any

from pipeline.extract.numbers.numerals import read_number
from pipeline.normalize.characters import normalize

# What a difference of each kind consists of: where it is left out of both texts, they are equal.
KINDS: dict[str, Callable[[str], str]] = {
    "deletes white space": lambda text: re.sub(r"\s", "", text),
    "makes all dashes one": lambda text: re.sub(r"[-ー˗֊‐‑‒–—―─━⁃⁻₋−]+", "", text),
    "replaces or deletes tildes": lambda text: re.sub(r"[~〜～∼∾〰]", "", text),
    "shortens repetition": lambda text: re.sub(r"(.+?)\1+", r"\1", re.sub(r"(.)\1+", r"\1", text)),
    "joins a free-standing sound mark": lambda text: re.sub(
        "[゛゜\u3099\u309a]", "", unicodedata.normalize("NFD", text)
    ),
    "deletes commas in numbers": lambda text: text.replace(",", ""),
    "keeps full-width letters or marks": lambda text: unicodedata.normalize("NFKC", text),
    "replaces kanji numerals in the text": lambda text: re.sub("[0-9〇一二三四五六七八九十百千万]", "", text),
}
# Functions whose task is another one; the pairs are counted, not explained one by one.
OTHER_TASKS = {
    "kana2alphabet": "transliteration",
    "kata2alphabet": "transliteration",
    "alphabet2kana": "transliteration",
    "hiragana2julius": "phonemes for speech recognition",
    "hira2kata": "changes the script of kana",
    "kata2hira": "changes the script of kana",
    "hira2hkata": "changes the script of kana",
    "enlarge_smallkana": "changes small kana to large",
    "h2z": "leaves out characters the caller names",
    "z2h": "makes kana half-width: the opposite direction",
    "kansuji2number": "a value, not a spelling",
    "_normalize_kansuji": "replaces kanji numerals in the text",
}
_FULL_WIDTH = {0x21 + at: 0xFF01 + at for at in range(94)}


def reason(pair: dict[str, Any], ours: str) -> str:
    """Why the pair is not matched."""
    function, expected = pair["function"], str(pair["expected"])
    if function in OTHER_TASKS:
        return OTHER_TASKS[function]
    for count in range(1, len(KINDS)):
        for kinds in combinations(KINDS, count):
            left = [ours, expected]
            for kind in kinds:
                left = [KINDS[kind](text) for text in left]
            if left[0] == left[1]:
                return " and ".join(kinds)
    return "other"


def is_value(pair: dict[str, Any]) -> bool:
    """Whether the value that the numerals module reads is the number expected."""
    value = read_number(str(pair["input"]))
    return value is not None and str(value) == str(pair["expected"])


def compare_pairs(path: Path) -> None:
    """Print matched pairs and the reasons of the others, by library and function."""
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    totals: Counter[tuple[str, str]] = Counter()
    matched: Counter[tuple[str, str]] = Counter()
    values: Counter[tuple[str, str]] = Counter()
    reasons: dict[tuple[str, str], Counter[str]] = {}
    for pair in pairs:
        key = pair["source"], pair["function"]
        totals[key] += 1
        ours = normalize(str(pair["input"]))[0]
        if ours == pair["expected"]:
            matched[key] += 1
            continue
        values[key] += is_value(pair)
        reasons.setdefault(key, Counter())[reason(pair, ours)] += 1
    print(f"\n{sum(matched.values())} of {len(pairs)} pairs matched by `normalize`; `read_number` has the value of")
    print(
        f"{sum(values.values())} others\n{'library':10s}{'function':29s}{'pairs':>6s}{'matched':>9s}  others, by reason"
    )
    for (library, function), total in totals.items():
        why = "; ".join(f"{count} {name}" for name, count in reasons.get((library, function), Counter()).most_common())
        print(f"{library:10s}{function:29s}{total:6d}{matched[library, function]:9d}  {why}")


def half_width_kana(text: str) -> str:
    """The text in half-width kana, each sound mark a character of its own."""
    decomposed = unicodedata.normalize("NFD", text).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    return decomposed.translate(_to_half_width())


@cache
def _to_half_width() -> dict[int, str]:
    wide = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
    wide |= {"。": "｡", "、": "､", "「": "｢", "」": "｣", "・": "･"}
    wide |= {chr(ord(kana) - 0x60): half for kana, half in wide.items() if "ァ" <= kana <= "ヴ"}
    return {ord(kana): half for kana, half in wide.items()}


def compatible(text: str) -> str:
    """The text with every ideograph that has a compatibility ideograph written as that one."""
    return text.translate(_to_compatible())


@cache
def _to_compatible() -> dict[int, str]:
    codes = (*range(0xF900, 0xFB00), *range(0x2F00, 0x2FD6))
    return {ord(unified): chr(code) for code in codes if len(unified := unicodedata.normalize("NFKC", chr(code))) == 1}


def behind(pattern: str, *added: str) -> Callable[[str], str]:
    """A spelling with one of the strings, in turn, behind each character that fits the pattern."""
    place = re.compile(pattern)

    def spell(text: str) -> str:
        turns = cycle(added)
        return place.sub(lambda found: found.group() + next(turns), text)

    return spell


def mixed(text: str) -> str:
    """The text with each line in another of the spellings."""
    turns = cycle(spell for name, spell in SPELLINGS.items() if name != "all of these by line")
    return "\n".join(next(turns)(line) for line in text.split("\n"))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "full-width ASCII": lambda text: text.translate(_FULL_WIDTH),
    "half-width kana": half_width_kana,
    "… and ASCII": lambda text: half_width_kana(text.translate(_FULL_WIDTH)),
    "sound marks alone": lambda text: "ﾊﾟﾋﾞﾌﾟﾍﾞﾎﾟ" * (len(text) // 10),
    "decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
    "compatible kanji": compatible,
    "unit characters": behind(".", "㎞", "㍿", "㌔"),
    "zero width": behind(".", "\u200b", "\u2060", "\ufeff"),
    "… and a mark": lambda text: "ｶﾞ" + behind(".", "\u200b", "\u2060", "\ufeff")(text),
    "control": behind(".", "\0", "\x08", "\x7f"),
    "selectors": behind("[一-鿿]", "\U000e0100", "\ufe00"),
    "emoji sequences": behind(".", "👨\u200d👩\u200d👧\u200d👦", "❤\ufe0f", "🇯🇵", "👍🏽"),
    "loose joiners": behind(".", "\u200d", "\u200d👩\u200d"),
    "CR LF": lambda text: re.sub("(.{20})", "\\1\r\n", text),
    "all of these by line": mixed,
}
"""Spellings in which much changes."""


def seconds(run: Callable[[str], object], texts: list[str]) -> float:
    """Seconds of one pass."""
    began = time.process_time()
    for text in texts:
        run(text)
    return time.process_time() - began


def nfkc(text: str) -> str:
    """Python's NFKC."""
    return unicodedata.normalize("NFKC", text)


def compare_speed(texts: list[str], repeats: int) -> None:
    """Print throughput in MB of UTF-8 a second."""
    normal = [normalize(text)[0] for text in texts]
    kinds = {"as written": texts, "nothing changes": normal}
    kinds |= {name: [spell(text) for text in normal] for name, spell in SPELLINGS.items()}
    print(f"{len(texts)} texts, {repeats} interleaved runs, medians")
    print(f"{'':20s}{'MB':>7s}{'changed %':>11s}{'MB/s':>9s}{'NFKC MB/s':>11s}")
    for name, sample in kinds.items():
        taken: dict[Callable[[str], object], list[float]] = {normalize: [], nfkc: []}
        for run in taken:
            seconds(run, sample)
        for _ in range(repeats):
            for run, times in taken.items():
                times.append(seconds(run, sample))
        size = sum(len(text.encode()) for text in sample) / 1e6
        changed = sum(map(changed_characters, sample)) / sum(map(len, sample))
        rates = [size / statistics.median(times) for times in taken.values()]
        print(f"{name:20s}{size:7.2f}{100 * changed:11.1f}{rates[0]:9.1f}{rates[1]:11.1f}")


def changed_characters(source: str) -> int:
    """Characters of the source that are not found in the text as they were."""
    text, alignment = normalize(source)
    same = 0
    for start, length, source_start, source_length in alignment.runs:
        if length == source_length:
            pair = zip(text[start : start + length], source[source_start : source_start + length], strict=True)
            same += sum(new == old for new, old in pair)
    return len(source) - same


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    with options.path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    compare_speed(texts, options.repeats)
    if options.pairs:
        compare_pairs(options.pairs)


if __name__ == "__main__":
    main()
