"""Quotations with と whose verb is no verb of saying: 「…」と胸を張った, 「…」と警戒感を示した, 「…」と席を立った.

Belongs here: finding the predicate that such a quotation depends on, and whether it is an idiom of saying. Does not belong
here: verbs of saying (``cues``), nor whether anybody there can speak (``clauses``). The idioms are the lexicon
``cue_idioms``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from pipeline.extract.saying.boundaries import quote_run
from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.cue_words import PARTICLES, expression_class, idioms, verb_class, view_nouns
from pipeline.extract.saying.cues import is_denied
from pipeline.extract.saying.words import Words, word_set

_TOPIC = 16  # words from a quotation to the next one that somebody else says
_NEAR = 60  # words from a quotation to the cue that says it together with a clause
_REACH = 24  # words between the quotation and the end of its predicate
#: what makes と a link to a noun or a comparison: 「…」との, 「…」という, 「…」と同じ
_NO_SAYING = word_set("no_saying")
#: nouns that end a sentence as its predicate: 「…」と笑顔。
_FACES = word_set("face")
_OBJECT = ("を", "も")  # after which つく or おく is a verb of its own: ため息をつく
_PASSIVE = ("れる", "られる")
_VIEW_VERBS = word_set("view_verb")
#: verbs of what comes about: 「…」と話題になった
_BECOMING = ("成る", "有る", "居る")
_LABEL = 6  # code points of words in brackets that may be what somebody is only called: 「花」と親しまれる
_OBJECT_WORDS = 4  # words of an object that belongs to its verb
#: nouns that link clauses, which a clause before them does not describe: 述べた|ものの, 話した|際
_LINKS = frozenset(
    ("もの", "ため", "とき", "時", "際", "ところ", "所", "上", "うえ", "後", "あと", "一方", "ほか", "場合")
)
_HEARD = 40  # words from a quotation to the voices that it is an example of
_VIEW = "lexicon:view_nouns"
BARE = "rule:quoted_clause"
"""The method of a cue that is no verb of saying: whoever does something at a whole quotation says it."""


def quoted_cues(words: Words, cues: Iterable[Cue]) -> list[Cue]:
    """``cues`` with those of quotations that none of them governs, in order; :data:`BARE` where the predicate is no verb of saying."""
    found = sorted(cues, key=lambda cue: cue.first)
    firsts = [cue.first for cue in found]
    known = list(found)
    governed = {cue.content_end - 1 for cue in found}
    taken = {at for cue in found for at in range(cue.first, cue.last)}
    for at, quotation in words.quotes.items():
        if at in governed or at + 1 in words.quotes:
            continue
        mark = at + 2 if words.surface(at + 1) in ("など", "なんて") else at + 1
        if words.surface(at + 1) in ("など", "といった") and words.surface(mark) not in ("と", "って"):
            heard = _heard(words, at) if quotation.inner[1] - quotation.inner[0] > _LABEL else None
            if heard is not None and not taken.intersection(range(heard.first, heard.last)):
                found.append(heard)
            continue
        if not quotation.is_speech:
            continue
        if words.surface(mark) not in ("と", "って") or words.surface(mark + 1) in _NO_SAYING:
            continue
        manner = _manner(words, mark + 1)
        if manner is None:
            cue = _governing(words, at, mark + 1, is_sentence=True)
        else:
            cue = _cue(at, mark + 1, manner, "say", False)
        mine = cue is not None and (cue.method == BARE or taken.intersection(range(cue.first, cue.last)))
        near = known[bisect_left(firsts, at) : bisect_right(firsts, at + _NEAR)]
        shared = _shared(cue, near) if cue is not None and mine else None
        clause = shared is not None and _is_clause(words, at + 2, shared.content_end)
        if quotation.kind != "direct" and cue is not None and cue.method == BARE and (shared is None or clause):
            continue  # 「花」と名付けた, 「夕凪電機」と契約したと発表した
        if shared is not None:
            if not clause and shared in found:
                found.remove(shared)  # 「…」と判決を批判した says nothing but what is quoted
            found.append(shared._replace(content_end=at + 1, frame="と"))
        elif cue is not None and not taken.intersection(range(cue.first, cue.last)):
            found.append(cue)
    found.extend(_in_turn(words, found))
    return sorted(found, key=lambda cue: (cue.first, cue.content_end))


def _in_turn(words: Words, cues: Iterable[Cue]) -> list[Cue]:
    """The cue once more for each of those who speak in turn and share it: 水野は「…」、|岸本は「…」と語った."""
    said_at = {cue.content_end - 1: cue for cue in cues if cue.frame == "と"}
    added: list[Cue] = []
    following: int | None = None
    for at in sorted(words.quotes, reverse=True):
        cue = said_at.get(following) if following is not None else None
        if cue is not None and following is not None and at not in said_at and _turns(words, at, following):
            said_at[at] = cue._replace(content_end=at + 1)
            added.append(said_at[at])
        following = at
    return added


def _turns(words: Words, at: int, following: int) -> bool:
    """Whether two quotations are each right behind a topic, and nothing but a comma and the second topic stands between them."""
    if not words.quotes[at].is_speech or words.surface(at + 1) != "、" or following - at > _TOPIC:
        return False
    if words.kinds[at - 1 : at] != "t" or words.kinds[following - 1] != "t":
        return False
    return all(words.pos(place) not in ("動詞", "補助記号", "引用") for place in range(at + 2, following))


def _is_clause(words: Words, first: int, end: int) -> bool:
    """Whether ``[first, end)`` says something of its own: 今後も続ける, not 判決 or 冷静な."""
    return words.is_predicate(end - 1) and words.surface(end - 1) != "な" and end - first > 1


def _shared(bare: Cue, cues: Iterable[Cue]) -> Cue | None:
    """The cue that says the words before ``bare`` too: 「…」と、今後も|続けるよう|求めた, 「…」と、再開したことを|明かした say both."""
    for cue in cues:
        says = cue.content_end in (bare.last, bare.last + 1) and cue.first >= bare.last
        overlaps = bare.first < cue.last and cue.first < bare.last
        if (says or overlaps) and cue.kind not in ("hearsay", "writer_inference", "generic_view"):
            return cue
    return None


def _governing(words: Words, quote: int, first: int, *, is_sentence: bool) -> Cue | None:
    """The cue of the clause from ``first`` on: its idiom of saying, else the predicate that closes it, with its object.

    意識して|喜びを表した is the second predicate, 挙げる|こと in 名前を挙げることを避けた none: a clause that modifies a noun is passed over.
    """
    whole: Cue | None = None
    depth = 0
    for at in range(first, min(first + _REACH, len(words))):
        surface, pos = words.surface(at), words.pos(at)
        depth += (surface in ("(", "（")) - (surface in (")", "）"))
        if depth > 0:
            continue
        if surface in ("。", "!", "?") or (pos == "引用" and at > first):
            break
        ends = words.surface(at + 1) in ("。", "、", "") and at + 1 <= len(words)
        if pos == "名詞" and ends and (surface in _FACES or (is_sentence and _is_noun_final(words, at))):
            return _cue(quote, _object_start(words, first, at), at + 1, "say", surface in _FACES)
        verbal = pos == "名詞" and words.pos(at + 1) == "動詞" and words.lexemes[at + 1].normalized_form == "為る"
        verbal |= words.lexemes[min(at + 1, len(words) - 1)].normalized_form == "がる"  # 閉店を残念|がった
        if not verbal and (pos != "動詞" or (words.is_function_verb(at) and words.surface(at - 1) not in _OBJECT)):
            continue
        last = words.predicate_end(at + 1 if verbal else at)
        while words.pos(last) == "動詞" and words.lexemes[last - 1].pos[5].startswith("連用形"):
            last = words.predicate_end(last)  # 言い|始めた
        forms = [words.lexemes[i].normalized_form for i in range(at, last)]
        if words.surface(last) == "ば" or is_denied(words, last):
            return None
        view = _view(words, quote, at, last)
        if view is not None:
            return view
        if any(form in _PASSIVE for form in forms):
            inner = words.quotes[quote].inner
            told = inner[1] - inner[0] > _LABEL and words.surface((quote_run(words, quote + 1) or 0) - 1) in (
                "に",
                "から",
                "より",
            )
            return _passive(quote, at, last) if told else None
        start, cue_class = next(_classes(words, first, at), (at, ""))
        if cue_class:
            return _cue(quote, start, last, cue_class, True)
        follows = words.pos(last) in ("名詞", "接頭辞", "代名詞", "連体詞") and words.surface(last) not in _LINKS
        if follows and not words.lexemes[last - 1].pos[5].startswith("連用形"):  # メールを送信し|金を要求した
            continue
        if not is_sentence or forms[0] in _BECOMING or any(form in ("ない", "無い", "ず", "ぬ") for form in forms):
            return None
        start = first - 1 if at == first and forms[0] == "為る" else _object_start(words, first, at)
        whole = _cue(quote, start, last, "say", False)
        if words.surface(last) not in ("て", "で", "ながら", "つつ", "も") or words.surface(last + 1) == "、":
            break
    return whole


def _manner(words: Words, at: int) -> int | None:
    """Place after an adjective or adverb that tells how somebody speaks, as the predicate: 幹部は「…」と|慎重だ。 「…」と|冷ややか。; none for other words."""
    pos = words.lexemes[at].pos if at < len(words) else ("", "", "", "", "", "")
    stands = pos[0] == "副詞" or (
        pos[0] == "形容詞" and pos[5].startswith(("終止形", "連体形"))
    )  # 「…」と|心強い。 「…」と|きっぱり。
    if stands and words.surface(at + 1) in ("。", ""):
        return at + 1
    if pos[0] != "形状詞" and not (pos[0] == "名詞" and pos[2] == "形状詞可能"):
        return None
    last = at + 1
    while words.pos(last) == "助動詞" and words.surface(last) in ("だ", "です", "だっ", "でし", "た"):
        last += 1
    return last if words.surface(last) in ("。", "、", "") and words.surface(last - 1) != "に" else None


def _is_noun_final(words: Words, at: int) -> bool:
    """Whether a verbal noun ends the clause as its predicate: 意気込みを|披露。 but not 意見は|一致。"""
    return words.lexemes[at].pos[2] == "サ変可能" and words.kinds[at - 1] != "t"


def _object_start(words: Words, first: int, at: int) -> int:
    """Where a predicate begins with the noun that is its object: コメント|を残した, 意気込みを|披露した; the predicate itself without one."""
    start = at - 1
    if start <= first or words.surface(start) != "を":
        return at
    while start > first and at - start < _OBJECT_WORDS and words.pos(start - 1) in ("名詞", "接尾辞", "接頭辞"):
        start -= 1
    return start if start < at - 1 else at


def _heard(words: Words, quote: int) -> Cue | None:
    """Voices that quotations are examples of: 「…」「…」など、運営への|批判が殺到した, 「…」といった厳しい|意見も。"""
    for at in range(quote + 2, min(quote + _HEARD, len(words))):
        if words.surface(at) in ("。", "!", "?") or at in words.quotes:
            return None
        noun = words.lexemes[at].normalized_form
        if words.pos(at) != "名詞" or noun not in view_nouns() or words.surface(at + 1) not in ("が", "も", "は"):
            continue
        if words.surface(at + 2) in ("。", ""):
            row = view_nouns()[noun]
            return Cue(at, at + 1, quote + 1, row["class"], "generic_view", "positive", row["certainty"], "と", _VIEW)
        for verb in range(at + 2, min(at + 6, len(words))):
            adverb = words.pos(verb) == "形容詞" and words.pos(verb + 1) == "動詞"  # 多く|寄せられた
            if words.pos(verb) in ("動詞", "形容詞") or words.lexemes[verb].normalized_form in _VIEW_VERBS:
                noun_verb = words.pos(verb) == "名詞" and words.pos(verb + 1) == "動詞"
                return _view(words, quote, verb, words.predicate_end(verb + (noun_verb or adverb)), at)
    return None


def _view(words: Words, quote: int, at: int, last: int, noun_at: int | None = None) -> Cue | None:
    """Voices behind a quotation that nobody in particular raises: 「…」など|批判が殺到した."""
    first = at - 1 if words.surface(at - 1) == "相" else at  # 相|次いだ
    verb = words.lexemes[at].normalized_form if first == at else "相次ぐ"
    place = first - 2 if noun_at is None else noun_at
    noun = words.lexemes[place].normalized_form if first > 2 else ""
    if verb not in _VIEW_VERBS or words.surface(place + 1) not in ("が", "も", "は") or noun not in view_nouns():
        return None
    if words.surface(last) in ("て", "で") and words.pos(last + 1) == "動詞":
        last = words.predicate_end(last + 1)  # 相次いで|書き込まれた
    row, start = view_nouns()[noun], place
    if words.surface(start - 1) == "の" and words.pos(start - 2) == "名詞" and start - 2 > quote:
        start -= 2  # 批判の|声
    return Cue(start, last, quote + 1, row["class"], "generic_view", "positive", row["certainty"], "と", _VIEW)


def _passive(quote: int, first: int, last: int) -> Cue:
    """What somebody is told: 監督に「…」と|からかわれた."""
    return Cue(first, last, quote + 1, "say", "hearsay", "positive", "uncommitted", "と", "rule:hearsay_passive")


def _cue(quote: int, first: int, last: int, cue_class: str, is_idiom: bool) -> Cue:
    method = "lexicon:cue_idioms" if is_idiom else BARE
    return Cue(first, last, quote + 1, cue_class, "indirect", "positive", "certain", "と", method)


def idiom_class(words: Words, noun: int, verb: int) -> str | None:
    """Class of the idiom whose noun and verb stand at two places, a particle between them: 警鐘を鳴らした; none for any other words."""
    return idioms().get(words.surface(noun) + words.surface(noun + 1) + words.surface(verb)[:1])


def _classes(words: Words, first: int, at: int) -> Iterator[tuple[int, str]]:
    """Where the cue of a verb begins and its class, by an idiom, a compound or a feeling shown: 声を落とす, 意気|込む, 危機|感を示す."""
    noun = at - 2
    if at - 1 >= first and (whole := verb_class(words.surface(at - 1) + words.lexemes[at].normalized_form)):
        yield at - 1, whole
    if noun < first or words.surface(at - 1) not in PARTICLES:
        return
    key = words.surface(noun) + words.surface(at - 1) + words.surface(at)[:1]
    if key in idioms():
        yield noun, idioms()[key]
    feeling = words.surface(noun) == "感" and noun > first
    shown = expression_class(words.lexemes[noun].normalized_form, words.lexemes[at].normalized_form, feeling)
    if shown:
        yield (noun - 1 if feeling else noun), shown
