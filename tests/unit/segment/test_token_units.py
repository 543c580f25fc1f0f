"""The views of A and B units, against SudachiPy's own modes; parts of speech in context."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from sudachipy import SplitMode

from pipeline.segment.dictionary import dictionary
from pipeline.segment.sentences import sentences
from pipeline.segment.tokens import tokens
from tests.unit.texts import text_tables
from warehouse import catalog

SQL = Path(catalog.__file__).parent
MODES = [("token_units_a", SplitMode.A), ("token_units_b", SplitMode.B)]
TEXTS = [
    "選挙管理委員会は国民健康保険税の税率改正案を発表した。",
    "ＮＡＴＯ加盟国の首脳らが6月24〜25日に…㍿架空で会談。𠮷野家前👨\u200d👩\u200d👧と12,345円。",
    "前文。 東京都知事選挙に関する特別委員会設置法案が参議院本会議で可決、成立した。",
]


@pytest.fixture
def opened() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def units(connection: duckdb.DuckDBPyConnection, view: str, texts: list[str]) -> pa.Table:
    articles, blocks = text_tables(*([text] for text in texts))
    for name, table in tokens(articles, blocks, sentences(articles, blocks)["sentences"]).items():
        connection.register(name, table)
    for path in ("macros/upos_in_context.sql", "macros/words_in_mode.sql", f"views/{view}.sql"):
        connection.execute((SQL / path).read_text(encoding="utf-8"))
    return connection.sql(f'FROM {view} ORDER BY article_id, "index", unit').to_arrow_table()


def assert_equal_to_sudachi(connection: duckdb.DuckDBPyConnection, view: str, mode: SplitMode, texts: list[str]) -> int:
    own = [
        (number, m.begin(), m.end(), m.dictionary_form(), m.normalized_form(), m.reading_form(), m.part_of_speech()[0])
        for tokenizer in [dictionary().tokenizer(mode=mode)]
        for number, text in enumerate(texts)
        for m in tokenizer.tokenize(text)
    ]
    found = units(connection, view, texts)
    names = ("start", "end", "dictionary_form", "normalized_form", "reading", "pos_1")
    numbers = [int(value[4:], 16) for value in found["article_id"].to_pylist()]
    assert list(zip(numbers, *(found[name].to_pylist() for name in names), strict=True)) == own
    surfaces = zip(numbers, found["start"].to_pylist(), found["end"].to_pylist(), strict=True)
    assert [texts[number][start:end] for number, start, end in surfaces] == found["surface"].to_pylist()
    return len(own)


@pytest.mark.parametrize(("view", "mode"), MODES, ids="AB")
def test_units_equal_sudachis_own(opened, view, mode):
    assert assert_equal_to_sudachi(opened, view, mode, TEXTS)


@pytest.mark.gold
@pytest.mark.parametrize(("view", "mode"), MODES, ids="AB")
def test_units_equal_sudachis_own_on_news(opened, view, mode):
    path = Path(__file__).resolve().parents[4] / "shared" / "gold" / "news_docs.jsonl"
    if not path.exists():
        pytest.skip("no annotated data beside the checkout")
    with path.open(encoding="utf-8") as lines:
        documents = [json.loads(line)["text"] for line in lines][::5]
    texts = [line.strip() for text in documents for line in text.splitlines() if line.strip()]
    assert assert_equal_to_sudachi(opened, view, mode, texts) > 100_000


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("結果を発表した。", "結果/NOUN を/ADP 発表/VERB し/AUX た/AUX 。/PUNCT"),
        ("発表の場にする", "発表/NOUN の/ADP 場/NOUN に/ADP する/VERB"),
        ("利用できる", "利用/VERB できる/AUX"),
        ("それができる", "それ/PRON が/ADP できる/VERB"),
        ("困難な道", "困難/ADJ な/AUX 道/NOUN"),
        ("困難の道", "困難/NOUN の/ADP 道/NOUN"),
    ],
)
def test_parts_of_speech_in_context(opened, text, tags):
    rows = units(opened, "token_units_a", [text]).to_pylist()
    assert " ".join(f"{row['surface']}/{row['upos']}" for row in rows) == tags


def test_neighbours_end_with_the_sentence(opened):
    rows = units(opened, "token_units_a", ["次は発表。する側だ。"]).to_pylist()
    assert {row["surface"]: row["upos"] for row in rows}["発表"] == "NOUN"


def test_there_are_two_modes_and_no_other(opened):
    units(opened, "token_units_a", ["港で会談。"])
    assert opened.sql("SELECT count(*) FROM words_in_mode('B')").fetchall() == [(4,)]
    with pytest.raises(duckdb.Error, match="mode is A or B"):
        opened.sql("FROM words_in_mode('C')").fetchall()
