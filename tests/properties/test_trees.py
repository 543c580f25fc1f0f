"""What holds for the trees of any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.structure.parse import parse
from pipeline.extract.structure.trees import NO_HEAD, Tree
from tests.unit.texts import text_view

PIECES = (
    "首相",
    "は",
    "が",
    "を",
    "と",
    "「",
    "」",
    "『",
    "』",
    "、",
    "。",
    "述べた",
    "山",
    "の",
    "で",
    "静かな",
    "…",
    "5日",
    "NATO",
    "😀",
    "㍿",
)
LINES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


@settings(max_examples=30, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_trees_cover_their_words_lead_onward_do_not_cross_and_do_not_depend_on_company(lines: list[str]) -> None:
    views = [text_view(line) for line in lines] + [text_view(*lines)]
    asked = [(view.tokens, [(sentence.start, sentence.end) for sentence in view.sentences]) for view in views]
    together = parse(asked)
    assert together == [parse([one])[0] for one in asked]
    shared = text_view(*lines)
    spans = [(sentence.start, sentence.end) for sentence in shared.sentences]
    assert parse([(shared.tokens, spans)])[0] == [parse([(shared.tokens, [span])])[0][0] for span in spans]
    for (tokens, spans), trees in zip(asked, together, strict=True):
        for span, tree in zip(spans, trees, strict=True):
            covers(tree, tokens.run(*span))


def covers(tree: Tree, run: tuple[int, int]) -> None:
    indexes = [at for first, last in zip(tree.first, tree.last, strict=True) for at in range(first, last + 1)]
    assert indexes == list(range(*run))
    size = len(tree)
    if not size:
        return
    assert tree.heads[-1] == NO_HEAD
    assert all(at < head < size for at, head in enumerate(tree.heads[:-1]))
    assert not any(
        tree.heads[at] < tree.heads[inner] for at in range(size - 1) for inner in range(at + 1, tree.heads[at])
    )
    assert all(first <= word <= last for first, word, last in zip(tree.first, tree.content, tree.last, strict=True))
