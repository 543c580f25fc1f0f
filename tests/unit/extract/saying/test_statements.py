"""Who said what: cues, contents, speakers and what is none of them."""

import pytest

from pipeline.extract.hedges import hedges
from pipeline.extract.saying.speakers import Mention
from pipeline.extract.saying.statement import Statement
from pipeline.extract.saying.statements import Role, find_statements, role_holders, statements
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
    return find_statements(view, None, sorted(mentions))


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


def test_headlines_have_rules_of_their_own_and_what_is_no_content_holds_no_statements() -> None:
    found = read(("市長「橋は直す」と説明", "title"), ("村上市長は「橋は直す」と語った。", "cited_source"))
    assert [(s.method, s.speaker.text if s.speaker else None) for s in found] == [("rule:headline", "市長")]
    assert read(("市長、橋を視察", "title"), ("「花粉初日」迫る", "title")) == []


def tables(*lines: Line) -> dict[str, list[dict[str, object]]]:
    inputs = text_stages(list(lines))
    empty = (arrow.empty(DATASET.table("mentions")), arrow.empty(DATASET.table("roles")))
    made = statements(*inputs, *empty, hedges(*inputs)["hedges"], arrow.empty(DATASET.table("time_expressions")))
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
    assert tables() == {"quotations": [], "statements": [], "attributions": [], "statement_mentions": []}


def test_lexicons_fit_the_vocabularies() -> None:
    for row in load("cue_verbs"):
        assert row["class"] in CUE_CLASS.values, row
        assert row["kind"] in STATEMENT_KIND.values, row
        assert row["polarity"] in POLARITY.values, row
        assert row["certainty"] in CERTAINTY.values, row
        assert set(row["frames"].split()) <= {"と", "を", "よう", "ことを", "ことで", "で", "「", "に", "Nと"}, row
    for row in (*load("cue_nouns"), *load("view_nouns")):
        assert row["class"] in CUE_CLASS.values, row
        assert row["certainty"] in CERTAINTY.values, row
    for row in load("speaker_nouns"):
        assert row["kind"] in SPEAKER_KIND.values, row


@pytest.mark.parametrize("name", ["cue_verbs", "cue_nouns", "view_nouns", "speaker_nouns", "expression_verbs"])
def test_no_lexicon_says_a_thing_twice(name: str) -> None:
    keys = [next(iter(row.values())) for row in load(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("鳥居さんは「来年こそ優勝します」と胸を張った。", ("鳥居", "来年こそ優勝します", "胸を張った")),
        ("住民の男性は「夜も眠れない」と不安を口にする。", ("住民の男性", "夜も眠れない", "口にする")),
        ("野党の幹部は「説明が足りない」と警戒感を示した。", ("野党の幹部", "説明が足りない", "警戒感を示した")),
        ("村上市長は壇上で「町を必ず立て直す」と演説した。", ("村上", "町を必ず立て直す", "演説した")),
        ("漁師の男性は「今年は捕れない」と苦笑する。", ("漁師の男性", "今年は捕れない", "苦笑する")),
        ("鳥居さんは「必ず勝ちます」と意気込む。", ("鳥居", "必ず勝ちます", "意気込む")),
        ("「もう限界だ」と肩を落とす住民もいる。", ("住民", "もう限界だ", "肩を落とす")),
        ("村上市長は「ここで終わりにはしない」と席を立った。", ("村上", "ここで終わりにはしない", "席を立った")),
    ],
)
def test_quotations_that_no_verb_of_saying_governs(line: str, expected: tuple[str, str, str | None]) -> None:
    assert told(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "駅前で「助けてくれ」という声が聞こえた。",
        "警察は「不審者がいる」との通報を受け、署員を出した。",
        "店には「本日は休業しています」と書かれた紙があった。",
        "県は結果を公表すべきだ。",
    ],
)
def test_quotations_that_nobody_says_there(line: str) -> None:
    assert told(line) == []


def test_a_quotation_without_a_cue_is_less_sure() -> None:
    cued, uncued = read("村上市長は「橋は直す」と語った。"), read("村上市長は「橋は直す」と席を立った。")
    assert uncued[0].method == "rule:quoted_clause"
    assert uncued[0].confidence < cued[0].confidence


def test_answers_are_of_the_person_interviewed() -> None:
    found = read(
        ("ピアニストの佐伯光さんに聞いた。", "lead"),
        ("――再開の理由は。", "question"),
        ("「音のない生活に耐えられなくなったからです」", "answer"),
        names=(("佐伯光", "PERSON"),),
    )
    assert [(s.speaker.text if s.speaker else None, s.kind, s.cue_start) for s in found] == [("佐伯光", "direct", None)]
    nameless = read(("――再開の理由は。", "question"), ("「客席が待っていてくれたからです」", "answer"))
    assert [(s.speaker, s.speaker_kind) for s in nameless] == [(None, "anonymous")]


def test_a_paragraph_of_words_alone_is_of_whom_the_text_just_named() -> None:
    assert told("中谷さんは漁師だ。", "「海が好きなだけです」", names=(("中谷", "PERSON"),)) == [
        ("中谷", "海が好きなだけです", None)
    ]


@pytest.mark.parametrize(
    ("line", "kind", "polarity"),
    [
        ("計画が誤りだったとは言えない。", "writer_inference", "negative"),
        ("計画が誤りだったとまではいえないが、議論は足りなかった。", "writer_inference", "negative"),
        ("計画は妥当だったといえる。", "writer_inference", "positive"),
        ("市の対応は遅かったと言わざるを得ない。", "writer_inference", "positive"),
        ("村上市長は辞めるとは言っていない。", "indirect", "negative"),
        ("村上市長は電気がいらないと言っているのではない。", "indirect", "negative"),
    ],
)
def test_negated_cues(line: str, kind: str, polarity: str) -> None:
    (statement,) = read(line)
    assert (statement.kind, statement.polarity) == (kind, polarity)


@pytest.mark.parametrize(
    ("line", "speaker", "police"),
    [
        ("浜署は男(34)を逮捕した。署によると「頼まれただけだ」と容疑を否認している。", "男", "署"),
        (
            "浜署は4日、三田太郎容疑者(40)を逮捕した。同署によると、「間違いない」と容疑を認めている。",
            "三田太郎",
            "浜署",
        ),
        ("県警によると、女は「生活に困っていた」と供述している。", "女", "県警"),
    ],
)
def test_a_plea_is_the_suspects(line: str, speaker: str, police: str) -> None:
    statement = read(line, names=(("三田太郎", "PERSON"),))[-1]
    assert statement.speaker is not None
    assert statement.speaker.text == speaker
    assert [link.agent.text for link in statement.chain] == [police]


@pytest.mark.parametrize("marker", ["✅ ", "・", "- ", "①"])
def test_list_markers_are_no_part_of_a_speaker(marker: str) -> None:
    assert told(f"{marker}同社は、工事を延期すると発表した。")[0][0] == "同社"


def test_an_age_is_no_part_of_a_speaker() -> None:
    assert told("主将の大石さん(22)は「応援に励まされた」と話した。")[0][0] == "大石"


def test_the_head_noun_decides_the_kind() -> None:
    names = (("ベルギー", "GPE"), ("カナダ", "GPE"))
    (journal,) = read("ベルギーの交通専門誌によると、計画は遅れている。", names=names)
    assert (journal.speaker_kind, journal.speaker and journal.speaker.text) == ("outlet", "交通専門誌")
    (office,) = read("カナダの気象当局は、嵐が近づいていると発表した。", names=names)
    assert office.speaker_kind == "organization"


def test_a_title_stands_for_the_one_who_holds_it() -> None:
    mentions = [Mention(0, 2, "PERSON", "ent_1", "name", "村上"), Mention(9, 11, "PERSON", "ent_2", "name", "中谷")]
    one = role_holders(mentions, [Role(2, 4, "ent_1", "市長", "市長")])
    assert one["市長"].text == "村上"
    assert role_holders(mentions, [Role(2, 4, "ent_1", "市長", "市長"), Role(11, 13, "ent_2", "市長", "市長")]) == {}
    several = [Role(2, 4, "ent_1", name, written) for name, written in (("ヘッドコーチ", "HC"), ("代表", "代表主将"))]
    assert list(role_holders(mentions, several)) == ["ヘッドコーチ", "HC", "代表", "代表主将"]  # in every process
    view = text_view("村上さんが来た。市長は「橋は直す」と語った。")
    found = find_statements(view, None, mentions[:1], roles=[Role(0, 2, "ent_1", "市長", "市長")])
    assert [s.speaker.entity_id for s in found if s.speaker] == ["ent_1"]
