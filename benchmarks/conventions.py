"""Annotated public sets in terms of this project's conventions: ``python -m benchmarks.conventions GOLD SUITE TABLES``.

GOLD holds ``timex.jsonl`` and ``numex.jsonl``, TABLES what ``kawaraban run`` wrote for the texts of SUITE (``timex`` or ``numex``).
The sets follow conventions of their own, some of which this project declines (``pipeline/README.md``). Here a difference that is one
of convention alone does not count: a particle at the end of a gold span (まで, から), ``2021-07-XX`` for ``2021-07``,
``P1.5Y`` for ``P1Y6M``, and, where a set annotates one kind of amount, amounts of other kinds in the same text.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.span import Alignment, Run, Span

Row = dict[str, Any]
_OTHER_UNITS = frozenset(("%", "1", "Cel", "[degF]", "a", "mo", "wk", "d", "h", "min", "s"))
KINDS = {
    "CurrencyModel": lambda row: row["unit_system"] == "iso4217",
    "DimensionModel": lambda row: row["unit_system"] == "ucum" and row["unit"] not in _OTHER_UNITS,
    "PercentModel": lambda row: row["unit"] == "%",
    "TemperatureModel": lambda row: row["unit"] in ("Cel", "[degF]", "度"),
}
"""Model of the set -> the amounts it speaks of."""
_PARTICLE = re.compile(r"(?:まで|から)?(?:に|で|の)?$")
_HALVES = {".5Y": "Y6M", ".5H": "H30M", ".5M": "M30S"}


def read_table(tables: Path, name: str) -> list[Row]:
    """All rows of a table."""
    parts = [pq.read_table(path, partitioning=None) for path in sorted((tables / name).rglob("*.parquet"))]
    return pa.concat_tables(parts).to_pylist()


def rows_by_record(tables: Path, name: str) -> dict[str, list[Row]]:
    """Rows of a table by the record's id, with spans in the source text."""
    records = defaultdict(list)
    for location in read_table(tables, "document_locations"):
        records[location["document_id"]].append(location["external_id"])
    articles = {row["article_id"]: row for row in read_table(tables, "articles")}
    made: dict[str, list[Row]] = defaultdict(list)
    for row in read_table(tables, name):
        article = articles[row["article_id"]]
        runs = [
            Run(*(run[key] for key in ("start", "length", "source_start", "source_length")))
            for run in article["alignment"]
        ]
        source = Alignment.of(runs).to_source(Span(row["start"], row["end"]))
        for record in records[article["document_id"]]:
            made[record].append(row | {"start": source.start, "end": source.end})
    return made


def plain(value: str) -> str:
    """A TIMEX3 value without what only conventions differ in.

    >>> plain("2021-07-XX"), plain("P1.5Y"), plain("T06-30-XX")
    ('2021-07', 'P1Y6M', 'T06:30')
    """
    if value.startswith("P"):
        for half, smaller in _HALVES.items():
            if (value.startswith("PT") or half == ".5Y") and value.endswith(half):
                value = value.removesuffix(half) + smaller
        return value
    if value.startswith("T"):
        return value.replace("-XX", "").replace("-", ":")
    return value if not re.search("[0-9]", value) else re.sub(r"(?:-XX)+$", "", value)


def figure(label: str, right: int, found: int, gold: int) -> None:
    """Print precision, recall and F."""
    precision, recall = right / max(found, 1), right / max(gold, 1)
    f = 2 * precision * recall / (precision + recall) if right else 0.0
    print(f"{label:42s} P {precision:.3f}  R {recall:.3f}  F {f:.3f}   ({right}/{found} predicted, {gold} gold)")


def times(records: Iterable[Row], found: dict[str, list[Row]]) -> None:
    """Spans without particles, values without conventions."""
    total: Counter[tuple[str, str]] = Counter()
    for record in records:
        name = record.get("model") or record["convention"]
        if record["convention"] == "ms-recognizers" and name != "DateTimeModel":
            continue  # the parts that the final model is made of
        rows = {(row["start"], row["end"]): row for row in found.get(record["id"], [])}
        gold = {}
        for one in record["expressions"]:
            particle = _PARTICLE.search(one["surface"])
            length = particle.start() if particle and particle.start() else len(one["surface"])
            gold[one["start"], one["start"] + length] = one
        ours = {(start, end - (2 if row["text"].endswith("まで") else 0)): row for (start, end), row in rows.items()}
        if record.get("complete"):
            total[name, "right"] += len(gold.keys() & ours.keys())
            total[name, "found"] += len(ours)
            total[name, "gold"] += len(gold)
        for span in gold.keys() & ours.keys():
            want = str(gold[span].get("value") or "")
            if not want or want.startswith("(") or want.startswith("P") != str(ours[span]["value"]).startswith("P"):
                total[name, "other convention"] += bool(want)
                continue
            total[name, "values"] += 1
            pattern = re.escape(plain(want)).replace("X", "[0-9X]")
            total[name, "agree"] += re.fullmatch(pattern, plain(ours[span]["value"])) is not None
    for name in sorted({key[0] for key in total}):
        if total[name, "gold"]:
            figure(f"timex {name} span", total[name, "right"], total[name, "found"], total[name, "gold"])
        agree, values, other = (total[name, key] for key in ("agree", "values", "other convention"))
        label = f"timex {name} value given span"
        print(f"{label:42s} {agree / max(values, 1):.3f}   ({agree}/{values}; {other} of another convention)")


def amounts(records: Iterable[Row], found: dict[str, list[Row]]) -> None:
    """Spans of the kind of amount that each model speaks of."""
    total: Counter[tuple[str, str]] = Counter()
    for record in records:
        name = record.get("model") or record["convention"]
        if (
            name not in KINDS
            or not record.get("complete")
            or not record.get("verified", True)
            or record.get("non_jp_chars")
        ):
            continue
        ours = {(row["start"], row["end"]) for row in found.get(record["id"], []) if KINDS[name](row)}
        gold = {(one["start"], one["end"]) for one in record["expressions"]}
        total[name, "right"] += len(gold & ours)
        total[name, "found"] += len(ours)
        total[name, "gold"] += len(gold)
    for name in KINDS:
        figure(f"numex {name} span, amounts of its kind", *(total[name, key] for key in ("right", "found", "gold")))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("suite", choices=("timex", "numex"))
    parser.add_argument("tables", type=Path)
    options = parser.parse_args()
    lines = (options.gold / f"{options.suite}.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    if options.suite == "timex":
        times(records, rows_by_record(options.tables, "time_expressions"))
    else:
        amounts(records, rows_by_record(options.tables, "quantities"))


if __name__ == "__main__":
    main()
