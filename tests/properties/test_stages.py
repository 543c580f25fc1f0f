"""Properties of all stages together: one batch equals many, order does not matter, spans cover their text, any input survives."""

import datetime as dt
import random
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run as runner
from pipeline.identity import document_id
from pipeline.run import run_stages, slices
from pipeline.span import Alignment, Run, Span
from pipeline.stage import Stage
from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.tables.landing import LANDING

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PIPELINE = Path(__file__).resolve().parents[2] / "pipeline"
MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".jsonl": "application/json"}
FETCHED_AT = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)


def record(content: bytes, name: str = "a.txt", media_type: str = "text/plain", index: int = 0) -> dict[str, object]:
    return {
        "document_id": document_id(content),
        "location": name,
        "file_name": name,
        "record_index": index,
        "media_type": media_type,
        "fetched_at": FETCHED_AT,
        "content": content,
    }


def examples() -> list[dict[str, object]]:
    rows = []
    for path in sorted(EXAMPLES.iterdir()):
        media_type = MEDIA_TYPES.get(path.suffix)
        if media_type == "application/json":
            lines = enumerate(path.read_bytes().splitlines(), 1)
            rows += [record(line, path.name, media_type, index) for index, line in lines if line.strip()]
        elif media_type:
            rows.append(record(path.read_bytes(), path.name, media_type))
    return rows


def land(rows: list[dict[str, object]]) -> pa.Table:
    return arrow.from_rows(LANDING, rows)


def sorted_rows(tables: dict[str, pa.Table], name: str) -> pa.Table:
    return tables[name].sort_by([(key, "ascending") for key in DATASET.table(name).primary_key])


@pytest.fixture(scope="module")
def whole() -> dict[str, pa.Table]:
    return run_stages(land(examples()), strict=True)


def test_every_table_finds_something_in_the_examples(whole: dict[str, pa.Table]) -> None:
    assert {name for name, rows in whole.items() if not rows.num_rows} <= {"rejections"}


def test_one_batch_equals_one_document_at_a_time_in_any_order(whole: dict[str, pa.Table]) -> None:
    rows = examples()
    random.Random(7).shuffle(rows)
    apart = [run_stages(land([row]), strict=True) for row in rows]
    for table in DATASET.tables:
        joined = pa.concat_tables([part[table.name] for part in apart])
        if table.name in runner.MERGES:
            joined = runner.MERGES[table.name](joined)
        assert sorted_rows({table.name: joined}, table.name).equals(sorted_rows(whole, table.name)), table.name


def test_merging_again_changes_nothing(whole: dict[str, pa.Table]) -> None:
    for name, merge in runner.MERGES.items():
        assert sorted_rows({name: merge(whole[name])}, name).equals(sorted_rows(whole, name)), name


def test_every_span_covers_its_text_and_maps_into_the_source(whole: dict[str, pa.Table]) -> None:
    texts = dict(zip(whole["articles"]["article_id"].to_pylist(), whole["articles"]["text"].to_pylist(), strict=True))
    for table in DATASET.tables:
        if not table.has_spans or "text" not in table.column_names:
            continue
        for row in whole[table.name].to_pylist():
            if row["start"] is None:
                assert row["end"] is row["text"] is None, (table.name, row)
                continue
            assert texts[row["article_id"]][row["start"] : row["end"]] == row["text"], (table.name, row)
    for article in whole["articles"].to_pylist():
        alignment = Alignment.of(Run(**run) for run in article["alignment"])
        assert sum(run.length for run in alignment.runs) == article["char_count"] == len(article["text"])


def test_every_method_leads_to_its_rule(whole: dict[str, pa.Table]) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(PIPELINE.rglob("*.py")))
    methods = {
        method for name, rows in whole.items() if "method" in rows.column_names for method in rows["method"].to_pylist()
    }
    assert methods
    assert {method for method in methods if f'"{method}"' not in sources} == set()


def test_slices_keep_order_and_lose_nothing() -> None:
    landing = land([record(bytes([65 + i]) * (i * 100 + 1), f"{i}.txt") for i in range(20)])
    pieces = list(slices(landing, limit=1000))
    assert len(pieces) > 1
    assert pa.concat_tables(pieces).equals(landing)


def test_a_stage_that_fails_on_one_article_rejects_that_one_only() -> None:
    def fragile(articles: pa.Table, *_rest: pa.Table) -> dict[str, pa.Table]:
        if any("爆弾" in text for text in articles["text"].to_pylist()):
            raise RuntimeError("cannot")
        return {"hedges": arrow.empty(DATASET.table("hedges"))}

    stages = [Stage(s.name, s.inputs, s.outputs, fragile) if s.name == "hedges" else s for s in runner.STAGES]
    rows = [
        record("県は2日、増税を見送ると発表した。".encode()),
        record("これは爆弾のような記事だ。".encode(), "b.txt"),
    ]
    tables = run_stages(land(rows), stages=stages)
    assert tables["articles"].num_rows == 1
    assert set(tables["sentences"]["article_id"].to_pylist()) == set(tables["articles"]["article_id"].to_pylist())
    (rejected,) = tables["rejections"].to_pylist()
    assert (rejected["stage"], rejected["reason"], rejected["location"]) == ("hedges", "stage_failed", "b.txt")
    assert "cannot" in rejected["detail"]
    with pytest.raises(RuntimeError):
        run_stages(land(rows), stages=stages, strict=True)


JAPANESE = st.text(
    st.sampled_from(
        "「」『』（）()。、！？…・日本米露元防衛相氏は2１年月約数十億円と語ったによるとという。\n 　🇯🇵é﷽\u200b\x00ﾊﾞｶﾞ㌔"
    ),
    max_size=200,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(JAPANESE, st.text(max_size=100)), min_size=1, max_size=4))
def test_arbitrary_text_never_fails_a_stage(texts: list[str]) -> None:
    rows = [record(text.encode("utf-8", "surrogatepass"), f"{i}.txt") for i, text in enumerate(dict.fromkeys(texts))]
    tables = run_stages(land(rows), strict=True)
    outcome = set(tables["articles"]["document_id"].to_pylist())
    outcome |= {row["document_id"] for row in tables["rejections"].to_pylist() if not row["is_published"]}
    assert outcome == {row["document_id"] for row in rows}


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(MEDIA_TYPES.values())))
def test_arbitrary_bytes_never_fail_a_stage(content: bytes, media_type: str) -> None:
    tables = run_stages(land([record(content, media_type=media_type)]), strict=True)
    assert tables["articles"].num_rows + sum(not row["is_published"] for row in tables["rejections"].to_pylist()) >= 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=8), st.data())
def test_alignment_is_total_and_monotone(lengths: list[tuple[int, int]], data: st.DataObject) -> None:
    # text comes from somewhere: no run has text without source
    runs, at, source_at = [], 0, 0
    for length, source_length in lengths:
        runs.append(Run(at, length, source_at, source_length))
        at, source_at = at + length, source_at + source_length
    alignment = Alignment.of(runs)
    start = data.draw(st.integers(0, at))
    end = data.draw(st.integers(start, at))
    found = alignment.to_source(Span(start, end))
    assert 0 <= found.start <= found.end <= source_at
    if end > start:
        back = alignment.from_source(found)
        assert back.start <= start
        assert end <= back.end
