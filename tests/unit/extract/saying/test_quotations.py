"""Quotation marks: pairing, nesting, recovery, and what the words between them are."""

import pytest

from pipeline.extract.article.quotations import bracket_pairs, find_quotations


def spans(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in bracket_pairs(text)]


def only(text: str) -> tuple[str, bool]:
    (quotation,) = find_quotations(text)
    return quotation.kind, quotation.is_speech


@pytest.mark.parametrize("quoted", ["「雨だ」", "『雨だ』", "“雨だ”", "〝雨だ〟", '"雨だ"', "‘雨だ’"])
def test_every_kind_of_mark(quoted: str) -> None:
    assert spans(f"市長は{quoted}と述べた。") == [quoted]


def test_inner_marks_know_what_encloses_them() -> None:
    text = "市長は「議会の『約束』は重い」と述べた。"
    assert bracket_pairs(text) == [(3, 15, None), (7, 11, 3)]


def test_a_mark_without_partner_loses_only_itself() -> None:
    assert spans("「開いたまま、次の「言葉」と続く") == ["「言葉」"]
    assert spans("閉じるだけ」で、次の「言葉」と続く") == ["「言葉」"]
    assert spans("「外『中」続き』") == ["「外『中」"]


def test_an_inch_mark_opens_nothing() -> None:
    assert spans('15"の画面に"新型"と出た') == ['"新型"']


def test_empty_marks_are_no_quotation() -> None:
    assert spans("「」と『』") == []


def test_marks_of_another_block_do_not_close() -> None:
    text = "「開いた\n閉じた」"
    assert find_quotations(text, 0, 4) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市長は「橋は必ず直す」と述べた。", ("direct", True)),
        ("市長「橋は必ず直す」と説明", ("direct", True)),
        ("市長「橋は必ず直す」", ("direct", True)),
        ("相手を「臆病者」とまで呼んだ。", ("label", True)),
        ("この橋は「夕日橋」と呼ばれる。", ("name", False)),
        ("新たな支援組織「北の灯」に加わる。", ("name", False)),
        ("長編『海の記憶』を出版した。", ("title", False)),
        ("いわゆる「お試し」の期間だ。", ("scare", False)),
        ("声明は「停戦に合意する」としていない。", ("direct", True)),
    ],
)
def test_kind_and_whether_it_is_speech(text: str, expected: tuple[str, bool]) -> None:
    assert only(text) == expected


def test_two_terms_joined_by_to_are_not_speech() -> None:
    assert [q.is_speech for q in find_quotations("「理想」と「現実」の間")] == [False, False]


def test_a_long_line_of_open_marks_is_read() -> None:
    assert bracket_pairs("「『" * 200_000 + "」" * 3) is not None
    assert bracket_pairs("「" * 100_000 + "』" * 100_000) == []
