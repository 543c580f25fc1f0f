"""The language traps of Japanese news, end to end: one short text each, and what the tables must say of it."""

import datetime as dt
from functools import cache
from typing import Any

import pytest

from pipeline.identity import document_id
from pipeline.run import run_stages
from pipeline.span import Alignment, Run, Span
from schemas.render import arrow
from schemas.tables.landing import LANDING

FETCHED_AT = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)


@cache
def tables(text: str, media_type: str = "text/plain") -> dict[str, list[dict[str, Any]]]:
    content = text.encode()
    row = {
        "document_id": document_id(content),
        "location": "trap.txt",
        "file_name": "trap.txt",
        "record_index": 0,
        "media_type": media_type,
        "fetched_at": FETCHED_AT,
        "content": content,
    }
    made = run_stages(arrow.from_rows(LANDING, [row]), strict=True)
    return {name: rows.to_pylist() for name, rows in made.items()}


def mentions(text: str) -> list[tuple[str, str]]:
    rows = sorted(tables(text)["mentions"], key=lambda row: row["start"])
    return [(row["text"], row["entity_type"]) for row in rows if row["form"] not in ("title_only", "anaphor")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中谷元防衛相は北海道の基地を視察した。", ("中谷元", "PERSON")),
        ("元防衛相の中谷氏は講演で持論を述べた。", ("中谷", "PERSON")),
        ("ワシントン条約の締約国会議が開かれた。", ("ワシントン条約", "LAW")),
        ("首脳会議はトルコ・アンカラで開かれた。", ("アンカラ", "GPE")),
        ("マルク・ルッテ事務総長が演説した。", ("マルク・ルッテ", "PERSON")),
        ("米軍の輸送機が着陸した。", ("米軍", "ORG")),
        ("米国の企業が工場を建てる。", ("米国", "GPE")),
        ("ＮＡＴＯの会合が始まった。", ("NATO", "ORG")),
    ],
)
def test_names(text: str, expected: tuple[str, str]) -> None:
    assert expected in mentions(text)


def test_a_given_name_is_not_a_former_office() -> None:
    (current,) = tables("中谷元防衛相は北海道の基地を視察した。")["roles"]
    assert (current["text"], current["status"]) == ("防衛相", "current")
    (former,) = tables("元防衛相の中谷氏は講演で持論を述べた。")["roles"]
    assert (former["text"], former["status"]) == ("防衛相", "former")


@pytest.mark.parametrize(("text", "parts"), [("米欧", 2), ("米ロ", 2), ("日米", 2), ("中・東欧", 1)])
def test_fused_names(text: str, parts: int) -> None:
    found = [row for row in tables(f"{text}の首脳が会談した。")["mentions"] if row["start"] < len(text)]
    assert len(found) in (parts, 2)
    assert "".join(row["text"] for row in sorted(found, key=lambda row: row["start"])).replace(
        "・", ""
    ) == text.replace("・", "")
    assert not any(row["entity_type"] == "PERSON" for row in found)


def test_one_person_in_four_forms() -> None:
    text = (
        "マルク・ルッテ事務総長は2日、会見した。ルッテ氏は支援の継続を約束した。"
        "マーク・ルッテ氏の発言は各国で報じられた。ルッテ事務総長は3日に帰国する。"
    )
    rows = [row for row in tables(text)["mentions"] if "ルッテ" in row["text"]]
    assert len(rows) == 4
    assert len({row["entity_id"] for row in rows}) == 1


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("過去80年で最も深刻だ。", "過去80年", "DURATION"),
        ("約80年ぶりに再建された。", "約80年ぶり", "DURATION"),
        ("戦闘は約3年半続いた。", "約3年半", "DURATION"),
        ("今後数十年の課題になる。", "数十年", "DURATION"),
    ],
)
def test_durations(text: str, value: str, kind: str) -> None:
    (row,) = [row for row in tables(text)["time_expressions"] if value in row["text"] or row["text"] in value]
    assert row["type"] == kind


@pytest.mark.parametrize("text", ["2日", "木曜日", "週末"])
def test_a_day_without_a_publication_date_is_not_guessed(text: str) -> None:
    (row,) = tables(f"会談は{text}に開かれた。")["time_expressions"]
    assert row["resolution"] not in ("absolute", "from_publication")
    assert row["earliest"] is None or row["earliest"] != row["latest"]


@pytest.mark.parametrize(
    ("text", "bounds"), [("数十年", (20, 90)), ("約3年半", (3.5, 3.5)), ("24時間以内", (None, 24))]
)
def test_an_open_length_is_a_time_with_bounds(text: str, bounds: tuple[float | None, float]) -> None:
    made = tables(f"作業は{text}に終わる。")
    (row,) = made["time_expressions"]
    assert (row["text"], row["type"], (row["length_min"], row["length_max"])) == (text, "DURATION", bounds)
    assert made["quantities"] == []


def test_the_date_of_a_cited_article_is_not_the_article_s() -> None:
    made = tables("2日に開通した。\n\n公開日:2025/03/11\n\n『橋が開通』。霧浜新聞、2025年4月17日。")
    first = min(made["time_expressions"], key=lambda row: row["start"])
    assert (first["text"], first["value"], first["earliest"]) == ("2日", "XXXX-XX-02", None)


def test_a_scale_is_a_quantity() -> None:
    (row,) = tables("数万人規模の部隊が集まった。")["quantities"]
    assert (row["value_min"], row["value_max"], row["approximation"]) == (20_000, 90_000, "vague")


def test_toiu_is_hearsay_only_where_it_says_so() -> None:
    def kinds(text: str) -> set[str]:
        return {row["category"] for row in tables(text)["hedges"]}

    assert "hearsay" in kinds("工事は来年終わるという。")
    assert "hearsay" not in kinds("「灯火」という名の船が出た。")
    assert "hearsay" not in kinds("数百人という多くの客が訪れた。")


def test_quotations() -> None:
    text = "町長は「工事は終わった。『安全だ』と聞いている」と語った。"
    made = tables(text)
    outer, inner = sorted(made["quotations"], key=lambda row: row["start"])
    assert (outer["is_speech"], inner["parent_id"]) == (True, outer["quotation_id"])
    assert len(made["sentences"]) == 1
    (bare,) = [row for row in tables("中谷氏「備えを急ぐ」と説明")["statements"] if row["kind"] == "direct"]
    assert (bare["text"], bare["speaker_text"]) == ("備えを急ぐ", "中谷")


def test_dates_of_others_are_not_the_article_s() -> None:
    cited = "港の工事を振り返る\n\n工事の経緯をまとめました。\n\n港の改修が始まる\n公開日:2024/03/11\n✅ 港の改修が始まった。\n"
    assert tables(cited)["articles"][0]["published_on"] is None
    commented = "港の工事を振り返る\n\n工事の経緯をまとめました。町は来年も続けます。\n\nコメント投稿\n\n2025-04-09 10:33:16(はまかぜ)\n"
    assert tables(commented)["articles"][0]["published_on"] is None
    assert tables(commented)["comments"][0]["status"] == "body_missing"


def test_a_glued_address_and_debris() -> None:
    text = "港の工事を振り返る\nundefined\n港の改修が始まる\nさらに読む ⇒架空日報出典/画像元: https://kaku.example/a/1?x=y町は工事を急いでいます。\n"
    made = tables(text)
    (address,) = [row for row in made["references"] if row["url"]]
    assert (address["url"], address["was_glued"]) == ("https://kaku.example/a/1?x=y", True)
    assert [row["role"] for row in made["blocks"] if row["text"] == "undefined"] == ["artefact"]


def test_an_empty_list_of_references_and_a_title_given_twice() -> None:
    text = "港の灯台を再点灯\n\n2025-04-08\n\n港の灯台を再点灯\n\n町は8日、灯台を再点灯した。式には百人が集まった。\n\n参考・出典\n"
    made = tables(text)
    assert [row["kind"] for row in made["references"]] == ["empty_section"]
    titles = [row for row in made["blocks"] if row["role"] == "title"]
    assert [row["duplicate_of"] for row in titles] == [None, titles[0]["block_id"]]
    assert made["articles"][0]["published_on"] == dt.date(2025, 4, 8)


def test_hard_wrapped_disclosure() -> None:
    text = (
        "港の灯台を再点灯\n\n町は8日、灯台を再点灯した。式には百人が集まった。\n\n"
        "このサイトの記事は生成AIが公開資料をもとに\n作成しています。内容に誤りを含む場合が\nあるため、必ず一次資料をご確認ください。\n"
    )
    made = tables(text)
    assert made["articles"][0]["digital_source_type"].endswith("/trainedAlgorithmicMedia")
    assert not any(row["is_content"] for row in made["blocks"] if row["start"] > text.index("このサイト"))


def test_a_dateline_in_brackets() -> None:
    made = tables("【ソウル＝架空太郎】韓国政府は2日、対話を呼びかけた。\n")
    assert ("ソウル", "GPE") in [(row["text"], row["entity_type"]) for row in made["mentions"]]
    assert all(row["speaker_text"] != "ソウル" for row in made["statements"])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("ﾊﾞｽの運行を再開した。", "バスの運行を再開した。"),
        ("１２３人がＡＢＣ社を訪れた。", "123人がABC社を訪れた。"),
        ("𠮷野家の前で待つ。", "𠮷野家の前で待つ。"),
        ("葛󠄀城市の祭り。", "葛󠄀城市の祭り。"),
        ("家族👨‍👩‍👧が集まった。", "家族👨‍👩‍👧が集まった。"),
    ],
)
def test_characters_map_back_to_the_source(source: str, text: str) -> None:
    (article,) = tables(source)["articles"]
    assert article["text"] == text
    alignment = Alignment.of(Run(**run) for run in article["alignment"])
    for row in tables(source)["sentences"]:
        assert alignment.to_source(Span(row["start"], row["end"])).cover(source) == source


def test_ruby_of_a_page_is_no_text() -> None:
    page = "<html><body><article><h1>祭りの夜</h1><p>町の<ruby>翳<rp>(</rp><rt>かげ</rt><rp>)</rp></ruby>りを写した展示が2日に始まった。会場には百人が並んだ。</p></article></body></html>"
    (article,) = tables(page, "text/html")["articles"]
    assert "町の翳りを写した" in article["text"]
