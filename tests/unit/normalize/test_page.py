"""Pages that lost their markup: which lines are the article, in layouts written for the test."""

from pathlib import Path

import pytest

from benchmarks import blocks as yardstick
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.cues import is_word_bar

TITLE = "架空市、防波堤を改修へ 費用は12億円の見通し"
BODY = (
    "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。財源には国の交付金と市債を充てる。",
    "市長は記者会見で「安全を最優先にする」と述べた。漁協は漁への影響を心配し、説明会を求めている。",
    "防波堤は1970年代に造られ、老朽化が進んでいた。市は今年度中に設計を終え、入札にかける方針だ。",
)
MENU = (
    "トップ",
    "速報",
    "政治",
    "経済",
    "国際",
    "地域",
    "スポーツ",
    "文化",
    "科学",
    "暮らし",
    "教育",
    "社説",
    "写真",
    "動画",
)
LINKS = (
    "架空港の朝市、来春に再開",
    "からくり時計が動き出す 商店街",
    "仮想湖にイルカの群れ 観光客も",
    "想像駅の新駅舎、設計案を公開",
    "秋の花火は2部制で開催へ",
    "名物食堂が今月末で閉店",
)
FOOT = ("会社案内", "お問い合わせ", "個人情報の取り扱い", "© 架空新聞社")


def content(*lines, sep="\n"):
    return [block.text for block in find_blocks(sep.join(lines)) if block.is_content]


def role(blocks, text):
    return next(block.role for block in blocks if text in block.text)


@pytest.mark.parametrize("sep", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ((*MENU, "架空新聞", TITLE, "2025年4月8日 10時30分"), ("関連記事", *LINKS, *FOOT)),
        ((*MENU, TITLE, "4/8(火) 10:30配信", "シェア", "ポスト", "312"), ("アクセスランキング", *LINKS, *MENU, *FOOT)),
        ((TITLE, "2025年4月8日"), (*LINKS, *MENU, *FOOT)),
        (
            (*(f"・{word}" for word in MENU), TITLE, "架空花子2025年4月8日 10時30分"),
            (*(f"・{link}" for link in LINKS), *FOOT),
        ),
        ((*MENU, *LINKS, "トップ > 地域 > 記事", TITLE, "2025.04.08 10:30", "印刷"), ("人気ランキング", *LINKS)),
    ],
    ids=["menu above", "counters", "menu below", "bullets", "links above"],
)
def test_the_article_of_a_page_with_menus(above, below, sep):
    assert content(*above, *BODY, *below, sep=sep) == [TITLE, *BODY]


def test_roles_around_the_article():
    blocks = find_blocks("\n".join((*MENU, TITLE, "4/8(火) 10:30配信", *BODY, "関連記事", *LINKS, *FOOT)))
    assert role(blocks, "速報") == "navigation"
    assert role(blocks, "配信") == "dateline"
    assert role(blocks, LINKS[0]) == "related_link"
    assert role(blocks, "©") == "site_boilerplate"
    assert role(blocks, BODY[0]) == "lead"


def test_prose_of_the_site_is_not_the_article():
    notice = "記事を保存して後で読むことができます。ご利用には会員登録が必要です。"
    assert content(*MENU, notice, TITLE, "2025年4月8日", *BODY, notice, *LINKS, *MENU) == [TITLE, *BODY]


def test_the_article_is_the_prose_below_a_dated_title_rather_than_a_longer_list_of_teasers():
    teasers = [f"{word}の話題を集めました。取材班が各地を歩き、暮らしの今を伝えます。" for word in MENU[2:9]]
    page = (*MENU, TITLE, "2025年4月8日 10時30分", *BODY, *LINKS, *MENU, *LINKS, *MENU, *teasers, *FOOT)
    assert content(*page) == [TITLE, *BODY]


def test_links_that_interrupt_the_article():
    found = content(*MENU, TITLE, "2025年4月8日", BODY[0], *LINKS[:4], *BODY[1:], *LINKS, *MENU)
    assert found == [TITLE, *BODY]


def test_a_list_that_the_text_announces_stays():
    listed = ("架空県:架空市、波打町", "仮想県:仮想市、砂浜町", "想像県:想像市")
    page = (*MENU, TITLE, "2025年4月8日", *BODY, "工事の対象は次の通り。", *listed, "関連記事", *LINKS, *MENU)
    assert content(*page) == [TITLE, *BODY, "工事の対象は次の通り。", *listed]


def test_a_teaser_ends_before_the_notice_to_members():
    teaser = "改修をめぐっては、漁協の…"
    notice = "この記事は有料会員記事です。残り977文字"
    assert content(*MENU, TITLE, "2025年4月8日", *BODY, teaser, notice, *LINKS, *MENU) == [TITLE, *BODY, teaser]


def test_the_title_of_the_metadata():
    text = "\n".join((*MENU, "波の便り", "港の話", "0", *BODY, *LINKS, *MENU))
    assert [block.text for block in find_blocks(text) if block.is_content] == [*BODY]
    assert [block.text for block in find_blocks(text, title="港の話") if block.is_content] == ["港の話", *BODY]


def test_a_small_page_with_one_row_of_links():
    row = "最新号 バックナンバー 広告を出す お問い合わせ"
    page = (row, "トップ › 地域", TITLE, "2025年4月8日", *BODY, "ほかの話題", *LINKS[:2])
    assert content(*page) == [TITLE, *BODY]


def test_headlines_behind_the_last_sentence_are_links():
    assert content(TITLE, "2025年4月8日", *BODY, *LINKS[1:4]) == [TITLE, *BODY]


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n\n{BODY[0]}\n\n結果は次の通り。\n1位 架空大 5時間31分\n2位 仮想大 5時間33分\n3位 想像大 5時間40分",
        f"{TITLE}\n\n{BODY[0]}\n\n参加国\n- 架空国\n- 仮想国\n- 想像国\n- 波国\n- 砂国\n- 島国",
        f"{TITLE}\n\n{BODY[0]}\n\n市長選の候補は届け出順に次の通り。\n架空太郎\n仮想花子\n想像次郎\n\n{BODY[1]}",
        "波\n風\n砂\n\n" + "\n".join(BODY),
    ],
    ids=["results", "list", "names", "verse"],
)
def test_an_article_without_menus_keeps_everything(text):
    assert all(block.is_content for block in find_blocks(text))


def test_a_picture_with_its_credit_is_a_caption():
    long = "改修が続く防波堤と、そばに停泊する作業船。沖では別の船が資材を降ろしていた=2025年4月8日、架空花子撮影"
    dated = "改修が続く防波堤と、そばに停泊する作業船=8日午前、架空市"
    blocks = find_blocks(f"{TITLE}\n\n{BODY[0]}\n\n{long}\n\n{dated}\n\n{BODY[1]}")
    assert [block.role for block in blocks[2:4]] == ["caption", "caption"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xで共有 LINEで送る ブックマーク", True),
        ("会社案内 採用情報 お問い合わせ", True),
        ("架空市長 会見 要旨", False),
        ("ログイン", False),
        ("架空太郎 仮想花子 想像次郎 波三郎", False),
    ],
)
def test_rows_of_links(text, expected):
    assert is_word_bar(text) is expected


@pytest.mark.gold
def test_flattened_pages_of_outlets_no_rule_was_tuned_on():
    gold = Path(__file__).resolve().parents[4] / "shared" / "gold"
    if not gold.is_dir():
        pytest.skip("no gold data beside the checkout")
    unseen = ["Mainichi", "Nikkei", "Yomiuri", "newspaper4k", "koron/00002"]
    score = yardstick.Score()
    for _, text, lines in yardstick.pages(gold, unseen):
        for line, is_content in zip(lines, yardstick.judged(text), strict=True):
            if line.is_content is not None:
                score.add(is_content, line.is_content, len(line.text))
    assert score.hit >= 0.95 * score.expected
    assert score.hit >= 0.88 * score.predicted
