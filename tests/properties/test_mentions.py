"""Names of arbitrary text: spans cover their text, do not overlap, and no text crashes a rule."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.names.candidates import Candidate, choose
from pipeline.extract.names.mentions import find_names, mentions
from pipeline.link.entities import merge_entities
from tests.unit.texts import text_stages, text_view

WORDS = """日米 米欧 中谷 元 元防衛相 首相 氏 ・ マルク ルッテ ゼルニク 大統領 ロシア 軍 外務省 NATO ( ) の 、 。 は 愛知県 小牧市 同国
同氏 トランプ ワシントン 条約 表明した 『 』 小説 「 」 国道 41号 19日 朝 https://example.jp/a"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " ", "\u3000"])
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_names_are_disjoint_spans_of_the_text(text: str) -> None:
    view = text_view(text)
    found = find_names(view)
    end = 0
    for name in found.names:
        assert end <= name.start < name.end <= len(view.text)
        end = name.end
    assert len(found.names) == len(found.entities)
    for role in found.roles:
        assert 0 <= role.title.start < role.title.end <= len(view.text)
        assert found.names[role.person].entity_type == "PERSON"


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3, unique=True))
def test_an_article_depends_on_itself_alone(texts: list[str]) -> None:
    together = mentions(*text_stages(*([text] for text in texts)))
    apart = [mentions(*text_stages(*[[""]] * place, [text])) for place, text in enumerate(texts)]
    for table in ("mentions", "roles"):
        whole = sorted(map(repr, together[table].drop_columns(_keys(table)).to_pylist()))
        parts = sorted(
            map(repr, pa.concat_tables([out[table] for out in apart]).drop_columns(_keys(table)).to_pylist())
        )
        assert whole == parts
    merged = merge_entities(pa.concat_tables([out["entities"] for out in apart]))
    assert merge_entities(together["entities"]).equals(merged)


def _keys(table: str) -> list[str]:
    """Identifiers hash the article's place in the test's batch, so they may differ."""
    return ["article_id", {"mentions": "mention_id", "roles": "role_id"}[table]]


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(1, 6), st.integers(1, 3)).map(
            lambda item: Candidate(item[0], item[0] + item[1], "ORG", "rule:test", 0.5, item[2])
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_choice_does_not_depend_on_order(candidates: list[Candidate], random: object) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(candidates) == choose(shuffled)


def test_long_lines_are_read() -> None:
    for unit in ("日米欧", "マルク・", "中谷元防衛相", "(NATO)", "岸野元首相", "ロシア軍", "「小説『"):
        view = text_view(unit * 20_000)
        spans = [(name.start, name.end) for name in find_names(view).names]
        assert all(0 <= start < end <= len(view.text) for start, end in spans), unit
