"""Reader comments: headers, bodies, authors."""

import datetime as dt

import pytest

from pipeline.extract.comments import comments, read_header
from tests.unit.texts import Line, text_stages

TOKYO = dt.timezone(dt.timedelta(hours=9))


def found(*lines: Line) -> list[dict]:
    return comments(*text_stages(list(lines)))["comments"].to_pylist()


@pytest.mark.parametrize(
    ("line", "handle", "minute"),
    [
        ("2024-11-05 08:21:16(風見鶏)", "風見鶏", "2024-11-05T08:21"),
        ("2024/11/5(火) 08:21 【風見鶏】", "風見鶏", "2024-11-05T08:21"),
        ("12: 名前:風見鶏 2024年11月5日 08時21分", "風見鶏", "2024-11-05T08:21"),
        ("風見鶏さん 2024.11.05 08:21", "風見鶏", "2024-11-05T08:21"),
        ("投稿日時:2024-11-05 08:21 投稿者:風見鶏", "風見鶏", "2024-11-05T08:21"),
        ("2024-11-05 08:21 by kazami", "kazami", "2024-11-05T08:21"),
        ("2024-11-05 08:21", None, "2024-11-05T08:21"),
    ],
)
def test_headers(line, handle, minute):
    header = read_header(line)
    assert header.handle == handle
    assert header.posted_at.tzinfo.utcoffset(None) == dt.timedelta(hours=9)
    assert header.posted_at.isoformat()[:16] == minute


@pytest.mark.parametrize(
    ("line", "utc_hour"),
    [("2024-11-05T08:21:16Z (a)", 8), ("2024-11-05 08:21 +02:00 a", 6), ("2024-11-05 08:21 JST", 23)],
)
def test_a_zone_is_obeyed(line, utc_hour):
    assert read_header(line).posted_at.astimezone(dt.UTC).hour == utc_hour


@pytest.mark.parametrize(
    "line", ["", "よい記事でした。", "2025年の春に読みました。", "会は、2024-11-05 08:21に始まった。続いて…"]
)
def test_no_header(line):
    assert read_header(line) is None


def test_an_impossible_moment_is_unknown():
    header = read_header("2024-13-40 08:21:16(風見鶏)")
    assert (header.handle, header.posted_at) == ("風見鶏", None)


def test_bodies_follow_their_headers():
    rows = found(
        "本文だ。",
        ("2024-11-05 08:21:16(風見鶏)", "comment"),
        ("よい記事でした。", "comment"),
        ("続きも読みたいです。", "comment"),
        ("2024-11-05 11:00:00(灯台守) 同感です。", "comment"),
        ("2024-11-06 00:00:00(風見鶏)", "comment"),
        ("コメントを投稿する", "comment_ui"),
    )
    assert [row["author_index"] for row in rows] == [0, 1, 0]
    assert [row["body"] for row in rows] == ["よい記事でした。\n続きも読みたいです。", "同感です。", None]
    assert [row["status"] for row in rows] == ["present", "present", "body_missing"]
    assert rows[0]["posted_at"] == dt.datetime(2024, 11, 4, 23, 21, 16, tzinfo=dt.UTC)
    assert rows[0]["text"].endswith("続きも読みたいです。")


def test_a_comment_without_a_header_and_articles_without_comments():
    (row,) = found(("匿名の感想です。", "comment"))
    assert (row["author_index"], row["posted_at"], row["body"]) == (None, None, "匿名の感想です。")
    assert found("2024-11-05 08:21:16(風見鶏)") == []


def test_authors_are_numbered_within_each_article():
    line = ("2024-11-05 08:21:16(風見鶏)", "comment")
    other = ("2024-11-05 08:21:16(灯台守)", "comment")
    rows = comments(*text_stages([other, line], [line]))["comments"].to_pylist()
    assert [row["author_index"] for row in rows] == [0, 1, 0]
