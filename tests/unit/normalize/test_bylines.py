"""Who wrote an article, as its text says."""

import pytest

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.bylines import find_byline

BODY = "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。"


def blocks(before="", after=""):
    return find_blocks(f"架空市、防波堤を改修へ\n\n{before}{BODY}{after}")


@pytest.mark.parametrize(
    ("before", "after", "byline"),
    [
        ("【ソウル=架空太郎】", "", "架空太郎"),
        ("【ワシントン=架空花子、海原湊】", "", "架空花子、海原湊"),
        ("", "【架空太郎】", "架空太郎"),
        ("", "(ソウル支局 架空太郎)", "架空太郎"),
        ("", "(ワシントン=架空花子)", "架空花子"),
        ("", "(聞き手・佐々木はるか)", "佐々木はるか"),
        ("", "\n\n(架空太郎)", "架空太郎"),
        ("", "【架空太郎、海原湊】", "架空太郎、海原湊"),
        ("", "【カイロ架空太郎、ローマ海原湊】", "架空太郎、海原湊"),
        ("", "", None),
        ("【ワシントン共同】", "", None),
        ("【独自】", "", None),
        ("", "(共同)", None),
        ("", "(敬称略)", None),
        ("", "(続く)", None),
        ("", "(年齢は当時)", None),
        ("", "(架空市)", None),
        ("", "【関連記事】", None),
        ("", "(10日付朝刊)", None),
    ],
)
def test_names_at_the_edges_of_the_text(before, after, byline):
    assert find_byline(blocks(before, after)) == byline


def test_a_byline_of_its_own_comes_first():
    assert find_byline(find_blocks(f"架空市、防波堤を改修へ\n\n文=架空花子\n\n{BODY}【架空太郎】")) == "文=架空花子"
