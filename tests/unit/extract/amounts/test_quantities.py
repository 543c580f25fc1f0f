"""Amounts: value, unit, bounds, approximation, and what is no amount."""

import pytest

from pipeline.extract.amounts.constructions import Quantity, find_quantities


def only(text: str) -> tuple[str, Quantity]:
    (quantity,) = find_quantities(text)
    return text[quantity.start : quantity.end], quantity


@pytest.mark.parametrize(
    ("text", "span", "value", "unit", "system"),
    [
        ("1億2300万円を", "1億2300万円", 123_000_000, "JPY", "iso4217"),
        ("25 万ドルの", "25 万ドル", 250_000, "USD", "iso4217"),
        ("2億フリブニャを", "2億フリブニャ", 200_000_000, "UAH", "iso4217"),
        ("$48.2万を", "$48.2万", 482_000, "USD", "iso4217"),
        ("2ドル3セントの", "2ドル3セント", 2.03, "USD", "iso4217"),
        ("74.1%だった", "74.1%", 74.1, "%", "ucum"),
        ("9・8%に", "9・8%", 9.8, "%", "ucum"),
        ("3割が", "3割", 30, "%", "ucum"),
        ("3割4分5厘だ", "3割4分5厘", 34.5, "%", "ucum"),
        ("4分の3が", "4分の3", 0.75, "1", "ucum"),
        ("500メートルの", "500メートル", 500, "m", "ucum"),
        ("時速40キロメートルで", "時速40キロメートル", 40, "km/h", "ucum"),
        ("摂氏マイナス5度まで", "摂氏マイナス5度", -5, "Cel", "ucum"),
        ("24台が", "24台", 24, "台", "counter"),
        ("三人が", "三人", 3, "人", "counter"),
        ("戦車31両を", "31両", 31, "両", "counter"),
        ("32カ国が", "32カ国", 32, "カ国", "counter"),
        ("71歳の", "71歳", 71, "歳", "counter"),
        ("1本半を", "1本半", 1.5, "本", "counter"),
    ],
)
def test_exact(text: str, span: str, value: float, unit: str, system: str) -> None:
    covered, quantity = only(text)
    assert covered == span
    assert quantity.value_min == pytest.approx(value)
    assert quantity.value_max == pytest.approx(value)
    assert (quantity.unit, quantity.unit_system) == (unit, system)


@pytest.mark.parametrize(
    ("text", "span", "least", "most", "approximation"),
    [
        ("約3万人が", "約3万人", 30_000, 30_000, "approximate"),
        ("ほぼ100%の", "ほぼ100%", 100, 100, "approximate"),
        ("5000人以上が", "5000人以上", 5000, None, "at_least"),
        ("10人余りが", "10人余り", 10, None, "more_than"),
        ("20余りの国", "20余り", 20, None, "more_than"),
        ("1兆円超の", "1兆円超", 10**12, None, "more_than"),
        ("10本弱を", "10本弱", None, 10, "less_than"),
        ("50人未満の", "50人未満", None, 50, "less_than"),
        ("最大25万ドルの", "最大25万ドル", None, 250_000, "at_most"),
        ("少なくとも14人が", "少なくとも14人", 14, None, "at_least"),
        ("数万人規模の", "数万人規模", 20_000, 90_000, "vague"),
        ("数十の村", "数十", 20, 90, "vague"),
        ("十数カ国が", "十数カ国", 12, 19, "vague"),
        ("2、3人が", "2、3人", 2, 3, "range"),
        ("20~30%の", "20~30%", 20, 30, "range"),
        ("20から30人の", "20から30人", 20, 30, "range"),
        ("10~20万人の", "10~20万人", 100_000, 200_000, "range"),
        ("過半数が", "過半数", 50, 100, "proportion"),
    ],
)
def test_bounds(text: str, span: str, least: float | None, most: float | None, approximation: str) -> None:
    covered, quantity = only(text)
    assert covered == span
    assert (quantity.value_min, quantity.value_max, quantity.approximation) == (least, most, approximation)


def test_verb_limits_without_joining_the_span() -> None:
    covered, quantity = only("25%に満たない")
    assert (covered, quantity.value_min, quantity.approximation) == ("25%", None, "less_than")


def test_noun_beside() -> None:
    assert only("12人の議員が")[1].noun == "議員"
    assert only("車24台が")[1].noun == "車"
    assert only("24台が")[1].noun is None


def test_age_in_brackets() -> None:
    covered, quantity = only("山田太郎容疑者(54)を逮捕した")
    assert (covered, quantity.unit, quantity.method) == ("54", "歳", "rule:age_in_brackets")


def test_list_of_amounts_is_no_range() -> None:
    text = "死者は3、10人が"
    assert [text[found.start : found.end] for found in find_quantities(text)] == ["3", "10人"]


def test_a_change_is_no_range() -> None:
    text = "会費は2万円から3万円に上がり、率は2%から3%まで上昇した"
    assert [text[found.start : found.end] for found in find_quantities(text)] == ["2万円", "3万円", "2%", "3%"]


def test_what_an_amount_is_per_is_none() -> None:
    text = "人口10万人当たり7.8人"
    assert [text[found.start : found.end] for found in find_quantities(text)] == ["7.8人"]


def test_time_expressions_are_left_alone() -> None:
    assert find_quantities("2025年に24台", [(0, 5)]) == find_quantities("2025年に24台")[-1:]


@pytest.mark.parametrize(
    "text",
    [
        "第9条の改正",
        "第3位の候補",
        "2回目の会談",
        "5人目の犠牲者",
        "F16戦闘機とG7",
        "電話03-1234-5678",
        "3-0で勝利",
        "https://example.jp/2025/100人",
        "1位を決める",
        "三菱と一方的な統一",
        "UTC+9",
        "1. はじめに",
        "数字を確かめる",
        "数学の数値と数列",
        "法第9条と国道41号",
        "301号室",
        "3対2で勝った",
        "2−0で勝った",
        "33周目と12レース目",
        "今季2つめの台風",
        "UTC±0の国",
        "四国で一を聞いた二重の罰",
        "4k映像とナンバー7",
        "ニュースプラス1の放送",
        "山田さんに、いち早く",
        "理由は1)、2)、3)",
    ],
)
def test_no_amount(text: str) -> None:
    assert find_quantities(text) == []


def test_a_counter_inside_a_word_counts_nothing() -> None:
    assert find_quantities("数頭が", (), lambda start, end: end != 1) == []
    for text in ("数人が", "数頭が", "数本が"):
        assert only(text)[1].value_min == 2


def test_method_names_the_lexicon() -> None:
    methods = [only(text)[1].method for text in ("24台が", "5メートルの", "300円を", "四十五歳の")]
    assert methods == ["lexicon:counters", "lexicon:units", "lexicon:currencies", "lexicon:counters"]


def test_words_decide_where_names_hide_numbers() -> None:
    assert find_quantities("三人", (), lambda start, end: False) == []


@pytest.mark.parametrize(
    ("text", "span", "least", "most", "unit"),
    [
        ("10キロの道", "10キロ", 10, 10, "km"),
        ("体重は70キロだ", "70キロ", 70, 70, "kg"),
        ("時速約40キロで", "時速約40キロ", 40, 40, "km/h"),
        ("9メキシコ・ペソを", "9メキシコ・ペソ", 9, 9, "MXN"),
        ("5・4億円を", "5・4億円", 540_000_000, 540_000_000, "JPY"),
        ("二・五倍に", "二・五倍", 2.5, 2.5, "倍"),
        ("十二・五%に", "十二・五%", 12.5, 12.5, "%"),
        ("摂氏37°の熱", "摂氏37°", 37, 37, "Cel"),
        ("2と4分の1だ", "2と4分の1", 2.25, 2.25, "1"),
        ("マイナス1と5分の4だ", "マイナス1と5分の4", -1.8, -1.8, "1"),
        ("マイナス8452だ", "マイナス8452", -8452, -8452, None),
        ("打率.345だ", ".345", 0.345, 0.345, None),
        ("2ダースの鉛筆", "2ダース", 24, 24, "個"),
        ("2.5ポイント増", "2.5ポイント", 2.5, 2.5, "ポイント"),
        ("2対1の割合で", "2対1", 2, 2, "1"),
        ("震度5弱の揺れ", "震度5弱", 4.5, 4.9, "震度"),
        ("1万数千人が", "1万数千人", 12_000, 19_000, "人"),
        ("20数人が", "20数人", 22, 29, "人"),
        ("10数万円で", "10数万円", 120_000, 190_000, "JPY"),
        ("二、三十人が", "二、三十人", 20, 30, "人"),
        ("2、300人が", "2、300人", 200, 300, "人"),
        ("20歳以上65歳未満の", "20歳以上65歳未満", 20, 65, "歳"),
        ("20から100未満", "20から100未満", 20, 100, None),
        ("5割引で", "5割引", 50, 50, "%"),
        ("氷点下4度の朝", "氷点下4度", -4, -4, "Cel"),
        ("前月比プラス0.3%で", "プラス0.3%", 0.3, 0.3, "%"),
        ("誤差は±3ポイントだ", "±3ポイント", -3, 3, "ポイント"),
        ("比率は3対1だった", "3対1", 3, 3, "1"),
        ("2e5", "2e5", 200_000, 200_000, None),
        ("10の12乗個の細胞", "10の12乗個", 10**12, 10**12, "個"),
        ("フォロワーは40kだ", "40k", 40_000, 40_000, None),
        ("5,00ユーロで", "5,00ユーロ", 5, 5, "EUR"),
        (".25だ", ".25", 0.25, 0.25, None),
        ("三は素数だ", "三", 3, 3, None),
        ("零", "零", 0, 0, None),
        ("さんびゃくにじゅう", "さんびゃくにじゅう", 320, 320, None),
        ("82ドル台で", "82ドル台", 82, 82, "USD"),
        ("2000ポンド爆弾を", "2000ポンド", 2000, 2000, "[lb_av]"),
        ("2000cc", "2000cc", 2000, 2000, "mL"),
        ("2½個の", "2½個", 2.5, 2.5, "個"),
        ("½の確率", "½", 0.5, 0.5, None),
        ("10m²の部屋", "10m²", 10, 10, "m2"),
        ("5m³の水", "5m³", 5, 5, "m3"),
        ("500lの樽", "500l", 500, 500, "L"),
        ("70lbの犬", "70lb", 70, 70, "[lb_av]"),
        ("1.5パーセントポイント増", "1.5パーセントポイント", 1.5, 1.5, "ポイント"),
        ("20%~30%だ", "20%~30%", 20, 30, "%"),
        ("2万円から3万円程度", "2万円から3万円程度", 20_000, 30_000, "JPY"),
        ("定数18に対し", "18", 18, 18, None),
        ("20立方フィートの箱", "20立方フィート", 20, 20, "[ft_i]3"),
    ],
)
def test_constructions(text: str, span: str, least: float, most: float, unit: str | None) -> None:
    covered, quantity = only(text)
    assert covered == span
    assert (quantity.value_min, quantity.value_max) == (pytest.approx(least), pytest.approx(most))
    assert quantity.unit == unit


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("30人より多い", 30, None),
        ("30人より少ない", None, 30),
        ("200人もしくはそれ以上", 200, None),
        ("50人前後", 50, 50),
        ("100人以上に上る", 100, None),
        ("5割を切った", None, 50),
        ("3割を割り込む", None, 30),
        ("900人近い生徒", None, 900),
    ],
)
def test_comparisons(text: str, least: float | None, most: float | None) -> None:
    assert (only(text)[1].value_min, only(text)[1].value_max) == (least, most)


@pytest.mark.parametrize("text", ["3プラン", "1人当たり", "1株につき", "12-34-5", "トップ3"])
def test_what_is_no_amount_of_its_unit(text: str) -> None:
    assert [found.unit for found in find_quantities(text) if found.unit] == []


def test_nouns_of_measures() -> None:
    assert only("死者は約30人だ")[1].noun == "死者"
    assert only("支持率は42%だ")[1].noun == "支持率"
    assert only("兵士約3万人が")[1].noun == "兵士"
    assert only("首相は30人と")[1].noun is None
    assert only("募金は1000万円前後になる")[1].noun == "募金"
    assert only("けが人は3千人ほどという")[1].noun == "けが人"
    assert only("20歳以上40歳未満の男性")[1].noun == "男性"
    assert [found.noun for found in find_quantities("300万ポンド(約6億円)")] == [None, None]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("催涙弾を数発撃った", "催涙弾"),
        ("警官が3人死亡した", "警官"),
        ("同社が10人採用した", None),
        ("会談を3回延期した", None),
    ],
)
def test_nouns_of_numbers_that_stand_apart(text: str, noun: str | None) -> None:
    assert only(text)[1].noun == noun


@pytest.mark.parametrize(
    "text", ["謝礼は〇〇円だった。", "9" * 400 + "兆円", "会費は〇〇〇円とする。", "億千百十" * 15 + "円"]
)
def test_what_tells_no_amount_or_more_than_a_double_holds_is_none(text: str) -> None:
    assert find_quantities(text) == []


def test_the_longest_numeral_is_one() -> None:
    places = "九千九百九十九"
    span, found = only(f"総額は{places}京{places}兆{places}億{places}万{places}円。")
    assert (found.value_min, found.unit) == (99_999_999_999_999_999_999.0, "JPY")
    assert span.endswith("円")
