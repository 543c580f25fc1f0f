"""Cues that name nobody: passives (とされる), という, the writer's inferences (とみられる, と言える) and views in general (との見方がある).

Belongs here: what such a cue marks, and what it passes for. Does not belong here: verbs and nouns of somebody's saying (``cues``).
"""

from __future__ import annotations

from pipeline.extract.saying.content_marks import is_condition
from pipeline.extract.saying.cue import Cue, closes, finite
from pipeline.extract.saying.cue_words import verbs, view_nouns
from pipeline.extract.saying.noun_phrases import before_remark
from pipeline.extract.saying.word_kinds import can_say
from pipeline.extract.saying.words import Words, word_set

_REACH = 16  # words between a content's marker and its verb
_LIST_REACH = 40  # words from a topic to what it is held to be, where commas part places or parts: 震源は、…の島、…の|沖とみられる
_DEMANDS = ("求める", "望む", "訴える")
_FEELING = ("惜しむ", "悼む", "喜ぶ", "悔やむ", "驚く")
_FEARS = ("懸念", "心配", "危惧", "不安視", "疑う", "恐れる")
_HEARSAY_PASSIVES = word_set("hearsay_passive")
_INFERENCE_PASSIVES = word_set("inference_passive")
_GENERIC_PASSIVES = word_set("generic_passive")
_VIEW_VERBS = word_set("view_verb")
_MADE_INTO = word_set("made_into")
_DEFINING = word_set("defining")
_ACTS = word_set("legal_act")
_ACT_REACH = 30  # words between とする and the act that it is the ground of
_DECIDES = ("決める", "決定", "見送る", "断念", "中止", "延期", "辞退", "撤回", "退ける", "却下", "棄却")
_SAYS_ON = 12  # words between として and the verb that says it: として住民に早めの避難を|呼びかけた
_ANNOUNCED = word_set("announced_passive")
_SUITS = word_set("suit")
_WRITTEN = word_set("written_passive")
_RAISED = ("為る", "成す", "示す", "呈する", "唱える", "投げ掛ける")  # …との指摘もされている, …との見方が示された


def passive(words: Words, first: int, last: int, lemma: str) -> Cue | None:
    """Passives that hide who says it: とされる, と伝えられた, とみられる, 期待される."""
    made_known = announced(words, first, last, lemma)
    if made_known is not None:
        return made_known
    first -= lemma == "沙汰" and words.surface(first - 1) == "取り"
    at = first - 1
    if lemma in ("告発", "批判", "非難", "提訴", "糾弾") and [words.surface(i) for i in (at - 2, at - 1, at)] == [
        "と",
        "し",
        "て",
    ]:
        at -= 2
    if words.surface(at) == "、" and words.surface(at - 1) == "と" and not is_condition(words, at - 1):
        at -= 1  # インパクトに乏しいと、|酷評された
    marked = words.surface(at) in ("と", "とも") or (
        words.surface(at) in ("は", "も") and words.surface(at - 1) == "と"
    )
    at = at - 1 if words.surface(at) in ("は", "も") else at
    noun = before_remark(words, at, 0) - 1  # 料金は30ドル(約4500円)|とみられる
    counted = words.pos(noun) == "接尾辞" or words.lexemes[noun].pos[2] == "助数詞可能"  # 約1500戸|と推定される
    counted |= marked and words.pos(noun) == "名詞" and finite(words, last) and has_topic(words, noun + 1)
    if marked and (words.is_predicate(at - 1) or words.surface(at - 1) in ("もの", "の") or counted):
        if lemma in _INFERENCE_PASSIVES:
            end = at - 1 if words.surface(at - 1) == "もの" else at
            return Cue(
                end, last, end, "think", "writer_inference", "positive", "probable", "と", "rule:inference_passive"
            )
        if lemma in _HEARSAY_PASSIVES:
            cue_class = verbs()[lemma].cue_class if lemma in verbs() else "hearsay"
            return Cue(first, last, at, cue_class, "hearsay", "positive", "uncommitted", "と", "rule:hearsay_passive")
        spoken = at - 1 not in words.quotes or words.quotes[at - 1].is_speech
        if lemma in _WRITTEN and spoken and closes(words, last):  # not 「立入禁止」と書かれた看板
            return Cue(first, last, at, "say", "hearsay", "positive", "uncommitted", "と", "rule:hearsay_passive")
    stands = finite(words, last) or words.surface(last) in ("状況", "事態", "局面")
    if lemma in _GENERIC_PASSIVES and words.surface(first - 1) in ("が", "も", "は", "すら", "さえ") and stands:
        cue_class = verbs()[lemma].cue_class if lemma in verbs() else "think"
        kind = "hearsay" if lemma in ("指摘", "批判") else "generic_view"
        return Cue(first, last, first - 1, cue_class, kind, "positive", "uncommitted", "が", "rule:generic_passive")
    return None


def has_topic(words: Words, at: int) -> bool:
    """Whether a noun before と is what something is held to be: 原因は|故障とみられる, 男は市内に住む|会社員とみられ、; not 港を|拠点と考える."""
    for place in range(at - 1, max(at - _REACH, 0), -1):
        if words.surface(place) == "を" and words.pos(place) == "助詞":
            return False
        if words.surface(place) in ("。", "、") and place < at - 2:
            return "t" in words.kinds[max(place - _LIST_REACH, 0) : place]
        if words.surface(place) == "は" and words.kinds[place] == "t":
            return True
    return False


def writer_ending(words: Words, first: int, last: int) -> Cue | None:
    """The writer's own inference from what is seen: 様子がうかがえる, 構図が浮かび上がる."""
    if words.surface(first - 1) in ("が", "も", "と") and finite(words, last):
        return Cue(
            first, last, first - 1, "think", "writer_inference", "positive", "probable", "が", "rule:writer_inference"
        )
    return None


def ending(words: Words, at: int) -> Cue | None:
    """という。 as hearsay; と言える and といえる as the writer's inference; とされる, としている, とした."""
    marker = at - 1
    last = words.predicate_end(at)
    lexeme = words.lexemes[at]
    forms = [words.lexemes[i].normalized_form for i in range(at, last)]
    while words.surface(marker - 1) in ("など", "なんて") and words.is_predicate(marker - 2):
        marker -= 1
    quoted = marker - 1 in words.quotes
    clausal = words.is_predicate(marker - 1) and not words.lexemes[marker - 1].pos[5].startswith(
        ("意志推量形", "連用形")
    )
    if lexeme.normalized_form == "為る":
        return _suru_ending(words, (marker, last), forms, quoted, clausal)
    if lexeme.dictionary_form in ("言える", "いえる") and (clausal or quoted) and finite(words, last):
        return Cue(
            _particle(words, marker),
            last,
            marker,
            "think",
            "writer_inference",
            "positive",
            "probable",
            "と",
            "rule:to_ieru",
        )
    if (
        quoted
        and lexeme.surface == "いう"
        and closes(words, last)
        and "t" in words.kinds[max(0, marker - 24) : marker - 1]
    ):
        return Cue(
            at, last, marker, "say", "indirect", "positive", "certain", "と", "rule:quoted_iu"
        )  # 市長は「…」という。
    if lexeme.surface != "いう" or not closes(words, last):
        return None
    noun_final = words.pos(marker - 1) in ("名詞", "接尾辞") and words.lexemes[marker - 1].pos[1] != "固有名詞"
    if clausal or noun_final:
        return Cue(
            _particle(words, marker), last, marker, "hearsay", "hearsay", "positive", "uncommitted", "と", "rule:to_iu"
        )
    return None


def _suru_ending(words: Words, places: tuple[int, int], forms: list[str], quoted: bool, clausal: bool) -> Cue | None:
    """とされる, としている, とした; ``places`` are the content's end and the place after the verb."""
    marker, last = places
    if "れる" in forms or "られる" in forms:
        if words.surface(marker - 1) == "必要":
            return None
        if clausal or quoted or words.surface(marker - 1) in ("もの", "の") or _classed(words, marker, last):
            return Cue(
                _particle(words, marker),
                last,
                marker,
                "hearsay",
                "hearsay",
                "positive",
                "uncommitted",
                "と",
                "rule:to_sareru",
            )
        return None
    if words.lexemes[last - 1].pos[5].startswith("仮定形") or _as_role(words, marker, last, quoted):
        return None
    clausal |= words.surface(marker - 1) == "もの" and words.is_predicate(marker - 2)
    ends = closes(words, last) or words.surface(last) in (")", "）")
    clausal |= "居る" in forms and ends and _is_said_of_topic(words, marker)
    clausal |= "居る" in forms and words.surface(marker - 1) in ("ため", "から") and words.is_predicate(marker - 2)
    if not (clausal or quoted) or not (
        "居る" in forms
        or "おる" in forms
        or "た" in forms
        or words.surface(last) in ("、", "て", "つつ", "ながら")
        or (words.pos(last) == "引用" and words.surface(last - 1) == "し")
    ):
        return None
    if (
        words.surface(last) in ("て", "が")
        and words.surface(last + 1) not in ("、", "")
        and words.pos(last) == "助詞"
        and not quoted
        and not _says_on(words, marker, last + 1)
    ):
        return None
    return Cue(
        _particle(words, marker), last, marker, "say", "indirect", "positive", "certain", "と", "rule:to_shiteiru"
    )


def _says_on(words: Words, marker: int, first: int) -> bool:
    """Whether として without a comma gives what somebody says before he asks or protests: 再発のおそれがあるとして|注意を呼びかけた.

    Somebody is the topic before it; 窃盗の疑いがあるとして|男を逮捕した gives a ground.
    """
    if "t" not in words.kinds[:marker]:
        return False
    for at in range(first, min(first + _SAYS_ON, len(words))):
        if words.surface(at) in ("。", "、") or words.kinds[at] == "t":
            return False
        if words.pos(at) in ("動詞", "名詞") and words.lexemes[at].normalized_form in _DECIDES:
            return True  # 続けるのが難しいとして|休部を決めた
        if words.pos(at) in ("動詞", "名詞") and words.lexemes[at].normalized_form in verbs():
            verb = at if words.pos(at) == "動詞" else min(at + 1, len(words) - 1)
            forms = [words.lexemes[i].normalized_form for i in range(verb, words.predicate_end(verb))]
            if words.pos(verb) == "動詞" and (verb == at or forms[0] == "為る"):
                return not any(form in ("れる", "られる") for form in forms)  # 暴行したとして|告発された
    return False


def _is_said_of_topic(words: Words, marker: int) -> bool:
    """Whether a noun before としている tells what is said of a topic: 原因は|調査中としている, not 港を|拠点としている."""
    at = marker - 1
    if words.pos(at) not in ("名詞", "接尾辞") or words.surface(at) in _MADE_INTO:
        return False
    counted = words.lexemes[at - 1].pos[1] == "数詞" and words.lexemes[at].pos[2] in ("助数詞可能", "助数詞", "一般")
    if counted and "t" in words.kinds[max(at - _REACH, 0) : at]:
        return True  # 警察は被害者を10人から20人|としている
    while at > 0 and (words.pos(at) in ("名詞", "接尾辞", "接頭辞") or words.surface(at) == "、"):
        at -= 1
    return words.kinds[at] == "t" or words.pos(at) in ("副詞", "連体詞")


def _particle(words: Words, end: int) -> int:
    """Place of the と behind a content that ends at ``end``: 「…」など|として."""
    return end + 1 if words.surface(end) in ("など", "なんて") else end


def _as_role(words: Words, marker: int, last: int, quoted: bool) -> bool:
    """Whether として is "as" or "on the grounds that" and nobody's word: 「水の番人」としての地位; 不備があるとして、|署は差し押さえた."""
    if words.surface(last) != "て":
        return False
    following = words.surface(last + 1)
    if words.surface(marker) in ("など", "なんて"):
        return False
    if not quoted and following == "、" and _grounds_act(words, last + 2):
        return True
    if following in ("の", "は", "も") or (quoted and following != "、" and words.quotes[marker - 1].kind != "direct"):
        return True
    if following != "、" or any(words.kinds[at] == "t" and words.surface(at) == "は" for at in range(marker)):
        return False
    marks = range(last + 2, min(last + 14, len(words)))
    stop = next((at for at in marks if words.surface(at) == "、" or words.surface(at) in _SUITS), last + 14)
    return any(words.kinds[at] == "t" for at in range(last + 2, min(stop, len(words))))


def _grounds_act(words: Words, first: int) -> bool:
    """Whether the clause from ``first`` on tells of an act of law or discipline, whose ground として gives: …したとして、|男を逮捕した."""
    for at in range(first, min(first + _ACT_REACH, len(words))):
        if words.surface(at) in ("。", "、"):
            if any(words.kinds[i] == "t" for i in range(first, at)):
                return False
        elif words.lexemes[at].normalized_form in _ACTS and words.pos(at) in ("名詞", "動詞"):
            return True
    return False


def _classed(words: Words, marker: int, last: int) -> bool:
    """Whether a noun before とされる is what somebody is said to be: 男は首謀者とされる。 but not 対象とされる."""
    lexeme = words.lexemes[marker - 1]
    if not closes(words, last) or lexeme.pos[0] not in ("名詞", "接尾辞") or lexeme.pos[2] == "形状詞可能":
        return False
    topic = any(words.surface(at) in ("は", "が", "も") for at in range(max(marker - _REACH, 0), marker - 1))
    return topic and lexeme.pos[2] != "サ変可能" and lexeme.surface not in _MADE_INTO


def generic_view(words: Words, at: int, noun: str) -> Cue | None:
    """Views of nobody in particular: との見方がある, という声も上がっている, と懸念する声もある."""
    heard = words.surface(at + 1) in ("を", "も") and words.lexemes[min(at + 2, len(words) - 1)].normalized_form in (
        "聞く",
        "耳",
    )
    if words.surface(at + 1) not in ("が", "も", "は") and not heard:
        return None
    verb = next((i for i in range(at + 2, min(at + 8, len(words))) if words.pos(i) in ("動詞", "形容詞")), None)
    if verb is None or not (_verb_of_two(words, verb) in _VIEW_VERBS or _is_raised(words, verb)):
        return None
    start = at - 1
    if words.pos(start) in ("名詞", "形状詞", "接尾辞") and words.surface(start - 1) in ("の", "いう", "いった", "た"):
        start -= 1  # との|慎重論, という|反対意見
    if words.surface(start) == "た" and words.surface(start - 1) == "いっ":
        start -= 1  # 「…」といっ|たコメント
    if words.surface(start) in ("の", "いう", "いった", "いっ") and words.surface(start - 1) in ("と", "など"):
        marker = start - 1
    elif (felt := _felt(words, start)) is not None:
        return _demanding_view(words, at, felt, verb)
    elif words.pos(start) == "動詞" and words.lexemes[start].normalized_form == "為る":
        marker = next((i for i in range(start, max(start - 4, 0), -1) if words.surface(i) == "と"), -1)
    else:
        return None
    if words.surface(marker - 1) == "など":
        marker -= 1
    end = words.clause_end(marker)
    open_ended = words.surface(end - 1) == "は" and words.surface(end - 2) == "で"  # 間に合わないのでは、と
    if end <= 0 or not (open_ended or words.is_predicate(end - 1) or words.pos(end - 1) in ("名詞", "接尾辞")):
        return None
    row = view_nouns()[noun]
    last = words.predicate_end(verb)
    if words.pos(last) == "動詞" and words.lexemes[last - 1].pos[5].startswith("連用形"):
        last = words.predicate_end(last)  # 出|始めた
    if not finite(words, last):
        return None
    feared = any(words.lexemes[i].normalized_form in _FEARS for i in range(marker, at))
    certainty = "possible" if feared else row["certainty"]
    return Cue(marker, last, end, row["class"], "generic_view", "positive", certainty, "と", "lexicon:view_nouns")


def _is_raised(words: Words, verb: int) -> bool:
    """Whether a view is raised by nobody who is named: …との指摘も|されている, …との見方が|示された."""
    forms = [words.lexemes[at].normalized_form for at in range(verb, words.predicate_end(verb))]
    return forms[0] in _RAISED and ("れる" in forms or "られる" in forms)


def _verb_of_two(words: Words, at: int) -> str:
    """The verb at a place, with 相 before it: 相|次いだ."""
    form = words.lexemes[at].normalized_form
    return "相" + form if words.surface(at - 1) == "相" else form


def _felt(words: Words, start: int) -> int | None:
    """Place of the verb before a voice that has its object: 見直しを|求める声, 引退を|惜しむ声, 影響を|懸念する声; not 事情を|話す声."""
    suru = words.lexemes[start].normalized_form == "為る" and words.pos(start - 1) == "名詞"
    first = start - 1 if suru else start
    lemma = words.lexemes[first].normalized_form
    verb = verbs().get(lemma)
    feels = verb is not None and "を" in verb.frames and verb.cue_class not in ("say", "report", "reveal", "explain")
    feels |= lemma in _FEELING
    return first if words.surface(first - 1) == "を" and (lemma in _DEMANDS or feels) else None


def _demanding_view(words: Words, at: int, first: int, verb: int) -> Cue | None:
    """What people ask for or feel about: 見直し|を求める声が上がる, 引退|を惜しむ声が相次ぐ. The object alone is what they say."""
    last, row = words.predicate_end(verb), view_nouns()[words.lexemes[at].normalized_form]
    if not finite(words, last):
        return None
    end = first - 1
    return Cue(first, last, end, row["class"], "generic_view", "positive", "uncommitted", "を", "lexicon:view_nouns")


def writers_idiom(words: Words, first: int, last: int, negative: bool) -> Cue | None:
    """What the writer makes of it: とは言えない, とまでは言えない, と言わざるを得ない; none where somebody did not say it."""
    marker = first - 1
    while words.surface(marker) in ("は", "も", "まで") and first - marker < 4:
        marker -= 1
    if words.surface(marker) != "と" or not words.is_predicate(marker - 1):
        return None
    polarity, certainty, rule = "negative", "probable", "rule:to_ienai"
    if words.surface(first + 1) == "ざる":
        ends = (at + 2 for at in range(first, min(first + 5, len(words) - 1)) if words.surface(at) == "得")
        last = max(last, next(ends, last))
        polarity, certainty, rule = "positive", "certain", "rule:iwazaru"
    elif not negative:
        polarity, rule = "positive", "rule:to_ieru"
    elif not can_say(words.lexemes[first]) and words.surface(first) != "言え":
        return None
    if not finite(words, last):
        return None
    return Cue(_particle(words, marker), last, marker, "think", "writer_inference", polarity, certainty, "と", rule)


def forecast(words: Words, at: int) -> Cue | None:
    """A forecast that ends a sentence or a clause: 調整に入る見通しだ。 年内に終える見込みで、 総額は80億円の見込み。 but not 来年の見通し。"""
    last = words.predicate_end(at)
    last += last == at + 1 and words.surface(last) == "で" and words.surface(last + 1) == "、"  # 見込みで 、
    if not (closes(words, last) or _runs_on(words, last)) or _is_subject(words, at):
        return None
    end, frame = at, "noun"
    if words.surface(at - 1) == "の" and words.pos(at - 2) in ("名詞", "接尾辞"):
        end, frame = at - 1, "と"
        if "t" not in words.kinds[max(end - _REACH, 0) : end]:
            return None
    elif words.pos(at - 1) not in ("動詞", "助動詞", "形容詞"):
        return None
    return Cue(at, last, end, "think", "writer_inference", "positive", "probable", frame, "rule:forecast")


def hearsay_sou(words: Words, at: int) -> Cue | None:
    """Hearsay by そう behind a plain form: 客が増えている|そうだ。 入院した|そうで、 but not 雨が降り|そうだ, which is how it looks."""
    before = words.lexemes[at - 1].pos if at else ("", "", "", "", "", "")
    last = words.predicate_end(at)
    if words.lexemes[at].pos[1] != "助動詞語幹" or last == at + 1:
        return None
    if before[0] not in ("動詞", "形容詞", "助動詞") or not before[5].startswith(("終止形", "連体形")):
        return None
    if (
        words.surface(last - 1) == "た"
        or words.surface(last - 1) == "な"
        or not (closes(words, last) or _runs_on(words, last))
    ):
        return None
    return Cue(at, last, at, "hearsay", "hearsay", "positive", "uncommitted", "と", "rule:sou_da")


def _is_subject(words: Words, at: int) -> bool:
    """Whether a noun is the subject of what follows, and ends no clause: 見通しが、示された."""
    return words.surface(at + 1) in ("が", "から", "し")


def _runs_on(words: Words, last: int) -> bool:
    """Whether a predicate goes on with で and a comma: 見込みで、 方針で、"""
    return words.surface(last - 1) == "で" and words.surface(last) == "、"


def plan(words: Words, at: int) -> Cue | None:
    """What somebody means to do, told by the noun that ends the clause: 岸壁を造り直す方針だ。 会議を開く考え。 but not 正しい考えだ。"""
    last = words.predicate_end(at)
    before = words.lexemes[at - 1].pos if at else ("",)
    if before[0] == "助動詞" and words.lexemes[at - 1].dictionary_form not in ("ない", "たい", "ぬ"):
        return None
    if before[0] not in ("動詞", "助動詞") or not (closes(words, last) or _runs_on(words, last)):
        return None
    if _is_subject(words, at) or words.surface(at - 1) == "いう":
        return None  # 担うべきだという考えが、広がる
    return Cue(at, last, at, "promise", "indirect", "positive", "probable", "noun", "rule:plan")


def hearsay_noun(words: Words, at: int) -> Cue | None:
    """Hearsay by こと: 待機している|ということです。 休業する|とのこと。 but not 大切なのは、…ということだ。 which defines."""
    marker, last = at - 2, words.predicate_end(at)
    if words.surface(at - 1) == "いう" and last == at + 1:
        return None  # 大事な選択だということ。
    if words.surface(marker) != "と" or words.surface(at - 1) not in ("の", "いう") or not closes(words, last):
        return None
    noun_final = words.surface(at - 1) == "の" and words.pos(marker - 1) in ("名詞", "接尾辞")
    noun_final &= "t" in words.kinds[:marker]  # 店は5日まで休業|とのこと; not 友人とのことだ
    noun_final |= words.surface(marker - 1) in ("だけ", "のみ", "ばかり") and words.is_predicate(marker - 2)
    ends = words.is_predicate(marker - 1) and not words.lexemes[marker - 1].pos[5].startswith("意志推量形")
    if not (ends or noun_final):
        return None
    if words.surface(at - 1) == "いう" and _defines(words, marker):
        return None
    return Cue(
        _particle(words, marker), last, marker, "hearsay", "hearsay", "positive", "uncommitted", "と", "rule:to_iu_koto"
    )


def _defines(words: Words, end: int) -> bool:
    """Whether a clause says what something means or comes down to: つまり、…, …のは、…, …とは、…."""
    if words.surface(0) in _DEFINING:
        return True
    return any(
        words.surface(at) == "は" and words.surface(at - 1) in ("の", "こと", "と", "理由", "意味", "問題", "点")
        for at in range(1, end)
    )


def announced(words: Words, first: int, last: int, lemma: str) -> Cue | None:
    """A clause that is said to have been made known, and by nobody: 展示が終わる|ことも発表された."""
    if (
        lemma not in _ANNOUNCED
        or words.surface(first - 1) not in ("が", "も", "は")
        or words.surface(first - 2) not in ("こと", "旨")
    ):
        return None
    if not finite(words, last) or not words.is_predicate(first - 3):
        return None
    cue_class = verbs()[lemma].cue_class if lemma in verbs() else "report"
    certainty = "certain" if cue_class == "reveal" else "uncommitted"
    return Cue(first, last, first - 2, cue_class, "hearsay", "positive", certainty, "と", "rule:announced_passive")
