"""Names: which spans are names of which kind, and the stage's tables."""

from __future__ import annotations

import pytest

from pipeline.extract.names.candidates import Candidate, words_of
from pipeline.extract.names.document import TAGGER, same_places
from pipeline.extract.names.mentions import find_names, mentions
from pipeline.extract.names.places import find_known_names
from pipeline.extract.names.plausible import is_english_clause
from pipeline.lexicons.load import load
from schemas.render import arrow
from schemas.tables.entities import ENTITIES
from schemas.tables.mentions import MENTIONS
from schemas.tables.roles import ROLES
from tests.unit.texts import text_stages, text_view


def found(line: str) -> list[tuple[str, str]]:
    view = text_view(line)
    names = find_names(view).names
    return [(view.text[name.start : name.end], name.entity_type) for name in names if name.form != "title_only"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # places
        ("日米は協議した。", [("日", "GPE"), ("米", "GPE")]),
        ("米欧の溝は深い。", [("米", "GPE"), ("欧", "LOC")]),
        ("米ロの対話が始まる。", [("米", "GPE"), ("ロ", "GPE")]),
        ("中・東欧の国々を訪ねた。", [("中・東欧", "LOC")]),
        ("トルコ・アンカラで会った。", [("トルコ", "GPE"), ("アンカラ", "GPE")]),
        ("愛知県小牧市で生まれた。", [("愛知県", "GPE"), ("小牧市", "GPE")]),
        ("アラスカ州で暮らす。", [("アラスカ州", "GPE")]),
        ("黒海を渡る。", [("黒海", "LOC")]),
        ("米国へ行く。", [("米国", "GPE")]),
        ("米大統領は帰国した。", [("米", "GPE")]),
        # organizations
        ("米軍が撤収した。", [("米軍", "ORG")]),
        ("米政府は認めた。", [("米政府", "ORG")]),
        ("日本政府は認めた。", [("日本政府", "ORG")]),
        ("ベルギー軍が参加した。", [("ベルギー軍", "ORG")]),
        ("フィンランド外務省が招いた。", [("フィンランド外務省", "ORG")]),
        ("北大西洋条約機構(NATO)は拡大した。", [("北大西洋条約機構", "ORG"), ("NATO", "ORG")]),
        ("防衛省は公開した。", [("防衛省", "ORG")]),
        ("読売新聞が伝えた。", [("読売新聞", "ORG")]),
        ("デイリーメールは伝えた。", [("デイリーメール", "ORG")]),
        ("FT紙が報じた。", [("FT", "ORG")]),
        ("共同によると、雨だ。", [("共同", "ORG")]),
        # words that are also names of outlets
        ("両社は共同で装置を開発した。", []),
        ("時事問題を学ぶ。", []),
        ("広場で赤旗を振った。", []),
        ("オブザーバーとして参加した。", []),
        ("note を取る。", []),
        ("AP実装の手順だ。", []),
        ("RT比は高い。", []),
        ("彼のFTは正確だ。", []),
        ("朝日によると、雨だ。", [("朝日", "ORG")]),
        # companies by their legal form
        ("大手の夕凪株式会社は新会社波浪有限会社を作る。", [("夕凪株式会社", "ORG"), ("波浪有限会社", "ORG")]),
        ("波浪株式会社が出店した。波浪は発表した。", [("波浪株式会社", "ORG"), ("波浪", "ORG")]),
        ("有限会社みなと屋は閉じた。", [("有限会社みなと屋", "ORG")]),
        ("株式会社の設立と株式会社化を進める。この株式会社は続く。", []),
        # persons
        ("マルク・ルッテ事務総長が来た。", [("マルク・ルッテ", "PERSON")]),
        ("岸田文雄首相が来た。", [("岸田文雄", "PERSON")]),
        ("田中さんが来た。", [("田中", "PERSON")]),
        ("根岸大悟容疑者が来た。", [("根岸大悟", "PERSON")]),
        ("田中営業部長が来た。", [("田中", "PERSON")]),
        ("メルツ独首相が来た。", [("メルツ", "PERSON"), ("独", "GPE")]),
        ("中谷元防衛相は来た。", [("中谷元", "PERSON")]),
        ("元防衛相の中谷氏が来た。", [("中谷", "PERSON")]),
        ("岸田元首相が来た。", [("岸田", "PERSON")]),
        # laws, events, facilities, works
        ("ワシントン条約を守る。", [("ワシントン条約", "LAW")]),
        ("日中戦争の記録だ。", [("日中戦争", "EVENT")]),
        ("国道41号を走る。", [("国道41号", "FAC")]),
        ("短編小説『灯台の朝』を読む。", [("灯台の朝", "PRODUCT")]),
    ],
)
def test_names(line: str, expected: list[tuple[str, str]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "19日朝に雨が降った。",  # 日朝 is no pair of countries here
        "日中は気温が上がる。",  # nor 日中
        "電圧を印加する。",
        "共同で開発する。",  # 共同 is an agency only where it is cited
        "店員さんに聞いた。",
        "ネクタイを締める。",  # タイ
        "https://nato.int/news を開く。",
        "首相は会見した。",
        "この手法は新しい。",
    ],
)
def test_no_names(line: str) -> None:
    assert found(line) == []


def test_a_capital_that_acts_is_its_government() -> None:
    acting = find_names(text_view("ワシントンは提案を拒否した。"))
    resting = find_names(text_view("ワシントンは雨だった。"))
    assert acting.metonyms == {0}
    assert acting.entities[0].name_ja == "アメリカ"
    assert resting.metonyms == set()
    assert resting.entities[0] is not None
    assert resting.entities[0].name_ja == "ワシントン"
    assert find_names(text_view("ワシントンの反発は強い。")).metonyms == {0}
    assert find_names(text_view("ワシントンの天気は良い。")).metonyms == set()
    assert find_names(text_view("北京に対し自制を求めた。")).metonyms == {0}
    assert find_names(text_view("北京に対し上海は暖かい。")).metonyms == set()


def test_a_seat_of_power_that_acts_stands_for_its_government() -> None:
    acting = find_names(text_view("ホワイトハウスは12日、方針を発表した。"))
    assert acting.metonyms == {0}
    assert acting.entities[0] is not None
    assert acting.entities[0].name_ja == "ホワイトハウス"
    assert find_names(text_view("クレムリンの反発は強い。")).metonyms == {0}
    assert find_names(text_view("ホワイトハウスの庭を歩いた。")).metonyms == set()
    assert find_names(text_view("防衛省は12日、方針を発表した。")).metonyms == set()


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Yahoo! News", False), ("New York Times", False), ("University of the Arts", False), ("October", True),
        ("nobody expected the vote", True), ("Longwordswithoutspacesinthem", True), ("北の国", False),
    ],
)  # fmt: skip
def test_running_english_is_no_name(surface: str, expected: bool) -> None:
    assert is_english_clause(surface) is expected


def test_anaphors_and_titles_alone_refer_back() -> None:
    view = text_view("ベルギーの岸野葵首相は語った。同国は豊かだ。首相は帰った。")
    names = find_names(view)
    by_text = {
        (view.text[name.start : name.end], name.form): entity
        for name, entity in zip(names.names, names.entities, strict=True)
    }
    assert by_text["同国", "anaphor"].name_ja == "ベルギー"
    assert by_text["首相", "title_only"] == by_text["岸野葵", "name"]


def test_part_of_a_name_is_found_again() -> None:
    line = "ポルナ・ゼルニク氏は語った。ゼルニクは去った。"
    assert [text for text, _ in found(line)] == ["ポルナ・ゼルニク", "ゼルニク"]


def test_stage_fits_its_tables() -> None:
    tables = text_stages(["中谷元防衛相は3日、那覇市で語った。"], [""], ["英ガーディアン紙が伝えた。"])
    out = mentions(*tables)
    assert set(out) == {"mentions", "roles", "entities"}
    assert out["mentions"].schema == arrow.schema(MENTIONS)
    assert out["roles"].schema == arrow.schema(ROLES)
    assert out["entities"].schema == arrow.schema(ENTITIES)
    known = set(out["entities"]["entity_id"].to_pylist())
    assert set(out["mentions"]["entity_id"].to_pylist()) == known
    assert set(out["roles"]["person_id"].to_pylist()) <= known
    texts = dict(zip(tables[0]["article_id"].to_pylist(), tables[0]["text"].to_pylist(), strict=True))
    for row in out["mentions"].to_pylist():
        assert texts[row["article_id"]][row["start"] : row["end"]] == row["text"]


def test_lexicon_keys_and_types_are_sound() -> None:
    abbreviations = load("country_abbreviations")
    places = {row["iso2"] for row in load("countries")} | {row["key"] for row in load("regions")}
    assert all(row["entity_key"] in places for row in abbreviations)
    keys = [row["iso2"] for row in load("countries")]
    for name in ("prefectures", "cities", "regions", "organizations", "people"):
        keys += [row["key"] for row in load(name)]
    assert len(keys) == len(set(keys))
    suffixes = [row["suffix"] for row in load("name_suffixes")]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # variant characters; the span stays on the text
        ("髙田原雄介被告が出廷した。", [("髙田原雄介", "PERSON")]),
        # a given name that is a common noun, or is unknown, before a title
        ("村瀬大悟アナリストは語った。", [("村瀬大悟", "PERSON")]),
        ("山田経理課長は語った。", [("山田", "PERSON")]),
        ("田中防衛副大臣は語った。", [("田中", "PERSON")]),
        ("賛成した清流の岩清水誠議員は語った。", [("岩清水誠", "PERSON")]),
        ("纐纈正志課長補佐は語った。", [("纐纈正志", "PERSON")]),
        # readings are no names of their own
        ("纐纈正志（こうけつ まさし）課長補佐は語った。", [("纐纈正志", "PERSON")]),
        ("女将の御手洗《みたらい》咲枝さんは語った。", [("御手洗《みたらい》咲枝", "PERSON")]),
        # hyphens in Latin names
        ("Anna Berg-Holm氏は語った。", [("Anna Berg-Holm", "PERSON")]),
        # outlets by what introduces or cites them
        ("経済紙ノルテ・ポストは報じた。", [("ノルテ・ポスト", "ORG")]),
        ("地元紙「みなと新聞」は報じた。", [("みなと新聞", "ORG")]),
        ("潮鳴通信によると雨だった。", [("潮鳴通信", "ORG")]),
        ("潮鳴日報を読む。", [("潮鳴日報", "ORG")]),
        # a Latin abbreviation with evidence
        ("MXQ機構(MXQ)を訪れた。", [("MXQ", "ORG")]),
    ],
)
def test_names_the_dictionary_lacks(line: str, expected: list[tuple[str, str]]) -> None:
    assert [name for name in found(line) if name in expected] == expected
    assert {kind for _, kind in found(line)} == {kind for _, kind in expected}


@pytest.mark.parametrize(
    "line",
    [
        "平均誤差(MAE)を減らした。",
        "ETAは未定だ。",
        "与党議員は語った。",
        "防衛副大臣は語った。",
        "衛星放送によると雨だ。",
        "業務日報を書く。",
        "代表さんに聞いた。",
    ],
)
def test_terms_and_bare_titles_are_no_names(line: str) -> None:
    assert found(line) == []


def anaphors(line: str) -> list[tuple[str, str | None]]:
    view = text_view(line)
    names = find_names(view)
    return [
        (view.text[name.start : name.end], entity and entity.name_ja)
        for name, entity in zip(names.names, names.entities, strict=True)
        if name.form == "anaphor"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("地元紙「みなと新聞」が報じた。フィンランド外務省は否定した。同紙は訂正した。", [("同紙", "みなと新聞")]),
        ("ベルギー政府は否定した。同紙は訂正した。", [("同紙", None)]),
        ("フィンランド外務省は否定した。同社は訂正した。", [("同社", None)]),
        ("日立製作所は否定した。防衛省も否定した。同社は訂正した。", [("同社", "日立製作所")]),
        ("日立製作所は否定した。防衛省も否定した。同省は訂正した。", [("同省", "防衛省")]),
        ("潮鳴通信によると雨だ。日立製作所も語った。同通信は訂正した。", [("同通信", "潮鳴通信")]),
        ("日立製作所は認めた。東京新聞によると、同社は訂正した。", [("同社", "日立製作所")]),
        ("同社会に暮らす。同市場で売る。", []),
    ],
)
def test_anaphors_agree_with_their_antecedents(line: str, expected: list[tuple[str, str | None]]) -> None:
    assert anaphors(line) == expected


def test_some_holder_of_a_title_is_not_the_one_named_before() -> None:
    names = find_names(text_view("槙野実議員は語った。ある議員は黙った。議員は去った。")).names
    assert [name.form for name in names] == ["name", "title_only"]


def test_identity_folds_variant_characters() -> None:
    names = find_names(text_view("高橋一郎さんは語った。髙橋一郎さんは去った。"))
    assert len(names.names) == 2
    assert names.entities[0] == names.entities[1]


def test_an_anaphor_without_antecedent_has_no_entity() -> None:
    table = mentions(*text_stages(["同社は認めた。"]))["mentions"]
    assert table.select(["text", "entity_id"]).to_pylist() == [{"text": "同社", "entity_id": None}]


def test_what_the_article_abbreviates_is_a_name_in_both_forms() -> None:
    assert found("米航空保安局(TSX)は発表した。TSXは続けた。") == [
        ("米航空保安局", "ORG"), ("TSX", "ORG"), ("TSX", "ORG")
    ]  # fmt: skip
    assert found("世界気候連合(以下、気候連合)は述べた。") == [("世界気候連合", "ORG"), ("気候連合", "ORG")]


def test_a_place_with_its_suffix_elsewhere_is_no_person() -> None:
    names = [
        Candidate(0, 3, "GPE", TAGGER, 0.9),
        Candidate(8, 10, "PERSON", TAGGER, 0.9),
        Candidate(17, 19, "PERSON", TAGGER, 0.9),
    ]
    words = words_of(text_view("根島市で火事だ。根島は乾いている。根島さんは話した。"))
    assert [name.entity_type for name in same_places(words, names)] == ["GPE", "GPE", "PERSON"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [("英作家が来た。", ["英"]), ("米ヴェルタが来た。", ["米"]), ("米農家が来た。", []), ("日農家が来た。", [])],
)
def test_a_character_for_a_country_that_is_a_word_of_its_own_stands_before_titles_only(
    line: str, expected: list[str]
) -> None:
    found = find_known_names(words_of(text_view(line)), [])
    assert [line[name.start : name.end] for name in found] == expected


def test_a_company_is_one_with_and_without_its_legal_form() -> None:
    names = find_names(text_view("波浪株式会社が出店した。波浪は発表した。"))
    assert {entity.name_ja for entity in names.entities if entity} == {"波浪株式会社"}
    assert len({entity.entity_id for entity in names.entities if entity}) == 1
