"""Who said what: cues, contents, speakers and what is none of them."""

import pytest

from pipeline.extract.clauses import Statement
from pipeline.extract.hedges import hedges
from pipeline.extract.speakers import Mention
from pipeline.extract.statements import article_quotations, find_statements, statements
from pipeline.lexicons.load import load
from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.vocabularies import CERTAINTY, CUE_CLASS, POLARITY, SPEAKER_KIND, STATEMENT_KIND
from tests.unit.texts import Line, text_stages, text_view


def read(*lines: Line, names: tuple[tuple[str, str], ...] = ()) -> list[Statement]:
    """Statements of an article; ``names`` are mentions, each with its type, found wherever they stand."""
    view = text_view(*lines)
    mentions = []
    for name, entity_type in names:
        start = view.text.find(name)
        while start >= 0:
            mentions.append(Mention(start, start + len(name), entity_type, None, "name", name))
            start = view.text.find(name, start + 1)
    return find_statements(view, article_quotations(view), sorted(mentions))


def told(*lines: Line, names: tuple[tuple[str, str], ...] = ()) -> list[tuple[str | None, str, str | None]]:
    """Speaker, content and cue of every statement."""
    text = text_view(*lines).text
    return [
        (
            s.speaker.text if s.speaker else None,
            text[s.start : s.end],
            None if s.cue_start is None else text[s.cue_start : s.cue_end],
        )
        for s in read(*lines, names=names)
    ]


def test_direct_speech() -> None:
    (statement,) = read("村上市長は3日、「橋は必ず直す」と語った。")
    assert (statement.kind, statement.cue_class, statement.speaker_kind) == ("direct", "say", "person")
    assert told("村上市長は3日、「橋は必ず直す」と語った。") == [("村上", "橋は必ず直す", "語った")]


def test_a_quotation_of_several_sentences_is_one_statement() -> None:
    assert told("村上市長は「橋は直す。道も直す」と語った。") == [("村上", "橋は直す。道も直す", "語った")]


def test_adjoining_quotations_are_one_statement() -> None:
    assert told("村上市長は「橋は直す」「道も直す」と語った。") == [("村上", "橋は直す」「道も直す", "語った")]


def test_a_name_right_before_its_words() -> None:
    assert told("村上氏「橋は大切だ」と説明") == [("村上", "橋は大切だ", "説明")]
    assert told("村上氏「橋は必ず直す」") == [("村上", "橋は必ず直す", None)]


def test_indirect_speech() -> None:
    assert told("村上市長は、橋を来月直すと述べた。") == [("村上", "橋を来月直す", "述べた")]
    assert read("村上市長は、橋を来月直すと述べた。")[0].kind == "indirect"


def test_mixed_speech() -> None:
    (statement,) = read("村上市長は来月の「開通もあり得る」と述べた。")
    assert statement.kind == "mixed"


def test_the_speaker_between_content_and_cue() -> None:
    assert told("犯人は二人だろうと村上氏は考えている。") == [("村上", "犯人は二人だろう", "考えている")]


@pytest.mark.parametrize(
    ("line", "content", "cue"),
    [
        ("村上市長は橋を直すことを明らかにした。", "橋を直す", "明らかにした"),
        ("村上市長は橋が要るとの考えを示した。", "橋が要る", "との考えを示した"[2:]),
        ("村上市長は橋を直す方針を表明した。", "橋を直す", "方針を表明した"),
        ("村上市長は住民に避難するよう求めた。", "住民に避難する", "求めた"),
        ("村上市長は国の支援を歓迎した。", "国の支援", "歓迎した"),
    ],
)
def test_how_contents_are_marked(line: str, content: str, cue: str) -> None:
    ((speaker, said, by),) = told(line)
    assert speaker == "村上"
    assert said == content
    assert by is not None
    assert by.endswith(cue)


def test_ellipsis_goes_to_the_speaker_before() -> None:
    lines = "村上市長は「橋は直す」と語った。その上で、「道も直す」と強調した。"
    assert [speaker for speaker, _, _ in told(lines)] == ["村上", "村上"]


def test_an_anaphor_and_a_bare_title_go_to_the_name() -> None:
    lines = ("村上市長は橋を訪れた。", "市長は「橋は直す」と語った。", "同氏は「道も直す」と述べた。")
    assert [(s.speaker_kind, s.speaker.text if s.speaker else None) for s in read(*lines)] == [("person", "村上")] * 2


def test_a_mention_is_the_speaker_rather_than_its_title() -> None:
    line = "北海連合のマルタ・ベルク事務総長は「足並みはそろわない」と語った。"
    names = (("北海連合", "ORG"), ("マルタ・ベルク", "PERSON"))
    assert told(line, names=names)[0][0] == "マルタ・ベルク"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("複数の関係者は、橋は直らないと述べた。", "anonymous"),
        ("外務省は、橋を直すと発表した。", "organization"),
        ("地元紙は、橋が落ちたと報じた。", "outlet"),
        ("橋は落ちたという。", "anonymous"),
        ("橋は落ちたとみられる。", "writer"),
        ("橋は直らないとの見方がある。", "generic"),
        ("橋の崩落が懸念される。", "generic"),
        ("橋は落ちたと伝えられた。", "anonymous"),
    ],
)
def test_kinds_of_speaker(line: str, kind: str) -> None:
    (statement,) = read(line)
    assert statement.speaker_kind == kind
    assert (statement.speaker is None) == (kind in ("writer", "generic") or "という" in line or "伝えられた" in line)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("橋は来月開通するという。", "hearsay"),
        ("橋は来月開通するとされる。", "hearsay"),
        ("橋は来月開通するとみられる。", "writer_inference"),
        ("工事は来月に始まる見通しだ。", "writer_inference"),
        ("工事は遅いという声も上がっている。", "generic_view"),
        ("間に合わないのでは、と懸念する声も聞かれます。", "generic_view"),
        ("重要な一歩だと言えるだろう。", "writer_inference"),
    ],
)
def test_endings(line: str, kind: str) -> None:
    assert [s.kind for s in read(line)] == [kind]


@pytest.mark.parametrize(
    "line",
    [
        "灯台という名の店が開いた。",
        "数百人という規模の集会だった。",
        "橋を直すという作業が続く。",
        "村上市長は友人と語り合った。",
        "村上市長は逃げようとした。",
        "村上市長は橋を渡った。",
        "「理想」と「現実」の間で揺れる町だ。",
        "雨が降ると、川があふれる。",
        "「雨だ」とはいえ、川は静かだ。",
    ],
)
def test_what_is_no_statement(line: str) -> None:
    assert told(line) == []


def test_denial_is_negative() -> None:
    assert [s.polarity for s in read("村上市長は関与を否定した。")] == ["negative"]


def test_titles_and_what_is_no_content_hold_no_statements() -> None:
    assert read(("市長「橋は直す」と説明", "title"), ("村上市長は「橋は直す」と語った。", "heading")) == []


def tables(*lines: Line) -> dict[str, list[dict[str, object]]]:
    inputs = text_stages(list(lines))
    empty = (arrow.empty(DATASET.table("mentions")), arrow.empty(DATASET.table("roles")))
    made = statements(*inputs, *empty, hedges(*inputs)["hedges"])
    for name, table in made.items():
        assert table.schema.equals(arrow.schema(DATASET.table(name)))
    return {name: table.to_pylist() for name, table in made.items()}


def test_rows_refer_to_each_other() -> None:
    made = tables("村上市長は「議会の『約束』は重い」と述べた。")
    outer, inner = made["quotations"]
    (row,) = made["statements"]
    assert row["quotation_id"] == outer["quotation_id"] == inner["parent_id"]
    assert outer["is_speech"]
    assert not inner["is_speech"]


def test_certainty_is_that_of_the_content_s_last_hedge() -> None:
    rows = tables("村上市長は「橋は落ちるかもしれない」と述べた。", "村上市長は「橋は落ちる」と述べた。")["statements"]
    assert [row["certainty"] for row in rows] == ["possible", "certain"]


def test_a_quotation_inside_the_writer_s_sentence_is_speech_too() -> None:
    made = tables("村上市長は来月の「開通もあり得る」と述べた。")
    assert [(q["kind"], q["is_speech"]) for q in made["quotations"]] == [("partial", True)]


def test_empty_tables_give_empty_tables() -> None:
    assert tables() == {"quotations": [], "statements": [], "attributions": []}


def test_lexicons_fit_the_vocabularies() -> None:
    for row in load("cue_verbs"):
        assert row["class"] in CUE_CLASS.values, row
        assert row["kind"] in STATEMENT_KIND.values, row
        assert row["polarity"] in POLARITY.values, row
        assert row["certainty"] in CERTAINTY.values, row
        assert set(row["frames"].split()) <= {"と", "を", "よう", "ことを", "ことで", "「"}, row
    for row in (*load("cue_nouns"), *load("view_nouns")):
        assert row["class"] in CUE_CLASS.values, row
        assert row["certainty"] in CERTAINTY.values, row
    for row in load("speaker_nouns"):
        assert row["kind"] in SPEAKER_KIND.values, row


@pytest.mark.parametrize("name", ["cue_verbs", "cue_nouns", "view_nouns", "speaker_nouns", "expression_verbs"])
def test_no_lexicon_says_a_thing_twice(name: str) -> None:
    keys = [next(iter(row.values())) for row in load(name)]
    assert len(keys) == len(set(keys))
