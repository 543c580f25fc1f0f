"""Blocks: lines, their roles, what is content — and normalization of characters."""

import pytest

from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.normalize.cues import ai_disclosure, furniture, is_dateline
from pipeline.normalize.lines import cut
from pipeline.read.content import Hint
from pipeline.span import Span

LEAD = "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。"
MORE = "市長は記者会見で「安全を最優先にする」と述べた。漁協は漁への影響を心配し、説明会を求めている。"


def roles(text, **more):
    return [(block.role, block.text) for block in find_blocks(text, **more)]


def role_of(text, line, **more):
    return next(block.role for block in find_blocks(text, **more) if line in block.text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("ＮＡＴＯが１２３人", "NATOが123人"),
        ("ﾊﾞﾙﾄ海のﾊﾟﾝ｡", "バルト海のパン。"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("架空　市\u00a0へ", "架空 市 へ"),
        ("数万人…「え？」――〜−ー", "数万人…「え?」――〜−ー"),
        ("2～3発", "2〜3発"),
        ("①被告が②弁護人が", "①被告が②弁護人が"),
        ("10㎞、5㍑、㈱架空", "10km、5リットル、(株)架空"),
        ("10²と½", "10²と½"),
        ("葛\U000e0100城市の辻\U000e0101", "葛\U000e0100城市の辻\U000e0101"),
        ("𠮷野家と髙島と﨑", "𠮷野家と髙島と﨑"),
        ("👨‍👩‍👧と👍🏽と🇯🇵と‼️", "👨‍👩‍👧と👍🏽と🇯🇵と‼️"),
        ("見\u200bえな\ufeffい\u0000字\u202e", "見えない字"),
        ("か\u3099", "が"),
        ("か\u200b\u3099", "が"),
        ("゛と゜", "゛と゜"),
        ("ﷺ", "ﷺ"),
        ("漢字(かんじ)と御手洗《みたらい》", "漢字(かんじ)と御手洗《みたらい》"),
        ("", ""),
    ],
)
def test_characters(source, text):
    found, alignment = normalize(source)
    assert found == text
    assert normalize(found) == (found, type(alignment).identity(len(found)))


def test_alignment_leads_back():
    source = "ﾊﾞﾙﾄ海の１２㎞\u200b先"
    text, alignment = normalize(source)
    assert text == "バルト海の12km先"
    assert alignment.to_source(Span(0, 1)).cover(source) == "ﾊﾞ"
    assert alignment.to_source(Span(5, 7)).cover(source) == "１２"
    assert alignment.to_source(Span(7, 8)).cover(source) == "㎞"
    assert alignment.to_source(Span(9, 10)).cover(source) == "先"


def test_text_glued_behind_a_credit_is_a_block_of_its_own():
    text = "さらに読む ⇒架空新聞出典/画像元: https://kaku.example/a/1?b=2とても心配な話ですね。"
    pieces = cut(text)
    assert [piece.text for piece in pieces] == [text[:-11], "とても心配な話ですね。"]
    assert pieces[1].is_glued


def test_an_address_inside_a_sentence_does_not_cut_it():
    assert len(cut("ソースコードはhttps://kaku.example/tideで公開されている。出典は示されていない。")) == 1


def test_hard_wrapped_lines_are_one_block():
    text = "この記事は、公開資料と各社の報道をもとに\n生成AIが下書きし、編集部が確認したもので\nす。"
    assert [piece.text for piece in cut(text)] == [text]


def test_lines_of_a_list_stay_apart():
    assert len(cut("参加国\n- 架空国\n- 仮想国\n- 想像国")) == 4


def test_a_plain_article():
    text = f"架空市、防波堤を改修へ\n\n2025年4月8日 10時30分 架空新聞\n\n{LEAD}\n\n住民には不安も\n\n{MORE}\n\n(架空支局 架空花子)"
    assert [role for role, _ in roles(text)] == ["title", "dateline", "lead", "heading", "paragraph", "byline"]


def test_a_title_given_twice():
    blocks = find_blocks(f"架空市、防波堤を改修へ\n\n架空市、防波堤を改修へ\n\n2025.04.08\n\n{LEAD}")
    assert [block.role for block in blocks] == ["title", "title", "dateline", "lead"]
    assert (blocks[1].duplicate_of, blocks[0].is_content, blocks[1].is_content) == (0, True, False)


def test_a_subtitle():
    text = f"架空市、防波堤を改修へ\n\n漁協は反発「説明が足りない」 着工は来春か\n\n{LEAD}"
    assert [role for role, _ in roles(text)] == ["title", "subtitle", "lead"]


def test_the_title_of_the_metadata_is_recognized():
    text = f"架空の議会ノート\n\n架空市、防波堤を改修へ\n\n{LEAD}"
    assert [role for role, _ in roles(text, title="架空市、防波堤を改修へ")] == ["site_boilerplate", "title", "lead"]


def test_one_sentence_is_a_paragraph():
    assert roles(LEAD) == [("paragraph", LEAD)]


def test_lists_and_summaries():
    text = f"題名はこれ\n\n{LEAD}参加するのは次の国です。\n\n- 架空国\n- 仮想国\n\n{MORE}\n\n- 市が改修を発表\n- 漁協は説明会を要求"
    found = find_blocks(text)
    assert [block.role for block in found if block.list_marker] == ["list_item"] * 2 + ["key_point"] * 2
    assert {block.list_marker for block in found} == {None, "-"}


def test_a_roundup_of_cited_articles():
    text = "\n".join(
        (
            "架空港の改修はなぜ遅れる?経緯をまとめて読む",
            "undefined",
            "💡 改修は2年遅れる見込み。",
            "それでは、順に見ていきましょう。",
            "遅れの理由をたどる",
            "工事はいつ始まる?",
            "来年春の見通し",
            "2年の遅れは小さくない話ですね。",
            "公開日:2025/03/11",
            "",
            "✅ 架空海運は、工事の開始を延期すると発表した。",
            "さらに読む ⇒架空新聞出典/画像元: https://kaku.example/a/1岩盤の硬さが原因なのでしょうか。",
            "社長は会見で「見通しが甘かった」と述べ、陳謝しました。",
            "なるほど、原因は一つではないんですね。",
            "今回の記事では、架空港の改修が遅れた経緯を解説しました。",
        )
    )
    assert [role for role, _ in roles(text)] == [
        "title",
        "artefact",
        "key_point",
        "dialogue",
        "heading",
        "question",
        "answer",
        "dialogue",
        "cited_source",
        "cited_excerpt",
        "cited_source",
        "dialogue",
        "paragraph",
        "dialogue",
        "paragraph",
    ]


def test_an_interview():
    text = f"「声」を届けるには 研究者に聞く\n\n{LEAD}\n\n――なぜ届かないのですか。\n「雨音で聞こえないからです」\n\n――次の課題は。\n「方言です。人の動きが変わります」\n\n架空・太郎 1984年生まれ。2017年から現職。"
    assert [role for role, _ in roles(text)] == [
        "title",
        "lead",
        "question",
        "answer",
        "question",
        "answer",
        "paragraph",
    ]


def test_comments_and_the_site_around_them():
    text = "\n\n".join(
        (
            "架空市、防波堤を改修へ",
            "2025-06-12 コメントする",
            LEAD,
            MORE,
            "コメント一覧",
            "2025-04-09 10:33:16(波の人)\n賛成です。急いでほしい。",
            "コメント投稿",
            "投稿は確認後公開されます。",
            "関連書籍",
            "架空の港の歴史",
            "検索",
            "議員の検索が行えます。",
            "「架空ノート」は、議員の公約をみんなでまとめるサイトです。",
            "※この情報は利用者が投稿した内容です。",
            "標準値:20.75",
        )
    )
    blocks = find_blocks(text)
    assert [block.role for block in blocks] == [
        "title",
        "dateline",
        "lead",
        "paragraph",
        "comment_ui",
        "comment",
        "comment",
        "comment_ui",
        "comment_ui",
        "navigation",
        "related_link",
        "navigation",
        "navigation",
        "site_boilerplate",
        "disclaimer",
        "artefact",
    ]
    assert not any(block.is_content for block in blocks[4:])


def test_running_text_returns_after_related_links():
    text = f"題名はこれです\n\n{LEAD}\n\n【関連記事】\n・別の話題を伝える記事\n\n{MORE}"
    assert [role for role, _ in roles(text)][-3:] == ["navigation", "related_link", "paragraph"]


def test_references_and_an_empty_list_of_them():
    text = f"題名はこれ\n\n{LEAD}\n\nReference(s):\nA study of harbours\nkaku.example"
    assert [role for role, _ in roles(text)][-3:] == ["reference"] * 3
    assert (
        role_of(f"題名はこれ\n\n{LEAD}\n\n参考・出典\n\n暮らしに役立つ読み物を毎朝お届けします。", "お届け")
        == "site_boilerplate"
    )


def test_disclosures():
    text = f"題名はこれ\n\n※画像はイメージです。\n\n当サイトの記事は生成AIが公開資料をまとめて作成しています。\n内容に誤りを含む場合があります。\n[方針について]\n\n{LEAD}"
    assert [role for role, _ in roles(text)] == [
        "title",
        "disclaimer",
        "ai_disclosure",
        "ai_disclosure",
        "navigation",
        "lead",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("この記事は生成AIが下書きし、編集部が確認したものです。", "text_with_people"),
        ("本サイトの記事はAIが作成しています。", "text"),
        ("当サイトの画像はAIで生成しています。", "other"),
        ("架空社は8日、AIが記事を生成するサービスを始めた。", None),
        ("政府はAIの利用指針を作成した。", None),
        ("AIRPORTの記事を作成した。", None),
    ],
)
def test_what_counts_as_a_disclosure(text, kind):
    assert ai_disclosure(text) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-12 コメントする", True),
        ("令和7年4月8日(火)掲載", True),
        ("公開:2025年10月14日 更新:2025年10月15日", True),
        ("第123号 2025年9月30日発行", True),
        ("2025年10月3日に開かれた会議で市長が説明した", False),
        ("2025年4月8日、架空市は防波堤の改修を発表した。", False),
        ("4月8日", False),
    ],
)
def test_date_lines(text, expected):
    assert is_dateline(text) is expected


@pytest.mark.parametrize(
    "text", ["関連する動きが続いている。", "検索サービスの大手が買収を発表した", "人気のある店が閉じた。" * 9]
)
def test_ordinary_lines_are_no_furniture(text):
    assert furniture(text) is None


def test_hints_come_before_rules():
    text = "架空市の港\n\n短い行だが段落\n\n・項目"
    hints = (Hint(0, 5, "heading"), Hint(7, 14, "paragraph"), Hint(16, 19, "caption"))
    assert [role for role, _ in roles(text, hints=hints)] == ["heading", "paragraph", "caption"]


def test_nothing_gives_nothing():
    assert find_blocks(" \n\t\n") == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("name", ["架空太郎", "霧浜 花子", "霧浜花子記者"])
def test_a_headline_given_twice_and_a_name_are_three_blocks(name, gap):
    title = "架空市、老朽化した防波堤を来年度に改修へ 市長が会見"
    blocks = find_blocks(f"{title}\n{title}\n{name}{gap}{LEAD}\n\n{MORE}")
    assert [(block.role, block.text) for block in blocks[:3]] == [("title", title), ("title", title), ("byline", name)]
    assert [block.duplicate_of for block in blocks[:3]] == [None, 0, None]
    assert [block.is_content for block in blocks[:3]] == [True, False, False]
    assert [block.text for block in blocks[3:]] == [LEAD, MORE]


@pytest.mark.parametrize("heading", ["改修計画", "国際政治"])
def test_below_a_headline_given_twice_a_heading_is_no_name(heading):
    title = "架空市、老朽化した防波堤を来年度に改修へ 市長が会見"
    assert role_of(f"{title}\n{title}\n\n{heading}\n\n{LEAD}\n\n{MORE}", heading) == "heading"


def test_lines_given_twice_do_not_keep_hard_wrapped_ones_apart():
    title = "架空市、老朽化した防波堤を来年度に改修"
    wrapped = [LEAD[at : at + 20] for at in range(0, len(LEAD), 20)]
    blocks = find_blocks("\n".join([title, title, *wrapped]))
    assert [block.text.replace("\n", "") for block in blocks] == [title, title, LEAD]
