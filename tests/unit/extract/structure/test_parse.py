"""Trees of sentences: bunsetsu, heads, and what is asked of them."""

import pytest

from pipeline.extract.article.view import ArticleView
from pipeline.extract.structure.parse import parse
from pipeline.extract.structure.trees import NO_HEAD, Tree
from tests.unit.texts import text_view


def parsed(*lines: str) -> tuple[ArticleView, list[Tree]]:
    view = text_view(*lines)
    (trees,) = parse([(view.tokens, [(sentence.start, sentence.end) for sentence in view.sentences])])
    return view, trees


def edges(line: str) -> dict[str, str]:
    """Text of each bunsetsu, and that of its head."""
    view, (tree,) = parsed(line)
    texts = [view.text[start:end] for start, end in zip(tree.starts, tree.ends, strict=True)]
    return {text: texts[head] if head != NO_HEAD else "" for text, head in zip(texts, tree.heads, strict=True)}


def test_a_topic_belongs_to_the_verb_of_its_own_clause() -> None:
    found = edges("佐藤環境相は支援を受けていたが、日本政府は支援を打ち切ると発表した。")
    assert found["佐藤環境相は"] == "受けていたが、"
    assert found["受けていたが、"] == "発表した。"
    assert found["日本政府は"] == "発表した。"
    assert found["打ち切ると"] == "発表した。"


@pytest.mark.parametrize(
    ("line", "phrase", "head"),
    [
        ("凪浜市の港で船が燃えた。", "凪浜市の", "港で"),
        ("警察は事故を起こした男を逮捕した。", "警察は", "逮捕した。"),
        ("警察は事故を起こした男を逮捕した。", "起こした", "男を"),
        ("首相は会見で、増税を見送ると述べた。", "首相は", "述べた。"),
        ("首相は会見で、増税を見送ると述べた。", "会見で、", "述べた。"),
        ("一方、研究所は13日、攻撃が来月にも始まるとの見方を示した。", "研究所は", "示した。"),
        ("一方、研究所は13日、攻撃が来月にも始まるとの見方を示した。", "13日、", "示した。"),
        ("一方、研究所は13日、攻撃が来月にも始まるとの見方を示した。", "攻撃が", "始まるとの"),
        ("欧州委員会は2日、域内の企業に対し、取引を停止するよう求めた。", "2日、", "求めた。"),
        ("首相は会見で、増税を見送ると述べた。", "見送ると", "述べた。"),
    ],
)
def test_heads(line: str, phrase: str, head: str) -> None:
    assert edges(line)[phrase] == head


def test_a_quotation_is_closed() -> None:
    view, (tree,) = parsed("ラヒム氏は会見で、「駐留軍は撤退すべきだ。戦争は終わった」と述べた。")
    opening, closing = tree.at(view.text.index("「")), tree.at(view.text.index("」"))
    assert opening is not None
    assert closing is not None
    assert all(tree.heads[at] <= closing for at in range(opening, closing))
    assert not any(opening <= tree.heads[at] < closing for at in range(opening))
    assert tree.owner(0) == len(tree) - 1


def test_bunsetsu_know_their_words() -> None:
    view, (tree,) = parsed("日本政府は支援を打ち切ると発表した。")
    words = [lexeme.surface for lexeme in view.tokens.lexemes]
    assert [words[at] for at in tree.content] == ["政府", "支援", "打ち切る", "発表"]
    assert [words[at] for at in tree.ending] == ["は", "を", "と", "た"]
    assert tree.particles == ["は", "を", "と", ""]
    assert tree.predicates == [False, False, True, True]
    assert (tree.first[0], tree.last[-1]) == (0, len(words) - 1)


def test_a_noun_of_action_that_ends_a_sentence_is_a_predicate() -> None:
    assert parsed("増税を見送ると発表。")[1][0].predicates[-1]
    assert not parsed("増税を見送ると発表が伝えた。")[1][0].predicates[-2]


#: 日本の | 首相が | 語った | 話を | 聞いた
TREE = Tree(
    [0, 3, 6, 9, 11],
    [3, 6, 9, 11, 14],
    [0, 2, 4, 6, 8],
    [1, 3, 5, 7, 9],
    [1, 2, 3, 4, NO_HEAD],
    [0, 2, 4, 6, 8],
    [1, 3, 5, 7, 9],
    ["の", "が", "", "を", ""],
    [False, False, True, False, True],
    [False] * 5,
)


def test_what_is_asked_of_a_tree() -> None:
    assert list(TREE.path(1)) == [2, 3, 4]
    assert TREE.span(2) == (0, 9)
    assert (TREE.owner(0), TREE.owner(2), TREE.owner(4)) == (2, 4, None)
    assert TREE.children(4) == [3]
    assert (TREE.arguments(2, "が"), TREE.arguments(2, "を"), TREE.arguments(2)) == ([1], [], [1])
    assert (TREE.is_within(0, 2), TREE.is_within(2, 0)) == (True, False)
    assert (TREE.at(8), TREE.at(14)) == (2, None)


def test_spans_without_words_have_empty_trees_and_articles_may_ask_for_nothing() -> None:
    view = text_view("雪が降った。")
    other = text_view("船が出た。")
    trees = parse([(view.tokens, [(0, 0), (0, 6)]), (other.tokens, []), (other.tokens, [(0, 5)])])
    assert [[len(tree) for tree in own] for own in trees] == [[0, 2], [], [2]]
    assert parse([]) == []


def test_marks_that_do_not_pair_close_nothing() -> None:
    for line in ("首相は「増税を見送ると述べた。", "首相は増税を見送る」と述べた。", "」「首相は述べた。"):
        assert parsed(line)[1][0].heads[-1] == NO_HEAD


def test_long_text_without_stops_is_parsed() -> None:
    _, (tree,) = parsed("山の川の、「" * 2_000)
    assert len(tree) > 2_000
    assert all(at < head for at, head in enumerate(tree.heads[:-1]))
