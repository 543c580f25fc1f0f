"""Quotations with と whose verb is no verb of saying: 「…」と胸を張った, 「…」と警戒感を示した, 「…」と席を立った.

Belongs here: finding the predicate that such a quotation depends on, and whether it is an idiom of saying. Does not belong
here: verbs of saying (``cues``), nor whether anybody there can speak (``clauses``). The idioms are the lexicon
``cue_idioms``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.extract.saying.cue import Cue
from pipeline.extract.saying.cue_words import expression_class, verb_class
from pipeline.extract.saying.cues import is_denied
from pipeline.extract.saying.words import Words, word_set
from pipeline.lexicons.load import load

_REACH = 14  # words between the quotation and the end of its predicate
_PARTICLES = ("を", "に", "が")
#: what makes と a link to a noun or a comparison: 「…」との, 「…」という, 「…」と同じ
_NO_SAYING = word_set("no_saying")
#: nouns that end a sentence as its predicate: 「…」と笑顔。
_FACES = word_set("face")
_OBJECT = ("を", "も")  # after which つく or おく is a verb of its own: ため息をつく
_PASSIVE = ("れる", "られる")


@cache
def _idioms() -> dict[str, str]:
    """Class by noun, particle and the first letter of the verb, which all its forms share: 胸を張 of 胸を張る."""
    found: dict[str, str] = {}
    for row in load("cue_idioms"):
        form = row["idiom"]
        at = max(form.find(particle, 1) for particle in _PARTICLES)
        found[form[: at + 2]] = row["class"]
    return found


def quoted_cues(words: Words, cues: Iterable[Cue]) -> list[Cue]:
    """``cues`` with those of quotations that none of them governs, in order; class ``none`` where the predicate is no cue."""
    found = list(cues)
    governed = {cue.content_end - 1 for cue in found}
    taken = {at for cue in found for at in range(cue.first, cue.last)}
    for at, quotation in words.quotes.items():
        if at in governed or at + 1 in words.quotes or not quotation.is_speech:
            continue
        mark = at + 2 if words.surface(at + 1) in ("など", "なんて") else at + 1
        if words.surface(mark) not in ("と", "って") or words.surface(mark + 1) in _NO_SAYING:
            continue
        cue = _governing(words, at, mark + 1, quotation.kind == "direct")
        if cue is not None and not taken.intersection(range(cue.first, cue.last)):
            found.append(cue)
    return sorted(found, key=lambda cue: cue.first)


def _governing(words: Words, quote: int, first: int, is_sentence: bool) -> Cue | None:
    """The cue of the first predicate from ``first`` on."""
    for at in range(first, min(first + _REACH, len(words))):
        surface, pos = words.surface(at), words.pos(at)
        if surface in ("。", "!", "?") or (pos == "引用" and at > first):
            return None
        ends = words.surface(at + 1) in ("。", "、", "") and at + 1 <= len(words)
        if pos == "名詞" and ends and surface in _FACES:
            return _cue(quote, at, at + 1, "say")
        verbal = pos == "名詞" and words.pos(at + 1) == "動詞" and words.lexemes[at + 1].normalized_form == "為る"
        if not verbal and (pos != "動詞" or (words.is_function_verb(at) and words.surface(at - 1) not in _OBJECT)):
            continue
        last = words.predicate_end(at + 1 if verbal else at)
        forms = [words.lexemes[i].normalized_form for i in range(at, last)]
        if any(form in _PASSIVE for form in forms) or words.surface(last) == "ば" or is_denied(words, last):
            return None
        start, cue_class = next(_classes(words, first, at), (at, "none"))
        negated = any(form in ("ない", "無い", "ず", "ぬ") for form in forms)
        if cue_class == "none" and (not is_sentence or negated):
            return None
        return _cue(quote, start, last, cue_class)
    return None


def _cue(quote: int, first: int, last: int, cue_class: str) -> Cue:
    method = "rule:quoted_clause" if cue_class == "none" else "lexicon:cue_idioms"
    return Cue(first, last, quote + 1, cue_class, "indirect", "positive", "certain", "と", method)


def _classes(words: Words, first: int, at: int) -> Iterator[tuple[int, str]]:
    """Where the cue of a verb begins and its class, by an idiom, a compound or a feeling shown: 声を落とす, 意気|込む, 危機|感を示す."""
    noun = at - 2
    if at - 1 >= first and (whole := verb_class(words.surface(at - 1) + words.lexemes[at].normalized_form)):
        yield at - 1, whole
    if noun < first or words.surface(at - 1) not in _PARTICLES:
        return
    key = words.surface(noun) + words.surface(at - 1) + words.surface(at)[:1]
    if key in _idioms():
        yield noun, _idioms()[key]
    feeling = words.surface(noun) == "感" and noun > first
    shown = expression_class(words.lexemes[noun].normalized_form, words.lexemes[at].normalized_form, feeling)
    if shown:
        yield (noun - 1 if feeling else noun), shown
