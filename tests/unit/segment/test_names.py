"""Names that SudachiPy's dictionary misreads: read right, and nothing else changed."""

import json
from pathlib import Path

import pytest
from sudachipy import Dictionary, SplitMode, Tokenizer

from pipeline.lexicons.load import load
from pipeline.segment import names
from pipeline.segment.dictionary import dictionary, dictionary_version
from pipeline.segment.tokens import tokenize
from pipeline.versions import versions

LISTED = [(row["family"], row["given"]) for row in load("name_words")]
CONTEXTS = [
    *("{}は述べた。", "{}防衛相は", "{}首相が", "{}氏は", "{}知事は", "{}前首相、", "{}元外相と", "{}・外相が"),
    *("会談で{}さんが", "同席した{}氏", "、{}国防相", "米国の{}議員", "韓国の{}大統領"),
]


@pytest.fixture(scope="module")
def plain() -> Tokenizer:
    """SudachiPy without the added names."""
    return Dictionary(dict="core").tokenizer(mode=SplitMode.C)


def surfaces(text: str) -> list[str]:
    return [token.surface for token in tokenize(text)]


def test_the_built_dictionary_is_that_of_the_list():
    assert names.build() == Path(names.path()).read_bytes(), "run `python -m pipeline.segment.names`"


def test_the_version_names_the_list():
    assert "/ names " in dictionary_version()
    assert versions()["dictionary"] == dictionary_version()


@pytest.mark.parametrize(("family", "given"), LISTED, ids=["".join(name) for name in LISTED])
def test_a_listed_name_is_one_token_of_two_units(family, given):
    name = family + given
    for context in CONTEXTS:
        assert name in surfaces(context.format(name)), context
    token = tokenize(name)[0]
    assert token.pos[:4] == ("名詞", "固有名詞", "人名", "一般")
    (morpheme,) = dictionary().tokenizer(mode=SplitMode.C).tokenize(name)
    for mode in (SplitMode.A, SplitMode.B):
        units = [(unit.surface(), unit.part_of_speech()[3]) for unit in morpheme.split(mode)]
        assert units == [(family, "姓"), (given, "名")]


def test_a_listed_name_is_one_that_sudachi_misreads(plain):
    for family, given in LISTED:
        edges = {
            edge for context in CONTEXTS for edge in [_edges(plain, context.format(family + given), family, given)]
        }
        assert edges != {True}, f"{family}{given} needs no entry"


def _edges(tokenizer: Tokenizer, text: str, family: str, given: str) -> bool:
    """Whether SudachiPy ends words where the family and the given name end, and takes both for names of people."""
    start = text.index(family + given)
    words = {m.begin(): m for m in tokenizer.tokenize(text) if start <= m.begin() < start + len(family + given)}
    ends = {m.end() for m in words.values()}
    return start + len(family + given) in ends and all(m.part_of_speech()[2] == "人名" for m in words.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中谷元防衛相は語った", ["中谷元", "防衛相", "は", "語っ", "た"]),
        ("元防衛相の中谷氏", ["元防衛相", "の", "中谷", "氏"]),
        ("中谷元・防衛相", ["中谷元", "・", "防衛相"]),
        ("中谷元気さん", ["中谷", "元気", "さん"]),
        ("阿部詩織さん", ["阿部", "詩織", "さん"]),
        ("内田真一郎氏", ["内田", "真一郎", "氏"]),
        ("鈴木俊一郎氏", ["鈴木", "俊一郎", "氏"]),
        ("トルコ・アンカラで", ["トルコ", "・", "アンカラ", "で"]),
        ("中・東欧の", ["中・東欧", "の"]),
        ("米ロ首脳", ["米ロ", "首脳"]),
        ("ワシントン条約", ["ワシントン", "条約"]),
        ("ルッテ事務総長", ["ルッテ", "事務", "総長"]),
    ],
)
def test_names_of_the_trap_list(text, expected):
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "東京都知事選挙に関する特別委員会設置法案が可決された。",
        "元首相と前外相、現職の知事が正式に会談した。",
        "福島県の瑞穂町から来た小林さんと鈴木さん。",
        "日韓正式協議は10月、釜山で開かれる。",
    ],
)
def test_other_text_is_read_as_without_the_list(plain, text):
    assert surfaces(text) == [morpheme.surface() for morpheme in plain.tokenize(text)]


@pytest.mark.gold
def test_news_is_read_as_without_the_list_but_for_the_names(plain):
    path = Path(__file__).resolve().parents[4] / "shared" / "gold" / "news_docs.jsonl"
    if not path.exists():
        pytest.skip("no annotated data beside the checkout")
    with path.open(encoding="utf-8") as lines:
        texts = [line for row in list(lines)[::3] for line in json.loads(row)["text"].splitlines() if line.strip()]
    without = [text for text in texts if not any(family + given in text for family, given in LISTED)]
    assert len(without) > 1000
    for text in without:
        assert surfaces(text) == [morpheme.surface() for morpheme in plain.tokenize(text)]
