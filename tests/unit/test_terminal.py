"""What the terminal shows of rows: formats, names that repeat, values that a format cannot hold."""

import io
import json

import pyarrow as pa

from assets.terminal import show_rows


def shown(rows: pa.Table, how: str) -> str:
    out = io.StringIO()
    show_rows(rows, how, out)
    return out.getvalue()


def test_columns_of_one_name_keep_their_values() -> None:
    rows = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", "b"])
    assert json.loads(shown(rows, "json")) == {"a": 1, "a_1": 2, "b": 3}
    assert shown(rows, "csv").split() == ["a,a_1,b", "1,2,3"]
    assert "1   2     3" in shown(rows, "table")


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
