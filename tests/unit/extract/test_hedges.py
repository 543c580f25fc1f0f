"""Markers of modality: what is one, what is not, how far it runs and what it governs."""

import pytest

from pipeline.extract.hedges import find_hedges, hedges
from pipeline.lexicons.load import load
from schemas.render import arrow
from schemas.tables.hedges import HEDGES
from schemas.vocabularies import CERTAINTY, HEDGE_CATEGORY
from tests.unit.texts import text_stages, text_view


def found(line: str) -> list[tuple[str, str]]:
    view = text_view(line)
    return [(view.text[hedge.start : hedge.end], hedge.category) for hedge in find_hedges(view)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("橋は来月にも開通するという。", [("という", "hearsay")]),
        ("犯人は逃走したとみられています。", [("とみられています", "inference")]),
        ("修復は難しいかもしれません。", [("かもしれません", "possibility")]),
        ("値上がりは避けられない可能性が高かった。", [("可能性が高かった", "possibility")]),
        ("計画が崩れかねない。", [("かねない", "possibility")]),
        ("市は支援すべきだ。", [("べきだ", "deontic")]),
        ("雨が降りそうだ。", [("降りそうだ", "appearance")]),
        ("雨が降るそうだ。", [("そうだ", "hearsay")]),
        ("雨が降るようだ。", [("ようだ", "appearance")]),
        ("雨が降るらしい。", [("らしい", "inference")]),
        ("明日は晴れるだろう。", [("だろう", "inference")]),
        ("早く行きたい。", [("行きたい", "desire")]),
        ("橋が落ちれば、町は孤立する。", [("落ちれば", "conditional")]),
        ("祭りは明日開かれる予定だ。", [("予定だ", "scheduled")]),
        ("市は導入を検討している。", [("検討している", "under_consideration")]),
        ("手放すわけではない。", [("わけではない", "negated")]),
        ("町は変わりつつある。", [("つつある", "tendency")]),
        ("警察によると、男は逃げた。", [("によると", "hearsay")]),
        ("橋はいつ直るのか。", [("のか", "question")]),
    ],
)
def test_markers(line: str, expected: list[tuple[str, str]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "市は肯定も否定もしなかった。",
        "数百人という規模の集会だった。",
        "灯台という名の店がある。",
        "橋は3日に開通した。",
        "雪のような花が咲いた。",
        "歩くように話す。",
        "田中さんなら昨日来た。",
    ],
)
def test_what_is_no_marker(line: str) -> None:
    assert found(line) == []


def test_the_scope_is_the_clause_before_the_marker() -> None:
    view = text_view("雨はやんだが、橋が流される恐れがある。")
    (hedge,) = find_hedges(view)
    assert view.text[hedge.scope_start : hedge.scope_end] == "橋が流される"


def test_the_scope_stays_inside_its_quotation() -> None:
    view = text_view("市長は「橋を直すべきだ」と述べた。")
    (hedge,) = find_hedges(view)
    assert view.text[hedge.scope_start : hedge.scope_end] == "橋を直す"


def test_a_source_governs_what_follows() -> None:
    view = text_view("警察によると、男は逃げた。")
    (hedge,) = find_hedges(view)
    assert view.text[hedge.scope_start : hedge.scope_end] == "男は逃げた"


def test_rows_conform_and_leave_out_what_is_no_content() -> None:
    table = hedges(*text_stages(["雨が降るだろう。"], [""]))["hedges"]
    assert table.schema.equals(arrow.schema(HEDGES))
    assert table["text"].to_pylist() == ["だろう"]


def test_every_row_of_the_lexicon_fits_the_vocabularies() -> None:
    for row in load("hedges"):
        assert row["category"] in HEDGE_CATEGORY.values, row
        assert row["certainty"] in CERTAINTY.values, row
        assert row["inflects"] in ("yes", "no"), row
    forms = [row["form"] for row in load("hedges")]
    assert len(forms) == len(set(forms))


def test_hearsay_governs_a_clause_and_no_number() -> None:
    view = text_view("被害額は当初の見積もりを上回り、約3億円とされた。")
    (hedge,) = [hedge for hedge in find_hedges(view) if hedge.category == "hearsay"]
    assert view.text[hedge.scope_start : hedge.scope_end] == "被害額は当初の見積もりを上回り、約3億円"
