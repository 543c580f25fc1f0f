"""Abbreviations and definitions that a text gives."""

import pytest

from pipeline.extract.terms.abbreviations import best_long_form
from pipeline.extract.terms.glossary import glossary
from tests.unit.texts import text_stages


def found(text: str) -> list[tuple[str, str, str]]:
    rows = glossary(*text_stages([text]))["glossary"].to_pylist()
    assert all(row["text"] == text[row["start"] : row["end"]] for row in rows)
    return [(row["kind"][:3], row["term"], row["expansion"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("首相は北大西洋条約機構(NATO)の事務総長と会った。", "NATO", "北大西洋条約機構"),
        ("新たな制度「港湾連携強化計画(HRKP)」に参加する。", "HRKP", "港湾連携強化計画"),
        ("昨年世界保健機関(WHO)が公表した。", "WHO", "世界保健機関"),
        ("気候変動に関する政府間パネル(IPCC)は警告した。", "IPCC", "気候変動に関する政府間パネル"),
        ("主要7カ国(G7)が声明を出した。", "G7", "主要7カ国"),
        ("会合でTPP(環太平洋連携協定)を論じた。", "TPP", "環太平洋連携協定"),
        ("The North Atlantic Treaty Organization (NATO) met.", "NATO", "North Atlantic Treaty Organization"),
        ("NATO (North Atlantic Treaty Organization) met.", "NATO", "North Atlantic Treaty Organization"),
        ("政策は日本銀行(日銀)が決める。", "日銀", "日本銀行"),
        ("凪浜市立図書館(以下、図書館)は休む。", "図書館", "凪浜市立図書館"),
        ("凪浜海洋研究センター(以下「センター」という)が担う。", "センター", "凪浜海洋研究センター"),
        ("「凪浜港再生会議」(略称・再生会議)が開かれた。", "再生会議", "凪浜港再生会議"),
        ("AIは「人工知能」の略だ。", "AI", "人工知能"),
    ],
)
def test_abbreviations(text, short, long):
    assert found(text) == [("abb", short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "山田太郎(AKB)が登場した。",
        "会議は3月5日(UTC)に始まる。",
        "試合は凪浜FC(J2)が制した。",
        "首相が辞意を示した(AFP)。",
        "岬野葵市長(52)は語った。",
        "東京都(敬称略)の3人。",
        "凪浜市(以下同じ)の条例。",
        "歌手のEXILE(エグザイル)が来た。",
        "資料はこちらの運転計画(PDF)にある。",
        "第5回凪浜記念競走(GII)を制した。",
        "田中角栄(田中)は首相だった。",
    ],
)
def test_brackets_that_abbreviate_nothing(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "term", "expansion"),
    [
        ("飛行禁止区域とは、無人機の離着陸を止める仕組みです。", "飛行禁止区域", "無人機の離着陸を止める仕組み"),
        ("なお、潮待ちとは船が満ち潮を待つことを指す。", "潮待ち", "船が満ち潮を待つこと"),
        ("「凪の灯」は、市民が港の記録を残すサイトです。", "凪の灯", "市民が港の記録を残すサイト"),
        ("自治体側がハザードマップ、つまり災害予測図を配る。", "ハザードマップ", "災害予測図"),
    ],
)
def test_definitions(text, term, expansion):
    assert found(text) == [("def", term, expansion)]


@pytest.mark.parametrize(
    "text",
    [
        "それとは別の仕組みだ。",
        "隣町とは対話を続けることが大切だ。",
        "彼が求めたのは、つまり平和だ。",
        "去年、つまり2024年のことだ。",
        "「凪の灯」は3日、式典を開いた。",
        "反対の声が強いとは言えないという意見もある。",
    ],
)
def test_sentences_that_define_nothing(text):
    assert [row for row in found(text) if row[0] == "def"] == []


@pytest.mark.parametrize(
    ("short", "phrase", "length"),
    [
        ("NATO", "the North Atlantic Treaty Organization", 34),
        ("WHO", "World Bank", None),
        ("EU", "European Union", 14),
        ("XYZ", "", None),
    ],
)
def test_the_shortest_latin_long_form(short, phrase, length):
    assert best_long_form(short, phrase) == length
