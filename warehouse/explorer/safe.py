"""Hostile text made harmless to look at: what would turn or hide text is shown by its name.

Belongs here: characters. Does not belong here: escaping of markup, which the templates do by themselves.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from warehouse.explorer.segments import RUBY

# C0 and C1 controls but tab and line feed; what has a direction; what has no width, but the joiners that emoji and scripts need
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def shown(text: object) -> Markup:
    """A text as HTML, escaped, with control characters as their names.

    >>> print(shown("<b>\\u202e"))
    &lt;b&gt;<span class="control" title="RIGHT-TO-LEFT OVERRIDE">U+202E</span>
    """
    value = "" if text is None else str(text)
    if _HIDDEN.search(value) is None:
        return escape(value)
    found, last = [], 0
    for match in _HIDDEN.finditer(value):
        found += [escape(value[last : match.start()]), _named(match[0])]
        last = match.end()
    return Markup("").join([*found, escape(value[last:])])


def with_ruby(text: str) -> Markup:
    """The same, with readings in brackets as ruby: the text stays as it is, brackets included.

    >>> print(with_ruby("軋(きし)む"))
    <ruby>軋<rp>(</rp><rt>きし</rt><rp>)</rp></ruby>む
    """
    found, last = [], 0
    for match in RUBY.finditer(text):
        found += [shown(text[last : match.start()]), _RUBY.format(*map(shown, match.groups()))]
        last = match.end()
    return Markup("").join([*found, shown(text[last:])]) if found else shown(text)


def clipped(text: object, size: int = 120) -> str:
    """The beginning of a text on one line.

    >>> clipped("長い見出し", 3)
    '長い…'
    """
    value = "" if text is None else str(text)
    line = " ".join(value[: size * 4].split())
    return line if len(line) <= size and len(value) <= size * 4 else line[: size - 1] + "…"


def _named(character: str) -> Markup:
    name = unicodedata.name(character, "CONTROL")
    return _CONTROL.format(name, ord(character))


_CONTROL = Markup('<span class="control" title="{}">U+{:04X}</span>')
_RUBY = Markup("<ruby>{}<rp>{}</rp><rt>{}</rt><rp>{}</rp></ruby>")
