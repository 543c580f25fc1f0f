"""What is shown of rows: formats, names that repeat, values that a format cannot hold or a terminal would obey."""

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.answers import show_rows, write_rows


def shown(rows: pa.Table, how: str) -> str:
    out = io.StringIO()
    show_rows(rows, how, out)
    return out.getvalue()


def test_columns_of_one_name_keep_their_values() -> None:
    rows = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", "b"])
    assert json.loads(shown(rows, "json")) == {"a": 1, "a_1": 2, "b": 3}
    assert shown(rows, "csv").split() == ["a,a_1,b", "1,2,3"]
    assert shown(rows, "table").splitlines()[::2] == ["a  a_1  b", "1    2  3"]


def test_json_has_no_nan() -> None:
    rows = pa.table({"x": [float("nan"), 1.5], "y": [[{"z": float("inf")}], []]})
    assert [json.loads(line, parse_constant=lambda name: 1 / 0) for line in shown(rows, "json").splitlines()] == [
        {"x": None, "y": [{"z": None}]},
        {"x": 1.5, "y": []},
    ]


def test_control_characters_and_markup_do_not_steer_the_terminal() -> None:
    text = shown(pa.table({"x": ["\x1b[31m赤[bold]太字[/bold]", None]}), "table")
    assert "\x1b" not in text
    assert "␛[31m赤[bold]太字[/bold]" in text
    assert "(2 rows)" in text


def test_csv_quotes_line_breaks() -> None:
    assert shown(pa.table({"x": ["一行\n二行"]}), "csv") == 'x\r\n"一行\n二行"\r\n'


def test_a_row_is_a_line_and_values_are_shown_as_they_are() -> None:
    values = ["一行\r\n二行\n三行\u2028四行", ":x: :cat: [bold]太[/bold] [a] \\[b]", "\x9b31m赤\x7f\t\u202eabc", ""]
    lines = shown(pa.table({"[c] :cat:": values, "n": [1, 22, 333, None]}), "table").splitlines()
    assert len(lines) == len(values) + 3
    assert lines[0].split("  ")[0] == "[c] :cat:"
    assert lines[2].startswith("一行⏎二行⏎三行⏎四行")
    assert lines[3].startswith(values[1])
    assert lines[4].startswith("<U+009B>31m赤␡␉<U+202E>abc")
    assert [line.split()[-1] for line in lines[2:6]] == ["1", "22", "333", "—"]


def test_only_so_many_rows_are_shown_and_the_table_says_so() -> None:
    lines = io.StringIO()
    show_rows(pa.table({"a": range(5_000)}), "table", lines, most=3)
    assert lines.getvalue().splitlines()[2:] == [
        "0",
        "1",
        "2",
        "(5,000 rows, the first 3 shown)",
    ]


def test_a_table_is_as_wide_as_the_terminal_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    show_rows(pa.table({"短": ["あ"], "長い": ["国境検問所" * 20], "数": [1]}), "table", out)
    from rich.cells import cell_len

    lines = out.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 40
    assert (
        "".join(line.removeprefix("あ").strip().removesuffix("1").strip() for line in lines[2:-1]) == "国境検問所" * 20
    )


def test_json_keeps_numbers_and_times() -> None:
    rows = pa.table(
        {
            "sum": pa.array([Decimal(387)], pa.decimal128(38, 0)),
            "half": pa.array([Decimal("1.50")], pa.decimal128(5, 2)),
            "day": [dt.date(2025, 4, 8)],
            "bytes": [b"\x00\xff"],
            "nested": [[{"a": dt.date(2025, 4, 8), "b": None}]],
        }
    )
    assert json.loads(shown(rows, "json")) == {
        "sum": 387,
        "half": 1.5,
        "day": "2025-04-08",
        "bytes": "00ff",
        "nested": [{"a": "2025-04-08", "b": None}],
    }


@pytest.mark.parametrize("how", ["csv", "json", "parquet"])
def test_an_answer_is_written_whole_or_not_at_all(tmp_path: Path, how: str) -> None:
    rows = pa.Table.from_arrays([pa.array(["一行\n二行", None]), pa.array([1, 2])], names=["a", "a"])
    path = tmp_path / f"answer.{how}"
    write_rows(rows, path, how)
    if how == "parquet":
        assert pq.read_table(path).to_pydict() == {"a": ["一行\n二行", None], "a_1": [1, 2]}
    else:
        assert path.read_bytes().decode() == shown(rows, how)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        write_rows(Broken(), path, how)  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


class Broken:
    """Rows that fail when they are looked at."""

    def __getattr__(self, name: str) -> None:
        raise KeyError(name)
