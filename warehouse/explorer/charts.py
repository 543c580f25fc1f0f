"""Charts as geometry: bars and columns whose series are told apart by patterns as well as by colours, each with its table.

Belongs here: where things stand in a drawing. Does not belong here: SVG itself (``templates/chart.html``), and what is counted (the pages).

Drawn by the server and not by a library: vl-convert, which draws Altair's charts, takes 1.0 s for its first chart, 45–80 ms for each that follows and
84 MB of disk (measured on two cores); these take well under a millisecond, and a page that opens in a second has six.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WIDTH = 480
_ROW, _BAR, _LABEL, _COUNT = 26, 16, 168, 56
_HEIGHT, _LEFT, _BOTTOM, _TOP = 220, 44, 34, 12
_MOST_COLUMNS = 62
_FULL_WIDTH = 13  # of a full-width letter, in units of the drawing


@dataclass(frozen=True)
class Series:
    """What a colour and pattern stands for. ``fill`` names it in the style sheet and among the patterns."""

    name: str
    label: str
    fill: str


@dataclass(frozen=True)
class Mark:
    """A rectangle, and what is said when the pointer is on it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    title: str


@dataclass(frozen=True)
class Label:
    """Words in a drawing: ``anchor`` is start, middle or end. ``href``: where they lead."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    href: str | None = None


@dataclass
class Chart:
    """A drawing and the table behind it."""

    name: str
    title: str
    header: tuple[str, ...]
    table: list[tuple[object, ...]]
    series: tuple[Series, ...]
    height: float = 0
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    hrefs: list[str | None] = field(default_factory=list)
    note: str | None = None


def bars(
    name: str,
    title: str,
    header: tuple[str, ...],
    rows: Sequence[tuple[str, Mapping[str, float]]],
    series: Sequence[Series],
    hrefs: Sequence[str | None] = (),
) -> Chart:
    """Horizontal bars, a row each, series one behind the other."""
    most = max((sum(values.values()) for _, values in rows), default=0) or 1
    chart = Chart(name, title, header, [], tuple(series), height=_ROW * len(rows) + 8)
    room = WIDTH - _LABEL - _COUNT
    for number, (label, values) in enumerate(rows):
        y, x, total = number * _ROW + 6, float(_LABEL), sum(values.values())
        href = hrefs[number] if number < len(hrefs) else None
        chart.labels.append(Label(_LABEL - 8, y + 13, fitting(label, _LABEL - 12), "end", href))
        for one in series:
            value = values.get(one.name, 0)
            if value:
                width = max(value / most * room, 1)
                tip = f"{label} · {one.label}: {value:,}" if len(series) > 1 else f"{label}: {value:,}"
                chart.marks.append(Mark(round(x, 1), y, round(width, 1), _BAR, one.fill, tip))
                x += width
        chart.labels.append(Label(round(x, 1) + 6, y + 13, f"{total:,}"))
        chart.table.append((label, *(values.get(one.name, 0) for one in series)))
        chart.hrefs.append(href)
    return chart


def columns(
    name: str,
    title: str,
    header: tuple[str, ...],
    days: Sequence[tuple[dt.date, Mapping[str, float]]],
    series: Sequence[Series],
) -> Chart:
    """Columns over time: by day, or by month or year where there would be too many."""
    steps, unit = _steps(days)
    most = max((sum(values.values()) for _, values in steps), default=0) or 1
    top = _nice(most)
    chart = Chart(name, title, header, [], tuple(series), height=_HEIGHT)
    floor, room = _HEIGHT - _BOTTOM, WIDTH - _LEFT - 8
    for part in (0.0, 0.5, 1.0):
        y = floor - part * (floor - _TOP)
        chart.lines.append((_LEFT, y, WIDTH - 8, y))
        chart.labels.append(Label(_LEFT - 6, y + 4, f"{top * part:,.0f}" if top * part % 1 == 0 else "", "end"))
    width = room / max(len(steps), 1)
    every = max(1, math.ceil(len(steps) / (4 if unit == "day" else 6)))
    for number, (day, values) in enumerate(steps):
        x, y = _LEFT + number * width, float(floor)
        shown = {"day": day.isoformat(), "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[unit]
        for one in series:
            value = values.get(one.name, 0)
            if value:
                height = value / top * (floor - _TOP)
                y -= height
                tip = f"{shown} · {one.label}: {value:,}" if len(series) > 1 else f"{shown}: {value:,}"
                gap = min(width * 0.2, 3)
                mark = Mark(
                    round(x + gap / 2, 1),
                    round(y, 1),
                    round(min(max(width - gap, 1), 40), 1),
                    round(height, 1),
                    one.fill,
                    tip,
                )
                chart.marks.append(mark)
        if number % every == 0 and (len(steps) - number > every / 2 or number == 0):
            last = number + every >= len(steps) and len(steps) > 2
            place = x + min(width, 40) / 2
            anchor = "start" if number == 0 else "end" if last and WIDTH - place < 40 else "middle"
            chart.labels.append(Label(round(x if number == 0 else place, 1), _HEIGHT - 12, shown, anchor))
        chart.table.append((shown, *(values.get(one.name, 0) for one in series)))
    return chart


def _steps(days: Sequence[tuple[dt.date, Mapping[str, float]]]) -> tuple[list[tuple[dt.date, dict[str, float]]], str]:
    """Every day from the first to the last, or months, or years; empty ones too, which are part of the picture."""
    if not days:
        return [], "day"
    first, last = min(day for day, _ in days), max(day for day, _ in days)
    unit = "day" if (last - first).days < _MOST_COLUMNS else "month" if _months(first, last) < _MOST_COLUMNS else "year"
    found = {step: dict[str, float]() for step in _between(_begin(first, unit), last, unit)}
    for day, values in days:
        held = found[_begin(day, unit)]
        for name, value in values.items():
            held[name] = held.get(name, 0) + value
    return list(found.items()), unit


def _months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _begin(day: dt.date, unit: str) -> dt.date:
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _between(first: dt.date, last: dt.date, unit: str) -> list[dt.date]:
    if unit == "day":
        return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    if unit == "year":
        return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]
    return [
        dt.date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1)
        for number in range(_months(first, last) + 1)
    ]


def _nice(value: float) -> float:
    """The least of 1, 2, 4, 5, 10, 20, … that is not below a value.

    >>> _nice(37), _nice(4), _nice(1)
    (40.0, 4.0, 2.0)
    """
    if value <= 2:
        return 2.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 4, 5, 6, 8, 10) if power * step >= value)


def fitting(text: str, room: float) -> str:
    """A label that fits into a drawing.

    >>> fitting("霧浦町立中央図書館友の会", 80)
    '霧浦町立中…'
    """
    width = 0.0
    for place, character in enumerate(text):
        width += _FULL_WIDTH if unicodedata.east_asian_width(character) in "WFA" else _FULL_WIDTH * 0.56
        if width > room:
            return text[: max(place - 1, 1)] + "…"
    return text
