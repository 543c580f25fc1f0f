"""The vocabulary of cues, as the lexicons have it.

Belongs here: the lexicons ``cue_verbs``, ``cue_nouns``, ``view_nouns`` and ``expression_verbs`` by their words. Does not
belong here: finding any of them in a text (``cues``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pipeline.lexicons.load import load

PARTICLES = ("を", "に", "が")
"""What stands between the noun and the verb of an idiom."""


class CueVerb(NamedTuple):
    """A row of the lexicon ``cue_verbs``; ``frames`` are the particles that may mark its content."""

    lemma: str
    cue_class: str
    kind: str
    polarity: str
    frames: frozenset[str]
    certainty: str


@cache
def verbs() -> dict[str, CueVerb]:
    """Verbs of saying by their lemma."""
    return {
        row["lemma"]: CueVerb(
            row["lemma"], row["class"], row["kind"], row["polarity"], frozenset(row["frames"].split()), row["certainty"]
        )
        for row in load("cue_verbs")
    }


@cache
def nouns() -> dict[str, dict[str, str]]:
    """Nouns of what is said or thought (考え, 方針), by the noun."""
    return {row["noun"]: row for row in load("cue_nouns")}


@cache
def view_nouns() -> dict[str, dict[str, str]]:
    """Nouns of views that are nobody's in particular (見方, 声), by the noun."""
    return {row["noun"]: row for row in load("view_nouns")}


@cache
def compounds() -> dict[str, dict[str, CueVerb]]:
    """Verbs of several words (a space stands between Sudachi's), by the first word, then the second: 知る せる, 結論 付ける."""
    found: dict[str, dict[str, CueVerb]] = {}
    for lemma, verb in verbs().items():
        if " " in lemma:
            first, second = lemma.split(" ")
            found.setdefault(first, {})[second] = verb
    return found


def verb_class(lemma: str) -> str | None:
    """Class of a verb of saying, none for any other verb."""
    verb = verbs().get(lemma)
    return None if verb is None else verb.cue_class


def expression_class(noun: str, lemma: str, is_feeling: bool) -> str | None:
    """Class of a noun that a verb expresses (懸念を示す); a feeling (…感) that the lexicon lacks is a thought."""
    if lemma not in expressions():
        return None
    return nouns()[noun]["class"] if noun in nouns() else "think" if is_feeling else None


@cache
def expressions() -> frozenset[str]:
    """Verbs that express such a noun (示す, 語る)."""
    return frozenset(row["lemma"] for row in load("expression_verbs"))


@cache
def idioms() -> dict[str, str]:
    """Class by noun, particle and the first letter of the verb, which all its forms share: 胸を張 of 胸を張る."""
    found: dict[str, str] = {}
    for row in load("cue_idioms"):
        form = row["idiom"]
        at = max(form.find(particle, 1) for particle in PARTICLES)
        found[form[: at + 2]] = row["class"]
    return found


@cache
def idiom_nouns() -> frozenset[str]:
    """Nouns that idioms of saying begin with: 警鐘, 胸."""
    return frozenset(form[:-2] for form in idioms())
