"""Mutated pages through every stage and every check of rows and articles: ``python -m benchmarks.fuzz PATH … [--count 100000]``.

PATHs are pages and texts (files, directories of them, JSON Lines with ``text`` or ``html``). Each is cut into pieces of some hundred
characters; a mutated input is one piece, or two spliced, changed in one to six places: characters and spans dropped, doubled,
swapped and put in (marks, numerals, tags, entities, control characters, emoji, lone surrogates as a JSON line writes them), bytes
flipped, another encoding than the one declared. It comes as text, page, or JSON line. Inputs are made from ``--seed`` and their
number alone, so that one can be made again: ``--from N --count 1``.

Printed are: inputs, articles made of them, stages that raised (rejections ``stage_failed``), checks that rows broke. ``--keep``
is a directory for the inputs behind these. Exit status 1 where there is any.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipeline.run import run_stages
from schemas.render import arrow
from schemas.tables.landing import LANDING
from warehouse import proving

PIECE = (40, 320)
BATCH = 1_000
FETCHED_AT = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
MEDIA_TYPES = {"html": "text/html", "txt": "text/plain", "jsonl": "application/json"}
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-8-sig")
INSERTED = (
    *"「」『』（）()【】〈〉[]、。・…‥―—~〜!?！？：:;,.|/\\'\"<>&=*#＃@　 \t\n\r",
    *"一二三十百千万億兆〇零壱弐数約第々ゝー０９ＡｚｱﾞﾟㇰＮ㍿㌔①⑩½²℃¥€％",
    *(
        "\u0000",
        "\u0008",
        "\u000b",
        "\u000c",
        "\u001b",
        "\u0085",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "\u200d",
        "\u2028",
        "\u202e",
    ),
    *(
        "\u3099",
        "\u309a",
        "\u0301",
        "\ufe0f",
        "\ufeff",
        "\ufffd",
        "\ufffe",
        "\U000e0100",
        "👩\u200d👧",
        "🇯🇵",
        "𠮷",
        "\U0010ffff",
    ),
    *(
        "\n\n",
        "\r\n",
        "。\n",
        "1,",
        "1.2.",
        "2025/02/30",
        "0年",
        "13月40日",
        "24時61分",
        "令和0年",
        "平成99年",
        "同日",
        "翌々年",
        "99999年",
    ),
    *(
        "氏",
        "首相",
        "によると",
        "という",
        "と述べた",
        "「…」と",
        "前",
        "元",
        "は",
        "が",
        "ら",
        "米",
        "日米",
        "NATO(",
        "http://",
        "https://a.jp/",
    ),
    *(
        "公開日:",
        "1:",
        "1 名無し:",
        ">>1",
        "undefined",
        "関連記事",
        "(共同)",
        "【東京共同】",
        "AIが生成",
        "提供：",
        "写真",
        "―――",
        "■",
        "・",
    ),
    *(
        "<p>",
        "</p>",
        "<div",
        "</div>",
        "<br>",
        "<h1>",
        "<title>",
        "</title>",
        "<script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<ruby>",
        "<rt>",
    ),
    *(
        "<table><tr><td>",
        "<li>",
        "<a href=",
        "<time datetime=",
        "<meta charset=",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "&#x110000;",
        "&nbsp",
        "&lt;p&gt;",
    ),
)


@dataclass
class Found:
    """What came of the inputs so far: counts, and the numbers of inputs behind each finding."""

    inputs: int = 0
    articles: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    raised: dict[str, list[int]] = field(default_factory=dict)
    broken: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether no stage raised and no check that blocks was broken."""
        return not self.raised and not self.broken


def texts(paths: Sequence[str]) -> Iterator[str]:
    """What the files hold, decoded as far as it goes."""
    for path in map(Path, paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix == ".jsonl":
                for line in file.read_text(encoding="utf-8").splitlines():
                    record = json.loads(line)
                    yield str(record.get("html") or record.get("text") or "")
            elif file.suffix in (".txt", ".html", ".htm"):
                yield file.read_bytes().decode("utf-8", "replace")


def pieces(paths: Sequence[str]) -> list[str]:
    """Texts cut where lines end or tags begin, into pieces that are large enough to hold something and small enough to be quick."""
    found, chance = [], random.Random(1)  # noqa: S311
    for text in texts(paths):
        at = 0
        while at < len(text):
            wanted = at + chance.randint(*PIECE)
            ends = [end for end in (text.find("\n", wanted), text.find("<", wanted)) if end >= 0]
            end = min([*ends, wanted + PIECE[1], len(text)])
            if any("ぁ" <= char <= "ヿ" for char in text[at:end]):
                found.append(text[at:end])
            at = max(end, at + 1)
    return found


def mutated(text: str, chance: random.Random) -> str:
    """The text changed in one to six places."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        end = min(len(text), at + int(chance.expovariate(1 / 12)))
        to = chance.randint(0, len(text))
        match chance.randint(0, 7):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:end] + text[at:end] * chance.choice((1, 1, 2, 9)) + text[end:]
            case 2:
                text = text[:to] + text[at:end] + text[to:]
            case 3:
                text = text[:at] + chance.choice(INSERTED) * chance.choice((1, 1, 1, 2, 30)) + text[end:]
            case 4:
                text = text[:at] + text[at:end][::-1] + text[end:]
            case _:
                text = text[:at] + chance.choice(INSERTED) + text[at:]
    return text


def made(number: int, seed: int, given: Sequence[str]) -> tuple[str, bytes]:
    """Kind and bytes of one input."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311
    text = chance.choice(given)
    if chance.random() < 0.3:
        text += chance.choice(("", "\n", "\n\n", "<p>")) + chance.choice(given)
    text = mutated(text, chance)
    kind = chance.choice(("html", "html", "txt", "jsonl"))
    if kind == "jsonl":
        line = {"id": str(number), "text": text}
        for name in ("title", "url", "source", "published_at", "date", "html", "author"):
            if chance.random() < 0.25:
                line[name] = mutated(chance.choice(given)[:40], chance)
        return kind, json.dumps(line, ensure_ascii=chance.random() < 0.3).encode("utf-8", "replace")
    if kind == "html" and chance.random() < 0.7:
        title, rest = text[:20], text[20:]
        text = f"<html><head><meta charset='{chance.choice(ENCODINGS)}'><title>{title}</title></head><body><h1>{title}</h1><article><p>{rest}</p></article></body></html>"
    content = bytearray(
        text.encode(chance.choice(ENCODINGS), chance.choice(("replace", "ignore", "xmlcharrefreplace")))
    )
    if content and chance.random() < 0.2:
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    return kind, bytes(content)


def landed(inputs: dict[int, tuple[str, bytes]]) -> tuple[pa.Table, dict[str, int]]:
    """The inputs as the landing holds them, and which input each document is."""
    numbers: dict[str, int] = {}
    rows = []
    for number, (kind, content) in inputs.items():
        document = "doc_" + hashlib.sha256(content).hexdigest()
        if document in numbers:
            continue
        numbers[document] = number
        rows.append(
            {
                "document_id": document,
                "location": f"{number}.{kind}",
                "file_name": f"{number}.{kind}",
                "record_index": int(kind == "jsonl"),
                "media_type": MEDIA_TYPES[kind],
                "declared_charset": None,
                "fetched_at": FETCHED_AT,
                "content": content,
                "rejection_reason": None,
                "rejection_detail": None,
            }
        )
    return arrow.from_rows(LANDING, rows), numbers


def attempt(inputs: dict[int, tuple[str, bytes]], found: Found) -> None:
    """Run the stages and the checks over the inputs and enter what came of it."""
    landing, numbers = landed(inputs)
    rows = run_stages(landing)
    found.inputs += landing.num_rows
    found.articles += rows["articles"].num_rows
    for row in rows["rejections"].select(["document_id", "stage", "reason", "detail"]).to_pylist():
        found.rejected[row["reason"]] += 1
        if row["reason"] == "stage_failed":
            found.raised.setdefault(f"{row['stage']}: {row['detail'][:100]}", []).append(numbers[row["document_id"]])
    for breach in proving.prove(rows):
        if breach.severity == "error":
            whose = [numbers[document] for document in breach.documents] or list(inputs)
            found.broken.setdefault(breach.check, []).extend(whose)


def main() -> None:
    """Try and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--from", type=int, default=0, dest="first", help="number of the first input")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--keep", type=Path, help="directory for inputs behind findings")
    options = parser.parse_args()
    given, found, began = pieces(options.paths), Found(), time.monotonic()
    for start in range(options.first, options.first + options.count, BATCH):
        numbers = range(start, min(start + BATCH, options.first + options.count))
        try:
            attempt({number: made(number, options.seed, given) for number in numbers}, found)
        except Exception as error:  # what a stage must never do: take the batch along
            found.raised.setdefault(f"batch {numbers}: {type(error).__name__}: {error}"[:160], []).extend(numbers)
        if (start // BATCH) % 5 == 4:
            print(
                f"{found.inputs} inputs, {found.articles} articles, {time.monotonic() - began:.0f} s", file=sys.stderr
            )
    print(
        f"{found.inputs} inputs of {len(given)} pieces, {found.articles} articles, seed {options.seed} from {options.first}"
    )
    print("rejected:", ", ".join(f"{reason} {count}" for reason, count in found.rejected.most_common()) or "none")
    for title, whose in (("stages that raised", found.raised), ("checks broken", found.broken)):
        print(f"{title}: {sum(map(len, whose.values()))}")
        for name, numbers_found in whose.items():
            print(f"  {len(numbers_found):5d}  {name}  (inputs {', '.join(map(str, numbers_found[:4]))})")
            for number in numbers_found[:20] if options.keep else ():
                kind, content = made(number, options.seed, given)
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{number}.{kind}").write_bytes(content)
    sys.exit(0 if found.is_clean else 1)


if __name__ == "__main__":
    main()
