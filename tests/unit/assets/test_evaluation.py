"""Figures, intervals, floors, and what finds golden texts."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from assets.cli import main
from assets.evaluation import columns, evaluate, floors, golden, kept, markup, recorded, sets
from assets.evaluation.figures import Count, figures, wilson
from assets.evaluation.scoring.sheet import places
from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.tables.accuracy import ACCURACY, GENRE

PLACE = golden.folder()


def one(counts, measure):
    (found,) = [figure for figure in figures(counts) if figure.measure == measure and figure.genre is None]
    return found


def test_precision_recall_and_f1():
    counts = [
        Count("mentions", None, "a", right=3, wanted=4, found=6),
        Count("mentions", None, "b", right=2, wanted=4, found=2),
    ]
    assert one(counts, "precision").value == 5 / 8
    assert one(counts, "recall").value == 5 / 8
    assert one(counts, "f1").items == 8
    assert {figure.interval for figure in figures(counts)} == {"bootstrap"}


def test_an_interval_holds_its_value_and_is_the_same_each_time():
    counts = [Count("hedges", "category", str(n), right=n % 3, wanted=3) for n in range(30)]
    first, second = one(counts, "accuracy"), one(counts, "accuracy")
    assert first == second
    assert first.low < first.value < first.high


def test_where_all_is_right_the_interval_counts_texts_and_not_rows():
    many = [Count("hedges", None, str(n), right=10, wanted=10, found=10) for n in range(5)]
    assert one(many, "recall").low == round(wilson(5, 5)[0], 4)


def test_items_of_their_own_have_wilsons_interval():
    counts = [Count("mentions", "entity_type", str(n), right=int(n > 1), wanted=1) for n in range(10)]
    assert (one(counts, "accuracy").low, one(counts, "accuracy").high) == tuple(round(end, 4) for end in wilson(8, 10))


def test_a_genre_needs_enough_items():
    few = [Count("mentions", None, "a", right=1, wanted=1, found=1, genre="sport")]
    enough = [Count("mentions", None, str(n), right=1, wanted=1, found=1, genre="economy") for n in range(20)]
    assert {figure.genre for figure in figures([*few, *enough])} == {None, "economy"}


def test_nothing_asked_is_no_figure():
    assert list(figures([Count("mentions", None, "a", right=0, wanted=0, found=0)])) == []


def test_a_surface_that_is_not_there_has_no_place():
    assert places("港は3日に開く", ["3日", "4日"]) == [(2, 4), None]


def test_every_extraction_has_a_figure_or_a_reason():
    reasons = {(row["table"], row["column"] or None) for row in golden.table(PLACE, columns.FILE)}
    rows = kept.accuracy().to_pylist()
    measured = {(row["table_name"], row["column_name"]) for row in rows if row["origin"] != "none"}
    wanted = set(columns.extractions())
    assert wanted - measured - reasons == set()
    assert reasons & measured == set(), "measured now: take it off unmeasured.csv"
    assert reasons - wanted == set()


def test_a_column_without_figure_and_reason_is_told(tmp_path: Path):
    (tmp_path / columns.FILE).write_text("table,column,reason\n")
    with pytest.raises(golden.GoldenError, match=r"sources\.\(rows\) has neither"):
        list(columns.unmeasured(tmp_path, set()))


def test_figures_are_of_declared_tables_and_columns():
    names = {table.name: set(table.column_names) for table in DATASET.tables}
    for row in kept.accuracy().to_pylist():
        assert set((row["column_name"] or "").split("+")) - {""} <= names[row["table_name"]], row


def test_every_golden_file_is_read_and_comes_with_a_wheel():
    import tomllib

    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped == {
        f"tests/golden/{name}": f"assets/evaluation/golden/{name}" for name in [*sets.files(), floors.FILE]
    }
    assert golden.names(PLACE) == sets.files()


def test_a_malformed_golden_file_is_named(tmp_path: Path):
    (tmp_path / "news_times.jsonl").write_text('{"text": "港"}\n{"text"\n', encoding="utf-8")
    with pytest.raises(golden.GoldenError, match=r"news_times\.jsonl, line 2"):
        golden.records(tmp_path, "news_times.jsonl")
    (tmp_path / "recorded.csv").write_text("table_name,value\nmentions\n", encoding="utf-8")
    with pytest.raises(golden.GoldenError, match=r"recorded\.csv, line 2"):
        golden.table(tmp_path, "recorded.csv")
    (tmp_path / "recorded.csv").write_text("value,item_count\nmuch,\n", encoding="utf-8")
    with pytest.raises(golden.GoldenError, match="line 2"):
        list(recorded.figures(tmp_path))


def test_a_wrong_value_costs_and_a_missing_row_costs(tmp_path: Path):
    right = {"text": "会見は6月3日に開かれた。", "published": "2026-06-17", "times": ["6月3日=2026-06-03"]}
    wrong = {**right, "text": "会合は6月3日に開かれた。", "times": ["6月3日=2026-06-04", "会合=2026"]}
    lines = [json.dumps(row, ensure_ascii=False) for row in (right, wrong)]
    (tmp_path / "news_times.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ((_, found),) = evaluate.computed(tmp_path, [item for item in sets.SETS if item.name == "news_times"])
    values = {(figure.column, figure.measure): figure.value for figure in found}
    assert values[None, "recall"] == round(2 / 3, 4)
    assert values[None, "precision"] == 1
    assert values["value", "accuracy"] == 0.5


def test_the_same_figures_each_time_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rows = [
        {
            "table_name": "mentions",
            "column_name": None,
            "measure": "f1",
            "value": 0.5,
            "interval": "none",
            "gold": "x",
            "basis": "read",
        }
    ]
    made = evaluate.table({**row, "system": "kawaraban", "origin": "computed"} for row in rows)
    calls = []
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path))
    monkeypatch.setattr(evaluate, "evaluate", lambda place: calls.append(place) or made)
    try:
        for _ in range(3):
            kept.accuracy.cache_clear()
            assert kept.accuracy().equals(made)
        assert len(calls) == 1
        (file,) = (tmp_path / "accuracy").iterdir()
        file.write_bytes(file.read_bytes()[:100])
        kept.accuracy.cache_clear()
        assert kept.accuracy().equals(made)
        assert len(calls) == 2
    finally:
        kept.accuracy.cache_clear()


def table_of(value: float, *more: str, basis: str = "development", items: int = 200):
    row = {"table_name": "mentions", "column_name": None, "measure": "f1", "interval": "none", "basis": basis}
    rest = {"system": "kawaraban", "origin": "computed", "item_count": items}
    return evaluate.table({**row, **rest, "value": value, "gold": gold} for gold in ("a", *more))


def test_what_moved_is_told(tmp_path: Path):
    path = floors.write(table_of(0.8, "b"), tmp_path)
    assert floors.compare(table_of(0.8, "b"), path).same == 2
    fallen = floors.compare(table_of(0.79), path)
    assert fallen.fallen == ("mentions f1 on a: .8000 → .7900", "mentions f1 on b: .8000 → no figure")
    told = floors.compare(table_of(0.9, "b", "c"), path)
    assert told.lines == [
        "rose   mentions f1 on a: .8000 → .9000",
        "rose   mentions f1 on b: .8000 → .9000",
        "new    mentions f1 on c: .9000",
    ]
    assert told.summary == "0 fell under their floor, 0 are lower, 2 rose, 1 new, 0 as before"


def test_on_texts_out_of_sight_a_little_may_move(tmp_path: Path):
    path = floors.write(table_of(0.8, basis="held_out"), tmp_path)
    assert floors.compare(table_of(0.79, basis="held_out"), path).lower == ("mentions f1 on a: .8000 → .7900",)
    assert floors.compare(table_of(0.77, basis="held_out"), path).fallen
    few = floors.write(table_of(0.8, basis="held_out", items=20), tmp_path)
    assert floors.compare(table_of(0.7, basis="held_out"), few).lower
    assert floors.compare(table_of(0.65, basis="held_out"), few).fallen


def test_a_genre_that_has_no_figure_any_more_is_no_fall():
    before = {("mentions", "", "f1", "sport", "a"): floors.Floor(0.7, 0.8)}
    assert floors.moved({}, before).lower == ("mentions f1 on a (sport): .8000 → no figure",)


def test_figures_are_compared_with_those_of_a_release(tmp_path: Path):
    pq.write_table(table_of(0.8, "b"), tmp_path / "accuracy.parquet")
    assert floors.compare(table_of(0.9, "b"), tmp_path / "accuracy.parquet").risen
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(golden.GoldenError, match="no floors"):
        floors.read(tmp_path / "other.csv")
    pq.write_table(arrow.empty(ACCURACY).drop(["value"]), tmp_path / "odd.parquet")
    with pytest.raises(golden.GoldenError, match="no figures"):
        floors.read(tmp_path / "odd.parquet")


def test_markup_that_is_none_is_told():
    with pytest.raises(golden.GoldenError, match="'PERSN' is no label"):
        markup.parse("[岬葵|PERSN]は語った。‖")


def test_every_mark_becomes_gold():
    found = markup.parse(
        "元[議員|@former#1]の[岬葵|PERSON#1:*]は[約3人|$3:人]、[秋|=2026-FA/*]に[開く|?][とみられる|~inference]。‖m"
    )
    assert found.text == "元議員の岬葵は約3人、秋に開くとみられる。"
    assert (found.roles[0]["status"], found.names[0]["form"]) == ("former", None)
    assert (found.amounts[0]["min"], found.amounts[0]["max"], found.amounts[0]["unit"]) == (3, 3, "人")
    assert (found.times[0]["value"], found.times[0]["mod"], found.hedges[0]["category"]) == (
        "2026-FA",
        "*",
        "inference",
    )
    assert (found.sentences, found.open) == ([{"start": 0, "end": 21, "style": "desu_masu"}], [(13, 15)])


def test_golden_articles_of_every_genre():
    rows = golden.records(PLACE, "articles.jsonl")
    assert {row["genre"] for row in rows} == set(GENRE.values)
    for row in rows:
        text = markup.parse(row["text"]).text
        assert len(markup.brackets(text)) == len(row["quotations"])
        for said in row["statements"]:
            assert said["content"] in text
            assert said["cue"] is None or said["cue"] in text


def run(*arguments: str):
    return CliRunner().invoke(main, ["evaluate", *arguments])


def test_the_command_shows_one_table_and_writes_files(tmp_path: Path):
    shown = run("--table", "roles")
    assert shown.exit_code == 0
    assert {line.split()[0] for line in shown.output.splitlines()[2:-1]} == {"roles"}
    records = [json.loads(line) for line in run("--table", "roles", "--format", "json").output.splitlines()]
    assert {record["gold"] for record in records} >= {"articles", "19 annotated news articles", "none"}
    assert run("--format", "md").output.startswith("# Accuracy")
    for name in ("figures.parquet", "figures.md", "figures.csv", "figures.json"):
        assert run("--output", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert pq.read_table(tmp_path / "figures.parquet").equals(kept.accuracy())


def test_the_command_says_what_is_wrong(tmp_path: Path):
    assert "there is no table role; there are" in run("--table", "role").stderr
    assert "the ending says the format" in run("--output", str(tmp_path / "figures.xls")).stderr
    assert run("--output", str(tmp_path / "figures.xls")).exit_code == 2
    assert "cannot be read; get the golden texts again" in run("--golden", str(tmp_path)).stderr


def test_the_command_ends_with_one_where_a_figure_fell(tmp_path: Path):
    path = floors.write(kept.accuracy(), tmp_path)
    assert run("--against", str(path)).exit_code == 0
    lines = path.read_text(encoding="utf-8").replace(",articles,0.", ",articles,1.")
    path.write_text(lines, encoding="utf-8")
    fallen = run("--against", str(path))
    assert fallen.exit_code == 1
    assert "FELL   mentions f1 on articles" in fallen.output
