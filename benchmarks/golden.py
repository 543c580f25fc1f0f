"""Peers on the golden texts of this repository: ``python -m benchmarks.golden [--write]``.

ja-timex reads the sentences with times, GiNZA the articles, trafilatura, readability-lxml and newspaper4k the HTML pages; each in an
environment of its own. They are judged as ``kawaraban evaluate`` judges, ours beside them on the same texts. ``--write`` puts the figures
into ``tests/golden/recorded.csv``, with the day and the commit; every release has them beside its own.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from assets.evaluation import golden, markup, recorded
from assets.evaluation.figures import Count, Figure, figures
from assets.evaluation.reading import read
from assets.evaluation.scoring import expressions, tails
from assets.evaluation.scoring.sheet import Judged
from assets.evaluation.sets import SETS
from benchmarks import names, pages
from benchmarks.peers import Peer

Row = dict[str, Any]
Ask = Callable[[object], Any]
_JA_TIMEX = """
from ja_timex import TimexParser
parser = TimexParser()
def answer(text):
    return [[*found.span, found.type, found.value, found.mod] for found in parser.parse(text)]
"""
_UNASKED = ("earliest", "latest", "resolution", "length_min", "length_max", "length_unit")
_PLACES = ("title", "published_on")
KEPT = {
    "time_expressions": {(None, "precision"), (None, "recall"), (None, "f1"), ("value", "accuracy")},
    "mentions": {("entity_type", "precision"), ("entity_type", "recall"), ("entity_type", "f1")},
    "articles": {(name, "accuracy") for name in _PLACES},
}
"""Columns and measures of which peers have something to say."""


@dataclass
class Answer:
    """What somebody found of one text, in the shape of what our stages find."""

    text: str
    found: dict[str, list[Row]] = field(default_factory=dict)
    article: Row | None = None

    def rows(self, table: str) -> list[Row]:
        """Rows of a table."""
        return self.found.get(table, [])


def times(ask: Ask, gold: Row) -> Answer:
    """Times as ja-timex finds them. It resolves nothing against a day of publication."""
    rows = [
        {"start": start, "end": end, "type": kind, "value": value, "mod": mod, **dict.fromkeys(_UNASKED)}
        for start, end, kind, value, mod in ask(gold["text"])
    ]
    return Answer(gold["text"], {"time_expressions": rows})


def ginza(ask: Ask, gold: Row) -> Answer:
    """Persons, organizations and places as GiNZA finds them in the text of an annotated article."""
    text = markup.parse(gold["text"]).text
    (found,) = ask([text])["found"]
    kinds = [(start, end, names._GINZA_TYPES.get(label)) for start, end, label in found]
    return Answer(text, {"mentions": [{"start": s, "end": e, "entity_type": kind} for s, e, kind in kinds if kind]})


def extractor(tool: str) -> Callable[[Ask, Row], Answer]:
    """Title and day of a page as an extractor finds them; without an HTML page there is nothing to ask."""

    def found(ask: Ask, gold: Row) -> Answer:
        _, title, day, _ = ask([tool, {"html": gold["html"], "url": None}])
        return Answer("", {}, {"title": title, "published_on": (day or "")[:10] or None})

    return found


def coarse_names(judged: Iterable[Judged]) -> Iterator[Count]:
    """Persons, organizations and places of articles, span and type together; GPE and LOC are one."""
    for at in judged:
        gold = markup.parse(at.gold["text"])
        base = max(at.read.text.find(gold.text), 0)
        wanted = {
            (row["start"], row["end"], names.COARSE.get(row["type"])) for row in gold.names if row["form"] != "anaphor"
        }
        found = set()
        for row in at.read.rows("mentions"):
            start, end = row["start"] - base, row["end"] - base
            is_open = any(start < close and begin < end for begin, close in gold.open)
            is_asked = row.get("form") not in ("anaphor", "title_only") and start >= 0 and end <= len(gold.text)
            if is_asked and not is_open:
                found.add((start, end, names.COARSE.get(row["entity_type"])))
        wanted, found = ({row for row in rows if row[2]} for rows in (wanted, found))
        yield Count("mentions", "entity_type", at.key, len(wanted & found), len(wanted), len(found))


TOOLS: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...], Callable[[Ask, Row], Answer], Any], ...] = (
    ("ja-timex", ("setuptools<81", "ja-timex"), _JA_TIMEX, ("news_times", "time_shapes", "time_columns"), times, expressions.times),
    ("GiNZA", names.PACKAGES, names.GINZA, ("articles",), ginza, coarse_names),
    *((tool, pages.PACKAGES, pages._PEER, ("pages",), extractor(tool), tails.metadata) for tool in pages.TOOLS),
)  # fmt: skip
"""Name, what pip installs, its script, the sets it is asked about, how it is asked, and who judges."""


def compared() -> Iterator[tuple[str, str, Figure]]:
    """Set, system and figure: each peer's, and ours on the same texts."""
    place, sets = golden.folder(), {item.name: item for item in SETS}
    for number, (tool, packages, script, asked, answer, score) in enumerate(TOOLS):
        peer = Peer(packages, script)
        try:
            for name in asked:
                records = [(key, row) for key, row in sets[name].records(place) if "html" in row or name != "pages"]
                theirs = [Judged(key, row, answer(peer, row)) for key, row in records]  # type: ignore[arg-type]
                yield from ((name, tool, figure) for figure in _kept(score(theirs)))
                if number < 3:  # ours once, not beside every extractor
                    made = read(document for key, row in records for document in sets[name].documents(key, row))
                    ours = [Judged(key, row, one) for (key, row), one in zip(records, made, strict=True)]
                    yield from ((name, "kawaraban", figure) for figure in _kept(score(ours)))
        finally:
            peer.close()


def _kept(counts: Iterable[Count]) -> Iterator[Figure]:
    for figure in figures(counts):
        if figure.genre is None and (figure.column, figure.measure) in KEPT.get(figure.table, set()):
            yield figure


def write(found: Iterable[tuple[str, str, Figure]]) -> None:
    """Put the figures into ``recorded.csv``, in the place of those that were there."""
    path, sets = golden.folder() / recorded.FILE, {item.name: item for item in SETS}
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    today = dt.datetime.now(dt.UTC).date().isoformat()
    before = golden.table(path.parent, path.name)
    rows = [row for row in before if row["gold"] not in sets]
    for name, tool, figure in found:
        rows.append(
            {
                **dict.fromkeys(before[0], ""),
                "table_name": figure.table,
                "column_name": figure.column or "",
                "measure": figure.measure,
                "value": str(figure.value),
                "item_count": str(figure.items),
                "text_count": str(figure.texts),
                "gold": name,
                "basis": sets[name].basis,
                "system": tool,
                "measured_on": today,
                "commit": commit,
                "note": _note(name, tool),
            }
        )
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(before[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _note(name: str, tool: str) -> str:
    if tool == "ja-timex":
        return "default settings; it resolves nothing against a day of publication, and its conventions differ"
    if name in ("news_times", "time_shapes", "time_columns"):
        return "beside ja-timex"
    if name == "articles":
        return "persons, organizations and places, span and type; ja_ginza"
    return "the HTML pages alone"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    found = list(compared())
    print(f"{'set':14s}{'system':26s}{'column':34s}{'measure':11s}{'figure':>8s}{'n':>6s}")
    for name, system, figure in found:
        column = f"{figure.table}{f'.{figure.column}' if figure.column else ''}"
        print(f"{name:14s}{system:26s}{column:34s}{figure.measure:11s}{figure.value:8.3f}{figure.items:6d}")
    if arguments.write:
        write(found)


if __name__ == "__main__":
    main()
