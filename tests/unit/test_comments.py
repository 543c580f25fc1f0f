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


def page(*lines):
    """Body and moment in Tokyo of each comment, and the authors' numbers."""
    rows = found("本文だ。", *((line, "comment") if isinstance(line, str) else line for line in lines))
    moments = [row["posted_at"] and f"{row['posted_at'].astimezone(TOKYO):%d %H:%M}" for row in rows]
    return [(row["author_index"], moment, row["body"]) for row, moment in zip(rows, moments, strict=True)]


def test_names_above_moments_with_buttons_between():
    assert page(
        *("2件のコメント", "風見鶏 より:", "2025年4月9日 10:33 PM", "よい記事でした。", ("返信", "comment_ui")),
        *(("灯台守 より:", "comment_ui"), ("2025年4月9日 午前11時02分", "comment_ui"), ("同感です。", "comment_ui")),
        *(("返信", "comment_ui"), ("コメントを残す場合は下の欄へ。", "comment_ui")),
    ) == [(0, "09 22:33", "よい記事でした。"), (1, "09 11:02", "同感です。")]


def test_times_that_count_from_now_are_unknown():
    assert page(
        *("風見鶏", "3時間前", "防波堤は必要だ。", "返信0", "共感した120", "なるほど15", "うーん3"),
        *("灯台守", "2日前", "費用が気になる。", "返信2", "風見鶏", "1日前", "そうですね。"),
    ) == [(0, None, "防波堤は必要だ。"), (1, None, "費用が気になる。"), (0, None, "そうですね。")]
    assert page("kazami • 3 days ago", "よい記事でした。", "Reply", "nami • 2 days ago", "同感です。") == [
        (0, None, "よい記事でした。"),
        (1, None, "同感です。"),
    ]


def test_boards_number_comments_and_tell_authors_apart_by_id():
    assert page(
        *("1:名無しさん@架空:2025/04/09(水) 10:33:16.05 ID:AbCdEf12", "必要だろ"),
        *("2:名無しさん@架空:2025/04/09(水) 10:35:00.11 ID:XyZ09876", ">>1", "高すぎ"),
        *("3:名無しさん@架空:2025/04/09(水) 10:36:00.11 ID:AbCdEf12", "そうか"),
    ) == [(0, "09 10:33", "必要だろ"), (1, "09 10:35", ">>1\n高すぎ"), (0, "09 10:36", "そうか")]


def test_a_name_that_many_share_is_no_author():
    assert page("匿名さん 2025.04.09 10:33", "よい記事でした。", "匿名さん 2025.04.09 11:33", "高い。") == [
        (None, "09 10:33", "よい記事でした。"),
        (None, "09 11:33", "高い。"),
    ]


def test_headers_below_their_comments():
    assert page(
        *("1 ■無題", "よい記事でした。", "続きも待っています。", "風見鶏 2025-04-09 10:33:16 返信する"),
        *("2 ■Re:無題", "同感です。", "灯台守 2025-04-09 11:00:16 返信する"),
    ) == [(0, "09 10:33", "よい記事でした。\n続きも待っています。"), (1, "09 11:00", "同感です。")]


def test_replies_and_comments_that_were_removed():
    rows = found(
        *(("風見鶏さん", "comment"), ("2025/04/09 10:33", "comment"), ("よい記事でした。", "comment")),
        *(("└ 灯台守さん 2025/04/09 11:00", "comment"), ("このコメントは削除されました", "comment")),
        ("[deleted]", "comment"),
    )
    assert [(row["author_index"], row["status"], row["body"]) for row in rows] == [
        (0, "present", "よい記事でした。"),
        (1, "deleted", None),
        (None, "deleted", None),
    ]


def test_a_time_inside_a_comment_begins_none():
    assert page("風見鶏 2025-04-09 10:33", "2025年4月8日 10時30分に港で見ました。", "10分前のことでした。") == [
        (0, "09 10:33", "2025年4月8日 10時30分に港で見ました。\n10分前のことでした。")
    ]
