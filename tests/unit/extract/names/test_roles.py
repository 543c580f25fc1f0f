"""Titles: their spans, status, holder and organization."""

from __future__ import annotations

import pytest

from pipeline.extract.names.mentions import find_names, mentions
from tests.unit.texts import text_stages, text_view


def roles(line: str) -> list[tuple[str, str, str, str | None]]:
    """Title, status, person and organization of each role of a line."""
    view = text_view(line)
    names = find_names(view)

    def text(index: int | None) -> str | None:
        return None if index is None else view.text[names.names[index].start : names.names[index].end]

    return [
        (
            view.text[role.title.start : role.title.end],
            role.title.status,
            str(text(role.person)),
            text(role.organization),
        )
        for role in names.roles
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("中谷元防衛相は来た。", [("防衛相", "current", "中谷元", None)]),
        ("元防衛相の中谷氏が来た。", [("防衛相", "former", "中谷", None)]),
        ("岸田元首相が来た。", [("首相", "former", "岸田", None)]),
        ("岸田文雄前首相が来た。", [("首相", "former", "岸田文雄", None)]),
        ("トランプ米大統領が来た。", [("大統領", "current", "トランプ", "米")]),
        ("トランプ大統領が来た。", [("大統領", "current", "トランプ", None)]),
        ("ロシアのプーチン大統領が来た。", [("大統領", "current", "プーチン", "ロシア")]),
        ("NATOのルッテ事務総長が来た。", [("事務総長", "current", "ルッテ", "NATO")]),
        ("山田太郎・元自民党幹事長が来た。", [("幹事長", "former", "山田太郎", "自民党")]),
        ("山田太郎衆議院議長が来た。", [("議長", "current", "山田太郎", "衆議院")]),
        ("田中一郎容疑者が逃げた。", [("容疑者", "current", "田中一郎", None)]),
        ("田中さんが来た。", []),
        ("首相は帰った。", []),
    ],
)
def test_roles(line: str, expected: list[tuple[str, str, str, str | None]]) -> None:
    assert roles(line) == expected


def test_two_statuses_of_one_role_conflict() -> None:
    conflicting = mentions(*text_stages(["岸田文雄首相は語った。岸田文雄元首相は去った。"]))["roles"]
    agreeing = mentions(*text_stages(["岸田文雄首相は語った。岸田首相は去った。"]))["roles"]
    assert conflicting["is_conflicting"].to_pylist() == [True, True]
    assert agreeing["is_conflicting"].to_pylist() == [False, False]


def test_roles_are_normalized() -> None:
    table = mentions(*text_stages(["岸田文雄内閣総理大臣が来た。"]))["roles"]
    assert table["role"].to_pylist() == ["首相"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("村瀬大悟アナリストは語った。", [("アナリスト", "current", "村瀬大悟", None)]),
        ("纐纈正志課長補佐は語った。", [("課長補佐", "current", "纐纈正志", None)]),
        ("反対した大門寺勲議員は語った。", [("議員", "current", "大門寺勲", None)]),
    ],
)
def test_roles_of_names_the_dictionary_lacks(line: str, expected: list[tuple[str, str, str, str | None]]) -> None:
    assert roles(line) == expected
