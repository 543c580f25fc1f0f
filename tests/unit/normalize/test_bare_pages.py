"""Pages whose menus are too short to be told by their length: what stands above, between and below the article."""

import pytest

from pipeline.normalize.blocks import find_blocks

TITLE = "架空市、防波堤を改修へ 費用は12億円の見通し"
DATE = "2025年4月8日 10時30分"
BODY = (
    "架空市は8日、港の防波堤を改修すると発表した。工事は来年4月に始まり、費用は12億円に上る見通しだという。",
    "市長は記者会見で「安全を最優先にする」と述べた。漁協は漁への影響を心配し、説明会を求めている。",
)
MENU = ("トップ", "速報", "政治", "経済", "国際", "地域", "スポーツ", "文化", "科学", "暮らし", "教育", "社説", "動画")
LINKS = ("からくり時計が動き出す 商店街", "仮想湖にイルカの群れ 観光客も", "想像駅の新駅舎、設計案を公開")


def content(*lines, sep="\n"):
    return [block.text for block in find_blocks(sep.join(lines)) if block.is_content]


def role(text, *lines):
    return next(block.role for block in find_blocks("\n".join(lines)) if block.text == text)


@pytest.mark.parametrize("sep", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "above",
    [
        ("波の放送WEB", "社会", "気象・災害", "政治", TITLE, DATE),
        ("砂浜市", "くらし・手続き", "市政情報", TITLE, DATE, "印刷", "大きな文字で印刷"),
        ("波のたより", "記事一覧", "砂浜のブログ", TITLE, DATE, "テーマ:港のはなし"),
        ("波の放送", "特集", TITLE, DATE, "1,024", "#港"),
        (TITLE, "シェア", DATE),
    ],
    ids=["channels", "city", "blog", "two lines and a date", "buttons below"],
)
def test_the_headline_below_a_short_menu(above, sep):
    blocks = find_blocks(sep.join((*above, *BODY)))
    assert [block.text for block in blocks if block.role == "title"] == [TITLE]
    assert [block.text for block in blocks if block.is_content] == [TITLE, *BODY]


@pytest.mark.parametrize(
    "head",
    [
        ("波の話", "港の防波堤を改修、費用は12億円"),
        ("波の話", "第一話", "港の防波堤を改修、費用は12億円"),
        ("防波堤の話", "春", "夏", "港の防波堤を改修、費用は12億円"),
    ],
    ids=["subtitle", "two lines", "a short title that the text repeats"],
)
def test_a_short_title_stays(head):
    assert content(*head, *BODY) == [*head, *BODY]


def test_the_first_line_is_the_title_though_a_subtitle_stands_below_buttons():
    subtitle = "砂浜で話し合う人たち"
    assert role(TITLE, TITLE, "シェア", subtitle, *BODY) == "title"
    assert subtitle in content(TITLE, "シェア", subtitle, *BODY)


def test_a_name_beside_the_date_is_the_author():
    assert role("波野 砂子", TITLE, "波野 砂子", DATE, *BODY) == "byline"
    assert role("波野 砂子", TITLE, DATE, "波野 砂子", *BODY) == "byline"
    assert "波野 砂子" in content(TITLE, DATE, *BODY, "当選者は次の通り。", "波野 砂子", "砂山 波男")


@pytest.mark.parametrize("sep", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "below",
    [
        ("残り 412文字(全文:812文字)", "ログインする", "#港", "#防波堤"),
        ("次のページ", "1 2 3", "波野 砂子(なみの・すなこ)", "経済担当記者。港を取材。著書に『波』(架空書房)。"),
        ("波野 砂子(なみの・すなこ)", "1984年生まれ。架空通信記者。専門は港湾。", "波野 砂子の最新記事", LINKS[0]),
        ("プロフィール", "波野 砂子", "税理士。砂浜生まれ。猫と暮らしています。", "フォロー"),
        ("このページに関するお問い合わせ", "建設部 道路課", "電話番号:000-000-0000", "窓口は庁舎の2階です。"),
        ("このページの情報は役に立ちましたか?", "はい", "ふつう", "いいえ", "送信"),
        ("港の地図(PDF 812.4KB)", "申請書 [Word形式:24KB]"),
        ("シェアする", "波の会", "砂浜の会", "よろしければ応援お願いします!"),
        ("#港 #防波堤", "フォロー", "ニュースレターに登録すると、毎週金曜日に記事をお届けします。"),
    ],
    ids=["members", "pages", "author", "profile", "contact", "feedback", "files", "buttons", "prompt"],
)
def test_what_stands_below_the_last_sentence(below, sep):
    assert content(TITLE, DATE, *BODY, *below, sep=sep) == [TITLE, *BODY]


@pytest.mark.parametrize("sep", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "below",
    [
        ("「まさか川になるとは思わなかった」",),
        ("砂浜監督「最後まで走ってくれた」",),
        (
            "波野花子(なみの・はなこ)",
            "1984年生まれ。著書に『波』。",
            "砂山太郎(すなやま・たろう)",
            "1990年生まれ。著書に『砂』。",
        ),
        ("プロフィール", "砂浜に現れたのは背の高い男だった。"),
        ("#港", "港には朝から人が集まった。"),
        ("1", "朝の港は静かだった。", "2", "夜の港も静かだった。"),
        ("対象は次の通り。", "1位 架空大 5時間", "2位 仮想大 6時間"),
        ("漁協は説明会の資料をサイトに掲載している。",),
        ("この経験は役に立ちましたか?", "はい、とても。"),
    ],
    ids=["quotation", "speech", "people", "a word", "hashtag", "chapters", "results", "prose of a site", "question"],
)
def test_what_ends_an_article_stays(below, sep):
    assert content(TITLE, DATE, *BODY, *below, sep=sep) == [TITLE, *BODY, *below]


def test_what_interrupts_an_article_does_not_end_it():
    speech = "「まさか川になるとは思わなかった」"
    assert content(TITLE, DATE, *BODY, "続きを見る", "(近くの人)", speech) == [TITLE, *BODY, "(近くの人)", speech]
    results = ("1位 架空大 5時間", "2位 仮想大 6時間")
    assert content(TITLE, DATE, *BODY, "シェア", *results) == [TITLE, *BODY, *results]


@pytest.mark.parametrize(
    "line", ["広告の後に続く", "記事は広告の下に続きます", "- 広告 -", "広告 - スクロール後に記事が続きます", "<PR>"]
)
def test_an_advertisement_between_paragraphs(line):
    assert role(line, TITLE, DATE, BODY[0], line, BODY[1]) == "advertisement"


@pytest.mark.parametrize("line", ["広告は続くのか", "広告費の伸びが続く", "PRの極意"])
def test_a_heading_about_advertising_stays(line):
    assert role(line, TITLE, DATE, BODY[0], line, BODY[1]) == "heading"


HEADS = ("何が決まったのか", "費用は足りるのか")
CONTENTS = ("目次", "1. 何が決まったのか", "2. 費用は足りるのか")


@pytest.mark.parametrize("menu", [(), MENU], ids=["no menu", "menu"])
def test_a_table_of_contents(menu):
    points = ("💡 費用は12億円", "💡 工事は来年4月から")
    article = (HEADS[0], BODY[0], HEADS[1], BODY[1])
    page = (*menu, DATE, TITLE, *CONTENTS, *points, *article, *(("関連記事", *LINKS, *MENU) if menu else ()))
    assert content(*page) == [TITLE, *points, *article]
    assert role(HEADS[0], *page) == "heading"


def test_a_list_below_such_a_heading_that_nothing_repeats_stays():
    assert content(TITLE, DATE, BODY[0], "内容", "1. 講演", "2. 討論", BODY[1])[2:5] == ["内容", "1. 講演", "2. 討論"]


def test_speech_and_the_head_line_of_a_match_on_a_page_with_menus():
    match = "<2部リーグ:架空3-2仮想>◇第27節◇23日◇架空競技場"
    speech = "砂浜監督「最後まで走ってくれた。次も勝ちたい」"
    page = (*MENU, TITLE, DATE, "ポスト", match, *BODY, speech, "アクセスランキング", *LINKS, *MENU)
    assert content(*page) == [TITLE, match, *BODY, speech]
    headline = "砂浜監督が退任へ「次も勝ちたい」"
    assert headline not in content(*MENU, TITLE, DATE, *BODY, headline, *LINKS, *MENU)


def test_rows_of_names_behind_the_text_of_a_page_with_menus():
    rows = ("先発", "GK 波野", "DF 砂山、架空、仮想", "MF 想像、波島、砂島", "FW 架橋、仮橋")
    links = ("アクセスランキング", *LINKS, *MENU)
    assert content(*MENU, TITLE, DATE, *BODY, *rows, *links) == [TITLE, *BODY, *rows]
    assert content(*MENU, TITLE, DATE, *BODY, "先発", "GK 波野", *LINKS, *links) == [TITLE, *BODY]


def test_a_list_announced_below_a_heading_on_a_page_with_menus():
    listed = ("08:41", "架空市で震度5強", "各地の震度は次の通り。", "震度5強 架空市", "震度5弱 仮想町", "震度4 想像町")
    below = ("アクセスランキング", *LINKS, *MENU)
    assert content(*MENU, TITLE, DATE, *BODY, *listed, *below) == [TITLE, *BODY, *listed]
    assert content(*MENU, TITLE, DATE, *BODY, "08:41", *LINKS, *below) == [TITLE, *BODY]


def test_the_profile_of_who_was_interviewed_is_no_answer():
    asked = ("――なぜ港ですか。", "波野 海が好きだからです。", "――次は何をしますか。", "波野 防波堤を歩きます。")
    person = ("波野 砂子(なみの・すなこ)", "架空製作所代表。1984年生まれ。2016年に入社。")
    assert content(TITLE, DATE, *BODY, *asked, *person) == [TITLE, *BODY, *asked]
    named = ("波野 砂子(なみの・すなこ)", "海は広い。")
    assert content(TITLE, DATE, *BODY, *asked, *named) == [TITLE, *BODY, *asked, *named]


BELOW = ("アクセスランキング", *LINKS, *MENU)


def test_a_short_subtitle_and_a_section_name_on_a_page_with_menus():
    subtitle = "防波堤を市が改修"
    assert content(*MENU, TITLE, subtitle, DATE, *BODY, *BELOW) == [TITLE, subtitle, *BODY]
    assert content(*MENU, TITLE, "防波堤", DATE, *BODY, *BELOW) == [TITLE, *BODY]


def test_a_heading_between_the_date_and_the_text():
    assert content(*MENU, TITLE, DATE, "冒頭発言", *BODY, *BELOW) == [TITLE, "冒頭発言", *BODY]
    assert content(*MENU, TITLE, DATE, "312", *BODY, *BELOW) == [TITLE, *BODY]


def test_a_title_unlike_the_text_is_known_by_its_date():
    title = "さばのみそ煮を味わう"
    assert content(*MENU, title, DATE, *BODY, *BELOW) == [title, *BODY]
    assert content(*MENU, title, *BODY, *BELOW) == [*BODY]


def test_a_table_between_the_first_prose_and_the_rest():
    first = "寒さの厳しい季節は、脂の乗った魚がおいしい。港の食堂でこつを聞いた。"
    table = ("材料", "さば 2切れ", "みそ 大さじ2", "砂糖 大さじ1", "しょうが 1かけ", "作り方")
    assert content(*MENU, TITLE, DATE, first, *table, *BODY, *BELOW) == [TITLE, first, *table, *BODY]
    assert content(*MENU, TITLE, DATE, first, *LINKS, *LINKS, *BODY, *BELOW) == [TITLE, first, *BODY]


def test_the_word_that_closes_a_record():
    assert content(*MENU, TITLE, DATE, *BODY, "(以上)", *BELOW) == [TITLE, *BODY, "(以上)"]
    assert content(*MENU, TITLE, DATE, *BODY, "以上の特集", *BELOW) == [TITLE, *BODY]


def test_a_headline_above_its_subtitle_on_a_page_with_menus():
    subtitle = "工事は来年4月に始まり費用は12億円"
    assert role(TITLE, *MENU, TITLE, subtitle, DATE, *BODY, *BELOW) == "title"
    assert content(*MENU, LINKS[0], TITLE, DATE, *BODY, *BELOW) == [TITLE, *BODY]


def test_bullets_between_the_date_and_the_text_of_a_page_with_menus():
    points = ("・堤の工事は来年の春に始まる", "・お金は国と市が出し合う")
    assert content(*MENU, TITLE, DATE, *points, *BODY, *BELOW) == [TITLE, *points, *BODY]
    assert content(*MENU, TITLE, DATE, "・トップ", "・速報", *BODY, *BELOW) == [TITLE, *BODY]


def test_a_headline_unlike_the_text_below_a_short_menu():
    title = "「もう帰れない」と思った38時間の夜"
    head = ("波のオンライン", "社会", "くらし", title, "「波」編集部", DATE, "genre : くらし")
    assert role(title, *head, *BODY) == "title"
    assert role("波の話", "波の話", title, DATE, *BODY) == "title"


@pytest.mark.parametrize("line", ["次のページ 砂浜で見つけたもの", "→次ページ:港の教訓"])
def test_the_next_page_and_what_it_holds(line):
    assert content(TITLE, DATE, *BODY, line, LINKS[0], "この記事を応援したい方はこの下をクリック。") == [TITLE, *BODY]


def test_a_headline_below_four_words_though_unlike_the_text_and_without_a_date():
    title = "「もう帰れない」と思った38時間の夜、その先にあったもの"
    assert role(title, "波のサイト", "社会", "くらし", "文化", title, *BODY) == "title"
    assert role(title, "漁協のサイト", "社会", "くらし", "文化", title, *BODY) == "title"
    assert content("波", "風", "砂", title, *BODY)[:4] == ["波", "風", "砂", title]


def test_the_heading_of_summary_bullets_on_a_page_with_menus():
    points = ("発表のポイント", "● 堤の工事は来年の春に始まります。", "● お金は国と市が出し合います。")
    assert content(*MENU, TITLE, DATE, "医療・バイオ", *points, *BODY, *BELOW) == [TITLE, *points, *BODY]


def test_an_author_with_an_occupation_in_brackets():
    assert role("(波野 砂子・作家)", TITLE, DATE, *BODY, "(波野 砂子・作家)") == "byline"
    assert role("(東京・銀座)", TITLE, DATE, *BODY, "(東京・銀座)") != "byline"


def test_where_to_write_to_below_the_buttons():
    address = "住所と氏名を明記し、〒000-0000 架空新聞の係へお送りください。採否にはお答えできません。"
    assert content(TITLE, DATE, *BODY, "シェアする", "悩みを募集しています", address) == [TITLE, *BODY]
    assert address in content(TITLE, DATE, *BODY, address)


SUMMARY = (
    ("この記事のポイント", "heading"),
    ("✅ 港の防波堤を改修する", "key_point"),
    ("💡 費用は12億円の見通し", "key_point"),
    ("砂山アナ:工事はいつから始まるのでしょうか?", "dialogue"),
    ("渚田:来年の4月です。", "dialogue"),
)


@pytest.mark.parametrize("heading", ["この記事のポイント", "ポイント", "■まとめ", "【要点】"])
@pytest.mark.parametrize("menu", [MENU, ()], ids=["menu", "no menu"])
@pytest.mark.parametrize("between", [(), ("シェアする", "スポンサーリンク")], ids=["below", "buttons between"])
def test_a_summary_and_presenters_below_the_text_are_content(heading, menu, between):
    summary = [(heading, "heading"), *SUMMARY[1:]]
    lines = (*menu, TITLE, DATE, *BODY, *between, *(text for text, _ in summary), "関連記事", *LINKS)
    found = {block.text: block for block in find_blocks("\n".join(lines))}
    assert [(text, found[text].role) for text, _ in summary] == summary
    assert not any(found[text].is_content for text in (*menu, *between, "関連記事", *LINKS))


def test_plain_bullets_below_a_heading_of_points_are_points():
    lines = (*MENU, TITLE, DATE, *BODY, "要点", "・改修する", "・費用は12億円", "関連記事", *LINKS)
    found = {block.text: block.role for block in find_blocks("\n".join(lines))}
    assert [found[text] for text in ("要点", "・改修する", "・費用は12億円")] == ["heading", "key_point", "key_point"]


def test_labels_that_end_as_sentences_are_no_talk():
    lines = (TITLE, DATE, *BODY, "日時:4月8日。", "場所:架空港。")
    assert "dialogue" not in {block.role for block in find_blocks("\n".join(lines))}
