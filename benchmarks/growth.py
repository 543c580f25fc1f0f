"""How time and memory grow with hostile inputs: ``python -m benchmarks.growth [--only NAME …] [--most 160000]``.

Every shape repeats what some reader or rule looks for (brackets, digits, kanji numerals, names, particles, addresses, tags,
entities) to texts of 10,000 to 160,000 characters, one article each. Printed are, a shape: the seconds of the processor at
the largest size with the slowest stage, the exponent of growth of the time (the slope of a line through the logarithms of
sizes and times; 1 is linear, 2 quadratic), and of the memory. A stage that takes less than ``FLOOR`` seconds at the largest size
has no exponent worth telling. Exit status 1 where an exponent passes ``--limit``.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from benchmarks.stages import landed
from pipeline.registry import AnyStage
from pipeline.run import run_stages

SIZES = (10_000, 20_000, 40_000, 80_000, 160_000)
FLOOR = 0.25
FLOOR_MEMORY = 64.0
PATIENCE = 12.0


def _page(body: Callable[[int], str]) -> Callable[[int], str]:
    return lambda size: f"<html><head><title>港</title></head><body><p>{body(size)}</p></body></html>"


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda size: opening * (size // 2 // len(opening)) + closing * (size // 2 // len(closing))


def _mixed(alphabet: str) -> Callable[[int], str]:
    return lambda size: "".join(random.Random(size).choices(alphabet, k=size))  # noqa: S311


def _line(**fields: Callable[[int], str]) -> Callable[[int], str]:
    def written(size: int) -> str:
        record = {"id": "1", "text": "港が開いた。市長は「良い」と語った。"}
        return json.dumps(record | {name: make(size) for name, make in fields.items()}, ensure_ascii=False)

    return written


SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "opening quotation marks": (".txt", _repeated("「")),
    "nested quotation marks": (".txt", _nested("「", "」")),
    "alternating marks": (".txt", _repeated("「『")),
    "closing marks": (".txt", _repeated("」』）")),
    "quotations in a row": (".txt", _repeated("「港だ」")),
    "quotations with to": (".txt", _repeated("「港だ」と")),
    "round brackets": (".txt", _nested("（", "）")),
    "digits": (".txt", _repeated("1234567890")),
    "digits and commas": (".txt", _repeated("1,")),
    "groups of three digits": (".txt", _repeated("1,000,")),
    "dots between digits": (".txt", _repeated("1.2.")),
    "slashes between digits": (".txt", _repeated("1/2/")),
    "hyphens between digits": (".txt", _repeated("03-1234-")),
    "kanji digits": (".txt", _repeated("一二三四五六七八九〇")),
    "kanji places": (".txt", _repeated("億万千百十")),
    "kanji places upwards": (".txt", _repeated("億一億兆")),
    "kanji numerals at random": (".txt", _mixed("一二三十百千万億兆壱弐参拾")),
    "numerals in kana": (".txt", _repeated("さんじゅう")),
    "days": (".txt", _repeated("3日")),
    "days in a list": (".txt", _repeated("3日、")),
    "ranges of days": (".txt", _repeated("3日から5日まで")),
    "years": (".txt", _repeated("2025年")),
    "eras": (".txt", _repeated("令和7年")),
    "the same day": (".txt", _repeated("同日")),
    "the day before": (".txt", _repeated("前日")),
    "amounts": (".txt", _repeated("約3万円")),
    "amounts in a list": (".txt", _repeated("3人、")),
    "family names": (".txt", _repeated("田中")),
    "names with a dot": (".txt", _repeated("マルク・")),
    "katakana": (".txt", _repeated("アイウエオ")),
    "titles": (".txt", _repeated("防衛相")),
    "names with titles": (".txt", _repeated("岬野首相と")),
    "countries": (".txt", _repeated("日米欧")),
    "organizations": (".txt", _repeated("凪浜市議会")),
    "subjects": (".txt", _repeated("港は")),
    "to": (".txt", _repeated("と")),
    "to say": (".txt", _repeated("と言うと")),
    "sources": (".txt", _repeated("通信によると、")),
    "sentences of saying": (".txt", _repeated("市長は良いと語った。")),
    "hedges": (".txt", _repeated("かもしれない")),
    "conditions": (".txt", _repeated("れば、")),
    "short lines": (".txt", _repeated("港\n")),
    "dated lines": (".txt", _repeated("2025年9月13日\n")),
    "addresses": (".txt", _repeated("https://example.jp/a ")),
    "one long address": (".txt", lambda size: "https://example.jp/" + "a/" * (size // 2)),
    "mail addresses": (".txt", _repeated("a@b.jp")),
    "comments": (".txt", _repeated("1:名無し 港\n")),
    "abbreviations": (".txt", _repeated("港湾局(PB)")),
    "Latin letters": (".txt", _repeated("NATO ")),
    "combining marks": (".txt", _repeated("か\u3099")),
    "half-width kana": (".txt", _repeated("ｶﾞ")),
    "variation selectors": (".txt", _repeated("葛\U000e0100")),
    "emoji sequences": (".txt", _repeated("👩\u200d👧")),
    "white space": (".txt", _repeated(" \u3000\t")),
    "opening tags": (".html", _page(_repeated("<div>"))),
    "tags that never end": (".html", _page(_repeated("<div "))),
    "paragraphs": (".html", _page(_repeated("<p>港</p>"))),
    "attributes": (".html", _page(lambda size: "<a " + "x=y " * (size // 4) + ">港</a>")),
    "entities": (".html", _page(_repeated("&amp;"))),
    "entities that are none": (".html", _page(_repeated("&a"))),
    "ruby": (".html", _page(_repeated("<ruby>港<rt>みなと</rt></ruby>"))),
    "times in markup": (".html", _page(_repeated("<time datetime=2025-01-01>1日</time>"))),
    "a long host": (".jsonl", _line(url=lambda size: "https://" + "a." * (size // 2) + "jp/")),
    "a long title": (".jsonl", _line(title=_repeated("「港」"))),
    "a long outlet": (".jsonl", _line(source=_repeated("日日新聞"))),
}


class Growth(NamedTuple):
    """What one shape cost: seconds at the largest size tried, its size and slowest stage, and the exponents."""

    size: int
    seconds: float
    slowest: str
    exponent: float | None
    memory: float
    memory_exponent: float | None


def measure(suffix: str, make: Callable[[int], str], most: int) -> Growth:
    """Run a shape at every size, until one takes longer than ``PATIENCE``."""
    by_stage: dict[str, list[float]] = {}
    memory, sizes = [], []
    for size in (size for size in SIZES if size <= most):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"shape{suffix}"
            path.write_text(make(size), encoding="utf-8")
            rows = landed([str(path)])
        seconds: dict[str, float] = {}

        @contextmanager
        def timed(stage: AnyStage, seconds: dict[str, float] = seconds) -> Iterator[None]:
            began = time.process_time()
            yield
            seconds[stage.name] = seconds.get(stage.name, 0.0) + time.process_time() - began

        _give_back()
        before = _reset_peak()
        run_stages(rows, around=timed)
        memory.append(_peak() - before)
        sizes.append(size)
        for name, value in seconds.items():
            by_stage.setdefault(name, []).append(value)
        if sum(seconds.values()) > PATIENCE:
            break
    slow = {name: values for name, values in by_stage.items() if values[-1] >= FLOOR}
    exponents = {name: exponent(sizes, values) for name, values in slow.items()}
    slowest = max(by_stage, key=lambda name: by_stage[name][-1])
    worst = max(exponents, key=lambda name: exponents[name], default=slowest)
    total = sum(values[-1] for values in by_stage.values())
    grown = exponent(sizes, memory) if memory[-1] >= FLOOR_MEMORY else None
    return Growth(sizes[-1], total, worst, exponents.get(worst), memory[-1], grown)


def exponent(sizes: list[int], values: list[float]) -> float:
    """Slope of the line through the logarithms, over the three largest sizes: below them, fixed costs hide the growth."""
    x, y = np.log(sizes[-3:]), np.log(np.maximum(values[-3:], 1e-4))
    return float(np.polyfit(x, y, 1)[0])


def _give_back() -> None:
    """Give memory that earlier sizes left to allocators back to the system, or the next would seem to need less than it does."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)


def _reset_peak() -> float:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=SHAPES, help="this shape alone (may be repeated)")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest size, in characters")
    parser.add_argument("--limit", type=float, default=1.15, help="the largest exponent that passes")
    options = parser.parse_args()
    measure(".txt", _repeated("港が開いた。"), SIZES[1])  # the warm-up: dictionaries, lexicons, caches
    print(f"{'shape':28s}{'characters':>11s}{'seconds':>9s}{'exponent':>10s}  {'stage':18s}{'MB':>7s}{'exponent':>10s}")
    passed = True
    for name in options.only or SHAPES:
        growth = measure(*SHAPES[name], options.most)
        known = [value for value in (growth.exponent, growth.memory_exponent) if value is not None]
        passed &= max(known, default=0.0) <= options.limit
        shown = ["–" if value is None else f"{value:.2f}" for value in (growth.exponent, growth.memory_exponent)]
        print(
            f"{name:28s}{growth.size:11,d}{growth.seconds:9.2f}{shown[0]:>10s}  {growth.slowest:18s}{growth.memory:7.0f}{shown[1]:>10s}",
            flush=True,
        )
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
