"""Where names of the tagger end: cut, parted and made whole, whatever the weights are."""

from __future__ import annotations

import pytest

from pipeline.extract.names.candidates import words_of
from pipeline.extract.names.edges import parted
from pipeline.extract.names.roles import mark_titles
from pipeline.extract.names.tagger import Tagged
from tests.unit.texts import text_view


@pytest.mark.parametrize(
    ("line", "name", "kind", "expected"),
    [
        ("沖縄県民は怒った。", "沖縄", "LOC", [("沖縄県", "LOC")]),
        ("沖縄を訪ねた。", "沖縄", "LOC", [("沖縄", "LOC")]),
        ("東京都内で会見した。", "東京都内", "LOC", [("東京都", "LOC")]),
        ("川内で会見した。", "川内", "LOC", [("川内", "LOC")]),
        ("中国東北部で雪が降った。", "中国東北部", "LOC", [("中国", "LOC")]),
        ("同志社大学で会った。", "同志社大学", "ORG", [("同志社大学", "ORG")]),
        ("インド太平洋地域で会談した。", "インド太平洋地域", "LOC", [("インド太平洋", "LOC")]),
        ("ヴェルタ政権が続いた。", "ヴェルタ", "PERSON", [("ヴェルタ政権", "ORG")]),
        ("中谷元防衛相は述べた。", "中谷", "PERSON", [("中谷元", "PERSON")]),
        ("遠山地域で祭りがあった。", "遠山", "LOC", [("遠山地域", "LOC")]),
        ("盛岡地方裁判所は認めた。", "盛岡", "LOC", [("盛岡", "LOC")]),
        ("石川外務副大臣は述べた。", "石川", "LOC", [("石川", "PERSON")]),
        ("石川県知事は述べた。", "石川県", "LOC", [("石川県", "LOC")]),
        ("手取(てとり)で泳いだ。", "手取(てとり)", "LOC", [("手取", "LOC")]),
        ("鈴木自民党幹事長は語った。", "鈴木自民党", "ORG", [("鈴木", "PERSON"), ("自民党", "ORG")]),
        ("自民党幹事長は語った。", "自民党", "ORG", [("自民党", "ORG")]),
        ("米トランプ政権は決めた。", "米トランプ政権", "ORG", [("米", "LOC"), ("トランプ政権", "ORG")]),
        ("韓国企業が集まった。", "韓国企業", "ORG", [("韓国", "LOC")]),
        ("日本経済新聞が伝えた。", "日本経済新聞", "ORG", [("日本経済新聞", "ORG")]),
        ("プーチンは笑った。", "プーチン", "ORG", [("プーチン", "PERSON")]),
        ("鈴木健一社長は述べた。", "鈴木健一社長", "PERSON", [("鈴木健一", "PERSON")]),
    ],
)
def test_edges(line: str, name: str, kind: str, expected: list[tuple[str, str]]) -> None:
    words = words_of(text_view(line))
    mark_titles(words)
    start = line.index(name)
    parts = list(parted(words, Tagged(start, start + len(name), kind, 0.9)))
    assert [(words.text[part.start : part.end], part.entity_type) for part in parts] == expected
