"""Where what is said begins, and what of it is quoted.

Belongs here: passing over what belongs to the cue (the day, the occasion, the addressee, a clause before), and the span and kind of a content.
Does not belong here: cues, and who speaks (``candidates``, ``resolve``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extract.saying.boundaries import after_conjunction, after_date, after_remark, quote_run
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.noun_phrases import speaker_nouns
from pipeline.extract.saying.occasions import (
    DAYS,
    OCCASIONS,
    after_occasion,
    frames_saying,
    is_asked,
    is_doing,
    is_judging,
    is_moment,
    is_occasion,
)
from pipeline.extract.saying.shape import Shape
from pipeline.extract.saying.words import DATE_POS, Words, word_set

_IMPERSONAL = ("hearsay", "writer_inference", "generic_view")
_SHORTEST = 2  # code points of a content that is no quotation
_SHORT_CLAUSE = 4  # words of a clause that says something of its own
_ROOM = 10  # words of the circle in which views are heard
_PHRASE = 30  # words of a phrase that belongs to the cue
_DIRECT_BEFORE = frozenset(
    ("、", "。", "は", "も", "が", "に", "を", "で", "て", "へ", "対し", ":", "!", "?", "」", "』", "")
)
#: nouns and particles that link a clause to a quotation behind it: 目撃したため|「…」と断定した, 会った際|「…」と話した
_CLAUSE_LINKS = frozenset(
    (
        "ため",
        "際",
        "時",
        "とき",
        "後",
        "あと",
        "上",
        "うえ",
        "ところ",
        "所",
        "一方",
        "ほか",
        "ので",
        "から",
        "ながら",
        "つつ",
    )
)
_GROUNDS = word_set("ground")
POINTS_BACK = re.compile(r"(?:同日|この日|[0-9]+日|、)*(?:これ|この事実|このこと)")
"""What stands for the sentence before: 同日|これを明らかにした."""
_ENDINGS = ("見通し", "見込み", "模様", "方針", "予定", "もよう")
_COMMAS = ("、", " ", "\u3000")


class Content(NamedTuple):
    """Offsets of what is said, the kind of report, and start and kind of the quotations that carry it."""

    start: int
    end: int
    kind: str
    quoted: tuple[tuple[int, str], ...]


def content_of(words: Words, shape: Shape, cue: Cue, place: int, speaker_end: int | None) -> Content | None:
    """What a cue says, from ``place`` on; ``speaker_end`` is where the speaker's name ends, which may stand right before a quotation."""
    run = quote_run(words, cue.content_end)
    named = run is not None and run > 0 and speaker_end == words.ends[run - 1]
    after = run is not None and speaker_end is not None and words.starts[run] < speaker_end <= words.starts[cue.first]
    topical = run is not None and run > place and words.kinds[run - 1] == "t" and _is_phrase(words, run - 2)
    if topical and (after or _has_topic(words, run, place, speaker_end)):
        run = None  # 新しい条例は「権利を奪う」と|議員は訴えた, 議員は、|新しい条例は「権利を奪う」と訴えた: the topic is part of what is said
    joined = run is not None and run > 0 and _goes_on(words, run - 1)
    before = "" if run is None else words.surface(run - 1).strip()
    linked = run is not None and _links(words, place, run)
    if run is not None and (run <= place or before in _DIRECT_BEFORE or named or joined or linked):
        quotes = [words.quotes[i] for i in range(run, cue.content_end) if i in words.quotes]
        kind = "label" if quotes[0].kind == "label" else "direct"
        return Content(quotes[0].inner[0], quotes[-1].inner[1], "direct", tuple((q.start, kind) for q in quotes))
    if words.surface(cue.content_end - 1) == "こと" and words.surface(cue.content_end) == "など":
        cue = cue._replace(content_end=cue.content_end - 1)  # 健康を守る|ことなどを求めた
    behind = speaker_end is not None and speaker_end > words.ends[cue.content_end - 1]
    if behind and words.is_predicate(cue.content_end - 1) and cue.frame == "を":
        cue = cue._replace(frame="と")  # 水野さんが亡くなったことを、|関係者が発表した: all of the clause is said
        place = _after_outer_topic(words, shape, place, cue.content_end)
    start = begin(words, shape, cue, min(place, cue.content_end))
    if start >= cue.content_end or words.ends[cue.content_end - 1] - words.starts[start] < _SHORTEST:
        return None
    if words.pos(cue.content_end - 1) == "連体詞":
        return None
    spoken = [at for at in range(start, cue.content_end) if at in words.quotes and _is_said(words, cue, at)]
    kind = "mixed" if spoken and cue.kind == "indirect" else cue.kind
    pairs = tuple(
        (q.start, q.kind if q.kind in ("label", "document") else "partial")
        for q in map(words.quotes.__getitem__, spoken)
    )
    return Content(words.starts[start], words.ends[cue.content_end - 1], kind, pairs)


def _after_outer_topic(words: Words, shape: Shape, place: int, end: int) -> int:
    """Place after a topic that the tree hangs elsewhere than in the content: 記事は、|店が閉まることを関係者が明かしたという内容; else ``place``."""
    comma = next((at for at in range(place, min(place + _ROOM, end)) if words.surface(at) == "、"), place)
    if words.surface(comma - 1) != "は" or comma <= place or shape.is_within(comma - 1, end - 1) is not False:
        return place
    return comma + 1


def reported_end(words: Words, at: int) -> int:
    """Where what is reported ends before the phrase of those who report it: 第1党となる見通し|と夕凪通信など複数の機関が伝えている."""
    for place in range(at - 1, max(at - _ROOM, 1), -1):
        closed = words.is_predicate(place - 1) or words.surface(place - 1) in _ENDINGS
        if words.surface(place) == "と" and words.pos(place) == "助詞" and closed:
            return place
        if words.surface(place) in ("、", "。", "は", "が"):
            break
    return at - 1 if words.surface(at - 1) == "、" else at


def _links(words: Words, place: int, run: int) -> bool:
    """Whether what stands before a quotation only leads to it: 問われると|「…」, その際|「…」, 改めて|「…」."""
    before = words.surface(run - 1).strip()
    if (before == "と" and words.is_predicate(run - 2)) or (place < run and frames_saying(words, place, run)):
        return True
    grounded = before == "から" and (words.surface(run - 2) == "こと" or words.surface(run - 2) in _GROUNDS)
    return grounded or (
        before in _CLAUSE_LINKS and (words.is_predicate(run - 2) or words.pos(run - 2) == "連体詞")
    )  # 調子が悪いことから|「…」


def _is_phrase(words: Words, at: int) -> bool:
    """Whether a noun ends at a place, other than a phrase with で or に: 新しい条例|は, not ネット掲示板で|は."""
    return words.pos(at) in ("名詞", "接尾辞", "代名詞")


def _has_topic(words: Words, run: int | None, place: int, speaker_end: int | None) -> bool:
    """Whether the phrase right before a quotation is what is said of something, since the speaker is named before it and a comma."""
    if run is None or speaker_end is None or run - place < 2:
        return False
    return words.starts[place] >= speaker_end and words.surface(place - 1) == "、"


def _goes_on(words: Words, at: int) -> bool:
    """Whether a clause goes on behind the word at a place without a comma: 会見し|「…」と述べた, 明かしており|「…」と語った."""
    pos = words.lexemes[at].pos
    return pos[0] in ("動詞", "助動詞") and pos[5].startswith("連用形")


def _is_said(words: Words, cue: Cue, at: int) -> bool:
    """Whether quoted words within a report are the speaker's: 「完全に破壊」する, 「権利を奪う」, not the term 「花粉初日」を迎える."""
    quotation = words.quotes[at]
    if quotation.is_speech:
        return True
    if at and words.pos(at - 1) in ("名詞", "接尾辞") and words.lexemes[at - 1].pos[2] != "副詞可能":
        return False  # 割烹|「花園」 is a name
    return quotation.kind in ("term", "scare") and cue.kind not in _IMPERSONAL


def begin(words: Words, shape: Shape, cue: Cue, place: int) -> int:
    """Place where a content begins that may run from ``place`` on: behind what belongs to the cue.

    5日の会見で、|…と発表した; 住民に、|…よう呼び掛けた; 会議に出席し、|…と述べた. Not behind what the content's own predicate governs:
    雨が降り、|川があふれたと話す is one content.
    """
    start, end = _after_commas(words, place), cue.content_end
    # nobody says it on a day: 現在、待機しているという
    undated = cue.kind in ("hearsay", "writer_inference") and "passive" not in cue.method
    if undated:
        following = after_conjunction(words, start)
        start = following if following < end and not _tells_state(words, start) else start
    if cue.kind == "hearsay" and words.pos(cue.last) in ("名詞", "接頭辞"):
        begun = shape.begin(end - 1)  # 参拝者は|災厄を払うとされる|茅の輪をくぐった
        return start if begun is None or not start < begun < end else begun
    if cue.kind == "generic_view":
        start = _after_contrast(words, start, end)
    while start < end and not undated:
        following = _after_commas(words, _next(words, shape, cue, start, place))
        if following <= start or following >= end:
            break
        start = following
    if cue.frame in ("を", "に", "が") or (cue.frame == "noun" and not words.is_predicate(end - 1)):
        start = _object_begin(words, shape, cue, start)
        return _after_addressee(words, start, end) if cue.cue_class == "ask" else start
    if cue.frame == "よう" or (cue.cue_class == "think" and cue.frame == "と"):
        start = _after_basis(words, start, end)
    return start


def _tells_state(words: Words, at: int) -> bool:
    """Whether a noun with で tells a state and opens no clause: 軽症で|、熱も無いという; not その後で、 一方で、"""
    plain = words.lexemes[at].pos[1:3] == ("普通名詞", "一般") and words.surface(at) not in OCCASIONS
    return plain and words.surface(at + 1) == "で"


def _after_addressee(words: Words, start: int, end: int) -> int:
    """Place after whom a demand is made to, whose に has no verb of its own before the object: 隣国に|関税の撤回を求めた; else ``start``.

    川に近い家に住む人の避難を求めた keeps its に: a verb stands behind it.
    """
    for at in range(end - 1, start, -1):
        described = words.surface(at) == "な" and words.pos(at - 1) == "形状詞"  # 各政党に|速やかな対応を求めた
        if (words.pos(at) in ("動詞", "助動詞", "形容詞") and not described) or words.surface(at) in ("、", "。"):
            return start
        if words.surface(at) == "に" and words.pos(at) == "助詞":
            return at + 1 if words.pos(at - 1) in ("名詞", "接尾辞", "補助記号") and at + 1 < end else start
    return start


def _after_basis(words: Words, start: int, end: int) -> int:
    """Place after a clause on which a demand or view rests, since it tells a state: 噴石が飛ぶ可能性があり、|入山を控えるよう求めた.

    A clause that tells an act is asked too: 外出を控え、早めに避難するよう求めた.
    """
    for at in range(end - 1, start + 1, -1):
        if words.surface(at) != "、" or end - at < _SHORT_CLAUSE:
            continue
        before = words.lexemes[at - 1]
        state = before.normalized_form in ("有る", "おる", "居る") and before.pos[5].startswith("連用形")
        state |= before.surface in ("おり", "ため", "ので", "から") and words.is_predicate(at - 2)
        if state and "t" in words.kinds[start : at - 1]:
            return at + 1
    return start


def _after_contrast(words: Words, start: int, end: int) -> int:
    """Place after the last clause of the writer's before what voices say: 整えるとよいのですが、|コツが分からないという声を聞く; ``start`` for none."""
    for at in range(end - 1, start + 1, -1):
        if words.surface(at) == "、" and words.surface(at - 1) in ("が", "ものの") and words.is_predicate(at - 2):
            return at + 1
    return start


def _after_commas(words: Words, at: int) -> int:
    while words.surface(at) in _COMMAS:
        at += 1
    return at


def _next(words: Words, shape: Shape, cue: Cue, start: int, place: int) -> int:
    """Place after one phrase at ``start`` that belongs to the cue; ``start`` where the phrase is the content's."""
    opened = after_conjunction(words, start)
    if opened > start:
        return opened
    if cue.kind == "generic_view" and words.surface(start) in ("中", "なか") and words.surface(start + 1) == "に":
        return start + 3 if words.surface(start + 2) == "は" else start + 2  # 中には|…と指摘する声もある
    if cue.kind == "generic_view" and start in words.quotes and words.surface(start + 1) in ("など", "といった"):
        return start + 3 if words.surface(start + 2) == "、" else start + 2  # 「…」など、|…とする意見もある
    end = cue.content_end
    if cue.kind == "generic_view" and (room := _after_room(words, start, end)) > start:
        return room
    dated = after_date(words, start)
    if start < dated < end and cue.kind != "hearsay":
        return dated
    stop = _comma(words, start, min(start + _PHRASE, end))
    if stop is not None and _belongs_to_cue(words, shape, cue, start, stop, place):
        return stop + 1
    return after_occasion(words, shape, cue, start)


def _after_room(words: Words, start: int, end: int) -> int:
    """Place after the circle in which views are heard: 市場では、|…との見方, 関係者の間では|…との声; ``start`` where none opens a clause.

    A place that the content tells of has its own predicate before the view's: 市場では値が下がるとの見方 keeps it without a comma.
    """
    for at in range(start + 1, min(start + _ROOM, end)):
        if words.surface(at) != "は" or words.surface(at - 1) not in ("で", "に", "から"):
            if words.surface(at) == "、" or (words.is_predicate(at) and words.surface(at) != "で"):
                return start
            continue
        among = words.surface(at - 1) == "から" or words.surface(at - 2) in ("間", "あいだ", "内", "中")
        among |= speaker_nouns().get(words.surface(at - 2)) == "generic"
        return at + 2 if words.surface(at + 1) == "、" else at + 1 if among else start
    return start


def _comma(words: Words, first: int, last: int) -> int | None:
    """Place of the first comma outside parentheses in ``[first, last)``, or none."""
    at = first
    while at < last:
        if words.surface(at) in ("(", "（"):
            at = after_remark(words, at)
            continue
        if words.surface(at) == "、":
            return at
        at += 1
    return None


def _belongs_to_cue(words: Words, shape: Shape, cue: Cue, start: int, comma: int, place: int) -> bool:
    """Whether the phrase before a comma is the cue's: a day, an occasion, an addressee, or a clause that the tree hangs there."""
    run = range(start, comma)
    if words.surface(comma - 1) == "は" and words.surface(comma - 2) == "で" and words.surface(comma - 3) in OCCASIONS:
        return True
    dated = comma - 2 if words.surface(comma - 1) == "は" and words.surface(comma - 2) == "に" else start
    if dated > start and all(
        words.lexemes[at].pos[1:3] in DATE_POS or words.surface(at).isspace() for at in range(start, dated)
    ):
        return True  # 2017年12月には、
    if words.surface(comma - 1) == "から" and words.surface(comma - 2) in _GROUNDS:
        return True  # 深まるのではないかという懸念から、
    if start == place and cue.kind == "indirect" and is_judging(words, comma):
        return True
    if cue.kind == "generic_view" and any(words.is_function_verb(at) for at in (comma - 1, comma - 2)):
        about = {words.lexemes[at].normalized_form for at in (comma - 1, comma - 2)}
        return bool(about & {"関する", "つく", "対する"})  # 時刻が違うことに関して、|…との指摘もある
    if any(words.kinds[at] == "t" for at in run) or any(words.quotes[at].is_speech for at in run if at in words.quotes):
        return False
    if all(words.lexemes[at].pos[1:3] in DATE_POS or words.surface(at) in ("に", "の", "まで") for at in run):
        return words.lexemes[comma - 1].pos[1] != "数詞"  # 2、|3日地震が続く
    if start == place and is_moment(words, start, comma):
        return True
    last = words.lexemes[comma - 1]
    within = shape.is_within(comma - 1, cue.content_end - 1)
    if words.surface(start) in ("、", "。") or within is None:
        return is_occasion(words, start, comma)
    if is_occasion(words, start, comma):
        return True
    if last.pos[0] == "助詞" and last.surface in ("で", "に", "へ", "から") and last.pos[1] == "格助詞":
        return not within and words.surface(place - 1) != "、"
    if is_asked(words, comma):
        return True
    clause = last.pos[1] == "接続助詞" or (last.pos[0] in ("動詞", "助動詞") and last.pos[5].startswith("連用形"))
    if not clause or not within:
        return clause
    return _is_done_before(words, start, comma, place)


def _is_done_before(words: Words, start: int, comma: int, place: int) -> bool:
    """Whether a clause that the tree leaves in the content tells what the speaker does about saying it, right behind who does or his day."""
    if place == 0 or not is_doing(words, comma):
        return False
    joins = words.surface(comma - 3) + words.surface(comma - 2) == "とし"
    if (
        joins or words.is_function_verb(comma - 1) or words.is_function_verb(comma - 2)
    ):  # 改修の一環として|、 計画について|、
        return place == start and words.kinds[place - 1] == "t"
    return words.kinds[place - 1] == "t" or words.surface(place - 1) == "、"


def _after_day(words: Words, start: int, end: int) -> int:
    """Place after a day with に that opens a clause with an object: 12月7日に|調査結果を発表した; else ``start``."""
    at = start
    while at < end and words.lexemes[at].pos[1:3] in DATE_POS:
        at += 1
    described = any(words.pos(place) == "動詞" for place in range(at, end))  # 1995年に|発売した菓子
    return at + 1 if start < at < end - 1 and words.surface(at) == "に" and not described else start


def _whole_noun(words: Words, begun: int, start: int, end: int) -> int:
    """Where an object begins of which the tree has cut a part: |即時停戦を, |次回登板へ are nouns whole; 対し、|交代を is no part of it."""
    if words.is_function_verb(begun):
        comma = next((at for at in range(begun, min(begun + 3, end)) if words.surface(at) == "、"), None)
        return begun if comma is None else comma + 1
    while begun - 1 >= start and words.pos(begun) == "名詞" and words.lexemes[begun - 1].pos[2] == "副詞可能":
        if words.surface(begun - 1) in DAYS or (begun - 2 >= 0 and words.lexemes[begun - 2].pos[1] == "数詞"):
            break
        begun -= 1
    while begun - 2 >= start and words.surface(begun - 1) == "の" and words.pos(begun - 2) in ("名詞", "接尾辞"):
        begun -= 2  # 権力の|即時返還を求めた: what の joins is in the noun behind it
        while begun - 1 >= start and words.pos(begun - 1) in ("名詞", "接頭辞"):
            begun -= 1
    return begun


def _object_begin(words: Words, shape: Shape, cue: Cue, start: int) -> int:
    """Place where the noun phrase begins that a cue has as its object: 隣国に|関税の撤回を求めた, 広報官は|治安について強い懸念を表明した."""
    begun = shape.begin(cue.content_end - 1)
    if begun is not None:
        begun = _whole_noun(words, begun, start, cue.content_end)
    if begun is None or not start < begun < cue.content_end:
        return _after_day(words, start, cue.content_end)
    felt = cue.method == "lexicon:cue_nouns" and words.surface(begun - 1) in ("て", "対し", "関し")
    if felt and any(words.surface(at) in ("つい", "対し", "関し", "巡っ", "めぐっ") for at in (begun - 1, begun - 2)):
        about = shape.begin(begun - 1)
        return begun if about is None else max(start, about)
    return begun
