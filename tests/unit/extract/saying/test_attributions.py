"""Sources: according to whom, and chains of them."""

import pytest

from pipeline.extract.hedges import hedges
from pipeline.extract.names.mentions import mentions
from pipeline.extract.saying.attributions import find_sources
from pipeline.extract.saying.outlets import genre_of
from pipeline.extract.saying.speakers import Agents
from pipeline.extract.saying.statement import Statement
from pipeline.extract.saying.statements import find_statements, statements
from pipeline.extract.saying.units import article_quotations
from pipeline.extract.saying.word_kinds import word_kind
from pipeline.extract.saying.words import fold
from schemas.dataset import DATASET
from schemas.render import arrow
from tests.unit.texts import text_stages, text_view

TIMES = arrow.empty(DATASET.table("time_expressions"))


def sources(line: str) -> list[tuple[str, str, str]]:
    view = text_view(line)
    quotations = [q for q in article_quotations(view) if q.parent is None]
    words = fold(view.tokens, view.tokens.classes(word_kind), 0, len(view.text), quotations)
    return [(s.agent.kind, s.agent.text, s.marker) for s in find_sources(words, Agents(view.text, ()))]


def read(line: str) -> list[Statement]:
    view = text_view(line)
    return find_statements(view)


def chain(line: str) -> list[tuple[object, ...]]:
    inputs = text_stages([line])
    empty = (arrow.empty(DATASET.table("mentions")), arrow.empty(DATASET.table("roles")))
    rows = statements(*inputs, *empty, hedges(*inputs)["hedges"], TIMES)["attributions"].to_pylist()
    return [(row["level"], row["agent_text"], row["agent_kind"], row["is_open_set"]) for row in rows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("警察によると、橋は落ちた。", ("organization", "警察", "によると")),
        ("関係者によれば、橋は落ちた。", ("anonymous", "関係者", "によれば")),
        ("地元紙の報道では、橋は落ちた。", ("outlet", "地元紙", "の報道では")),
        ("消防の報告書によると、橋は落ちた。", ("organization", "消防", "によると")),
        ("警察が公開した報告書によると、橋は落ちた。", ("organization", "警察", "によると")),
        ("目撃者の話では、橋は落ちた。", ("anonymous", "目撃者", "の話では")),
    ],
)
def test_sources(line: str, expected: tuple[str, str, str]) -> None:
    assert sources(line) == [expected]


@pytest.mark.parametrize("line", ["雨による被害が出た。", "雨によって橋が落ちた。", "「警察によると橋は落ちた」"])
def test_what_is_no_source(line: str) -> None:
    assert sources(line) == []


def test_an_outlet_that_is_the_only_source_is_the_speaker() -> None:
    (statement,) = read("地元紙によると、橋は3日に落ちた。")
    assert (statement.speaker_kind, statement.kind, statement.cue_class) == ("outlet", "indirect", "source")
    assert chain("地元紙によると、橋は3日に落ちた。") == [(0, "地元紙", "outlet", False)]


def test_an_outlet_passes_on_somebody_s_words() -> None:
    line = "地元紙によると、村上市長は「橋は直す」と語った。"
    assert chain(line) == [(0, "地元紙", "outlet", False), (1, "村上", "person", False)]


def test_a_report_of_a_report_is_one_statement() -> None:
    line = "地元紙は、村上市長が「橋は直す」と主張したと伝えた。"
    (statement,) = read(line)
    assert (statement.kind, statement.speaker.text if statement.speaker else None) == ("direct", "村上")
    assert chain(line) == [(0, "地元紙", "outlet", False), (1, "村上", "person", False)]


def test_what_somebody_told_an_outlet() -> None:
    line = "地元紙に対して村上市長が語ったところによると、橋は直る。"
    assert chain(line) == [(0, "地元紙", "outlet", False), (1, "村上", "person", False)]


def test_one_of_several_sources() -> None:
    assert chain("地元紙などによると、橋は落ちた。") == [(0, "地元紙", "outlet", True)]


def test_hearsay_with_a_source_is_the_source_s() -> None:
    (statement,) = read("関係者によると、橋は直らないという。")
    assert (statement.speaker_kind, statement.kind) == ("anonymous", "indirect")
    assert statement.speaker is not None
    assert statement.speaker.text == "関係者"


def said(line: str) -> list[str]:
    """Every statement as ``content < speaker:kind < outlet:kind``, from the inside out, + for an open set."""
    inputs = text_stages([line])
    named = mentions(*inputs)
    tables = statements(*inputs, named["mentions"], named["roles"], hedges(*inputs)["hedges"], TIMES)
    links: dict[str, list[tuple[int, str]]] = {}
    for row in tables["attributions"].to_pylist():
        link = f"{row['agent_text']}:{row['agent_kind']}" + "+" * row["is_open_set"]
        links.setdefault(row["statement_id"], []).append((row["level"], link))
    rows = sorted(tables["statements"].to_pylist(), key=lambda row: (row["start"], row["end"]))
    return [
        " < ".join([row["text"], *(link for _, link in sorted(links.get(row["statement_id"], ()), reverse=True))])
        for row in rows
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "地元紙の北浜日報は5日、市が球場の建設を見送る方針だと、市幹部の話として報じた。",
            ["市が球場の建設を見送る方針だ < 市幹部:anonymous < 北浜日報:outlet"],
        ),
        (
            "英紙モーニング・ヘラルドは、中央銀行が利上げを検討していると、複数の関係者の話を引用して伝えた。",
            ["中央銀行が利上げを検討している < 複数の関係者:anonymous < モーニング・ヘラルド:outlet"],
        ),
        (
            "国営サルタ通信は、沿岸警備隊の報道官が「船は自力で航行している」と述べたと報じた。",
            ["船は自力で航行している < 沿岸警備隊の報道官:anonymous < 国営サルタ通信:outlet"],
        ),
        (
            "民放の南洋テレビは、被告が起訴内容を認めると語ったと伝えた。",
            ["起訴内容を認める < 被告:anonymous < 南洋テレビ:outlet"],
        ),
        (
            "夕刊紙タワー・ニュースは、来月から運賃を引き上げると運輸省の担当者が明らかにしたと報じた。",
            ["来月から運賃を引き上げる < 運輸省の担当者:anonymous < タワー・ニュース:outlet"],
        ),
        ("監督は今季限りで退任すると周囲に語ったと報じられた。", ["今季限りで退任する < 監督:anonymous"]),
        ("関係者によると、会社は近く社長を代えるという。", ["会社は近く社長を代える < 関係者:anonymous"]),
        (
            "原告側の弁護士によると、裁判所は「証拠は十分でない」と述べた。",
            ["証拠は十分でない < 裁判所:organization < 原告側の弁護士:anonymous"],
        ),
        (
            "消防や警察、住民などによると、山火事は3日朝に起きた。",
            ["山火事は3日朝に起きた < 消防や警察、住民:anonymous+"],
        ),
        (
            "政府は増税を見送る方針を固めた。複数の与党幹部が明らかにした。",
            ["政府は増税を見送る方針を固めた < 複数の与党幹部:anonymous"],
        ),
        (
            "経済紙マーケット・デイリーは4日、造船2社が合併すると報じた。同紙によると、両社の取締役会は来週開かれる。",
            [
                "造船2社が合併する < マーケット・デイリー:outlet",
                "両社の取締役会は来週開かれる < マーケット・デイリー:outlet",
            ],
        ),
        (
            "ハルム通信は、地震で橋が崩れたと伝えた。地元紙ボスク新報は、死者はいないと報じた。"
            "同通信によると、救助隊が現地に入った。",
            [
                "地震で橋が崩れた < ハルム通信:outlet",
                "死者はいない < ボスク新報:outlet",
                "救助隊が現地に入った < ハルム通信:outlet",
            ],
        ),
        (
            "財務省は予算を減らした。環境省は4日、川の水質が改善したと発表した。警察庁は動いていない。"
            "同省は「調査を続ける」としている。",
            ["川の水質が改善した < 環境省:organization", "調査を続ける < 環境省:organization"],
        ),
        ("住民は水が急に増えたと話したという。", ["水が急に増えた < 住民:anonymous"]),
        (
            "北浜日報によると、監督は「選手に責任はない」と語ったという。",
            ["選手に責任はない < 監督:anonymous < 北浜日報:outlet"],
        ),
        (
            "農林水産省は4日、検査を終えたと発表した。同省は、出荷を週内に再開するとしているという。",
            ["検査を終えた < 農林水産省:organization", "出荷を週内に再開する < 農林水産省:organization"],
        ),
        (
            "野党は、与党が審議に応じないと主張したと、公共放送は伝えた。",
            ["与党が審議に応じない < 野党:organization < 公共放送:outlet"],
        ),
        (
            "外務省の声明によると、大統領は停戦を受け入れると述べた。",
            ["停戦を受け入れる < 大統領:anonymous < 外務省:organization"],
        ),
        (
            "選手の代理人が専門誌フットボール・ウィークに語ったところによると、移籍は決まっていない。",
            ["移籍は決まっていない < 選手の代理人:anonymous < フットボール・ウィーク:outlet"],
        ),
        (
            "公共放送のラダ・テレビは2日、北部で堤防が切れたと報じた。同局は、ダムの水位が下がったと、救助隊からの情報として伝えた。",
            [
                "北部で堤防が切れた < ラダ・テレビ:outlet",
                "ダムの水位が下がった < 救助隊:organization < ラダ・テレビ:outlet",
            ],
        ),
        (
            "米誌サイエンス・レビューは、氷床の融解が加速しているとの研究者の見方を伝えた。",
            ["氷床の融解が加速している < 研究者:anonymous < サイエンス・レビュー:outlet"],
        ),
        (
            "ロイター通信は3日、両首脳が週内に会談すると、政府高官の話として報じた。",
            ["両首脳が週内に会談する < 政府高官:anonymous < ロイター通信:outlet"],
        ),
        (
            "捜査関係者によると、男は「金に困っていた」と供述しているという。",
            ["金に困っていた < 男:anonymous < 捜査関係者:anonymous"],
        ),
        ("男は事件の首謀者とされる。", ["男は事件の首謀者"]),
        (
            "地元テレビ局は、知事が辞意を固めたと、県議会関係者の話を引用して報じた。",
            ["知事が辞意を固めた < 県議会関係者:anonymous < 地元テレビ局:outlet"],
        ),
        (
            "独誌ファーレンは、自動車大手が工場を閉鎖する方針だと、労組幹部の話を引用して報じた。",
            ["自動車大手が工場を閉鎖する方針だ < 労組幹部:anonymous < ファーレン:outlet"],
        ),
        (
            "検察側の証人は、被告が「金は返した」と話していたと証言した。",
            ["被告が「金は返した」と話していた < 検察側の証人:anonymous", "金は返した < 被告:anonymous"],
        ),
        (
            "港湾局によると、貨物船の船長は「霧で何も見えなかった」と説明しているという。",
            ["霧で何も見えなかった < 貨物船の船長:anonymous < 港湾局:organization"],
        ),
        (
            "代表監督が来月で退くと、スポーツ紙「朝凪スポーツ」が協会関係者の話として伝えた。",
            ["代表監督が来月で退く < 協会関係者:anonymous < 朝凪スポーツ:outlet"],
        ),
        (
            "両国の外相が極秘に会談した。外交筋が7日、明らかにした。",
            ["両国の外相が極秘に会談した < 外交筋:anonymous"],
        ),
        (
            "国営放送は、震源に近い村で住宅が倒れていると、救助当局の発表を引用して伝えた。",
            ["震源に近い村で住宅が倒れている < 救助当局:organization < 国営放送:outlet"],
        ),
        (
            "ボスク通信は、首相が辞任するとの与党幹部の見方を伝えた。同通信によると、後任は決まっていない。",
            [
                "首相が辞任する < 与党幹部:anonymous < ボスク通信:outlet",
                "後任は決まっていない < ボスク通信:outlet",
            ],
        ),
        (
            "大統領府の高官は地元紙に、停戦案を受け入れる用意があると語った。",
            ["停戦案を受け入れる用意がある < 大統領府の高官:anonymous < 地元紙:outlet"],
        ),
        (
            "中央銀行は物価の見通しを引き下げると伝えられた。",
            ["中央銀行は物価の見通しを引き下げる"],
        ),
        (
            "週刊誌の報道によると、選手は「もう走れない」と周囲に漏らしていたという。",
            ["もう走れない < 選手:anonymous < 週刊誌:outlet"],
        ),
        (
            "消防庁は6日、全員を救助したと発表した。同庁によると、けが人はいない。",
            ["全員を救助した < 消防庁:organization", "けが人はいない < 消防庁:organization"],
        ),
        (
            "米紙フロンティア・ポストは8日、電池の共同開発で合意したと、交渉に詳しい人物の話として報じた。",
            ["電池の共同開発で合意した < 人物:anonymous < フロンティア・ポスト:outlet"],
        ),
        (
            "工場の従業員は、事故の前に異音がしたと会社側に伝えたと述べた。",
            [
                "事故の前に異音がした < 工場の従業員:anonymous",
                "事故の前に異音がしたと会社側に伝えた < 工場の従業員:anonymous",
            ],
        ),
        (
            "裁判所の職員や弁護士、記者などによると、審理は1時間で終わった。",
            ["審理は1時間で終わった < 裁判所の職員や弁護士、記者:anonymous+"],
        ),
        (
            "サルタ放送は2日、住民が避難を始めたと報じた。州知事は同放送に対し、「水位はまだ上がる」と語ったという。",
            ["住民が避難を始めた < サルタ放送:outlet", "水位はまだ上がる < 州知事:anonymous < サルタ放送:outlet"],
        ),
    ],
)
def test_chains_of_second_hand_reports(line: str, expected: list[str]) -> None:
    assert said(line) == expected


def test_a_citation_may_open_the_clause() -> None:
    chain_of = "橋は落ちた < 漁協の職員:anonymous < 北浜日報:outlet"
    assert said("北浜日報は、漁協の職員の話として、橋は落ちたと報じた。") == [chain_of]
    assert said("北浜日報によると、漁協の職員の話として、橋は落ちた。") == [chain_of]
    assert said("漁協の職員の話として、橋は落ちたという。") == ["橋は落ちた < 漁協の職員:anonymous"]


@pytest.mark.parametrize(
    "line",
    [
        "検討の対象とされる。",
        "市長の発言として不適切だ。",
        "地元紙に載った写真は、港で撮られた。",
        "駅前に店が開いた。市が土地を買い、駅を直した。",
    ],
)
def test_what_makes_no_chain(line: str) -> None:
    assert said(line) == []


@pytest.mark.parametrize(
    ("name", "genre"), [("同紙", "newspaper"), ("同通信", "wire"), ("同局", "broadcaster"), ("同誌", "magazine")]
)
def test_genres_of_outlets(name: str, genre: str) -> None:
    assert genre_of(name) == genre


def test_an_anaphor_of_another_genre_is_no_outlet_named_before() -> None:
    line = "ハルム通信は、橋が崩れたと伝えた。同紙によると、死者はいない。"
    assert said(line)[1] == "死者はいない < 同紙:outlet"


def test_hearsay_on_top_is_never_certain() -> None:
    for line in ("住民は水が確実に増えたと話したという。", "同紙によると、知事は辞めるとしているという。"):
        inputs = text_stages([line])
        named = mentions(*inputs)
        (row,) = statements(*inputs, named["mentions"], named["roles"], hedges(*inputs)["hedges"], TIMES)[
            "statements"
        ].to_pylist()
        assert row["certainty"] != "certain"
