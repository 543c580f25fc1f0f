"""Reader comments: headers, bodies, authors."""

import datetime as dt

import pytest

from pipeline.extract.comments import comments, read_header
from pipeline.normalize.blocks import find_blocks
from pipeline.normalize.characters import normalize
from pipeline.read.content import Hint
from pipeline.read.html import read_html
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


ARTICLE = (
    "渚町で新しい桟橋が開通",
    "渚町の中心部で三日、新しい桟橋が開通し、町長や住民ら約二百人が式典に出席して完成を祝った。",
    "町によると、桟橋は長さ四十メートルで、総工費は三億円に上る見込みだという。",
)


def of_page(*below, hints=(), text=None):
    """Roles of the lines below an article; author, moment in Tokyo and body of the comments on its page."""
    blocks = find_blocks(normalize("\n".join((*ARTICLE, *below)) if text is None else text)[0], hints)
    rows = found(*((block.text, block.role) for block in blocks))
    moments = [row["posted_at"] and f"{row['posted_at'].astimezone(TOKYO):%d %H:%M}" for row in rows]
    known = [(row["author_index"], moment, row["body"]) for row, moment in zip(rows, moments, strict=True)]
    return [block.role for block in blocks if block.text not in ARTICLE], known


@pytest.mark.parametrize("heading", ["2 Comments", "Comments", "2 thoughts on “Pier”", "みんなの意見(2)"])
def test_comments_with_moments_in_english(heading):
    roles, known = of_page(
        *(heading, "Taro says:", "March 13, 2026 at 10:00 am", "よい記事でした。", "Reply"),
        *("Hanako says:", "March 14, 2026 at 12:05 am", "行ってみたい", "Reply"),
        *("Leave a Reply", "Your email address will not be published.", "Name", "Email"),
    )
    first = ["comment_ui", *["comment"] * 3]
    assert roles == [*first, "comment_ui", *["comment"] * 3, *["comment_ui"] * 5]
    assert known == [(0, "13 10:00", "よい記事でした。"), (1, "14 00:05", "行ってみたい")]


@pytest.mark.parametrize("heading", ["コメント", "みんなの意見", "コメントを書く", "3件のコメント"])
def test_a_name_above_a_day_begins_a_comment(heading):
    roles, known = of_page(
        *(heading, "匿名希望 さん", "2026年3月13日", "賃金は？", "返信"),
        *("風見鶏 さん", "2026/3/14(土)", "利用料はいくらですか。", "返信"),
    )
    assert roles == ["comment_ui", *["comment"] * 3, "comment_ui", *["comment"] * 3, "comment_ui"]
    assert known == [(None, None, "賃金は?"), (0, None, "利用料はいくらですか。")]


@pytest.mark.parametrize("line", ["まだコメントはありません", "まだコメントはありません。", "No comments yet"])
def test_nobody_has_commented(line):
    assert of_page("この記事にコメントする", line) == (["comment_ui"] * 2, [])
    assert of_page("みんなの意見", line) == (["comment_ui"] * 2, [])


def test_opinions_that_an_article_reports_are_its_own():
    roles, known = of_page("みんなの意見", "桟橋の利用について、住民からは期待の声が上がっている。")
    assert (roles, known) == (["heading", "paragraph"], [])


def test_items_of_a_list_in_html_are_comments_of_their_own():
    items = (
        "<li><b>風見鶏</b> <time>2026年3月13日 10:00</time><p>よい記事でした。続きも読みたいです。</p></li>"
        "<li><b>灯台守</b> <time>2026年3月14日</time><p>利用料はいくらですか。とても気になります。</p></li>"
    )
    body = "".join(f"<p>{line}</p>" for line in ARTICLE[1:])
    content = read_html(
        f"<html><body><article><h1>{ARTICLE[0]}</h1>{body}</article>"
        f"<div class='comments'><h2>みんなのコメント</h2><ol>{items}</ol></div></body></html>"
    )
    _, known = of_page(text=content.source_text, hints=content.hints)
    rows = found(*((block.text, block.role) for block in find_blocks(content.source_text, content.hints)))
    assert not any("みんなのコメント" in row["text"] for row in rows)
    assert known == [
        (0, "13 10:00", "よい記事でした。続きも読みたいです。"),
        (1, None, "利用料はいくらですか。とても気になります。"),
    ]


def test_a_heading_that_markup_calls_a_comment_is_none():
    lines = ("みんなのコメント", "風見鶏 2026年3月13日", "よい記事でした。")
    text, hints = "\n\n".join(lines), []
    for line in lines:
        hints.append(Hint(text.index(line), text.index(line) + len(line), "comment"))
    assert of_page(text=text, hints=hints) == (
        ["comment_ui", "comment", "comment"],
        [(0, None, "よい記事でした。")],
    )


@pytest.mark.parametrize("line", ["風見鶏 2026年3月13日", "灯台守 | 2026/3/13"])
def test_a_name_beside_a_day(line):
    assert page(line, "よい記事でした。") == [(0, None, "よい記事でした。")]


def test_a_comment_can_be_one_word_or_a_day():
    assert page("風見鶏 2025-04-09 10:33", "意見", "2026年3月13日に港で見ました。") == [
        (0, "09 10:33", "意見\n2026年3月13日に港で見ました。")
    ]
